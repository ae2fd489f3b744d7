"""How much Hypothesis makes up for one test: thousands in CI, as many as asked in a campaign.

`tests/torture/texts.py` asks by MEDEL_EXAMPLES. Then every example must also be done within five
seconds, and nothing is remembered from run to run: the seed alone tells what is made up.
"""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import HealthCheck, settings

SECONDS = 5
ASKED = os.environ.get("MEDEL_EXAMPLES")


def made_up(usual: int) -> settings:
    """The settings of a test with `usual` examples in CI."""
    if ASKED is None:
        return settings(max_examples=usual, deadline=None)
    return settings(
        max_examples=int(ASKED),
        deadline=timedelta(seconds=SECONDS),
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
