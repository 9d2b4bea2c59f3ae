"""The reader of payment handles: cashtags, payment links, and what stands behind a payment service's name.

Phones and mail addresses given for payment are read here as the service's handle, and left to other readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from graphkit.identifiers import payment_before as before
from graphkit.identifiers import payment_places as places
from graphkit.identifiers import payment_values as values
from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.handle_words import is_number_word
from graphkit.identifiers.lazy_pattern import Lazy
from graphkit.identifiers.payment_columns import of_column
from graphkit.identifiers.payment_purses import bare_purse, found_of, webmoney_behind
from graphkit.identifiers.payment_values import SERVICES, Service, Value
from graphkit.identifiers.phone_disguised import DISGUISED
from graphkit.identifiers.proposing import Gated, Proposals

_TAGGED = "|".join(SERVICES[kind].names for kind in ("cashapp", "chime"))
_SIGNED = "|".join(SERVICES[kind].names for kind in ("venmo", "revolut", "paypal", "wise"))
_LINKS = {
    "cashapp": r"cash\.(?:app|me)/\$?",
    "venmo": r"venmo[., ]com/(?:u/)?",
    "paypal": r"(?:paypal[., ](?:me|com/paypalme)|pp\.me)/",
    "revolut": r"revolut\.me/",
    "wise": r"wise\.com/pay/(?:me|business|r)/",
    "qiwi": r"qiwi\.com/[np]/",
    "kaspi": r"kaspi\.kz/pay/",
    "monzo": r"monzo\.me/",
    "monobank": r"send\.monobank\.ua/(?:jar/)?",
    "upi": r"upi:/{1,2}pay\?(?:[a-z]{2}=[^&\s]{0,60}&){0,6}pa=",
    "yoomoney": r"(?:yoomoney\.ru|money\.yandex\.ru)/(?:to/|quickpay/[a-z-]{1,20}\?receiver=)",
}
_NAMES = "|".join(s.names for s in SERVICES.values())
# The engine is quick with short tails and with whole lines, and slow with long counted ones: so a name takes
# the rest of its line, and judging looks for everything in it.
_LINK_HEADS = f"(?i-u:{'|'.join(link for kind, link in _LINKS.items() if kind != 'upi')})"
_BEHIND_SIGN = (
    rf"@[0-9A-Za-z][{values.HANDLE_CHARS}]+(?: (?:on|via|for|is my)(?: my)? | ?\(| - | )(?:{_SIGNED})"
)
_PATTERN = (
    r"(?i-u:upi:/{1,2}pay\?)\S+"
    rf"|{_LINK_HEADS}[0-9A-Za-z_-]+"
    rf"|(?:{before.PROPOSED}|\$)?(?:{_NAMES})(?:[ \t:=*)\u2013\u2014-]*\n[^\n]+|[^\nA-Za-zа-яё][^\n]*|$)"
    r"|[Pp][Pp] ?[:=-] ?[0-9A-Za-z][0-9A-Za-z._%+-]*@[0-9A-Za-z-]+\.[0-9A-Za-z.-]+"
    rf"|(?:(?i:кошел[её]к|purse|wallet)[ :№#-]+)?[ZREUKzreuk][0-9]{{12}}(?:(?: on)?[ (–-]+(?:{SERVICES['webmoney'].names}))?"
    r"|4100 ?1(?: ?[0-9])+"
    rf"|(?i:dollar[ -]?sign|знак доллара) [A-Za-z][0-9A-Za-z_-]*(?: [A-Za-z]+){{0,3}}[ (\[-]{{1,3}}(?:{_TAGGED})"
    rf"|\$[A-Za-z][0-9A-Za-z_-]*(?:(?: [A-Za-z]+){{0,3}}[ (\[-]{{1,3}}(?:{_TAGGED})|\.[0-9A-Za-z]+)?"
    rf"|£[A-Za-z][0-9A-Za-z_-]*(?: [A-Za-z]+){{0,3}}[ (\[-]{{1,3}}(?:{SERVICES['cashapp'].names})"
    rf"|[0-9A-Za-z][0-9A-Za-z._-]*@(?i-u:{values.UPI_HANDLES})(?:\.[0-9A-Za-z]+)?"
    rf"|{_BEHIND_SIGN}"
)
# What the above have in them: most texts hold none of it, and an address or number before a name costs time to try.
_GATE = (
    rf"{_LINK_HEADS}|(?i-u:upi:/{{1,2}}pay)|(?:{_NAMES})(?:[ \t:=*)\u2013\u2014-]*\n|[^\nA-Za-zа-яё]|$)|[Pp][Pp] ?[:=-]"
    r"|[ZREUKzreuk][0-9]{12}|4100 ?1|(?i:dollar[ -]?sign|знак доллара) |[$£][A-Za-z]"
    rf"|@(?i-u:{values.UPI_HANDLES})|{_BEHIND_SIGN}"
)
_PROPOSED = Gated(_PATTERN, gate=_GATE)

# The same hooks for judging, on text in lower case. The look-ahead spares most places the long alternation.
# What a link, a purse, a tag, a handle or a name begins with.
_FIRST = f"[{re.escape(''.join(sorted({*'cvprwqkymzeus4$£@dз', *values.NAME_STARTS})))}]"
_HOOK = Lazy(
    rf"(?={_FIRST})(?<!\w)(?:"
    + "|".join(f"(?P<link_{kind}>{link})" for kind, link in _LINKS.items())
    + rf"|{places.NAMES}|(?P<purse>[zreuk][0-9]{{12}}|4100 ?1(?: ?[0-9]){{6,15}})|(?P<at>@)"
    + r"|(?P<tag>\$|£(?=[a-z])|(?:dollar[ -]?sign|знак доллара) (?=[a-z])))"
)
_PP = re.compile(rf"[Pp][Pp] ?[:=-] ?(?P<mail>{places.MAIL.pattern})")
_PA = re.compile(
    r"(?P<name>[0-9A-Za-z][0-9A-Za-z._-]{1,63})(?:@|%40)(?P<bank>[A-Za-z][0-9A-Za-z]{1,30})(?![\w.@])"
)
# What shows that a line is a program's, whose variables begin with a dollar sign.
_CODE = re.compile(
    r"\becho \$|\bexport \w+=|\bfor \w+ in \$|; ?(?:do|then)\b|\bprintf\b|\$(?:HOME|PATH|USER|PWD)\b|\$this->|\$_(?:GET|POST)"
)
_STOCK_BEFORE = re.compile(r"(?i)\b(?:stocks?|shares?|tickers?|nasdaq|nyse|акци[яиюй])\b[^.!?\n$]{0,24}\Z")
_STOCK_BEHIND = re.compile(r"(?i) (?:stocks?|shares?|calls|puts|акции)\b")
_AROUND = 60  # characters on either side of a tag that are looked at
_CAPITALS = 5  # letters that the sign of a stock has at most
# A tag in several words that is said to be one.
_TOGETHER = re.compile(
    r"(?P<more>(?: [A-Za-z]{2,12}){0,4}?),? \(?(?:(?:it'?s |is )?(?:all )?(?:one word|together|no spaces?)|слитно|без пробелов"
    r"|todo junto|sin espacios|tudo junto|sem espaços"
    r"|tout attaché|sans espaces?|zusammengeschrieben|ohne leerzeichen|bitişik)(?!\w)"
)
_APART = re.compile(r"(?: ?[0-9A-Za-z](?![0-9A-Za-z])){3,20}")
_HANDLE = re.compile(f"[{values.HANDLE_CHARS}]{{1,40}}")
_NAME = Lazy(_NAMES)
_UPI = re.compile(rf"(?P<name>[0-9a-z][0-9a-z._-]{{1,63}})@(?:{values.UPI_HANDLES})\Z")
_BEFORE_NUMBER = re.compile(r"[ \t:=(*-]{1,4}(?:(?:is|at|to|on|на|по)[ :]{1,2})?(?P<word>[^\W\d_]{2,12})")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


class PaymentReader:
    """Reads handles of payment services; ``payment.toml`` describes them."""

    name = "payment"
    kinds: Sequence[Kind] = tuple(
        # A phone joins by itself; as a payment handle it only tells what it is used for.
        Kind(s.kind, "payment", joins="phone" not in s.takes, reliability=0.85)
        for s in SERVICES.values()
    )
    pattern = _PATTERN
    regional = True
    placed = False
    priority = 20

    def propose(self, column: pl.Series) -> Proposals:
        """Return the candidates of a column, by row."""
        return _PROPOSED.propose(column)

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the handles that the candidate holds."""
        upi = _UPI.match(candidate.lower())
        if upi:
            inside = context.before in ("a", "0", "_", ".", "-", "@", "/")
            more = context.after in ("a", "0", "_", "-", "@", "/")
            if inside or more:
                tracing.note("a mail address, or it goes on on either side")
            return () if inside or more else _of_upi(candidate, context)
        if short := _PP.match(candidate):
            if context.before in ("a", "0", "_"):
                return ()
            address = values.mail(short["mail"])
            return [
                found_of(
                    "paypal",
                    address,
                    short.start("mail"),
                    short.start("mail") + len(address.value),
                    "labelled",
                )
            ]
        return list(_read(candidate, context))

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the handles of a column that holds them: of one service, or ``payment`` for any."""
        service = SERVICES.get(kind)
        found = (
            [found_of(kind, *read, "declared") for read in of_column(service, raw, context)]
            if service
            else []
        )
        return found or list(_read(raw, context))


def _of_upi(candidate: str, context: Context) -> Sequence[Found]:
    """Read ``name@bank`` of India's payment network, which no mail address is: its end has no dot."""
    short = len(candidate.rpartition("@")[2]) < 4
    if short or context.after == ".":
        tracing.note("the bank's short name may be a word, or a mail address goes on")
    sure = 0.6 if context.after == "." else 0.75 if short else 0.9
    return [found_of("upi", Value(candidate.lower(), sure), 0, len(candidate), "form")]


