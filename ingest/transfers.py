"""Lists of payments and of calls among tables: told by their columns, with the end that acts and the one that does not.

Only the identifiers of the end that acts (who pays, who calls) are the record's own. Those of the other end are its
counterparty's, and whatever else stands in such a table is nobody's: so money and calls are seen, and weld nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from graphkit.model import STRINGS, RecordKind, Role
from ingest import names
from ingest.columns import kind_of
from ingest.content import Look
from ingest.directions import Directions, joined_times
from ingest.ends import ACCOUNT, KINDS, declare_end, kinds_of, stripped
from ingest.flatten import Column
from ingest.mapping import EXTRA, IGNORE, PROSE
from ingest.meaning import Meaning
from ingest.transfer_names import (
    ACTS,
    CALL,
    GETS,
    HOLDER,
    KEPT,
    OTHER,
    PAYMENT,
    End,
    measure_of,
    rank_of,
)

NEAR = (ACTS, HOLDER)
_SAID = {
    PAYMENT: {ACTS: "payer", GETS: "payee", HOLDER: "own side", OTHER: "other side"},
    CALL: {ACTS: "caller", GETS: "called", HOLDER: "own side", OTHER: "other side"},
}
_KINDS = {PAYMENT: RecordKind.PAYMENT, CALL: RecordKind.CALL}
_ORDINARY = (
    "platform",
    "location",
    "country",
)  # fields that columns of such a table fill as those of any other
_SHOWN = ("amount", "currency", "balance", "fee", "duration")


@dataclass(slots=True)
class Transfers:
    """A table that lists payments or calls.

    Attributes
    ----------
    setting
        ``payment`` or ``call``.
    ends
        Column -> which end, and what of it.
    directions
        Which rows go the other way.
    scope
        Where numbers of accounts are known that are too short to be known elsewhere.
    date, clock, zone
        Columns that together say when; empty for none.
    ids
        Columns that may hold the id that the list itself gives.
    """

    setting: str
    ends: dict[str, End]
    directions: Directions
    scope: str
    date: str = ""
    clock: str = ""
    zone: str = ""
    ids: tuple[str, ...] = ()
    _taken: set[str] = field(default_factory=set)  # fields that a column fills

    @property
    def kind(self) -> RecordKind:
        """What its records are."""
        return _KINDS[self.setting]

    @property
    def moment(self) -> str:
        """Return the name of the column that date and time make together; empty where one column says when."""
        return f"{self.date} + {self.clock}" if self.clock else ""

    def prepared(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        """Return columns together with the one that date and time make."""
        out = dict(columns)
        if self.moment and self.moment not in out and {self.date, self.clock} <= out.keys():
            zone = out[self.zone].text if self.zone in out else None
            out[self.moment] = Column(joined_times(out[self.date].text, out[self.clock].text, zone))
        return out

    def meanings(self, looks: Mapping[str, Look], told: Mapping[str, str]) -> dict[str, Meaning]:
        """Return what columns are: those of ``told`` as the user says, ends as they were found, the rest as usual.

        Nothing but an end is the record's own, whatever its name.
        """
        order = sorted(looks, key=lambda name: (rank_of(name, "posted_at"), rank_of(name, "memo")))
        out = {name: self._told(name, told[name]) for name in looks if name in told}
        for name in order:
            if name not in out:
                out[name] = self._meaning(name, looks[name])
        return {name: out[name] for name in looks}

    def _take(self, name: str) -> bool:
        if name in self._taken:
            return False
        self._taken.add(name)
        return True

    def _told(self, name: str, target: str) -> Meaning:
        end = self.ends.get(name)
        if target == IGNORE:
            return Meaning(name)
        if target in (PROSE, EXTRA):
            return Meaning(name, name, prose=target == PROSE)
        if target in names.fields():
            if self._take(target):
                return Meaning(name, name if target in ("kind", "country") else "", field=target)
            return Meaning(name, name, prose=target == "text")
        role = Role.MENTIONED if end is None else Role.SELF if end.end in NEAR else Role.COUNTERPARTY
        side = "" if end is None else "near" if end.end in NEAR else "far"
        return Meaning(name, name, kind=target, role=role, end=side)

    def _meaning(self, name: str, look: Look) -> Meaning:
        if name in self.ends:
            return self._end(name, self.ends[name])
        measures = measure_of(name)
        if name in (self.date, self.clock, self.moment) and self.moment:
            filled = name == self.moment and self._take("posted_at")
            return Meaning(name, "" if filled else name, field="posted_at" if filled else "")
        if "posted_at" in measures and look.filled and name != self.clock and self._take("posted_at"):
            return Meaning(name, field="posted_at")
        if "memo" in measures:
            if self._take("text"):
                return Meaning(name, field="text")
            return Meaning(name, _apart(name), prose=True)
        if "native_id" in measures and name == self._best_id(name) and self._take("native_id"):
            return Meaning(name, field="native_id")
        if "contract" in measures:
            return Meaning(name, name, kind="wallet", role=Role.INFRASTRUCTURE)
        shown = next((key for key in _SHOWN if key in measures), "")
        shown = "direction" if name == self.directions.column else shown
        return Meaning(name, name, said=shown) if shown else self._ordinary(name, look)

    def _best_id(self, name: str) -> str:
        return name if not self.ids else min(self.ids, key=lambda n: (rank_of(n, "native_id"), n))

    def _end(self, name: str, end: End) -> Meaning:
        side = "near" if end.end in NEAR else "far"
        role = Role.SELF if side == "near" else Role.COUNTERPARTY
        said = _SAID[self.setting][end.end]
        if end.what in ("name", KEPT):
            return Meaning(name, name, end=side, said=f"{said}'s name" if end.what == "name" else EXTRA)
        kind = end.what if end.what in KINDS else ACCOUNT
        return Meaning(
            name, name, kind=kind, role=role, end=side, said=said + (f", {end.what}" if end.what else "")
        )

    def _ordinary(self, name: str, look: Look) -> Meaning:
        said = names.match(name)
        if said.field in _ORDINARY and look.filled and self._take(said.field):
            return Meaning(name, name if said.field == "country" else "", field=said.field)
        kind = kind_of(name, said, look)
        if kind and kind != names.PICTURE:
            return Meaning(name, name, kind=kind, role=Role.MENTIONED)
        return Meaning(name, _apart(name) if look.prose else name, prose=look.prose)

    def declare(
        self, meaning: Meaning, column: Column, ids: pa.StringArray, turned: npt.NDArray[np.bool_] | None
    ) -> tuple[pa.Table, npt.NDArray[np.int64]]:
        """Return the identifiers of a column of an end; see :func:`ingest.ends.declare_end`."""
        kinds = self._kinds(meaning, column)
        return declare_end(meaning, column, ids, kinds, turned, self.scope)

    def _kinds(self, meaning: Meaning, column: Column) -> pl.Series:
        cells = stripped(column.text)
        if meaning.kind not in (ACCOUNT, *KINDS):  # the user's word
            return (cells != "").replace_strict({True: meaning.kind, False: ""}, return_dtype=pl.String)
        what = self.ends[meaning.column].what if meaning.kind == ACCOUNT else meaning.kind
        return kinds_of(cells, what, self.setting)

    def authors(
        self, columns: Mapping[str, Column], n: int, turned: npt.NDArray[np.bool_] | None
    ) -> pa.StringArray:
        """Return the name of who acts, a row; null where none stands there."""
        near, far = (self._named(columns, side, n) for side in (NEAR, (GETS, OTHER)))
        if turned is None:
            return near.to_arrow().cast(pa.string())
        mask = pl.Series(turned)
        return near.zip_with(~mask, far).to_arrow().cast(pa.string())

    def _named(self, columns: Mapping[str, Column], sides: tuple[str, ...], n: int) -> pl.Series:
        found = pl.Series([None] * n, dtype=pl.String)
        own = [(name, end) for name, end in self.ends.items() if end.end in sides and name in columns]
        for name, end in sorted(own, key=lambda item: item[1].what != "name"):
            if end.what not in ("name", "", ACCOUNT):
                continue
            cells = stripped(columns[name].text)
            if end.what != "name":
                cells = cells.zip_with(kinds_of(cells, end.what, self.setting) == "", pl.Series([""]))
            found = found.zip_with(found.is_not_null() | (cells == ""), cells)
        return found

    def roles(self, keys: list[str], n: int) -> pa.MapArray:
        """Return the roles of the texts of n records: what they name is not the writer's own."""
        return pa.array([[(key, Role.MENTIONED.value) for key in keys]] * n if keys else [None] * n, STRINGS)

    def facts(self) -> dict[str, object]:
        """Return what people should know of how the table was read."""
        out: dict[str, object] = {"kind": self.kind.value}
        for end in (ACTS, GETS, HOLDER, OTHER):
            if found := [name for name, held in self.ends.items() if held.end == end and held.what != KEPT]:
                out[_SAID[self.setting][end]] = found
        if said := self.directions.said():
            out["direction"] = said
        return out


def _apart(name: str) -> str:
    """Return the name under which a text is kept beside title and text."""
    return f"{name}_2" if name in ("title", "text") else name
