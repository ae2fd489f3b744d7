"""Layouts: which one answers for a list, what is wrong in one, and what is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.registers import layouts
from imports.registers.layout_proposal import proposed
from imports.registers.layouts import (
    Layout,
    all_layouts,
    chosen_layout,
    folded,
    layout_of,
    named,
    shipped,
)
from imports.registers.list_tables import tables_of
from ledger.errors import UnreadableFile, WrongUse

GOOD = """
name = "egen"
recognise = ["nr", "belopp"]
key = ["number"]
[columns]
Nr = "number"
Belopp = "amount"
Annat = ""
"""


def choose(text: str, found: tuple[Layout, ...] = (), wanted: str | None = None) -> str:
    tables = tables_of("l.csv", text.encode()).tables
    return chosen_layout("l.csv", tables, found or shipped(), wanted).layout.name


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        ("Fakturanr;Kund;Fakturadatum;Belopp", "kundreskontra"),
        ("FAKTURANUMMER;kund;Faktura-datum;Belopp (kr)", "kundreskontra"),
        ("FAKTURANUMMER;kund;Faktura;Belopp (kr)", None),
        ("Faktura nr;KUND;Fakturadatum;Belopp (kr)", "kundreskontra"),
        ("Fakturanummer;Leverantör;Orgnr;Fakturadatum;Belopp", "leverantorsreskontra"),
        ("Fakturanr;Leverantor;Fakturadatum;Belopp", "leverantorsreskontra"),
        ("kopare_id;kopare;verifikationsnummer;leverantor;leverantor_id;belopp;datum",
         "leverantorsreskontra-oppna-data"),
        ("kopare;verifikationsnummer;leverantor;fakturanummer;fakturadatum;belopp",
         "leverantorsreskontra-oppna-data"),
        ("Invoice No.;Supplier;Invoice date;Amount", "invoices-english"),
    ],
)  # fmt: skip
def test_shipped_layouts_answer_alone(headings: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(UnreadableFile):
            choose(headings)
    else:
        assert choose(headings) == name


def test_none_that_answers_is_told_with_what_each_lacks() -> None:
    with pytest.raises(UnreadableFile) as told:
        choose("Kund;Belopp\nFalu kommun;5")
    assert "kundreskontra lacks fakturanr, fakturadatum" in told.value.message
    assert told.value.message.index("kundreskontra") < told.value.message.index("invoices-english")
    assert told.value.next_step == "“medel layout new l.csv” makes one that you correct."


def test_a_heading_that_must_not_be_there_is_told() -> None:
    with pytest.raises(UnreadableFile, match="leverantorsreskontra must not have kopare"):
        choose("kopare;leverantör;fakturanr;fakturadatum;belopp")


def test_two_that_answer_are_told_and_one_can_be_named() -> None:
    headings = "Fakturanr;Kund;Leverantör;Fakturadatum;Belopp"
    with pytest.raises(UnreadableFile, match="Several layouts answer for it: kundreskontra, lev"):
        choose(headings)
    assert choose(headings, wanted="kundreskontra") == "kundreskontra"


def test_the_one_that_is_named_must_fit_too() -> None:
    with pytest.raises(UnreadableFile, match="kundreskontra lacks kund"):
        choose("Fakturanr;Fakturadatum;Belopp", wanted="kundreskontra")
    with pytest.raises(WrongUse, match="There is no layout “x”"):
        named(shipped(), "x")


@pytest.mark.parametrize("layout", shipped(), ids=lambda layout: layout.name)
def test_shipped_layouts_recognise_what_they_read(layout: Layout) -> None:
    headings = {folded(heading) for heading in layout.columns}
    assert {folded(one) for one in layout.recognise} <= headings
    assert len(headings) == len(layout.columns), "two headings that are compared as one"
    assert not {folded(one) for one in layout.without} & {folded(one) for one in layout.recognise}


# ---------------------------------------------------------------- a file of one's own


def test_a_heading_with_no_field_is_not_read() -> None:
    assert dict(layout_of(GOOD.encode(), "l.toml").columns) == {"Nr": "number", "Belopp": "amount"}


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('name = "egen"', "", "“name” must be small letters"),
        ('name = "egen"', 'name = "../x"', "“name” must be small letters"),
        ('recognise = ["nr", "belopp"]', "", "“recognise” must name the headings"),
        ('recognise = ["nr", "belopp"]', 'recognise = "nr"', "“recognise” must be a list of texts"),
        ('key = ["number"]', 'key = ["date"]', "“key” names date, which no column is."),
        ('key = ["number"]', 'nyckel = ["number"]', "A layout has no “nyckel”"),
        ('key = ["number"]', 'decimals = ";"', "“decimals” must be one of auto, comma, point."),
        ('key = ["number"]', 'side = "ut"', "“side” must be one of sent, received, “”."),
        ('Belopp = "amount"', "", "No column is the amount."),
        ('"amount"', '"belopp"', "There is no field “belopp”; there are number, date"),
        ('"amount"', "1", "[columns] must say a field for each heading."),
        ("[columns]", "[columns", "It is not TOML"),
    ],
)
def test_what_is_wrong_in_a_layout_is_told(was: str, now: str, why: str) -> None:
    assert was in GOOD
    with pytest.raises(WrongUse) as told:
        layout_of(GOOD.replace(was, now).encode(), "l.toml")
    assert told.value.message.startswith(why)
    assert told.value.place == "l.toml"


def test_own_layouts_are_found_beside_the_book(tmp_path: Path) -> None:
    (tmp_path / "medel-layout-egen.toml").write_text(GOOD)
    found = all_layouts(str(tmp_path / "bok.db"))
    assert [(one.name, one.is_own) for one in found if one.name == "egen"] == [("egen", True)]
    assert len(found) == len(shipped()) + 1


def test_an_own_layout_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "medel-layout-k.toml").write_text(GOOD.replace("egen", "kundreskontra"))
    found = all_layouts(str(tmp_path / "bok.db"))
    assert len(found) == len(shipped())
    assert choose("Nr;Belopp", found) == "kundreskontra"


def test_two_of_ones_own_of_one_name_are_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"medel-layout-{name}.toml").write_text(GOOD)
    with pytest.raises(WrongUse, match="There are two layouts of the name “egen”"):
        all_layouts(str(tmp_path / "bok.db"))


# ---------------------------------------------------------------- proposals


def meanings(text: str) -> dict[str, str]:
    found = proposed("l.csv", tables_of("l.csv", text.encode()).tables)
    return {one.heading: one.meaning for one in found.columns if one.meaning}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Löpnr;Levnamn;Fakt.datum;Att betala\n1;Tryck AB;2024-04-12;5,50",
         {"Löpnr": "number", "Levnamn": "issuer", "Fakt.datum": "date", "Att betala": "amount"}),
        ("Inv. no;Vendor;Date;Total amount\n1;Print Ltd;2024-04-12;5.50",
         {"Inv. no": "number", "Vendor": "issuer", "Date": "date", "Total amount": "amount"}),
        ("A;B;C;D\n232100-0180;2024-04-12;5,50;7\n212000-2239;2024-04-13;1 000,00;8",
         {"A": "issuer_id", "B": "date", "C": "amount"}),
        ("Kund;A;C\nFalu kommun;212000-2239;5,50",
         {"Kund": "recipient", "A": "recipient_id", "C": "amount"}),
        ("Nr;Kod;Antal\n1;4711;12\n2;4712;13", {}),
        ("Rapport;\n;\nFakturanr;Belopp\n1;5,50", {"Fakturanr": "number", "Belopp": "amount"}),
    ],
    ids=["Swedish", "English", "content", "of whom", "codes are no sums", "below a title"],
)  # fmt: skip
def test_meanings_are_proposed_by_heading_and_content(text: str, found: dict[str, str]) -> None:
    assert meanings(text) == found


@pytest.mark.parametrize(
    ("days", "amount", "dates", "decimals"),
    [
        ("2024-04-12", "5,50", "auto", "comma"),
        ("12.04.2024", "5.50", "dmy", "point"),
        ("04/13/2024", "5", "mdy", "auto"),
        ("240412", "1.234", "ymd", "auto"),
    ],
)
def test_the_form_of_dates_and_decimals_is_proposed(
    days: str, amount: str, dates: str, decimals: str
) -> None:
    text = f"Fakturanr;Fakturadatum;Belopp\n1;{days};{amount}"
    found = proposed("l.csv", tables_of("l.csv", text.encode()).tables)
    assert (found.dates, found.decimals) == (dates, decimals)


def test_what_is_proposed_can_be_used_as_it_is() -> None:
    text = 'Löpnr;"Lev ""namn""";Fakt.datum;Att betala\n1;Tryck # AB;2024-04-12;5,50\n'
    found = proposed("l.csv", tables_of("l.csv", text.encode()).tables)
    layout = layout_of(found.toml("egen").encode(), "l.toml")
    assert choose(text, (layout,)) == "egen"
    assert (layout.key, layout.decimals) == ((), "comma")


