"""What a mail holds, whichever file it came in: headers, text, attachments, and mails attached to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.mail_html import plain
from ingest.mime import Headers, Part, parse

_RETURNED = frozenset({"message/delivery-status", "text/rfc822-headers", "message/disposition-notification"})
_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_THIN = 100  # characters of a plain text below which it may only say that the mail is in HTML


@dataclass(slots=True)
class Mail:
    """One mail.

    Attributes
    ----------
    headers
        Lower-case names and values, in order, encoded words not yet decoded.
    text
        What its sender wrote and quoted, as plain text.
    links
        Where its HTML links to, and whether that stands in a quotation.
    attachments
        Name, type and size in bytes (of its encoded form) in words.
    returned
        What a server says of a mail that it returns.
    mails
        Mails attached to it.
    encrypted
        Whether its text can be read by its recipient only.
    cut
        Why it is not whole; empty where it is.
    """

    headers: Headers = field(default_factory=list)
    text: str = ""
    links: list[tuple[str, bool]] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    returned: str = ""
    mails: list[Mail] = field(default_factory=list)
    encrypted: bool = False
    cut: str = ""

    def header(self, name: str) -> str:
        """Return the first header of a name; empty where there is none."""
        return next((value for held, value in self.headers if held == name), "")

    def all(self, name: str) -> list[str]:
        """Return all headers of a name."""
        return [value for held, value in self.headers if held == name]


@dataclass(slots=True)
class _Texts:
    """Text that is read off parts: plain, and that of HTML."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    links: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, other: _Texts) -> None:
        """Put what follows behind this."""
        self.plain += other.plain
        self.html += other.html
        self.links += other.links

    def chosen(self) -> _Texts:
        """Return the better of two forms of the same: plain, unless that only says to look at the other."""
        plain_text, html_text = "\n".join(self.plain).strip(), "\n".join(self.html).strip()
        thin = len(plain_text) < _THIN and len(html_text) > 3 * len(plain_text)
        return _Texts([html_text if thin or not plain_text else plain_text], [], self.links)

    def joined(self) -> str:
        """Return all of it."""
        return "\n".join(part for part in (*self.plain, *self.html) if part.strip()).strip()


def read_mail(data: bytes, deep: int) -> Mail:
    """Return a mail, from its bytes.

    Parameters
    ----------
    data
        Headers, blank line, body.
    deep
        How many mails within mails are opened; those further inside are named among the attachments.
    """
    part = parse(data)
    mail = Mail(part.headers)
    texts = _read(part, mail, deep)
    mail.text, mail.links = texts.joined(), texts.links
    return mail


def _read(part: Part, mail: Mail, deep: int) -> _Texts:
    if part.parts:
        several = [_read(child, mail, deep) for child in part.parts]
        texts = _Texts()
        for one in several:
            texts.add(one)
        mail.encrypted |= part.kind == "multipart/encrypted"
        return texts.chosen() if part.kind == "multipart/alternative" else texts
    shown, _ = part.disposition
    named = shown == "attachment" or part.filename
    if part.kind in _MAILS and deep > 0:
        mail.mails.append(read_mail(part.body(), deep - 1))
    elif part.kind in _RETURNED:
        mail.returned = "\n".join(filter(None, (mail.returned, part.text().strip())))
    elif part.kind == "text/html" and not named:
        page = plain(part.text())
        return _Texts(html=[page.text], links=page.links)
    elif part.kind.startswith("text/") and not named and part.kind != "text/calendar":
        return _Texts(plain=[part.text()])
    else:
        mail.encrypted |= part.kind in _ENCRYPTED and "signed" not in part.parameters.get("smime-type", "")
        mail.attachments.append(
            f"{part.filename or 'without a name'} ({part.kind}, {part.end - part.start:,} bytes)"
        )
    return _Texts()
