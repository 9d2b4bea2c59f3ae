"""Every threshold and default, typed, loaded from TOML and written into each run's record."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from graphkit.errors import UsageError


def _ignore(_key: str, _value: object) -> None:
    """Take a reader's report and do nothing with it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What an ingestor is told about the one source it reads.

    Attributes
    ----------
    source_id
        SHA-256 of the file's bytes, hex; record ids are made from it.
    source
        The path as the user gave it: what messages and rejects call the file.
    mapping
        The user's word on columns: source column -> field of a record or kind of identifier; ``ignore`` drops one.
    batch_size
        Records in a batch, at most.
    report
        Called with a key and a JSON-able value for everything worth keeping about the reading: ``encoding``,
        ``delimiter``, ``columns`` (column -> what it was taken for), ``warnings`` (a list of sentences), ...
    """

    source_id: str
    source: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    batch_size: int = 20_000
    report: Callable[[str, object], None] = _ignore


class Settings(BaseModel):
    """The settings of a run. A TOML file may set any of them; the command line overrides it.

    Raises
    ------
    pydantic.ValidationError
        If a value is of the wrong type or out of range; :func:`load` turns it into a ``UsageError``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    regions: tuple[str, ...] = Field(
        (), description="Regions (ISO 3166-1 alpha-2) for phones without country code, best first."
    )
    default_regions: tuple[str, ...] = Field(
        ("US", "GB", "RU", "KZ"),
        description="Tried, at lower confidence, where neither the record nor `regions` says where a phone is from.",
    )
    fictional_numbers: bool = Field(
        False,
        description="Take phone numbers from ranges reserved for fiction as real, as in sample data and tests.",
    )
    kinds: tuple[str, ...] = Field(
        (), description="Read only these kinds or families of identifiers; empty reads all."
    )
    join_confidence: float = Field(
        0.7,
        ge=0,
        le=1,
        description="A mention below this confidence shows and never joins: at 0.7 and above a reading rests on a"
        " checksum, a country code, a label or a link.",
    )
    shared_sides: float | None = Field(
        4.0,
        gt=1,
        description="An identifier is a shared resource, reported and not joined by, when without it its records fall"
        " into this many groups in effect (inverse Simpson); none finds no shared resources. In five synthetic cases of"
        " 15,000 ads, 4 finds every hub on more than 20 ads that could join, no contact of a busy advertiser, and 0 to 5"
        " contacts of other single persons; before the second look at the end, 2.5 took 12 to 16 of these in two.",
    )
    shared_one_offs: float | None = Field(
        20.0,
        gt=1,
        description="The same where a record with a contact that is seen once counts as a group by itself; none counts"
        " none. At 20 it took nobody in those cases, at 8 up to 3 contacts of single persons.",
    )
    set_aside_records: int | None = Field(
        None,
        ge=2,
        description="An identifier on more records than this is set aside and reported, not joined; none turns it off.",
    )
    base_actors: int = Field(
        1_000_000,
        ge=2,
        description="The population of actors against which rarity is counted; fixed, so that unrelated records move no weight.",
    )
    batch_size: int = Field(20_000, ge=1, description="Records handled at once; never changes a result.")
    workers: int = Field(
        0, ge=0, description="Processes that read identifiers; 0 takes one a core. Never changes a result."
    )
    map_nodes: int = Field(2_000, ge=10, description="Nodes drawn at once on a map, at most.")
    map_records: int = Field(
        10_000,
        ge=1,
        description="Records with their text in one map file, at most; the largest clusters go first.",
    )

    @field_validator("regions", "default_regions", mode="before")
    @classmethod
    def _regions(cls, value: Any) -> Any:
        """Take ``"US,KZ"`` or a list; check each against the numbering plans that exist."""
        if not isinstance(value, str | list | tuple):
            raise ValueError('give two-letter country codes, such as "US,KZ" or ["US", "KZ"]')
        parts = value.split(",") if isinstance(value, str) else list(value)
        parts = [str(p).strip().upper() for p in parts if str(p).strip()]
        from phonenumbers import SUPPORTED_REGIONS

        unknown = [p for p in parts if p not in SUPPORTED_REGIONS]
        if unknown:
            raise ValueError(
                f"no such region: {', '.join(unknown)}; give two-letter country codes such as US,KZ,RU"
            )
        return tuple(dict.fromkeys(parts))


def load(path: Path | None = None, **overrides: Any) -> Settings:
    """Return the settings of a TOML file with ``overrides`` on top.

    Parameters
    ----------
    path
        A TOML file with top-level keys named like the fields of :class:`Settings`; none for the defaults.
    **overrides
        Single settings; those that are ``None`` are passed over, except ``set_aside_records``.

    Raises
    ------
    UsageError
        If the file cannot be read, is no TOML, or a setting does not exist or is out of range.

    Examples
    --------
    >>> load(regions="us, kz").regions
    ('US', 'KZ')
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"{path}: the settings cannot be read: {error}") from error
    values |= {k: v for k, v in overrides.items() if v is not None or k == "set_aside_records"}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "extra_forbidden":
            first["msg"] = f"no such setting; there are {', '.join(Settings.model_fields)}"
        place = ".".join(str(p) for p in first["loc"]) or "settings"
        raise UsageError(
            f"{path or 'settings'}: {place}: {first['msg'].removeprefix('Value error, ')}"
        ) from error
