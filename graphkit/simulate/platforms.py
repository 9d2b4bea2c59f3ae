"""The invented platforms: what each publishes, and the columns of its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path

from graphkit.simulate.chats import TelegramExport, WhatsAppChat
from graphkit.simulate.files import Array, Delimited, Lines, Post, Sink, clock
from graphkit.simulate.pages import WebArchive

_COUNTRIES = {
    "US": "США", "CA": "Канада", "GB": "Великобритания", "DE": "Германия", "FR": "Франция", "AU": "Австралия",
    "SE": "Швеция",
}  # fmt: skip
_PLACES = {
    "job": "work", "beauty": "beauty", "hostess": "events", "housing": "rooms", "visa": "visa",
    "transport": "rides",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform.

    Attributes
    ----------
    name, file, prefix
        ``bazaarly``, the file's name, and how its ids begin.
    open
        Makes the file.
    columns
        Kinds of contact that have a column of their own.
    states_country
        Whether the file says in which country an ad is, so that phones may lack their country code.
    accounts
        Whether the file says under which username an ad stands.
    prose
        An ad's text as the file holds it.
    encoding, one_line
        What the file is written in, and whether a text in it has no line breaks.
    languages, categories
        What it carries; empty for all.
    pictured
        Makes the file with a column for the picture; none where ads have no pictures.
    breaks
        Whether single ads in it can be broken, while the others can still be read.
    sender
        What it tells of who posts beside the ad: nothing, the ``account``, or the ``phone`` of the account.
    """

    name: str
    file: str
    prefix: str
    open: Callable[[Path], Sink]
    columns: tuple[str, ...]
    states_country: bool
    accounts: bool
    prose: Callable[[Post], str] = attrgetter("text")
    encoding: str = "utf-8"
    one_line: bool = False
    languages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pictured: Callable[[Path], Sink] | None = None
    breaks: bool = True
    sender: str = ""

    def takes(self, language: str, category: str) -> bool:
        """Tell whether an ad may stand here."""
        speaks = not self.languages or language in self.languages
        return speaks and (not self.categories or category in self.categories)

    def holds(self, text: str) -> bool:
        """Tell whether its file can hold a text as it is."""
        if self.one_line and "\n" in text:
            return False
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


def _bazaarly(path: Path, pictured: bool = False) -> Sink:
    names = (
        "ad_id", "title", "description", "phone", "email", "username", "city", "country", "posted_at",
        "price", "url",
    )  # fmt: skip

    def row(post: Post) -> tuple[object, ...]:
        day, time = clock(post.minute)
        return (
            post.native_id, post.title, post.text, post.columns.get("phone", ""),
            post.columns.get("email", ""), post.account, post.city, post.region,
            f"{day}T{time}:00Z", post.price,
            f"https://bazaarly.example/ad/{post.native_id}",
        )  # fmt: skip

    return _with_photo(path, names, row, ",") if pictured else Delimited(path, names, row)


def _with_photo(
    path: Path, names: tuple[str, ...], row: Callable[[Post], tuple[object, ...]], delimiter: str
) -> Sink:
    """Make a file of rows with a column more, for the picture."""
    return Delimited(path, (*names, "photo"), lambda post: (*row(post), post.picture), delimiter)


def _cp1251(text: str) -> str:
    """Replace what cp1251 lacks."""
    return text.replace("📞 ", "").replace("£", "GBP ")


def _citylist(path: Path) -> Sink:
    names = (
        "Номер объявления",
        "Заголовок",
        "Текст объявления",
        "Телефон",
        "Логин",
        "Город",
        "Страна",
        "Дата",
        "Цена",
    )

    def row(post: Post) -> tuple[object, ...]:
        day, time = clock(post.minute)
        return (
            post.native_id, _cp1251(post.title), _cp1251(post.text), post.columns.get("phone", ""), post.account,
            post.city, _COUNTRIES[post.region], f"{day:%d.%m.%Y} {time}", post.price,
        )  # fmt: skip

    return Delimited(path, names, row, delimiter=";", encoding="cp1251", lineterminator="\r\n")


def _jobnest(path: Path, pictured: bool = False) -> Sink:
    def item(post: Post) -> dict[str, object]:
        day, time = clock(post.minute)
        contacts: dict[str, object] = {}
        if phone := post.columns.get("phone"):
            contacts["phone"] = [phone]
        contacts |= {k: post.columns[k] for k in ("telegram", "email") if k in post.columns}
        return {
            "id": post.native_id,
            "title": post.title,
            "body": post.text,
            "contacts": contacts,
            "location": {"city": post.city, "country": post.region},
            "date": f"{day}T{time}:00+00:00",
            "salary": post.price,
            "url": f"https://jobnest.example/jobs/{post.native_id}",
            **({"images": [post.picture] if post.picture else []} if pictured else {}),
        }

    return Lines(path, item)


