"""What every reader of identifiers is made of: kinds, candidates, and what is found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import polars as pl


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identifier.

    Attributes
    ----------
    name
        What exports print: ``phone``, ``telegram``, ``bitcoin``.
    family
        ``phone``, ``email``, ``web``, ``account``, ``payment``, ``crypto``, ``bank``, ``key``, ``image``: the group
        that legends and ``--kinds`` use.
    joins
        Whether records that share one may be joined by it.
    reliability
        m of Fellegi and Sunter: how likely two records of one actor that both carry this kind carry the same one, 0..1.
    owned
        Whether only its owner can use it: a key, a wallet's address, a bank account. It is never reassigned, and that
        two sides differ in all else says nothing against one hand: owners make new ones for each victim.
    chance
        The least chance with which an unrelated actor carries the same value, whatever its rarity: texts get copied.
    needs_file
        Whether it can only be read where the file is: the case does not hold what it is read from. Its mentions stay
        whatever kinds a later run reads, and count again when they are asked for.
    """

    name: str
    family: str
    joins: bool = True
    reliability: float = 0.9
    owned: bool = False
    chance: float = 0.0
    needs_file: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a candidate.

    Attributes
    ----------
    before, after
        The character on either side of the candidate in the folded text, with letters given as ``a`` and digits as
        ``0`` so that few contexts differ; empty at the text's ends.
    regions
        Regions by the record's own evidence, best first.
    given
        Regions that the user gave, best first: second to the record's own.
    defaults
        Regions tried when neither says anything, at lower confidence.
    platform
        The record's platform, lower case, or empty.
    fictional
        Whether numbers from ranges reserved for fiction count as real.
    script
        ``Cyrl`` where the text has Cyrillic letters, else empty: evidence for regions when there is no better.
    """

    before: str = ""
    after: str = ""
    regions: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    platform: str = ""
    fictional: bool = False
    script: str = ""


@dataclass(slots=True)  # not frozen, which would make it three times as slow to build; nothing changes one
class Found:
    """One identifier read out of a candidate.

    Attributes
    ----------
    kind, value
        The normalised identifier.
    start, end
        Where it stands in the candidate, in code points, half-open.
    method
        Reader and rule, such as ``phone.international``.
    confidence
        0..1: of mentions at 0.9 about nine in ten are right.
    hint
        What stood beside it, such as ``whatsapp``; empty for nothing.
    claims
        Whether no other reader may read these characters as something else.
    role
        Whose it is, where the form itself tells: ``infrastructure`` for a platform's own domain.
    """

    kind: str
    value: str
    start: int
    end: int
    method: str
    confidence: float
    hint: str = ""
    claims: bool = True
    role: str = "self"


class Reader(Protocol):
    """Reads one family of identifiers: proposes candidates by one linear-time pattern, then judges each.

    ``pattern`` runs in Rust's regex engine over whole columns of folded text: linear time, and no look-around, word
    boundary or anchor, so that candidates can be placed by searching for them in order. ``judge`` sees each distinct
    (candidate, context) once; it must be pure and must take time linear in the candidate's length.
    """

    name: str
    kinds: Sequence[Kind]
    pattern: str
    regional: bool  # whether judge looks at the regions of its context
    placed: bool  # whether judge looks at the platform of its context
    priority: int  # a claim of a lower number wins where two readers claim the same characters

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return what the candidate holds."""
        ...

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return what the value of a column declared to hold ``kind`` (a kind or family of this reader) holds."""
        ...


@runtime_checkable
class SettlingReader(Reader, Protocol):
    """A reader that looks once more at what it found, with the words on either side.

    Only where ``words`` (a pattern of Rust's regex crate) occurs beside a candidate are there words that matter.
    """

    words: str

    def settle(
        self, candidate: str, found: Sequence[Found], context: Context, left: str, right: str
    ) -> Sequence[Found]:
        """Return the finds as the 40 characters before and the 24 behind the candidate leave them."""
        ...


@runtime_checkable
class ProposingReader(Reader, Protocol):
    """A reader that proposes the matches of its pattern in a quicker way than by the pattern as a whole."""

    def propose(self, column: pl.Series) -> tuple[list[int], list[list[str]]]:
        """Return the rows of a column of folded texts that hold candidates, and the candidates of each."""
        ...


@runtime_checkable
class WholeReader(Reader, Protocol):
    """A reader that judges whole texts, because what it reads may be spread over them.

    Characters that others have claimed reach ``judge`` as ``\\x00``.
    """

    def worth(self, column: pl.Series) -> list[int]:
        """Return the rows of a column of folded texts that are worth a look: cheap, and for most texts no."""
        ...

    def hint(self, left: str, right: str) -> str:
        """Return what stands beside an identifier."""
        ...
