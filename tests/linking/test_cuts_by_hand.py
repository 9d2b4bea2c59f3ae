"""Where the limits of a cut lie, on evidence that can be counted on fingers, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from small_ties import Tie, ads, posted, ties

from graphkit.linking import cuts
from graphkit.linking.bridges import Limits
from graphkit.linking.cuts import Cuts, cut

LINE = ("phone", "+12025550123")
Days = dict[str, int | None]


def cut_in(rows: list[Tie], days: Days | None = None, **limits: Any) -> Cuts:
    return cut(ties(rows), posted(rows, days), Limits(**limits))


def on(identifier: tuple[str, str], *records: str) -> list[Tie]:
    return [(record, *identifier) for record in records]


def parts(found: Cuts) -> dict[str, int]:
    """Return of each record with a tie that was cut its part."""
    return dict(found.parts.select("record_id", "part").iter_rows())


@pytest.mark.parametrize(("number", "apart"), [(2, False), (3, True)])
def test_a_shared_phone_is_cut_from_the_limit_on(number: int, apart: bool) -> None:
    """An account and a mailbox on each of n ads: a stranger to both is 2 log2(n + 1) bits, 4 for three ads."""
    rows = [*ads("ann", number), *ads("bea", number), *on(LINE, "ann000", "bea000")]
    found = cut_in(rows, contact=4.0)
    assert (found.bridges.height == 1) is apart
    if apart:
        assert found.bridges["against"].to_list() == [4.0]
        assert found.bridges["cause"].to_list() == ["rivals"]


@pytest.mark.parametrize(("number", "apart"), [(2, False), (3, True)])
def test_a_copied_text_has_a_limit_of_its_own(number: int, apart: bool) -> None:
    rows = [*ads("ann", number, ("text", "t")), *ads("bea", number, ("text", "t"))]
    assert (cut_in(rows, content=4.0, contact=99.0).bridges.height == 1) is apart


def test_each_side_s_ads_keep_the_identifier_among_themselves() -> None:
    rows = [*ads("ann", 4), *ads("bea", 4), *on(LINE, "ann000", "ann001", "bea002", "bea003")]
    found = cut_in(rows)
    of = parts(found)
    assert of["ann000"] == of["ann001"] != of["bea002"] == of["bea003"]
    assert min(of.values()) >= 0
    (bridge,) = found.bridges.to_dicts()
    assert (bridge["kind"], bridge["value"]) == LINE
    assert (bridge["a_ties"], bridge["b_ties"]) == (2, 2)
    assert {bridge["a_record"][:3], bridge["b_record"][:3]} == {"ann", "bea"}
    assert not found.shared.height


def test_an_ad_that_is_left_alone_with_the_identifier_joins_nobody_by_it() -> None:
    rows = [*ads("ann", 4), *ads("bea", 4), *on(LINE, "ann000", "ann001", "bea002")]
    of = parts(cut_in(rows))
    assert of["bea002"] == -1
    assert of["ann000"] == of["ann001"] >= 0


def test_two_identifiers_in_common_are_no_bridge() -> None:
    """Neither alone holds the two together: they stay."""
    rows = [
        *ads("ann", 9),
        *ads("bea", 9),
        *on(LINE, "ann000", "bea000"),
        *on(("url", "u"), "ann001", "bea001"),
    ]
    assert not cut_in(rows).parts.height


@pytest.mark.parametrize(("away", "apart"), [(59, False), (60, True)])
def test_a_phone_that_comes_back_after_the_gap_was_reassigned(away: int, apart: bool) -> None:
    """Two ads each: 2 log2(3) bits, below the limit for rivals, above that for what time parts as well."""
    rows = [*ads("ann", 2), *ads("bea", 2), *on(LINE, "ann000", "ann001", "bea000", "bea001")]
    days: Days = {"ann000": 0, "ann001": 10, "bea000": 10 + away, "bea001": 12 + away}
    found = cut_in(rows, days, contact=4.0, gap_bits=2.0)
    assert found.bridges["cause"].to_list() == (["reassigned"] if apart else [])
    of = parts(found)
    assert not apart or of["ann000"] == of["ann001"] != of["bea000"] == of["bea001"]


def test_a_gap_in_time_alone_parts_nothing() -> None:
    """The same account before and after: no bits against one hand, however long the pause."""
    rows = [*ads("ann", 2, LINE), *ads("bea", 2, LINE, of="ann")]
    assert not cut_in(rows, {"ann000": 0, "ann001": 1, "bea000": 900, "bea001": 901}).parts.height


def test_without_dates_nothing_is_called_reassigned() -> None:
    rows = [*ads("ann", 2), *ads("bea", 2), *on(LINE, "ann000", "bea000")]
    nobody_knows: Days = dict.fromkeys(("ann000", "ann001", "bea000", "bea001"))
    assert not cut_in(rows, nobody_knows, contact=4.0).parts.height
    half: Days = nobody_knows | {"ann000": 0, "ann001": 500}
    assert not cut_in(rows, half, contact=4.0).parts.height


def burner(number: int, *also: tuple[str, str]) -> list[Tie]:
    """Return ads of one advertiser who takes a new phone every third ad."""
    return [
        (f"ad{n:02}", *identifier)
        for n in range(number)
        for identifier in (("phone", f"+1202555{n // 3:04}"), *also)
    ]


@pytest.mark.parametrize(
    "also", [[("text", "t")], [("telegram", "own")], [("text", "t"), ("telegram", "own")]]
)
def test_burner_phones_under_one_text_or_account_are_one_hand(also: list[tuple[str, str]]) -> None:
    assert not cut_in(burner(24, *also)).parts.height


def test_burner_phones_handed_over_one_by_one_are_one_hand() -> None:
    """Nothing stays but the chain: each phone stands on one ad with the next."""
    rows = burner(24)
    rows += [(f"ad{n:02}", "phone", f"+1202555{n // 3 + 1:04}") for n in range(2, 21, 3)]
    assert not cut_in(rows, {f"ad{n:02}": 6 * n for n in range(24)}).parts.height


def test_three_rivals_on_one_line_make_it_a_shared_resource() -> None:
    names = ("ann", "bea", "cyd")
    rows = [row for name in names for row in [*ads(name, 6), *on(LINE, f"{name}000")]]
    found = cut_in(rows)
    assert found.shared.rows() == [(*LINE, 3, 3, 3.0)]
    assert not found.bridges.height
    assert set(parts(found).values()) == {-1}


def test_three_rivals_of_whom_one_has_most_leave_it_parted() -> None:
    """Ten ads and one each: in effect 12 * 12 / 102 = 1.4 groups, no shared resource."""
    rows = [*ads("ann", 10, LINE), *ads("bea", 6), *on(LINE, "bea000"), *ads("cyd", 6), *on(LINE, "cyd000")]
    found = cut_in(rows)
    assert not found.shared.height
    assert sorted((b["a_ties"], b["b_ties"], b["cause"]) for b in found.bridges.to_dicts()) == [
        (10, 1, "rivals"), (10, 1, "rivals")
    ]  # fmt: skip
    assert {record for record, part in parts(found).items() if part < 0} == {"bea000", "cyd000"}


def test_whose_an_ad_with_nothing_else_is_stays_open_between_equals() -> None:
    rows = [*ads("ann", 4), *ads("bea", 4), *on(LINE, "ann000", "ann001", "bea000", "bea001", "bare")]
    found = cut_in(rows)
    assert parts(found)["bare"] == -1
    assert sorted(found.bridges["cause"]) == ["rivals", "uncertain"]


def test_an_ad_with_nothing_else_stays_with_the_main_user() -> None:
    """Four of five ties are ann's, the share from which one group is the main user."""
    rows = [*ads("ann", 4, LINE), *ads("bea", 4), *on(LINE, "bea000", "bare")]
    of = parts(cut_in(rows, main=0.8))
    assert of["bare"] == of["ann000"] >= 0
    assert parts(cut_in(rows, main=0.81))["bare"] == -1


