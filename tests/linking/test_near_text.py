"""Near-duplicate text groups: what is folded, what is masked, what is alike, and that nothing drifts."""

from __future__ import annotations

import hashlib
import random
import sys
import unicodedata
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.linking.near_text import groups, sketch
from graphkit.linking.near_text_fold import fold_character, letters_of
from graphkit.linking.near_text_groups import WIDTH, Counter
from graphkit.linking.near_text_sketch import tokens

SPANS = {"record_id": pl.String, "start": pl.Int32, "end": pl.Int32}
SAID = (
    "Quiet room in the centre, two minutes from the station, the kitchen is shared with one neighbour, heating and "
    "internet are part of the price, deposit of one month, no animals please, the lift works and the yard is safe, "
    "write in the evening and tell me when you would like to come and see it, with regards from the landlady herself"
)
OTHER = (
    "Experienced driver takes you to the airport at any hour, child seat on request, luggage goes into the large boot, "
    "fixed fare agreed beforehand, receipts for companies, languages spoken on board, water and chargers in every car, "
    "waiting at arrivals with a sign in his hand, early flights welcome, regular customers ride at a friendly discount"
)
LETTERS = {
    "Latin": "abcdefghijklmnopqrstuvwxyz", "Cyrillic": "абвгдежзиклмнопрстуфхцчшщэюя", "Greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "Hebrew": "אבגדהוזחטיכלמנסעפצקרשת", "Devanagari": "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह",
    "Georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "Hangul": "가나다라마바사아자차카타파하고노도로모보소오조초코토포호",
    "Ethiopic": "ሀለሐመሠረሰሸቀበተቸኀነኘአከኸወዐዘዠየደጀገ", "Deseret": "".join(chr(0x10428 + i) for i in range(30)),
}  # fmt: skip
UNSPACED = {
    "Han": "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生",
    "Kana": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ",
    "Thai": "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวศษสหอาเแโใไ", "Lao": "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮາເແໂໃໄ",
    "Khmer": "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអាេែៃោ", "Burmese": "ကခဂဃငစဆဇဈညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟအာေ",
    "Extension B": "".join(chr(0x20000 + 7 * i) for i in range(40)),
}  # fmt: skip


def frame(texts: Sequence[str | None], prefix: str = "r") -> pl.DataFrame:
    ids = [f"{prefix}{i:06}" for i in range(len(texts))]
    return pl.DataFrame({"record_id": ids, "text": texts}, schema={"record_id": pl.String, "text": pl.String})


def spans(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SPANS, orient="row")


def sketched(*texts: str | None, masks: pl.DataFrame | None = None) -> pl.DataFrame:
    return sketch(frame(texts), spans() if masks is None else masks)


def same(a: str, b: str) -> bool:
    made = sketched(a, b)
    return bool(made["sketch"][0] == made["sketch"][1] and made["words"][0] == made["words"][1])


def sets(found: pl.DataFrame) -> set[frozenset[str]]:
    of: dict[str, set[str]] = {}
    for record, value in found.select("record_id", "value").iter_rows():
        of.setdefault(value, set()).add(record)
    return {frozenset(g) for g in of.values()}


def words_in(letters: str, count: int, rng: random.Random) -> list[str]:
    return ["".join(rng.choices(letters, k=rng.randint(3, 9))) for _ in range(count)]


def edited(words: list[str], edits: int, pool: list[str], rng: random.Random) -> list[str]:
    """Replace, drop, double, insert or swap words."""
    words = list(words)
    for _ in range(edits):
        at, kind = rng.randrange(1, len(words)), rng.randrange(5)
        new = {0: [rng.choice(pool)], 1: [], 2: [words[at]] * 2, 3: [words[at], rng.choice(pool)]}
        if kind in new:
            words[at : at + 1] = new[kind]
        else:
            words[at - 1], words[at] = words[at], words[at - 1]
    return words


