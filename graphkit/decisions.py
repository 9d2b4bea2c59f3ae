"""An analyst's decision as a row: what it is made of, its id, its line of JSON, and which ones are in force."""

from __future__ import annotations

import base64
import getpass
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import polars as pl
import pyarrow as pa

from graphkit.errors import UsageError
from graphkit.model import DECISIONS, table


class DecisionKind(StrEnum):
    """What a decision says."""

    SAME = "same"
    DIFFERENT = "different"
    RESOURCE = "resource"
    NOT_RESOURCE = "not_resource"
    NOTE = "note"
    WITHDRAWN = "withdrawn"


PAIRS = (DecisionKind.SAME, DecisionKind.DIFFERENT)
RESOURCES = (DecisionKind.RESOURCE, DecisionKind.NOT_RESOURCE)
_FIELDS = tuple(DECISIONS.names)


@dataclass(frozen=True, slots=True)
class Decision:
    """One word of an analyst.

    Attributes
    ----------
    kind
        What it says.
    a, b
        What it is about, as the analyst named it: a record, an identifier (``KIND:VALUE``) or a cluster. ``b`` only
        for ``same`` and ``different``; of ``withdrawn``, ``a`` is the id of the decision that is withdrawn.
    a_anchors, b_anchors
        What these stood for when it was made: record ids in order, then identifiers as ``KIND:VALUE``. Clusters change
        from run to run; records do not, so the decision keeps its sense.
    user, at, reason
        Who, when (UTC, to the microsecond) and why.
    """

    kind: DecisionKind
    a: str
    a_anchors: tuple[str, ...]
    b: str | None
    b_anchors: tuple[str, ...]
    user: str
    at: datetime
    reason: str

    @property
    def decision_id(self) -> str:
        """``D-`` and eight base-32 characters: a digest of everything else."""
        text = json.dumps(self._content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.blake2b(text.encode("utf-8"), digest_size=5, person=b"decision").digest()
        return "D-" + base64.b32encode(digest).decode("ascii")

    @property
    def order(self) -> tuple[datetime, str]:
        """When it was made; of two of the same moment, the id decides, so that no order of arrival does."""
        return (self.at, self.decision_id)

    def _content(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value, "a": self.a, "a_anchors": list(self.a_anchors), "b": self.b,
            "b_anchors": list(self.b_anchors), "user": self.user, "at": iso(self.at), "reason": self.reason,
        }  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return the row, the time as text."""
        return {"decision_id": self.decision_id, **self._content()}

    def __str__(self) -> str:
        about = " and ".join(x for x in (self.a, self.b) if x is not None)
        return (
            f"{self.decision_id} ({self.kind.value.replace('_', ' ')}: {about}; {self.user}, {iso(self.at)})"
        )


def iso(at: datetime) -> str:
    """Return a time in UTC as ISO 8601.

    Examples
    --------
    >>> iso(datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    '2026-03-01T12:00:00Z'
    """
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """Read an ISO 8601 date or time; without an offset it is UTC.

    Raises
    ------
    UsageError
        If it is none.

    Examples
    --------
    >>> iso(read_time("2026-03-01T14:00+02:00"))
    '2026-03-01T12:00:00Z'
    """
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{text}: no time; give ISO 8601, such as 2026-03-01T12:00:00Z") from None


def now() -> datetime:
    """Return the time of a decision made now, in UTC: the only place where one is read.

    ``SOURCE_DATE_EPOCH`` (whole seconds since 1970), where it is set, goes before the clock.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH={fixed}: give whole seconds since 1970") from None


def current_user() -> str:
    """Return who decides: ``$GRAPHKIT_USER``, else the login name."""
    try:
        user = os.environ.get("GRAPHKIT_USER", "").strip() or getpass.getuser().strip()
    except (KeyError, OSError, ImportError):
        user = ""
    if not user:
        raise UsageError("nobody is logged in by a name; say who decides with --user NAME")
    return user


def check_text(*parts: str | None) -> None:
    """Refuse text that is none: bytes of another encoding on a command line, halves of characters in JSON.

    Raises
    ------
    UsageError
        If one of the parts cannot be written as UTF-8.
    """
    for part in parts:
        if part is not None and any("\ud800" <= char <= "\udfff" for char in part):
            raise UsageError(f"{part!r}: not all of it is text; leave out what cannot be written as UTF-8")


def checked(decision: Decision) -> Decision:
    """Return a decision whose parts fit together.

    Raises
    ------
    UsageError
        If they do not; the message says which part and what it must be.
    """
    pair, names = decision.kind in PAIRS, decision.kind != DecisionKind.WITHDRAWN
    sides = [decision.a_anchors, decision.b_anchors]
    anchors = [x for side in sides for x in side]
    check_text(decision.a, decision.b, decision.user, decision.reason, *anchors)
    wrong = (
        (not decision.a, "a is empty; name what the decision is about"),
        (not decision.user.strip(), "user is empty; say who decides"),
        (pair and not decision.b, f"b is empty; {decision.kind} needs two sides"),
        (not pair and (decision.b is not None or bool(decision.b_anchors)), f"{decision.kind} has one side; leave b out"),
        (names and not decision.a_anchors, "a_anchors is empty; give record ids or KIND:VALUE"),
        (pair and not decision.b_anchors, "b_anchors is empty; give record ids or KIND:VALUE"),
        (not names and bool(anchors), "withdrawn has no anchors; leave a_anchors empty"),
        ("" in anchors or any(len(set(s)) < len(s) for s in sides), "an anchor is empty or stands twice; leave it out"),
        (pair and set(sides[0]) == set(sides[1]), "both sides are the same; name two"),
        (decision.kind == DecisionKind.DIFFERENT and bool(_records(sides[0]) & _records(sides[1])),
         "a record stands on both sides, and none differs from itself; leave it out of one"),
        (decision.kind in RESOURCES and (decision.a_anchors != (decision.a,) or ":" not in decision.a),
         "a is no KIND:VALUE, or is not its own only anchor"),
    )  # fmt: skip
    for bad, why in wrong:
        if bad:
            raise UsageError(why)
    return decision


def _records(anchors: Sequence[str]) -> set[str]:
    return {x for x in anchors if ":" not in x}


def to_table(decisions: Sequence[Decision]) -> pa.Table:
    """Return decisions as rows of ``graphkit.model.DECISIONS``."""
    rows = [d.as_dict() | {"at": d.at} for d in decisions]
    return table(DECISIONS, {name: [row[name] for row in rows] for name in _FIELDS})


def from_table(rows: pl.DataFrame | pa.Table) -> list[Decision]:
    """Return decisions from rows of ``graphkit.model.DECISIONS``, oldest first."""
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(pl.from_arrow(rows))
    found = [
        Decision(
            DecisionKind(row["kind"]), row["a"], tuple(row["a_anchors"] or ()), row["b"], tuple(row["b_anchors"] or ()),
            row["user"], row["at"].astimezone(UTC), row["reason"],
        )
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    return sorted(found, key=lambda d: d.order)


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that are not withdrawn, oldest first; withdrawals themselves are left out."""
    every = list(decisions)
    gone = {d.a for d in every if d.kind == DecisionKind.WITHDRAWN}
    kept = {d.decision_id: d for d in every if d.kind != DecisionKind.WITHDRAWN}
    return sorted((d for name, d in kept.items() if name not in gone), key=lambda d: d.order)


def at_free_time(decision: Decision, taken: Iterable[datetime]) -> Decision:
    """Return the decision a microsecond later for each that its moment is taken: the newer of two is then known."""
    times, at = set(taken), decision.at
    while at in times:
        at += timedelta(microseconds=1)
    return replace(decision, at=at)
