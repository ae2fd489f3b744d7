"""Many processes read; the book becomes the same whatever their number, and whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from books import command_line, dump, environment, medel

from imports import parallel, plugins
from imports.containers import found_in
from imports.parallel import Setting, read_all, weight
from ledger.parties.names import Names

EXAMPLES = Path(__file__).parent.parent / "imports" / "examples"
FILES = sorted(path for path in EXAMPLES.iterdir() if path.suffix in {".txt", ".md"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Minutes in a folder: twenty that differ, one known twice, one that cannot be read."""
    inside = tmp_path / "protokoll"
    inside.mkdir()
    for i in range(20):
        source = FILES[i % len(FILES)].read_text(encoding="utf-8")
        (inside / f"m{i:02}.txt").write_text(f"{source}\nDagboksblad {i}.\n", encoding="utf-8")
    (inside / "m21.txt").write_bytes((inside / "m03.txt").read_bytes())
    (inside / "m22.txt").write_bytes(b"")
    return inside


@pytest.fixture
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "CHUNK", 20_000)
    monkeypatch.setattr(parallel, "CLUSTER_CHUNK", 20_000)


def _without_times(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[str]]:
    """The rows of the book without what tells when they came, and the hashes over that."""
    return {
        table: [str(row) for row in lines]
        for table, lines in rows.items()
        if table in {"sources", "candidates"}
    }


@pytest.mark.usefixtures("_small_chunks")
def test_the_book_is_the_same_for_any_number_of_workers(
    folder: Path, sqlite_db: str, tmp_path: Path
) -> None:
    import shutil

    other = shutil.copy(sqlite_db, tmp_path / "other.db")
    one = medel("import", folder, "--workers", 1, db=sqlite_db)
    three = medel("import", folder, "--workers", 3, db=str(other))
    assert (one.code, one.stdout, one.stderr) == (three.code, three.stdout, three.stderr)
    assert "m22.txt: The file is empty." in one.stderr
    assert "m21.txt: known already" in one.stdout
    assert _without_times(dump(sqlite_db)) == _without_times(dump(str(other)))


def _read(paths: list[Path], **how: Any) -> list[tuple[str, int]]:
    reads = read_all(found_in(paths), Setting(Names.shipped()), **how)
    return [
        (r.opened.name, len(r.opened.reading.candidates) if r.opened.reading else -1) for r in reads
    ]


@pytest.mark.usefixtures("_small_chunks")
def test_workers_read_what_the_parent_reads(folder: Path) -> None:
    assert _read([folder], workers=2) == _read([folder], workers=1)


def test_little_work_is_done_without_workers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_pool", lambda _count: pytest.fail("a worker was started"))
    assert len(_read([folder])) == 22


def test_much_work_is_shared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    real = parallel._pool

    def counted(count: int) -> Any:
        started.append(count)
        return real(count)

    monkeypatch.setattr(parallel, "available_cores", lambda: 2)
    monkeypatch.setattr(parallel, "_pool", counted)
    monkeypatch.setattr(parallel, "PAYS", 10_000)
    assert len(_read([folder])) == 22
    assert started == [2]


