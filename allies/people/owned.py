"""Private rows: each has one member as its owner, and is reached only through that owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import connection, models

if TYPE_CHECKING:
    from allies.people.models import Member

Row = TypeVar("Row", bound="Owned")


class Unscoped(RuntimeError):
    """A query over private rows that does not name their owner."""


class OwnedManager(models.Manager[Row]):
    """Refuses every query that does not begin with `owned_by(member)`."""

    def get_queryset(self) -> models.QuerySet[Row]:
        name = self.model.__name__
        raise Unscoped(f"{name} rows are private. Begin the query with {name}.objects.owned_by(member).")

    def owned_by(self, member: Member) -> models.QuerySet[Row]:
        """This member's rows, and no one else's."""
        if hasattr(self, "core_filters"):  # on the way back along a key, where Django's filter would be lost here
            raise Unscoped(f"Begin the query with {self.model.__name__}.objects.owned_by(member), then filter.")
        return super().get_queryset().filter(owner=member)

    def owners(self, **conditions: Any) -> list[int]:
        """The members (by number) who own rows of which this is true: whose, and nothing of what."""
        owned = super().get_queryset().filter(**conditions).order_by("owner")
        return list(owned.values_list("owner", flat=True).distinct())

    def newest(self, member: Member) -> int:
        """The newest of this member's rows, by number; 0 without any. What is added from here on has higher ones."""
        return self.owned_by(member).order_by("-pk").values_list("pk", flat=True).first() or 0

    def create(self, **fields: Any) -> Row:
        """Add one row; its owner must be named."""
        return super().get_queryset().create(**_with_owner(fields))

    def add_all(self, rows: Iterable[Row], *, batch_size: int = 1_000) -> list[Row]:
        """Add many rows at once; each already carries its owner."""
        return super().get_queryset().bulk_create(rows, batch_size=batch_size)

    def write(
        self,
        columns: Sequence[str],
        rows: Iterable[tuple[Any, ...]],
        *,
        unless_there: bool = False,
        over: Sequence[str] = (),
    ) -> None:
        """Add many rows without making objects of them; each carries `owner_id` and what the database takes.

        unless_there : whether a row that breaks a unique constraint is left out, instead of an error.
        over : the columns of a unique constraint by which a row takes the place of the one that is there.

        Imports write tens of thousands of rows: this way takes a quarter of the time of `add_all`.
        """
        if "owner_id" not in columns:
            raise Unscoped("A private row needs its owner.")
        quote = connection.ops.quote_name
        names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {quote(self.model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  (quoted names)
        if over:
            told = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in columns if name not in over)
            statement += f" ON CONFLICT ({', '.join(map(quote, over))}) DO UPDATE SET {told}"
        elif unless_there:
            statement += " ON CONFLICT DO NOTHING"
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(rows))

    @staticmethod
    def sweep(rows: models.QuerySet[Row]) -> int:
        """Delete rows in one statement, without fetching them. Nothing may hang on them any more. Returns how many."""
        return rows._raw_delete(rows.db)


def _with_owner(fields: dict[str, Any]) -> dict[str, Any]:
    if "owner" not in fields and "owner_id" not in fields:
        raise Unscoped("A private row needs its owner.")
    return fields


class Owned(models.Model):
    """A row that belongs to one member.

    `is_derived` rows can be made again from the others: they are left out of exports.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[OwnedManager[Self]] = OwnedManager()
    is_derived = False

    class Meta:
        abstract = True
