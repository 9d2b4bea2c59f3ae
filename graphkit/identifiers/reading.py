"""One batch from records to mentions: take pictures out, mask cards, then read texts and declared columns."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from graphkit.identifiers.cards import CARD, CardFound, mask_column, mask_map
from graphkit.identifiers.declared import read_declared
from graphkit.identifiers.embedded import ACROSS_MARKERS
from graphkit.identifiers.image import IMAGE, can_hash
from graphkit.identifiers.mentions import mention_table
from graphkit.identifiers.picture_cells import take_pictures
from graphkit.identifiers.scan import chosen_kinds, read_texts
from graphkit.identifiers.texts import texts_of
from graphkit.model import MENTIONS, Batch, Role
from graphkit.settings import Settings

# Without a key equal masked digits are no evidence that two cards are one: they show, below any joining confidence.
_CARD_KEYED, _CARD_SHOWN = 0.97, 0.5


def mask_batch(batch: Batch, key: bytes | None) -> tuple[Batch, pa.Table]:
    """Mask every card number in a batch: texts, columns, declared values and rejects alike.

    Parameters
    ----------
    batch
        As the ingestor yields it.
    key
        The secret of ``GRAPHKIT_CARD_KEY``, or None.

    Returns
    -------
    tuple
        The batch with cards masked, and the cards of its records as mentions (schema ``MENTIONS``).
    """
    cards: list[tuple[int, str, CardFound]] = []
    records = batch.records
    for name in records.schema.names:
        column = records.column(name)
        if name in ("record_id", "source_id"):
            continue
        if name in ("extra", "more_text"):
            whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
            masked, found = mask_map(_mask_keys(whole), key)
            cards += [(row, field, card) for row, field, card in found]
        elif pa.types.is_string(column.type):
            masked, in_column = mask_column(column, key)
            cards += [(row, name, card) for row, card in in_column]
        else:
            continue
        if masked is not column:
            records = records.set_column(
                records.schema.get_field_index(name), records.schema.field(name), masked
            )
    masked_batch = Batch(records, _mask_table(batch.declared, key), _mask_table(batch.rejects, key))
    return masked_batch, _card_mentions(cards, records, batch.declared)


def _mask_keys(column: pa.MapArray) -> pa.MapArray:
    """Mask the keys of maps: the names of columns, which a file without a header row takes from its first record."""
    keys, found = mask_column(column.keys, None)
    if not found:
        return column
    keys = _told_apart(keys, column.offsets.to_pylist())
    starts = zip(column.offsets.to_pylist(), [*column.is_null().to_pylist(), False], strict=True)
    kept = pa.array([None if null else at for at, null in starts], pa.int32())
    return pa.MapArray.from_arrays(kept, keys, column.items).cast(column.type)


def _told_apart(keys: pa.Array, offsets: list[int]) -> pa.Array:
    """Give names of one record that became the same by masking a number each: two columns stay two."""
    names: list[str] = keys.to_pylist()
    for start, end in pairwise(offsets):
        taken: set[str] = set()
        for at in range(start, end):
            name, again = names[at], 2
            while names[at] in taken:
                names[at], again = f"{name} ({again})", again + 1
            taken.add(names[at])
    return pa.array(names, pa.string())


def _mask_table(table: pa.Table, key: bytes | None) -> pa.Table:
    """Mask the string columns of declared identifiers or rejects."""
    if "reason" in table.schema.names and table.num_rows:
        # A broken JSON row may write digits as escapes, which would hide where a number begins.
        raw = pl.Series(table.column("raw")).str.replace_all(r"\\u003([0-9])", "${1}")
        at = table.schema.get_field_index("raw")
        table = table.set_column(at, table.schema.field(at), raw.to_arrow().cast(pa.string()))
    if "value" in table.schema.names:
        # A card that the source calls an account: masked it would be the same account as others of these digits.
        _, found = mask_column(table.column("value"), key)
        if found:
            leaks = np.zeros(table.num_rows, bool)
            leaks[[row for row, _ in found]] = True
            at = table.schema.get_field_index("value")
            kept = pc.if_else(pa.array(leaks), None, table.column(at))
            table = table.set_column(at, table.schema.field(at), kept.cast(pa.string()))
    for name in ("raw", "reason", "locator", "field"):
        if name in table.schema.names:
            masked, found = mask_column(table.column(name), key)
            if found:
                table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), masked)
    return table


def _card_mentions(
    cards: list[tuple[int, str, CardFound]], records: pa.Table, declared: pa.Table
) -> pa.Table:
    """Return masked cards as mentions; a column's declared role goes to the cards in it."""
    ids = records.column("record_id").to_pylist()
    roles = (
        {
            (r, f): role
            for r, f, role in zip(
                *(declared[c].to_pylist() for c in ("record_id", "field", "role")), strict=True
            )
        }
        if cards
        else {}
    )
    cards = sorted(cards, key=lambda c: (c[0], c[1], c[2].start))
    return mention_table(
        [ids[row] for row, _, _ in cards],
        [CARD.name] * len(cards),
        [card.value for _, _, card in cards],
        [roles.get((ids[row], field), Role.SELF.value) for row, field, _ in cards],
        [field for _, field, _ in cards],
        [card.start for _, _, card in cards],
        [card.end for _, _, card in cards],
        [card.raw for _, _, card in cards],
        [f"card.{card.issuer}" for _, _, card in cards],
        [_CARD_KEYED if card.joins else _CARD_SHOWN for _, _, card in cards],
        [None] * len(cards),
    )  # fmt: skip


