"""What the values of a column look like, told from a sample."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl
import pyarrow as pa

from ingest import names

SAMPLE = 2_000  # values looked at, at most
PROSE = 40  # mean characters above which text with spaces is prose

_FIRST = r"^\s*([^,;|\n]+?)\s*(?:[,;|\n]|$)"
EMAIL = r"^[^\s@/\\]{1,64}@[\p{L}0-9\-]+(?:\.[\p{L}0-9\-]+)*\.\p{L}{2,}$"
_PHONE = r"^(?:\+|00)[0-9 ().\-]{8,22}$"
_LOCAL_PHONE = r"^[0-9(][0-9 ()\-]{8,20}[0-9]$"
_HANDLE = r"^@[A-Za-z0-9_.]{2,64}$"
_TOKEN = r"^@?[\p{L}0-9_.\-]{3,64}$"
_MADE_UP = r"^@|^\p{Ll}|[0-9_]"
_URL = r"^(?:https?://|www\.)\S+$"
IBAN = r"^[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}$"
BASE58 = "[1-9A-HJ-NP-Za-km-z]"
WALLET = (
    r"^(?:0x[0-9a-fA-F]{40}|(?:bc1|ltc1|addr1|bitcoincash:)[a-z0-9]{25,110}|[13]" + BASE58 + r"{25,34}"
    r"|T" + BASE58 + r"{33}|r" + BASE58 + r"{24,34}|[LMDX]" + BASE58 + r"{26,33}|t1" + BASE58 + r"{33}"
    r"|[48][0-9AB]" + BASE58 + r"{93}|G[A-Z2-7]{55}|[EU]Q[A-Za-z0-9_\-]{46})$"
)
_ADDRESS = r"^[A-Za-z0-9:_\-]{20,}$"
# A file that is called like a picture, also in a list; an address is none, for nothing is fetched.
PICTURE_FILE = r"(?i)^(?:[^:]|:[^/:])+\.(?:jpe?g|jpe|jfif|png|gif|webp|bmp|heic|heif|avif|tiff?)[\]\s\"']*$"
_DATE = (
    r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ]\S.*)?$|^[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}(?:,?\s.*)?$"
    r"|^(?:\p{L}+\.?,?\s+)?[0-9]{1,2}\s+\p{L}{3,}\.?,?\s+[0-9]{4}(?:\s.*)?$"
    r"|^\p{L}{3,}\.?\s+[0-9]{1,2},?\s+[0-9]{4}(?:\s.*)?$"
)


@cache
def _profile() -> str:
    hosts = "|".join(re.escape(host) for host in names.data()["hosts"]["profiles"])
    return rf"(?i)^(?:https?://)?(?:[a-z]{{1,3}}\.|www\.)?(?:{hosts})/@?[^/\s?#]{{2,}}"


@cache
def empty_values() -> frozenset[str]:
    """Return the cells that say "nothing here", lower case."""
    return frozenset(names.data()["values"]["empty"])


def is_empty(values: pl.Series) -> pl.Series:
    """Tell which values name nothing: none, blank, ``n/a``, ``нет``, ``yes`` ..."""
    text = values.str.strip_chars().str.to_lowercase()
    return (text.fill_null("") == "") | text.is_in(sorted(empty_values())).fill_null(True)


def is_profile(values: pa.StringArray) -> pl.Series:
    """Tell which links are the address of an account on a known site."""
    return pl.Series(values).cast(pl.String).str.contains(_profile()).fill_null(False)


@dataclass(frozen=True, slots=True)
class Look:
    """What the values of a column look like.

    Attributes
    ----------
    filled
        Values in the sample that are not empty.
    length
        Their mean length in characters.
    spaced
        Share of them that are more than one word.
    prose
        Whether they are text: long, with spaces.
    kind
        The kind of identifier that four in five are, whatever the column is called; empty for none.
    picture
        Whether half of them are called like files of pictures.
    phone, url, date, address, token
        Whether four in five are digits such as phones have, links, dates with a year, long words such as
        addresses of a chain, or account names (one word that looks made up rather than a person's).
    """

    filled: int = 0
    length: float = 0.0
    spaced: float = 0.0
    prose: bool = False
    kind: str = ""
    picture: bool = False
    phone: bool = False
    url: bool = False
    date: bool = False
    address: bool = False
    token: bool = False


_STRONG = (
    ("email", EMAIL), ("wallet", WALLET), ("phone", _PHONE), ("username", _HANDLE), ("iban", IBAN),
    (names.PICTURE, PICTURE_FILE),
)  # fmt: skip


def look(values: pa.StringArray) -> Look:
    """Look at the first values of a column.

    Examples
    --------
    >>> look(pa.array(["a@example.org", None, "b@example.org"])).kind
    'email'
    """
    series = pl.Series(values.slice(0, SAMPLE)).cast(pl.String)
    full = series.filter(~is_empty(series))
    if not len(full):
        return Look()
    length = float(full.str.len_chars().mean() or 0.0)  # type: ignore[arg-type]
    spaced = float(full.str.contains(r"\S\s+\S").mean() or 0.0)  # type: ignore[arg-type]
    prose = length > PROSE and spaced > 0.5
    first = full.str.extract(_FIRST).fill_null("")

    def most(pattern: str, share: float = 0.8) -> bool:
        return int(first.str.contains(pattern).sum()) >= share * len(first)

    kind = ""
    if not prose:
        kind = next((name for name, pattern in _STRONG if most(pattern)), "link" if most(_profile()) else "")
    return Look(
        filled=len(full),
        length=length,
        spaced=spaced,
        prose=prose,
        kind=kind,
        picture=most(PICTURE_FILE, 0.5),
        phone=most(_LOCAL_PHONE) and int(first.str.count_matches("[0-9]").ge(10).sum()) >= 0.8 * len(first),
        url=most(_URL),
        date=most(_DATE),
        address=most(_ADDRESS),
        token=most(_TOKEN) and most(_MADE_UP, 0.5),
    )
