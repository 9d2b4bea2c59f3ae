"""Accounts whose name stands apart from its platform's: words between, letters apart, one name of several platforms.

``my username on Signal is x_1``, ``T e l e g r a m : l e n a``, ``x_1 on telegram, ig and snap``, ``insta ❌ tg ✅ @x``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from graphkit.identifiers import handle_grammar as grammar
from graphkit.identifiers import told_grammar as told
from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import platform_named
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.handle_labels import ONE_LABEL, Label, label_of
from graphkit.identifiers.handle_names import account, is_clock, is_no_name, is_word, looks_like_name, trimmed
from graphkit.identifiers.handle_sureness import is_calling, may_be_said
from graphkit.identifiers.handle_words import is_between, is_common, made_of_words, words
from graphkit.identifiers.proposing import Proposals

_DIRECT, _FAR, _PLAIN, _APART, _LISTED = 0.85, 0.8, 0.75, 0.82, 0.82
_LEAST_APART, _MOST_WORDS = 4, 9
_ENDS_SENTENCE = re.compile(r"[\n!?;]|\.\s")
_ENDS = frozenset(["", "\n", ".", ",", ")", "]", "!", ";", "|", "/"])
# These announce a name only where no word can be meant.
_SAY_HOW = frozenset(
    {"as", "como", "called", "under", "als", "unter", "sous", "под", "как", "login", "id", "user"}
)
_ALIKE = 6  # first letters that two names have in common
_SIGNS = re.compile("[^a-z]")
_LAST_LETTERS = frozenset("aiyeoовсикуя")  # that are words by themselves


class ToldReader:
    """Reads what :mod:`.handle` and :mod:`.handle_signed` are too near-sighted for."""

    name = "told"
    kinds: Sequence[Kind] = ()  # those of :mod:`.handle`
    pattern = told.PROPOSED.pattern
    regional = False
    placed = False
    priority = 29

    def propose(self, column: pl.Series) -> Proposals:
        """Return the candidates of a column, by row."""
        return told.PROPOSED.propose(column)

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the accounts that the candidate tells of."""
        for form in (_drawn, _of_several, _alone, _alike):
            if found := form(candidate, context):
                return found
        start = 0 if grammar.IN_WORD.match(candidate) or label_of(candidate[:1]) else 1
        lead = told.LEAD.match(candidate, start)
        head = ONE_LABEL.match(candidate, lead.end() if lead else start)
        label = label_of(head[0]) if head else None
        if head is None or label is None:
            return ()
        found = _apart(candidate, head.end(), head[0], label, context)
        return found or _far(candidate, head.end(), label, lead is not None, context)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:  # noqa: ARG002
        """Return nothing: columns of accounts are read by :mod:`.handle`."""
        return ()


def _is_hyphened(raw: str) -> bool:
    """Tell whether words of no language that is known make up a name with a hyphen: ``tiff-puffin``."""
    parts = raw.lower().split("-")
    return len(parts) == 2 and not any(is_common(p) or is_between(p) or p in words("told") for p in parts) and not (
        may_be_said(parts[1])
    )  # fmt: skip


def _drawn(text: str, context: Context) -> Sequence[Found]:
    """Return the account behind a picture: ``✈ @name``."""
    match = told.DRAWN.match(text)
    if match is None or context.after in ("@", "a"):
        return ()
    raw = trimmed(match["name"], signed=True)
    platform = platform_named(told.PICTURES[match["picture"]])
    if platform is None or is_no_name(raw, hosts=True):
        return ()
    marked = grammar.IS_MARKED.match(raw) is not None
    if not marked:
        tracing.note("a plain word behind a picture may be a place")
    return account(platform, raw, match.start("name"), "handle.picture", _FAR if marked else 0.6)


