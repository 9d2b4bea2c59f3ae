"""Rows of delimited text: what a bad quote may and may not do."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.delimited import BadRow, Dialect, RowParser, excerpt
from ingest.dialects import find_shape
from ingest.encodings import LineBlock
from ingest.header import distinct, is_header


def rows_of(
    text: str, width: int | None = None, quoting: str = "quoted", block: int = 1 << 20
) -> tuple[list[list[str]], list[int], list[BadRow]]:
    """Parse text given in blocks of about ``block`` bytes."""
    blocks, line, data = [], 1, text.encode("utf-8", "surrogateescape")
    while data:
        end = data.find(b"\n", block) + 1 or len(data)
        blocks.append(LineBlock(line, data[:end]))
        line += data[:end].count(b"\n")
        data = data[end:]
    cells, lines, bad = [], [], []
    for rows in RowParser(iter(blocks), Dialect(",", quoting), width).rows():
        cells += rows.cells
        lines += rows.lines
        bad += rows.bad
    return cells, lines, bad


@pytest.mark.parametrize("block", [1, 7, 1000])
def test_rows_over_several_lines_and_blocks(block: int) -> None:
    text = 'a,b\n"1\n2\n3",x\n4,"5\n6"\n7,8\n'
    cells, lines, bad = rows_of(text, 2, block=block)
    assert cells == [["a", "b"], ["1\n2\n3", "x"], ["4", "5\n6"], ["7", "8"]]
    assert lines == [1, 2, 5, 7]
    assert bad == []


@pytest.mark.parametrize("block", [1, 50, 1 << 20])
def test_a_quote_left_open_restarts_at_the_next_line(block: int) -> None:
    text = "a,b\n" + '1,"open\n' + "2,x\n" * 50 + '3,"y, z"\n'
    cells, lines, bad = rows_of(text, 2, block=block)
    assert len(cells) == 52
    assert [b.line for b in bad] == [2]
    assert lines[-1] == 53


def test_a_quote_open_at_the_end_of_the_text() -> None:
    cells, _, bad = rows_of('a,b\n1,2\n3,"open\n4,5', 2)
    assert cells == [["a", "b"], ["1", "2"], ["4", "5"]]
    assert [(b.line, b.raw) for b in bad] == [(3, '3,"open')]


def test_a_bound_keeps_an_open_quote_from_reading_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.delimited.MAX_LINES", 10)
    cells, _, bad = rows_of('1,"open\n' + "2,x\n" * 40 + '3,close"\n', 2)
    assert [b.line for b in bad] == [1]
    assert len(cells) == 41
    assert rows_of('1,"' + "line\n" * 9 + '"\n', 2)[0] == [["1", "line\n" * 9]]


@pytest.mark.parametrize(
    "line", ['a",",', '"', '""', '","', '"""', 'a,"b', '"a"b', '"",""', '\r"', '"\r', '"a\rb"', 'a\rb"c"']
)
def test_hostile_lines_take_linear_time(line: str) -> None:
    def seconds(n: int) -> float:
        start = time.process_time()
        rows_of("1,2,3\n" + (line + "\n") * n, 3)
        return time.process_time() - start

    seconds(1000)
    assert seconds(160_000) < 20 * max(seconds(20_000), 0.2)


def test_excerpts_do_not_halve_numbers() -> None:
    assert excerpt("short 4111") == "short 4111"
    assert excerpt("x" * 995 + "4111 1111 1111 1111") == "x" * 995
    assert excerpt("x" * 1000 + "4111") == "x" * 1000
    assert excerpt("a" + "9 " * 3000) == "a"
    assert excerpt("9" * 3000) == ""
    assert len(excerpt("word " * 1000)) <= 1000
    assert excerpt("a\udcffb") == "a\ufffdb"


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=15)
CELLS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(table=CELLS, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), block=st.integers(1, 60))
def test_what_csv_writes_is_read_back(table: list[list[str]], quoting: int, block: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    cells, _, bad = rows_of(out.getvalue(), 3, block=block)
    assert cells == table
    assert bad == []


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet='a,"\n\r\\', max_size=80), block=st.integers(1, 90))
def test_blocks_never_change_what_is_read(text: str, block: int) -> None:
    assert rows_of(text, 2, block=block) == rows_of(text, 2)


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(st.sampled_from(["1,2", '1,"2"', '1,"2', '"1,2"', 'x"y', "1,2,3", '"a","b"']), max_size=30)
)
def test_every_line_is_in_a_row_or_a_reject(lines: list[str]) -> None:
    cells, places, bad = rows_of("\n".join(lines), 2)
    starts = sorted([*places, *(b.line for b in bad)])
    assert len(set(starts)) == len(starts)
    covered = sum(1 + sum(c.count("\n") for c in row) for row in cells) + len(bad)
    # A reject of several lines counts once, so nothing may be covered twice.
    assert covered <= len(lines)
    assert not lines or starts[0] == 1


def shape(text: str, suffix: str = ".csv") -> tuple[str, str, bool, tuple[str, ...]]:
    found = find_shape(text.encode(), suffix)
    assert found is not None
    return found.dialect.delimiter, found.dialect.quoting, found.header, found.columns


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id,text\n1,a\n2,b\n", ","),
        ("id;text;price\n1;a, b;3,50\n2;c;4,00\n", ";"),
        ("id\ttext\n1\ta, b, c\n2\td; e\n", "\t"),
        ("id|text|x\n1|a,b|y\n2|c|d\n", "|"),
        ('id,text\n1,"a;b;c"\n2,"d;e"\n', ","),
        ("text\nsome words, and more\nno comma here\nand, one, two\n", "\x1f"),
    ],
)
def test_delimiters_are_told_apart(text: str, delimiter: str) -> None:
    assert shape(text)[0] == delimiter


def test_a_table_with_many_broken_rows_is_still_known_by_its_header() -> None:
    assert shape("id,phone,text\n" + "1,2\n" * 50 + "1,2,3\n")[3] == ("id", "phone", "text")


def test_a_cut_sample_does_not_speak_against_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.dialects.SAMPLE", 2000)
    row = '{},"' + "line, of text\n" * 20 + '"\n'
    text = "id,text\n" + "".join(row.format(i) for i in range(30))
    assert shape(text)[:2] == (",", "quoted")


@pytest.mark.parametrize(
    ("first", "rest", "header"),
    [
        (["id", "text"], [["1", "a"]], True),
        (["alpha", "beta"], [["1", "a"]], True),
        (["ham", "some text"], [["ham", "x"], ["spam", "y"]], False),
        (["1", "hello"], [["2", "bye"]], False),
        (["ann@example.org", "x"], [["bob@example.org", "y"]], False),
        (["+1 202 555 0123", "x"], [["+1 202 555 0124", "y"]], False),
        (["2025-03-04T10:00:00Z", "x"], [], False),
        (["id", "2019", "2020"], [["1", "5", "6"]], False),
        (["id", "Name of the thing", "2020"], [["1", "5", "6"]], True),
        (["x" * 70, "b"], [["c", "d"]], False),
        (["Телефон", "Текст"], [["8", "a"]], True),
        (["a", "a"], [["b", "c"]], False),
        (["", ""], [["b", "c"]], False),
    ],
)
def test_headers(first: list[str], rest: list[list[str]], header: bool) -> None:
    assert is_header(first, rest) is header


@given(names=st.lists(st.sampled_from(["a", "a_2", "", " a", "column_1", "a_2_2"]), max_size=8))
def test_names_are_made_distinct(names: list[str]) -> None:
    made, _ = distinct(names)
    assert len(set(made)) == len(names)
    assert all(made)
