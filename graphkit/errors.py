"""The few ways in which graphkit fails.

A :class:`GraphkitError` stops the run with one clear line and its exit code. What only spoils one row is no
exception: it becomes a Reject (``graphkit.model.REJECTS``) and the run goes on.
"""

from __future__ import annotations


class GraphkitError(Exception):
    """Something the user can mend. The message names the place and the remedy.

    Parameters
    ----------
    message
        One or two sentences: what is wrong, where, and what to do about it.
    """

    exit_code = 1


class UsageError(GraphkitError):
    """The command, an option or a setting makes no sense. Exit code 2."""

    exit_code = 2


class SourceError(GraphkitError):
    """A whole source cannot be read. Exit code 2, and nothing is written."""

    exit_code = 2


class WrongFormatError(GraphkitError):
    """An ingestor found that the file is not what it reads; the next ingestor is tried."""

    exit_code = 2


class CaseError(GraphkitError):
    """The case file is missing, locked, damaged or of another version. Exit code 3."""

    exit_code = 3


class NotFoundError(GraphkitError):
    """A cluster, record or identifier that the case does not hold. Exit code 4."""

    exit_code = 4
