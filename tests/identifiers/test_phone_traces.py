"""What the cheap patterns choose: every disguised number, and hardly any prose."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import takes_linear_time
from test_phone_disguised import POSITIVES, plain

import graphkit.identifiers.phone_traces as phone_traces
from graphkit import extract
from graphkit.identifiers.fold import fold
from graphkit.identifiers.phone_disguised import DISGUISED
from graphkit.settings import Settings

# Ads as people write them, by language: ages, prices, hours, and a plain number.
PROSE = {
    "en": "Friendly dog walker, 5 years experience, $25 an hour. Call +1 212 555 0143 any day before 8pm.",
    "ru": "Сдаю комнату на сутки, 1500 руб, центр, для двоих. Звонить +79723104567 после 10:00.",
    "kk": "Алматыда жұмыс бар, айлығы 250 000 теңге. Байланыс: +7 700 000 45 18, күн сайын.",
    "uk": "Здам квартиру подобово, 2 кімнати, 900 грн. Телефон +380990006135 Олена",
    "es": "Chica responsable de 28 años busca trabajo en Madrid. Mi número es +34600000731, gracias.",
    "pt": "Faço faxina na zona sul, R$ 180 a diária. Chame no +55 11 90000-4471",
    "fr": "Bonjour, je propose des massages de détente, 60 € l'heure. Contact : +33 6 39 98 42 67",
    "de": "Suche Aushilfe für Café, 12,50 €/h, ab sofort. Tel. +49 30 23125417",
    "tr": "Temizlik işi için eleman aranıyor, günlük 900 TL. Arayın: +905050003819",
    "uz": "Toshkentda ofis uchun qorovul kerak, oylik 3 mln so'm. Tel: +998900002746",
    "tk": "Aşgabatda iş gözleýärin, 24 ýaşym bar. Jaň ediň +99361004982",
}


@pytest.mark.parametrize(("regions", "marked", "value"), POSITIVES)
def test_every_disguised_number_is_looked_at(regions: str, marked: str, value: str) -> None:
    text, _, _ = plain(marked)
    frame = extract(text, settings=Settings(fictional_numbers=True, regions=regions))
    method = frame.loc[frame["value"] == value, "method"].iloc[0]
    # What needs no disguised reader is read by the one of plain numbers.
    assert DISGUISED.worth(pl.Series([fold(text)])) == [0] or method.startswith("phone.")


def test_the_place_in_the_column_is_what_comes_back() -> None:
    column = pl.Series(["plain", "call two zero two 555 0143", "", "prose", "2o2 555 ol43"])
    assert DISGUISED.worth(column) == [1, 4]
    assert DISGUISED.worth(pl.Series([], dtype=pl.String)) == []


def test_prose_of_eleven_languages_is_not_looked_at() -> None:
    assert len(PROSE) == 11
    chosen = DISGUISED.worth(pl.Series(list(PROSE.values())))
    assert len(chosen) <= 1, [list(PROSE.values())[i] for i in chosen]


@pytest.mark.parametrize(
    "text",
    [
        "one of us for two of you",
        "call 202-555-0143",
        "12.05.2024 18:30",
        "no digits at all",
        "1500 руб",
        "",
    ],
)
def test_what_holds_too_little_for_a_number_is_not(text: str) -> None:
    assert DISGUISED.worth(pl.Series([text])) == []


def patterns_in(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [p for part in value for p in patterns_in(part)]
    return [value] if isinstance(value, str) else []


def test_every_pattern_is_one_that_the_engine_takes() -> None:
    named = [p for n, v in vars(phone_traces).items() if n.isupper() for p in patterns_in(v)]
    assert len(named) > 5
    for pattern in (*named, DISGUISED.pattern):
        assert pl.Series(["x"]).str.contains(pattern).to_list() in ([True], [False])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_it_takes_any_column(texts: list[str]) -> None:
    chosen = DISGUISED.worth(pl.Series(texts, dtype=pl.String))
    assert chosen == sorted(set(chosen))
    assert all(0 <= i < len(texts) for i in chosen)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([plain(m)[0] for _, m, _ in POSITIVES] + ["prose"]), max_size=8))
def test_a_text_is_chosen_whatever_stands_beside_it(texts: list[str]) -> None:
    folded = [fold(t) for t in texts]
    alone = [i for i, t in enumerate(folded) if DISGUISED.worth(pl.Series([t]))]
    assert DISGUISED.worth(pl.Series(folded, dtype=pl.String)) == alone


@pytest.mark.parametrize(
    "unit", ["one ", "1 a ", "o0", "2sixseven", ". ", "(", "1\n", "1!", "сто ", "0", "l"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert takes_linear_time(lambda text: DISGUISED.worth(pl.Series([text])), unit)
