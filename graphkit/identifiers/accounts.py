"""The platforms on which people have accounts, from ``accounts.toml``: link forms, name rules, labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from graphkit.identifiers import tracing
from graphkit.identifiers.look_alikes import latin

_DATA = Path(__file__).with_name("accounts.toml")
_SLOTS = {
    "name": r"[^,;|()\s]+",
    "digits": r"[0-9]{1,24}",
    "exact": r"[^,;|()\s]+",
    "phone": r"\+?[0-9][0-9 ().-]{5,24}",
    "any": r".+",
}
_SLOT = re.compile(r"\{(name|digits|exact|phone|any)\}")
_LANGUAGE = re.compile(r"(?:www|m|mobile|web|touch|old|new|[a-z]{2}(?:-[a-z]{2})?)\.")


@dataclass(frozen=True, slots=True)
class Platform:
    """One table of ``accounts.toml``; its head explains the fields."""

    kind: str
    name: re.Pattern[str]
    joins: bool = True
    prefix: str = ""
    suffix: str = ""
    role: str = "self"
    reserved: frozenset[str] = frozenset()
    reserved_form: re.Pattern[str] | None = None
    labels: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    subdomain: tuple[str, ...] = ()
    digits: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form of link: a pattern a path segment, and the query parameter that carries the name, if any."""

    platform: Platform
    segments: tuple[re.Pattern[str], ...]
    query: str
    slot: str
    order: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """What a link names: ``slot`` is ``phone`` for a phone number, else it is an account."""

    platform: Platform
    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All of ``accounts.toml``, ready for look-ups."""

    platforms: tuple[Platform, ...]
    forms: Mapping[str, tuple[Form, ...]]
    subdomains: Mapping[str, Platform]
    web: Mapping[str, frozenset[str]]
    words: frozenset[str]
    doubtful: frozenset[str]
    figured: frozenset[str]


def account_name(platform: Platform, raw: str, exact: bool = False) -> str | None:
    """Return the name as it is compared, or None where the platform gives none such.

    Parameters
    ----------
    platform
        Whose rules the name must obey.
    raw
        The name, with or without "@".
    exact
        Whether the case of letters counts.

    Examples
    --------
    >>> telegram = load_rules().platforms[0]
    >>> account_name(telegram, "@Honey_Agency.")
    'honey_agency'
    >>> account_name(telegram, "joinchat") is None
    True
    """
    name = raw.strip().removeprefix("@").rstrip(".")
    if not name.isascii() and not platform.name.fullmatch(name.lower()):
        name = latin(name) or name
    if not exact:
        name = name.lower()
    if platform.suffix and "." not in name and ":" not in name:
        name += platform.suffix
    if len(name) > 120 or not platform.name.fullmatch(name):
        if tracing.on():
            tracing.note(_why_not(platform, name))
        return None
    if name.lower() in platform.reserved or (
        platform.reserved_form and platform.reserved_form.fullmatch(name)
    ):
        tracing.note("a page or a word of the platform's own, nobody's name")
        return None
    return platform.prefix + name


def _why_not(platform: Platform, name: str) -> str:
    """Say which rule of the platform a name breaks: how long names are, or which signs they have."""
    if any(platform.name.fullmatch(name + "a" * more) for more in range(1, 9)):
        return f"too short for {platform.kind}"
    if any(platform.name.fullmatch(name[:size]) for size in range(len(name) - 1, 2, -1)):
        return f"too long for {platform.kind}, or with a sign that its names have not"
    return f"{platform.kind} gives no such names"


def named_by(host: str, path: str, query: Mapping[str, str], fragment: str) -> Named | None:
    """Return the account or phone that a link names, or None.

    Parameters
    ----------
    host
        In lower case; a scheme such as ``tg:`` for links of a messenger's own.
    path
        As in the link, percent signs included.
    query
        Parameters, decoded.
    fragment
        What stands behind "#".

    Examples
    --------
    >>> named_by("t.me", "/s/honey_agency", {}, "").value
    'honey_agency'
    >>> named_by("instagram.com", "/p/Cx1", {}, "") is None
    True
    """
    rules = load_rules()
    segments = [unquote(s) for s in path.split("/") if s]
    if fragment:
        first, *rest = fragment.split("/")
        segments += ["#" + first, *rest]
    forms = rules.forms.get(platform_host(host), ())
    for form in forms:
        value = _match(form, segments, query)
        if value is None:
            continue
        if form.slot == "phone":
            return Named(form.platform, "phone", value)
        # An id of digits obeys no rule of names.
        exact = form.slot == "exact"
        digits = form.slot == "digits"
        name = form.platform.prefix + value if digits else account_name(form.platform, value, exact)
        if name is not None:
            return Named(form.platform, form.slot, name)
    label, _, parent = host.partition(".")
    owner = rules.subdomains.get(parent)
    name = account_name(owner, label) if owner else None
    return Named(owner, "name", name) if owner and name else None


def platform_host(host: str) -> str:
    """Return the host by which a platform is known: without ``www.``, ``m.`` or a language before it."""
    if host in load_rules().forms:
        return host
    short = _LANGUAGE.sub("", host, count=1) if _LANGUAGE.match(host) else host
    return short if short in load_rules().forms else host


def platform_named(words: str) -> Platform | None:
    """Return the platform that a word means, such as ``tg``, ``insta``, ``vk.com``; None if none."""
    return _by_words().get(words.strip().lower().removeprefix("www."))


@cache
def _by_words() -> Mapping[str, Platform]:
    known: dict[str, Platform] = {}
    for p in load_rules().platforms:
        for word in (p.kind, *p.labels, *p.strict, *p.hosts, *p.names):
            known.setdefault(word.lower(), p)
    return known


def _match(form: Form, segments: Sequence[str], query: Mapping[str, str]) -> str | None:
    if len(segments) < len(form.segments):
        return None
    value = None
    for pattern, segment in zip(form.segments, segments, strict=False):
        match = pattern.fullmatch(segment)
        if match is None:
            return None
        if match.groups():
            value = match[1]
    if form.query:
        value = query.get(form.query)
        if value is None or not re.fullmatch(_SLOTS[form.slot], value.strip()):
            return None
        value = value.strip()
    return value


def _form(platform: Platform, template: str) -> tuple[str, Form]:
    """Return the host of a template, and its form."""
    host, _, rest = template.partition("/")
    path, _, query = rest.partition("?")
    key, _, slot = query.partition("=")
    segments = []
    for part in (s for s in path.split("/") if s):
        literal, *tail = _SLOT.split(part)
        pattern = re.escape(literal)
        if tail:
            slot = tail[0] if tail[0] != "any" else slot
            body = _SLOTS[tail[0]]
            pattern += (f"(?:{body})" if tail[0] == "any" else f"({body})") + re.escape(tail[1])
        segments.append(re.compile(pattern))
    fixed = len(_SLOT.sub("", template))
    # The most literal form first; a phone before any other reading of the same place.
    order = (-fixed, 0 if "{phone}" in template else 1)
    return host, Form(platform, tuple(segments), key, slot.strip("{}"), order)


def _platform(row: Mapping[str, Any]) -> Platform:
    form = row.get("reserved_form")
    return Platform(
        kind=row["kind"],
        name=re.compile(row["name"]),
        joins=row.get("joins", True),
        prefix=row.get("prefix", ""),
        suffix=row.get("suffix", ""),
        role=row.get("role", "self"),
        reserved=frozenset(row.get("reserved", ())),
        reserved_form=re.compile(form) if form else None,
        labels=tuple(row.get("labels", ())),
        strict=tuple(row.get("strict", ())),
        hosts=tuple(row.get("hosts", ())),
        names=tuple(row.get("platforms", ())),
        subdomain=tuple(row.get("subdomain", ())),
        digits=row.get("digits", False),
    )


@cache
def load_rules(path: Path = _DATA) -> Rules:
    """Return the rules of a table.

    Raises
    ------
    KeyError
        If a platform has no kind or no rule for names.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    platforms, subdomains = [], {}
    forms: dict[str, list[Form]] = {}
    for row in data["platform"]:
        platform = _platform(row)
        platforms.append(platform)
        subdomains.update(dict.fromkeys(platform.subdomain, platform))
        templates = [h + p for h in platform.hosts for p in row.get("paths", ())] + row.get("links", [])
        for template in templates:
            host, form = _form(platform, template)
            forms.setdefault(host, []).append(form)
    return Rules(
        tuple(platforms),
        {host: tuple(sorted(f, key=lambda x: x.order)) for host, f in forms.items()},
        subdomains,
        {key: frozenset(values) for key, values in data["web"].items()},
        frozenset(data["handle"]["words"]),
        frozenset(data["handle"]["doubtful"]),
        frozenset(data["handle"]["figured"]),
    )
