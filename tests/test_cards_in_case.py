"""No table of a case holds a whole card number, however the database packs its blocks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import graphkit
from graphkit.store import TABLES

CARD = "4111111111111111"


def every_cell(folder: Path) -> str:
    with graphkit.Case(folder) as case:
        return "\n".join(
            json.dumps(case.query(f'SELECT * FROM "{name}"').to_pylist(), default=str, ensure_ascii=False)
            for name in TABLES
        )


@pytest.mark.parametrize("key", [None, "a key of the analyst's"])
def test_no_cell_of_a_case_holds_a_whole_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    if key is None:
        monkeypatch.delenv("GRAPHKIT_CARD_KEY", raising=False)
    else:
        monkeypatch.setenv("GRAPHKIT_CARD_KEY", key)
    ads = tmp_path / f"ads_{CARD}.jsonl"
    good = {
        "id": CARD,
        "text": f"pay to {CARD}",
        "author": CARD,
        "deep": {CARD: [CARD, {"x": int(CARD)}]},
        "url": f"https://a.example/{CARD}",
    }
    spaced = {"id": "b", "title": "4111 1111-1111 1111", "card": CARD}
    ads.write_text("\n".join([json.dumps(good), json.dumps(spaced), f'{{"id": "{CARD}", broken']), "utf-8")
    out = tmp_path / "out"
    view, report = graphkit.link([ads], out)
    view.close()
    cells = every_cell(out)
    assert "411111******1111" in cells
    assert CARD not in cells
    assert "4111 1111-1111 1111" not in cells
    assert CARD not in json.dumps(report.columns) + json.dumps(report.read)
    joined = {r["cluster_id"] for r in graphkit.CaseView(out).records().to_dict("records")}
    assert len(joined) == (1 if key else 2)


def test_two_columns_named_by_cards_that_look_alike_when_masked_stay_two(tmp_path: Path) -> None:
    ads = tmp_path / "ads.csv"
    ads.write_text("id,text,n 4111110000091111,n 4111110000171111\na,hello,first,second\n", "utf-8")
    view, _ = graphkit.link([ads], tmp_path / "out")
    with view:
        extra = view.records()["extra"].iloc[0]
    assert {k: v for k, v in extra.items() if k.startswith("n ")} == {
        "n 411111******1111": "first",
        "n 411111******1111 (2)": "second",
    }
