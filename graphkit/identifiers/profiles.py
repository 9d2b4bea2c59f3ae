"""Profile links of sites that have no platform of their own: which user of which site a link shows.

A site is known by name (``profile_sites.toml``), or its link has the shape of a profile (``profiles.toml``). Only
these join; what stands alone under the root of an unknown site is a guess, and shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.domains import host_ascii, registrable
from graphkit.identifiers.profile_hosts import looks_like_user, looks_social, may_be_page, tells_of_person
from graphkit.identifiers.profile_parts import (
    DEEP,
    GUESS,
    HASH,
    KNOWN,
    LIKE_A_NAME,
    LOOSE,
    NAMED_HOST,
    PAGE,
    PERSON,
    SHAPED,
    SOCIAL,
    WEAK,
    Link,
    Profile,
    clear,
    named,
    parameters,
    plain,
    profile_of,
)
from graphkit.identifiers.profile_sites import SiteForm, load_sites, words

KNOWN_SITE = "web.profile_site"

__all__ = ["KNOWN_SITE", "Profile", "is_profile_site", "profile_in", "site_of"]


def profile_in(host: str, path: str, query: str = "", fragment: str = "") -> Profile | None:
    """Return the user whose profile a link shows, or None.

    Parameters
    ----------
    host
        In lower-case ASCII.
    path, query, fragment
        As in the link, percent signs included.

    Examples
    --------
    >>> profile_in("forum.honey.example", "/u/Lena_1/summary").value
    'forum.honey.example:lena_1'
    >>> profile_in("honey.example", "/member.php", "u=123").value
    'honey.example:id:123'
    >>> profile_in("honey.example", "/users/sign_in") is None
    True
    """
    site = site_of(host)
    segments = [s for s in (clear(s) for s in path.split("/", 12)) if s]
    if fragment.startswith(("/", "!/")):
        segments += [s for s in (clear(s) for s in fragment.lstrip("!").split("/", 8)) if s]
    link = Link(site, tuple(segments), parameters(query))
    known = _by_site(host, link)
    if known is not None:
        return known
    never = (registrable(host) or host) in words("names", "never")
    for rule in (_by_word, _by_namespace, _by_parameter) if never else _SHAPES:
        found = rule(link)
        if found is not None:
            return found
    if never or site in load_sites().forms:
        tracing.note("a site whose profiles have other links")
        return None
    return _by_host(host, link) or _by_place(link) or _by_label(host, link)


def site_of(host: str) -> str:
    """Return a host without the labels before it that tell no services apart: ``www.``, ``m.``, a language.

    Examples
    --------
    >>> site_of("www.honey.example"), site_of("pt.honey.example"), site_of("forum.honey.example")
    ('honey.example', 'honey.example', 'forum.honey.example')
    """
    sites = load_sites()
    while host not in sites.forms:
        label, _, rest = host.partition(".")
        if label not in words("path", "neutral") or "." not in rest or registrable(rest) is None:
            break
        host = rest
    return sites.alias.get(host, host)


def is_profile_site(host: str) -> bool:
    """Tell whether a host is one of the sites known by name, whose domain is nobody's own."""
    return _is_known(host, site_of(host)) or (registrable(host) or host) in load_sites().forms


def _is_known(host: str, site: str) -> bool:
    sites = load_sites()
    domain = registrable(host) or host
    return (
        host in sites.forms
        or site in sites.forms
        or sites.alias.get(domain, domain) in sites.subdomains
        or domain in sites.under
    )


def _by_site(host: str, link: Link) -> Profile | None:
    """Return the user that a known site's own form shows."""
    sites = load_sites()
    domain = registrable(host) or host
    direct = sites.forms.get(host, ()) or sites.forms.get(link.site, ())
    for site, forms in ((link.site, direct), (domain, sites.under.get(domain, ()))):
        for form in forms:
            raw = _match(form, link)
            rest = link.segments[len(form.segments) + (not form.parameter) :]
            if raw is None or (form.number and not _number(raw)) or (form.bare and _no_front_name(raw, rest)):
                continue
            of_site = Link(site, link.segments, link.query)
            found = profile_of(of_site, raw, "site", KNOWN, rest, form.owns)
            if found is not None:
                return found
    label, _, parent = host.removeprefix("www.").partition(".")
    parent = sites.alias.get(parent, parent)
    if parent in sites.subdomains and label not in words("path", "neutral"):
        sure = GUESS if label in words("path", "services") else KNOWN
        return profile_of(Link(parent, (), {}), label, "site", sure, link.segments, owns=True)
    return None


