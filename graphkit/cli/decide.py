"""``graphkit decide`` and ``graphkit decisions``: an analyst's word, given, listed, exported and imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkit.cli.printing import many, safe, table, working
from graphkit.errors import UsageError

if TYPE_CHECKING:
    from graphkit.binding import Contradiction
    from graphkit.changes import Changes

# What is typed -> the kind of decision, how many things it takes, and their form.
WORDS = {
    "same": ("same", 2, "A B"),
    "different": ("different", 2, "A B"),
    "resource": ("resource", 1, "KIND:VALUE"),
    "not-resource": ("not_resource", 1, "KIND:VALUE"),
    "note": ("note", 2, "A TEXT"),
    "undo": ("withdrawn", 1, "D-XXXXXXXX"),
}
later_option = click.option("--later", is_flag=True, help="Only keep it: the next run links by it.")
user_option = click.option(
    "--user", metavar="NAME", help="Who decides; else $GRAPHKIT_USER, else the login name."
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("word", type=click.Choice(list(WORDS)), metavar="WORD")
@click.argument("things", nargs=-1, required=True, metavar="ABOUT...")
@click.option("--reason", metavar="TEXT", help="Why. same and different need one.")
@user_option
@click.option("--at", metavar="TIME", help="When it was decided, ISO 8601; else now.")
@later_option
def decide(
    folder: Path, word: str, things: tuple[str, ...], reason: str | None, user: str | None, at: str | None, later: bool
) -> None:  # fmt: skip
    """Decide about the case in DIR; the decision binds every later run.

    \b
    decide DIR same A B                  the same actor
    decide DIR different A B             not the same actor
    decide DIR resource KIND:VALUE       shared by unrelated actors: joins nobody
    decide DIR not-resource KIND:VALUE   no shared resource: may join
    decide DIR note A TEXT               a note
    decide DIR undo D-XXXXXXXX           withdraw a decision

    A and B are records (their id, or the one in their source), identifiers (KIND:VALUE) or clusters.
    """
    from graphkit import api
    from graphkit.deciding import decide as add
    from graphkit.decisions import read_time

    kind, count, form = WORDS[word]
    if len(things) != count:
        raise UsageError(f"{word} takes {form}: graphkit decide DIR {word} {form}")
    if word == "note":
        if reason is not None:
            raise UsageError("--reason: the text of a note is its reason; leave one of them out")
        things, reason = things[:1], things[1]
    if word in ("same", "different") and not (reason or "").strip():
        raise UsageError(f'{word}: say why, with --reason "..."')
    when = read_time(at) if at is not None else None
    with working("deciding and linking"):
        made, changed = api.relinked(
            folder,
            lambda case: add(case, kind, *things, reason=reason or "", user=user, at=when),
            later=later or word == "note",
        )
    click.echo(safe(f"{made.decision}" if made.new else f"{made.decision}: in the case already"))
    for remark in made.remarks:
        click.echo(safe(remark))
    end(folder, changed, later and word != "note")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON lines.")
@click.option("--export", "export_to", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write all of them to a file of JSON lines.")  # fmt: skip
@click.option("--import", "import_from", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Take those of such a file that the case lacks, and link by them.")  # fmt: skip
@later_option
def decisions(
    folder: Path, as_json: bool, export_to: Path | None, import_from: Path | None, later: bool
) -> None:  # fmt: skip
    """List the decisions of the case in DIR, withdrawn ones too, oldest first."""
    if (export_to is not None) + (import_from is not None) + as_json > 1:
        raise UsageError("give one of --json, --export and --import")
    if import_from is not None:
        _import(folder, import_from, later)
    elif export_to is not None:
        _export(folder, export_to)
    else:
        _list(folder, as_json)


def _list(folder: Path, as_json: bool) -> None:
    from graphkit.case import CaseView
    from graphkit.deciding import contradictions_of, read, states
    from graphkit.decisions import iso

    with CaseView(folder) as view:
        found = read(view)
        state, against = states(view, found), contradictions_of(view)
    if as_json:
        for d in found:
            click.echo(json.dumps({**d.as_dict(), "state": state[d.decision_id]}, ensure_ascii=True))
        return
    lines = [
        (
            d.decision_id,
            d.kind.value.replace("_", " "),
            d.a,
            d.b,
            d.user,
            iso(d.at),
            state[d.decision_id],
            d.reason,
        )
        for d in found
    ]
    table("", ("decision", "word", "about", "and", "by", "at", "state", "reason"), lines)
    if not found:
        click.echo(f"No decisions yet; make one with: graphkit decide {safe(folder)} same A B --reason ...")
    warn(against, folder)


def _export(folder: Path, path: Path) -> None:
    from graphkit.case import CaseView
    from graphkit.deciding import read
    from graphkit.decision_lines import to_text

    with CaseView(folder) as view:
        found = read(view)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_text(found), "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    click.echo(f"{many(len(found), 'decision')} in {safe(path)}")


def _import(folder: Path, path: Path, later: bool) -> None:
    from graphkit import api
    from graphkit.deciding import Taken, take
    from graphkit.decision_lines import from_text

    try:
        given = from_text(path.read_bytes().decode("utf-8"), str(path))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    taken: list[Taken] = []

    def add(case: Any) -> bool:
        taken.append(take(case, given))
        return bool(taken[0].new)

    with working("taking decisions and linking"):
        _, changed = api.relinked(folder, add, later=later)
    (what,) = taken
    click.echo(
        f"{safe(path)}: {many(len(what.new), 'decision')} taken, {len(what.known):,} in the case already"
    )
    for decision in what.new:
        click.echo(f"  {safe(decision)}")
    for decision in what.unknown:
        click.echo(
            f"{decision.decision_id} names what this case does not hold: kept, it binds once that is read"
        )
    end(folder, changed, later and bool(what.new))


def end(folder: Path, changed: Changes | None, later: bool) -> None:
    """Say what changed, and what contradicts what."""
    from graphkit.case import CaseView
    from graphkit.deciding import contradictions_of

    if changed is not None:
        for line in changed.lines() or ["no cluster changed"]:
            click.echo(safe(line))
    elif later:
        click.echo(f"not linked yet: the next graphkit link, decide or review of {safe(folder)} obeys it")
    with CaseView(folder) as view:
        warn(contradictions_of(view), folder)


def warn(against: list[Contradiction], folder: Path) -> None:
    """Print a warning line for each contradiction on standard error."""
    for contradiction in against:
        click.echo(f"warning: {safe(contradiction.told(str(folder)))}", err=True)


__all__ = ["decide", "decisions", "end", "later_option", "user_option", "warn"]
