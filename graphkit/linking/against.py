"""What speaks against one hand behind two sides: contacts and texts that both have and do not share, in bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MOST_BITS = (
    8.0  # that one kind of identifier says against one hand: more than 256 to 1 no count of records supports
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What sides carry beside the identifier that is left out; one row a side, one column a kind.

    Attributes
    ----------
    ties
        Ties of each kind.
    values
        Different identifiers of each kind.
    together
        Records that carry the kind and another kind of contact with it.
    records
        One column: how many records a side has.
    several
        One column: how many of them carry two contacts or more.
    carriers
        Records that carry the kind at all.
    """

    ties: Floats
    values: Floats
    together: Floats
    carriers: Floats
    records: Floats
    several: Floats

    def rows(self, which: npt.NDArray[np.int64]) -> Evidence:
        """Return some of the sides."""
        return Evidence(*(getattr(self, name)[which] for name in self.__slots__))

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def of_contacts(a: Evidence, b: Evidence, contact: npt.NDArray[np.bool_]) -> Floats:
    """Return the bits that contacts say against one hand behind each pair of sides.

    Parameters
    ----------
    a, b
        The sides, pair by pair; ``a`` is the one with more to say.
    contact
        Which kinds are contacts.

    Notes
    -----
    Of a kind that both have and share nothing of: were b one hand with a, its first tie of the kind would be to a
    value that a does not have with a chance of about v / (t + 1), for the v values on the t ties of a; this is the
    chance of a new table in Pitman's two-parameter process at what a shows of itself. One look a kind is counted, not
    one a record, because b's records are not independent of each other.

    Of a kind that a has and b lacks, only records with two or more contacts speak: whoever names one contact an ad
    names now this, now that.
    """
    ties, values = a.ties[:, contact], a.values[:, contact]
    both = (ties > 0) & (b.carriers[:, contact] > 0)
    new = np.log2((ties + 1) / np.maximum(values, 1))
    bits = np.where(both, np.clip(new, 0, MOST_BITS), 0.0)
    together = a.together[:, contact]
    lacking = (together > 0) & (b.carriers[:, contact] <= 0)
    bits += np.where(lacking, _missing(together, a.several, b.several), 0.0)
    return np.asarray(bits.sum(axis=1))


def of_texts(a: Evidence, b: Evidence, text: npt.NDArray[np.bool_]) -> Floats:
    """Return the bits that texts beside the shared one say against one hand, whichever side says more.

    Parameters
    ----------
    a, b, text
        As for :func:`of_contacts`; ``text`` tells which kinds are texts or pictures.
    """
    return np.maximum(_texts(a, b, text), _texts(b, a, text))


def _texts(a: Evidence, b: Evidence, text: npt.NDArray[np.bool_]) -> Floats:
    ties, values = a.ties[:, text], a.values[:, text]
    new = np.clip(np.log2((ties + 1) / np.maximum(values, 1)), 0, MOST_BITS)
    lacking = _missing(a.carriers[:, text], a.records, b.records)
    bits = np.where(ties <= 0, 0.0, np.where(b.carriers[:, text] > 0, new, lacking))
    return np.asarray(bits.max(axis=1, initial=0.0))


def _missing(having: Floats, of: Floats, looked: Floats) -> Floats:
    """Return the bits of never seeing what a share of one side's records has in all that the other side shows."""
    share = np.minimum((having + 0.5) / (of + 1), 0.97)
    unseen: Floats = -np.log2(1 - share) * looked
    bits: Floats = np.minimum(np.minimum(unseen, np.log2(np.maximum(having, 0) + 1)), MOST_BITS)
    return bits
