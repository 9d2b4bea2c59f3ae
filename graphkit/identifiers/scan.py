"""Runs the readers over tables of texts: propose by one linear pattern a reader, place, judge each candidate once.

Everything here is a pure function of its tables and settings, a batch at a time, so that the same code runs in one
process, in a pool and in Spark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from graphkit.errors import UsageError
from graphkit.identifiers import ACCOUNT, KINDS, READERS
from graphkit.identifiers.base import Context, Found, Reader
from graphkit.identifiers.fold import FoldMap, fold_all
from graphkit.model import MENTIONS, Role
from graphkit.settings import Settings

# Judgements are remembered by candidate and context; beyond this many a reader forgets all of them.
_REMEMBERED = 400_000
_JUDGED: dict[tuple[str, Context], dict[tuple[str, str, str], Sequence[Found]]] = {}
_SIZES: dict[tuple[str, Context], int] = {}
_DECLARED_FAMILIES = {
    "username": "handle", "account": "handle", "wallet": "crypto", "payment": "payment", "link": "web",
    "contact": "web", "bank": "iban", "pgp": "key",
}  # fmt: skip

Mention = tuple[str, Found, str, int, int, str, str]  # record, what, field, start, end, raw, hint


def chosen_kinds(settings: Settings) -> frozenset[str]:
    """Return the kinds to read: all, or those that ``settings.kinds`` names by kind or family.

    Raises
    ------
    UsageError
        If a name is neither a kind nor a family.
    """
    if not settings.kinds:
        return frozenset(KINDS)
    families: dict[str, set[str]] = {}
    for kind in KINDS.values():
        families.setdefault(kind.family, set()).add(kind.name)
    wanted: set[str] = set()
    for name in settings.kinds:
        if name not in KINDS and name not in families:
            raise UsageError(
                f"no such kind of identifier: {name}; there are {', '.join(sorted({*KINDS, *families}))}"
            )
        wanted |= families.get(name, set()) | ({name} & KINDS.keys())
    return frozenset(wanted)


def texts_of(records: pa.Table) -> pl.DataFrame:
    """Return the texts of records to search: title, text and every entry of more_text, with what is known of each.

    Columns: row (of the record), record_id, field, text, regions, platform; sorted by row, title and text first.
    """
    frame = pl.DataFrame(pl.from_arrow(records.select(["record_id", "title", "text", "country", "platform"])))
    frame = frame.with_row_index("row").with_columns(
        pl.col("country").fill_null("").alias("regions"), pl.col("platform").fill_null("")
    )
    keep = ["row", "record_id", "field", "text", "regions", "platform"]
    parts = [
        frame.with_columns(pl.lit(name).alias("field"), pl.col(name).alias("text")).select(keep)
        for name in ("title", "text")
    ]
    more = _more_texts(records)
    if more.height:
        parts.append(frame.drop("text").join(more, on="row", how="inner").select(keep))
    whole = pl.concat([p.with_columns(pl.lit(i).alias("part")) for i, p in enumerate(parts)])
    return (
        whole.filter(pl.col("text").is_not_null() & (pl.col("text") != ""))
        .sort("row", "part", maintain_order=True)
        .drop("part")
    )


def _more_texts(records: pa.Table) -> pl.DataFrame:
    """Return the entries of the more_text maps: row, field, text."""
    column = records.column("more_text").combine_chunks()
    rows: list[int] = []
    fields: list[str] = []
    texts: list[str] = []
    if column.null_count < len(column):
        for row, entries in enumerate(column.to_pylist()):
            for field, text in entries or ():
                if text:
                    rows.append(row)
                    fields.append(field)
                    texts.append(text)
    schema = {"row": pl.UInt32, "field": pl.String, "text": pl.String}
    return pl.DataFrame({"row": rows, "field": fields, "text": texts}, schema=schema)


def read_texts(texts: pl.DataFrame, settings: Settings) -> pa.Table:
    """Read the identifiers of a table of texts (columns as :func:`texts_of` gives them).

    Returns
    -------
    pyarrow.Table
        With the schema ``MENTIONS``, in the order of the texts, then by start and reader.
    """
    wanted = chosen_kinds(settings)
    raw = texts["text"].to_list()
    plain = (~texts["text"].str.contains(r"[^\x00-\x7F]")).to_list()
    folded = fold_all(raw, plain)
    changed = {
        i
        for i, ascii_only in enumerate(plain)
        if not ascii_only and folded[i] is not raw[i] and folded[i] != raw[i]
    }
    column = pl.Series("text", folded, dtype=pl.String)
    places = list(zip(texts["regions"].to_list(), texts["platform"].to_list(), strict=True))
    claimed: dict[int, list[tuple[int, int]]] = {}
    hits: list[tuple[int, int, int, int, Found, str]] = []
    for order, reader in enumerate(sorted(READERS.values(), key=lambda r: r.priority)):
        if (
            reader.kinds
            and not any(k.name in wanted for k in reader.kinds)
            and not _also_reads(reader, wanted)
        ):
            continue
        new: list[tuple[int, int, int]] = []
        for row, start, end, found, hint in _read_column(reader, column, folded, places, settings):
            if any(s < end and start < e for s, e in claimed.get(row, ())):
                continue
            if found.claims:
                new.append((row, start, end))
            if found.kind in wanted:
                hits.append((row, start, order, end, found, hint))
        for row, start, end in new:
            claimed.setdefault(row, []).append((start, end))
    hits.sort(key=lambda h: (h[0], h[1], h[2], h[3], h[4].kind, h[4].value))
    return _mentions(_placed(hits, texts, raw, changed))


def _also_reads(reader: Reader, wanted: frozenset[str]) -> bool:
    """Tell whether a reader yields wanted kinds that another reader owns: links give phones, all give claims."""
    return reader.name in ("masked", "web") or bool(wanted & {"phone"} and reader.priority < 40)


def _read_column(
    reader: Reader,
    column: pl.Series,
    folded: Sequence[str],
    places: Sequence[tuple[str, str]],
    settings: Settings,
) -> Iterable[tuple[int, int, int, Found, str]]:
    """Yield (row, start, end, found, hint) for one reader over the folded texts, in order."""
    proposals = column.str.extract_all(reader.pattern)
    rows = proposals.list.len().fill_null(0)
    found_rows = rows.arg_true() if rows.dtype == pl.Boolean else (rows > 0).arg_true()
    if not len(found_rows):
        return
    hinter = getattr(reader, "hint", None)
    for row, candidates in zip(found_rows.to_list(), proposals.gather(found_rows).to_list(), strict=True):
        text = folded[row]
        context, memory = _memory(reader, places[row], settings)
        at = 0
        for candidate in candidates:
            at = text.find(candidate, at)
            stop = at + len(candidate)
            key = (candidate, _class(text[at - 1 : at]), _class(text[stop : stop + 1]))
            judged = memory.get(key)
            if judged is None:
                judged = _judge(reader, key, context, memory)
            for found in judged:
                start, end = at + found.start, at + found.end
                hint = found.hint
                if hinter is not None and not hint:
                    hint = hinter(text[max(0, start - 24) : start], text[end : end + 24])
                yield row, start, end, found, hint
            at = stop


def _class(char: str) -> str:
    """Give letters as ``a`` and digits as ``0``, so that few contexts differ."""
    if char.isalpha():
        return "a"
    return "0" if char.isdigit() else char


def _context(reader: Reader, place: tuple[str, str], settings: Settings) -> Context:
    """Return the context of a text, without what the reader does not look at."""
    regional: dict[str, Any] = {"fictional": settings.fictional_numbers}
    if reader.regional:
        regional |= {
            "regions": tuple(r for r in place[0].split(",") if r),
            "given": settings.regions,
            "defaults": settings.default_regions,
        }
    return Context(platform=place[1] if reader.placed else "", **regional)


_CONTEXTS: dict[tuple[str, str, str, tuple[str, ...], tuple[str, ...], bool], Context] = {}


def _memory(
    reader: Reader, place: tuple[str, str], settings: Settings
) -> tuple[Context, dict[tuple[str, str, str], Sequence[Found]]]:
    """Return a text's context and what the reader has judged in it before."""
    key = (
        reader.name, place[0] if reader.regional else "", place[1] if reader.placed else "",
        settings.regions, settings.default_regions, settings.fictional_numbers,
    )  # fmt: skip
    context = _CONTEXTS.get(key)
    if context is None:
        context = _CONTEXTS[key] = _context(reader, place, settings)
    return context, _JUDGED.setdefault((reader.name, context), {})


