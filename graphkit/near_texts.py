"""Near-duplicate texts of a case: sketched and grouped once, and kept until texts, readings or the threshold change."""

from __future__ import annotations

import hashlib

import polars as pl

from graphkit import store
from graphkit.case import Case
from graphkit.linking.near_text import groups, sketch
from graphkit.settings import Settings

_KEY = "near_texts"
_ROWS = 100_000  # texts held at a time


def near_texts(case: Case, settings: Settings) -> pl.DataFrame:
    """Return the groups of near-duplicate texts of a case.

    Parameters
    ----------
    case
        Open for writing: the groups are kept in it.
    settings
        ``text_near`` is obeyed.

    Returns
    -------
    polars.DataFrame
        record_id, value, words, similarity, as :func:`graphkit.linking.near_text.groups` returns them.

    Notes
    -----
    A record's text is its ``text``; where that is empty, its title. What was read in it is masked, so that an ad with
    another number is the same text. Words that are not the author's own (forwarded, private: ``text_roles``) are in no
    group: who passes a text on is not who wrote it.
    """
    key = _key(case, settings)
    if _frame(case, "SELECT value FROM meta WHERE key = ?", (_KEY,))["value"].to_list() == [key]:
        return _frame(
            case, "SELECT record_id, value, words, similarity FROM near_texts ORDER BY value, record_id"
        )
    made = groups(_sketches(case), near=settings.text_near)
    schema = store.TABLES["near_texts"]
    case.replace("near_texts", made.to_arrow().select(schema.names).cast(schema))
    case.put_meta(_KEY, key)
    return made


def _key(case: Case, settings: Settings) -> str:
    """Return a digest of all that the groups depend on."""
    sources = _frame(case, "SELECT source_id, details FROM sources ORDER BY source_id")
    parts = [settings.text_near, *sources.iter_rows()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _sketches(case: Case) -> pl.DataFrame:
    """Sketch the texts of every record, some at a time."""
    sources = _frame(case, "SELECT source_id, max(ordinal) AS last FROM records GROUP BY ALL ORDER BY ALL")
    made = []
    for source, last in sources.iter_rows():
        for start in range(0, last + 1, _ROWS):
            bounds = (source, start, start + _ROWS)
            texts = _frame(
                case,
                "SELECT record_id, coalesce(nullif(text, ''), title) AS text FROM records"
                " WHERE source_id = ? AND ordinal >= ? AND ordinal < ?"
                " AND (text_roles IS NULL OR map_extract_value(text_roles, 'text') IS NULL) ORDER BY ordinal",
                bounds,
            )
            spans = _frame(
                case,
                "SELECT record_id, s.start AS start, s.end AS end FROM (SELECT m.record_id, unnest(m.spans) AS s"
                " FROM mentions m JOIN records r USING (record_id) WHERE r.source_id = ? AND r.ordinal >= ?"
                " AND r.ordinal < ? AND m.field = CASE WHEN coalesce(r.text, '') = '' THEN 'title' ELSE 'text' END)",
                bounds,
            )
            made.append(sketch(texts, spans))
    none = sketch(pl.DataFrame(schema={"record_id": pl.String, "text": pl.String}), pl.DataFrame(
        schema={"record_id": pl.String, "start": pl.Int32, "end": pl.Int32}))  # fmt: skip
    return pl.concat([none, *made])


def _frame(case: Case, query: str, parameters: tuple[object, ...] = ()) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(case.query(query, parameters)))
