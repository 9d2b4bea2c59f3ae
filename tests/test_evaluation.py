"""Figures against a truth: by hand, by brute force, and what must hold for any partition."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import SourceError, UsageError
from graphkit.evaluation import MECHANISMS, Scores, false_merges, false_splits, planted, read_truth, score

Labels = dict[str, str]


def clusters(labels: Labels) -> pl.DataFrame:
    return pl.DataFrame(
        {"record_id": list(labels), "cluster_id": list(labels.values())},
        schema={"record_id": pl.String, "cluster_id": pl.String},
    )


def truth(labels: Labels, notes: Labels | None = None, agency: Labels | None = None) -> pl.DataFrame:
    return clusters(labels).select(
        "record_id",
        pl.col("cluster_id").alias("group"),
        pl.Series("agency", [(agency or {}).get(g, "") for g in labels.values()], dtype=pl.String),
        pl.Series("notes", [(notes or {}).get(r, "") for r in labels], dtype=pl.String),
    )


def scored(found: Labels, known: Labels) -> Scores:
    return score(clusters(found), truth(known))


def named(found: str, known: str) -> tuple[Labels, Labels]:
    """Return labels from words, a letter a record: ``named("aab", "xyy")``."""
    return ({str(n): c for n, c in enumerate(found)}, {str(n): c for n, c in enumerate(known)})


def test_a_case_worked_by_hand() -> None:
    # a = {0 1 2} holds two of x and one of y; b = {3 4} holds y alone; x = {0 1}, y = {2 3 4}.
    s = scored(*named("aaabb", "xxyyy"))
    assert (s.records, s.clusters, s.groups, s.largest) == (5, 2, 2, 3)
    assert (s.pairs_clustered, s.pairs_true, s.pairs_both) == (4, 4, 2)
    assert (s.precision, s.recall, s.f1) == (0.5, 0.5, 0.5)
    # B-cubed precision: 0 and 1 have 2/3, 2 has 1/3, 3 and 4 have 1; recall: 0, 1 have 1, 2 has 1/3, 3 and 4 have 2/3.
    assert s.bcubed_precision == s.bcubed_recall == pytest.approx(11 / 15, abs=1e-15)
    # Of 10 pairs 4 * 4 / 10 agree by chance: (2 - 1.6) / (4 - 1.6).
    assert s.ari == pytest.approx(1 / 6, abs=1e-15)


@pytest.mark.parametrize(
    ("found", "known", "precision", "recall", "ari"),
    [
        ("abc", "xyz", 1.0, 1.0, 1.0),
        ("aaa", "xxx", 1.0, 1.0, 1.0),
        ("abc", "xxx", 1.0, 0.0, 0.0),
        ("aaa", "xyz", 0.0, 1.0, 0.0),
        ("", "", 1.0, 1.0, 1.0),
        ("a", "x", 1.0, 1.0, 1.0),
    ],
)
def test_the_ends_of_the_scale(found: str, known: str, precision: float, recall: float, ari: float) -> None:
    s = scored(*named(found, known))
    assert (s.precision, s.recall, s.ari) == (precision, recall, ari)
    assert s.f1 == (1.0 if precision == recall == 1.0 else 0.0)


def test_only_records_that_both_label_count() -> None:
    s = scored({"1": "a", "2": "a", "3": "a"}, {"2": "x", "3": "x", "4": "x"})
    assert (s.records, s.pairs_clustered, s.pairs_true, s.pairs_both) == (2, 1, 1, 1)


def test_counts_beyond_32_bits_are_exact() -> None:
    n = 100_000
    found = pl.DataFrame({"record_id": [str(i) for i in range(n)], "cluster_id": ["a"] * n})
    known = found.select("record_id", pl.lit("x").alias("group"))
    assert score(found, known).pairs_both == n * (n - 1) // 2 > 2**32


labels = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz")), max_size=30)


def brute(pairs: list[tuple[str, str]]) -> list[Fraction]:
    """Return precision, recall, F1 of pairs and of B-cubed, and ARI, from their definitions."""
    one = Fraction(1)
    every = list(combinations(pairs, 2))
    together = [a[0] == b[0] for a, b in every]
    true = [a[1] == b[1] for a, b in every]
    both = sum(t and u for t, u in zip(together, true, strict=True))
    n, m, k = len(every), sum(together), sum(true)
    precision, recall = (Fraction(both, m) if m else one), (Fraction(both, k) if k else one)
    f1 = Fraction(2 * both, m + k) if m + k else one
    b = []
    for side in (0, 1):
        shares = []
        for p in pairs:
            same = [q for q in pairs if q[side] == p[side]]
            shares.append(Fraction(sum(q == p for q in same), len(same)))
        b.append(sum(shares, Fraction(0)) / len(pairs) if pairs else one)
    chance = Fraction(m * k, n) if n else Fraction(0)
    best = Fraction(m + k, 2) - chance
    return [
        precision,
        recall,
        f1,
        *b,
        2 * b[0] * b[1] / (b[0] + b[1]),
        (both - chance) / best if best else one,
    ]


@given(labels)
def test_the_figures_are_those_of_their_definitions(pairs: list[tuple[str, str]]) -> None:
    s = scored({str(n): p[0] for n, p in enumerate(pairs)}, {str(n): p[1] for n, p in enumerate(pairs)})
    found = [s.precision, s.recall, s.f1, s.bcubed_precision, s.bcubed_recall, s.bcubed_f1, s.ari]
    assert found == pytest.approx([float(x) for x in brute(pairs)], abs=1e-14)


@given(st.lists(st.sampled_from("abcde"), max_size=40))
def test_the_same_partition_is_1_whatever_its_labels(found: list[str]) -> None:
    s = scored(*named("".join(found), "".join(found).translate(str.maketrans("abcde", "zyxwv"))))
    figures = (s.precision, s.recall, s.f1, s.bcubed_precision, s.bcubed_recall, s.bcubed_f1, s.ari)
    assert figures == (1.0,) * 7


@given(labels, st.permutations("abcde"), st.randoms(use_true_random=False))
def test_labels_and_order_change_no_digit(
    pairs: list[tuple[str, str]], names: list[str], chance: object
) -> None:
    first = scored({str(n): p[0] for n, p in enumerate(pairs)}, {str(n): p[1] for n, p in enumerate(pairs)})
    renamed = dict(zip("abcde", names, strict=True))
    order = list(enumerate(pairs))
    chance.shuffle(order)  # type: ignore[attr-defined]
    again = scored({str(n): renamed[p[0]] for n, p in order}, {str(n): p[1] for n, p in order})
    assert first == again


def ties(*rows: tuple[str, str, str], effect: str = "joins", reason: str = "") -> pl.DataFrame:
    """Return ties from (records, kind, value), the records in one word, a letter each."""
    flat = [(r, kind, value, 20.0, effect, reason) for word, kind, value in rows for r in word]
    schema = dict.fromkeys(("record_id", "kind", "value"), pl.String)
    more = {"bits": pl.Float64, "effect": pl.String, "reason": pl.String}
    return pl.DataFrame(flat, schema=schema | more, orient="row")


def known(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    names = ("kind", "value", "owner", "role")
    return pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String), orient="row")


OWNERS = {"a": "P", "b": "P", "c": "Q", "d": "R", "e": "R"}


def merged(
    tied: pl.DataFrame, roles: pl.DataFrame | None = None, together: str = "abcde", notes: Labels | None = None,
    agency: Labels | None = None, has_notes: bool = True,
) -> dict[str, tuple[int, int]]:  # fmt: skip
    """Return mechanism -> (pairs, clusters) where ``together`` is one cluster and the rest are single records."""
    members = clusters({r: "C" if r in together else r for r in OWNERS})
    found = false_merges(
        members, truth(OWNERS, notes, agency), tied, known() if roles is None else roles, notes=has_notes
    )
    assert set(found.by_mechanism) == set(MECHANISMS)
    assert sum(n["pairs"] for n in found.by_mechanism.values()) == found.pairs
    return {name: (n["pairs"], n["clusters"]) for name, n in found.by_mechanism.items() if n["clusters"]}


PHONE, MAIL = ("phone", "+12025550123"), ("email", "help@taxi.example")


def test_wrong_pairs_are_laid_to_the_identifier_that_made_them() -> None:
    # The hub ties P (2 records) to Q (1): 2 pairs; the phone ties these 3 to R (2): 6. Of 10 pairs 2 are right.
    tied = ties(("abc", *MAIL), ("bd", *PHONE), ("de", "telegram", "honey_agency"))
    roles = known((*MAIL, "H-1", "hub"), (*PHONE, "P", "recycled"), (*PHONE, "R", "recycled"))
    assert merged(tied, roles) == {"hub": (2, 1), "recycled phone": (6, 1)}
    found = false_merges(clusters(dict.fromkeys(OWNERS, "C")), truth(OWNERS), tied, roles)
    (worst,) = found.worst
    assert (found.clusters, found.pairs, worst["records"], worst["groups"]) == (1, 8, 5, 3)
    assert worst["largest_groups"][0] == {"group": "P", "records": 2}
    assert [(t["value"], t["mechanism"], t["records"], t["groups"], t["bits"], t["pairs"]) for t in worst["ties"]] == [
        (PHONE[1], "recycled phone", 2, 2, 20.0, 6), (MAIL[1], "hub", 3, 2, 20.0, 2),
    ]  # fmt: skip


def test_the_widest_identifier_is_counted_first() -> None:
    tied = ties(("abcde", *MAIL), ("ac", *PHONE))
    roles = known((*MAIL, "H-1", "hub"), (*PHONE, "P", "typo"), (*PHONE, "Q", "actor"))
    assert merged(tied, roles) == {"hub": (8, 1)}
    assert merged(tied.filter(pl.col("kind") == "phone"), roles, "abc") == {"typo": (2, 1)}


@pytest.mark.parametrize(
    ("kind", "value", "roles", "notes", "agency", "mechanism"),
    [
        ("phone", "+12025550123", [("P", "shared_line")], {}, {}, "agency"),
        ("telegram", "honey", [("P", "actor")], {}, {"P": "A-1", "Q": "A-1"}, "agency"),
        ("telegram", "honey", [("P", "actor")], {}, {"P": "A-1", "Q": "A-2"}, "other"),
        ("text", "9f2c", [], {"c": "no_identifier; copied_text:P"}, {}, "copied text"),
        ("text", "9f2c", [], {"c": "prolific"}, {}, "other"),
        ("username", "kira_91", [], {"a": "namesake", "c": "namesake"}, {}, "namesake"),
        ("username", "kira_91", [], {"a": "namesake"}, {}, "other"),
        ("url", "https://check.taxi.example/pay?x=1", [], {}, {}, "other"),
    ],
)  # fmt: skip
def test_each_mechanism(
    kind: str, value: str, roles: list[tuple[str, str]], notes: Labels, agency: Labels, mechanism: str
) -> None:
    told = known(*((kind, value, *role) for role in roles))
    assert merged(ties(("abc", kind, value)), told, "abc", notes, agency) == {mechanism: (2, 1)}


def test_a_link_has_the_role_of_its_domain() -> None:
    for value in ("https://taxi.example/pay?x=1", "https://check.taxi.example", "http://taxi.example:80/a"):
        tied = ties(("abc", "url", value))
        assert merged(tied, known(("domain", "taxi.example", "H-1", "hub")), "abc") == {"hub": (2, 1)}
        assert merged(tied, known(("domain", "axi.example", "H-1", "hub")), "abc") == {"other": (2, 1)}


def test_without_notes_every_text_in_common_counts_as_copied() -> None:
    assert merged(ties(("abc", "text", "9f2c")), together="abc", has_notes=False) == {"copied text": (2, 1)}


def test_what_no_identifier_ties_is_other() -> None:
    assert merged(ties(("ab", *PHONE)), together="abc") == {"other": (2, 1)}


def test_splits_tell_what_did_not_join() -> None:
    members = clusters({"a": "1", "b": "2", "c": "3", "d": "4", "e": "4"})
    held = ties(("abc", *PHONE), effect="shows", reason="shared resource: on 900 records")
    found = false_splits(members, truth(OWNERS | {"c": "P"}), held)
    assert (found.groups, found.pairs, found.nothing_in_common) == (1, 3, 0)
    (worst,) = found.worst
    assert (worst["group"], worst["clusters"], worst["records"]) == ("P", 3, 3)
    assert worst["ties"] == [
        {"kind": "phone", "value": PHONE[1], "effect": "shows", "records": 3, "clusters": 3,
         "reason": "shared resource: on 900 records"}
    ]  # fmt: skip
    alone = false_splits(members, truth(OWNERS), ties(("a", *PHONE), ("b", *MAIL)))
    assert (alone.groups, alone.pairs, alone.nothing_in_common, alone.worst[0]["ties"]) == (1, 1, 1, [])


def test_plants() -> None:
    # Thirty records: H's mail on 21 of them, a recycled phone on two, a prolific person in two clusters.
    ids = [chr(0x100 + n) for n in range(30)]
    owner = {r: "P" if n < 20 else "Q" for n, r in enumerate(ids)}
    notes = dict.fromkeys(ids[:20], "prolific; hub:H-1")
    members = {r: "1" if n < 19 else "2" for n, r in enumerate(ids)}
    tied = ties(("".join(ids[:21]), *MAIL), (ids[0] + ids[25], *PHONE), (ids[0], "telegram", "own"))
    roles = known(
        (*MAIL, "H-1", "hub"), (*PHONE, "P", "recycled"), (*PHONE, "Q", "recycled"), ("telegram", "own", "P", "actor")
    )  # fmt: skip
    none = tied.clear()
    found = planted(clusters(members), truth(owner, notes), tied, roles, none, none)
    assert found.hubs == [{"kind": "email", "value": MAIL[1], "records": 21, "found": True}]
    assert found.prolific == [
        {"group": "P", "records": 20, "in_one_cluster": 19, "share": 0.95, "called_shared": []}
    ]
    assert found.recycled == [{"kind": "phone", "value": PHONE[1], "owners": ["P", "Q"], "apart": True}]
    own = tied.filter(pl.col("kind") == "telegram")
    worse = planted(clusters(dict.fromkeys(ids, "1")), truth(owner, notes), tied, roles, tied, own)
    assert worse.summary() == {
        "hubs": 1, "hubs_found": 0, "prolific": 1, "prolific_whole": 1, "prolific_called_shared": 1, "recycled": 1,
        "recycled_apart": 0,
    }  # fmt: skip
    few = planted(clusters(members), truth(owner), tied.head(20), roles, tied, none)
    assert few.hubs == [], "a hub on 20 records or fewer is not held against the linking"


RECORDS = pl.DataFrame(
    {
        "record_id": ["aa-1", "aa-2", "bb-1"],
        "native_id": ["1", "2", "1"],
        "source": ["in/a.csv", "in/a.csv", "in/b.csv"],
        "locator": ["line 2", "line 3", "line 2"],
        "url": ["https://a.example/1", None, None],
    }
)


def test_each_way_to_name_a_record(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    for text, key in (
        ("record_id,person\naa-1,P\naa-2, P \nbb-1,\nzz-1,Q\n", "record_id"),
        ("record,person\na.csv:1,P\nin/a.csv:2,P\nb.csv:1,\nc.csv:1,Q\n", "record"),
        (
            'record,person\n"a.csv, line 2",P\n"in/a.csv, line 3",P\n"b.csv, line 2",\n"c.csv, line 9",Q\n',
            "record",
        ),
        (
            'record,person\nhttps://a.example/1,P\na.csv:2,P\n"b.csv, line 2",\nhttps://a.example/9,Q\n',
            "record",
        ),
        ("record\tnative_id\tperson\na.csv:1\t1\tP\na.csv:2\t2\tP\nb.csv:1\t1\t\nc.csv:9\t9\tQ\n", "record"),
    ):
        path.write_text("\ufeff" + text, "utf-8")
        found = read_truth(path, RECORDS)
        assert (found.key, found.column) == (key, "person")
        assert found.rows.select("record_id", "group").rows() == [("aa-1", "P"), ("aa-2", "P")]
        assert (found.empty, found.without_truth, found.without_record) == (1, 0, 1)
    path.write_text("record_id,native_id,team\n,2,P\n", "utf-8")
    found = read_truth(path, RECORDS)
    assert (found.key, found.column, found.rows["record_id"].to_list()) == ("native_id", "team", ["aa-2"])
    assert (found.empty, found.without_truth, found.without_record) == (0, 2, 0)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (
            "native_id,person\n1,P\n",
            None,
            ["native_id 1 names 2 records", "in/a.csv line 2; in/b.csv line 2"],
        ),
        ("name,person\n1,P\n", None, ["no column names the record"]),
        ("record_id,native_id,person\nzz-1,9,P\n", None, ["record_id names no record of the case"]),
        ("record_id,team,gang\naa-1,P,Q\n", None, ["which of team, gang", "--column"]),
        ("record_id,notes\naa-1,P\n", None, ["no column holds the truth"]),
        ("record_id,person\naa-1,P\n", "gang", ["no column gang", "record_id, person"]),
        ("record_id,person\naa-1,P\naa-1,Q\n", None, ["contradict", "aa-1"]),
    ],
)
def test_an_ambiguous_truth_is_an_error(
    tmp_path: Path, text: str, column: str | None, words: list[str]
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as told:
        read_truth(path, RECORDS, column)
    for word in [str(path), *words]:
        assert word in str(told.value)


def test_a_column_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("record_id,person,agency\naa-1,P,A\naa-2,Q,A\n", "utf-8")
    assert read_truth(path, RECORDS, "agency").rows["group"].to_list() == ["A", "A"]
    assert read_truth(path, RECORDS).rows.select("group", "agency").rows() == [("P", "A"), ("Q", "A")]


@pytest.mark.parametrize("data", [None, b"", b"record_id,person\n\xff\xfe,P\n"])
def test_a_truth_that_cannot_be_read(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "truth.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SourceError, match=r"truth\.csv"):
        read_truth(path, RECORDS)


def test_the_identifiers_beside_it_are_read(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("record_id,person,notes\naa-1,P,prolific\n", "utf-8")
    assert read_truth(path, RECORDS).identifiers.height == 0
    (tmp_path / "truth_identifiers.csv").write_text(
        "kind,value,owner,role,ads\nphone,+12025550123,P,actor,3\n", "utf-8"
    )
    found = read_truth(path, RECORDS)
    assert found.identifiers.rows() == [("phone", "+12025550123", "P", "actor")]
    assert found.has_notes
    (tmp_path / "truth_identifiers.csv").write_text("kind,value\nphone,1\n", "utf-8")
    with pytest.raises(UsageError, match="lacks the columns owner, role"):
        read_truth(path, RECORDS)
