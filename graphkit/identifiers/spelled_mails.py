"""E-mail addresses that are spelled: ``honey [at] mail dot ru``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graphkit.identifiers import tracing
from graphkit.identifiers.accounts import load_rules, platform_named
from graphkit.identifiers.base import Context, Found
from graphkit.identifiers.email import EMAIL
from graphkit.identifiers.spelled_hosts import SAID, Host, host_at
from graphkit.identifiers.spelled_items import Item, plain
from graphkit.identifiers.spelled_locals import MARKS, Local, is_labelled, is_marked, local_before
from graphkit.identifiers.spelled_words import is_mail_provider, latin_form, load_words

METHOD = "spelled.email"
_AT_SURE = {
    "tight": 0.97, "bracket": 0.95, "inside": 0.9, "sure": 0.93, "capital": 0.93, "word": 0.9, "spaced": 0.93,
    "after": 0.93, "before": 0.9, "picture": 0.8,
}  # fmt: skip
_KNOWN = "|".join(
    sorted((p.replace(".", "dot") for p in load_words().providers if len(p) > 6), key=lambda p: (-len(p), p))
)
_DOTLESS = {p.replace(".", ""): p for p in load_words().providers if len(p) > 8 or p == "mail.ru"}
_RUN_ON = re.compile(rf"(?i:([0-9a-z][0-9a-z._-]{{1,63}})at({_KNOWN})(?![0-9a-z]))")


def mails(items: Sequence[Item]) -> Iterator[tuple[Found, int, int]]:
    """Yield the spelled addresses with the items that they begin and end at (half-open)."""
    done = 0
    for at, item in enumerate(items):
        if at < done or at + 1 >= len(items):
            continue
        read = _behind(items, at) if item.kind == "name" else None
        if at > done and items[at - 1].kind == "name" and item.kind in ("gap", "other"):
            read = _unsigned(items, at, done)
        elif at > done and item.kind == "sign" and item.text == "@":
            named = items[at - 1].kind == items[at + 1].kind == "name"
            read = _signed(items, at, done) if named else None
        if read is not None:
            yield read
            done = read[2]


def _signed(items: Sequence[Item], at: int, done: int) -> tuple[Found, int, int] | None:
    """Return the address around an at sign, however that is written."""
    item = items[at]
    host = host_at(items, at + 1, is_mail_provider, joined=True) or _lone(items, at + 1)
    if host is None:
        tracing.note("no host behind the at sign")
        return None
    local = local_before(items, at, done, item.how)
    if {item.how, *host.hows, *local.hows} == {"tight"}:
        return None  # nothing is spelled
    if item.how == "picture" and host.end < len(items) and items[host.end].text == "@":
        tracing.note("the picture stands before an address, and is no at sign")
        return None
    sure = _sure(items, local, item.how, host)
    return _address(local, (item.start, item.end), host, sure) if sure else None


def _unsigned(items: Sequence[Item], at: int, done: int) -> tuple[Found, int, int] | None:
    """Return the address around a gap: a name and the host of a provider with nothing between, "lena.sun7 gmail com"."""
    words = load_words()
    begin = at + 1
    on = items[at - 1].text.lower() == "на" and items[at - 2].kind == "gap" and at - 2 > done
    while begin < len(items) and begin < at + 3 and items[begin].text in ("(", "["):
        begin += 1
    bracket = items[begin - 1].text in ("(", "[")
    if begin >= len(items) or (items[at].kind == "other" and not bracket):
        return None
    said = items[begin].text.lower()
    said = words.labels.get(said, said)
    if said not in words.sets["unsigned"] and items[begin : begin + 3][-1].text.lower() not in ("ru", "ру"):
        return None
    host = host_at(items, begin, is_mail_provider, joined=True) or (_lone(items, begin) if bracket else None)
    if host is None or not is_mail_provider(host.name):
        return None
    local = local_before(items, at - 2 if on else at, done, "word")
    low = local.text.lower()
    before = items[local.first - 1] if local.first else None
    if before is not None and before.kind == "sign" and before.text in "@/:" and before.how == "tight":
        tracing.note("no at sign: the name of an account, or the end of another address")
        return None
    if low in words.sets["prose"] or not low.isascii() or len(low) < 4 or not low[0].isalpha():
        tracing.note(
            f"{low} {host.name}: no at sign, and before the host stands a word, or no name of a mailbox"
        )
        return None
    if low.rpartition(".")[2] in words.sets["suffixes"] or low in words.provider_names:
        tracing.note(f"{low} {host.name}: no at sign, and two hosts side by side")
        return None
    labelled = is_labelled(items, local.first)
    if not labelled and not any(c in "0123456789._" for c in low):
        tracing.note(
            f"{low} {host.name}: no at sign, and neither a label nor a figure says that it is a mailbox"
        )
        return None  # "front-end web de"
    sign = items[at - 2 if on else at].start, items[begin - 1].end
    sure = min(local.limit, host.sure(), 0.85 if labelled else 0.75)
    return _address(local, sign, host, sure)


def _behind(items: Sequence[Item], at: int) -> tuple[Found, int, int] | None:
    """Return the address whose provider is said as a label before its name: "gmail: lena.sun7"."""
    name = items[at].text.lower()
    if load_words().labels.get(name, name) not in load_words().sets["lone"]:
        return None
    first = at + 1
    while (
        first < len(items)
        and first < at + 4
        and (items[first].kind == "gap" or items[first].text in (":", "="))
    ):
        first += 1
    if first == at + 1 or not any(item.text in (":", "=") for item in items[at + 1 : first]):
        return None
    end = first
    while end < len(items) and (
        items[end].kind == "name" or (items[end].text == "." and items[end].how == "tight")
    ):
        end += 1
    end -= items[end - 1].kind == "sign"
    low = "".join(item.text for item in items[first:end]).lower()
    if not low.isascii() or len(low) < 4 or not low[0].isalpha() or not any(c in MARKS for c in low):
        tracing.note(
            "what follows the provider's name is no name of a mailbox: it has neither figures nor signs"
        )
        return None
    if end < len(items) and items[end].text == "@":
        return None
    found = EMAIL.judge(f"{low}@{name}.com", Context())
    if len(found) != 1:
        return None
    start, stop = items[first].start, items[end - 1].end
    return Found("email", found[0].value, start, stop, METHOD, 0.75), first, end


def _lone(items: Sequence[Item], at: int) -> Host | None:
    """Return the host of a provider whose suffix or dot is left out: "gmail", "gmailcom"."""
    words, item = load_words(), items[at]
    name = words.labels.get(item.text.lower(), item.text.lower())
    host = f"{name}.com" if name in words.sets["lone"] else _DOTLESS.get(name)
    if host is None:
        return None
    how = "dotless" if name in _DOTLESS else "lone"
    return Host(((host, item.start, item.end),), host, at + 1, (how,))


def _address(local: Local, sign: tuple[int, int], host: Host, sure: float) -> tuple[Found, int, int] | None:
    """Return the address that a name, the place of its sign and a host make, if it is a good one."""
    whole = plain([*local.pieces, ("@", *sign), *host.pieces])
    found = EMAIL.judge(whole.text, Context())
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(whole.text)):
        return None
    return whole.back(found[0], sure, METHOD), local.first, host.end


def run_on(text: str) -> Iterator[Found]:
    """Yield addresses whose signs are words without any space: ``honeyatgmaildotcom``."""
    for match in _RUN_ON.finditer(text) if "dot" in text.lower() else ():
        value = f"{match[1]}@{match[2].lower().replace('dot', '.')}"
        if EMAIL.judge(value, Context()):
            yield Found("email", value.lower(), match.start(), match.end(), METHOD, 0.85)


def _sure(items: Sequence[Item], local: Local, how: str, host: Host) -> float:
    """Return how sure it is that these pieces are an address; zero for no address."""
    sets = load_words().sets
    text = local.text
    low = latin_form(text)
    if how == "capital" and text.isupper():
        how = "word"  # all is in capitals, so those of the sign say nothing
    provider = is_mail_provider(host.name)
    # "lena@gmail.": the sentence ends where the rest of the host should be.
    cut = (
        host.hows == ("lone",)
        and how == "tight"
        and [i.text for i in items[host.end : host.end + 1]] == ["."]
    )
    sure = min(
        _AT_SURE[how],
        host.sure(),
        local.limit,
        0.65 if cut else 1.0,
        *(0.9 for h in local.hows if h == "word"),
    )
    weak = how in ("word", "capital", "spaced", "before", "after", "picture")
    alone = len(local.pieces) == 1
    if (weak or how in ("sure", "inside")) and alone and low in sets["prose"] and low not in sets["roles"]:
        return _none(f"{low}: a word of sentences, where the name of a mailbox should stand")
    if weak and alone and (low in load_words().provider_names or low in load_words().labels):
        return _none(f"{low}: a host, where the name of a mailbox should stand")
    if not low.isascii():
        return min(
            sure,
            0.75 if not provider and ".xn--" in host.name and how in ("bracket", "sure", "tight") else 0.5,
        )
    if text != low and not text.isascii():
        sure = min(sure, 0.85)
    if provider and "lone" in host.hows and weak and not is_marked(items, local):
        tracing.note("a word before the name of a provider, as in any sentence: at most 0.5")
        return min(sure, 0.5)  # "look at gmail"
    if provider:
        return min(sure, 0.6) if weak and low in sets["prose"] else sure
    return _unknown(items, local, how, host, sure, weak)


def _none(reason: str) -> float:
    tracing.note(reason)
    return 0.0


def _unknown(items: Sequence[Item], local: Local, how: str, host: Host, sure: float, weak: bool) -> float:
    """Return how sure an address at a host is that is no provider's."""
    sets = load_words().sets
    low = local.text.lower()
    rules = load_rules()
    said = all(h in SAID for h in host.hows)
    if how == "inside":
        return sure if any(c in "0123456789._-" for c in low) else min(sure, 0.75 if said else 0.65)
    if not weak:
        return sure
    if "comma" in host.hows or "missing" in host.hows or ("after" in host.hows and how == "word"):
        return _none(f"{host.name}: no provider of mail, and a comma or a space for its dot")
    named = low in rules.words or platform_named(low) is not None
    if how == "before" and (named or not _is_set_apart(items, local, how, host)):
        return _before(items, local, host, sure)
    if host.name in rules.forms or host.name in rules.web["payment"] or low.isdigit():
        return _none(f"{low} at {host.name}: a platform or a payment service, or a number for a name")
    if (
        host.suffix in sets["also_words"]
        and not said
        and how != "after"
        and not _is_set_apart(items, local, how, host)
    ):
        return _none(f"{host.name}: no provider of mail, and .{host.suffix} is a word as well")
    if host.pieces[0][0].lower() in sets["prose"] and not any(c in "0123456789._-" for c in low):
        return _none(f"{host.name}: no provider of mail, and its name is a word of sentences")
    if is_marked(items, local):
        return min(sure, 0.88)
    if how == "spaced" and host.posted.istitle():
        return min(sure, 0.6)  # "Chanel @ Harrods . uk"
    if low in sets["prose"]:
        return min(sure, 0.6)
    if low in sets["roles"]:
        return min(sure, 0.85 if said or how != "word" else 0.6)
    return min(sure, 0.8) if said or how != "word" else min(sure, 0.6)


