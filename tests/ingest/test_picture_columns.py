"""Columns that name files of pictures: by their names, by their values, and what is not taken for one."""

from __future__ import annotations

import json

import pytest
from table_files import Read

from ingest.declared import pictures


@pytest.mark.parametrize(
    "name",
    ["image", "Images", "photo", "photoPath", "photo_1", "pic", "img", "Фото", "фотографии", "imágenes", "fotos",
     "immagini", "Bilder", "zdjęcia", "fotoğraf", "profile_picture", "media", "file", "filename", "attachments", "файл",
     "archivo", "c7"],
)  # fmt: skip
def test_columns_of_pictures(read: Read, name: str) -> None:
    got = read("t.csv", f"id,text,{name}\n1,some words here,a/b.jpg\n2,more words here,c.PNG\n")
    assert got.identifiers() == [("image", "self", "a/b.jpg"), ("image", "self", "c.PNG")]
    assert got.extra(name) == ["a/b.jpg", "c.PNG"]


@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        ("photos", "3", "5"), ("image", "https://img.example/a.jpg", "https://img.example/b.jpg"),
        ("file", "report.pdf", "voice.ogg"), ("media", "BBC", "CNN"), ("photo caption", "at home", "outside"),
        ("image", "data:image/png;base64,iVBORw0KGgo=", ""), ("photo", "yes", "no"),
    ],
)  # fmt: skip
def test_columns_that_name_no_picture(read: Read, name: str, one: str, two: str) -> None:
    got = read("t.csv", f'id,text,{name}\n1,some words here,"{one}"\n2,more words here,"{two}"\n')
    assert got.identifiers() == []


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a.jpg", ["a.jpg"]), ("a.jpg;b.png|c.webp\nd.gif", ["a.jpg", "b.png", "c.webp", "d.gif"]),
        ("a.jpg, b.jpg", ["a.jpg", "b.jpg"]), ("me, at home.jpg", ["me, at home.jpg"]),
        ('["p/a.jpg", "p/b.jpg"]', ["p/a.jpg", "p/b.jpg"]), ("['a.jpg', 'b,c.jpg']", ["a.jpg", "b,c.jpg"]),
        ("[]", []), ("https://img.example/a.jpg", []), ("a.jpg, https://img.example/b.jpg", ["a.jpg"]),
        ("//img.example/a.jpg", []), ("C:\\pics\\a.jpg", ["C:\\pics\\a.jpg"]), ("none", []), ("  a.JPEG ", ["a.JPEG"]),
        ("(File not included. Change data exporting settings to download.)", []), ("jpg", []), (".jpg", []),
    ],
)  # fmt: skip
def test_cells(cell: str, found: list[str]) -> None:
    assert [raw for _, raw, _ in pictures(cell)] == found
    for start, raw, _ in pictures(cell):
        assert cell[start : start + len(raw)] == raw


def test_lists_of_json(read: Read) -> None:
    lines = [
        {"id": "1", "text": "some words here", "photos": ["p/a.jpg", "p/b.jpg"]},
        {"id": "2", "text": "more words here"},
    ]
    got = read("t.jsonl", "\n".join(map(json.dumps, lines)))
    assert [(d["raw"], d["start"]) for d in got.declared] == [("p/a.jpg", 0), ("p/b.jpg", 9)]


def test_the_user_s_word_counts(read: Read) -> None:
    got = read(
        "t.csv", "id,text,what\n1,some words here,a.jpg\n2,more words here,other\n", mapping={"what": "image"}
    )
    assert got.identifiers() == [("image", "self", "a.jpg")]
    got = read("t.csv", "id,text,photo\n1,some words here,a.jpg\n", mapping={"photo": "extra"})
    assert got.identifiers() == []


def test_a_long_list_is_read_in_linear_time(read: Read) -> None:
    for cell in ("a.jpg" * 4_000, '["' + "\\" * 20_000, ".jpg\"'" * 3_000, "[" + "'" * 20_000):
        assert len(pictures(cell)) <= 1 or cell.startswith("[")
