"""What stands behind the name of a payment service: tags, handles, phones, mail addresses, wallet numbers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from graphkit.identifiers import tracing
from graphkit.identifiers.checksums import yoomoney_purse
from graphkit.identifiers.fictional import is_fictional
from graphkit.identifiers.handle_sureness import is_calling
from graphkit.identifiers.handle_words import is_common, made_of_words
from graphkit.identifiers.label_patterns import disguised, either, leet, plain, spaced
from graphkit.identifiers.look_alikes import LOOK_ALIKES, latin

_LEAST_PARTED, _LEAST_SPACED = 5, 3
_LEAST_NAME = 6  # letters of a handle behind a colon that no figure marks
_LEAST_LONG = 5  # letters that a handle has which only a space parts from its service
_DATA = tomllib.loads((resources.files("graphkit.identifiers") / "payment.toml").read_text("utf-8"))
_WORDS = {name: frozenset(words.split()) for name, words in _DATA["words"].items()}
_CAMEL = re.compile(r"(?:[A-Z][a-z]+){2,}")
_ARROWS = frozenset("\u2192\u279c\u27a1\u27a4>")
_WORD = re.compile(r"[^\W\d_]{1,20}(?![\w@])")


@dataclass(frozen=True, slots=True)
class Service:
    """A payment service, as ``payment.toml`` describes it."""

    kind: str
    names: str
    takes: frozenset[str]
    shape: re.Pattern[str]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised handle and how sure it is.

    Attributes
    ----------
    value, confidence
        As in :class:`graphkit.identifiers.base.Found`.
    shared
        Whether the characters are a phone number or mail address that other readers must read too.
    """

    value: str
    confidence: float
    shared: bool = False


NAME_STARTS: set[str] = set()  # the characters that names of services begin with


def _names(labels: list[str], parted: bool) -> str:
    """Return the pattern of what a service is called: plain, in figures and look-alike letters, in signs between."""
    forms = []
    for label in labels:
        if parted and len(label) >= _LEAST_PARTED:
            forms.append(disguised(label))
        else:
            # With figures for letters, names of two letters would be too many words.
            forms.append(leet(label) if len(label) > 2 else plain(label))
            if len(label) >= _LEAST_SPACED and label.isalpha():
                forms.append(spaced(label))
    NAME_STARTS.update(c.lower() for form in forms for c in form[0] if re.fullmatch(form[0], c))
    return either(forms)


SERVICES = {
    kind: Service(
        kind,
        _names(row["labels"], row.get("parted", False)),
        frozenset(row["takes"]),
        re.compile(row.get("shape", "(?!)")),
        tuple(row.get("regions", ())),
    )
    for kind, row in _DATA["service"].items()
}

UPI_HANDLES = "|".join(sorted(_DATA["upi"]["handles"].split(), key=lambda h: (-len(h), h)))


def filler_word(text: str, start: int) -> str:
    """Return the word that starts here, if it may stand between a service's name and a handle."""
    word = _WORD.match(text, start)
    return word[0] if word and word[0] in _WORDS["filler"] else ""


def has_key(text: str) -> bool:
    """Tell whether the filler, in lower case, says that a handle follows: ``username``, ``tag``, ``ник``."""
    return not _WORDS["keys"].isdisjoint(_WORD.findall(text))


# What a handle is written with; letters of other alphabets only where they look Latin.
HANDLE_CHARS = f"0-9A-Za-z{LOOK_ALIKES}_-"


def is_page(path: str) -> bool:
    """Tell whether the first part of a path is a page of the service and nobody's handle."""
    return path.lower() in _WORDS["pages"]


def is_handle(word: str) -> bool:
    """Tell whether a word may be a handle: no digits alone, and none of the words that often stand there."""
    return word.lower() not in _WORDS["not_handles"] and not word.isdigit()


def _of_template(low: str) -> bool:
    """Tell whether a template's words alone, with lines between, make this up: ``order_id``."""
    parts = low.split("_")
    return len(parts) > 1 and all(
        p in _WORDS["not_tags"] or p in _WORDS["template"] or p.isdigit() for p in parts
    )


