"""What another system's file is, told by what it holds and not by its name.

>>> recognised(b"#FLAGGA 0\\r\\n#FORMAT PC8")
['sie']

Exactly one kind must answer: a file that none or two recognise is told with the reasons.
"""

from __future__ import annotations

from imports.registers.bgmax import is_bgmax
from imports.registers.camt import is_camt
from imports.registers.einvoice import is_einvoice
from imports.registers.sie import is_sie

HEAD_BYTES = 8192  # enough to tell
SUFFIXES = frozenset({".se", ".si", ".sie", ".xml"})  # .txt may be one of them too
LIST_SUFFIXES = frozenset({".csv", ".tsv", ".json", ".xlsx", ".xlsm", ".xls", ".ods"})
_KINDS = {"sie": is_sie, "bgmax": is_bgmax, "camt": is_camt, "einvoice": is_einvoice}
KINDS = tuple(_KINDS)


def recognised(content: bytes) -> list[str]:
    """The kinds that answer for a file."""
    head = content[:HEAD_BYTES]
    return [kind for kind, answers in _KINDS.items() if answers(head)]
