"""Whether a reading had to undo a disguise, as its rule and its raw text tell."""

from __future__ import annotations

from graphkit.identifiers.fold import fold

_READERS = ("disguised", "spelled")
_HIDING = "\u200b\u200c\u200d\u2060\u00ad"  # characters of no width, and the soft hyphen
_RULES = ("homoglyph", "spelt", "spelled", "mistyped", "apart", "picture")


def was_disguised(method: str, raw: str) -> bool:
    """Tell whether an identifier was hidden from filters where it was read.

    Parameters
    ----------
    method
        Reader and rule, such as ``disguised.words``.
    raw
        The text as posted.

    Examples
    --------
    >>> was_disguised("disguised.words", "two-zero-two"), was_disguised("phone.international", "+1 202 555 0123")
    (True, False)
    >>> was_disguised("phone.international", "+1 ２０２ 555 0123")
    True
    """
    reader, _, rule = method.partition(".")
    if reader in _READERS or any(word in rule for word in _RULES):
        return True
    # Typographic dashes and spaces are how people write; other letters' and digits' shapes are not.
    return any(c in _HIDING for c in raw) or _signs(fold(raw)) != _signs(raw)


def _signs(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