def _read(text: str, context: Context) -> Iterator[Found]:
    """Yield the handles of a text, in order."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered, and offsets must hold
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    end, spoken, taken = 0, -1, 0  # where Cash App was last named in the same sentence; what was read last
    while hook := _HOOK.search(lower, end):
        start, group = hook.start(), hook.lastgroup or ""
        end = hook.end()
        sign = text[start - 1] if start else context.before
        if sign.isalnum() or sign == "_":
            continue
        found: Found | None = None
        if group.startswith("link_"):
            found = None if sign == "-" else _of_link(text, hook, group[5:])
        elif group.startswith("name_"):
            all_found, end = _of_names(text, lower, hook, context, taken)
            spoken = end if group == "name_cashapp" else spoken
            yield from all_found
            end = max([end, *(f.end for f in all_found)])
            taken = end if all_found else taken
            continue
        elif group == "tag":
            if _NAME.match(lower, end):  # "$cashapp: name"
                continue
            named, width = spoken >= 0 and _same_sentence(text, spoken, start), len(hook[0])
            if (hook[0] == "$") or named or before.has_tag_suffix(lower, end):
                found = _of_tag(text, lower, start, context, named, width)
        elif group == "at":
            found = _of_at(text, lower, start, sign, context)
        else:
            found = bare_purse(text, hook, context)
        if found:
            yield found
            end = taken = max(end, found.end)


def _of_link(text: str, hook: re.Match[str], kind: str) -> Found | None:
    """Read the handle in a payment link; the link reader reads the link itself."""
    if kind == "upi":
        said = _PA.match(text, hook.end())
        value = Value(f"{said['name']}@{said['bank']}".lower(), 0.97) if said else None
        return found_of(kind, value, *said.span(), "link") if said and value else None
    handle = _HANDLE.match(text, hook.end())
    if not handle:
        return None
    service, path, word = SERVICES[kind], hook[0], handle[0]
    value = None
    if kind == "yoomoney":
        value = values.purse(word, named=True)
    elif kind == "monobank":  # whose codes have letters of both cases
        value = Value(word, 0.95) if service.shape.fullmatch(word) and not word.islower() else None
    elif kind == "kaspi":
        value = Value(f"pay/{word.lower()}", 0.9)
    elif path.endswith("/p/"):
        read = values.phone("+" + word, service, ())
        value = read[0] if read else None
    elif service.shape.fullmatch(word) and (path.endswith(("$", "/u/")) or not values.is_page(word)):
        unsure = kind == "cashapp" and not path.endswith("$")
        value = Value(word.lower(), 0.6 if unsure else 0.9 if path.endswith("com/") else 0.98)
    if value is None:
        return None
    return found_of(kind, Value(value.value, value.confidence, shared=True), *handle.span(), "link")


def _same_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether nothing ends a sentence between two places some eighty characters apart at most."""
    return end - start <= 80 and not _SENTENCE_END.search(text, start, end)


