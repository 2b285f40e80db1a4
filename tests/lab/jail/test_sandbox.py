#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What a daemon that was taken over can no longer do, thing by thing. R-391"""

import os
import signal
import socket

from common import lab, probe

KILLED = "killed %d" % signal.SIGSYS
ENDS_IT = ("execve execveat ptrace read_memory packet inet_stream inet_dgram inet6_stream "
           "inet6_raw unix_seqpacket family_beyond family_high_bits").split()
FAILS = ("fork mount unshare setuid chroot kill_parent bpf io_uring netlink_audit chmod "
         "executable_memory make_executable mkdir_state truncate_config").split()
HIDDEN = ("passwd proc sys sysctl root_dir zero read_other write_other unlink_other write_config "
          "make_config unlink_config symlink_out").split()
WORKS = ("read_config make_state unlink_state inet6_dgram unix_dgram netlink_route null "
         "connect").split()


def tried(l):
    """{attempt: result}; the folders belong to everybody, so that permissions refuse nothing."""
    folders = []
    for name in ("config", "state", "other"):
        folder = l.dir / name
        folder.mkdir()
        folder.chmod(0o777)
        (folder / "file").write_text("text\n")
        (folder / "file").chmod(0o666)
        folders.append(folder)
    (l.dir / "state" / "way-out").symlink_to(l.dir / "other" / "file")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as logger:
        logger.bind(str(l.dir / "other" / "logger"))
        os.chmod(l.dir / "other" / "logger", 0o777)
        said = l.netns("jail").run([probe(l, "probe_sandbox"), *folders]).stdout
    got = dict(line.split(" ", 1) for line in said.splitlines())
    if "outside 253" in got.values():
        raise lab.Skip("this kernel has no Landlock")
    return got


def check(got, names, want):
    wrong = ["%s: %s" % (n, got.get(n)) for n in names if got.get(n) != want]
    assert not wrong, "not %s: %s" % (want, ", ".join(wrong))


def test_all(l):
    "behind the sandbox each attempt ends the process, fails or works, as it should"
    got = tried(l)
    check(got, ENDS_IT, KILLED)
    check(got, FAILS, "EPERM")
    check(got, HIDDEN, "EACCES")
    check(got, WORKS, "done")
    check(got, ["abort"], "killed %d" % signal.SIGABRT)     # its own end is not disguised
    check(got, ["count"], "done")                           # one refused call counts as one
    listed = set(ENDS_IT + FAILS + HIDDEN + WORKS + ["abort", "count"])
    assert set(got) == listed, set(got) ^ listed


if __name__ == "__main__":
    lab.main()
