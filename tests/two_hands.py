"""Ads of two hands who have one phone in common: how many each posts says which strictness parts them."""

from __future__ import annotations

from pathlib import Path

from whole_way import link_into, write_csv

from graphkit.settings import Settings

SHARED = "+12025550199"
_HANDS = {
    "rosy": ("+1 202 555 0111", "rosy@mail.example", "rosy_one"),
    "lily": ("+1 202 555 0122", "lily@post.example", "lily_two"),
}
_OTHERS = {
    "anna": ("+1 202 555 0133", "anna@mail.example", "anna_one"),
    "vera": ("+1 202 555 0144", "vera@post.example", "vera_two"),
}


def _ads(
    hands: dict[str, tuple[str, str, str]], each: int, shared: str = "+1 202 555 0199"
) -> list[dict[str, str]]:
    """Return ads of two hands, each with a phone, a mailbox and an account; in two of each stands the shared phone."""
    return [
        {
            "id": f"{who}-{n}",
            "posted": f"2025-0{1 + n}-0{1 + place}",
            "body": f"{phone if n % 2 else mail} telegram @{account} "
            + (shared if n < 2 else mail * (n % 2)),
        }
        for place, (who, (phone, mail, account)) in enumerate(hands.items())
        for n in range(each)
    ]


def two_hands(folder: Path, settings: Settings | None = None) -> Path:
    """Link eight ads of two hands into a folder and return it: balanced and cautious part them, wide does not."""
    out = folder / "case"
    link_into(
        out,
        write_csv(folder / "ads.csv", _ads(_HANDS, 4)),
        settings=settings or Settings(fictional_numbers=True),
    )
    return out


def four_hands(folder: Path) -> Path:
    """Write the same eight ads, and four of two others, whom only cautious parts; return the file."""
    more = _ads(_OTHERS, 2, "+1 202 555 0188")
    return write_csv(folder / "hands.csv", [*_ads(_HANDS, 4), *more])
