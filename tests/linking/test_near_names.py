"""Names on two platforms: what they come down to, how rare they are, and that nothing else moves them."""

from __future__ import annotations

import time
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.linking import near_names
from graphkit.linking.name_rarity import DESCRIPTIVE_MOST, GENERATED_MOST, MOST, folded, rarity
from graphkit.linking.near_names import MANY, NEAR_LEAST, same_names

Account = tuple[str, str]


def accounts(*listed: Account) -> pl.DataFrame:
    return pl.DataFrame(
        {"kind": [k for k, _ in listed], "value": [v for _, v in listed], "records": 1, "clusters": 1},
        schema={"kind": pl.String, "value": pl.String, "records": pl.Int64, "clusters": pl.Int64},
    )


def bits(name: str) -> float:
    return rarity(folded(name)).bits


def pair(one: str, other: str) -> tuple[str, str, float] | None:
    """Return form, key and bits of two names on two platforms."""
    rows = same_names(accounts(("telegram", one), ("instagram", other))).select("form", "key", "bits").rows()
    return rows[0] if rows else None


# Whoever is called so, does so or lives there picks them too.
COMMON = [
    "anna", "anna_95", "anna1998", "lena_kz", "Sweet_Lena", "lena.massage.almaty", "xx_honey_22", "user48213", "mila777",
    "maria_official", "vip_girls", "kate.london", "Лена_95", "sexy_anna_2000", "alex1987", "escort_dubai", "id123456789",
    "massage_studio", "client_901", "julia_nails", "aigerim_beauty", "thereal_sofia",
]  # fmt: skip
# Words of taste, two of them or one with something more: worth something.
MIDDLE = ["velvet_orchid", "silverfox", "nightowl92", "lunar.bridge", "albabridge", "happy_panda_88"]
RARE = [
    "zarimunelo", "kelvorixta", "shoquidal_kz", "petrovskaya", "k.petrovskaya", "ixdraruvor", "mxz7qqt", "wojciechowska88",
    "murquimurpha", "tengrikhan_a",
]  # fmt: skip


def test_names_fall_into_three_heaps() -> None:
    assert max(map(bits, COMMON)) <= DESCRIPTIVE_MOST < min(map(bits, MIDDLE))
    assert max(map(bits, MIDDLE)) <= 27
    assert min(map(bits, RARE)) >= 20
    assert sorted(map(bits, RARE))[len(RARE) // 2] > sorted(map(bits, MIDDLE))[len(MIDDLE) // 2]


def test_what_a_name_is_made_of_is_said() -> None:
    assert rarity("anna_95").words == "a common first name, a year"
    assert rarity("lena.massage.almaty").parts == (
        ("lena", "given_common"), ("massage", "trade"), ("almaty", "places"),
    )  # fmt: skip
    assert rarity("sweetlena").words == "a word of the trade, a common first name"
    assert rarity("zarimunelo").words == "a word on no list"


def test_more_of_a_word_is_rarer_and_nothing_is_rarer_than_the_most() -> None:
    assert bits("zarim") < bits("zarimunel") < bits("zarimunelovek")
    assert bits("anna") < bits("anna_95") < bits("anna_952741")
    assert bits("x" * 500) <= MOST
    assert bits("user48213") == GENERATED_MOST
    assert bits("user_zarimunelo") > 20
    assert (bits(""), bits("___"), rarity("").parts) == (0.0, 0.0, ())


def test_folding() -> None:
    assert folded("Лена_Ünlü") == "lena_unlu"
    assert folded("ｈｏｎｅｙ") == "honey"
    assert folded("Қыз-Жібек") == "kyz-zhibek"
    assert folded("Ilayda İZMİR ışık").startswith("ilayda izmir i")


@pytest.mark.parametrize(
    ("one", "other", "form", "key"),
    [
        ("zarimunelo", "Zarimunelo", "same", "zarimunelo"),
        ("velvet_orchid", "velvet.orchid", "near", "velvetorchid"),
        ("velvet_orchid", "velvetorchid", "near", "velvetorchid"),
        ("honeyvortex", "honeyvortex_kz", "near", "honeyvortex"),
        ("honey_vortex", "honeyvortexkz", "near", "honeyvortex"),
        ("honey_vortex", "honey.vortex.official", "near", "honeyvortex"),
        ("the_honey_vortex", "honeyvortex_24", "near", "honeyvortex"),
        ("honeyvortex", "honeyvvortex", "near", "honeyvortex"),
        ("honeyvortex", "h0neyvort3x", "near", "honeyvortex"),
        ("зариму_нело", "zarimunelo", "near", "zarimunelo"),
    ],
)  # fmt: skip
def test_forms(one: str, other: str, form: str, key: str) -> None:
    found = pair(one, other)
    assert found is not None
    assert found[:2] == (form, key)
    assert found == pair(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna_95", "anna_kz"), ("anna1998", "anna1987"), ("honey_22", "honey_23"), ("zarimunelo", "zarimunela"),
        ("velvet_orchid", "velvet_fox"), ("user48213", "user48214"), ("123456789", "123456789"), ("___", "___"),
        ("lena_kz", "lena.massage.almaty"), ("a", "a"),
    ],
)  # fmt: skip
def test_no_pairs(one: str, other: str) -> None:
    assert pair(one, other) is None


