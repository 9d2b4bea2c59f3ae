"""``graphkit review``: the open questions of a case, one after the other, answered in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphkit.cli.decide import end, later_option, user_option
from graphkit.cli.printing import many, safe, table, working

if TYPE_CHECKING:
    from graphkit.case import Case
    from graphkit.decisions import Decision
    from graphkit.review import Question, Side

_KEYS = {"y": "same", "n": "different", "s": "skip", "u": "undo", "q": "quit"}
_MOST = 8  # identifiers of one sort that are listed


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@user_option
@later_option
def review(folder: Path, user: str | None, later: bool) -> None:
    """Answer the open questions of the case in DIR, those of which an answer changes most first.

    Asks of two clusters at a time whether they are one actor: y yes, n no, s skip, u undo the last answer, q quit. Each
    answer is kept at once as a decision; at the end the case is linked by them.
    """
    from graphkit import api
    from graphkit.case import Case, CaseView

    CaseView(folder).close()  # opening for writing would make a case where there is none
    with Case(folder) as case:
        given = _Review(case, user).run()
    if not given:
        return
    said = [sum(d.kind.value == word for d in given) for word in ("same", "different")]
    click.echo(f"{many(len(given), 'answer')} kept: {said[0]:,} same, {said[1]:,} different")
    changed = None
    if not later:
        with working("linking"):
            _, changed = api.relinked(folder, lambda _: True)
    end(folder, changed, later)


class _Review:
    """One sitting."""

    def __init__(self, case: Case, user: str | None) -> None:
        self.case, self.user = case, user
        self.given: list[tuple[Question, Decision]] = []
        self.skipped: set[tuple[str, str]] = set()

    def run(self) -> list[Decision]:
        """Ask until nothing is left, the analyst quits or the input ends; return the answers that hold."""
        try:
            while (question := self._next()) is not None and self._ask(question):
                pass
        except KeyboardInterrupt:
            click.echo("")
        return [decision for _, decision in self.given]

    def _next(self) -> Question | None:
        """Return the next question; what an answer settles is not asked again."""
        from graphkit.review import questions

        every = questions(self.case)
        left = [q for q in every if (q.a, q.b) not in self.skipped]
        if not left:
            click.echo(
                "Nothing is left to review."
                if not every
                else f"Nothing else is left; {len(every):,} skipped."
            )
            return None
        click.echo(f"\n{many(len(left), 'open question')}")
        return left[0]

    def _ask(self, question: Question) -> bool:
        """Ask one question; tell whether to go on."""
        show(self.case, question)
        while True:
            click.echo("One actor? [y]es [n]o [s]kip [u]ndo [q]uit: ", nl=False)
            line = sys.stdin.buffer.readline().decode("utf-8", "replace")
            if not line:
                click.echo("")
                return False
            answer = _KEYS.get(line.strip().lower()[:1])
            if answer == "quit":
                return False
            if answer is None:
                click.echo("give y, n, s, u or q")
                continue
            if answer == "undo" and not self.given:
                click.echo("nothing to undo")
                continue
            self._take(answer, question)
            return True

    def _take(self, answer: str, question: Question) -> None:
        from graphkit.deciding import decide

        if answer == "skip":
            self.skipped.add((question.a, question.b))
        elif answer == "undo":
            _, last = self.given.pop()
            done = decide(self.case, "withdrawn", last.decision_id, reason="review", user=self.user)
            click.echo(safe(done.decision))
        else:
            done = decide(self.case, answer, question.a, question.b, reason="review", user=self.user)
            self.given.append((question, done.decision))
            click.echo(safe(done.decision))


def show(case: Case, question: Question) -> None:
    """Print a question: why it is open, and both sides beside each other."""
    from graphkit.review import side

    a, b = side(case, question.a, question), side(case, question.b, question)
    click.echo(
        f"{question.a} ({many(a.records, 'record')}) and {question.b} ({many(b.records, 'record')}):"
        " are they one actor? Yes joins them, no keeps them apart, in every later run."
    )
    calls = case.openings([value for kind, value, *_ in question.evidence if kind == "text"])
    for kind, value, bits, reason in question.evidence[:_MOST]:
        said = f"“{calls[value]}”" if value in calls else value
        click.echo(safe(f"  {kind} {said}, worth {bits:g} bits, did not join them: {reason}"))
    click.echo("")
    weak = a.weak | b.weak
    common = set(a.own) & set(b.own)
    both = _listed([x for x in a.own if x in common], weak)
    rows = [
        ("records", f"{a.records:,}", f"{b.records:,}"),
        ("platforms", ", ".join(a.platforms), ", ".join(b.platforms)),
        ("seen", _between(a), _between(b)),
        ("share", both, both),
        ("only here", *(_listed([x for x in s.own if x not in common], weak) for s in (a, b))),
        *(("text", *pair) for pair in _pairs(a.lines, b.lines)),
    ]
    table("", ("", question.a, question.b), rows)


def _pairs(one: tuple[str, ...], two: tuple[str, ...]) -> list[tuple[str, str]]:
    from itertools import zip_longest

    return list(zip_longest(one, two, fillvalue=""))


def _between(side: Side) -> str:
    if not side.first_seen:
        return "no dates"
    return side.first_seen if side.first_seen == side.last_seen else f"{side.first_seen} to {side.last_seen}"


def _listed(names: list[str], weak: frozenset[str]) -> str:
    if not names:
        return "nothing"
    more = f", ... {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(f"{x} (joins nobody)" if x in weak else x for x in names[:_MOST]) + more
