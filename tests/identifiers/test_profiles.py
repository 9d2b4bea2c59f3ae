"""Profile links: sites known by name, links of the shape of a profile, guesses, and what is no profile."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import Hit, declared, hits, pairs, reasons, takes_linear_time

from graphkit.identifiers import KINDS, profile_sites, profiles
from graphkit.identifiers.domains import host_ascii, registrable
from graphkit.identifiers.profile_sites import load_sites, words
from graphkit.identifiers.profiles import profile_in, site_of
from graphkit.identifiers.scan import read_texts
from graphkit.identifiers.web import WEB
from graphkit.settings import Settings

DEV = Path(__file__).parents[2] / ".." / "shared" / "eval" / "profile_urls_dev.json"
JOINING = 0.7

SHAPED = [
    ("https://honey.example/u/Lena_1", "honey.example:lena_1"),
    ("https://www.honey.example/user/lena/", "honey.example:lena"),
    ("http://m.honey.example/users/lena", "honey.example:lena"),
    ("https://pt.honey.example/profile/lena", "honey.example:lena"),
    ("https://honey.example/Profiles/lena.html", "honey.example:lena"),
    ("https://honey.example/member/lena-m?tab=posts", "honey.example:lena-m"),
    ("https://honey.example/forum/members/lena/", "honey.example:lena"),
    ("https://honey.example/members/lena.123/", "honey.example:lena.123"),
    ("https://honey.example/people/lena", "honey.example:lena"),
    ("https://honey.example/user/beauty", "honey.example:beauty"),
    ("https://honey.example/author/lena_m", "honey.example:lena_m"),
    ("https://honey.example/@lena", "honey.example:lena"),
    ("https://honey.example/@/lena", "honey.example:lena"),
    ("https://honey.example/~lena", "honey.example:lena"),
    ("https://honey.example/en/users/lena/creations", "honey.example:lena"),
    ("https://honey.example/user/profil/lena", "honey.example:lena"),
    ("https://honey.example/profile/all/lena", "honey.example:lena"),
    ("https://honey.example/nutzer/lena", "honey.example:lena"),
    ("https://honey.example/benutzer/lena", "honey.example:lena"),
    ("https://honey.example/mitglieder/lena", "honey.example:lena"),
    ("https://honey.example/membres/lena", "honey.example:lena"),
    ("https://honey.example/perfil/lena", "honey.example:lena"),
    ("https://honey.example/usuario/lena", "honey.example:lena"),
    ("https://honey.example/uzytkownik/lena", "honey.example:lena"),
    ("https://honey.example/ludzie/lena", "honey.example:lena"),
    ("https://honey.example/polzovatel/lena", "honey.example:lena"),
    ("https://honey.example/kullanici/lena", "honey.example:lena"),
    ("https://honey.example/foydalanuvchi/lena", "honey.example:lena"),
    ("https://honey.example/paidalanushy/lena", "honey.example:lena"),
    ("https://honey.example/korystuvach/lena", "honey.example:lena"),
    ("https://honey.example/%D0%BF%D1%80%D0%BE%D1%84%D0%B8%D0%BB%D1%8C/lena", "honey.example:lena"),
    ("https://honey.example/users/%D0%BB%D0%B5%D0%BD%D0%B0", "honey.example:лена"),
    ("https://honey.example/users/Лена", "honey.example:лена"),
    ("https://honey.example/users/le%E2%80%8Bna", "honey.example:lena"),
    ("https://honey.example/u/Lena%20M", "honey.example:lena m"),
    ("https://honey.example/wiki/User:Lena", "honey.example:lena"),
    ("https://honey.example/index.php?title=Benutzer:Lena", "honey.example:lena"),
    ("https://honey.example/wiki/Участник:Lena", "honey.example:lena"),
    ("https://honey.example/profile.php?user=lena", "honey.example:lena"),
    ("https://honey.example/member.php?username=lena", "honey.example:lena"),
    ("https://honey.example/members/?username=lena", "honey.example:lena"),
    ("https://honey.example/user.aspx?username=lena", "honey.example:lena"),
    ("https://honey.example/user?id=lena", "honey.example:lena"),
    ("https://honey.example/user=lena", "honey.example:lena"),
    ("https://honey.example/index.php?members/lena.12/", "honey.example:lena.12"),
    ("https://honey.example/index.php?/profile/12-lena/", "honey.example:12-lena"),
    ("https://honey.example/index.php?action=profile;user=lena", "honey.example:lena"),
    ("https://honey.example/#/user/lena", "honey.example:lena"),
    ("https://profiles.honey.example/lena", "profiles.honey.example:lena"),
    ("https://gitlab.honey.example/lena", "gitlab.honey.example:lena"),
    ("https://forum.honey.example/u/lena/summary", "forum.honey.example:lena"),
    ("honey.example/user/lena", "honey.example:lena"),
    ("https://honey.example/lena_77", "honey.example:lena_77"),
    ("https://honey.example/Lena2004", "honey.example:lena2004"),
    ("https://www.honeytube.example/lena", "honeytube.example:lena"),
    ("https://fanshoney.example/lena", "fanshoney.example:lena"),
    ("https://honeygram.example/p/lena", "honeygram.example:lena"),
    ("https://honey.example/artist/lena", "honey.example:lena"),
    ("https://honey.example/escort/lena-rose", "honey.example:lena-rose"),
    ("https://social.honey.example/@lena@honey.test", "honey.test:lena"),
]
KNOWN = [
    ("https://linktr.ee/honey.x", "linktr.ee:honey.x"),
    ("https://beacons.ai/honeyx", "beacons.ai:honeyx"),
    ("https://allmylinks.com/honeyx", "allmylinks.com:honeyx"),
    ("taplink.cc/honeyx", "taplink.cc:honeyx"),
    ("https://fanvue.com/HoneyX/posts", "fanvue.com:honeyx"),
    ("https://www.twitch.tv/honeyx", "twitch.tv:honeyx"),
    ("https://github.com/honeyx", "github.com:honeyx"),
    ("https://gist.github.com/honeyx", "github.com:honeyx"),
    ("https://steamcommunity.com/id/honeyx/", "steamcommunity.com:honeyx"),
    ("https://ru.pinterest.com/honeyx/", "pinterest.com:honeyx"),
    ("https://play.google.com/store/apps/developer?id=HoneyX", "play.google.com:honeyx"),
    ("https://de.wikipedia.org/wiki/User:HoneyX", "wikipedia.org:honeyx"),
    ("https://honey-x.blogspot.com", "blogspot.com:honey-x"),
    ("honey-x.blogspot.de/", "blogspot.com:honey-x"),
    ("http://www.honeyx.tumblr.com/", "tumblr.com:honeyx"),
    ("https://honeyx.livejournal.com/profile", "livejournal.com:honeyx"),
    ("https://space.bilibili.com/123456", "space.bilibili.com:id:123456"),
    ("https://steamcommunity.com/profiles/76561190000000000/", "steamcommunity.com:id:76561190000000000"),
    ("https://stackoverflow.com/users/123456/lena", "stackoverflow.com:id:123456"),
    ("https://developer.apple.com/forums/profile/honeyx", "developer.apple.com:honeyx"),
    ("https://discussions.apple.com/profile/honeyx", "discussions.apple.com:honeyx"),
    ("https://tryst.link/escort/honeyx", "tryst.link:honeyx"),
]
# No profile at joining confidence, and the link stays a link.
NO_PROFILE = [
    "https://honey.example/about",
    "https://honey.example/pricing",
    "https://honey.example/contact-us",
    "https://honey.example/login",
    "https://honey.example/lena",
    "https://honey.example/room_77",
    "https://honey.example/set_4",
    "https://honey.example/3xHoneyLn4",
    "https://honey.example/lena_77/prices",
    "https://honey.example/lena_77?page=2",
    "https://honeytube.example/rates",
    "https://honeytube.example/massage",
    "https://forum.honeytube.example/lena",
    "https://honey.example/models/new",
    "https://honey.example/escorts/massage",
    "https://honey.example/artist/lena/songs/5",
    "https://honey.example/user",
    "https://honey.example/users/",
    "https://honey.example/users?page=2",
    "https://honey.example/user/login",
    "https://honey.example/users/sign_in",
    "https://honey.example/users/password/new",
    "https://honey.example/user/register",
    "https://honey.example/profile",
    "https://honey.example/profile/edit",
    "https://honey.example/profile/settings",
    "https://honey.example/profile.php",
    "https://honey.example/members/login",
    "https://honey.example/members/search?q=lena",
    "https://honey.example/memberlist.php",
    "https://honey.example/author/admin",
    "https://honey.example/u/support",
    "https://honey.example/users/username",
    "https://honey.example/users/{username}",
    "https://honey.example/users/:id",
    "https://honey.example/users/1",
    "https://honey.example/profile/118",
    "https://honey.example/anketa/118",
    "https://honey.example/u/0/folders",
    "https://mail.google.com/mail/u/0/",
    "https://drive.google.com/drive/u/1/folders/abcdef",
    "https://www.google.com/maps/@40.7,-74.0,12z",
    "https://honey.example/@40.7,-74",
    "https://honey.example/in/lena",
    "https://honey.example/p/lena",
    "https://honey.example/id/lena",
    "https://honey.example/c/lena",
    "https://honey.example/channel/lena",
    "https://honey.example/blog/lena",
    "https://honey.example/shop/lena",
    "https://honey.example/article/lena",
    "https://news.honey.example/article/how-to-cook",
    "https://news.honey.example/2024/05/12/lena",
    "https://honey.example/tag/lena",
    "https://honey.example/category/lena/",
    "https://honey.example/search?user=lena",
    "https://honey.example/login?username=lena",
    "https://honey.example/product?id=lena",
    "https://honey.example/item?name=lena",
    "https://honey.example/forum/viewtopic.php?t=5&u=12",
    "https://honey.example/images/users/lena.jpg",
    "https://honey.example/u/lena.png",
    "https://honey.example/static/profile/lena",
    "https://honey.example/docs/user/guide",
    "https://honey.example/docs/users/roles",
    "https://honey.example/wiki/Lena",
    "https://honey.example/wiki/Talk:Lena",
    "https://honey.example/wiki/File:User.png",
    "https://honey.example/people/how-to-find-people-online-now",
    "https://honey.example/user/lena/order/55",
    "https://honey.example/people.html",
    "https://honey.example/files/report@2024.pdf",
    "https://honey.example/package/@lena/tool",
    "https://unpkg.com/@lena/tool",
    "https://cdn.jsdelivr.net/npm/@lena/tool@1.2",
    "https://lena.honey.example",
    "https://shop.honey.example",
    "https://honey.example/6602c412-67f3-4725-92eb-5c2ebb2c6166",
    "https://honey.example/tx/0xabababababababababababababababababababab",
    # Sites that are known
    "https://chaturbate.com/female-cams/",
    "https://chaturbate.com/couples",
    "https://huggingface.co/datasets/lena",
    "https://www.kaggle.com/competitions/titanic",
    "https://github.com/login",
    "https://github.com/features/actions",
    "https://www.twitch.tv/directory/game/chess",
    "https://vimeo.com/123456789",
    "https://rumble.com/v123abc-some-title.html",
    "https://www.patreon.com/posts/hello-1234",
    "https://pinterest.com/pin/1234567/",
    "https://linktr.ee/login",
    "https://linktr.ee/s/about",
    "https://medium.com/tag/lena",
    "https://soundcloud.com/discover/sets/lena",
    "https://steamcommunity.com/app/123",
    "https://steamcommunity.com/sharedfiles/filedetails/?id=123",
    "https://support.wix.com/en/article/lena",
    "https://www.blogger.com/about",
    "https://youtube.com/watch?v=abcdefgh",
    "https://instagram.com/p/Cx1",
    "https://vk.com/wall-1_2",
    "https://twitter.com/i/lists/1",
    "https://bit.ly/lena_77",
    "https://vm.tiktok.com/lena77",
]


def accounts(found: list[Hit]) -> list[Hit]:
    return [h for h in found if KINDS[h.kind].family == "account"]


@pytest.mark.parametrize(("text", "value"), [*SHAPED, *KNOWN])
def test_the_profile_of_a_user(text: str, value: str) -> None:
    found = hits(WEB, f"see {text} !")
    assert ("profile", value) in pairs(found, JOINING)
    assert all(h.kind != "url" for h in found)
    assert found[0].raw == text
    assert all(h.found.role == "infrastructure" for h in found if h.kind == "domain")


@pytest.mark.parametrize("text", NO_PROFILE)
def test_what_is_no_profile_stays_a_link(text: str) -> None:
    found = hits(WEB, text)
    assert [h for h in found if h.kind == "profile" and h.confidence >= JOINING] == []
    assert any(h.kind == "url" and h.confidence > 0.9 for h in found)


def test_there_are_enough_of_both() -> None:
    assert len(SHAPED) + len(KNOWN) >= 70
    assert len(NO_PROFILE) >= 60


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("https://honey.example/lena.77", "honey.example:lena.77", 0.6),
        ("https://honey.example/lena", "honey.example:lena", 0.4),
        ("https://honey.example/c/lena", "honey.example:lena", 0.5),
        ("https://lena.honey.example", "honey.example:lena", 0.3),
        ("https://honey.example/some/where/lena", "honey.example:lena", 0.3),
        ("https://honey.example/u/support", "honey.example:support", 0.4),
        # Numbers stand apart from names, and may be those of pages.
        ("https://honey.example/user/123456", "honey.example:id:123456", 0.6),
        ("https://honey.example/users/123456/lena", "honey.example:id:123456", 0.6),
        ("https://honey.example/member.php?u=1234", "honey.example:id:1234", 0.6),
        ("https://honey.example/memberlist.php?mode=viewprofile&u=1234", "honey.example:id:1234", 0.6),
        ("https://honey.example/index.php?showuser=1234", "honey.example:id:1234", 0.6),
        ("https://honey.example/index.php?action=profile;u=12", "honey.example:id:12", 0.4),
    ],
)
def test_a_guess_shows_beside_the_link_and_claims_nothing(text: str, value: str, sure: float) -> None:
    (guess,) = accounts(hits(WEB, text))
    assert (guess.kind, guess.value, guess.confidence) == ("profile", value, sure)
    assert not guess.found.claims


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://honey.example/@lena/how-to-cook-12", "https://honey.example/@lena/how-to-cook-12"),
        ("https://github.com/lena/tool", "https://github.com/lena/tool"),
        ("https://lena.blogspot.com/2024/05/post.html", "https://lena.blogspot.com/2024/05/post.html"),
    ],
)
def test_a_page_of_a_user_is_a_link_and_names_the_user(text: str, url: str) -> None:
    found = pairs(hits(WEB, text), JOINING)
    assert ("url", url) in found
    assert any(kind == "profile" and value.endswith(":lena") for kind, value in found)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.honey.co.uk", "honey.co.uk"),
        ("de.m.honey.example", "honey.example"),
        ("forum.honey.example", "forum.honey.example"),
        ("de.com", "de.com"),
        ("en.gravatar.com", "gravatar.com"),
        ("hub.docker.com", "hub.docker.com"),
    ],
)
def test_sites_that_tell_services_apart(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize("path", ["lena", "user/lena", "u/lena"])
def test_a_look_alike_host_is_a_site_of_its_own(path: str) -> None:
    fake = "g\u0456thub.com"  # a Cyrillic i
    ascii_fake = host_ascii(fake)
    assert ascii_fake is not None
    assert ascii_fake.startswith("xn--")
    found = hits(WEB, f"https://{fake}/{path}")
    assert all("github.com" not in h.value for h in found)
    assert {h.value for h in found if h.kind == "domain"} == {ascii_fake}
    assert [h.value for h in found if h.kind == "profile"] == [f"{ascii_fake}:lena"]


def test_a_column_of_accounts_takes_profiles_and_no_guesses() -> None:
    assert pairs(declared(WEB, "https://honey.example/u/lena", "username")) == [
        ("profile", "honey.example:lena")
    ]
    assert pairs(declared(WEB, "lena.honey.example", "username")) == []


def test_profiles_are_accounts_and_join() -> None:
    kind = KINDS["profile"]
    assert (kind.family, kind.joins) == ("account", True)


def test_offsets_in_the_text_as_posted() -> None:
    text = "ищи меня: https://honey.example/u/лена, 18+"
    row = {"record_id": ["r"], "field": ["text"], "text": [text], "regions": [""], "platform": [""]}
    table = read_texts(pl.DataFrame(row), Settings(kinds=("account",))).to_pylist()
    (mention,) = [m for m in table if m["kind"] == "profile"]
    assert text[mention["start"] : mention["end"]] == mention["raw"] == "https://honey.example/u/лена"


def test_the_lists_are_sound() -> None:
    for key in ("strong", "weak", "fillers", "suffixes", "namespace"):
        for word in words("path", key):
            assert word == word.lower(), word
            assert key == "suffixes" or not set("-_/") & set(word), word
    assert not words("path", "strong") & words("names", "content")
    assert not words("names", "reserved") & words("names", "doubted")
    sites = load_sites()
    for host in {*sites.forms, *sites.under, *sites.subdomains}:
        assert host_ascii(host) == host
        assert registrable(host) is not None, host
    assert not sites.subdomains & sites.alias.keys()


def test_no_word_is_listed_twice() -> None:
    data = tomllib.loads(profile_sites._WORDS.read_text("utf-8"))
    for rows in data.values():
        for values in rows.values():
            assert sorted({x for x in values if values.count(x) > 1}) == []


def test_no_site_is_listed_twice() -> None:
    data = tomllib.loads(profile_sites._SITES.read_text("utf-8"))
    listed = [(row["form"], host) for row in data["site"] for host in row["hosts"]]
    assert len(listed) > 600
    assert sorted({x for x in listed if listed.count(x) > 1}) == []
    assert all("{name}" in form or "{id}" in form for form, _ in listed)


def test_a_group_of_sites_without_hosts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sites.toml"
    path.write_text('[[site]]\nform = "/{name}"\n', "utf-8")
    with pytest.raises(KeyError, match="hosts"):
        load_sites(path)


@pytest.mark.parametrize(
    "unit", ["/u", "/user/", "/@", "a ", "%20", "&u=a", ";user=", "user:", "a=", "-", "a.b", "%E2%80%8B"]
)
def test_hostile_links_take_linear_time(unit: str) -> None:
    def run(text: str) -> None:
        profile_in("honey.example", f"/user/{text}", text, f"/{text}")
        profile_in("github.com", f"/{text}", text)

    assert takes_linear_time(run, unit)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="/@~:?=&;%20.-_ userprofil1лé\u200b", max_size=50),
    st.sampled_from(["honey.example", "github.com"]),
)
def test_any_link_is_read_without_error(tail: str, host: str) -> None:
    path, _, query = tail.partition("?")
    found = profile_in(host, f"/{path}", query)
    if found is not None:
        assert 0 < found.sure < 1
        assert found.name == found.name.lower()
        assert not any(c in found.name for c in "/?@\u200b")


def _dev() -> list[tuple[str, str, str]]:
    """Return the sites given for development: host, link of a known user, and that user."""
    rows = []
    for row in json.loads(DEV.read_text("utf-8")):
        link = row["url_template"].replace("{}", row["username"])
        host = link.split("/")[2].lower()
        rows.append((host, link, row["username"].lower()))
    return rows


def _share_read(rows: list[tuple[str, str, str]]) -> tuple[float, float]:
    """Return the share of links read as (site, username): at any confidence, and where they join."""
    read = joining = 0
    for host, link, name in rows:
        domain = registrable(host) or host
        best = 0.0
        for hit in accounts(hits(WEB, link)):
            if not hit.value.lower().endswith(name):
                continue
            assert hit.kind != "profile" or domain.split(".")[0] in hit.value
            best = max(best, hit.confidence)
        read += best > 0
        joining += best >= JOINING
    return read / len(rows), joining / len(rows)


@pytest.mark.shared
@pytest.mark.skipif(not DEV.exists(), reason="the shared profile links are not beside the checkout")
def test_nearly_all_given_sites_are_read() -> None:
    read, joining = _share_read(_dev())
    print(f"\ngiven sites: {read:.1%} read, {joining:.1%} joining")
    assert read >= 0.95
    assert joining >= 0.95


@pytest.mark.shared
@pytest.mark.skipif(not DEV.exists(), reason="the shared profile links are not beside the checkout")
def test_sites_of_which_nothing_is_known_are_read_by_the_shape_of_their_links(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, sites = _dev(), load_sites()
    gone = {registrable(host) or host for host, _, _ in rows}

    def unseen(host: str) -> bool:
        return (registrable(host) or host) not in gone and host not in gone

    less = profile_sites.Sites(
        {host: forms for host, forms in sites.forms.items() if unseen(host)},
        {host: forms for host, forms in sites.under.items() if unseen(host)},
        frozenset(host for host in sites.subdomains if unseen(host)),
        sites.alias,
    )
    monkeypatch.setattr(profiles, "load_sites", lambda: less)
    read, joining = _share_read(rows)
    print(f"\nwith these sites taken out of the list: {read:.1%} read, {joining:.1%} joining")
    assert read >= 0.9
    assert joining >= 0.7


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://honey.example/user/login", "a page of the site"),
        ("https://honey.example/users/12", "a number may be a page"),
        ("https://honey.example/honeybee", "the site is not known"),
        ("https://honey.example/a/photo.jpg", "a file"),
        ("https://honey.example/users/x", "too short, too long"),
    ],
)
def test_what_is_dropped_or_doubted_says_why(text: str, reason: str) -> None:
    assert reason in reasons(WEB, text)
