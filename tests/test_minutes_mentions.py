"""Names of bodies in a text: the quick question which words may begin one never hides a name."""

import re
from pathlib import Path

import pytest

from imports.minutes.folding import fold
from imports.minutes.mentions import body, may_begin

ROOT = Path(__file__).resolve().parents[1]
TEXTS = [
    *sorted((ROOT / "tests" / "data").glob("*.txt")),
    *sorted((ROOT / "imports" / "examples").glob("*.txt")),
    *sorted((ROOT / "imports" / "examples").glob("*.md")),
    ROOT / "imports" / "minutes" / "lexicons" / "bodies.toml",
]
NAMES = (
    "Norra Vatten och Avlopp AB får 5 tkr av AB Eda Bostäder och Lek & Lär AB.",
    "Kalmar läns museum, Eda läns sällskap, Solberga Teaterförening och Eda l\ufffdn",
    "Västra Götalandsregionen, Region Kalmar län, regionen i Halland, Borgholms kommun",
    "nämndens 1:e vice ordförande, Nämndens andre vice ordförande, förste vice ordföranden",
    "Miljö- och klimatnämnden, kultur-, fritids- och skolnämnden, nämnden för Eda och Torsby",
    "Stiftelsen Norden, kommunförbundet i Kalmar län, Europeiska socialfonden, SKR, Forte",
)


@pytest.mark.parametrize("text", [*TEXTS, *NAMES], ids=str)
def test_every_name_begins_with_a_word_that_may_begin_one(text: Path | str) -> None:
    folded = fold(text if isinstance(text, str) else text.read_text(encoding="utf-8"))
    hidden = [
        match[0]
        for token in re.finditer(r"\w+", folded.text)
        if token[0][0].isupper()  # of the others only heads begin a name
        if (match := body().match(folded.text, token.start())) and match[0]
        if not may_begin(folded.text, token)
    ]
    assert hidden == []
