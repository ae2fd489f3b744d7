"""Numbers that name something: whole tokens, in every form a payer writes them."""

import pytest

from ledger.matching.references import decision, mentioned, own

NAMES = [
    ("the number alone", "1814", "1814"),
    ("its word before it", "1814", "Faktura nr 1814"),
    ("a full stop between", "1814", "Fakt.1814"),
    ("a colon", "1814", "fakturanr: 1814."),
    ("zeros before it", "1814", "00001814"),
    ("zeros on the invoice", "001814", "1814"),
    ("spaces for the eye", "20241814", "2024 1814"),
    ("among others", "1815", "Fakturor 1814, 1815 och 1816"),
    ("among others, short", "15", "fakturorna 14, 15 och 16"),
    ("letters left out", "F-1814", "1814"),
    ("letters put before", "1814", "F-1814"),
    ("letters with a space", "F 1814", "f1814"),
    ("a check digit", "1814", "18143"),
    ("length and check digit", "1814", "181461"),
    ("a matter's number", "KS/2024:126-022", "dnr ks/2024:126-022"),
    ("a year that is an invoice", "2023", "Faktura 2023"),
    ("a short number with its word", "14", "Faktura 14"),
]
NAMES_NOT = [
    ("inside another number", "14", "1814"),
    ("at the head of another", "18", "1814"),
    ("a day", "14", "möte 14 mars"),
    ("a day after an invoice", "14", "Faktura 1814, 14 mars"),
    ("a date", "2024", "2024-05-14"),
    ("a year", "2023", "Bidrag 2023"),
    ("a sum", "5000", "5000 kr"),
    ("a sum with öre", "1500", "1500,00"),
    ("a sum in groups", "500", "1 500 000"),
    ("a sum by its word", "5000", "belopp 5000"),
    ("a paragraph", "14", "§ 14"),
    ("another series", "F-1814", "G-1814"),
    ("a part of a matter's number", "126", "KS/2024:126-022"),
    ("a wrong check digit", "1814", "18144"),
    ("a decision's number", "12", "enligt beslut 12"),
    ("no number at all", "1814", "Tack för maten"),
]


@pytest.mark.parametrize(("wrinkle", "number", "text"), NAMES)
def test_a_text_names_a_number(wrinkle: str, number: str, text: str) -> None:
    assert set(own(number)) & set(mentioned(text)), wrinkle


@pytest.mark.parametrize(("wrinkle", "number", "text"), NAMES_NOT)
def test_a_text_does_not_name_a_number(wrinkle: str, number: str, text: str) -> None:
    assert not set(own(number)) & set(mentioned(text)), wrinkle


@pytest.mark.parametrize("text", ["beslut 12", "Enligt beslut nr 12", "post 12", "decision no 12"])
def test_a_text_names_a_decision(text: str) -> None:
    assert mentioned(text) == decision(12)
