"""Small STIX bundles and FollowTheMoney files."""

from __future__ import annotations

import json
from typing import Any


def sid(kind: str, n: int) -> str:
    return f"{kind}--{n:08x}-0000-4000-8000-000000000000"


def stix(kind: str, n: int, **held: Any) -> dict[str, Any]:
    return {"type": kind, "spec_version": "2.1", "id": sid(kind, n), **held}


def bundle(*objects: Any) -> bytes:
    return json.dumps({"type": "bundle", "id": sid("bundle", 0), "objects": list(objects)}).encode()


def ftm(identity: str, schema: str, **properties: Any) -> dict[str, Any]:
    held = {key: value if isinstance(value, list) else [value] for key, value in properties.items()}
    return {"id": identity, "schema": schema, "properties": held}


def lines(*objects: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)
