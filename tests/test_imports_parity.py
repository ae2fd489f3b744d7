"""What a dry run and a plan say is what the import does, whatever is imported into whatever book.

A book with rows waiting, into which some files have come before and some were taken back; and then
a run over minutes, invoice lists, accounting, payments, answers, files that are known, that overlap
or that cannot be read.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import books
import openpyxl
import pytest
from books import found, imported, medel, minutes
from register_sets import KINDS, NAMES, SUFFIX, written
from test_ledger_undo import TEXT

from imports.containers import Found
from imports.files import open_one
from imports.import_plan import Plan, differences, read_plan
from imports.parallel import Read
from imports.taking.outcomes import Outcome
from imports.taking.run import Run, each, spooled, together
from ledger.proposing.batches import undo
from ledger.proposing.inbox_columns import FIRST_ROW, INBOX_SHEET, KEY_ROW
from ledger.storage.store import open_book

WORDS = "Beslut: Falu kommun fakturerar Region Dalarna {} kr ur länsgemensamma medel."
CASES = 30
# Numbers, times and hashes that follow from how many events there are.
_MOVED = {"id", "event", "digest", "at", "made", "rows_digest", "previous", "hash"}

Files = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def begun(
    _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[bytes]]:
    """A book with three rows waiting, and its review workbook answered in three ways."""
    folder = tmp_path_factory.mktemp("parity")
    db = shutil.copy(_sqlite_template, folder / "book.db")
    rows = [
        found(WORDS.format(kronor), kronor, f"{kronor} kr", payer="Region Dalarna",
              payee="Falu kommun", fund="länsgemensamma medel")
        for kronor in (100, 200, 300)
    ]  # fmt: skip
    imported(str(db), minutes(*rows))
    path = folder / "granskning.xlsx"
    assert medel("report", "inbox", "-o", path, db=str(db)).code == 0
    answered = [
        {1: {"decision": "godkänn"}},
        {1: {"decision": "godkänn"}, 2: {"decision": "avvisa", "why": "avser annat"}},
        {2: {"decision": "godkänn"}, 3: {"decision": "vet ej"}},
    ]
    return Path(db), [_answered(path, answers) for answers in answered]


def _answered(path: Path, answers: dict[int, dict[str, str]]) -> bytes:
    workbook = openpyxl.load_workbook(path)
    cells = workbook[INBOX_SHEET]
    keys = [cell.value for cell in cells[KEY_ROW + 1]]
    for line in range(FIRST_ROW + 1, cells.max_row + 1):
        number = cells.cell(line, keys.index("number") + 1).value
        for key, value in answers.get(number, {}).items():
            cells.cell(line, keys.index(key) + 1).value = value
    out = path.with_name("svar.xlsx")
    workbook.save(out)
    return out.read_bytes()


def made_up(chance: random.Random, count: int, sheets: Sequence[bytes]) -> Files:
    """Files of every kind, which overlap with others of the same case."""
    return [
        (f"{number}{suffix}", content)
        for number in range(count)
        for suffix, content in [_one(chance, sheets)]
    ]


def _one(chance: random.Random, sheets: Sequence[bytes]) -> tuple[str, bytes]:
    kind = chance.choice([*KINDS, *KINDS, "minutes", "minutes", "answers", "damaged"])
    if kind == "minutes":
        text = TEXT.replace("450", chance.choice(["450", "460"]))
        return ".txt", (text + "Ajournering. " * chance.randint(0, 2)).encode()
    if kind == "answers":
        return ".xlsx", chance.choice(sheets)
    if kind == "damaged":
        return chance.choice([(".se", b"404"), (".csv", b"a;b\n1;2\n"), (".png", b"x")])
    items = Counter(chance.choices(range(1, 7), k=chance.randint(1, 6)))
    content = written(kind, items, chance)
    if kind == "list" and chance.random() < 0.3:
        content += b"1099;Part;2024-04-12;mycket\n"  # refused
    if kind == "list" and chance.random() < 0.15:
        content = content.replace(b"Part 1;", b"Part x;")  # the same number, another content
    return SUFFIX[kind], content


def reads(files: Files) -> list[Read]:
    return [Read(open_one(Found(name, content=content), NAMES)) for name, content in files]


def prepare(db: str, chance: random.Random, files: Files) -> None:
    """Some of the files have come before, and some of those were taken back."""
    for _read, outcome in each(open_book(db), Run("ekonom"), reads(chance.sample(files, 2))):
        if outcome.batch and chance.random() < 0.5:
            with books.writing(db, "undone") as (connection, made):
                undo(connection, made, outcome.batch, "prov")


def on_trial(db: str, files: Files, *, keep: bool = False) -> list[Outcome]:
    with open_book(db).writing() as connection, spooled(reads(files)) as held:
        outcomes = [outcome for _read, outcome in together(connection, Run("ekonom"), held)]
        if not keep:
            connection.rollback()
    return outcomes


def planned(path: Path, outcomes: Sequence[Outcome]) -> Plan:
    """The plan as it is when it has been to a file and back."""
    options = {"layout": None, "validate": False, "ocr": False, "words": None, "suggest": [],
               "proposals": None, "kind": None, "about": {}}  # fmt: skip
    plan = Plan(("mapp",), options, {"id": "1"}, "en", None, tuple(o.fields() for o in outcomes))
    path.write_bytes(plan.as_bytes())
    return read_plan(path)


def told(outcome: Outcome) -> Any:
    return outcome.fields(), outcome.said, outcome.exit_code, outcome.batch


def kept(db: str) -> Any:
    """Every row of every table, but for what follows from when it was written."""
    from ledger.storage.tables import metadata

    columns = {t.name: [c.name for c in t.columns] for t in metadata.sorted_tables}
    return {
        table: [
            tuple(v for k, v in zip(columns[table], row, strict=True) if k not in _MOVED)
            for row in rows
        ]
        for table, rows in books.dump(db).items()
        if table != "head"
    }


def test_what_is_shown_is_what_is_done(begun: tuple[Path, list[bytes]], tmp_path: Path) -> None:
    base, sheets = begun
    states: Counter[str] = Counter()
    for number in range(CASES):
        chance = random.Random(number)
        files = made_up(chance, chance.randint(3, 6), sheets)
        db = shutil.copy(base, tmp_path / "book.db").as_posix()
        prepare(db, chance, files)
        before = books.dump(db)
        dry = on_trial(db, files)
        assert books.dump(db) == before, number
        applied = shutil.copy(db, tmp_path / "applied.db").as_posix()
        done = [outcome for _read, outcome in each(open_book(db), Run("ekonom"), reads(files))]
        assert list(map(told, dry)) == list(map(told, done)), number
        plan = planned(tmp_path / "plan.json", dry)
        again = on_trial(applied, files, keep=True)
        assert differences(plan, None, [outcome.fields() for outcome in again]) == []
        assert kept(applied) == kept(db), number
        states.update(f"{one.kind} {one.state}" for one in done)
    for expected in ("list stored", "sie stored", "bgmax stored", "camt stored", "minutes stored",
                     "answers answered", "list known", "minutes known", " failed"):  # fmt: skip
        assert states[expected], states
    assert books.findings(applied) == []
