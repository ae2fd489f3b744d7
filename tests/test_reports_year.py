"""The yearly summary: the same facts, the same text; its checks hold, and tell when they don't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from reports_by_hand import (
    ASSOCIATION,
    EMPTY,
    ENTRIES,
    FACTS,
    GOLDENS,
    KOMMUN,
    REGION,
    any_book,
    golden_texts,
    lines_of,
)

from ledger.columns import Column
from ledger.messages import translate
from ledger.money import Money
from ledger.terms import CarryOver, EntryKind
from reports.book import Book, Cell, Look, Sheet
from reports.figures import LineFact, TermsFact, YearFacts
from reports.formats import report_bytes
from reports.spec import Spec, Unit
from reports.write_csv import csv_bytes, csv_text
from reports.year import REPORT, year_book, year_content, year_lines


def year_report(facts: YearFacts, format_: str, language: str, unit: Unit = Unit.KR) -> bytes:
    spec = Spec("year", year=facts.year, language=language, unit=unit)
    return report_bytes(REPORT, facts, spec, format_)


def sheet(book: Book, title: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.title == title)


def values(sheet: Sheet) -> list[list[object]]:
    return [[cell.value for cell in row.cells] for row in sheet.rows]


def row_with(sheet: Sheet, first: object) -> list[object]:
    return next(row for row in values(sheet) if row and row[0] == first)


def checks(book: Book) -> Iterator[Cell]:
    for one in book.sheets:
        for row in one.rows:
            yield from (cell for cell in row.cells if cell.look is Look.CHECK)


@pytest.mark.parametrize("name", sorted(golden_texts()))
def test_text_form(name: str) -> None:
    assert golden_texts()[name] == (GOLDENS / name).read_text(encoding="utf-8")


def test_sheets_in_swedish() -> None:
    assert [one.title for one in year_book(FACTS, "sv").sheets] == [
        "Sammanställning", "Diagram", "Vem betalar vem", KOMMUN, ASSOCIATION, REGION, "Beslut",
        "Uppföljning", "Intygande", "Kontroll",
    ]  # fmt: skip


@pytest.mark.parametrize("facts", [FACTS, EMPTY], ids=["full", "empty"])
def test_every_check_is_zero_and_live(facts: YearFacts) -> None:
    found = list(checks(year_book(facts, "sv")))
    assert {cell.value for cell in found} <= {0, Money(0)}
    assert all(cell.formula for cell in found)


@pytest.mark.parametrize("seed", range(40))
def test_figures_agree_in_any_book(seed: int) -> None:
    facts = any_book(seed)
    book = year_book(facts, "sv")
    assert {cell.value for cell in checks(book)} <= {0, Money(0)}
    in_json = year_content(facts)["lines"]
    rows = values(sheet(book, "Sammanställning"))
    at = next(n for n, row in enumerate(rows) if row[:1] == ["Part"])
    heading, rows = rows[at], rows[at + 1 : at + 1 + len(in_json)]
    for line, row in zip(in_json, rows, strict=True):
        assert row[:2] == [line["body"], line["fund"]]
        shown = dict(zip(heading, row, strict=True))
        for column in Column:
            sum_ = line["columns"][column.value]
            assert shown.get(column.sv, Money(0) if sum_ else None) == sum_


def test_only_columns_in_use_are_shown() -> None:
    overview = sheet(year_book(FACTS, "sv"), "Sammanställning")
    assert row_with(overview, "Part") == [
        "Part", "Medel", "Ingående balans", "Mottaget", "Tilldelat", "Fördelat ut",
        "Ska fakturera (fordran)", "Ska faktureras (skuld)", "Förbrukat", "Kvar",
        "Kommentar",
    ]  # fmt: skip


def test_kvar_is_shown_also_when_nothing_remains() -> None:
    used_up = replace(
        FACTS.lines[0],
        columns={c: Money(0) for c in Column} | {Column.RECEIVED: Money(5), Column.SPENT: Money(5)},
    )
    book = year_book(replace(FACTS, lines=(used_up,), entries=(), decisions=()), "sv")
    assert row_with(sheet(book, "Sammanställning"), "Part")[2:5] == [
        "Mottaget", "Förbrukat", "Kvar",
    ]  # fmt: skip


def test_what_follows_from_other_columns_is_a_live_formula() -> None:
    overview = sheet(year_book(FACTS, "sv"), "Sammanställning")
    at = next(
        n for n, row in enumerate(overview.rows) if row.cells and row.cells[0].value == "Part"
    )
    row = overview.rows[at + 3]  # the association
    assert row.cells[9].value == Money(115000050)
    assert row.cells[9].formula == f"ROUND(C{at + 4}+D{at + 4}+E{at + 4}-F{at + 4}-I{at + 4},2)"


def test_what_is_left_to_claim_and_to_invoice() -> None:
    sums = {Column.GRANTED: 100, Column.REQUISITIONED: 70, Column.TO_INVOICE_CLAIM: 50,
            Column.INVOICED_CLAIM: 20}  # fmt: skip
    line = LineFact(
        "A", "B", dict.fromkeys(Column, Money(0)) | {c: Money(o) for c, o in sums.items()}
    )
    overview = sheet(year_book(replace(EMPTY, lines=(line,)), "sv"), "Sammanställning")
    heading, row = (
        next(row.cells for row in overview.rows if row.cells and row.cells[0].value == first)
        for first in ("Part", "A")
    )
    left = {h.value: (c.value, c.formula) for h, c in zip(heading, row, strict=True)}
    assert left["Kvar att rekvirera"] == (Money(30), "ROUND(C6-D6,2)")
    assert left["Kvar att fakturera"] == (Money(30), "ROUND(E6-F6,2)")


def test_the_year_before_beside_this_one() -> None:
    before = (LineFact(REGION, "RSS-medel", {Column.SPENT: Money(500), Column.BUDGET: Money(9)}),)
    book = year_book(replace(FACTS, before=before), "sv")
    rows = values(sheet(book, "Jämförelse"))
    at = next(n for n, row in enumerate(rows) if row[:1] == ["Part"])
    assert rows[at] == ["Part", "Medel", "Uppgift", "2022", "2023", "Ändring"]
    gone = [row[2:] for row in rows if row[:2] == [REGION, "RSS-medel"]]
    assert gone == [["Förbrukat", Money(500), Money(0), Money(-500)]]
    new = [row[2:] for row in rows if row[:2] == [KOMMUN, "Brukarmiljonen"]]
    assert new == [["Ska faktureras (skuld)", Money(0), Money(1250075), Money(1250075)]]


def test_a_waterfall_goes_from_opening_to_remaining() -> None:
    charts = sheet(year_book(FACTS, "sv"), "Diagram")
    rows = [row for row in values(charts) if len(row) == 10]
    at = next(n for n, row in enumerate(rows) if row[0] == "Steg")
    steps = [(row[0], row[1], row[2], row[3]) for row in rows[at + 1 :]]
    assert steps[0] == ("Ingående balans", Money(25000000), Money(0), Money(25000000))
    for (_n, _a, _b, after), (_name, amount, before, now) in pairwise(steps[:-1]):
        assert (before, before + amount) == (after, now)
    assert steps[-1] == ("Kvar", Money(136000050), Money(0), steps[-2][3])


@pytest.mark.parametrize("opening", [-300, 0, 500])
@pytest.mark.parametrize("spent", [100, 400, 900, -50])
def test_the_bars_of_a_waterfall_reach_from_before_to_after(opening: int, spent: int) -> None:
    sums = {Column.OPENING: opening, Column.SPENT: spent, Column.REMAINING: opening - spent}
    line = LineFact(
        "A", "B", dict.fromkeys(Column, Money(0)) | {c: Money(o) for c, o in sums.items()}
    )
    charts = sheet(year_book(replace(EMPTY, lines=(line,)), "sv"), "Diagram")
    row = row_with(charts, "Förbrukat")
    _moved, before, after, base, up, up_below, down, down_below, _level = (
        cell.ore for cell in row[1:] if isinstance(cell, Money)
    )
    above = base + up + down if base > 0 else up + down
    below = base + up_below + down_below if base < 0 else up_below + down_below
    assert above == max(0, before, after)
    assert below == min(0, before, after)


def test_the_terms_of_each_fund() -> None:
    terms = TermsFact(
        "RSS-medel", CarryOver.UNTIL, date(2023, 1, 1), "Socialstyrelsen",
        carry_until=date(2024, 3, 31), report_by=date(2024, 2, 28),
    )  # fmt: skip
    rows = values(sheet(year_book(replace(FACTS, terms=(terms,)), "sv"), "Villkor"))
    row = next(row for row in rows if row[:1] == ["RSS-medel"])
    assert row[3:7] == ["till ett datum 2024-03-31", None, None, date(2024, 2, 28)]


def test_last_years_comments_stand_beside_this_years() -> None:
    comments = {(KOMMUN, "Brukarmiljonen"): "Återstoden används i mars."}
    overview = sheet(year_book(replace(FACTS, comments=comments), "sv"), "Sammanställning")
    assert row_with(overview, "Part")[-2:] == ["Kommentar", "Kommentar förra året"]
    assert row_with(overview, KOMMUN)[-2:] == [None, "Återstoden används i mars."]


def test_who_pays_whom_counts_corrections_in() -> None:
    rows = values(sheet(year_book(FACTS, "sv"), "Vem betalar vem"))
    owed = [row[:5] for row in rows if len(row) > 4 and isinstance(row[3], Money)]
    assert owed == [
        [REGION, ASSOCIATION, "Psykisk hälsa och suicidprevention", Money(75430000), "4, 5, 6"],
        [KOMMUN, REGION, "Brukarmiljonen", Money(1250075), "7"],
        ["Summa", None, None, Money(76680075), None],
    ]


def test_debt_that_is_corrected_away_is_left_out() -> None:
    entries = ENTRIES[3:5]
    facts = replace(FACTS, entries=entries, lines=lines_of(entries), decisions=())
    text = year_report(facts, "text", "en").decode()
    assert "Nothing has been decided to be invoiced." in text


def test_what_is_carried_is_in_on_the_year_it_comes_to_and_out_on_the_year_it_leaves() -> None:
    carried = ENTRIES[:1]
    sides = {}
    for year in (2022, 2023):
        facts = replace(
            FACTS, year=year, entries=carried, lines=lines_of(carried, year),
            decisions=FACTS.decisions[:1],
        )  # fmt: skip
        book = year_book(facts, "sv")
        sides[year] = row_with(sheet(book, ASSOCIATION), ASSOCIATION)[4:6]
        assert {cell.value for cell in checks(book)} <= {0, Money(0)}
    amount = Money.of_kronor("250000")
    assert sides == {2022: [None, amount], 2023: [amount, None]}


def _with_one_krona_more(line: LineFact, column: Column) -> LineFact:
    return replace(line, columns={**line.columns, column: line.columns[column] + Money(100)})


@pytest.mark.parametrize(
    ("column", "failing", "of_body"),
    [
        (Column.TO_INVOICE_CLAIM, {"Ska fakturera (fordran) − Ska faktureras (skuld)"}, 1),
        (Column.ALLOCATED_OUT, {"Tilldelat − Fördelat ut"}, 2),  # and what remains
        (Column.REMAINING, {translate("Remaining less what it is made of", "sv")}, 1),
    ],
)
def test_a_sum_that_disagrees_is_told(column: Column, failing: set[str], of_body: int) -> None:
    association = next(n for n, line in enumerate(FACTS.lines) if line.body == ASSOCIATION)
    lines = list(FACTS.lines)
    lines[association] = _with_one_krona_more(lines[association], column)
    book = year_book(replace(FACTS, lines=tuple(lines)), "sv")
    control = sheet(book, "Kontroll")
    told = {row[0] for row in values(control) if len(row) == 3 and row[2] == "FEL"}
    assert failing <= told
    assert row_with(control, ASSOCIATION)[2] == Money(100 * of_body)
    assert control.rows[2].cells[1].value >= len(failing) + 1
    status = sheet(book, "Sammanställning").rows[2].cells[0]
    assert status.value == translate("A CHECK FAILS: see the last sheet.", "sv")


def test_an_entry_without_evidence_is_told() -> None:
    book = year_book(replace(FACTS, decisions=FACTS.decisions[1:]), "sv")
    assert 1 in [cell.value for cell in checks(book)]


def test_each_entry_links_to_its_decision() -> None:
    book = year_book(FACTS, "sv")
    decisions = sheet(book, "Beslut")
    for body in (REGION, ASSOCIATION, KOMMUN):
        entries = [r for r in sheet(book, body).rows if r.cells and isinstance(r.cells[1:2], tuple)]
        linked = [r for r in entries if len(r.cells) > 6 and r.cells[6].link]
        assert linked
        for row in linked:
            target = decisions.rows[row.cells[6].link.row]
            assert target.cells[0].value == row.cells[1].value


def test_the_sum_is_marked_in_the_quote() -> None:
    marked = [
        cell.value[slice(*cell.mark)]
        for row in sheet(year_book(FACTS, "sv"), "Beslut").rows
        for cell in row.cells
        if cell.mark
    ]
    assert marked[:3] == ["250 000 kr", "1 200 000,50 kr", "300 000 kr"]


def test_one_body_is_not_checked_against_those_left_out() -> None:
    lines = tuple(line for line in FACTS.lines if line.body == KOMMUN)
    entries = tuple(e for e in ENTRIES if KOMMUN in {e.payer, e.payee})
    decisions = tuple(d for d in FACTS.decisions if d.entry in {e.number for e in entries})
    book = year_book(
        replace(FACTS, body=KOMMUN, lines=lines, entries=entries, decisions=decisions), "sv"
    )
    assert {cell.value for cell in checks(book)} <= {0, Money(0)}


# -- For machines --------------------------------------------------------------------------------


def test_json_has_every_column() -> None:
    content = year_content(FACTS)
    assert list(content) == ["fund_year", "up_to_entry", "head", "lines"]
    assert content["fund_year"] == 2023
    assert content["up_to_entry"] == 8
    lines = content["lines"]
    assert isinstance(lines, list)
    assert all(list(line["columns"]) == [column.value for column in Column] for line in lines)


def test_json_writes_kronor_as_decimal_strings() -> None:
    text = year_report(FACTS, "json", "sv").decode()
    assert '"received": "1200000.50"' in text
    assert '"budget": null' in text
    assert '"paid_in": "0.00"' in text


def test_csv_opens_right_in_swedish_excel() -> None:
    content = year_report(FACTS, "csv", "sv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Bidragsår;Part;Medel;Ingående balans;Beviljat;")
    assert lines[3].startswith(
        f"2023;{ASSOCIATION};Psykisk hälsa och suicidprevention;250000,00;0,00;0,00;1200000,50;"
    )
    assert all(line.count(";") == len(Column) + 2 for line in lines[:-1])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("=1+1", "'=1+1"),
        ("+46 70", "'+46 70"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("§ 7", "§ 7"),
        ("a\x1bb", "ab"),
    ],
)
def test_csv_text_is_never_a_formula(text: str, field: str) -> None:
    assert csv_text(text) == field


def test_csv_negative_sum_is_a_number() -> None:
    columns = {Column.OPENING: Money(-123456789)}
    book = year_lines(replace(EMPTY, lines=(LineFact("A", "B", columns),)), "sv")
    assert ";-1234567,89;" in csv_bytes(book).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("unit", "ore", "shown"),
    [
        (Unit.KR, 98597550, "985 975,50"),
        (Unit.TKR, 98597550, "986,0"),
        (Unit.TKR, 98594999, "985,9"),
        (Unit.TKR, 98595000, "986,0"),  # half a hundred goes up
        (Unit.TKR, -98595000, "−986,0"),
        (Unit.TKR, -4999, "0,0"),  # no minus before nothing
        (Unit.MKR, 123456789012, "1 234,6"),
    ],
)
def test_a_sum_in_a_unit(unit: Unit, ore: int, shown: str) -> None:
    assert unit.shown(Money(ore), "sv").replace("\u00a0", " ") == shown


def test_machines_get_kronor_whatever_the_unit() -> None:
    for format_ in ("json", "csv"):
        assert year_report(FACTS, format_, "sv", Unit.MKR) == year_report(FACTS, format_, "sv")


def test_every_heading_of_sums_names_the_unit() -> None:
    text = year_report(FACTS, "text", "sv", Unit.TKR).decode()
    assert "(kr)" not in text
    assert text.count("Sums in tkr") + text.count("Summor i tkr") == text.count("═\n")
    assert "(tkr)" in text


@pytest.mark.parametrize("format_", ["xlsx", "json", "csv", "text"])
@pytest.mark.parametrize("facts", [FACTS, EMPTY], ids=["full", "empty"])
def test_same_facts_same_bytes(facts: YearFacts, format_: str) -> None:
    assert year_report(facts, format_, "sv") == year_report(facts, format_, "sv")


def test_hundreds_of_bodies_share_no_sheet_name() -> None:
    names = [f"Samverkansnämnden för hälso- och sjukvård nummer {n}" for n in range(120)]
    lines = tuple(replace(FACTS.lines[1], body=name) for name in names)
    titles = [s.title for s in year_book(replace(FACTS, lines=lines, entries=()), "sv").sheets]
    assert len({title.casefold() for title in titles}) == len(titles) == 127


def test_kinds_of_entries_have_labels_of_their_own() -> None:
    # The checks of a body sum its entries by the label of their kind.
    for language in ("sv", "en"):
        assert len({kind.label(language) for kind in EntryKind}) == len(EntryKind)