def test_near_forms_are_worth_less() -> None:
    forms = ["velvet_orchid", "velvet.orchid", "velvetorchid_kz", "velvettorchid"]
    worth = [found[2] for other in forms if (found := pair("velvet_orchid", other))]
    assert len(worth) == 4
    assert worth == sorted(worth, reverse=True)
    numbers = [pair("zarimunelo7", other) for other in ("zarimunelo", "zarimunelo9")]
    assert numbers[0] is not None
    assert numbers[1] is not None
    assert numbers[0][2] > numbers[1][2] >= NEAR_LEAST


def test_a_common_name_is_not_rare_for_being_distorted() -> None:
    """Of `cherry_agency75` the key is `cheryagency`, which is on no list."""
    assert pair("cherry.agency", "cherry_agency75") is None
    plain, distorted = pair("velvet_orchid", "velvetorchid"), pair("velvet_orchid", "v3lvett.0rchid")
    assert plain is not None
    assert distorted is not None
    assert distorted[2] < plain[2]


def test_a_common_name_is_listed_with_what_it_is_worth() -> None:
    found = same_names(accounts(("account", "bazaarly:anna_95"), ("account", "citylist:anna_95")))
    assert found.select("form", "bits").rows() == [("same", 13.0)]
    assert found["reason"][0] == "the same name: a common first name, a year; a namesake is as likely"


def test_platforms() -> None:
    """Two accounts of one platform are not compared; sites and mail hosts are platforms of their own."""
    name = "zarimunelo"
    one_place = [("telegram", name), ("telegram", f"{name}_kz"), ("telegram", "id:1")]
    assert same_names(accounts(*one_place)).is_empty()
    many = [
        ("telegram", name), ("account", f"bazaarly:{name}"), ("profile", f"honey.example:{name}"),
        ("profile", "honey.example:id:7"),
        ("email", f"{name}@mail.example"), ("email", f"{name}+x@post.example"), ("bluesky", f"{name}.bsky.social"),
        ("cashapp", f"${name}"),
    ]  # fmt: skip
    assert len(same_names(accounts(*many))) == 7 * 6 // 2


def test_each_pair_counts_once_by_its_closest_form() -> None:
    found = same_names(
        accounts(("telegram", "zarimunelo"), ("vk", "zarimunelo"), ("instagram", "zari.munelo"))
    )
    assert found["form"].to_list() == ["near", "near", "same"]
    assert found.select("a_kind", "b_kind").rows() == [
        ("instagram", "telegram"), ("instagram", "vk"), ("telegram", "vk"),
    ]  # fmt: skip


def test_a_name_of_very_many_accounts_is_compared_with_the_first_and_said() -> None:
    many = [("account", f"site{i:03}:zarimunelo") for i in range(MANY + 10)]
    found = same_names(accounts(*many))
    assert len(found) == MANY + 9
    assert set(found["a_value"]) == {"site000:zarimunelo"}
    assert f"{MANY + 10} accounts" in found["reason"][0]


NAMES = st.sampled_from(COMMON + MIDDLE + RARE + ["velvet.orchid", "zari_munelo", "kelvorixta24"])
LISTED = st.lists(
    st.tuples(st.sampled_from(["telegram", "instagram", "vk", "account"]), NAMES).map(
        lambda a: (a[0], f"bazaarly:{a[1]}" if a[0] == "account" else a[1])
    ),
    max_size=15,
    unique=True,
)


@given(LISTED, LISTED, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_neither_order_nor_other_accounts_move_a_pair(
    some: list[Account], more: list[Account], chance: Random
) -> None:
    found = set(same_names(accounts(*some)).rows())
    shuffled = list(dict.fromkeys(some + more))
    chance.shuffle(shuffled)
    whole = same_names(accounts(*shuffled))
    assert whole.rows() == sorted(whole.rows())
    assert found <= set(whole.rows())
    own = set(some)
    assert {r for r in whole.rows() if (r[0], r[1]) in own and (r[2], r[3]) in own} == found


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_name(one: str, other: str) -> None:
    for row in same_names(accounts(("telegram", one), ("vk", other))).iter_rows(named=True):
        assert 0 <= row["bits"] <= MOST


def test_rows_with_nulls_and_no_rows_at_all() -> None:
    table = pl.DataFrame(
        {
            "kind": [None, "telegram", "vk", "telegram"],
            "value": ["zarimunelo", None, "zarimunelo", "zarimunelo"],
        }
    )
    assert same_names(table).select("a_kind", "b_kind").rows() == [("telegram", "vk")]
    assert same_names(pl.DataFrame({"kind": [None], "value": [None]})).columns == list(near_names.COLUMNS)
    assert same_names(accounts()).is_empty()


def test_many_accounts_take_little_time() -> None:
    chance = Random(3)
    letters = "abcdefghiklmnoprstuvyz"
    listed = [
        (kind, "".join(chance.choice(letters) for _ in range(7)) if i % 3 else f"anna_{chance.randrange(10_000)}")
        for i in range(30_000) for kind in ("telegram", "instagram")
    ]  # fmt: skip
    start = time.perf_counter()
    same_names(accounts(*listed))
    assert time.perf_counter() - start < 30  # about two seconds; all pairs would be two thousand million


def test_the_endings_that_are_glued_on_are_listed_ones() -> None:
    endings = near_names.listed("tails") | near_names.listed("places")
    assert set(near_names._GLUED) <= endings
