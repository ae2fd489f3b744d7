"""Whatever is in a file, it is read or refused in one sentence with its name: no traceback."""

from __future__ import annotations

import random
from pathlib import Path

import mangled
import pytest
from campaign import made_up
from hypothesis import given
from hypothesis import strategies as st

from imports.containers import Found, found_in
from imports.files import open_one
from ledger.parties.names import Names

NAMES = Names.shipped()
READ = [name for name, _content in mangled.samples() if not name.endswith((".eml", ".zip"))]
SAMPLES = dict(mangled.samples())


def _must_be_read_or_refused(found: Found) -> None:
    item = open_one(found, NAMES)
    if item.error:
        assert item.error.place.startswith(found.name)
        assert item.error.message
        return
    if item.left or item.register:  # 01BGMAX is BgMax, whatever the file is called
        return
    assert item.reading is not None
    source = item.reading.source
    assert list(source.page_starts) == sorted(source.page_starts)
    for candidate in item.reading.candidates:
        assert source.text[slice(*candidate.quote_span)] == candidate.quote


@made_up(1_000)
@given(name=st.sampled_from(READ), seed=st.integers(0, 2**32))
def test_a_damaged_file(name: str, seed: int) -> None:
    content = mangled.mangle(SAMPLES[name], random.Random(seed))
    _must_be_read_or_refused(Found(name, content=content))


@made_up(2_000)
@given(content=st.binary(max_size=2000), name=st.sampled_from(READ))
def test_any_bytes_at_all(content: bytes, name: str) -> None:
    _must_be_read_or_refused(Found(name, content=content))


@pytest.mark.parametrize("name", ["p.eml", "p.zip"])
def test_a_damaged_container(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    for seed in range(80):
        path.write_bytes(mangled.mangle(SAMPLES[name], random.Random(seed)))
        for found in found_in([path]):
            _must_be_read_or_refused(found)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_samples_are_good(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(SAMPLES[name])
    items = [open_one(found, NAMES) for found in found_in([path])]
    wanted = name != "s.pdf"  # which is a picture
    assert all(bool(item.reading) == wanted for item in items)
