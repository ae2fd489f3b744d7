# ruff: noqa: E501  tables of cases
"""Web pages, Word and OpenDocument: what is shown is read, in order; what is not, is not."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from make_layouts import invented, plain_text

from imports.formats.reading import snapshot_bytes
from ledger.errors import UnreadableFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def html(words: str, head: str = "") -> str:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{words}</body></html>"
    return snapshot_bytes("p.html", page.encode()).text


PAGES = [
    ("a heading",            "<h2>§ 4 Medel</h2><p>Får 5 tkr.</p>",            "## § 4 Medel\n\nFår 5 tkr."),
    ("paragraphs",           "<p>Ett</p><p>Två</p>",                           "Ett\n\nTvå"),
    ("spaces are one",       "<p>985\n  975   kr</p>",                         "985 975 kr"),
    ("a hard space stays",   "<p>985&nbsp;975 kr</p>",                         "985\u00a0975 kr"),
    ("a line break",         "<p>Ett<br>Två</p>",                              "Ett\nTvå"),
    ("words inside words",   "<p>Får <b>5 tkr</b>, <i>inte</i> 6.</p>",        "Får 5 tkr, inte 6."),
    ("dots",                 "<ul><li>Ett<li>Två</ul>",                        "- Ett\n- Två"),
    ("numbers",              "<ol start=3><li>Ett<li>Två</ol>",                "3. Ett\n4. Två"),
    ("a list in a list",     "<ul><li>Ett<ul><li>Två</ul><li>Tre</ul>",        "- Ett\n- Två\n- Tre"),
    ("a paragraph in a dot", "<ul><li><p>Ett</p></li></ul>",                   "- Ett"),
    ("a table",              "<table><tr><th>A<th>B<tr><td>1<td>2 kr</table>", "A\tB\n1\t2 kr"),
    ("a caption",            "<table><caption>tkr</caption><tr><td>A<td>1</table>", "tkr\n\nA\t1"),
    ("a wide cell",          "<table><tr><td colspan=2>A<td>1</table>",        "A\t\t1"),
    ("blocks in a cell",     "<table><tr><td><p>A</p><p>B</p><td>1</table>",   "A B\t1"),
    ("a table for looks",    "<table><tr><td><table><tr><td>A<td>1</table></table>", "A\t1"),
    ("a script",             "<p>Ett</p><script>var kr = '5 kr'</script>",     "Ett"),
    ("a style",              "<style>p{color:red}</style><p>Ett</p>",          "Ett"),
    ("a comment",            "<p>Ett<!-- 5 kr --></p>",                        "Ett"),
    ("hidden words",         "<p>Ett <span style='display:none'>5 kr</span></p>", "Ett"),
    ("struck words",         "<p>Får <del>5</del> 6 kr</p>",                   "Får 6 kr"),
    ("written as it is",     "<pre>A\n  1 kr</pre>",                           "A\n  1 kr"),
    ("never closed",         "<p>Ett <b>två <p>Tre",                           "Ett två\n\nTre"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "words", "text"), PAGES, ids=[r[0] for r in PAGES])
def test_a_page_is_read_as_it_is_shown(name: str, words: str, text: str) -> None:
    assert html(words) == text


CHARSETS = [
    ("said and true",            "<meta charset=iso-8859-1>", "latin-1", "cp1252 (said by the page)"),
    ("said in the old way",      '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">',
                                 "cp1252", "windows-1252 (said by the page)"),
    ("another alphabet",         "<meta charset=macintosh>", "mac-roman", "macintosh (said by the page)"),
    ("said wrongly: is UTF-8",   "<meta charset=iso-8859-1>", "utf-8", "utf-8"),
    ("not said",                 "", "utf-8", "utf-8"),
    ("not said, old",            "", "cp1252", "cp1252 (not UTF-8)"),
    ("a codec that is no text",  "<meta charset=rot13>", "utf-8", "utf-8"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "meta", "written", "said"), CHARSETS, ids=[r[0] for r in CHARSETS]
)
def test_the_alphabet_of_a_page(name: str, meta: str, written: str, said: str) -> None:
    page = f"<html><head>{meta}</head><body>Förvaltningen får 5 kr</body></html>"
    source = snapshot_bytes("p.htm", page.encode(written))
    assert (source.text, source.encoding) == ("Förvaltningen får 5 kr", said)


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(UnreadableFile, match="no text in the page"):
        html("<script>1</script>")


# ---------------------------------------------------------------- Word


def _packed(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(
                name.replace("__", "/").replace("_", ".", 1) if "__" in name else name, text
            )
    return packed.getvalue()


def _word(body: str, parts: dict[str, str] | None = None, kinds: str = "") -> str:
    packed = io.BytesIO()
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{office}/{kind}" Target="{kind}.xml"/>'
        for i, kind in enumerate(kinds.split())
    )
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}">{relations}</Relationships>',
        )
        for name, text in (parts or {}).items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{text}</w:{name}>')
    return snapshot_bytes("p.docx", packed.getvalue()).text


def _p(text: str, before: str = "") -> str:
    return f"<w:p>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"


_DELETED = "<w:del><w:r><w:delText>7 kr</w:delText></w:r></w:del>"
_BOX = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"
WORDS = [
    ("paragraphs",               _p("Ett") + _p("Två"),                                         "Ett\n\nTvå"),
    ("put in",                   "<w:p><w:ins><w:r><w:t>5 kr</w:t></w:r></w:ins></w:p>",        "5 kr"),
    ("taken out",                f"<w:p>{_DELETED}<w:r><w:t>5 kr</w:t></w:r></w:p>",            "5 kr"),
    ("moved away",               f"<w:p><w:moveFrom><w:r><w:t>7</w:t></w:r></w:moveFrom></w:p>{_p('Ett')}", "Ett"),
    ("an end taken out",         _p("Ett ", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + _p("två"), "Ett två"),
    ("a row taken out",          "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr>"
                                 f"<w:tr><w:tc>{_p('A')}</w:tc><w:tc>{_p('1')}</w:tc></w:tr></w:tbl>", "A\t1"),
    ("a table in its place",     _p("Före") + f"<w:tbl><w:tr><w:tc>{_p('A')}</w:tc><w:tc>{_p('1')}</w:tc></w:tr></w:tbl>"
                                 + _p("Efter"),                                                 "Före\n\nA\t1\n\nEfter"),
    ("a content control",        f"<w:sdt><w:sdtContent>{_p('Ett')}</w:sdtContent></w:sdt>",    "Ett"),
    ("a control in a line",      "<w:p><w:sdt><w:sdtContent><w:r><w:t>Ett</w:t></w:r></w:sdtContent></w:sdt></w:p>", "Ett"),
    ("a control around a cell",  f"<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc>{_p('A')}</w:tc></w:sdtContent></w:sdt>"
                                 f"<w:tc>{_p('1')}</w:tc></w:tr></w:tbl>",                      "A\t1"),
    ("a text box",               "<w:p><w:r><w:t>Ett</w:t></w:r>" + _BOX.format(_p("5 kr")) + "</w:p>", "Ett\n\n5 kr"),
    ("a field's own words",      "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>", "3"),
    ("a heading",                _p("Medel", '<w:pPr><w:pStyle w:val="Rubrik2"/></w:pPr>'),     "## Medel"),
    ("tabs and breaks",          "<w:p><w:r><w:t>A</w:t><w:tab/><w:t>1</w:t><w:br/><w:t>B</w:t></w:r></w:p>", "A\t1\nB"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "text"), WORDS, ids=[r[0] for r in WORDS])
def test_a_word_file_is_read_as_if_every_change_were_accepted(
    name: str, body: str, text: str
) -> None:
    assert _word(body) == text


def test_a_footnote_stands_after_its_paragraph_once() -> None:
    body = f'<w:p><w:r><w:t>Ett</w:t><w:footnoteReference w:id="2"/></w:r></w:p>{_p("Två")}'
    notes = f'<w:footnote w:id="2">{_p("Avser 5 kr.")}</w:footnote>'
    assert _word(body, {"footnotes": notes}, "footnotes") == "Ett\n\nAvser 5 kr.\n\nTvå"


def test_a_footnote_that_refers_to_itself_ends() -> None:
    note = '<w:p><w:r><w:t>Ring</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    body = '<w:p><w:r><w:t>Ett</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    assert (
        _word(body, {"footnotes": f'<w:footnote w:id="2">{note}</w:footnote>'}, "footnotes")
        == "Ett\n\nRing"
    )


def test_the_numbers_of_lists_are_written_out() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    depths = [("Ett", 0), ("Under", 1), ("Till", 1), ("Prick", 2), ("Två", 0), ("Under", 1)]
    body = "".join(
        _p(text, f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr></w:pPr>')
        for text, depth in depths
    )
    assert _word(body, {"numbering": numbering}, "numbering").split("\n\n") == [
        "4. Ett", "4.a) Under", "4.b) Till", "- Prick", "5. Två", "5.a) Under",
    ]  # fmt: skip


def test_page_headers_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Region Dalarna 99 kr"
    document.add_paragraph("Nämnden får 5 kr.")
    packed = io.BytesIO()
    document.save(packed)
    assert snapshot_bytes("p.docx", packed.getvalue()).text == "Nämnden får 5 kr."


# ---------------------------------------------------------------- OpenDocument


def _odt(body: str, doctype: str = "", manifest: str = "<m/>") -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("o", "office"), ("t", "text"), ("b", "table"), ("d", "drawing"))
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f"{doctype}<o:document-content{names}><o:body><o:text>{body}</o:text></o:body></o:document-content>",
        )
    return packed.getvalue()


_CELL = "<b:table-cell><t:p>{}</t:p></b:table-cell>"
ODT = [
    ("paragraphs",     "<t:p>Ett</t:p><t:p>Två</t:p>",                               "Ett\n\nTvå"),
    ("a heading",      '<t:h t:outline-level="2">Medel</t:h>',                       "## Medel"),
    ("spaces, tabs",   '<t:p>A<t:s t:c="2"/>B<t:tab/>C<t:line-break/>D</t:p>',       "A  B\tC\nD"),
    ("spans",          "<t:p>Får <t:span>5</t:span> kr</t:p>",                       "Får 5 kr"),
    ("a list",         "<t:list><t:list-item><t:p>Ett</t:p></t:list-item><t:list-item><t:p>Två</t:p></t:list-item></t:list>",
                       "- Ett\n- Två"),
    ("a table",        f"<b:table><b:table-row>{_CELL.format('A')}{_CELL.format('1 kr')}</b:table-row></b:table>", "A\t1 kr"),
    ("an empty cell",  "<b:table><b:table-row>" + _CELL.format("A")
                       + '<b:table-cell b:number-columns-repeated="2"/>' + _CELL.format("1") + "</b:table-row></b:table>", "A\t\t\t1"),
    ("taken out",      "<t:tracked-changes><t:changed-region><t:deletion><t:p>7 kr</t:p></t:deletion></t:changed-region>"
                       "</t:tracked-changes><t:p>5 kr</t:p>",                        "5 kr"),
    ("put in",         '<t:p>Får <t:change-start t:change-id="a"/>5<t:change-end t:change-id="a"/> kr</t:p>', "Får 5 kr"),
    ("a note",         "<t:p>Ett<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>Avser.</t:p></t:note-body></t:note></t:p>",
                       "Ett\n\nAvser."),
    ("a frame",        "<t:p>Ett<d:frame><d:text-box><t:p>5 kr</t:p></d:text-box></d:frame></t:p>", "Ett\n\n5 kr"),
    ("a comment",      "<t:p>Ett<o:annotation><t:p>7 kr</t:p></o:annotation></t:p>", "Ett"),
    ("a section",      "<t:section><t:p>Ett</t:p></t:section>",                      "Ett"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "text"), ODT, ids=[r[0] for r in ODT])
def test_an_open_document_is_read_as_if_every_change_were_accepted(
    name: str, body: str, text: str
) -> None:
    assert snapshot_bytes("p.odt", _odt(body)).text == text


REFUSED = [
    ("an entity",          _odt("<t:p>&fil;</t:p>", '<!DOCTYPE d [<!ENTITY fil SYSTEM "file:///etc/hostname">]>'), "not an OpenDocument"),
    ("entities by powers", _odt("<t:p>&b;</t:p>", '<!DOCTYPE d [<!ENTITY a "kr"><!ENTITY b "&a;&a;">]>'), "not an OpenDocument"),
    ("a password",         _odt("<t:p/>", manifest="<m><encryption-data/></m>"), "locked with a password"),
    ("no words",           _odt("<t:p/>"), "no text in the document"),
    ("not a zip",          b"Beslut: 5 kr", "not an OpenDocument"),
    ("a deep nest",        _odt("<t:section>" * 5000 + "</t:section>" * 5000), "not an OpenDocument"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_bad_open_document_is_refused_in_one_sentence(
    name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UnreadableFile, match=said) as error:
        snapshot_bytes("p.odt", content)
    assert error.value.place == "p.odt"


def test_long_minutes_as_a_page_have_the_words_of_their_text() -> None:
    text = plain_text(invented(20))
    page = "".join(f"<p>{part}</p>" for part in text.split("\n\n")).replace("\t", "</p><p>")
    assert html(page).split() == text.split()
