"""Ties written down by hand, for the tests of linking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import polars as pl

from graphkit.binding import Binding
from graphkit.linking import Linked, link_mentions
from graphkit.settings import Settings

Tie = tuple[str, str, str]  # record, kind, value
Word = tuple[str, str, int, float]  # record, text, words, similarity to the centre of its group
PLAIN = Settings()
START = datetime(2025, 1, 1, tzinfo=UTC)
_POSTED = {"record_id": pl.String, "posted_at": pl.Datetime("us", "UTC")}
_TEXTS = {"record_id": pl.String, "value": pl.String, "words": pl.Int32, "similarity": pl.Float32}


def ads(name: str, number: int, *also: tuple[str, str], of: str = "") -> list[Tie]:
    """Return the ties of some ads of one advertiser: each has the account and the mailbox of ``of``, and ``also``."""
    own = [("telegram", f"{of or name}_account"), ("email", f"{of or name}@mail.example"), *also]
    return [(f"{name}{n:03}", *identifier) for n in range(number) for identifier in own]


def ties(rows: Iterable[Tie]) -> pl.DataFrame:
    """Return ties as a frame."""
    return pl.DataFrame(
        list(rows), schema=dict.fromkeys(("record_id", "kind", "value"), pl.String), orient="row"
    )


def posted(rows: Iterable[Tie], days: dict[str, int | None] | None = None) -> pl.DataFrame:
    """Return when the records were posted: on the day that is given for the record, or all on one day."""
    of = days or {}
    said = []
    for record in sorted({row[0] for row in rows}):
        day = of.get(record, 0)
        said.append((record, None if day is None else START + timedelta(days=day)))
    return pl.DataFrame(said, schema=_POSTED, orient="row")


def linked(
    rows: Iterable[Tie],
    texts: Iterable[Word] = (),
    binding: Binding | None = None,
    settings: Settings = PLAIN,
    days: dict[str, int | None] | None = None,
    records: Iterable[str] = (),
) -> Linked:
    """Link records that carry identifiers of their own, read with certainty."""
    rows, texts = list(rows), list(texts)
    everyone = [*rows, *((word[0], "", "") for word in texts), *((record, "", "") for record in records)]
    about = posted(everyone, days).with_columns(pl.lit("board").alias("platform"))
    mentions = ties(rows).with_columns(
        pl.lit("self").alias("role"), pl.lit(0.95, pl.Float32).alias("confidence")
    )
    before = pl.DataFrame(schema={"record_id": pl.String, "cluster_id": pl.String})
    near = pl.DataFrame(texts, schema=_TEXTS, orient="row")
    return link_mentions(
        mentions, about.select("record_id", "platform", "posted_at"), before, settings, near, binding
    )


def groups(made: Linked) -> set[frozenset[str]]:
    """Return the clusters as sets of records."""
    found: dict[str, set[str]] = {}
    for record, cluster in made.members.iter_rows():
        found.setdefault(cluster, set()).add(record)
    return {frozenset(group) for group in found.values()}


def together(*names: str) -> set[frozenset[str]]:
    """Return the groups that are written like ``a+b``."""
    return {frozenset(name.split("+")) for name in names}


def decided(
    same: Iterable[tuple[str, str, str]] = (),
    different: Iterable[tuple[str, list[str], list[str]]] = (),
) -> Binding:
    """Return decisions: (record, record, decision) that are the same, (decision, records, records) that are not."""
    return Binding(
        pl.DataFrame(
            list(same), schema=dict.fromkeys(["a_record", "b_record", "decision_id"], pl.String), orient="row"
        ),
        parted(*different),
        pl.DataFrame(
            schema={"kind": pl.String, "value": pl.String, "resource": pl.Boolean, "decision_id": pl.String}
        ),
    )


def parted(*different: tuple[str, list[str], list[str]]) -> pl.DataFrame:
    """Return decisions that parties are different: decision, records, records."""
    group = pl.List(pl.String)
    return pl.DataFrame(
        list(different), schema={"decision_id": pl.String, "a_group": group, "b_group": group}, orient="row"
    )
