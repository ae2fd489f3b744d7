# ruff: noqa: E501  tables of cases
"""PDF as people read it: columns, tables, running heads, divided words; the same rows as plain text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from make_layouts import (
    Heading,
    Paragraph,
    Part,
    Table,
    drawn_across,
    in_columns,
    invented,
    pages_in,
    plain_text,
)

from imports.formats.layout import Layout
from imports.formats.mending import mended
from imports.formats.reading import snapshot_bytes
from imports.formats.strips import Rule, Word
from imports.minutes.reader import read_minutes
from ledger.drafts import Reading
from ledger.parties.names import Names

NAMES = Names.shipped()
MENDED = [
    ("a divided word",             "kommunför-", "bundet",      "kommunförbundet"),
    ("the reader's own mark",      "kommunför\x02", "bundet",   "kommunförbundet"),
    ("a short beginning",          "Re\x02", "gion",            "Region"),
    ("a hyphen left hanging",      "hälso-", "och sjukvård",    "hälso- och sjukvård"),
    ("the same, by the mark",      "hälso\x02", "och sjukvård", "hälso- och sjukvård"),
    ("an abbreviation's hyphen",   "RSS-", "medel",             "RSS-medel"),
    ("a single letter's hyphen",   "e-", "post",                "e-post"),
    ("two years",                  "2023-", "2024",             "2023-2024"),
    ("a sum",                      "985", "975 kr",             "985 975 kr"),
    ("a name",                     "Region", "Dalarna",         "Region Dalarna"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "above", "below", "whole"), MENDED, ids=[r[0] for r in MENDED])
def test_two_lines_become_one(name: str, above: str, below: str, whole: str) -> None:
    assert mended(above, below) == whole


# ---------------------------------------------------------------- whole documents


def _read(name: str, content: bytes) -> Reading:
    return read_minutes(snapshot_bytes(name, content), NAMES)


def _fields(reading: Reading) -> list[tuple[Any, ...]]:
    return [
        (
            found.amount and found.amount.ore, found.kind, found.status, found.years,
            found.payer and found.payer.name, found.payee and found.payee.name,
        )
        for found in reading.candidates
    ]  # fmt: skip


def _without_tables(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if not isinstance(part, Table)]


LAYOUTS: list[tuple[str, Callable[[list[Part]], bytes], bool]] = [
    ("one column",          lambda parts: in_columns(parts, columns=1), True),
    ("two columns",         in_columns,                                 True),
    ("drawn over columns",  drawn_across,                               False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "laid_out", "tables"), LAYOUTS, ids=[r[0] for r in LAYOUTS])
def test_twenty_pages_give_the_rows_of_their_text(
    name: str, laid_out: Callable[[list[Part]], bytes], tables: bool
) -> None:
    parts = invented(100)
    parts = parts if tables else _without_tables(parts)
    content = laid_out(parts)
    assert pages_in(content) >= 20
    text = _read("p.txt", plain_text(parts).encode())
    pdf = _read("p.pdf", content)
    assert len(text.candidates) > 200
    assert _fields(pdf) == _fields(text)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("columns", [1, 2])
def test_every_word_stands_once_and_in_order(columns: int, seed: int) -> None:
    parts = invented(30, seed)
    words = snapshot_bytes("p.pdf", in_columns(parts, columns=columns)).text.split()
    wanted = plain_text(parts).split()
    head = words[: len(words) - len(wanted)]  # stands once, before all else
    assert words[len(head) :] == wanted
    assert " ".join(head) == "Samverkansråd Jämtlands län, protokoll 2024-05-23 Dnr SR 2024/77"


def test_spans_and_pages_are_true() -> None:
    source = snapshot_bytes("p.pdf", in_columns(invented(40)))
    reading = read_minutes(source, NAMES)
    assert len(source.page_starts) == pages_in(source.content)
    for found in reading.candidates:
        assert found.amount_span is not None
        assert source.text[slice(*found.amount_span)] == found.amount_text
        assert found.page is not None
        start = source.page_starts[found.page - 1]
        assert start <= found.quote_span.start
        assert found.page == len(source.page_starts) or (
            found.quote_span.start < source.page_starts[found.page]
        )
    assert {found.page for found in reading.candidates} == set(
        range(1, len(source.page_starts) + 1)
    )


def test_the_page_of_a_find_is_where_the_pdf_has_it() -> None:
    import pypdfium2

    source = snapshot_bytes("p.pdf", in_columns(invented(30)))
    document = pypdfium2.PdfDocument(source.content)
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    for found in read_minutes(source, NAMES).candidates:
        begins = "".join(found.quote.split())[:12]
        assert found.page is not None
        assert begins in pages[found.page - 1]


# ---------------------------------------------------------------- small pages, drawn by hand


def _page(
    *lines: tuple[float, float, str], rules: Sequence[tuple[float, float, float]] = ()
) -> str:
    return _pages(lambda canvas: _draw(canvas, lines, rules))


def _draw(
    canvas: Any, lines: Sequence[tuple[float, float, str]], rules: Sequence[Any] = ()
) -> None:
    canvas.setFont("Helvetica", 10)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    for left, right, y in rules:
        canvas.line(left, y, right, y)


def _pages(*pages: Callable[[Any], None]) -> str:
    from reportlab.pdfgen.canvas import Canvas

    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842), invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return snapshot_bytes("p.pdf", packed.getvalue()).text


def test_a_table_is_read_by_rows_though_drawn_by_columns() -> None:
    kommuner, sums = ("Alingsås", "Borås", "Tranemo"), ("120", "1 450", "75")
    text = _page(
        (60, 700, "Fördelning (belopp i tkr)"),
        *((60, 670 - 15 * i, k) for i, k in enumerate(kommuner)),
        *((300, 670 - 15 * i, s) for i, s in enumerate(sums)),
    )
    assert text == "Fördelning (belopp i tkr)\n\nAlingsås\t120\nBorås\t1 450\nTranemo\t75"


def test_an_empty_cell_keeps_its_column() -> None:
    text = _page(
        (60, 700, "Kommun"), (250, 700, "Bidrag"), (400, 700, "Egen insats"),
        (60, 685, "Alingsås"), (250, 685, "120 tkr"), (400, 685, "30 tkr"),
        (60, 670, "Borås"), (400, 670, "45 tkr"),
    )  # fmt: skip
    assert text.split("\n")[2] == "Borås\t\t45 tkr"


def test_a_row_on_two_lines_between_rules_is_one() -> None:
    rules = [(55, 500, y) for y in (712, 684, 656, 628)]
    text = _page(
        (60, 700, "Utbildning av"), (60, 688, "handledare"), (300, 700, "1 250"), (300, 688, "000 kr"),
        (60, 672, "Gemensam kart-"), (60, 660, "läggning"), (300, 672, "80 000 kr"),
        (60, 644, "Anhörigstöd"), (300, 644, "15 500 kr"),
        rules=rules,
    )  # fmt: skip
    assert text.split("\n") == [
        "Utbildning av handledare\t1 250 000 kr",
        "Gemensam kartläggning\t80 000 kr",
        "Anhörigstöd\t15 500 kr",
    ]


def test_two_figures_below_each_other_are_never_one_sum() -> None:
    lines = [
        (60 + 240 * (i % 2), 700 - 13 * (i // 2), t)
        for i, t in enumerate(("A", "250", "B", "300", "C", "400"))
    ]
    gaps = [(60, 640, "D"), (300, 640, "500"), (60, 627, "E"), (300, 627, "600")]
    assert _page(*lines, *gaps).split("\n") == ["A\t250", "B\t300", "C\t400", "D\t500", "E\t600"]


def test_headings_in_the_margin_stand_before_their_text() -> None:
    prose = "Nämnden beslutar att avsätta medel till en gemensam utbildning"
    text = _page(
        (50, 700, "Ärende"),
        *((180, 700 - 13 * i, f"{prose} {word}") for i, word in enumerate(("ett", "två", "tre", "fyra"))),
        (50, 630, "Beslut"),
        *((180, 630 - 13 * i, f"{prose} {word}") for i, word in enumerate(("fem", "sex", "sju", "åtta"))),
    )  # fmt: skip
    assert (
        text.index("Ärende")
        < text.index("ett")
        < text.index("fyra")
        < text.index("Beslut")
        < text.index("fem")
    )


def test_the_number_of_a_list_stays_with_its_words() -> None:
    text = _page(
        (60, 700, "1."), (90, 700, "Val av justerare"),
        (60, 685, "2."), (90, 685, "Avsätta 300 000 kr"),
        (60, 670, "3."), (90, 670, "Nästa möte"),
    )  # fmt: skip
    assert [line.split() for line in text.split("\n")] == [
        ["1.", "Val", "av", "justerare"], ["2.", "Avsätta", "300", "000", "kr"], ["3.", "Nästa", "möte"]
    ]  # fmt: skip


def test_a_page_on_its_side_is_read_along_its_lines() -> None:
    def sideways(canvas: Any) -> None:
        canvas.rotate(90)
        _draw(
            canvas,
            [(100, -200, "Nämnden beslutar att avsätta"), (100, -213, "450 000 kr för 2024.")],
        )

    assert "450 000 kr för 2024." in _pages(sideways).split("\n")


def test_what_is_written_twice_to_look_bold_is_read_once() -> None:
    assert (
        _page((60, 700, "Beslut: 45 000 kr"), (60.3, 700, "Beslut: 45 000 kr"))
        == "Beslut: 45 000 kr"
    )


def _with_heads(heads: Sequence[str], feet: Sequence[str]) -> str:
    def draw(number: int) -> Callable[[Any], None]:
        body = [(60, 700 - 14 * i, f"Stycke {word} {'abcdef'[number] * 3}.")
                for i, word in enumerate(("ett", "två", "tre", "fyra"))]  # fmt: skip
        return lambda canvas: _draw(
            canvas, [(60, 800, heads[number]), *body, (300, 30, feet[number])]
        )

    return _pages(*map(draw, range(len(heads))))


HEADS = [
    ("the same on all",             ["Region Dalarna"] * 4, True),
    ("with a page number in it",    [f"Region Dalarna, sida {n} av 4" for n in range(1, 5)], True),
    ("different left and right",    ["Region Dalarna", "Protokoll"] * 3, True),
    ("a unit of money in it",       ["Belopp i tkr"] * 4, False),
    ("a decision in it",            ["Nämndens beslut"] * 4, False),
    ("on two pages of five only",   ["Region Dalarna", "Ett", "Två", "Tre", "Region Dalarna"], False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "heads", "goes"), HEADS, ids=[r[0] for r in HEADS])
def test_running_heads(name: str, heads: list[str], goes: bool) -> None:
    text = _with_heads(heads, ["Fot"] * len(heads))
    first, *_rest = heads
    assert text.count(first.partition(",")[0]) == (1 if goes else heads.count(first))
    assert "Fot" not in text


def test_page_numbers_go_and_figures_stay() -> None:
    assert "7" not in _with_heads(["A", "B", "C", "D"], [str(n) for n in range(7, 11)])
    assert "450" in _with_heads(["A", "B", "C", "D"], ["450", "120", "9", "31"])


def test_a_single_page_keeps_its_head() -> None:
    assert _with_heads(["Region Dalarna"], ["Sida 1"]).startswith("Region Dalarna")


def test_words_without_order_still_all_come_out() -> None:
    words = [
        Word(f"o{i}", 37 * i % 500, 37 * i % 500 + 20, 91 * i % 700, 10, order=i)
        for i in range(200)
    ]
    text = " ".join(line.text for line in Layout().lines_of(words, [Rule(0, 500, 350)]))
    assert sorted(text.split()) == sorted(word.text for word in words)


def test_headings_and_paragraphs_are_apart() -> None:
    parts: list[Part] = [Heading("§ 1 Medel"), Paragraph("Nämnden får 5 tkr."), Paragraph("Klart.")]
    assert snapshot_bytes("p.pdf", in_columns(parts)).text.split("\n\n")[1:4] == [
        "§ 1 Medel", "Nämnden får 5 tkr.", "Klart."
    ]  # fmt: skip
