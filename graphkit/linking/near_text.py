"""Near-duplicate texts: sketches of what records say, and the groups of records that say nearly the same.

A text is folded (case, width, accents, invisible characters), identifiers in it are masked, digits and signs separate,
and what is left is cut into shingles of words, or of letters in scripts that write no spaces. A sketch is the MinHash
of these in one permutation, small enough to keep for a million records; groups are made from sketches alone.

Sketches depend on the text and its spans only: not on the machine, the library versions or the batch. Groups depend
on the set of sketches only: not on the order of records, nor on records that are near to none of a group's.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from graphkit.linking.near_text_fold import letters_of
from graphkit.linking.near_text_groups import WIDTH, Counter, Sketches, gather, hashed
from graphkit.linking.near_text_sketch import BINS, bands, minima, shingles, signs, tokens

# How many tokens a shingle has, by how many tokens are worth a word. A token is a word where words are spaced (1), a
# letter where they are not: Chinese and Japanese (2 letters a word), Thai, Lao, Khmer and Burmese (4).
# Words and pairs of words, measured over 15,000 simulated ads of 34 to 97 words whose strangers share sentences: of 191
# million pairs of strangers' texts 12 have a Jaccard similarity from 0.45 to 0.5 and none a higher one, of 2 million
# pairs of one person's ads 4 are in that step. The emptiest step of 0.05 for pairs of words alone is 0.35 to 0.4 (112
# and 532), for pairs and triples 0.3 to 0.35 (112 and 1,224), for triples 0.2 to 0.25 (6,316 and 1,916). Words alone
# part these ads as well (strangers up to 0.57, copies from 0.65), but say nothing of order, and long texts of one
# language share its common words whatever they say.
SIZES = {1: (1, 2), 2: (2, 3), 4: (4, 6)}

# Levels of estimated similarity (benchmarks/near_text.py prints what they are chosen by). Over two seeds of the
# simulator NEAR from 0.5 to 0.65 puts no two persons into one group and 0.4 puts some into 14 of 1,400; six edits in
# sixty words are found in seven languages always, six in forty in 99 of 100. CLOSE keeps twins together that one level
# tears apart: of English texts of 20 words with one word changed 1.000 stay with their original, 0.940 without it.
CLOSE = 0.7
NEAR = 0.5
LOOSEST = 0.4

# Fewer words are alike by chance: they are grouped where they are the same, and below four not at all.
LEAST_WORDS = 8
LEAST_IDENTICAL = 4

_READ = 1 << 18  # code points of a text that are read
_BYTES = 1 << 18  # of text that are sketched at a time: the arrays stay in the cache, which halves the time
_ROWS = 1 << 12  # sketches that are taken apart at a time


def sketch(texts: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Sketch texts.

    Parameters
    ----------
    texts
        record_id, distinct; text: may be null, empty or hostile. Of each the first 262,144 code points are read.
    spans
        record_id, start, end: code points of ``text`` to mask, half-open, as if one space stood there. In any order;
        they may overlap, reach beyond the text and name records that are not in ``texts``.

    Returns
    -------
    polars.DataFrame
        record_id, in the order of ``texts``; words (Int32): how many words the text has after masking; sketch
        (Binary, ``WIDTH`` bytes).

    Notes
    -----
    About 5.5 s of one core for a million ads of 600 bytes.

    Examples
    --------
    >>> texts = pl.DataFrame({"record_id": ["a", "b"], "text": ["Call me: 555", "CALL ME: 777!"]})
    >>> none = pl.DataFrame(schema={"record_id": pl.String, "start": pl.Int32, "end": pl.Int32})
    >>> made = sketch(texts, none)
    >>> made["words"].to_list(), made["sketch"][0] == made["sketch"][1]
    ([2, 2], True)
    """
    rows = texts.select("record_id").with_row_index("row")
    masked = spans.select("record_id", "start", "end").join(rows, on="record_id", how="inner").sort("row")
    text = texts["text"].fill_null("")
    if (text.str.len_bytes() > _READ).any():
        text = text.str.slice(0, _READ)
    if not len(text):
        return pl.DataFrame(
            schema={"record_id": texts.schema["record_id"], "words": pl.Int32, "sketch": pl.Binary}
        )
    part = (text.str.len_bytes().cast(pl.Int64).cum_sum() // _BYTES).to_numpy()
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    ends = np.append(starts[1:], len(text))
    places = np.searchsorted(masked["row"].to_numpy(), np.append(starts, len(text)))
    out = np.empty((len(text), WIDTH), np.uint8)
    words = np.empty(len(text), np.int32)
    for i, (a, b) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        some = masked[places[i] : places[i + 1]].with_columns(pl.col("row").cast(pl.Int64) - a)
        words[a:b] = _sketch_into(out[a:b], text[a:b], some)
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(WIDTH), len(out), [None, pa.py_buffer(out)])
    made = pl.Series("sketch", fixed.cast(pa.large_binary()), dtype=pl.Binary)
    return pl.DataFrame({"record_id": texts["record_id"], "words": words, "sketch": made})


