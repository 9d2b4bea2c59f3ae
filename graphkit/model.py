"""The vocabulary as table schemas and enums. Imports nothing of ours.

Stages hand each other Arrow tables with these columns. Offsets count code points of the stored field, half-open.
``field`` is ``title``, ``text``, a key of ``more_text`` or a key of ``extra``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Literal, Protocol

import pyarrow as pa


class Role(StrEnum):
    """Whose identifier a mention is. Only ``self`` may join."""

    SELF = "self"
    COUNTERPARTY = "counterparty"
    MENTIONED = "mentioned"
    CONTAINER = "container"
    INFRASTRUCTURE = "infrastructure"


class RecordKind(StrEnum):
    """What one record is."""

    AD = "ad"
    MESSAGE = "message"
    PROFILE = "profile"
    PAGE = "page"
    EMAIL = "email"
    PAYMENT = "payment"
    CALL = "call"
    CONTACT = "contact"


class Effect(StrEnum):
    """What a tie does: join records, corroborate a join, or only show."""

    JOINS = "joins"
    CORROBORATES = "corroborates"
    SHOWS = "shows"


class Place(Protocol):
    """What a reader opens: a file on disk, or a member of an archive, which has no path of its own."""

    @property
    def name(self) -> str:
        """The last part of its path."""

    @property
    def stem(self) -> str:
        """The name without its last ending."""

    @property
    def suffix(self) -> str:
        """The last ending, with its dot."""

    @property
    def suffixes(self) -> list[str]:
        """All endings."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """Return its bytes from the beginning."""


STRINGS = pa.map_(pa.string(), pa.string())
UTC = pa.timestamp("us", tz="UTC")

SOURCES = pa.schema(
    [
        ("source_id", pa.string()),  # SHA-256 of the file's bytes, hex
        ("source", pa.string()),  # the path as the user gave it, with forward slashes
        ("size", pa.int64()),  # bytes
        ("ingestor", pa.string()),
        ("details", pa.string()),  # JSON: encoding, delimiter, chosen columns, warnings
        ("records", pa.int64()),
        ("rejects", pa.int64()),
    ]
)

RECORDS = pa.schema(
    [
        ("record_id", pa.string()),  # first 12 hex digits of source_id, "-", ordinal in the source from 1
        ("native_id", pa.string()),  # the id that the source itself gives
        ("source_id", pa.string()),
        ("locator", pa.string()),  # where in the source, in words: "line 12", "sheet Ads row 7"
        ("platform", pa.string()),
        ("kind", pa.string()),  # RecordKind
        ("author", pa.string()),
        ("posted_at", UTC),
        ("posted_at_raw", pa.string()),  # as written, kept also where posted_at is known
        ("location", pa.string()),
        ("country", pa.string()),  # ISO 3166-1 alpha-2 when location or a country column says it, else null
        ("url", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("more_text", STRINGS),  # further prose columns: searched for identifiers like text
        ("extra", STRINGS),  # every other column the source has, kept and not searched
        # Whose the identifiers in a text are, where they are not the author's own: field -> Role. Forwarded, quoted and
        # private words name others' contacts, which show and never join.
        ("text_roles", STRINGS),
    ]
)

DECLARED = pa.schema(
    [  # identifiers that stand in a column of their own
        ("record_id", pa.string()),
        ("kind", pa.string()),  # a kind, or a family: "username", "wallet", "payment", "link", "contact"
        ("role", pa.string()),  # Role
        ("field", pa.string()),  # the column; its value is kept in extra under the same key
        ("raw", pa.string()),  # the part of the column's value that names one identifier
        ("start", pa.int32()),  # where raw begins in the column's value as stored in extra
        (
            "value",
            pa.string(),
        ),  # normalised, where the source itself says it (an account's id); else null: raw is read
    ]
)

REJECTS = pa.schema(
    [
        ("source_id", pa.string()),
        ("locator", pa.string()),
        ("reason", pa.string()),
        ("raw", pa.string()),  # at most 1,000 characters of the row as it stood
    ]
)

TEXTS = pa.schema(
    [  # what the readers of identifiers look at
        ("record_id", pa.string()),
        ("field", pa.string()),
        ("text", pa.string()),
        (
            "regions",
            pa.string(),
        ),  # regions by evidence of the record, best first, comma-separated; may be empty
        ("platform", pa.string()),
    ]
)

SPANS = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())]))

MENTIONS = pa.schema(
    [
        ("record_id", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),  # normalised
        ("role", pa.string()),
        ("field", pa.string()),
        ("start", pa.int32()),  # of the first span
        ("end", pa.int32()),  # of the last span
        ("spans", SPANS),  # all of them; one for plain forms
        ("raw", pa.string()),  # the field's characters from start to end, as posted
        ("method", pa.string()),  # which reader and rule, e.g. "phone.international"
        ("confidence", pa.float32()),  # 0..1, two decimals
        ("hint", pa.string()),  # what stood beside it: "whatsapp", "region=KZ", ...
    ]
)

DECISIONS = pa.schema(
    [  # analysts' words; rows are added and never changed
        ("decision_id", pa.string()),  # "D-" and eight base-32 characters: a digest of the rest
        ("kind", pa.string()),  # same, different, resource, not_resource, note, withdrawn
        ("a", pa.string()),  # what it is about, as given; of one withdrawn, its decision_id
        ("a_anchors", pa.list_(pa.string())),  # what a stood for then: record ids, then KIND:VALUE
        ("b", pa.string()),
        ("b_anchors", pa.list_(pa.string())),
        ("user", pa.string()),
        ("at", UTC),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What an ingestor yields: some records of one source, in the order of the source.

    Attributes
    ----------
    records, declared, rejects
        Tables with the schemas ``RECORDS``, ``DECLARED`` and ``REJECTS``.
    """

    records: pa.Table
    declared: pa.Table
    rejects: pa.Table


def empty(schema: pa.Schema) -> pa.Table:
    """Return a table of no rows.

    Examples
    --------
    >>> empty(REJECTS).num_rows
    0
    """
    return schema.empty_table()


def record_id(source_id: str, ordinal: int) -> str:
    """Return the id of the record at ``ordinal`` (from 1) in a source.

    Examples
    --------
    >>> record_id("ab" * 32, 7)
    'abababababab-7'
    """
    return f"{source_id[:12]}-{ordinal}"


def table(schema: pa.Schema, columns: dict[str, list[object]]) -> pa.Table:
    """Build a table of ``schema`` from Python lists, one a column; a missing column is null.

    Raises
    ------
    ValueError
        If the lists differ in length or a column is not of the schema.
    """
    unknown = sorted(set(columns) - set(schema.names))
    if unknown:
        raise ValueError(f"not in the schema: {', '.join(unknown)}")
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of different lengths: {sorted(lengths)}")
    n = lengths.pop() if lengths else 0
    arrays = [pa.array(columns.get(f.name, [None] * n), f.type) for f in schema]
    return pa.table(arrays, schema=schema)


def batches(tables: Iterator[pa.Table], size: int) -> Iterator[pa.Table]:
    """Cut tables into pieces of at most ``size`` rows, without copying."""
    for whole in tables:
        for start in range(0, whole.num_rows, size):
            yield whole.slice(start, size)
