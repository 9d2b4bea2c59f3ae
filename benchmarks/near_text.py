"""Recall and precision of near-duplicate text groups, and their speed. See benchmarks/README.md.

Run from the checkout: ``python benchmarks/near_text.py [OPTIONS]``.
"""

from __future__ import annotations

import os
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

# One thread, so that figures can be compared; to be said before polars is loaded.
os.environ["POLARS_MAX_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import click
import duckdb
import polars as pl

from graphkit.linking.near_text import groups, sketch
from graphkit.linking.near_text_groups import Counter
from graphkit.simulate.texts import CATEGORIES, languages

HERE = Path(__file__).parent
SPANS = {"record_id": pl.String, "start": pl.Int32, "end": pl.Int32}
LENGTHS = (20, 40, 60, 120)
WRITTEN = ("en", "ru", "kk", "tr")  # by the simulator; the others from lists of words
BATCH = 20_000

Words = list[str]


def edited(rng: Random, words: Words, edits: int, others: Words) -> Words:
    """Drop, double, swap, replace or insert a word, ``edits`` times."""
    words = list(words)
    for _ in range(edits):
        at = int(rng.random() * len(words))
        other = others[int(rng.random() * len(others))]
        kind = int(rng.random() * 5)
        if kind == 0 and len(words) > 2:
            del words[at]
        elif kind == 1:
            words.insert(at, words[at])
        elif kind == 2:
            words[at - 1], words[at] = words[at], words[at - 1]
        elif kind == 3:
            words[at] = other
        else:
            words.insert(at, other)
    return words


def writer(code: str) -> tuple[Callable[[Random, int], Words], str, Words]:
    """Return what writes a text of so many words, what stands between them, and words to replace others by."""
    if code in WRITTEN:
        language = languages()[code]

        def write(rng: Random, count: int) -> Words:
            words: Words = []
            while len(words) < count:
                category = CATEGORIES[int(rng.random() * len(CATEGORIES))]
                name = language.names[int(rng.random() * len(language.names))]
                text = language.write(rng, category, name, f"Brand{chr(97 + int(rng.random() * 26))}")
                words += " ".join(text.sentences).replace("<city>", "Graz").replace("<price>", "90").split()
            return words[:count]

        pool = write(Random("pool"), 2000)
        return write, " ", pool
    data = tomllib.loads((HERE / "near_text_words.toml").read_text("utf-8"))[code]
    pool = data["words"].split()
    return (
        (lambda rng, count: [pool[int(rng.random() * len(pool))] for _ in range(count)]),
        data["joint"],
        pool,
    )


def grouped(texts: Iterable[str], **arguments: float) -> dict[int, str]:
    """Return the group of each text that has one."""
    frame = pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}).with_row_index("record_id")
    frame = frame.with_columns(pl.col("record_id").cast(pl.String))
    found = groups(sketch(frame, pl.DataFrame(schema=SPANS)), **arguments)
    return {int(record): value for record, value in found.select("record_id", "value").iter_rows()}


def edit_row(code: str, count: int, pairs: int, most: int) -> tuple[list[float], int]:
    """Return, for 0 to ``most`` edits, the share of texts in one group with their edited selves; and strangers joined.

    The second is how many groups held two of the unedited texts, over all runs.
    """
    rng = Random(f"{code}/{count}")
    write, joint, pool = writer(code)
    texts = [write(rng, count) for _ in range(pairs)]
    shares, strangers = [], 0
    for edits in range(most + 1):
        again = [edited(rng, words, edits, pool) for words in texts]
        of = grouped(joint.join(words) for words in texts + again)
        own = [of.get(i) for i in range(pairs)]
        shares.append(sum(g is not None and g == of.get(pairs + i) for i, g in enumerate(own)) / pairs)
        named = [g for g in own if g is not None]
        strangers += len(named) - len(set(named))
    return shares, strangers


