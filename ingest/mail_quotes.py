"""A mail's text, parted into what its author wrote, the signature, and what is quoted or passed on.

Each line is looked at once, by its first and last characters and whole words: no pattern runs over several lines.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DASHES = re.compile(
    r"^[\s>*]{0,20}(?:[-_=—–]{2,}|\*{3,})\s*(\S[^-_=—–*]{2,60}[^-_=—–*\s])\s*(?:[-_=—–]{2,}|\*{3,})?\s*$"
)
_LABEL = re.compile(r"^[\s>*•|_]{0,20}([^\W\d_][^:：]{0,24}?)[\s*_]{0,4}[:：]([\s*_].*|)$", re.DOTALL)
_QUOTED = re.compile(r"^\s{0,3}[>|｜](?!\s*$)|^\s{0,3}>")
_RULE = re.compile(r"[-_=]{5,}$")
_ENDS = (":", "：")
_LOOK_AHEAD = 6  # lines in which the other headers of an older mail stand
_HEADERS = 2  # of them, beside the first
_LONG = 400  # characters of a line that is looked at
_SIGNATURE = 20  # lines of a signature, at most
_CLOSING = 40  # characters of the line that closes a mail, at most


@cache
def _words() -> dict[str, frozenset[str]]:
    data = tomllib.loads((files("ingest") / "mail_words.toml").read_text("utf-8"))
    return {key: frozenset(held) for key, held in data.items()}


@cache
def _wrote() -> re.Pattern[str]:
    """Return the pattern of a word that says somebody wrote, as a whole word where words are parted by spaces."""
    spaced = sorted((w for w in _words()["wrote"] if ord(w[0]) < 0x2E80), key=lambda w: (-len(w), w))
    joined = sorted(w for w in _words()["wrote"] if ord(w[0]) >= 0x2E80)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, spaced)) + r")(?!\w)|" + "|".join(map(re.escape, joined))
    )


@dataclass(frozen=True, slots=True)
class Split:
    """A mail's text in parts; each may be empty.

    Attributes
    ----------
    own
        What its author wrote, without the signature.
    signature
        What stands below ``-- ``, or below "Best regards".
    quoted
        Older mails that it answers, with the lines that name who wrote them.
    forwarded
        Mails that it passes on.
    """

    own: str
    signature: str
    quoted: str
    forwarded: str


def split(text: str) -> Split:
    """Part a mail's text.

    Examples
    --------
    >>> split("Yes.\\n\\nOn Mon, 2 Jun 2025, Bob <b@x.example> wrote:\\n> Really?\\n\\n-- \\nAnn").own
    'Yes.'
    >>> split("See below\\n-----Original Message-----\\nFrom: Bob\\nHi").quoted
    '-----Original Message-----\\nFrom: Bob\\nHi'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _QUOTED.match(line):
            quoted.append(line)
            at += 1
            continue
        kind, size = _break(lines, at)
        if kind == "lead" and _is_quoted_next(lines, at + size):
            quoted += lines[at : at + size]
            at += size
        elif kind:
            rest = "\n".join(lines[at:]).strip()
            forwarded = kind == "forwarded"
            older = "\n".join(quoted).strip("\n")
            quoted_text = older if forwarded else "\n".join(filter(None, (older, rest)))
            return Split(*_signed(own), quoted_text, rest if forwarded else "")
        else:
            own.append(line)
            at += 1
    return Split(*_signed(own), "\n".join(quoted).strip("\n"), "")


def _is_quoted_next(lines: list[str], at: int) -> bool:
    """Tell whether the next line that says something is marked as quoted."""
    for line in lines[at : at + 3]:
        if line.strip():
            return _QUOTED.match(line) is not None
    return True  # nothing follows


def _break(lines: list[str], at: int) -> tuple[str, int]:
    """Tell whether an older mail begins at a line.

    Returns
    -------
    kind
        ``forwarded``, ``original``, ``lead`` (somebody wrote:), or empty.
    size
        How many lines say so.
    """
    line = lines[at]
    if not line or line.isspace() or len(line) > _LONG:
        return "", 0
    stripped = line.strip()
    words = _words()
    dashed = _DASHES.match(line)
    if dashed or stripped.endswith(_ENDS):
        said = (dashed[1] if dashed else stripped).strip(" :：*_").casefold()
        if said in words["forwarded"] or (dashed and said.startswith("forwarded by")):
            return "forwarded", 1
        if dashed and said in words["original"]:
            return "original", 1
    if _begins_headers(lines, at) or (
        _RULE.match(stripped) and at + 1 < len(lines) and _begins_headers(lines, at + 1)
    ):
        return "original", 1
    return _lead(lines, at)


def _label(line: str) -> str:
    """Return the word before a line's colon, folded; empty where it has none."""
    match = _LABEL.match(line[:_LONG])
    return match[1].strip(" *_").casefold() if match else ""


def _begins_headers(lines: list[str], at: int) -> bool:
    """Tell whether a line and the next repeat an older mail's headers."""
    words = _words()
    if _label(lines[at]) not in words["from"]:
        return False
    labels = {_label(line) for line in lines[at + 1 : at + 1 + _LOOK_AHEAD]}
    return len(labels & words["others"]) >= _HEADERS


def _lead(lines: list[str], at: int) -> tuple[str, int]:
    """Tell whether a line, or up to three that a mailer wrapped, says that somebody wrote what follows."""
    joined = later = ""
    for size in (1, 2, 3):
        line = lines[at + size - 1].strip() if at + size <= len(lines) else ""
        if not line or (size > 1 and _QUOTED.match(line)):
            break
        joined = f"{joined} {line}".lstrip()
        later = f"{later} {line}".lstrip() if size > 1 else ""
        if len(joined) > _LONG:
            break
        if not joined.endswith(_ENDS):
            continue
        if later and _names_a_writer(later) and not _begins_lead(joined):
            break  # the author's words stand in the first line
        soon = any(_QUOTED.match(line) for line in lines[at + size : at + size + 2])
        if _names_a_writer(joined) or (soon and _wrote().search(joined.casefold())):
            return "lead", size
        break
    return "", 0


def _names_a_writer(line: str) -> bool:
    """Tell a line that names who wrote, and when, from a sentence of the author's that ends with a colon."""
    named = "@" in line or sum(c.isdigit() for c in line) >= 4
    return named and _wrote().search(line.casefold()) is not None


def _begins_lead(line: str) -> bool:
    return line[0].isdigit() or line.casefold().partition(" ")[0].strip(",.") in _words()["intro"]


def _signed(lines: list[str]) -> tuple[str, str]:
    """Part the author's lines into text and signature."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    lines = lines[:end]
    first = max(0, end - _SIGNATURE)
    for at in range(first, end):
        if lines[at].rstrip() in {"--", "—"} or lines[at] in {"-- ", "--\xa0"}:
            return "\n".join(lines[:at]).strip(), "\n".join(lines[at + 1 :]).strip()
    for at in range(end - 1, first - 1, -1):
        if _closes(lines[at]):
            return "\n".join(lines[:at]).strip(), "\n".join(lines[at:]).strip()
    return "\n".join(lines).strip(), ""


def _closes(line: str) -> bool:
    said = line.strip()
    if not said or len(said) > _CLOSING:
        return False
    folded = said.casefold().rstrip("!.,;: ")
    head = folded.partition(",")[0].strip()
    return folded in _words()["closing"] or head in _words()["closing"]
