"""`medel export sie`: vouchers that our reader and a strict checker take; none is booked twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import books
import pytest
import sie_by_hand
from books import corrected, medel, posted

from imports.registers.sie import SieFile
from imports.registers.sie_encoding import encoding_of
from ledger.terms import EntryKind

FUND = "Länsgemensamma medel"
PLAN = """
series = "L"
without_objects = ["1510", "2410"]
[accounts]
1510 = "Fordringar på andra parter"
3520 = "Bidrag från “andra” parter"
[to_invoice.payee]
debit = "1510"
credit = "3520"
[to_invoice.payer]
debit = "4510"
credit = "2410"
[received.payee]
debit = "1930"
credit = "2990"
[carried]
debit = "2990"
credit = "2990"
[granted.payee]
book = false
[objects.6]
LGM24 = "Länsgemensamma medel 2024"
[funds."Länsgemensamma medel"]
objects = { 1 = "4120" }
[funds."Länsgemensamma medel".years.2024]
objects = { 6 = "LGM24" }
[funds."Länsgemensamma medel".years.2025]
objects = { 6 = "LGM25" }
[bodies."Region Dalarna"]
objects = { 20 = "20" }
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "konton.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def si(tmp_path: Path) -> Path:
    return tmp_path / "ut.si"


def export(db: str, plan: Path, si: Path, *more: str, body: str = "Falu kommun") -> books.Said:
    return medel("export", "sie", "--body", body, "--plan", plan, "-o", si, *more, db=db)


def read(si: Path) -> list[tuple[str | None, str, str | None, int]]:
    """Number, account, objects and öre of each row, as our reader takes them; no fault in them."""
    content = si.read_bytes()
    assert sie_by_hand.faults_of(content) == []
    file = SieFile.opened(si.name, content)
    rows = list(file.bookings())
    assert (file.problems.told, file.encoding.name) == ([], encoding_of(content).name)
    assert file.counts["VER"] == len({row.number for row in rows})
    return [(row.number, row.account, row.objects, row.amount) for row in rows]


def test_the_issuer_and_the_payer_book_the_same_decision(db: str, plan: Path, si: Path) -> None:
    posted(db, "985975.50")
    said = export(db, plan, si)
    assert (said.code, said.stderr) == (0, "")
    assert read(si) == [
        ("1", "1510", None, 98597550),
        ("1", "3520", '[["1","4120"],["6","LGM24"],["20","20"]]', -98597550),
    ]
    assert export(db, plan, si, body="Region Dalarna").code == 0
    assert read(si) == [
        ("1", "4510", '[["1","4120"],["6","LGM24"]]', 98597550),
        ("1", "2410", None, -98597550),
    ]


def test_the_file_as_it_is(sqlite_db: str, plan: Path, si: Path) -> None:
    medel("body", "number", "Falu kommun", "212000-2239", db=sqlite_db)
    posted(sqlite_db, "985975.50", text="Faktura")
    said = export(sqlite_db, plan, si).stdout.splitlines()
    with books.book_at(sqlite_db).reading() as connection:
        event, hash_ = books.chain.head_of(connection)
    text = si.read_bytes().decode("cp437")
    lines = text.split("\r\n")
    day = lines[3].removeprefix("#GEN ")
    assert lines[0] == "#FLAGGA 0"
    assert lines[1].startswith('#PROGRAM "Medelsbok" "')
    assert len(day) == 8
    assert lines[5] == f'#PROSA "Poster 1-1 av Falu kommun, händelse {event} {hash_}"'
    assert lines[6:] == [
        "#ORGNR 212000-2239",
        '#FNAMN "Falu kommun"',
        "#RAR 0 20240101 20241231",
        '#KONTO 1510 "Fordringar på andra parter"',
        '#KONTO 3520 "Bidrag från \\"andra\\" parter"',
        '#DIM 1 "Kostnadsställe"',
        '#DIM 6 "Projekt"',
        '#DIM 20 "Dimension 20"',
        '#OBJEKT 1 "4120" "4120"',
        '#OBJEKT 6 "LGM24" "Länsgemensamma medel 2024"',
        '#OBJEKT 20 "20" "20"',
        '#VER "L" 1 20240412 "Post 1 faktura: beslutat att fakturera Länsgemensamma medel 2024"',
        "{",
        '#TRANS 1510 {} 985975.50 20240412 "Post 1 Region Dalarna"',
        '#TRANS 3520 {1 "4120" 6 "LGM24" 20 "20"} -985975.50 20240412 "Post 1 Region Dalarna"',
        "}",
        "",
    ]
    assert said == [
        f"{si}: 1 voucher of Falu kommun, 985,975.50 kr, up to entry 1.",
        'Letters that SIE files lack are written as: “ → ", ” → ".',
        "Next time: the same with --after-entry 1",
    ]


