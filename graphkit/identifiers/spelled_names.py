"""Names of wallets whose dot is spelled: ``lena dot eth``, ``wallet: lena [.] ton``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.spelled_hosts import SAID
from graphkit.identifiers.spelled_items import Item, plain
from graphkit.identifiers.wallet_names import named, wallet_name

_ENDS = frozenset({"eth", "ton", "sol", "bnb"})  # the other ends are words, or short


def wallet_names(items: Sequence[Item], text: str) -> Iterator[Found]:
    """Yield the names of wallets among the items of a text.

    Spaces alone make no dot where no word about wallets is beside them: "pay 3 . eth is up".
    """
    for at in range(len(items) - 2):
        label, dot, end = items[at : at + 3]
        if items[at + 3 : at + 4] and items[at + 3].text == "@":
            continue
        if dot.kind != "sign" or dot.text != "." or dot.how == "tight" or label.kind != "name":
            continue
        if end.kind != "name" or end.text.lower() not in _ENDS:
            continue
        pieces = (label.text, label.start), (".", dot.start), (end.text.lower(), end.start)
        ends = label.end, dot.end, end.end
        whole = plain([(piece, start, stop) for (piece, start), stop in zip(pieces, ends, strict=True)])
        for found in wallet_name(whole.text, Context()):
            sure = named(found, text[: label.start], text[end.end :]).confidence
            if dot.how not in SAID:
                tracing.note(f"{found.value}: 0.1 less, as spaces alone also part two words")
            yield whole.back(found, sure if dot.how in SAID else sure - 0.1, "spelled.name")
