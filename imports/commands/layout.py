"""`medel layout`: what the columns of invoice lists mean; those that are shipped, and your own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    format_option,
    group,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from imports.registers.layout_proposal import Proposal
    from ledger.registers.rows import InvoiceRow

_FILE = click.Path(path_type=Path)
ROWS_SHOWN = 5


@group(
    "layout",
    default="list",
    help=N_(
        "What the columns of invoice lists mean.\n\n"
        "A list of a kind that is not known is mapped once: “medel layout new FILE” proposes, "
        "you correct. Layouts of your own are medel-layout-*.toml, beside the book or in the "
        "current folder."
    ),
)
def layout() -> None:
    pass


@command("list", help=N_("List the layouts there are, your own among them."))
@format_option("text", "json")
@book_option
def list_(format_: str, db: str) -> None:
    from imports.registers.layouts import all_layouts

    rows = [
        {
            "name": one.name, "title": one.title, "side": one.side,
            "recognise": list(one.recognise), "file": one.place if one.is_own else None,
        }
        for one in all_layouts(db)
    ]  # fmt: skip
    if format_ == "json":
        say_json(rows)
        return
    headings = {"name": _("Name"), "recognise": _("Known by"), "file": _("File")}
    say_rows([row | {"recognise": ", ".join(row["recognise"] or ())} for row in rows], headings)


@command(
    "new",
    help=N_(
        "Propose a layout for a list that none knows.\n\n"
        "Shows the columns with samples and what is proposed that they say, by their headings and "
        "by what stands in them, and writes a file for you to correct."
    ),
)
@argument("file", type=_FILE)
@option("--output", "-o", metavar="FILE", type=_FILE,
        help=N_("Where to write it. [medel-layout-NAME.toml beside the book]"))  # fmt: skip
@option("--name", metavar="NAME", help=N_("What to call it. [after the file]"))
@book_option
def new(file: Path, output: Path | None, name: str | None, db: str) -> None:
    from imports.members import read_file
    from imports.registers.layout_proposal import proposed
    from imports.registers.layouts import layout_of, own_folder
    from imports.registers.list_tables import tables_of
    from ledger.storage.files import put_file

    proposal = proposed(file.name, tables_of(file.name, read_file(file)).tables)
    called = name or _name_after(output or file)
    path = output or own_folder(db) / f"medel-layout-{called}.toml"
    if path.exists():
        raise WrongUse(
            _("There is a file of that name already."),
            place=str(path),
            next_step=_("Name another with -o."),
        )
    text = proposal.toml(called)
    put_file(path, text.encode())
    _say_proposal(proposal)
    say(_("Written: {path}").format(path=path))
    try:
        layout_of(text.encode(), path.name)
    except WrongUse as error:
        say(_("To be corrected before it can be used: {what}").format(what=error.message))
    say(
        _("Correct it, and try it with: medel layout check {path} {file}").format(
            path=path, file=file
        )
    )


@command(
    "check",
    help=N_(
        "Read a list by a layout, and show what comes of it.\n\n"
        "The first rows, how many there are and their sum, and every row that is refused; nothing "
        "is stored."
    ),
)
@argument("layout_file", metavar="LAYOUT.toml", type=_FILE)
@argument("file", required=False, type=_FILE)
def check(layout_file: Path, file: Path | None) -> None:
    from imports.registers.layouts import read_layout

    found = read_layout(layout_file)
    say(_("{file}: layout “{name}”, can be used.").format(file=layout_file, name=found.name))
    if file is not None:
        from imports.members import read_file
        from imports.registers.reading import list_file

        _say_read(list_file(file.name, read_file(file), (found,), found.name))


def _say_read(file: object) -> None:
    from imports.registers.reading import RegisterFile
    from imports.taking.registers import lines_of
    from ledger.money import Money
    from ledger.registers.rows import RowsRead

    assert isinstance(file, RegisterFile)  # noqa: S101  imported late
    ((_table, rows),) = file.tables()
    assert isinstance(rows, RowsRead)  # noqa: S101  a list's
    first: list[InvoiceRow] = []
    count = total = 0
    for row in rows:
        count += 1
        total += row.amount
        if count <= ROWS_SHOWN:
            first.append(row)
    shown = [row._asdict() | {"amount": Money(row.amount).decimal_string} for row in first]
    names = (
        "line",
        "number",
        "date",
        "due_date",
        "issuer",
        "issuer_id",
        "recipient",
        "amount",
        "text",
    )
    say_rows(shown, {n: n for n in names if any(r[n] for r in shown)}, right=["line", "amount"])
    said = ngettext("{count} invoice, {sum} kr; {refused} refused.",
                    "{count} invoices, {sum} kr; {refused} refused.", count)  # fmt: skip
    say(said.format(count=count, sum=Money(total).decimal_string, refused=rows.refused))
    for line in lines_of(file):
        say(line.text, err=line.aside)


def _say_proposal(proposal: Proposal) -> None:
    rows = [
        {"heading": one.heading, "meaning": one.meaning or "–", "why": one.why,
         "samples": " | ".join(one.samples)}
        for one in proposal.columns
    ]  # fmt: skip
    headings = {
        "heading": _("Heading"), "meaning": _("Says"), "why": _("By"), "samples": _("Samples"),
    }  # fmt: skip
    say_rows(rows, headings)


def _name_after(path: Path) -> str:
    stem = path.stem.lower().removeprefix("medel-layout-")
    return re.sub(r"[^a-z0-9åäö]+", "-", stem).strip("-") or "lista"


layout.add_command(list_)
layout.add_command(new)
layout.add_command(check)
