"""Links: web addresses, accounts and phones that a link names, and the domains behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import phonenumbers

from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import Named, load_rules, named_by, platform_host
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.domains import is_ip, is_onion, registrable, why_no_host
from graphkit.identifiers.fictional import is_fictional
from graphkit.identifiers.look_alikes import as_latin
from graphkit.identifiers.profiles import KNOWN_SITE, Profile, is_profile_site, profile_in
from graphkit.identifiers.web_links import OWN, Link, parameters, parts, take_apart

_BODY = r"[^\s<>\x22\[\]{}|\\^`«»“”„]"
_HOST = r"[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+"
_PATTERN = (
    rf"(?i-u:(?:https?|hxxps?|ftp|{OWN})://){_BODY}+"
    r"|(?i-u:skype):[0-9A-Za-z._,:-]+(?:\?[a-z&]+)?"
    rf"|{_HOST}(?::[0-9]{{2,5}})?(?:[/?#]{_BODY}*)?"
)
_ADDRESS = re.compile(r"[0-9A-Za-z]{25,}")
_TRACKING = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "__hs", "ga_", "at_custom", "vero_")
_METHODS = {"wa.me": "web.wa_me"}
_JOINING = 0.7  # a profile below this is a guess, beside which the link stays a link


class WebReader:
    """Reads links, with and without a scheme, and the messengers' own schemes.

    A link to an account or a phone is that account or phone, and no ``url``; so is a link that shows the profile of
    a user on any other site, and nothing beyond it. What only may be a profile is a ``url`` besides. Characters of a
    link are claimed, so that digits of a path are no phone, unless a payment handle or a crypto address may stand in
    it.
    """

    name = "web"
    kinds: Sequence[Kind] = (
        Kind("url", "web", reliability=0.7),
        Kind("domain", "web", joins=False, reliability=0.7),
        Kind("profile", "account", reliability=0.9),
    )
    pattern = _PATTERN
    regional = False
    placed = False
    priority = 5

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return what the links in the candidate name."""
        if context.before == "@" or context.after == "@":
            tracing.note("beside an at sign: a part of an e-mail address, or an account's name")
            return ()
        if candidate[0] in "-_" and context.before and not context.before.isspace():
            tracing.note("the rest of something longer")
            return ()
        found: list[Found] = []
        for start, end in parts(candidate):
            link = take_apart(candidate, start, end)
            if link is not None:
                found += _read(link, candidate, context)
        return found

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return what the links of a column name; an account's column gives accounts and phones only."""
        wanted = {"link", "url", "domain", "web"}
        found: list[Found] = []
        for piece in re.finditer(r"[^\s,;]+(?:[,;](?=[^\s])[^\s,;]+)*", raw):
            if "@" in piece[0].partition("/")[0] and "://" not in piece[0]:
                continue
            for f in self.judge(piece[0], replace(context, before="", after="")):
                if kind not in wanted and (f.kind in ("url", "domain") or f.confidence < _JOINING):
                    continue
                sure = max(f.confidence, 0.95) if f.kind in ("url", "domain") else f.confidence
                at = piece.start()
                found.append(replace(f, start=at + f.start, end=at + f.end, confidence=sure))
        return found


def _read(link: Link, text: str, context: Context) -> Sequence[Found]:
    """Return what one link names, its look-alike letters undone."""
    found = _named(link, text, context)
    if not link.path.isascii() and not any(f.method == "web.account" for f in found):
        # The names of platforms are Latin: letters that all look so are as well, where they make a name.
        latin = as_latin(link.path)
        link = replace(link, path=latin or link.path, alike=True)
        found = (latin and [f for f in _named(link, text, context) if f.method == "web.account"]) or found
    if not link.alike:
        return found
    return [
        replace(f, confidence=min(f.confidence, 0.9), method="web.homoglyph")
        if f.method == "web.account"
        else f
        for f in found
    ]


def _named(link: Link, text: str, context: Context) -> Sequence[Found]:
    """Return what one link names, letter by letter."""
    own = link.host.endswith(":")
    if not own and registrable(link.host) is None and not (_is_ip(link.host) and link.scheme):
        if tracing.on():
            tracing.note(why_no_host(link.host))
        return ()
    named = named_by(link.host, link.path, parameters(link.query), link.fragment)
    domain = () if own else _domain(link, text, named is not None)
    if named is not None and named.slot == "phone":
        phone = _phone(link, named, context)
        if phone is not None:
            return (phone, *domain)
        tracing.note(f"{named.value}: the number in this link is none of any country")
        named = None
    if named is not None:
        owner = named.platform
        name = Found(owner.kind, named.value, link.start, link.end, "web.account", 0.97, role=owner.role)
        return (name, *domain)
    if link.host in load_rules().forms:
        tracing.note(f"{link.host}: this page of it is nobody's account")
    if own:
        return ()
    profile = _profile(link, text)
    if profile is None:
        return (*_url(link, text), *domain)
    name = _profile_found(link, profile, text)
    if name.confidence < _JOINING:
        tracing.note("its path only may be a user's page, so that it is a link as well")
        return (*_url(link, text), name, *domain)
    domain = _domain(link, text, False, shared=True)
    return (name, *domain) if profile.whole else (*_url(link, text), name, *domain)


def _profile(link: Link, text: str) -> Profile | None:
    """Return the profile that a link shows; platforms, shorteners and payment services have rules of their own."""
    rules = load_rules()
    domain = registrable(link.host) or link.host
    bare = link.path in ("", "/") and not link.query and not link.fragment and link.host.count(".") == 1
    if bare or domain in rules.forms or _is_ip(link.host) or not _sure(link, text):
        return None
    if domain in rules.web["payment"] or _shortens(link):
        return None
    return profile_in(link.host, link.path, link.query, link.fragment)


