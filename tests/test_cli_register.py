"""Files of other systems through `medel import`, and what `medel register` says of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import books
import pytest
from books import Said, medel
from test_registers_einvoice import PEPPOL
from test_registers_payments import ONE, START, STATEMENT, TO, deposit, payment
from test_registers_sie import HEAD, VOUCHER

from ledger.storage.tables import match_groups, match_parts, match_states

SIE = (HEAD + "#IB 0 1930 5.00\n" + VOUCHER).encode("cp437")
BGMAX = "\n".join([START, TO, payment("985975", 98597500, "7"), deposit(98597500, 1)]).encode()
CAMT = STATEMENT.format(details=ONE, closing="69.50").encode()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {"bok.se": SIE, "in.txt": BGMAX, "utdrag.xml": CAMT, "faktura.xml": PEPPOL.encode()}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def test_each_file_is_told_by_what_it_holds(files: dict[str, Path], db: str) -> None:
    said = medel("import", *files.values(), db=db)
    assert (said.code, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "bok.se: 2 rows of vouchers, 2 new, 0 known already; "
        "sum in the file 0.00 kr, stored 0.00 kr.",
        "bok.se: 1 balance, 1 new, 0 known already.",
        "  Encoding: cp437 (3 of 3 letters beside others are Swedish in CP437).",
        "in.txt: 1 payment, 1 new, 0 known already; "
        "sum in the file 985,975.00 kr, stored 985,975.00 kr.",
        "utdrag.xml: 1 payment, 1 new, 0 known already; "
        "sum in the file -30.50 kr, stored -30.50 kr.",
        "  1 entry is announced and not booked; it is not taken.",
        "faktura.xml: 1 invoice, 1 new, 0 known already; "
        "sum in the file 1,250.00 kr, stored 1,250.00 kr.",
        "  Peppol BIS Billing 3",
        "  Attached, and kept in the file: underlag.pdf.",
        "This is import 1; “medel undo 1” takes it back.",
    ]
    assert books.findings(db) == []


def test_what_is_stored_is_listed_with_its_place(files: dict[str, Path], db: str) -> None:
    medel("import", *files.values(), db=db)
    (invoice,) = medel("register", "invoices", "--format", "json", db=db).rows
    assert {name: invoice[name] for name in ("number", "amount", "vat", "place", "batch")} == {
        "number": "F-1007", "amount": "1250.00", "vat": "250.00", "place": "faktura.xml:3",
        "batch": 1,
    }  # fmt: skip
    booked = medel("register", "bookings", "--text", "rss", "--format", "json", db=db).rows
    assert [(row["account"], row["amount"], row["objects"]) for row in booked] == [
        ("3510", "-985975.00", '[["6","P7"]]')
    ]
    paid = medel("register", "payments", "--format", "json", db=db).rows
    assert [(row["reference"], row["amount"]) for row in paid] == [
        ("985975", "985975.00"), ("985975", "-30.50"),
    ]  # fmt: skip
    (balance,) = medel("register", "balances", "--format", "json", db=db).rows
    assert (balance["kind"], balance["amount"]) == ("ib", "5.00")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ([], 2),
        (["--number", "985975"], 2),
        (["--number", "98597"], 0),
        (["--since", "2024-04-13"], 0),
        (["--until", "2024-04-12"], 2),
        (["--batch", "2"], 0),
        (["--text", "FALU"], 1),
        (["--year", "2024"], 2),
        (["--year", "2023"], 0),
        (["--matched"], 0),
        (["--unmatched"], 2),
        (["--fund", "RSS"], 1),  # its text names it
        (["--fund", "Brukarmiljonen"], 0),
        (["--body", "Falun"], 1),
        (["--body", "Region Dalarna"], 0),
    ],
)
def test_lists_can_be_narrowed(
    words: list[str], count: int, files: dict[str, Path], db: str
) -> None:
    medel("import", *files.values(), db=db)
    said = medel("register", "payments", *words, "--format", "json", db=db)
    assert len(said.rows) == count
    shown = medel("register", "payments", *words, db=db).stdout
    assert ("No rows." in shown) == (count == 0)


def test_rules_say_which_fund_and_body_a_row_concerns(files: dict[str, Path], db: str) -> None:
    medel("import", *files.values(), db=db)
    medel("rule", "add", "rss", "--account", "3510", "--fund", "RSS", "--year", "2022",
          "--body", "Falun", "--as", "received", db=db)  # fmt: skip
    (row,) = medel("register", "bookings", "--fund", "RSS-medel", "--format", "json", db=db).rows
    assert {name: row[name] for name in ("fund", "fund_year", "body", "counts_as", "matched")} == {
        "fund": "RSS-medel", "fund_year": 2022, "body": "Falu kommun", "counts_as": "received",
        "matched": False,
    }  # fmt: skip
    assert row["reasons"][0] == "Fund: RSS-medel (rule “rss”)"
    assert row["disputes"] == []
    assert "RSS-medel" in medel("register", "bookings", "--body", "Falu kommun", db=db).stdout
    said = medel("register", "bookings", "--fund", "okänt", db=db)
    assert (said.code, "No fund is called “okänt”" in said.stderr) == (2, True)


@pytest.mark.parametrize(
    ("states", "matched"),
    [((), False), (("settled",), True), (("settled", "undone"), False), (("rejected",), False)],
    ids=["suggested", "settled", "undone", "turned down"],
)
def test_a_row_is_matched_where_its_group_is_settled(
    states: tuple[str, ...], matched: bool, files: dict[str, Path], db: str
) -> None:
    medel("import", *files.values(), db=db)
    with books.writing(db) as (_connection, made):
        group = made.add(
            match_groups, relation="invoiced-paid", seen_by="both", rule="by-hand/1", score=1000,
            reasons="[]", fingerprint="x",
        )  # fmt: skip
        made.add(match_parts, match_group=group, side="left", kind="invoice", item=1, amount=1)
        made.add(match_parts, match_group=group, side="right", kind="payment", item=2, amount=1)
        for state in states:
            made.add(match_states, match_group=group, state=state)
    for register, item in (("invoices", 0), ("payments", 1)):
        rows = medel("register", register, "--format", "json", db=db).rows
        assert [row["matched"] for row in rows] == [n == item and matched for n in range(len(rows))]
        asked = medel("register", register, "--matched", "--format", "json", db=db).rows
        assert len(asked) == int(matched)


def test_a_long_list_shows_the_first_and_counts_the_rest(
    files: dict[str, Path], db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.commands import register

    medel("import", *files.values(), db=db)
    monkeypatch.setattr(register, "MOST_SHOWN", 1)
    shown = medel("register", "payments", db=db).stdout
    assert (len(shown.splitlines()), "and 1 row more." in shown) == (3, True)
    assert "more" not in medel("register", "payments", "--body", "Falun", db=db).stdout


def test_the_same_file_again_adds_nothing(files: dict[str, Path], db: str) -> None:
    medel("import", files["bok.se"], db=db)
    before = books.dump(db)
    said = medel("import", files["bok.se"], db=db)
    assert said == Said(0, "bok.se: known already, nothing added.\n", "")
    assert books.dump(db) == before


def test_a_dry_run_says_the_same_and_stores_nothing(files: dict[str, Path], db: str) -> None:
    before = books.dump(db)
    dry = medel("import", "--dry-run", *files.values(), db=db)
    assert books.dump(db) == before
    real = medel("import", *files.values(), db=db)
    assert dry.stdout.splitlines()[:-1] == real.stdout.splitlines()[:-1]


def test_a_later_export_adds_only_what_is_new(tmp_path: Path, db: str) -> None:
    later = VOUCHER.replace("A 12", "A 13").replace("20230505", "20230606")
    (tmp_path / "maj.se").write_bytes((HEAD + VOUCHER).encode("cp437"))
    (tmp_path / "juni.se").write_bytes((HEAD + VOUCHER + later).encode("cp437"))
    medel("import", tmp_path / "maj.se", db=db)
    assert (
        "4 rows of vouchers, 2 new, 2 known" in medel("import", tmp_path / "juni.se", db=db).stdout
    )


def test_a_voucher_that_was_changed_is_shown_and_nothing_of_the_file_is_stored(
    tmp_path: Path, db: str
) -> None:
    (tmp_path / "maj.se").write_bytes((HEAD + VOUCHER).encode("cp437"))
    changed = VOUCHER.replace("985975.00", "985976.00")
    (tmp_path / "ny.se").write_bytes((HEAD + changed).encode("cp437"))
    medel("import", tmp_path / "maj.se", db=db)
    before = books.dump(db)
    said = medel("import", tmp_path / "ny.se", db=db)
    assert said.code == 2
    assert (
        "line 14 says amount 985976.00, but maj.se, line 14, says amount 985975.00" in said.stderr
    )
    assert books.dump(db) == before


def test_undone_it_may_come_again(files: dict[str, Path], db: str) -> None:
    medel("import", *files.values(), db=db)
    assert medel("undo", "1", db=db).code == 0
    for register in ("invoices", "bookings", "payments", "balances"):
        assert medel("register", register, db=db).stdout == "No rows.\n"
    again = medel("import", *files.values(), db=db)
    assert "2 rows of vouchers, 2 new" in again.stdout
    assert len(medel("register", "bookings", "--format", "json", db=db).rows) == 2
    assert books.findings(db) == []


def test_files_inside_a_zip_are_taken_too(files: dict[str, Path], tmp_path: Path, db: str) -> None:
    with zipfile.ZipFile(tmp_path / "mars.zip", "w") as mars:
        for name, path in files.items():
            mars.write(path, name)
    said = medel("import", tmp_path / "mars.zip", db=db)
    assert "mars.zip/bok.se: 2 rows of vouchers, 2 new" in said.stdout
    assert said.code == 0


def test_what_nobody_recognises_is_told_and_the_others_go_on(
    files: dict[str, Path], tmp_path: Path, db: str
) -> None:
    (tmp_path / "annat.xml").write_text("<a/>")
    (tmp_path / "trasig.se").write_text("404")
    said = medel("import", tmp_path / "annat.xml", tmp_path / "trasig.se", files["bok.se"], db=db)
    assert said.code == 3
    assert said.stderr == (
        "Error: annat.xml: What the file is cannot be told. It is no camt.052, 053 or 054. "
        "It is no invoice of Peppol or Svefaktura. Export it again from the system it comes from.\n"
        "Error: trasig.se: What the file is cannot be told. It is no SIE file: there is no "
        "#FLAGGA. Export it again from the system it comes from.\n"
    )
    assert "bok.se: 2 rows" in said.stdout


def test_a_damaged_file_leaves_nothing(tmp_path: Path, db: str) -> None:
    (tmp_path / "utdrag.xml").write_bytes(CAMT[:-30])
    before = books.dump(db)
    said = medel("import", tmp_path / "utdrag.xml", db=db)
    assert said.code == 3
    assert "utdrag.xml: This is not XML that can be read" in said.stderr
    assert books.dump(db) == before


def test_problems_are_said_with_file_and_line(tmp_path: Path, db: str) -> None:
    (tmp_path / "bok.se").write_bytes((HEAD + VOUCHER.replace("-985975", "-5")).encode("cp437"))
    said = medel("import", tmp_path / "bok.se", db=db)
    assert said.stderr == (
        "  bok.se, line 12: Voucher A12 does not sum to zero: 985970.00 kr over.\n"
    )


def test_a_large_file_is_kept_in_parts(
    files: dict[str, Path], db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.registers import files as register_files

    monkeypatch.setattr(register_files, "PART_BYTES", 100)
    medel("import", files["bok.se"], db=db)
    assert len(books.dump_of(db, "source_parts")) == len(SIE) // 100 + 1
    assert books.findings(db) == []
    assert medel("export", tmp_path / "ut", db=db).code == 0
    (kept,) = (tmp_path / "ut/files").iterdir()
    assert kept.read_bytes() == SIE


def test_explain_says_that_it_is_no_minutes(files: dict[str, Path]) -> None:
    said = medel("explain", files["bok.se"])
    assert said.code == 3
    assert "bok.se: This is a file of another system, not minutes." in said.stderr
