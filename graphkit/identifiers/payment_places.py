"""What stands behind the name of a payment service: over which words it is reached, and what it is worth."""

from __future__ import annotations

import re
from typing import NamedTuple

from graphkit.identifiers import payment_values as values
from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context
from graphkit.identifiers.lazy_pattern import Lazy
from graphkit.identifiers.payment_values import SERVICES, Service, Value

NAMES = "|".join(f"(?P<name_{s.kind}>{s.names})(?![^\\W\\d_])" for s in SERVICES.values())
MAIL = re.compile(r"[0-9A-Za-z][0-9A-Za-z._%+-]{0,63}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,4}")
NUMBER = re.compile(r"\+?[0-9(][0-9 ()./*\u00a0-]{5,24}[0-9]")
# In groups, more figures behind them make it another wallet's, or a card.
PURSE = re.compile(
    r"(?P<purse>[a-z]?(?:[0-9]{12}|[ -]?[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![ -][0-9])))(?![0-9a-z])"
)
# Signs and pictures between a name and a handle; a full stop ends what the name speaks of.
_SEPARATORS = re.compile(r"(?:[^\w\n@$£+.!?;]|£(?![A-Za-z])|@(?= )){0,12}")
# A mail address with its signs in words or brackets: "honey [at] proton [dot] me".
_SAID_AT = r"(?: ?[\[({<] ?(?:at|@|собака|arroba) ?[\])}>] ?| (?:at|собака|arroba) )"
_SAID_DOT = r"(?: ?[\[({<] ?(?:dot|\.|точка|punto|ponto) ?[\])}>] ?| (?:dot|точка|punto|ponto) )"
SAID_MAIL = re.compile(
    rf"(?i:[0-9a-z][0-9a-z._+-]{{1,40}}{_SAID_AT}[0-9a-z-]{{2,40}}(?:(?:{_SAID_DOT}|\.)[a-z]{{2,10}}){{1,3}})(?![\w@])"
)
_SAID_UPI = re.compile(rf"(?i:[0-9a-z][0-9a-z._-]{{1,40}}{_SAID_AT}(?:{values.UPI_HANDLES}))(?![\w.@-]*\w)")
_AT, _DOT = re.compile(f"(?i:{_SAID_AT})"), re.compile(f"(?i:{_SAID_DOT})")
_AMOUNT = re.compile(r"[$€£]?[0-9]{1,4}(?:\.[0-9]{2})?[$€£]?(?= )")
_WORDS_BETWEEN = re.compile(r"\b(?:or|and|и|или|y|e|o|ou|ve|und|oder|et)\b")
_ALSO = re.compile(r" ?(?:[,/|&]|or|and|и|или) ?")
_WORD = re.compile(r"[^\W_][\w.-]{0,40}")
_FORMS = (
    ("tag", re.compile(r"\$ ?(?=[0-9A-Za-z])|£(?=[A-Za-z])|dollar[ -]?sign[ :]{1,2}|знак доллара[ :]{1,2}")),
    ("key", re.compile(SERVICES["pix"].shape.pattern + "(?![0-9A-Za-z-])")),
    ("upi", re.compile(rf"[0-9A-Za-z][0-9A-Za-z._-]{{1,63}}@(?i:{values.UPI_HANDLES})(?![\w.@-]*\w)")),
    ("mail", SAID_MAIL),
    ("upi", _SAID_UPI),
    ("signed", re.compile(rf"@[{values.HANDLE_CHARS}]{{1,40}}")),
    ("mail", MAIL),
    ("purse", PURSE),
    ("number", NUMBER),
    ("name", Lazy(NAMES)),
    ("disguised", re.compile(r"(?=[0-9 -]*[A-Za-zІіОо|])4[0-9IilLOoІіОо| -]{10,24}[0-9IilLOoІіОо|](?!\w)")),
    ("word", _WORD),
)
_FIGURES = str.maketrans("IilLІі|OoОо", "11111110000")
_CPF = re.compile(r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}[-/. ]?[0-9]{2}(?![0-9])")
TAKES = {
    "mail": {"email"},
    "signed": {"handle"},
    "number": {"phone", "purse", "account"},
    "purse": {"phone", "purse"},
    "key": {"key"},
    "upi": {"upi"},
    "word": {"handle", "nick", "code"},
    "disguised": {"purse"},
}
_NEXT_LINE = re.compile(r"[ \t:=*)\u2013\u2014-]*\n[ \t*\u2022-]*")
_OWN_LINE = frozenset({"tag", "signed", "mail", "key", "upi"})
_GOES_ON = re.compile(r"[^\W\d_]|\.[a-z]")
_ACCOUNT = re.compile(r"[0-9](?:[ -]?[0-9]){9}(?![0-9])")
# Signs of a handle in words: "honey dash sun".
_SPELT = {
    "-": "dash|hyphen|minus|тире|дефис",
    "_": "underscore|under score|(?:нижнее )?подч[её]ркивание",
    ".": "dot|точка",
}
_MORE = re.compile(rf"(?: (?:{'|'.join(_SPELT.values())}) [0-9A-Za-z]+)+(?!\w)")
_LEAST_WALLET = 13  # figures of a wallet in which letters stand for some
_MOST_WORDS = 8  # of filler between a name and its handle


