# ruff: noqa: E501  tables of cases
"""Folders, zips and letters stand for the files in them; nothing outside, nothing without end."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from badfiles import MINUTES, zip_bomb_docx

from imports.containers import MOST_NESTED, Found, found_in
from imports.files import opened
from ledger.parties.names import Names

NAMES = Names.shipped()
TEXT = MINUTES.encode()


def zipped(**members: bytes) -> bytes:
    return packed(list(members.items()))


def packed(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def letter(subject: str = "Protokoll", body: str = "Hej!", **attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "kansli@region.example", subject
    message.set_content(body)
    for name, content in attached.items():
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


def told(path: Path) -> list[str]:
    """What was found, each as its name with what became of it."""
    return [_one(found) for found in found_in([path])]


def _one(found: Found) -> str:
    if found.error:
        return f"{found.error.place}: error: {found.error.message}"
    return f"{found.name}: {found.left}" if found.left else found.name


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


LEFT = "not minutes, left as it is"
ZIPS = [
    ("minutes",             [("a.txt", TEXT), ("b/c.md", TEXT)],        ["z.zip/a.txt", "z.zip/b/c.md"]),
    ("something else",      [("bild.png", b"x"), ("a.txt", TEXT)],      [f"z.zip/bild.png: {LEFT}", "z.zip/a.txt"]),
    ("hidden files",        [(".dold.txt", TEXT), ("__MACOSX/a.txt", TEXT), ("~$a.docx", TEXT), ("Thumbs.db", b"x")], []),
    ("a folder's entry",    [("mapp/", b""), ("mapp/a.txt", TEXT)],     ["z.zip/mapp/a.txt"]),
    ("a place outside",     [("../ut.txt", TEXT)], ["z.zip/../ut.txt: error: The archive names a place outside itself; this file is not read."]),
    ("the root",            [("/etc/a.txt", TEXT)], ["z.zip//etc/a.txt: error: The archive names a place outside itself; this file is not read."]),
    ("a drive",             [("C:\\a.txt", TEXT)], ["z.zip/C:/a.txt: error: The archive names a place outside itself; this file is not read."]),
    ("backslashes",         [("b\\a.txt", TEXT)],                       ["z.zip/b/a.txt"]),
    ("a zip in a zip",      [("i.zip", zipped(a_txt=TEXT))],            [f"z.zip/i.zip/a_txt: {LEFT}"]),
    ("a letter in a zip",   [("b.eml", letter())],                      ["z.zip/b.eml/text.txt"]),
    ("Swedish names",       [("åäö.txt", TEXT)],                        ["z.zip/åäö.txt"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "members", "wanted"), ZIPS, ids=[r[0] for r in ZIPS])
def test_a_zip_stands_for_its_files(
    name: str, members: list[tuple[str, bytes]], wanted: list[str], tmp_path: Path
) -> None:
    assert told(written(tmp_path, "z.zip", packed(members))) == wanted


def test_a_name_in_utf8_that_is_not_said_to_be() -> None:
    from imports.zips import _written

    member = zipfile.ZipInfo("protokoll å.txt".encode().decode("cp437"))
    assert _written(member) == "protokoll å.txt"
    old = zipfile.ZipInfo("protokoll å.txt")  # as the old alphabet has it
    assert _written(old) == "protokoll å.txt"


def test_zips_within_zips_are_opened_to_a_depth(tmp_path: Path) -> None:
    content = packed([("a.txt", TEXT)])
    for depth in range(1, MOST_NESTED):
        content = packed([(f"{depth}.zip", content)])
    path = written(tmp_path, "z.zip", content)
    assert [found.name for found in found_in([path])] == ["z.zip/2.zip/1.zip/a.txt"]
    deeper = told(written(tmp_path, "y.zip", packed([("3.zip", content)])))
    assert deeper == [
        "y.zip/3.zip/2.zip/1.zip: error: It is packed more than 3 times over and is not opened."
    ]


def test_a_bomb_inside_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    bomb = zip_bomb_docx(tmp_path)
    path = written(tmp_path, "z.zip", packed([("i.zip", bomb.read_bytes()), ("a.txt", TEXT)]))
    bombed, read = told(path)
    assert "would unpack to" in bombed
    assert read == "z.zip/a.txt"


def test_what_is_unpacked_in_all_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imports.containers.Budget.__init__.__defaults__", (1000,))
    path = written(tmp_path, "z.zip", packed([("a.txt", b"a " * 300), ("b.txt", b"b " * 300)]))
    first, second = told(path)
    assert first == "z.zip/a.txt"
    assert second.startswith("z.zip: error: What is packed in it is larger")


BROKEN = [
    ("no zip at all",    "z.zip", TEXT,                        "damaged"),
    ("half a zip",       "z.zip", packed([("a.txt", TEXT)])[:80], "damaged"),
    ("an empty zip",     "z.zip", b"",                         "damaged"),
    ("no letter at all", "b.eml", b"\x00\x01\x02",             "not a letter"),
    ("an empty letter",  "b.eml", b"",                         "not a letter"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "content", "said"), BROKEN, ids=[r[0] for r in BROKEN])
def test_a_broken_container_is_one_error(
    name: str, file: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (only,) = told(written(tmp_path, file, content))
    assert only.startswith(f"{file}: error: ")
    assert said in only


# ---------------------------------------------------------------- letters


def test_a_letter_is_its_words_and_what_is_attached(tmp_path: Path) -> None:
    content = letter(
        "Protokoll från mötet",
        "Gruppen beslutar att avsätta 40 tkr.",
        **{"bilaga å.txt": TEXT, "logo.png": b"x"},
    )
    path = written(tmp_path, "b.eml", content)
    assert told(path) == ["b.eml/text.txt", "b.eml/bilaga å.txt", f"b.eml/logo.png: {LEFT}"]
    body, attached, _left = opened([path], NAMES)
    assert body.reading is not None
    assert attached.reading is not None
    assert (
        body.reading.source.text == "Protokoll från mötet\n\nGruppen beslutar att avsätta 40 tkr.\n"
    )
    assert [c.amount_text for c in body.reading.candidates] == ["40 tkr"]
    assert attached.reading.source.content == TEXT


def test_of_two_renderings_the_plain_one_is_taken(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Möte"
    message.set_content("Ren text")
    message.add_alternative("<p>Samma text</p>", subtype="html")
    path = written(tmp_path, "b.eml", message.as_bytes())
    assert told(path) == ["b.eml/text.txt"]


def test_a_letter_of_html_alone(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Möte"
    message.set_content("<p>Får <b>5</b> tkr.</p>", subtype="html")
    (only,) = opened([written(tmp_path, "b.eml", message.as_bytes())], NAMES)
    assert only.name == "b.eml/text.html"
    assert only.reading is not None
    assert only.reading.source.text == "Får 5 tkr."


def test_a_forwarded_letter_is_a_letter(tmp_path: Path) -> None:
    message, inner = EmailMessage(), EmailMessage()
    inner["Subject"] = "Protokoll: maj"
    inner.set_content("Inre")
    message["Subject"] = "VB"
    message.set_content("Yttre")
    message.add_attachment(inner)
    path = written(tmp_path, "b.eml", message.as_bytes())
    assert told(path) == ["b.eml/text.txt", "b.eml/Protokoll: maj.eml/text.txt"]


def test_two_attachments_of_one_name_stay_two(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Möte"
    message.set_content("Hej")
    for words in (b"Ett", b"Tva"):
        message.add_attachment(words, "application", "octet-stream", filename="../a.txt")
    path = written(tmp_path, "b.eml", message.as_bytes())
    assert told(path) == ["b.eml/text.txt", "b.eml/a.txt", "b.eml/a-2.txt"]


# ---------------------------------------------------------------- folders


def test_a_folder_stands_for_its_files_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "protokoll"
    for name in ("b.txt", "a.txt", "under/c.md", ".git/d.txt", ".dold.txt", "bild.png"):
        written(folder, name, TEXT)
    written(folder, "z.zip", packed([("a.txt", TEXT)]))
    assert told(folder) == [
        "protokoll/a.txt", "protokoll/b.txt", f"protokoll/bild.png: {LEFT}", "protokoll/z.zip/a.txt", "protokoll/under/c.md",
    ]  # fmt: skip


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (only,) = told(tmp_path)
    assert only.endswith("error: There is no file in the folder.")


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = written(tmp_path, "ute/hemlig.txt", TEXT)
    folder = tmp_path / "protokoll"
    folder.mkdir()
    try:
        (folder / "a.txt").symlink_to(outside)
        (folder / "ute").symlink_to(outside.parent, target_is_directory=True)
    except OSError:
        pytest.skip("this machine lets nobody make links")
    assert told(folder) == ["protokoll/a.txt: a link, left as it is"]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    path = written(tmp_path, "z.zip", packed([("a.pdf", b"x"), ("b.txt", TEXT), ("c.docx", b"x")]))
    items = list(opened([path], NAMES))
    assert [bool(item.reading) for item in items] == [False, True, False]
    assert [item.error.place for item in items if item.error] == ["z.zip/a.pdf", "z.zip/c.docx"]


def test_plain_files_are_as_they_were(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", TEXT)
    (only,) = opened(
        [
            path,
        ],
        NAMES,
    )
    assert (only.name, only.path) == ("a.txt", path)
    assert only.reading is not None
    assert only.reading.source.name == "a.txt"
