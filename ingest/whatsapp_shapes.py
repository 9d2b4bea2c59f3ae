"""How the lines of an exported WhatsApp chat begin: date, time, and what parts them from the rest.

The app writes both as the phone's language does, in one shape throughout a file: ``[15.01.20, 02:22:56] ``,
``15/1/20, 2:22 PM - ``, ``2020/1/15 下午2:22 - ``, ``14:22, 15/01/2020 - ``. A general pattern finds the shape in the
first lines, and the pattern of that one shape reads the file. Every repetition in them is bounded, so each takes no
longer than its bound, whatever the line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.whatsapp_words import WORDS

MARKS = "\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
_SPACES = " \u00a0\u202f\u2007\u2009"
_GAP = f"[{_SPACES}{MARKS}]{{0,6}}"
_MARK = f"[{MARKS}]{{0,6}}"
_SPACE = f"[{_SPACES}]{{1,4}}"
_LETTERS = r"[^\W\d_]{1,9}"


_DOTTED = [rf"{a}\.?{_GAP}{b}\.?" for a, b in ("am", "pm", "AM", "PM")]


def _any_half(words: Iterable[str]) -> str:
    """Return one pattern of words for halves of the day, longest first, spaces of any kind between."""
    cased = {form for word in words for form in (word, word.upper())}
    parts = ["".join(_SPACE if c == " " else re.escape(c) for c in w) for w in cased]
    return "|".join([*_DOTTED, *sorted(parts, key=lambda p: (-len(p), p))])


_HALF = _any_half(WORDS.half_days)
# Before the time they stand in few languages, and short Latin ones would be taken for a word between date and time.
_BEFORE = _any_half(w for w in WORDS.half_days if not w.isascii() or w in ("de.", "du."))
_SIGN = rf"(?:{_GAP}[./\-\u2010\u2011]{_GAP}|{_GAP}[年년]{_GAP}|{_GAP}[月월]{_GAP})"
_DATE = (
    rf"(?P<a>\d{{1,4}})(?P<s>{_SIGN})(?P<b>\d{{1,2}})(?P<s2>{_SIGN})(?P<c>[A-Z]?\d{{1,4}})"
    rf"(?P<tail>{_GAP}(?:[日일.]|г\.|BE\b))?"
)
_TIME = (
    rf"(?:(?P<before>{_BEFORE}){_GAP})?(?P<H>\d{{1,2}})(?P<t>[:.]|{_SPACE}h{_SPACE})(?P<M>\d{{2}})"
    rf"(?:[:.](?P<S>\d{{2}}))?(?P<clock>{_SPACE}(?:Uhr|h)\b)?(?:{_GAP}(?P<after>{_HALF}))?"
)
_JOIN = (
    rf"(?P<join>{_MARK}[,،]?[{_SPACES}{MARKS}]{{1,8}}"
    rf"(?:(?!(?:{_BEFORE}){_GAP}\d)(?P<word>{_LETTERS}\.?(?:{_SPACE}{_LETTERS})?){_SPACE})?)"
)
_END = rf"(?P<end>{_GAP}\]{_GAP}(?:-{_SPACE})?|[{_SPACES}{MARKS}]{{1,6}}[-\u2013\u2014](?:[{_SPACES}]|$)|{_MARK}:{_SPACE})"
_OPEN = rf"{_MARK}(?P<open>\[)?{_GAP}"
_GENERAL = (
    re.compile(_OPEN + _DATE + _JOIN + _TIME + _END),
    re.compile(_OPEN + _TIME + _JOIN + _DATE + _END),
)
# A message that was copied out of a chat and pasted: somebody else's words.
COPIED = re.compile(
    rf"^{_MARK}\[\d{{1,4}}[./-]\d{{1,2}}(?:[./-]\d{{1,4}})?,?{_GAP}\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?"
    rf"(?:{_GAP}(?:{_HALF}))?\]{_GAP}[^:\n]{{1,80}}:",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The beginning of one line.

    Attributes
    ----------
    date
        Its three numbers as written, with a letter where the year has one.
    seconds
        Since midnight; none where hour, minute or second are no time.
    written
        Date and time as they stand, without direction marks.
    end
        Where the rest of the line begins.
    """

    date: tuple[str, str, str]
    seconds: int | None
    written: str
    end: int


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which the lines of a file begin.

    Attributes
    ----------
    pattern
        What a line must match.
    sign
        What parts the numbers of a date: ``.``, ``/``, ``-`` or a word.
    bracketed, comma
        Whether date and time stand in brackets (as on iOS); whether a comma stands between them.
    colon
        Whether a colon ends them, as it did on iOS until 2017.
    exact
        Whether times have seconds.
    """

    pattern: re.Pattern[str] = field(compare=False)
    key: str
    sign: str
    bracketed: bool
    comma: bool
    colon: bool
    exact: bool

    def stamp(self, line: str) -> Stamp | None:
        """Return the beginning of a line; none where it has not this shape or names no time of day."""
        match = self.pattern.match(line)
        if match is None:
            return None
        part = match.groupdict()
        seconds = _seconds(part["H"], part["M"], part.get("S"), part.get("before") or part.get("after"))
        if seconds is None:
            return None
        written = part["stamp"]
        if not written.isascii():
            written = written.translate(_NO_MARKS)
        return Stamp((part["a"], part["b"], part["c"]), seconds, written, match.end())


_NO_MARKS = {c: None for a, b in re.findall(r"(.)(?:-(.))?", MARKS) for c in range(ord(a), ord(b or a) + 1)}


def unmarked(text: str) -> str:
    """Return a text without direction marks, unusual spaces made plain and the ends stripped.

    Examples
    --------
    >>> unmarked("\\u202a+1\\u00a0202\\u202c ")
    '+1 202'
    """
    return text.strip() if text.isascii() else text.translate(_NO_MARKS).translate(_PLAIN_SPACES).strip()


_PLAIN_SPACES = dict.fromkeys(map(ord, _SPACES), " ")


def _seconds(hour: str, minute: str, second: str | None, half: str | None) -> int | None:
    h, m, s = int(hour), int(minute), int(second or 0)
    if half and 1 <= h <= 12:
        kind = WORDS.half_day(half)
        if kind == "pm" or (kind == "noon" and h < 6) or (kind == "night" and 6 <= h < 12):
            h = h % 12 + 12
        elif kind != "noon":
            h %= 12
    if h > 23 or m > 59 or s > 60:
        return None
    return h * 3600 + m * 60 + min(s, 59)


def _literal(text: str) -> str:
    """Return a pattern of a piece that is the same on every line: spaces of any kind, marks anywhere."""
    out = ""
    for c in text.translate(_NO_MARKS):
        out += f"[{_SPACES}{MARKS}]{{1,8}}" if c in _SPACES else _MARK + re.escape(c)
    return out


def _shape_of(match: re.Match[str], time_first: bool) -> Shape:
    """Return the shape that one line shows."""
    part = match.groupdict()

    def number(name: str) -> str:
        size = len(part[name])
        letter = "[A-Z]" if part[name][0].isalpha() else ""
        width = {4: "{4}", 3: "{3}"}.get(size, "{1,2}")
        return rf"(?P<{name}>{letter}\d{'{1,2}' if letter else width})"

    signs = [_literal(part[name]) + _GAP for name in ("s", "s2")]
    date = number("a") + signs[0] + number("b") + signs[1] + number("c") + _literal(part["tail"] or "")
    time = rf"(?P<H>\d{{1,2}}){_literal(part['t'])}(?P<M>\d{{2}})"
    exact = part["S"] is not None
    if exact:
        time += r"[:.](?P<S>\d{2})"
    time += _literal(part["clock"] or "")
    if part["before"]:
        time = rf"(?P<before>{_BEFORE}){_GAP}" + time
    if part["after"]:
        time += rf"{_GAP}(?P<after>{_HALF})"
    join = _literal(part["join"]) or f"[{MARKS}]{{1,8}}"
    bracketed = part["open"] is not None
    end = unmarked(part["end"])
    if bracketed:
        tail = rf"{_GAP}\]{_GAP}" + (r"-" + _SPACE if "-" in end else "")
    elif end == ":":
        tail = f"{_MARK}:{_SPACE}"
    else:
        tail = rf"[{_SPACES}{MARKS}]{{1,6}}{re.escape(end)}(?:[{_SPACES}]|$)"
    inner = time + join + date if time_first else date + join + time
    key = _MARK + (r"\[" if bracketed else "") + _GAP + f"(?P<stamp>{inner})" + tail
    comma = any(c in part["join"] for c in ",،")
    return Shape(re.compile(key), key, unmarked(part["s"]), bracketed, comma, end == ":", exact)


def shape_of_line(line: str) -> Shape | None:
    """Return the shape in which a line begins; none where it begins in none.

    Examples
    --------
    >>> shape_of_line("15/1/20, 2:22 PM - Anna: hi").stamp("16/1/20, 12:01 AM - Ben: yes").seconds
    60
    """
    for place, general in enumerate(_GENERAL):
        match = general.match(line)
        if match is None or (match["open"] is not None) != ("]" in match["end"]):
            continue
        if unmarked(match["s"])[:1] in "年년" or unmarked(match["s"]) == unmarked(match["s2"]):
            shape = _shape_of(match, bool(place))
            if shape.stamp(line):
                return shape
    return None


def find_shape(lines: Iterable[str]) -> tuple[Shape | None, int]:
    """Return the shape in which most of the lines begin that begin in any, and how many do."""
    known: dict[str, Shape] = {}
    counts: Counter[str] = Counter()
    for line in lines:
        for key, shape in known.items():
            if shape.stamp(line):
                counts[key] += 1
                break
        else:
            new = shape_of_line(line) if len(known) < 50 else None
            if new:
                known.setdefault(new.key, new)
                counts[new.key] += 1
    if not counts:
        return None, 0
    key, count = counts.most_common(1)[0]
    return known[key], count