@pytest.mark.parametrize(
    ("headings", "key"),
    [("Fakturanr;Kund;Belopp", ("number",)), ("Fakturanr;Leverantör;Belopp", ("issuer", "number")),
     ("Fakturanr;Belopp", ())],
)  # fmt: skip
def test_a_number_alone_is_no_key_for_invoices_of_several(
    headings: str, key: tuple[str, ...]
) -> None:
    found = proposed("l.csv", tables_of("l.csv", f"{headings}\n1;5,50;6\n".encode()).tables)
    assert layout_of(found.toml("egen").encode(), "l.toml").key == key


def test_what_stands_in_a_list_cannot_break_the_file_that_is_proposed() -> None:
    text = "Fakturanr;Belopp;Text;Text;T\x7fx\n1;5,50;\x1b[31m;a;b\n"
    found = proposed("l.csv", tables_of("l.csv", text.encode()).tables)
    assert dict(layout_of(found.toml("egen").encode(), "l.toml").columns)["Text"] == "text"


def test_a_file_without_headings_is_told() -> None:
    with pytest.raises(UnreadableFile, match="No row of it looks like headings"):
        meanings("1;2\n3;4")


def test_words_of_proposals_are_of_fields_there_are() -> None:
    from imports.registers import layout_proposal

    words = layout_proposal._words()
    assert set(words) == set(layouts.FIELDS)
    every = [word for said in words.values() for word in said]
    assert len(every) == len(set(every)), "a word that stands for two fields"
