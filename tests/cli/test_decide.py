"""``graphkit decide`` and ``graphkit decisions``: what is typed, what is kept, what is said."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from decided_case import ADS, PHONE, ROSE, cluster_of, decided_case, groups
from whole_way import link_into, outputs, rows, write_jsonl

from graphkit import Case, CaseView
from graphkit.cli import main
from graphkit.deciding import read

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ecod\r\n"
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def _fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("GRAPHKIT_USER", "ann")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return decided_case(tmp_path)


def run(*arguments: object, **options: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)  # type: ignore[arg-type]


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def fails(result: Result, code: int, *words: str) -> None:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    for word in words:
        assert word in line


def decisions(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in done("decisions", out, "--json").splitlines()]


def test_same_joins_now_and_in_every_later_run(out: Path, tmp_path: Path) -> None:
    said = done("decide", out, "same", "h1", "lone", "--reason", "one voice")
    (kept,) = decisions(out)
    assert (kept["kind"], kept["a"], kept["b"], kept["user"], kept["at"], kept["reason"], kept["state"]) == (
        "same", "h1", "lone", "ann", NOW, "one voice", "in force",
    )  # fmt: skip
    with CaseView(out) as view:
        cluster = view.records().set_index("native_id")["cluster_id"]["lone"]
    assert f"{cluster} (3 records) now holds what was in" in said
    assert str(kept["decision_id"]) in said
    listed = {r["native_id"]: r["cluster_id"] for r in rows(out, "records")}
    assert listed["lone"] == listed["h1"] == listed["h2"]
    link_into(out, tmp_path / "ads.csv")
    with Case(out) as case:
        assert groups(case) == {frozenset({"h1", "h2", "lone"}), frozenset({"r1", "r2"})}


def test_undo_restores_what_was(out: Path) -> None:
    before = outputs(out)
    done("decide", out, "same", "h1", "lone", "--reason", "one voice")
    assert outputs(out) != before
    (kept,) = decisions(out)
    said = done("decide", out, "undo", kept["decision_id"])
    assert "is parted into" in said
    assert outputs(out) == before
    assert [d["state"] for d in decisions(out)] == ["withdrawn", "withdrawal"]


def test_different_parts_and_a_resource_joins_nobody(out: Path) -> None:
    with Case(out) as case:
        cluster = cluster_of(case, "h1")
    said = done("decide", out, "different", cluster, "h2", "--reason", "two voices")
    assert f"{cluster} is parted into {cluster} (1 record) and " in said
    assert "is parted into" in done("decide", out, "resource", ROSE)
    with Case(out) as case:
        assert max(map(len, groups(case))) == 1
    assert (
        done("decide", out, "not-resource", ROSE)
        .splitlines()[-1]
        .endswith("now holds what was in " + _two(out))
    )


def _two(out: Path) -> str:
    """Return the ids that the two rose ads had, read from the lineage of this test: the kept one and the other."""
    with Case(out) as case:
        kept = cluster_of(case, "r1")
    said = done("decide", out, "resource", ROSE)
    other = next(w for w in said.split() if w.startswith("C-") and w != kept)
    done("decide", out, "not-resource", ROSE)
    return " and ".join(sorted([kept, other]))


def test_later_keeps_it_for_the_next_run(out: Path) -> None:
    before = outputs(out)
    said = done("decide", out, "same", "h1", "lone", "--reason", "one voice", "--later")
    assert "not linked yet" in said
    assert outputs(out) == before
    said = done("decide", out, "note", "r1", "ask the platform")
    assert "not linked yet" not in said
    assert outputs(out) == before
    assert "now holds" in done("decide", out, "same", "h1", "lone", "--reason", "one voice")
    assert len(decisions(out)) == 2


def test_who_and_when_can_be_given(out: Path) -> None:
    done("decide", out, "note", "h1", "x", "--user", "bob", "--at", "2025-06-01T10:00+02:00")
    assert [(d["user"], d["at"], d["a"]) for d in decisions(out)] == [("bob", "2025-06-01T08:00:00Z", "h1")]


def test_a_contradiction_is_said_by_decide_decisions_and_link(out: Path, tmp_path: Path) -> None:
    done("decide", out, "same", "h1", "r1", "--reason", "a")
    done("decide", out, "same", "r1", "lone", "--reason", "b", "--user", "bob")
    last = run("decide", out, "different", "h1", "lone", "--reason", "c", "--at", "2026-02-01")
    assert last.exit_code == 0
    first, second, third = decisions(out)
    assert [d["state"] for d in (first, second, third)] == ["overruled", "in force", "in force"]
    for result in (
        last,
        run("decisions", out),
        run("link", tmp_path / "ads.csv", "--fictional-numbers", "--out", out),
    ):
        (warning,) = [line for line in result.stderr.splitlines() if "does not bind" in line]
        for word in (
            first["decision_id"],
            second["decision_id"],
            third["decision_id"],
            "bob",
            NOW,
            "warning: ",
        ):
            assert str(word) in warning
    done("decide", out, "undo", third["decision_id"])
    assert "warning" not in run("decisions", out).stderr


def test_an_identifier_says_for_how_many_it_stands(out: Path) -> None:
    said = done("decide", out, "same", PHONE, ROSE, "--reason", "one hand")
    assert f"{PHONE} stands for all 2 records that carry it" in said
    with Case(out) as case:
        assert frozenset({"h1", "h2", "r1", "r2"}) in groups(case)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("same", "h1", "lone"), 2, "say why, with --reason"),
        (("same", "h1", "--reason", "x"), 2, "same takes A B: graphkit decide DIR same A B"),
        (("resource", PHONE, "h1"), 2, "resource takes KIND:VALUE"),
        (("note", "h1", "x", "--reason", "y"), 2, "the text of a note is its reason"),
        (("same", "h1", "h1", "--reason", "x"), 2, "the same record; name two"),
        (("note", "h1", "x", "--at", "soon"), 2, "soon: no time"),
        (("same", "h1", "lome", "--reason", "x"), 4, "there is no lome; near it: lone"),
        (("resource", "phone:+12025550124"), 4, f"near it: {PHONE}"),
        (("undo", "D-AAAAAAAA"), 4, "there is no decision D-AAAAAAAA"),
    ],
)
def test_wrong_use_is_one_line_and_keeps_nothing(
    out: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = outputs(out)
    fails(run("decide", out, *arguments), code, words)
    assert decisions(out) == []
    assert outputs(out) == before


def test_no_case_is_3_and_none_is_made(tmp_path: Path) -> None:
    fails(run("decide", tmp_path, "note", "h1", "x"), 3, "there is no case here")
    fails(run("decisions", tmp_path), 3, "there is no case here")
    assert list(tmp_path.iterdir()) == []


def test_nobody_s_name_asks_for_one(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.delenv("GRAPHKIT_USER")
    monkeypatch.setattr("getpass.getuser", nobody)
    fails(run("decide", out, "note", "h1", "x"), 2, "--user NAME")
    monkeypatch.setattr("getpass.getuser", lambda: "carol")
    done("decide", out, "note", "h1", "x")
    assert decisions(out)[0]["user"] == "carol"


def test_export_then_import_into_another_case(out: Path, tmp_path: Path) -> None:
    done("decide", out, "same", "h1", "lone", "--reason", "one\u2028voice")
    done("decide", out, "note", "r1", "x")
    file = tmp_path / "new" / "words.jsonl"
    assert "2 decisions in" in done("decisions", out, "--export", file)
    (tmp_path / "b").mkdir()
    other = decided_case(tmp_path / "b")
    said = done("decisions", other, "--import", file)
    assert "2 decisions taken, 0 in the case already" in said
    assert "now holds what was in" in said
    assert outputs(other).keys() == outputs(out).keys()
    assert decisions(other) == decisions(out)
    said = done("decisions", other, "--import", file)
    assert "0 decisions taken, 2 in the case already" in said
    again = tmp_path / "again.jsonl"
    done("decisions", other, "--export", again)
    assert again.read_bytes() == file.read_bytes()


def test_a_bad_line_takes_nothing(out: Path, tmp_path: Path) -> None:
    done("decide", out, "note", "r1", "x")
    file = tmp_path / "words.jsonl"
    done("decisions", out, "--export", file)
    file.write_text(file.read_text("utf-8").replace('"x"', '"y"') + "\n", "utf-8")
    fails(
        run("decisions", out, "--import", file),
        2,
        "words.jsonl: line 1: decision_id is D-",
        "export it again",
    )
    file.write_bytes(b"\xff\xfe")
    fails(run("decisions", out, "--import", file), 2, "words.jsonl: not UTF-8 at byte 0")
    fails(run("decisions", out, "--import", tmp_path / "gone"), 2, "gone: cannot be read")
    fails(run("decisions", out, "--import", file, "--json"), 2, "give one of")
    assert len(decisions(out)) == 1


def test_what_the_case_does_not_hold_is_kept_and_said(out: Path, tmp_path: Path) -> None:
    line = {"kind": "same", "a": "far", "a_anchors": ["0123456789ab-1"], "b": PHONE, "b_anchors": [PHONE],
            "user": "bob", "at": NOW, "reason": ""}  # fmt: skip
    said = done("decisions", out, "--import", write_jsonl(tmp_path / "x.jsonl", [line]), "--later")
    assert "names what this case does not hold: kept" in said
    assert len(decisions(out)) == 1


def test_what_was_decided_is_kept_together_with_the_linking_or_not_at_all(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphkit import pipeline

    monkeypatch.setattr(pipeline, "relink", lambda *_: 1 / 0)
    fails(run("decide", out, "same", "h1", "lone", "--reason", "x"), 1, "ZeroDivisionError")
    assert decisions(out) == []


def test_hostile_reasons_users_and_ads_do_not_reach_the_terminal(tmp_path: Path) -> None:
    ads = [{**ad, "id": ad["id"] + ESCAPES.strip()} for ad in ADS]
    out = tmp_path / "out"
    link_into(out, write_jsonl(tmp_path / "ads.jsonl", ads))
    with CaseView(out) as view:
        names = view.records()["native_id"].tolist()
    results = [
        run("decide", out, "same", names[0], names[4], "--reason", ESCAPES, "--user", f"eve{ESCAPES}"),
        run("decide", out, "different", names[0], names[4], "--reason", ESCAPES, "--at", "2026-03-01"),
        run("decide", out, "note", names[0], ESCAPES),
        run("decide", out, "note", names[0][:-1], "x"),
        run("decide", out, "resource", f"phone:{ESCAPES}"),
        run("decisions", out),
        run("decisions", out, "--export", tmp_path / "w.jsonl"),
    ]
    (tmp_path / "bad.jsonl").write_text(json.dumps({"kind": ESCAPES}) + "\n" + ESCAPES, "utf-8", newline="\n")
    results.append(run("decisions", out, "--import", tmp_path / "bad.jsonl"))
    assert [r.exit_code for r in results] == [0, 0, 0, 4, 4, 0, 0, 2]
    for result in results:
        assert not set(result.stdout + result.stderr) & set("\x1b\x07\x9b\u202e\r")
        assert "Traceback" not in result.stderr
    with CaseView(out) as view:
        assert any("\x1b" in d.reason for d in read(view))


def test_bytes_that_are_no_text_are_refused(out: Path) -> None:
    fails(run("decide", out, "note", "h1", os.fsdecode(b"x\xff")), 2, "cannot be written as UTF-8")
    fails(run("decide", out, "note", os.fsdecode(b"h\xff"), "x"), 2, "cannot be written as UTF-8")


TEXT = (
    "New in town, quiet flat two minutes from the river, always on time, ask for the long evening and bring the good"
    " wine, no calls after midnight and no questions please, see you soon, {}"
)


def test_decisions_on_a_text_bind_and_why_says_whose_word_it_was(tmp_path: Path) -> None:
    ads = [{"id": f"t{n}", "body": TEXT.format(name)} for n, name in enumerate(("Ann", "Bea", "Cleo"))]
    ads.append({"id": "lone", "body": "write to lone@mail.example", "date": "2025-01-01"})
    out = tmp_path / "out"
    link_into(out, write_jsonl(tmp_path / "ads.jsonl", ads))
    (text,) = [r["value"] for r in rows(out, "identifiers") if r["kind"] == "text"]
    trio = frozenset({"t0", "t1", "t2"})
    with Case(out) as case:
        assert groups(case) == {trio, frozenset({"lone"})}
    done("decide", out, "resource", f"text:{text}")
    with Case(out) as case:
        assert max(map(len, groups(case))) == 1
    # The newer word holds: the text is nobody's shared resource, and who carries it is one with the lone ad.
    said = done("decide", out, "same", f"text:{text}", "lone", "--reason", "her own words")
    assert "stands for all 3 records" in said
    with Case(out) as case:
        assert groups(case) == {trio | {"lone"}}
    told = " ".join(done("why", out, "t0", "lone").split())
    assert "by decision D-" in told
    assert "; ann, 2026-01-01T" in told
    assert "): her own words" in told
    assert "silent" not in told


def test_a_cluster_asked_for_by_the_name_of_a_record_is_named(out: Path) -> None:
    with Case(out) as case:
        cluster = cluster_of(case, "h1")
    for said in ("show", "links", "lineage"):
        result = run(said, out, "h1")
        fails(result, 4, "there is no cluster h1", f"it is a record, of cluster {cluster}")
    fails(run("show", out, cluster.lower()), 4, f"ids are in capitals, {cluster}")
