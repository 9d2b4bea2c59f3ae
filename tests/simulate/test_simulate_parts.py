"""The parts of the simulator: numbers, templates."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from graphkit.identifiers.fictional import is_fictional
from graphkit.simulate.numbers import PhonePool
from graphkit.simulate.texts import CATEGORIES, LANGUAGES, Part, expand, languages, parse, vary
from graphkit.simulate.texts import load as load_data


def test_the_pool_gives_each_number_once() -> None:
    pool = PhonePool(load_data("places"), random.Random(1))
    rng = random.Random(2)
    near = ("+4670",)
    there = [pool.take(rng, "SE", near) for _ in range(90)]
    assert all(n is not None and n.startswith("+4670174") for n in there)
    rest = [pool.take(rng, "SE", near) for _ in range(300)]
    assert all(n is not None and n.startswith(("+4631", "+4640", "+468")) for n in rest)
    elsewhere = pool.take(rng, "SE", near)
    assert elsewhere is not None
    assert not elsewhere.startswith("+46")
    everything = [*there, *rest, elsewhere]
    while number := pool.take(rng, "US", ()):
        everything.append(number)
    assert len(everything) == len(set(everything)) == sum(b.size for b in pool.blocks)
    assert all(is_fictional(n) for n in everything if n)
    assert pool.take(rng, "GB", ("+447700",)) is None


@pytest.mark.parametrize(
    ("number", "international", "national"),
    [
        (
            "+12025550143",
            ["+1 202 555 0143", "+1-202-555-0143", "+1 (202) 555-0143", "+12025550143"],
            ["(202) 555-0143", "202-555-0143", "202.555.0143", "2025550143", "202 555 0143"],
        ),
        (
            "+447700900123",
            ["+44 7700 900123", "+44-7700-900123", "+44 (7700) 900123", "+447700900123"],
            ["(07700) 900123", "07700-900123", "07700.900123", "07700900123", "07700 900123"],
        ),
        (
            "+33639980123",
            ["+33 6 39 98 01 23", "+33-6-39-98-01-23", "+33 (6) 39-98-01-23", "+33639980123"],
            ["(06) 39-98-01-23", "06-39-98-01-23", "06.39.98.01.23", "0639980123", "06 39 98 01 23"],
        ),
    ],
)
def test_ways_to_write_a_number(number: str, international: list[str], national: list[str]) -> None:
    pool = PhonePool(load_data("places"), random.Random(1))
    assert [pool.international(number, n) for n in range(4)] == international
    assert [pool.national(number, n) for n in range(5)] == national


def test_a_mistyped_number_stays_in_its_block() -> None:
    pool = PhonePool(load_data("places"), random.Random(1))
    rng = random.Random(4)
    held = [pool.take(rng, "GB", ("+447700",)) for _ in range(400)]
    for number in held:
        assert number is not None
        wrong = pool.mistyped(rng, number)
        assert wrong.startswith("+447700900")
        assert sum(a != b for a, b in zip(number, wrong, strict=True)) == 1
        assert wrong not in held
    with pytest.raises(KeyError):
        pool.block("+79161234567")


def test_templates_are_parsed_and_written() -> None:
    assert parse("a {b|c {2-3}} {name}") == [
        "a ",
        ("one of", [["b"], ["c ", ("number", (2, 3))]]),
        " ",
        ("slot", "name"),
    ]
    found = {expand(parse("a {b|c {2-3}|}"), random.Random(n), {}) for n in range(60)}
    assert found == {"a b", "a c 2", "a c 3", "a "}


@pytest.mark.parametrize("template", ["a {b", "a } b", "a | b", "{a|{b}"])
def test_a_broken_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"brace|bar"):
        parse(template)


def slots(parts: list[Part]) -> Iterator[str]:
    """Yield the slots that a template may use."""
    for part in parts:
        if isinstance(part, tuple) and part[0] == "one of":
            for option in part[1]:
                yield from slots(option)
        elif isinstance(part, tuple) and part[0] == "slot":
            yield part[1]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_is_whole(code: str) -> None:
    language, english = languages()[code], languages()["en"]
    groups = [language.titles, language.offers, language.details]
    templates = [t for g in groups for c in CATEGORIES for t in g[c]] + language.general + language.closers
    assert {s for t in templates for s in slots(t)} == {"name", "brand"}
    assert language.contact.keys() == english.contact.keys()
    assert language.hubs.keys() == english.hubs.keys()
    sentences = [s for group in (language.contact, language.hubs) for many in group.values() for s in many]
    assert all("{v}" in s for s in sentences)
    assert all("{w}" in s for s in language.contact["moved"])
    for n in range(200):
        text = language.write(random.Random(n), CATEGORIES[n % 6], "Name", "Brand")
        whole = " ".join((text.title, *text.sentences))
        assert not re.search(r"[{}|]", whole)
        assert set(re.findall(r"<\w+>", whole)) <= {"<city>", "<price>"}
        assert len(text.sentences) >= 7


def test_edits_keep_most_words() -> None:
    text = " ".join(f"word{n}" for n in range(60))
    assert vary(random.Random(1), text, 0) == text
    for n in range(50):
        kept = set(vary(random.Random(n), text, 6).split()) & set(text.split())
        assert len(kept) >= 54
