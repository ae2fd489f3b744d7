"""Bodies: their names and numbers, who belongs to whom on which day, and two that become one."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import books
import pytest
from books import corrected, dump, findings, medel, posted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.columns import Column
from ledger.errors import WrongUse
from ledger.parties.bodies import body_number, numbers_of
from ledger.parties.memberships import Change, members_at, spells_of
from ledger.parties.names import Names
from ledger.parties.org_numbers import masked, org_number
from ledger.parties.unknown import near_names, unknown
from ledger.posting.balances import lines
from ledger.storage.store import open_book
from ledger.terms import BodyKind, EntryKind

FALU, BORLANGE, REGION = "Falu kommun", "Borlänge kommun", "Region Dalarna"
GROUP = "Kommunerna i Dalarnas län"


# -- Numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("232100-0016", "232100-0016", id="as it is written"),
        pytest.param("2321000016", "232100-0016", id="without the hyphen"),
        pytest.param(" 232100 0016 ", "232100-0016", id="with spaces"),
        pytest.param("162321000016", "232100-0016", id="with the Tax Agency's 16"),
        pytest.param("640823-3234", "640823-****", id="a person's: masked"),
        pytest.param("6408233234", "640823-****", id="a person's without the hyphen"),
        pytest.param("19640823-3234", "640823-****", id="a person's with the century"),
        pytest.param("640823+3234", "640823-****", id="a person's of more than a hundred years"),
    ],
)
def test_a_number_is_kept_in_one_form(written: str, kept: str) -> None:
    assert org_number(written) == kept


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        pytest.param("232100-0017", None, id="the check digit is wrong"),
        pytest.param("232100-001", None, id="nine digits"),
        pytest.param("SE232100001601", None, id="a VAT number"),
        pytest.param("", None, id="nothing"),
        pytest.param("٢٣٢١٠٠٠٠١٦", None, id="digits of another script"),
        pytest.param("5050-1055", BodyKind.KOMMUN, id="a bankgiro"),
        pytest.param("802002-4280", BodyKind.KOMMUN, id="an association's given to a kommun"),
        pytest.param("232100-0016", BodyKind.FORUM, id="a forum is no legal person"),
        pytest.param("232100-0016", BodyKind.GROUP, id="a group is no legal person"),
    ],
)
def test_what_is_no_number_of_such_a_body_is_refused(written: str, kind: BodyKind | None) -> None:
    with pytest.raises(WrongUse):
        org_number(written, kind)


def test_the_error_does_not_repeat_a_personal_number() -> None:
    with pytest.raises(WrongUse) as told:
        org_number("640823-3235")
    assert "3235" not in str(told.value)
    assert masked("19640823-3234 och 6408233234") == "19640823-**** och 640823****"


@given(st.text(alphabet="0123456789-+ ", max_size=14))
def test_any_digits_are_a_number_or_a_told_error(written: str) -> None:
    try:
        kept = org_number(written)
    except WrongUse:
        return
    assert len(kept) == 11
    assert kept.endswith("-****") == (kept[2] in "01")


def test_a_personal_number_is_nowhere_in_the_book(db: str) -> None:
    assert medel("body", "add", "Ekens hantverk", "--org-number", "640823-3234", db=db).code == 0
    shown = medel("body", "show", "Ekens hantverk", "--format", "json", db=db).rows
    assert shown["org_number"] == "640823-****"
    assert "3234" not in json.dumps(dump(db)["bodies"], default=str)
    assert medel("body", "add", "Alens hantverk", "--org-number", "640823-3234", db=db).code == 0


def test_a_number_is_one_bodys(db: str) -> None:
    number = "222000-0265"
    assert medel("body", "add", "Kommunförbundet Ett", "--org-number", number, db=db).code == 0
    before = dump(db)
    second = medel("body", "add", "Kommunförbundet Två", "--org-number", number, db=db)
    assert second.code == 2
    assert "Kommunförbundet Ett" in second.stderr
    assert medel("body", "number", REGION, number, db=db).code == 2
    assert dump(db) == before
    assert medel("body", "number", REGION, "232100-0180", db=db).code == 0
    assert medel("body", "number", REGION, "232100-0180", db=db).code == 2
    with open_book(db).reading() as connection:
        assert numbers_of(connection)[body_number(connection, REGION)] == "232100-0180"
    assert findings(db) == []


def test_the_number_tells_what_a_body_is_where_its_name_does_not(sqlite_db: str) -> None:
    said = medel("body", "add", "Norra Vård", "--org-number", "222000-0265", db=sqlite_db)
    assert "association" in said.stdout


# -- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(("alias", FALU, "Falun stad"), "already Falu kommun", id="its own name"),
        pytest.param(("alias", FALU, "Borlänge"), "already Borlänge kommun", id="another's name"),
        pytest.param(("alias", FALU, "—"), "needs a letter", id="no name at all"),
        pytest.param(("alias", "Falun kommn", "F"), "Falu kommun", id="unknown, near one known"),
        pytest.param(("add", "Ny", "--code", "9999"), "", id="a code that is free"),
        pytest.param(("add", "Ny", "--code", "108"), "four digits", id="a code of three digits"),
        pytest.param(("add", "Ny", "--code", "2080"), "Falu kommun's", id="a code that is taken"),
    ],
)
def test_names_and_codes_mean_one_body(args: tuple[str, ...], says: str, sqlite_db: str) -> None:
    before = dump(sqlite_db)
    said = medel("body", *args, db=sqlite_db)
    if not says:
        assert said.code == 0
        return
    assert said.code == 2
    assert says in said.stderr
    assert dump(sqlite_db) == before


def test_an_alias_is_a_name_from_then_on(db: str) -> None:
    assert medel("body", "alias", FALU, "Gruvstaden", db=db).code == 0
    posted(db, 100, payer="gruvstaden", payee=REGION)
    assert medel("journal", "--format", "json", db=db).rows[0]["payer"] == FALU
    assert findings(db) == []


@pytest.mark.parametrize(
    ("what", "words", "offered"),
    [
        pytest.param("body", "Borlnge kommun", "Borlänge kommun", id="a letter left out"),
        pytest.param("body", "Regoin Dalarna", "Region Dalarna", id="two letters swapped"),
        pytest.param("fund", "Brukarmiljnen", "Brukarmiljonen", id="a fund"),
        pytest.param("fund", "BRUKR", "Brukarmiljonen", id="a fund's code"),
        pytest.param("body", "Xyzzy", None, id="nothing is near"),
    ],
)
def test_near_names_are_offered_never_taken(what: str, words: str, offered: str | None) -> None:
    names = Names.shipped()
    known = names.bodies if what == "body" else names.funds
    lookup = names.body(words) if what == "body" else names.fund(words)
    assert lookup.name is None
    assert (offered in near_names(words, known)) == (offered is not None)
    assert ("Near it" in str(unknown(what, words, lookup, known))) == (offered is not None)  # type: ignore[arg-type]


# -- Members -------------------------------------------------------------------------------------


def _member(db: str, *args: str, body: str = FALU, group: str = GROUP) -> books.Said:
    return medel("body", "member", group, body, *args, db=db)


def _is_member(db: str, day: str, *, body: str = FALU, group: str = GROUP) -> bool:
    with open_book(db).reading() as connection:
        numbers = members_at(connection, body_number(connection, group), date.fromisoformat(day))
        return body_number(connection, body) in numbers


def test_members_join_and_leave_on_days(db: str) -> None:
    assert _is_member(db, "1999-01-01")
    assert _member(db, "--to", "2023-12-31").code == 0
    assert _member(db, "--from", "2025-01-01", "--why", "ny överenskommelse").code == 0
    days = {day: _is_member(db, day) for day in
            ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01", "2030-01-01")}  # fmt: skip
    assert list(days.values()) == [True, False, False, True, True]
    then = medel("body", "show", GROUP, "--as-of", "2024-06-30", "--format", "json", db=db).rows
    assert FALU not in [one["body"] for one in then["members"]]
    now = medel("body", "show", GROUP, "--format", "json", db=db).rows
    assert [(one["from"], one["to"]) for one in now["members"] if one["body"] == FALU] == [
        (None, "2023-12-31"),
        ("2025-01-01", None),
    ]
    assert findings(db) == []


@pytest.mark.parametrize(
    ("args", "body", "group"),
    [
        pytest.param(("--from", "2024-01-01"), FALU, GROUP, id="joins though it is a member"),
        pytest.param(("--to", "2024-01-01"), REGION, GROUP, id="leaves though it is no member"),
        pytest.param(("--from", "2024-01-01"), FALU, REGION, id="joins what is no group"),
        pytest.param(("--from", "2024-01-01"), GROUP, GROUP, id="a group joins itself"),
        pytest.param((), FALU, GROUP, id="no day is said"),
        pytest.param(("--from", "2024-13-01"), REGION, GROUP, id="no such day"),
        pytest.param(("--from", "2024-02-01", "--to", "2024-01-01"), REGION, GROUP, id="backwards"),
    ],
)
def test_memberships_that_cannot_be(
    args: tuple[str, ...], body: str, group: str, sqlite_db: str
) -> None:
    before = dump(sqlite_db)
    assert _member(sqlite_db, *args, body=body, group=group).code == 2
    assert dump(sqlite_db) == before


def test_the_last_day_of_all_is_a_day(sqlite_db: str) -> None:
    assert _member(sqlite_db, "--to", "9999-12-31").code == 0
    assert _is_member(sqlite_db, "9999-12-31")
    assert medel("body", "show", GROUP, db=sqlite_db).code == 0


def test_a_group_is_not_a_member_of_its_own_members(sqlite_db: str) -> None:
    for name in ("Gruppen A", "Gruppen B"):
        medel("body", "add", name, "--kind", "group", db=sqlite_db)
    assert _member(sqlite_db, "--from", "2024-01-01", body="Gruppen B", group="Gruppen A").code == 0
    assert _member(sqlite_db, "--from", "2024-01-01", body="Gruppen A", group="Gruppen B").code == 2


_DAYS = st.dates(date(2020, 1, 1), date(2020, 2, 28))


@given(st.lists(st.tuples(st.booleans(), _DAYS), max_size=12), _DAYS)
def test_spells_agree_with_walking_through_the_changes(
    said: list[tuple[bool, date]], day: date
) -> None:
    changes = [Change(n, 1, 2, joins, on) for n, (joins, on) in enumerate(said)]
    inside = False
    for change in sorted(changes, key=lambda c: (c.takes_effect, c.number)):
        if change.takes_effect <= day:
            inside = change.joins
    assert any(spell.holds(day) for spell in spells_of(changes)) == inside


# -- Merging -------------------------------------------------------------------------------------


def _merge(db: str, old: str, into: str) -> books.Said:
    return medel("body", "merge", old, into, "--why", "sammanslagning", db=db)


def _sums(db: str, *args: str) -> dict[str, dict[str, str]]:
    lines = medel("balances", "--format", "json", *args, db=db).rows
    return {
        line["body"]: {k: v for k, v in line["columns"].items() if v not in {None, "0.00"}}
        for line in lines
    }


def test_what_was_posted_on_either_is_the_others_from_then_on(db: str) -> None:
    posted(db, 100, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee=FALU)
    posted(db, 40, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee=BORLANGE)
    stored = books.dump_of(db, "entries")
    assert _merge(db, FALU, BORLANGE).code == 0
    assert _sums(db)[BORLANGE] == {"received": "140.00", "remaining": "140.00"}
    assert _sums(db, "--body", "Falun") == {BORLANGE: _sums(db)[BORLANGE]}
    assert books.dump_of(db, "entries") == stored
    rows = medel("journal", "--body", FALU, "--format", "json", db=db).rows
    assert [(r["payee"], r["payee_then"]) for r in rows] == [(BORLANGE, FALU), (BORLANGE, None)]
    assert f"{BORLANGE} ({FALU})" in medel("journal", db=db).stdout
    posted(db, 1, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee=FALU)
    assert _sums(db)[BORLANGE]["received"] == "141.00"
    assert findings(db) == []


def test_what_one_gave_the_other_stands_twice_and_leaves_the_remainder(db: str) -> None:
    posted(db, 100, kind=EntryKind.TRANSFERRED, payer=FALU, payee=BORLANGE)
    posted(db, 70, kind=EntryKind.TO_INVOICE, payer=FALU, payee=BORLANGE)
    _merge(db, FALU, BORLANGE)
    assert _sums(db)[BORLANGE] == {
        "transferred_in": "100.00", "transferred_out": "100.00",
        "to_invoice_claim": "70.00", "to_invoice_debt": "70.00",
    }  # fmt: skip
    assert findings(db) == []


def test_a_carried_sum_opens_the_year_of_what_the_body_has_become(db: str) -> None:
    posted(db, 100, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee=FALU)
    posted(db, 100, kind=EntryKind.CARRIED, payer=FALU, payee=FALU, to_year=2025)
    _merge(db, FALU, BORLANGE)
    assert _sums(db, "--year", "2025")[BORLANGE] == {"opening": "100.00", "remaining": "100.00"}
    assert findings(db) == []


def test_an_entry_between_two_that_became_one_can_still_be_corrected(db: str) -> None:
    number = posted(db, 100, payer=FALU, payee=BORLANGE)
    _merge(db, FALU, BORLANGE)
    assert medel("correct", number, "--amount", "90", "--reason", "fel", db=db).code == 0
    assert _sums(db)[BORLANGE] == {"to_invoice_claim": "90.00", "to_invoice_debt": "90.00"}
    again = medel("correct", 3, "--payer", BORLANGE, "--reason", "fel", db=db)
    assert again.code == 2
    assert "the same body" in again.stderr
    assert corrected(db, 3)
    assert findings(db) == []


def test_merges_follow_one_another(db: str) -> None:
    for name in ("Förbund A", "Förbund B", "Förbund C"):
        medel("body", "add", name, db=db)
    posted(db, 5, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee="Förbund A")
    assert _merge(db, "Förbund A", "Förbund B").code == 0
    assert _merge(db, "Förbund B", "Förbund C").code == 0
    assert _sums(db)["Förbund C"]["received"] == "5.00"
    shown = medel("body", "show", "Förbund A", "--format", "json", db=db).rows
    assert shown["name"] == "Förbund C"
    assert [(m["name"], m["into"]) for m in shown["merged"]] == [
        ("Förbund A", "Förbund B"),
        ("Förbund B", "Förbund C"),
    ]
    assert findings(db) == []


@pytest.mark.parametrize(
    ("old", "into", "says"),
    [
        pytest.param(FALU, FALU, "one body already", id="itself"),
        pytest.param("Gamla", FALU, "already merged", id="merged once"),
        pytest.param(BORLANGE, "Gamla", "one body already", id="back into what became it"),
        pytest.param(FALU, GROUP, "group", id="a kommun into a group"),
        pytest.param(FALU, "Förbundet", "a member of the other", id="a member into its whole"),
        pytest.param("Ingen", FALU, "No body", id="unknown"),
    ],
)
def test_merges_that_cannot_be(old: str, into: str, says: str, sqlite_db: str) -> None:
    medel("body", "add", "Gamla", db=sqlite_db)
    _merge(sqlite_db, "Gamla", BORLANGE)
    medel("body", "add", "Förbundet", "--kind", "association", db=sqlite_db)
    _member(sqlite_db, "--from", "2020-01-01", group="Förbundet")
    before = dump(sqlite_db)
    said = _merge(sqlite_db, old, into)
    assert said.code == 2
    assert says in said.stderr
    assert dump(sqlite_db) == before


def test_a_merged_member_is_a_member_as_what_it_has_become(db: str) -> None:
    medel("body", "add", "Västra kommunen", db=db)
    _merge(db, FALU, "Västra kommunen")
    assert _is_member(db, "2024-01-01", body="Västra kommunen")
    assert _member(db, "--to", "2024-12-31", body=FALU).code == 0
    assert not _is_member(db, "2025-01-01", body="Västra kommunen")
    with open_book(db).reading() as connection:
        group = body_number(connection, GROUP)
        assert len(members_at(connection, group, date(2024, 1, 1))) == 15


def test_before_the_merge_the_book_said_two_names(db: str) -> None:
    posted(db, 100, kind=EntryKind.RECEIVED, payer="Socialstyrelsen", payee=FALU)
    with open_book(db).reading() as connection:
        before = str(connection.exec_driver_sql("SELECT max(at) FROM events").scalar())
    _merge(db, FALU, BORLANGE)
    assert FALU in _sums(db, "--known-at", before)
    assert _sums(db, "--known-at", before, "--body", FALU)[FALU]["received"] == "100.00"
    assert FALU not in _sums(db)


_FIVE = ("Falu kommun", "Borlänge kommun", "Ludvika kommun", "Mora kommun", "Leksands kommun")
_KINDS = (EntryKind.RECEIVED, EntryKind.ALLOCATED, EntryKind.TRANSFERRED, EntryKind.SPENT,
          EntryKind.RETURNED, EntryKind.TO_INVOICE, EntryKind.CARRIED)  # fmt: skip
_STEP = st.one_of(
    st.tuples(st.sampled_from(_FIVE), st.sampled_from(_FIVE), st.sampled_from(_KINDS),
              st.integers(1, 9)),
    st.tuples(st.sampled_from(_FIVE), st.sampled_from(_FIVE)),
)  # fmt: skip


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_STEP, min_size=4, max_size=14), number=st.uuids())
def test_sums_after_any_merges_are_those_of_plain_reckoning(
    steps: list[tuple[Any, ...]], number: object, sqlite_db: str, tmp_path: Path
) -> None:
    """Remaining per body and year, reckoned in plain Python over what was done."""
    db = str(shutil.copy(sqlite_db, tmp_path / f"{number}.db"))
    now = {name: name for name in _FIVE}
    left: dict[tuple[str, int], int] = defaultdict(int)
    for step in steps:
        one, other = now[step[0]], now[step[1]]
        if len(step) == 2:
            assert (_merge(db, step[0], step[1]).code == 0) == (one != other and step[0] == one)
            if one != other and step[0] == one:
                now = {name: other if root == one else root for name, root in now.items()}
            continue
        kind, kronor = step[2:]
        if (one == other) != (kind is EntryKind.CARRIED):
            continue
        posted(db, kronor, kind=kind, payer=step[0], payee=step[1],
               to_year=2025 if kind is EntryKind.CARRIED else None)  # fmt: skip
        left[step[0], 2024] -= kronor * (kind not in {EntryKind.RECEIVED, EntryKind.TO_INVOICE})
        left[step[1], 2024] += kronor * (
            kind in {EntryKind.RECEIVED, EntryKind.ALLOCATED, EntryKind.TRANSFERRED}
        )
        left[step[1], 2025] += kronor * (kind is EntryKind.CARRIED)
    expected: dict[tuple[str, int], int] = defaultdict(int)
    for (name, year), kronor in left.items():
        expected[now[name], year] += kronor
    with open_book(db).reading() as connection:
        found = {
            (line.body, line.year): line.columns[Column.REMAINING] for line in lines(connection)
        }
    assert {key: money.ore // 100 for key, money in found.items() if money and money.ore} == {
        key: kronor for key, kronor in expected.items() if kronor
    }
    assert findings(db) == []


def test_the_report_of_a_year_counts_the_merged_as_one(sqlite_db: str) -> None:
    posted(sqlite_db, 100, payer=REGION, payee=FALU)
    posted(sqlite_db, 40, payer=REGION, payee=BORLANGE)
    _merge(sqlite_db, FALU, BORLANGE)
    said = medel("report", "year", "2024", "--body", FALU, "--format", "json", db=sqlite_db).rows
    assert FALU not in json.dumps(said["lines"], ensure_ascii=False)
