"""What the gate itself keeps: how often someone has tried to sign in."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """One entry of Django's cache, which reads and writes this table itself (CACHES in the settings)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
