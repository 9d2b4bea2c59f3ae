"""The page around the data: one file, scripts and style inside, under a strict Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

# Joined in this order into one script: what a file uses at once stands before it.
SCRIPTS = (
    "dom.js",
    "words.js",
    "data.js",
    "possible.js",
    "shapes.js",
    "theme.js",
    "draw.js",
    "labels.js",
    "routes.js",
    "graph.js",
    "marks.js",
    "panel_parts.js",
    "panel_possible.js",
    "panel_case.js",
    "panel_cluster.js",
    "panel_record.js",
    "panel_identifier.js",
    "index.js",
    "search.js",
    "legend.js",
    "main.js",
)

# What would end a script element early, or send the parser into another state.
UNSAFE = re.compile(r"</script|<!--", re.IGNORECASE)
ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
SURROGATE = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


def render(data: Mapping[str, Any], title: str) -> bytes:
    """Return the page's bytes.

    Parameters
    ----------
    data
        What :func:`outputs.html_map.data.page_data` returns.
    title
        The window's title.

    Raises
    ------
    ValueError
        If a script of the page itself could not stand inside HTML.
    """
    vis, script, style = _vis(), _script(), _read("style.css")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_read("page.html.j2"))
    html = template.render(
        title=whole(title),
        policy=_policy((vis, script), style),
        vis=vis,
        script=script,
        style=style,
        data=script_json(data),
    )
    return html.encode("utf-8")


def script_json(data: Mapping[str, Any]) -> str:
    r"""Return JSON that may stand inside a script element whatever its texts hold.

    Examples
    --------
    >>> script_json({"a": "</script>\ud800"})
    '{"a":"\\u003c/script\\u003e\ufffd"}'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return whole(text).translate(ESCAPES)


def whole(text: str) -> str:
    r"""Return a text that UTF-8 can hold: halves of a pair joined, a lone one as U+FFFD.

    No length in UTF-16 units changes, so offsets stay right.

    Examples
    --------
    >>> whole("\ud83d\ude00 \udfff") == "\U0001f600 \ufffd"
    True
    """
    return SURROGATE.sub(
        lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:1], text
    )


def _policy(scripts: tuple[str, ...], style: str) -> str:
    """Return a policy under which these scripts and this style run, and nothing else does or loads."""
    hashes = " ".join(_hash(s) for s in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    """Return the hash by which a policy allows an inline element."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def _vis() -> str:
    """Return the vis-network that pyvis ships, without the comment that asks for its source map."""
    path = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    text = path.read_text("utf-8").replace("\r\n", "\n")
    return _checked(re.sub(r"\n//# sourceMappingURL=\S*", "", text), "vis-network")


@cache
def _script() -> str:
    """Return the page's own script: its files one after the other, in one strict function."""
    parts = "\n".join(_read(f"js/{name}") for name in SCRIPTS)
    return _checked(f'(() => {{\n"use strict";\n{parts}\n}})();', "the page's script")


def _checked(script: str, name: str) -> str:
    """Return a script, having made sure that HTML holds it as it stands."""
    if found := UNSAFE.search(script):
        raise ValueError(f"{name}: {found[0]!r} cannot stand in a script element")
    return script


@cache
def _read(name: str) -> str:
    """Return a file of this package, lines ending in LF."""
    return files("outputs.html_map").joinpath(name).read_text("utf-8").replace("\r\n", "\n")