# -- folding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CALL ME In The Evening", "call me in the evening"),
        ("ｃａｌｌ me", "call me"),
        ("ca\u200bll\u00ad me\u2060", "call me"),
        ("café crème", "cafe\u0301 cre\u0300me"),
        ("café crème", "cafe creme"),
        ("Straße", "STRASSE"),
        ("DIKKAT İyi", "dıkkat iyi"),
        ("ПРИВЕТ, Ёлка!", "привет ёлка"),
        ("서울 방", unicodedata.normalize("NFD", "서울 방")),
        ("مَرْحَبًا بكم", "مرحبا بكم"),
        ("room 5, $120/day", "room 70 — €95 / day"),
        ("ﬁne ﬂat", "fine flat"),
    ],
)
def test_what_folds_alike(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("no", "on"), ("a b", "b a"), ("ab", "a b"), ("да", "нет"), ("你好", "好你")]
)
def test_what_stays_different(one: str, other: str) -> None:
    assert not same(one, other)


def test_words_are_counted_in_every_script() -> None:
    made = sketched("two words", "", None, "123 $ !!", "你好世界", "สวัสดีครับผม", "a1b", "слово")
    assert made["words"].to_list() == [2, 0, 0, 0, 2, 2, 2, 1]
    assert made.schema == {"record_id": pl.String, "words": pl.Int32, "sketch": pl.Binary}
    assert {len(b) for b in made["sketch"]} == {WIDTH}


def test_code_points_of_a_later_unicode_separate() -> None:
    # U+1DF25 became a letter in Unicode 15; a newer Python knows it, and must not sketch differently.
    assert fold_character("\U0001df25") == (0,)
    assert same("one\U0001df25two", "one two")


def test_letters_of_a_text_and_where_it_begins() -> None:
    letters, bounds = letters_of(
        pl.Series(["Ab 1", "", "ß"]),
        pl.DataFrame(schema={"row": pl.Int64, "start": pl.Int32, "end": pl.Int32}),
    )
    assert letters.tolist() == [97, 98, 0, 0, 0, 0, 115, 115, 0]
    assert bounds.tolist() == [0, 5, 6, 9]
    assert tokens(letters, bounds)[2].tolist() == [0, 1, 1, 2]


def test_a_known_sketch() -> None:
    """The sketch of a text is the same on every machine and in every version; change this only on purpose."""
    (made,) = sketched("Quiet room, тихая комната, 安静的房间, ห้องเงียบ")["sketch"]
    assert hashlib.sha256(made).hexdigest()[:16] == "44f3cb17c53c30f8"


# -- masking ---------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.text(st.characters(codec="utf-8"), max_size=30))
@settings(max_examples=100, deadline=None)
def test_ads_that_differ_in_their_masked_identifiers_alone_are_the_same(one: str, other: str) -> None:
    before, after = "Quiet room, call Ёлка ", " in the evening 安静"
    texts = [before + x + after for x in (one, other)]
    masks = spans(*((f"r{i:06}", len(before), len(before) + len(x)) for i, x in enumerate((one, other))))
    made = sketched(*texts, masks=masks)
    assert made["sketch"][0] == made["sketch"][1]
    assert made["words"][0] == made["words"][1]


def test_masks_overlap_in_any_order_and_reach_beyond() -> None:
    text = "ask for honey_agency at night 🌙 or tg badger"
    a, b = text.index("honey"), text.index("badger")
    masks = [("r000000", b, 999), ("r000000", a + 3, a + 12), ("r000000", a, a + 5), ("r000000", a + 4, a + 4),
             ("r000000", 9, 3), ("nobody", 0, 5), ("r000000", -5, 0)]  # fmt: skip
    made = sketched(text, "ask for at night or tg", masks=spans(*masks))
    assert made["sketch"][0] == made["sketch"][1]


def test_a_mask_counts_code_points_not_bytes() -> None:
    made = sketched("жж 🌙🌙 secret end", "жж end", masks=spans(("r000000", 6, 12)))
    assert made["sketch"][0] == made["sketch"][1]


# -- sketches --------------------------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.text(st.characters(codec="utf-8"), max_size=60),
        st.sampled_from([SAID, OTHER, "安静的房间" * 9]),
    ),
    max_size=12,
)


