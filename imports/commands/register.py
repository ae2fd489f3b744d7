"""`medel register`, with `register attachments`: what is attached to e-invoices, got out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import option, say, say_json, say_rows, tell
from ledger.commands.register import OF_EVERY_LIST, filters, register
from ledger.errors import Refused, UnreadableFile
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.registers.attachments import Attachment
    from ledger.registers.listing import Wanted

_FOLDER = click.Path(path_type=Path, file_okay=False)


@register.command(
    "attachments",
    help=N_(
        "List what is attached to e-invoices, or save it.\n\n"
        "With --save each is written to the folder, named after the number of its invoice and "
        "what the sender called it; the ending is that of the type the invoice states. Nothing "
        "is written over."
    ),
)
@filters(
    *OF_EVERY_LIST,
    option("--save", "folder", metavar="FOLDER", type=_FOLDER, help=N_("Write them to this.")),
)
def attachments(db: str, wanted: Wanted, format_: str, folder: Path | None) -> None:
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = list(_attached(connection, wanted))
    rows = [
        {
            "number": invoice["number"], "issuer": invoice["issuer"], "date": invoice["date"],
            "name": one.name, "media_type": one.media_type or None, "line": one.line,
            "file": invoice["file"], "batch": invoice["batch"],
        }
        for invoice, one in found
    ]  # fmt: skip
    if folder is not None:
        _save(folder, found)
    elif format_ == "json":
        say_json(rows)
    elif not rows:
        say(_("No rows."))
    else:
        headings = {
            "number": _("Number"), "issuer": _("Issuer"), "name": _("Name"),
            "media_type": _("Type"), "file": _("File"),
        }  # fmt: skip
        say_rows(rows, headings)


def _attached(
    connection: Connection, wanted: Wanted
) -> Iterator[tuple[dict[str, Any], Attachment]]:
    """Each attachment with its invoice, from the files as they were stored."""
    from sqlalchemy import select

    from imports.registers.attachments import attachments_of
    from imports.registers.einvoice import root_of
    from ledger.proposing.sources import content_of
    from ledger.registers.listing import listed
    from ledger.storage.tables import invoices, sources

    of_einvoice = select(invoices.c.id, invoices.c.source).join(
        sources, sources.c.id == invoices.c.source
    )
    held = connection.execute(of_einvoice.where(sources.c.reader.like("einvoice/%")))
    source_of = {row.id: row.source for row in held}
    for invoice in listed(connection, invoices, wanted):
        source = source_of.get(invoice["id"])
        if source is not None:
            root = root_of(invoice["file"], b"".join(content_of(connection, source)))
            for one in attachments_of(root):
                yield invoice, one


def _save(folder: Path, found: list[tuple[dict[str, Any], Attachment]]) -> None:
    """Write those that lie in their invoices; one that is not whole does not stop the others."""
    from imports.registers.attachments import safe_name
    from ledger.storage.files import put_file

    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for invoice, one in found:
        if one.written is None:
            told = _("{number}: {address} lies elsewhere and was not fetched.")
            say(told.format(number=invoice["number"], address=one.name))
            continue
        path = folder / safe_name(f"{invoice['number']}-{_last(one.name)}", one.media_type)
        try:
            content = one.content()
            if path.exists() and path.read_bytes() != content:
                path = _free(path)
            put_file(path, content)
        except (UnreadableFile, Refused) as error:
            tell(error)
            continue
        count += 1
        say(str(path))
    say(ngettext("{count} file.", "{count} files.", count).format(count=count))


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _free(path: Path) -> Path:
    """A name beside `path` that nothing has: `23-0417-underlag-2.pdf`."""
    number = 2
    while (beside := path.with_stem(f"{path.stem}-{number}")).exists():
        number += 1
    return beside
