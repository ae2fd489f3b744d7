"""The funds that a text names, as whole words: “RSS-medel 2023, halvår 1”.

    words = FundWords.of(connection)
    words.named("Brukarmiljonen, del av psykisk hälsa")

A part (delpost) goes before the fund it is a part of; a text that names two others names none. A
word for shared money in general (“stimulansmedel”) says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger.grants.funds import known_funds
from ledger.parties.names import written_forms
from ledger.registers.phrases import Phrases, words_in
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import funds


@dataclass(slots=True)
class FundWords:
    """The names of a book's funds, sought in texts."""

    phrases: Phrases
    parent_of: Mapping[int, int | None]

    @classmethod
    def of(cls, connection: Connection, moment: Moment = NOW) -> FundWords:
        rows = connection.execute(select(funds.c.id, funds.c.code, funds.c.parent)).all()
        number_of = {row.code: row.id for row in rows}
        forms = {
            form: number_of[fund.code]
            for fund in known_funds(connection, moment)
            if not fund.generic
            for form in written_forms(fund)
        }
        return cls(Phrases(forms), {row.id: row.parent for row in rows})

    def named(self, text: str) -> tuple[int, ...]:
        """The funds that a text names; several only where none is a part of the other."""
        named = self.phrases(words_in(text))
        return tuple(sorted(named - {self.parent_of.get(fund) for fund in named})) if named else ()
