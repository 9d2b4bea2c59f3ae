"""Which bridges are cut, which are not, and what is said of them."""

from __future__ import annotations

import pytest
from small_ties import Tie, Word, ads, linked

from graphkit.linking import Linked
from graphkit.settings import Settings


def clusters(found: Linked) -> set[frozenset[str]]:
    """Return the clusters of two or more records."""
    rows: dict[str, set[str]] = {}
    for record, cluster in found.members.iter_rows():
        rows.setdefault(cluster, set()).add(record)
    return {frozenset(ids) for ids in rows.values() if len(ids) > 1}


def names(rows: list[Tie]) -> frozenset[str]:
    return frozenset(row[0] for row in rows)


ROSE, HONEY = ads("rose", 12), ads("honey", 9)


def test_a_phone_of_two_advertisers_is_cut_into_a_possible_link() -> None:
    line = [("rose000", "phone", "+1"), ("rose001", "phone", "+1"), ("honey000", "phone", "+1")]
    found = linked([*ROSE, *HONEY, *line])
    assert clusters(found) == {names(ROSE), names(HONEY)}
    (link,) = found.possible_links.to_dicts()
    assert (link["kind"], link["value"], link["a_records"], link["b_records"]) == ("phone", "+1", 2, 1)
    assert link["against"] >= 4
    assert "speaks against one hand" in link["reason"]
    # What one side alone keeps still joins there, and on the other it shows, with the reason.
    of = {t["record_id"]: t for t in found.ties.to_dicts() if t["kind"] == "phone"}
    assert of["rose000"]["effect"] == of["rose001"]["effect"] == "joins"
    assert of["honey000"]["effect"] == "shows"
    assert "possible links" in of["honey000"]["reason"]


def test_a_copied_text_is_cut() -> None:
    texts: list[Word] = [(r, "mine", 60, 0.9) for r in sorted(names(ROSE))]
    texts += [("honey000", "mine", 60, 0.8), ("honey001", "mine", 60, 0.8)]
    found = linked([*ROSE, *HONEY], texts)
    assert clusters(found) == {names(ROSE), names(HONEY)}
    assert found.possible_links["kind"].to_list() == ["text"]


def test_a_link_on_two_records_does_not_join_two_prolific_advertisers() -> None:
    many, more = ads("rose", 551), ads("honey", 162)
    bridge = [(r, "url", "https://photo-check.example/id/1234") for r in ("rose007", "honey003")]
    found = linked([*many, *more, *bridge])
    assert clusters(found) == {names(many), names(more)}
    assert found.possible_links["value"].to_list() == ["https://photo-check.example/id/1234"]


def test_a_phone_that_changed_hands_is_parted_in_time() -> None:
    early, late = ads("rose", 4), ads("honey", 3)
    line = [(row, "phone", "+1") for row in sorted(names(early) | names(late))]
    days: dict[str, int | None] = dict.fromkeys(names(early), 0) | dict.fromkeys(names(late), 200)
    found = linked([*early, *late, *line], days=days)
    assert clusters(found) == {names(early), names(late)}
    (link,) = found.possible_links.to_dicts()
    assert "reassigned" in link["reason"]
    assert set(found.ties.filter(found.ties["kind"] == "phone")["effect"]) == {"joins"}


def test_burner_phones_of_one_advertiser_are_no_rivals() -> None:
    # One account, a phone a month: each phone alone tells of nobody else.
    rows = [(f"ad{n:02}", "telegram", "rose_account") for n in range(18)]
    rows += [(f"ad{n:02}", "phone", f"+1{n // 6}") for n in range(18)]
    found = linked(rows, days={f"ad{n:02}": 5 * n for n in range(18)})
    assert clusters(found) == {names(rows)}
    assert not found.possible_links.height