class Place(NamedTuple):
    """What stands behind names of services: which form of value, where, and the filler before it."""

    form: str
    match: re.Match[str]
    filler: str


def behind(text: str, lower: str, start: int) -> Place | None:
    """Walk over separators and filler words to the first thing that may be a handle, or to another name."""
    end = start
    if lower[end : end + 1].isalpha():
        return None
    line = _NEXT_LINE.match(text, end)
    if line:
        place = _value_at(text, lower, line.end(), line[0])
        # A number below a list of ways to pay is as likely the one to call, but not behind a colon.
        return place if place and (place.form in _OWN_LINE or ":" in line[0]) else None
    for _ in range(_MOST_WORDS):
        gap = _SEPARATORS.match(text, end)
        end = gap.end() if gap else end
        filler = lower[start:end]
        word = values.filler_word(lower, end)
        amount = None if word else _AMOUNT.match(lower, end)
        if amount and (place := _tag_behind(text, lower, start, amount.end())):
            return place
        if not word:
            return _value_at(text, lower, end, filler)
        end += len(word)
    return None


def _tag_behind(text: str, lower: str, start: int, end: int) -> Place | None:
    """Return the tag or signed handle behind an amount and a word or two: ``25 at $name``."""
    for _ in range(3):
        gap = _SEPARATORS.match(text, end)
        end = gap.end() if gap else end
        word = values.filler_word(lower, end)
        if not word:
            break
        end += len(word)
    place = _value_at(text, lower, end, lower[start:end])
    tag = place is not None and (
        place.form == "signed" or (place.form == "tag" and lower[end + 1 : end + 2].isalpha())
    )
    return place if tag else None


def _value_at(text: str, lower: str, start: int, filler: str) -> Place | None:
    """Return the value that starts here, by the first form that fits."""
    for form, pattern in _FORMS:
        match = pattern.match(lower if form in ("name", "purse", "key", "tag") else text, start)
        if match and not (form == "name" and _is_more(lower, match)):
            return Place(form, match, filler)
    return None


def _is_more(lower: str, name: re.Match[str]) -> bool:
    """Tell whether a service's name goes on, as a longer word or as a link: ``paypal.me/...``."""
    end = name.end()
    return _GOES_ON.match(lower, end) is not None or ("." in name[0] and lower[end : end + 1] == "/")


