"""Many files read at once, and handed over in the order they were named.

    for item in read_all(found_in(paths), Setting(names)): item.opened, item.notes

Reading takes the time, and no file needs another: worker processes read, the parent stores, one
file after the other. So the result (row numbers and all) is the same for any number of workers.
Few or small files are read in the parent: starting a worker costs more than they do.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from itertools import chain
from pathlib import PurePath
from typing import Any

from imports.about import NOTHING_SAID, About
from imports.containers import Found
from imports.files import Opened, open_one
from imports.kinds import ENDINGS, Lists
from imports.minutes.lexicon import use_added
from imports.suggest import Outcome, with_rows, with_suggester
from ledger.errors import CannotStore, MedelError, UnreadableFile
from ledger.messages import _, language, ngettext, use_language
from ledger.parties.names import Names

# How long a file takes, in bytes of plain text that take as long.
_WEIGHT = {".pdf": 20, ".docx": 10, ".odt": 10, ".zip": 10, ".eml": 2}
_FILE_WEIGHT = 2_000  # and each file for itself
PAYS = 4_000_000  # less than this is read sooner than workers start
CHUNK = 1_000_000  # about half a second of work
CLUSTER_CHUNK = 8_000_000  # tasks of a second or more
CLUSTER_TIMEOUT = 10  # seconds for a scheduler to answer
_AHEAD = 3  # chunks in work or waiting, for each worker: memory does not grow with the files


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file is read with, wherever that is."""

    names: Names
    added: Mapping[str, Any] = field(default_factory=dict)  # a county's own words
    language: str = field(default_factory=language)
    suggesters: tuple[str, ...] = ()
    proposals: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    proposals_name: str = "proposals"
    ocr: bool = False
    lists: Lists | None = None
    kind: str | None = None  # what the files are, where somebody has said it
    about: About = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read, and what is to be said beside it, a line each."""

    opened: Opened
    notes: tuple[str, ...] = ()


def read_all(
    found: Iterable[Found],
    setting: Setting,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Generator[Read, None, None]:
    """Every file, in order. `workers` are processes here; `scheduler` is a cluster's address."""
    collect_seldom()
    if scheduler:
        with _cluster(scheduler) as executor:
            yield from _through(executor, _chunks(found, CLUSTER_CHUNK), setting, ahead=64)
        return
    count = workers or available_cores()
    first, rest = _until_it_pays(found, 0 if workers else PAYS) if count > 1 else ([], iter(found))
    if count == 1 or rest is None:
        yield from _here(chain(first, rest or ()), setting)
        return
    with _pool(count) as executor:
        chunks = _chunks(chain(first, rest), CHUNK)
        yield from _through(executor, chunks, setting, ahead=count * _AHEAD)


def _until_it_pays(found: Iterable[Found], pays: int) -> tuple[list[Found], Iterator[Found] | None]:
    """The first files, and the rest where all of it takes longer than starting workers."""
    first: list[Found] = []
    rest = iter(found)
    heavy = 0
    for one in rest:
        first.append(one)
        heavy += weight(one)
        if heavy >= pays and len(first) > 1:
            return first, rest
    return first, None