def test_a_correction_is_booked_with_the_sign_turned(db: str, plan: Path, si: Path) -> None:
    from ledger.money import Money

    posted(db, 100)
    corrected(db, 1, amount=Money.of_kronor(120))
    assert export(db, plan, si).code == 0
    assert [(number, account, ore) for number, account, _objects, ore in read(si)] == [
        ("1", "1510", 10000), ("1", "3520", -10000), ("2", "1510", -10000), ("2", "3520", 10000),
        ("3", "1510", 12000), ("3", "3520", -12000),
    ]  # fmt: skip
    (_first, (reversal, _rows), _new) = sie_by_hand.vouchers_of(si.read_bytes())
    assert reversal[3].startswith("Post 2 rättar post 1 ")
    assert reversal[3].endswith("(fel)")


def test_files_one_after_the_other_hold_each_entry_once(
    db: str, plan: Path, tmp_path: Path
) -> None:
    posted(db, 100)
    posted(db, 200, payee="Mora kommun")
    first, second = tmp_path / "1.si", tmp_path / "2.si"
    said = export(db, plan, first).stdout
    assert "up to entry 2." in said
    assert "--after-entry 2" in said
    posted(db, 300)
    assert (
        "1 voucher of Falu kommun, 300.00 kr"
        in export(db, plan, second, "--after-entry", "2").stdout
    )
    assert {row[0] for row in read(first)} == {"1"}
    assert {row[0] for row in read(second)} == {"3"}
    again = tmp_path / "3.si"
    said = export(db, plan, again, "--after-entry", "3").stdout
    assert said == "Nothing to book for Falu kommun, up to entry 3; no file was written.\n"
    assert not again.exists()


def test_our_own_register_knows_a_voucher_that_comes_again(
    sqlite_db: str, plan: Path, si: Path
) -> None:
    posted(sqlite_db, 100)
    export(sqlite_db, plan, si)
    assert "2 rows of vouchers, 2 new" in medel("import", si, db=sqlite_db).stdout
    posted(sqlite_db, 200)
    export(sqlite_db, plan, si)
    assert "4 rows of vouchers, 2 new, 2 known" in medel("import", si, db=sqlite_db).stdout


def test_the_same_book_gives_the_same_bytes(sqlite_db: str, plan: Path, tmp_path: Path) -> None:
    posted(sqlite_db, 100)
    for name in ("1.si", "2.si"):
        assert export(sqlite_db, plan, tmp_path / name).code == 0
    assert (tmp_path / "1.si").read_bytes() == (tmp_path / "2.si").read_bytes()


def test_what_is_carried_moves_from_the_objects_of_one_year_to_the_next(
    sqlite_db: str, plan: Path, si: Path
) -> None:
    posted(
        sqlite_db,
        50,
        kind=EntryKind.CARRIED,
        payer="Falu kommun",
        payee="Falu kommun",
        to_year=2025,
    )
    export(sqlite_db, plan, si)
    assert read(si) == [
        ("1", "2990", '[["1","4120"],["6","LGM24"]]', 5000),
        ("1", "2990", '[["1","4120"],["6","LGM25"]]', -5000),
    ]


@pytest.mark.parametrize(
    ("what", "options", "numbers"),
    [
        ("all of it", [], ["1", "2", "3", "4"]),
        ("a kind", ["--kind", "received"], ["3"]),
        ("two kinds", ["--kind", "received", "--kind", "to_invoice"], ["1", "2", "3", "4"]),
        ("a fund year", ["--year", "2023"], ["2"]),
        ("a fund", ["--fund", "RSS-medel"], ["4"]),
        ("days", ["--since", "2024-04-13", "--until", "2024-05-01"], ["3"]),
        ("after an entry", ["--after-entry", "2"], ["3", "4"]),
        ("up to one", ["--up-to-entry", "2"], ["1", "2"]),
    ],
)
def test_what_is_chosen(
    what: str, options: list[str], numbers: list[str], sqlite_db: str, plan: Path, si: Path
) -> None:
    posted(sqlite_db, 100)
    posted(sqlite_db, 100, year=2023)
    posted(sqlite_db, 100, kind=EntryKind.RECEIVED, date=date(2024, 5, 1))
    posted(sqlite_db, 100, fund="RSS-medel")
    posted(sqlite_db, 100, payee="Mora kommun")
    assert export(sqlite_db, plan, si, *options).code == 0
    assert list(dict.fromkeys(row[0] for row in read(si))) == numbers, what


def test_accounts_that_are_not_said_are_asked_for(sqlite_db: str, plan: Path, si: Path) -> None:
    posted(sqlite_db, 100)
    posted(sqlite_db, 100, kind=EntryKind.SPENT)
    posted(sqlite_db, 100, kind=EntryKind.ALLOCATED)
    said = export(sqlite_db, plan, si)
    assert said.code == 2
    assert said.stderr == (
        "Error: konton.toml: The account plan does not say where these are booked: "
        "[allocated.payee] (1), [spent.payee] (1). "
        "Write debit and credit of each, or book = false. Nothing was written.\n"
    )
    assert not si.exists()