def test_an_ad_with_nothing_else_goes_by_time_where_the_phone_was_reassigned() -> None:
    rows = [*ads("ann", 3, LINE), *ads("bea", 3, LINE), *on(LINE, "early", "late", "undated")]
    days: Days = {f"ann00{n}": n for n in range(3)} | {f"bea00{n}": 300 + n for n in range(3)}
    of = parts(cut_in(rows, days | {"early": 20, "late": 280, "undated": None}))
    assert of["early"] == of["ann000"]
    assert of["late"] == of["bea000"]
    assert of["undated"] == -1


def test_what_is_spared_is_never_cut() -> None:
    rows = [*ads("ann", 9), *ads("bea", 9), *on(LINE, "ann000", "bea000")]
    spared = pl.DataFrame([LINE], schema=["kind", "value"], orient="row")
    assert cut_in(rows).parts.height
    assert not cut(ties(rows), posted(rows), Limits(), spared).parts.height


def test_the_order_of_rows_is_nothing_to_go_by() -> None:
    rows = [*ads("ann", 4), *ads("bea", 4), *ads("cyd", 7)]
    rows += [*on(LINE, "ann000", "bea000", "bare"), *on(("url", "u"), "bea001", "cyd001")]
    there, back = cut_in(rows), cut_in(rows[::-1])
    assert there.bridges.height >= 2
    for name in ("parts", "bridges", "shared"):
        assert getattr(there, name).equals(getattr(back, name)), name


