"""The page for a browser: the whole text, every find marked in place, nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from books import found, medel, minutes

from imports.explain_html import page
from imports.marked_text import Mark, cut
from ledger.drafts import Reading, Span
from ledger.messages import use_language
from ledger.terms import Status

VOID = {"meta", "br"}


class _Page(HTMLParser):
    """What a browser makes of the page: its texts, ids and links; fails where tags do not close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids += [held["id"]] if held.get("id") else []
        self.links += [held["href"]] if held.get("href") else []
        if tag not in VOID:
            self.open.append((tag, held))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(f"{t}.{a.get('class') or ''}" for t, a in self.open), data))

    def inside(self, what: str) -> str:
        return "".join(text for path, text in self.texts if what in path)

    @property
    def minutes(self) -> str:
        """The text of the minutes as the page shows it: without labels and signs."""
        signs = ("a.label", "span.page")
        return "".join(
            text for path, text in self.texts
            if "div.text" in path and not any(one.startswith(signs) for one in path)
        )  # fmt: skip


def _two() -> Reading:
    return minutes(
        found("Beslut: Falu kommun fakturerar Region Dalarna 100 kr.", 100, "100 kr",
              payer="Region Dalarna", payee="Falu kommun"),
        found("Gruppen föreslår 200 kr.", 200, "200 kr", status=Status.PROPOSED),
    )  # fmt: skip


def test_the_whole_text_is_there_as_it_was_read() -> None:
    reading = _two()
    assert _Page(page([reading])).minutes == reading.source.text


def test_each_find_is_marked_in_place_and_labelled_by_word_and_number() -> None:
    shown = _Page(page([_two()]))
    text = [(path, words) for path, words in shown.texts if "div.text" in path]
    assert shown.inside("a.label decided") == "1 decided"
    assert shown.inside("a.label proposed") == "2 proposed"
    assert [w for path, w in text if "mark.decided" in path] == ["100 kr"]
    assert [w for path, w in text if "mark.proposed" in path] == ["200 kr"]


def test_every_link_leads_to_a_place_of_the_page_and_every_place_is_one() -> None:
    shown = _Page(page([_two(), _two()]))
    assert shown.links
    assert {link.removeprefix("#") for link in shown.links} <= set(shown.ids)
    assert len(shown.ids) == len(set(shown.ids))


def test_reasons_stand_in_words_below_the_sentence() -> None:
    from imports.formats.reading import snapshot_bytes
    from imports.minutes.reader import read_minutes
    from ledger.parties.names import Names

    source = snapshot_bytes("m.txt", "Beslut: Gruppen beslutar att avsätta 40 tkr.\nSlut.".encode())
    shown = _Page(page([read_minutes(source, Names.shipped())]))
    assert "decided" in shown.inside("details.decided")
    assert shown.inside("span.why").count("(") >= 2
    order = [w for path, w in shown.texts if "div.text" in path or "details.decided" in path]
    assert order.index("1") < order.index("Slut.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a tag", "<script>alert(1)</script> 100 kr."),
        ("an entity", "&lt;b&gt; &amp; 100 kr."),
        ("quotes", "\"'> onload='x' 100 kr."),
        ("the end of the page", "</div></section></main></html> 100 kr."),
    ],
)
def test_what_comes_from_a_file_is_text(name: str, words: str) -> None:
    reading = minutes(found(words, 100, "100 kr"), name=f"{words[:9]}.txt", forum=words)
    shown = _Page(page([reading]))
    assert words in shown.minutes, name
    assert "<script" not in page([reading])


def test_signs_that_steer_are_shown_as_unreadable() -> None:
    shown = _Page(page([minutes(found("Noll\x00 vänt\u202e rund\x1b[31m 100 kr.", 100, "100 kr"))]))
    assert "Noll� vänt� rund�[31m" in shown.minutes


def test_nothing_is_asked_from_outside_and_nothing_is_run() -> None:
    text = page([_two()])
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:|//)", text)
    assert not re.search(r"<script|@import|url\(", text)
    assert "default-src 'none'" in text


def test_finds_that_overlap_are_all_marked() -> None:
    line = "Mellan 2 och 3 mnkr avsätts, varav hälften till skolan."
    one = found(line, 2_000_000, "Mellan 2 och 3 mnkr")
    shown = _Page(page([minutes(one, found("och 3 mnkr avsätts, varav", 3, "3 mnkr avsätts"))]))
    assert shown.minutes.count("Mellan 2 och 3 mnkr avsätts, varav") == 1
    assert {"f1-1", "f1-2", "f1-1-n", "f1-2-n"} <= set(shown.ids)


def test_a_find_without_a_sum_is_labelled_at_its_sentence() -> None:
    shown = _Page(page([minutes(found("Gruppen beslutar att använda brukarmiljonen."))]))
    assert shown.inside("a.label decided") == "1 decided"
    assert {"f1-1", "f1-1-n"} <= set(shown.ids)


def test_minutes_without_money_are_shown_too() -> None:
    reading = minutes()
    shown = _Page(page([reading]))
    assert "No money in these minutes." in shown.inside("section.")
    assert shown.minutes == reading.source.text


def test_pages_can_be_led_to() -> None:
    from dataclasses import replace

    reading = _two()
    source = replace(reading.source, page_starts=(0, 10))
    shown = _Page(page([replace(reading, source=source)]))
    assert {"f1-p1", "f1-p2"} <= set(shown.ids)


def test_the_page_speaks_the_language_in_use() -> None:
    use_language("sv")
    text = page([_two()])
    assert '<html lang="sv">' in text
    assert "1 beslutat" in text


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_text("Gruppen beslutar att avsätta 40 tkr.\n", encoding="utf-8")
    target = tmp_path / "sida.html"
    said = medel("explain", "--html", tmp_path / "m.txt", tmp_path / "saknas.txt", "-o", target)
    assert said.code == 3
    assert "saknas.txt: There is no such file." in said.stderr
    assert "1 statement about money" in said.stdout
    assert "40 tkr" in target.read_text(encoding="utf-8")


def test_an_output_without_a_page_is_refused(tmp_path: Path) -> None:
    assert medel("explain", tmp_path / "m.txt", "-o", tmp_path / "x").code == 2


@pytest.mark.parametrize(
    ("name", "marks", "expected"),
    [
        ("none", [], ["abcdef"]),
        ("one", [(1, 3)], ["a", "bc", "def"]),
        ("nested", [(0, 6), (2, 3)], ["ab", "c", "def"]),
        ("crossing", [(0, 4), (2, 6)], ["ab", "cd", "ef"]),
        ("beside", [(0, 3), (3, 6)], ["abc", "def"]),
        ("the same", [(1, 2), (1, 2)], ["a", "b", "cdef"]),
        ("empty", [(2, 2)], ["abcdef"]),
    ],
)
def test_a_text_is_cut_at_every_edge(
    name: str, marks: list[tuple[int, int]], expected: list[str]
) -> None:
    given = [Mark(*Span(*mark), "sum", i) for i, mark in enumerate(marks)]
    pieces = list(cut("abcdef", given))
    assert [piece.text for piece in pieces] == expected, name
    for piece in pieces:
        at = range(piece.start, piece.start + len(piece.text))
        covering = {m for m in given if m.start <= at[0] and at[-1] < m.end}
        assert set(piece.marks) == covering, name
