"""A book on a network share: told by made-up tables of mounts, and warned about in words."""

from __future__ import annotations

from pathlib import Path

import books
import pytest
from books import medel

from ledger.storage import network_share
from ledger.storage.network_share import share_in, share_on_windows

TABLE = """\
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
//srv/gemensam /mnt/gemensam cifs rw,vers=3.0 0 0
srv:/export /home nfs4 rw 0 0
/dev/sdb1 /home/lokal ext4 rw 0 0
anna@srv: /media/sköld fuse.sshfs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
srv:/ekonomi /mnt/med\\040mellanslag nfs rw 0 0
/dev/fuse /mnt/usb fuse.ntfs-3g rw 0 0
/dev/sdc1 /mnt/dubbel ext4 rw 0 0
//srv/d /mnt/dubbel smb3 rw 0 0

trasig rad
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/var/bok.db", None),
        ("/opt/bok.db", None),
        ("/mnt/gemensam/2024/bok.db", "cifs"),
        ("/mnt/gemensamt/bok.db", None),  # only begins alike
        ("/mnt/gemensam", "cifs"),
        ("/home/anna/bok.db", "nfs4"),
        ("/home/lokal/bok.db", None),  # a disk of its own below a share
        ("/media/sköld/bok.db", "fuse.sshfs"),
        ("/mnt/c/Users/anna/bok.db", "9p"),
        ("/mnt/med mellanslag/bok.db", "nfs"),
        ("/mnt/usb/bok.db", None),
        ("/mnt/dubbel/bok.db", "smb3"),  # the later mount is the one that is seen
    ],
)
def test_by_the_table_of_mounts(place: str, kind: str | None) -> None:
    assert share_in(place, TABLE) == kind


def test_an_empty_table_says_nothing() -> None:
    assert share_in("/bok.db", "") is None


@pytest.mark.parametrize("place", [r"\\srv\ekonomi\bok.db", "//srv/ekonomi/bok.db"])
def test_a_windows_path_that_names_a_server(place: str) -> None:
    assert share_on_windows(place) == "UNC"


@pytest.mark.parametrize("place", [r"\\?\C:\bok.db", "bok.db", r"C:\bok.db"])
def test_a_windows_path_that_names_none(place: str) -> None:
    assert share_on_windows(place) is None


def test_a_windows_drive_that_is_a_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.splitdrive", lambda _path: ("G:", "\\bok.db"))
    monkeypatch.setattr(network_share, "_drive_type", lambda root: 4 if root == "G:\\" else 3)
    assert share_on_windows("G:\\bok.db") == "G:"


@pytest.fixture
def on_a_share(sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//srv/g {tmp_path.resolve()} cifs rw 0 0\n")
    monkeypatch.setattr(network_share, "MOUNTS", table)
    return sqlite_db


POST = ("post", "--kind", "received", "--amount", "10", "--payer", "Socialstyrelsen", "--payee",
        "Region Dalarna", "--fund", "Länsgemensamma medel", "--year", "2024", "--paper",
        "brev")  # fmt: skip


@pytest.mark.parametrize("words", [("init",), ("check",), ("check", "--format", "json"), POST])
def test_it_is_told_once_and_the_command_goes_on(words: tuple[str, ...], on_a_share: str) -> None:
    said = medel(*words, db=on_a_share)
    assert said.code == 0
    assert said.stderr.count("network share (cifs)") == 1
    assert "network share" not in said.stdout


def test_a_listing_does_not_say_it(on_a_share: str) -> None:
    for words in (("journal",), ("balances",), ("inbox",)):
        assert medel(*words, db=on_a_share).stderr == ""


def test_import_says_it_once_for_many_files(on_a_share: str, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"Anteckningar 2024-04-1{n}\n\nInget om pengar.\n")
    said = medel("import", *sorted(tmp_path.glob("*.txt")), db=on_a_share)
    assert said.stderr.count("network share (cifs)") == 1


def test_a_new_book_on_a_share(on_a_share: str) -> None:
    said = medel("init", db=str(Path(on_a_share).with_name("ny.db")))
    assert (said.code, said.stderr.count("network share")) == (0, 1)
    medel("export", Path(on_a_share).with_name("arkiv"), db=on_a_share)
    again = Path(on_a_share).with_name("åter.db")
    said = medel("restore", Path(on_a_share).with_name("arkiv"), db=str(again))
    assert (said.code, said.stderr.count("network share")) == (0, 1)


def test_the_disk_of_the_machine_is_not_warned_of(db: str) -> None:
    assert medel("check", db=db) == books.Said(0, "", "")
    assert medel(*POST, db=db).stderr == ""
