"""Layouts: what the columns of an invoice list mean, one TOML file for each kind of list.

    layouts = all_layouts(db)
    chosen = chosen_layout("reskontra.csv", tables, layouts)     # exactly one must answer
    chosen.layout.name, chosen.headings                          # a heading for each table of it

Shipped ones stand in `layouts/`; a user's own are `medel-layout-*.toml` beside the book's file or
in the current folder. One of the user's own takes the place of a shipped one of the same name.
Headings are compared without regard to capitals, spaces and signs, and may stand on two rows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from imports.registers.cells import DATE_FORMS, DECIMALS, Cell, DateForm, Decimals
from imports.registers.list_tables import ListTable, Row
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _
from ledger.registers.rows import InvoiceRow

LAYOUT_DIR = Path(__file__).parent / "layouts"
OWN_FILES = "medel-layout-*.toml"
NOT_COLUMNS = ("line", "place", "own", "side")
FIELDS = tuple(one for one in InvoiceRow._fields if one not in NOT_COLUMNS)
SIDES = ("sent", "received", "")
SIGNS = ("as-is", "reversed")
KEYS_OF_LAYOUT = {
    "name", "title", "register", "side", "recognise", "without", "sign", "decimals", "dates",
    "currency", "key", "skip", "columns",
}  # fmt: skip
MOST_REASONS = 6
MOST_COLUMNS = 16_384  # as many as Excel has
_IN_THOUSANDS = {"tkr": 1000, "kkr": 1000}
# Programs shorten the same words differently, and some write no å, ä and ö.
_SHORT = (
    ("å", "a"), ("ä", "a"), ("ö", "o"), ("nummer", "nr"), (" nr", "nr"), ("number", "no"),
    ("organisationsnr", "orgnr"),
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9åäö][a-z0-9åäö-]*")
_SIGNS_IN_HEADING = re.compile(r"[\s_\-./:*#\ufeff]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of list looks like; headings are as written, `columns` heading → field."""

    name: str
    title: str = ""
    side: str = ""
    recognise: tuple[str, ...] = ()  # all of these must be headings
    without: tuple[str, ...] = ()  # and none of these
    reversed_sign: bool = False
    decimals: Decimals = "auto"
    dates: DateForm = "auto"
    currency: str = "SEK"
    key: tuple[str, ...] = ()  # fields; none: the whole row is what it is known by
    skip: tuple[str, ...] = ()  # first words of rows that are sums of others
    columns: Mapping[str, str] = field(default_factory=dict)
    place: str = ""  # of a user's own, its file
    sha256: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a table's headings stand, and which column says what."""

    row: int  # how many rows lie above the first row of values
    names: tuple[str, ...]  # the heading of each column, as shown
    columns: Mapping[str, int]  # field → column
    scales: Mapping[str, int]  # field → 1000 where its heading says tkr


@dataclass(frozen=True, slots=True)
class Chosen:
    """The layout of a file, and for each table that it answers for, its heading."""

    layout: Layout
    tables: tuple[tuple[ListTable, Heading], ...]
    others: tuple[ListTable, ...] = ()  # told, not read

    def twice(self) -> list[str]:
        """The headings that are read and stand over two columns."""
        found = []
        for _table, heading in self.tables:
            names = [compared(name) for name in heading.names]
            read = (heading.names[column] for column in heading.columns.values())
            found += [name for name in read if names.count(compared(name)) > 1]
        return list(dict.fromkeys(found))


# ---------------------------------------------------------------- which there are


def all_layouts(db: str | None = None) -> tuple[Layout, ...]:
    """The shipped ones and the user's own, by name. Raises WrongUse where one holds an error."""
    own: dict[str, Layout] = {}
    for path in own_files(db):
        layout = read_layout(path)
        if layout.name in own:
            raise WrongUse(
                _("There are two layouts of the name “{name}”: {one} and {other}.").format(
                    name=layout.name, one=own[layout.name].place, other=path
                )
            )
        own[layout.name] = layout
    found = {layout.name: layout for layout in shipped()} | own
    return tuple(found[name] for name in sorted(found))


def own_folder(db: str | None = None) -> Path:
    """Where layouts of the book at `db` are kept: where there are any, else beside its file."""
    found = own_files(db)
    if found:
        return found[0].parent
    return Path(db).parent if db and "://" not in db and Path(db).is_file() else Path()


def own_files(db: str | None = None) -> list[Path]:
    """The user's own layouts: beside the book's file, else in the current folder."""
    folders = [Path(db).parent] if db and "://" not in db else []
    for folder in (*folders, Path()):
        if found := sorted(folder.glob(OWN_FILES)):
            return found
    return []


