"""Out to a folder and back: the same book, in either database; what was changed is named."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import books
import postgres
import pytest
from books import Said, found, medel, minutes
from hypothesis import given
from hypothesis import strategies as st
from test_ledger_tamper import fill

from ledger.safekeeping import package
from ledger.storage.csv_text import csv_line, csv_records
from ledger.storage.tables import metadata


@pytest.fixture
def folder(db: str, tmp_path: Path) -> Path:
    """A book with something in every table, exported."""
    fill(db)
    said = medel("export", tmp_path / "arkiv", db=db)
    assert (said.code, said.stderr) == (0, "")
    return tmp_path / "arkiv"


@pytest.fixture(params=["sqlite", "postgresql"])
def other_db(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql: postgres.Server
) -> Iterator[str]:
    """Where the book is to be built again: no book is there."""
    if request.param == "sqlite":
        yield str(tmp_path / "åter.db")
        return
    url = postgresql.new_database()
    yield url
    postgresql.drop(url)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def head_said(said: Said) -> str:
    return said.stdout.splitlines()[-1]


LISTINGS = (
    ["journal", "--format", "json"],
    ["balances", "--format", "json"],
    ["inbox", "list", "--state", "all", "--format", "json"],
    ["body", "list", "--format", "json"],
    ["fund", "list", "--format", "json"],
    ["trace", "1", "--format", "json"],
    ["report", "year", "2024", "--format", "json"],
    ["undo", "list", "--format", "json"],
    ["check"],
)


def test_out_and_back_is_the_same_book(
    folder: Path, db: str, other_db: str, tmp_path: Path
) -> None:
    exported = medel("export", tmp_path / "igen", db=db)
    restored = medel("restore", folder, db=other_db)
    assert restored.code == 0, restored
    assert head_said(restored) == head_said(exported)
    assert books.dump(other_db) == books.dump(db)
    assert books.findings(other_db) == books.findings(db)
    assert medel("export", tmp_path / "åter", db=other_db).code == 0
    first = bytes_of(folder)
    assert bytes_of(tmp_path / "igen") == first
    assert bytes_of(tmp_path / "åter") == first
    # It is a book like any other: it goes on where the first one ended.
    before = len(books.dump_of(other_db, "entries"))
    assert books.posted(other_db, 5) == before + 1


def test_reports_before_and_after_are_the_same_files(
    db: str, other_db: str, tmp_path: Path
) -> None:
    quote = "Beslut: Falu kommun fakturerar Region Dalarna 100 kr ur Länsgemensamma medel."
    row = found(quote, 100, "100 kr", payer="Region Dalarna", payee="Falu kommun",
                fund="Länsgemensamma medel")  # fmt: skip
    books.imported_batch(db, minutes(row))
    assert medel("inbox", "accept", 1, db=db).code == 0
    books.posted(db, 20, payee="Mora kommun")
    assert medel("export", tmp_path / "arkiv", db=db).code == 0
    assert medel("restore", tmp_path / "arkiv", db=other_db).code == 0
    assert medel("check", "--deep", db=other_db) == Said(0, "", "")
    for listing in LISTINGS:
        assert medel(*listing, db=other_db) == medel(*listing, db=db), listing
    for place, name in ((db, "a"), (other_db, "b")):
        made = medel("report", "year", 2024, "-o", tmp_path / f"{name}.xlsx", db=place)
        assert made.code == 0, made
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_closed_years_come_back_closed(db: str, other_db: str, tmp_path: Path) -> None:
    """The entries of a closed year go in before the rule that refuses them."""
    for year in (2022, 2023, 2024):
        books.posted(db, 100, year=year)
    for words in (("close", 2022), ("close", 2023), ("close", 2024, "--adjusting"),
                  ("reopen", 2022, "--why", "rättelse")):  # fmt: skip
        said = medel(*words, db=db)
        assert said.code == 0, said
    assert medel("check", "--deep", db=db) == Said(0, "", "")
    assert medel("export", tmp_path / "arkiv", db=db).code == 0
    said = medel("restore", tmp_path / "arkiv", db=other_db)
    assert said.code == 0, said
    assert medel("check", "--deep", db=other_db) == Said(0, "", "")
    assert books.dump(other_db) == books.dump(db)
    again = medel("post", "--kind", "received", "--amount", 1, "--payer", "Socialstyrelsen",
                  "--payee", "Region Dalarna", "--fund", "Länsgemensamma medel", "--year", 2023,
                  "--paper", "brev", db=other_db)  # fmt: skip
    assert (again.code, "closed" in again.stderr) == (2, True), again


def test_the_language_changes_nothing(folder: Path, db: str, tmp_path: Path) -> None:
    assert medel("export", tmp_path / "sv", "--lang", "sv", db=db).code == 0
    assert bytes_of(tmp_path / "sv") == bytes_of(folder)


# -- What is in it -------------------------------------------------------------------------------


def test_every_table_and_field_is_described() -> None:
    for table in package.TABLES:
        assert package.is_described(table), f"{table}: say what it is in ledger/data/fields.toml"
        for column in table.columns:
            assert package.is_described(table, column.name), (
                f"{table}.{column.name}: say what it is in ledger/data/fields.toml"
            )


def test_the_package_describes_every_file(folder: Path) -> None:
    whole = json.loads((folder / "datapackage.json").read_text("utf-8"))
    said = {r["path"]: (r["bytes"], r["hash"]) for r in whole["resources"]}
    there = bytes_of(folder)
    assert set(there) == {*said, "datapackage.json"}
    for path, (size, hash_) in said.items():
        assert size == len(there[path]), path
        assert hash_ == f"sha256:{hashlib.sha256(there[path]).hexdigest()}", path
    names = [r["name"] for r in whole["resources"]]
    assert len(names) == len(set(names))


def test_the_schema_is_the_tables(folder: Path) -> None:
    whole = json.loads((folder / "datapackage.json").read_text("utf-8"))
    schemas = {r["name"]: r["schema"] for r in whole["resources"] if "schema" in r}
    assert set(schemas) == set(metadata.tables)
    for name, schema in schemas.items():
        table = metadata.tables[name]
        assert [f["name"] for f in schema["fields"]] == [c.name for c in table.columns]
        assert all(f["title"] and f["description"] for f in schema["fields"])
        assert schema["primaryKey"] == ["id"]
        for key in schema.get("foreignKeys", ()):
            referred = key["reference"]["resource"] or name
            assert key["reference"]["fields"][0] in metadata.tables[referred].columns
    reverses = next(k for k in schemas["entries"]["foreignKeys"] if k["fields"] == ["corrects"])
    assert reverses["reference"] == {"resource": "", "fields": ["id"]}


def test_any_csv_reader_reads_it_and_the_json_says_the_same(folder: Path, db: str) -> None:
    for table in package.TABLES:
        with (folder / package.csv_path(table)).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        objects = json.loads((folder / package.json_path(table)).read_text("utf-8"))
        assert len(rows) == len(objects) == len(books.dump_of(db, table.name))
        for row, one in zip(rows, objects, strict=True):
            assert row == {k: "" if v is None else str(v) for k, v in one.items()}


def test_the_files_are_as_they_came_in(folder: Path, db: str) -> None:
    names = [c.name for c in metadata.tables["sources"].columns]
    for row in books.dump_of(db, "sources"):
        one = dict(zip(names, row, strict=True))
        assert (folder / package.content_path(one["id"], one["name"])).read_bytes() == one[
            "content"
        ]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("protokoll.txt", "files/1-protokoll.txt"),
        ("mapp/Möte 2024-04-12, §4.PDF", "files/1-mote-2024-04-12-4.pdf"),
        ("..\\..\\windows.ini", "files/1-windows.ini"),
        ("../../etc/passwd", "files/1-passwd"),
        ("...", "files/1-fil"),
        ("", "files/1-fil"),
        ("😀", "files/1-fil"),
        ("CON", "files/1-con"),
        ("a" * 300 + ".docx", "files/1-" + "a" * 55 + ".docx"),
    ],
)
def test_a_name_any_disk_takes(name: str, path: str) -> None:
    assert package.content_path(1, name) == path


def test_the_readme_tells_how_to_check_it(folder: Path) -> None:
    said = (folder / "README.txt").read_text("utf-8")
    whole = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert whole["medelsbok"]["head"] in said
    assert whole["id"] in said


@given(st.lists(st.lists(st.none() | st.text(), min_size=1), min_size=1))
def test_csv_comes_back_as_it_was(rows: list[list[str | None]]) -> None:
    text = "".join(csv_line(row) for row in rows)
    lines = [line + "\n" for line in text.split("\n")][:-1]
    assert [record for _line, record in csv_records(lines)] == rows


# -- What is refused -----------------------------------------------------------------------------


def test_a_folder_with_something_in_it_is_left_alone(db: str, tmp_path: Path) -> None:
    (tmp_path / "mitt").write_text("eget")
    said = medel("export", tmp_path, db=db)
    assert (said.code, "not written over" in said.stderr) == (2, True)
    assert (tmp_path / "mitt").read_text() == "eget"
    assert medel("export", tmp_path / "mitt", db=db).code == 2
    assert medel("export", tmp_path / "finns" / "inte", db=db).code == 3
    (tmp_path / "tom").mkdir()
    assert medel("export", tmp_path / "tom", db=db).code == 0


def test_an_export_that_fails_leaves_nothing(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    said = medel("export", tmp_path / "ut" / "arkiv", db=db)
    (tmp_path / "ut").mkdir()
    said = medel("export", tmp_path / "ut" / "arkiv", db=db)
    assert (said.code, "No space left" in said.stderr) == (3, True)
    assert list((tmp_path / "ut").iterdir()) == []


def test_a_book_that_is_there_is_left_as_it_is(folder: Path, db: str) -> None:
    before = books.dump(db)
    said = medel("restore", folder, db=db)
    assert (said.code, "There is a book already" in said.stderr) == (2, True)
    assert books.dump(db) == before


def entries_line(folder: Path, change: Callable[[str], str]) -> None:
    path = folder / "csv/entries.csv"
    lines = path.read_bytes().decode().split("\r\n")
    lines[2] = change(lines[2])
    path.write_bytes("\r\n".join(lines).encode())


def agreed(folder: Path, path: str) -> None:
    """The forger has also put the new hash into datapackage.json."""
    at = folder / "datapackage.json"
    whole = json.loads(at.read_text("utf-8"))
    content = (folder / path).read_bytes()
    for resource in whole["resources"]:
        if resource["path"] == path:
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
            resource["bytes"] = len(content)
    at.write_text(json.dumps(whole), "utf-8")


def a_value(folder: Path) -> None:
    entries_line(folder, lambda line: line.replace("2024", "2025", 1))


def a_number(folder: Path) -> None:
    entries_line(folder, lambda line: line.replace("2,", "två,", 1))


def a_field_more(folder: Path) -> None:
    entries_line(folder, lambda line: line + ",7")


def a_quote(folder: Path) -> None:
    entries_line(folder, lambda line: line + '"')


def an_empty_text(folder: Path) -> None:
    entries_line(folder, lambda line: line.replace(",,", ',"",', 1))


def a_row_gone(folder: Path) -> None:
    path = folder / "csv/entries.csv"
    lines = path.read_bytes().decode().split("\r\n")
    path.write_bytes("\r\n".join([*lines[:2], *lines[3:]]).encode())


def the_last_row_gone(folder: Path) -> None:
    path = folder / "csv/entries.csv"
    lines = path.read_bytes().decode().split("\r\n")
    path.write_bytes("\r\n".join([*lines[:-2], ""]).encode())


def another_heading(folder: Path) -> None:
    path = folder / "csv/entries.csv"
    path.write_bytes(path.read_bytes().replace(b"payer", b"betalare", 1))


def no_text(folder: Path) -> None:
    path = folder / "csv/entries.csv"
    path.write_bytes(path.read_bytes() + b"\xff\xfe")


def an_event(folder: Path) -> None:
    path = folder / "csv/events.csv"
    path.write_bytes(path.read_bytes().replace(b"ekonom", b"kassor", 1))


def the_tail_cut(folder: Path) -> None:
    path = folder / "csv/events.csv"
    path.write_bytes(path.read_bytes()[: path.read_bytes().rindex(b"\r\n", 0, -2) + 2])


def the_head(folder: Path) -> None:
    path = folder / "csv/head.csv"
    path.write_bytes(path.read_bytes()[:-10] + b"00000000\r\n")


def a_source(folder: Path) -> None:
    path = folder / "files/1-protokoll.txt"
    path.write_bytes(path.read_bytes() + b" ")


def the_json(folder: Path) -> None:
    path = folder / "json/entries.json"
    path.write_bytes(path.read_bytes().replace(b"2024", b"2025", 1))


CHANGES = [
    (a_value, "csv/entries.csv", "csv/entries.csv, line 3"),
    (a_number, "csv/entries.csv", "csv/entries.csv, line 3"),
    (a_field_more, "csv/entries.csv", "csv/entries.csv, line 3"),
    (a_quote, "csv/entries.csv", "csv/entries.csv, line 3"),
    (an_empty_text, "csv/entries.csv", "csv/entries.csv, line 3"),
    (a_row_gone, "csv/entries.csv", "csv/entries.csv, line 3"),
    (the_last_row_gone, "csv/entries.csv", ""),
    (another_heading, "csv/entries.csv", "csv/entries.csv, line 1"),
    (no_text, "csv/entries.csv", "csv/entries.csv"),
    (an_event, "csv/events.csv", "csv/events.csv, line"),
    (the_tail_cut, "csv/events.csv", ""),
    (the_head, "csv/head.csv", ""),
    (a_source, "files/1-protokoll.txt", "files/1-protokoll.txt"),
    (the_json, "json/entries.json", "json/entries.json"),
]


@pytest.mark.parametrize("hidden", [False, True], ids=["plain", "with its hash"])
@pytest.mark.parametrize(("change", "path", "named"), CHANGES, ids=[c[0].__name__ for c in CHANGES])
def test_what_was_changed_is_named(
    change: Callable[[Path], None], path: str, named: str, hidden: bool, packed: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = shutil.copytree(packed, tmp_path / "arkiv")
    change(folder)
    if hidden:
        agreed(folder, path)
    place = tmp_path / "bok"
    place.mkdir()
    said = medel("restore", folder, db=str(place / "åter.db"))
    assert said.code == 3
    assert (named or path if not hidden else named) in said.stderr
    assert "Nothing was stored" in said.stderr
    assert list(place.iterdir()) == []


def test_a_file_more_or_less_is_named(packed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(packed, tmp_path / "arkiv")
    (folder / "csv/bodies.csv").unlink()
    (folder / "files/insmugglad.pdf").write_bytes(b"")
    said = medel("restore", folder, db=str(tmp_path / "åter.db"))
    assert said.code == 3
    assert "csv/bodies.csv: missing" in said.stderr
    assert "files/insmugglad.pdf: not one of the files" in said.stderr
    assert not (tmp_path / "åter.db").exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{", "not the description"),
        ("[]", "not the description"),
        ('{"medelsbok": {}, "resources": []}', "not the description"),
        ('{"medelsbok": {"format": 2, "revision": "0002", "event": 1, "head": "a"},'
         ' "resources": [{"path": "a", "hash": "b", "bytes": 1}]}', "newer version"),
        ('{"medelsbok": {"format": 1, "revision": "0999", "event": 1, "head": "a"},'
         ' "resources": [{"path": "a", "hash": "b", "bytes": 1}]}', "newer version"),
    ],
)  # fmt: skip
def test_a_folder_that_is_no_export(said: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(said)
    heard = medel("restore", tmp_path, db=str(tmp_path / "åter.db"))
    assert (heard.code, words in heard.stderr) == (3, True)
    (tmp_path / "datapackage.json").unlink()
    assert "There is no datapackage.json" in medel("restore", tmp_path, db="x.db").stderr


def test_a_path_out_of_the_folder_is_refused(packed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(packed, tmp_path / "arkiv")
    (tmp_path / "hemlig").write_text("hemligt")
    at = folder / "datapackage.json"
    whole = json.loads(at.read_text("utf-8"))
    whole["resources"][-1]["path"] = "../hemlig"
    at.write_text(json.dumps(whole))
    said = medel("restore", folder, db=str(tmp_path / "åter.db"))
    assert (said.code, "../hemlig: missing" in said.stderr) == (3, True)


@pytest.fixture(scope="module")
def packed(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with something in every table, exported once for all."""
    folder = tmp_path_factory.mktemp("packed")
    db = shutil.copy(_sqlite_template, folder / "book.db").as_posix()
    fill(db)
    assert medel("export", folder / "arkiv", db=db).code == 0
    return folder / "arkiv"


