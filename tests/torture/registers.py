"""Damaged files of every register's reader: each read or refused in words, and soon.

    python tests/torture/registers.py --count 200000 --seed 1              # of each reader
    python tests/torture/registers.py --count 1000 --seed 1 --reader xlsx

Worker processes read, with a limit on their memory and an alarm for each file; one that is ended
by either is told with the file that ended it, and another goes on. A workbook may end its process:
the program reads those in a process apart, so such a file is then read as the program does. Every
fault is told with the seed that makes it again: `--only SEED`.
"""

from __future__ import annotations

import argparse
import faulthandler
import mmap
import os
import random
import resource
import signal
import struct
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import register_damage  # noqa: E402  found by the line above
import register_files  # noqa: E402

from imports import tabular  # noqa: E402

SECONDS = 5
MEMORY = 2**30
AT_A_TIME = 250  # files of a worker before another takes over
READ_AGAIN = 20  # of workbooks that ended their process at once, one in so many
WORKBOOKS = {"xlsx", "xls", "ods"}
_SLOT = struct.Struct("qd")  # the number of the file in work, and when it was begun


@dataclass
class Campaign:
    """What came of the files of one reader."""

    reader: str
    files: int = 0
    slowest: tuple[float, str] = (0.0, "")
    ended: int = 0  # workbooks that ended their process, and were then refused by the program
    faults: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)  # fault → seed

    def fault(self, what: str, seed: str) -> None:
        self.faults[what] += 1
        self.first.setdefault(what, seed)


def file_of(reader: str, seed: str) -> tuple[str, bytes]:
    """The damaged file that a seed makes."""
    chance = random.Random(seed)
    name, content = chance.choice(register_files.of_reader(reader))
    return name, register_damage.damaged(reader, content, chance)


def run(reader: str, count: int, seed: int, first: int = 0) -> Campaign:
    """`count` damaged files for one reader, some at a time in a process of its own."""
    campaign, number = Campaign(reader), first
    shared = mmap.mmap(-1, 1 << 20)
    while number < first + count:
        number = _some(campaign, shared, number, min(number + AT_A_TIME, first + count), seed)
    campaign.files = count
    return campaign


def _some(campaign: Campaign, shared: mmap.mmap, begin: int, end: int, seed: int) -> int:
    """Files `begin` to `end` in a process; where it was ended by one, up to and with that one."""
    shared[: _SLOT.size] = _SLOT.pack(begin, 0.0)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        _work(campaign.reader, shared, write, begin, end, seed)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        for said in told:
            what, _tab, which = said.rstrip("\n").partition("\t")
            if what.startswith("slowest "):
                campaign.slowest = max(campaign.slowest, (float(what.split()[1]), which))
            else:
                campaign.fault(what, which)
    _pid, status = os.waitpid(child, 0)
    if not status:
        return end
    number, _begun = _SLOT.unpack(shared[: _SLOT.size])
    which = f"{seed}:{number}"
    by = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"{status >> 8}"
    if campaign.reader not in WORKBOOKS:
        campaign.fault(f"ended its process: {by}", which)
        return int(number) + 1
    campaign.ended += 1
    look = by == "SIGALRM" or campaign.ended % READ_AGAIN == 1
    if look and (what := _as_the_program(campaign, which)):
        campaign.fault(f"{what}, and ended its process: {by}", which)
    return int(number) + 1


def _work(reader: str, shared: mmap.mmap, write: int, begin: int, end: int, seed: int) -> None:
    """In a process of its own: read, and say what is wrong."""
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a reader says as it ends
    most = MEMORY + _memory_now()
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tabular._try_apart = lambda _name, _content: None  # this process is apart already
    slowest = (0.0, "")
    with os.fdopen(write, "w", encoding="utf-8") as say:
        for number in range(begin, end):
            shared[: _SLOT.size] = _SLOT.pack(number, 0.0)
            which = f"{seed}:{number}"
            name, content = file_of(reader, which)
            signal.alarm(12 * SECONDS)  # whatever else the machine does
            begun = time.process_time()
            if what := _fault(reader, name, content):
                print(f"{what}\t{which}", file=say, flush=True)
            taken = time.process_time() - begun
            signal.alarm(0)
            if taken > SECONDS:
                print(f"took more than {SECONDS} s\t{which}", file=say, flush=True)
            slowest = max(slowest, (taken, which))
        print(f"slowest {slowest[0]:.3f}\t{slowest[1]}", file=say, flush=True)
    os._exit(0)


def _memory_now() -> int:
    """What this process has got already, of its parent."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return MEMORY
    return pages * mmap.PAGESIZE


def _fault(reader: str, name: str, content: bytes) -> str:
    try:
        return register_damage.fault_of(reader, name, content)
    except BaseException as fault:  # noqa: BLE001  whatever it is, it is told with its seed
        last = traceback.extract_tb(fault.__traceback__)[-1]
        own = [f for f in traceback.extract_tb(fault.__traceback__) if "imports" in f.filename]
        where = f"{Path((own or [last])[-1].filename).name}:{(own or [last])[-1].lineno}"
        return f"{type(fault).__name__} {where}"


def _as_the_program(campaign: Campaign, which: str) -> str:
    """The file read as the program reads it: its fault, or nothing."""
    before = _work_of_children()
    what = _fault(campaign.reader, *file_of(campaign.reader, which))
    slow = _work_of_children() - before > SECONDS
    return what or (f"took more than {SECONDS} s" if slow else "")


def _work_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--count", type=int, default=200_000, help="of each reader")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="the number to begin with")
    options.add_argument("--reader", choices=register_files.READERS, action="append")
    options.add_argument("--only", help="SEED:NUMBER, read here with its traceback")
    asked = options.parse_args()
    readers = asked.reader or list(register_files.READERS)
    if asked.only:
        for reader in readers:
            name, content = file_of(reader, asked.only)
            Path(f"only-{name}").write_bytes(content)
            print(reader, name, register_damage.fault_of(reader, name, content) or "as it must")
        return
    failed = False
    for reader in readers:
        begun = time.monotonic()
        register_files.samples()
        campaign = run(reader, asked.count, asked.seed, asked.first)
        seconds = time.monotonic() - begun
        took, which = campaign.slowest
        print(
            f"{reader}: {campaign.files} files, seed {asked.seed}, in {seconds:.0f} s; "
            f"slowest {took:.2f} s ({which}); ended apart and refused: {campaign.ended}; "
            f"faults: {sum(campaign.faults.values())}",
            flush=True,
        )
        for what, times in campaign.faults.most_common():
            print(f"  {times} × {what} (--reader {reader} --only {campaign.first[what]})")
        failed = failed or bool(campaign.faults)
    sys.exit(failed)


if __name__ == "__main__":
    main()
