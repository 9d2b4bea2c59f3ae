"""``graphkit clusters`` and ``graphkit show``: a case read in the terminal."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphkit.cli.printing import escaped, many, safe, safe_json, table

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.case import CaseView
    from graphkit.possible_pairs import PossiblePair


def _day(value: Any) -> str:
    """Return a date as YYYY-MM-DD, or nothing."""
    return "" if value is None or value != value else f"{value:%Y-%m-%d}"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--top",
    default=30,
    show_default=True,
    type=click.IntRange(1),
    help="How many to list, the largest first.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of them as JSON lines.")
def clusters(folder: Path, top: int, as_json: bool) -> None:
    """List the clusters of the case in DIR, the largest first."""
    from graphkit.case import CaseView

    with CaseView(folder) as view:
        frame = view.clusters()
        told = view.told(frame if as_json else frame.head(top))
    if as_json:
        more = told[["holds", "possible_links"]].set_axis(frame.index)
        whole = frame.join(more).to_json(orient="records", lines=True, date_format="iso", force_ascii=False)
        click.echo(escaped(whole), nl=False)
        return
    rows = [
        (
            r["cluster_id"],
            r["records"],
            r["platforms"],
            r["kinds"],
            t["label"],
            r["cohesion"],
            "" if t["firm"] else t["hangs_on"],
            t["possible_links"] or "",
            _day(r["first_seen"]),
            _day(r["last_seen"]),
        )
        for r, t in zip(frame.head(top).to_dict("records"), told.to_dict("records"), strict=True)
    ]
    columns = ("cluster", "records", "platforms", "held by", "known by", "cohesion", "hangs on", "possible links",
               "first seen", "last seen")  # fmt: skip
    table("", columns, rows)
    if len(frame) > top:
        click.echo(f"... and {len(frame) - top:,} more; --top {len(frame)} lists them")
    if not len(frame):
        click.echo("No two records share an identifier that joins.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("cluster")
@click.option(
    "--top",
    default=50,
    show_default=True,
    type=click.IntRange(1),
    help="How many records and identifiers to list.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as one JSON object.")
def show(folder: Path, cluster: str, top: int, as_json: bool) -> None:
    """Show one CLUSTER of the case in DIR: what holds it together, and where each record stands."""
    from graphkit.case import CaseView

    with CaseView(folder) as view:
        found = _read(view, cluster)
    if as_json:
        click.echo(safe_json(found.as_dict(shlex.quote(str(folder)))))
        return
    _head(found, folder)
    _identifiers(found, top)
    _communities(found.communities, top)
    click.echo("")
    _records(found, top)
    click.echo("\nA finding is a lead, never proof.")


@dataclass(frozen=True)
class _Shown:
    """All that is shown of one cluster; ``row`` and ``told`` are empty for a record that stands alone."""

    cluster: str
    row: dict[str, Any]
    told: dict[str, Any]
    records: pd.DataFrame
    identifiers: pd.DataFrame
    mentions: pd.DataFrame
    communities: pd.DataFrame
    inside: Counter[tuple[str, str]]
    openings: dict[str, str]
    pairs: list[PossiblePair]

    def as_dict(self, folder: str) -> dict[str, Any]:
        """Return it for JSON."""
        identifiers = [
            {**r, "records_here": self.inside[r["kind"], r["value"]],
             **({"opening": self.openings[r["value"]]} if self._opens(r) else {})}
            for r in _plain(self.identifiers)
        ]  # fmt: skip
        return {
            **{k: _value(v) for k, v in self.row.items()},
            "cluster_id": self.cluster,
            "holds": self.told.get("holds"),
            "identifiers": identifiers,
            "communities": _plain(self.communities),
            "possible_links": [row for pair in self.pairs for row in pair.as_dicts(folder)],
            "records": _plain(self.records[["record_id", "native_id", "source", "locator", "platform", "posted_at", "title"]]),
            "mentions": _plain(self.mentions[["record_id", "kind", "value", "role", "field", "start", "end", "raw"]]),
            "notice": "A finding is a lead, never proof.",
        }  # fmt: skip

    def _opens(self, row: dict[str, Any]) -> bool:
        return row["kind"] == "text" and row["value"] in self.openings

    def value(self, row: dict[str, Any]) -> str:
        """Return an identifier's value, of a text group with its first words."""
        return f"{row['value']} “{self.openings[row['value']]}”" if self._opens(row) else str(row["value"])


