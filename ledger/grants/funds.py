"""The funds of a book (medel), the names they go by, and the fund years money is kept for.

fund_number(connection, "brukarmiljonen")   the one fund these words mean, or NotResolved
open_fund_year(connection, made, fund, 2023)   a fund year is in the book from its first entry
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger.dates import check_fund_year
from ledger.errors import Refused, WrongUse
from ledger.messages import _
from ledger.parties.bodies import known_bodies
from ledger.parties.names import KnownFund, Names, fold_name, written_forms
from ledger.parties.unknown import unknown
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import fund_aliases, fund_years, funds


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund as it stands in the book."""

    number: int
    code: str
    name: str
    generic: bool


def add_known_funds(made: Act, known: Sequence[KnownFund]) -> None:
    """Put shipped funds and their aliases into a new book; a part comes after its whole."""
    first = made.add_many(funds, []).start
    number_of = {fund.code: first + i for i, fund in enumerate(known)}
    made.add_many(funds, [_row(f, number_of[f.parent] if f.parent else None) for f in known])
    made.add_many(fund_aliases, [row for f in known for row in _alias_rows(number_of[f.code], f)])


def add_fund(
    connection: Connection, made: Act, name: str, *, code: str = "", aliases: Sequence[str] = (),
    parent: int | None = None,
) -> Fund:  # fmt: skip
    """Add one fund, or a part (delpost) of `parent`. Raises Refused where its name is taken."""
    name = _free_name(connection, name)
    new = KnownFund(_free_code(connection, code, name), name, tuple(aliases))
    for alias in aliases:
        _free_name(connection, alias)
    number = made.add(funds, **_row(new, parent))
    made.add_many(fund_aliases, _alias_rows(number, new))
    return Fund(number, new.code, new.name, new.generic)


def add_alias(connection: Connection, made: Act, fund: int, alias: str) -> str:
    """Let a fund go by one more name. Raises Refused where a fund goes by it already."""
    alias = _free_name(connection, alias)
    made.add(fund_aliases, fund=fund, alias=alias, fold=fold_name(alias))
    return alias


def parts_of(connection: Connection, fund: int) -> list[Fund]:
    """The parts (delposter) of a fund."""
    rows = connection.execute(select(funds).where(funds.c.parent == fund).order_by(funds.c.id))
    return [Fund(row.id, row.code, row.name, bool(row.generic)) for row in rows]


def find_fund(connection: Connection, words: str) -> Fund | None:
    """The one fund that `words` mean (a name, an alias or a code), or None."""
    name = _names_of_funds(connection).fund(words).name
    if name is None:
        return None
    row = connection.execute(select(funds).where(funds.c.fold == fold_name(name))).one()
    return Fund(row.id, row.code, row.name, bool(row.generic))


def fund_number(connection: Connection, words: str) -> int:
    """The number of the one fund that `words` mean. Raises NotResolved."""
    return fund_named(connection, words).number


def fund_named(connection: Connection, words: str) -> Fund:
    """The one fund that `words` mean. Raises NotResolved."""
    found = find_fund(connection, words)
    if found:
        return found
    names = _names_of_funds(connection)
    raise unknown("fund", words, names.fund(words), names.funds)


def open_fund_year(connection: Connection, made: Act, fund: int, year: int) -> None:
    """Make sure the fund year is in the book."""
    open_fund_years(connection, made, {(fund, check_fund_year(year))})


def open_fund_years(connection: Connection, made: Act, wanted: Set[tuple[int, int]]) -> None:
    """Make sure that these fund years (fund and year) are in the book."""
    in_question = fund_years.c.fund.in_({fund for fund, _year in wanted})
    query = select(fund_years.c.fund, fund_years.c.year).where(in_question)
    there = {(row.fund, row.year) for row in connection.execute(query)}
    made.add_rows(fund_years, sorted(wanted - there))


def names_of(connection: Connection) -> Names:
    """Everything the book knows by name, bodies and funds, for readers of documents."""
    return Names(tuple(known_bodies(connection)), tuple(known_funds(connection)))


def known_funds(connection: Connection, moment: Moment = NOW) -> list[KnownFund]:
    """The book's funds as names know them, or as it knew them at `moment`."""
    aliases: dict[int, list[str]] = {}
    also = select(fund_aliases.c.fund, fund_aliases.c.alias).where(*moment.knew(fund_aliases))
    for row in connection.execute(also):
        aliases.setdefault(row.fund, []).append(row.alias)
    rows = connection.execute(select(funds).where(*moment.knew(funds)).order_by(funds.c.id)).all()
    code_of = {row.id: row.code for row in rows}
    return [
        KnownFund(
            row.code, row.name, tuple(aliases.get(row.id, ())),
            code_of.get(row.parent), bool(row.generic),
        )
        for row in rows
    ]  # fmt: skip


def fund_names_by_number(connection: Connection) -> Mapping[int, str]:
    """Every fund's name by its number."""
    return {row.id: row.name for row in connection.execute(select(funds.c.id, funds.c.name))}


def _free_name(connection: Connection, name: str) -> str:
    name = " ".join(name.split())
    if not fold_name(name):
        raise WrongUse(_("A name needs a letter or a digit."))
    taken = _names_of_funds(connection).fund(name).choices
    if taken:
        raise Refused(_("“{name}” is already {fund}.").format(name=name, fund=", ".join(taken)))
    return name


def _free_code(connection: Connection, code: str, name: str) -> str:
    """`code`, or one made of the name; no two funds share one."""
    name_of = {row.code: row.name for row in connection.execute(select(funds.c.code, funds.c.name))}
    code = code.strip()
    if code in name_of:
        raise Refused(_("The code {code} is {fund}'s.").format(code=code, fund=name_of[code]))
    stem = name[:12].upper()
    numbered = (stem, *(f"{stem}{n}" for n in range(2, len(name_of) + 3)))
    return code or next(one for one in numbered if one not in name_of)


def _names_of_funds(connection: Connection) -> Names:
    return Names((), tuple(known_funds(connection)))


def _row(fund: KnownFund, parent: int | None) -> dict[str, str | int | None]:
    return {
        "code": fund.code, "name": fund.name, "fold": fold_name(fund.name), "parent": parent,
        "generic": int(fund.generic),
    }  # fmt: skip


def _alias_rows(number: int, fund: KnownFund) -> list[dict[str, str | int]]:
    forms = {fold_name(form): form for form in reversed(list(written_forms(fund)))}
    del forms[fold_name(fund.name)]
    return [{"fund": number, "alias": form, "fold": fold} for fold, form in sorted(forms.items())]
