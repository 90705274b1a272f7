"""The dashboard is installed and built again exactly when what it was made from has changed."""

from pathlib import Path

import pytest

from sandbox.runner import node
from sandbox.runner.hooks import LARGEST_BYTES, large_files, lock_addresses
from sandbox.runner.ports import offset_find, port_is_free


@pytest.fixture
def dashboard(tmp_path: Path) -> Path:
    """A dashboard that was just installed and built."""
    for folder in ("app", "node_modules", ".next"):
        (tmp_path / folder).mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "app" / "page.tsx").write_text("export default 1")
    node._packages_stamp(tmp_path).write_text(node._packages_hash(tmp_path))
    node._build_stamp(tmp_path).write_text(node._sources_hash(tmp_path))
    return tmp_path


def test_nothing_is_stale_right_after_a_build_nor_by_what_the_build_writes(dashboard: Path) -> None:
    (dashboard / ".next" / "trace").write_text("x")
    (dashboard / "next-env.d.ts").write_text("x")
    (dashboard / "tsconfig.tsbuildinfo").write_text("x")

    assert not node.packages_are_stale(dashboard)
    assert not node.build_is_stale(dashboard)


@pytest.mark.parametrize("change", ["edit", "add", "rename"])
def test_a_changed_source_makes_the_build_stale_but_not_the_packages(dashboard: Path, change: str) -> None:
    page = dashboard / "app" / "page.tsx"
    if change == "edit":
        page.write_text("export default 2")
    elif change == "add":
        (dashboard / "app" / "layout.tsx").write_text("")
    else:
        page.rename(page.with_name("other.tsx"))

    assert node.build_is_stale(dashboard)
    assert not node.packages_are_stale(dashboard)


def test_a_changed_lock_file_makes_both_stale(dashboard: Path) -> None:
    (dashboard / "package-lock.json").write_text('{"a": 1}')

    assert node.packages_are_stale(dashboard)
    assert node.build_is_stale(dashboard)


def test_a_found_offset_has_all_its_ports_free() -> None:
    offset = offset_find([8000, 3000])

    assert port_is_free(8000 + offset)
    assert port_is_free(3000 + offset)


def test_hooks_complain_of_large_files_and_of_registries_in_lock_files(tmp_path: Path) -> None:
    large, small = tmp_path / "large.bin", tmp_path / "small.bin"
    large.write_bytes(b"x" * (LARGEST_BYTES + 1))
    small.write_bytes(b"x" * LARGEST_BYTES)
    clean, dirty = tmp_path / "requirements.txt", tmp_path / "package-lock.json"
    clean.write_text("django==6.0 \\\n    --hash=sha256:00\n    # via -r requirements.in\n")
    dirty.write_text('{"resolved": "an address"}')

    assert [text.split(" has ")[0] for text in large_files([large, small])] == [str(large)]
    assert lock_addresses([clean, dirty]) == [f"{dirty} names a registry"]
