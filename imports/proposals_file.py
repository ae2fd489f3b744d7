"""Rows another program proposes, from a file: one JSON object a line, as `explain` writes them.

    {"file": "protokoll.txt", "quote": "…", "amount": "40000.00", "amount_text": "40 tkr"}

`file` is the name of the file it speaks of; `sha256` of its bytes can stand in its place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ledger.errors import UnreadableFile
from ledger.messages import _

Rows = dict[str, list[dict[str, Any]]]


def read_proposals(path: Path) -> Rows:
    """The rows of a file by the file they speak of. Raises UnreadableFile."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is not text in UTF-8")
        raise UnreadableFile(
            _("The file cannot be opened ({reason}).").format(reason=reason), place=str(path)
        ) from None
    rows: Rows = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            row = _row(path, number, line)
            rows.setdefault(str(row.get("sha256") or row["file"]), []).append(row)
    return rows


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not (row.get("sha256") or row.get("file")):
        raise UnreadableFile(
            _("The line is not a JSON object with a “file” or a “sha256”."),
            place=_("{file}, line {line}").format(file=path.name, line=number),
            next_step=_("“medel explain --format jsonl” shows how rows look."),
        )
    return row