def show_edits(codes: Iterable[str], pairs: int, most: int) -> None:
    """Print recall by edits."""
    click.echo(f"\nShare of {pairs} texts in one group with themselves after so many edits")
    click.echo(" ".join(["language words", *(f"{k:>5}" for k in range(most + 1)), "strangers joined"]))
    for code in codes:
        for count in LENGTHS:
            shares, strangers = edit_row(code, count, pairs, most)
            click.echo(" ".join([f"{code:8} {count:5}", *(f"{s:5.3f}" for s in shares), f"{strangers:6}"]))


def pairs_in(frame: pl.DataFrame, *by: str) -> int:
    """Return how many pairs of rows agree in some columns."""
    return int(
        frame.group_by(by)
        .len()
        .select((pl.col("len").cast(pl.Int64) * (pl.col("len") - 1) // 2).sum())
        .item()
    )


def simulated(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the texts of a case that ``graphkit link`` made, the spans of the mentions in them, and native ids."""
    with duckdb.connect(str(folder / "case.duckdb"), read_only=True) as case:
        records = case.sql(
            "SELECT record_id, native_id, coalesce(title, '') AS title, coalesce(text, '') AS body FROM records"
        ).pl()
        said = case.sql(
            """SELECT record_id, field, start, "end" FROM mentions WHERE field IN ('title', 'text')"""
        ).pl()
    records = records.sort("record_id").with_columns(pl.format("{}\n{}", "title", "body").alias("text"))
    before = records.select("record_id", pl.col("title").str.len_chars().cast(pl.Int32).alias("before"))
    moved = pl.when(pl.col("field") == "text").then(pl.col("before") + 1).otherwise(0)
    spans = said.join(before, on="record_id").select(
        "record_id", pl.col("start") + moved, pl.col("end") + moved
    )
    return records.select("record_id", "text"), spans, records.select("record_id", "native_id")


def show_simulated(folder: Path, truth: Path) -> None:
    """Print the precision of groups by person; ads that copy a rival's text are the same text, and left out."""
    texts, spans, names = simulated(folder)
    persons = pl.read_csv(truth).select("native_id", "person", pl.col("notes").fill_null(""))
    persons = names.join(persons, on="native_id").filter(~pl.col("notes").str.contains("copied_text:"))
    made = sketch(texts, spans)
    click.echo(f"\nGroups of {texts.height:,} simulated ads, by person; copies of rivals' texts left out")
    click.echo(
        "near  groups  records  of several persons  pairs of one person  share of a person's pairs together"
    )
    for near in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65):
        found = groups(made, near=near, loosest=near - 0.1).join(persons, on="record_id")
        mixed = found.group_by("value").agg(pl.col("person").n_unique()).filter(pl.col("person") > 1).height
        right = pairs_in(found, "value", "person")
        shares = right / max(pairs_in(found, "value"), 1), right / max(pairs_in(persons, "person"), 1)
        count = found["value"].n_unique()
        click.echo(f"{near:4}  {count:6}  {found.height:7}  {mixed:18}  {shares[0]:19.5f}  {shares[1]:37.3f}")


def show_labelled(path: Path) -> None:
    """Print how the groups of labelled texts (label, tab, text) agree with the labels; no text is printed."""
    frame = pl.read_csv(
        path, separator="\t", has_header=False, quote_char=None, new_columns=["label", "text"]
    )
    frame = frame.with_row_index("record_id").with_columns(pl.col("record_id").cast(pl.String))
    found = groups(sketch(frame, pl.DataFrame(schema=SPANS))).join(frame, on="record_id")
    click.echo(f"\nGroups of {frame.height:,} labelled texts")
    sizes = found.group_by("value").agg(pl.len(), pl.col("label").n_unique())
    click.echo(
        f"groups {sizes.height}, largest {sizes['len'].max()}, of several labels {(sizes['label'] > 1).sum()}"
    )
    for label, all_of in sorted(frame.group_by("label").len().iter_rows()):
        inside = found.filter(pl.col("label") == label)
        click.echo(f"{label}: {inside.height} of {all_of} texts in {inside['value'].n_unique()} groups")


def show_copies() -> None:
    """Print what many changed copies of one text cost: pairs compared must grow with copies, not with their square."""
    click.echo("\nCopies of one text of 60 words, each with so many edits of its own")
    click.echo("edits  copies  in groups  groups  largest  pairs compared a copy")
    write, joint, pool = writer("en")
    for edits in (0, 6, 12):
        for copies in (1_000, 10_000, 50_000):
            rng = Random(f"copies/{edits}/{copies}")
            base = write(rng, 60)
            texts = [joint.join(edited(rng, base, edits, pool)) for _ in range(copies)]
            frame = pl.DataFrame({"record_id": [str(i) for i in range(copies)], "text": texts})
            counter = Counter()
            found = groups(sketch(frame, pl.DataFrame(schema=SPANS)), counter=counter)
            sizes = found.group_by("value").len()["len"]
            each = counter.compared / copies
            click.echo(
                f"{edits:5}  {copies:6}  {found.height:9}  {len(sizes):6}  {sizes.max():7}  {each:21.1f}"
            )


def show_speed(path: Path, limit: int | None) -> None:
    """Print processor seconds of one thread, and memory."""
    ads = pl.read_ndjson(path, n_rows=limit).select(pl.col("body").alias("text")).with_row_index("record_id")
    ads = ads.with_columns(pl.col("record_id").cast(pl.String))
    made, seconds = [], 0.0
    for start in range(0, ads.height, BATCH):
        batch = ads[start : start + BATCH]
        spans = batch.select("record_id", pl.lit(50).alias("start"), pl.lit(66).alias("end"))
        began = time.process_time()
        made.append(sketch(batch, spans))
        seconds += time.process_time() - began
    size = ads["text"].str.len_bytes().mean()
    click.echo(f"\nSpeed, one thread: {ads.height:,} texts of {size:.0f} bytes\nsketches: {seconds:.1f} s")
    del ads
    whole = pl.concat(made)
    began = time.process_time()
    found = groups(whole)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    click.echo(f"groups: {seconds:.1f} s, {found['value'].n_unique():,} of {found.height:,} records")
    click.echo(f"most memory of the whole process: {peak:.2f} GB")


PATH = click.Path(exists=True, path_type=Path)


@click.command(context_settings={"max_content_width": 110})
@click.option(
    "--pairs", default=300, show_default=True, help="Texts a language, length and number of edits; 0: none."
)
@click.option(
    "--languages", "codes", default="en,ru,kk,tr,zh,th,ar", show_default=True, help="Languages, by code."
)
@click.option("--most", default=10, show_default=True, help="Edits, at most.")
@click.option("--copies", is_flag=True, help="Count comparisons over many copies of one text.")
@click.option("--case", type=PATH, help="A case that was linked from simulated ads; needs --truth.")
@click.option("--truth", type=PATH, help="The truth.csv of these ads.")
@click.option("--labelled", type=PATH, help="Texts with labels: label, tab, text.")
@click.option("--ads", type=PATH, help="JSON lines with a body, to measure speed on.")
@click.option("--limit", type=int, help="Take the first so many of --ads.")
def main(
    pairs: int,
    codes: str,
    most: int,
    copies: bool,
    case: Path | None,
    truth: Path | None,
    labelled: Path | None,
    ads: Path | None,
    limit: int | None,
) -> None:
    """Measure near-duplicate text groups."""
    if pairs:
        show_edits(codes.split(","), pairs, most)
    if copies:
        show_copies()
    if case and truth:
        show_simulated(case, truth)
    if labelled:
        show_labelled(labelled)
    if ads:
        show_speed(ads, limit)


if __name__ == "__main__":
    main()
