"""Accounts named without a link: ``@name``, and names behind a platform's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graphkit.identifiers.accounts import Platform, account_name, load_rules, platform_named
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.domains import host_ascii, registrable
from graphkit.identifiers.web import WEB

_PHONES = frozenset({"telegram", "whatsapp", "viber", "signal"})


def _either(words: Iterable[str]) -> str:
    """Return an alternation, longest first; Latin words without regard to case by ASCII rules, for speed."""
    ordered = sorted(dict.fromkeys(words), key=lambda w: (-len(w), w))
    latin = "|".join(re.escape(w).replace(r"\ ", " ") for w in ordered if w.isascii())
    other = "|".join(re.escape(w).replace(r"\ ", " ") for w in ordered if not w.isascii())
    return f"(?:(?i-u:{latin})|(?i:{other}))"


_LABELS = _either(w for p in load_rules().platforms for w in p.labels)
_STRICT = _either(w for p in load_rules().platforms for w in p.strict)
_ANY = f"(?:{_LABELS}|{_STRICT})"
_BETWEEN = r"(?:[\s,/&+|]+(?:(?i-u:and|or)\s+|(?i:и|или)\s+)?)"
_WORDS = "username|user|nickname|nick|name|id|is|handle|account|channel|me"
_FILLER = rf"(?:(?i-u: (?:{_WORDS}))|(?i: (?:ник|канал|аккаунт|логин)|-(?:ға|ге|да|де)(?: жазыңыз)?))?"
_NAME = r"(?:live:)?[0-9A-Za-z_.][0-9A-Za-z_.#-]*"
_GAP = r"[\s:=@()\[\]>*\x22'~|-]"
# A strict label must have one of these signs, or every "line" is a candidate.
_SIGN = r"[ \t)]*[:=@]"
_LABELLED = (
    rf"{_ANY}(?:{_BETWEEN}{_ANY})*{_FILLER}{_SIGN}{_GAP}*{_NAME}"
    rf"|{_LABELS}(?:{_BETWEEN}{_LABELS})*{_FILLER}{_GAP}+{_NAME}"
)
_BARE = rf"@[0-9A-Za-z_][0-9A-Za-z_.#-]*(?:(?: ?\(|(?i-u: on | via )|(?i: в | на )){_ANY})?"
_PATTERN = f"{_LABELLED}|{_BARE}"

# The same pieces for judging, in the grammar of Python.
_ONE = re.compile(_ANY.replace("(?i-u:", "(?i:"))
_JOIN = re.compile(_BETWEEN.replace("(?i-u:", "(?i:"))
_FILL = re.compile(_FILLER.replace("(?i-u:", "(?i:"))
_SPACE = re.compile(rf"{_GAP}*")
_TAIL = re.compile(rf"(?: ?\(|(?i: on | via | в | на ))(?P<label>{_ANY.replace('(?i-u:', '(?i:')})\Z")
_CLOCK = re.compile(r"[0-9._]+(?:[ap]m|h|hrs?|k|x|st|nd|rd|th)?", re.IGNORECASE)
_IN_COLUMN = re.compile(r"[^,;\n]+")
_COLUMN_NAME = re.compile(r"@?(?P<name>[\w.#:-]{2,100})")


def _kinds() -> tuple[Kind, ...]:
    joins = {p.kind: p.joins for p in load_rules().platforms}
    return (
        *(Kind(kind, "account", joins=j, reliability=0.9) for kind, j in joins.items()),
        Kind("username", "account", joins=False, reliability=0.5),
    )


class HandleReader:
    """Reads names of accounts; ``accounts.toml`` tells what each platform calls a name."""

    name = "handle"
    kinds: Sequence[Kind] = _kinds()
    pattern = _PATTERN
    regional = False
    placed = True
    priority = 30

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the accounts that the candidate names."""
        inside = context.before in ("a", "0", "_", ".")
        if candidate.startswith("@"):
            return () if inside or context.before in ("@", "/") else _bare(candidate, context)
        return _labelled(candidate, context, inside)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the accounts of a column that holds them: ``@x``, ``x``, a link, or several."""
        platform = platform_named(kind) or platform_named(context.platform)
        found: list[Found] = []
        for start, text in _pieces(raw):
            if "://" in text or WEB.declared(text, kind, context):
                found += [
                    replace(f, start=start + f.start, end=start + f.end)
                    for f in WEB.declared(text, kind, context)
                ]
                continue
            labelled = _labelled(text, context) if _ONE.match(text) else ()
            if labelled:
                found += [_moved(f, start, "handle.declared", 0.97) for f in labelled]
            else:
                found += _in_column(text, start, platform)
        return found


def _pieces(raw: str) -> Iterator[tuple[int, str]]:
    """Yield the values of a cell that stand between commas, semicolons, lines, and slashes outside links."""
    for piece in _IN_COLUMN.finditer(raw):
        parts = [piece] if re.search(r"://|\.[A-Za-z]{2,}/", piece[0]) else re.finditer(r"[^/]+", piece[0])
        for part in parts:
            text = part[0].strip()
            base = 0 if part is piece else piece.start()
            if text:
                yield base + part.start() + part[0].index(text), text


def _in_column(text: str, start: int, platform: Platform | None) -> Sequence[Found]:
    match = _COLUMN_NAME.fullmatch(text)
    if match is None or match["name"].lower() in load_rules().words:
        return ()
    at = start + match.start("name")
    raw = match["name"].rstrip(".")
    if platform is not None:
        name = _named(platform, raw)
        return _one(platform.kind, name, at, len(raw), "handle.declared", 0.97)
    name = raw.lower() if any(c.isalpha() for c in raw) else None
    return _one("username", name, at, len(raw), "handle.declared", 0.6)


def _moved(found: Found, by: int, method: str, sure: float) -> Found:
    return replace(found, start=found.start + by, end=found.end + by, method=method, confidence=sure)


def _one(kind: str, name: str | None, start: int, size: int, method: str, sure: float) -> Sequence[Found]:
    return (Found(kind, name, start, start + size, method, sure),) if name else ()


def _named(platform: Platform, raw: str) -> str | None:
    """Return the name if the platform can give it; digits alone are a phone, unless it gives such names."""
    if raw.replace(".", "").replace("-", "").replace("_", "").isdigit():
        return raw if platform.digits and raw.isdigit() and len(raw) > 4 else None
    return account_name(platform, raw)


def _bare(candidate: str, context: Context) -> Sequence[Found]:
    """Return the account of ``@name``, by what is said behind it or by the platform that it was posted on."""
    tail = _TAIL.search(candidate) if context.after != "a" else None
    text = re.match(r"[0-9A-Za-z_.#-]+", candidate[1:])[0]  # type: ignore[index]
    if context.after == "@" and len(text) + 1 == len(candidate):
        return ()
    raw = text.rstrip(".-#_") if text.strip("_") != text and not text.endswith("_") else text.rstrip(".-#")
    if tail is not None:
        platform = platform_named(tail["label"])
        name = _named(platform, raw) if platform else None
        if platform and name:
            return _one(platform.kind, name, 1, len(raw), "handle.labelled", 0.93)
    if (
        not 2 <= len(raw) <= 40
        or _CLOCK.fullmatch(raw)
        or raw.lower() in load_rules().words
        or _is_domain(raw)
    ):
        return ()
    here = platform_named(context.platform) if context.platform else None
    name = _named(here, raw) if here else None
    if here and name:
        return _one(here.kind, name, 1, len(raw), "handle.platform", 0.85)
    plain = re.match(r"[0-9A-Za-z_.]+", raw)[0].rstrip(".")  # type: ignore[index]
    return _one("username", plain.lower() if len(plain) > 1 else None, 1, len(plain), "handle.bare", 0.5)


def _is_domain(raw: str) -> bool:
    host = host_ascii(raw) if "." in raw.strip(".") else None
    return host is not None and registrable(host) is not None


def _goes_on(char: str) -> bool:
    return char.isalnum() or char in "_."


def _heads(candidate: str) -> tuple[list[str], list[str], int]:
    """Return the platforms' names at the head of a candidate, what stands between them, and where they end.

    As many are taken as leave something behind them to be the account.
    """
    labels: list[str] = []
    joins: list[str] = []
    at = 0
    while (label := _ONE.match(candidate, at)) and label.end() < len(candidate):
        after = candidate[label.end()]
        if labels and _goes_on(after):
            break  # the name only begins like a platform's: "telegram: line_dancer"
        labels.append(label[0])
        at = label.end()
        join = _JOIN.match(candidate, at)
        if join is None or not _ONE.match(candidate, join.end()):
            break
        following = _ONE.match(candidate, join.end())
        assert following is not None
        if following.end() == len(candidate) or _goes_on(candidate[following.end()]):
            break
        joins.append(join[0])
        at = join.end()
    return labels, joins[: max(len(labels) - 1, 0)], at


def _labelled(candidate: str, context: Context, inside: bool = False) -> Sequence[Found]:
    """Return the accounts of ``label: name``; of several labels before one name, one each.

    ``inside`` says that the first label is only the end of a word: "online telegram: honey_1".
    """
    labels, joins, at = _heads(candidate)
    labels, joins = labels[inside:], joins[inside:]
    if not labels:
        return ()
    filler = _FILL.match(candidate, at)
    fill_end = filler.end() if filler else at
    gap = _SPACE.match(candidate, fill_end)
    assert gap is not None
    if not gap[0] and fill_end > at:  # the filler itself was the name: "tg name_1" is not
        gap = _SPACE.match(candidate, at)
        assert gap is not None
    if not gap[0]:
        return ()
    text = candidate[gap.end() :]
    raw = text.rstrip(".-#")
    sign = re.search(r"[:=@>]", gap[0])
    if not raw or context.after == "@" or ("\n" in gap[0] and not sign) or _no_name(raw, bool(sign)):
        return ()
    if sign is None and context.after in ("/", "0"):
        return ()
    # Names side by side with only a space between are a list of ways to write; the last one has the name.
    given = labels if all(j.strip() for j in joins) else labels[-1:]
    found: list[Found] = []
    for label in given:
        platform = platform_named(label)
        if platform is None or (label.lower() in platform.strict and not re.search(r"[:=@]", gap[0])):
            continue
        name = _named(platform, raw)
        sure = 0.93 if sign else 0.75
        if label.lower() in load_rules().doubtful and "@" not in gap[0] and raw.isalpha():
            sure = 0.45
        found += _one(platform.kind, name, gap.end(), len(raw), "handle.labelled", sure)
    return found


def _no_name(raw: str, sign: bool) -> bool:
    """Tell whether what stands behind a platform's name is a word, a number or a domain."""
    low = raw.lower()
    if low in load_rules().words or low in ("http", "https", "t.me", "www") or raw.replace("-", "").isdigit():
        return True
    if _ONE.fullmatch(low):
        return True
    # With a space only, a name must look like none of the words that a sentence goes on with.
    return not sign and not re.search(r"[A-Za-z].*[0-9_]|[0-9_].*[A-Za-z]|[a-z0-9]\.[a-z0-9]", raw)


HANDLE = HandleReader()
