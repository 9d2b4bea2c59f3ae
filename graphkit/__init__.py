"""graphkit links online ads and the actors behind them.

Names are loaded when first used (PEP 562), so that ``import graphkit`` and ``graphkit --help`` stay quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphkit.version import __version__

if TYPE_CHECKING:
    from graphkit.api import explain, extract, link, merge
    from graphkit.case import Case, CaseView
    from graphkit.decisions import Decision
    from graphkit.difference import Difference, diff
    from graphkit.errors import GraphkitError
    from graphkit.settings import Settings

__all__ = [
    "Case",
    "CaseView",
    "Decision",
    "Difference",
    "GraphkitError",
    "Settings",
    "__version__",
    "diff",
    "explain",
    "extract",
    "link",
    "merge",
]

_HOMES = {
    "Case": "graphkit.case",
    "CaseView": "graphkit.case",
    "Decision": "graphkit.decisions",
    "Difference": "graphkit.difference",
    "GraphkitError": "graphkit.errors",
    "Settings": "graphkit.settings",
    "diff": "graphkit.difference",
    "explain": "graphkit.api",
    "extract": "graphkit.api",
    "link": "graphkit.api",
    "merge": "graphkit.api",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module 'graphkit' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
