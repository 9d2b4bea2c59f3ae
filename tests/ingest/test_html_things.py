from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_files import page

from ingest.html_things import from_json

ORG = {"@type": "Organization", "name": "Bazaarly", "url": "https://bazaarly.example", "telephone": "+1 202 555 0199",
       "sameAs": ["https://t.me/bazaarly"]}  # fmt: skip
JOB = {
    "@context": "https://schema.org/", "@type": "JobPosting", "title": "Waitress", "datePosted": "2026-01-02",
    "identifier": {"@type": "PropertyValue", "name": "Acme", "value": "W-17"}, "employmentType": "FULL_TIME",
    "hiringOrganization": {"@type": "Organization", "name": "Acme Staff", "sameAs": "https://acme.example", "telephone": "+1 202 555 0123"},
    "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Dubai", "addressCountry": "AE"}},
    "applicationContact": {"@type": "ContactPoint", "email": "jobs@acme.example"},
}  # fmt: skip


def with_data(*data: Any, body: str = "<h1>Waitress</h1><p>We look for a waitress.</p>") -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(d)}</script>' for d in data)
    return f"<!-- saved from url=(0027)https://www.bazaarly.example/7 --><html><head>{scripts}</head><body>{body}</body></html>"


def test_a_job_posting_in_json_ld() -> None:
    got = page(with_data(JOB, ORG))
    (record,) = got.records
    assert {k: record[k] for k in ("kind", "title", "author", "location", "country", "native_id")} == {
        "kind": "ad", "title": "Waitress", "author": "Acme Staff", "location": "Dubai, AE", "country": "AE", "native_id": "W-17",
    }  # fmt: skip
    assert record["posted_at"].date().isoformat() == "2026-01-02"
    assert got.identifiers() == [
        ("phone", "self", "+1 202 555 0123"),
        ("link", "self", "https://acme.example"),
        ("email", "self", "jobs@acme.example"),
        ("phone", "infrastructure", "+1 202 555 0199"),
        ("link", "infrastructure", "https://t.me/bazaarly"),
    ]
    assert dict(record["extra"])["employmentType"] == "FULL_TIME"


def test_references_within_a_graph() -> None:
    job = {k: v for k, v in JOB.items() if k != "hiringOrganization"} | {
        "hiringOrganization": {"@id": "#acme"}
    }
    acme = {
        "@type": "Organization",
        "@id": "#acme",
        "name": "Acme Staff",
        "telephone": "+1 202 555 0123",
        "owner": {"@id": "#acme"},
    }
    got = page(with_data({"@graph": [acme, job, {"@type": "WebSite", "publisher": ORG}]}))
    assert got.records[0]["author"] == "Acme Staff"
    assert ("phone", "self", "+1 202 555 0123") in got.identifiers()
    assert ("phone", "infrastructure", "+1 202 555 0199") in got.identifiers()


def test_other_offers_and_reviews_name_others() -> None:
    other = {
        "@type": "JobPosting",
        "title": "Nanny",
        "hiringOrganization": {"@type": "Organization", "telephone": "+1 202 555 0144"},
    }
    review = {"@type": "Review", "author": {"@type": "Person", "telephone": "+1 202 555 0155"}}
    got = page(with_data(other, JOB, review))
    roles = {raw: role for _, role, raw in got.identifiers()}
    page_title = page(with_data(other, JOB).replace("<head>", "<head><title>Waitress</title>"))
    assert {raw: role for _, role, raw in page_title.identifiers()}["+1 202 555 0123"] == "self"
    assert {raw: role for _, role, raw in page_title.identifiers()}["+1 202 555 0144"] == "mentioned"
    assert roles["+1 202 555 0155"] == "mentioned"


def test_microdata_and_rdfa() -> None:
    micro = (
        '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop=name>Room</h1><p itemprop=description>Quiet</p>'
        '<div itemprop=offers itemscope itemtype="https://schema.org/Offer"><meta itemprop=price content=100>'
        '<span itemprop=seller itemscope itemtype="https://schema.org/Person"><b itemprop=name>Mia</b> <a itemprop=telephone href="tel:+12025550123">call</a></span></div></div>'
    )
    got = page(f"<html><body>{micro}</body></html>")
    assert (got.records[0]["author"], got.records[0]["kind"]) == ("Mia", "ad")
    assert set(got.identifiers()) == {("phone", "self", "+12025550123")}
    rdfa = '<div vocab="https://schema.org/" typeof="Person"><h1 property="name">Mia</h1><span property="email">mia@snowleaf.example</span></div>'
    got = page(f"<html><body>{rdfa}</body></html>")
    assert (got.records[0]["author"], got.records[0]["kind"]) == ("Mia", "profile")
    assert got.identifiers() == [("email", "self", "mia@snowleaf.example")]


def test_the_platform_describing_itself_is_nobody() -> None:
    got = page(with_data(ORG, body="<h1>Room</h1><p>Quiet room</p>"))
    assert {role for _, role, _ in got.identifiers()} == {"infrastructure"}
    shop = {"@type": "HairSalon", "name": "Cut", "telephone": "+1 202 555 0123"}
    assert page(with_data(shop)).identifiers() == [("phone", "self", "+1 202 555 0123")]


def test_items_of_a_listing_take_what_the_data_say_of_them() -> None:
    entries = [
        {"@type": "ListItem", "position": i, "item": {"@type": "Product", "name": f"Room {i}", "url": f"/ad/{i}",
         "offers": {"@type": "Offer", "price": 100 + i, "seller": {"@type": "Person", "name": f"Seller {i}", "telephone": f"+1 202 555 012{i}"}}}}
        for i in range(4)
    ]  # fmt: skip
    cards = "".join(
        f"<div class=card><a href='/ad/{i}'><h3>Room {i}</h3></a><p>Quiet street near the park, bright</p></div>"
        for i in range(4)
    )
    got = page(
        with_data({"@type": "ItemList", "itemListElement": entries}, ORG, body=f"<main>{cards}</main>")
    )
    items = [r for r in got.records if "listing item" in r["locator"]]
    assert [r["author"] for r in items] == [f"Seller {i}" for i in range(4)]
    assert [(role, raw) for kind, role, raw in got.identifiers() if role == "self"] == [
        ("self", f"+1 202 555 012{i}") for i in range(4)
    ]
    alone = page(with_data({"@type": "ItemList", "itemListElement": entries}, body="<div id=root></div>"))
    assert [r["locator"] for r in alone.records] == [
        f"entry {i} of 4 in the page's data" for i in range(1, 5)
    ]
    assert [r["url"] for r in alone.records] == [f"https://www.bazaarly.example/ad/{i}" for i in range(4)]


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "[" * 100_000,
        "null",
        '"x"',
        "[1, [2]]",
        '{"@graph": 5}',
        '{"@type": 7, "name": {"a": []}}',
        "9" * 10_000,
    ],
)
def test_data_that_are_none(data: str) -> None:
    got = page(
        f'<html><head><script type="application/ld+json">{data}</script></head><body><p>Quiet room</p></body></html>'
    )
    assert got.records[0]["text"] == "Quiet room"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=10) | st.sampled_from(["JobPosting", "+1 202 555 0123", "#a", "https://x.example"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["@type", "@id", "@graph", "seller", "offers", "telephone", "sameAs", "item", "itemListElement", "address", "mainEntity", "name"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(_VALUES)
def test_any_data_is_read(value: Any) -> None:
    from_json(json.dumps(value))
    page(with_data(value, JOB))