def _sketch_into(out: npt.NDArray[np.uint8], texts: pl.Series, spans: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Write the sketches of some texts into rows of bytes, and return how many words the texts have."""
    hashes, worth, first = tokens(*letters_of(texts, spans))
    least = minima(*shingles(hashes, worth, first, SIZES), len(texts))
    out[:, :BINS] = signs(least)
    out[:, BINS:] = bands(least).astype("<u4").view(np.uint8)
    quarters = np.concatenate([[0], np.cumsum(4 // worth.astype(np.int64))])
    counted: npt.NDArray[np.int64] = (quarters[first[1:]] - quarters[first[:-1]]) // 4
    return counted


def groups(
    sketches: pl.DataFrame,
    *,
    near: float = NEAR,
    close: float = CLOSE,
    loosest: float = LOOSEST,
    least_words: int = LEAST_WORDS,
    least_identical: int = LEAST_IDENTICAL,
    counter: Counter | None = None,
) -> pl.DataFrame:
    """Group records whose texts are near-duplicates.

    Parameters
    ----------
    sketches
        record_id, distinct; words; sketch, as :func:`sketch` returns them.
    near
        Least estimated Jaccard similarity, 0..1, of two groups' centres for one to join the other.
    close
        The same for the groups that are made first, of texts that differ in a word or two.
    loosest
        Least similarity of any member to its group's centre.
    least_words
        Texts of fewer words are grouped only where they are the same once folded.
    least_identical
        Texts of fewer words are not grouped.
    counter
        Counts the pairs of texts that are compared, if given.

    Returns
    -------
    polars.DataFrame
        record_id; value: 16 hexadecimal digits, a digest of the centre's sketch; words; similarity (Float32): the
        estimated Jaccard similarity to the centre. By value and record_id. Only groups of two or more records.

    Notes
    -----
    Candidates are verified on the 256 bins of the sketch, not on the texts. The standard error of the estimate is at
    most sqrt(J (1 - J) / 256), 0.03 at J = 0.5, and less where a text has fewer shingles than there are bins: against
    exact comparison it was 0.014 over 11,921 members of simulated groups and 0.016 over 3,890 chance pairs of ads, with
    not one decision at ``near`` the other way. A million records, 300,000 of them in 45,000 groups: about 4 s of one
    core, and 0.55 GB beside the sketches, which are 0.4 GB.

    Texts of 20 words that two strangers fill in from one template are alike, and are grouped: ``words`` is given so
    that short texts can be weighed as such.

    Examples
    --------
    >>> said = "Room in the centre, two minutes from the station, quiet house, all included, call {} in the evening"
    >>> texts = pl.DataFrame({"record_id": ["a", "b"], "text": [said.format("Ann"), said.format("Bea")]})
    >>> none = pl.DataFrame(schema={"record_id": pl.String, "start": pl.Int32, "end": pl.Int32})
    >>> groups(sketch(texts, none))["record_id"].to_list()
    ['a', 'b']
    """
    chosen = sketches.filter(pl.col("words") >= least_identical)
    marks, keys, digests = _taken_apart(chosen["sketch"])
    words = chosen["words"].to_numpy()
    at, copies, which = _distinct(digests)
    long = np.flatnonzero(words[at] >= least_words)
    distinct = Sketches(marks, keys, at[long], copies[long], counter or Counter())
    middle, how = gather(distinct, close, near, loosest)
    centre, similarity = np.arange(len(at)), np.ones(len(at), np.float32)
    centre[long], similarity[long] = long[middle], how
    size = np.bincount(centre, weights=copies, minlength=len(at))
    found = np.flatnonzero(size[centre[which]] > 1)
    used, name = np.unique(centre[which[found]], return_inverse=True)
    binary = chosen["sketch"].gather(at[used])
    values = pl.Series([hashlib.blake2b(b, digest_size=8).hexdigest() for b in binary], dtype=pl.String)
    return pl.DataFrame(
        {
            "record_id": chosen["record_id"].gather(found),
            "value": values.gather(name),
            "words": chosen["words"].gather(found),
            "similarity": similarity[which[found]],
        }
    ).sort("value", "record_id")


def _taken_apart(
    sketches: pl.Series,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32], npt.NDArray[np.uint64]]:
    """Return the signs, the bands' keys and two hashes of each sketch."""
    n = len(sketches)
    marks, keys = np.empty((n, BINS), np.uint8), np.empty((n, (WIDTH - BINS) // 4), np.uint32)
    digests = np.empty((n, 2), np.uint64)
    for a in range(0, n, _ROWS):
        some = sketches[a : a + _ROWS].to_list()
        rows = np.frombuffer(b"".join(some), np.uint8).reshape(len(some), WIDTH)
        marks[a : a + _ROWS] = rows[:, :BINS]
        keys[a : a + _ROWS] = np.ascontiguousarray(rows[:, BINS:]).view("<u4")
        digests[a : a + _ROWS] = hashed(rows)
    return marks, keys, digests


def _distinct(
    digests: npt.NDArray[np.uint64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where each distinct sketch stands first, how many have it, and which one each record has.

    The most frequent come first, and of those as frequent the one whose hash is less: by content, not by place.
    """
    n = len(digests)
    order = np.lexsort((digests[:, 1], digests[:, 0]))
    ranked = digests[order]
    start = np.flatnonzero(np.append(n > 0, (ranked[1:] != ranked[:-1]).any(axis=1))[:n])
    copies = np.diff(np.append(start, n))
    preferred = np.argsort(-copies, kind="stable")  # they are in the order of their hashes
    rank = np.empty(len(start), np.int64)
    rank[preferred] = np.arange(len(start))
    which = np.empty(n, np.int64)
    which[order] = np.repeat(rank, copies)
    return order[start[preferred]], copies[preferred], which
