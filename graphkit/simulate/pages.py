"""The simulated ads as pages of a site that a crawler has saved: a WARC, each record gzipped by itself (ISO 28500)."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import IO

from graphkit.simulate.files import DAY_ONE, Post, clock

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | {site}</title>
<link rel="canonical" href="{url}">
<script type="application/ld+json">{data}</script>
<style>body {{ font-family: sans-serif }}</style>
</head>
<body>
<header><nav><a href="/">{site}</a> <a href="/jobs">Jobs</a> <a href="/rooms">Rooms</a></nav></header>
<main><article>
<h1>{title}</h1>
<p class="meta">{city}, {region} &middot; <time datetime="{stamp}">{day} {time}</time> &middot; {price}</p>
<div class="description">{paragraphs}</div>
{contacts}
</article></main>
<footer><p>&copy; 2025 {site}. Trouble with an ad? <a href="mailto:support@{host}">support@{host}</a></p></footer>
</body>
</html>
"""


@dataclass(slots=True)
class WebArchive:
    """A WARC of the pages of one site.

    Parameters
    ----------
    path
        The file.
    host
        The site's host name.
    crawled
        How many minutes after an ad was posted its page was saved.
    """

    path: Path
    host: str
    crawled: int = 600
    _file: IO[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self._file = self.path.open("wb")
        self._record("warcinfo", "", 0, "application/warc-fields", b"software: an invented crawler\r\nformat: WARC File Format 1.1\r\n")  # fmt: skip # noqa: E501

    def write(self, post: Post) -> str:
        """Add the page of an ad; return its address, by which truth calls it."""
        url = f"https://{self.host}/ad/{post.native_id}"
        body = self._page(post, url).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        minute = post.minute + self.crawled
        self._record("response", url, minute, "application/http; msgtype=response", head.encode() + body)
        return url

    def _page(self, post: Post, url: str) -> str:
        day, time = clock(post.minute)
        seller: dict[str, object] = {"@type": "Person", "name": post.account or post.sender_name}
        lines = []
        if phone := post.columns.get("phone"):
            seller["telephone"] = phone
            digits = "".join(c for c in phone if c in "+0123456789")
            lines.append(f'<dt>Phone</dt><dd><a href="tel:{digits}">{escape(phone)}</a></dd>')
        if email := post.columns.get("email"):
            seller["email"] = email
            lines.append(f'<dt>E-mail</dt><dd><a href="mailto:{escape(email)}">{escape(email)}</a></dd>')
        if post.account:
            seller["url"] = f"https://{self.host}/user/{post.account}"
            lines.append(
                f'<dt>Posted by</dt><dd><a rel="author" href="/user/{post.account}">{post.account}</a></dd>'
            )
        data = {
            "@context": "https://schema.org",
            "@type": "Offer",
            "name": post.title,
            "url": url,
            "price": post.price,
            "availabilityStarts": f"{day}T{time}:00Z",
            "areaServed": {"@type": "City", "name": post.city},
            "seller": seller,
        }
        return _PAGE.format(
            title=escape(post.title), site=self.host.split(".")[0].capitalize(), host=self.host, url=url,
            data=json.dumps(data, ensure_ascii=False).replace("</", "<\\/"), city=escape(post.city), region=post.region,
            stamp=f"{day}T{time}:00Z", day=day, time=time, price=post.price,
            paragraphs="".join(f"<p>{escape(part)}</p>" for part in post.text.split("\n")),
            contacts=f'<dl class="contact">{"".join(lines)}</dl>' if lines else "",
        )  # fmt: skip

    def _record(self, kind: str, url: str, minute: int, media: str, block: bytes) -> None:
        moment = datetime(DAY_ONE.year, DAY_ONE.month, DAY_ONE.day, tzinfo=UTC) + timedelta(minutes=minute)
        name = uuid.UUID(bytes=hashlib.sha256(f"{kind} {url}".encode()).digest()[:16], version=4)
        fields = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<urn:uuid:{name}>",
            "WARC-Date": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            **({"WARC-Target-URI": url} if url else {}),
            "Content-Type": media,
            "Content-Length": str(len(block)),
        }
        head = "WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items()) + "\r\n"
        self._file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 6, mtime=0))

    def broken(self, post: Post) -> str:
        """Not asked for: what no reader of WARCs can take ends the file."""
        raise NotImplementedError(post.native_id)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
