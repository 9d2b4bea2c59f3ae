"""Contacts that stand in the links and attributes of a page, where no text shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from ingest.html_tree import TEXT, Attributes, Tree
from ingest.html_zones import Zone
from ingest.web_address import absolute, host_of, platform_of

_SCHEMES = {"tel": "phone", "callto": "phone", "sms": "phone", "smsto": "phone"}
# Programs that open a conversation with somebody; what is in these links is read by the readers of links.
_MESSENGERS = frozenset(
    {
        "whatsapp", "viber", "tg", "skype", "signal", "sgnl", "weixin", "line", "imo", "zalo", "kakaotalk", "threema",
        "xmpp", "session", "simplex",
    }
)  # fmt: skip
_HOSTS = frozenset(
    [
        "t.me", "telegram.me", "telegram.dog", "wa.me", "api.whatsapp.com", "web.whatsapp.com", "chat.whatsapp.com",
        "wa.link", "viber.me", "chats.viber.com", "invite.viber.com", "viber.click", "line.me", "lin.ee", "m.me",
        "messenger.com", "signal.me", "signal.group", "instagram.com", "instagr.am", "facebook.com", "fb.com",
        "fb.me", "m.facebook.com", "vk.com", "vk.me", "m.vk.com", "ok.ru", "m.ok.ru", "twitter.com", "x.com",
        "tiktok.com", "snapchat.com", "kik.me", "discord.gg", "discord.com", "onlyfans.com", "fansly.com",
        "boosty.to", "linktr.ee", "open.kakao.com", "zalo.me", "imo.im", "threema.id", "matrix.to", "threads.net",
        "bsky.app", "cash.app", "paypal.me", "venmo.com", "patreon.com", "youtube.com", "linkedin.com",
        "join.skype.com", "u.wechat.com", "simplex.chat", "allmylinks.com", "beacons.ai", "taplink.cc",
    ]
)  # fmt: skip
_SHARES = re.compile(
    r"/(?:share|sharer|intent|dialog|sharing|shareArticle|submit|msg_url)\b|[?&](?:text|url|u)=https?(?::|%3a)|forward\?"
    r"|wa\.me/\?text=|whatsapp\.com/send/?\?text=|whatsapp:/{0,2}send/?\?text=",
    re.IGNORECASE,
)
_ATTRIBUTES = {
    **dict.fromkeys(
        [
            "data-phone", "data-tel", "data-telephone", "data-phone-number", "data-phonenumber", "data-full-phone",
            "data-mobile", "data-contact-phone", "data-seller-phone", "data-whatsapp", "data-viber",
        ],
        "phone",
    ),
    **dict.fromkeys(("data-email", "data-mail", "data-contact-email"), "email"),
    "data-telegram": "telegram",
    "data-skype": "skype",
}  # fmt: skip
_LONGEST = 500  # characters of a link that names a contact
_MAIL = re.compile(r"[^\s@,;<>]{1,100}@[^\s@,;<>]{1,100}\.[^\s@,;<>]{2,40}")
_CLOUD = "/cdn-cgi/l/email-protection#"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that a page declares.

    Attributes
    ----------
    kind
        Kind or family of identifier.
    raw
        As it stands in the link, its percent signs undone.
    field
        What to call its place.
    zone
        The part of the page.
    own
        Whether it is the contact of somebody, and not any address that a text happens to lead to.
    """

    kind: str
    raw: str
    field: str
    zone: Zone
    own: bool = True


def decode_email(code: str) -> str:
    """Return an e-mail that Cloudflare hid from harvesters; nothing if the code is none.

    Examples
    --------
    >>> decode_email("422f2b2302312c2d352e27246c273a232f322e27")
    'mia@snowlef.example'
    """
    try:
        data = bytes.fromhex(code.strip()[:1_000])
    except ValueError:
        return ""
    text = bytes(b ^ data[0] for b in data[1:]).decode("utf-8", "replace") if data else ""
    return text if _MAIL.fullmatch(text) else ""


