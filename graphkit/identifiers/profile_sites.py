"""The data behind :mod:`.profiles`: its words, from ``profiles.toml``, and its sites, from ``profile_sites.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).with_name("profiles.toml")
_SITES = Path(__file__).with_name("profile_sites.toml")
_SUBDOMAIN = "{name}."


@dataclass(frozen=True, slots=True)
class SiteForm:
    """One form of a known site's links: what stands before and after the name in the last segment, or its parameter."""

    segments: tuple[str, ...]
    before: str
    after: str
    parameter: str
    owns: bool
    number: bool = False

    @property
    def bare(self) -> bool:
        """Whether the name stands right under the root, with nothing that says so."""
        return not (self.segments or self.before or self.after or self.parameter or self.number)


@dataclass(frozen=True, slots=True)
class Sites:
    """All of ``profile_sites.toml``: forms by host and by the domain that all its hosts stand under."""

    forms: Mapping[str, tuple[SiteForm, ...]]
    under: Mapping[str, tuple[SiteForm, ...]]
    subdomains: frozenset[str]
    alias: Mapping[str, str]


@cache
def words(table: str, key: str) -> frozenset[str]:
    """Return one list of ``profiles.toml``, or one of those made of several of them."""
    return _lists()[table][key]


@cache
def _lists() -> Mapping[str, Mapping[str, frozenset[str]]]:
    data = tomllib.loads(_WORDS.read_text("utf-8"))
    lists = {table: {key: frozenset(values) for key, values in rows.items()} for table, rows in data.items()}
    path, query, names = lists["path"], lists["query"], lists["names"]
    path["between"] = path["strong"] | path["fillers"]
    path["parts_after"] = path["suffixes"] - path["strong"]
    path["sections"] = path["strong"] | path["weak"] | path["fillers"] | names["content"]
    path["services"] |= path["neutral"]
    query["pages"] |= path["strong"]
    return lists


@cache
def load_sites(path: Path = _SITES) -> Sites:
    """Return the sites of a table.

    Raises
    ------
    KeyError
        If a group of sites has no form or no hosts.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    forms: dict[str, list[SiteForm]] = {}
    under: dict[str, list[SiteForm]] = {}
    subdomains: set[str] = set()
    for row in data["site"]:
        if row["form"] == _SUBDOMAIN:
            subdomains.update(row["hosts"])
            continue
        form = _site_form(row["form"], row.get("owns", False))
        for host in row["hosts"]:
            every = host.startswith("*.")
            (under if every else forms).setdefault(host.removeprefix("*."), []).append(form)
    return Sites(
        {host: tuple(_literal_first(f)) for host, f in forms.items()},
        {host: tuple(_literal_first(f)) for host, f in under.items()},
        frozenset(subdomains),
        data.get("alias", {}),
    )


def _literal_first(forms: Iterable[SiteForm]) -> list[SiteForm]:
    """Order the forms of one host: the more a form says, the sooner it is tried."""
    return sorted(forms, key=lambda f: (-len(f.segments), -len(f.before + f.after), f.parameter == ""))


def _site_form(template: str, owns: bool) -> SiteForm:
    number = "{id}" in template
    path, _, query = template.lower().replace("{id}", "{name}").partition("?")
    segments = [s for s in path.split("/") if s]
    if query:
        return SiteForm(tuple(segments), "", "", query.partition("=")[0], owns, number)
    before, _, after = segments[-1].partition("{name}")
    return SiteForm(tuple(segments[:-1]), before, after, "", owns, number)
