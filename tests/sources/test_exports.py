"""Exports of other services: the same in a folder and in an archive; and what bounds the reading of long JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest

from allies.traces.sources.detect import Sort, detect
from allies.traces.sources.elements import elements
from allies.traces.sources.pieces import Refused
from tests.sources.samples import RECORDED, read_here, reasons, records

EXPORTS = ("mastodon", "x", "slack", "github", "signal", "whatsapp")


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("packing", ["zip", "gztar"])
def test_an_export_is_the_same_in_an_archive(tmp_path: Path, name: str, packing: str) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "export"), packing, RECORDED, name))
    assert detect(packed).sort is Sort.ARCHIVE
    there, here = read_here(packed), read_here(RECORDED / name)
    assert {(record.uid, record.people) for record in records(there)} == {
        (record.uid, record.people) for record in records(here)
    }
    assert sorted(reasons(there)) == sorted(reasons(here))


def test_a_chat_of_two_in_an_archive_is_known_by_the_archives_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(RECORDED / "whatsapp" / "WhatsApp Chat with Bob Baker.txt", tmp_path / "in" / "_chat.txt")
    name = str(tmp_path / "WhatsApp Chat - Bob Baker")
    packed = Path(shutil.make_archive(name, "zip", tmp_path / "in"))
    assert [record.is_sent for record in records(read_here(packed))] == [True, False, False, False]


def anything(random: Random, depth: int = 0) -> object:
    """JSON with what is easily mistaken in it."""
    sort = random.random()
    if depth > 3 or sort < 0.3:
        return random.choice(['a"b', "\\", "[{", '":[', "é☃", "x" * 40, 3, None, True])
    if sort < 0.6:
        return [anything(random, depth + 1) for _ in range(random.randint(0, 4))]
    return {random.choice('ab"\\[{'): anything(random, depth + 1) for _ in range(random.randint(0, 4))}


def test_long_json_is_cut_as_a_parser_of_the_whole_would() -> None:
    for seed in range(300):
        random = Random(seed)
        items = [anything(random) for _ in range(random.randint(0, 6))]
        whole = {"z": anything(random), "items": items, "y": [{}]} if seed % 2 else items
        raw = f"{'window.a = ' if seed % 3 == 0 else ''}{json.dumps(whole, ensure_ascii=seed % 5 == 0)}".encode()
        size = random.randint(1, 50)
        blocks = ((raw[at : at + size], at / len(raw)) for at in range(0, len(raw), size))
        found = list(elements(blocks, under=frozenset({"items"})))
        expected = [item for item in items if isinstance(item, dict | list)]
        assert [json.loads(element.raw or b"") for element in found] == expected, seed
        assert all(raw[element.start :].startswith(element.raw or b"?") for element in found), seed


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"[" * 5_000_000, "nested more than 2,000 deep"),
        (b"]" * 5_000_000, "a bracket closes what was never opened"),
        (b'[{"a":[' + b"[]," * 1_500_000, "more than 1,000,000 brackets in one item"),
    ],
)
def test_brackets_without_end_end_the_reading(raw: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        list(elements([(raw, 1.0)]))


@pytest.mark.parametrize(
    "inner", [b"x" * 30_000_000, b'\\"' * 15_000_000, b"\\" * 30_000_000, "é".encode() * 15_000_000]
)
def test_what_is_too_long_is_passed_over_and_the_next_is_read(inner: bytes) -> None:
    raw = b'[{"a": "' + inner + b'"}, {"b": 1}]'
    blocks = ((raw[at : at + (1 << 20)], 0.0) for at in range(0, len(raw), 1 << 20))
    assert [element.raw for element in elements(blocks)] == [None, b'{"b": 1}']
