# SPDX-License-Identifier: ISC
"""What the tests of the jail share: where its probes are, and how to look at a process."""

import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
for folder in (HERE.parent, HERE.parent / "radvd6"):
    sys.path.insert(0, str(folder))
import lab  # noqa: E402

PROBES = pathlib.Path(os.environ.get("PROBES", "."))
NET_ADMIN, NET_RAW = 1 << 12, 1 << 13       # <linux/capability.h>
SETS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")


def probe(laboratory, name):
    """A copy of a probe that any user can execute, wherever it was built."""
    copy = laboratory.dir / name
    if not copy.exists():
        shutil.copy(PROBES / name, copy)
        copy.chmod(0o755)
    return copy


def status(pid):
    """/proc/PID/status as a dict."""
    lines = pathlib.Path("/proc/%d/status" % pid).read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def check_process(pid, keeps=0, filtered=True):
    """It is nobody, keeps just these capabilities, and can gain none. R-391"""
    got = status(pid)
    uid, gid = lab.nobody()
    assert got["Uid"].split() == [str(uid)] * 4, got["Uid"]
    assert got["Gid"].split() == [str(gid)] * 4, got["Gid"]
    assert set(got["Groups"].split()) <= {str(gid)}, got["Groups"]
    for key in SETS:
        want = keeps if key in ("CapPrm", "CapEff") else 0
        assert int(got[key], 16) == want, (got["Name"], key, got[key])
    assert got["NoNewPrivs"] == "1", got["NoNewPrivs"]
    assert got["Seccomp"] == ("2" if filtered else "0"), (got["Name"], got["Seccomp"])


def descriptors(pid):
    """{number: what it is} of an open process."""
    folder = pathlib.Path("/proc/%d/fd" % pid)
    return {int(p.name): os.readlink(p) for p in folder.iterdir()}


def children(pid):
    """{name: pid} of the children of @pid."""
    listed = pathlib.Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()
    return {status(int(p))["Name"]: int(p) for p in listed}


def is_gone(pid):
    """No such process, or nothing of it left but its exit status."""
    try:
        return status(pid)["State"].startswith("Z")
    except (FileNotFoundError, ProcessLookupError):
        return True
