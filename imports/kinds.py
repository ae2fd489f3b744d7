"""What a file is, told by what it holds and not by its name: one and only one reader must answer.

    what = recognised(Seen("bok.se", content, names))       # a Reading, AnswerSheet, RegisterFile

Each kind of file is a line of a table: its name (as `--as` says it), the endings it goes by, and
the function that opens it or says why the file is none of its own. Files with a sign that no other
has are told by that, whatever they are called; other tables by their headings; what is left and
has the ending of a document is read as minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import PurePath
from typing import TypeVar

from imports.about import NOTHING_SAID, About
from imports.answers import AnswerSheet, is_answer_sheet, read_answers
from imports.formats.reading import MEDIA_TYPES, snapshot_bytes
from imports.match_answers import is_match_sheet, read_match_answers
from imports.minutes.reader import read_minutes
from imports.registers.bgmax import is_bgmax
from imports.registers.camt import is_camt
from imports.registers.einvoice import is_einvoice
from imports.registers.layouts import Layout, all_layouts
from imports.registers.list_tables import ListTables, tables_of
from imports.registers.reading import RegisterFile, list_file
from imports.registers.sie import is_sie
from imports.sheets import Sheet
from imports.table_file import TAKES, TableFile, heads_of, table_file
from imports.tabular import read_workbook
from ledger.drafts import Reading
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import N_, _
from ledger.parties.names import Names
from ledger.proposing.inbox_columns import MARK_SHEET

HEAD_BYTES = 8192  # enough for a sign
What = Reading | AnswerSheet | RegisterFile | TableFile


_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Lists:
    """The layouts that invoice lists are read by; `wanted` is the one that is to decide."""

    layouts: tuple[Layout, ...] = ()
    wanted: str | None = None

    @classmethod
    def beside(cls, db: str | None = None, wanted: str | None = None) -> Lists:
        """The shipped layouts and the user's own. Raises WrongUse."""
        return cls(all_layouts(db), wanted)


@dataclass(frozen=True)
class Seen:
    """A file that is looked at, and what it is to be read with; what is opened of it is kept."""

    name: str
    content: bytes
    names: Names
    ocr: bool = False
    lists: Lists | None = None
    about: About = NOTHING_SAID
    asked: bool = False  # whether somebody has said what it is

    @cached_property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()

    @property
    def tables(self) -> ListTables:
        """The tables in it. Raises UnreadableFile."""
        return _or_raised(self._tables)

    @property
    def heads(self) -> list[Sheet]:
        """The beginnings of the tables in it. Raises UnreadableFile."""
        return _or_raised(self._heads)

    @cached_property
    def _tables(self) -> ListTables | UnreadableFile:
        return _tried(lambda: tables_of(self.name, self.content))

    @cached_property
    def _heads(self) -> list[Sheet] | UnreadableFile:
        return _tried(lambda: heads_of(self.tables))

    def is_none(self, why: str, next_step: str = "") -> UnreadableFile:
        """The error of a reader that this file is not for."""
        return UnreadableFile(why, place=self.name, next_step=next_step)


def _tried(read: Callable[[], _Found]) -> _Found | UnreadableFile:
    """What is read, or why it cannot be: several readers ask, and a broken file is read once."""
    try:
        return read()
    except UnreadableFile as why:
        return why


def _or_raised(found: _Found | UnreadableFile) -> _Found:
    if isinstance(found, UnreadableFile):
        raise found
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, and how it is opened: `opened` raises UnreadableFile saying why not."""

    name: str  # as `--as` says it, and as the batch keeps it
    title: str  # N_: as people call it
    endings: frozenset[str]
    opened: Callable[[Seen], What]
    takes: frozenset[str] = frozenset()  # what may be said of it beside the file
    any_ending: bool = False  # told at a glance, so it is asked whatever the file is called


def recognised(seen: Seen, wanted: str | None = None) -> What:
    """The file, opened by the one reader that answers for it, or by the kind that is `wanted`.

    Raises UnreadableFile with the reasons where none or two answer.
    """
    if wanted is not None:
        return _opened(kind_named(wanted), replace(seen, asked=True))
    reasons: list[UnreadableFile] = []
    for kinds in (SIGNED, HEADED):
        found = _answers(kinds, seen, reasons)
        if len(found) == 1:
            _check_about(found[0][0], seen)
            return found[0][1]
        if found:
            raise _two_answer(seen, [kind for kind, _what in found])
    if seen.suffix in MINUTES.endings or not reasons:
        return _opened(MINUTES, seen)
    raise _none_answers(seen, reasons)


def kind_named(name: str) -> Kind:
    """The kind of this name. Raises WrongUse."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise WrongUse(
        _("There is no kind of file called “{name}”.").format(name=name),
        next_step=_("There are {names}.").format(names=", ".join(kind.name for kind in KINDS)),
    )


def _opened(kind: Kind, seen: Seen) -> What:
    what = kind.opened(seen)
    _check_about(kind, seen)
    return what


def _check_about(kind: Kind, seen: Seen) -> None:
    """What is said beside a file must be something that its kind takes."""
    beside = sorted(seen.about.given.keys() - kind.takes)
    if beside:
        raise WrongUse(
            _("The file is of the kind {kind}, which takes no --{option}.").format(
                kind=kind.name, option=beside[0]
            ),
            place=seen.name,
            next_step=_("Import it by itself, or say what it is with --as KIND."),
        )