def test_what_the_plan_does_not_book_is_counted(sqlite_db: str, plan: Path, si: Path) -> None:
    posted(sqlite_db, 100, kind=EntryKind.GRANTED, payer="Socialstyrelsen")
    posted(sqlite_db, 100)
    said = export(sqlite_db, plan, si).stdout
    assert "1 voucher of Falu kommun, 100.00 kr, up to entry 2." in said
    assert "Not booked, as the account plan says: granted: 1." in said


def test_days_of_two_years_of_accounts_are_two_files(sqlite_db: str, plan: Path, si: Path) -> None:
    posted(sqlite_db, 100)
    posted(sqlite_db, 100, date=date(2025, 1, 2))
    said = export(sqlite_db, plan, si)
    assert said.code == 2
    assert "several years of accounts: 2024, 2025. Write a file for each: --since 2025-01-01" in (
        said.stderr
    )
    assert not si.exists()
    assert export(sqlite_db, plan, si, "--since", "2025-01-01", "--until", "2025-12-31").code == 0
    assert {row[0] for row in read(si)} == {"2"}


def test_what_waits_for_a_second_person_is_not_booked(db: str, plan: Path, si: Path) -> None:
    posted(db, 100)
    medel("review", "--limit", "50", db=db)
    said = export(db, plan, si)
    assert said.code == 2
    assert "Entries wait for a second person's review: 1." in said.stderr
    medel("review", "1", "--by", "kontroller", db=db)
    assert export(db, plan, si).code == 0


def test_bodies_that_were_merged_book_as_one(db: str, plan: Path, si: Path) -> None:
    posted(db, 100, payer="Region Dalarna", payee="Falu kommun")
    posted(db, 100, payer="Falu kommun", payee="Region Dalarna")
    medel("body", "add", "Falu nya kommun", "--kind", "kommun", db=db)
    posted(db, 100, payee="Falu nya kommun")
    posted(db, 100, payer="Falu kommun", payee="Falu nya kommun")
    said = medel("body", "merge", "Falu nya kommun", "Falu kommun", "--why", "samma", db=db)
    assert said.code == 0, said.stderr
    out = export(db, plan, si).stdout
    assert [(row[0], row[1]) for row in read(si)] == [
        ("1", "1510"), ("1", "3520"), ("2", "4510"), ("2", "2410"), ("3", "1510"), ("3", "3520"),
    ]  # fmt: skip
    assert "Not booked, since both parties are Falu kommun now: entries 4." in out


@pytest.mark.parametrize(
    ("what", "toml", "said"),
    [
        ("no such fund", "[funds.'Påhittade']\nobjects = {}", "The book has no fund “Påhittade”."),
        ("no such body", "[bodies.'Påhittad']\nobjects = {}", "Påhittad"),
    ],
)
def test_names_in_the_plan_that_the_book_lacks(
    what: str, toml: str, said: str, sqlite_db: str, tmp_path: Path, si: Path
) -> None:
    plan = tmp_path / "konton.toml"
    plan.write_text(toml, encoding="utf-8")
    told = export(sqlite_db, plan, si)
    assert (told.code, said in told.stderr) == (2, True), what


def test_a_plan_is_written_to_be_filled_in(
    sqlite_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, si: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    none = medel("export", "sie", "--body", "Falu kommun", "-o", si, db=sqlite_db)
    assert none.code == 2
    assert "“medel export accounts” writes one to fill in." in none.stderr
    said = medel("export", "accounts", db=sqlite_db)
    path = Path(sqlite_db).parent / "medel-konton.toml"
    assert said.stdout.startswith(f"Written: {path}\n")
    assert "There is a file of that name" in medel("export", "accounts", db=sqlite_db).stderr
    posted(sqlite_db, 100)
    asked = medel("export", "sie", "--body", "Falu kommun", "-o", si, db=sqlite_db)
    assert "[to_invoice.payee] (1)" in asked.stderr


@pytest.mark.parametrize(
    ("what", "old", "new", "said"),
    [
        ("uneven", b"-100.00", b"-100.01", ": the voucher sums to -0.01"),
        ("a quote left open", b'Dalarna"\r\n}', b"Dalarna\r\n}", ": a quote is not closed"),
        ("bare line ends", b"\r\n", b"\n", "the last line does not end with CR LF"),
        ("an object unknown", b'#OBJEKT 1 "4120" "4120"\r\n', b"", "the object 1:4120 is not"),
        ("another year", b"20240101 20241231", b"20230101 20231231", "is not of the year"),
        ("no company", b'#FNAMN "Falu kommun"\r\n', b"", "#FNAMN is missing"),
        ("a hard space", b"Post 1 Region", b"Post 1\xffRegion", "the byte 255 is no letter"),
    ],
)
def test_the_strict_checker_sees_what_is_wrong(
    what: str, old: bytes, new: bytes, said: str, sqlite_db: str, plan: Path, si: Path
) -> None:
    posted(sqlite_db, 100)
    export(sqlite_db, plan, si)
    content = si.read_bytes()
    assert old in content
    assert any(said in fault for fault in sie_by_hand.faults_of(content.replace(old, new))), what
