"""Hostile texts in every place of a page: nothing runs, nothing is asked for, all is shown as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import Visit
from map_case import MapCase

from outputs.html_map import write_map
from outputs.html_map.page import whole

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]

LONG_WORD = "W" * 200_000
HOSTILE = [
    "<script>window.__pwned=1</script>",
    "</script><script>window.__pwned=2</script>",
    "</title></style></template><script>window.__pwned=3</script>",
    "<!--<script>window.__pwned=4</script>",
    '"><img src=x onerror="window.__pwned=5">',
    "<svg/onload=window.__pwned=6>",
    '<a href="javascript:window.__pwned=7">href</a>',
    "javascript:window.__pwned=8",
    "data:text/html,<script>window.__pwned=9</script>",
    "{{7*7}} {% raw %} {{''.__class__}}",
    "${window.__pwned=10} `${window.__pwned=11}`",
    "'-(window.__pwned=12)-'",
    "\\u003cscript\\u003ewindow.__pwned=13\\u003c/script\\u003e",
    "&lt;script&gt; &#60;script&#62; &amp;",
    "\u202egpj.exe\u202c \u2066\u2067 left open",
    "lone \ud800 and \udfff halves",
    "line\u2028para\u2029 nul\x00 bell\x07 bs\x08 \ufeff\ufffe",
    '<iframe srcdoc="<script>parent.__pwned=14</script>"></iframe><base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/"><style>*{display:none}</style>',
    "__proto__",
    "constructor",
    LONG_WORD,
]


def hostile_case() -> MapCase:
    """Return a case in which every text of every table is hostile."""
    case = MapCase()
    case.meta = lambda: {  # type: ignore[method-assign]
        "name": HOSTILE[1], "counts": {"records": len(HOSTILE), "rejects": 1}, "warnings": HOSTILE[:-1],
    }  # fmt: skip
    case.aside.add(("email", HOSTILE[4]))
    for n, text in enumerate(HOSTILE):
        cluster = f"C-{n // 2:04d}" if n < len(HOSTILE) - 4 else text[:40]
        for copy in ("a", "b"):
            row = case.add(
                f"{text[:60]}-{n}{copy}", cluster, native_id=text, source=text[:300], locator=text,
                platform=text[:300], kind=text[:50], author=text, location=text, country=text[:20],
                url=text, title=text, text=f"\U0001f351 {text} end", more_text={text[:50]: text},
                extra={text[:50] + "!": text},
            )  # fmt: skip
            case.mention(row, "telegram", text, text, role="self", method=text[:80], hint=text[:80])
            case.mention(row, "email", HOSTILE[4], text)
            case.mention(row, "url", text, text, field="title")
    return case


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("<b>'hostile' & folder")
    return write_map(hostile_case(), folder / "map.html", title=HOSTILE[2])


def check(window: Visit, path: Path) -> None:
    """Check that no text became an element and that nothing was run or asked for."""
    count = "(what) => document.querySelectorAll(what).length"
    assert window.page.evaluate(count, "img, iframe, a, object, embed, form, base, svg[onload]") == 0
    assert window.page.evaluate(count, "script") == 3
    assert window.page.evaluate(count, "style") == 1
    assert window.page.evaluate(count, "meta[http-equiv=refresh]") == 0
    window.assert_clean(path)


def test_the_page_itself_holds(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    assert page.title() == " ".join(HOSTILE[2].split())
    assert HOSTILE[3] in window.panel(), "the warnings are shown as they are"
    check(window, path)


def test_every_record_and_identifier_shows_as_text(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    for n, text in enumerate(HOSTILE):
        shown = whole(text)
        page.evaluate(
            "(hash) => { location.hash = hash; }", urlencode({"record": whole(f"{text[:60]}-{n}a")})
        )
        page.wait_for_timeout(20)
        window.settle()
        assert page.locator("#notice").is_hidden(), text[:60]
        block = page.locator("#panel section", has=page.locator("h3", has_text=re.compile("^Text$"))).first
        if text == LONG_WORD:
            assert len(block.locator(".prose").text_content()) == 19_999, "20,000 units of UTF-16"
            block.locator(".more", has_text="Show all 200,006 characters").click()
        assert block.locator(".prose").text_content() == f"\U0001f351 {shown} end"
        assert "".join(block.locator("mark").all_text_contents()) == shown, (
            "the mark covers it, no more, no less"
        )
        page.evaluate(
            "(hash) => { location.hash = hash; }", urlencode({"identifier": f"telegram:{shown[:5000]}"})
        )
        window.settle()
        if text != LONG_WORD:
            assert "Telegram" in window.panel()
    check(window, path)


def test_every_cluster_opens(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    for n in range(page.locator("#panel .rows").first.locator(".row").count()):
        page.evaluate("() => { location.hash = ''; }")
        window.settle()
        page.locator("#panel .rows").first.locator(".row").nth(n).click()
        window.settle()
        assert "r" in {node[0] for node in window.nodes()}
    check(window, path)


def test_search_stays_text(visit: Open, path: Path) -> None:
    window = visit()
    page = window.open(path)
    for text in HOSTILE[:-1]:
        window.search(whole(text))
        assert page.locator("#results [role=option]").count() > 0, text
        page.keyboard.press("Enter")
        window.settle()
    window.search(LONG_WORD[:3000])
    assert page.locator("#results [role=option]").count() > 0
    check(window, path)


def test_the_policy_bites(visit: Open, path: Path) -> None:
    """Were a text to become script after all, the policy would refuse it: so these tests can fail."""
    window = visit()
    page = window.open(path)
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.__pwned = 99";
          document.body.append(script);
          const image = document.createElement("img");
          image.src = "https://evil.example/x.png";
          document.body.append(image);
          const link = document.createElement("div");
          link.innerHTML = "<i onclick='window.__pwned = 98' style='color:red'>x</i>";
          document.body.append(link);
          link.firstChild.click();
          setTimeout(() => { window.__pwned = new Function("return 97")(); });
          return fetch("https://evil.example/").catch(() => null);
        }"""
    )
    page.wait_for_timeout(200)
    refused = set(page.evaluate("() => window.__violations"))
    assert {"script-src-elem", "img-src", "script-src-attr", "connect-src", "style-src-attr"} <= refused
    assert page.evaluate("() => window.__pwned") is None
