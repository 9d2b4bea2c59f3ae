"""What a message holds beside its words: an attached file, a place, a poll, marks that the app puts there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.content import PICTURE_FILE
from ingest.whatsapp_shapes import COPIED, MARKS, unmarked
from ingest.whatsapp_words import WORDS

_LONGEST_NAME = 300  # characters of a file's name
_PICTURE = re.compile(PICTURE_FILE)
_OF_APP = re.compile(
    r"(?:IMG|VID|AUD|PTT|STK|DOC|GIF)-\d{8}-WA\d{4}|\d{8}-"
)  # how the apps call what they save
_STICKER = re.compile(r"STK-\d{8}-WA|\d{8}-STICKER-")
_PLACE = re.compile(
    rf"[{MARKS}]{{0,4}}(?P<name>[^\n]{{0,200}}?):? ?(?P<link>https?://(?:maps\.google\.com/\?q=|www\.google\.com/maps\S{{0,9}}[?&]q="
    r"|maps\.apple\.com/\?|foursquare\.com/v/)\S{1,300})"
)
_POINT = re.compile(r"[?&](?:q|ll)=(-?\d{1,3}\.\d{1,20}),(-?\d{1,3}\.\d{1,20})")
# @ and a number; on iOS a name is set apart by isolating marks.
_MENTION = re.compile(
    rf"@[{MARKS}]{{0,3}}(\+?\d[\d \u00a0\u2011().-]{{5,22}}\d)|@\u2068([^\u2068\u2069\n]{{1,100}})\u2069"
)
_KINDS = {
    "jpg": "image", "jpeg": "image", "png": "image", "heic": "image", "webp": "sticker", "gif": "gif", "mp4": "video",
    "mov": "video", "3gp": "video", "opus": "audio", "m4a": "audio", "mp3": "audio", "aac": "audio", "amr": "audio",
    "ogg": "audio", "vcf": "contact",
}  # fmt: skip
_KIND_WORDS = {"media": "file", "unknown": "file", "live_location": "live location"}


@dataclass(slots=True)
class Content:
    """What one message holds.

    Attributes
    ----------
    text
        The sender's own words, or words that were passed on.
    extra
        ``media`` (``image``, ``video``, ...), ``file``, ``contact``, ``left_out``, ``deleted``, ``edited``, ``poll``,
        ``map``, ``place``: what applies.
    picture
        The name of an attached picture.
    point
        Latitude and longitude.
    numbers, names
        Who is mentioned with @.
    copied
        Whether lines stand in it that were copied out of a chat.
    """

    text: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    picture: str = ""
    point: str = ""
    numbers: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    copied: bool = False


def content_of(whole: str) -> Content:
    """Take a message apart.

    Examples
    --------
    >>> content_of("IMG-20200115-WA0001.jpg (file attached)\\nnew girl").picture
    'IMG-20200115-WA0001.jpg'
    >>> content_of("\\u200eimage omitted").extra
    {'media': 'image', 'left_out': 'image omitted'}
    """
    found = Content(whole)
    _take_edited(found)
    first, line_end, rest = found.text.partition("\n")
    bare = unmarked(first) if len(first) < 2 * _LONGEST_NAME else ""
    if not line_end and WORDS.deleted(bare):
        return Content(extra={"deleted": bare})
    if kind := WORDS.omitted(bare):
        found.extra |= {"media": _KIND_WORDS.get(kind, kind), "left_out": bare}
        found.text = rest
    elif bare:
        _take_file(found, first, bare, rest)
    if "://" in found.text:
        _take_place(found)
    if bare and WORDS.poll(bare):
        found.extra["poll"] = unmarked(rest.partition("\n")[0])
    if "@" in found.text:
        for number, name in _MENTION.findall(found.text):
            (found.numbers if number else found.names).append(unmarked(number or name))
    found.copied = "[" in found.text and COPIED.search(found.text) is not None
    return found


def _take_edited(found: Content) -> None:
    """Take the mark off that a message was edited."""
    tail = found.text[-90:].rstrip(" \n\u00a0")
    if not tail.endswith(">") or "<" not in tail:
        return
    start = tail.rindex("<")
    if WORDS.edited(tail[start + 1 : -1]):
        kept = len(found.text) - len(found.text[-90:]) + start
        found.extra["edited"] = "yes"
        found.text = found.text[:kept].rstrip(" \u00a0\u200e")


def _take_file(found: Content, first: str, bare: str, rest: str) -> None:
    """Take the name of an attached or left out file off a message's first line; what else stands there is kept."""
    name, before = "", ""
    if bare.endswith(")") and " (" in bare:
        name, _, said = bare[:-1].rpartition(" (")
        if not (WORDS.attached_after(said) or _OF_APP.match(name)) or not _is_file(name):
            name = ""
    elif bare.endswith(">") and ": " in bare:
        before, _, inner = bare[:-1].rpartition("<")
        said, _, name = inner.partition(": ")
        if not (WORDS.attached_before(said) or _OF_APP.match(name)) or not _is_file(name):
            name = before = ""
    elif "\u200e" in first:
        _take_left_out(found, first, rest)
        return
    if not name:
        return
    shown, stored = unmarked(before).partition(" • ")[0], name.partition("-")[2]
    caption = "" if shown == stored else unmarked(before)  # iOS shows a document's name before the file's
    found.text = "\n".join(part for part in (caption, rest) if part)
    ending = name.rpartition(".")[2].lower()
    sticker = _STICKER.match(name) is not None
    kind = "sticker" if sticker else _KINDS.get(ending, "document")
    found.extra["media"] = "image" if kind == "sticker" and not sticker else kind
    if _PICTURE.match(name) and not sticker:
        found.picture = name
    else:
        found.extra["file"] = name
    if kind == "contact":
        found.extra["contact"] = stored.rpartition(".")[0] if _OF_APP.match(name) else name.rpartition(".")[0]


def _take_left_out(found: Content, first: str, rest: str) -> None:
    """Take off what iOS writes behind the name of a document that was not exported, or before a caption."""
    head, _, said = first.rpartition("\u200e")
    if kind := WORDS.omitted(said):
        found.extra |= {"media": _KIND_WORDS.get(kind, kind), "left_out": unmarked(said)}
        if kind == "document" and unmarked(head):
            found.extra["file"] = unmarked(head).partition(" • ")[0]
            head = ""
        found.text = "\n".join(part for part in (unmarked(head), rest) if part)


def _is_file(name: str) -> bool:
    stem, dot, ending = name.rpartition(".")
    return bool(stem and dot and 1 <= len(ending) <= 5 and ending.isalnum() and len(name) <= _LONGEST_NAME)


def _take_place(found: Content) -> None:
    """Take the link of a shared place off; many stand at one place, so it tells nothing about a person."""
    match = _PLACE.match(found.text)
    if match is None:
        return
    point = _POINT.search(match["link"])
    found.point = f"{point[1]}, {point[2]}" if point else ""
    found.extra |= {"media": "location", "map": match["link"], "place": unmarked(match["name"])}
    found.text = found.text[match.end() :].lstrip("\n")
