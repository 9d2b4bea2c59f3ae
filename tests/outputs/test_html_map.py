"""The map's file: what it holds, that it is closed to the network, that the same case gives the same."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_case import MapCase, synthetic

from graphkit.errors import GraphkitError, NotFoundError
from graphkit.layout import cluster_radius
from graphkit.settings import Settings
from outputs.html_map import columns, network, page, write_map
from outputs.html_map.data import page_data

ROOT = Path(__file__).resolve().parents[2]


class Elements(HTMLParser):
    """The elements of a page: (tag, attributes) and the text inside each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.raw.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.raw.append(("", {}, ""))

    def handle_data(self, data: str) -> None:
        if self.raw and self.raw[-1][0] in ("script", "style", "title"):
            tag, attributes, text = self.raw[-1]
            self.raw[-1] = (tag, attributes, text + data)


def two_clusters() -> MapCase:
    case = MapCase()
    case.aside.add(("email", "help@board.example"))
    for n, cluster in enumerate(["C-AAAA2222", "C-AAAA2222", "C-BBBB3333", "C-BBBB3333", "C-CCCC4444"]):
        row = case.add(f"aaaaaaaaaaaa-{n}", cluster, text=f"\U0001f48b @{cluster[2:6]} help@board.example")
        case.mention(row, "telegram", cluster[2:6].lower(), f"@{cluster[2:6]}")
        case.mention(row, "email", "help@board.example", "help@board.example")
    return case


def read_data(path: Path) -> Any:
    """Return the data of a written page."""
    found = [t for tag, a, t in Elements(path.read_text("utf-8")).raw if a.get("type") == "application/json"]
    return json.loads(found[0])


def test_the_tables_and_networks_of_a_small_case() -> None:
    data = page_data(two_clusters(), None, "t")
    words = data["words"]
    assert data["clusters"]["cluster_id"] == ["C-AAAA2222", "C-BBBB3333"]
    assert [words[n] for n in data["records"]["cluster_id"]][-1] == "C-CCCC4444", "records alone come last"
    assert data["identifiers"]["value"] == ["aaaa", "help@board.example", "bbbb", "cccc"]
    assert data["identifiers"]["effect"] == [0, 3, 0, 0]
    first = data["mentions"][0][0]
    assert first[1:4] == [3, 8, 0], "the kiss counts two units in JavaScript"
    assert [words[n] for n in (first[0], *first[4:6])] == ["text", "self", "telegram.plain"]
    assert data["ties"][0][0][:1] + data["ties"][0][0][2:4] == [0, 18.5, 0]
    assert words[data["ties"][0][0][4]] == "same telegram in both"
    assert set(data["views"]) == {"", "C-AAAA2222", "C-BBBB3333"}
    overview = data["views"][""]
    assert [n["id"] for n in overview["nodes"]] == ["c0", "c1", "i1"]
    assert overview["edges"] == [{"from": "i1", "to": "c0"}, {"from": "i1", "to": "c1"}]
    opened = data["views"]["C-AAAA2222"]
    assert {n["id"] for n in opened["nodes"]} == {"r0", "r1", "i0", "i1"}
    assert {(e["from"], e["to"]) for e in opened["edges"]} == {
        (r, i) for r in ("r0", "r1") for i in ("i0", "i1")
    }
    assert [row[2] for row in data["aside"]] == [[0, 1]]


def test_possible_links_are_told_and_drawn() -> None:
    case = two_clusters()
    case.possible("C-BBBB3333", "C-AAAA2222", "telegram", "aaaa", a_records=5, b_records=7)
    case.possible("C-AAAA2222", "C-CCCC4444", "name", "telegram:aaaa = x:y = z", against=None)
    case.possible("C-DDDD5555", "C-EEEE6666", "telegram", "zzzz")
    data = page_data(case, None, "t")
    assert data["possible"]["sides"] == [
        ["C-AAAA2222", 2, "aaaa"],
        ["C-BBBB3333", 2, "bbbb"],
        ["C-CCCC4444", 1, None],
    ]
    (first, second) = data["possible"]["pairs"]
    words = data["words"]
    assert first[:3] == [0, 1, 0]
    assert [words[first[3][0][0]], *first[3][0][1:7]] == ["telegram", "aaaa", 0, 7, 5, 18.8, 8.6]
    assert first[3][0][8] == second[3][0][8] == [data["identifiers"]["value"].index("aaaa")]
    assert data["case"]["left"]["possible"] == 1, "a pair of which the file holds neither side"
    assert data["views"][""]["edges"][-1] == {"from": "c0", "to": "c1", "pair": 0}
    opened = data["views"]["C-AAAA2222"]
    assert [n["id"] for n in opened["nodes"]][-2:] == ["p0", "p1"]
    assert {"from": "i0", "to": "p0", "pair": 0} in opened["edges"]
    case.decided.add(frozenset(("C-AAAA2222", "C-BBBB3333")))
    data = page_data(case, None, "t")
    assert data["possible"]["pairs"][0][2] == 1
    assert "p0" not in {n["id"] for n in data["views"]["C-AAAA2222"]["nodes"]}
    assert all("pair" not in edge for edge in data["views"][""]["edges"])


