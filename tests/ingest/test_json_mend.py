from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.json_mend import NearlyJson, exact, mend


@pytest.mark.parametrize(
    ("data", "value", "kind"),
    [
        (rb'"1=412\x012=97\x0C"', "1=412\x012=97\x0c", "escapes"),
        (rb'"\\x41 \\\\x42"', r"\x41 \\x42", None),
        (
            b'{"document_id": video_files/sticker (2).webm\n}',
            {"document_id": "video_files/sticker (2).webm"},
            "bare",
        ),
        (b'{"document_id": a\\b.webm,\n"x": 1}', {"document_id": "a\\b.webm", "x": 1}, "bare"),
        (rb'["\ud83d", {"\udc00": 1}]', ["\ufffd", {"\ufffd": 1}], "halves"),
        (b'"caf\xe9"', "caf\ufffd", "undecoded"),
        (b'{"a": NaN}', {"a": None}, "constants"),
        (b'"two\nlines\0"', "two\nlines\0", None),
        (b"1.50", Decimal("1.50"), None),
    ],
)
def test_what_is_nearly_json_is_read(data: bytes, value: Any, kind: str | None) -> None:
    nearly = NearlyJson()
    assert mend(data, nearly) == value
    assert [name for name, count in nearly.counts.items() if count] == ([kind] if kind else [])
    assert len(nearly.sentences()) == bool(kind)


@pytest.mark.parametrize("data", [b"", b"{", b'"a', b"[1,]", b"[" * 100_000, b"1 2", b"1" * 5000])
def test_what_is_no_json_is_not(data: bytes) -> None:
    nearly = NearlyJson()
    with pytest.raises(ValueError, match=r"."):
        mend(data, nearly)
    assert not nearly.counts


def test_a_number_beyond_all_bounds_stays_text() -> None:
    assert exact("1e99999999999999999999") == "1e99999999999999999999"
    assert mend(b"[1e99999999999999999999]", NearlyJson()) == ["1e99999999999999999999"]


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ValueError):
        mend(data, NearlyJson())
