"""The map in a real browser: it draws, it answers, it asks for nothing and runs nothing of the data."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import Visit
from map_case import MapCase, synthetic

from graphkit.settings import Settings
from outputs.html_map import write_map

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]

PHONE, ACCOUNT = "+12025550123", "honey_agency"
PAIR = "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f469"
TEXT = f"\U0001f48b{PAIR} call (202) 555-0123 \U0001f351 or @honey_agency e\u0301"
WIDE = "\uff12\uff10\uff12 \uff15\uff15\uff15 \uff10\uff11\uff12\uff13"
ARABIC = "".join(chr(0x660 + int(c)) for c in "2025550123")


def small() -> MapCase:
    """Return three records that share a phone, two that share an account, and one alone."""
    case = MapCase()
    case.aside.add(("email", "help@board.example"))
    for n, platform in enumerate(["locanto", "skokka", "vk"], 1):
        row = case.add(
            f"aaaaaaaaaaaa-{n}", "C-AAAA2222", platform=platform, posted_at=f"2025-0{n}-02T10:00:00Z",
            title=f"Visiting this week {n}", text=f"{TEXT} write help@board.example",
        )  # fmt: skip
        case.mention(row, "phone", PHONE, "(202) 555-0123")
        case.mention(row, "telegram", ACCOUNT, "@honey_agency")
        case.mention(row, "email", "help@board.example", "help@board.example")
    for n in (4, 5):
        row = case.add(f"aaaaaaaaaaaa-{n}", "C-BBBB3333", text="only @quiet_one here, help@board.example")
        case.mention(row, "instagram", "quiet_one", "@quiet_one")
        case.mention(row, "email", "help@board.example", "help@board.example")
    row = case.add("aaaaaaaaaaaa-6", "C-CCCC4444", title="Alone", text="alone with +44 7700 900123")
    case.mention(row, "phone", "+447700900123", "+44 7700 900123")
    return case


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_map(small(), tmp_path_factory.mktemp("map") / "map.html", title="Small case")


def painted(page: object) -> int:
    """Return the number of points of the picture that are not empty."""
    count = """() => { const c = document.querySelector("#net canvas");
      const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
      let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }"""
    return int(page.evaluate(count))  # type: ignore[attr-defined]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (420, 800)])
def test_it_opens_from_a_file_and_draws(
    visit: Open, tmp_path: Path, screenshots: Path, width: int, height: int, scheme: str
) -> None:
    case = synthetic(300)
    path = write_map(case, tmp_path / "карта & map.html", title="Sample case")
    big = str(case.clusters()["cluster_id"].iloc[0])
    record = str(case.records(big)["record_id"].iloc[3])
    window = visit(width, height, scheme)
    places = {"overview": {}, "cluster": {"cluster": big}, "record": {"record": record}}
    for name, place in places.items():
        page = window.open(path, f"#{urlencode(place)}")
        page.screenshot(path=screenshots / f"map-{name}-{scheme}-{width}.png")
        assert painted(page) > 1500
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
        assert "Leads, not proof." in page.locator("footer").inner_text()
        page.goto("about:blank")
    window.requests = [url for url in window.requests if url != "about:blank"]
    window.open(path)
    window.assert_clean(path)


def test_the_picture_is_empty_without_nodes(visit: Open, tmp_path: Path) -> None:
    """The measure of `painted` can fail: a case without clusters paints nothing, and says so in words."""
    case = MapCase()
    case.add("aaaaaaaaaaaa-1", "C-AAAA2222", title="Alone", text="no number at all")
    window = visit()
    page = window.open(write_map(case, tmp_path / "map.html"))
    assert painted(page) == 0
    assert "No identifier joins any two of the 1 record" in window.panel()
    assert "--region" in window.panel()
    assert page.locator("#blank").is_visible()
    window.assert_clean(tmp_path / "map.html")


def test_a_click_opens_a_cluster_and_the_way_back(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    assert sorted(window.nodes()) == ["c0", "c1", "i2"]
    window.click_node("c0")
    assert "cluster=C-AAAA2222" in page.url
    assert sorted(window.nodes()) == ["i0", "i1", "i2", "r0", "r1", "r2"]
    assert "3 ads on 3 platforms from 2 Jan to 2 Mar 2025, 1 phone, 1 account." in window.panel()
    assert "C-AAAA2222" in page.locator("#trail").inner_text()
    page.go_back()
    window.settle()
    assert sorted(window.nodes()) == ["c0", "c1", "i2"]
    page.go_forward()
    window.settle()
    window.click_node("r1")
    assert "record=aaaaaaaaaaaa-2" in page.url
    page.keyboard.press("Escape")
    window.settle()
    assert page.url.endswith("#cluster=C-AAAA2222")
    page.keyboard.press("Escape")
    window.settle()
    assert sorted(window.nodes()) == ["c0", "c1", "i2"]
    window.assert_clean(path)


def test_a_record_shows_each_identifier_where_it_stands(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path, "#record=aaaaaaaaaaaa-2")
    assert page.locator("#panel mark").all_text_contents() == [
        "(202) 555-0123",
        "@honey_agency",
        "help@board.example",
    ]
    block = page.locator("#panel .prose").first.text_content()
    assert block == f"{TEXT} write help@board.example"
    panel = window.panel()
    for said in ("Ad on skokka", "2 Feb 2025, 10:00 UTC", "ads.csv, line 3", "aaaaaaaaaaaa-2", "18.5 bits"):
        assert said in panel
    assert "shared resource: on very many records" in panel
    assert "phone +12025550123 · self · confidence 0.95" in (
        page.locator("mark").first.get_attribute("title") or ""
    )
    page.locator("mark").first.click()
    window.settle()
    assert "identifier=phone" in page.url
    window.assert_clean(path)


def test_an_identifier_says_where_it_was_seen_and_why_it_joins(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    page.goto(path.as_uri() + "#" + urlencode({"identifier": f"phone:{PHONE}"}))
    window.settle()
    panel = window.panel()
    assert "+1 202-555-0123" in panel
    assert "On 3 records on 3 platforms (locanto, skokka, vk), from 2 Jan to 2 Mar 2025." in panel
    assert "It joins the records that carry it as their own: sharing it is worth 18.5 bits." in panel
    assert "(202) 555-01233×" in panel, "as written, three times"
    page.goto(path.as_uri() + "#" + urlencode({"identifier": "email:help@board.example"}))
    window.settle()
    assert "Set aside, so it joins nothing: carried by more records than the limit of 100." in window.panel()
    assert "Touches 2 clusters" in window.panel()
    page.locator("#panel .rows .row", has_text="Visiting this week 2").click()
    window.settle()
    assert "record=aaaaaaaaaaaa-2" in page.url
    window.assert_clean(path)


def test_a_number_is_found_in_any_written_form(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    forms = ["202 555 0123", "(202) 555-0123", "+1 202.555.0123", "001 202 555 0123", "2025550123"]
    for written in [*forms, WIDE, ARABIC]:
        assert window.search(written)[0].startswith("+1 202-555-0123"), written
    page.keyboard.press("Enter")
    window.settle()
    assert urlencode({"identifier": f"phone:{PHONE}"}) in page.url
    assert "r0" in window.nodes(), "its cluster is open"
    window.search("202 555 0124")
    assert page.locator("#results [role=option]").count() == 0
    assert "Nothing in this file matches." in page.locator("#results").inner_text()


def test_names_words_and_ids_are_found(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    wanted = {
        "07700 900123": "+44 7700 900123",
        "@honey_agency": "honey_agency",
        "https://t.me/Honey_Agency/": "honey_agency",
        "telegram honey": "honey_agency",
        "visiting WEEK 3": "Visiting this week 3",
        "aaaaaaaaaaaa-6": "Alone",
        "C-bbbb": "2\nquiet_one\nC-BBBB3333",
    }
    for written, first in wanted.items():
        assert window.search(written)[0].startswith(first), written
    page.keyboard.press("Enter")
    window.settle()
    assert "at=C-BBBB3333" in page.url, "a cluster that was searched for is shown among the others"
    page.get_by_role("button", name="Open cluster").click()
    window.settle()
    assert "r3" in window.nodes()
    window.assert_clean(path)


def test_search_goes_by_keyboard(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    found = window.search("honey")
    assert len(found) == 4, "one account, three records"
    assert page.locator("#results .group").all_inner_texts() == ["Identifiers\n1", "Records\n3"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("[aria-selected=true]").count() == 1
    page.keyboard.press("Enter")
    window.settle()
    assert "record=aaaaaaaaaaaa-1" in page.url
    window.search("honey")
    page.keyboard.press("Escape")
    assert page.locator("#results").is_hidden()
    assert "record=aaaaaaaaaaaa-1" in page.url, "Esc closed the results only"
    window.assert_clean(path)


def test_a_record_alone_has_a_view_of_its_own(visit: Open, path: Path) -> None:
    window = visit()
    window.open(path, "#record=aaaaaaaaaaaa-6")
    assert sorted(window.nodes()) == ["i4", "r5"]
    assert "none: it stands alone" in window.panel()
    window.page.keyboard.press("Escape")
    window.settle()
    assert "c0" in window.nodes()
    window.assert_clean(path)


def test_a_stale_address_is_answered(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path, "#record=no-such-record")
    assert page.locator("#notice").inner_text() == "Not in this file: record no-such-record"
    assert "c0" in window.nodes()
    window.assert_clean(path)


def test_one_cluster_opens_at_once(visit: Open, tmp_path: Path) -> None:
    path = write_map(small(), tmp_path / "one.html", cluster="C-BBBB3333")
    window = visit()
    page = window.open(path)
    assert sorted(window.nodes()) == ["i0", "i1", "r0", "r1"]
    assert "2 ads on board, 1 account." in window.panel()
    assert window.search("honey_agency") == [], "nothing of other clusters is in the file"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    window.settle()
    assert "r0" in window.nodes()
    window.assert_clean(path)


def test_what_does_not_fit_is_said(visit: Open, tmp_path: Path) -> None:
    case = synthetic(300, settings=Settings(map_nodes=20, map_records=60))
    path = write_map(case, tmp_path / "map.html")
    window = visit()
    page = window.open(path)
    assert len(window.nodes()) <= 20
    assert "Not in this file: 240 records" in window.panel()
    page.locator("#panel .rows .row").first.click()
    window.settle()
    assert len(window.nodes()) == 20
    assert "The picture shows the strongest 20 nodes;" in window.panel()
    window.assert_clean(path)


def test_ten_thousand_records_are_quick(visit: Open, tmp_path: Path) -> None:
    case = synthetic(10_000).frozen()
    start = time.perf_counter()
    path = write_map(case, tmp_path / "map.html")
    assert time.perf_counter() - start < 10
    window = visit()
    firsts = []
    for _ in range(3):  # the best of three: other tests may hold the processors
        window.open(path)
        firsts.append(window.page.evaluate("() => performance.now()"))
        window.page.goto("about:blank")
    assert min(firsts) < 3000
