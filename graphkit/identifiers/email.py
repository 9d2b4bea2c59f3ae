"""E-mail addresses."""

from __future__ import annotations

from collections.abc import Sequence

from graphkit.identifiers.base import Context, Found, Kind
from graphkit.identifiers.domains import host_ascii, registrable

_WORD = r"[\p{L}\p{N}_]"


class EmailReader:
    """Reads plain e-mail addresses.

    The local part is taken as RFC 5321 writes it without quotes; the domain must end in a public suffix (or one
    reserved for examples), so ``meet@home.now5`` gives nothing.
    """

    name = "email"
    kinds: Sequence[Kind] = (Kind("email", "email", reliability=0.9),)
    pattern = rf"{_WORD}[\p{{L}}\p{{N}}._%+'-]*@[\p{{L}}\p{{N}}-]+(?:\.[\p{{L}}\p{{N}}-]+)+"
    regional = False
    placed = False
    priority = 15

    def judge(self, candidate: str, context: Context) -> Sequence[Found]:
        """Return the address, if its domain can exist."""
        if context.before in ("@", "/") or context.after == "@":
            return ()
        local, _, domain = candidate.partition("@")
        lead = len(local) - len(local.lstrip("'"))
        local = local[lead:].rstrip(".")
        if (
            not local
            or ".." in local
            or len(local) > 64
            or lead + len(local) + 1 + len(domain) != len(candidate)
        ):
            return ()
        domain = domain.rstrip("-")
        host = host_ascii(domain)
        if host is None or registrable(host) is None:
            return ()
        value = f"{local.lower()}@{host}"
        end = lead + len(local) + 1 + len(domain)
        return (Found("email", value, lead, end, "email.plain", 0.98),)

    def declared(self, raw: str, kind: str, context: Context) -> Sequence[Found]:
        """Return the addresses of a column that holds them."""
        del kind, context
        start = 0
        found: list[Found] = []
        for part in raw.replace("<", " ").replace(">", " ").replace("mailto:", "       ").split():
            at = raw.index(part, start)
            start = at + len(part)
            bare = part.strip(",;()[]'\"")
            lead = at + part.index(bare) if bare else at
            if bare.count("@") == 1:
                found += [
                    Found(f.kind, f.value, lead + f.start, lead + f.end, "email.declared", 0.99)
                    for f in self.judge(bare, Context())
                ]
        return found


EMAIL = EmailReader()
