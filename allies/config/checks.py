"""Start-up checks: what must be true before anything is served.

Django runs them with `check`; the site runs them when it starts (allies/config/wsgi.py) and does not start on an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db.models import ForeignKey, Model

from allies.people.models import Member, SignInLink
from allies.people.owned import Owned, OwnedManager
from allies.sharing.models import Counter
from allies.sharing.policy import POLICIES, Policy
from allies.sharing.routes import Route, routes

NOT_PRIVATE: frozenset[type[Model]] = frozenset({Member, SignInLink, Counter})  # every other model has an owner
ROOMS = "allies."


def refuse_to_start() -> None:
    """Raise ImproperlyConfigured, naming each error, unless every check passes."""
    found = [*routes_are_declared(), *rows_are_private()]
    if found:
        raise ImproperlyConfigured("\n".join(["Allies does not start:", *(str(error.msg) for error in found)]))


@register()
def routes_are_declared(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Every route is in the table of policies, and every line of the table is a route."""
    return [Error(text, id="allies.E001") for text in route_errors(routes(), POLICIES)]


@register()
def rows_are_private(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Every model has an owner, is reached through it, and lets no other room reach it backwards."""
    ours = [model for model in apps.get_models() if model.__module__.startswith(ROOMS)]
    return [Error(text, id="allies.E002") for model in ours for text in model_errors(model)]


def route_errors(found: list[Route], policies: dict[str, Policy]) -> Iterator[str]:
    """What is wrong between these routes and this table."""
    for route in found:
        policy = policies.get(route.name)
        if policy is None:
            yield f"The route {route.name} ({route.pattern}) says nowhere who may call it: add it to sharing/policy.py."
        elif set(policy.address) != route.parameters:
            yield f"The policy of {route.name} must say what each of {sorted(route.parameters)} names."
    for name in policies.keys() - {route.name for route in found}:
        yield f"The policy of {name} is about no route: take it out of sharing/policy.py."
    yield from _shadowed(found, policies)


def _shadowed(found: list[Route], policies: dict[str, Policy]) -> Iterator[str]:
    """Only the first name of a pattern is ever asked about, so all its names must have one policy."""
    first: dict[str, Route] = {}
    for route in found:
        before = first.setdefault(route.pattern, route)
        if policies.get(route.name) != policies.get(before.name):
            yield f"{route.name} and {before.name} share the address {route.pattern}, but not their policy."


def model_errors(model: type[Model]) -> Iterator[str]:
    """What is wrong with how this model keeps its rows private."""
    if model in NOT_PRIVATE:
        return
    if not issubclass(model, Owned):
        yield f"{model.__name__} has no owner: make it a subclass of Owned."
    elif not all(isinstance(manager, OwnedManager) for manager in model._meta.managers):
        yield f"{model.__name__} has a manager that does not ask for the owner."
    for relation in (entry for entry in model._meta.get_fields() if isinstance(entry, ForeignKey)):
        elsewhere = relation.related_model._meta.app_label != model._meta.app_label
        if elsewhere and not relation.remote_field.hidden:
            yield f'{model.__name__}.{relation.name} crosses rooms: give it related_name="+".'
