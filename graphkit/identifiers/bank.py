"""Bank identifiers: account numbers from :mod:`.iban`, cards from :mod:`.cards`."""

from __future__ import annotations

from graphkit.identifiers.cards import CARD, CardFound, mask_any, mask_cards, mask_column, mask_map
from graphkit.identifiers.iban import IBAN, find_ibans

__all__ = ["CARD", "IBAN", "CardFound", "find_ibans", "mask_any", "mask_cards", "mask_column", "mask_map"]
