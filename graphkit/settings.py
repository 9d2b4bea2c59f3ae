"""Every threshold and default, typed, loaded from TOML and written into each run's record."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

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
        ``delimiter``, ``columns`` (column -> what it was taken for), ``parts`` (what was understood of other sources:
        name -> how many), ``warnings`` (a list of sentences), ...
    records
        Where the records are in a file that holds several sets of them: a table of a database, or a dotted path in JSON.
    """

    source_id: str
    source: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    batch_size: int = 20_000
    report: Callable[[str, object], None] = _ignore
    records: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold before it is taken for one that is made to harm.

    Attributes
    ----------
    depth
        Archives within archives.
    members
        Files, those of inner archives included.
    ratio
        Bytes that it unpacks to, for each of its own ...
    spare
        ... and these many more, whatever its size.
    """

    depth: int = 4
    members: int = 100_000
    ratio: int = 200
    spare: int = 64 << 20


class Strictness(StrEnum):
    """How much evidence linking asks for."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    WIDE = "wide"


# What a strictness sets where nobody set it; balanced is what the fields say.
PRESETS: dict[Strictness, dict[str, Any]] = {
    Strictness.CAUTIOUS: {
        "join_confidence": 0.8, "text_joins": False, "picture_joins": False, "shared_sides": 3.0, "shared_one_offs": 12.0,
        "cut_contact": 3.0, "cut_text": 3.0, "cut_single": 5.0, "reassigned_days": 45, "reassigned_bits": 1.5,
        "main_user": 0.9, "most_contacts": 5,
    },
    Strictness.BALANCED: {},
    Strictness.WIDE: {
        "join_confidence": 0.6, "text_words": 12, "shared_sides": 6.0, "shared_one_offs": 40.0, "cut_contact": 6.0,
        "cut_text": 7.0, "cut_single": 9.0, "reassigned_days": 120, "reassigned_bits": 3.0, "most_contacts": 16,
    },
}  # fmt: skip


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
    strictness: Strictness = Field(
        Strictness.BALANCED,
        description="Moves all thresholds of linking together, where they are not set one by one: `cautious` is for"
        " evidence (texts never join, less is enough to cut or to call an identifier shared), `wide` for exploring."
        " The other settings of linking say what it sets.",
    )
    join_confidence: float = Field(
        0.7,
        ge=0,
        le=1,
        description="A mention below this confidence shows and never joins: at 0.7 and above a reading rests on a"
        " checksum, a country code, a label or a link. Cautious: 0.8. Wide: 0.6.",
    )
    text_joins: bool = Field(
        True, description="Whether near-duplicate texts may join; else they corroborate. Cautious: never."
    )
    text_words: int = Field(
        20,
        ge=1,
        description="A text of fewer words corroborates and does not join; where all of a group are the same once"
        " folded, half as many words are enough. Texts of 20 words that strangers fill in from one template can be"
        " near-duplicates, those of 34 words and more of the simulator never were. Wide: 12.",
    )
    text_near: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Estimated Jaccard similarity from which texts are near-duplicates: 0.5 finds six edits in sixty"
        " words and puts no two persons of two synthetic cases into one group, 0.4 puts some into 14 of 1,400.",
    )
    picture_joins: bool = Field(
        True,
        description="Whether a record that shares nothing else joins the one cluster whose picture it carries; pictures"
        " that several clusters carry never join, they corroborate. Cautious: never. If all near-duplicate pictures"
        " joined, they would put 12,000 of 15,000 ads of a synthetic case into one cluster.",
    )
    picture_bits: int = Field(
        8,
        ge=0,
        le=8,
        description="Bits of 64 by which the hashes of pictures may differ from the centre of their group: re-encoded and"
        " resized copies lie within 4, cropped and marked ones mostly within 8, and of three million pairs of unrelated"
        " pictures none within 10.",
    )
    shared_sides: float | None = Field(
        4.0,
        gt=1,
        description="An identifier is a shared resource, reported and not joined by, when without it its records fall"
        " into this many groups in effect (inverse Simpson); none finds no shared resources. In five synthetic cases of"
        " 15,000 ads, 4 finds every hub on more than 20 ads that could join, no contact of a busy advertiser, and 0 to 5"
        " contacts of other single persons; before the second look at the end, 2.5 took 12 to 16 of these in two."
        " Cautious: 3. Wide: 6.",
    )
    shared_one_offs: float | None = Field(
        20.0,
        gt=1,
        description="The same where a record with a contact that is seen once counts as a group by itself; none counts"
        " none. At 20 it took nobody in those cases, at 8 up to 3 contacts of single persons. Cautious: 12. Wide: 40.",
    )
    shared_barely: float = Field(
        2.0,
        ge=1,
        description="Times `shared_sides` up to which an identifier is barely shared: others that stand with it on half of"
        " its records and more speak for it.",
    )
    shared_in_turn: float = Field(
        0.25,
        ge=0,
        le=1,
        description="Groups that use an identifier one after another are one hand that changes its contacts, if they are"
        " mixed by at most this share of what chance mixes. In nine synthetic cases persons with changing phones lie at 0"
        " to 0.2, small hubs and the lines of agencies at 0.4 and more.",
    )
    shared_rivals: float = Field(
        3.0,
        gt=1,
        description="A cut identifier with this many rival groups in effect is a shared resource and joins none of them.",
    )
    text_agreement: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Texts of a connected part join nobody if of the records with one text fewer than this share have the"
        " same contact, and of those with one contact fewer than this share the same text. The parts of nine synthetic"
        " cases agree on more; generated ads that take texts at random on almost none, and joined by them 40,000 of"
        " 100,000 were one cluster.",
    )
    most_contacts: int = Field(
        8,
        ge=1,
        description="A record with more contacts of one kind joins by none of them: it is a directory, a list of members or"
        " a page of many ads. Ads name up to four; wallets and keys, which only their owner can use, do not count.",
    )
    cut_contact: float = Field(
        4.0,
        ge=0,
        description="A contact that alone holds two sides together is cut into a possible link from so many bits"
        " against one hand: contacts of kinds that both sides have and share nothing of. In nine synthetic cases, of"
        " such bridges between sides of two records and more 1,085 with 4 bits and more held two persons together and"
        " none one; with 3 bits 1,238 and 4, but on real job ads 3.5 bits part recruiters of one firm. Cautious: 3. Wide: 6.",
    )
    cut_text: float = Field(
        4.0,
        ge=0,
        description="The same where the bridge is a text; other texts of either side count too. From 4 bits on 455 such"
        " bridges held two persons together and 68 one, which used one contact after another. Cautious: 3. Wide: 7.",
    )
    cut_single: float = Field(
        6.0,
        ge=0,
        description="The same where one side is a single record, which shows less of itself: for contacts only. From 6"
        " bits on 190 bridges held two persons together and 12 one. Cautious: 5. Wide: 9.",
    )
    reassigned_days: int = Field(
        60,
        ge=1,
        description="A contact that one side stopped using so many days before the other began was reassigned, if"
        " `reassigned_bits` speak against one hand. Cautious: 45. Wide: 120.",
    )
    reassigned_bits: float = Field(
        2.0,
        ge=0,
        description="Bits against one hand from which a gap in time parts a contact's users: with 2 bits 106 gaps of 60"
        " days and more parted two persons, 11 one. Cautious: 1.5. Wide: 3.",
    )
    name_bits: float = Field(
        18.0,
        ge=0,
        description="Accounts of the same or nearly the same name on two platforms are a possible link from so many bits"
        " of rarity on: from 18 bits on 569 pairs of a synthetic case were one person and 2 were not.",
    )
    name_common: int = Field(
        4,
        ge=2,
        description="A name whose letters so many different names of the case share (`anna_17`, `anna.k`) is common there,"
        " and no possible link.",
    )
    main_user: float = Field(
        0.8,
        gt=0.5,
        le=1,
        description="Share of a cut identifier's records that makes one side its main user, with whom records stay that"
        " show nothing of their own. Cautious: 0.9.",
    )
    community_records: int = Field(
        30,
        ge=2,
        description="Clusters of so many records or more are looked into for communities, by Leiden; fewer can be read one by"
        " one. Of one person's clusters 0 of 218 with 30 records and more fell into communities, 1 of 115 with 20 to 29;"
        " see docs/communities.md.",
    )
    community_resolution: float = Field(
        0.5,
        gt=0,
        description="Leiden's resolution: higher finds more and smaller communities. In clusters of several persons of"
        " three synthetic cases, in which no weak bridge was cut, 0.5 keeps 99 % of the pairs of one person's records"
        " together, and 98 % of the pairs that it keeps are one person's; 0.3 keeps 4 % of two persons' pairs, and 1 finds"
        " nothing in 33 of 73 clusters.",
    )
    community_separation: float = Field(
        0.7,
        ge=0,
        le=1,
        description="A cluster has communities only if they stand apart this clearly: modularity over the most it could be"
        " for parts of these sizes. In those cases 0.7 finds all 73 clusters of several persons and divides none of 151"
        " of one; 0.6 divides 9, 0.8 misses 3 of the 73.",
    )
    set_aside_records: int | None = Field(
        None,
        ge=2,
        description="An identifier on more records than this is taken for shared and reported, not joined; none turns it off.",
    )
    base_actors: int = Field(
        1_000_000,
        ge=2,
        description="The population of actors against which rarity is counted; fixed, so that unrelated records move no weight.",
    )
    doubt_confidence: float = Field(
        0.8,
        ge=0,
        le=1,
        description="`graphkit why` names readings below this confidence as doubtful: of those more than one in five is wrong.",
    )
    doubt_silence_days: int = Field(
        90,
        ge=1,
        description="`graphkit why` says when an identifier was silent for so long between two records. Operators leave a"
        " dropped number idle for some 45 to 90 days before they hand it on.",
    )
    doubt_apart_days: int = Field(
        180, ge=1, description="`graphkit why` says when two sides were posted so many days apart."
    )
    firm_cohesion: float = Field(
        0.8,
        ge=0,
        le=1,
        description="A cluster of this cohesion is said to hold firmly: about nine tenths of it are still one piece without"
        " the identifier that holds most.",
    )
    archive_depth: int = Field(
        4, ge=0, description="Archives (ZIP, tar, ...) within archives that are opened; 0 opens none."
    )
    archive_members: int = Field(100_000, ge=1, description="Files of one archive that are read, at most.")
    archive_ratio: int = Field(
        200,
        ge=1,
        description="An archive that unpacks to more than so many times its size (and 64 MiB) is taken for one made to harm:"
        " texts and chats pack to a twentieth or so, such bombs to a thousandth.",
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

    @model_validator(mode="before")
    @classmethod
    def _by_strictness(cls, values: Any) -> Any:
        """Let the strictness set what is not set by itself."""
        if not isinstance(values, dict) or values.get("strictness") not in list(Strictness):
            return values
        return PRESETS[Strictness(values["strictness"])] | values

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
        except OSError as error:
            raise UsageError(f"{path}: the settings cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: the settings are no text in UTF-8; save the file as UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{path}: the settings are no TOML: {error}") from error
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
