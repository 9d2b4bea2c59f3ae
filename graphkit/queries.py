"""The queries of a case's tables, each in its fixed order."""

from __future__ import annotations

SELECT = {
    "records": (
        "SELECT r.record_id, r.native_id, s.source, r.locator, r.platform, r.kind, r.author, r.posted_at, r.location,"
        " r.country, r.url, r.title, r.text, r.more_text, r.extra, m.cluster_id, m.community FROM records r"
        " JOIN sources s USING (source_id) LEFT JOIN members m USING (record_id) {where} ORDER BY s.source, r.source_id,"
        " r.ordinal"
    ),
    "mentions": (
        "SELECT x.record_id, r.native_id, x.kind, x.value, x.role, x.field, x.start, x.\"end\", x.spans, x.raw, x.method,"
        " x.confidence, x.hint FROM mentions x JOIN records r USING (record_id) JOIN sources s ON s.source_id = r.source_id"
        " LEFT JOIN members m USING (record_id) {where}"
        " ORDER BY s.source, r.source_id, r.ordinal, x.field, x.start, x.\"end\", x.kind, x.value, x.method"
    ),
    "ties": (
        "SELECT t.record_id, r.native_id, t.kind, t.value, t.role, t.mentions, t.confidence, t.bits, t.effect, t.reason,"
        " t.cluster_id FROM ties t JOIN records r USING (record_id) JOIN sources s ON s.source_id = r.source_id"
        " LEFT JOIN members m USING (record_id) {where} ORDER BY s.source, r.source_id, r.ordinal, t.kind, t.value"
    ),
}  # fmt: skip
ORDER = {
    "sources": "source, source_id",
    "rejects": "source_id, locator, reason",
    "identifiers": "records DESC, bits DESC, kind, value",
    "clusters": "records DESC, identifiers DESC, cluster_id",
    "decisions": '"at", decision_id',
    "shared_resources": "records DESC, kind, value",
    "communities": "cluster_id, records DESC, length(community), community",
    "possible_links": "bits DESC, against, a_cluster, b_cluster, kind, value",
    "lineage": "of_case NULLS LAST, run, greatest(records_before, records_after) DESC, cluster_id, event, reason",
}
