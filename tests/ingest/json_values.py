"""Values of JSON that are hard to find one's way through."""

from __future__ import annotations

from hypothesis import strategies as st

TEXTS = st.text(st.sampled_from('ab"\\{}[]:,\n 😀'), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
