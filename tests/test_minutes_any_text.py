"""Whatever the text: a sum written in any way is read back, a look-alike never is, nothing fails."""

# ruff: noqa: E501  one wrinkle to a line, however long

from __future__ import annotations

from decimal import Decimal

from campaign import made_up
from hypothesis import example, given
from hypothesis import strategies as st

from imports.formats.reading import snapshot_bytes
from imports.minutes.amounts import find_sums
from imports.minutes.folding import fold
from imports.minutes.reader import read_minutes
from ledger.drafts import SourceText
from ledger.errors import UnreadableFile
from ledger.parties.names import Names

NAMES = Names.shipped()
SPACES = (" ", "\u00a0", "\u202f", "\u2009")
UNITS = {
    "kr": 1, "kronor": 1, "SEK": 1, ":-": 1, "tkr": 1_000, "kkr": 1_000, "tusen kronor": 1_000,
    "mnkr": 1_000_000, "Mkr": 1_000_000, "MSEK": 1_000_000, "milj kr": 1_000_000,
    "milj. kr": 1_000_000, "miljoner kronor": 1_000_000, "mdkr": 1_000_000_000,
    "miljarder kronor": 1_000_000_000,
}  # fmt: skip
GLUED, APART = (":-",), ("SEK", "tusen kronor")  # "500:-", and never "500SEK"
HEDGES = {
    "": "exact none", "ca ": "approximate none", "cirka ": "approximate none",
    "drygt ": "approximate none", "knappt ": "approximate none", "omkring ": "approximate none",
    "runt ": "approximate none", "närmare ": "approximate none",
    "uppskattningsvis ": "approximate none", "högst ": "exact at_most", "maximalt ": "exact at_most",
    "upp till ": "exact at_most", "minst ": "exact at_least",
}  # fmt: skip
FRAMES = st.sampled_from([
    "Det blir {} i år.", "({})", "– {}, till skolan", "{}", "Ramen är {}.\n\nMötet avslutas.",
    "Nämnden beslutar att avsätta {} till lägret.", "Lägret:\n{}\nResan", "* {} till resor",
])  # fmt: skip


@st.composite
def renderings(draw: st.DrawFn) -> tuple[str, Decimal, str]:
    """A sum as someone might write it: the words, its kronor, and what they say of exactness."""
    unit = draw(st.sampled_from(sorted(UNITS)))
    whole = draw(st.integers(min_value=1, max_value=999_999_999 if UNITS[unit] == 1 else 99_999))
    decimals = "" if unit in GLUED else draw(st.sampled_from(["", "", ",5", ",25"]))
    spaces = (*SPACES, ".") if UNITS[unit] == 1 else SPACES
    space = draw(st.sampled_from(spaces))
    digits = f"{whole:,}".replace(",", space) if draw(st.booleans()) else str(whole)
    between = "" if unit in GLUED else draw(st.sampled_from([" ", "\u00a0", "", "\n"]))
    if unit in APART and not between:
        between = " "
    hedge = draw(st.sampled_from(sorted(HEDGES)))
    sign = draw(st.sampled_from(["", "", "-", "\u2212"]))
    value = Decimal(f"{whole}{decimals.replace(',', '.')}") * UNITS[unit]
    words = f"{hedge}{sign}{digits}{decimals}{between}{unit}"
    return words, -value if sign else value, HEDGES[hedge]


@made_up(3_000)
@given(renderings(), FRAMES)
def test_a_sum_comes_back_however_it_is_written(
    rendering: tuple[str, Decimal, str], frame: str
) -> None:
    words, kronor, told = rendering
    text = frame.format(words)
    (one,) = find_sums(fold(text))
    assert one.ore == int(kronor * 100)
    assert f"{one.exactness.value} {one.bound.value}" == told
    hedge = next(
        hedge for hedge in sorted(HEDGES, key=len, reverse=True) if words.startswith(hedge)
    )
    begins = text.index(words)
    assert fold(text).span(one.start, one.end) == (begins + len(hedge), begins + len(words))


