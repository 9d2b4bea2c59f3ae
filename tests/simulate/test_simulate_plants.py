"""A simulated case is as hard as it is meant to be."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

from simulated_case import Case, triples

from graphkit.simulate import PLANTS
from graphkit.simulate.world import DAY, World


def test_plants_are_documented_and_shown(standard: Case) -> None:
    for plant in PLANTS.values():
        assert plant.doc
        assert plant.apply.__doc__
        assert plant.stage in ("people", "contacts", "ads")
    shown = {note.partition(":")[0] for row in standard.truth for note in row["notes"].split("; ")}
    assert shown == {
        "", "hub", "prolific", "burner", "recycled", "shared_line", "namesake", "rare_name", "copied_text",
        "no_identifier", "typo",
    }  # fmt: skip


def test_sizes_are_heavy_tailed(standard: Case) -> None:
    sizes = sorted(Counter(standard.person.values()).values(), reverse=True)
    assert len(sizes) == 1_500
    assert sum(sizes[:15]) > 0.15 * 15_000
    assert sizes[750] <= 6
    assert sizes.count(1) > 75


def test_languages_are_mixed(standard: Case) -> None:
    cyrillic = sum(bool(re.search("[а-я]{4}", " ".join(cells))) for cells in standard.cells.values())
    assert 0.2 < cyrillic / 15_000 < 0.45
    kazakh = sum(bool(re.search("[әғқңөұүһ]", " ".join(cells))) for cells in standard.cells.values())
    turkish = sum(bool(re.search("[ğışİ]", " ".join(cells))) for cells in standard.cells.values())
    assert min(kazakh, turkish) > 500


def test_hubs_have_their_shares(standard: Case) -> None:
    hubs = [r for r in standard.identifiers if r["role"] == "hub"]
    kinds = {r["kind"] for r in hubs}
    assert kinds == {"phone", "email", "telegram", "domain", "cashapp", "bitcoin", "instagram"}
    large = sorted(int(r["ads"]) for r in hubs if int(r["ads"]) > 25)
    assert len(large) == 10
    assert 0.0045 * 15_000 <= large[0] <= 0.006 * 15_000
    assert 0.045 * 15_000 <= large[-1] <= 0.05 * 15_000
    for row in hubs:
        ads = [i for i, found in standard.mentioned.items() if (row["kind"], row["value"]) in found]
        persons = {standard.person[i] for i in ads}
        assert len(ads) == int(row["ads"])
        if len(ads) <= 25:
            assert 12 <= len(ads) <= 20
            assert 5 <= len(persons) <= 8
        else:
            assert len(persons) > 0.3 * len(ads)


def test_prolific_persons_are_as_frequent_as_hubs(standard: Case) -> None:
    hubs = [int(r["ads"]) for r in standard.identifiers if r["role"] == "hub" and int(r["ads"]) > 25]
    persons = {r["person"] for r in standard.noted("prolific")}
    assert len(persons) == 8
    for person in persons:
        most = max(int(r["ads"]) for r in standard.identifiers if r["owner"] == person)
        assert min(hubs) <= most <= max(hubs)


def test_burners_overlap(world: World) -> None:
    persons = [p for p in world.persons if any(i.note == "burner" for i in p.identifiers)]
    assert len(persons) > 20
    changes = 0
    for person in persons:
        phones = [i for i in person.identifiers if i.note == "burner"]
        assert {i.kind for i in person.identifiers if i.kind == "phone" and i.role == "actor"} == {"phone"}
        for old, new in pairwise(phones):
            changes += 1
            assert 3 * DAY <= old.last - new.first <= 10 * DAY
            assert old.first < new.first < old.last < new.last
    assert changes > len(persons) / 2


def test_recycled_phones_rest_for_ninety_days(standard: Case) -> None:
    owners = defaultdict(list)
    for row in standard.identifiers:
        if row["role"] == "recycled":
            owners[row["value"]].append(row)
    twice = [rows for rows in owners.values() if len(rows) == 2]
    assert len(twice) >= 0.8 * len(owners) >= 20
    for rows in twice:
        first, second = sorted(rows, key=lambda r: r["first"])
        gap = date.fromisoformat(second["first"]) - date.fromisoformat(first["last"])
        assert gap.days >= 89
        agencies = {standard.agency[first["owner"]], standard.agency[second["owner"]]}
        assert len(agencies) == 2 or agencies == {""}


def test_a_typo_is_one_digit(standard: Case) -> None:
    own = defaultdict(set)
    for row in standard.identifiers:
        if row["kind"] == "phone" and row["role"] != "typo":
            own[row["owner"]].add(row["value"])
    typos = [r for r in standard.identifiers if r["role"] == "typo"]
    assert len(typos) > 25
    taken = set().union(*own.values())
    for row in typos:
        lines = own[standard.agency[row["owner"]]]
        meant = [v for v in own[row["owner"]] | lines if len(v) == len(row["value"])]
        apart = [sum(a != b for a, b in zip(v, row["value"], strict=True)) for v in meant]
        # A phone that is shown once, mistyped, is not in the truth as it was meant.
        assert 1 in apart or not meant or min(apart) > 1
    near = [r for r in typos if r["value"] not in taken]
    assert len(near) > 0.7 * len(typos)


def test_copied_texts_are_a_rivals(world: World) -> None:
    copiers = [p for p in world.persons if any(owner != p.index for owner, _ in p.texts)]
    assert len(copiers) > 0.03 * len(world.persons)
    for person in copiers:
        for owner, _ in person.texts:
            rival = world.persons[owner]
            assert (rival.language, rival.category) == (person.language, person.category)
            assert rival is person or not person.agency or rival.agency != person.agency


def test_silent_ads_say_only_their_text(standard: Case) -> None:
    silent = [r["native_id"] for r in standard.noted("no_identifier")]
    assert 0.02 < len(silent) / 15_000 < 0.04
    sample = silent[:100]
    for native_id in sample:
        assert native_id not in standard.mentioned
        body = max(standard.cells[native_id], key=len)
        assert not re.search(r"@|https?://|www\.|\d{5}", body)
    # Their words are their person's: most word triples stand in another ad of the same hand.
    others: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for native_id, person in standard.person.items():
        if native_id not in sample:
            others[person] |= triples(max(standard.cells[native_id], key=len))
    known = [
        len(t & others[standard.person[i]]) / len(t)
        for i in sample
        for t in [triples(max(standard.cells[i], key=len))]
    ]
    assert sorted(known)[len(known) // 2] > 0.6


def test_strangers_texts_are_not_alike(world: World) -> None:
    groups = defaultdict(list)
    for person in world.persons:
        text = " ".join(world.text(person.index, 0).sentences)
        groups[person.language, person.category].append(triples(text))
    for group in groups.values():
        for i, one in enumerate(group[:25]):
            for other in group[i + 1 : 25]:
                assert len(one & other) / len(one | other) < 0.6


def test_namesakes_are_two_and_rare_names_one(standard: Case) -> None:
    owners = defaultdict(set)
    for row in standard.identifiers:
        name = row["value"].rpartition(":")[2]
        if row["kind"] in ("telegram", "instagram", "snapchat", "vk", "account"):
            owners[name].add((row["kind"], row["owner"]))
    names = {v for r in standard.noted("namesake") for k, v in standard.mentioned[r["native_id"]]}
    names = {n.rpartition(":")[2] for n in names}
    doubles = [n for n in names if len({owner for _, owner in owners[n]}) == 2]
    assert len(doubles) >= 10
    rare = [r for r in standard.noted("rare_name") if "hub" not in r["notes"]]
    spread: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rare:
        if "typo" not in row["notes"]:
            spread[row["person"]] |= set(standard.mentioned[row["native_id"]])
    two = {person: found for person, found in spread.items() if len({kind for kind, _ in found}) == 2}
    assert len(two) >= 8
    for found in two.values():
        assert len({value for _, value in found}) == 1
    for row in rare:
        assert len({kind for kind, _ in standard.mentioned[row["native_id"]]}) == 1


def test_agencies_share_one_line_and_nothing_else(standard: Case) -> None:
    users = defaultdict(set)
    lines = {(r["kind"], r["value"]): r["owner"] for r in standard.identifiers if r["role"] == "shared_line"}
    hubs = {(r["kind"], r["value"]) for r in standard.identifiers if r["role"] == "hub"}
    for native_id, found in standard.mentioned.items():
        for identifier in found:
            users[identifier].add(standard.person[native_id])
    assert len(lines) > 30
    assert sum(len(users[line]) > 1 for line in lines) > 0.7 * len(lines)
    for line, agency in lines.items():
        assert {standard.agency[p] for p in users[line]} == {agency}
    for identifier, persons in users.items():
        agencies = [standard.agency[p] for p in persons if standard.agency[p]]
        if identifier not in lines and identifier not in hubs:
            assert len(agencies) == len(set(agencies)), identifier