def _judge(
    reader: Reader,
    key: tuple[str, str, str],
    context: Context,
    memory: dict[tuple[str, str, str], Sequence[Found]],
) -> Sequence[Found]:
    """Judge one candidate and remember it."""
    candidate, before, after = key
    whole = Context(
        before, after, context.regions, context.given, context.defaults, context.platform, context.fictional
    )
    found = tuple(reader.judge(candidate, whole))
    if len(memory) >= _REMEMBERED:
        memory.clear()
    if len(candidate) <= 200:
        memory[key] = found
    return found


def _placed(
    hits: Iterable[tuple[int, int, int, int, Found, str]],
    texts: pl.DataFrame,
    raw: Sequence[str],
    changed: set[int],
) -> Iterable[Mention]:
    """Lead the hits back to the raw text; the same identifier at the same place counts once."""
    ids, fields = texts["record_id"].to_list(), texts["field"].to_list()
    maps: dict[int, FoldMap] = {}
    last: tuple[int, int, int, str, str] | None = None
    for row, start, _, end, found, hint in hits:
        if (row, start, end, found.kind, found.value) == last:
            continue
        last = (row, start, end, found.kind, found.value)
        if row in changed:
            if row not in maps:
                maps.clear()
                maps[row] = FoldMap(raw[row])
            start, end = maps[row].raw_span(start, end)
        yield ids[row], found, fields[row], start, end, raw[row][start:end], hint