TENS = ("", "", "tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
ONES = (
    "", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton",
)  # fmt: skip
SCALES = {
    "miljoner kronor": 1_000_000,
    "tusen kronor": 1_000,
    "miljarder kronor": 10**9,
    "kronor": 1,
}


def in_words(number: int) -> str:
    """A number from 2 to 999 as it is written in words: "tvåhundratjugofem"."""
    hundreds, rest = divmod(number, 100)
    head = f"{ONES[hundreds] if hundreds > 1 else 'ett'}hundra" if hundreds else ""
    return head + (ONES[rest] if rest < len(ONES) else TENS[rest // 10] + ONES[rest % 10])


@made_up(2_000)
@given(st.integers(2, 999), st.sampled_from(sorted(SCALES)), st.booleans(), FRAMES)
def test_a_sum_in_words_comes_back(number: int, scale: str, half: bool, frame: str) -> None:
    half = half and scale.startswith("milj")
    words = f"{in_words(number)}{' och en halv' if half else ''} {scale}"
    text = frame.format(words)
    (one,) = find_sums(fold(text))
    assert one.ore == int((number + Decimal("0.5") * half) * SCALES[scale] * 100)
    assert fold(text).span(one.start, one.end) == (
        text.index(words),
        text.index(words) + len(words),
    )


def numbers(low: int, high: int, form: str) -> st.SearchStrategy[str]:
    """`form` with a number in it."""
    return st.integers(low, high).map(form.format)


LOOK_ALIKES = st.one_of(
    st.dates().map(lambda d: f"{d:%Y-%m-%d}"),
    st.dates().map(lambda d: f"{d:%Y %m %d}"),
    st.dates().map(lambda d: f"mötet {d:%y%m%d}"),
    st.tuples(st.dates(), st.dates()).map(lambda t: f"{t[0]:%Y%m%d} - {t[1]:%Y %m %d}"),
    numbers(1, 999, "§ {}"),
    st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda t: f"§§ {t[0]}–{t[1]}"),
    st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda t: f"kl. {t[0]:02}.{t[1]:02}"),
    numbers(1, 100, "{} procent"),
    numbers(1, 100, "{}% tjänst"),
    numbers(2, 900, "{} personer"),
    numbers(1, 99, "{} år"),
    st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda t: f"{t[0]} + {t[1]} år"),
    numbers(2, 90, "{} miljoner invånare"),
    st.tuples(st.integers(1990, 2030), st.integers(1, 999)).map(lambda t: f"({t[0]}:{t[1]})"),
    st.tuples(st.integers(1, 99), st.integers(1, 999)).map(lambda t: f"Norrby {t[0]}:{t[1]}"),
    numbers(10_000_000, 99_999_999, "dnr {}"),
    st.tuples(st.integers(1990, 2030), st.integers(1, 99_999)).map(lambda t: f"S{t[0]}/{t[1]:05}"),
    st.tuples(st.integers(100, 984), st.integers(10, 99)).map(lambda t: f"{t[0]} {t[1]} Norrby"),
    numbers(100_000, 999_999, "0520-{}"),
    st.tuples(st.integers(100, 9999), st.integers(1000, 9999)).map(lambda t: f"bankgiro {t[0]}-{t[1]}"),
    numbers(1, 400, "sida {} (400)"),
    numbers(1, 999_999, "https://exempel.se/{}/protokoll"),
)  # fmt: skip


@made_up(2_000)
@given(st.lists(LOOK_ALIKES, min_size=1, max_size=4), st.sampled_from([" och ", ", ", "\n"]))
def test_a_look_alike_is_never_money(words: list[str], between: str) -> None:
    assert find_sums(fold(f"Mötet talade om {between.join(words)}.")) == []


# Pieces that meet in minutes, in any order: what a grammar stumbles on stands here.
PIECES = st.sampled_from([
    "1", "000", " ", "\n", "\n\n", "§ 4", "Beslut", "Beslut:", "att", "- ", "1. ", "a. ", "# ", "**", "|", "\t", "kr", "tkr",
    "miljoner", "mellan", "och", "-", "–", ",", ".", ":", "(", ")", "/", "per", "ca", "varav", "Region Skåne", "fakturerar",
    "nämnden för", "kommunerna", "brukarmiljonen", "beslutar", "föreslår", "2023", "2023–2025", "\u00ad", "\u00a0", "\ufeff", "a\u0308",
    "ﬁ", "\ufffd", "\r\n", "(belopp i tkr)", "en halv", "İ", "från", "till", "AB", "x" * 50,
])  # fmt: skip


@made_up(2_000)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=80).map("".join),
                 st.lists(PIECES, max_size=80).map(" ".join)))  # fmt: skip
@example("1 " * 5_000 + "kr")
@example("nämnden för " * 500 + "5 kr")
@example("A" * 20_000 + " 5 kr")
@example("Aa " * 5_000 + "AB får 5 kr")
@example("(" * 5_000 + "5 kr")
@example("A\u0308MILJONEN:0KR")
@example("½ och ²a får 5 kr")
def test_any_text_gives_rows_that_hold(text: str) -> None:
    source = SourceText("m.txt", b"", "", "text/plain", text, "text/1")
    for one in read_minutes(source, NAMES).candidates:
        start, end = one.quote_span
        assert source.text[start:end] == one.quote
        if one.amount_span:
            start, end = one.amount_span
            assert source.text[start:end] == one.amount_text
        for mention in (one.fund, one.payer, one.payee):
            # A name is told in one form of letters and spaces, whatever the file has.
            assert (
                mention is None
                or mention.text.split() == fold(source.text[slice(*mention.span)]).text.split()
            )


@made_up(3_000)
@given(st.binary(max_size=400), st.sampled_from(["m.txt", "m.md", "m.docx", "m.pdf"]))
def test_any_bytes_give_a_reading_or_one_clear_error(content: bytes, name: str) -> None:
    try:
        source = snapshot_bytes(name, content)
    except UnreadableFile as error:
        assert error.message
        assert error.next_step
        return
    read_minutes(source, NAMES)
