from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mail_html import plain
from ingest.mail_quotes import split

LEADS = [
    "On Mon, 2 Jun 2025 at 09:00, Bob Oak <bob@oak.example> wrote:",
    "On 2 Jun 2025, at 09:00, Bob Oak wrote:",
    "Am Mo., 2. Juni 2025 um 09:00 Uhr schrieb Bob Oak <bob@oak.example>:",
    "Le lun. 2 juin 2025 à 09:00, Bob Oak <bob@oak.example> a écrit :",
    "El lun, 2 jun 2025 a las 9:00, Bob Oak (<bob@oak.example>) escribió:",
    "Il giorno lun 2 giu 2025 alle ore 09:00 Bob Oak <bob@oak.example> ha scritto:",
    "Em seg., 2 de jun. de 2025 às 09:00, Bob Oak <bob@oak.example> escreveu:",
    "Op ma 2 jun 2025 om 09:00 schreef Bob Oak <bob@oak.example>:",
    "Den mån 2 juni 2025 kl 09:00 skrev Bob Oak <bob@oak.example>:",
    "pon., 2 cze 2025 o 09:00 Bob Oak <bob@oak.example> napisał(a):",
    "пн, 2 июн. 2025 г. в 09:00, Bob Oak <bob@oak.example>:  пишет:",
    "2 июня 2025 г., 09:00 пользователь Bob Oak <bob@oak.example> написал:",
    "Понедельник, 2 июня 2025, 9:00 +03:00 от Bob Oak <bob@oak.example> пишет:",
    "2 Haz 2025 Pzt 09:00 tarihinde Bob Oak <bob@oak.example> şunu yazdı:",
    "Bob Oak <bob@oak.example> 于2025年6月2日周一 09:00写道：",
    "2025年6月2日(月) 9:00 Bob Oak <bob@oak.example> のメッセージ:",
    "Пн, 2 черв. 2025 р. о 09:00 Bob Oak <bob@oak.example> пише:",
]
BLOCKS = [
    "-----Original Message-----\nFrom: Bob Oak\nSent: Monday",
    "-----Ursprüngliche Nachricht-----\nVon: Bob Oak",
    "-------- Исходное сообщение --------\nОт: Bob",
    "----- Message d'origine -----\nDe : Bob",
    "From: Bob Oak <bob@oak.example>\nSent: Monday, June 2, 2025 9:00 AM\nTo: Anna\nSubject: flat",
    "________________________________\nFrom: Bob Oak\nDate: Monday\nTo: Anna",
    "*От:* Bob Oak <bob@oak.example>\n*Отправлено:* 2 июня 2025 г. 9:00\n*Кому:* Anna\n*Тема:* flat",
    "Von: Bob Oak [mailto:bob@oak.example]\nGesendet: Montag, 2. Juni 2025 09:00\nAn: Anna\nBetreff: flat",
    "De : Bob\nEnvoyé : lundi 2 juin 2025\nÀ : Anna\nObjet : flat",
    "发件人: Bob\n发送时间: 2025年6月2日\n收件人: Anna\n主题: flat",
]
FORWARDS = [
    "---------- Forwarded message ---------\nFrom: Bob <bob@oak.example>\nDate: Mon",
    "Begin forwarded message:\n\nFrom: Bob",
    "-------- Пересылаемое сообщение --------\n02.06.2025, Bob",
    "-------- Weitergeleitete Nachricht --------\nBetreff: flat",
    "Начало переадресованного сообщения:\n\nОт: Bob",
]


@pytest.mark.parametrize("lead", LEADS)
def test_answers_are_parted_in_the_languages_of_mail_programs(lead: str) -> None:
    marked = split(f"Yes, at ten.\n\n{lead}\n> Are you there?\n> +1 202 555 0144\n")
    assert (marked.own, marked.forwarded) == ("Yes, at ten.", "")
    assert marked.quoted == f"{lead}\n> Are you there?\n> +1 202 555 0144"
    bare = split(f"Yes, at ten.\n\n{lead}\n\nAre you there?\n+1 202 555 0144\n")
    assert bare.own == "Yes, at ten."
    assert "+1 202 555 0144" in bare.quoted


@pytest.mark.parametrize("block", BLOCKS)
def test_what_stands_below_an_older_mails_headers_is_quoted(block: str) -> None:
    parts = split(f"Yes.\n\n{block}\n\nAre you there?\nBob\n")
    assert parts.own == "Yes."
    assert parts.quoted.endswith("Are you there?\nBob")
    assert not parts.forwarded


@pytest.mark.parametrize("block", FORWARDS)
def test_what_is_passed_on_is_not_the_authors(block: str) -> None:
    parts = split(f"See this.\n\n{block}\n\nCall +1 202 555 0144\n")
    assert parts.own == "See this."
    assert parts.forwarded.endswith("Call +1 202 555 0144")


