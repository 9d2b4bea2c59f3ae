from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from web_harder import harder
from web_layouts import listings, singles
from web_untouched import untouched

from ingest.html_guard import is_tame
from ingest.html_plain import build
from ingest.html_text import Writer
from ingest.html_tree import Tree, parse
from ingest.html_zones import Zone, Zones


def plain(html: str) -> Tree:
    tree = Tree()
    build(html, tree.add)
    return tree.close()


def text(tree: Tree, zone: Zone = Zone.MAIN) -> str:
    return Writer(tree, Zones(tree).of).text(0, len(tree), zone)


def test_subtrees_are_ranges() -> None:
    tree = parse("<div><p>a<b>b</b></p><p>c</p></div>d")
    div = tree.tags.index("div")
    assert [tree.tags[i] for i in range(div, tree.ends[div])] == [
        "div",
        "p",
        "-text",
        "b",
        "-text",
        "p",
        "-text",
    ]
    assert tree.inside(div) == "abc"
    assert [tree.parents[i] for i in (div + 1, div + 3, div + 5)] == [div, div + 1, div]


def test_text_breaks_where_blocks_do() -> None:
    html = (
        "<h1> A  room</h1><p>Nice <b>and</b> quiet,<br>call <i>me</i></p><ul><li>one<li>two</ul><table><tr><th>Tel<td>123<tr><td>x</table>"
        "<pre>a\n  b</pre><span>c</span><span>d</span> <span>e</span><script>f</script><select><option>g</select><div style='display: none'>h</div>"
    )
    want = "A room\n\nNice and quiet,\ncall me\n\none\ntwo\nTel\t123\nx\na\n  b\ncd e"
    assert text(parse(html)) == text(plain(html)) == want
    assert text(parse(html), Zone.HIDDEN) == "h"


@pytest.mark.parametrize(
    "layout", [*listings(), *singles(), *harder(), *untouched()], ids=lambda layout: layout.name
)
def test_both_builders_read_the_same_text(layout) -> None:  # type: ignore[no-untyped-def]
    if layout.name == "guestbook of 1998":
        pytest.skip("without a doctype, lexbor keeps tables in paragraphs, as browsers do")
    for zone in (Zone.MAIN, Zone.PAGE, Zone.RELATED, Zone.COMMENTS):
        assert text(plain(layout.html), zone) == text(parse(layout.html), zone)


def circles() -> str:
    everybody = [{"@id": f"#{i}"} for i in range(40)]
    return json.dumps({"@graph": [one | {"@type": "JobPosting", "seller": everybody} for one in everybody]})


HOSTILE: dict[str, Callable[[], str]] = {
    "nested div": lambda: "<div>" * 100_000 + "x",
    "nested lists": lambda: "<ul><li>" * 50_000 + "x",
    "nested lists, just not too many": lambda: "<ul><li>" * 14_000 + "x",
    "nested tables": lambda: "<table><tr><td>" * 30_000 + "x",
    "nested headings": lambda: "<h2>Similar" * 30_000 + "x",
    "open formatting": lambda: "".join(f"<p><b id={i}>" for i in range(20_000)) + "x",
    "formatting at the edge": lambda: "".join(f"<p><b id={i}>" for i in range(1_200)) + "x",
    "attributes": lambda: "<a " + " ".join(f"x{i}=1" for i in range(200_000)) + ">x",
    "attributes with signs": lambda: "<a " + " ".join(f'x{i}=">"' for i in range(100_000)) + ">x",
    "attributes just not too many": lambda: ("<a " + "x " * 900 + ">x") * 1_000,
    "an attribute of 50 MB": lambda: f'<div title="{"x" * 50_000_000}"><p>x</p></div>',
    "a class of many words": lambda: f'<div class="{"a b-c " * 500_000}">x</div>',
    "quotes that never end": lambda: "x" + '<a b="' * 100_001,
    "comments that never end": lambda: "x" + "<!--" * 200_000,
    "end tags of nothing": lambda: "</div>" * 200_000 + "x",
    "end tags of others": lambda: "<div><span>" * 10_000 + "</b>" * 100_000 + "x",
    "angles": lambda: "x" + "<" * 1_000_000,
    "entities": lambda: "<p>x" + "&amp;" * 500_000 + "&" * 500_000,
    "an entity bomb": lambda: '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><html><body>x &b;</body></html>',
    "select": lambda: "<select>" + "<option>x" * 100_000,
    "numbers": lambda: f"<p>{'1 ' * 2_000_000}</p>",
    "ats": lambda: f"<p>{'@' * 2_000_000}</p>",
    "letters before an at": lambda: f"<p>{'a' * 2_000_000}@</p>",
    "spaces": lambda: f"<p>x{' ' * 5_000_000}</p>",
    "zeros": lambda: "<p>x" + "\0" * 1_000_000,
    "things that refer to each other": lambda: f'<script type="application/ld+json">{circles()}</script><p>x',
    "comments before the page": lambda: "<!-- x -->" * 100_000 + "<html><p>x",
    "declarations that never end": lambda: "<meta " * 20_000 + "charset<p>x",
    "many dates": lambda: "".join(f"<p class=date>{i % 28}.{i % 12}.2026 x</p>" for i in range(5_000)),
    "cards within cards": lambda: "<div class=card><a href=/x>word word</a>" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_no_long_time(name: str) -> None:
    from web_files import page, sniff

    html = HOSTILE[name]()
    started = time.process_time()
    sniff("web", "page", html.encode())
    got = page(html)
    assert time.process_time() - started < 12, "seconds"
    assert len(got.records) + len(got.rejects) >= 1


def test_a_tame_page_is_told_from_one_that_is_not() -> None:
    assert is_tame("<p><b>x</b> <font color=red>y <a href='z'>z</a></font></p>" * 2_000)
    assert not is_tame("<p><b>x <font color=red>y</p>" * 2_000)
    assert not is_tame("<a " + "x " * 2_000 + ">")
    assert is_tame('<a title="' + "x " * 2_000 + '">')


_PIECES = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<b>", "</b>", "<a href=/1>", "</a>",
     "<br>", "<script>", "</script>", "<!--", "-->", "<title>", "</title>", "<h1>", "</h1>", "text ", "&lt;", "&#0;", "\0", "<", ">",
     '"', "'", "<img alt=x", "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "<nav>", "</nav>", "<textarea>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
@example("<td></b></td><li></table>")
def test_any_markup_becomes_a_tree(html: str) -> None:
    for tree in (parse(html), plain(html)):
        n = len(tree)
        assert len(tree.parents) == len(tree.ends) == len(tree.texts) == len(tree.attributes) == n
        assert tree.parents[0] == -1
        assert tree.ends[0] == n
        for node in range(1, n):
            assert 0 <= tree.parents[node] < node
            assert node < tree.ends[node] <= tree.ends[tree.parents[node]]
        zones = Zones(tree).of
        for zone in Zone:
            Writer(tree, zones).text(0, n, zone)
