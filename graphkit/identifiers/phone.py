"""Phone numbers in plain digits, international or as a region writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.phone_endings import second_endings
from graphkit.identifiers.phone_once import at_once
from graphkit.identifiers.phone_settle import INSIDE, WORDS_AROUND, settled
from graphkit.identifiers.phone_windows import capped, read_candidate

# Below this a mention shows but joins nothing.
_JOINS = 0.7
_CANDIDATE = r"[+(]{0,2}[0-9](?:[ ().*_/\-]{0,3}[0-9]){6,40}"
_PYTHON = re.compile(_CANDIDATE)  # linear: digits and separators are disjoint, and the counts are bounded
_SPOILT = re.compile(r"\s*([0-9]{9,15})\.0+\s*")
_SCIENTIFIC = re.compile(r"\s*([1-9])\.([0-9]{6,14})[eE]\+?([0-9]{1,2})\s*")
_APPS = (
    ("whatsapp", re.compile(r"what'?s ?app|wh?ats+ap|\bwapp\b|\bwa\b|в[ао]тс+[аa]п+|вац+ап")),
    ("viber", re.compile(r"viber|вайбер")),
    ("telegram", re.compile(r"telegram|\btg\b|телеграм|\bтг\b|телега")),
    ("signal", re.compile(r"\bsignal\b|\bсигнал\b")),
    ("sms", re.compile(r"\bsms\b|\btext\b|\btxt\b|\bсмс\b")),
)
_ANY_APP = re.compile("|".join(words.pattern for _, words in _APPS))
_EXTENSION = re.compile(r"[ ,;(]{0,3}(?:extension|ext|x|доб|вн)[.:]?[ ]?#?([0-9]{1,6})")


class PhoneReader:
    """Reads phone numbers written in digits.

    A number with ``+`` is read by the plan of its country. Any other is tried in the regions of the record,
    then in those that the user gave, then in the defaults: the first of these that can read it decides.
    """

    name = "phone"
    kinds: Sequence[Kind] = (Kind("phone", "phone", reliability=0.9),)
    pattern = _CANDIDATE
    regional = True
    placed = False
    priority = 40
    words = WORDS_AROUND

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the numbers of a candidate, in order.

        Examples
        --------
        >>> [(f.value, f.method) for f in PHONE.judge("+44 7700 900123", Context(fictional=True))]
        [('+447700900123', 'phone.international')]
        """
        if context.before == "a" and context.after == "a" and "+" not in candidate[:2]:
            tracing.note("letters on both sides: part of a word")
            if len(candidate) != 11 or not candidate.isdigit() or candidate[0] not in "0178":
                return ()
            found = read_candidate(candidate, replace(context, before="", after=""), column=False)
            return [capped(f, INSIDE) for f in found[:1] if f.confidence >= _JOINS]
        return (() if tracing.on() else at_once(candidate, context)) or read_candidate(
            candidate, context, column=False
        )

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the numbers of a column that holds them, also where a spreadsheet took one for an amount.

        Examples
        --------
        >>> [f.value for f in PHONE.declared("447700900123.0", "phone", Context())]
        ['+447700900123']
        """
        del kind
        if digits := _unspoil(raw):
            return [
                Found(f.kind, f.value, 0, len(raw), f.method, f.confidence)
                for f in read_candidate(digits, context, column=True)
            ]
        out: list[Found] = []
        for match in _PYTHON.finditer(raw):
            at = match.start()
            out += [
                Found(f.kind, f.value, at + f.start, at + f.end, f.method, f.confidence)
                for f in read_candidate(match[0], context, column=True)
            ]
        return out

    def settle(
        self, candidate: str, found: Sequence[Found], context: Context, left: str, right: str
    ) -> Sequence[Found]:
        """Return the numbers as the words around the candidate leave them."""
        found = settled(self.judge, candidate, found, context, left, right)
        if not found or found[-1].confidence < _JOINS:
            return found
        return [*found, *second_endings(candidate, found[-1], right)]

    def hint(self, left: str, right: str) -> str:
        """Return what stands beside a number: a messenger's name, ``sms``, ``ext=12``, or nothing.

        Examples
        --------
        >>> PHONE.hint("my WhatsApp: ", ""), PHONE.hint("", " ext. 12"), PHONE.hint("вайбер ", "")
        ('whatsapp', 'ext=12', 'viber')
        """
        left, right = left.lower(), right.lower()
        if match := _EXTENSION.match(right):
            return f"ext={match[1]}"
        nearest, name = 1000, ""
        if not _ANY_APP.search(left + "\n" + right):
            return name
        for app, words in _APPS:
            for match in words.finditer(left):
                if len(left) - match.end() < nearest:
                    nearest, name = len(left) - match.end(), app
            if (match := words.search(right)) and match.start() < nearest:
                nearest, name = match.start(), app
        return name


def _unspoil(raw: str) -> str:
    """Return the digits of a number that a spreadsheet wrote as ``12025551243.0`` or ``1.2025551243E+10``."""
    if match := _SPOILT.fullmatch(raw):
        return match[1]
    if (match := _SCIENTIFIC.fullmatch(raw)) and len(match[2]) <= int(match[3]) <= 14:
        # Fewer digits than the exponent asks for are noughts that the format dropped, at most two of them.
        lost = int(match[3]) - len(match[2])
        return match[1] + match[2] + "0" * lost if lost <= 2 else ""
    return ""


PHONE = PhoneReader()
