"""Which tables list payments or calls, told by their columns: two ends, and what was paid or how long it took."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ingest import names
from ingest.content import SAMPLE
from ingest.directions import Directions, clock_only, find_direction
from ingest.ends import kinds_of, stripped
from ingest.flatten import Column
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
from ingest.transfers import NEAR, Transfers

_OF_ADS = ("text", "url", "location")
_PRICES = frozenset({"price", "prices", "rate", "rates", "цена", "стоимость", "age", "возраст"})


def recognise(columns: Mapping[str, Column], told: Mapping[str, str], scope: str) -> Transfers | None:
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
        table = _Table(setting, free, sample, told)
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
    told
        Columns of which the user says what they are: they tell no direction.
    """

    def __init__(
        self,
        setting: str,
        free: Mapping[str, pl.Series],
        cells: Mapping[str, pl.Series],
        told: Mapping[str, str],
    ) -> None:
        self._setting = setting
        self._cells = cells
        self._has = {
            key: [name for name in cells if key in measure_of(name)]
            for key in ("amount", "currency", "balance", "fee", "duration", "call_type", "hash", "booking", "memo",
                        "number", "person", "native_id", "posted_at", "incoming", "outgoing")
        }  # fmt: skip
        read = {name: end_of(name, setting) for name in free}
        self.ends = {name: end for name, end in read.items() if end.end and not self._is_when(name)}
        open_ = {name: values for name, values in cells.items() if name not in told}
        amounts, came, went = (
            [name for name in self._has[key] if name in open_] for key in ("amount", "incoming", "outgoing")
        )
        self.directions = find_direction(open_, setting, amounts, came, went)
        if setting == CALL and not self._of(*NEAR, GETS, OTHER) and self._is_log():
            self.ends |= {name: End(OTHER, "phone", True) for name in self._has["number"] if name in free}
            self.ends |= {name: End(OTHER, "name") for name in self._has["person"] if name in free}
        if setting == PAYMENT:
            self._accounts(free)

    def _is_log(self) -> bool:
        """Tell whether this is a telephone's own log: numbers, directions, moments, and nothing that ads have."""
        moments = [self._cells[name] for name in self._has["posted_at"]]
        timed = any(int(m.str.contains(":").sum()) > 0 for m in moments)
        ads = any(
            names.match(name).field in _OF_ADS or _PRICES & set(names.words(name)) for name in self._cells
        )
        return bool(self.directions.column) and timed and not ads

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
        near, far = self._of(*NEAR), self._of(GETS, OTHER)
        sure = self._sure(*NEAR), self._sure(GETS, OTHER)
        timed = bool(self._has["duration"])
        if not near:
            return (
                bool(far)
                and timed
                and (self._sure(GETS) or bool(self.directions.column))
                and self._dialled(far)
            )
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
        near, far = self._of(*NEAR), self._of(GETS, OTHER)
        has = self._has
        if not has["amount"]:
            return False
        booked = any(has[key] for key in ("balance", "fee", "hash", "booking")) or bool(
            has["incoming"] and has["outgoing"]
        )
        if near and far:
            named = self._sure(*NEAR) or self._sure(GETS, OTHER)
            return named or (any(map(self._holds, near)) and any(map(self._holds, far))) or booked
        if near or far:  # one side alone is told by what only a list of payments has
            return booked
        return bool(has["balance"]) and bool(has["memo"]) and bool(has["posted_at"])

    def transfers(self, scope: str) -> Transfers:
        """Return what was found."""
        self._turn_one_sided()
        self._settle_sides()
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

    def _settle_sides(self) -> None:
        """Leave one end on each side: nobody's identifiers may stand beside those of who acts.

        Where caller and called are named, whose list it is says nothing more; where only one of them is named beside
        the list's holder, it is the other side.
        """
        if self._of(ACTS) and self._of(GETS):
            turned = {HOLDER: KEPT, OTHER: KEPT}
        elif self._of(HOLDER):
            turned = {ACTS: OTHER, GETS: OTHER}
        else:
            turned = {OTHER: GETS} if self._of(ACTS) else {OTHER: ACTS} if self._of(GETS) else {}
        for name, end in self.ends.items():
            to = turned.get(end.end, end.end)
            self.ends[name] = End(end.end, KEPT) if to == KEPT else End(to, end.what, end.sure)
        for sides in (NEAR, (GETS, OTHER)):
            bare = [
                n for n in self._of(*sides) if not (self.ends[n].sure or self.ends[n].what or self._holds(n))
            ]
            if len(bare) < len(self._of(*sides)):  # a place, or the name of a network, beside the end itself
                self.ends |= {name: End(self.ends[name].end, KEPT) for name in bare}

    def _when(self, made: Transfers) -> None:
        """Find the columns that say when."""
        filled = [n for n in self._has["posted_at"] if (self._cells[n] != "").any() and n not in self.ends]
        days = [n for n in filled if not clock_only(self._cells[n])]
        clocks = [
            n for n in self._cells if measure_of(n) & {"clock", "posted_at"} and clock_only(self._cells[n])
        ]
        if not days or not clocks:
            return
        made.date = min(days, key=lambda n: rank_of(n, "posted_at"))
        if self._cells[made.date].str.contains(":").any():
            made.date = ""
            return
        made.clock = min(clocks, key=lambda n: rank_of(n, "clock"))
        made.zone = next((n for n in self._cells if "zone" in measure_of(n)), "")
