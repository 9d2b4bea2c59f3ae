from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from archive_files import PACKERS, read_archive, tarred, zipped, zstd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.errors import SourceError
from graphkit.settings import ArchiveLimits
from ingest.archives import CONTAINERS
from ingest.member_names import shown, zip_name

FILES = {"ads.csv": b"id,text\n1,hello\n", "sub/chat.txt": b"x" * 100_000, "empty.csv": b""}


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(FILES)),
        ("stored.zip", zipped(FILES, zipfile.ZIP_STORED)),
        ("lzma.zip", zipped(FILES, zipfile.ZIP_LZMA)),
        ("a.tar", tarred(FILES)),
        *((f"a.tar.{end}", pack(tarred(FILES))) for end, pack in PACKERS.items()),
        ("wrong.csv", zipped(FILES)),
    ],
)
def test_members_have_their_bytes(tmp_path: Path, name: str, data: bytes) -> None:
    assert read_archive(written(tmp_path, name, data)) == (FILES, {}, {})


@pytest.mark.parametrize("end", PACKERS)
def test_one_file_under_compression_is_called_without_the_ending(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, f"result.json.{end}", PACKERS[end](b"{}" * 50_000))
    assert read_archive(path) == ({"result.json": b"{}" * 50_000}, {}, {})
    assert list(read_archive(written(tmp_path, "odd.name", PACKERS[end](b"x")))[0]) == ["odd.name"]


def test_seven_zip(tmp_path: Path) -> None:
    py7zr = pytest.importorskip("py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(data, name)
    path = written(tmp_path, "a.7z", out.getvalue())
    assert read_archive(path)[0] == FILES
    with pytest.raises(SourceError, match="unpacks to more than 1 times the size"):
        read_archive(path, ArchiveLimits(ratio=1, spare=0))
    with pytest.raises(
        SourceError, match=r"a\.7z: the 7z archive cannot be opened .* Copy or download it anew"
    ):
        read_archive(written(tmp_path, "a.7z", out.getvalue()[:60]))


def test_an_encrypted_seven_zip_is_said_to_be(tmp_path: Path) -> None:
    py7zr = pytest.importorskip("py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password="x") as archive:
        archive.writestr(b"secret", "a.txt")
    with pytest.raises(SourceError, match="encrypted"):
        read_archive(written(tmp_path, "a.7z", out.getvalue()))


def test_a_member_opens_as_often_as_one_likes_and_can_be_sought_in(tmp_path: Path) -> None:
    for name, data in (
        ("a.zip", zipped(FILES)),
        ("a.tar.gz", PACKERS["gz"](tarred(FILES))),
        ("a.zst", zstd(b"abc" * 9)),
    ):
        path = written(tmp_path, name, data)
        container = next(c for c in CONTAINERS.values() if c.sniff(path, data))
        members = iter(container.members(path, name, ArchiveLimits()))  # while it lasts, the archive is open
        member = next(members)
        with member.open("rb") as first, member.open("rb") as second:
            whole = first.read()
            assert second.read(2) == whole[:2]
            assert first.seek(0, io.SEEK_END) == len(whole)
            assert first.seek(1) == 1
            assert first.read(3) == whole[1:4]
            assert second.read() == whole[2:]
        with pytest.raises(ValueError, match="only read"):
            member.open("wb")


def test_office_documents_are_no_archives() -> None:
    for first in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "mimetype"):
        data = zipped({first: b"<x/>", "more": b""})
        assert not any(c.sniff(Path("a.docx"), data) for c in CONTAINERS.values())


def test_of_a_web_archive_only_the_pages_are_read(tmp_path: Path) -> None:
    data = zipped({"datapackage.json": b"{}", "archive/data.warc.gz": b"w", "pages/pages.jsonl": b"{}"})
    files, skipped, _ = read_archive(written(tmp_path, "a.wacz", data))
    assert list(files) == ["archive/data.warc.gz"]
    assert set(skipped) == {"datapackage.json", "pages/pages.jsonl"}


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "..\\..\\evil.csv", "C:\\evil.csv", "a/../evil.csv"]
)
def test_no_name_leads_out_of_a_folder_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    before = set(tmp_path.rglob("*"))
    for kind, data in (("a.zip", zipped({name: b"x"})), ("a.tar", tarred({name: b"x"}))):
        path = written(tmp_path, kind, data)
        (inner,) = read_archive(path)[0]
        assert inner.endswith("evil.csv")
        assert ".." not in inner.split("/")
        assert not inner.startswith("/")
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "a.zip", tmp_path / "a.tar"}


def test_names_show_nothing_that_fools_a_terminal() -> None:
    assert shown("a\x1b]0;title\x07\u202efdp.csv") == "a]0;titlefdp.csv"
    assert shown("") == shown("../..") == "unnamed"
    assert len(shown("x" * 10_000)) == 400


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Чат WhatsApp с Анной.txt".encode(), "Чат WhatsApp с Анной.txt"),
        ("Чат WhatsApp с Анной.txt".encode("cp866"), "Чат WhatsApp с Анной.txt"),
        ("Müller.txt".encode("cp437"), "Müller.txt"),
        (b"plain.txt", "plain.txt"),
    ],
)
def test_names_of_zips_that_do_not_say_their_code_page(raw: bytes, expected: str) -> None:
    assert zip_name(zipfile.ZipInfo(raw.decode("cp437"))) == expected


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", b"2")
    assert read_archive(written(tmp_path, "a.zip", out.getvalue()))[0] == {"a.csv": b"1", "a.csv (2)": b"2"}


