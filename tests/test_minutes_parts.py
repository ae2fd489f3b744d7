"""How a text falls into parts: headings, points of lists, labels, sentences."""

# ruff: noqa: E501  one wrinkle to a line, however long

import pytest

from imports.minutes.blocks import outline_of
from imports.minutes.segments import sentences_of


def shape(text: str) -> list[tuple[str, str]]:
    """Each block by its kind and its words, on one line."""
    outline = outline_of(text)
    return [(b.kind.name, " ".join(text[b.start : b.end].split())) for b in outline.blocks]


BLOCKS = [
    ("an item and its title on the next line",
     "§ 4 Dnr 12\nMedel för 2024\nBeslut\nPotten delas.",
     [("HEADING", "§ 4 Dnr 12"), ("HEADING", "Medel för 2024"), ("LABEL", "Beslut"),
      ("PARAGRAPH", "Potten delas.")]),
    ("a numbered title between blank lines",
     "Text.\n\n9. Beslutspunkter\n\nPotten delas.",
     [("PARAGRAPH", "Text."), ("HEADING", "9. Beslutspunkter"), ("PARAGRAPH", "Potten delas.")]),
    ("numbered titles without blank lines",
     "Anteckningar från mötet i Säter den 4 maj om samverkan och medlen i länet.\n"
     "1. Öppning\nOrdföranden hälsar alla välkomna till det årets första möte i den nya gruppen.\n"
     "2. Medel\nGruppen talar om medlen för nästa år och om vad som har blivit kvar av i fjol.",
     [("PARAGRAPH", "Anteckningar från mötet i Säter den 4 maj om samverkan och medlen i länet."),
      ("HEADING", "1. Öppning"),
      ("PARAGRAPH", "Ordföranden hälsar alla välkomna till det årets första möte i den nya gruppen."),
      ("HEADING", "2. Medel"),
      ("PARAGRAPH", "Gruppen talar om medlen för nästa år och om vad som har blivit kvar av i fjol.")]),
    ("a list below a label is no row of titles",
     "Beslut\n\n1. Potten delas\n\n2. Resten sparas",
     [("LABEL", "Beslut"), ("ITEM", "1. Potten delas"), ("ITEM", "2. Resten sparas")]),
    ("a subheading between blank lines",
     "Text.\n\nRedovisning av medel för 2022\n\nPotten delas.",
     [("PARAGRAPH", "Text."), ("HEADING", "Redovisning av medel för 2022"),
      ("PARAGRAPH", "Potten delas.")]),
    ("who speaks is no heading",
     "§ 5\n### Medel\n*Föredragande: samordnaren*\n\nPotten delas.",
     [("HEADING", "§ 5"), ("HEADING", "### Medel"), ("PARAGRAPH", "*Föredragande: samordnaren*"),
      ("PARAGRAPH", "Potten delas.")]),
    ("a body's decision as a heading",
     "#### Styrgruppens ledamöter beslutar\n\n**att** dela potten",
     [("LABEL", "#### Styrgruppens ledamöter beslutar"), ("ITEM", "**att** dela potten")]),
    ("a proposal to decide is no decision",
     "Nämnden föreslår att fullmäktige beslutar:\n1. Potten delas.",
     [("PARAGRAPH", "Nämnden föreslår att fullmäktige beslutar:"), ("ITEM", "1. Potten delas.")]),
    ("a decision inside a page of lines",
     "Gruppen talar om medlen för nästa år.\nBeslut: Potten delas.\nBeslut: Resten sparas.",
     [("PARAGRAPH", "Gruppen talar om medlen för nästa år."), ("PARAGRAPH", "Beslut: Potten delas."),
      ("PARAGRAPH", "Beslut: Resten sparas.")]),
    ("rows without bullets, and what comes after",
     "Nämnden ger bidrag till dessa två föreningar i kommunen under det kommande året 2024\nLaholms IF, läger 30 tkr\nHylte IF, läger 40 tkr\nDet är allt.",
     [("PARAGRAPH", "Nämnden ger bidrag till dessa två föreningar i kommunen under det kommande året 2024"),
      ("PARAGRAPH", "Laholms IF, läger 30 tkr"), ("PARAGRAPH", "Hylte IF, läger 40 tkr"), ("PARAGRAPH", "Det är allt.")]),
    ("a label after a short line",
     "Skrivelse till nämnden om medel för det kommande året och om vad som har blivit kvar i fjol\nSkrivelse\nFörslag till beslut\nPotten delas.",
     [("PARAGRAPH", "Skrivelse till nämnden om medel för det kommande året och om vad som har blivit kvar i fjol Skrivelse"),
      ("LABEL", "Förslag till beslut"), ("PARAGRAPH", "Potten delas.")]),
    ("an item of a body, and where it was treated before",
     "KS § 4\nMedel för 2024\n\nAU § 3\n\nPotten delas.\n\nKS § 5\nÖvrigt",
     [("HEADING", "KS § 4"), ("HEADING", "Medel för 2024"), ("PARAGRAPH", "Potten delas."),
      ("HEADING", "KS § 5"), ("HEADING", "Övrigt")]),
    ("a page's own lines are left out",
     "1. Nämnden för kultur\nfår medel av\n\n31 (87)\n\nSammanträdesdatum: 2024-03-23\n\nregionen i år.",
     [("ITEM", "1. Nämnden för kultur får medel av 31 (87) Sammanträdesdatum: 2024-03-23 regionen i år.")]),
    ("the agenda is no row of items",
     "- §12 Medel\n- §13 Övrigt\n\n§ 12\n\nPotten delas.",
     [("ITEM", "- §12 Medel"), ("ITEM", "- §13 Övrigt"), ("HEADING", "§ 12"),
      ("PARAGRAPH", "Potten delas.")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), BLOCKS, ids=[row[0] for row in BLOCKS])
def test_blocks(name: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert shape(text) == expected


def test_a_point_knows_what_opens_its_list() -> None:
    text = "Ramen fördelas enligt följande:\n1. Till skolan:\na. 5 tkr\nb. 6 tkr\n2. Till vården"
    outline = outline_of(text)
    leads = {
        text[block.start : block.end].split(maxsplit=1)[0]: [
            text[outline.blocks[i].start :].split(maxsplit=1)[0] for i in block.leads
        ]
        for block in outline.blocks
    }
    assert leads == {"Ramen": [], "1.": ["Ramen"], "a.": ["1.", "Ramen"], "b.": ["1.", "Ramen"],
                     "2.": ["Ramen"]}  # fmt: skip


def test_a_block_knows_the_headings_above_it() -> None:
    outline = outline_of(
        "## 3. Medel\n\nPrognos för 2024\n\nPotten delas.\n\n## 4. Övrigt\n\nInget."
    )
    words = [[outline.words(outline.blocks[i]) for i in block.headings] for block in outline.blocks]
    assert words == [[], ["3. Medel"], ["Prognos för 2024", "3. Medel"], [], ["4. Övrigt"]]


SENTENCES = [
    ("two",                    "Potten delas. Resten sparas.",        ["Potten delas.", "Resten sparas."]),
    ("an abbreviation",        "Det är (ca. 24 tkr) kvar. Bra.",      ["Det är (ca. 24 tkr) kvar.", "Bra."]),
    ("inkl.",                  "Medel inkl. Region X. Bra.",          ["Medel inkl. Region X.", "Bra."]),
    ("a unit ends a sentence", "Vi får 5 kr. Bra.",                   ["Vi får 5 kr.", "Bra."]),
    ("closing marks",          "*Vi får 5 kr.* Bra.",                 ["*Vi får 5 kr.*", "Bra."]),
    ("a decimal point",        "Vi får 7.2 tkr nu.",                  ["Vi får 7.2 tkr nu."]),
    ("bullets on one line",    "Fördelat på: • skola 5 tkr • vård",   ["Fördelat på:", "• skola 5 tkr", "• vård"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_sentences(name: str, text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences_of(text, 0, len(text))] == expected