def test_a_map_of_one_cluster_names_others_by_their_id_alone() -> None:
    case = two_clusters()
    case.possible("C-AAAA2222", "C-BBBB3333", "email", "help@board.example")
    data = page_data(case, "C-AAAA2222", "t")
    assert data["possible"]["sides"] == [["C-AAAA2222", 2, "aaaa"], ["C-BBBB3333", 2, None]]
    assert "bbbb" not in json.dumps(data)


def test_texts_and_pictures_are_not_shown_by_their_digest() -> None:
    case = MapCase()
    for n in range(2):
        row = case.add(f"a-{n}", "C-AAAA2222", text="Warm hands and a calm voice")
        case.mention(row, "text", "00ff00ff00ff00ff", "Warm hands")
        case.mention(row, "image", "8e3d6a0011223344", "calm")
    case.words["00ff00ff00ff00ff"] = "Warm hands…"
    data = page_data(case, None, "t")
    assert data["identifiers"]["shown"] == ["“Warm hands…”", "picture 8e3d6a…"]


def test_stand_ins_count_among_the_nodes() -> None:
    case = synthetic(200, settings=Settings(map_nodes=15))
    largest, *others = case.clusters()["cluster_id"]
    for other in others:
        case.possible(largest, other, "phone", "+12025550123")
    nodes = page_data(case, None, "t")["views"][largest]["nodes"]
    assert len(nodes) == 15
    assert sum(n["id"].startswith("p") for n in nodes) == 3


def test_what_is_missing_is_left_empty() -> None:
    case = MapCase()
    row = case.add(
        "a-1",
        "C-A",
        native_id=None,
        locator=None,
        platform=None,
        text=None,
        title=None,
        kind=None,
        source=None,
    )
    case.mention({**row, "text": "+12025550123"}, "phone", "+12025550123", "+12025550123")
    data = page_data(case, None, "t")
    assert data["records"]["text"] == [None]
    assert data["mentions"][0][0][1:3] == [-1, -1], "it stands beyond the text, so it cannot be marked"
    assert data["identifiers"]["shown"] == ["+1 202-555-0123"]
    assert data["clusters"]["cluster_id"] == []


@pytest.mark.parametrize(
    "case", [MapCase(), two_clusters(), synthetic(120)], ids=["empty", "small", "synthetic"]
)
def test_the_page_is_closed_to_the_network(case: MapCase, tmp_path: Path) -> None:
    text = write_map(case, tmp_path / "map.html").read_text("utf-8")
    elements = Elements(text)
    asked = [
        (tag, name, v)
        for tag, a in elements.tags
        for name, v in a.items()
        if name in ("src", "href", "action")
    ]
    assert asked == [("link", "href", "data:,")]
    policy = (
        next(a["content"] for tag, a in elements.tags if a.get("http-equiv") == "Content-Security-Policy")
        or ""
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    scripts = [t for tag, a, t in elements.raw if tag == "script" and "type" not in a]
    styles = [t for tag, _, t in elements.raw if tag == "style"]
    hashes = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in [*scripts, *styles]]
    assert len(scripts) == 2
    assert re.findall(r"sha256-([\w+/=]+)", policy) == hashes
    assert "sourceMappingURL" not in text


def test_our_own_script_makes_no_markup_of_data() -> None:
    """Whatever would parse a text as markup, script or address is not in our files at all."""
    ours = {p: p.read_text("utf-8") for p in (ROOT / "outputs" / "html_map" / "js").glob("*.js")}
    assert sorted(p.name for p in ours) == sorted(page.SCRIPTS)
    banned = "|".join([
        r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"document\.write", r"eval\(", r"new Function",
        r"DOMParser", r"createContextualFragment", r"\.href", r"\.src\b", r"srcdoc", r"fetch\(",
        r"XMLHttpRequest", r"WebSocket", r"import\(", r"localStorage",
    ])  # fmt: skip
    for path, text in ours.items():
        assert not re.search(banned, text), path.name
        assert text.count("\n") < 300, path.name


