"""Contacts in disguise: each way by hand, and cases that hold them."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from simulated_case import Case
from test_simulate import digest

from graphkit.cli import main
from graphkit.errors import UsageError
from graphkit.settings import ReadOptions
from graphkit.simulate import disguises, simulate
from graphkit.simulate.disguises import DISGUISES, Contact, disguise
from graphkit.simulate.platforms import PLATFORMS
from graphkit.simulate.spoken import chunks, run_together, say, say_groups, spoken
from graphkit.simulate.texts import LANGUAGES
from ingest import INGESTORS

US = Contact("phone", "202-555-0143", "en", ("202", "555", "0143"))
GB = Contact("phone", "+44 7700 900123", "ru", ("44", "7700", "900123"), plus=True)
MAIL = Contact("email", "honey.fox@mail.example", "ru")


class Zeros(Random):
    """Chance that always draws the first."""

    def random(self) -> float:
        return 0.0


FIRST = Zeros()


# Numbers as they are said


@pytest.mark.parametrize(
    ("language", "digits", "said"),
    [
        ("en", "7", "seven"), ("en", "12", "twelve"), ("en", "345", "three hundred forty five"), ("en", "040", "zero forty"),
        ("ru", "123", "сто двадцать три"), ("ru", "916", "девятьсот шестнадцать"), ("ru", "00", "ноль ноль"),
        ("kk", "777", "жеті жүз жетпіс жеті"), ("kk", "101", "жүз бір"), ("kk", "15", "он бес"),
        ("es", "100", "cien"), ("es", "121", "ciento veintiuno"), ("es", "35", "treinta y cinco"), ("es", "500", "quinientos"),
        ("tr", "505", "beş yüz beş"), ("tr", "199", "yüz doksan dokuz"), ("tr", "80", "seksen"),
    ],
)  # fmt: skip
def test_numbers_are_said(language: str, digits: str, said: str) -> None:
    assert say(digits, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_are_said_alike(language: str) -> None:
    assert len({say(str(n), language) for n in range(1000)}) == 1000
    assert {k for k in spoken()[language] if k != "whole"} == set(spoken()["en"])


def test_what_cannot_be_said_as_one_number() -> None:
    for digits in ("", "1234"):
        with pytest.raises(ValueError, match="one to three digits"):
            say(digits, "en")


def test_pieces_that_would_run_together_are_kept_apart() -> None:
    assert chunks(("7700", "900123")) == ["77", "00", "900", "123"]
    assert run_together("900", "123", "ru")
    assert run_together("20", "5", "en")
    assert not run_together("202", "115", "en")
    assert run_together("202", "115", "tr")  # iki yüz iki yüz on beş
    assert say_groups(FIRST, ("900", "123"), "ru") == "девятьсот, сто двадцать три"
    assert say_groups(FIRST, ("202", "555"), "en") == "two hundred two five hundred fifty five"


# Each way


@pytest.mark.parametrize(
    ("name", "contact", "written"),
    [
        ("words", US, "two zero two five five five zero one four three"),
        ("words", GB, "плюс четыре четыре семь семь ноль ноль девять ноль ноль один два три"),
        ("grouped_words", US, "two hundred two five hundred fifty five zero one forty three"),
        ("mixed_words", US, "two zero two five five five zero one four three"),
        ("glued_words", US, "twozerotwofivefivefivezeroonefourthree"),
        ("leet", US, "2O2-SSS-O143"),
        ("separators", US, "(2)(0)(2)(5)(5)(5)(0)(1)(4)(3)"),
        ("emoji", GB, "+44🔥7700🔥900123"),
        ("keycaps", US, "2️⃣0️⃣2️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣3️⃣"),
        ("fullwidth", US, "２０２－５５５－０１４３"),
        ("fullwidth", MAIL, "ｈｏｎｅｙ．ｆｏｘ＠ｍａｉｌ．ｅｘａｍｐｌｅ"),
        ("circled", US, "②⓪②⑤⑤⑤⓪①④③"),
        ("mathematical", US, "𝟐𝟎𝟐 𝟓𝟓𝟓 𝟎𝟏𝟒𝟑"),
        ("other_script", US, "٢٠٢ ٥٥٥ ٠١٤٣"),
        ("zero_width", MAIL, "\u200b".join("honey.fox@mail.example")),
        ("lines", GB, "+44\n7700 900123"),
        ("at_words", MAIL, "honey [точка] fox [собака] mail [точка] example"),
        ("spaced_signs", MAIL, "honey . fox @ mail . example"),
        ("look_alike", MAIL, "hоnеу.fох@mаіl.example"),
        ("dot_words", Contact("telegram", "Honey_fox", "ru"), "t (точка) me/Honey_fox"),
        ("dot_words", Contact("cashapp", "HoneyFox", "es"), "cash (punto) app/$HoneyFox"),
        ("spelled_label", Contact("instagram", "honey.fox", "en"), "i n s t a: honey.fox"),
    ],
)
def test_a_disguise_by_hand(name: str, contact: Contact, written: str) -> None:
    assert contact.kind in DISGUISES[name].kinds
    assert DISGUISES[name].make(FIRST, contact) == written


def test_every_disguise_has_a_case_by_hand() -> None:
    marks = test_a_disguise_by_hand.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for mark in marks for case in mark.args[1]} == DISGUISES.keys()
    functions = {name for name, d in DISGUISES.items() if d.make is getattr(disguises, name)}
    assert functions == DISGUISES.keys()


SHOWN_DIGITS = {
    "separators", "emoji", "keycaps", "fullwidth", "circled", "mathematical", "other_script", "zero_width", "lines"
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHOWN_DIGITS))
@pytest.mark.parametrize("contact", [US, GB])
def test_the_digits_are_all_there_in_order(name: str, contact: Contact) -> None:
    for seed in range(60):
        written = DISGUISES[name].make(Random(seed), contact)
        digits = [str(unicodedata.digit(c)) for c in written if unicodedata.digit(c, None) is not None]
        assert "".join(digits) == "".join(contact.groups), written


@pytest.mark.parametrize("contact", [US, GB])
def test_mixtures_of_words_and_digits_say_the_same_digits(contact: Contact) -> None:
    ones = {word: str(n) for n, word in enumerate(spoken()[contact.language]["ones"])}
    for seed in range(60):
        for name in ("words", "mixed_words", "glued_words"):
            written = DISGUISES[name].make(Random(seed), contact)
            for word, digit in ones.items():
                written = written.replace(word, digit)
            assert "".join(c for c in written if c.isdigit()) == "".join(contact.groups)


def test_leet_leaves_half_of_the_digits() -> None:
    for seed in range(60):
        for contact in (US, GB):
            written = DISGUISES["leet"].make(Random(seed), contact)
            digits = sum(map(len, contact.groups))
            assert digits / 2 <= sum(c.isdigit() for c in written) < digits


def test_a_disguise_fits_its_file_or_is_none() -> None:
    names = set()
    for seed in range(300):
        made = disguise(Random(seed), GB, PLATFORMS[1].holds)  # cp1251
        assert made is not None
        assert made[1].encode("cp1251")
        names.add(made[0])
    assert {"words", "separators", "lines", "leet"} <= names
    assert not names & {"emoji", "keycaps", "fullwidth", "circled"}
    assert disguise(FIRST, Contact("bitcoin", "1abc"), bool) is None
    assert disguise(FIRST, US, str.isspace) is None


# Whole cases


def hidden(folder: Path) -> list[dict[str, str]]:
    with (folder / "_truth" / "truth_disguises.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def disguised(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("disguised")
    simulate(folder, 6_000, 11, disguised=0.2)
    return Case(folder)


def test_the_share_is_kept_and_told(disguised: Case) -> None:
    rows = hidden(disguised.folder)
    ads = {row["native_id"] for row in rows}
    assert ads == {row["native_id"] for row in disguised.noted("disguised")}
    assert 0.15 < len(ads) / 6_000 < 0.22
    assert {row["disguise"] for row in rows} == DISGUISES.keys()
    assert {row["language"] for row in rows} == set(LANGUAGES)
    assert all(row["kind"] in DISGUISES[row["disguise"]].kinds for row in rows)


def test_each_stands_where_the_truth_says(disguised: Case) -> None:
    """As the ingestors read the texts: file by file, in code points."""
    texts = {}
    for platform in PLATFORMS:
        options = ReadOptions(source_id="ab" * 32, source=platform.file)
        for batch in INGESTORS["tables"].read(disguised.folder / "ads" / platform.file, options):
            columns = (batch.records[name].to_pylist() for name in ("native_id", "text"))
            texts.update(zip(*columns, strict=True))
    rows = hidden(disguised.folder)
    assert len(rows) > 900
    for row in rows:
        assert texts[row["native_id"]][int(row["start"]) : int(row["end"])] == row["written"]
        assert (row["kind"], row["value"]) in disguised.mentioned[row["native_id"]]


def test_a_hidden_contact_does_not_stand_plainly_beside(disguised: Case) -> None:
    mentions = {(r["native_id"], r["kind"], r["value"]): r["written"] for r in disguised.mentions}
    for row in hidden(disguised.folder):
        assert mentions[row["native_id"], row["kind"], row["value"]] == row["written"]
        if row["kind"] == "phone":
            plain = [c for c in disguised.cells[row["native_id"]] if row["value"] in c.replace(" ", "")]
            # A payment service that knows its people by their phone names it too.
            paid = {("kaspi", row["value"]), ("qiwi", row["value"])}
            assert not plain or paid & set(disguised.mentioned[row["native_id"]])


def test_other_ads_do_not_change(tmp_path: Path) -> None:
    simulate(tmp_path / "plain", 400, 3)
    simulate(tmp_path / "hidden", 400, 3, disguised=0.25)
    plain, other = Case(tmp_path / "plain"), Case(tmp_path / "hidden")
    changed = {row["native_id"] for row in hidden(tmp_path / "hidden")}
    assert 60 < len(changed) < 140
    for native_id, cells in plain.cells.items():
        assert (other.cells[native_id] == cells) == (native_id not in changed)


def test_no_disguises_no_file_of_them(tmp_path: Path) -> None:
    simulate(tmp_path / "a", 60, 3, disguised=0.5)
    assert hidden(tmp_path / "a")
    simulate(tmp_path / "a", 60, 3)
    simulate(tmp_path / "b", 60, 3)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_languages_come_near_to_what_is_asked(tmp_path: Path) -> None:
    told = simulate(tmp_path, 20_000, 5, tongues={"es": 20, "ru": 30, "en": 50})
    assert told["in en"] + told["in ru"] + told["in es"] == 20_000
    assert abs(told["in ru"] - 6_000) < 1_200
    assert abs(told["in es"] - 4_000) < 1_200
    assert "in tr" not in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"disguised": 1.5}, "share from 0 to 1"),
        ({"disguised": float("nan")}, "share from 0 to 1"),
        ({"tongues": {"xx": 1}}, "no such language: xx"),
        ({"tongues": {"en": 0}}, "not all of them 0"),
        ({"tongues": {"en": -1, "ru": 2}}, "not all of them 0"),
    ],
)
def test_shares_that_make_no_sense(tmp_path: Path, options: dict[str, float], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        simulate(tmp_path, 10, 1, **options)  # type: ignore[arg-type]


def test_the_command_takes_both(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        main,
        [
            "simulate",
            "--out",
            str(tmp_path),
            "--ads",
            "200",
            "--disguised",
            "0.3",
            "--languages",
            "en=1, RU=1",
        ],
    )
    assert run.exit_code == 0, run.output
    assert " disguised, " in run.output
    assert " in ru" in run.output
    assert hidden(tmp_path)
    for wrong in ("en", "en=", "en=x"):
        run = CliRunner().invoke(main, ["simulate", "--out", str(tmp_path), "--languages", wrong])
        assert run.exit_code == 2
        assert "give CODE=SHARE" in run.output
