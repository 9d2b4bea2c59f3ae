"""Records that nobody would post in good faith, and shapes that nobody foresaw."""

from __future__ import annotations

from random import Random

import pytest
from small_ties import Tie, ads, groups, linked

from graphkit.linking import Linked

LINK = ("url", "https://photo-check.example/id/1234")


def told(made: Linked) -> dict[str, list[tuple[object, ...]]]:
    return {name: getattr(made, name).rows() for name in Linked.__slots__}


def prolific(name: str, number: int, phones: int, accounts: int) -> list[Tie]:
    """Return ads of a hand that changes its phone and its account every so many ads."""
    return [
        (f"{name}{n:03}", *identifier)
        for n in range(number)
        for identifier in (("phone", f"{name}+{n // phones}"), ("telegram", f"{name}@{n // accounts}"))
    ]


@pytest.mark.parametrize(("phones", "accounts"), [(400, 400), (120, 400), (400, 120), (120, 150)])
def test_a_link_of_nobody_s_on_two_records_is_a_possible_link(phones: int, accounts: int) -> None:
    """Hundreds of ads on either side, under contacts that stay or change, and a text of its own each."""
    ann, bea = prolific("ann", 320, phones, accounts), prolific("bea", 240, phones, accounts)
    texts = [(record, record[:3], 60, 0.9) for record in sorted({row[0] for row in [*ann, *bea]})]
    made = linked([*ann, *bea, ("ann017", *LINK), ("bea044", *LINK)], texts)
    (link,) = made.possible_links.to_dicts()
    assert (link["kind"], link["value"]) == LINK
    of = dict(made.members.iter_rows())
    assert not {of[row[0]] for row in ann} & {of[row[0]] for row in bea}
    assert len({of[row[0]] for row in ann}) == len({of[row[0]] for row in bea}) == 1


def test_without_any_date_all_links_as_it_does_on_one_day() -> None:
    rows = [*ads("ann", 5, LINK), *ads("bea", 5), ("bea000", *LINK)]
    dated, undated = linked(rows), linked(rows, days=dict.fromkeys({row[0] for row in rows}))
    assert groups(dated) == groups(undated)
    assert undated.possible_links.height == dated.possible_links.height == 1


def test_one_record_is_one_cluster_whatever_it_carries() -> None:
    made = linked([("r", "phone", f"+{n}") for n in range(2000)], [("r", "t", 50, 1.0)])
    assert groups(made) == {frozenset({"r"})}
    assert not made.clusters.height


def test_a_list_of_two_thousand_phones_that_others_carry_too_ends_the_same_in_any_order() -> None:
    """One record names everybody's phone; two of each one's ads share a mailbox besides, and stay together."""
    rows = [("list", "phone", f"+{n}") for n in range(2000)]
    for n in range(2000):
        rows += [
            (f"g{n}", "phone", f"+{n}"),
            (f"g{n}", "email", f"{n}@mail.example"),
            (f"h{n}", "email", f"{n}@mail.example"),
        ]
    made = linked(rows)
    of = dict(made.members.iter_rows())
    assert all(of[f"g{n}"] == of[f"h{n}"] for n in range(2000))
    Random(3).shuffle(rows)
    assert told(linked(rows)) == told(made)


def test_records_that_are_all_the_same_are_one_cluster_and_nothing_is_cut() -> None:
    same = [("phone", "+1"), ("telegram", "t"), LINK]
    made = linked(
        [(f"r{n:04}", *i) for n in range(3000) for i in same],
        [(f"r{n:04}", "t", 50, 1.0) for n in range(3000)],
    )
    assert [len(group) for group in groups(made)] == [3000]
    assert not made.possible_links.height
    assert not made.shared_resources.height
    assert made.clusters["cohesion"].to_list() == [1.0]


@pytest.mark.parametrize(
    "value", ["", " ", ":", "\x00", "\u202e", "a" * 100_000, "'; DROP TABLE members; --", "🔥"]
)
@pytest.mark.parametrize("kind", ["phone", "account", "telegram"])
def test_any_string_is_a_value(kind: str, value: str) -> None:
    made = linked([("a", kind, value), ("b", kind, value), ("c", kind, f"{value}x")])
    assert groups(made) == {frozenset("ab"), frozenset("c")}


def test_shuffled_rows_say_the_same_word_for_word() -> None:
    rows = [row for name in ("ann", "bea", "cyd", "dot") for row in ads(name, 6)]
    rows += [
        ("ann000", *LINK),
        ("bea000", *LINK),
        ("bea001", "phone", "+1"),
        ("cyd001", "phone", "+1"),
        ("dot000", "phone", "+1"),
    ]
    texts = [(f"{name}{n:03}", "t", 40, 0.9) for name in ("ann", "dot") for n in range(3)]
    plain = told(linked(rows, texts))
    assert plain["possible_links"]
    for seed in range(5):
        Random(seed).shuffle(rows)
        Random(seed).shuffle(texts)
        assert told(linked(rows, texts)) == plain
