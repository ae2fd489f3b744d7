"""What another program proposes is taken only where the text bears out every value of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from books import book_at, medel
from sqlalchemy import select

from imports import plugins
from imports.formats.reading import snapshot_bytes
from imports.minutes.reader import read_minutes
from imports.suggest import Outcome, with_rows
from ledger.drafts import Reading
from ledger.parties.names import Names
from ledger.storage.tables import candidates
from ledger.terms import Status

TEXT = """Ledningsgrupp för samverkan i Värmland 2024-03-15

§ 4 Kvinnofridssatsningen 2024

Deltagarna talade om Karlstads kommun och summan 1\u00a0405 tkr, som
ingen hade hört förut. Utställningen blev 2,5
miljoner kronor dyrare än väntat.
Beslut: Arvika kommun får 10 tkr.
"""
# Our own reading finds 1 405 tkr and 10 tkr; not a sum that is set against an equals sign.
UNREAD = "Kvar blev summa=3500 kr den dagen."


def _reading(text: str = TEXT) -> Reading:
    return read_minutes(snapshot_bytes("m.txt", text.encode()), Names.shipped())


def _bare(text: str = TEXT) -> Reading:
    """The text with nothing found in it, so that a suggester has something to find."""
    from dataclasses import replace

    return replace(_reading(text), candidates=())


def _asked(*rows: dict[str, Any], text: str = TEXT) -> Outcome:
    return with_rows(_bare(text), Names.shipped(), "prov", rows)


TEN = {
    "quote": "Beslut: Arvika kommun får 10 tkr.", "amount": "10000.00", "amount_text": "10 tkr",
    "payee": "Arvika kommun", "years": [2024],
}  # fmt: skip


def test_a_row_that_the_text_bears_out_is_taken_with_its_reason() -> None:
    outcome = _asked(TEN)
    (found,) = outcome.reading.candidates
    assert (outcome.taken, outcome.refused) == (1, {})
    assert found.amount
    assert (found.amount.ore, found.amount_text, found.years) == (1_000_000, "10 tkr", (2024,))
    assert found.payee
    assert found.payee.name == "Arvika kommun"
    assert found.reasons[0].rule == "suggested.prov"
    assert TEXT[slice(*found.quote_span)] == found.quote


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("an invented value", {"amount": "99000.00"}, "its sum is not what its words say"),
        ("a swapped digit", {"amount": "100000.00"}, "its sum is not what its words say"),
        ("swapped words", {"amount_text": "01 tkr"}, "do not stand in the text: the sum"),
        ("an invented sum", {"amount_text": "99 tkr"}, "do not stand in the text: the sum"),
        ("a part of the number", {"amount_text": "0 tkr", "amount": "0"}, "no sum of money"),
        ("a number alone", {"amount_text": "10", "amount": "10"}, "no sum of money"),
        ("no sum of money", {"amount_text": "Arvika", "amount": "10"}, "no sum of money"),
        ("a sum without words", {"amount_text": None}, "a sum without its words"),
        ("words without a sum", {"amount": None}, "a sum without its words"),
        ("no number", {"amount": "tio"}, "not a number"),
        ("not finite", {"amount": "Infinity"}, "not a number"),
        ("a wrong span", {"amount_span": [0, 6]}, "do not stand at its span: the sum"),
        ("a span beside", {"amount_span": [1, 2, 3]}, "do not stand at its span: the sum"),
        ("a span outside", {"quote_span": [0, 99999]}, "do not stand at its span: the quote"),
        ("an invented quote", {"quote": "Beslut: Arvika får 10 tkr."}, "the text: the quote"),
        ("other letters", {"quote": "beslut: Arvika kommun får 10 tkr."}, "the text: the quote"),
        ("no quote", {"quote": None}, "it quotes nothing"),
        ("a quote of nothing", {"quote": "  "}, "not words: the quote"),
        ("a quote of a number", {"quote": 12}, "not words: the quote"),
        ("an invented payee", {"payee": "Säffle kommun"}, "do not stand in the text: the payee"),
        ("a payee elsewhere", {"payee": "Karlstads kommun"}, "the text: the payee"),
        ("an invented payer", {"payer": "Region Värmland"}, "the text: the payer"),
        ("an invented fund", {"fund": "Brukarmiljonen"}, "the text: the fund"),
        ("an invented year", {"years": [2019]}, "a year does not stand"),
        ("years as words", {"years": "2024"}, "years are not a list"),
        ("a year as words", {"years": ["2024"]}, "a year does not stand"),
        ("neither sum nor fund", {"amount": None, "amount_text": None}, "neither a sum nor a fund"),
    ],
)
def test_what_the_text_does_not_bear_out_is_refused(
    name: str, change: dict[str, Any], why: str
) -> None:
    outcome = _asked(TEN | change)
    assert outcome.reading.candidates == (), name
    (refusal,) = outcome.refused
    assert why in refusal, name


def test_words_that_stand_twice_need_a_span() -> None:
    text = "Vi får 10 tkr. Ni sade: Vi får 10 tkr."
    row = {"quote": "Vi får 10 tkr.", "amount": "10000", "amount_text": "10 tkr"}
    assert "more than one place" in next(iter(_asked(row, text=text).refused))
    outcome = _asked(row | {"quote_span": [24, 38]}, text=text)
    assert [c.quote_span.start for c in outcome.reading.candidates] == [24]


def test_white_space_alone_may_differ() -> None:
    row = {
        "quote": "Utställningen blev 2,5 miljoner kronor dyrare än väntat.",
        "amount": "2500000", "amount_text": "2,5 miljoner kronor",
    }  # fmt: skip
    outcome = _asked(row)
    assert [c.amount_text for c in outcome.reading.candidates] == ["2,5\nmiljoner kronor"]


def test_a_part_of_a_longer_sum_is_refused() -> None:
    quote = "summan 1\u00a0405 tkr"
    whole = {"quote": quote, "amount": "1405000", "amount_text": "1 405 tkr"}
    part = whole | {"amount": "405000", "amount_text": "405 tkr"}
    assert _asked(whole).taken == 1
    assert _asked(part).taken == 0


def test_a_suggester_decides_nothing() -> None:
    row = {
        "quote": UNREAD, "amount": "3500", "amount_text": "3500 kr",
        "status": "decided", "kind": "invoice", "exactness": "approximate",
    }  # fmt: skip
    assert _reading(UNREAD).candidates == ()
    (found,) = _asked(row, text=UNREAD).reading.candidates
    assert found.status is Status.INFORMATION
    assert found.kind.value != "invoice"
    assert found.exactness.value == "exact"


def test_what_we_found_ourselves_is_not_added_again() -> None:
    reading = _reading()
    outcome = with_rows(reading, Names.shipped(), "prov", [TEN, TEN])
    assert (outcome.taken, outcome.known) == (0, 2)
    assert outcome.reading.candidates == reading.candidates


def test_our_own_rows_are_all_borne_out() -> None:
    from imports.explain import rows

    reading = _reading()
    outcome = _asked(*rows(reading))
    assert [c.amount for c in outcome.reading.candidates] == [c.amount for c in reading.candidates]


def test_a_fund_without_a_sum_is_taken_where_it_stands() -> None:
    row = {"quote": "§ 4 Kvinnofridssatsningen 2024", "fund": "Kvinnofridssatsningen"}
    (found,) = _asked(row).reading.candidates
    assert found.amount is None
    assert found.fund
    assert found.fund.name == "Kvinnofridssatsningen"


# -- As plug-in and as file ----------------------------------------------------------------------


def honest(text: str) -> Iterator[dict[str, Any]]:
    """A suggester as a package would ship it."""
    if UNREAD in text:
        yield {"quote": UNREAD, "amount": "3500", "amount_text": "3500 kr"}


def inventing(_text: str) -> list[dict[str, Any]]:
    return [{"quote": UNREAD, "amount": "5300", "amount_text": "3500 kr"}]


def breaking(_text: str) -> list[dict[str, Any]]:
    raise RuntimeError("no model\nhere")


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    group = plugins.SUGGESTERS
    found = [EntryPoint(n, f"test_suggest:{n}", group) for n in ("honest", "inventing", "breaking")]
    found.append(EntryPoint("missing", "no_such_module:suggest", group))
    monkeypatch.setattr(plugins, "_found", lambda asked: tuple(found) if asked == group else ())


@pytest.fixture
def minutes_file(tmp_path: Path) -> Path:
    path = tmp_path / "m.txt"
    path.write_text(f"{UNREAD}\nBeslut: Arvika kommun får 10 tkr.\n", encoding="utf-8")
    return path


def _amounts(*args: str | Path) -> list[str]:
    said = medel("explain", "--format", "jsonl", *args)
    return [json.loads(line)["amount"] for line in said.stdout.splitlines()]


@pytest.mark.usefixtures("_installed")
def test_a_suggester_is_off_unless_named(minutes_file: Path) -> None:
    assert _amounts(minutes_file) == ["10000.00"]
    assert _amounts(minutes_file, "--suggest", "honest") == ["3500.00", "10000.00"]
    assert _amounts(minutes_file, "--suggest", "inventing") == ["10000.00"]


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("honest", "m.txt: honest: 1 taken, 0 found already, 0 refused."),
        ("inventing", "m.txt: inventing: 0 taken, 0 found already, 1 refused."),
        ("inventing", "  1 refused: its sum is not what its words say."),
        ("breaking", "The plug-in “breaking” failed (RuntimeError: no model); it is left out."),
        ("missing", "The plug-in “missing” failed (ModuleNotFoundError"),
        ("unknown", "There is no suggester “unknown”; it is left out."),
    ],
)
def test_what_came_of_it_is_said(minutes_file: Path, name: str, said: str) -> None:
    told = medel("explain", minutes_file, "--suggest", name)
    assert told.code == 0
    assert said in told.stderr
    assert "10,000.00 kr" in told.stdout


@pytest.mark.usefixtures("_installed")
def test_what_is_taken_comes_into_the_inbox_with_its_reason(
    minutes_file: Path, sqlite_db: str
) -> None:
    medel("import", minutes_file, "--suggest", "honest", db=sqlite_db)
    with book_at(sqlite_db).reading() as connection:
        rows = connection.execute(select(candidates.c.reasons).order_by("id")).scalars().all()
    assert ["suggested.honest" in row for row in rows] == [True, False]


def test_proposals_can_come_in_a_file(minutes_file: Path, tmp_path: Path) -> None:
    row = {"file": "m.txt", "quote": UNREAD, "amount": "3500", "amount_text": "3500 kr"}
    proposals = tmp_path / "modell.jsonl"
    lines = [json.dumps(row), "", json.dumps(row | {"amount": "1"}), '{"file": "other.txt"}']
    proposals.write_text("\n".join(lines), encoding="utf-8")
    said = medel("explain", minutes_file, "--proposals", proposals)
    assert "m.txt: modell: 1 taken, 0 found already, 1 refused." in said.stderr
    assert "3,500.00 kr" in said.stdout


@pytest.mark.parametrize("line", ["{", "[]", '{"quote": "x"}', "null", "[" * 100_000])
def test_a_file_of_no_proposals_is_told_with_its_line(
    minutes_file: Path, tmp_path: Path, line: str
) -> None:
    proposals = tmp_path / "p.jsonl"
    proposals.write_text(f'{{"file": "x"}}\n{line}\n', encoding="utf-8")
    said = medel("explain", minutes_file, "--proposals", proposals)
    assert said.code == 3
    assert "p.jsonl, line 2" in said.stderr
