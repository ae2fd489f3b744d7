"""Swedish, whole and throughout: the kept catalogue, every help text, and errors in Swedish."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tools import catalogue

import cli
from ledger.messages import ngettext, translate, use_language

ROOT = Path(cli.__file__).parent
MARKERS = {"_", "N_", "translate", "ngettext"}
PLACEHOLDER = re.compile(r"\{(\w*)")
OPTION = re.compile(r"(?<!\w)--[a-z][a-z-]*")
ENGLISH_OF_CLICK = re.compile(r"\b(Error|Usage|Options|Commands|Try|Missing|Invalid|No such)\b")
# Click words it as the program is loaded, before a language has been chosen.
SAID_TOO_EARLY = {"Show the version and exit"}


def test_every_text_is_translated_and_the_catalogue_is_compiled() -> None:
    assert catalogue.findings() == []


def test_every_text_in_the_code_is_kept() -> None:
    kept = {english for english, _swedish in _pairs()}
    assert {f"{place}: {text}" for place, text in _marked_texts() if text not in kept} == set()


@pytest.mark.parametrize(
    ("what", "of"),
    [
        ("placeholders", lambda text: set(PLACEHOLDER.findall(text))),
        ("paragraphs", lambda text: text.count("\n\n")),
        ("space at its ends", lambda text: (text[:1].isspace(), text[-1:].isspace())),
    ],
)
def test_a_translation_has_the_same(what: str, of) -> None:  # type: ignore[no-untyped-def]
    assert [(what, text) for text, swedish in _pairs() if of(text) != of(swedish)] == []


def test_a_translation_names_the_same_options() -> None:
    lost = [
        (o, text) for text, swedish in _pairs() for o in OPTION.findall(text) if o not in swedish
    ]
    assert lost == []


def test_quotation_marks_are_swedish() -> None:
    assert [swedish for _english, swedish in _pairs() if "“" in swedish] == []


@pytest.mark.parametrize(("count", "said"), [(0, "0 poster"), (1, "1 post"), (2, "2 poster")])
def test_one_and_several(count: int, said: str) -> None:
    use_language("sv")
    assert ngettext("{number} entry", "{number} entries", count).format(number=count) == said


def _commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found
                yield from _commands(found, *path, name)


@pytest.mark.parametrize("path", list(_commands(cli.root)), ids=" ".join)
def test_help_is_swedish(path: tuple[str, ...]) -> None:
    shown = " ".join(_said(*path, "--help").split())
    for heading in ("Användning: ", "Alternativ: ", "Visa den här hjälpen och avsluta."):
        assert heading in shown
    assert {english for english in _phrases() if english in shown} <= SAID_TOO_EARLY


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_of_commands_is_swedish(name: str) -> None:
    line = translate(cli.COMMANDS[name][1], "sv").removesuffix(".")
    assert re.search(rf"^  {name} +{re.escape(line)}$", _said("--help"), re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nix"], "Fel: Kommandot 'nix' finns inte."),
        (["explain"], "Fel: Du måste ange 'FILE…'."),
        (["inbox", "reject", "1"], "Fel: Du måste ange '--why'."),
        (["explain", "--nix"], "Fel: Alternativet '--nix' finns inte."),
        (["inbox", "list", "--stat"], "Menade du något av '--state', '--status'?"),
        (["inbox", "list", "--state"], "Fel: Alternativet '--state' ska ha ett värde."),
        (["inbox", "list", "--ready=1"], "Fel: Alternativet '--ready' tar inget värde."),
        (["inbox", "list", "--state", "ny"], "'ny' är inte något av 'open', 'accepted',"),
        (["trace", "ett"], "'ett' är inte ett tal som går att använda här."),
        (["trace", "0"], "0 ligger utanför "),
        (["journal", "mer"], "Fel: Det här kan kommandot inte ta emot: mer"),
        (["inbox", "accept", "1", "--year", "x"], "Fel: ”x” är inget årtal."),
        (["inbox", "accept", "1", "--year", "1899"], "1899 kan inte vara ett bidragsår"),
        (["inbox", "accept", "1", "--amount", "x"], "Fel: ”x” är inget belopp."),
        (["inbox", "accept", "1", "--date", "x"], "Fel: ”x” är inget datum."),
        (["explain", "finns-inte.txt"], "Filen finns inte. Kontrollera namnet."),
        (["check"], "Här finns ingen bok. Kör ”medel init” för att börja en bok"),
        (["--db", "mysql://x", "check"], "”mysql” är ingen databas som Medelsbok kan använda."),
    ],
)
def test_errors_are_swedish(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = _said(*words)
    assert said in shown
    assert not ENGLISH_OF_CLICK.search(shown)


@pytest.mark.parametrize("words", [["--lang", "sv", "explain"], ["explain", "--lang", "sv"]])
def test_lang_sv_is_followed_by_click_too(words: list[str]) -> None:
    use_language("en")
    shown = CliRunner().invoke(cli.root, words, prog_name="medel").output
    assert "Hjälp får du med ”medel explain --help”." in shown
    assert "Fel: Du måste ange" in shown


def _said(*words: str) -> str:
    use_language("sv")
    return CliRunner().invoke(cli.root, words, prog_name="medel", terminal_width=100).output


def _pairs() -> list[tuple[str, str]]:
    """Each English text beside its Swedish, plurals form by form."""
    return [
        pair
        for message in catalogue.kept()
        if message.id
        for pair in (
            zip(message.id, message.string, strict=True)
            if isinstance(message.id, tuple)
            else [(message.id, message.string)]
        )
    ]


def _phrases() -> set[str]:
    """What a help text would show of English, where the Swedish reads otherwise."""
    parts = {
        part.removesuffix(".")
        for english, swedish in _pairs()
        if english != swedish
        for part in english.split("\n\n")
    }
    return {part for part in parts if len(part.split()) >= 3}


def _marked_texts() -> Iterator[tuple[str, str]]:
    """Every text the code marks, wherever it stands: in the braces of an f-string too."""
    files = [ROOT / "cli.py", *(f for room in catalogue.ROOMS for f in (ROOT / room).rglob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKERS:
                for one in node.args:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        place = f"{file.relative_to(ROOT).as_posix()}:{node.lineno}"
                        yield place, one.value
