"""Everything that is a member's, in one file that another Allies takes in. Grows by itself with every private table.

The file is a zip: `manifest.json`, then for each member one `members/KEY/ROOM.Table.jsonl` a table. Rows are numbered
from 1 in each table and refer to one another by these numbers, so that an export of what was restored is the same.
"""

from __future__ import annotations

import json
import zipfile
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO, Any

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from allies.lib import ids, sealing
from allies.people import tables
from allies.people.models import Member
from allies.people.owned import Owned
from allies.people.sealed import SealedField

FORMAT = "allies-archive"
VERSION = 1
OLD = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file
ACCOUNT = ("key", "username", "email", "name", "zone", "trace_key", "joined_at")
LONGEST_LINE = 64_000_000
BATCH = 1_000
Row = dict[str, Any]


class NotAnArchive(ValueError):
    """This file cannot be restored here."""


def export(members: Iterable[Member], stream: IO[bytes], *, with_credentials: bool = False) -> int:
    """Write all that these members own. Returns the number of rows. Credentials only for a backup of the instance."""
    members = list(members)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        keys = [member.key for member in members]
        _write(archive, "manifest.json", [{"format": FORMAT, "version": VERSION, "members": keys}])
        return sum(_export_member(archive, member, with_credentials) for member in members)


@transaction.atomic
def restore(stream: IO[bytes]) -> list[Member]:
    """Take in every member of an archive. Raises NotAnArchive when it is none, or when a member is here already."""
    try:
        with zipfile.ZipFile(stream) as archive:
            manifest = next(_read(archive, "manifest.json"))
            if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
                raise NotAnArchive("This file was not written by allies export or allies backup of this version.")
            return [_restore_member(archive, str(key)) for key in manifest["members"]]
    except (zipfile.BadZipFile, KeyError, StopIteration, json.JSONDecodeError, UnicodeDecodeError, EOFError) as error:
        raise NotAnArchive(f"This file is damaged or is no Allies archive: {error}") from error


def _values(model: type[Owned]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.is_relation and not field.primary_key]


# ---------------------------------------------------------------- writing


def _export_member(archive: zipfile.ZipFile, member: Member, with_credentials: bool) -> int:
    folder = f"members/{member.key}"
    account = {name: _plain(Member._meta.get_field(name), getattr(member, name)) for name in ACCOUNT}
    if with_credentials:
        account["password"] = member.password
        account["authenticators"] = list(
            Authenticator.objects.filter(user=member).order_by("pk").values("type", "data")
        )
    _write(archive, f"{folder}/account.json", [account])
    numbers: dict[type[models.Model], array[int]] = {}
    for model in tables.private(with_derived=False):
        numbers[model] = array("q", model.objects.owned_by(member).order_by("pk").values_list("pk", flat=True))
        _write(archive, f"{folder}/{model._meta.label}.jsonl", _rows(model, member, numbers, with_credentials))
    return sum(map(len, numbers.values()))


def _rows(
    model: type[Owned], member: Member, numbers: dict[type[models.Model], array[int]], with_credentials: bool
) -> Iterator[Row]:
    values, references = _values(model), tables.references(model)
    for row in model.objects.owned_by(member).order_by("pk").iterator(chunk_size=BATCH):
        line = {field.name: _plain(field, field.value_from_object(row)) for field in values}
        for field in values:
            if isinstance(field, SealedField):
                line[field.name] = field.opened(row) if with_credentials else ""
        for field in references:
            line[field.name] = _number(numbers[field.related_model], field.value_from_object(row))
        yield line


def _number(keys: array[int], key: int | None) -> int | None:
    return None if key is None else bisect_left(keys, key) + 1


def _plain(field: Any, value: Any) -> Any:
    if isinstance(field, models.BinaryField):
        return None if value is None else b64encode(bytes(value)).decode()
    if isinstance(field, models.DateField):
        return None if value is None else value.isoformat()
    return value


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[Row]) -> None:
    entry = zipfile.ZipInfo(name, OLD)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")


# ---------------------------------------------------------------- reading


def _restore_member(archive: zipfile.ZipFile, key: str) -> Member:
    account = next(_read(archive, f"members/{key}/account.json"))
    if account["key"] != key or not ids.is_id(key):  # it becomes the name of a folder
        raise NotAnArchive("This file names a member as no Allies does.")
    if Member.objects.filter(key=key).exists() or Member.objects.filter(username=account["username"]).exists():
        raise NotAnArchive(f"{account['username']} is here already. Restore into an empty ALLIES_HOME.")
    member = Member(**{name: _field_value(Member._meta.get_field(name), account[name]) for name in ACCOUNT})
    member.set_unusable_password()
    member.password = account.get("password") or member.password
    member.save()
    for authenticator in account.get("authenticators", ()):
        Authenticator.objects.create(user=member, type=authenticator["type"], data=authenticator["data"])
    keys: dict[type[models.Model], array[int]] = {}
    for model in tables.private(with_derived=False):
        keys[model] = array("q")
        _restore_table(model, member, _read(archive, f"members/{key}/{model._meta.label}.jsonl"), keys)
    return member


def _restore_table(
    model: type[Owned], member: Member, lines: Iterator[Row], keys: dict[type[models.Model], array[int]]
) -> None:
    own = [field for field in tables.references(model) if field.related_model is model]
    later: list[tuple[int, str, int]] = []
    while some := list(islice(lines, BATCH)):
        rows = model.objects.add_all(_row(model, member, line, keys) for line in some)
        for row, line in zip(rows, some, strict=True):
            keys[model].append(row.pk)
            later += [(row.pk, field.attname, line[field.name]) for field in own if line[field.name] is not None]
    for pk, attribute, number in later:
        model.objects.owned_by(member).filter(pk=pk).update(**{attribute: keys[model][number - 1]})


def _row(model: type[Owned], member: Member, line: Row, keys: dict[type[models.Model], array[int]]) -> Owned:
    fields = {field.attname: _field_value(field, line[field.name]) for field in _values(model)}
    for field in tables.references(model):
        number = line[field.name]
        refers_back = field.related_model is not model and number is not None
        fields[field.attname] = keys[field.related_model][number - 1] if refers_back else None
    return model(owner=member, **fields)


def _field_value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return b64decode(value)
    if isinstance(field, SealedField):
        return sealing.seal(str(value))
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(value)
    return field.to_python(value)


def _read(archive: zipfile.ZipFile, name: str) -> Iterator[Row]:
    """The rows of one entry, a line at a time: what the entry claims of its size is not believed."""
    with archive.open(name) as entry:
        while line := entry.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise NotAnArchive(f"{name} holds a line that is too long.")
            row = json.loads(line)
            if not isinstance(row, dict):
                raise NotAnArchive(f"{name} holds something that is no row.")
            yield row
