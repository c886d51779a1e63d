"""Private rows are reached through their owner alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import allies
from allies.people.models import Handle, Member, Person
from allies.people.owned import Owned, Unscoped

OWNED = sorted((model for model in apps.get_models() if issubclass(model, Owned)), key=lambda model: model.__name__)
UNSCOPED_READS = ("all", "count", "exists", "first", "last", "values", "values_list", "iterator", "none", "aggregate")
PACKAGE = Path(allies.__file__).parent
THE_DOOR = PACKAGE / "people" / "owned.py"
AROUND = {"_base_manager", "_default_manager"}
AROUND_WHEN_CALLED = {"raw", "extra", "QuerySet", "RawSQL", "get_queryset", "cursor"}
# they speak to the database itself about no one's rows, or name the owner in their own words
OWN_SQL = {"people/erasing.py", "cli/findings.py", "lib/statistics.py", "traces/links.py"}


@pytest.mark.parametrize("model", OWNED)
@pytest.mark.parametrize("read", UNSCOPED_READS)
def test_a_query_without_an_owner_is_refused(model: type[Owned], read: str) -> None:
    with pytest.raises(Unscoped, match=model.__name__):
        getattr(model.objects, read)()


@pytest.mark.parametrize("model", OWNED)
def test_finding_changing_and_deleting_without_an_owner_is_refused(model: type[Owned]) -> None:
    for attempt in (
        lambda: model.objects.get(pk=1),
        lambda: model.objects.filter(pk=1),
        lambda: model.objects.exclude(pk=1),
        lambda: model.objects.update(owner=None),
        lambda: model.objects.in_bulk([1]),
        lambda: model.objects.get_or_create(pk=1),
        lambda: model.objects.bulk_create([]),
        lambda: model.objects.bulk_update([], ["owner"]),
    ):
        with pytest.raises(Unscoped):
            attempt()


@pytest.mark.parametrize("model", OWNED)
def test_a_row_is_not_made_without_an_owner(model: type[Owned]) -> None:
    with pytest.raises(Unscoped, match="needs its owner"):
        model.objects.create()
    with pytest.raises(Unscoped, match="needs its owner"):
        model.objects.write(["id"], [(1,)])


def test_an_owner_reaches_their_own_rows_only(alice: Member, bob: Member) -> None:
    hers = Person.objects.create(owner=alice, name="Charlie")
    his = Person.objects.create(owner=bob, name="Charlie")
    assert list(Person.objects.owned_by(alice)) == [hers]
    assert list(Person.objects.owned_by(bob)) == [his]
    assert not Person.objects.owned_by(bob).filter(pk=hers.pk).exists()


def test_the_way_back_along_a_key_is_refused_too(alice: Member) -> None:
    person = Person.objects.create(owner=alice, name="Charlie")
    Handle.objects.create(owner=alice, person=person, kind="email", value="charlie@charlie.example")
    with pytest.raises(Unscoped):
        person.handles.all()


def test_the_way_back_along_a_key_does_not_widen_to_all_rows(alice: Member) -> None:
    person = Person.objects.create(owner=alice, name="Charlie")
    with pytest.raises(Unscoped, match="then filter"):
        person.handles.owned_by(alice)


def _escapes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        called = node.func if isinstance(node, ast.Call) else None
        if _name(node) in AROUND or _name(called) in AROUND_WHEN_CALLED:
            yield f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}: {_name(called) or _name(node)}"


def _name(node: ast.AST | None) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_no_code_goes_around_the_managers() -> None:
    elsewhere = [
        path for path in PACKAGE.rglob("*.py") if path != THE_DOOR and str(path.relative_to(PACKAGE)) not in OWN_SQL
    ]
    found = [line for path in elsewhere for line in _escapes(path)]
    assert found == []


def test_the_search_for_ways_around_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.safety.test_owned.PACKAGE", tmp_path)
    module = tmp_path / "clever.py"
    module.write_text("Person._base_manager.all()\nPerson.objects.raw('select 1')\nQuerySet(Person)\n")
    assert len(list(_escapes(module))) == 3
