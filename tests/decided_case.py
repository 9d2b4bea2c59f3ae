"""A tiny case to decide about."""

from __future__ import annotations

from pathlib import Path

from whole_way import link_into, write_csv

from graphkit import Case

# honey: h1 and h2 by a phone; rose: r1 and r2 by another; lone: an ad of its own; both name one mailbox in words.
ADS = [
    {"id": "h1", "posted": "2025-01-02", "body": "Honey, call +1 202 555 0123"},
    {
        "id": "h2",
        "posted": "2025-01-09",
        "body": "New here\nstill +1 202 555 0123, telegram @honey_agency\nbye",
    },
    {"id": "r1", "posted": "2025-03-02", "body": "Rose, call +1 202 555 0145"},
    {"id": "r2", "posted": "2025-03-05", "body": "Rose again +1 202 555 0145, rose@mail.example"},
    {"id": "lone", "posted": "2025-05-01", "body": "write to lone@mail.example"},
]
PHONE, ROSE = "phone:+12025550123", "phone:+12025550145"


def decided_case(folder: Path, name: str = "ads.csv") -> Path:
    """Link the ads into a folder and return it."""
    out = folder / "case"
    link_into(out, write_csv(folder / name, ADS))
    return out


def ids(case: Case) -> dict[str, str]:
    """Return the record id of each ad."""
    return dict(case.query("SELECT native_id, record_id FROM records").to_pandas().itertuples(index=False))


def groups(case: Case) -> set[frozenset[str]]:
    """Return the clusters as sets of the ads' own ids."""
    rows = case.query(
        "SELECT r.native_id, m.cluster_id FROM members m JOIN records r USING (record_id)"
    ).to_pandas()
    return {frozenset(g["native_id"]) for _, g in rows.groupby("cluster_id")}


def cluster_of(case: Case, native_id: str) -> str:
    """Return the cluster of an ad."""
    query = "SELECT cluster_id FROM members JOIN records USING (record_id) WHERE native_id = ?"
    return str(case.query(query, (native_id,))["cluster_id"][0].as_py())
