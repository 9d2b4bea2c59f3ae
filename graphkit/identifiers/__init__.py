"""Readers of identifiers. ``READERS`` is the whole list: a new reader is one file and one line here."""

from __future__ import annotations

from graphkit.identifiers.bank import CARD, IBAN
from graphkit.identifiers.base import Context, Found, Kind, Reader
from graphkit.identifiers.crypto import CRYPTO
from graphkit.identifiers.email import EMAIL
from graphkit.identifiers.handle import HANDLE
from graphkit.identifiers.handle_mistyped import MISTYPED
from graphkit.identifiers.handle_signed import SIGNED
from graphkit.identifiers.handle_told import TOLD
from graphkit.identifiers.image import IMAGE
from graphkit.identifiers.key import KEY
from graphkit.identifiers.masked import MASKED
from graphkit.identifiers.payment import PAYMENT
from graphkit.identifiers.phone import PHONE
from graphkit.identifiers.phone_disguised import DISGUISED
from graphkit.identifiers.spelled import SPELLED, SPELLED_LINKS
from graphkit.identifiers.web import WEB

READERS: dict[str, Reader] = {
    "masked": MASKED,
    "spelled": SPELLED,
    "spelled_links": SPELLED_LINKS,
    "web": WEB,
    "crypto": CRYPTO,
    "iban": IBAN,
    "key": KEY,
    "email": EMAIL,
    "payment": PAYMENT,
    "handle": HANDLE,
    "signed": SIGNED,
    "told": TOLD,
    "mistyped": MISTYPED,
    "disguised": DISGUISED,
    "phone": PHONE,
}

# An author or user name on a platform that has no reader of its own: "bazaarly:lena". Card numbers are found where
# they are masked, before any reader sees the text.
ACCOUNT = Kind("account", "account", reliability=0.95)

# A group of records that say nearly the same (linking/near_text.py): read off texts as wholes, by no reader.
TEXT = Kind("text", "text", reliability=0.5, chance=0.001)

KINDS: dict[str, Kind] = {kind.name: kind for reader in READERS.values() for kind in reader.kinds}
# Pictures are no text: their files are hashed by picture_files.py.
KINDS |= {ACCOUNT.name: ACCOUNT, CARD.name: CARD, IMAGE.name: IMAGE, TEXT.name: TEXT}

__all__ = ["ACCOUNT", "CARD", "IMAGE", "KINDS", "READERS", "TEXT", "Context", "Found", "Kind", "Reader"]