def show_emails(tree: Tree) -> None:
    """Put hidden e-mails where browsers show them, in place of "[email protected]"."""
    for node, attributes in enumerate(tree.attributes):
        code = attributes.get("data-cfemail") if attributes else None
        email = decode_email(code) if code else ""
        if not email:
            continue
        for inner in range(node + 1, min(tree.ends[node], node + 20)):
            if tree.tags[inner] == TEXT:
                tree.texts[inner], email = email, ""


def contacts_of(tree: Tree, zones: list[Zone], start: int, end: int, base: str) -> Iterator[Contact]:
    """Yield the contacts in the links and attributes of the nodes from ``start`` to ``end``.

    Parameters
    ----------
    tree, zones
        The page, and the zone of each node.
    start, end
        Numbers of nodes, half-open.
    base
        The address that links on the page start from; may be empty.
    """
    for node in range(start, end):
        attributes = tree.attributes[node]
        if not attributes or zones[node] is Zone.NOTHING:
            continue
        if "data-cfemail" in attributes and (email := decode_email(attributes["data-cfemail"] or "")):
            yield Contact("email", email, "data-cfemail", zones[node])
        for name, value in attributes.items():
            if value and name in _ATTRIBUTES and len(value) <= _LONGEST and _says(name, value):
                yield Contact(_ATTRIBUTES[name], value.strip(), name, zones[node])
        if tree.tags[node] in ("a", "area", "button"):
            yield from _link(attributes, zones[node], base)


def _says(name: str, value: str) -> bool:
    if _ATTRIBUTES[name] == "email":
        return _MAIL.fullmatch(value.strip()) is not None
    return _ATTRIBUTES[name] != "phone" or 7 <= sum(map(str.isdigit, value)) <= 17


def _link(attributes: Attributes, zone: Zone, base: str) -> Iterator[Contact]:
    href = (attributes.get("href") or attributes.get("data-href") or "").strip()
    if not href or len(href) > 8 * _LONGEST:
        return
    scheme, colon, rest = href.partition(":")
    scheme = scheme.lower()
    if colon and scheme in _SCHEMES:
        number = unquote(rest.partition("?")[0]).strip("/ ")
        if number[:_LONGEST]:
            yield Contact(_SCHEMES[scheme], number[:_LONGEST], scheme, zone)
    elif colon and scheme == "mailto":
        yield from _mails(rest, zone)
    elif colon and scheme in _MESSENGERS:
        if not _SHARES.search(href):
            yield Contact("link", href[:_LONGEST], "links", zone)
    elif _CLOUD in href:
        if email := decode_email(href.rpartition("#")[2]):
            yield Contact("email", email, "data-cfemail", zone)
    elif href[0] not in "#?" and scheme not in ("javascript", "data", "about", "blob"):
        yield from _web(href, zone, base)


def _mails(rest: str, zone: Zone) -> Iterator[Contact]:
    path, _, query = rest.partition("?")
    found = _MAIL.findall(unquote(path)[: 4 * _LONGEST])
    try:
        told = parse_qs(query, max_num_fields=20)
    except ValueError:
        told = {}
    for name, values in told.items():
        if name.lower() in ("to", "cc", "bcc"):
            found += [mail for value in values for mail in _MAIL.findall(value[:_LONGEST])]
    for mail in dict.fromkeys(found):
        yield Contact("email", mail, "mailto", zone)


def _web(href: str, zone: Zone, base: str) -> Iterator[Contact]:
    """Yield a link that leads away from the platform."""
    if "://" not in href and not href.startswith("//"):
        return  # from here to here, whatever the page's address
    address = absolute(base or "https:", href) if href.startswith("//") else absolute(base, href)
    host = host_of(address).removeprefix("www.")
    if not host or not urlsplit(address).netloc:
        return
    platform, here = platform_of(address), platform_of(base) if base else ""
    known = host in _HOSTS or platform in _HOSTS
    if (platform == here and not known) or (here in _HOSTS and platform == here):
        return
    if known and (
        _SHARES.search(address) or not (urlsplit(address).path.strip("/") or urlsplit(address).query)
    ):
        return
    yield Contact("link", address[: 2 * _LONGEST], "links", zone, own=known)
