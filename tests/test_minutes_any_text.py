"""Whatever the text: a sum written in any way is read back, a look-alike never is, nothing fails."""

# ruff: noqa: E501  one wrinkle to a line, however long

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.formats.reading import snapshot_bytes
from imports.minutes.amounts import find_sums
from imports.minutes.folding import fold
from imports.minutes.reader import read_minutes
from ledger.drafts import SourceText
from ledger.errors import UnreadableFile
from ledger.names import Names

NAMES = Names.shipped()
SPACES = (" ", "\u00a0", "\u202f", "\u2009")
UNITS = {
    "kr": 1, "kronor": 1, "SEK": 1, "tkr": 1_000, "kkr": 1_000, "mnkr": 1_000_000, "Mkr": 1_000_000,
    "MSEK": 1_000_000, "miljoner kronor": 1_000_000, "mdkr": 1_000_000_000,
    "miljarder kronor": 1_000_000_000,
}  # fmt: skip
HEDGES = {"": False, "ca ": True, "cirka ": True, "drygt ": True, "högst ": False, "minst ": False}


@st.composite
def renderings(draw: st.DrawFn) -> tuple[str, Decimal, bool]:
    """A sum as someone might write it: the words, its kronor, and whether they say about."""
    unit = draw(st.sampled_from(sorted(UNITS)))
    whole = draw(st.integers(min_value=1, max_value=999_999_999 if UNITS[unit] == 1 else 99_999))
    decimals = draw(st.sampled_from(["", "", ",5", ",25"]))
    space = draw(st.sampled_from(SPACES))
    digits = f"{whole:,}".replace(",", space) if draw(st.booleans()) else str(whole)
    between = draw(st.sampled_from([" ", "\u00a0", "", "\n"]))
    if unit == "SEK" and not between:
        between = " "
    hedge = draw(st.sampled_from(sorted(HEDGES)))
    sign = draw(st.sampled_from(["", "", "-", "\u2212"]))
    value = Decimal(f"{whole}{decimals.replace(',', '.')}") * UNITS[unit]
    words = f"{hedge}{sign}{digits}{decimals}{between}{unit}"
    return words, -value if sign else value, HEDGES[hedge]


@settings(max_examples=400, deadline=None)
@given(renderings(), st.sampled_from(["Det blir {} i år.", "({})", "– {}, till skolan", "{}"]))
def test_a_sum_comes_back_however_it_is_written(
    rendering: tuple[str, Decimal, bool], frame: str
) -> None:
    words, kronor, about = rendering
    text = frame.format(words)
    (one,) = find_sums(fold(text))
    assert one.ore == int(kronor * 100)
    assert (one.exactness.value == "approximate") is about
    start, end = fold(text).span(one.start, one.end)
    assert text[start:end] == words[len(words) - (end - start) :]


LOOK_ALIKES = st.one_of(
    st.dates().map(lambda d: f"{d:%Y-%m-%d}"),
    st.dates().map(lambda d: f"{d:%Y %m %d}"),
    st.integers(1, 999).map(lambda n: f"§ {n}"),
    st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda t: f"kl. {t[0]:02}.{t[1]:02}"),
    st.integers(1, 100).map(lambda n: f"{n} procent"),
    st.integers(2, 900).map(lambda n: f"{n} personer"),
    st.integers(2, 90).map(lambda n: f"{n} miljoner invånare"),
    st.tuples(st.integers(1990, 2030), st.integers(1, 999)).map(lambda t: f"({t[0]}:{t[1]})"),
    st.integers(10_000_000, 99_999_999).map(lambda n: f"dnr {n}"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LOOK_ALIKES, min_size=1, max_size=4))
def test_a_look_alike_is_never_money(words: list[str]) -> None:
    assert find_sums(fold(f"Mötet talade om {' och '.join(words)}.")) == []


# Pieces that meet in minutes, in any order: what a grammar stumbles on stands here.
PIECES = st.sampled_from([
    "1", "000", " ", "\n", "\n\n", "§ 4", "Beslut", "Beslut:", "att", "- ", "1. ", "a. ", "# ", "**", "|", "\t", "kr", "tkr",
    "miljoner", "mellan", "och", "-", "–", ",", ".", ":", "(", ")", "/", "per", "ca", "varav", "Region Skåne", "fakturerar",
    "nämnden för", "kommunerna", "brukarmiljonen", "beslutar", "föreslår", "2023", "2023–2025", "\u00ad", "\u00a0", "\ufeff", "a\u0308",
    "ﬁ", "\ufffd", "\r\n", "(belopp i tkr)", "en halv", "İ", "från", "till", "AB", "x" * 50,
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=80).map("".join),
                 st.lists(PIECES, max_size=80).map(" ".join)))  # fmt: skip
@example("1 " * 5_000 + "kr")
@example("nämnden för " * 500 + "5 kr")
@example("A" * 20_000 + " 5 kr")
@example("Aa " * 5_000 + "AB får 5 kr")
@example("(" * 5_000 + "5 kr")
def test_any_text_gives_rows_that_hold(text: str) -> None:
    source = SourceText("m.txt", b"", "", "text/plain", text, "text/1")
    for one in read_minutes(source, NAMES).candidates:
        start, end = one.quote_span
        assert source.text[start:end] == one.quote
        if one.amount_span:
            start, end = one.amount_span
            assert source.text[start:end] == one.amount_text
        for mention in (one.fund, one.payer, one.payee):
            assert (
                mention is None or mention.text.split() == source.text[slice(*mention.span)].split()
            )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["m.txt", "m.md", "m.docx", "m.pdf"]))
def test_any_bytes_give_a_reading_or_one_clear_error(content: bytes, name: str) -> None:
    try:
        source = snapshot_bytes(name, content)
    except UnreadableFile as error:
        assert error.message
        assert error.next_step
        return
    read_minutes(source, NAMES)
