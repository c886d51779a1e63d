"""Every route there is, read from Django's own resolver: pages, API, signing in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Route:
    """One way into the site."""

    name: str  # with its namespaces, as a request's resolver_match.view_name says it
    pattern: str  # as written in the routes, with those that include it before it
    parameters: frozenset[str]


def routes() -> list[Route]:
    """All routes, in the order in which they are tried."""
    return list(_below(get_resolver(), namespaces=(), before="", parameters=frozenset()))


def _below(
    resolver: URLResolver, *, namespaces: tuple[str, ...], before: str, parameters: frozenset[str]
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        named = parameters | _parameters(entry)
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _below(entry, namespaces=inside, before=pattern, parameters=named)
        else:
            yield Route(":".join((*namespaces, entry.name or entry.lookup_str)), pattern, named)


def _parameters(entry: URLPattern | URLResolver) -> frozenset[str]:
    return frozenset(entry.pattern.converters) | frozenset(entry.pattern.regex.groupindex)