def read_declared(declared: pa.Table, records: pa.Table, settings: Settings) -> pa.Table:
    """Read the identifiers that stand in columns of their own.

    Parameters
    ----------
    declared, records
        Tables with the schemas ``DECLARED`` and ``RECORDS``.
    settings
        Which kinds, and the regions of phones.

    Returns
    -------
    pyarrow.Table
        With the schema ``MENTIONS``, in the order of ``declared``.
    """
    if not declared.num_rows:
        return MENTIONS.empty_table()
    wanted = chosen_kinds(settings)
    known = dict(
        zip(
            records["record_id"].to_pylist(),
            zip(records["country"].to_pylist(), records["platform"].to_pylist(), strict=True),
            strict=True,
        )
    )
    mentions: list[tuple[Mention, str]] = []
    columns = [declared[name].to_pylist() for name in ("record_id", "kind", "role", "field", "raw", "start")]
    for record, kind, role, field, raw, start in zip(*columns, strict=True):
        country, platform = known.get(record, (None, None))
        for found in _declared_value(raw, kind, (country or "", platform or ""), settings):
            if found.kind in wanted:
                begin = start + found.start
                piece = raw[found.start : found.end]
                mentions.append(((record, found, field, begin, start + found.end, piece, found.hint), role))
    return _mentions([m for m, _ in mentions], [r for _, r in mentions])


def _declared_value(raw: str, kind: str, place: tuple[str, str], settings: Settings) -> Sequence[Found]:
    """Read one declared value by the reader of its kind; masked tokens and links are tried first."""
    if "#" in raw and (token := _masked_token(raw)):
        return token
    name = _DECLARED_FAMILIES.get(kind) or _reader_of(kind)
    if name is None:
        return ()
    reader = READERS[name]
    found = list(reader.declared(raw, kind, _context(reader, place, settings)))
    if not found and kind == "contact":
        found = [
            f
            for other in READERS.values()
            for f in other.declared(raw, other.name, _context(other, place, settings))
        ]
    if kind in ("username", "account") and place[1]:
        found = [
            Found(ACCOUNT.name, f"{place[1]}:{f.value}", f.start, f.end, "account.declared", 0.97, role=f.role)
            if f.kind == "username" else f
            for f in found
        ]  # fmt: skip
    return found


def _masked_token(raw: str) -> Sequence[Found]:
    """Return the masked tokens of a declared value."""
    masked = READERS["masked"]
    found: list[Found] = []
    at = 0
    for token in pl.Series([raw]).str.extract_all(masked.pattern).to_list()[0]:
        at = raw.index(token, at)
        found += [
            Found(f.kind, f.value, at, at + len(token), f.method, f.confidence)
            for f in masked.judge(token, Context())
        ]
        at += len(token)
    return found


def _reader_of(kind: str) -> str | None:
    """Return the name of the reader whose kind or family this is."""
    for name, reader in READERS.items():
        if name == kind or any(kind in (k.name, k.family) for k in reader.kinds):
            return name
    return None


def _mentions(rows: Iterable[Mention], roles: Sequence[str] | None = None) -> pa.Table:
    """Build the table of mentions; a role that the form tells goes before the column's."""
    records, kinds, values, role, fields, starts, ends, raws, methods, confidences, hints = (
        [] for _ in range(11)
    )
    for i, (record, found, field, start, end, raw, hint) in enumerate(rows):
        records.append(record)
        kinds.append(found.kind)
        values.append(found.value)
        role.append(roles[i] if roles is not None and found.role == Role.SELF else found.role)
        fields.append(field)
        starts.append(start)
        ends.append(end)
        raws.append(raw)
        methods.append(found.method)
        confidences.append(round(found.confidence, 2))
        hints.append(hint or None)
    return mention_table(
        records, kinds, values, role, fields, starts, ends, raws, methods, confidences, hints
    )


def mention_table(
    records: list[str], kinds: list[str], values: list[str], roles: list[str], fields: list[str], starts: list[int],
    ends: list[int], raws: list[str], methods: list[str], confidences: list[float], hints: list[str | None],
) -> pa.Table:  # fmt: skip
    """Build a table of mentions of one span each from its columns."""
    start, end = pa.array(starts, pa.int32()), pa.array(ends, pa.int32())
    one = pa.StructArray.from_arrays([start, end], ["start", "end"])
    spans = pa.ListArray.from_arrays(pa.array(range(len(starts) + 1), pa.int32()), one)
    plain = [pa.array(x, pa.string()) for x in (records, kinds, values, roles, fields)]
    rest = [pa.array(raws, pa.string()), pa.array(methods, pa.string()), pa.array(confidences, pa.float32())]
    return pa.table([*plain, start, end, spans, *rest, pa.array(hints, pa.string())], schema=MENTIONS)