@given(TEXTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_sketch_depends_on_its_text_alone(texts: list[str | None], rng: random.Random) -> None:
    whole = frame(texts)
    masks = spans(*((f"r{i:06}", 3, 9) for i in range(len(texts))))
    made = sketch(whole, masks)
    order = list(range(len(texts)))
    rng.shuffle(order)
    cut = rng.randint(0, len(texts))
    shuffled = whole[order]
    parts = pl.concat([sketch(shuffled[:cut], masks), sketch(shuffled[cut:], masks)])
    assert parts.sort("record_id").equals(made.sort("record_id"))


def test_hostile_texts() -> None:
    rng = random.Random(1)
    anything = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    texts = ["a" * 1_000_000, "安" * 300_000, "\u0301" * 100_000, "\0\r\n\t", "\ufffe\uffff\U0010ffff",
             "ß" * 1000, "ﷺ" * 1000, "".join(rng.sample(anything, 50_000)), "\n" * 10_000, "😀" * 5_000]  # fmt: skip
    made = sketched(*texts)
    assert made["words"].to_list()[:5] == [1, 131_072, 0, 0, 0]
    assert made["sketch"][2] == made["sketch"][3]


def test_more_than_is_read_changes_nothing() -> None:
    start = "word " * 60_000
    assert same(start + "one", start + "another")


def test_no_texts() -> None:
    made = sketch(frame([]), spans())
    assert made.height == 0
    found = groups(made)
    assert found.schema == {
        "record_id": pl.String,
        "value": pl.String,
        "words": pl.Int32,
        "similarity": pl.Float32,
    }
    assert found.height == 0


# -- groups ----------------------------------------------------------------------------------------------------------


def test_two_copies_are_a_group_and_strangers_are_not() -> None:
    found = groups(sketched(SAID, OTHER, SAID.replace("evening", "morning").upper()))
    assert found["record_id"].to_list() == ["r000000", "r000002"]
    assert found["value"].n_unique() == 1
    assert len(found["value"][0]) == 16
    assert found["similarity"].max() == 1
    assert 0.85 < found["similarity"].min() < 1  # one word of sixty: three of some 115 shingles each way


def test_the_value_is_made_of_the_text() -> None:
    first = groups(sketched(SAID, SAID, "x"))["value"][0]
    assert groups(sketched(OTHER, OTHER, SAID, SAID)).filter(pl.col("value") == first).height == 2


def test_short_texts_are_grouped_where_they_are_the_same() -> None:
    texts = ["new girl in town", "New girl in town!", "new girl in this town", "call me now", "call me now"]
    found = groups(sketched(*texts))
    assert sets(found) == {frozenset({"r000000", "r000001"})}
    assert groups(sketched(*texts), least_identical=3)["value"].n_unique() == 2


@pytest.mark.parametrize("script", [*LETTERS, *UNSPACED])
def test_six_edits_in_sixty_words_in_every_script(script: str) -> None:
    rng = random.Random(script)
    if script in UNSPACED:
        letters = UNSPACED[script]
        size = 4 if script in ("Thai", "Lao", "Khmer", "Burmese") else 2
        pool, joint = ["".join(rng.choices(letters, k=size)) for _ in range(300)], ""
    else:
        pool, joint = words_in(LETTERS[script], 300, rng), " "
    texts = [rng.choices(pool, k=60) for _ in range(100)]
    changed = [edited(words, 6, pool, rng) for words in texts]
    found = groups(sketched(*(joint.join(words) for words in texts + changed)))
    of = dict(found.select("record_id", "value").iter_rows())
    pairs = [(of.get(f"r{i:06}"), of.get(f"r{100 + i:06}")) for i in range(100)]
    assert sum(a is not None and a == b for a, b in pairs) >= 97
    assert max(found.group_by("value").len()["len"]) == 2


CORPUS_RNG = random.Random(7)
POOL = words_in(LETTERS["Latin"], 200, CORPUS_RNG)
CORPUS = [
    " ".join(edited(base, CORPUS_RNG.randrange(12), POOL, CORPUS_RNG))
    for base in (CORPUS_RNG.choices(POOL, k=CORPUS_RNG.randint(10, 60)) for _ in range(12))
    for _ in range(8)
]


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_neither_order_nor_unrelated_records_change_a_group(rng: random.Random) -> None:
    made = sketch(frame(CORPUS), spans())
    plain = groups(made)
    assert 12 <= plain["value"].n_unique() <= 20
    strange = [" ".join(words_in(LETTERS["Cyrillic"], 40, rng)) for _ in range(rng.randint(0, 5))]
    strange += strange[:2]
    more = pl.concat([made, sketch(frame(strange, "s"), spans())])
    found = groups(more.sample(fraction=1, shuffle=True, seed=rng.randrange(1000)))
    assert found.filter(pl.col("record_id").str.starts_with("r")).equals(plain)


def test_a_chain_does_not_drift() -> None:
    """Every text is two words from the next, and the first shares none with the last."""
    rng = random.Random(3)
    pool = words_in(LETTERS["Latin"], 400, rng)
    chain = [" ".join(pool[i : i + 60]) for i in range(0, 200, 2)]
    made = sketched(*chain)
    found = groups(made)
    assert found.height > 90  # hardly a text is lost
    assert found["similarity"].min() >= 0.4
    for members in sets(found):
        at = sorted(int(r[1:]) for r in members)
        shared = 60 - 2 * (at[-1] - at[0])  # words that the ends have in common; each is near the middle
        assert shared > 0
    assert found["value"].n_unique() > 4


def test_close_twins_stay_together_where_a_third_is_near_one_of_them() -> None:
    rng = random.Random(5)
    pool = words_in(LETTERS["Latin"], 4000, rng)
    texts, twins = [], []
    for i in range(60):
        base = pool[60 * i : 60 * i + 40]
        texts += [
            " ".join(base),
            " ".join([*base[:39], "changed"]),
            " ".join(base[:31] + pool[60 * i + 40 : 60 * i + 55]),
        ]
        twins.append((f"r{3 * i:06}", f"r{3 * i + 1:06}"))
    of = dict(groups(sketched(*texts)).select("record_id", "value").iter_rows())
    assert all(of.get(a) is not None and of.get(a) == of.get(b) for a, b in twins)


@pytest.mark.parametrize(("edits", "together"), [(0, 1.0), (6, 0.97), (12, 0.4)])
def test_comparisons_grow_with_the_number_of_copies_not_with_its_square(edits: int, together: float) -> None:
    rng = random.Random(9)
    base = rng.choices(POOL, k=60)
    texts = [" ".join(edited(base, edits, POOL, rng)) for _ in range(4000)]
    made = sketch(frame(texts), spans())
    counts = []
    for n in (1000, 2000, 4000):
        counter = Counter()
        found = groups(made[:n], counter=counter)
        assert found.group_by("value").len()["len"].max() >= together * n
        counts.append(counter.compared)
    # At most eight leaders in 32 bands and one middle, a round; pairs would be 500 to 2,000 a text.
    assert counts[0] <= 300 * 1000
    assert counts[2] <= 300 * 4000
    assert counts[2] <= 6 * counts[0] + 1000


def test_estimates_are_close_to_the_similarity() -> None:
    rng = random.Random(11)
    pool = words_in(LETTERS["Latin"], 3000, rng)
    errors = []
    for i in range(40):
        words = pool[60 * i : 60 * i + 60]
        cut = rng.randint(35, 59)
        found = groups(sketched(" ".join(words), " ".join(words[:cut])), near=0.3, close=0.3, loosest=0.0)
        true = (2 * cut - 1) / 119  # words and pairs of words, all distinct, of the shorter in the longer
        errors.append(found["similarity"].min() - true)
    assert abs(float(np.mean(errors))) < 0.02
    assert float(np.std(errors)) < 0.03


def test_python_has_the_unicode_data_that_sketches_are_pinned_to() -> None:
    assert sys.version_info >= (3, 11)
    assert tuple(map(int, unicodedata.unidata_version.split("."))) >= (14, 0, 0)
