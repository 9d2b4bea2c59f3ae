"""PGP fingerprints and key ids."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import declared, hits, pairs, read_worst, reasons, takes_linear_time

from graphkit.identifiers.key import KEY

FPR = hashlib.sha1(b"no one's key").hexdigest().upper()
LOW = FPR.lower()
FOURS = [FPR[i : i + 4] for i in range(0, 40, 4)]
SPACED = " ".join(FOURS[:5]) + "  " + " ".join(FOURS[5:])
PLAIN = " ".join(FOURS)
ID = FPR[24:]
V6 = hashlib.sha256(b"no one's newer key").hexdigest().upper()

READ = [
    (SPACED, FPR),
    (PLAIN, FPR),
    (SPACED.lower(), FPR),
    (f"Key fingerprint = {SPACED}", FPR),
    (f"PGP: {FPR}", FPR),
    (f"pgp {LOW}", FPR),
    (f"GPG key: 0x{FPR}", FPR),
    (f"my PGP fingerprint is {FPR}.", FPR),
    (f"PGP key fingerprint: {PLAIN}, mail me", FPR),
    (f"openpgp4fpr:{LOW}", FPR),
    (f"OPENPGP4FPR:{V6}", V6),
    (f"fingerprint: {FPR}", FPR),
    (f"PGP отпечаток {FPR}", FPR),
    (f"отпечаток ключа: {FPR}", FPR),
    (f"gpg --recv-keys {FPR}", FPR),
    (f"({SPACED})", FPR),
    (" ".join(FOURS[:5]) + "\n" + " ".join(FOURS[5:]), FPR),
    (" ".join(FOURS[:5]) + "\u00a0 " + " ".join(FOURS[5:]), FPR),
    (f"PGP=0x{ID}", ID),
    (f"PGP key id: 0x{ID}", ID),
    (f"GnuPG {ID}", ID),
    (f"2024 {SPACED}", FPR),
    (f"[PGP]({FPR})", FPR),
]

NOTHING = [
    FPR,
    LOW,
    f"commit {LOW}",
    f"0x{LOW}",
    f"sha1 {LOW}",
    f"SHA1 fingerprint: {FPR}",
    f"ssh key fingerprint {LOW}",
    f"api key: {LOW}",
    f"monkey {LOW}x",
    f"PGP {FPR}0",
    f"PGP {FPR[:-1]}",
    f"PGP signature sha256 {V6}",
    f"fingerprint {V6}",
    " ".join(FOURS[:9]),
    " ".join([*FOURS, "ABCD"]),
    "x" + PLAIN,
    PLAIN + "0",
    " ".join(["1000"] * 10),
    "2015 2016 2017 2018 2019 2020 2021 2022 2023 2024",
    "dead beef face cafe fade deaf bead babe feed decade",
    f"https://example.org/file/{LOW}",
    f"key ring {LOW}",
    f"0x{ID}",
    f"fingerprint 0x{ID}",
    "PGP available on request",
    ":".join(FPR[i : i + 2] for i in range(0, 40, 2)),
    PLAIN.replace(FOURS[3], FOURS[3].lower().replace("0", "a")) if not FOURS[3].isdigit() else "none",
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text, value):
    assert pairs(hits(KEY, text), 0.7) == [("pgp", value)]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_joins(text):
    assert pairs(hits(KEY, text), 0.7) == []


def test_a_bare_digest_is_not_even_shown():
    for text in (FPR, f"commit {LOW}", f"0x{LOW}", f"api key: {LOW}"):
        assert hits(KEY, text) == []


def test_a_key_of_unknown_kind_shows_only():
    (hit,) = hits(KEY, f"key: {FPR}")
    assert hit.value == FPR
    assert hit.confidence < 0.7


def test_spans_are_those_of_the_digits():
    for text, value in READ:
        (hit,) = [h for h in hits(KEY, text) if h.confidence >= 0.7]
        assert "".join(hit.raw.split()).upper() == value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (FPR, [FPR]),
        (f"0x{LOW}", [FPR]),
        (SPACED, [FPR]),
        (f"{FPR}, {LOW[::-1]}", [FPR, FPR[::-1]]),
        (f"openpgp4fpr:{LOW}", [FPR]),
        (V6, [V6]),
        (f"0x{ID}", [ID]),
        ("none", []),
        ("", []),
        (FPR[:39], []),
    ],
)
def test_declared(raw, expected):
    assert pairs(declared(KEY, raw, "pgp"), 0.7) == [("pgp", v) for v in expected]


def test_the_kind():
    assert [(k.name, k.family, k.joins) for k in KEY.kinds] == [("pgp", "key", True)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="0aF1 \n:x", max_size=60), st.sampled_from(["pgp ", "", "key:", PLAIN]))
def test_any_text_is_answered(text, word):
    for t in (text + word, word + text):
        for hit in hits(KEY, t) + declared(KEY, t, "pgp"):
            assert set(hit.value) <= set("0123456789ABCDEF")


WORST = ["A", "0", "ABCD ", "pgp ", "key", "fingerprint: ", "pgp:0x", "ABCD  ", "key key ", "0x", "pgp A"]


@pytest.mark.parametrize("unit", WORST)
def test_time_is_linear(unit):
    assert takes_linear_time(read_worst(KEY, "pgp"), unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567 89ab", "more than ten groups"),
        ("pgp 0123456789abcdef0123", "20 hex digits: a fingerprint has 40"),
        (
            "git fingerprint 0123456789abcdef0123456789abcdef01234567",
            "one says that it is another key or digest",
        ),
        ("key 0123456789abcdef", "no word before them names PGP"),
        ("key 0123456789abcdef0123456789abcdef01234567", "behind a word for any key: at most 0.6"),
        ("pgp 0123456789ABCDEF0123456789abcdef01234567", "hex digits of both cases"),
        ("pgp 0123456789abcdef0123456789abcdef01234567z", "it goes on behind its hex digits"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons("key", text)