@cache
def shipped() -> tuple[Layout, ...]:
    """Those that come with the program."""
    return tuple(
        layout_of(path.read_bytes(), path.name) for path in sorted(LAYOUT_DIR.glob("*.toml"))
    )


def named(layouts: Sequence[Layout], name: str) -> Layout:
    """The layout of that name. Raises WrongUse."""
    for layout in layouts:
        if layout.name == name:
            return layout
    raise WrongUse(
        _("There is no layout “{name}”.").format(name=name),
        next_step=_("There are {names}.").format(names=", ".join(one.name for one in layouts)),
    )


# ---------------------------------------------------------------- reading one


def read_layout(path: Path) -> Layout:
    """A layout from its file. Raises UnreadableFile, WrongUse."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("The file cannot be opened ({reason}).").format(reason=error.strerror),
            place=str(path),
        ) from None
    return replace(layout_of(content, str(path)), is_own=True)


def layout_of(content: bytes, place: str) -> Layout:
    """A layout from its TOML. Raises WrongUse with the first thing that is wrong in it."""
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise WrongUse(_("The file is not text in UTF-8."), place=place) from None
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(_("It is not TOML: {reason}.").format(reason=error), place=place) from None
    for what in faults(said):
        raise WrongUse(what, place=place, next_step=_("“medel layout check” shows how it reads."))
    texts: dict[str, Any] = {
        key: tuple(said.get(key, ())) for key in ("recognise", "without", "key", "skip")
    }
    columns = {heading: meaning for heading, meaning in said["columns"].items() if meaning}
    return Layout(
        name=said["name"], title=said.get("title", ""), side=said.get("side", ""),
        reversed_sign=said.get("sign") == "reversed", decimals=said.get("decimals", "auto"),
        dates=said.get("dates", "auto"), currency=said.get("currency", "SEK"), columns=columns,
        place=place, sha256=sha256(content).hexdigest(), **texts,
    )  # fmt: skip


def faults(said: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in a layout, thing by thing."""
    for key in sorted(set(said) - KEYS_OF_LAYOUT):
        yield _("A layout has no “{name}”; it has {names}.").format(
            name=key, names=", ".join(sorted(KEYS_OF_LAYOUT))
        )
    if not _NAME.fullmatch(str(said.get("name", ""))):
        yield _("“name” must be small letters, figures and hyphens.")
    for key, wanted in (
        ("register", ("invoices",)), ("side", SIDES), ("sign", SIGNS), ("decimals", DECIMALS),
        ("dates", DATE_FORMS),
    ):  # fmt: skip
        if key in said and said[key] not in wanted:
            names = ", ".join(one or "“”" for one in wanted)
            yield _("“{name}” must be one of {names}.").format(name=key, names=names)
    for key in ("recognise", "without", "key", "skip"):
        if not _is_texts(said.get(key, [])):
            yield _("“{name}” must be a list of texts.").format(name=key)
            return
    if not said.get("recognise"):
        yield _("“recognise” must name the headings that a list is known by.")
    yield from _faults_of_columns(said)


def _faults_of_columns(said: Mapping[str, Any]) -> Iterator[str]:
    columns = said.get("columns")
    if not isinstance(columns, Mapping) or not all(isinstance(m, str) for m in columns.values()):
        yield _("[columns] must say a field for each heading.")
        return
    meant = {meaning for meaning in columns.values() if meaning}
    for meaning in sorted(meant - set(FIELDS)):
        yield _("There is no field “{name}”; there are {names}.").format(
            name=meaning, names=", ".join(FIELDS)
        )
    if "amount" not in meant:
        yield _("No column is the amount.")
    for one in said.get("key", ()):
        if one not in meant:
            yield _("“key” names {name}, which no column is.").format(name=one)


def _is_texts(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(one, str) and one for one in said)


# ---------------------------------------------------------------- which one answers


def chosen_layout(
    name: str, tables: Sequence[ListTable], layouts: Sequence[Layout], wanted: str | None = None
) -> Chosen:
    """The one that answers for a file. Raises UnreadableFile where none or two do."""
    asked = [named(layouts, wanted)] if wanted else list(layouts)
    tops = [(table, table.top()) for table in tables if not table.hidden]
    if any(len(cells) > MOST_COLUMNS for _table, top in tops for _line, cells in top):
        raise UnreadableFile(
            _("It has more than {count} columns.").format(count=MOST_COLUMNS), place=name
        )
    answers = [found for one in asked if (found := _answer(one, tables, tops))]
    if len(answers) == 1:
        return answers[0]
    if answers:
        names = ", ".join(found.layout.name for found in answers)
        raise UnreadableFile(
            _("Several layouts answer for it: {names}.").format(names=names),
            place=name,
            next_step=_("Say which with --layout NAME."),
        )
    raise UnreadableFile(
        _("No layout knows this list: {why}.").format(why=_lacks(asked, tops)),
        place=name,
        next_step=_("“medel layout new {file}” makes one that you correct.").format(file=name),
    )


