"""The parts of a Word document that are the same in every one: what is in it, and how it looks."""

from __future__ import annotations

from xml.sax.saxutils import escape

W = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    f'{W}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS = (
    f'{W}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)


def document_relations() -> str:
    """Which files the document's text needs."""
    return (
        f'{W}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
    )


def properties(title: str, program: str, language: str) -> str:
    """What the file says of itself; no day, so that the same facts give the same file."""
    return (
        f'{W}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(program)}</dc:creator>"
        f"<dc:language>{escape(language)}</dc:language></cp:coreProperties>"
    )


def _style(name: str, label: str, size: int, more: str = "", look: str = "") -> str:
    """A paragraph's style; sizes are in half points."""
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{label}"/>{based}'
        f'<w:qFormat/><w:pPr>{more}</w:pPr><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _heading(name: str, label: str, size: int, level: int, before: int) -> str:
    more = (
        f'<w:keepNext/><w:spacing w:before="{before}" w:after="60"/><w:outlineLvl w:val="{level}"/>'
    )
    return _style(name, label, size, more, "<w:b/>")


_TIGHT = '<w:spacing w:before="20" w:after="20"/>'
_EDGE = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
STYLES = (
    f'{W}<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="20"/>'
    '<w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", 20, '<w:spacing w:after="80"/>')
    + _style("Title", "Title", 36, '<w:spacing w:after="120"/>', "<w:b/>")
    + _heading("Heading1", "heading 1", 28, 0, 360)
    + _heading("Heading2", "heading 2", 23, 1, 200)
    + _style("Cell", "Cell", 18, _TIGHT)
    + _style("CellSmall", "Cell Small", 15, _TIGHT)
    + _style("CellSmaller", "Cell Smaller", 12, _TIGHT)
    + _style("Footer", "footer", 15)
    + '<w:style w:type="table" w:styleId="Figures"><w:name w:val="Figures"/><w:tblPr><w:tblBorders>'
    + "".join(_EDGE.format(side) for side in ("top", "bottom", "insideH"))
    + '</w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style></w:styles>"
)
