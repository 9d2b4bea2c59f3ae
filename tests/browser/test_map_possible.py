"""Possible links in a real browser: dotted lines, their panel, the jump to the other cluster, hostile text inert."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit
from map_case import MapCase
from test_map_hostile import HOSTILE, check
from two_hands import SHARED, two_hands

from graphkit import CaseView
from outputs.html_map import write_map

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]

A, B, ALONE, ELSEWHERE = "C-AAAA2222", "C-BBBB3333", "C-CCCC4444", "C-ZZZZ7777"
WORDS = "Warm hands and a calm…"


def linked() -> MapCase:
    """Return two clusters and a record alone, with possible links between them by a phone, a text and names."""
    case = MapCase()
    for n, cluster in enumerate([A, A, A, B, B, ALONE], 1):
        name = cluster[2:6].lower()
        row = case.add(f"aaaaaaaaaaaa-{n}", cluster, title=f"Ad {n}", text=f"@{name} {WORDS} +1 202 555 0123")
        case.mention(row, "telegram", name, f"@{name}")
        case.mention(row, "text", "00ff00ff00ff00ff", WORDS)
        if n in (2, 3, 4, 6):
            case.mention(row, "phone", "+12025550123", "+1 202 555 0123")
    case.words["00ff00ff00ff00ff"] = WORDS
    case.firm[A] = {"cohesion": 0.35, "hangs_on": "text:00ff00ff00ff00ff", "without": "3 parts of 1, 1, 1 records",
                    "weakest": "text:00ff00ff00ff00ff", "weakest_bits": 9.0}  # fmt: skip
    case.possible(
        B, A, "phone", "+12025550123", a_records=1, b_records=2, reason="first the one, then the other"
    )
    case.possible(A, B, "text", "00ff00ff00ff00ff", bits=9.0, against=6.5, reason="the texts are alike")
    case.possible(A, ALONE, "phone", "+12025550123", against=0.0)
    case.possible(A, ELSEWHERE, "name", "telegram:aaaa = vk:aaaa_1", against=0.0, reason="the same name")
    return case


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_map(linked(), tmp_path_factory.mktemp("map") / "map.html", title="Case")


def dotted(window: Visit) -> list[Any]:
    """Return the dotted lines of the picture."""
    return list(window.page.evaluate("() => window.graphkitMap.dotted()"))


def click_between(window: Visit, a: str, b: str) -> None:
    """Click the middle of the line between two nodes."""
    ends = [window.page.evaluate("(id) => window.graphkitMap.whereIs(id)", n) for n in (a, b)]
    window.page.mouse.click(*(sum(end[axis] for end in ends) / 2 for axis in ("x", "y")))
    window.page.wait_for_timeout(350)
    window.settle()


def inked(window: Visit, a: str, b: str) -> list[bool]:
    """Return for points along the line between two nodes whether something dark is painted there."""
    return list(window.page.evaluate(
        """([a, b]) => {
          const c = document.querySelector("#net canvas"), frame = c.getBoundingClientRect(), k = c.width / frame.width;
          const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
          const [p, q] = [a, b].map((id) => window.graphkitMap.whereIs(id));
          return Array.from({ length: 200 }, (_, i) => {
            const t = 0.35 + (0.3 * i) / 200;
            const [x, y] = [p.x + (q.x - p.x) * t - frame.left, p.y + (q.y - p.y) * t - frame.top];
            return data[4 * (Math.round(y * k) * c.width + Math.round(x * k)) + 3] > 120;
          });
        }""", [a, b],
    ))  # fmt: skip


def test_the_overview_has_one_dotted_line_between_two_clusters(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    assert dotted(window) == [["c0", "c1", 0]], "two links, one line; a record alone is not drawn"
    along = inked(window, "c0", "c1")
    changes = sum(x != y for x, y in pairwise(along))
    assert changes > 6, "dots, not a line"
    assert "possible link, drawn here" in page.locator("#legend").inner_text()
    assert "Possible links (3): pairs that were not joined" in window.panel()
    click_between(window, "c0", "c1")
    assert "possible=" in page.url
    panel = window.panel()
    for words in (
        "Are these two one actor?", "+1 202-555-0123", "18.8 bits", "8.6 bits", "first the one, then the other",
        f"“{WORDS}”", "9.0 bits", "6.5 bits", "the texts are alike", "1 record of bbbb, 2 records of aaaa",
        f'graphkit decide DIR same {A} {B} --reason "say why"', f'graphkit decide DIR different {A} {B} --reason "say why"',
    ):  # fmt: skip
        assert words in panel, words
    page.keyboard.press("Escape")
    window.settle()
    assert "The whole case" in window.panel()
    window.assert_clean(path)


def test_an_opened_cluster_has_stand_ins_that_lead_across(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path, f"#cluster={A}")
    phone = next(n for n in window.nodes() if [n, "p1", 1] in dotted(window))
    assert {"p0", "p1", "p2"} <= set(window.nodes())
    assert [phone, "p0", 0] in dotted(window)
    assert sum(to == "p0" for _, to, _ in dotted(window)) == 2, (
        "one stand-in, a line from each that they share"
    )
    window.click_node("p0")
    assert f"cluster={B}" in page.url
    assert "p0" in window.nodes(), "and the other way round"
    window.click_node("p0")
    assert f"cluster={A}" in page.url
    window.click_node("p1")
    assert "record=aaaaaaaaaaaa-6" in page.url, "a record that stands alone"
    assert "Possible links (1): not joined" in window.panel()
    assert "p1" in window.nodes()
    window.click_node("p1")
    assert f"cluster={A}" in page.url
    window.click_node("p2")
    assert "not in this file" in window.panel(), "what the file does not hold is told, not opened"
    assert "Only the names of their accounts are alike." in window.panel()
    page.go_back()
    window.settle()
    click_between(window, phone, "p0")
    assert "Are these two one actor?" in window.panel()
    assert f"cluster={A}" in page.url, "in the same picture"
    page.locator("#panel .rows .row").nth(1).click()
    window.settle()
    assert page.url.endswith(f"#cluster={B}")
    window.assert_clean(path)


def test_a_cluster_says_how_firmly_it_holds(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path, f"#cluster={A}")
    panel = window.panel()
    assert f"It hangs on the shared text “{WORDS}”: without it 3 parts of 1, 1, 1 records." in panel
    assert f"Its weakest joining tie: the shared text “{WORDS}”, 9.0 bits." in panel
    assert "1 of its joins rests on text, which others can copy." in panel
    assert "3 possible links to other clusters, not joined: listed below." in panel
    assert "00ff00ff" not in panel, "no digest"
    assert "Shared texts" in page.locator("#legend").inner_text()
    page.locator("#panel button", has_text="Show it").click()
    window.settle()
    assert f"“{WORDS}”" in page.locator("#panel h2").inner_text()
    assert "This join rests on text, which others can copy" in window.panel()
    assert "Possible links by it: not joined" in window.panel()
    page.goto(path.as_uri() + f"#cluster={B}")
    window.settle()
    assert "It holds firmly: no single identifier parts it when it is left out." in window.panel()
    window.assert_clean(path)


def test_the_commands_can_be_copied(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path, f"#possible={A}&and={B}")
    page.locator("#panel .copyable button").first.click()
    assert page.locator("#panel .copyable button").first.inner_text() in ("Copied", "Selected: press Ctrl+C")
    chosen = page.evaluate("() => getSelection().toString()")
    assert chosen == f'graphkit decide DIR same {A} {B} --reason "say why"'
    window.assert_clean(path)


def test_what_a_decision_answered_is_listed_and_no_longer_drawn(visit: Open, tmp_path: Path) -> None:
    case = linked()
    case.decided.add(frozenset((A, B)))
    path = write_map(case, tmp_path / "map.html")
    window = visit()
    window.open(path)
    assert dotted(window) == []
    window.open(path, f"#possible={A}&and={B}")
    assert "An analyst's decision has answered this already." in window.panel()
    window.assert_clean(path)


def test_a_stale_or_odd_address_is_answered(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path, f"#possible={A}&and=C-NONE")
    assert page.locator("#notice").inner_text() == f"Not in this file: possible link of {A} and C-NONE"
    page.goto(path.as_uri() + "#possible=__proto__")
    window.settle()
    assert "The whole case" in window.panel()
    window.assert_clean(path)


def test_more_than_the_picture_holds_is_said(visit: Open, tmp_path: Path) -> None:
    case = MapCase()
    names = [f"C-{n:04d}2222" for n in range(70)]
    for n, cluster in enumerate(names):
        for copy in range(2):
            row = case.add(f"aaaaaaaaaaaa-{n}{copy}", cluster, text="call +1 202 555 0123", title=f"Ad {n}")
            case.mention(row, "phone", "+12025550123", "+1 202 555 0123")
    for a in range(3):
        for b in range(a + 1, 70):
            case.possible(names[a], names[b], "phone", "+12025550123")
    path = write_map(case, tmp_path / "map.html")
    window = visit()
    window.open(path)
    assert len(dotted(window)) == 150
    assert "The picture shows the strongest 150 of 204 between clusters." in window.panel()
    window.open(path, f"#cluster={names[0]}")
    assert len([n for n in window.nodes() if n.startswith("p")]) == 24
    assert "The picture shows the strongest 24 of 69; all are listed here." in window.panel()
    window.assert_clean(path)


def test_hostile_text_in_possible_links_is_inert(visit: Open, tmp_path: Path) -> None:
    case = MapCase()
    texts = HOSTILE[:-1]
    for n, text in enumerate(texts):
        cluster = text[:40] if n % 3 == 0 else f"C-{n:04d}2222"
        for copy in ("a", "b"):
            row = case.add(f"{n}{copy}", cluster, title=text, text=f"{text} end")
            case.mention(row, "telegram", text, text)
        case.words[text] = text
        case.firm[cluster] = {
            "cohesion": 0.1,
            "hangs_on": f"text:{text}",
            "without": text,
            "weakest": f"telegram:{text}",
        }
        case.possible(cluster, f"C-{(n + 1) % len(texts):04d}2222", "telegram", text, reason=text)
        case.possible(cluster, "C-ELSE2222", "name", f"telegram:{text} = vk:{text}", reason=text)
    path = write_map(case, tmp_path / "map.html", title=HOSTILE[2])
    window = visit()
    page = window.open(path)
    count = page.locator("#panel details .row").count()
    assert count >= len(texts)
    page.locator("#panel details summary").click()
    for n in range(count):
        page.evaluate("() => { location.hash = ''; }")
        window.settle()
        page.evaluate("(n) => document.querySelectorAll('#panel details .row')[n].click()", n)
        window.settle()
        assert "one actor" in window.panel()
        for command in page.locator("#panel .command").all_text_contents():
            assert command.count("C-") == 2, "only ids of clusters stand in a command"
        page.evaluate("() => document.querySelector('#panel .rows .row').click()")
        window.settle()
    check(window, path)


def test_from_files_to_the_dotted_line(visit: Open, tmp_path: Path, screenshots: Path) -> None:
    out = two_hands(tmp_path)
    path = out / "map.html"
    window = visit()
    page = window.open(path)
    assert dotted(window) == [["c0", "c1", 0]]
    with CaseView(out) as view:
        link = view.possible_links().iloc[0]
    click_between(window, "c0", "c1")
    page.screenshot(path=screenshots / "map-possible.png")
    assert f"{link['against']:.1f} bits" in window.panel()
    assert link["reason"] in window.panel()
    page.locator("#panel .rows .row").first.click()
    window.settle()
    page.screenshot(path=screenshots / "map-possible-cluster.png")
    assert any(to == "p0" for _, to, _ in dotted(window))
    assert f"phone:{SHARED}".replace(":", "%3A").replace("+", "%2B") not in page.url
    window.assert_clean(path)
