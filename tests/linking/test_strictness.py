"""What a strictness sets, and what wins over it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from small_ties import groups, linked, together

from graphkit.settings import PRESETS, Settings, Strictness, load

LINKING = [name for name in Settings.model_fields if name != "strictness"]


@pytest.mark.parametrize("strictness", list(Strictness))
def test_each_preset_sets_what_it_says_and_leaves_the_rest(strictness: Strictness) -> None:
    """Whatever a preset holds is checked as if the user had set it: here one by one as well."""
    preset, plain = PRESETS[strictness], Settings()
    made = Settings(strictness=strictness)
    assert set(preset) <= set(LINKING)
    for name in LINKING:
        assert getattr(made, name) == preset.get(name, getattr(plain, name)), name
    assert Settings(**preset) == made.model_copy(update={"strictness": Strictness.BALANCED})


def test_balanced_is_the_default() -> None:
    assert Settings() == Settings(strictness=Strictness.BALANCED)


def test_presets_move_in_one_direction() -> None:
    """From cautious to wide more joins: less is shared or cut, lower confidence is enough."""
    steps = [Settings(strictness=s) for s in (Strictness.CAUTIOUS, Strictness.BALANCED, Strictness.WIDE)]
    rising = ("cut_contact", "cut_text", "cut_single", "reassigned_days", "reassigned_bits", "shared_sides",
              "shared_one_offs", "text_joins", "picture_joins", "most_contacts")  # fmt: skip
    falling = ("join_confidence", "text_words", "main_user")
    for a, b in pairwise(steps):
        assert all(getattr(a, name) <= getattr(b, name) for name in rising)
        assert all(getattr(a, name) >= getattr(b, name) for name in falling)
    moved = set(PRESETS[Strictness.CAUTIOUS]) | set(PRESETS[Strictness.WIDE])
    assert moved == {*rising, *falling}


@pytest.mark.parametrize("strictness", list(Strictness))
def test_single_settings_win(strictness: Strictness) -> None:
    made = load(strictness=strictness, cut_contact=1.25, text_joins=True)
    assert (made.strictness, made.cut_contact, made.text_joins) == (strictness, 1.25, True)
    assert load(strictness=strictness).text_joins is (strictness != Strictness.CAUTIOUS)


def test_cautious_never_joins_by_text_or_picture() -> None:
    shown = [
        ("a", "phone", "+1"),
        ("b", "phone", "+1"),
        ("a", "image", "8e3d8e3d8e3d8e3d"),
        ("x", "image", "8e3d8e3d8e3d8e3d"),
    ]
    texts = [(record, "t", 200, 1.0) for record in "abyz"]
    cautious = linked(shown, texts, settings=Settings(strictness=Strictness.CAUTIOUS))
    assert groups(cautious) == together("a+b", "x", "y", "z")
    assert set(cautious.ties.filter(cautious.ties["kind"].is_in(["text", "image"]))["effect"]) == {
        "corroborates"
    }
    assert groups(linked(shown, texts)) == together("a+b+x+y+z")
