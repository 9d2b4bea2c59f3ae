"""From mails to records: whose each address is, and what their author says for himself.

A mail between two people names both: its sender's own are the addresses he writes from and what stands in his signature.
What stands elsewhere in a mail to a few people, in an answer, in a quotation or in a notification may be anybody's. What
is sent to a mailing list or to many is its author's own, as a post in a group is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote

from graphkit.model import RecordKind, Role
from ingest.items import Items
from ingest.mail_content import Mail
from ingest.mail_headers import Mailbox, is_automatic, mailboxes, moment, received_at
from ingest.mail_quotes import split
from ingest.mail_text import header_text

MANY = 10  # recipients above which a mail is sent to the many
PEOPLE = 1_000  # of one header that are declared
_KEPT = 4_000  # characters of a header that are kept
_ADDRESSED = (
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "resent-to",
    "resent-cc",
    "apparently-to",
)
_SENDERS = ("from", "sender", "reply-to")
# Further headers that are kept; those that servers add for one another (DKIM, ARC, spam scores) are not.
_FURTHER = (
    "in-reply-to", "references", "x-originating-ip", "x-mailer", "user-agent", "organization", "x-sender",
    "x-authenticated-sender", "x-originating-email", "x-forwarded-to", "x-forwarded-for", "x-phpmailer-sent-by",
    "x-php-originating-script", "list-post", "list-unsubscribe", "list-owner", "list-help", "mailing-list", "precedence",
    "auto-submitted", "importance", "x-priority", "keywords", "comments", "thread-topic", "x-gmail-labels", "x-gm-thrid",
    "x-folder", "x-keywords", "status", "x-status", "x-mozilla-status", "content-language", "x-yandex-folder",
    "received-spf", "x-sender-ip", "x-source-ip", "x-get-message-sender-via", "resent-date", "resent-message-id",
    "envelope",
)  # fmt: skip
_ANSWER = re.compile(
    r"\s*(?:re|aw|sv|vs|antw|odp|ref|rif|res|отв|на|回复|答复|返信)\s*(?:\[[0-9]{1,4}\])?\s*[:：]",
    re.IGNORECASE,
)
_PASSED = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|doorst|vs|vb|pd|переслано|转发)\s*[:：]", re.IGNORECASE)
_LIST_ID = re.compile(r"<([^<>\s]{1,250})>")
_POST = re.compile(r"mailto:([^>?\s]{3,300})", re.IGNORECASE)


@dataclass(slots=True)
class Tally:
    """What was seen in a source.

    Attributes
    ----------
    parts
        What -> how many.
    zoneless
        Dates without a time zone.
    """

    parts: Counter[str] = field(default_factory=Counter)
    zoneless: int = 0
    undated: int = 0
    cut: int = 0
    crowded: int = 0

    def warnings(self) -> list[str]:
        """Return what people should know, in sentences."""
        said = (
            (self.zoneless, "date gives no time zone and was taken as UTC", "dates give no time zone and were taken as UTC"),
            (self.undated, "mail has no likely date: it has no time", "mails have no likely date: they have no time"),
            (
                self.parts["encrypted mails"], "mail is encrypted: its headers were read, its text was not",
                "mails are encrypted: their headers were read, their text was not",
            ),
            (self.cut, "mail is not whole: its end was not read", "mails are not whole: their ends were not read"),
            (
                self.crowded, f"header names more than {PEOPLE:,} people: the further ones are kept as text",
                f"headers name more than {PEOPLE:,} people: the further ones are kept as text",
            ),
        )  # fmt: skip
        return [f"{count:,} {one if count == 1 else many}" for count, one, many in said if count]


def add_mail(items: Items, mail: Mail, locator: str, tally: Tally) -> None:
    """Add a mail, and those attached to it, as records of their own.

    Parameters
    ----------
    items
        Where to.
    mail
        The mail.
    locator
        Where it stands, in words.
    tally
        Counts it.
    """
    waiting = [(mail, locator)]
    while waiting:
        one, place = waiting.pop()
        _add(items, one, place, tally)
        tally.parts["attached mails" if one is not mail else "mails"] += 1
        waiting += [
            (held, f"{place}, attached mail {n}") for n, held in reversed(list(enumerate(one.mails, 1)))
        ]


@dataclass(frozen=True, slots=True)
class _Sense:
    """What kind of mail it is.

    Attributes
    ----------
    people
        Header -> whom it names.
    list_id
        The mailing list's id; empty where it came through none.
    posts
        Addresses of the mailing list, lower case.
    automatic
        Whether a program wrote it.
    own
        Whether its text is the author's own, as that of a post is.
    """

    people: dict[str, list[Mailbox]]
    list_id: str
    posts: frozenset[str]
    automatic: bool
    own: bool


def _sense(mail: Mail) -> _Sense:
    people = {
        name: [m for value in mail.all(name) for m in mailboxes(value)] for name in (*_SENDERS, *_ADDRESSED)
    }
    found = _LIST_ID.search(mail.header("list-id"))
    list_id = (found[1] if found else mail.header("list-id").strip("<> ")).lower()[:250]
    posts = {unquote(p[1]).lower() for p in _POST.finditer(mail.header("list-post"))}
    if list_id and "." in list_id:
        posts.add(list_id.replace(".", "@", 1))
    answered = {m.address.lower() for m in people["reply-to"]} & {
        m.address.lower() for n in ("to", "cc") for m in people[n]
    }
    if list_id:
        posts |= answered
    automatic = mail.header("auto-submitted").strip().lower() not in {"", "no"} or any(
        m.is_automatic for m in people["from"]
    )
    subject = header_text(mail.header("subject"))
    answer = bool(
        mail.header("in-reply-to")
        or mail.header("references")
        or _ANSWER.match(subject)
        or _PASSED.match(subject)
    )
    addressed = {m.address.lower() for n in ("to", "cc", "bcc") for m in people[n] if m.address}
    bulk = mail.header("precedence").strip().lower() in {"bulk", "list"} or bool(
        mail.header("list-unsubscribe")
    )
    hidden = mail.header("to").lower().startswith("undisclosed")
    many = bool(list_id) or bulk or hidden or len(addressed) > MANY
    return _Sense(people, list_id, frozenset(posts), automatic, many and not answer and not automatic)


def _add(items: Items, mail: Mail, locator: str, tally: Tally) -> None:
    sense = _sense(mail)
    parts = split(mail.text)
    date = mail.header("date").strip()
    posted, zoned = moment(date)
    tally.zoneless += posted is not None and not zoned
    dated_by = ""
    if posted is None:
        posted = next((at for value in mail.all("received") if (at := received_at(value))), None)
        dated_by = "the server that received it" if posted else ""
    if posted is None:
        posted = moment(mail.header("envelope").partition(" ")[2].strip())[0]
        dated_by = "the mailbox" if posted else ""
    tally.undated += posted is None
    tally.cut += bool(mail.cut)
    tally.parts["encrypted mails"] += mail.encrypted
    tally.parts["attachments"] += len(mail.attachments)
    author = next((m.name or m.address for m in sense.people["from"]), "")
    roles = {"signature": Role.MENTIONED if sense.automatic else Role.SELF}
    items.record(
        locator,
        posted_at=posted,
        kind=RecordKind.EMAIL,
        native_id=mail.header("message-id").strip("<> \t")[:_KEPT],
        author=author[:_KEPT],
        posted_at_raw=date[:_KEPT],
        title=header_text(mail.header("subject")).strip(),
        text=parts.own,
        more_text={
            "signature": parts.signature, "quoted": parts.quoted, "forwarded": parts.forwarded,
            "returned": mail.returned,
        },
        text_roles=roles | dict.fromkeys(("quoted", "forwarded", "returned"), Role.MENTIONED)
        | ({} if sense.own else dict.fromkeys(("title", "text"), Role.MENTIONED)),
        extra=_extra(mail, sense, dated_by),
    )  # fmt: skip
    _declare_people(items, mail, sense, tally)
    _declare_links(items, mail, sense)


def _extra(mail: Mail, sense: _Sense, dated_by: str) -> dict[str, str]:
    extra = {name: header_text("\n".join(mail.all(name)))[:_KEPT] for name in _FURTHER}
    extra["received"] = "\n".join(value[:1_000] for value in mail.all("received")[:30])
    extra["dated by"] = dated_by
    for name, people in sense.people.items():
        extra[f"{name}, further"] = ", ".join(m.raw for m in people[PEOPLE:])
    extra["attachments"] = "; ".join(mail.attachments)[: 4 * _KEPT]
    extra["not whole"] = mail.cut
    extra["list-id"] = "" if _LIST_ID.search(mail.header("list-id")) else mail.header("list-id")[:_KEPT]
    return extra


def _role(box: Mailbox, header: str, sense: _Sense) -> Role:
    """Return whose an address is."""
    if box.address.lower() in sense.posts:
        return Role.CONTAINER
    if box.is_automatic:
        return Role.INFRASTRUCTURE
    if header == "sender":
        # A list's software and services that send for many write themselves into it: these are nobody's own.
        hosts = {_host(m) for m in sense.people["from"] if m.address}
        own = not sense.list_id and (not hosts or _host(box) in hosts)
        return Role.SELF if own else Role.INFRASTRUCTURE
    return Role.SELF if header in _SENDERS else Role.COUNTERPARTY


def _host(box: Mailbox) -> str:
    return box.address.rpartition("@")[2].lower()


def _declare_people(items: Items, mail: Mail, sense: _Sense, tally: Tally) -> None:
    for header, people in sense.people.items():
        field_name = header.replace("-", " ")
        tally.crowded += len(people) > PEOPLE
        for box in people[:PEOPLE]:
            role = _role(box, header, sense)
            # A name may show another's address ("anna@... via list"): only the address itself is declared then.
            items.declare("email", box.address if "@" in box.name else box.raw, field_name, role)
            if role in (Role.SELF, Role.COUNTERPARTY):
                for phone in box.phones():
                    items.declare("phone", phone, f"{field_name} name", role)
    if sense.list_id:
        items.declare(
            "account", mail.header("list-id")[:_KEPT], "list-id", Role.CONTAINER, f"email:{sense.list_id}"
        )
    returned = mail.header("return-path").strip("<> \t")[:_KEPT]
    own = {m.address.lower() for m in sense.people["from"]}
    if "@" in returned and returned.lower() not in own:
        items.declare(
            "email",
            returned,
            "return-path",
            Role.INFRASTRUCTURE if is_automatic(returned) else Role.MENTIONED,
        )
    for value in mail.all("resent-from")[:10]:
        for box in mailboxes(value)[:10]:
            items.declare("email", box.address, "resent from", Role.MENTIONED)


def _declare_links(items: Items, mail: Mail, sense: _Sense) -> None:
    """Declare where the HTML links to, but for what the text shows anyway."""
    for target, quoted in mail.links:
        role = Role.SELF if sense.own and not quoted else Role.MENTIONED
        if target in mail.text:
            continue
        if target.lower().startswith(("tel:", "sms:")):
            items.declare("phone", unquote(target[4:]), "links", role)
        elif target.lower().startswith("mailto:"):
            items.declare("email", unquote(target[7:].partition("?")[0]), "links", role)
        else:
            items.declare("link", target[:2_000], "links", role)
