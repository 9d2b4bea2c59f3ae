"""Decisions as rows: their ids, their lines of JSON, what they ask of the linking, and where they contradict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from decided_case import ADS, PHONE, ROSE, cluster_of, decided_case, ids
from hypothesis import given, settings
from hypothesis import strategies as st
from whole_way import link_into, write_csv

from graphkit import Case, CaseView
from graphkit.binding import Binding, binding, contradictions
from graphkit.deciding import binding_of, contradictions_of, decide, read, take
from graphkit.decision_lines import from_text, to_text
from graphkit.decisions import Decision, DecisionKind, in_force, iso, now, to_table
from graphkit.errors import NotFoundError, UsageError

DAY = datetime(2026, 1, 1, tzinfo=UTC)
ANN = {"user": "ann", "reason": "seen"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return decided_case(tmp_path_factory.mktemp("decided"))


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Iterator[Case]:
    """Return a copy of the tiny case, open for writing."""
    path = tmp_path / "case.duckdb"
    path.write_bytes((made / "case.duckdb").read_bytes())
    with Case(path) as opened:
        yield opened


def word(kind: str, a: str, b: str | None = None, day: int = 0) -> Decision:
    """Return a decision about anchors named with spaces between."""
    sides = [tuple(side.split()) for side in (a, b or "")]
    return Decision(DecisionKind(kind), a, sides[0], b, sides[1], "ann", DAY + timedelta(days=day), "seen")


def frame(*words: Decision) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(to_table(words)))


def known(*names: str) -> pl.DataFrame:
    return pl.DataFrame({"record_id": names}, schema={"record_id": pl.String})


def carried(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["record_id", "kind", "value"], orient="row")


def apart(found: Binding) -> list[tuple[list[str], list[str]]]:
    return [(a, b) for _, a, b in found.different.iter_rows()]


def pairs(found: Binding) -> list[tuple[str, str]]:
    return [(a, b) for a, b, _ in found.same.iter_rows()]


# Rows


def test_a_decision_s_id_is_a_digest_of_all_the_rest() -> None:
    one = word("same", "r-1", "r-2")
    assert one.decision_id == word("same", "r-1", "r-2").decision_id
    assert len({one.decision_id, word("different", "r-1", "r-2").decision_id, word("same", "r-2", "r-1").decision_id,
                word("same", "r-1", "r-2", day=1).decision_id}) == 4  # fmt: skip
    assert one.decision_id.startswith("D-")
    assert len(one.decision_id) == 10


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters=":"), min_size=1, max_size=8)
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))


@st.composite
def decided(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from(list(DecisionKind)))
    about, name, at = draw(NAMES), draw(TEXT), draw(TIMES)
    user, reason = draw(NAMES.filter(str.strip)), draw(TEXT)
    if kind == DecisionKind.WITHDRAWN:
        return Decision(kind, about, (), None, (), user, at, reason)
    if kind in (DecisionKind.RESOURCE, DecisionKind.NOT_RESOURCE):
        return Decision(kind, f"{about}:{name}", (f"{about}:{name}",), None, (), user, at, reason)
    anchors = draw(st.lists(NAMES, min_size=2, max_size=5, unique=True))
    if kind == DecisionKind.NOTE:
        return Decision(kind, about, tuple(anchors), None, (), user, at, reason)
    return Decision(kind, about, tuple(anchors[1:]), draw(NAMES), (anchors[0],), user, at, reason)


@settings(max_examples=200, deadline=None)
@given(st.lists(decided(), max_size=5))
def test_what_is_exported_is_imported_as_it_was(words: list[Decision]) -> None:
    again = from_text(to_text(words), "x.jsonl")
    assert again == sorted(words, key=lambda d: d.order)
    assert to_text(again) == to_text(words)


@settings(max_examples=20, deadline=None)
@given(words=st.lists(decided(), max_size=5))
def test_what_one_case_exports_another_takes(
    words: list[Decision], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("two")
    with Case(folder / "one.duckdb") as one, Case(folder / "two.duckdb") as two:
        first = take(one, words)
        assert {d.decision_id for d in first.new} == {d.decision_id for d in words}
        taken = take(two, from_text(to_text(read(one)), "x.jsonl"))
        assert read(two) == read(one)
        assert len(taken.new) == len(read(one))
        again = take(two, read(one))
        assert (again.new, again.known) == ([], read(one))


GOOD = word("same", "r-1", "r-2").as_dict()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("{no json", "no JSON; write one object a line"),
        ("[1]", "no JSON object"),
        ({"kind": "sam"}, "there is no kind sam; give same, different"),
        ({"kind": None}, "kind is missing or no text"),
        ({"user": " ", "decision_id": None}, "user is empty; say who decides"),
        ({"user": 7}, "user is missing or no text"),
        ({"at": "yesterday"}, "yesterday: no time; give ISO 8601"),
        ({"at": "0001-01-01T00:00:00+10:00"}, "no time"),
        ({"b": 7}, "b is no text"),
        ({"b": None}, "b is empty; same needs two sides"),
        ({"a_anchors": []}, "a_anchors is empty"),
        ({"a_anchors": "r-1"}, "a_anchors is no list of texts"),
        ({"a_anchors": ["r-2"]}, "both sides are the same"),
        ({"a_anchors": ["r-1", "r-1"]}, "stands twice"),
        ({"kind": "different", "a_anchors": ["r-1", "r-2"]}, "a record stands on both sides"),
        ({"kind": "resource", "b": None, "b_anchors": []}, "a is no KIND:VALUE"),
        ({"kind": "note"}, "note has one side; leave b out"),
        ({"reason": "another"}, "the line was changed after it was made"),
        ({"reason": "\ud800"}, "cannot be written as UTF-8"),
        ({"colour": "red"}, "no such field: colour"),
    ],
)
def test_a_bad_line_is_named_with_the_remedy(change: object, words: str) -> None:
    line = change if isinstance(change, str) else json.dumps({**GOOD, **change})  # type: ignore[dict-item]
    with pytest.raises(UsageError) as caught:
        from_text(f"{json.dumps(GOOD)}\n\n{line}\n", "words.jsonl")
    assert str(caught.value).startswith("words.jsonl: line 3: ")
    assert words in str(caught.value)


def test_a_line_written_by_hand_needs_no_id() -> None:
    line = json.dumps({k: v for k, v in GOOD.items() if k != "decision_id"} | {"state": "in force"})
    assert from_text("\ufeff" + line + "\r\n", "x")[0].as_dict() == GOOD


def test_the_time_is_read_in_one_place_and_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert iso(now()) == "2026-01-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH=soon"):
        now()


# Contradictions and what binds, against brute force

RECORDS = ["r-1", "r-2", "r-3", "r-4", "r-5"]


def partitions(names: list[str]) -> Iterator[tuple[int, ...]]:
    """Yield every way to put the names into groups, as the group's number for each."""

    def grow(head: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(head) == len(names):
            yield head
            return
        for group in range(max(head, default=-1) + 2):
            yield from grow((*head, group))

    return grow(())


ALL = [dict(zip(RECORDS, p, strict=True)) for p in partitions(RECORDS)]


def obeys(groups: dict[str, int], d: Decision) -> bool:
    a, b = ({groups[x] for x in side} for side in (d.a_anchors, d.b_anchors))
    return len(a | b) == 1 if d.kind == DecisionKind.SAME else not a & b


def possible(words: list[Decision]) -> bool:
    return any(all(obeys(groups, d) for d in words) for groups in ALL)


@st.composite
def worded(draw: st.DrawFn) -> list[Decision]:
    words = []
    for day in range(draw(st.integers(0, 7))):
        names = draw(st.lists(st.sampled_from(RECORDS), min_size=2, max_size=3, unique=True))
        cut = draw(st.integers(1, len(names) - 1))
        words.append(
            word(
                draw(st.sampled_from(["same", "different"])),
                " ".join(names[:cut]),
                " ".join(names[cut:]),
                day,
            )
        )
    return words


@settings(max_examples=400, deadline=None)
@given(worded())
def test_what_is_overruled_is_what_cannot_be_true_with_newer_words(words: list[Decision]) -> None:
    held: list[Decision] = []
    over = []
    for d in reversed(words):
        (held if possible([*held, d]) else over).append(d)
    found = contradictions(frame(*words))
    assert [c.overruled for c in found] == over
    for c in found:
        assert set(c.by) <= set(held)
        assert not possible([c.overruled, *c.by])
        for left_out in c.by:
            assert possible([c.overruled, *(d for d in c.by if d is not left_out)])


@settings(max_examples=400, deadline=None)
@given(worded(), st.sets(st.sampled_from(RECORDS)))
def test_what_binds_allows_what_the_words_in_force_allow(words: list[Decision], here: set[str]) -> None:
    """Also where some of the records are not in the case: through them others are still tied or parted."""
    over = {c.overruled for c in contradictions(frame(*words))}
    held = [d for d in words if d not in over]
    names = sorted(here)

    def shape(groups: dict[str, int]) -> tuple[int, ...]:
        first: dict[int, int] = {}
        return tuple(first.setdefault(groups[n], len(first)) for n in names)

    wanted = {shape(groups) for groups in ALL if all(obeys(groups, d) for d in held)}
    found = binding(frame(*words), known(*names))
    allowed = {
        shape(groups) for groups in ALL
        if all(groups[a] == groups[b] for a, b in pairs(found))
        and not any(groups[a] == groups[b] for one, two in apart(found) for a in one for b in two)
    }  # fmt: skip
    assert allowed == wanted
    assert all(one and two for one, two in apart(found))
    assert len(pairs(found)) < max(1, len(names))


@settings(max_examples=50, deadline=None)
@given(worded(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(words: list[Decision], chance: object) -> None:
    mixed = list(words)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = (binding(frame(*w), known(*RECORDS)) for w in (words, mixed))
    assert one.same.equals(two.same)
    assert one.different.equals(two.different)
    assert one.contradictions == two.contradictions


def test_a_contradiction_tells_the_chain_by_whom_and_when() -> None:
    one, two, three = (
        word("same", "r-1", "r-2"),
        word("same", "r-2", "r-3", 1),
        word("different", "r-1", "r-3", 2),
    )
    (found,) = contradictions(frame(one, two, three))
    assert (found.overruled, found.by) == (one, (two, three))
    for d in (one, two, three):
        assert d.decision_id in str(found)
    assert "ann, 2026-01-02T00:00:00Z" in str(found)
    assert f"undo {one.decision_id}" in str(found)


def test_the_newest_word_on_one_pair_holds_and_on_a_resource() -> None:
    words = [word("same", "r-1", "r-2"), word("different", "r-2", "r-1", 1), word("resource", PHONE, day=2),
             word("not_resource", PHONE, day=3), word("not_resource", ROSE, day=4)]  # fmt: skip
    found = binding(frame(*words), known(*RECORDS))
    assert pairs(found) == []
    assert apart(found) == [(["r-2"], ["r-1"])]
    assert [r[:3] for r in found.resources.rows()] == [
        ("phone", "+12025550123", False), ("phone", "+12025550145", False),
    ]  # fmt: skip
    assert [(c.overruled, c.by) for c in found.contradictions] == [
        (words[2], (words[3],)),
        (words[0], (words[1],)),
    ]


def test_a_withdrawn_word_binds_nothing_and_contradicts_nothing() -> None:
    one, two = word("same", "r-1", "r-2"), word("different", "r-1", "r-2", 1)
    gone = Decision(DecisionKind.WITHDRAWN, two.decision_id, (), None, (), "bob", DAY, "")
    found = binding(frame(one, two, gone), known(*RECORDS))
    assert pairs(found) == [("r-1", "r-2")]
    assert (apart(found), found.contradictions) == ([], ())
    assert in_force([one, two, gone]) == [one]


# Identifiers and clusters as sides


def test_an_identifier_stands_for_all_that_carry_it_as_their_own() -> None:
    carriers = carried(
        ("r-1", "phone", "+12025550123"), ("r-2", "phone", "+12025550123"), ("r-4", "phone", "+7")
    )
    found = binding(frame(word("same", PHONE, "r-3")), known(*RECORDS), carriers)
    assert sorted(pairs(found)) == [("r-1", "r-2"), ("r-1", "r-3")]
    found = binding(frame(word("different", PHONE, "r-3")), known(*RECORDS), carriers)
    assert apart(found) == [(["r-1", "r-2"], ["r-3"])]


def test_what_is_on_both_sides_is_of_the_smaller_one() -> None:
    carriers = carried(("r-1", "phone", "+12025550123"), ("r-2", "phone", "+12025550123"))
    words = frame(word("different", PHONE, "r-2"))
    assert apart(binding(words, known(*RECORDS), carriers)) == [(["r-1"], ["r-2"])]
    both = carried(
        *(("r-1", *x.split(":")) for x in (PHONE, ROSE)),
        ("r-2", *PHONE.split(":")),
        ("r-3", *ROSE.split(":")),
    )
    assert apart(binding(frame(word("different", PHONE, ROSE)), known(*RECORDS), both)) == [
        (["r-2"], ["r-3"])
    ]


def test_a_shared_resource_is_nobody_to_be_the_same_as() -> None:
    carriers = carried(("r-1", "phone", "+12025550123"), ("r-2", "phone", "+12025550123"))
    same, resource = word("same", PHONE, "r-3"), word("resource", PHONE, day=1)
    found = binding(frame(same, resource), known(*RECORDS), carriers)
    assert (pairs(found), found.resources.height) == ([], 1)
    assert found.contradictions[0].by == (resource,)
    newer = word("same", PHONE, "r-3", day=2)
    found = binding(frame(resource, newer), known(*RECORDS), carriers)
    assert (len(pairs(found)), found.resources.height) == (2, 0)
    assert found.contradictions[0].by == (newer,)


def test_the_label_stands_in_only_where_no_record_of_a_cluster_is_here() -> None:
    words = frame(word("same", f"r-1 r-2 {PHONE}", "r-3"))
    carriers = carried(("r-4", "phone", "+12025550123"))
    assert sorted(pairs(binding(words, known("r-1", "r-3", "r-4"), carriers))) == [("r-1", "r-3")]
    assert sorted(pairs(binding(words, known("r-3", "r-4"), carriers))) == [("r-3", "r-4")]
    assert pairs(binding(words, known("r-3", "r-5"), carriers)) == []


# On a case


def test_deciding_about_records_identifiers_and_clusters(case: Case) -> None:
    of = ids(case)
    cluster = cluster_of(case, "h1")
    one = case.decide("same", "h1", "lone", **ANN, at=DAY)
    assert (one.a, one.a_anchors, one.b_anchors) == ("h1", (of["h1"],), (of["lone"],))
    assert case.decide("same", of["r1"], ROSE, **ANN).b_anchors == (ROSE,)
    two = case.decide("different", cluster, ROSE, **ANN)
    assert two.a_anchors == (*sorted([of["h1"], of["h2"]]), PHONE)
    assert case.decide("resource", " Phone:+12025550123 ", **ANN).a == PHONE
    assert case.decide("note", cluster, reason="look again", user="ann").reason == "look again"
    listed = case.decisions()
    assert listed["state"].tolist() == ["in force"] * 5
    assert listed["at"].is_monotonic_increasing


def test_the_same_decision_twice_is_one_row_and_another_of_that_moment_is_later(case: Case) -> None:
    first = decide(case, "same", "h1", "r1", **ANN, at=DAY)
    again = decide(case, "same", "h1", "r1", **ANN, at=DAY)
    assert (first.new, again.new, again.decision) == (True, False, first.decision)
    other = decide(case, "different", "h1", "r1", **ANN, at=DAY)
    assert other.decision.at == DAY + timedelta(microseconds=1)
    assert [c.by for c in contradictions_of(case)] == [(other.decision,)]


def test_a_record_can_be_taken_out_of_its_cluster(case: Case) -> None:
    of, cluster = ids(case), cluster_of(case, "h1")
    case.decide("different", cluster, "h2", **ANN)
    ((one, two),) = apart(binding_of(case))
    assert (one, two) == ([of["h1"]], [of["h2"]])
    with pytest.raises(UsageError, match="every record of it is of phone:"):
        case.decide("different", cluster, PHONE, **ANN)


def test_undo_keeps_the_row_and_takes_its_effect(case: Case) -> None:
    made = case.decide("same", "h1", "r1", **ANN, at=DAY)
    case.decide("withdrawn", made.decision_id.lower(), user="bob", at=DAY)
    assert case.decisions()["state"].tolist() == ["withdrawn", "withdrawal"]
    assert pairs(binding_of(case)) == []
    with pytest.raises(UsageError, match="withdrawn already, by D-"):
        case.decide("withdrawn", made.decision_id, user="bob")
    with pytest.raises(UsageError, match="decide it again"):
        case.decide("withdrawn", case.decisions()["decision_id"][1], user="bob")
    assert case.decide("same", "h1", "r1", **ANN, at=DAY) != made
    assert len(pairs(binding_of(case))) == 1


def test_who_only_mentions_an_identifier_or_may_carry_it_does_not_carry_it(case: Case) -> None:
    of = ids(case)
    for name, change in (("h2", "role = 'mentioned'"), ("r2", "confidence = 0.3")):
        case._con.execute(f"UPDATE mentions SET {change} WHERE record_id = ?", [of[name]])
    case.decide("different", PHONE, ROSE, **ANN)
    assert apart(binding_of(case)) == [([of["h1"]], [of["r1"]])]
    case._con.execute("UPDATE mentions SET role = 'mentioned'")
    assert decide(case, "same", PHONE, "lone", **ANN).remarks == (
        f"{PHONE} is nobody's own here: no record follows from it yet",
    )


@pytest.mark.parametrize(
    ("kind", "a", "b", "words"),
    [
        ("same", "h1", "C-NOWHERE", "there is no cluster C-NOWHERE; list them with"),
        ("same", "h1", "phone:+12025550124", "near it: phone:+12025550123, phone:+12025550145"),
        ("same", "lon", "h1", "near it: lone"),
        ("resource", "h1", None, "name it as KIND:VALUE, with a kind of email, phone"),
        ("resource", "fone:1", None, "there is no kind of identifier fone; this case has"),
        ("withdrawn", "D-NOWHERE", None, "there is no decision D-NOWHERE; list them with"),
    ],
)
def test_what_does_not_exist_is_said_with_what_is_near(
    case: Case, kind: str, a: str, b: str | None, words: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        case.decide(kind, a, b, **ANN)
    assert words in str(caught.value)
    assert case.decisions().empty


def test_near_clusters_are_named(case: Case) -> None:
    cluster = cluster_of(case, "h1")
    with pytest.raises(NotFoundError, match=f"near it: {cluster}"):
        case.decide("note", cluster[:-1] + "0", reason="x", user="ann")


def test_wrong_use_adds_nothing(case: Case) -> None:
    for kind, a, b in [
        ("same", "h1", "h1"),
        ("same", "h1", None),
        ("resource", PHONE, "h1"),
        ("join", "h1", "r1"),
    ]:
        with pytest.raises(UsageError):
            case.decide(kind, a, b, **ANN)
    with pytest.raises(UsageError, match="UTF-8"):
        case.decide("note", "h1", reason="\udcff", user="ann")
    assert case.decisions().empty


def test_an_id_that_two_sources_give_names_the_records(tmp_path: Path) -> None:
    sources = [write_csv(tmp_path / f"{n}.csv", [{"id": "1", "body": f"{n} +1 202 555 0123"}]) for n in "ab"]
    link_into(tmp_path / "out", *sources)
    with (
        Case(tmp_path / "out") as case,
        pytest.raises(UsageError, match=r"several records have this id; name one of \w+-1, "),
    ):
        case.decide("note", "1", reason="x", user="ann")


def test_a_large_cluster_is_anchored_by_what_its_shared_identifiers_hold(tmp_path: Path) -> None:
    ads = [{"id": f"b{i:02}", "body": f"{i} +1 202 555 0123"} for i in range(40)]
    ads[30]["body"] += " a@mail.example"
    ads[39]["body"] += " a@mail.example"
    link_into(tmp_path / "out", write_csv(tmp_path / "big.csv", ads))
    with Case(tmp_path / "out") as case:
        of, cluster = ids(case), cluster_of(case, "b00")
        made = case.decide("same", cluster, "b00", **ANN)
        assert len(made.a_anchors) == 26
        assert made.a_anchors[-1] == PHONE
        assert {of["b30"], of["b39"]} <= set(made.a_anchors)
        assert list(made.a_anchors[:-1]) == sorted(made.a_anchors[:-1])
        out = case.decide("different", cluster, "b30", **ANN)
        assert of["b30"] not in out.a_anchors


def test_a_decision_means_the_same_in_another_case_of_the_same_sources(tmp_path: Path) -> None:
    first, second = tmp_path / "x", tmp_path / "y"
    for folder in (first, second):
        folder.mkdir()
    more = write_csv(tmp_path / "more.csv", [{"id": "m", "body": "+1 202 555 0145 and +1 202 555 0199"}])
    with Case(decided_case(first)) as one:
        one.decide("different", cluster_of(one, "h1"), cluster_of(one, "r1"), **ANN)
        asked, words = binding_of(one), read(one)
    out = decided_case(second)
    link_into(out, more)
    with Case(out) as two:
        assert take(two, words).unknown == []
        assert binding_of(two).different.equals(asked.different)
    with Case(tmp_path / "empty.duckdb") as three:
        assert take(three, words).unknown == words
        assert three.decisions()["state"].tolist() == ["in force"]
        assert apart(binding_of(three)) == []


def test_a_case_of_before_gets_the_table_when_it_is_opened_for_writing(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.duckdb"
    path.write_bytes((made / "case.duckdb").read_bytes())
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE decisions")
    with CaseView(path) as view:
        assert view.decisions().empty
        assert contradictions_of(view) == []
    with Case(path) as case:
        case.decide("note", "h1", reason="x", user="ann")
    with CaseView(path) as view:
        assert len(view.decisions()) == 1
        assert len(view.records()) == len(ADS)