def test_every_text_is_shut_into_its_json(tmp_path: Path) -> None:
    case = MapCase()
    texts = [
        "</script><script>alert(1)</script>",
        "<!--",
        "\u2028\u2029&amp;",
        "\ud800x\udc00",
        "{{7*7}}",
        "\x00\x1f",
    ]
    for n, text in enumerate(texts):
        case.add(f"a-{n}", "C-A", text=text, title=text, platform=text)
    path = write_map(case, tmp_path / "map.html", title="</title><script>alert(2)</script>{{7*7}}\ud800")
    html = path.read_text("utf-8")
    elements = Elements(html)
    assert [tag for tag, _ in elements.tags].count("script") == 3
    assert (
        next(t for tag, _, t in elements.raw if tag == "title")
        == "</title><script>alert(2)</script>{{7*7}}\ufffd"
    )
    body = html[html.index('<script type="application/json"') :].split("</script>")[0]
    assert not set("<&\u2028\u2029") & set(body.partition(">")[2])
    assert read_data(path)["records"]["text"] == [*texts[:3], "\ufffdx\ufffd", *texts[4:]]


def test_one_cluster_alone(tmp_path: Path) -> None:
    data = read_data(write_map(two_clusters(), tmp_path / "one.html", cluster="C-BBBB3333"))
    assert data["only"] == "C-BBBB3333"
    assert data["records"]["record_id"] == ["aaaaaaaaaaaa-2", "aaaaaaaaaaaa-3"]
    assert set(data["views"]) == {"C-BBBB3333"}
    assert "aaaa" not in data["identifiers"]["value"]


def test_an_unknown_cluster_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="C-ZZZZ7777"):
        write_map(two_clusters(), tmp_path / "map.html", cluster="C-ZZZZ7777")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphkitError, match=r"missing/map\.html: the map cannot be written: No such file"):
        write_map(two_clusters(), tmp_path / "missing" / "map.html")


def test_limits_hold_and_the_largest_clusters_go_first() -> None:
    case = synthetic(300, settings=Settings(map_nodes=15, map_records=40))
    sizes = case.clusters()["records"].tolist()
    data = page_data(case, None, "t")
    assert len(data["records"]["text"]) == 40
    assert {data["words"][n] for n in data["records"]["cluster_id"]} == {data["clusters"]["cluster_id"][0]}
    assert sizes[0] > 40, "the largest alone is more than fits"
    assert data["case"]["left"] == {"records": 260, "clusters": len(sizes) - 15, "possible": 0}
    assert all(len(view["nodes"]) <= 15 for view in data["views"].values())
    assert set(data["views"]) == {"", data["clusters"]["cluster_id"][0]}


WRITE = """
import sys
sys.path.insert(0, "tests/outputs")
from pathlib import Path
from map_case import synthetic
from outputs.html_map import write_map
case = synthetic(150)
ids = case.clusters()["cluster_id"].tolist()
for other in ids[1:20]:
    case.possible(ids[0], other, "phone", "+12025550123")
write_map(case, Path(sys.argv[1]))
"""


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    """In two processes that hash texts differently, which shows any order taken from a set."""
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Almaty" if seed == "1" else "UTC"}
        run = [sys.executable, "-c", WRITE, str(tmp_path / f"{seed}.html")]
        subprocess.run(run, cwd=ROOT, env=environment, check=True)
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_the_page_and_the_layout_agree_on_the_size_of_circles() -> None:
    text = (ROOT / "outputs" / "html_map" / "js" / "draw.js").read_text("utf-8")
    found = re.search(r"return (\d+) \+ (\d+) \* Math\.sqrt\(clusters\.records", text)
    assert found
    assert cluster_radius(49) == int(found[1]) + int(found[2]) * 7


def test_networks_are_those_of_pyvis() -> None:
    from pyvis.network import Network

    net = network.network(
        [{"id": "r0", "x": 1, "y": 2}, {"id": "i0", "x": 3, "y": 4}], [{"from": "r0", "to": "i0"}]
    )
    assert isinstance(net, Network)
    assert (net.num_nodes(), net.num_edges()) == (2, 1)
    assert net.get_node("r0")["x"] == 1 if "r0" in net.node_map else net.node_ids == ["r0", "i0"]


@given(st.text(st.characters(exclude_categories=())), st.data())
def test_offsets_are_those_of_javascript(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    units = len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
    assert columns.Utf16(text)(offset) == units


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_goes_through_json(text: str) -> None:
    written = page.script_json({"t": text})
    assert not set("<>&\u2028\u2029") & set(written)
    written.encode("utf-8")
    back = json.loads(written)["t"]
    assert len(back.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass")), (
        "offsets stay right"
    )
    if not re.search("[\ud800-\udfff]", text):
        assert back == text


def test_missing_values_of_every_sort_become_none() -> None:
    odd = pd.Series([None, float("nan"), pd.NaT, pd.NA, "a"], dtype=object)
    assert columns.plain(odd) == [None, None, None, None, "a"]
    assert columns.texts(pd.Series(["", "b", None])) == [None, "b", None]
    assert columns.numbers(pd.Series([1.0, 2.25, None])) == [1, 2.25, 0]
    assert columns.pairs([("a", "1"), ("b", None)]) == [["a", "1"]]
    assert columns.pairs(None) is None
