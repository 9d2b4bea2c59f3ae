"""A payment and a call weld nobody: through the whole way, with tiny files."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import graphkit
from graphkit.settings import Settings

FICTION = Settings(fictional_numbers=True, workers=1)
VICTIM, SELLER, OTHER = "+1 202 555 0101", "+1 202 555 0111", "+1 202 555 0122"


def groups(folder: Path, *files: tuple[str, str]) -> list[set[str]]:
    """Link files; return the clusters, each as the natives ids or texts of its records."""
    given = []
    found: dict[str, set[str]] = defaultdict(set)
    for name, text in files:
        path = folder / name
        path.write_text(text, "utf-8")
        given.append(path)
    view, _ = graphkit.link(given, folder / "case", settings=FICTION)
    with view:
        records = view.records()
        for cluster, native in zip(records["cluster_id"], records["native_id"], strict=True):
            found[cluster].add(native)
    return sorted((group for group in found.values() if len(group) > 1), key=sorted)


ADS = f"id,text\nA1,call me on {VICTIM}\nA2,meet me: {SELLER}\nA3,ring {OTHER}\n"


def test_a_payment_joins_nobody(tmp_path: Path) -> None:
    payments = (
        "id,date,sender phone,recipient phone,amount,note\n"
        f"P1,2024-01-13,{VICTIM},{SELLER},50,for {OTHER}\nP2,2024-01-14,{VICTIM},{OTHER},50,\n"
    )
    found = groups(tmp_path, ("ads.csv", ADS), ("pay.csv", payments))
    assert found == [
        {"A1", "P1", "P2"}
    ]  # the payer is who advertised; whom she paid is another, and so is who was named


def test_a_call_joins_nobody(tmp_path: Path) -> None:
    calls = (
        "id,start time,caller,callee,duration\n"
        f"C1,2024-01-13 10:00:00,{VICTIM},{SELLER},50\nC2,2024-01-13 11:00:00,{OTHER},{SELLER},5\n"
    )
    found = groups(tmp_path, ("ads.csv", ADS), ("calls.csv", calls))
    assert found == [{"A1", "C1"}, {"A3", "C2"}]


def test_the_holder_of_a_statement_welds_none_of_those_who_paid_him(tmp_path: Path) -> None:
    rows = ["own account;booking date;counterparty account;amount;purpose"]
    rows += [
        f"DE89370400440532013000;2024-01-1{n};4081781000000000000{n};{10 if n % 2 else -10};rent"
        for n in range(1, 7)
    ]
    folder = tmp_path / "x"
    folder.mkdir()
    view, _ = graphkit.link([_written(folder / "s.csv", "\n".join(rows))], folder / "case", settings=FICTION)
    with view:
        sizes = view.records()["cluster_id"].value_counts()
        roles = set(view.mentions()["role"])
    assert sizes.max() == 3  # the three that the holder paid
    assert roles == {"self", "counterparty"}


def _written(path: Path, text: str) -> Path:
    path.write_text(text + "\n", "utf-8")
    return path


def test_the_contract_of_a_coin_joins_nobody(tmp_path: Path) -> None:
    wallets = ["0x" + f"{n:02x}" * 20 for n in range(0x11, 0x19)]
    rows = ["Transaction Hash,UnixTimestamp,From,To,TokenValue,ContractAddress"]
    rows += [
        f"0x{n:064x},1637035{n:03d},{a},{b},10,0xdac17f958d2ee523a2206206994597c13d831ec7"
        for n, (a, b) in enumerate(zip(wallets[::2], wallets[1::2], strict=True))
    ]
    assert groups(tmp_path, ("usdt.csv", "\n".join(rows) + "\n")) == []
