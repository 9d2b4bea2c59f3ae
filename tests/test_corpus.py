"""The labelled corpus: the tables are what they should be, and the readers are as good on them as they must be.

``python benchmarks/extraction.py --failures`` lists the rows behind a figure that is too low.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from corpus_table import (
    CORPUS,
    Judged,
    Row,
    Score,
    Seen,
    by_disguise,
    by_family,
    by_kind,
    calibration,
    failures,
    items,
    judge,
    judge_all,
    lines,
    load,
    read,
    scores,
    unescape,
)

from graphkit.identifiers import KINDS
from graphkit.identifiers.cards import mask_cards
from graphkit.identifiers.fictional import is_fictional

needs_corpus = pytest.mark.skipif(not any(CORPUS.glob("*.tsv")), reason="tests/corpus holds no tables")
TABLES = ("accounts", "others", "payments", "phones")
LANGUAGES = frozenset({*["en", "ru", "kk", "es", "tr", "uz", "tk", "uk", "fr", "de", "pt", "mul"]})
# One narrow block in each country that has no range for fiction: tests/corpus/README.md.
BLOCKS = re.compile(
    r"\+797[2-6]\d{7}|\+7700000\d{4}|\+90505000\d{4}|\+34600000\d{3}|\+38099000\d{4}|\+99890000\d{4}|\+9936100\d{4}"
    r"|\+351910000\d{3}|\+551190000\d{4}"
)
LEAST_RECALL, LEAST_PRECISION, LEAST_OF_A_DISGUISE = 0.97, 0.99, 0.9


def row_of(text: str = "", expected: str = "", kind: str = "phone", name: str = "x-1") -> Row:
    return Row("phones", name, "test", kind, "plain", "en", (), "", text, *items(expected), "")


def seen(kind: str, value: str, confidence: float, role: str = "self") -> Seen:
    return Seen(kind, value, value, confidence, role, ((0, 1),))


# How rows are read and judged


def test_cells_are_parsed() -> None:
    assert unescape(r"a\nb\tc\\n \u200b\U0001f525 \d") == "a\nb\tc\\n \u200b\U0001f525 \\d"
    assert items("") == ((), ())
    assert items("phone:+1 | ?url:https://a.example/?x:y") == (
        (("phone", "+1"),),
        (("url", "https://a.example/?x:y"),),
    )
    for wrong in ("phone", ":x", "phone:", "phone:+1 | "):
        with pytest.raises(ValueError, match="not kind:value"):
            items(wrong)


def test_a_broken_table_is_refused(tmp_path: Path) -> None:
    head = "id\tpart\tkind\tdisguise\tlanguage\tregions\tplatform\ttext\texpected\twhy\n"
    table = tmp_path / "phones.tsv"
    table.write_text(f'{head}a\ttest\tphone\tplain\ten\tUS, GB\t\tsay "hi\t\t\n', "utf-8")
    (row,) = load(tmp_path)
    assert (row.file, row.regions, row.text, row.expected) == ("phones", ("US", "GB"), 'say "hi', ())
    table.write_text(f"{head}a\ttest\tphone\n", "utf-8")
    with pytest.raises(ValueError, match=r"phones\.tsv, line 2: 3 cells"):
        load(tmp_path)
    table.write_text("id\ttext\n", "utf-8")
    with pytest.raises(ValueError, match="the columns must be"):
        load(tmp_path)


def test_a_row_is_judged() -> None:
    row = row_of(expected="phone:+1 | telegram:lena | ?phone:+3")
    found = [
        seen("phone", "+1", 0.4),
        seen("phone", "+1", 0.9),
        seen("telegram", "lena", 0.6),
        seen("phone", "+3", 0.9),
    ]
    found += [seen("phone", "+2", 0.7), seen("phone", "+2", 0.8), seen("phone", "+4", 0.69)]
    found += [seen("domain", "a.example", 0.9), seen("url", "https://a.example", 0.9)]
    found += [seen("instagram", "b", 0.9, "infrastructure")]
    one = judge(row, found, 0.7)
    assert one.right == (("phone", "+1"),)
    assert one.missed == one.unsure == (("telegram", "lena"),)
    assert one.wrong == (("phone", "+2"),)
    assert judge(row_of(kind="url"), [seen("url", "https://a.example", 0.9)], 0.7).wrong
    assert not judge(row_of(), [seen("card", "411111******1111", 0.97)], 0.7).wrong


def test_scores_and_tables() -> None:
    one = judge(
        row_of(expected="phone:+1 | telegram:lena"), [seen("phone", "+1", 0.9), seen("phone", "+2", 0.9)], 0.7
    )
    assert scores([one], by_kind) == {"phone": Score(1, 1, 1, 1), "telegram": Score(1, 0, 0, 0)}
    assert scores([one], by_family) == {"phone": Score(1, 1, 1, 1), "account": Score(1, 0, 0, 0)}
    score = scores([one], by_disguise)["phones/plain"]
    assert (score.recall, score.precision) == (0.5, 0.5)
    assert (Score().recall, Score().precision) == (None, None)
    assert list(lines(["a", "n"], [["bb", "1"], ["c", "10"]])) == ["a    n", "bb   1", "c   10"]
    assert "missed: telegram:lena" in "\n".join(failures([one]))
    assert not list(failures([judge(row_of(), [], 0.7)]))


def test_calibration_counts_each_mention_in_its_band() -> None:
    row = row_of(expected="phone:+1 | phone:+2")
    found = [
        seen("phone", "+1", 1.0),
        seen("phone", "+2", 0.9),
        seen("phone", "+3", 0.92),
        seen("phone", "+4", 0.1),
    ]
    table = [line.split() for line in calibration([judge(row, found, 0.7)])]
    assert table[1] == ["0", "to", "0.35", "1", "0", "0.000", "0.100"]
    assert table[7] == ["0.9", "to", "0.95", "2", "1", "0.500", "0.910"]
    assert table[8] == ["0.95", "to", "1", "1", "1", "1.000", "1.000"]


def test_known_texts_are_read() -> None:
    rows = [row_of("call +1 202 555 0143 now"), row_of("card 4111 1111 1111 1111"), row_of("nothing")]
    phone, card, nothing = read(rows)
    assert [(m.kind, m.value, m.spans) for m in phone] == [("phone", "+12025550143", ((5, 20),))]
    assert [(m.kind, m.value) for m in card if m.confidence >= 0.7] == [("card", "411111******1111")]
    assert nothing == []


# The tables


@cache
def corpus() -> list[Row]:
    return load()


@cache
def judged() -> list[Judged]:
    return judge_all([row for row in corpus() if row.part == "test"])


@needs_corpus
def test_rows_are_well_formed() -> None:
    assert {row.file for row in corpus()} == set(TABLES)
    ids = Counter(row.id for row in corpus())
    assert [name for name, n in ids.items() if n > 1] == []
    assert [r.id for r in corpus() if not (r.part in ("test", "calibration") and r.kind and r.disguise)] == []
    assert [r.id for r in corpus() if r.language not in LANGUAGES] == []
    assert [r.id for r in corpus() if not r.text.strip()] == []
    assert [(r.id, k) for r in corpus() for k, _ in (*r.expected, *r.optional) if k not in KINDS] == []


@needs_corpus
def test_the_disguises_of_phones_are_explained() -> None:
    known = set(re.findall(r"`([a-z-]+)`", (CORPUS / "README.md").read_text("utf-8")))
    assert {row.disguise for row in corpus() if row.file == "phones"} <= known


@needs_corpus
def test_no_text_stands_twice() -> None:
    texts = Counter((row.text, row.regions, row.platform) for row in corpus())
    assert [text for (text, *_), n in texts.items() if n > 1] == []


@needs_corpus
@pytest.mark.parametrize("files", [("phones",), ("accounts", "payments")])
def test_there_are_cases_enough(files: tuple[str, ...]) -> None:
    rows = [row for row in corpus() if row.file in files and row.part == "test"]
    assert sum(bool(row.expected) for row in rows) >= 100
    assert sum(not row.expected and not row.optional for row in rows) >= 100


@needs_corpus
def test_there_are_cases_enough_of_every_other_kind() -> None:
    rows = [row for row in corpus() if row.part == "test"]
    count = Counter(kind for row in rows for kind, _ in row.expected)
    families = {"phone", "account", "payment"}
    few = {kind: n for kind, n in count.items() if KINDS[kind].family not in families and n < 20}
    assert few == {}
    assert {"email", "url", "domain", "bitcoin", "ethereum", "tron", "iban", "card", "pgp"} <= count.keys()


@needs_corpus
def test_the_calibration_is_a_part_of_its_own() -> None:
    rows = [row for row in corpus() if row.part == "calibration"]
    assert len(rows) >= 100
    assert sum(bool(row.expected) for row in rows) >= 50
    assert sum(not row.expected for row in rows) >= 20
    tests = {row.text for row in corpus() if row.part == "test"}
    assert not tests & {row.text for row in rows}


@needs_corpus
def test_every_number_is_one_for_fiction() -> None:
    numbers = {
        (row.id, value)
        for row in corpus()
        for _, value in (*row.expected, *row.optional)
        if value.startswith("+")
    }
    assert len(numbers) > 400
    assert [n for n in sorted(numbers) if not (is_fictional(n[1]) or BLOCKS.fullmatch(n[1]))] == []


# What the readers make of them


@needs_corpus
def test_every_span_leads_back_to_the_text() -> None:
    for row, mentions in zip(corpus(), read(corpus()), strict=True):
        text = mask_cards(row.text, None)[0]
        for m in mentions:
            assert m.spans, (row.id, m)
            assert all(0 <= start < end <= len(text) for start, end in m.spans), (row.id, m)
            assert [*m.spans] == sorted(m.spans), (row.id, m)
            assert all(a[1] <= b[0] for a, b in zip(m.spans, m.spans[1:], strict=False)), (row.id, m)
            assert text[m.spans[0][0] : m.spans[-1][1]] == m.raw, (row.id, m)


def behind(rows: list[Judged]) -> str:
    return "\n" + "\n".join(failures(rows))


def enough(count: dict[str, Score], least: int) -> dict[str, Score]:
    return {name: score for name, score in count.items() if score.expected >= least}


@needs_corpus
@pytest.mark.parametrize("key", [by_family, by_kind])
def test_what_is_there_is_found(key: object) -> None:
    count = enough(scores(judged(), key), 20)  # type: ignore[arg-type]
    assert len(count) >= 5
    low = {name: round(s.recall or 0, 3) for name, s in count.items() if (s.recall or 0) < LEAST_RECALL}
    assert low == {}, behind([j for j in judged() if j.missed][:20])


@needs_corpus
@pytest.mark.parametrize("key", [by_family, by_kind])
def test_what_is_found_is_there(key: object) -> None:
    count = enough(scores(judged(), key), 20)  # type: ignore[arg-type]
    assert len(count) >= 5
    low = {
        name: round(s.precision or 0, 3) for name, s in count.items() if (s.precision or 0) < LEAST_PRECISION
    }
    assert low == {}, behind([j for j in judged() if j.wrong][:20])


@needs_corpus
def test_no_disguise_is_read_badly() -> None:
    count = enough(scores(judged(), by_disguise), 8)
    assert len(count) >= 20
    low = {
        name: round(s.recall or 0, 3) for name, s in count.items() if (s.recall or 0) < LEAST_OF_A_DISGUISE
    }
    assert low == {}, behind([j for j in judged() if j.missed and by_disguise(j.row, ("", "")) in low][:20])
