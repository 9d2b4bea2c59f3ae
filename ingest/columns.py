"""What each column of a table is: a field of the record, an identifier, prose, or something merely kept.

The user's mapping decides; then the column's name (``synonyms.toml``); then, where the name says nothing,
what its values look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graphkit.model import Role
from ingest import names
from ingest.content import Look
from ingest.mapping import EXTRA, IGNORE, PROSE, load_mapping, parse_mapping, save_mapping, targets
from ingest.meaning import Meaning

__all__ = ["Meaning", "Plan", "load_mapping", "parse_mapping", "save_mapping", "targets"]

_NAMELESS = re.compile(
    r"column_[0-9]+|unnamed[:_ ]*[0-9]*|col[_ ]?[0-9]+|field[_ ]?[0-9]+|[0-9]+|", re.IGNORECASE
)
_KEPT_TOO = {"kind", "country"}  # fields that hold less than the column says


class Decider(Protocol):
    """Says what columns are."""

    def meanings(self, looks: Mapping[str, Look], told: Mapping[str, str]) -> dict[str, Meaning]:
        """Return what each column is, from what its values look like and what the user says."""
        ...


@dataclass(slots=True)
class Plan:
    """What the columns of a table are; it grows where rows bring new columns.

    Attributes
    ----------
    mapping
        The user's word: column -> target.
    meanings
        Column -> what it is taken for.
    warnings
        What a person should know, in sentences.
    used
        Columns of the mapping that the table has.
    decider
        Decides in place of what follows where the table is of a kind of its own, such as a list of payments.
    """

    mapping: Mapping[str, str]
    meanings: dict[str, Meaning] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    decider: Decider | None = None

    def told(self, columns: Iterable[str]) -> dict[str, str]:
        """Return what the mapping says of columns."""
        return {name: target for name in columns if (target := self._told(name)) is not None}

    def filled(self) -> dict[str, Meaning]:
        """Return field -> the column that fills it."""
        return {m.field: m for m in self.meanings.values() if m.field}

    def extend(self, looks: Mapping[str, Look]) -> None:
        """Decide on columns not seen before, from what their values look like."""
        new = [name for name in looks if name not in self.meanings]
        if self.decider is not None:
            self.meanings |= self.decider.meanings({name: looks[name] for name in new}, self.told(new))
            return
        said = {name: names.match(name) for name in new}
        told = self.told(new)
        fields = self._fields(new, said, told, looks)
        for name in new:
            meaning = self._meaning(name, said[name], told.get(name), fields.get(name, ""), looks[name])
            self.meanings[name] = self._named_apart(meaning, {*self.meanings, *looks})

    def _told(self, name: str) -> str | None:
        """Return what the mapping says of a column, whatever the case and spaces of its name."""
        for column, target in self.mapping.items():
            if column == name:
                self.used.add(column)
                return target
        own = names.words(name)
        for column, target in self.mapping.items():
            if own and names.words(column) == own:
                self.used.add(column)
                return target
        return None

    def _fields(
        self, new: list[str], said: dict[str, names.Said], told: dict[str, str], looks: Mapping[str, Look]
    ) -> dict[str, str]:
        """Return column -> field, one a field: the user's word first, then the surest name, then content."""
        taken = set(self.filled())
        out: dict[str, str] = {}

        def take(name: str, wanted: str) -> bool:
            if wanted in taken:
                return False
            taken.add(wanted)
            out[name] = wanted
            return True

        order = {column: i for i, column in enumerate(self.mapping)}
        for name in sorted(told, key=lambda n: order.get(n, len(order))):
            if told[name] in names.fields() and not take(name, told[name]):
                self.warnings.append(
                    f"column {name!r} is mapped to {told[name]} too, which another column fills already"
                )
        free = [n for n in new if n not in told]
        # A column without values can wait; a surer name goes first; then the order of the columns.
        for name in sorted(free, key=lambda n: (not looks[n].filled, not said[n].field, said[n].rank)):
            wanted = _field(said[name], looks[name])
            if wanted:
                take(name, wanted)
        free = [n for n in free if n not in out]
        for wanted, candidates in _by_content(free, said, looks, taken).items():
            take(candidates, wanted)
        return out

    def _meaning(self, name: str, said: names.Said, told: str | None, filled: str, look: Look) -> Meaning:
        if told is not None and told not in names.fields():
            return _as_told(name, told, said.role)
        if told is not None and not filled:
            return Meaning(name, name, prose=told == "text")
        kind = "" if told is not None else kind_of(name, said, look, filled)
        if filled:
            kept = name if kind or filled in _KEPT_TOO else ""
            return Meaning(name, kept, field=filled, kind=kind, role=said.role)
        if kind:
            return Meaning(name, name, kind=kind, role=said.role)
        return Meaning(name, name, prose=look.prose or said.prose or said.field == "text")

    @staticmethod
    def _named_apart(meaning: Meaning, taken: set[str]) -> Meaning:
        """Keep a column called like a field that is searched from being taken for it."""
        if meaning.key in {"title", "text"}:
            key, n = f"{meaning.key}_2", 2
            while key in taken:
                n += 1
                key = f"{meaning.key}_{n}"
            return Meaning(meaning.column, key, meaning.field, meaning.kind, meaning.role, meaning.prose)
        return meaning

    def absent(self) -> list[str]:
        """Return sentences on columns of the mapping that the table does not have."""
        missing = [column for column in self.mapping if column not in self.used]
        if not missing:
            return []
        have = ", ".join(list(self.meanings)[:50]) or "none"
        return [
            f"the mapping names {', '.join(map(repr, missing))}, not a column of this file; it has: {have}"
        ]