def cashtag(tag: str, labelled: bool) -> Value | None:
    """Judge what follows a dollar sign.

    Examples
    --------
    >>> cashtag("HoneyBee", labelled=False), cashtag("USD", labelled=True)
    (Value(value='honeybee', confidence=0.75, shared=False), None)
    """
    tag = latin(tag) or tag
    low = tag.lower()
    if not SERVICES["cashapp"].shape.fullmatch(tag):
        tracing.note("Cash App gives no such tags: too short, too long, or with other signs")
        return None
    if low.rstrip("0123456789") in _WORDS["not_tags"]:
        tracing.note("a currency, a variable of a program or a word that often follows a dollar sign")
        return None
    if len(tag) < 2 or _of_template(low):
        tracing.note("one letter" if len(tag) < 2 else "a variable of a template")
        return None
    if labelled:
        return Value(low, 0.97)
    if is_word_with_s(low):
        tracing.note("a word whose s was written as a dollar sign")
        return None
    if len(tag) < 3 or (tag.isupper() and tag.isalpha()):
        tracing.note("capitals behind a dollar sign may be a stock or a coin, and no service is named")
        return Value(low, 0.5)
    if "_" in tag or (tag == low and tag.isalpha()):
        tracing.note(
            "a plain word behind a dollar sign may be a variable, or begin with an s, and no service is named"
        )
        return Value(low, 0.65)
    return Value(low, 0.75)


def is_word_with_s(tag: str) -> bool:
    """Tell whether a dollar sign before this is the first letter of a word: ``$weet``."""
    low = tag.lower()
    return low in _WORDS["not_tags_with_s"] or (tag.isalpha() and is_common("s" + low))


def signed_handle(service: Service, handle: str) -> Value | None:
    """Judge ``@handle`` after a service's name."""
    handle = latin(handle) or handle
    if handle.lower() in _WORDS["not_handles"]:
        tracing.note("a place or a word")
        return None
    if "handle" not in service.takes or not service.shape.fullmatch(handle):
        tracing.note("the service gives no such handles: too short, too long, or with other signs")
        return None
    return Value(handle.lower(), {"venmo": 0.95, "revolut": 0.93}.get(service.kind, 0.8))


def bare_handle(service: Service, handle: str, filler: str, goes_on: bool = False) -> Value | None:
    """Judge a plain word after a service's name: a handle only after a colon, a key word, or with digits.

    Parameters
    ----------
    service, handle
        Of what, and the word.
    filler
        What stands between the two.
    goes_on
        Whether more words follow, as in a sentence, or the other name of a person.
    """
    handle = latin(handle) or handle
    low, keyed = handle.lower(), has_key(filler)
    if "code" in service.takes:
        return Value(handle.upper(), 0.93) if service.shape.fullmatch(handle) else None
    if not service.shape.fullmatch(handle) or not is_handle(handle):
        tracing.note("a common word or a number, or no such handles are given by the service")
        return None
    if "nick" in service.takes:
        if not keyed:
            tracing.note("no word before it says that it is a nickname")
        return Value(low, 0.85) if keyed else None
    if "handle" not in service.takes:
        tracing.note("the service has no handles")
        return None
    marked = any(char.isdigit() or char in "_-" for char in handle) and not _is_said(handle)
    called = (
        handle.isalpha() and is_calling(handle) and not (goes_on and (handle.islower() or handle.istitle()))
    )
    if not marked and not called and (goes_on or "@" not in filler):
        return _plain_word(low, filler, keyed, goes_on)
    if keyed or "@" in filler:
        return Value(low, 0.85)
    if called and _CAMEL.fullmatch(handle) and not _ARROWS.isdisjoint(filler):
        return Value(low, 0.75)
    return _unannounced(low, filler, marked)


def _plain_word(low: str, filler: str, keyed: bool, goes_on: bool) -> Value | None:
    """Judge a common word behind a service's name, or what people are called: it shows at most."""
    tracing.note("a common word, or what people are called, and no account")
    if keyed and not goes_on:
        return Value(low, 0.5)
    return Value(low, 0.4) if ":" in filler and "@" not in filler and not keyed else None