def _number(raw: str) -> bool:
    return raw.replace("-", "")[:-1].isdigit()  # the last sign of an ORCID may be X


def _no_front_name(raw: str, rest: Sequence[str]) -> bool:
    """Tell whether what stands right under a site's root is a page or a section of it.

    A number there is a video or an article far more often.
    """
    if raw.isdigit() or PAGE.search(raw) or raw.lower() in words("names", "front"):
        return True
    return bool(rest) and plain(raw) in words("path", "sections")


def _match(form: SiteForm, link: Link) -> str | None:
    """Return what stands for the name in a link of this form."""
    n = len(form.segments)
    if tuple(s.lower() for s in link.segments[:n]) != form.segments:
        return None
    if form.parameter:
        return link.query.get(form.parameter) or None
    if len(link.segments) <= n:
        return None
    raw = link.segments[n]
    low = raw.lower()
    if (
        not low.startswith(form.before)
        or not low.endswith(form.after)
        or len(raw) <= len(form.before + form.after)
    ):
        return None
    return raw[len(form.before) : len(raw) - len(form.after)]


def _by_sign(link: Link) -> Profile | None:
    """Return the user of ``/@name``, ``/@/name`` and ``/~name``; ``/@name@server`` is a user of that server."""
    for at, segment in enumerate(link.segments[:3]):
        if segment[0] not in "@~":
            continue
        before = [plain(s) for s in link.segments[:at]]
        usual = all(s in words("path", "strong") or s in words("path", "neutral") for s in before)
        raw, rest = segment[1:], link.segments[at + 1 :]
        if not raw and rest:
            raw, rest = rest[0], rest[1:]
        name, _, server = raw.partition("@")
        host = host_ascii(server) if server else None
        if host is not None and registrable(host) is not None:
            link = Link(site_of(host), link.segments, link.query)
        elif server:
            return None
        return profile_of(link, name, "path", SHAPED if usual else WEAK, rest, owns=True)
    return None


def _by_word(link: Link) -> Profile | None:
    """Return the user behind a path segment that says "user" in some language."""
    strong, between = words("path", "strong"), words("path", "between")
    segments = link.segments
    for at, segment in enumerate(segments[:6]):
        if plain(segment) not in strong:
            continue
        after = at + 1
        while after + 1 < len(segments) and plain(segments[after]) in between:
            if plain(segments[after + 1]) in words("path", "parts_after"):
                break
            after += 1
        if after >= len(segments):
            return None
        raw = segments[after].lstrip("@~")
        content = any(s.lower() in words("names", "content") for s in segments[:at])
        found = profile_of(link, raw, "path", WEAK if content else SHAPED, segments[after + 1 :])
        if found is not None:
            short = segment.lower() == "u" and found.name.startswith("id:") and len(found.name) < 6
            return None if short else found
    return None


def _by_namespace(link: Link) -> Profile | None:
    """Return the user of a wiki's ``User:Name``, and of ``user=name`` in a path."""
    whole = (*link.segments, link.query.get("title", ""))
    for at, segment in enumerate(whole[:8]):
        space, colon, name = segment.partition(":")
        if colon and plain(space) in words("path", "namespace"):
            return profile_of(link, name.replace("_", " ").strip(), "path", SHAPED, link.segments[at + 1 :])
        if segment.lower() in words("path", "special") and at + 1 < len(link.segments):
            return profile_of(link, link.segments[at + 1], "path", SHAPED)
        key, sign, name = segment.partition("=")
        if sign and (key.lower() in words("query", "parameters") or plain(key) in words("path", "weak")):
            sure = SHAPED if key.lower() in words("query", "parameters") else WEAK
            return profile_of(link, name, "path", sure, link.segments[at + 1 :])
    return None


