"""Whole minutes: the meeting, who is meant, statements without a sum, and what must stay silent."""

# ruff: noqa: E501  one wrinkle to a line, however long

from __future__ import annotations

import pytest

from imports.formats.reading import snapshot_bytes
from imports.minutes.folding import fold
from imports.minutes.meeting import meeting_of
from imports.minutes.reader import read_minutes
from ledger.drafts import Reading
from ledger.parties.names import Names

NAMES = Names.shipped()


def read(text: str) -> Reading:
    return read_minutes(snapshot_bytes("m.md", text.encode()), NAMES)


MEETINGS = [
    ("title with a date", "Protokoll Styrgruppen för nära vård 2024-03-05\nRegion Halland",
     ("Styrgruppen för nära vård", "2024-03-05", None, None, "Hallands län")),
    ("a date in words", "# Länsgemensam ledning i samverkan\n## Protokoll 17 maj 2019\nKalmar län",
     ("Länsgemensam ledning i samverkan", "2019-05-17", None, None, "Kalmar län")),
    ("a number and a place", "Dnr 23ABC7\nLedningsgrupp för vården\nPlats: Teams\n2021-06-04",
     ("Ledningsgrupp för vården", "2021-06-04", "Teams", "23ABC7", None)),
    ("a date at the foot", f"Nämnden för kultur\n{'Text. ' * 600}\nSammanträdesdatum: 2023-03-23",
     ("Nämnden för kultur", "2023-03-23", None, None, None)),
    ("two counties, none", "Samråd\nRegion Halland och Region Skåne", ("Samråd", None, None, None, None)),
    ("in capitals", "SAMVERKANSRÅD FÖR HALLAND\nPlats: Teams\n2021-06-04",
     ("Samverkansråd för Halland", "2021-06-04", "Teams", None, None)),
    ("nothing", "Potten delas.", (None, None, None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), MEETINGS, ids=[row[0] for row in MEETINGS])
def test_the_meeting(name: str, text: str, expected: tuple[str | None, ...]) -> None:
    meeting = meeting_of(fold(text), NAMES)
    date = meeting.date.isoformat() if meeting.date else None
    assert (meeting.forum, date, meeting.place, meeting.reference, meeting.county) == expected


def test_who_speaks_is_no_part_of_the_title() -> None:
    (one,) = read(
        "§ 4\nMedel för vården\nFöredragande: samordnaren\n\nGruppen får 40 tkr."
    ).candidates
    assert one.section == "§ 4 Medel för vården"


def test_a_short_name_means_the_longer_one_in_the_same_minutes() -> None:
    reading = read(
        "Närvarande: samordnaren, Kommunförbundet Hallands län. Region Halland.\n\n"
        "Beslut: Kommunförbundet fakturerar Region Halland 40 tkr."
    )
    (one,) = reading.candidates
    assert one.payee and (one.payee.text, one.payee.name) == (
        "Kommunförbundet", "Kommunförbundet i Hallands län",
    )  # fmt: skip
    (new,) = reading.new_bodies
    assert (new.name, new.kind, new.aliases) == (
        "Kommunförbundet i Hallands län", "association", ("Kommunförbundet",),
    )  # fmt: skip


def test_two_possible_bodies_are_not_guessed_between() -> None:
    (one,) = read(
        "Här möts Kommunförbundet i Hallands län och Kommunförbundet i Skåne län.\n\n"
        "Beslut: Kommunförbundet fakturerar Region Halland 40 tkr."
    ).candidates
    assert one.payee and one.payee.name in (None, "Kommunförbundet")


UNSUMMED = [
    ("use a fund",       "Beslut: Gruppen beslutar att förlänga uppdraget året ut och använda brukarmiljonen till det.",
     "decided", "Brukarmiljonen", "no_sum"),
    ("split what is left", "Gruppen beslutar att medlen som blir outnyttjade slås samman och delas på hälften.",
     "decided", None, "no_sum"),
    ("paid by a fund",   "Samordnaren föreslås finansieras av länsgemensamma medel.",
     "proposed", "Länsgemensamma medel", None),
    ("moved to e-mail",  "## 7. Elevhälsa\n\nTjänsten föreslås finansieras av länsgemensamma medel.\n\n"
                         "Beslut: Ärendet lyfts som beslutspunkt via mejl efter den 2 juni.",
     "proposed", "Länsgemensamma medel", "postponed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "status", "fund", "follow_up"), UNSUMMED, ids=[r[0] for r in UNSUMMED]
)
def test_a_statement_without_a_sum(
    name: str, text: str, status: str, fund: str | None, follow_up: str | None
) -> None:
    (one,) = read(text).candidates
    assert (one.amount, one.amount_text, one.status.value) == (None, None, status)
    assert (one.fund.name if one.fund else None) == fund
    assert (one.follow_up.value if one.follow_up else None) == follow_up


SILENT = [
    ("talk of money",       "Frågan om att tillskjuta medel blir kanske aktuell igen till hösten."),
    ("aids and medicines",  "Gruppen beslutar att hjälpmedel och läkemedel ska användas mer."),
    ("a plan adopted",      "Beslut: Att anta handlingsplanen för barn och unga."),
    ("a group merged",      "Grupperna föreslås slås samman till en samordnad grupp psykisk hälsa."),
    ("a free network",      "Det är kostnadsfritt för kommunerna att ingå i nätverket."),
    ("a decision to come",  "Beslut om rutinen tas vid mötet i september."),
    ("a list of names",     "Närvarande\nSamordnare, Region Halland\nSocialchef, Laholms kommun"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), SILENT, ids=[row[0] for row in SILENT])
def test_nothing_is_found(name: str, text: str) -> None:
    assert read(text).candidates == ()


def test_a_doubtful_sum_is_shown_without_a_value() -> None:
    (one,) = read("Beslut: Region Halland betalar ut 100,000 kr till Laholms kommun.").candidates
    assert (one.amount, one.amount_text) == (None, "100,000 kr")
    assert one.follow_up and one.follow_up.value == "no_sum"
    assert "amount.doubtful.separator" in {reason.rule for reason in one.reasons}


def test_section_and_quote() -> None:
    (one,) = read("§ 12\n### Medel\n\nBra. *Gruppen får 40 tkr.*\n").candidates
    assert (one.section, one.quote) == ("§ 12 Medel", "*Gruppen får 40 tkr.*")
