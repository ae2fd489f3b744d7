"""The examples of docs/extending.md, run as a reader of it would run them."""

from __future__ import annotations

import re
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from books import medel

from imports import plugins
from imports.lexicons import check, words_in

TEXT = (Path(__file__).parent.parent / "docs" / "extending.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def _named(block: str) -> Any:
    """What an example defines: its one class or function."""
    held: dict[str, Any] = {}
    exec(block, held)  # noqa: S102  our own manual
    name = re.search(r"^(?:class|def) (\w+)", block, re.MULTILINE)
    assert name
    return held[name[1]]


def _install(monkeypatch: pytest.MonkeyPatch, group: str, name: str, part: Any) -> None:
    monkeypatch.setattr(plugins, "_load", lambda _found: (part, None))
    found = (EntryPoint(name, "our_package:part", group),)
    monkeypatch.setattr(plugins, "_found", lambda asked: found if asked == group else ())


def test_the_words_can_be_used() -> None:
    (words,) = _blocks("toml")
    assert check(words.encode()) == []
    assert sum(map(len, words_in(words.encode()).values())) == 5


def test_the_reader_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, plugins.READERS, "fixed-width", _named(_blocks("python")[0]))
    path = tmp_path / "minutes.prt"
    path.write_bytes("PRT1      Beslut: Timrå kommun får 10 tkr.".encode("cp850"))
    assert "payee: Timrå kommun" in medel("explain", path).stdout


@pytest.mark.parametrize("packed", [False, True], ids=["in a folder", "in a zip in a folder"])
def test_the_reader_reads_what_stands_inside(
    packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(monkeypatch, plugins.READERS, "fixed-width", _named(_blocks("python")[0]))
    content = "PRT1      Beslut: Timrå kommun får 10 tkr.".encode("cp850")
    if packed:
        with zipfile.ZipFile(tmp_path / "arkiv.zip", "w") as arkiv:
            arkiv.writestr("minutes.prt", content)
    else:
        (tmp_path / "minutes.prt").write_bytes(content)
    assert "payee: Timrå kommun" in medel("explain", tmp_path).stdout


def test_the_suggester_suggests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, plugins.SUGGESTERS, "arrows", _named(_blocks("python")[1]))
    path = tmp_path / "minutes.txt"
    path.write_text("=> summa=3500 kr till Arvika kommun\n", encoding="utf-8")
    assert "no money" in medel("explain", path).stdout
    assert "payee: Arvika kommun" in medel("explain", path, "--suggest", "arrows").stdout


def test_every_command_of_it_is_one() -> None:
    import cli

    for name in re.findall(r"^medel (\w+)|`medel (\w+)", TEXT, re.MULTILINE):
        assert (name[0] or name[1]) in cli.COMMANDS, name