def _answers(
    kinds: Sequence[Kind], seen: Seen, reasons: list[UnreadableFile]
) -> list[tuple[Kind, What]]:
    """Those that open the file; why others with its ending do not is added to `reasons`."""
    found = []
    for kind in kinds:
        expected = seen.suffix in kind.endings
        if not (expected or kind.any_ending):
            continue
        try:
            found.append((kind, kind.opened(seen)))
        except UnreadableFile as why_not:
            if expected:
                reasons.append(why_not)
    return found


def _two_answer(seen: Seen, kinds: Sequence[Kind]) -> UnreadableFile:
    said = _("Several readers answer for the file: {kinds}.")
    return seen.is_none(
        said.format(kinds=", ".join(f"{kind.name} ({_(kind.title)})" for kind in kinds)),
        _("Say which with --as KIND."),
    )


def _none_answers(
    seen: Seen, reasons: Sequence[UnreadableFile]
) -> UnreadableFile:  # fmt: skip
    """Why each of them does not; of one that says what to do, its own words."""
    reasons = list({why.message: why for why in reversed(reasons)}.values())[::-1]
    steps = [why.next_step for why in reasons if why.next_step]
    if len(reasons) == 1 and steps:
        return reasons[0]
    whys = " ".join(why.message for why in reasons)
    return seen.is_none(
        _("What the file is cannot be told. {reasons}").format(reasons=whys),
        steps[-1] if steps else _("Export it again from the system it comes from."),
    )


# ---------------------------------------------------------------- how each is opened


def _signed(name: str, is_one: Callable[[bytes], bool], why_not: str) -> Callable[[Seen], What]:
    """The opener of a kind that has a sign in its first bytes."""

    def opened(seen: Seen) -> What:
        if not is_one(seen.content[:HEAD_BYTES]):
            raise seen.is_none(_(why_not))
        return RegisterFile(seen.name, seen.content, name)

    return opened


def _answer_sheet(seen: Seen) -> AnswerSheet:
    if any(table.name == MARK_SHEET for table in seen.tables.tables):
        workbook = read_workbook(seen.name, seen.content)
        for is_one, read in (
            (is_answer_sheet, read_answers),
            (is_match_sheet, read_match_answers),
        ):
            if is_one(workbook):
                sha = sha256(seen.content).hexdigest()
                return replace(read(workbook), sha256=sha, size=len(seen.content))
    raise seen.is_none(_("It is no workbook of “medel report inbox” or “medel report matches”."))


def _table(kind: str) -> Callable[[Seen], What]:
    """The opener of a table of figures."""
    return lambda seen: table_file(
        kind, seen.name, seen.content, seen.heads, seen.about, asked=seen.asked
    )


def _list(seen: Seen) -> RegisterFile:
    lists = seen.lists or Lists.beside()
    return list_file(seen.name, seen.content, lists.layouts, lists.wanted, seen.tables)


def _minutes(seen: Seen) -> Reading:
    source = snapshot_bytes(seen.name, seen.content, ocr=seen.ocr)
    reading = read_minutes(source, seen.names)
    if source.ocr_pages:
        from imports.formats.ocr import marked

        return marked(reading)
    return reading


# ---------------------------------------------------------------- the table

# Told by a sign that no other file has. One that has it is asked for nothing else.
SIGNED = (
    Kind("answers", N_("review workbook"), frozenset({".xlsx", ".xlsm"}), _answer_sheet),
    Kind(
        "sie", N_("SIE"), frozenset({".se", ".si", ".sie"}),
        _signed("sie", is_sie, N_("It is no SIE file: there is no #FLAGGA.")), any_ending=True,
    ),
    Kind(
        "bgmax", N_("BgMax"), frozenset(),
        _signed("bgmax", is_bgmax, N_("It is no BgMax: it does not begin with 01BGMAX.")),
        any_ending=True,
    ),
    Kind(
        "camt", N_("camt.053 and 054"), frozenset({".xml"}),
        _signed("camt", is_camt, N_("It is no camt.052, 053 or 054.")),
        any_ending=True,
    ),
    Kind(
        "einvoice", N_("e-invoice"), frozenset({".xml"}),
        _signed("einvoice", is_einvoice, N_("It is no invoice of Peppol or Svefaktura.")),
        any_ending=True,
    ),
)  # fmt: skip
# Told by the headings of its tables.
HEADED = (
    Kind(
        "list", N_("invoice list"),
        frozenset({".csv", ".tsv", ".json", ".xlsx", ".xlsm", ".xls", ".ods"}), _list,
    ),
    *(
        Kind(name, title, frozenset({".csv", ".tsv", ".xlsx", ".xlsm"}), _table(name), TAKES[name])
        for name, title in (
            ("population", N_("population")), ("budget", N_("budget")),
            ("forecast", N_("forecast")), ("distribution", N_("distribution list")),
        )
    ),
)  # fmt: skip
MINUTES = Kind("minutes", N_("minutes"), frozenset(MEDIA_TYPES), _minutes)  # what is left
KINDS = (*SIGNED, *HEADED, MINUTES)
ENDINGS = frozenset[str]().union(*(kind.endings for kind in KINDS))  # that are read in a folder