def test_links_devices_and_encrypted_members_are_listed_and_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("dev", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    files, skipped, _ = read_archive(written(tmp_path, "a.tar", out.getvalue()))
    assert not files
    assert skipped == dict.fromkeys(("link", "hard", "dev"), "it is a link or a special file")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("a.csv", b"x")
    data = bytearray(out.getvalue())
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1  # the flag of encryption
    files, skipped, _ = read_archive(written(tmp_path, "a.zip", bytes(data)))
    assert not files
    assert list(skipped) == ["link", "a.csv"]
    assert "encrypted" in skipped["a.csv"]


def test_a_bomb_is_told_by_what_comes_out_not_by_what_it_declares(tmp_path: Path) -> None:
    zeros = bytes(5 << 20)
    tight = ArchiveLimits(ratio=50, spare=1 << 20)
    bomb = bytearray(zipped({"bomb.csv": zeros}))
    at = bomb.index(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (10).to_bytes(4, "little")  # says that it is ten bytes
    for name, data in (
        ("a.zip", zipped({"bomb.csv": zeros})),
        ("a.csv.gz", PACKERS["gz"](zeros)),
        ("a.csv.zst", zstd(zeros)),
        ("a.tar.xz", PACKERS["xz"](tarred({"bomb.csv": zeros}))),
    ):
        with pytest.raises(SourceError, match="unpacks to more than 50 times the size of its archive"):
            read_archive(written(tmp_path, name, data), tight)
    # Of one that lies about its size no more comes out than it says.
    assert len(read_archive(written(tmp_path, "lies.zip", bytes(bomb)), tight)[0]["bomb.csv"]) <= 10


def test_many_members_that_share_their_data_are_counted_together(tmp_path: Path) -> None:
    files = {f"{i}.csv": bytes(400_000) for i in range(10)}
    limits = ArchiveLimits(ratio=20, spare=1 << 20)
    with pytest.raises(SourceError, match="unpacks to more than 20 times"):
        read_archive(written(tmp_path, "a.zip", zipped(files)), limits)


def test_an_archive_of_too_many_files_is_not_read_to_its_end(tmp_path: Path) -> None:
    files = {f"{i}.csv": b"x" for i in range(20)}
    for name, data in (("a.zip", zipped(files)), ("a.tar", tarred(files))):
        with pytest.raises(SourceError, match="holds more than 7 files"):
            read_archive(written(tmp_path, name, data), ArchiveLimits(members=7))


def test_a_long_name_of_gigabytes_is_not_loaded(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 33
    data = tarred({"a.csv": b"1"})[:1024] + info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000)
    files, skipped, _ = read_archive(written(tmp_path, "a.tar", data))
    assert files == {"a.csv": b"1"}
    assert "damaged or cut short" in skipped[""]


def test_what_came_before_the_cut_of_an_archive_is_read(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 40
    files = {f"{i}.csv": noise + bytes([i]) * 1000 for i in range(3)}
    tar = tarred(files)
    found, skipped, damaged = read_archive(written(tmp_path, "a.tar", tar[: len(tar) // 2]))
    assert found["0.csv"] == files["0.csv"]
    assert damaged or skipped
    whole = zipped(files, zipfile.ZIP_STORED)
    directory = whole.index(b"PK\x01\x02")
    found, skipped, damaged = read_archive(written(tmp_path, "a.zip", whole[: directory - 500]))
    assert found["0.csv"] == files["0.csv"]
    assert found["1.csv"] == files["1.csv"]
    assert files["2.csv"].startswith(found["2.csv"])
    assert list(damaged) == ["2.csv"]
    assert "its directory is missing" in skipped[""]
    gz = PACKERS["gz"](noise * 5)
    found, _, damaged = read_archive(written(tmp_path, "a.bin.gz", gz[: len(gz) - 20]))
    assert (noise * 5).startswith(found["a.bin"])
    assert len(found["a.bin"]) > len(noise)
    assert list(damaged) == ["a.bin"]


def test_a_zip_cut_short_that_streamed_its_members_is_salvaged(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        """A place that cannot be sought in: sizes then stand behind the data."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(memoryview(data))  # type: ignore[arg-type]
            return len(memoryview(data))  # type: ignore[arg-type]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        for i in range(3):
            archive.writestr(f"{i}.csv", str(i).encode() * 100_000)
    cut = pipe.data[: pipe.data.index(b"PK\x01\x02") + 10]
    found, _, damaged = read_archive(written(tmp_path, "a.zip", cut))
    assert found == {f"{i}.csv": str(i).encode() * 100_000 for i in range(3)}
    assert not damaged


def test_bytes_that_only_begin_like_an_archive_are_an_error_that_says_so(tmp_path: Path) -> None:
    for name, data in (("a.zip", b"PK\x03\x04" + bytes(50)), ("a.tar", bytes(257) + b"ustar" + bytes(300))):
        with pytest.raises(
            SourceError, match=rf"{name}: the .* archive cannot be opened .* Copy or download it anew"
        ):
            read_archive(written(tmp_path, name, data))


VALID = [
    zipped(FILES),
    tarred(FILES),
    PACKERS["gz"](tarred(FILES)),
    zstd(b"id,text\n" * 99),
    PACKERS["bz2"](b"x" * 999),
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6),
    st.data(),
)
def test_damaged_archives_yield_or_raise_a_source_error(
    tmp_path: Path, data: bytes, changes: list[tuple[int, int]], more: st.DataObject
) -> None:
    spoilt = bytearray(data)
    for at, byte in changes:
        spoilt[at % len(spoilt)] = byte
    cut = more.draw(st.integers(0, len(spoilt)))
    path = written(tmp_path, "spoilt", bytes(spoilt[:cut]))
    with suppress(SourceError, StopIteration):
        read_archive(path, ArchiveLimits(ratio=100, spare=1 << 20))
