"""From mentions to ties, identifiers and clusters: pure functions on tables."""

from __future__ import annotations

from graphkit.linking.link import Linked, link_mentions

__all__ = ["Linked", "link_mentions"]
