"""What one column of a table is taken for."""

from __future__ import annotations

from dataclasses import dataclass

from graphkit.model import Role
from ingest.mapping import EXTRA, IGNORE, PROSE


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column is taken for.

    Attributes
    ----------
    column
        Its name in the source.
    key
        The name under which its value is kept in ``more_text`` or ``extra``; empty where it is not kept
        there.
    field
        The field of the record that it fills; empty for none.
    kind, role
        The identifiers that it is declared to hold; ``kind`` is empty for none.
    prose
        Whether it is kept in ``more_text``, which is searched, and not in ``extra``.
    end
        In a list of payments or calls, which end it names: ``near`` (of who acts, or whose list it is) or ``far``;
        empty for neither.
    said
        What people are told, where the rest does not say it.
    """

    column: str
    key: str = ""
    field: str = ""
    kind: str = ""
    role: Role = Role.SELF
    prose: bool = False
    end: str = ""
    said: str = ""

    def words(self) -> str:
        """Return what people are told.

        Examples
        --------
        >>> Meaning("seller", "seller", field="author", kind="username").words()
        'author, username'
        """
        if self.said:
            return self.said
        kind = f"{self.kind} ({self.role.value})" if self.kind and self.role is not Role.SELF else self.kind
        if self.field == "url":
            return self.field  # a link only in the rows where it is a profile's
        if self.field or kind:
            return ", ".join(part for part in (self.field, kind) if part)
        return PROSE if self.prose else EXTRA if self.key else IGNORE
