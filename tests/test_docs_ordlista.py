"""The glossary holds every word of the trade that the program uses, as the program writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import terms
from ledger.columns import Column

GLOSSARY = Path(__file__).parents[1] / "docs" / "ordlista.md"
TERMS = [
    term
    for kind in vars(terms).values()
    if isinstance(kind, type) and issubclass(kind, terms.Term) and kind is not terms.Term
    for term in kind
]


def _rows() -> set[tuple[str, str, str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if "|" in line]
    return {(row[0], row[1], row[2]) for row in cells}


@pytest.mark.parametrize("term", [*TERMS, *Column], ids=str)
def test_every_term_has_its_line(term: terms.Term) -> None:
    assert (term.sv, term.en, f"`{term.value}`") in _rows()


def test_every_line_has_four_cells_with_an_explanation() -> None:
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            assert line.count("|") == 5, line
            assert line.strip("| ").split("|")[-1].strip(), line
