"""The cheap question before a search: it may say "perhaps" in vain, and never "no" in vain."""

import pytest

from imports.minutes.folding import fold
from imports.minutes.vocabulary import Forms, vocabulary
from imports.minutes.words import Words
from ledger.drafts import Span

FORMS = [
    ("a whole word", "avslås", "motionen avslås."),
    ("its beginning", "betal*", "regionen betalar"),
    ("its end", "*medel", "länets stimulansmedel"),
    ("its middle", "*bidrag*", "till statsbidraget"),
    ("a star inside", "insats*kapital", "ett insatskapital"),
    ("two stars inside", "*upp*tal*", "ett uppgörelsetal"),
    ("several words", "säger nej till", "nämnden säger nej till"),
    ("over the end of a line", "säger nej till", "nämnden säger\n  nej till"),
    ("with a star before them", "* nej till", "nämnden säger nej till"),
    ("with a star among them", "säger * till", "nämnden säger ja till"),
    ("with a stroke", "kr/st", "40 kr/st"),
    ("beginning with no letter", "[bilaga", "se [bilaga"),
    ("a damaged letter", "avslås", "motionen avsl\ufffds."),
    ("a damaged letter among several words", "säger på nytt", "nämnden säger p\ufffd nytt"),
]


@pytest.mark.parametrize(("form", "text"), [row[1:] for row in FORMS], ids=[r[0] for r in FORMS])
def test_a_form_that_stands_there_is_found(form: str, text: str) -> None:
    folded, span = fold(text), Span(0, len(text))
    forms = Forms([form], None if form[0].isalpha() or form[0] == "*" else r"\[bilaga")
    assert forms.search(folded.lower)
    assert [word.tag for word in Words({form: "tag"}).find(folded, span)] == (
        ["tag"] if form[0] != "[" else []
    )


def test_a_list_made_later_is_searched_for() -> None:
    told = vocabulary().lists_of(["motionen", "avslås"])
    later = Forms(["bordläggs"])
    assert told & later.list
    assert not vocabulary().lists_of(["motionen", "avslås"]) & later.list
