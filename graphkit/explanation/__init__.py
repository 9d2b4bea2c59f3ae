"""Answers to "why are these two linked?" and "how does one lead to the other?", composed from a case's tables."""

from __future__ import annotations

from graphkit.explanation.answers import Evidence, Explanation, Leg, Route, Stop
from graphkit.explanation.endpoints import End
from graphkit.explanation.route import path
from graphkit.explanation.why import why

__all__ = ["End", "Evidence", "Explanation", "Leg", "Route", "Stop", "path", "why"]
