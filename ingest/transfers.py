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
from ingest.content import SAMPLE, Look
from ingest.directions import Directions, clock_only, find_direction, joined_times
from ingest.ends import ACCOUNT, declare_end, kinds_of, stripped
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
    end_of,
    is_account,
    measure_of,
    rank_of,
)

_NEAR = (ACTS, HOLDER)
_SAID = {
    PAYMENT: {ACTS: "payer", GETS: "payee", HOLDER: "own side", OTHER: "other side"},
    CALL: {ACTS: "caller", GETS: "called", HOLDER: "own side", OTHER: "other side"},
}
_KINDS = {PAYMENT: RecordKind.PAYMENT, CALL: RecordKind.CALL}
_ORDINARY = ("platform", "location", "country")  # fields that columns of such a table fill as those of any other
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
        order = sorted(looks, key=lambda name: rank_of(name, "posted_at"))
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
        role = Role.MENTIONED if end is None else Role.SELF if end.end in _NEAR else Role.COUNTERPARTY
        side = "" if end is None else "near" if end.end in _NEAR else "far"
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
        side = "near" if end.end in _NEAR else "far"
        role = Role.SELF if side == "near" else Role.COUNTERPARTY
        said = _SAID[self.setting][end.end]
        if end.what in ("name", KEPT):
            return Meaning(name, name, end=side, said=f"{said}'s name" if end.what == "name" else EXTRA)
        kind = end.what if end.what in ("phone", "email", "iban", "card", "wallet") else ACCOUNT
        return Meaning(name, name, kind=kind, role=role, end=side, said=said + (f", {end.what}" if end.what else ""))

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
        what = self.ends[meaning.column].what if meaning.column in self.ends else meaning.kind
        cells = stripped(column.text)
        return kinds_of(cells, what, self.setting)

    def authors(
        self, columns: Mapping[str, Column], n: int, turned: npt.NDArray[np.bool_] | None
    ) -> pa.StringArray:
        """Return the name of who acts, a row; null where none stands there."""
        near, far = (self._named(columns, side, n) for side in (_NEAR, (GETS, OTHER)))
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
            if found := [name for name, held in self.ends.items() if held.end == end]:
                out[_SAID[self.setting][end]] = found
        if said := self.directions.said():
            out["direction"] = said
        return out


def _apart(name: str) -> str:
    """Return the name under which a text is kept beside title and text."""
    return f"{name}_2" if name in ("title", "text") else name


def recognise(
    columns: Mapping[str, Column], told: Mapping[str, str], scope: str
) -> Transfers | None:
    """Tell whether a table lists payments or calls.

    Parameters
    ----------
    columns
        Its first rows.
    told
        What the user says that columns are: one that is told to be a field or nothing of note is no end.
    scope
        See :class:`Transfers`.

    Returns
    -------
    Transfers or None
        None for any other table.
    """
    sample = {name: stripped(column.text.slice(0, SAMPLE)) for name, column in columns.items()}
    free = {name: cells for name, cells in sample.items() if told.get(name, "phone") in names.kinds()}
    for setting in (CALL, PAYMENT):
        table = _Table(setting, free, sample)
        if table.is_one():
            return table.transfers(scope)
    return None