def _before(items: Sequence[Item], local: Local, host: Host, sure: float) -> float:
    """Return how sure an address is with a space before its at sign only, as before an account's name.

    "insta @lena.me" is one; "mail lake.duo @site.net" is an address, for a label or the name itself says so.
    """
    if set(host.hows) != {"tight"} or host.suffix in load_words().sets["goes_on"]:
        return _none(f"a space before the at sign only, as before an account's name: @{host.name}")
    if is_labelled(items, local.first):
        return min(sure, 0.85)
    names = [item.text.lower() for item in items[max(0, local.first - 6) : local.first]]
    account = any(platform_named(name) is not None for name in names)
    known = host.suffix in load_words().sets["sure_after"]
    if known and not account and "." in local.text and local.text[0].isalpha():
        return min(sure, 0.75)
    return _none(f"a space before the at sign only, as before an account's name: @{host.name}")


def _is_set_apart(items: Sequence[Item], local: Local, how: str, host: Host) -> bool:
    """Tell whether spaces stand around a true at sign and every dot, as around no word of a sentence.

    The suffix may still be a word that goes on with the sentence, unless a label announces a mailbox.
    """
    spaced = set(host.hows) <= {"spaced", "before"}
    if not spaced and (how != "spaced" or set(host.hows) != {"tight"}):
        return False
    goes_on = host.suffix in load_words().sets["goes_on"]
    return not goes_on or is_labelled(items, local.first)