@pytest.mark.parametrize("rows", [[], on(LINE, "one"), on(LINE, "one", "two"), ads("ann", 30)])
def test_what_has_no_bridge_is_left_alone(rows: list[Tie]) -> None:
    found = cut_in(rows)
    assert (found.parts.height, found.bridges.height, found.shared.height) == (0, 0, 0)


def test_hostile_values_are_values() -> None:
    odd = ("phone", "\u202e\x00'; DROP TABLE ties; --")
    rows = [*ads("ann", 4), *ads("bea", 4), *on(odd, "ann000", "bea000"), ("bea001", "telegram", "")]
    found = cut_in(rows)
    assert found.bridges.select("kind", "value").rows() == [odd]


def rounds(rows: list[Tie], monkeypatch: pytest.MonkeyPatch) -> tuple[int, Cuts]:
    """Cut, and count how often the whole was looked at."""
    looked = []
    plain = cuts.judge

    def count(*args: Any) -> Any:
        looked.append(len(args[0]))
        return plain(*args)

    with monkeypatch.context() as patch:
        patch.setattr(cuts, "judge", count)
        found = cut_in(rows)
    return len(looked), found


def in_a_row(number: int) -> list[Tie]:
    """Return hands of four ads each who share a link with the next."""
    names = [f"h{n:04}x" for n in range(number)]
    rows = [row for name in names for row in ads(name, 4)]
    return rows + [
        row
        for at, (a, b) in enumerate(pairwise(names))
        for row in on(("url", f"u{at}"), f"{a}001", f"{b}000")
    ]


def round_a_hub(number: int) -> list[Tie]:
    """Return one hand of many ads, each of which shares a link with another hand."""
    rows = ads("hub", number)
    for n in range(number):
        rows += [*ads(f"h{n:04}x", 4), *on(("url", f"u{n}"), f"hub{n:03}", f"h{n:04}x000")]
    return rows


def on_a_list(number: int) -> list[Tie]:
    """Return one record that names a link of each of many hands; it stands last, and the walk begins at a hand."""
    names = [f"h{n:04}x" for n in range(number)]
    rows = [row for name in names for row in [*ads(name, 4), *on(("url", name), f"{name}000", "list")]]
    return [*rows, ("list", "email", "list@mail.example")]


@pytest.mark.parametrize("shape", [in_a_row, round_a_hub, on_a_list])
def test_however_hands_hang_together_few_rounds_part_them(
    shape: Callable[[int], list[Tie]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the work grows with the square of them: a row once lost one hand at either end a round."""
    looked, found = rounds(shape(400), monkeypatch)
    assert looked < 60
    assert found.bridges.height >= 399
    assert set(found.parts["part"]) == {-1}
