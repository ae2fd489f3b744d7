"""Whatever is in a register's file, it is read or refused in words, soon and in little memory.

Some thousands here; the long campaign is `tests/torture/registers.py`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import register_damage
from register_files import READERS, samples

sys.path.append(str(Path(__file__).parent / "torture"))

SEED = 20241124
SLOW = {"xlsx": 200, "ods": 200, "xls": 40}  # what gives up in a process of its own takes time


@pytest.mark.skipif(not hasattr(os, "fork"), reason="what hangs is ended in processes of its own")
@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_file(reader: str) -> None:
    import registers

    campaign = registers.run(reader, SLOW.get(reader, 1_000), SEED)
    assert campaign.first == {}


@pytest.mark.parametrize("name", sorted(samples()))
def test_the_samples_are_good(name: str) -> None:
    reader, content = samples()[name]
    assert register_damage.fault_of(reader, name, content) == ""
