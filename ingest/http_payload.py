"""Bodies of HTTP messages as they stand in archives: chunks put together, compression undone, bombs refused."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import brotli

RATIO = 300  # times its size that a body of more than a mebibyte may unpack to; markup packs 5 to 50 times
_MUCH = 1 << 20
_STEP = 64 << 10


class PayloadError(ValueError):
    """A body that cannot be unpacked; its message says why."""


def body_of(raw: bytes, transfer: str, encodings: str, most: int) -> bytes:
    """Return the content of an HTTP message.

    Archives often keep headers that no longer hold: a body that is not as they say is taken as it is.

    Parameters
    ----------
    raw
        The message's body.
    transfer, encodings
        Its headers ``Transfer-Encoding`` and ``Content-Encoding``.
    most
        Bytes that it may unpack to.

    Raises
    ------
    PayloadError
        If it unpacks to too much, is damaged, or its encoding is not known.
    """
    if "chunked" in transfer.lower():
        raw = _join_chunks(raw)
    named = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    if len(named) > 4:
        raise PayloadError(f"{len(named)} encodings one upon another")
    for name in reversed(named):
        raw = _unpack(raw, name, most)
    return raw


def _join_chunks(raw: bytes) -> bytes:
    """Put chunks together; what is not chunked, or from where it is not, is taken as it stands."""
    out: list[bytes] = []
    at = 0
    while at < len(raw):
        end = raw.find(b"\n", at, at + 1_000)
        try:
            size = int(raw[at:end].split(b";")[0].strip(), 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return raw if not out else b"".join([*out, raw[at:]])
        if size == 0:
            break
        out.append(raw[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if raw[at : at + 2] == b"\r\n" else 1 if raw[at : at + 1] == b"\n" else 0
    return b"".join(out)


def _unpack(raw: bytes, name: str, most: int) -> bytes:
    if name in ("identity", "none", "utf-8", "binary", ""):
        return raw
    if name in ("gzip", "x-gzip"):
        return _bounded(raw, name, most, _inflater(31)) if raw.startswith(b"\x1f\x8b") else raw
    if name == "deflate":
        # Servers disagree on whether deflate has a header.
        for bits in (15, -15):
            try:
                return _bounded(raw, name, most, _inflater(bits))
            except _BadStartError:
                continue
        return raw
    if name == "br":
        try:
            return _bounded(raw, name, most, _brotli)
        except _BadStartError:
            if b"<" in raw[:1_000] and b"\0" not in raw[:1_000]:
                return raw
            raise PayloadError("the br data are damaged from the start") from None
    raise PayloadError(f"the encoding {name[:40]} is not read")


class _BadStartError(ValueError):
    """Data that are not what they are called."""


def _inflater(bits: int) -> Callable[[bytes], Iterable[bytes]]:
    def pieces(raw: bytes) -> Iterable[bytes]:
        member = zlib.decompressobj(wbits=bits)
        while raw:
            yield member.decompress(raw, _STEP)
            raw = member.unconsumed_tail
        yield member.flush()

    return pieces


def _brotli(raw: bytes) -> Iterable[bytes]:
    member = brotli.Decompressor()
    yield member.process(raw, output_buffer_limit=_STEP)
    while not member.is_finished():
        out = member.process(b"", output_buffer_limit=_STEP)
        if not out:
            return
        yield out


def _bounded(raw: bytes, name: str, most: int, pieces: Callable[[bytes], Iterable[bytes]]) -> bytes:
    """Unpack step by step; what came before damage is kept."""
    out: list[bytes] = []
    size = 0
    try:
        for piece in pieces(raw):
            out.append(piece)
            size += len(piece)
            if size > most:
                raise PayloadError(f"the {name} data unpack to more than {most >> 20} MiB")
            if size > _MUCH and size > RATIO * len(raw):
                raise PayloadError(f"the {name} data unpack to more than {RATIO} times their size")
    except (zlib.error, brotli.error):
        if not size:
            raise _BadStartError from None
    return b"".join(out)
