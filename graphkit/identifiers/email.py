"""E-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.domains import host_ascii, registrable, why_no_host
from graphkit.identifiers.look_alikes import as_latin, latin_form, mixes_scripts
from graphkit.identifiers.plain_hosts import plain_host
from graphkit.identifiers.spelled_words import is_mail_provider, load_words

_WORD = r"[\p{L}\p{N}_]"
_LABEL = r"[\p{L}\p{N}-]+"
_ONE = rf"{_WORD}[\p{{L}}\p{{N}}._%+'-]*@{_LABEL}(?:[.。｡]{_LABEL})+"
_IN_COLUMN = re.compile(r"[^\s,;<>|()\[\]\"]+")
_WHOLE = re.compile(r"\w[\w.%+'-]*@[\w-]+(?:[.。｡][\w-]+)+")
_PICTURE = re.compile(r"[0-9](?:\.[0-9])?x\.")  # "icon@2x.zip"
# What is glued to a host: a word in another alphabet, a capital, digits, a dash.
_GLUED = re.compile(
    r"(?P<suffix>[a-z]{2,10}|[A-Z]{2,10})(?P<rest>-.*|[0-9].*|[A-Z][a-z].*|[^\x00-\x7f].*)", re.DOTALL
)
_FOREIGN_HEAD = re.compile(r"[^\x00-\x7f]{2,}(?=[0-9A-Za-z_][\x21-\x7e]*\Z)")

# Accounts of Jabber are written as addresses are.
_OF_JABBER = 0.5
_JABBER = "(?:jabber|xmpp|джаббер|жаббер|жабер|джабер|жаб[ауе])"
_JABBER_BEFORE = re.compile(
    rf"(?i)(?<!\w){_JABBER}(?:[\s:=>(\[«\"'/–—-]{{1,4}}(?:(?:id|is|это|handle|address|адрес)[\s:=-]{{1,3}}){{0,2}})\Z"
)
_JABBER_BEHIND = re.compile(rf"(?i) ?[(\[–—-]? ?(?:(?:on|via|in|в|на) )?{_JABBER}(?!\w|\s*[:=@])")
_MAIL_SAID = re.compile(
    r"(?i:mail|почт|мейл|мыло|correo)\S*[ /,&+]{0,3}(?:(?:and|or|и|или|y|o|und|oder) )?\Z"
)


class EmailReader:
    """Reads plain e-mail addresses.

    The local part is taken as RFC 5321 writes it without quotes, in lower case, with its dots and tags; the host is
    given in ASCII (IDNA), and must end in a public suffix (or one reserved for examples), so ``meet@home.now5`` gives
    nothing. Letters that only look Latin are undone where two alphabets meet in one word, or where the host is then a
    known provider of mail; a host all in another alphabet stays what it is.
    """

    name = "email"
    kinds: Sequence[Kind] = (Kind("email", "email", reliability=0.9),)
    pattern = rf"(?:[\p{{L}}\p{{N}}]/)?{_ONE}(?:/{_ONE})*"
    regional = False
    placed = False
    priority = 15
    words = f"(?i){_JABBER}"

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the addresses whose domains can exist; several may stand with slashes between them."""
        found: list[Found] = []
        start = 0
        for piece in candidate.split("/"):
            end = start + len(piece)
            first, last = start == 0, end == len(candidate)
            hostile = (first and context.before in ("@", "/")) or (last and context.after == "@")
            if "@" in piece and hostile:
                tracing.note("an at sign or a slash beside it: a part of something longer")
            elif "@" in piece:
                found += _address(piece, start, context.after if last else "")
            start = end + 1
        return found

    def settle(
        self, candidate: str, found: Sequence[Found], context: Context, left: str, right: str
    ) -> Sequence[Found]:
        """Return the addresses as the name of Jabber beside them leaves them: its accounts only look like addresses."""
        del candidate, context
        named = _JABBER_BEFORE.search(left)
        if not (named and not _MAIL_SAID.search(left[: named.start()])) and not _JABBER_BEHIND.match(right):
            return found
        tracing.note("an account of Jabber, and no mailbox")
        return [replace(f, confidence=min(f.confidence, _OF_JABBER)) for f in found]

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the addresses of a column that holds them."""
        del kind, context
        found: list[Found] = []
        for part in _IN_COLUMN.finditer(raw):
            bare = part[0]
            lead = 7 if bare[:7].lower() == "mailto:" else 0
            bare = bare[lead:].partition("?")[0] if lead else bare
            lead += len(bare) - len(bare.lstrip("'*_"))
            bare = bare.strip("'*").lstrip("_").rstrip(".!:")
            at = part.start() + lead
            if all(_WHOLE.fullmatch(piece) for piece in bare.split("/")):
                found += [
                    Found(f.kind, f.value, at + f.start, at + f.end, "email.declared", max(f.confidence, 0.9))
                    for f in self.judge(bare, Context())
                ]
        return [
            Found(f.kind, f.value, f.start, f.end, f.method, 0.99) if f.confidence >= 0.98 else f
            for f in found
        ]


def _address(text: str, at: int, after: str) -> Sequence[Found]:
    """Return the address that a piece of text is."""
    local, _, domain = text.partition("@")
    read = _host(domain.rstrip("-")) if "@" not in domain else None
    if read is None:
        return ()
    host, size, sure, method = read
    mailbox, lead, certain, how = _local(local, is_mail_provider(host))
    if not mailbox:
        tracing.note(
            f"{local}: no mailbox is named so, with full stops at an end or side by side, or so long"
        )
        return ()
    if mailbox == "git" and after == ":":
        tracing.note("git@host: names a repository, no mailbox")
        return ()
    method = how if method == "email.plain" else method
    start, end = at + lead, at + len(local) + 1 + size
    return (Found("email", f"{mailbox}@{host}", start, end, method, min(sure, certain)),)


def _local(raw: str, provider: bool) -> tuple[str, int, float, str]:
    """Return the local part as it is compared, where it begins, how sure it is, and by which method."""
    lead = len(raw) - len(raw.lstrip("'"))
    # An ellipsis ends the sentence before an address.
    lead = max(lead, raw.rfind("...") + 3 if "..." in raw else 0)
    sure, method = 0.98, "email.plain"
    head = _FOREIGN_HEAD.match(raw, lead) if not raw.isascii() else None
    if head and not latin_form(head[0]).isascii():
        lead, sure = head.end(), 0.9  # "пишитеhoney@mail.ru"
        tracing.note("a word of another alphabet is glued before it, and left out: at most 0.9")
    local = raw[lead:]
    if not local or ".." in local or local[0] == "." or local[-1] == "." or len(local) > 64:
        return "", 0, 0.0, ""
    value = unicodedata.normalize("NFC", local.lower())
    if not local.isascii():
        latin, mixed = as_latin(value), any(mixes_scripts(part) for part in re.split("[._%+'-]", value))
        if latin is not None and latin != value and (mixed or (provider and latin.isascii())):
            return latin, lead, 0.9 if mixed else 0.85, "email.homoglyph"
        if provider:
            sure = min(sure, 0.75)
            tracing.note("this provider gives no names in other alphabets: at most 0.75")
    return value, lead, sure, method


def _host(domain: str) -> tuple[str, int, float, str] | None:
    """Return a host in ASCII, how much of the text it takes, how sure it is, and by which method."""
    domain = domain.replace("。", ".").replace("｡", ".")
    if len(domain) > 253:
        domain = domain[:253].rpartition(".")[0]
    if _PICTURE.match(domain):
        tracing.note("a picture's file name, as for screens of double density")
        return None
    if not domain.isascii():
        latin = latin_form(domain)
        if is_mail_provider(latin):
            return latin, len(domain), 0.9, "email.homoglyph"
    as_posted, domain = domain, plain_host(domain)
    sure, method = (0.98, "email.plain") if domain == as_posted else (0.9, "email.homoglyph")
    shorter = _shortened(domain)
    if shorter != domain:
        sure = min(sure, 0.95 if is_mail_provider(shorter.lower()) else 0.9)
        tracing.note("what is glued behind the host is left out")
    host = host_ascii(shorter)
    if host is not None and registrable(host) is not None:
        return host, len(shorter), sure, method
    low = domain.lower()
    # "honey@gmail.comcall": what is glued to a provider's host has no sign to be cut at.
    for size in range(min(len(low), 24), 5, -1):
        if is_mail_provider(low[:size]) and low[size:].isalpha():
            tracing.note("letters without any sign between are glued behind the host: at most 0.75")
            return low[:size], size, 0.75, "email.plain"
    if tracing.on():
        tracing.note(why_no_host(shorter))
    return None


def _shortened(domain: str) -> str:
    """Return a domain without the words that are glued behind it."""
    labels = domain.split(".")
    suffixes = load_words().sets["suffixes"]
    for count in range(min(len(labels) - 1, 3), 1, -1):
        head = ".".join(labels[:count])
        if is_mail_provider(head.lower()) and labels[count].lower() not in suffixes:
            return head
    last = labels[-1]
    if len(labels) > 2 and last.istitle() and labels[-2].islower() and labels[-2] in suffixes:
        return ".".join(labels[:-1])  # "honey@site.com.Call"
    glued = _GLUED.fullmatch(last) if not last.lower().startswith("xn--") else None
    if glued and glued["suffix"].lower() in suffixes:
        return ".".join([*labels[:-1], glued["suffix"]])
    return domain


EMAIL = EmailReader()
