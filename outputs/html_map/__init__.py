"""The network map: one HTML file that works offline, asks for nothing and runs no text of the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import GraphkitError

if TYPE_CHECKING:
    from graphkit.case import CaseView

__all__ = ["write_map"]


def write_map(
    view: CaseView, path: Path, *, cluster: str | None = None, title: str = "graphkit case"
) -> Path:
    """Write a case, or one of its clusters, as an interactive map.

    The same case gives the same bytes. A map draws at most ``settings.map_nodes`` nodes at once and holds at
    most ``settings.map_records`` records, those of the largest clusters first; it says what it leaves out.

    Parameters
    ----------
    view
        The case.
    path
        The HTML file to write; its folder exists.
    cluster
        The id of the one cluster to show; None for the whole case.
    title
        The page's heading.

    Returns
    -------
    pathlib.Path
        ``path``.

    Raises
    ------
    NotFoundError
        If the case has no such cluster.
    GraphkitError
        If the file cannot be written.
    """
    from outputs.html_map.data import page_data
    from outputs.html_map.page import render

    page = render(page_data(view, cluster, title), title)
    try:
        path.write_bytes(page)
    except OSError as error:
        raise GraphkitError(f"{path}: the map cannot be written: {error.strerror or error}") from error
    return path
