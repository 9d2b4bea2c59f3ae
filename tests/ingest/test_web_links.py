"""Pages through the whole of linking: what stands in the frame of a platform, or is said by others, joins nobody."""

from __future__ import annotations

from pathlib import Path

from web_files import html_record, packed

import graphkit
from graphkit.settings import Settings

FRAME = "<header>Help <a href='mailto:help@bazaarly.example'>help@bazaarly.example</a></header>{0}<footer>+1 202 555 0199 <a href='https://t.me/bazaarly_help'>us</a></footer>"


def test_frames_join_nobody_and_contacts_do(tmp_path: Path) -> None:
    ads = {
        "a.html": "<main><h1>Room one</h1><p>Quiet. Call +1 202 555 0123</p></main>",
        "b.html": "<main><h1>Flat two</h1><p>Bright, old. +1 202 555 0123</p></main><ol class=comments><li>mine is +1 202 555 0144</ol>",
        "c.html": "<main><h1>House three</h1><p>Garden. Call +1 202 555 0144</p></main><div class=similar-ads>+1 202 555 0123</div>",
    }
    for name, body in ads.items():
        (tmp_path / name).write_text(
            f"<!-- saved from url=(0030)https://bazaarly.example/{name} --><html><body>{FRAME.format(body)}</body></html>"
        )
    (tmp_path / "d.warc.gz").write_bytes(
        packed(html_record(1, "Call me at +1 202 555 0155"), html_record(2, "Ask at +1 202 555 0166"))
    )
    settings = Settings(fictional_numbers=True, workers=1)
    view, report = graphkit.link([tmp_path], out=tmp_path / "case", settings=settings)
    with view:
        records = view.records()
        assert not report.unread
        of = dict(zip(records["url"].str.rsplit("/", n=1).str[-1], records["cluster_id"], strict=True))
    assert of["a.html"] == of["b.html"]
    assert of["a.html"] != of["c.html"]
    assert len(of) == 5
    assert of["1"] != of["2"]