def test_a_file_waits_for_its_turn_so_that_memory_does_not_grow(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never more chunks are handed out than may wait."""
    out = most = 0

    class Counting:
        def submit(self, function: Any, *args: Any) -> Any:
            nonlocal out, most
            out += 1
            most = max(most, out)

            class Done:
                def result(self) -> Any:
                    nonlocal out
                    out -= 1
                    return function(*args)

            return Done()

    chunks = parallel._chunks(found_in([folder]), 1)
    setting = Setting(Names.shipped())
    read = list(parallel._through(Counting(), chunks, setting, ahead=4))  # type: ignore[arg-type]
    assert len(read) == 22
    assert most == 4


def test_chunks_keep_every_file_in_order(folder: Path) -> None:
    found = list(found_in([folder]))
    chunks = list(parallel._chunks(found, 20_000))
    assert [one for chunk in chunks for one in chunk] == found
    assert all(len(c) == 1 or sum(map(weight, c)) <= 20_000 for c in chunks)


# -- What goes wrong -----------------------------------------------------------------------------


def ends_the_process(_text: str) -> list[dict[str, Any]]:
    """A suggester that takes its worker down, as a fault in a library would."""
    if "Dagboksblad 5." in _text:
        os._exit(3)
    return []


def test_a_file_that_ends_its_worker_is_told_and_the_others_are_read(
    folder: Path, tmp_path: Path
) -> None:
    dist = tmp_path / "site" / "deadly-1.0.dist-info"
    dist.mkdir(parents=True)
    (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: deadly\nVersion: 1.0\n")
    (dist / "entry_points.txt").write_text(
        "[medelsbok.suggesters]\ndeadly = test_parallel:ends_the_process\n"
    )
    path = os.pathsep.join(
        map(str, (dist.parent, Path(__file__).parent.parent, Path(__file__).parent))
    )
    done = subprocess.run(
        command_line("explain", folder, "--workers", 2, "--suggest", "deadly"),
        env=environment() | {"PYTHONPATH": path}, capture_output=True, text=True, check=False,
        timeout=240,
    )  # fmt: skip
    assert done.returncode == 3
    assert "m05.txt: The process that read it ended before it was done." in done.stderr
    read = [name for name, _found in _read([folder]) if f"/{name.split('/')[-1]}: " in done.stdout]
    assert len(read) == 20


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_an_interruption_leaves_whole_files_only_and_says_how_many(
    folder: Path, sqlite_db: str
) -> None:
    for i in range(150):
        source = FILES[i % len(FILES)].read_text(encoding="utf-8")
        (folder / f"n{i:03}.txt").write_text(f"{source}\nBlad n{i}.\n", encoding="utf-8")
    with subprocess.Popen(
        command_line("import", folder, "--workers", 2, "--db", sqlite_db),
        env=environment(PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stdout
        for _line in range(5):
            running.stdout.readline()
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=120)
    assert running.returncode == 130, (out, err)
    assert "import the same files again to go on with the rest." in err
    assert "Interrupted. What was not finished is not stored." in err
    assert "Traceback" not in err
    assert medel("check", db=sqlite_db).code == 0
    stored = len(dump(sqlite_db)["sources"])
    assert 0 < stored < 171
    again = medel("import", folder, "--workers", 1, db=sqlite_db)
    assert again.stdout.count("known already") == stored + 1


# -- A cluster -----------------------------------------------------------------------------------


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@pytest.mark.slow
@pytest.mark.usefixtures("_small_chunks")
def test_a_cluster_reads_the_same_even_when_a_worker_is_killed(folder: Path, cluster: Any) -> None:
    expected = _read([folder], workers=1)
    reads = read_all(
        found_in([folder] * 12), Setting(Names.shipped()), scheduler=cluster.scheduler_address
    )
    read = []
    for i, one in enumerate(reads):
        if i == 0:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        found = len(one.opened.reading.candidates) if one.opened.reading else -1
        read.append((one.opened.name, found))
    assert read == expected * 12


def test_a_cluster_that_does_not_answer_is_told(folder: Path, monkeypatch: Any) -> None:
    pytest.importorskip("distributed", reason="distributed is not installed")
    monkeypatch.setattr(parallel, "CLUSTER_TIMEOUT", 1)
    said = medel("explain", folder, "--scheduler", "tcp://127.0.0.1:9")
    assert said.code == 3
    assert "tcp://127.0.0.1:9: The cluster does not answer" in said.stderr


def test_a_cluster_without_its_part_is_told(folder: Path, monkeypatch: Any) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    said = medel("explain", folder, "--scheduler", "tcp://127.0.0.1:9")
    assert said.code == 3
    assert "pip install 'medelsbok[cluster]'" in said.stderr


# -- Readers of other packages -------------------------------------------------------------------


class Reversed:
    """A reader as a package would ship it: files whose text stands backwards."""

    suffixes = (".rev",)

    def recognises(self, name: str, content: bytes) -> bool:
        if content == b"fault":
            raise RuntimeError("cannot look")
        return content.endswith(b"#")

    def read(self, name: str, content: bytes) -> str:
        return content.decode()[-2::-1]


@pytest.fixture
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    group = plugins.READERS
    found = (
        EntryPoint("broken", "no_such_module:Reader", group),
        EntryPoint("reversed", "test_parallel:Reversed", group),
    )
    monkeypatch.setattr(plugins, "_found", lambda asked: found if asked == group else ())


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("its file", "#.rkt 01 råf neppurG", 0, "10,000.00 kr"),
        ("not its file", "neppurG", 3, "cannot be read"),
        ("a failure", "fault", 3, "The plug-in “reversed” failed (RuntimeError: cannot look)"),
        ("a broken one beside", "#.rkt 01 råf neppurG", 0, "The plug-in “broken” failed"),
    ],
)
def test_a_reader_takes_its_files(
    tmp_path: Path, name: str, content: str, code: int, said: str
) -> None:
    text = content[1:] + "#" if content.startswith("#") else content
    (tmp_path / "m.rev").write_text(text, encoding="utf-8")
    told = medel("explain", tmp_path / "m.rev")
    assert (told.code, said in told.both) == (code, True), (name, told.both)


def test_no_plugin_is_looked_for_where_none_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugins, "_found", lambda _group: pytest.fail("plug-ins were looked for"))
    assert medel("explain", folder / "m00.txt").code == 0


def test_a_pool_that_is_left_ends_its_workers_at_once() -> None:
    with pytest.raises(ZeroDivisionError), parallel._pool(1) as executor:
        future = executor.submit(time.sleep, 60)
        while not future.running():
            time.sleep(0.01)
        raise ZeroDivisionError
    assert not [child for child in parallel.multiprocessing.active_children() if child.is_alive()]
