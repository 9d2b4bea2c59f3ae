"""Spoken numerals of every language become the digits that a person would write down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.identifiers.number_tokens import items_of, tokens_of
from graphkit.identifiers.numerals import Item, Mode


def items(text: str, mode: Mode | None = None) -> list[Item]:
    return [i for i in items_of(tokens_of(text), text, mode) if isinstance(i, Item)]


def digits(text: str, mode: Mode | None = None) -> list[str]:
    return [i.digits for i in items(text, mode)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # English
        ("zero one two three four five six seven eight nine", list("0123456789")),
        ("eleven twelve thirteen nineteen", ["11", "12", "13", "19"]),
        ("twenty twenty-one thirty five ninety nine", ["20", "21", "35", "99"]),
        ("seventy-seven hundred", ["7700"]),
        ("nine hundred and twelve", ["912"]),
        ("two hundred", ["200"]),
        ("double five", ["55"]),
        ("triple zero", ["000"]),
        ("double-0 seven", ["00", "7"]),
        ("three zeros", ["000"]),
        ("2 fives", ["55"]),
        ("oh seven seven", ["0", "7", "7"]),
        # Russian
        ("ноль один два три четыре пять шесть семь восемь девять", list("0123456789")),
        ("одиннадцать двенадцать девятнадцать", ["11", "12", "19"]),
        ("сто двадцать три", ["123"]),
        ("девятьсот семьдесят два", ["972"]),
        ("двести сорок", ["240"]),
        ("сорок пять", ["45"]),
        ("сто одиннадцать", ["111"]),
        ("триста семь", ["307"]),
        ("девятьсот 72", ["972"]),
        ("три пятерки", ["555"]),
        ("две семерки", ["77"]),
        ("три нуля", ["000"]),
        ("дважды пять", ["55"]),
        # Russian in Latin letters
        ("nol odin dva tri chetyre pyat shest sem vosem devyat", list("0123456789")),
        ("sto dvadcat tri", ["123"]),
        ("devyatsot semdesyat dva", ["972"]),
        ("sorok pyat", ["45"]),
        ("trinadcat", ["13"]),
        # Ukrainian
        ("нуль один два три чотири п'ять шість сім вісім дев'ять", list("0123456789")),
        ("дев’яносто дев’ять", ["99"]),
        ("тринадцять", ["13"]),
        ("двісті сорок п'ять", ["245"]),
        ("три нулі", ["000"]),
        # Kazakh
        ("нөл бір екі үш төрт бес алты жеті сегіз тоғыз", list("0123456789")),
        ("жеті жүз бір", ["701"]),
        ("он бес", ["15"]),
        ("жиырма үш", ["23"]),
        ("тоқсан сегіз", ["98"]),
        ("жүз он екі", ["112"]),
        ("nól bir eki úsh tórt bes alty jeti segiz togyz", list("0123456789")),
        ("jeti júz bir", ["701"]),
        ("otyz alty", ["36"]),
        # Spanish
        ("cero uno dos tres cuatro cinco seis siete ocho nueve", list("0123456789")),
        ("veintitrés", ["23"]),
        ("veintiuno veintidós veintiseis", ["21", "22", "26"]),
        ("treinta y cuatro", ["34"]),
        ("seiscientos", ["600"]),
        ("ciento doce", ["112"]),
        ("seiscientos cuarenta y dos", ["642"]),
        ("dieciséis quince", ["16", "15"]),
        ("doble cero", ["00"]),
        ("tres ceros", ["000"]),
        # Portuguese
        ("zero um dois três quatro cinco seis sete oito nove", list("0123456789")),
        ("vinte e três", ["23"]),
        ("novecentos e dez", ["910"]),
        ("trinta e dois", ["32"]),
        ("dezasseis dezesseis", ["16", "16"]),
        ("cinco meia nove", ["5", "6", "9"]),
        ("três zeros", ["000"]),
        # French
        ("zéro un deux trois quatre cinq six sept huit neuf", list("0123456789")),
        ("quatre-vingt-dix-sept", ["97"]),
        ("quatre vingt", ["80"]),
        ("quatre-vingt-quinze", ["95"]),
        ("quatre-vingt-deux", ["82"]),
        ("soixante-dix", ["70"]),
        ("soixante-treize", ["73"]),
        ("soixante dix huit", ["78"]),
        ("trente-neuf", ["39"]),
        ("vingt et un", ["21"]),
        ("soixante et onze", ["71"]),
        ("dix-sept", ["17"]),
        ("zéro six trente-neuf quatre-vingt-dix-huit", ["0", "6", "39", "98"]),
        ("septante-deux nonante-neuf", ["72", "99"]),
        # German
        ("null eins zwei drei vier fünf sechs sieben acht neun", list("0123456789")),
        ("einundzwanzig", ["21"]),
        ("siebenunddreißig neunundneunzig", ["37", "99"]),
        ("fünfundsechzig", ["65"]),
        ("elf zwölf siebzehn", ["11", "12", "17"]),
        ("zwo fuenf", ["2", "5"]),
        ("drei nullen", ["000"]),
        ("doppel null", ["00"]),
        # Turkish
        ("sıfır bir iki üç dört beş altı yedi sekiz dokuz", list("0123456789")),
        ("beş yüz otuz iki", ["532"]),
        ("beş yüz beş", ["505"]),
        ("kırk bir", ["41"]),
        ("on dört", ["14"]),
        ("doksan", ["90"]),
        ("üç tane sıfır", ["000"]),
        # Uzbek
        ("nol bir ikki uch to'rt besh olti yetti sakkiz to'qqiz", list("0123456789")),
        ("to'qson sakkiz", ["98"]),
        ("toʻqson toʻqqiz", ["99"]),
        ("o'n besh", ["15"]),
        ("yigirma uch", ["23"]),
        ("ikki yuz besh", ["205"]),
        ("uchta nol", ["000"]),
        ("нол бир икки уч тўрт беш олти етти саккиз тўққиз", list("0123456789")),
        ("тўқсон саккиз", ["98"]),
        ("йигирма беш", ["25"]),
        # Turkmen
        ("nol bir iki üç dört bäş alty ýedi sekiz dokuz", list("0123456789")),
        ("altmyş bir", ["61"]),
        ("ýetmiş üç", ["73"]),
        ("dört ýüz on", ["410"]),
    ],
)
def test_a_numeral_is_what_its_language_means(text: str, expected: list[str]) -> None:
    assert digits(text) == expected


@pytest.mark.parametrize(
    ("text", "mode", "expected"),
    [
        ("двести два", Mode(), ["202"]),
        ("двести два", Mode(whole=False), ["200", "2"]),
        ("үш нөл", Mode(), ["3", "0"]),
        ("үш нөл", Mode(counts=True), ["000"]),
        ("dört sıfır", Mode(counts=True), ["0000"]),
        ("two zero", Mode(counts=True), ["2", "0"]),  # no language of these counts in English
    ],
)
def test_what_can_be_taken_in_two_ways(text: str, mode: Mode, expected: list[str]) -> None:
    assert digits(text, mode) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сто, двадцать три", ["100", "23"]),
        ("сто\n\n\nдвадцать", ["100", "20"]),
        ("treinta . cuatro", ["30", "4"]),
        ("double  .  five", ["5"]),
        ("and 5 and", ["5"]),
        ("plus", []),
        ("the last four 0143", ["0143"]),
        ("последние две 01", ["01"]),
        ("hundred and", ["100"]),
        ("девятьсот 072", ["900", "072"]),
    ],
)
def test_what_stands_apart_is_no_part_of_it(text: str, expected: list[str]) -> None:
    assert digits(text) == expected


def test_an_item_tells_what_it_is_made_of() -> None:
    text = "x сто двадцать три y"
    (item,) = items(text)
    assert text[item.start : item.end] == "сто двадцать три"
    assert (item.words, item.leet, item.weak) == (3, 0, 0)
    assert "ru" in item.languages
    (both,) = items("один")
    assert {"ru", "uk"} <= set(both.languages)
    (plain,) = items("call 0143")
    assert (plain.digits, plain.words, plain.languages) == ("0143", 0, ())


def below_hundred(n: int) -> str:
    """Return a number from 1 to 99 as Russian says it."""
    units = ["", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
    teens = [
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ]
    tens = [
        "двадцать",
        "тридцать",
        "сорок",
        "пятьдесят",
        "шестьдесят",
        "семьдесят",
        "восемьдесят",
        "девяносто",
    ]
    if n < 10:
        return units[n]
    if n < 20:
        return teens[n - 10]
    return f"{tens[n // 10 - 2]} {units[n % 10]}".strip()


@settings(deadline=None)
@given(st.integers(1, 999))
def test_every_russian_number_below_a_thousand(n: int) -> None:
    hundreds = [
        "",
        "сто",
        "двести",
        "триста",
        "четыреста",
        "пятьсот",
        "шестьсот",
        "семьсот",
        "восемьсот",
        "девятьсот",
    ]
    spoken = f"{hundreds[n // 100]} {below_hundred(n % 100) if n % 100 else ''}".strip()
    assert digits(spoken) == [str(n)]


def french(n: int) -> str:
    """Return a number from 1 to 99 as France says it."""
    small = [
        "",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "dix-sept",
        "dix-huit",
        "dix-neuf",
    ]
    if n < 20:
        return small[n]
    if n >= 80:
        return "quatre-vingts" if n == 80 else f"quatre-vingt-{small[n - 80]}"
    ten = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 7: "soixante"}[n // 10]
    rest = n - 60 if n >= 60 else n % 10
    link = " et " if rest in (1, 11) else "-"
    return f"{ten}{link}{small[rest]}" if rest else ten


@settings(deadline=None)
@given(st.integers(1, 99))
def test_every_french_number_below_a_hundred(n: int) -> None:
    assert digits(french(n)) == [str(n)]


@settings(deadline=None)
@given(st.integers(20, 99))
def test_every_german_number_below_a_hundred(n: int) -> None:
    units = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
    tens = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
    spoken = f"{units[n % 10]}und{tens[n // 10 - 2]}" if n % 10 else tens[n // 10 - 2]
    assert digits(spoken) == [str(n)]


@settings(deadline=None)
@given(st.integers(1, 999))
def test_every_turkish_number_below_a_thousand(n: int) -> None:
    units = ["", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz"]
    tens = ["", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan"]
    hundred = "" if n < 100 else f"{units[n // 100] if n >= 200 else ''} yüz"
    spoken = " ".join(f"{hundred} {tens[n // 10 % 10]} {units[n % 10]}".split())
    assert digits(spoken) == [str(n)]


@settings(deadline=None)
@given(st.integers(16, 99))
def test_every_spanish_number_below_a_hundred(n: int) -> None:
    units = ["", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
    tens = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
    if n < 20:
        spoken = "dieci" + ("séis" if n == 16 else units[n - 10])
    elif n < 30:
        spoken = (
            "veinte" if n == 20 else "veinti" + {2: "dós", 3: "trés", 6: "séis"}.get(n - 20, units[n - 20])
        )
    else:
        spoken = f"{tens[n // 10 - 3]} y {units[n % 10]}" if n % 10 else tens[n // 10 - 3]
    assert digits(spoken) == [str(n)]


WORDS = st.sampled_from(
    [
        "сто",
        "двадцать",
        "три",
        "один",
        "hundred",
        "and",
        "double",
        "zeros",
        "four",
        "vingt",
        "quatre",
        "dix",
        "y",
        "treinta",
        "yüz",
        "on",
        "beş",
        "plus",
        "5",
        "0143",
        ".",
        "x",
    ]
)


@settings(deadline=None)
@given(
    st.lists(WORDS, max_size=14).map(" ".join),
    st.sampled_from([Mode(), Mode(whole=False), Mode(counts=True)]),
)
def test_items_stand_in_order_and_hold_only_digits(text: str, mode: Mode) -> None:
    last = 0
    for item in items(text, mode):
        assert last <= item.start < item.end <= len(text)
        assert item.digits.isdigit()
        assert 0 <= item.soft <= item.words
        last = item.end
