"""A real browser for the tests in this folder: one that the machine has; none is downloaded."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "outputs"))

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
PLACES = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS = (
    ("PROGRAMFILES", "Google/Chrome/Application/chrome.exe"),
    ("PROGRAMFILES(X86)", "Google/Chrome/Application/chrome.exe"),
    ("LOCALAPPDATA", "Google/Chrome/Application/chrome.exe"),
    ("PROGRAMFILES", "Microsoft/Edge/Application/msedge.exe"),
    ("PROGRAMFILES(X86)", "Microsoft/Edge/Application/msedge.exe"),
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NONE = (
    "NO BROWSER FOUND, SO THE MAP WAS NOT TESTED IN ONE: install Chromium, Chrome or Edge, "
    "or set GRAPHKIT_BROWSER to its path"
)

# What a page does that it must not, noted from its first moment on.
WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.__violations.push(e.violatedDirective));
"""


def find_browser() -> str | None:
    """Return the path of a browser: the one that GRAPHKIT_BROWSER names, else one that the machine has."""
    named = os.environ.get("GRAPHKIT_BROWSER")
    if named:
        return shutil.which(named)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    places = [Path(p) for p in PLACES]
    places += [Path(os.environ[v]) / p for v, p in WINDOWS if os.environ.get(v)]
    return next((str(p) for p in places if p.is_file()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser once for all tests."""
    path = find_browser()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NONE)
        pytest.skip(NONE)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=60_000)
        yield started
        started.close()


class Visit:
    """A page that was opened, and what it did that it must not.

    Attributes
    ----------
    page
        Playwright's page.
    requests, complaints
        Addresses asked for, and errors and warnings of the console and of scripts.
    """

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, path: Path, fragment: str = "") -> Any:
        """Open a file and wait until the page says that it is drawn."""
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("html[data-ready]", timeout=20_000)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until what was asked for is painted."""
        twice = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.page.evaluate(twice)

    def click_node(self, node: str) -> None:
        """Click a node of the picture: ``c0`` a cluster, ``i0`` an identifier, ``r0`` a record."""
        spot = self.page.evaluate("(id) => window.graphkitMap.whereIs(id)", node)
        self.page.mouse.click(spot["x"], spot["y"])
        self.page.wait_for_timeout(350)
        self.settle()

    def search(self, query: str) -> list[str]:
        """Type into the search box, as a person does, and return the results."""
        self.page.keyboard.press("/")
        self.page.fill("#query", query)
        list_ = "document.querySelector('#results')"
        answered = f"(query) => !{list_}.hidden && {list_}.dataset.answers === query"
        self.page.wait_for_function(answered, arg=query)
        return self.page.locator("#results [role=option]").all_inner_texts()

    def nodes(self) -> list[str]:
        """Return the ids of the nodes that are drawn."""
        return list(self.page.evaluate("() => window.graphkitMap.nodes()"))

    def panel(self) -> str:
        """Return the panel's whole text."""
        return str(self.page.locator("#panel").text_content())

    def assert_clean(self, path: Path) -> None:
        """Check that nothing was asked for but the file, and that nothing was refused, failed or run."""
        assert {url.split("#")[0] for url in self.requests} == {path.as_uri()}
        assert self.complaints == []
        assert self.page.evaluate("() => window.__violations") == []
        assert self.page.evaluate("() => window.__pwned") is None


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a window, cut off from the network, of a given size and colour scheme."""
    contexts = []

    def make(width: int = 1400, height: int = 900, scheme: str = "light") -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True, locale="en-GB"
        )
        context.add_init_script(WATCH)
        contexts.append(context)
        return Visit(context)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Return the folder for pictures: GRAPHKIT_SCREENSHOTS, or a temporary one."""
    folder = Path(os.environ.get("GRAPHKIT_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
