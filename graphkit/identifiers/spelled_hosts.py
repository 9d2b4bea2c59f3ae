"""Host names among the pieces of a spelled address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from graphkit.identifiers import tracing
from graphkit.identifiers.domains import host_ascii, registrable, why_no_host
from graphkit.identifiers.spelled_items import Item
from graphkit.identifiers.spelled_words import is_mail_provider, load_words

# How sure a sign makes an address that is spelled with it, by how it is written.
DOT_SURE = {
    "tight": 0.97, "bracket": 0.95, "inside": 0.9, "sure": 0.93, "capital": 0.93, "word": 0.92, "spaced": 0.92,
    "before": 0.92, "after": 0.85, "comma": 0.88, "missing": 0.85, "dotless": 0.85, "lone": 0.8,
}  # fmt: skip
SAID = frozenset({"bracket", "inside", "sure", "word", "capital"})
_MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Host:
    """A host name: its text piece by piece, the item that it ends at (not included), and how its dots are written."""

    pieces: tuple[tuple[str, int, int], ...]
    name: str
    end: int
    hows: tuple[str, ...]
    posted: str = ""  # its first label as posted

    @property
    def suffix(self) -> str:
        """The last label, as it is compared."""
        return self.name.rpartition(".")[2]

    def sure(self) -> float:
        """Return how sure the writing of the dots makes it."""
        return min(DOT_SURE[how] for how in self.hows)


def host_at(
    items: Sequence[Item], at: int, known: Callable[[str], bool], joined: bool = False, begun: bool = False
) -> Host | None:
    """Return the host name that begins at an item.

    Parameters
    ----------
    items
        Of the whole candidate.
    at
        Where a name stands.
    known
        Which hosts are believed in any writing: of mail providers, or of platforms.
    joined
        Whether something before it shows that a host follows, so that commas and spaces may be its dots.
    begun
        Whether a scheme or "www" stands before it: then so for a host that nobody knows.
    """
    spans, hows = _run(items, at, joined)
    best: Host | None = None
    for count in range(2, len(spans) + 1):
        names = [_label(items, span) for span in spans[:count]]
        for host in _readings(names):
            ascii_host = host_ascii(".".join(host))
            if ascii_host is None:
                continue
            if known(ascii_host):
                best = _host(items, spans[:count], host, ascii_host, hows)
                break
            if best is not None and known(best.name):
                continue
            boxed = _is_boxed(items, spans[:count])
            if _believable(ascii_host, hows[: count - 1], joined or boxed, begun) and (
                best is None or begun or hows[count - 2] in ("tight", *SAID)
            ):
                best = _host(items, spans[:count], host, ascii_host, hows)
                break
    return best


def _run(items: Sequence[Item], at: int, joined: bool) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the items of each label (half-open; dashes may be spelled inside one), and how the dots are written."""
    spans = [(at, at + 1)]
    hows: list[str] = []
    k = at + 1
    while k + 1 < len(items) and items[k + 1].kind == "name" and len(spans) < _MOST_LABELS:
        sign = items[k]
        if sign.kind == "sign" and sign.text == "-" and sign.how in SAID and k + 2 - spans[-1][0] < 8:
            spans[-1] = (spans[-1][0], k + 2)
        elif sign.kind == "sign" and sign.text == ".":
            hows.append(sign.how)
            spans.append((k + 1, k + 2))
        elif sign.kind == "sign" and sign.text == "," and (joined or sign.how == "tight"):
            hows.append("comma")
            spans.append((k + 1, k + 2))
        elif sign.kind == "gap" and joined and len(spans) < 3:
            hows.append("missing")
            spans.append((k + 1, k + 2))
        else:
            break
        k += 2
    return spans, hows


def _label(items: Sequence[Item], span: tuple[int, int]) -> str:
    return "".join(item.text for item in items[span[0] : span[1]])


def _readings(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the labels with words put for what they stand for, as they are, and with only the suffix put so."""
    labels = load_words().labels
    low = [n.lower() for n in names]
    mapped = [labels.get(n, n) for n in low]
    if is_mail_provider(".".join(mapped)) or mapped[-1] in ("me", "com"):
        yield mapped
    yield low
    if low[-1] in labels:
        yield [*low[:-1], mapped[-1]]


def _believable(host: str, hows: Sequence[str], joined: bool, begun: bool) -> bool:
    """Tell whether a host that is nobody's we know may be meant."""
    suffix = host.rpartition(".")[2]
    if registrable(host) is None:
        if tracing.on():
            tracing.note(why_no_host(host))
        return False
    if hows and hows[-1] != "tight" and suffix in load_words().signs:
        tracing.note(f"{host}: two signs side by side")  # "SKIP_DOT_DOT"
        return False
    sets = load_words().sets
    if any(how in ("after", "missing", "comma") for how in hows):
        good = suffix in sets["after_space" if begun else "sure_after"] and (begun or joined)
        if not good:
            tracing.note(f"{host}: with a space or a comma for its dot, two words of a sentence as likely")
        return good
    if suffix.startswith("xn--") or suffix in sets["suffixes"]:
        return True
    good = joined and all(how in ("bracket", "tight") for how in hows)
    if not good:
        tracing.note(f"{host}: a spelled dot is believed before common ends only, and .{suffix} is none")
    return good


def _is_boxed(items: Sequence[Item], spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a dot stands in brackets, as nowhere in a sentence: "site[.]gd"."""
    dots = [items[first - 1] for first, _ in spans[1:]]
    return any(dot.how == "bracket" and dot.end - dot.start > 2 for dot in dots)


def _host(
    items: Sequence[Item],
    spans: Sequence[tuple[int, int]],
    labels: Sequence[str],
    name: str,
    hows: Sequence[str],
) -> Host:
    pieces: list[tuple[str, int, int]] = []
    for (first, last), label in zip(spans, labels, strict=True):
        if pieces:
            pieces.append((".", items[first - 1].start, items[first - 1].end))
        pieces.append((label, items[first].start, items[last - 1].end))
    return Host(tuple(pieces), name, spans[-1][1], tuple(hows[: len(spans) - 1]), items[spans[0][0]].text)