def read_batch(
    batch: Batch, settings: Settings, key: bytes | None = None, platform: str = ""
) -> tuple[Batch, pa.Table]:
    """Like :func:`read_counted`, without the count."""
    masked, mentions, _ = read_counted(batch, settings, key, platform)
    return masked, mentions


def read_counted(
    batch: Batch, settings: Settings, key: bytes | None = None, platform: str = ""
) -> tuple[Batch, pa.Table, Counter[str]]:
    """Take the pictures out of a batch, mask its cards and read all its identifiers.

    Parameters
    ----------
    batch
        As the ingestor yields it.
    settings
        Which kinds, and the regions of phones.
    key
        The secret of ``GRAPHKIT_CARD_KEY``, or None.
    platform
        Where records are from that do not say it themselves; empty leaves them without.

    Returns
    -------
    tuple
        The batch without pictures and with cards masked; the mentions of its records (schema ``MENTIONS``); and what
        came of pictures in its cells, see :func:`graphkit.identifiers.picture_cells.take_pictures`.
    """
    if platform and batch.records.num_rows:
        at = batch.records.schema.get_field_index("platform")
        filled = pc.fill_null(batch.records.column(at), platform)
        records = batch.records.set_column(at, batch.records.schema.field(at), filled)
        batch = Batch(records, batch.declared, batch.rejects)
    wanted = chosen_kinds(settings)
    batch, pictures, counts = take_pictures(batch, IMAGE.name in wanted and can_hash())
    masked, cards = mask_batch(batch, key)
    cards = with_roles(cards, masked.records)
    if CARD.name not in wanted:
        cards = cards.slice(0, 0)
    if pictures.num_rows:  # the column that they stand in may be called like a card
        field, _ = mask_column(pictures["field"], None)
        pictures = pictures.set_column(MENTIONS.get_field_index("field"), MENTIONS.field("field"), field)
    again = read_again(masked.records, masked.declared, settings)
    return masked, pa.concat_tables([pictures, cards, again]), counts


def with_roles(mentions: pa.Table, records: pa.Table) -> pa.Table:
    """Give mentions in texts the roles that their records say: what is forwarded or quoted is another's.

    A role that the form of an identifier tells, such as that of a group's invitation, stays.
    """
    said = records["text_roles"]
    if said.null_count == records.num_rows or not mentions.num_rows:
        return mentions
    rows = pl.DataFrame(pl.from_arrow(records.select(["record_id"]))).with_row_index("row")
    lists = said.combine_chunks()
    owners = pc.list_parent_indices(
        lists.cast(pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())])))
    )
    told = pl.DataFrame({"row": pl.Series(owners, dtype=pl.UInt32), "field": pl.Series(lists.keys, dtype=pl.String),
                         "told": pl.Series(lists.items, dtype=pl.String)})  # fmt: skip
    told = told.join(rows, on="row").select("record_id", "field", "told")
    own = pl.DataFrame(pl.from_arrow(mentions.select(["record_id", "field", "role"])))
    joined = own.join(told, on=["record_id", "field"], how="left", maintain_order="left")
    role = joined.select(
        pl.when(pl.col("role") == Role.SELF.value).then(pl.coalesce("told", "role")).otherwise("role")
    ).to_series()
    at = MENTIONS.get_field_index("role")
    return mentions.set_column(at, MENTIONS.field("role"), role.to_arrow().cast(pa.string()))


def read_again(records: pa.Table, declared: pa.Table, settings: Settings) -> pa.Table:
    """Read the identifiers of records whose pictures are out and whose cards are masked already."""
    if not records.num_rows:
        return read_declared(declared.slice(0, 0), records, settings)
    # Cards are read where they are masked, pictures where their files are.
    declared = declared.filter(pc.invert(pc.is_in(declared["kind"], pa.array([CARD.name, IMAGE.name]))))
    texts = with_roles(read_texts(texts_of(records), settings), records)
    read = [texts, read_declared(declared, records, settings)]
    found = pa.concat_tables(read)
    return found.filter(pc.invert(pc.match_substring_regex(found["raw"], ACROSS_MARKERS)))