def _profile_found(link: Link, profile: Profile, text: str) -> Found:
    # A known site's address is a link, however it stands there.
    sure = profile.sure if profile.method == KNOWN_SITE else min(profile.sure, _sure(link, text))
    claims = sure >= _JOINING and not _ADDRESS.search(text, link.host_end, link.end)
    return Found("profile", profile.value, link.start, link.end, profile.method, sure, "", claims)


def _is_ip(host: str) -> bool:
    return host[-1].isdigit() and is_ip(host)  # no public suffix ends with a digit


def _shortens(link: Link) -> bool:
    """Tell whether a link is a short one, which shows nothing of where it leads."""
    short = load_rules().web["shorteners"]
    return link.host.removeprefix("www.") in short or registrable(link.host) in short


def _phone(link: Link, named: Named, context: Context) -> Found | None:
    """Return the phone of a link to it, if there can be such a number."""
    digits = re.sub(r"[^0-9]", "", named.value)
    digits = digits.removeprefix("00")
    e164 = f"+{digits}"
    fictional = is_fictional(e164)
    if not fictional and not _valid(e164):
        return None
    hint = named.platform.kind
    method = _METHODS.get(link.host, f"web.{hint}")
    sure = 0.4 if fictional and not context.fictional else 0.97
    return Found("phone", e164, link.start, link.end, method, sure, hint)


@lru_cache(maxsize=100_000)
def _valid(e164: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return False


def _sure(link: Link, text: str) -> float:
    """Return how sure it is that this is a link at all."""
    if link.scheme:
        return 0.98
    if is_onion(link.host):
        return 0.95  # nothing else looks so
    labels = text[link.host_start : link.host_end].split(".")
    www = labels[0].lower() == "www"
    word = not www and labels[-1].lower() in load_rules().web["words"]
    if not www and labels[-1] not in (labels[-1].lower(), labels[-1].upper()):
        tracing.note("capitals as words have them that a full stop joins")  # "B.Tech/B.E."
        return 0.0
    if word:
        tracing.note(f".{labels[-1].lower()}: also the end of a file's name, or a word behind a full stop")
    if labels[-1] == "app" and link.path.startswith("/Contents"):
        tracing.note("the folder of a program")
        return 0.3
    if link.path.strip("/") or link.query:
        return 0.6 if word and len(labels) == 2 else 0.92
    if www:
        return 0.95
    if not labels[-1].islower():
        tracing.note("an end in capitals, with neither https:// nor a path: words that a full stop joins")
        return 0.0
    tracing.note("neither https:// nor a path: a full stop without a space also joins two words")
    return 0.3 if word or len(labels[0]) < 2 else 0.6


def _shared(link: Link) -> bool:
    """Tell whether a link's domain is a platform's, not its user's."""
    web = load_rules().web
    domain = registrable(link.host) or link.host
    known = load_rules().forms
    return (
        domain in web["shared"]
        or domain in web["payment"]
        or domain in known
        or platform_host(link.host) in known
        or is_profile_site(link.host)
        or _shortens(link)
    )


def _may_be_name(link: Link) -> bool:
    """Tell whether a bare host may as well be an account's name with a dot in it, as after ``insta:``."""
    bare = (
        not link.scheme and not link.path.strip("/") and not link.query and not link.host.startswith("www.")
    )
    return bare and link.host.count(".") < 4 and sum(c.isdigit() for c in link.host) < 7


def _domain(link: Link, text: str, account: bool, shared: bool = False) -> Sequence[Found]:
    sure = 0.97 if account else _sure(link, text)
    if not sure:
        return ()
    onion = link.host.endswith((".onion", ".i2p"))
    domain = link.host if _is_ip(link.host) or onion else registrable(link.host) or link.host
    shared = shared or account or _shared(link)
    role = "infrastructure" if shared else "self"
    claims = not shared and sure > 0.5 and link.path in ("", "/") and not _may_be_name(link)
    return (Found("domain", domain, link.host_start, link.host_end, "web.domain", sure, "", claims, role),)


def _url(link: Link, text: str) -> Sequence[Found]:
    """Return the link in its normal form, unless it is only a platform's front door."""
    sure = _sure(link, text)
    host = link.host.removeprefix("www.")
    path = link.path.rstrip("/")
    query = "&".join(p for p in link.query.split("&") if p and not _tracks(p.partition("=")[0].lower()))
    front = not path and not query
    if not sure:
        return ()
    if front and _shared(link) and host == registrable(link.host):
        tracing.note(f"{host}: the front page of a site that many use")
        return ()
    port = f":{link.port}" if link.port.strip("0") and link.port not in ("80", "443") else ""
    value = f"https://{host}{port}{path}" + (f"{'' if path else '/'}?{query}" if query else "")
    payment = (registrable(link.host) or "") in load_rules().web["payment"] or host in load_rules().web[
        "payment"
    ]
    claims = (
        not payment
        and sure > 0.5
        and not _may_be_name(link)
        and not _ADDRESS.search(text, link.host_end, link.end)
    )
    short = _shortens(link)
    method = "web.shortener" if short else "web.link" if link.scheme else "web.bare"
    return (Found("url", value, link.start, link.end, method, sure, "shortener" if short else "", claims),)


def _tracks(parameter: str) -> bool:
    """Tell whether a parameter only says where a click came from."""
    return parameter.startswith(_TRACKING) or parameter in load_rules().web["tracking"]


WEB = WebReader()
