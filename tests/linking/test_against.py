"""What speaks against one hand, worked out by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from graphkit.linking.against import MOST_BITS, Evidence, of_contacts, of_texts

PHONE, MAIL, TEXT = (np.array([n == k for n in range(3)]) for k in range(3))
CONTACTS = PHONE | MAIL


def side(
    phone: tuple[int, int] = (0, 0), mail: tuple[int, int] = (0, 0), text: tuple[int, int] = (0, 0), *, records: int = 0,
    together: int | None = None,
) -> Evidence:  # fmt: skip
    """Return one side: (ties, different values) of each kind; each tie is on a record of its own."""
    ties = np.array([[phone[0], mail[0], text[0]]], float)
    most = max(records, int(ties.max()))
    both = min(phone[0], mail[0]) if together is None else together
    return Evidence(
        ties=ties,
        values=np.array([[phone[1], mail[1], text[1]]], float),
        together=np.array([[both, both, 0]], float),
        carriers=ties.copy(),
        records=np.array([[most]], float),
        several=np.array([[both]], float),
    )


def test_one_phone_on_seven_ads_against_another_phone_is_three_bits() -> None:
    """The eighth tie of a hand that showed one phone on seven ads is a new phone with a chance of 1 in 8."""
    (bits,) = of_contacts(side(phone=(7, 1)), side(phone=(1, 1)), CONTACTS)
    assert bits == 3.0


def test_a_hand_that_changes_phones_says_little() -> None:
    (some,) = of_contacts(side(phone=(7, 4)), side(phone=(1, 1)), CONTACTS)
    (none,) = of_contacts(side(phone=(7, 7)), side(phone=(1, 1)), CONTACTS)
    assert some == 1.0
    assert none == log2(8 / 7)


def test_kinds_that_both_have_add_up() -> None:
    a, b = side(phone=(7, 1), mail=(3, 1), together=0), side(phone=(2, 1), mail=(2, 2), together=0)
    assert of_contacts(a, b, CONTACTS).tolist() == [5.0]


def test_how_often_the_lighter_side_says_it_does_not_count() -> None:
    a = side(phone=(7, 1))
    assert (
        of_contacts(a, side(phone=(1, 1)), CONTACTS).tolist()
        == of_contacts(a, side(phone=(90, 3)), CONTACTS).tolist()
    )


def test_no_kind_says_more_than_eight_bits() -> None:
    (bits,) = of_contacts(side(phone=(10_000, 1)), side(phone=(1, 1)), CONTACTS)
    assert bits == MOST_BITS == 8.0
    (both,) = of_contacts(
        side(phone=(10_000, 1), mail=(10_000, 1)), side(phone=(1, 1), mail=(1, 1), together=0), CONTACTS
    )
    assert both == 16.0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (side(), side()),
        (side(phone=(9, 1)), side()),  # an ad that names one contact, and names none here
        (side(phone=(9, 1)), side(mail=(9, 1))),  # now this, now that
        (side(text=(9, 1)), side(text=(9, 1))),  # texts are no contacts
    ],
)
def test_with_nothing_to_say_there_are_no_bits(a: Evidence, b: Evidence) -> None:
    assert of_contacts(a, b, CONTACTS).tolist() == [0.0]


def test_a_mailbox_beside_every_phone_that_the_other_side_never_has_speaks_against() -> None:
    """All three ads of the one name a mailbox beside their phone; of four ads with two contacts of the other, none does."""
    a = side(phone=(3, 3), mail=(3, 1))
    b = Evidence(
        **{name: getattr(side(phone=(4, 4)), name) for name in Evidence.__slots__}
        | {"several": np.array([[4.0]])}
    )
    # A share of 3.5 in 4, unseen four times: 12 bits; but three sightings are worth no more than log2(3 + 1).
    assert of_contacts(a, b, MAIL).tolist() == [2.0]
    # With one look instead of four it is the share that counts: half of 31 ads, unseen twice.
    a = side(phone=(31, 31), mail=(15, 1), together=15)
    a = Evidence(**{name: getattr(a, name) for name in Evidence.__slots__} | {"several": np.array([[31.0]])})
    b = Evidence(**{name: getattr(b, name) for name in Evidence.__slots__} | {"several": np.array([[2.0]])})
    assert of_contacts(a, b, MAIL).tolist() == [pytest.approx(-2 * log2(1 - 15.5 / 32))]


def test_other_texts_speak_against_a_shared_one_whichever_side_has_more() -> None:
    a, b = side(text=(7, 1), records=8), side(text=(1, 1), records=2)
    assert of_texts(a, b, TEXT).tolist() == of_texts(b, a, TEXT).tolist() == [3.0]


def test_no_other_texts_on_either_side_say_nothing() -> None:
    assert of_texts(side(records=9), side(records=9), TEXT).tolist() == [0.0]


def test_a_text_that_the_other_side_never_posts_speaks_by_how_many_ads_it_has() -> None:
    """A text on all seven ads of the one: the other's single ad lacks it, at a share of 7.5 in 8."""
    (bits,) = of_texts(side(text=(7, 1), records=7), side(records=1), TEXT)
    assert bits == pytest.approx(min(-log2(1 - 7.5 / 8), 3.0))
    (more,) = of_texts(side(text=(7, 1), records=7), side(records=50), TEXT)
    assert more == 3.0


def test_sides_add_up_and_are_taken_by_row() -> None:
    a, b = side(phone=(7, 1), records=9), side(phone=(2, 2), records=3)
    both = a + b
    assert both.ties.tolist() == [[9, 0, 0]]
    assert both.records.tolist() == [[12]]
    assert both.rows(np.array([0, 0])).records.tolist() == [[12], [12]]