def _by_parameter(link: Link) -> Profile | None:
    """Return the user whom a parameter names: ``member.php?u=7``, ``index.php?action=profile;user=x``."""
    if not link.query:
        return None
    page = plain(PAGE.sub("", link.segments[-1])) if link.segments else ""
    said = [plain(s) for s in (page, *link.query.values()) if s]
    of_user = any(s in words("query", "pages") for s in said)
    # Old forums put a path there: index.php?/profile/12-lena, index.php?members/lena.12
    inside = next((k for k in link.query if "/" in k), None)
    if inside is not None:
        return _by_word(Link(link.site, tuple(s for s in inside.split("/") if s), {}))
    if page in words("names", "reserved") and not of_user and page not in ("index", "home", "main"):
        return None
    for key, value in link.query.items():
        if key in words("query", "parameters"):
            sure = SHAPED if of_user else NAMED_HOST if key == "username" else WEAK
        elif key in words("query", "ids") and (of_user or key not in ("id", "u", "mid")):
            sure = SHAPED if of_user or key == "showuser" else WEAK
        else:
            continue
        if plain(value) in words("path", "strong"):
            continue
        found = profile_of(link, value, "query", sure)
        if found is not None:
            return found
    return None


def _by_host(host: str, link: Link) -> Profile | None:
    """Return the user right under the root of a host that is there for profiles: ``profiles.site.com/name``."""
    label = host.removeprefix("www.").partition(".")[0]
    if label not in words("path", "hosts") or not link.segments or host.count(".") < 2:
        return None
    return profile_of(link, link.segments[0], "host", NAMED_HOST, link.segments[1:])


def _by_place(link: Link) -> Profile | None:
    """Guess the user of an unknown site from a name under the root, or at the end of a short path."""
    suffixes, content = words("path", "suffixes"), words("names", "content")
    segments = list(link.segments)
    while len(segments) > 1 and plain(segments[-1]) in suffixes and plain(segments[-2]) not in content:
        segments.pop()
    if not 0 < len(segments) <= 6 or any(s.lower() in content or s.isdigit() for s in segments[:-1]):
        return None
    raw = segments[-1]
    name = named(raw, 3)
    if name is None:
        return None
    if name in words("names", "doubted") or PAGE.search(raw) or not _short(name):
        tracing.note("a page, a headline or a code, and no user of the site")
        return None
    social = looks_social(link.site) and not may_be_page(name)
    if len(segments) > 1:
        told = len(segments) == 2 and tells_of_person(segments[0]) and not may_be_page(name)
        weak = plain(segments[-2]) in words("path", "weak")
        sure = PERSON if told or (social and weak and len(segments) == 2) else WEAK if weak else DEEP
        return None if name.isdigit() else profile_of(link, raw, "guess", sure)
    if _no_front_name(raw, segments):
        tracing.note("a page or a section of the site right under its root")
        return None
    alone = len(link.segments) == 1 and not link.query and looks_like_user(raw)
    sure = SOCIAL if social or alone else LOOSE if LIKE_A_NAME.search(name) else GUESS
    if sure != SOCIAL:
        tracing.note("the site is not known, and nothing in the link says that a profile follows")
    return profile_of(link, raw, "guess", sure)


def _short(name: str) -> bool:
    """Tell whether a name is short enough to guess it: no headline, hash or UUID."""
    return len(name) <= 32 and name.count("-") < 3 and not HASH.fullmatch(name)


def _by_label(host: str, link: Link) -> Profile | None:
    """Guess the user from the first label of a host whose front page the link is: ``lena.site.com``."""
    domain = registrable(host)
    bare = host.removeprefix("www.")
    if domain is None or link.segments or bare.count(".") != domain.count(".") + 1:
        return None
    label = bare.partition(".")[0]
    if label in words("path", "services") or named(label, 3) is None or not _short(label):
        return None
    return None if label.startswith("xn--") else profile_of(Link(domain, (), {}), label, "guess", DEEP)


_SHAPES = (_by_sign, _by_word, _by_namespace, _by_parameter)
