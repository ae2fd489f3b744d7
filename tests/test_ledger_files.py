"""Where files are put: wholly or not at all, and every refusal is one sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ledger.errors import CannotStore
from ledger.storage.files import put_file


def test_a_new_file_is_written(tmp_path: Path) -> None:
    put_file(tmp_path / "å ä ö.csv", b"innehall")
    assert (tmp_path / "å ä ö.csv").read_bytes() == b"innehall"


def test_an_old_file_is_replaced_and_keeps_its_rights(tmp_path: Path) -> None:
    target = tmp_path / "gammal.xlsx"
    target.write_bytes(b"gammalt")
    target.chmod(0o640)
    put_file(target, b"nytt")
    assert target.read_bytes() == b"nytt"
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["gammal.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_a_new_file_gets_the_rights_of_new_files(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        put_file(tmp_path / "ny.csv", b"")
    finally:
        os.umask(old)
    assert (tmp_path / "ny.csv").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "arkiv").mkdir()
    link = tmp_path / "senaste.csv"
    link.symlink_to(tmp_path / "arkiv" / "2023.csv")
    put_file(link, b"x")
    assert link.is_symlink()
    assert (tmp_path / "arkiv" / "2023.csv").read_bytes() == b"x"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotStore, match=r"x\.csv: The folder does not exist\."):
        put_file(tmp_path / "saknas" / "x.csv", b"x")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CannotStore, match=r"This is a folder\."):
        put_file(tmp_path, b"x")


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").write_bytes(b"")
    with pytest.raises(CannotStore, match="could not be written"):
        put_file(tmp_path / "fil" / "x.csv", b"x")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full."),
        (errno.EDQUOT, "The disk is full."),
        (errno.EACCES, "Close it if it is open in Excel"),
        (errno.EROFS, "The file may not be written."),
        (errno.EIO, "could not be written: Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_goes_wrong_leaves_the_old_file(
    number: int, said: str, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "gammal.xlsx"
    target.write_bytes(b"gammalt")

    def fails(*_args: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((os, "fsync", fails) if step == "fsync" else (Path, "replace", fails)))
    with pytest.raises(CannotStore) as told:
        put_file(target, b"nytt")
    assert said in str(told.value)
    assert target.read_bytes() == b"gammalt"
    assert [path.name for path in tmp_path.iterdir()] == ["gammal.xlsx"]


def test_an_interruption_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "gammal.xlsx"
    target.write_bytes(b"gammalt")

    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put_file(target, b"nytt")
    assert target.read_bytes() == b"gammalt"
    assert [path.name for path in tmp_path.iterdir()] == ["gammal.xlsx"]
