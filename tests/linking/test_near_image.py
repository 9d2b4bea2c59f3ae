"""Groups of nearly the same pictures: exact pairs, no drift, nothing moved by strangers."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from drawn_pictures import copies, png, scene
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.identifiers.image import hash_picture
from graphkit.linking import near_image
from graphkit.linking.near_image import NEAR_BITS, groups, near_pairs


def frame(values: dict[str, int]) -> pl.DataFrame:
    """Return a table in which as many records as said carry each hash."""
    rows = [(f"{value}-{i}", value) for value, n in values.items() for i in range(n)]
    return pl.DataFrame(rows, schema={"record_id": pl.String, "value": pl.String}, orient="row")


def grouped(hashes: pl.DataFrame) -> dict[str, str]:
    """Return the group of each hash, told by its records."""
    return {record.split("-")[0]: group for record, group in groups(hashes).iter_rows()}


def flipped(code: int, *bits: int) -> str:
    for bit in bits:
        code ^= 1 << bit
    return f"{code:016x}"


def neighbourhoods(seed: int, centres: int = 60, each: int = 6) -> np.ndarray:
    """Return codes in small heaps, up to ten bits from their middles, with strangers between."""
    chance = np.random.default_rng(seed)
    codes = []
    for middle in chance.integers(0, 2**64, centres, dtype=np.uint64).tolist():
        codes.append(middle)
        for _ in range(each):
            bits = chance.choice(64, int(chance.integers(0, 11)), replace=False).tolist()
            codes.append(int(flipped(middle, *bits), 16))
    return np.unique(np.array(codes, dtype=np.uint64))


@pytest.mark.parametrize("layout", near_image._LAYOUTS)
@pytest.mark.parametrize("bits", [0, 3, 8])
def test_every_near_pair_is_found_once(
    layout: tuple[int, int], bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_image, "_layout", lambda _n: layout)
    monkeypatch.setattr(near_image, "_PAIRS_AT_ONCE", 50)
    codes = neighbourhoods(1)
    whole = [int(c) for c in codes]
    wanted = [
        (a, b, d) for a, b in combinations(range(len(whole)), 2) if (d := (whole[a] ^ whole[b]).bit_count()) <= bits
    ]  # fmt: skip
    found = list(zip(*(part.tolist() for part in near_pairs(codes, bits)), strict=True))
    assert found == wanted
    assert bits < 8 or len(wanted) > 100


def test_copies_fall_into_the_group_of_their_picture() -> None:
    kin: dict[str, int] = {}
    for seed in range(30):
        picture = scene(seed)
        kin.setdefault(hash_picture(png(picture)).value, seed)
        for how, data in copies(picture, seed):
            if how not in {"cropped", "marked"}:
                kin.setdefault(hash_picture(data).value, seed)
    found = grouped(frame(dict.fromkeys(kin, 1)))
    for value, group in found.items():
        assert kin[value] == kin[group]
    assert len(set(found.values())) <= 33


def test_groups_do_not_drift() -> None:
    chain = {flipped(0, *range(n)): 1 for n in range(0, 33, 2)}
    for value, group in grouped(frame(chain)).items():
        assert (int(value, 16) ^ int(group, 16)).bit_count() <= NEAR_BITS
    assert len(set(grouped(frame(chain)).values())) >= 3


def test_a_member_goes_to_its_nearest_centre() -> None:
    one, other = 0, int(flipped(0, *range(12)), 16)
    away = [(20 + i, 30 + i, 40 + i, 50 + i) for i in range(6)]  # too far from what lies between
    heap = {flipped(one, *a): 1 for a in away[:4]} | {flipped(other, *a): 1 for a in away}
    between = flipped(one, *range(5))
    found = grouped(frame(heap | {f"{one:016x}": 9, f"{other:016x}": 9, between: 1}))
    assert found[between] == f"{one:016x}"
    assert found[flipped(other, *away[0])] == f"{other:016x}"


def test_the_picture_on_most_records_is_the_centre_where_all_else_is_equal() -> None:
    assert set(grouped(frame({flipped(0): 1, flipped(0, 1): 5})).values()) == {flipped(0, 1)}
    assert set(grouped(frame({flipped(0): 1, flipped(0, 1): 1})).values()) == {flipped(0)}


@given(st.randoms(use_true_random=False), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_neither_order_nor_strangers_move_a_group(chance: object, seed: int) -> None:
    codes = [f"{int(c):016x}" for c in neighbourhoods(seed, 12, 5)]
    whole = dict.fromkeys(codes, 1)
    found = grouped(frame(whole))
    rows = frame(whole).rows() + frame(whole).rows()[:7]
    chance.shuffle(rows)  # type: ignore[attr-defined]
    shuffled = pl.DataFrame(rows, schema=["record_id", "value"], orient="row")
    assert groups(shuffled).equals(groups(frame(whole)))
    # A code that is near none of them, and one that is near some of them only, which leaves the others.
    strangers = [f"{int(c):016x}" for c in neighbourhoods(seed + 100, 5, 3)]
    with_strangers = grouped(frame(whole | dict.fromkeys(strangers, 7)))
    assert {v: with_strangers[v] for v in codes} == found


def test_nothing_and_one() -> None:
    assert groups(frame({})).rows() == []
    assert grouped(frame({"00000000000000ff": 3})) == {"00000000000000ff": "00000000000000ff"}
    with pytest.raises(ValueError, match="near_bits"):
        groups(frame({}), 9)


def test_rows_that_are_no_hash_of_a_record_are_left_out() -> None:
    good = ("r-1", "00000000000000ff")
    bad = [
        ("r-2", None), (None, "00000000000000ff"), ("r-3", ""), ("r-4", "ff"), ("r-5", "00000000000000FF"),
        ("r-6", "0" * 17), ("r-7", "00000000000000fg"), ("r-8", "00000000000000ff\n"), ("r-9", "٠" * 16),
        ("r-10", "-0000000000000ff"),
    ]  # fmt: skip
    table = pl.DataFrame([*bad, good], schema={"record_id": pl.String, "value": pl.String}, orient="row")
    assert groups(table).rows() == [good]
    assert groups(table.filter(pl.col("value").is_null())).rows() == []
    assert groups(pl.DataFrame({"record_id": [None], "value": [None]})).rows() == []


def test_a_record_with_two_pictures_of_one_group_has_it_once() -> None:
    table = pl.DataFrame({"record_id": ["a", "a", "a"], "value": ["0" * 16, "0" * 15 + "1", "f" * 16]})
    assert groups(table).rows() == [("a", "0" * 16), ("a", "f" * 16)]


def test_a_heap_made_to_be_slow_is_grouped_in_little_time_around_its_leaders() -> None:
    chance = np.random.default_rng(3)
    middle = int(chance.integers(0, 2**64, dtype=np.uint64))
    heap = {flipped(middle, *chance.choice(64, 4, replace=False).tolist()) for _ in range(30_000)}
    start = time.perf_counter()
    found = grouped(frame(dict.fromkeys(sorted(heap), 1) | {f"{middle:016x}": 3}))
    assert time.perf_counter() - start < 60  # some seconds on a quiet core; all pairs would be 450 million
    assert set(found.values()) == {f"{middle:016x}"}


def test_many_pictures_take_little_time() -> None:
    codes = np.unique(np.random.default_rng(7).integers(0, 2**64, 100_000, dtype=np.uint64))
    hashes = frame({f"{int(c):016x}": 1 for c in codes})
    start = time.perf_counter()
    assert groups(hashes)["value"].n_unique() > 99_000
    assert time.perf_counter() - start < 30  # about a second on a quiet core; all pairs would take minutes
