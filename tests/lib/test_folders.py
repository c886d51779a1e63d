"""What lies below a folder."""

from __future__ import annotations

from pathlib import Path

from allies.lib.folders import files_below


def test_files_come_in_order_with_their_sizes_and_links_are_not_followed_round(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_text("four")
    (tmp_path / "a.txt").write_text("two")
    (tmp_path / "b" / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = [(name, status.st_size) for name, status in files_below(tmp_path)]
    assert found == [("a.txt", 3), ("b/c.txt", 4), ("link.txt", 3)]
