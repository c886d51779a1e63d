"""What a place holds is told by the names, sizes and times of its files, wherever it lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from allies.traces.outline import outline

NOW_S = 1_790_000_000


def _file(path: Path, data: bytes, *, at_s: int = NOW_S) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at_s, at_s))


def test_the_same_files_elsewhere_have_the_same_outline(tmp_path: Path) -> None:
    for top in ("one", "other"):
        _file(tmp_path / top / "cur" / "a", b"12345")
        _file(tmp_path / top / "new" / "b", b"123")
    assert outline(tmp_path / "one") == outline(tmp_path / "other")
    assert outline(tmp_path / "one").size_bytes == 8


@pytest.mark.parametrize(("name", "data"), [("b", b"12345"), ("a", b"1234")])
def test_another_name_or_size_is_another_outline(tmp_path: Path, name: str, data: bytes) -> None:
    _file(tmp_path / "one" / "a", b"12345")
    _file(tmp_path / "other" / name, data)
    one, other = outline(tmp_path / "one"), outline(tmp_path / "other")
    assert one.fingerprint != other.fingerprint and one.names != other.names


def test_a_file_written_again_is_another_state_of_the_same_files(tmp_path: Path) -> None:
    _file(tmp_path / "one" / "a", b"12345")
    _file(tmp_path / "other" / "a", b"67890", at_s=NOW_S + 1)
    one, other = outline(tmp_path / "one"), outline(tmp_path / "other")
    assert one.names == other.names and one.fingerprint != other.fingerprint


def test_one_file_is_a_place_too(tmp_path: Path) -> None:
    _file(tmp_path / "a.mbox", b"12345")
    assert outline(tmp_path / "a.mbox").size_bytes == 5
    with pytest.raises(OSError, match=r"b\.mbox"):
        outline(tmp_path / "b.mbox")