class _Table:
    """A table looked at as a list of payments, or of calls.

    Parameters
    ----------
    setting
        ``payment`` or ``call``.
    free, cells
        Columns that may be ends, and all; name -> first values, without the spaces around them.
    """

    def __init__(self, setting: str, free: Mapping[str, pl.Series], cells: Mapping[str, pl.Series]) -> None:
        self._setting = setting
        self._cells = cells
        self._has = {
            key: [name for name in cells if key in measure_of(name)]
            for key in ("amount", "currency", "balance", "fee", "duration", "call_type", "hash", "booking", "memo",
                        "number", "person", "native_id", "posted_at", "incoming", "outgoing")
        }  # fmt: skip
        read = {name: end_of(name, setting) for name in free}
        self.ends = {name: end for name, end in read.items() if end.end and not self._is_when(name)}
        self.directions = find_direction(cells, setting, self._has["amount"], self._has["incoming"],
                                         self._has["outgoing"])  # fmt: skip
        if setting == CALL and not self._of(*_NEAR, GETS, OTHER) and self.directions.column:
            self.ends |= {name: End(OTHER, "phone", True) for name in self._has["number"] if name in free}
            self.ends |= {name: End(OTHER, "name") for name in self._has["person"] if name in free}
        if setting == PAYMENT:
            self._accounts(free)

    def _is_when(self, name: str) -> bool:
        cells = self._cells[name]
        return bool(cells.len()) and "posted_at" in measure_of(name)

    def _of(self, *sides: str) -> list[str]:
        """Return the columns that name an end, not merely something of it."""
        return [name for name, end in self.ends.items() if end.end in sides and end.what != KEPT]

    def _accounts(self, free: Mapping[str, pl.Series]) -> None:
        """Give accounts that no name ascribes: the other side's beside the holder's own, the holder's if always one."""
        others = [name for name in self._of(OTHER) if self.ends[name].what in ("", "account", "iban")]
        for name in free:
            if name in self.ends or not is_account(name):
                continue
            values = self._cells[name].filter(self._cells[name] != "")
            if self._of(HOLDER) and self._of(OTHER) and not any(self._holds(o) for o in others):
                self.ends[name] = End(OTHER, "account")
            elif not self._of(HOLDER, OTHER, ACTS, GETS) and values.len() > 1 and values.n_unique() == 1:
                self.ends[name] = End(HOLDER, "account")

    def _holds(self, name: str) -> bool:
        """Tell whether half of the values of an end are identifiers."""
        filled = self._cells[name].filter(self._cells[name] != "")
        kinds = kinds_of(filled, self.ends[name].what, self._setting)
        return filled.len() > 0 and 2 * int((kinds != "").sum()) >= filled.len()

    def is_one(self) -> bool:
        """Tell whether the table is such a list."""
        return self._lists_calls() if self._setting == CALL else self._lists_payments()

    def _sure(self, *sides: str) -> bool:
        return any(self.ends[name].sure for name in self._of(*sides))

    def _lists_calls(self) -> bool:
        near, far = self._of(*_NEAR), self._of(GETS, OTHER)
        sure = self._sure(*_NEAR), self._sure(GETS, OTHER)
        timed = bool(self._has["duration"])
        if not near:
            return bool(far) and timed and (self._sure(GETS) or bool(self.directions.column)) and self._dialled(far)
        if not far or (self._has["amount"] and not timed and not all(sure)):
            return False
        if all(sure):
            return self._dialled(near) or self._dialled(far)
        measured = timed or (bool(self._has["call_type"]) and any(sure))
        return measured and self._dialled(near) and self._dialled(far)

    def _dialled(self, ends: list[str]) -> bool:
        """Tell whether the values of an end may be numbers that are called, or ids that stand for them."""
        return any(self._holds(name) for name in ends)

    def _lists_payments(self) -> bool:
        near, far = self._of(*_NEAR), self._of(GETS, OTHER)
        has = self._has
        if not has["amount"]:
            return False
        booked = any(has[key] for key in ("balance", "fee", "hash", "booking")) or bool(
            has["incoming"] and has["outgoing"]
        )
        if near and far:
            named = self._sure(*_NEAR) or self._sure(GETS, OTHER)
            return named or (any(map(self._holds, near)) and any(map(self._holds, far))) or booked
        if near or far:  # one side alone is told by what only a list of payments has
            return booked
        return bool(has["balance"]) and bool(has["memo"]) and bool(has["posted_at"])

    def transfers(self, scope: str) -> Transfers:
        """Return what was found."""
        self._turn_one_sided()
        made = Transfers(self._setting, self.ends, self.directions, scope)
        if any(end.end in (ACTS, GETS) for end in self.ends.values()):
            made.directions = Directions()
        made.ids = tuple(self._has["native_id"])
        self._when(made)
        return made

    def _turn_one_sided(self) -> None:
        """Take a caller's column that always holds one number, while calls come and go, for that of the list's holder."""
        callers = [name for name in self._of(ACTS) if self.ends[name].what != "name"]
        if self._setting != CALL or not callers or not self.directions.both:
            return
        cells = [self._cells[name].filter(self._cells[name] != "") for name in callers]
        if all(c.len() > 1 and c.n_unique() == 1 for c in cells):
            turned = {ACTS: HOLDER, GETS: OTHER}
            self.ends = {n: End(turned.get(e.end, e.end), e.what, e.sure) for n, e in self.ends.items()}

    def _when(self, made: Transfers) -> None:
        """Find the columns that say when."""
        filled = [n for n in self._has["posted_at"] if (self._cells[n] != "").any() and n not in self.ends]
        days = [n for n in filled if not clock_only(self._cells[n])]
        clocks = [n for n in self._cells if measure_of(n) & {"clock", "posted_at"} and clock_only(self._cells[n])]
        if not days or not clocks:
            return
        made.date = min(days, key=lambda n: rank_of(n, "posted_at"))
        if self._cells[made.date].str.contains(":").any():
            made.date = ""
            return
        made.clock = min(clocks, key=lambda n: rank_of(n, "clock"))
        made.zone = next((n for n in self._cells if "zone" in measure_of(n)), "")


__all__ = ["Transfers", "recognise"]