def _unannounced(low: str, filler: str, marked: bool) -> Value | None:
    """Judge a word that looks like a handle, by the signs before it; ``marked`` by a figure, line or hyphen."""
    if marked and " is " in filler:
        return Value(low, 0.8)
    if ":" in filler or "=" in filler:
        return Value(low, 0.8 if marked else 0.75 if len(low) >= _LEAST_NAME else 0.6)
    if not marked or not any(char.isalpha() for char in low):
        tracing.note("a plain word, and no sign before it says that it is a handle")
        return None
    joined = any(char in "-\u2013\u2014\u2192>" for char in filler)
    long = sum(char.isalpha() for char in low) >= _LEAST_LONG and low[0].isalpha()
    return Value(low, 0.75 if joined else 0.72 if long and not filler.strip() else 0.6)


def _is_said(handle: str) -> bool:
    """Tell whether common words with figures make this up: ``accepted24h``."""
    parts = [p for p in re.split("[^a-z]+", handle.lower()) if len(p) > 2]
    return made_of_words(handle) or (bool(parts) and all(p in _WORDS["not_handles"] for p in parts))


def mail(address: str) -> Value:
    """Return a mail address given as a payment handle."""
    return Value(address.rstrip(".-").lower(), 0.9, shared=True)


def phone(text: str, service: Service, regions: tuple[str, ...]) -> tuple[Value, int] | None:
    """Read a phone number given as a payment handle.

    Parameters
    ----------
    text
        Starts with the number; what follows may be more than it.
    service
        Says where a number without country code is from, when the record does not.
    regions
        The record's regions, best first.

    Returns
    -------
    tuple or None
        The number in E.164, and how many characters of the text it takes.
    """
    whole = end = len(text)
    while sum(char.isdigit() for char in text[:end]) >= 7:
        for region, sure in (
            [(None, 0.93)]
            if "+" in text[:end]
            else [
                *((region, 0.88) for region in regions),
                *((region, 0.8) for region in service.regions),
            ]
        ):
            number = _e164(text[:end], region)
            if number:
                if end < whole:
                    tracing.note("the figures at the end belong to no number")
                return Value(number, sure, shared=True), end
        end = max(text.rfind(char, 0, end) for char in " -./")
        if end < 0:
            break
        end = len(text[:end].rstrip(" -./("))
    tracing.note("no phone number of the record's regions, nor of those where the service is used")
    return None


@lru_cache(maxsize=4096)
def _e164(text: str, region: str | None) -> str | None:
    """Return a number in E.164 if its plan allows it or its regulator keeps it for fiction."""
    import phonenumbers  # here, because loading the numbering plans takes longer than most commands

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    e164: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 if phonenumbers.is_valid_number(number) or is_fictional(e164) else None


def masked_card(text: str) -> Value | None:
    """Return a card number that was masked at ingest: it tells what was given, and is no key to anyone."""
    bare = "".join(char for char in text if char.isdigit() or char == "*")
    return Value(bare, 0.6, shared=True) if re.fullmatch(r"[0-9]{6}\*{3,9}[0-9]{4}", bare) else None


def may_be_tax_number(text: str) -> bool:
    """Tell whether what is given as a Pix key is, or may be, a CPF: the number of a person at the tax office.

    Its eleven digits end in two that check the others modulo 11; such numbers are not read.

    Examples
    --------
    >>> may_be_tax_number("111.444.777-35"), may_be_tax_number("+55 11 90000-0000")
    (True, False)
    """
    parted = re.fullmatch(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}[-/.][0-9]{2}", text) is not None
    if not parted and not re.fullmatch("[0-9]{11}", text):
        return False
    if not parted and not checks_out(text):
        return False
    tracing.note("a taxpayer's number (CPF): such are not read")
    return True


def checks_out(digits: str) -> bool:
    """Tell whether the last two of eleven digits check the others as those of a CPF do."""
    sums = [sum(int(c) * (size + 1 - i) for i, c in enumerate(digits[:size])) for size in (9, 10)]
    return [total * 10 % 11 % 10 for total in sums] == [int(c) for c in digits[9:]]


def purse(digits: str, named: bool) -> Value | None:
    """Judge a YooMoney wallet number, with or without the service's name before it."""
    if not digits.startswith("4100" if named else "41001") or not 11 <= len(digits) <= 20:
        tracing.note("a wallet of YooMoney begins with 4100 and has 11 to 20 figures")
        return None
    if yoomoney_purse(digits):
        return Value(digits, 0.98 if named else 0.9)
    tracing.note("the check figures of the wallet are wrong")
    return Value(digits, 0.75) if named else None