def heading_of(layout: Layout, top: Sequence[Row], *, strict: bool = True) -> Heading | None:
    """Where the layout's headings stand among a table's first rows; None where they don't."""
    wanted = {compared(one) for one in layout.recognise}
    for row, names in headings_in(top):
        found = {compared(one) for names_of_column in names for one in names_of_column}
        if wanted <= found and not (strict and found & {compared(one) for one in layout.without}):
            return _columns(layout, row, names)
    return None


def headings_in(top: Sequence[Row]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Each row that could hold headings, alone and with the row above it.

    For each column what it may be called: by its own row, and by both.
    """
    for row, (_line, cells) in enumerate(top, start=1):
        texts = [_heading_text(cell) for cell in cells]
        if sum(bool(text) for text in texts) < 2:
            continue
        yield row, [(text,) if text else () for text in texts]
        if row > 1:
            above = _spread([_heading_text(cell) for cell in top[row - 2][1]], len(texts))
            yield (
                row,
                [
                    tuple(dict.fromkeys(filter(None, (f"{over} {text}".strip(), text))))
                    for over, text in zip(above, texts, strict=False)
                ],
            )


@cache
def compared(heading: str) -> str:
    """A heading without its spaces too: it may be broken over lines where the column is narrow."""
    return folded(heading).replace(" ", "")


@cache
def folded(heading: str) -> str:
    """A heading as it is compared.

    >>> folded("Belopp (kr) "), folded("Leverantör-ID"), folded("Faktura nummer")
    ('belopp', 'leverantor id', 'fakturanr')
    """
    plain = _SIGNS_IN_HEADING.sub(" ", _ASIDE.sub("", heading).lower()).strip()
    for written, short in _SHORT:
        plain = plain.replace(written, short)
    return plain


def _answer(
    layout: Layout, tables: Sequence[ListTable], tops: Sequence[tuple[ListTable, Sequence[Row]]]
) -> Chosen | None:
    found = [(table, heading_of(layout, top)) for table, top in tops]
    read = tuple((table, heading) for table, heading in found if heading)
    if not read:
        return None
    known = {id(table) for table, _heading in read}
    return Chosen(layout, read, tuple(table for table in tables if id(table) not in known))


def _columns(layout: Layout, row: int, names: Sequence[tuple[str, ...]]) -> Heading:
    """The column of each field: the first of the layout's headings that the table has."""
    at: dict[str, int] = {}
    for column, called in enumerate(names):
        for one in called:
            at.setdefault(compared(one), column)
    columns: dict[str, int] = {}
    for heading, meaning in layout.columns.items():
        if meaning not in columns and compared(heading) in at:
            columns[meaning] = at[compared(heading)]
    shown = tuple(called[0] if called else "" for called in names)
    scales = {meaning: _scale_of(shown[column]) for meaning, column in columns.items()}
    return Heading(row, shown, columns, scales)


def _lacks(asked: Sequence[Layout], tops: Sequence[tuple[ListTable, Sequence[Row]]]) -> str:
    """What each layout misses in the row where it finds most, those that find most first."""
    said = []
    for layout in asked:
        rows = [names for _table, top in tops for _row, names in headings_in(top)]
        sets = [{compared(one) for called in names for one in called} for names in rows] or [set()]
        best = min(sets, key=lambda found: sum(compared(w) not in found for w in layout.recognise))
        missing = [one for one in layout.recognise if compared(one) not in best]
        against = [one for one in layout.without if compared(one) in best]
        what = (
            _("{name} lacks {headings}").format(name=layout.name, headings=", ".join(missing))
            if missing
            else _("{name} must not have {headings}").format(
                name=layout.name, headings=", ".join(against)
            )
        )
        said.append((len(missing), what))
    return "; ".join(what for _count, what in sorted(said)[:MOST_REASONS])


def _heading_text(cell: Cell) -> str:
    return " ".join(cell.replace("\ufeff", "").split()) if isinstance(cell, str) else ""


def _spread(above: Sequence[str], width: int) -> list[str]:
    """Headings over several columns stand in the first of them."""
    spread, last = [], ""
    for column in range(width):
        last = (above[column] if column < len(above) else "") or last
        spread.append(last)
    return spread


def _scale_of(heading: str) -> int:
    words = re.split(r"[^a-zåäö]+", heading.lower())
    return next((scale for word, scale in _IN_THOUSANDS.items() if word in words), 1)
