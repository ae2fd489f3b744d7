"""Parts of the packages that Word and LibreOffice write: a zip of XML, opened with nothing outside.

    package = Package("p.odt", content, kind=_("an ODT document")); package.xml("content.xml")

A package is measured before it is unpacked; its XML may name no file, no address and no entity.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from imports.zips import refuse_bomb
from ledger.errors import UnreadableFile
from ledger.messages import _

MOST_XML = 200 * 2**20  # bytes of one part


class Package:
    """A zip of parts. Every failure is one UnreadableFile with `not_it` as its sentence."""

    def __init__(self, name: str, content: bytes, *, not_it: str, next_step: str) -> None:
        self.name = name
        self.problem = UnreadableFile(not_it, place=name, next_step=next_step)
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            self.names = set(self.zip.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, OverflowError, NotImplementedError):
            raise self.problem from None
        refuse_bomb(name, content)

    def has(self, part: str) -> bool:
        """Whether the package has this part."""
        return part in self.names

    def bytes(self, part: str) -> bytes:
        """A part as it is. Raises UnreadableFile."""
        try:
            if self.zip.getinfo(part).file_size > MOST_XML:
                raise self.problem
            return self.zip.read(part)
        except RuntimeError:  # what zipfile says of a password
            raise UnreadableFile(
                _("The file is locked with a password."),
                place=self.name,
                next_step=_("Open it with the password and save it without one."),
            ) from None
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise self.problem from None
        except NotImplementedError:
            raise self.problem from None

    def xml(self, part: str) -> Any:
        """The root of an XML part. Raises UnreadableFile."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root: Any = etree.fromstring(self.bytes(part), parser)
        except (etree.XMLSyntaxError, ValueError):
            raise self.problem from None
        if root is None or root.getroottree().docinfo.doctype:
            raise self.problem
        return root
