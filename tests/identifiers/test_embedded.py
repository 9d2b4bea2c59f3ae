"""Pictures in texts as data: found in all the ways they are written, taken out whole, and nothing else with them."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from urllib.parse import quote

import numpy as np
import pytest
from drawn_pictures import jpeg, png, scene
from hypothesis import given
from hypothesis import strategies as st

from graphkit.identifiers.embedded import take_out, without_pictures
from graphkit.identifiers.picture_cells import take_pictures
from graphkit.identifiers.reading import read_batch
from graphkit.settings import Settings

PNG, JPEG = png(scene(1)), jpeg(scene(2))
WALLET = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


def plain(data: bytes) -> str:
    return base64.b64encode(data).decode()


def wrapped(data: bytes) -> str:
    return base64.encodebytes(data).decode().rstrip("\n")


FORMS: dict[str, Callable[[bytes], str]] = {
    "address": lambda d: f"data:image/png;base64,{plain(d)}",
    "capitals and spaces": lambda d: f"DATA:image/PNG; name=a.png; base64, {plain(d)}",
    "wrapped": lambda d: f"data:image/png;base64,\n{wrapped(d)}",
    "wrapped with CR": lambda d: f"data:image/png;base64,{wrapped(d)}".replace("\n", "\r\n"),
    "bare": plain,
    "bare and wrapped": wrapped,
    "pluses lost": lambda d: f"data:image/png;base64,{plain(d)}".replace("+", " "),
    "for addresses": lambda d: f"data:image/png;base64,{base64.urlsafe_b64encode(d).decode()}",
    "percent": lambda d: f"data:image/png;base64,{quote(plain(d), safe='')}",
    "PHP": lambda d: f"data:image/png;base64,{plain(d)}".replace("/", "\\/"),
    "JSON": lambda d: json.dumps(f"data:image/png;base64,{wrapped(d)}")[1:-1],
    "hex": bytes.hex,
    "hex in capitals": lambda d: d.hex().upper(),
    "no kind": lambda d: f"data:application/octet-stream;base64,{plain(d)}",
    "bytea": lambda d: f"\\x{d.hex()}",
}


@pytest.mark.parametrize("data", [PNG, JPEG], ids=["png", "jpeg"])
@pytest.mark.parametrize("form", FORMS)
def test_a_picture_is_taken_out_whole_in_every_form(form: str, data: bytes) -> None:
    before, after = "call +1 202 555 0123 ", f' "or" {WALLET} and more words'
    text, (found,) = take_out(before + FORMS[form](data) + after)
    assert found.data == data
    lead = {"no kind": "data:application/octet-stream;base64,", "bytea": "\\x"}.get(form, "")
    assert text == f"{before}{lead}[picture, {len(data):,} bytes, not kept]{after}"


@pytest.mark.parametrize(
    "behind",
    [f" {WALLET}", f"\n{WALLET}", "\nlonglonglonglonglonglongname@mail.example", " and words", ',"x"', ")"],
)
def test_what_stands_behind_a_picture_stays(behind: str) -> None:
    for form in ("address", "wrapped", "bare", "hex"):
        text, _ = take_out(FORMS[form](JPEG) + behind)
        assert text.endswith(f"not kept]{behind}")


def test_drawings_and_broken_data_go_too() -> None:
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"
    assert (
        take_out(f"a data:image/svg+xml;utf8,{drawing} b")[0]
        == f"a [picture, {len(drawing)} bytes, not kept] b"
    )
    assert take_out(f"a data:image/svg+xml,{quote(drawing)} b")[0].endswith("bytes, not kept] b")
    assert take_out(f"a data:image/svg+xml;utf8,{drawing[:40]}")[0] == "a [picture, 40 bytes, not kept]"
    assert take_out("a data:image/png;base64,A b")[0] == "a [picture, 0 bytes, not kept] b"


@pytest.mark.parametrize(
    "text",
    ["", "data:image/png", "see data:image/ and image/png;base64,", "/9j/", "iVBORw0KGgo", "R0lGODlh", "ffd8ff is a colour",
     "https://img.example/9j/4AAQSkZJRg.jpg", "ffd8ff" * 20, "UklGR is a word", "x" * 300],
)  # fmt: skip
def test_what_is_no_picture_stays(text: str) -> None:
    assert take_out(text) == (text, [])


@given(st.text(alphabet='dat:image/png;base64,iVBORw0KGgo9jR+= \n\\x%<svg>ffd8_-"', max_size=300))
def test_offsets_hold_for_any_text(text: str) -> None:
    out, found = take_out(text)
    rebuilt, done = "", 0
    for picture in found:
        assert done <= picture.start <= picture.end
        rebuilt += text[done : picture.start] + picture.marker
        done = picture.end
    assert rebuilt + text[done:] == out


@pytest.mark.parametrize(
    "piece",
    ["data:image/", "data:image/png;", "data:image/x;base64,", "iVBORw0KGgo", "\\/9j/ ", " ffd8ffx", "data:image/svg+xml,<svg",
     "data:image/png;base64," + "A" * 50 + " x", "A " * 10, ("A" * 70) + "\n"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = "data:image/png;base64," + piece * (400_000 // len(piece))
    start = time.perf_counter()
    take_out(text)
    assert time.perf_counter() - start < 5  # a tenth of a second on a quiet core


def test_nested_values() -> None:
    address = FORMS["address"](PNG)
    cleaned = json.dumps(without_pictures({address: [address, 3, None, (address,)]}))
    assert plain(PNG)[:40] not in cleaned
    assert cleaned.count("not kept") == 3


def test_a_batch_is_cleared_everywhere() -> None:
    from batch_makers import batch, declared, rejects

    address, bare = FORMS["address"](PNG), FORMS["bare"](JPEG)
    start = len(f"{address} ")
    column = declared(
        ("r-1", "username", "login", "honey"),
        ("r-1", "username", "login", plain(PNG)),
        ("r-1", "phone", address, "1"),
    )
    starts = [start, address.index(",") + 1, 0]
    column = column.set_column(
        column.schema.get_field_index("start"), column.schema.field("start"), [np.array(starts, np.int32)]
    )
    whole = batch(
        {"title": bare, "text": f"a {address} b {bare} +1 202 555 0123", "url": address, "author": address,
         "more_text": [("about", f"x {address}")], "extra": [("login", f"{address} honey"), (address, "1")]},
        {"text": "nothing here"},
        declares=column, refused=rejects(f"broken;{address};row"),
    )  # fmt: skip
    cleared, mentions, counts = take_pictures(whole, read=True)
    everything = (
        str(cleared.records.to_pylist())
        + str(cleared.declared.to_pylist())
        + str(cleared.rejects.to_pylist())
    )
    for data in (PNG, JPEG):
        assert not any(plain(data)[at : at + 40] in everything for at in range(0, 4_000, 40))
    assert counts == {"hashed": 7}
    left = cleared.declared.to_pylist()
    assert [(d["raw"], d["field"].startswith("[picture")) for d in left] == [("honey", False), ("1", True)]
    assert dict(cleared.records["extra"].to_pylist()[0])["login"][left[0]["start"] :] == "honey"
    record = cleared.records.to_pylist()[0]
    for m in mentions.to_pylist():
        stored = {**record, **dict(record["extra"]), **dict(record["more_text"])}[m["field"]]
        assert stored[m["start"] : m["end"]] == m["raw"]
        assert m["raw"].startswith("[picture, ")
    assert cleared.records["text"].to_pylist()[1] == "nothing here"
    assert take_pictures(cleared, read=True)[0].records.equals(cleared.records)


def test_other_identifiers_stand_where_the_stored_text_has_them() -> None:
    from batch_makers import batch

    whole = batch(
        {
            "text": f"👋🏽 {FORMS['address'](PNG)} 4111 1111 1111 1111, +1 202 555 0123 {FORMS['bare'](JPEG)} a@mail.example"
        }
    )
    read, mentions = read_batch(whole, Settings(fictional_numbers=True))
    (text,) = read.records["text"].to_pylist()
    assert sorted(m["kind"] for m in mentions.to_pylist()) == ["card", "email", "image", "image", "phone"]
    for m in mentions.to_pylist():
        assert text[m["start"] : m["end"]] == m["raw"]


def test_markers_hold_no_identifier() -> None:
    from batch_makers import batch

    rows = [
        {"text": f"call 202 [picture, {n:,} bytes, not kept] 555 [picture, {n + 7:,} bytes, not kept]"}
        for n in (12, 12_345, 2_025_550, 67_108_864)
    ]
    _, mentions = read_batch(batch(*rows), Settings(fictional_numbers=True, regions=("US", "KZ", "GB")))
    assert mentions.num_rows == 0


def test_unread_pictures_are_taken_out_all_the_same() -> None:
    from batch_makers import batch

    cleared, mentions, counts = take_pictures(batch({"text": FORMS["address"](PNG)}), read=False)
    assert (mentions.num_rows, dict(counts)) == (0, {"unread": 1})
    assert plain(PNG)[:60] not in str(cleared.records.to_pylist())


def test_a_slice_of_a_table_is_cleared_in_the_right_rows() -> None:
    from batch_makers import batch

    rows = [
        {"text": str(i), "extra": [("photo", FORMS["address"](PNG) if i % 2 else "none")]} for i in range(6)
    ]
    whole = batch(*rows)
    part = type(whole)(whole.records.slice(3, 2), whole.declared, whole.rejects)
    cleared, mentions, _ = take_pictures(part, read=True)
    assert [m["record_id"] for m in mentions.to_pylist()] == [whole.records["record_id"].to_pylist()[3]]
    assert [dict(e)["photo"][:8] for e in cleared.records["extra"].to_pylist()] == ["[picture", "none"]