def _of_tag(
    text: str, lower: str, start: int, context: Context, named: bool, width: int = 1, kind: str = ""
) -> Found | None:
    """Read a cashtag at its dollar sign, or at the words for it, of ``width`` characters.

    The service is the one named before it (``kind``), else the one named behind it, else Cash App.
    """
    apart = _APART.match(text, start + width) if named else None
    if apart:  # "$ W r e n n a 4"
        value = values.cashtag(apart[0].replace(" ", ""), labelled=True)
        value = Value(value.value, 0.85) if value else None
        return found_of(kind or "cashapp", value, start, apart.end(), "tag") if value else None
    match = _HANDLE.match(text, start + width)
    if not match or not match[0][0].isalpha():
        tracing.note("a price: figures follow the dollar sign")
        return None
    tag = match[0].rstrip("-_")
    end = start + width + len(tag)
    suffix = before.tag_suffix(lower, match.end())
    sign = text[start - 1] if start else context.before
    follows = text[end : end + 1] or context.after
    code = not suffix and not named and (sign in tuple("$/\\{#%&=<") or follows in tuple("[{(/=\\$;|"))
    if follows.isalnum() or code:
        tracing.note("a program's variable, or other letters go on behind it")
        return None
    if (named or suffix) and _CODE.search(text, max(0, start - _AROUND), end + _AROUND):
        tracing.note("a line of a program")
        return None
    stock = _STOCK_BEFORE.search(text[max(0, start - _AROUND) : start]) or _STOCK_BEHIND.match(text, end)
    if len(tag) <= _CAPITALS and tag.isupper() and stock:
        tracing.note("a stock")
        return None
    together = _TOGETHER.match(text, match.end()) if named or suffix else None
    if (
        together
        and together["more"]
        and not any(values.filler_word(word, 0) for word in together["more"].lower().split())
    ):
        value = values.cashtag(tag + together["more"].replace(" ", ""), labelled=True)
        return (
            found_of(kind or suffix or "cashapp", value, start, together.end("more"), "labelled")
            if value
            else None
        )
    if named and not kind and values.is_word_with_s(tag):
        tracing.note("a word whose s was written as a dollar sign")
        return None
    told = named or (suffix != "" and not values.is_word_with_s(tag))
    value = values.cashtag(tag, labelled=told)
    if value and places.goes_on(text, end):
        tracing.note("a full stop and letters follow, which no tag has")
        value = Value(value.value, min(value.confidence, 0.6))
    method = "labelled" if value and value.confidence > 0.9 else "tag"
    return found_of(kind or suffix or "cashapp", value, start, end, method) if value else None


