"""The ends of payments and calls as identifiers: what each cell holds, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from graphkit.model import DECLARED, Role
from ingest.content import EMAIL, IBAN, WALLET, is_empty
from ingest.declared import rows_of
from ingest.flatten import Column
from ingest.meaning import Meaning
from ingest.transfer_names import CALL, data

ACCOUNT = "account"
KINDS = ("phone", "email", "iban", "card", "wallet")  # that a name may say, beside accounts
_HANDLE = r"^[@$][A-Za-z0-9_.]{2,64}$"
_DIALLED = r"^\+?[0-9(*#][0-9 ().\-*#]{1,24}$"
_PHONE = r"^(?:\+|00)[0-9 ().\-]{8,22}$"
_NUMBERED = r"^[A-Za-z]{0,4}[0-9][A-Za-z0-9 ./\-]{2,40}$"
_TOKEN = r"^[\p{L}0-9_.\-]{3,64}$"
_MADE_UP = r"[0-9_]|^\p{Ll}+$"
_GLOBAL = 15  # digits of an account from which on its number is taken for one of its kind, whatever the bank
_LISTED = {"email", "phone", "wallet", "iban"}  # several may stand in one cell


def kinds_of(cells: pl.Series, what: str, setting: str) -> pl.Series:
    """Return the kind of identifier of each cell of an end; empty where it is a name, or nothing that is known.

    Parameters
    ----------
    cells
        Of the column, without the spaces around them.
    what
        What its name says that it holds; empty for nothing.
    setting
        ``payment`` or ``call``: bare digits are an account's there and a phone's here.

    Examples
    --------
    >>> kinds_of(pl.Series(["+12025550123", "12345678", "Ann Smith", "@ann"]), "", "payment").to_list()
    ['phone', 'account', '', 'username']
    """
    if what in ("name", "kept"):
        return pl.Series([""] * len(cells), dtype=pl.String)
    cell = pl.col("cell")
    phone = cell.str.contains(_DIALLED if setting == CALL or what == "phone" else _PHONE)
    number = cell.str.contains(_NUMBERED) & (cell.str.count_matches("[0-9]") >= 4)
    token = cell.str.contains(_TOKEN) & (cell.str.contains(_MADE_UP) | pl.lit(what in ("account", "id")))
    chosen = (
        pl.when(pl.lit(is_empty(cells)))
        .then(pl.lit(""))
        .when(cell.str.contains(EMAIL))
        .then(pl.lit("email"))
        .when(cell.str.contains(_HANDLE))
        .then(pl.when(cell.str.starts_with("$")).then(pl.lit("cashapp")).otherwise(pl.lit("username")))
        .when(cell.str.contains(WALLET))
        .then(pl.lit("wallet"))
        .when(cell.str.contains(IBAN) & pl.lit(setting != CALL))
        .then(pl.lit("iban"))
        .when(phone)
        .then(pl.lit("phone"))
        .when(pl.lit(what == "card"))
        .then(pl.lit("card"))
        .when((number | token) & pl.lit(what not in ("phone", "email", "wallet")))
        .then(pl.lit(ACCOUNT))
        .otherwise(pl.lit(""))
    )
    return pl.DataFrame({"cell": cells}).select(chosen.alias("kind"))["kind"]


def stripped(values: pa.StringArray) -> pl.Series:
    """Return cells without the spaces around them."""
    return pl.Series(values).cast(pl.String).str.strip_chars().fill_null("")


def account_value(raw: str, scope: str) -> str:
    """Return the value of an account by its number: of a bank if it is long, else known only where it was listed.

    Examples
    --------
    >>> account_value("40817-810-0-0000-0000001", "march"), account_value("12-34-56 12345678", "march")
    ('bank:40817810000000000001', 'march:12345612345678')
    """
    bare = "".join(c for c in raw if c.isalnum() or c == "_").lower()
    return f"bank:{bare}" if bare.isdecimal() and len(bare) >= _GLOBAL else f"{scope}:{bare}"


def is_card(raw: str) -> bool:
    """Tell whether digits are those of a bank card: 13 to 19 with Luhn's check digit."""
    figures = [int(c) for c in raw if c in "0123456789"]
    if not 13 <= len(figures) <= 19 or any(c.isalpha() for c in raw):
        return False
    doubled = [d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(figures))]
    return sum(doubled) % 10 == 0 and figures[0] in (2, 3, 4, 5, 6)


