"""What must hold of linking whatever the records are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.binding import Binding
from graphkit.linking import Linked, link_mentions
from graphkit.settings import Settings

# Low thresholds: in a dozen records everything that can happen does.
EASY = Settings(
    shared_sides=2.5, shared_one_offs=4.0, cut_contact=1.0, cut_text=1.5, cut_single=1.5, reassigned_days=20,
    reassigned_bits=0.5,
)  # fmt: skip
START = datetime(2025, 1, 1, tzinfo=UTC)
KINDS = ("phone", "telegram", "email", "bitcoin")
Ad = tuple[frozenset[tuple[str, str]], int | None, int]  # identifiers, text group, day


@st.composite
def ads(draw: st.DrawFn) -> list[Ad]:
    """Ads of a few hands, each with contacts and texts of its own, some of which others use too."""
    made: list[Ad] = []
    for hand in range(draw(st.integers(1, 4))):
        own = [(kind, f"{hand}{n}") for kind in KINDS for n in range(draw(st.integers(0, 2)))]
        common = [(kind, "x") for kind in KINDS[:3]]
        for _ in range(draw(st.integers(1, 6))):
            carried = draw(st.sets(st.sampled_from(own), max_size=3)) if own else set()
            carried |= draw(st.sets(st.sampled_from(common), max_size=1))
            text = draw(st.sampled_from([None, hand, hand, 9]))
            made.append((frozenset(carried), text, draw(st.integers(0, 90))))
    return made


def names(n: int, prefix: str = "r") -> list[str]:
    return [f"{prefix}-{i:02}" for i in range(n)]


def linked(made: list[Ad], ids: list[str], binding: Binding | None = None, **more: Any) -> Linked:
    mentions = [
        {"record_id": i, "kind": kind, "value": value, "role": "self", "confidence": 1.0}
        for i, (carried, _, _) in zip(ids, made, strict=True) for kind, value in sorted(carried)
    ]  # fmt: skip
    schema = {
        "record_id": pl.String,
        "kind": pl.String,
        "value": pl.String,
        "role": pl.String,
        "confidence": pl.Float32,
    }
    texts = [{"record_id": i, "value": f"text{t}", "words": 40, "similarity": 0.9}
             for i, (_, t, _) in zip(ids, made, strict=True) if t is not None]  # fmt: skip
    words = {"record_id": pl.String, "value": pl.String, "words": pl.Int32, "similarity": pl.Float32}
    records = pl.DataFrame({
        "record_id": ids,
        "platform": ["p"] * len(ids),
        "posted_at": [START + timedelta(days=day) for _, _, day in made],
    }, schema={"record_id": pl.String, "platform": pl.String, "posted_at": pl.Datetime("us", "UTC")})  # fmt: skip
    previous = pl.DataFrame(schema={"record_id": pl.String, "cluster_id": pl.String})
    frame, near = pl.DataFrame(mentions, schema=schema), pl.DataFrame(texts, schema=words)
    if (seed := more.get("shuffle")) is not None:
        frame, near, records = (x.sample(fraction=1, shuffle=True, seed=seed) for x in (frame, near, records))
    return link_mentions(frame, records, previous, EASY, near, binding)


def partition(made: Linked, back: dict[str, str] | None = None) -> set[frozenset[str]]:
    rows: dict[str, set[str]] = {}
    for record, cluster in made.members.iter_rows():
        rows.setdefault(cluster, set()).add(back[record] if back else record)
    return {frozenset(x) for x in rows.values()}


def told(made: Linked) -> dict[str, list[Any]]:
    """Return everything that linking says, in words."""
    return {name: getattr(made, name).rows() for name in Linked.__slots__}


MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@MANY
@given(ads(), st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(made: list[Ad], seed: int) -> None:
    ids = names(len(made))
    assert told(linked(made, ids)) == told(linked(made, ids, shuffle=seed))


@MANY
@given(ads(), st.randoms(use_true_random=False))
def test_the_names_of_records_do_not_decide_which_belong_together(made: list[Ad], random: Any) -> None:
    ids, others = names(len(made)), names(len(made), "q")
    random.shuffle(others)
    back = dict(zip(others, ids, strict=True))
    assert partition(linked(made, ids)) == partition(linked(made, others), back)


@MANY
@given(ads(), st.booleans(), st.integers(0, 90))
def test_an_unrelated_record_leaves_every_cluster_as_it_was(made: list[Ad], first: bool, day: int) -> None:
    stranger: Ad = (frozenset({("phone", "alone"), ("email", "alone")}), None, day)
    ids = names(len(made))
    alone, more = linked(made, ids), linked([*made, stranger], [*ids, "a" if first else "z"])
    assert more.members.filter(pl.col("record_id").is_in(ids)).rows() == alone.members.rows()
    assert more.ties.filter(pl.col("record_id").is_in(ids)).rows() == alone.ties.rows()
    assert more.possible_links.rows() == alone.possible_links.rows()
    assert more.clusters.rows() == alone.clusters.rows()


@MANY
@given(ads(), st.data())
def test_decisions_are_obeyed_and_without_them_all_is_as_it_was(made: list[Ad], data: st.DataObject) -> None:
    ids = names(len(made))
    if len(ids) < 4:
        return
    # The same: the first two. Different: two others from these, so that both can hold.
    some = data.draw(st.permutations(ids))
    a, b, c, d = some[:4]
    resource = data.draw(st.sampled_from([*((k, "x") for k in KINDS), ("text", "text9")]))
    told_shared = data.draw(st.booleans())
    binding = Binding(
        pl.DataFrame([(a, b, "D-1")], schema=["a_record", "b_record", "decision_id"], orient="row"),
        pl.DataFrame({"decision_id": ["D-2", "D-3"], "a_group": [[a, b], [c]], "b_group": [[c], [d]]}),
        pl.DataFrame(
            [(*resource, told_shared, "D-4")],
            schema=["kind", "value", "resource", "decision_id"],
            orient="row",
        ),
    )
    before = told(linked(made, ids))
    obeyed = linked(made, ids, binding)
    of = dict(obeyed.members.iter_rows())
    assert of[a] == of[b]
    assert of[a] != of[c]
    assert of[c] != of[d]
    effects = obeyed.ties.filter((pl.col("kind") == resource[0]) & (pl.col("value") == resource[1]))["effect"]
    if told_shared:
        assert "joins" not in set(effects)
    else:
        assert resource not in {(kind, value) for kind, value, *_ in obeyed.shared_resources.iter_rows()}
    assert told(linked(made, ids)) == before


@MANY
@given(ads())
def test_ties_that_join_hold_each_cluster_together_and_nothing_else_does(made: list[Ad]) -> None:
    ids = names(len(made))
    found = linked(made, ids)
    parent = {i: i for i in ids}

    def root(x: str) -> str:
        while parent[x] != x:
            x = parent[x]
        return x

    joins = found.ties.filter(pl.col("effect") == "joins")
    for _, rows in joins.group_by("kind", "value", "cluster_id"):
        first, *rest = rows["record_id"].to_list()
        for other in rest:
            parent[root(other)] = root(first)
    held: dict[str, set[str]] = {}
    for i in ids:
        held.setdefault(root(i), set()).add(i)
    assert {frozenset(x) for x in held.values()} == partition(found)


@MANY
@given(ads())
def test_possible_links_lead_between_clusters_and_name_what_both_carry(made: list[Ad]) -> None:
    ids = names(len(made))
    found = linked(made, ids)
    carried: dict[str, set[tuple[str, str]]] = {}
    for record, kind, value, *_, cluster in found.ties.iter_rows():
        assert record in ids
        carried.setdefault(cluster, set()).add((kind, value))
    for row in found.possible_links.iter_rows(named=True):
        assert row["a_cluster"] != row["b_cluster"]
        assert {(row["kind"], row["value"])} <= carried[row["a_cluster"]] & carried[row["b_cluster"]]
        assert row["reason"]
        assert row["bits"] >= 0