def judge(service: Service, place: Place, text: str, context: Context) -> tuple[Value, int] | None:
    """Judge a value for a service: what it is, and how many characters it takes."""
    raw, end = place.match[0], place.match.end()
    follows = text[end : end + 1] or context.after
    if place.form in ("mail", "upi") and "@" not in raw:
        said = values.mail(_DOT.sub(".", _AT.sub("@", raw)))
        return Value(said.value, 0.85, shared=place.form == "mail"), len(raw)
    if place.form == "mail":
        return values.mail(raw), len(raw.rstrip(".-"))
    if place.form in ("key", "upi"):
        return Value(raw.lower(), 0.97 if place.form == "upi" else 0.95), len(raw)
    if place.form == "disguised":
        digits = re.sub("[ -]", "", raw).translate(_FIGURES)
        wallet = values.purse(digits, named=True) if len(digits) >= _LEAST_WALLET else None
        return (Value(wallet.value, min(wallet.confidence, 0.9)), len(raw)) if wallet else None
    if (
        service.kind == "pix"
        and place.form == "number"
        and "cpf" in place.filler
        and (tax := _CPF.match(raw))
    ):
        digits = re.sub(r"\D", "", tax[0])
        return (Value(digits, 0.9), len(tax[0])) if values.checks_out(digits) else None
    if place.form in ("number", "purse"):
        return _number(service, raw, follows, context)
    more = _MORE.match(text, end) if place.form in ("word", "signed") else None
    if more:
        return _spelt(service, raw + more[0])
    if place.form == "word":
        bare = raw.rstrip(".-_")
        behind = text[end : end + 2] or context.after
        sentence = behind[:1] in (" ", "\u00a0") and (behind[1:].isalpha() or len(behind) < 2)
        value = values.bare_handle(service, bare, place.filler, sentence)
        return (value, len(bare)) if value and follows != "@" and not follows.isalnum() else None
    if follows.isalnum() or follows in ("_", "@") or (not place.filler and follows == "."):
        tracing.note("letters go on behind it: no handle")
        return None
    bare = raw.rstrip("-_")
    value = values.signed_handle(service, bare[1:])
    if value and goes_on(text, end):
        tracing.note("a full stop and letters follow, which no handle has")
        value = Value(value.value, min(value.confidence, 0.6))
    return (value, len(bare)) if value else None


def _spelt(service: Service, raw: str) -> tuple[Value, int] | None:
    """Read a handle whose signs are words."""
    handle = raw.lstrip("@")
    for sign, words in _SPELT.items():
        handle = re.sub(f" (?:{words}) ", sign, handle)
    value = values.signed_handle(service, handle)
    return (Value(value.value, min(value.confidence, 0.85)), len(raw)) if value else None


def goes_on(text: str, end: int) -> bool:
    """Tell whether a dot and more letters follow, which no handle of these services has."""
    return text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()


def is_list(filler: str) -> bool:
    """Tell whether what stands between two names makes them a list: ``/``, ``and``, ``или``."""
    return _WORDS_BETWEEN.sub("", filler).strip(" ,/|&+") == ""


def next_value(text: str, lower: str, end: int) -> Place | None:
    """Return the phone or mail address that is given beside one: ``a@b.org or 202...``."""
    also = _ALSO.match(lower, end)
    place = _value_at(text, lower, also.end(), also[0]) if also else None
    return place if place and place.form in ("mail", "number") else None


def _number(service: Service, raw: str, follows: str, context: Context) -> tuple[Value, int] | None:
    """Read a phone, a wallet number or a masked card."""
    if "account" in service.takes:
        return _account(service, raw, follows)
    if service.kind == "pix" and values.may_be_tax_number(raw):
        return None
    if "phone" in service.takes:
        card = values.masked_card(raw) if service.kind == "kaspi" else None
        return (card, len(raw)) if card else values.phone(raw, service, context.regions)
    digits = raw.replace(" ", "").replace("-", "")
    if not digits.isdigit() or follows.isalnum():
        tracing.note("no wallet's number: other signs in it, or letters behind it")
        return None
    purse = values.purse(digits, named=True)
    return (purse, len(raw)) if purse else None


def _account(service: Service, raw: str, follows: str) -> tuple[Value, int] | None:
    """Read a number of as many figures as the service's accounts have."""
    number = _ACCOUNT.match(raw)
    if number is None or (number.end() == len(raw) and follows.isalnum()):
        tracing.note("an account of the service has ten figures")
        return None
    digits = re.sub("[ -]", "", number[0])
    # A mobile number of the country has as many figures.
    mobile = digits.startswith("5")
    if mobile:
        tracing.note("it may be a mobile number")
    sure = 0.6 if mobile else 0.9
    return (Value(digits, sure), number.end()) if service.shape.fullmatch(digits) else None
