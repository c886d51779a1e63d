"""A field for what signs in elsewhere: sealed in the row, opened only where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from allies.lib import sealing

if TYPE_CHECKING:
    SealedText = models.TextField[str, str]
else:
    SealedText = models.TextField


class SealedField(SealedText):
    """Holds what `lib.sealing.seal` gave: a row that is printed, logged or copied shows nothing.

    Exports leave it empty; a backup holds what was sealed, for the key stays here.
    """

    def opened(self, row: models.Model) -> str:
        """What was sealed in this row; "" where its key is gone, for a backup of all else must not fail."""
        try:
            return sealing.unseal(str(getattr(row, self.attname)))
        except sealing.CannotOpen:
            return ""