def _read(view: CaseView, cluster: str) -> _Shown:
    records, identifiers, ties = view.records(cluster), view.identifiers(cluster), view.ties(cluster)
    known = view.clusters()
    known = known[known["cluster_id"] == cluster]
    told = view.told(known)
    texts = [str(v) for v in identifiers.loc[identifiers["kind"] == "text", "value"]]
    inside = Counter(zip(ties["kind"], ties["value"], strict=True))
    identifiers = _by_weight(identifiers, inside)
    row, words = (_rows(frame)[0] if len(frame) else {} for frame in (known, told))
    return _Shown(
        cluster, row, words, records, identifiers, view.mentions(cluster), view.communities(cluster), inside,
        view.openings(texts),
        view.possible_pairs(cluster),
    )  # fmt: skip


def _by_weight(identifiers: pd.DataFrame, inside: Counter[tuple[str, str]]) -> pd.DataFrame:
    """Order identifiers: what holds the cluster first, then what is on most of its records."""
    here = [inside[key] for key in zip(identifiers["kind"], identifiers["value"], strict=True)]
    keyed = identifiers.assign(_joins=identifiers["effect"] == "joins", _here=here)
    ordered = keyed.sort_values(["_joins", "_here", "bits"], ascending=False, kind="stable")
    return ordered.drop(columns=["_joins", "_here"])


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _value(value: Any) -> Any:
    """Return a value of a table as JSON has it."""
    if value is None or value != value:
        return None
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if hasattr(value, "strftime") else value


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{k: _value(v) for k, v in row.items()} for row in _rows(frame)]


def _head(found: _Shown, folder: Path) -> None:
    """Say what the cluster is, how firmly it holds, and what it may belong with."""
    platforms = sorted({str(p) for p in found.records["platform"].dropna()})
    dates = found.records["posted_at"].dropna()
    between = f", {_day(dates.min())} to {_day(dates.max())}" if len(dates) else ""
    click.echo(
        f"{safe(found.cluster)}: {many(len(found.records), 'record')} on {many(len(platforms), 'platform')}"
        f" ({safe(', '.join(platforms))}){between}"
    )
    if found.told:
        click.echo(safe(f"It {found.told['holds']}. Cohesion: {found.row['cohesion']:.2f} of 1."))
        if found.told["rests_on_text"] and not found.told["firm"]:
            click.echo("That join rests on text, which others can copy.")
        if found.told["weakest"]:
            click.echo(safe(f"Its weakest joining tie: {found.told['weakest']}."))
    if n := sum(len(pair.links) for pair in found.pairs):
        command = f"graphkit links {shlex.quote(str(folder))} {found.cluster}"
        click.echo(
            safe(f"{many(n, 'possible link')} to {many(len(found.pairs), 'other cluster')}: {command}")
        )
    click.echo("")


def _identifiers(found: _Shown, top: int) -> None:
    rows = [
        (
            r["kind"],
            found.value(r),
            found.inside[r["kind"], r["value"]],
            r["bits"],
            r["effect"],
            r["platforms"],
            r["clusters"],
        )
        for r in _rows(found.identifiers.head(top))
    ]
    table("Identifiers", ("kind", "value", "records here", "bits", "effect", "platforms", "clusters"), rows)


def _records(found: _Shown, top: int) -> None:
    raw: dict[str, list[str]] = {}
    for m in found.mentions.to_dict("records"):
        raw.setdefault(m["record_id"], []).append(
            f"{m['kind']} “{m['raw']}” ({m['field']} {m['start']}-{m['end']})"
        )
    lines = [
        (r["record_id"], r["native_id"], f"{r['source']}, {r['locator']}", r["platform"], _day(r["posted_at"]),
         r["title"], "; ".join(raw.get(r["record_id"], [])))
        for r in found.records.head(top).to_dict("records")
    ]  # fmt: skip
    table("Records", ("record", "id in source", "where", "platform", "posted", "title", "read in it"), lines)
    if (n := len(found.records)) > top:
        click.echo(f"... and {n - top:,} more records; --top {n} lists them")


def _communities(frame: pd.DataFrame, top: int) -> None:
    """List the communities of a large cluster, and say that they are no actors."""
    if not len(frame):
        return
    click.echo("")
    rows = [
        (r["community"], r["records"], r["label"], r["platforms"], _day(r["first_seen"]), _day(r["last_seen"]),
         r["identifiers"], f"{r['outward']} of {r['ties']}")
        for r in frame.head(top).to_dict("records")
    ]  # fmt: skip
    table(
        "Communities inside (by Leiden; not actors)",
        (
            "community",
            "records",
            "known by",
            "platforms",
            "first seen",
            "last seen",
            "of its own",
            "ties to others",
        ),
        rows,
    )
    if len(frame) > top:
        click.echo(f"... and {len(frame) - top:,} more communities; --top {len(frame)} lists them")
