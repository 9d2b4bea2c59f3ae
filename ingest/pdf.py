"""Pages of PDF as text."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from graphkit.errors import SourceError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

LARGEST = 512 << 20  # bytes of a file
PAGES = 5_000  # of one file that are read
STEPS = 200_000  # drawing steps of one page; a page of dense text has some thousands
FILE_STEPS = 30_000_000  # of all pages of one file
_STREAM = 16 << 20  # bytes that a stream unpacks to
_KEPT_PAGES = 10  # after which what the library keeps of them is dropped
_MENDED = 64 << 20  # bytes of a damaged file that is mended in memory
_CATALOGUE = re.compile(
    rb"(?<![0-9])([0-9]{1,8})[ \r\n]{1,3}([0-9]{1,5})[ \r\n]{1,3}obj(?=[^>]{0,500}/Type\s{0,3}/Catalog\b)"
)
_META = (
    "title",
    "author",
    "subject",
    "keywords",
    "creator",
    "producer",
    "creation_date_raw",
    "modification_date_raw",
)
_LINKS = 300  # of one page
_OBJECTS = 20_000  # of one page that are looked at for pictures and links


@dataclass(slots=True)
class Page:
    """One page.

    Attributes
    ----------
    number
        From 1.
    text
        What can be read on it; empty where nothing is.
    links
        Where it links to.
    pictures
        Whether it shows pictures, of which nothing is read.
    fault
        Why it could not be read; empty where it could.
    """

    number: int
    text: str = ""
    links: list[str] = field(default_factory=list)
    pictures: bool = False
    fault: str = ""


class _TooMuchError(BaseException):
    """A page takes more steps than are gone. The library goes on after every Exception inside of a form, so it is none."""


class Pdf:
    """A PDF that is open.

    Parameters
    ----------
    file
        Seekable.
    source
        What messages call it.

    Attributes
    ----------
    pages
        How many it has.
    meta
        What it says of itself: title, author and the like, as written.
    damage
        What is wrong with it, where it could be read all the same; else empty.

    Raises
    ------
    SourceError
        If it is encrypted, damaged or too large.
    """

    def __init__(self, file: IO[bytes], source: str) -> None:
        self._source = source
        self._steps = 0
        self._left = FILE_STEPS
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said in our own words
        if file.seek(0, 2) > LARGEST:
            raise SourceError(
                f"{source}: larger than {LARGEST >> 20} MiB, too large for one PDF. Give it in parts."
            )
        file.seek(0)
        self.damage = ""
        with _limits():
            try:
                self._load(file)
            except SourceError:
                raise
            # The library meets damaged files with whatever its steps raise, RecursionError among it.
            except Exception as error:
                self.damage = _short(error)
                self._mend(file)

    def _load(self, file: IO[bytes]) -> None:
        self._reader = self._open(file)
        self.pages = len(self._reader.pages)
        self.meta = self._said()

    def _mend(self, file: IO[bytes]) -> None:
        """Load a file that is cut short: its table of contents stands at its end and is made again."""
        damaged = SourceError(
            f"{self._source}: the PDF is damaged ({self.damage}). Open it in a reader and save it anew."
        )
        file.seek(0)
        data = file.read(_MENDED + 1)
        data = data[: data.rfind(b"endobj") + len(b"endobj")]
        found = _CATALOGUE.findall(data) if len(data) <= _MENDED else []
        if not found:
            raise damaged
        root = b"%s %s R" % found[-1]
        try:
            self._load(io.BytesIO(data + b"\ntrailer\n<< /Root " + root + b" >>\nstartxref\n0\n%%EOF\n"))
        except SourceError:
            raise
        except Exception as error:
            raise damaged from error

    def _open(self, file: IO[bytes]) -> PdfReader:
        from pypdf import PdfReader

        reader = PdfReader(file, strict=False)
        # Many files may be opened by anybody and are encrypted all the same: their password is empty.
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{self._source}: the PDF is encrypted. Save it without a password.")
        return reader

    def _said(self) -> dict[str, str]:
        info = self._reader.metadata
        if info is None:
            return {}
        said = {name: getattr(info, name, None) for name in _META}
        return {name.removesuffix("_raw"): str(value)[:2_000] for name, value in said.items() if value}

    def read(self) -> Iterator[Page]:
        """Yield the pages in order, ``PAGES`` at most."""
        for number in range(1, min(self.pages, PAGES) + 1):
            page = Page(number)
            try:
                with _limits():
                    self._page(self._reader.pages[number - 1], page)
            except _TooMuchError:
                page.text, page.fault = "", "drawing it takes more steps than a page of text does"
            except Exception as error:
                page.fault = f"damaged: {_short(error)}"
                self._left -= STEPS  # finding that out may have taken as long
            yield page
            if number % _KEPT_PAGES == 0:
                self._forget()
            if self._left <= 0:
                fault = "drawing the pages before took more steps than texts do; the rest was not read"
                yield Page(number + 1, fault=fault)
                return

    def _forget(self) -> None:
        """Drop the streams that the library has unpacked and keeps: memory must not grow with the pages."""
        from pypdf.generic import StreamObject

        held = self._reader.resolved_objects
        for key in [key for key, one in held.items() if isinstance(one, StreamObject)]:
            del held[key]

    def _page(self, page: PageObject, out: Page) -> None:
        self._steps = min(STEPS, self._left)
        try:
            out.text = page.extract_text(visitor_operand_before=self._step)
        finally:
            self._left -= min(STEPS, self._left) - self._steps
        out.links = list(_links(page))
        out.pictures = not out.text.strip() and _shows_pictures(page)

    def _step(self, _operator: Any, operands: Any, _matrix: Any, _text_matrix: Any) -> None:
        self._steps -= 1 + sum(map(_cost, operands))
        if self._steps < 0:
            raise _TooMuchError


def _cost(operand: Any) -> int:
    """Return how many steps what is drawn counts for: long texts take as long as many short ones."""
    if isinstance(operand, str | bytes):
        return 1 + len(operand) // 16
    return (
        1 + sum(1 + len(one) // 16 if isinstance(one, str | bytes) else 1 for one in operand)
        if isinstance(operand, list)
        else 1
    )


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _limits() -> Any:
    """Return the context in which the library keeps to these limits; they are this thread's, not everybody's."""
    from pypdf import apply_configuration

    return apply_configuration(
        disable_legacy_handling=True,
        jbig2dec_binary=None,  # no other program is run
        maximum_declared_stream_length=_STREAM * 4,
        zlib_maximum_output_length=_STREAM,
        lzw_maximum_output_length=_STREAM,
        run_length_maximum_output_length=_STREAM,
        array_based_stream_maximum_output_length=_STREAM,
        brotli_maximum_output_length=_STREAM,
        zlib_maximum_recovery_input_length=1_000_000,
        stream_decoding_work_maximum_length=_STREAM * 2,
        stream_parsing_work_maximum_count=STEPS * 3,
        xform_maximum_invocations_per_extraction=500,
    )


def _links(page: PageObject) -> Iterator[str]:
    """Yield where the links of a page lead, each once."""
    seen: set[str] = set()
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else []
    if not isinstance(annotations, list):
        return
    for held in annotations[:_OBJECTS]:
        one = held.get_object()
        action = one.get("/A") if isinstance(one, dict) else None
        action = action.get_object() if action is not None else None
        target = action.get("/URI") if isinstance(action, dict) else None
        target = target.get_object() if target is not None else None
        if isinstance(target, bytes):
            target = target.decode("utf-8", "replace")
        if isinstance(target, str) and target.strip() and target not in seen and len(seen) < _LINKS:
            seen.add(target)
            yield target.strip()[:2_000]


def _shows_pictures(page: PageObject) -> bool:
    resources = page.get("/Resources")
    resources = resources.get_object() if resources is not None else None
    objects = resources.get("/XObject") if isinstance(resources, dict) else None
    objects = objects.get_object() if objects is not None else None
    if not isinstance(objects, dict):
        return False
    for held in list(objects.values())[:_OBJECTS]:
        one = held.get_object()
        if isinstance(one, dict) and one.get("/Subtype") in {"/Image", "/Form"}:
            return True
    return False
