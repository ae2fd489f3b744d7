"""A county's own words: what a file of them may hold, where it is found, and how it is written."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import book_at, medel
from sqlalchemy import select

from imports.formats.reading import snapshot_bytes
from imports.lexicons import add_words, check, check_word, slots, take
from imports.minutes.lexicon import lexicon, shipped, use_added
from imports.minutes.reader import read_minutes
from ledger.errors import WrongUse
from ledger.parties.names import Names
from ledger.storage.tables import events
from ledger.terms import Status


@pytest.fixture(autouse=True)
def _only_the_shipped_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    use_added({})


def _status(sentence: str) -> Status:
    source = snapshot_bytes("m.txt", sentence.encode())
    (found,) = read_minutes(source, Names.shipped()).candidates
    return found.status


def _write(text: str, name: str = "medel-ord.toml") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


OWN = '[status.decided]\nverbs = ["spikar"]\n'
SENTENCE = "Gruppen spikar 40 tkr till Falu kommun."


def test_an_added_word_takes_effect_and_can_be_left_out_again() -> None:
    assert _status(SENTENCE) is Status.INFORMATION
    take(_write(OWN))
    assert _status(SENTENCE) is Status.DECIDED
    take(None)
    assert _status(SENTENCE) is Status.INFORMATION


def test_shipped_words_stay_beside_added_ones() -> None:
    take(
        _write(
            '[frames.invoice]\nverbs = ["avräknar mot"]\n[amounts.units]\n"tusen kr." = "1000"\n'
        )
    )
    frame = next(one for one in lexicon("frames")["frame"] if one["name"] == "invoice")
    assert frame["verbs"][-1] == "avräknar mot"
    assert "fakturerar" in frame["verbs"]
    assert lexicon("amounts")["units"]["tusen kr."] == lexicon("amounts")["units"]["tkr"]
    assert lexicon("status") == shipped("status")


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("no such lexicon", "[statu.decided]\nverbs = []\n", 1, "There is no lexicon “statu”"),
        ("no such table", "\n[status.decide]\nverbs = []\n", 2, "added to “status.decide”"),
        ("no such list", '[status.decided]\n\nverb = ["a"]\n', 3, "“status.decided.verb”"),
        ("not a list", '[status.decided]\nverbs = "a"\n', 2, "must be a list of words"),
        ("not words", "[status.decided]\nverbs = [1]\n", 2, "must be a list of words"),
        ("capitals", '[status.decided]\nverbs = ["ja",\n "Ja vet"]\n', 3, "small letters"),
        ("nothing", '[status.decided]\nverbs = [""]\n', 2, "match everything"),
        ("a star", '[status.decided]\nverbs = ["*"]\n', 2, "match everything"),
        ("stars", '[status.decided]\nverbs = ["* *"]\n', 2, "match everything"),
        ("an ending", '[status.decided]\nverbs = ["*en"]\n', 2, "match too much"),
        ("a space", '[status.decided]\nverbs = ["a "]\n', 2, "begins or ends with a space"),
        ("soft hyphen", '[status.decided]\nverbs = ["a\u00adb"]\n', 2, "signs that no text has"),
        ("everyday", '[status.decided]\nverbs = ["och"]\n', 2, "stands in every text"),
        ("other meaning", '[amounts.units]\ntkr = "10"\n', 2, "means 1000 already"),
        ("no number", '[amounts.units]\nx = "tio"\n', 2, "must be given a number"),
        ("zero", '[amounts.units]\nx = "0"\n', 2, "must be given a number"),
        ("not a word's table", "[years.dates]\nmonths = []\n", 2, "“years.dates.months”"),
        ("a role", '[frames.invoice]\nsubject = "payer"\n', 2, "“frames.invoice.subject”"),
        ("not TOML", "[status.decided]\nverbs = [\n", 2, "It is not TOML"),
        ("a key twice", "[a]\nb = 1\nb = 2\n", 3, "It is not TOML"),
    ],
)
def test_an_error_is_named_with_its_line_and_the_file_is_not_used(
    name: str, text: str, line: int, said: str
) -> None:
    (problem,) = [one for one in check(text.encode()) if one.is_error]
    assert (problem.line, said in problem.what) == (line, True), (name, problem)
    path = _write(text)
    with pytest.raises(WrongUse, match=r"medel-ord\.toml"):
        take(path)
    assert lexicon("status") == shipped("status")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("known", '[status.decided]\nverbs = ["beslutar"]\n', "“beslutar” is known already."),
        ("twice", '[status.decided]\nverbs = ["nu", "nu"]\n', "“nu” stands here twice."),
        ("a known unit", '[amounts.units]\ntkr = "1000"\n', "“tkr” is known already."),
    ],
)
def test_what_does_no_harm_is_noted(name: str, text: str, said: str) -> None:
    (problem,) = check(text.encode())
    assert (problem.line, problem.what, problem.is_error) == (2, said, False), name


def test_bytes_that_are_no_text_are_told() -> None:
    assert [one.what for one in check("å".encode("cp1252"))] == ["The file is not text in UTF-8."]


def test_hardly_any_shipped_word_would_be_refused() -> None:
    """The check is true to the words that work: only everyday words in special places fail it."""
    refused = {
        word for slot, words in slots().items() for word in words
        if (what := check_word(slot, word)) and "every text" not in what
    }  # fmt: skip
    assert refused == set()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("empty", "", '[status.decided]\nverbs = ["nya"]\n'),
        ("other table", "# vårt\n[a.b]\n", None),
        ("one line", '[status.decided]\nverbs = ["ett"] # vi\n', 'verbs = ["ett", "nya"] # vi\n'),
        ("empty list", "[status.decided]\nverbs = []\n", 'verbs = ["nya"]\n'),
        ("ends with a comma", '[status.decided]\nverbs = ["ett",]\n', 'verbs = ["ett", "nya"]\n'),
        (
            "many lines",
            '[status.decided]\nverbs = [\n    "ett",  # ]\n]\nmay = ["tu"]\n',
            'verbs = [\n    "ett",  # ]\n    "nya",\n]\nmay = ["tu"]\n',
        ),
        (
            "no last comma",
            '[status.decided]\nverbs = [\n    "ett"  # först\n]\n',
            'verbs = [\n    "ett",  # först\n    "nya",\n]\n',
        ),
        ("other list", '[status.decided]\nmay = ["tu"]\n', '\nverbs = ["nya"]\nmay = ["tu"]\n'),
        ("a bracket", '[status.decided]\nverbs = ["a]b"]\n', 'verbs = ["a]b", "nya"]\n'),
    ],
)
def test_words_are_put_in_and_everything_else_stays(
    name: str, before: str, after: str | None
) -> None:
    if after is None:
        with pytest.raises(WrongUse):
            add_words(before.encode(), "status.decided.verbs", ["nya"])
        return
    content, new = add_words(before.encode(), "status.decided.verbs", ["nya", "beslutar"])
    assert new == ["nya"]
    assert content.decode().endswith(after), name
    told = tomllib.loads(content.decode())["status"]["decided"]["verbs"]
    assert told[-1] == "nya"
    for comment in (part for part in before.split("\n") if "#" in part):
        assert comment.partition("#")[2] in content.decode()


def test_the_command_adds_checks_and_shows() -> None:
    assert "2 words added" in medel("lexicon", "add", "status.decided.verbs", "nya", "nyare").stdout
    assert "1 word added" in medel("lexicon", "add", "amounts.units", "tusen kr.=1000").stdout
    assert "was there already" in medel("lexicon", "add", "status.decided.verbs", "nya").stdout
    said = medel("lexicon", "check")
    assert (said.code, said.stdout) == (0, "medel-ord.toml: 3 words, can be used.\n")
    shown = medel("lexicon", "show", "status.decided.verbs").stdout
    assert "    beslutar\n" in shown
    assert "  + nya\n" in shown
    assert "amounts.units: " in medel("lexicon").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("status.none", "nya"),
        ("status.decided.verbs", "*"),
        ("amounts.units", "tkr2"),
        ("amounts.units", "tkr2=tio"),
    ],
)
def test_a_word_that_could_not_be_used_is_not_written(words: tuple[str, ...]) -> None:
    assert medel("lexicon", "add", *words).code == 2
    assert not Path("medel-ord.toml").exists()


def test_a_file_with_errors_fails_the_check() -> None:
    _write('[status.decided]\nverbs = ["*"]\n', "x.toml")
    said = medel("lexicon", "check", "x.toml")
    assert said.code == 1
    assert said.stdout == "x.toml:2: “*” would match everything.\n"


def test_explain_reads_with_the_words_of_this_folder_or_those_named() -> None:
    _write(SENTENCE, "m.txt")
    rows = [json.loads(medel("explain", "m.txt", "--format", "jsonl").stdout)["status"]]
    _write(OWN, "andra.toml")
    more = ("--words", "andra.toml")
    rows += [json.loads(medel("explain", "m.txt", "--format", "jsonl", *more).stdout)["status"]]
    _write(OWN)
    rows += [json.loads(medel("explain", "m.txt", "--format", "jsonl").stdout)["status"]]
    assert rows == ["information", "decided", "decided"]


def test_import_reads_with_the_words_beside_the_book_and_the_event_says_which(
    sqlite_db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = OWN.encode()
    Path(sqlite_db).with_name("medel-ord.toml").write_bytes(content)
    elsewhere = tmp_path / "annan"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    _write(SENTENCE, "m.txt")
    assert "decided: 1" in medel("import", "m.txt", db=sqlite_db).stdout
    with book_at(sqlite_db).reading() as connection:
        query = select(events.c.payload).where(events.c.action == "imported")
        payload = json.loads(connection.execute(query).scalar_one())
    assert payload["words"] == {
        "file": "medel-ord.toml", "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def test_a_broken_file_of_words_stops_the_import_before_anything_is_read(sqlite_db: str) -> None:
    Path(sqlite_db).with_name("medel-ord.toml").write_text("[x]\n", encoding="utf-8")
    _write(SENTENCE, "m.txt")
    said = medel("import", "m.txt", db=sqlite_db)
    assert (said.code, said.stdout) == (2, "")
    assert "medel-ord.toml, line 1: There is no lexicon “x”" in said.stderr