def _of_at(text: str, lower: str, start: int, sign: str, context: Context) -> Found | None:
    """Read ``@handle on Venmo``; with only a space between, a name that goes on may be of another handle."""
    handle = _HANDLE.match(text, start + 1)
    suffix = before.signed_suffix(lower, handle.end()) if handle else None
    if not handle or not suffix or sign in (".", "/", "@", "-"):
        tracing.note("no service is named behind it, or a mail address or link goes on in it")
        return None
    kind, firm, end = suffix
    if not firm and (text[end : end + 1] or context.after) not in ("", "\n", ".", ",", ")", "!", ";"):
        tracing.note("the service's name behind it may speak of another handle")
        return None
    value = values.signed_handle(SERVICES[kind], handle[0])
    return found_of(kind, value, start, handle.end(), "labelled") if value else None


def _of_names(
    text: str, lower: str, hook: re.Match[str], context: Context, taken: int
) -> tuple[list[Found], int]:
    """Read what stands behind a name, or behind several: ``Zelle/CashApp: ...``; also say where to go on."""
    services = [SERVICES[(hook.lastgroup or "")[5:]]]
    name, listed = hook, True
    while (place := places.behind(text, lower, name.end())) and place.form == "name":
        listed = listed and places.is_list(place.filler)
        name = place.match
        further = SERVICES[(name.lastgroup or "")[5:]]
        services += [further] if further not in services else []
    if place is None or (place.form == "word" and services[-1].takes.isdisjoint(places.TAKES["word"])):
        said = _said_number(text, name.end(), services if listed else services[-1:], context)
        found = said or _given_before(text, hook, taken, services[:1], context)
        if not found:
            tracing.note("nothing behind the service's name that may be a handle")
        return found, name.end()
    if place.form == "tag":
        takers = [s.kind for s in services if "tag" in s.takes]
        width = len(place.match[0])
        kind = takers[0] if len(services) == len(takers) == 1 else "cashapp" if "cashapp" in takers else ""
        named = width == 1 or bool(takers)
        kinds = takers if listed and len(takers) > 1 else [kind]
        tags = [_of_tag(text, lower, place.match.start(), context, named, width, k) for k in kinds if named]
        return [tag for tag in tags if tag], name.end()
    taking = [s for s in services if not places.TAKES[place.form].isdisjoint(s.takes)]
    if not taking:
        tracing.note("what follows is nothing that the service takes")
        return _given_before(text, hook, taken, services[:1], context), name.end()
    if taking[-1].kind == "webmoney":
        return webmoney_behind(lower, name, place), name.end()
    # Of "Zelle/CashApp: 202..." all that take such a value are meant; of names apart in a sentence the last.
    found = []
    for service in taking if listed else taking[-1:]:
        at: places.Place | None = place
        while at and (read := places.judge(service, at, text, context)):
            start = at.match.start()
            found.append(found_of(service.kind, read[0], start, start + read[1], "labelled"))
            at = places.next_value(text, lower, start + read[1])
    return found or _given_before(text, hook, taken, services[:1], context), name.end()


def _said_number(text: str, end: int, services: Sequence[Service], context: Context) -> list[Found]:
    """Read the phone behind a name that is given in words: ``zelle: two zero two ...``."""
    takers = [s for s in services if "phone" in s.takes]
    start = _BEFORE_NUMBER.match(text, end)
    if not takers or start is None or not is_number_word(start["word"]):
        return []
    at = start.start("word")
    regions = context if context.regions else replace(context, regions=takers[0].regions)
    found = DISGUISED.judge(text[at : at + 160], regions)
    if not found or found[0].start > 0 or found[0].confidence < 0.7:
        tracing.note("the words behind it make no number")
        return []
    first, sure = found[0], min(found[0].confidence, 0.85)
    value = Value(first.value, sure, shared=True)
    return [found_of(s.kind, value, at + first.start, at + first.end, "labelled") for s in takers]


def _given_before(
    text: str, name: re.Match[str], taken: int, services: Sequence[Service], context: Context
) -> list[Found]:
    """Read the phone or mail address before a name behind which nothing stands."""
    read = before.value_before(text, name, taken, services, context)
    return [found_of(*read, "labelled")] if read else []


PAYMENT = PaymentReader()
