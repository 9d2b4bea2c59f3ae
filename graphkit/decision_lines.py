"""Decisions as lines of JSON, to hand on and take over."""

from __future__ import annotations

import json
from collections.abc import Iterable

from graphkit.decisions import Decision, DecisionKind, checked, read_time
from graphkit.errors import UsageError
from graphkit.model import DECISIONS

_FIELDS = tuple(DECISIONS.names)
_TEXTS = ("kind", "a", "user", "at", "reason")


def to_line(decision: Decision) -> str:
    """Return a decision as one line of JSON, without the line's end."""
    return json.dumps(decision.as_dict(), ensure_ascii=False)


def from_line(line: str) -> Decision:
    """Read a decision from one line of JSON.

    ``decision_id`` may be left out; where it stands it must be that of the rest. ``state``, which
    ``graphkit decisions --json`` prints, is passed over.

    Raises
    ------
    UsageError
        If the line is none; the message says what is wrong and the remedy.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError("no JSON; write one object a line, as graphkit decisions --export does") from None
    if not isinstance(row, dict):
        raise UsageError("no JSON object; write one a line, as graphkit decisions --export does")
    row.pop("state", None)
    strange = sorted(set(row) - set(_FIELDS))
    if strange:
        raise UsageError(f"no such field: {', '.join(strange)}; there are {', '.join(_FIELDS)}")
    for name in _TEXTS:
        if not isinstance(row.get(name), str):
            raise UsageError(f"{name} is missing or no text; give it as a string")
    kinds = [kind.value for kind in DecisionKind]
    if row["kind"] not in kinds:
        raise UsageError(f"there is no kind {row['kind']}; give {', '.join(kinds)}")
    if not isinstance(row.get("b"), str | None):
        raise UsageError("b is no text; give a string, or null where there is one side")
    anchors = {name: row.get(name) or [] for name in ("a_anchors", "b_anchors")}
    for name, values in anchors.items():
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise UsageError(f"{name} is no list of texts; give record ids or KIND:VALUE")
    decision = checked(Decision(
        DecisionKind(row["kind"]), row["a"], tuple(anchors["a_anchors"]), row.get("b"), tuple(anchors["b_anchors"]),
        row["user"], read_time(row["at"]), row["reason"],
    ))  # fmt: skip
    if row.get("decision_id", decision.decision_id) != decision.decision_id:
        raise UsageError(
            f"decision_id is {row['decision_id']}, but its content makes it {decision.decision_id}: the line was changed"
            " after it was made; export it again, or take decision_id out to make it a decision of its own"
        )
    return decision


def from_text(text: str, name: str) -> list[Decision]:
    """Read decisions from JSON lines; empty lines are passed over.

    Parameters
    ----------
    text
        What stands in the file.
    name
        What errors call it.

    Raises
    ------
    UsageError
        If a line is no decision: names the line and the remedy.
    """
    found = []
    # Only a line feed ends a line of JSON lines: str.splitlines would cut at U+2028 inside a reason too.
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if line.strip():
            try:
                found.append(from_line(line))
            except UsageError as error:
                raise UsageError(f"{name}: line {number}: {error}") from error
    return found


def to_text(decisions: Iterable[Decision]) -> str:
    """Return decisions as JSON lines, oldest first."""
    return "".join(to_line(d) + "\n" for d in sorted(decisions, key=lambda d: d.order))
