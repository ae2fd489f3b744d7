"""Does a file lie on a network share? SQLite's locks do not hold there, and a book can be torn.

>>> share_in("/mnt/g/bok.db", "//srv/g /mnt/g cifs rw 0 0\\n/dev/sda1 / ext4 rw 0 0\\n")
'cifs'
>>> share_in("/home/a/bok.db", "//srv/g /mnt/g cifs rw 0 0\\n/dev/sda1 / ext4 rw 0 0\\n")

Linux says in `/proc/mounts` what every folder is; Windows says it of each drive. Where neither is
said (macOS), nothing is: it is a warning, not a lock.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ledger.messages import _

MOUNTS = Path("/proc/mounts")
SHARES = frozenset(
    ("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph",
     "glusterfs", "lustre", "davfs", "virtiofs", "vboxsf", "prl_fs")
)  # fmt: skip
# What a user mounts through FUSE is named after it.
_FUSE_SHARES = re.compile(r"fuse\.(sshfs|rclone|smbnetfs|davfs2?|s3fs|gvfsd-fuse|glusterfs|vmhgfs)")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_UNC = re.compile(r"[\\/]{2}[^\\/?.]")
_DRIVE_REMOTE = 4


def warning_of(place: str) -> str | None:
    """What to say of a book in the file `place`; None where it is the machine's own disk."""
    kind = share_of(place)
    if kind is None:
        return None
    return _(
        "{place} is on a network share ({kind}). Several who write there at once can damage the "
        "book: keep it on this machine's own disk, or in PostgreSQL when several share it."
    ).format(place=place, kind=kind)


def share_of(place: str) -> str | None:
    """What kind of network share a file is on, or None."""
    if os.name == "nt":
        return share_on_windows(place)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return share_in(str(Path(place).resolve()), mounts)


def share_in(place: str, mounts: str) -> str | None:
    """What kind of share an absolute path is on, by a table like `/proc/mounts`; or None."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        folder = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[1])
        inside = folder in {"/", place} or place.startswith(folder + "/")
        if inside and len(folder) >= best:  # a later mount on the same folder hides the one before
            best, kind = len(folder), fields[2]
    return kind if kind in SHARES or _FUSE_SHARES.fullmatch(kind) else None


def share_on_windows(place: str) -> str | None:
    """As `share_of`, where drives have letters."""
    if _UNC.match(place):
        return "UNC"
    drive = os.path.splitdrive(os.path.abspath(place))[0]  # noqa: PTH100  as the letter stands
    if _UNC.match(drive):
        return "UNC"
    return drive if drive and _drive_type(drive + "\\") == _DRIVE_REMOTE else None


def _drive_type(root: str) -> int:
    import ctypes

    windows = getattr(ctypes, "windll", None)
    return int(windows.kernel32.GetDriveTypeW(root)) if windows else 0
