"""`medel template`: `new` writes a template to begin with, `check` says what one asks for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import argument, command, format_option, group, option, say, say_json
from ledger.errors import WrongUse
from ledger.messages import N_, _, language
from reports.commands.writing import OUTPUT, How, no_file, put, report_language

if TYPE_CHECKING:
    from reports.templates.marks import Marks

EXIT_CHECK_FAILED = 1
ENDINGS = {".xlsx": ".xlsx", ".xltx": ".xlsx", ".xlsm": ".xlsm", ".xltm": ".xlsm"}


@group(
    "template",
    help=N_(
        "A workbook of your own for the yearly summary.\n\n"
        "Mark cells and tables in it by name, see that they are understood, and have it filled in: "
        "medel report year YEAR --template MALL.xlsx -o UT.xlsx"
    ),
)
def template() -> None:
    pass


@command(
    "new",
    help=N_("Write a template to begin with, with every word there is explained."),
)
@option("-o", "--output", metavar="FILE", type=OUTPUT, help=N_("The .xlsx file to write."))
def new(output: Path | None) -> None:
    from reports.templates.starter import starter_book
    from reports.write_xlsx import xlsx_bytes

    if output is None:
        raise no_file("mall.xlsx")
    if output.suffix.lower() != ".xlsx":
        raise _wrong_ending(output, ".xlsx")
    if output.exists():
        raise WrongUse(
            _("There is such a file already."),
            place=str(output),
            next_step=_("Name another: what you have made of a template is not overwritten."),
        )
    put(output, xlsx_bytes(starter_book(report_language())))
    say(_("{file}: change it as you like, then: medel template check {file}").format(file=output))


@command("check", help=N_("What a template asks for, and what in it is not understood."))
@argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option("text", "json")
def check(file: Path, format_: str) -> None:
    from reports.templates.marks import marks_in
    from reports.templates.package import damage_told
    from reports.templates.workbook import TemplateBook

    with damage_told(file):
        marks = marks_in(TemplateBook.read(file))
    if format_ == "json":
        say_json(_fields(file, marks))
    else:
        _tell(file, marks)
    if marks.troubles:
        sys.exit(EXIT_CHECK_FAILED)


def template_of(file: str | None, how: How) -> str | None:
    """The template a report is to be written in, if any. Raises WrongUse where it cannot be."""
    if file is None:
        return None
    if how.output is None:
        raise no_file("redovisning.xlsx")
    ending = ENDINGS.get(Path(file).suffix.lower())
    if ending is None:
        raise _wrong_ending(Path(file), ".xlsx")
    if how.format != "xlsx":
        raise WrongUse(_("A template is filled in as a workbook."), place=str(how.output),
                       next_step=_("Give it a name that ends with .xlsx."))  # fmt: skip
    if how.values_only:
        raise WrongUse(_("The formulas of a template are kept as they are."),
                       next_step=_("Leave out --values-only."))  # fmt: skip
    if not how.each and how.output.suffix.lower() != ending:
        raise _wrong_ending(how.output, ending)
    if how.output.exists() and how.output.samefile(file):
        raise WrongUse(_("That would overwrite the template."), place=str(how.output),
                       next_step=_("Name another file with -o."))  # fmt: skip
    return file


def _wrong_ending(file: Path, ending: str) -> WrongUse:
    return WrongUse(
        _("A workbook of this kind is called something else."),
        place=str(file),
        next_step=_("Give it a name that ends with {ending}.").format(ending=ending),
    )


def _tell(file: Path, marks: Marks) -> None:
    spoken = language()
    say(str(file))
    for cell in marks.cells:
        say(f"  {_place(cell)}  {cell.name}: {cell.word.explanation(spoken)}")
    for place, word in marks.texts:
        say(f"  {place}  {{{{{word.name('sv')}}}}}: {word.explanation(spoken)}")
    for table in marks.tables:
        say(f"  {_place(table)}  {table.name}: {table.kind.explanation(spoken)}")
        headings = ", ".join(one.label(spoken) for one in table.fields.values())
        say(_("    filled in: {headings}").format(headings=headings))
        for own in table.own:
            near = table.near.get(own)
            line = _("    left as it is: {heading}").format(heading=own)
            say(line + (" " + _("(is “{name}” meant?)").format(name=near) if near else ""))
    if marks.repeated:
        say(_("  The sheet {sheet} is repeated for each body.").format(sheet=marks.repeated.title))
    for trouble in marks.troubles:
        say(_("Not understood: {place}: {what}").format(place=trouble.place, what=trouble.what))
        if trouble.do:
            say(_("  → {what}").format(what=trouble.do))
    if not marks.troubles:
        say(_("All of it is understood. What else is in the workbook is kept as it is."))


def _place(mark: Any) -> str:
    from reports.templates.marks import CellMark, place_of

    if isinstance(mark, CellMark):
        return place_of(mark.sheet, mark.row, mark.column)
    return place_of(mark.sheet, mark.heading, mark.left)


def _fields(file: Path, marks: Marks) -> dict[str, Any]:
    return {
        "file": str(file),
        "understood": not marks.troubles,
        "cells": [{"place": _place(one), "name": one.name, "word": one.word.sv}
                  for one in marks.cells],
        "texts": [{"place": place, "word": word.sv} for place, word in marks.texts],
        "tables": [
            {"place": _place(one), "name": one.name, "table": one.kind.sv,
             "columns": [field.label("sv") for field in one.fields.values()],
             "own_columns": [{"heading": own, "near": one.near.get(own)} for own in one.own]}
            for one in marks.tables
        ],
        "repeated_sheet": marks.repeated.title if marks.repeated else None,
        "troubles": [trouble._asdict() for trouble in marks.troubles],
    }  # fmt: skip


template.add_command(new)
template.add_command(check)