def _of_several(text: str, context: Context) -> Sequence[Found]:
    """Return the accounts of one name on several platforms: ``x_1 on telegram, ig and snap``."""
    match = told.OF_SEVERAL.match(text)
    if match is None or not told.NEXT_LABEL.match(text, match.end()):
        return ()
    signed = match["name"][0] == "@"
    raw = trimmed(match["name"].lstrip("@"), signed=signed)
    if context.before in ("a", "0", "@", "/", ".", "-", "_") or context.after == "a" or is_no_name(raw):
        return ()
    if not signed and (made_of_words(raw) or not looks_like_name(raw)):
        tracing.note("common words before the names of platforms")
        return ()
    found: dict[str, Found] = {}
    at = match.end()
    while at < len(text) and (item := told.NEXT_LABEL.match(text, at)):
        label = label_of(item["label"])
        if label is None or (label.doubtful and not found):
            break
        for one in account(
            label.platform, raw, match.end("name") - len(match["name"].lstrip("@")), "handle.listed", _LISTED
        ):
            found.setdefault(one.kind, one)
        at = item.end()
    return list(found.values())


def _alone(text: str, context: Context) -> Sequence[Found]:
    """Return the account of a word that stands by itself with its platform: ``velvetlane (insta)``, ``of: velvetlane``."""
    first = told.WORD_FIRST.match(text)
    match = first or told.OF.match(text)
    if match is None or context.after not in (_ENDS | {" "} if first else _ENDS):
        return ()
    label = label_of(first["label"]) if first else label_of("OF")
    raw = match["name"]
    if label is None or (label.doubtful and first) or not is_calling(raw):
        tracing.note("a word of the language, or what people are called")
        return ()
    return account(label.platform, raw, match.start("name"), "handle.alone", 0.72)


def _alike(text: str, context: Context) -> Sequence[Found]:
    """Return the accounts of plain words in a list in which a name that no word looks like begins in the same way."""
    if not told.PAIRS.match(text) or context.after in ("a", "0", "@", "_"):
        return ()
    pairs = [(label_of(p["label"]), trimmed(p["name"]), p.start("name")) for p in told.PAIR.finditer(text)]
    first = told.FIGURED.search(text)
    known = [_SIGNS.sub("", first[0].lower())[:_ALIKE]] if first else []
    known += [_SIGNS.sub("", raw.lower())[:_ALIKE] for _, raw, _ in pairs if grammar.IS_MARKED.match(raw)]
    return [
        found
        for label, raw, start in pairs
        if label is not None
        and len(raw) >= _ALIKE
        and not grammar.IS_MARKED.match(raw)
        and raw.lower()[:_ALIKE] in known
        for found in account(label.platform, raw, start, "handle.listed", _LISTED)
    ]


def _apart(text: str, end: int, written: str, label: Label, context: Context) -> Sequence[Found]:
    """Return the account of a name in letters set apart, in brackets, or behind a platform that is denied."""
    denied = told.DENIED.match(text, end)
    if denied:
        other, raw = label_of(denied["label"]), trimmed(denied["name"], signed=True)
        if other is None or is_no_name(raw) or context.after == "@":
            return ()
        sure = _DIRECT if denied["at"] or grammar.IS_MARKED.match(raw) else 0.6
        return account(other.platform, raw, denied.start("name"), "handle.told", sure)
    match = told.APART.match(text, end)
    if match is None:
        return ()
    if match["apart"]:
        return _letters(match, " " in written[1:-1] or "-" in written or "." in written, label, context)
    if match["half"]:
        raw = re.sub(" ", "", match["half"]).rstrip("._")
        if made_of_words(raw):
            tracing.note("common words with a line between")
            return ()
        found = account(label.platform, raw, match.start("half"), "handle.apart", _APART)
        return [replace(f, end=match.end("half")) for f in found]
    group = "inside" if match["inside"] else "dashed"
    raw = match[group]
    if not raw or label.doubtful or not is_calling(raw):
        tracing.note("a word of the language, or what people are called")
        return ()
    return account(label.platform, raw, match.start(group), "handle.told", _PLAIN)


def _letters(match: re.Match[str], apart: bool, label: Label, context: Context) -> Sequence[Found]:
    """Return the account of ``l i s a _ r o s a``; behind a plain label it takes more letters."""
    raw = match["apart"]
    sign = raw[1]
    if sign == " " and context.after in ("a", "0"):
        raw = raw[:-2]  # the first letter of the next word
    elif context.after in ("a", "0"):
        return ()
    if any(c != sign for c in raw[1::2]) or (sign == "-" and not apart and label.strict):
        return ()
    if (
        sign == " "
        and len(raw) > 2
        and raw[-1] in _LAST_LETTERS | {"I"}
        and context.after == " "
        and raw[-1].isupper()
    ):
        raw = raw[:-2]
    name = raw[::2].rstrip(".")
    letters = sum(c.isalpha() for c in name)
    if (
        letters < (_LEAST_APART if apart else _LEAST_APART + 1)
        or is_word(name)
        or name.isupper() != name[0].isupper()
    ):
        tracing.note("too few letters set apart for a name")
        return ()
    found = account(label.platform, name, match.start("apart"), "handle.apart", _APART)
    return [replace(f, end=match.start("apart") + len(raw)) for f in found]


