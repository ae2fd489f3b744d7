"""`medel explain`: the rows for machines, the text for people, and files that go wrong."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

import cli
from imports.explain import rows, text
from imports.formats.reading import snapshot_bytes
from imports.minutes.reader import read_minutes
from ledger.drafts import Reading
from ledger.parties.names import Names

MINUTES = (
    "Protokoll Styrgruppen för nära vård 2024-03-05\nRegion Halland\n\n"
    "## 4. RSS-medel för 2023\n\n"
    "Beslut: Laholms kommun fakturerar Region Halland högst ca 1 250,50 kr."
)
FIELDS = {
    "file", "kind", "status", "amount", "amount_text", "amount_span", "exactness", "bound", "per",
    "fund", "fund_name", "payer", "payer_name", "payee", "payee_name", "years", "quote",
    "quote_span", "section", "page", "follow_up", "forum", "meeting_date", "reasons",
}  # fmt: skip


def reading(words: str = MINUTES) -> Reading:
    return read_minutes(snapshot_bytes("m.md", words.encode()), Names.shipped())


def medel(*words: object) -> Result:
    return CliRunner().invoke(cli.root, ["explain", *map(str, words)], prog_name="medel")


def test_a_row_has_every_field_of_the_contract() -> None:
    (row,) = rows(reading(), "folder/m.md")
    assert set(row) >= FIELDS
    expected = {
        "file": "folder/m.md", "kind": "invoice", "status": "decided", "amount": "1250.50",
        "amount_text": "1 250,50 kr", "exactness": "approximate", "bound": "at_most", "per": None,
        "payer_name": "Region Halland", "payee_name": "Laholms kommun", "fund_name": "RSS-medel",
        "years": [2023], "section": "4. RSS-medel för 2023", "page": None, "follow_up": None,
        "meeting_date": "2024-03-05",
    }  # fmt: skip
    assert {field: row[field] for field in expected} == expected
    assert all(set(reason) == {"rule", "note"} for reason in row["reasons"])


def test_spans_are_places_in_the_file() -> None:
    (row,) = rows(reading())
    for field in ("amount", "quote"):
        start, end = row[f"{field}_span"]
        words = row["quote"] if field == "quote" else row["amount_text"]
        assert MINUTES[start:end] == words


def test_the_text_shows_the_sum_in_its_sentence_and_why() -> None:
    shown = "\n".join(text(reading(), width=200))
    assert "m.md: 1 statement about money · Styrgruppen för nära vård · 2024-03-05" in shown
    assert "högst ca »1 250,50 kr«." in shown
    assert "payee: Laholms kommun (Of “fakturerar”: the subject.)" in shown
    assert "fund: RSS-medel (The fund is named in the heading above.)" in shown


def test_long_lines_are_wrapped_to_the_width() -> None:
    assert max(len(line) for line in text(reading(), width=60)) <= 100
    assert all(len(line) <= 60 for line in list(text(reading(), width=60))[2:])


def test_no_money_is_a_normal_result(tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    file.write_text("Mötet hölls digitalt.", encoding="utf-8")
    done = medel(file)
    assert (done.exit_code, done.stdout) == (0, f"{file}: no money in these minutes.\n")
    assert medel("--format", "jsonl", file).stdout == ""


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.txt"
    good.write_text(MINUTES, encoding="utf-8")
    bad.write_bytes(b"\x00\x01\x02")
    done = medel("--format", "jsonl", bad, good)
    assert done.exit_code == 3
    assert done.stderr.count("\n") == 1
    assert "bad.txt" in done.stderr
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == [str(good)]


def test_the_words_of_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    file.write_text("Gruppen \x1b[31m får 40 tkr.", encoding="utf-8")
    assert "\x1b" not in medel(file).stdout
    assert "\x1b" not in medel("--format", "jsonl", file).stdout