def available_cores() -> int:
    """How many processes this machine lets us run at once."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def weight(found: Found) -> int:
    """How long a file takes to read, as the bytes of text that would take as long."""
    size = len(found.content or b"")
    if found.path is not None and not found.left and not found.error:
        with suppress(OSError):
            size = found.path.stat().st_size
    return _FILE_WEIGHT + size * _WEIGHT.get(PurePath(found.name).suffix.lower(), 1)


def collect_seldom() -> None:
    """A reading makes many small values and no circles: to look for them costs a tenth."""
    gc.set_threshold(100_000, 20, 100)


def read_chunk(blob: bytes, found: Sequence[Found]) -> list[Read]:
    """What a worker does: some files, with the setting that `blob` holds."""
    collect_seldom()
    setting = _unpacked(blob)
    use_language(setting.language)
    use_added(setting.added)
    return list(_here(found, setting))


def _here(found: Iterable[Found], setting: Setting) -> Iterator[Read]:
    for one in found:
        complaints: list[str] = []
        item = replace(_opened(one, setting, complaints), on_disk=one.path or one.inside)
        read = _with_proposals(item, setting)
        yield replace(read, notes=(*complaints, *read.notes))


def _opened(found: Found, setting: Setting, complaints: list[str]) -> Opened:
    """The file as Medelsbok reads it; one of an unknown kind by the reader of another package."""
    unknown = setting.kind is None and PurePath(found.name).suffix.lower() not in ENDINGS
    if unknown and not found.left and not found.error:
        from imports.readers import read_otherwise

        try:
            reading = read_otherwise(found.name, found.read(), setting.names, complaints)
        except MedelError as error:
            return Opened(found.name, found.path, error=error)
        if reading:
            return Opened(found.name, found.path, reading)
    return open_one(
        found, setting.names, ocr=setting.ocr, lists=setting.lists, kind=setting.kind,
        about=setting.about,
    )  # fmt: skip


# ---------------------------------------------------------------- proposals of others


def _with_proposals(item: Opened, setting: Setting) -> Read:
    notes: list[str] = []
    for name in setting.suggesters:
        if item.reading:
            outcome = with_suggester(item.reading, setting.names, name)
            item = replace(item, what=outcome.reading)
            notes += _told(name, outcome)
    if item.reading and (rows := _rows_for(item, setting.proposals)):
        outcome = with_rows(item.reading, setting.names, setting.proposals_name, rows)
        item = replace(item, what=outcome.reading)
        notes += _told(setting.proposals_name, outcome)
    return Read(item, tuple(notes))


def _rows_for(
    item: Opened, proposals: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[Mapping[str, Any]]:
    sha256 = item.reading.source.sha256 if item.reading else ""
    keys = dict.fromkeys((sha256, item.name, str(item.path)))
    return [row for key in keys for row in proposals.get(key, ())]


def _told(name: str, outcome: Outcome) -> Iterator[str]:
    yield from outcome.complaints
    refused = outcome.refused.total()
    if outcome.taken or outcome.known or refused:
        said = _("{name}: {taken} taken, {known} found already, {refused} refused.")
        yield said.format(name=name, taken=outcome.taken, known=outcome.known, refused=refused)
    for why, count in outcome.refused.most_common():
        yield ngettext("  {count} refused: {why}.", "  {count} refused: {why}.", count).format(
            count=count, why=why
        )


# ---------------------------------------------------------------- workers


def _chunks(found: Iterable[Found], most: int) -> Iterator[list[Found]]:
    """The files in order, some at a time."""
    chunk: list[Found] = []
    heavy = 0
    for one in found:
        heavy_one = weight(one)
        if chunk and heavy + heavy_one > most:
            yield chunk
            chunk, heavy = [], 0
        chunk.append(one)
        heavy += heavy_one
    if chunk:
        yield chunk


def _through(
    executor: Executor, chunks: Iterator[list[Found]], setting: Setting, *, ahead: int
) -> Iterator[Read]:
    """The chunks through an executor: a limited number ahead, the results in order."""
    blob = pickle.dumps(setting)
    waiting: deque[tuple[list[Found], Future[list[Read]] | None]] = deque()
    for chunk in chunks:
        waiting.append((chunk, _submitted(executor, blob, chunk)))
        if len(waiting) >= ahead:
            yield from _result(*waiting.popleft(), blob)
    while waiting:
        yield from _result(*waiting.popleft(), blob)


def _submitted(executor: Executor, blob: bytes, chunk: list[Found]) -> Future[list[Read]] | None:
    try:
        return executor.submit(read_chunk, blob, chunk)
    except BrokenProcessPool:
        return None


def _result(chunk: list[Found], future: Future[list[Read]] | None, blob: bytes) -> list[Read]:
    """What a worker has read; where one was ended, once more, and then file by file."""
    if future is not None:
        with suppress(BrokenProcessPool):
            return future.result()
    if (again := _apart(chunk, blob)) is not None:
        return again
    return [read for one in chunk for read in _apart([one], blob) or [_ended(one)]]


def _apart(chunk: list[Found], blob: bytes) -> list[Read] | None:
    """The files read in a process of their own; None where they ended it."""
    with suppress(BrokenProcessPool), _pool(1) as executor:
        return executor.submit(read_chunk, blob, chunk).result()
    return None


def _ended(found: Found) -> Read:
    error = UnreadableFile(
        _("The process that read it ended before it was done."),
        place=found.name,
        next_step=_("The file may be damaged, or the memory too small; try it alone."),
    )
    return Read(Opened(found.name, found.path, error=error, on_disk=found.path or found.inside))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Worker processes that end with the block, at once where it is left by an interruption."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
            child.join()
        raise
    executor.shutdown()


def _begin() -> None:
    """A worker leaves Ctrl-C to the parent, which ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=2)
def _unpacked(blob: bytes) -> Setting:
    setting: Setting = pickle.loads(blob)  # noqa: S301  made by the parent
    return setting


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster, as an executor."""
    try:
        distributed: Any = import_module("distributed")  # partly typed, and heavy
    except ImportError:
        raise CannotStore(
            _("The part that speaks with a cluster is not installed."),
            next_step=_("Install it: pip install 'medelsbok[cluster]'."),
        ) from None
    try:
        client = distributed.Client(address, timeout=CLUSTER_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CannotStore(
            _("The cluster does not answer ({reason}).").format(reason=str(error).splitlines()[0]),
            place=address,
            next_step=_("Start its scheduler, or leave --scheduler out."),
        ) from None
    with client:
        yield client.get_executor()
