"""A distribution key in a small TOML or JSON file, for keys within keys; or a list of shares.

kind = "halves"
parts = ["Region Kalmar län", {kind = "per_capita", among = ["Kommunerna i Kalmar län"]}]

A list of shares is a workbook or csv file with a column of bodies and one of shares.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path

from imports.distribution_list import shares_in
from imports.formats.decoding import decode
from imports.sheets import read_sheets
from ledger.errors import MedelError, UnreadableFile, WrongUse
from ledger.messages import _
from ledger.sharing.keys import Key, key_of

MOST_BYTES = 100_000
LISTS = {".csv", ".tsv", ".xlsx", ".xlsm"}


def read_key(path: Path) -> Key:
    """The key in a file. Raises UnreadableFile, WrongUse naming the file."""
    if path.suffix.lower() in LISTS:
        shares = shares_in(read_sheets(path))
        parts = [{"body": body, "share": share} for body, share in shares]
        return _key(path, {"kind": "shares", "parts": parts})
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        raise UnreadableFile(
            _("The file cannot be read: {reason}.").format(reason=error.strerror), place=path.name
        ) from None
    text = decode(path.name, content)[0].removeprefix("\ufeff")
    try:
        # Numbers with decimals are kept as they are written: never a float.
        if text.lstrip().startswith("{"):
            fields = json.loads(text, parse_float=Decimal)
        else:
            fields = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            _("The key cannot be read: {why}.").format(why=str(error).rstrip(".")), place=path.name
        ) from None
    return _key(path, fields)


def _key(path: Path, fields: object) -> Key:
    try:
        return key_of(fields)
    except MedelError as error:
        raise WrongUse(error.message, place=path.name, next_step=error.next_step) from None
