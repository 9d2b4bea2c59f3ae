"""What a first look over a whole WhatsApp chat tells: its dates, who speaks, whether it is a group."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ingest.whatsapp_dates import DateOrder
from ingest.whatsapp_lines import ChatFile, Entry, Voices, entry_of
from ingest.whatsapp_shapes import Shape, unmarked
from ingest.whatsapp_words import GROUP_EVENTS, WORDS

_MOST_COPIED = 100  # lines of strangers behind a message that begins with a copied one
_DATED_NAME = re.compile(
    r"(?:IMG|VID|AUD|PTT|STK|DOC)-(\d{4})(\d{2})(\d{2})-WA|-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-(\d{4})-(\d{2})-(\d{2})-"
)


@dataclass(slots=True)
class Survey:
    """What the whole file tells before anything is read from it.

    Attributes
    ----------
    order
        What its dates say about their order.
    voices
        Who speaks.
    is_group
        Whether a service message says that it is a group.
    title
        The chat's name, as the last service message that names the group says, or the notice at the head on iOS.
    """

    order: DateOrder
    voices: Voices = field(default_factory=Voices)
    is_group: bool = False
    title: str = ""
    _copied: int = 0  # entries that may still be lines that were copied into a message

    @property
    def one_to_one(self) -> bool:
        """Whether nothing says that it is a group, and two persons or one speak or the chat is called by one of them."""
        return not self.is_group and (
            len(self.voices.counts) <= 2 or unmarked(self.title) in self.voices.counts
        )

    def take(self, entry: Entry, shape: Shape) -> None:
        """Take an entry in."""
        if self._copied and entry.sender and entry.sender not in self.voices.counts:
            self._copied -= 1  # a stranger's words in a message are nobody's who speaks here
            return
        self._copied = _MOST_COPIED if entry.sender and shape.stamp(entry.text) else 0
        self.order.add(entry.stamp.date)
        if entry.event:
            self.is_group |= entry.event.kind in GROUP_EVENTS
            self.voices.name(entry.event.persons)
            if entry.event.subject:
                self.title = entry.event.subject
            elif entry.event.kind == "encryption" and entry.sender and not self.title:
                self.title = entry.sender
        elif entry.sender and (not entry.generated or _is_media(entry.text)):
            self.voices.count(entry.sender, entry.text)
            if "-WA" in entry.text or "-20" in entry.text:
                self._vote(entry)

    def _vote(self, entry: Entry) -> None:
        match = _DATED_NAME.search(entry.text[:200])
        if match:
            year, month, day = (int(part) for part in match.groups() if part)
            self.order.vote(entry.stamp.date, year, month, day)


def _is_media(text: str) -> bool:
    return bool(WORDS.omitted(text)) or "<" in text or WORDS.poll(text) or WORDS.deleted(text)


def survey(file: ChatFile, shape: Shape, title: str) -> Survey:
    """Look a whole file over.

    Parameters
    ----------
    file, shape
        The file, and how its lines begin.
    title
        The chat's name where the file's name says it.
    """
    found = Survey(DateOrder(shape.sign))
    nobody = Voices()
    nobody.counts = found.voices.counts
    for number, text in file.lines():
        stamp = shape.stamp(text)
        if stamp:
            found.take(entry_of(number, text, stamp, nobody), shape)
    found.voices.learn(title)
    found.title = title or found.title
    renamed = {found.voices.longer.get(name, name): n for name, n in found.voices.counts.items()}
    found.voices.counts = Counter(renamed)
    return found