def test_many_burner_phones_are_one_hand_too_if_they_are_used_one_after_another() -> None:
    # 64 ads with one account and a new phone every four ads: without the account they are sixteen groups, in turn.
    rows = [(f"ad{n:02}", "telegram", "rose_account") for n in range(64)]
    rows += [(f"ad{n:02}", "phone", f"+1{n // 4}") for n in range(64)]
    in_turn = linked(rows, days={f"ad{n:02}": n for n in range(64)})
    assert clusters(in_turn) == {names(rows)}
    # The same phones all at once are sixteen hands on one account.
    mixed = linked(rows, days={f"ad{n:02}": (n * 16 + n // 4) % 64 for n in range(64)})
    assert len(clusters(mixed)) == 16
    assert mixed.shared_resources["value"].to_list() == ["rose_account"]


def test_a_weak_bridge_is_cut_before_what_it_brings_near_is_judged() -> None:
    ann = [(f"ann{n}", "telegram", "ann_account") for n in range(6)]
    ann += [(f"ann{n}", "phone", f"+1{n // 3}") for n in range(6)]
    bea = [row for row in ads("bea", 6, ("phone", "+19")) if row[1] != "email"]
    link = [("ann0", "url", "https://link.example"), ("bea000", "url", "https://link.example")]
    found = linked([*ann, *bea, *link])
    assert clusters(found) == {names(ann), names(bea)}
    assert found.possible_links["kind"].to_list() == ["url"]


def test_a_line_of_four_agencies_members_is_a_shared_resource() -> None:
    members = [ads(name, 6) for name in ("anna", "bea", "cleo", "dora")]
    line = [(rows[2 * n][0], "phone", "+1") for rows in members for n in range(3)]
    found = linked([*(row for rows in members for row in rows), *line])
    assert clusters(found) == {names(rows) for rows in members}
    (shared,) = found.shared_resources.to_dicts()
    assert (shared["kind"], shared["value"], shared["records"]) == ("phone", "+1", 12)
    assert "4 groups" in shared["reason"]


@pytest.mark.parametrize("kind", ["bitcoin", "iban", "pgp"])
def test_what_only_its_owner_can_use_is_never_cut(kind: str) -> None:
    found = linked([*ROSE, *HONEY, ("rose000", kind, "x"), ("honey000", kind, "x")])
    assert clusters(found) == {names(ROSE) | names(HONEY)}


def test_a_slip_of_one_digit_is_called_so() -> None:
    own = [(r, "phone", "+12025550111") for r in sorted(names(ROSE))[1:]]
    others = [(r, "phone", "+12025550117") for r in sorted(names(HONEY))]
    found = linked([*ROSE, *HONEY, *own, *others, ("rose000", "phone", "+12025550117")])
    assert clusters(found) == {names(ROSE), names(HONEY)}
    (link,) = found.possible_links.to_dicts()
    assert "a slip" in link["reason"]
    assert "+12025550111" in link["reason"]


def test_strictness_moves_what_a_text_may_do() -> None:
    rows = [
        *((f"a{n}", "phone", "+1") for n in range(3)),
        *((f"b{n}", "email", "b@mail.example") for n in range(3)),
    ]
    texts: list[Word] = [(f"{side}{n}", "same", 40, 0.9) for side in "ab" for n in range(3)]
    apart = {frozenset({"a0", "a1", "a2"}), frozenset({"b0", "b1", "b2"})}
    for strictness, wanted in (("cautious", apart), ("balanced", {frozenset().union(*apart)})):
        assert clusters(linked(rows, texts, settings=Settings(strictness=strictness))) == wanted


def test_a_text_too_short_to_be_somebody_s_own_corroborates() -> None:
    texts: list[Word] = [("a", "short", 15, 0.9), ("b", "short", 15, 0.9)]
    found = linked([], texts)
    assert not clusters(found)
    assert set(found.ties["effect"]) == {"corroborates"}
    identical: list[Word] = [("a", "short", 15, 1.0), ("b", "short", 15, 1.0)]
    assert clusters(linked([], identical)) == {frozenset("ab")}


def test_cohesion_says_what_a_cluster_hangs_on() -> None:
    # Two firm halves of three records each, joined by one wallet on one record of either.
    rows = [(f"{side}{n}", kind, side) for side in "ab" for n in range(3) for kind in ("iban", "pgp")]
    found = linked([*rows, ("a0", "bitcoin", "1x"), ("b0", "bitcoin", "1x")])
    (cluster,) = found.clusters.to_dicts()
    assert cluster["hangs_on"] == "bitcoin:1x"
    assert cluster["without"] == "2 parts of 3, 3 records"
    assert cluster["cohesion"] == 0.4  # 2 * 3 * 2 of 6 * 5 pairs


def test_texts_that_go_with_any_contact_join_nobody() -> None:
    # Eight advertisers of four ads each, whose texts are taken from one drawer of eight.
    rows = [(f"{a}{n}", "phone", f"+1{a}") for a in range(8) for n in range(4)]
    texts: list[Word] = [(f"{a}{n}", f"drawer{(a + n) % 8}", 60, 0.9) for a in range(8) for n in range(4)]
    found = linked(rows, texts)
    assert clusters(found) == {frozenset(f"{a}{n}" for n in range(4)) for a in range(8)}
    assert "joins" not in set(found.ties.filter(found.ties["kind"] == "text")["effect"])


@pytest.mark.parametrize("strictness", ["cautious", "balanced"])
def test_texts_that_may_not_join_still_tell_what_an_ad_carries(strictness: str) -> None:
    # Two advertisers with one phone and one text an ad, and a third phone that both have had on one ad.
    rows = [(f"{side}{n:02}", "phone", f"+1{side}") for side in "ab" for n in range(20)]
    texts: list[Word] = [(f"{side}{n:02}", f"text {side}", 60, 0.9) for side in "ab" for n in range(20)]
    rows += [("a00", "phone", "+19"), ("b00", "phone", "+19")]
    found = linked(rows, texts, settings=Settings(strictness=strictness))
    assert clusters(found) == {frozenset(f"{side}{n:02}" for n in range(20)) for side in "ab"}
    assert found.possible_links["value"].to_list() == ["+19"]
