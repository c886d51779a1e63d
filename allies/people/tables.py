"""Every private table, in the order in which rows can be written: what is new is exported and erased by itself."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from allies.people.owned import Owned


def private(*, with_derived: bool) -> list[type[Owned]]:
    """The private tables, those that others refer to first."""
    waiting = [model for model in apps.get_models() if issubclass(model, Owned)]
    waiting = [model for model in waiting if with_derived or not model.is_derived]
    ordered: list[type[Owned]] = []
    while waiting:
        ready = [model for model in waiting if not (_targets(model) & set(waiting)) - {model}]
        ordered += sorted(ready, key=lambda model: model._meta.label)
        waiting = [model for model in waiting if model not in ready]
    return ordered


def references(model: type[Owned]) -> list[Any]:
    """The fields that point to other private rows."""
    return [field for field in model._meta.concrete_fields if field.is_relation and field.name != "owner"]


def _targets(model: type[Owned]) -> set[type[models.Model]]:
    return {field.related_model for field in references(model)}
