"""The Swedish catalogue: gather what the program says, keep the translations, compile.

    python tests/tools/catalogue.py update    # new texts into the .po, compile the .mo
    python tests/tools/catalogue.py check     # exit 1 where a text is missing, and name it

Click's own sentences are in it too, so that a Swedish user never reads half an English error.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "ledger/locale/sv/LC_MESSAGES/medel.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "translate": None}
ROOMS = ("ledger", "imports", "reports")
CLICK_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
A_FIXED_DATE = datetime(2026, 1, 1, tzinfo=UTC)
CHANGING_LINES = re.compile(rb'"(PO-Revision-Date|Generated-By)[^\n]*\n')
PLACEHOLDER = re.compile(r"\{(\w*)")


def said() -> Catalog:
    """Everything the program can say, with the files it is said in."""
    catalogue = Catalog(domain="medel", charset="utf-8")
    for place, text in _texts():
        catalogue.add(text, locations=[(place, 0)])
    return catalogue


def kept() -> Catalog:
    """The Swedish catalogue as it is kept."""
    if not PO.exists():
        catalogue = Catalog(locale="sv", domain="medel", charset="utf-8")
    else:
        catalogue = read_po(BytesIO(PO.read_bytes()), locale="sv", domain="medel")
    catalogue.creation_date = A_FIXED_DATE  # else every compilation would differ
    return catalogue


def findings() -> list[str]:
    """What is missing or wrong in the kept catalogue; empty when it is whole."""
    catalogue = kept()
    wrong = [
        f"not translated: {_first(message)!r}"
        for message in said()
        if message.id and not _translated(catalogue.get(message.id))
    ]
    wrong += [
        f"other placeholders than in the English: {_first(message)!r}"
        for message in catalogue
        if message.id and _translated(message) and not _same_placeholders(message)
    ]
    if not MO.exists() or MO.read_bytes() != _compiled(catalogue):
        wrong.append(f"{MO.name} is not what {PO.name} compiles to")
    return wrong


def update() -> None:
    """Bring the kept catalogue up to date with what is said, and compile it."""
    catalogue = kept()
    catalogue.update(said(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, width=96, include_lineno=False)
    text = CHANGING_LINES.sub(b"", out.getvalue())
    PO.write_bytes(text)
    MO.write_bytes(_compiled(kept()))


def _texts() -> list[tuple[str, str | tuple[str, str]]]:
    found = []
    for room in ROOMS:
        for file, _line, text, _comments, _context in extract_from_dir(
            ROOT / room, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            found.append((f"{room}/{file}", text))
    own = extract_from_file("python", ROOT / "cli.py", keywords=KEYWORDS)
    found += [("cli.py", text) for _line, text, _comments, _context in own]
    for module in CLICK_MODULES:
        path = Path(click.__file__).parent / f"{module}.py"
        texts = extract_from_file("python", path, keywords=KEYWORDS)
        found += [("click", text) for _line, text, _comments, _context in texts]
    return found


def _compiled(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings)


def _same_placeholders(message: Message) -> bool:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    return all(set(PLACEHOLDER.findall(text)) == wanted for text in strings[-1:])


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    for finding in findings():
        print(finding)
    sys.exit(bool(findings()) and sys.argv[1:] == ["check"])