def _far(text: str, end: int, label: Label, led: bool, context: Context) -> Sequence[Found]:
    """Return the account of the first name behind a label and some words that may stand between."""
    seen: list[str] = []
    at = end
    for token in _tokens(text, end):
        gap = text[at : token.start()]
        if _ENDS_SENTENCE.search(gap) or len(seen) > _MOST_WORDS:
            tracing.note("the sentence ends before a name")
            return ()
        raw = token[0].lstrip("@")
        other = label_of(raw)
        if other is not None and not other.doubtful and seen:
            label, seen, at = other, [], token.end()
            continue
        if (
            led
            and not seen
            and "-" in raw
            and _is_hyphened(raw)
            and not (token.end() == len(text) and context.after == "a")
        ):
            return account(label.platform, raw, token.start(), "handle.told", _PLAIN)
        if name := _name(text, token, gap, seen, label, context):
            return name
        if grammar.IS_MARKED.match(raw) and looks_like_name(raw):
            tracing.note("the words between say nothing of a name")
            return ()
        seen.append(raw.lower())
        at = token.end()
    return ()


def _tokens(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield words and names from a place on."""
    return told.TOKEN.finditer(text, start)


def _name(
    text: str, token: re.Match[str], gap: str, seen: Sequence[str], label: Label, context: Context
) -> Sequence[Found]:
    """Return the account of a token behind a label and the words ``seen``, if these announce it."""
    signed = token[0][0] == "@"
    raw = trimmed(token[0].lstrip("@"), signed=signed)
    start = token.end() - len(token[0].lstrip("@"))
    last = token.end() == len(text)
    if not seen or (last and context.after in ("@", "a")) or not raw.isascii():
        return ()
    if is_word(raw) or is_clock(raw):  # one of the words between
        return ()
    announcer, may_stand = _announced(seen), all(_may_stand(word) for word in seen)
    more = told.MORE_OF_NAME.match(text, token.end())
    if more and (announcer or may_stand):
        return _spelt(raw, more, start, label)
    marked = grammar.IS_MARKED.match(raw) is not None
    if marked and announcer and sum(c.isalpha() for c in raw) > 1 and len(raw) > 3:
        return account(label.platform, raw, start, "handle.told", _DIRECT)
    if marked and may_stand and looks_like_name(raw) and not made_of_words(raw):
        if label.doubtful and not signed:
            tracing.note("the platform's name is a common word, too")
            return ()
        return account(label.platform, raw, start, "handle.told", _FAR)
    if "-" in raw and _is_hyphened(raw):
        said = announcer or (seen[-1] in words("saying") and not label.doubtful)
        return account(label.platform, raw, start, "handle.told", _PLAIN) if said else ()
    after = context.after if last else text[token.end()]
    ends = after in _ENDS or ":" in gap or "=" in gap
    if announcer and ends and announcer not in _SAY_HOW and raw.isalpha() and is_calling(raw):
        return account(label.platform, raw, start, "handle.told", _PLAIN)
    return ()


def _announced(seen: Sequence[str]) -> str:
    """Return the last word, but for "is" and "there", if it announces a name."""
    for word in reversed(seen):
        if word in words("announcing"):
            return word
        if word not in words("saying") and word not in ("there", "here", "там", "тут"):
            break
    return ""


def _may_stand(word: str) -> bool:
    return is_between(word) or word in words("told")


def _spelt(raw: str, more: re.Match[str], start: int, label: Label) -> Sequence[Found]:
    """Return the account of a name with signs in words: ``ruby underscore bittern``."""
    name = raw + more[0]
    for sign, said in grammar.SPELT:
        name = said.sub(sign, name)
    found = account(label.platform, name, start, "handle.spelt", _FAR)
    return [replace(f, end=more.end()) for f in found]


TOLD = ToldReader()