def _as_told(name: str, target: str, role: Role) -> Meaning:
    if target == IGNORE:
        return Meaning(name)
    if target in {PROSE, EXTRA}:
        return Meaning(name, name, prose=target == PROSE)
    return Meaning(name, name, kind=target, role=role)


def _field(said: names.Said, look: Look) -> str:
    """Return the field that a name names, unless the values speak against it."""
    wanted = said.field
    if wanted == "posted_at" and said.undated:
        return ""
    if wanted == "location" and (look.kind == "wallet" or look.address):
        return ""  # "address" may be that of a coin
    if wanted == "author" and said.role is not Role.SELF:
        return ""
    if not wanted and said.kind == "username" and said.role is Role.SELF and not look.prose:
        return "author"  # where no column names the author better
    return wanted


def _by_content(
    free: list[str], said: dict[str, names.Said], looks: Mapping[str, Look], taken: set[str]
) -> dict[str, str]:
    """Return field -> column for fields that no name gave."""
    unsaid = [n for n in free if not (said[n].field or said[n].kind or said[n].prose or said[n].bare_role)]
    out: dict[str, str] = {}
    prose = sorted((n for n in unsaid if looks[n].prose), key=lambda n: -looks[n].length)
    if "text" not in taken:
        # A column of contacts or notes is only the text where there is nothing better.
        prose = prose or [n for n in free if looks[n].prose and said[n].prose] or _short_text(unsaid, looks)
        if prose:
            out["text"] = prose[0]
    dated = [n for n in unsaid if looks[n].date and not said[n].undated]
    if "posted_at" not in taken and len(dated) == 1:
        out["posted_at"] = dated[0]
    links = [n for n in unsaid if looks[n].url and not looks[n].kind and _NAMELESS.fullmatch(n)]
    if "url" not in taken and len(links) == 1:
        out["url"] = links[0]
    return out


def _short_text(unsaid: list[str], looks: Mapping[str, Look]) -> list[str]:
    """Return the column of a table without names that is the most like text, though its texts are short."""
    worded = [n for n in unsaid if _NAMELESS.fullmatch(n) and looks[n].spaced > 0.5 and looks[n].length > 12]
    dated = [n for n in worded if looks[n].date or looks[n].kind or looks[n].phone]
    return sorted((n for n in worded if n not in dated), key=lambda n: -looks[n].length)


def kind_of(name: str, said: names.Said, look: Look, filled: str = "") -> str:
    """Return the kind of identifier that a column holds; empty for none."""
    if said.kind == names.PICTURE and not filled:
        return _picture(said, look)
    if filled in {"text", "title", "posted_at", "native_id", "platform", "kind", "country"} or look.prose:
        return ""
    if filled == "url":
        return "link"  # of each link that is a profile's; see declared.py
    if filled == "author":
        return "username" if said.kind == "username" or look.kind == "username" or look.token else look.kind
    if said.bare_role:
        return look.kind or ("username" if look.token else "")
    if said.kind:
        return _guarded(said, look)
    if filled:
        return ""
    if said.field == "location" and look.address:
        return look.kind or "wallet"
    if not look.kind and look.phone and _NAMELESS.fullmatch(name):
        return "phone"
    return look.kind


def _picture(said: names.Said, look: Look) -> str:
    """Return the kind of a column whose name is that of pictures: addresses, counts and captions are none."""
    if look.picture:
        return names.PICTURE
    return look.kind if said.guarded or look.filled else names.PICTURE


def _guarded(said: names.Said, look: Look) -> str:
    """Return the kind that a name names where the values may hold it."""
    if said.guarded:
        return said.kind if look.kind == "wallet" or look.address else ""
    if said.kind == "link":
        return "link" if look.url or look.kind == "link" or not look.filled else look.kind
    return said.kind


def described(plans: Mapping[str, Plan]) -> dict[str, str]:
    """Return column -> what it is taken for, over all tables; ``Ads!phone`` where there are several."""
    several = len(plans) > 1
    return {
        f"{table}!{name}" if several and table else name: meaning.words()
        for table, plan in plans.items()
        for name, meaning in plan.meanings.items()
    }


def tables_absent(plans: Iterable[Plan], mapping: Mapping[str, str]) -> list[str]:
    """Return sentences on columns of the mapping that no table of a source has."""
    whole = Plan(mapping)
    for plan in plans:
        whole.used |= plan.used
        whole.meanings |= plan.meanings
    return whole.absent()
