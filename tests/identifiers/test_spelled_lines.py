"""Spelled addresses over lines, with pictures for signs, in Russian, and where a sentence goes on: whole readings."""

from __future__ import annotations

import pytest

import graphkit
from graphkit.settings import Settings

SETTINGS = Settings(fictional_numbers=True)


def read(text: str, kind: str) -> list[tuple[str, float, str]]:
    """Return value, confidence and raw text of what is read of a kind."""
    frame = graphkit.extract(text, settings=SETTINGS)
    rows = frame[frame["kind"] == kind]
    return list(zip(rows["value"], rows["confidence"].round(2), rows["raw"], strict=True))


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("lena.sun7\n@\nmail.ru", 0.93),
        ("lena.sun7\nat\nmail.ru", 0.9),
        ("lena.sun7 \n собака \n mail.ru", 0.93),
        ("lena.sun7\nat\nmail\n.\nru", 0.9),
        ("lena.sun7 at the rate mail.ru", 0.9),
        ("lena.sun7 at the rate of mail dot ru", 0.9),
        ("lena.sun7 📧 mail.ru", 0.8),
        ("lena.sun7✉mail.ru", 0.8),
        ("lena.sun7 на мейл ру", 0.75),
        ("lena.sun7 на мейл точка ру", 0.75),
        ("lena .sun7@mail.ru", 0.97),
    ],
)
def test_an_address_is_read_whole_as_posted(text: str, sure: float) -> None:
    assert read(text, "email") == [("lena.sun7@mail.ru", sure, text)]


def test_a_picture_before_an_address_is_no_sign_of_it() -> None:
    assert read("📧 lena.sun7@mail.ru", "email") == [("lena.sun7@mail.ru", 0.98, "lena.sun7@mail.ru")]
    assert read("lena 📧 sun7@mail.ru", "email") == [("sun7@mail.ru", 0.98, "sun7@mail.ru")]


@pytest.mark.parametrize(
    ("text", "sure"), [("lena.sun7@gmail", 0.8), ("lena.sun7@gmail.", 0.65), ("lena.sun7@gmail, call", 0.8)]
)
def test_a_provider_without_its_end_is_less_sure_where_the_sentence_ends(text: str, sure: float) -> None:
    assert read(text, "email") == [("lena.sun7@gmail.com", sure, "lena.sun7@gmail")]


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("mail lena @site.net", ["lena@site.net"]),
        ("see lake.duo @site.net", ["lake.duo@site.net"]),
        ("lake @site.net", []),  # an account's name as likely
        ("insta lake.duo @site.net", []),
        ("insta @lena.me", []),
        ("mail lena @salon.at", []),  # "at" goes on with the sentence
    ],
)
def test_a_space_before_the_sign_only_needs_a_label_or_a_name_with_a_dot(text: str, email: list[str]) -> None:
    assert [value for value, _, _ in read(text, "email")] == email


@pytest.mark.parametrize(
    ("text", "url", "sure"),
    [
        ("honey[.]gd/lena/5", "https://honey.gd/lena/5", 0.95),
        ("www . honeysun . com / prices", "https://honeysun.com/prices", 0.92),
        ("www honeysun example", "https://honeysun.example", 0.85),
        ("my form is at honeysun dot com", "https://honeysun.com", 0.6),
        ("honeysun dot com / prices", "https://honeysun.com/prices", 0.6),
    ],
)
def test_links_are_read(text: str, url: str, sure: float) -> None:
    assert [(value, confidence) for value, confidence, _ in read(text, "url")] == [(url, sure)]


@pytest.mark.parametrize("text", ["honey[.]gd", "www honeysun sun"])
def test_what_may_be_no_host_is_no_link(text: str) -> None:
    assert read(text, "url") == []


@pytest.mark.parametrize(
    "text",
    [
        "see the entry-point-group here",
        "#define LOG_TAP_POINT_ID 260",
        "use PR_SKIP_DOT_DOT to skip",
        "if_ppp.h - Point-to-Point protocol",
        "els alumnes cancel\u00b7la",
        "Trying .org/.space/.nops again",
        "Gnome/in/at-spi2-core.master.be",
    ],
)
def test_words_of_programs_and_of_catalan_join_nothing(text: str) -> None:
    frame = graphkit.extract(text, settings=SETTINGS)
    assert not len(frame[frame["kind"].isin(["url", "domain", "email"]) & (frame["confidence"] >= 0.7)])


def test_an_at_sign_written_as_entities_twice_is_one() -> None:
    text = "lena&#37;&#52;&#48;honeysun&#46;com"
    assert read(text, "email") == [("lena@honeysun.com", 0.95, text)]
