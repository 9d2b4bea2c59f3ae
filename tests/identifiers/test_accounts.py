"""The rules of platforms: every table sound, link forms, names."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphkit.identifiers.accounts import account_name, load_rules, named_by, platform_named

KINDS = [
    "telegram",
    "whatsapp",
    "viber",
    "signal",
    "instagram",
    "facebook",
    "vk",
    "ok",
    "tiktok",
    "twitter",
    "snapchat",
    "kik",
    "wechat",
    "line",
    "discord",
    "skype",
    "onlyfans",
    "fansly",
    "boosty",
    "bluesky",
    "zangi",
    "threads",
    "youtube",
    "linkedin",
    "reddit",
]
# Groups that many people enter.
GROUPS = ["telegram_invite", "whatsapp_invite", "viber_invite", "signal_invite", "discord_invite",
          "skype_invite", "line_invite"]  # fmt: skip


def test_every_platform_is_there_and_only_groups_do_not_join() -> None:
    joins = {p.kind: p.joins for p in load_rules().platforms}
    assert {*KINDS, *GROUPS, "telegram_id"} <= set(joins)
    assert sorted(k for k, j in joins.items() if not j) == sorted(GROUPS)


def test_no_label_means_two_platforms() -> None:
    owner: dict[str, str] = {}
    for p in load_rules().platforms:
        for label in (*p.labels, *p.strict):
            named = platform_named(label.upper())
            assert named is not None, label
            assert owner.setdefault(label, p.kind) == p.kind


@pytest.mark.parametrize("kind", KINDS)
def test_platforms_are_known_by_their_kind(kind: str) -> None:
    platform = platform_named(kind.upper())
    assert platform is not None
    assert platform.kind == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [("tg", "telegram"), ("Insta", "instagram"), ("vk.com", "vk"), ("x", "twitter"), ("www.ok.ru", "ok")],
)
def test_platforms_are_known_by_other_names(word: str, kind: str) -> None:
    platform = platform_named(word)
    assert platform is not None
    assert platform.kind == kind


def test_unknown_platforms_are_none() -> None:
    assert platform_named("bazaarly") is None


@pytest.mark.parametrize(
    ("kind", "raw", "name"),
    [
        ("telegram", "@Honey_Agency", "honey_agency"),
        ("telegram", "1honey", None),
        ("telegram", "joinchat", None),
        ("instagram", "honey..x", None),
        ("instagram", "honey.x.", "honey.x"),
        ("vk", "wall-1_2", None),
        ("twitter", "a" * 16, None),
        ("discord", "Honey#1234", "honey#1234"),
    ],
)
def test_names_obey_their_platform(kind: str, raw: str, name: str | None) -> None:
    platform = platform_named(kind)
    assert platform is not None
    assert account_name(platform, raw) == name


def test_a_phone_goes_before_an_invitation() -> None:
    phone = named_by("t.me", "/+12025550143", {}, "")
    invite = named_by("t.me", "/+AbCdEfGhIjKl", {}, "")
    assert phone is not None
    assert invite is not None
    assert (phone.slot, invite.platform.kind, invite.value) == ("phone", "telegram_invite", "AbCdEfGhIjKl")


def test_a_table_without_a_rule_for_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text('[[platform]]\nkind = "telegram"\n', "utf-8")
    with pytest.raises(KeyError, match="name"):
        load_rules(path)
