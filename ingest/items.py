"""Items that are read one at a time (messages, pages, mails), gathered into batches.

Tables come as columns and go through ``assemble.py``; everything else comes as items and goes through here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from graphkit.model import DECLARED, RECORDS, REJECTS, STRINGS, Batch, RecordKind, Role, record_id
from graphkit.settings import ReadOptions
from ingest.delimited import excerpt
from ingest.flatten import JOINER
from ingest.garbage import uncollected

BATCH_BYTES = 64 << 20  # of text in a batch, about, at most
LONGEST = 4 << 20  # characters of a text that are kept: longer ones are no ad, and would stall every reader
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
# What a table of the case can hold and every library can show: years 1 to 9999.
_FIRST = (dt.datetime(1, 1, 1, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
_LAST = (dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
_TEXTS = frozenset(
    {"native_id", "platform", "author", "posted_at_raw", "location", "country", "url", "title", "text"}
)
# What enums say, looked up: asking a member for its value takes several times as long.
_WORDS: dict[str, str] = {member: member.value for enum in (Role, RecordKind) for member in enum}
_PLAIN = pa.schema([field for field in RECORDS if not pa.types.is_map(field.type)])


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
        # All cells of a table in one list, row by row, cut into columns when the batch is taken: that takes half the
        # time of appending to each column, and leaves the collector of garbage nothing to look through.
        self._rows: list[object] = []
        self._mores: list[dict[str, str]] = []
        self._extras: list[dict[str, str]] = []
        self._roles: list[dict[str, str]] = []
        self._declared: list[object] = []
        self._rejects: list[object] = []
        self._weight = 0
        self._extra: dict[str, str] = {}
        self._several: dict[str, list[str]] = {}
        self._ends: dict[str, int] = {}
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
        if not _TEXTS.issuperset(fields):
            raise TypeError(f"no such fields of a record: {', '.join(sorted(fields.keys() - _TEXTS))}")
        if self._several:
            self._close()
        self._ordinal += 1
        self.records += 1
        self._id = record_id(self._options.source_id, self._ordinal)
        self._extra = {k: v if v.isascii() else clean(v) for k, v in extra.items() if v} if extra else {}
        more = {k: clean(v) for k, v in more_text.items() if v} if more_text else {}
        get = {name: self._text(name, value) for name, value in fields.items() if value}.get
        self._rows += (
            self._id, get("native_id"), self._options.source_id, locator, get("platform") or self._platform,
            _WORDS[kind or self._kind], get("author"), microseconds(posted_at), get("posted_at_raw"), get("location"),
            get("country"), get("url"), get("title"), get("text"),
        )  # fmt: skip
        self._mores.append(more)
        self._extras.append(self._extra)
        roles = dict.fromkeys(("title", "text", *more), _WORDS[text_role]) if text_role else {}
        if text_roles:
            roles |= {field: _WORDS[role] for field, role in text_roles.items()}
        self._roles.append(roles)
        self._weight += 200 + sum(map(len, self._extra.values()))
        if more:
            self._weight += sum(map(len, more.values()))
        return self._id

    def _text(self, name: str, value: str) -> str | None:
        if name not in ("title", "text"):
            value = value.strip()
        elif value.isspace():
            return None
        self._weight += len(value)
        if len(value) > LONGEST:
            self._cut += 1
            value = value[:LONGEST]
        return clean(value) or None

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
        if not raw or raw.isspace():
            return
        raw = clean(raw)
        start = 0
        if field in self._several:
            start = self._beside(field, raw)
        elif (held := self._extra.setdefault(field, raw)) != raw:
            self._several[field] = [held]
            self._ends[field] = len(held)
            start = self._beside(field, raw)
        self._declared += (self._id, kind, _WORDS[role], field, raw, start, clean(value) if value else None)
        self._weight += 100 + len(raw)

    def _beside(self, field: str, raw: str) -> int:
        """Put a value beside those that a field holds already; return where it stands."""
        start = self._ends[field] + len(JOINER)
        self._several[field].append(raw)
        self._ends[field] = start + len(raw)
        return start

    def _close(self) -> None:
        """Write the fields that hold several values, each once however many they are."""
        for field, values in self._several.items():
            self._extra[field] = JOINER.join(values)
        self._several.clear()
        self._ends.clear()

    def reject(self, locator: str, reason: str, raw: str) -> None:
        """Add an item that became no record: its place, the reason, and how it stood (the beginning is kept)."""
        self._ordinal += 1
        self.rejected += 1
        self._rejects += (self._options.source_id, locator, reason, clean(excerpt(raw)))

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
        return (
            len(self._extras) >= self._options.batch_size
            or self._weight > BATCH_BYTES
            or len(self._rejects) > 10_000 * len(REJECTS)
        )

    def take(self) -> Batch:
        """Return what has been gathered as a batch, and begin the next."""
        self._close()
        with uncollected():
            columns = _columns(_PLAIN, self._rows)
            columns["more_text"] = _maps(self._mores)
            columns["extra"] = _maps(self._extras)
            columns["text_roles"] = _maps(self._roles, none=True)
            batch = Batch(
                pa.table([columns[name] for name in RECORDS.names], schema=RECORDS),
                pa.table(_columns(DECLARED, self._declared), schema=DECLARED),
                pa.table(_columns(REJECTS, self._rejects), schema=REJECTS),
            )
            self._start()
        return batch

    def ready(self) -> Iterator[Batch]:
        """Yield the batch if it is time to."""
        if self.full:
            yield self.take()

    def rest(self) -> Iterator[Batch]:
        """Yield what is left at the end of the source."""
        if self._rows or self._rejects:
            yield self.take()


def _columns(schema: pa.Schema, cells: Sequence[object]) -> dict[str, pa.Array]:
    """Build the columns of a table from its cells, row by row."""
    width = len(schema)
    return {field.name: pa.array(cells[at::width], field.type) for at, field in enumerate(schema)}


def _maps(values: Sequence[Mapping[str, str]], none: bool = False) -> pa.MapArray:
    """Build a column of maps; with ``none`` an empty one is null."""
    keys: list[str] = []
    items: list[str] = []
    starts: list[int | None] = []
    for value in values:
        starts.append(None if none and not value else len(keys))
        if value:
            keys.extend(value)
            items.extend(value.values())
    ends = pa.array([*starts, len(keys)], pa.int32())
    return pa.MapArray.from_arrays(ends, pa.array(keys, pa.string()), pa.array(items, pa.string())).cast(
        STRINGS
    )


__all__ = ["Items", "clean", "microseconds"]
