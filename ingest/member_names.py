"""Names of members of archives, made fit to be shown. Nothing is ever written under them."""

from __future__ import annotations

import re
import zipfile

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FRAME = re.compile(r"[\u2500-\u259f]")  # what Cyrillic of another code page looks like
LONGEST = 400  # characters of a path that are shown


def shown(name: str) -> str:
    """Return a member's path with forward slashes, without what could lead out of a folder or fool a terminal.

    Examples
    --------
    >>> shown("..\\\\..\\\\etc/passwd"), shown("/C:/a\\x1b[2J.csv"), shown("")
    ('etc/passwd', 'C:/a[2J.csv', 'unnamed')
    """
    parts = [p for p in _CONTROL.sub("", name).replace("\\", "/").split("/") if p not in ("", ".", "..")]
    path = "/".join(parts).encode("utf-8", "surrogateescape").decode("utf-8", "replace") or "unnamed"
    return path if len(path) <= LONGEST else "..." + path[-LONGEST + 3 :]


def zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name, also of archives that do not say in which code page it is.

    ZIP knows UTF-8 by a flag and else means code page 437; Windows and older tools write the code page of their
    country. UTF-8 without the flag is taken as such, and what becomes Cyrillic by code page 866 as that.
    """
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    russian = raw.decode("cp866")
    letters = len(_CYRILLIC.findall(russian))
    return russian if letters >= 2 and not _FRAME.search(russian) else info.filename
