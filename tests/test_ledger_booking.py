"""The account plan, and text in the letters of SIE files."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.registers.sie_records import fields
from ledger.booking.account_plan import TEMPLATE, Posting, Side, plan_of
from ledger.booking.sie_text import changed, nearest, quoted
from ledger.errors import WrongUse
from ledger.terms import EntryKind

PLAN = """
series = "L"
without_objects = ["1510", "24*"]
[accounts]
1510 = "Fordringar"
[to_invoice.payee]
debit = "1510"
credit = 3520
[carried]
book = false
[dimensions]
1 = "Kostnadsställe"
[funds.RSS-medel]
objects = { 1 = "4120", 6 = "RSS" }
[funds.RSS-medel.to_invoice.payee]
debit = "1511"
credit = "3521"
[funds.RSS-medel.years.2023]
objects = { 6 = "RSS23" }
[bodies."Falu kommun"]
objects = { 20 = "2080" }
"""


def test_what_a_plan_says() -> None:
    plan = plan_of(PLAN.encode(), "medel-konton.toml")
    invoice = (EntryKind.TO_INVOICE, Side.PAYEE)
    assert plan.series == "L"
    assert plan.posting(*invoice, "Brukarmiljonen") == Posting("1510", "3520")
    assert plan.posting(*invoice, "RSS-medel") == Posting("1511", "3521")
    assert plan.posting(EntryKind.TO_INVOICE, Side.PAYER, "RSS-medel") is None
    assert plan.posting(EntryKind.CARRIED, Side.OWN, "RSS-medel") == Posting()
    assert plan.objects_of("3521", "RSS-medel", 2023, "Falu kommun") == {
        "1": "4120", "6": "RSS23", "20": "2080",
    }  # fmt: skip
    assert plan.objects_of("3521", "RSS-medel", 2022, "Mora kommun") == {"1": "4120", "6": "RSS"}
    assert plan.objects_of("2410", "RSS-medel", 2023, "Falu kommun") == {}
    assert plan.objects_of("15100", "RSS-medel", 2023, "") != {}


@pytest.mark.parametrize(
    ("what", "toml", "said"),
    [
        ("no such kind", "[invoiced.payee]\ndebit='1'", "there is no “invoiced”"),
        ("no such side", "[spent.both]\ndebit='1'", "[spent]: there is no “both”"),
        ("half a posting", "[spent.payer]\ndebit='1'", "[spent.payer]: it lacks credit"),
        ("nothing said", "[spent.payer]", "it lacks debit, credit"),
        ("neither nor", "[spent.payer]\nbook=false\ndebit='1'", "it has accounts, and yet"),
        ("book as a word", "[spent.payer]\nbook='nej'", "book is true or false"),
        ("no account", "[spent.payer]\ndebit='15-1'\ncredit=2", "“15-1” is not an account"),
        ("a float", "[spent.payer]\ndebit=15.1\ncredit=2", "“15.1” is not an account"),
        ("no dimension", "[dimensions]\nprojekt='P'", "“projekt” is not the number"),
        ("a number as object", "[bodies.A]\nobjects={6=7}", "[bodies.A.objects]: it must be text"),
        ("no year", "[funds.A.years.tjugo]\nobjects={}", "“tjugo” is not a year"),
        ("a word misspelt", "[funds.A]\nobject={}", "there is no “object”"),
        ("sides of a carried", "[carried.payer]\ndebit='1'", "[carried]: there is no “payer”"),
        ("not TOML", "series = M", "It is not TOML"),
        ("no table", "accounts = 5", "[accounts]: it must be a table"),
        ("no list", "without_objects = '15*'", "it must be a list"),
    ],
)
def test_a_plan_that_cannot_be_used(what: str, toml: str, said: str) -> None:
    with pytest.raises(WrongUse) as refused:
        plan_of(toml.encode(), "medel-konton.toml")
    assert said in str(refused.value), what
    assert str(refused.value).startswith("medel-konton.toml: ")


def test_the_plan_to_fill_in_says_nothing_until_its_marks_are_taken_away() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    empty = plan_of(text.encode(), TEMPLATE.name)
    assert not empty.postings
    assert not empty.accounts
    examples = re.sub(r"(?m)^# (?=\[|\w+ += )", "", text)
    top = [line for line in examples.splitlines() if line.startswith(("series", "without"))]
    rest = [line for line in examples.splitlines() if line not in top]
    whole = plan_of("\n".join([*top, *rest]).encode(), TEMPLATE.name)
    assert {kind for kind, _side in whole.postings} == set(EntryKind)
    assert whole.objects_of("4510", "RSS-medel", 2023, "Karlstads kommun")


@pytest.mark.parametrize(
    ("what", "text", "written"),
    [
        ("Swedish",               "Åre, Ängelholm och Örebro",   "Åre, Ängelholm och Örebro"),
        ("a section",             "§ 7 och ½",                   "par. 7 och ½"),
        ("dashes and quotes",     "2022–2023 – “så” och ’så’",   "2022-2023 - \"så\" och 'så'"),
        ("an ellipsis, a euro",   "… 5 €",                       "... 5 EUR"),
        ("letters of neighbours", "Tromsø, Łódź, Šiauliai",      "Tromso, Lódz, Siauliai"),
        ("hard and thin spaces",  "985\u00a0975\u202fkr",        "985 975 kr"),
        ("lines",                 "en\r\nannan\trad",            "en annan rad"),
        ("a soft hyphen",         "läns\u00adgemensam",          "länsgemensam"),
        ("a backslash",           "C:\\Bok\\",                   "C:/Bok/"),
        ("composed of two",       "A\u030angermanland",          "Ångermanland"),
        ("no likeness",           "日 ok",                       "? ok"),
        ("a control character",   "a\x1ab\x7fc",                 "a b c"),
    ],
)  # fmt: skip
def test_text_in_letters_of_cp437(what: str, text: str, written: str) -> None:
    assert nearest(text) == written, what
    nearest(text).encode("cp437")


def test_which_letters_were_changed() -> None:
    assert changed("Åre – 日–") == ["–", "日"]
    assert changed("Vad?") == []


@given(st.text())
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    written = quoted(text)
    assert set(written.encode("cp437")).isdisjoint({*range(32), 127, 255})
    assert fields(f"1 {written} 2") == ["1", nearest(text), "2"]
