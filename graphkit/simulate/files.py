"""Ads as platforms publish them, and the formats of their files."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any, Protocol, cast

DAY_ONE = date(2025, 1, 1)
_DAYS = [DAY_ONE + timedelta(days=n) for n in range(366)]


@dataclass(slots=True)
class Post:
    """An ad as its platform has it.

    Attributes
    ----------
    native_id, title, text, city, region, category
        What it says, where, and about what. ``city`` in the ad's language, ``region`` a country code.
    minute
        When, in minutes of 2025 (UTC).
    price
        A number without its currency.
    columns
        Contacts that stand in a column of their own, by kind, as written.
    account
        The username on the platform; empty for none.
    picture
        The file of its picture, from the folder of the ads; empty for none.
    sender, sender_name, sender_phone
        Who posts it, as a messenger knows: a key, a display name, and the number of the account; empty for none.
    """

    native_id: str
    title: str
    text: str
    city: str
    region: str
    category: str
    minute: int
    price: int
    columns: dict[str, str]
    account: str
    picture: str = ""
    sender: str = ""
    sender_name: str = ""
    sender_phone: str = ""


def clock(minute: int) -> tuple[date, str]:
    """Return the day and the time (``14:05``) of a minute of 2025.

    Examples
    --------
    >>> clock(1565)
    (datetime.date(2025, 1, 2), '02:05')
    """
    day, rest = divmod(minute, 24 * 60)
    return _DAYS[day], f"{rest // 60:02d}:{rest % 60:02d}"


class Sink(Protocol):
    """A file of ads that is being written."""

    def write(self, post: Post) -> str | None:
        """Write an ad; return how the truth calls its record, none for the file's name, a colon and the native id."""
        ...

    def broken(self, post: Post) -> str:
        """Write an ad in a way that no reader of the format can take, and return what is wrong with it."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


@dataclass(slots=True)
class Delimited:
    """CSV and its kin: a header, and a function from an ad to its row."""

    path: Path
    header: tuple[str, ...]
    row: Callable[[Post], tuple[object, ...]]
    delimiter: str = ","
    encoding: str = "utf-8"
    lineterminator: str = "\n"
    zipped: bool = False
    _bytes: IO[bytes] = field(init=False)
    _file: io.TextIOWrapper = field(init=False)
    _writer: Any = field(init=False)

    def __post_init__(self) -> None:
        self._bytes = self.path.open("wb")
        # No name and no time in the header, so that the bytes depend on the ads alone.
        packed = gzip.GzipFile("", "wb", 6, self._bytes, mtime=0) if self.zipped else self._bytes
        self._file = io.TextIOWrapper(cast(IO[bytes], packed), self.encoding, newline="")
        self._writer = csv.writer(self._file, delimiter=self.delimiter, lineterminator=self.lineterminator)
        self._writer.writerow(self.header)

    def write(self, post: Post) -> None:
        """Write an ad."""
        self._writer.writerow(self.row(post))

    def broken(self, post: Post) -> str:
        """Write a row whose text holds delimiters and no quotes: it has more cells than the header."""
        cells = [str(cell).replace("\n", " ").replace('"', "") for cell in self.row(post)]
        cells = [cell.replace(" ", self.delimiter, 6) if " " in cell else cell for cell in cells]
        self._file.write(self.delimiter.join(cells) + self.lineterminator)
        return "delimiters in the text without quotes: too many cells"

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
        self._bytes.close()


@dataclass(slots=True)
class Lines:
    """JSON Lines: a function from an ad to its object."""

    path: Path
    item: Callable[[Post], dict[str, object]]
    _file: IO[str] = field(init=False)

    def __post_init__(self) -> None:
        self._file = self.path.open("w", encoding="utf-8", newline="\n")

    def write(self, post: Post) -> None:
        """Write an ad."""
        self._file.write(_json(self.item(post)) + "\n")

    def broken(self, post: Post) -> str:
        """Write an object that ends in its middle."""
        text = _json(self.item(post))
        self._file.write(text[: len(text) // 2] + "\n")
        return "the object is cut off in its middle"

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


@dataclass(slots=True)
class Array:
    """One JSON array of objects."""

    path: Path
    item: Callable[[Post], dict[str, object]]
    _file: IO[str] = field(init=False)
    _empty: bool = True

    def __post_init__(self) -> None:
        self._file = self.path.open("w", encoding="utf-8", newline="\n")
        self._file.write("[")

    def write(self, post: Post) -> None:
        """Write an ad."""
        self._add(_json(self.item(post)))

    def broken(self, post: Post) -> str:
        """Write a string where an object should be."""
        self._add(json.dumps(f"message {post.native_id} is not available"))
        return "a string where an object should be"

    def _add(self, text: str) -> None:
        self._file.write(("\n " if self._empty else ",\n ") + text)
        self._empty = False

    def close(self) -> None:
        """Finish the file."""
        self._file.write("\n]\n")
        self._file.close()


def _json(item: dict[str, object]) -> str:
    return json.dumps(item, ensure_ascii=False)
