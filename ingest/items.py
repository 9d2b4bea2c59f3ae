"""Items that are read one at a time (messages, pages, mails), gathered into batches.

Tables come as columns and go through ``assemble.py``; everything else comes as items and goes through here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import pyarrow as pa

from graphkit.model import DECLARED, RECORDS, REJECTS, Batch, RecordKind, Role, record_id
from graphkit.settings import ReadOptions
from ingest.delimited import excerpt
from ingest.flatten import JOINER

BATCH_BYTES = 64 << 20  # of text in a batch, about, at most
LONGEST = 4 << 20  # characters of a text that are kept: longer ones are no ad, and would stall every reader
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
# What a table of the case can hold and every library can show: years 1 to 9999.
_FIRST = (dt.datetime(1, 1, 1, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
_LAST = (dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
_TEXTS = ("native_id", "platform", "author", "posted_at_raw", "location", "country", "url", "title", "text")


def microseconds(moment: dt.datetime | float | None) -> int | None:
    """Return a moment as microseconds since 1970 UTC; none where there is none, or where it is no moment.

    Parameters
    ----------
    moment
        With a time zone, or seconds since 1970.

    Examples
    --------
    >>> microseconds(1.5), microseconds(float("inf")), microseconds(-1e20)
    (1500000, None, None)
    """
    if moment is None:
        return None
    try:
        value = (moment - _EPOCH) // _MICROSECOND if isinstance(moment, dt.datetime) else round(moment * 1e6)
    except (OverflowError, ValueError, TypeError):
        return None
    return value if _FIRST <= value <= _LAST else None


def clean(text: str) -> str:
    """Return a text that can be stored: halves of surrogate pairs become U+FFFD.

    Examples
    --------
    >>> clean("a\\ud83d b")
    'a\\ufffd b'
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Items:
    """Gathers the records, declared identifiers and rejects of one source.

    Parameters
    ----------
    options
        Of the source.
    platform
        Where its records are from, unless a record says otherwise; empty where the source does not tell.
    kind
        What its records are, unless a record says otherwise.

    Examples
    --------
    >>> items = Items(ReadOptions("ab" * 32, "chat.txt"), "whatsapp", RecordKind.MESSAGE)
    >>> items.record("line 1", author="Mia", text="hello")
    'abababababab-1'
    >>> items.declare("phone", "+1 202 555 0123", "sender")
    >>> items.reject("line 2", "no date", "???")
    >>> batch = items.take()
    >>> batch.records["extra"].to_pylist(), batch.rejects.num_rows
    ([[('sender', '+1 202 555 0123')]], 1)
    """

    def __init__(
        self, options: ReadOptions, platform: str = "", kind: RecordKind = RecordKind.MESSAGE
    ) -> None:
        self._options = options
        self._platform = platform or None
        self._kind = kind
        self._ordinal = 0
        self.records = 0  # made so far
        self.rejected = 0
        self._cut = 0
        self._start()

    def _start(self) -> None:
        self._columns: dict[str, list[object]] = {name: [] for name in RECORDS.names}
        self._declared: dict[str, list[object]] = {name: [] for name in DECLARED.names}
        self._rejects: dict[str, list[object]] = {name: [] for name in REJECTS.names}
        self._extras: list[dict[str, str]] = []
        self._weight = 0
        self._extra: dict[str, str] = {}
        self._id = ""

    def record(
        self,
        locator: str,
        *,
        posted_at: dt.datetime | float | None = None,
        kind: RecordKind | None = None,
        extra: Mapping[str, str | None] | None = None,
        more_text: Mapping[str, str | None] | None = None,
        text_role: Role | None = None,
        text_roles: Mapping[str, Role] | None = None,
        **fields: str | None,
    ) -> str:
        """Add a record; what is declared next is its.

        Parameters
        ----------
        locator
            Where it stands, in words that lead a person there.
        posted_at
            With a time zone, or seconds since 1970 UTC; what is no moment is left out (give ``posted_at_raw`` too).
        kind, extra, more_text
            As in ``RECORDS``; empty values are left out.
        text_role
            Whose the identifiers in its title, text and further texts are; none for the author's own.
        text_roles
            The same for single fields.
        fields
            ``native_id``, ``platform``, ``author``, ``posted_at_raw``, ``location``, ``country``, ``url``, ``title``,
            ``text``; empty ones are left out.

        Returns
        -------
        str
            The record's id.
        """
        unknown = fields.keys() - set(_TEXTS)
        if unknown:
            raise TypeError(f"no such fields of a record: {', '.join(sorted(unknown))}")
        self._ordinal += 1
        self.records += 1
        self._id = record_id(self._options.source_id, self._ordinal)
        self._extra = {k: clean(v) for k, v in extra.items() if v} if extra else {}
        more = {k: clean(v) for k, v in more_text.items() if v} if more_text else {}
        column = self._columns
        column["record_id"].append(self._id)
        column["source_id"].append(self._options.source_id)
        column["locator"].append(locator)
        column["kind"].append((kind or self._kind).value)
        column["posted_at"].append(microseconds(posted_at))
        for name in _TEXTS:
            value = fields.get(name)
            column[name].append(self._text(name, value) if value else None)
        if column["platform"][-1] is None:
            column["platform"][-1] = self._platform
        column["more_text"].append(list(more.items()))
        self._extras.append(self._extra)
        roles = dict.fromkeys(("title", "text", *more), text_role) if text_role else {}
        roles |= text_roles or {}
        column["text_roles"].append([(k, r.value) for k, r in roles.items()] or None)
        self._weight += 200 + sum(map(len, more.values())) + sum(map(len, self._extra.values()))
        return self._id

    def _text(self, name: str, value: str) -> str | None:
        if name not in ("title", "text"):
            value = value.strip()
        elif not value.strip():
            return None
        self._weight += len(value)
        self._cut += len(value) > LONGEST
        return clean(value[:LONGEST])

    def declare(
        self, kind: str, raw: str, field: str, role: Role = Role.SELF, value: str | None = None
    ) -> None:
        """Declare an identifier of the record added last; its raw form is kept in ``extra`` under ``field``.

        Parameters
        ----------
        kind
            A kind, or a family of kinds: ``phone``, ``email``, ``username``, ``link``, ``account``, ...
        raw
            As it stands in the source; nothing is declared where it is blank.
        field
            The name of the place where it stands; several of one name stand beside each other there.
        role
            Whose it is.
        value
            The normalised value of exactly this ``kind``, where the source itself says it and nothing is to be read,
            such as ``telegram:user123`` for an ``account``.
        """
        raw = clean(raw)
        if not raw.strip():
            return
        held = self._extra.get(field)
        start = 0
        if held is None:
            self._extra[field] = raw
        elif held != raw:
            start = len(held) + len(JOINER)
            self._extra[field] = held + JOINER + raw
        declared = self._declared
        declared["record_id"].append(self._id)
        declared["kind"].append(kind)
        declared["role"].append(role.value)
        declared["field"].append(field)
        declared["raw"].append(raw)
        declared["start"].append(start)
        declared["value"].append(clean(value) if value else None)
        self._weight += 100 + len(raw)

    def reject(self, locator: str, reason: str, raw: str) -> None:
        """Add an item that became no record: its place, the reason, and how it stood (the beginning is kept)."""
        self._ordinal += 1
        self.rejected += 1
        for name, told in zip(
            REJECTS.names, (self._options.source_id, locator, reason, clean(excerpt(raw))), strict=True
        ):
            self._rejects[name].append(told)

    @property
    def warnings(self) -> list[str]:
        """What people should know of what was gathered."""
        many = f"{self._cut:,} texts were" if self._cut > 1 else "1 text was"
        return (
            [f"{many} longer than {LONGEST:,} characters; the rest of each was not kept"] if self._cut else []
        )

    @property
    def full(self) -> bool:
        """Whether it is time to hand a batch on."""
        held = len(self._columns["record_id"])
        return (
            held >= self._options.batch_size
            or self._weight > BATCH_BYTES
            or len(self._rejects["reason"]) > 10_000
        )

    def take(self) -> Batch:
        """Return what has been gathered as a batch, and begin the next."""
        columns = self._columns
        columns["extra"] = [list(extra.items()) for extra in self._extras]
        tables = [
            pa.table([pa.array(held[f.name], f.type) for f in schema], schema=schema)
            for schema, held in ((RECORDS, columns), (DECLARED, self._declared), (REJECTS, self._rejects))
        ]
        self._start()
        return Batch(*tables)

    def ready(self) -> Iterator[Batch]:
        """Yield the batch if it is time to."""
        if self.full:
            yield self.take()

    def rest(self) -> Iterator[Batch]:
        """Yield what is left at the end of the source."""
        if self._columns["record_id"] or self._rejects["reason"]:
            yield self.take()


__all__ = ["Items", "clean", "microseconds"]