def _on_one_line(post: Post) -> str:
    return post.text.replace("\n", " | ")


def _nightboard(path: Path, pictured: bool = False) -> Sink:
    names = ("id", "heading", "body", "mobile", "instagram", "username", "location", "posted", "link")

    def row(post: Post) -> tuple[object, ...]:
        day, time = clock(post.minute)
        return (
            post.native_id, post.title, _on_one_line(post), post.columns.get("phone", ""),
            post.columns.get("instagram", ""), post.account, post.city, f"{day:%d/%m/%Y} {time}",
            f"https://nightboard.example/{post.native_id}",
        )  # fmt: skip

    return _with_photo(path, names, row, "\t") if pictured else Delimited(path, names, row, "\t")


def _with_title(post: Post) -> str:
    return f"{post.title}\n{post.text}"


def board(post: Post) -> str:
    """Return the name of the board on which an ad stands in a messenger.

    Examples
    --------
    >>> board(Post("1", "", "", "Berlin", "DE", "job", 0, 0, {}, ""))
    'work_de_board'
    """
    return f"{_PLACES[post.category]}_{post.region.lower()}_board"


def _channels(path: Path) -> Sink:
    def item(post: Post) -> dict[str, object]:
        day, time = clock(post.minute)
        return {
            "message_id": post.native_id,
            "platform": "telegram",
            "channel": board(post),
            "date": f"{day}T{time}:00",
            "text": _with_title(post),
            "views": post.minute % 977,
        }

    return Array(path, item)


def _roomly(path: Path) -> Sink:
    names = (
        "listing_id",
        "headline",
        "details",
        "telegram",
        "website",
        "city",
        "country_code",
        "created_at",
        "rent",
    )

    def row(post: Post) -> tuple[object, ...]:
        day, time = clock(post.minute)
        return (
            post.native_id, post.title, post.text, post.columns.get("telegram", ""),
            post.columns.get("domain", ""), post.city, post.region, f"{day} {time}", post.price,
        )  # fmt: skip

    return Delimited(path, names, row, zipped=True)


PLATFORMS: tuple[Platform, ...] = (
    Platform(
        "bazaarly", "bazaarly.csv", "bz", _bazaarly, ("phone", "email"), True, True,
        pictured=partial(_bazaarly, pictured=True),
    ),
    Platform(
        "citylist", "citylist.csv", "cl", _citylist, ("phone",), True, True,
        prose=lambda post: _cp1251(post.text), encoding="cp1251", languages=("ru",),
    ),
    Platform(
        "jobnest", "jobnest.jsonl", "jn", _jobnest, ("phone", "telegram", "email"), True, False,
        categories=("job", "visa", "hostess", "transport"), pictured=partial(_jobnest, pictured=True),
    ),
    Platform(
        "nightboard", "nightboard.tsv", "nb", _nightboard, ("phone", "instagram"), False, True,
        prose=_on_one_line, one_line=True,
        categories=("beauty", "hostess", "housing"), pictured=partial(_nightboard, pictured=True),
    ),
    Platform("channels", "channel_posts.json", "tg", _channels, (), False, False, prose=_with_title),
    Platform(
        "roomly", "roomly.csv.gz", "rm", _roomly, ("telegram", "domain"), True, False,
        categories=("housing", "visa", "transport"),
    ),
)  # fmt: skip


def _mixed(platform: Platform) -> Platform:
    """Return a platform as it comes out of a messenger or a crawler, where people hold it so."""
    if platform.name == "channels":
        return replace(
            platform, file="result.json", open=partial(TelegramExport, board=board), sender="account", pictured=None
        )  # fmt: skip
    if platform.name == "citylist":
        return replace(
            platform, file="Чат WhatsApp с Работа и жильё.zip", open=WhatsAppChat, columns=(), states_country=False,
            accounts=False, prose=_with_title, encoding="utf-8", breaks=False, sender="phone",
        )  # fmt: skip
    if platform.name == "bazaarly":
        return replace(
            platform, file="bazaarly.warc.gz", open=partial(WebArchive, host="bazaarly.example"), states_country=False,
            pictured=None, breaks=False,
        )  # fmt: skip
    return platform


MIXED: tuple[Platform, ...] = tuple(_mixed(p) for p in PLATFORMS)
FORMS: dict[str, tuple[Platform, ...]] = {"tables": PLATFORMS, "mixed": MIXED}