def declare_end(
    meaning: Meaning,
    column: Column,
    ids: pa.StringArray,
    kinds: Sequence[str] | pl.Series,
    turned: npt.NDArray[np.bool_] | None,
    scope: str,
) -> tuple[pa.Table, npt.NDArray[np.int64]]:
    """Return the identifiers of a column of ends, in order of its rows.

    Parameters
    ----------
    meaning
        What the column is; its ``end`` is not empty.
    column, ids, kinds
        Its values, the ids of their records, and the kind of each; n rows.
    turned
        Rows that go the other way: there the far end acts. None for no row.
    scope
        Where numbers of accounts are known that are too short to be known elsewhere.

    Returns
    -------
    declared, rows
        A table of schema ``DECLARED``, and the row of each, from 0.
    """
    held = pl.Series(kinds, dtype=pl.String)
    made = []
    for kind in sorted(set(held.to_list()) - {""}):
        rows = (held == kind).arg_true().to_numpy().astype(np.int64)
        cells = column.text.take(pa.array(rows))
        if kind in _LISTED:
            made.append(rows_of(cells, np.zeros(len(rows), np.int64), rows, kind))
            continue
        frame = pl.DataFrame({"row": rows, "cell": pl.Series(cells).cast(pl.String)})
        text = pl.col("cell")
        lead = text.str.len_chars() - text.str.strip_chars_start().str.len_chars()
        made.append(
            frame.select("row", lead.cast(pl.Int64).alias("start"), text.str.strip_chars().alias("raw"))
            .with_columns(pl.lit(kind).alias("kind"))
            .select("row", "start", "raw", "kind")
        )
    if not made:
        return DECLARED.empty_table(), np.zeros(0, np.int64)
    frame = pl.concat(made).sort("row", "start", maintain_order=True)
    return _table(frame, meaning, ids, turned, scope), frame["row"].to_numpy()


def _table(
    frame: pl.DataFrame,
    meaning: Meaning,
    ids: pa.StringArray,
    turned: npt.NDArray[np.bool_] | None,
    scope: str,
) -> pa.Table:
    rows = frame["row"].to_numpy()
    raws, kinds = frame["raw"].to_list(), frame["kind"].to_list()
    cards = [kind == ACCOUNT and is_card(raw) for kind, raw in zip(kinds, raws, strict=True)]
    values = [
        account_value(raw, scope) if kind == ACCOUNT and not card else None
        for kind, raw, card in zip(kinds, raws, cards, strict=True)
    ]
    kinds = ["card" if card else kind for kind, card in zip(kinds, cards, strict=True)]
    acts = np.full(len(rows), meaning.end == "near")
    if turned is not None:
        acts ^= turned[rows]
    nobody = set(data()["values"]["nobody"])
    roles = [
        Role.INFRASTRUCTURE.value
        if raw.lower() in nobody
        else (Role.SELF if own else Role.COUNTERPARTY).value
        for raw, own in zip(raws, acts.tolist(), strict=True)
    ]
    n = len(rows)
    made = {
        "record_id": ids.take(pa.array(rows)),
        "kind": pa.array(kinds, pa.string()),
        "role": pa.array(roles, pa.string()),
        "field": pa.array([meaning.key] * n, pa.string()),
        "raw": pa.array(raws, pa.string()),
        "start": pa.array(frame["start"].to_numpy()),
        "value": pa.array(values, pa.string()),
    }
    return pa.table([pc.cast(made[f.name], f.type) for f in DECLARED], schema=DECLARED)
