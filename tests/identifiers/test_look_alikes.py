"""Letters of other alphabets in words and host names: what is undone, and what may be genuine."""

from __future__ import annotations

import pytest
from judging import hits, pairs

from graphkit.identifiers.look_alikes import as_latin, latin_form, mixes_scripts, undo_mixed
from graphkit.identifiers.plain_hosts import plain_host
from graphkit.identifiers.web import WEB


def test_one_letter_stands_for_one() -> None:
    text = "H\u043e\u0420\u0435 \u03bf\u0391 \u0442\u0445"
    assert latin_form(text) == "hope oa tx"
    assert as_latin(text) == "HoPe oA tx"
    assert as_latin("\u0446\u0435\u043d\u044b") is None


@pytest.mark.parametrize(
    "word", ["honey", "\u043c\u0430\u043c\u0430", "caf\u00e9", "\u0131s\u0131t", "xxx\u0436", "22\u0430"]
)
def test_words_of_one_alphabet_are_no_disguise(word: str) -> None:
    assert not mixes_scripts(word)
    assert undo_mixed(word) == word


def test_only_the_words_that_mix_are_undone() -> None:
    assert (
        undo_mixed("/\u0444\u043e\u0442\u043e-h\u043en\u0435y22/\u043c\u0430\u043c\u0430")
        == "/\u0444\u043e\u0442\u043e-honey22/\u043c\u0430\u043c\u0430"
    )


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("velvetr\u043e\u043em.example", "velvetroom.example"),
        ("www.velvet.\u0441\u043e\u043c", "www.velvet.com"),
        ("\u0441\u043e\u0441\u043e.velv\u0435t.example", "coco.velvet.example"),
        (
            "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
            "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
        ),
        ("\u0441\u043e\u0441\u043e.com", "\u0441\u043e\u0441\u043e.com"),
        ("g\u0456thub.com", "g\u0456thub.com"),
        ("p\u0430ypal.com", "p\u0430ypal.com"),
    ],
)
def test_hosts(host: str, plain: str) -> None:
    assert plain_host(host) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://velvetr\u043e\u043em.example/mir\u0430", ("url", "https://velvetroom.example/mira")),
        ("t.me/h\u043en\u0435y_l\u0430ne22", ("telegram", "honey_lane22")),
        ("https://t.me/\u0441\u043e\u0441\u043e_\u0440\u0435\u0430\u0441", ("telegram", "coco_peac")),
        ("instagram.com/h\u043eney.lane", ("instagram", "honey.lane")),
        (
            "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/\u0446\u0435\u043d\u044b",
            ("url", "https://xn--e1afmkfd.xn--p1ai/\u0446\u0435\u043d\u044b"),
        ),
    ],
)
def test_links(text: str, expected: tuple[str, str]) -> None:
    assert expected in pairs(hits(WEB, f"see {text} ok"), 0.7)
