"""From files to the page: hostile ads through the real reading, linking and case, opened in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_map_hostile import HOSTILE, LONG_WORD, check

import graphkit

pytestmark = pytest.mark.browser


def test_hostile_ads_are_linked_and_shown_as_text(visit: Callable[..., Any], tmp_path: Path) -> None:
    texts = [t.encode("utf-8", "replace").decode() for t in HOSTILE if t != LONG_WORD]
    ads = tmp_path / "ads.jsonl"
    rows = [
        {"id": f"{t}-{n}", "title": t, "text": f"\U0001f351 {t} call +44 7700 900123", "author": t, "platform": t, "city": t}
        for n, t in enumerate(texts)
    ]  # fmt: skip
    ads.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    view, _ = graphkit.link([ads], tmp_path / "out", settings=graphkit.Settings(fictional_numbers=True))
    with view:
        clusters, records = view.clusters(), view.records()
    assert list(clusters["records"]) == [len(texts)]
    window = visit()
    path = tmp_path / "out" / "map.html"
    page = window.open(path)
    for record in records["record_id"]:
        page.evaluate("(id) => { location.hash = 'record=' + id; }", record)
        window.settle()
        assert page.locator("#panel mark").first.text_content(timeout=5_000)
        marks = page.locator("#panel mark").all_text_contents()
        assert "+44 7700 900123" in marks, "the raw text is marked where it stands, after an emoji too"
    check(window, path)
