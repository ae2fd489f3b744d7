"""Files that go wrong: one clear line each, nothing of them stored, and the other files done."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import badfiles
import books
import pytest
from books import Said, medel, run_medel

GOOD_WORDS = "Ledningsgrupp i Dalarna\n\nBeslut: Mora kommun fakturerar Region Dalarna 777 kr.\n"

BAD: dict[Callable[[Path], Path], str] = {
    badfiles.empty_file: "empty",
    badfiles.file_of_only_spaces: "",
    badfiles.binary_named_txt: "",
    badfiles.scanned_pdf: "no text",
    badfiles.encrypted_pdf: "",
    badfiles.broken_pdf: "",
    badfiles.docx_that_is_not_one: "not a Word document",
    badfiles.docx_without_document: "",
    badfiles.zip_bomb_xlsx: "unpack",
    badfiles.zip_bomb_docx: "unpack",
    badfiles.file_without_read_rights: "cannot be opened",
}
GOOD: tuple[Callable[[Path], Path], ...] = (
    badfiles.latin1_minutes,
    badfiles.cp1252_minutes,
    badfiles.utf16_minutes,
    badfiles.pdf_locked_against_editing,
)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "bra.txt"
    path.write_text(GOOD_WORDS, encoding="utf-8")
    return path


def made(make: Callable[[Path], Path], folder: Path) -> Path:
    path = make(folder)
    if make is badfiles.file_without_read_rights and badfiles.can_be_read_all_the_same(path):
        pytest.skip("whoever runs the tests may read every file here")
    return path


def sources(db: str) -> list[str]:
    return [row[2] for row in books.dump_of(db, "sources")]


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_file_is_told_in_one_line_and_the_others_are_done(
    make: Callable[[Path], Path], sqlite_db: str, good: Path, tmp_path: Path
) -> None:
    bad = made(make, tmp_path)
    said = medel("import", bad, good, bad, db=sqlite_db)
    assert said.code == 3
    lines = said.stderr.splitlines()
    assert len(lines) == 2, said.stderr  # one for each time it was named
    assert all(line.startswith(f"Error: {bad.name}: ") for line in lines)
    assert BAD[make] in lines[0]
    assert said.stdout.startswith("bra.txt: ")
    assert sources(sqlite_db) == ["bra.txt"]
    assert books.findings(sqlite_db) == []


def test_all_bad_files_at_once_by_the_real_program(
    sqlite_db: str, good: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "alla"
    folder.mkdir()
    bad = [make(folder) for make in BAD if make is not badfiles.file_without_read_rights]
    said = run_medel("import", *bad, good, tmp_path / "finns-inte.txt", "--db", sqlite_db)
    assert said.code == 3
    assert len(said.stderr.splitlines()) == len(bad) + 1
    assert sources(sqlite_db) == ["bra.txt"]


@pytest.mark.parametrize("make", GOOD, ids=lambda make: make.__name__)
def test_a_file_that_only_looks_bad_is_read(
    make: Callable[[Path], Path], sqlite_db: str, tmp_path: Path
) -> None:
    path = make(tmp_path)
    said = medel("import", path, db=sqlite_db)
    assert (said.code, said.stderr) == (0, "")
    rows = medel("inbox", "--state", "all", "--format", "json", db=sqlite_db).rows
    assert badfiles.DECISION_SUM.replace("\u00a0", " ") in [
        re.sub(r"\s", " ", row["amount_text"] or "") for row in rows
    ]
    (text,) = [row[7] for row in books.dump_of(sqlite_db, "sources")]
    if make is not badfiles.pdf_locked_against_editing:
        assert "Älvdalen" in text
        assert "Östra" in text
    assert "\ufffd" not in text
    assert books.findings(sqlite_db) == []


def test_the_same_file_again_adds_nothing(sqlite_db: str, good: Path, tmp_path: Path) -> None:
    assert medel("import", good, db=sqlite_db).code == 0
    before = books.dump(sqlite_db)
    copy = tmp_path / "samma under annat namn.txt"
    copy.write_bytes(good.read_bytes())
    said = medel("import", good, copy, good, db=sqlite_db)
    assert said.code == 0
    assert said.stdout.count("known already") == 3
    assert books.dump(sqlite_db) == before


def test_a_dry_run_stores_nothing(sqlite_db: str, good: Path) -> None:
    before = books.dump(sqlite_db)
    said = medel("import", good, "--dry-run", db=sqlite_db)
    assert (said.code, "Nothing was stored" in said.stdout) == (0, True)
    assert books.dump(sqlite_db) == before


def test_minutes_without_money_are_a_normal_result(sqlite_db: str, tmp_path: Path) -> None:
    path = tmp_path / "utan.txt"
    path.write_text("Ledningsgrupp i Dalarna\n\nMötet öppnas. Nästa möte är i maj.\n", "utf-8")
    said = medel("import", path, db=sqlite_db)
    assert (said.code, said.stderr) == (0, "")
    assert "no money in these minutes" in said.stdout


# -- Hostile text --------------------------------------------------------------------------------

STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown(db: str, *args: str | int | Path) -> Said:
    said = medel(*args, db=db)
    steered = STEERS.search(said.both)
    assert not steered, f"{args}: {steered}"
    return said


def test_nothing_in_a_file_steers_the_terminal(sqlite_db: str, tmp_path: Path) -> None:
    path = badfiles.hostile_text(tmp_path)
    shown(sqlite_db, "import", path)
    rows = shown(sqlite_db, "inbox", "list", "--state", "all", "--format", "json").rows
    assert rows
    shown(sqlite_db, "inbox", "list")
    for row in rows:
        number = row["number"]
        shown(sqlite_db, "inbox", "accept", number, "--payer", "Region Dalarna", "--payee", "Mora",
              "--fund", "RSS-medel", "--year", "2024", "--amount", "7", "--kind", "spent",
              "--date", "2024-01-01", "--even-if", "prov")  # fmt: skip
    for entry in shown(sqlite_db, "journal", "--format", "json").rows:
        traced = shown(sqlite_db, "trace", entry["number"], "--format", "json").rows
        assert traced["evidence"][0]["quote"] in [row["quote"] for row in rows]
        shown(sqlite_db, "trace", entry["number"])
    for args in (["journal"], ["balances"], ["check"]):
        shown(sqlite_db, *args)
    assert books.findings(sqlite_db) == []


@pytest.mark.parametrize("format_", ["text", "jsonl"])
def test_explain_steers_nothing_either(format_: str, tmp_path: Path) -> None:
    path = badfiles.hostile_text(tmp_path)
    said = medel("explain", "--format", format_, path)
    assert said.code == 0
    assert not STEERS.search(said.both)
    if format_ == "jsonl":
        text = path.read_bytes().decode()
        for line in said.stdout.splitlines():
            row = json.loads(line)
            start, end = row["quote_span"]
            assert text[start:end] == row["quote"]


def test_hostile_names_of_bodies_funds_and_papers(sqlite_db: str) -> None:
    nasty = "Ond\x1b[31m\u202e förening'; DROP TABLE entries;--"
    assert shown(sqlite_db, "body", "add", nasty, "--alias", "a\x07b").code == 0
    assert shown(sqlite_db, "fund", "add", f"=cmd|'/C calc'!A0 {nasty}").code == 0
    shown(sqlite_db, "post", "--kind", "spent", "--amount", "5", "--payer", nasty, "--payee",
          "Falun", "--fund", "RSS-medel", "--year", "2024", "--paper", nasty, "--text", nasty,
          "--by", nasty)  # fmt: skip
    for command in ("journal", "balances", "body list", "fund list", "trace 1"):
        for format_ in ("text", "json"):
            assert shown(sqlite_db, *command.split(), "--format", format_).code == 0
    shown(sqlite_db, "body", "add", nasty)
    shown(sqlite_db, "balances", "--body", f"{nasty} okänd")
    assert books.findings(sqlite_db) == []


def test_awkward_names_of_files(sqlite_db: str, tmp_path: Path) -> None:
    paths = badfiles.minutes_with_awkward_names(tmp_path)
    for path in paths:
        said = medel("--db", sqlite_db, "import", "--", path)
        assert not STEERS.search(said.both)
        assert said.code == 0, (path, said)
        assert len(said.stdout.splitlines()) <= 3 + path.name.count("\n"), said
    assert len(sources(sqlite_db)) == len(paths)
    shown(sqlite_db, "inbox")
    assert shown(sqlite_db, "inbox", "--format", "json").code == 0
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".txt") == sorted(
        path.name for path in paths
    )
    assert books.findings(sqlite_db) == []


@pytest.mark.skipif(os.name != "posix", reason="names are text on Windows")
def test_a_name_that_is_no_text(sqlite_db: str, tmp_path: Path, good: Path) -> None:
    path = os.fsencode(tmp_path) + b"/prot\xffokoll.txt"
    try:
        Path(os.fsdecode(path)).write_bytes(good.read_bytes())
    except OSError:
        pytest.skip("this disk only has names that are text")
    said = run_medel("import", os.fsdecode(path), "--db", sqlite_db)
    assert said.code == 0, said
    assert "prot\ufffdokoll.txt" in said.stdout
    assert books.findings(sqlite_db) == []
    assert run_medel("inbox", "--format", "json", "--db", sqlite_db).code == 0
