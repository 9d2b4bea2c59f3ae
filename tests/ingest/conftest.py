"""What the tests of ingest share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from table_files import Got, Read, read_file
from whatsapp_files import Chat, read_chat


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes bytes or text to a file of a name and reads it."""

    def write_and_read(name: str, content: str | bytes, **options: Any) -> Got:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(path, **options)

    return write_and_read


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """Return a function that writes an exported chat to a file of a name and reads it."""

    def write_and_read(content: str | bytes, name: str = "_chat.txt", **options: Any) -> Got:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_chat(path, **options)

    return write_and_read