def test_answers_between_the_lines_stay_the_authors() -> None:
    parts = split("On Mon, 2 Jun 2025, Bob <b@oak.example> wrote:\n> When?\nAt ten.\n> Where?\nAt home.\n")
    assert parts.own == "At ten.\nAt home."
    assert parts.quoted.count(">") == 3


def test_a_lead_that_a_program_wrapped() -> None:
    wrapped = "On Mon, 2 Jun 2025 at 09:00, Bob Oak from the old mill\n<bob@oak.example> wrote:"
    assert split(f"Yes.\n\n{wrapped}\n> x").quoted == f"{wrapped}\n> x"
    assert split("Yes, Bob.\nOn 2 Jun 2025 Bob <b@oak.example> wrote:\n> x").own == "Yes, Bob."


@pytest.mark.parametrize(
    "text",
    [
        "I wrote to you:\nplease answer", "From: here to there\nit is far", "Price list:\n- a: 1\n- b: 2", "To: do\nDate: none",
        "a > b\n5 >= 3", "We sent it to the following:\nAnna, Bob", "--- new ---\nflat for rent", "***\nrent\n***",
        "Date: tomorrow\nTo: be seen",
    ],
)  # fmt: skip
def test_what_only_looks_quoted_is_the_authors(text: str) -> None:
    parts = split(text)
    assert (parts.own, parts.quoted, parts.forwarded) == (text, "", "")


@pytest.mark.parametrize(
    "closing",
    ["-- ", "Best regards,", "С уважением,", "Mit freundlichen Grüßen", "Cordialement,", "Saludos!", "MfG"],
)
def test_signatures_stay_the_authors(closing: str) -> None:
    parts = split(
        f"Hello.\n\n{closing}\nAnna Lilac\n+1 202 555 0143\n\nOn 2 Jun 2025 Bob <b@oak.example> wrote:\n> x\n"
    )
    assert parts.own == "Hello."
    assert parts.signature.endswith("Anna Lilac\n+1 202 555 0143")
    assert "+1" not in parts.quoted


def test_html_is_written_as_plain_mails_are() -> None:
    rich = (
        "<div dir=ltr>Yes<br>at ten</div><div class=gmail_quote><div class=gmail_attr>On 2 Jun 2025 Bob &lt;<a "
        "href='mailto:b@oak.example'>"
        "b@oak.example</a>&gt; wrote:</div><blockquote><div>When?</div><table><tr><td>a</td><td>b</td></tr></table>"
        '<a href="https://oak.example/x?a=1&amp;b=2">x</a></blockquote></div><p>end</p>'
    )
    page = plain(rich)
    assert page.text == "Yes\nat ten\nOn 2 Jun 2025 Bob <b@oak.example> wrote:\n> When?\n> a b\n> x\nend"
    assert page.links == [("mailto:b@oak.example", False), ("https://oak.example/x?a=1&b=2", True)]
    assert split(page.text).own == "Yes\nat ten\nend"


def test_broken_html() -> None:
    for rich, text in (
        ("a<b", "a"), ("a < b", "a < b"), ("<p>a<!-- b", "a"), ("<script>x</script>a", "a"), ("a<script>x", "a"),
        ("a&#9999999999999;b", "a\ufffdb"),
        ("<p title='>'>a", "a"), ('<a href="x', ""), ("&amp;lt;", "&lt;"), ("</p>", ""), ("<title>t</title>a", "a"),
        ("a</blockquote>b", "a\nb"),
        ("&#" + "1" * 5000 + ";", "\ufffd"), ("<STYLE>x</STYLE>a", "a"),
    ):  # fmt: skip
        assert plain(rich).text == text, rich


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a",
        "<a '",
        "<!--",
        "<script>",
        "</script",
        "<title>",
        "&#",
        "<blockquote>",
        '<a href="',
        "<a href=x ",
        "a=",
    ],
)
def test_html_is_read_in_linear_time(piece: str) -> None:
    began = time.monotonic()
    plain(piece * 200_000)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "piece",
    [
        "From: a\n",
        "> ",
        ">\n",
        "a wrote:\n",
        "-- \n",
        "---",
        "on 2025 a@b wrote\n",
        "--- a ---\n",
        "a: ",
        "*",
        "\r",
        "From:\nTo:\n",
    ],
)
def test_quotations_are_found_in_linear_time(piece: str) -> None:
    began = time.monotonic()
    split(piece * 100_000)
    assert time.monotonic() - began < 10


@given(st.text(st.sampled_from("ab:>-\n \r@12wrote:From:To:Subject:"), max_size=200))
def test_nothing_is_lost(text: str) -> None:
    parts = split(text)
    kept = "".join((parts.own, parts.signature, parts.quoted, parts.forwarded))
    for letter in "ab12@":
        assert kept.count(letter) == text.count(letter)
