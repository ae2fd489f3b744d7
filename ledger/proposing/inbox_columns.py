"""What the review workbook and its reader agree on: the sheet, its columns, and its mark.

`medel report inbox` writes this sheet and `medel import` reads the answers back. The heading row
says the labels in one language; the hidden row above it says the keys, so that a reader needs no
language.

>>> [column.key for column in INBOX_COLUMNS if column.editable]
['decision', 'post_as', 'payer', 'payee', 'fund', 'year', 'amount', 'why']
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.terms import Term


class InboxColumn(NamedTuple):
    """One column of the sheet; the reader finds it by `key`, wherever it stands."""

    key: str
    sv: str
    en: str
    editable: bool

    def label(self, language: str) -> str:
        """The heading in `sv` or `en`."""
        return self.sv if language == "sv" else self.en


class Answer(Term):
    """What the economist may choose in the column `decision`; empty means: not yet."""

    ACCEPT = "accept", "godkänn", "accept"
    REJECT = "reject", "avvisa", "reject"


# The sheet's name is the same in every language: it identifies the sheet.
INBOX_SHEET = "Granskning"
KEY_ROW = 0  # hidden; holds the keys below. Counted from 0
HEADING_ROW = 1
FIRST_ROW = 2

# The very hidden sheet that marks a workbook as ours: two columns, name and value.
MARK_SHEET = "_medel"
MARK_WORKBOOK = "workbook"  # always INBOX_WORKBOOK
MARK_FORMAT = "format"  # FORMAT_VERSION as text
MARK_BOOK = "book"  # id of the ledger the candidates were read from
MARK_HEAD = "head"  # the chain's head at that moment
MARK_UP_TO = "up_to_entry"
INBOX_WORKBOOK = "medel-inbox"
FORMAT_VERSION = "1"

INBOX_COLUMNS = (
    InboxColumn("number", "Nr", "No", False),
    InboxColumn("decision", "Beslut", "Decision", True),
    InboxColumn("quote", "Citat ur protokollet", "Quote from the minutes", False),
    InboxColumn("post_as", "Bokförs som", "Post as", True),  # an EntryKind
    InboxColumn("payer", "Betalare", "Payer", True),
    InboxColumn("payee", "Mottagare", "Payee", True),
    InboxColumn("fund", "Medel", "Fund", True),
    InboxColumn("year", "Bidragsår", "Fund year", True),
    InboxColumn("amount", "Belopp (kr)", "Amount (kr)", True),
    InboxColumn("why", "Motivering", "Why", True),
    InboxColumn("status", "Status", "Status", False),
    InboxColumn("kind", "Slag", "Kind", False),
    InboxColumn("exactness", "Säkerhet", "Exactness", False),
    InboxColumn("section", "Paragraf", "Section", False),
    InboxColumn("page", "Sida", "Page", False),
    InboxColumn("forum", "Möte", "Meeting", False),
    InboxColumn("date", "Mötesdatum", "Meeting date", False),
    InboxColumn("file", "Fil", "File", False),
    InboxColumn("digest", "Kontrollsumma", "Digest", False),  # hidden: the row as it was proposed
)