# -- A copy --------------------------------------------------------------------------------------


def test_a_backup_of_either_database(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.posted(db, 100)
    monkeypatch.chdir(tmp_path)
    copy = tmp_path / "kopia.db"
    said = medel("backup", copy, db=db)
    assert said.code == 0, said
    if not books.is_sqlite(db):
        assert medel("restore", copy, db=str(tmp_path / "åter.db")).code == 0
        copy = tmp_path / "åter.db"
    assert books.dump(str(copy)) == books.dump(db)
    assert medel("check", db=str(copy)) == Said(0, "", "")
    assert books.dump(db)["head"][0][2] in said.stdout
    again = medel("backup", tmp_path / "kopia.db", db=db)
    assert (again.code, "not written over" in again.stderr) == (2, True)


def test_a_backup_without_a_name_is_named_by_the_time(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert medel("backup", db=db).code == 0
    made = [p.name for p in tmp_path.iterdir() if p.name not in {"book.db", "book.db-wal"}]
    assert len(made) == 1
    assert made[0].startswith("book-20" if books.is_sqlite(db) else "medel_test_")


def test_what_comes_meanwhile_is_not_written_over(
    sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one makes a file of that name while ours is being made."""
    from ledger.safekeeping import backup, restore

    books.posted(sqlite_db, 1)
    looked, verified = backup._looked_through, restore.chain.verify

    def meanwhile(copy: Path) -> tuple[int, str]:
        (tmp_path / "kopia.db").write_text("en annans")
        return looked(copy)

    monkeypatch.setattr(backup, "_looked_through", meanwhile)
    said = medel("backup", tmp_path / "kopia.db", db=sqlite_db)
    assert (said.code, "not written over" in said.stderr) == (2, True)
    assert (tmp_path / "kopia.db").read_text() == "en annans"

    assert medel("export", tmp_path / "arkiv", db=sqlite_db).code == 0

    def another(connection: object) -> list[str]:
        shutil.copy(sqlite_db, tmp_path / "ny.db")
        return verified(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(restore.chain, "verify", another)
    said = medel("restore", tmp_path / "arkiv", db=str(tmp_path / "ny.db"))
    assert (said.code, "There is a book already" in said.stderr) == (2, True)
    monkeypatch.undo()
    assert medel("check", db=str(tmp_path / "ny.db")).code == 0
    assert not list(tmp_path.glob(".*"))


def test_a_book_is_restored_into_an_empty_file(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "tom.db").touch()
    assert medel("restore", packed, db=str(tmp_path / "tom.db")).code == 0
    assert medel("journal", db=str(tmp_path / "tom.db")).code == 0


def test_a_damaged_book_gives_no_backup(sqlite_db: str, tmp_path: Path) -> None:
    import sqlite3

    books.posted(sqlite_db, 100)
    with sqlite3.connect(sqlite_db) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute("UPDATE entries SET amount = 1")
    said = medel("backup", tmp_path / "kopia.db", db=sqlite_db)
    assert (said.code, "does not hold" in said.stderr) == (3, True)
    assert not list(tmp_path.glob("*kopia*"))


def test_a_backup_while_others_write(sqlite_db: str, tmp_path: Path) -> None:
    import subprocess

    books.posted(sqlite_db, 1)
    writers = Path(__file__).parent / "torture" / "writers.py"
    import sys

    writer = subprocess.Popen(
        [sys.executable, str(writers), "--db", sqlite_db, "--times", "150", "--one"],
        env=books.environment(), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    number, counts = 0, []
    while writer.poll() is None:
        number += 1
        said = medel("backup", tmp_path / f"{number}.db", db=sqlite_db)
        assert said.code == 0, said
        assert medel("check", db=str(tmp_path / f"{number}.db")) == Said(0, "", "")
        counts.append(len(books.dump_of(str(tmp_path / f"{number}.db"), "entries")))
    assert writer.returncode == 0
    assert counts == sorted(counts)
