#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The hook process runs what it was started for, one at a time, bounded. R-391"""

import os
import signal
import time

from common import check_process, descriptors, is_gone, lab, probe

# What a hook finds, written where the test can read it.
SHOW = """#!/bin/sh
cat >"$RADVD6_DIR/input"
env >"$RADVD6_DIR/env"
cat /proc/self/status >"$RADVD6_DIR/status"
ls -l /proc/self/fd >"$RADVD6_DIR/fds"
pwd >"$RADVD6_DIR/pwd"
echo "$#" >"$RADVD6_DIR/arguments"
exit 3
"""
# One that stays, and leaves a child of its own behind.
STAY = """#!/bin/sh
sleep 600 &
echo $$ $! >>"$RADVD6_DIR/pids"
[ "$RADVD6_WAIT" = no ] || wait
"""


class Hook:
    """A daemon of which only the hook process is real, and its programs."""

    def __init__(self, l):
        self.dir = l.dir / "out"
        self.dir.mkdir()
        self.dir.chmod(0o777)
        self.show, self.stay = l.file("show", SHOW, 0o755), l.file("stay", STAY, 0o755)
        self.missing = str(l.dir / "missing")
        self.daemon = l.netns("jail").start([probe(l, "probe_hook"), self.show, self.stay,
                                             self.missing], stdin=True)
        self.pid = self.daemon.wait_json(lambda o: "hook" in o)["hook"]

    def run(self, number, path, text="{}", *env):
        self.daemon.tell(" ".join([str(number), path, text, "RADVD6_DIR=%s" % self.dir, *env]))

    def result(self, number, timeout=10):
        got = self.daemon.wait_json(lambda o: o.get("id") == number, timeout)
        return got["outcome"], got["value"]

    def text(self, name):
        return (self.dir / name).read_text()

    def pids(self, runs=1):
        """(hook, what it left behind) of the last of @runs runs."""
        lines = lab.wait_for(lambda: (self.dir / "pids").exists() and
                             [s for s in self.text("pids").splitlines() if " " in s][runs - 1:], 10)
        return tuple(int(w) for w in lines[-1].split())


def test_process(l):
    "the hook process has no capability and no descriptor of the daemon, and its hooks neither"
    h = Hook(l)
    check_process(h.pid)
    got = descriptors(h.pid)
    assert {got[n] for n in (0, 1, 2)} == {"/dev/null"}, got
    others = sorted(v.split("[")[0] for n, v in got.items() if n > 2)
    assert others == ["anon_inode:", "socket:"], got      # a signalfd, and the pair
    h.run(1, h.stay)
    hook, _ = h.pids()
    check_process(hook)
    assert len(descriptors(hook)) <= 4, descriptors(hook)     # 0..2, and the shell's own script
    assert not [v for v in descriptors(hook).values() if "socket" in v], descriptors(hook)


def test_environment(l):
    "a hook gets its input, its variables and nothing else, and its exit status is reported"
    h = Hook(l)
    h.run(7, h.show, '{"event":"rogue-ra"}', "RADVD6_EVENT=rogue-ra", "PREFIX=2001:db8::",
          "PREFIX_LEN=64", "SOURCE_ADDR=fe80::1%lan0", "SOURCE_MAC=02:00:5e:10:00:01",
          "INTERFACE=lan0")
    assert h.result(7) == ("exited", 3)
    assert h.text("input") == '{"event":"rogue-ra"}'
    env = dict(line.split("=", 1) for line in h.text("env").splitlines())
    for own in ("PWD", "OLDPWD", "SHLVL", "_"):     # a shell adds these
        env.pop(own, None)
    assert env == {"PATH": "/usr/bin:/bin", "RADVD6_DIR": str(h.dir), "RADVD6_EVENT": "rogue-ra",
                   "PREFIX": "2001:db8::", "PREFIX_LEN": "64", "SOURCE_ADDR": "fe80::1%lan0",
                   "SOURCE_MAC": "02:00:5e:10:00:01", "INTERFACE": "lan0"}, env
    assert h.text("pwd") == "/\n" and h.text("arguments") == "0\n"
    assert "\nNoNewPrivs:\t1\n" in h.text("status")


def test_bounds(l):
    "8192 octets of input arrive whole; more, and names that are not for hooks, are refused"
    h = Hook(l)
    h.run(1, h.show, "8192")
    assert h.result(1) == ("exited", 3)
    assert len(h.text("input")) == 8192
    h.run(2, h.show, "8193")
    assert h.result(2)[0] == "EMSGSIZE"
    for number, pair in enumerate(("LD_PRELOAD=x", "PATH=/x", "RADVD6_=x", "RADVD6", "PREFIXES=x"), 3):
        h.run(number, h.show, "{}", pair)
        assert h.result(number) == ("failed", 22), pair
    h.run(9, "/bin/sh")
    assert h.result(9)[0] == "ENOENT"       # not one of those of the start
    h.run(10, h.missing)
    assert h.result(10) == ("exited", 127)


def test_one_at_a_time(l):
    "a second one waits until the first has ended, whose children end with it"
    h = Hook(l)
    h.run(1, h.stay)
    first, left = h.pids()
    h.run(2, h.stay, "{}", "RADVD6_WAIT=no")
    lab.never(lambda: len(h.text("pids").splitlines()) > 1, 0.5, "a second hook beside the first")
    os.kill(first, signal.SIGTERM)
    assert h.result(1) == ("signalled", signal.SIGTERM)
    assert h.result(2) == ("exited", 0)
    _, second_left = h.pids(2)
    for pid in (left, second_left):
        lab.wait_for(lambda: is_gone(pid), 5, "the end of what a hook left behind")


def test_limit(l):
    "a hook that takes longer than ten seconds is killed, with its children"
    h = Hook(l)
    started = time.monotonic()
    h.run(1, h.stay)
    pids = h.pids()
    assert h.result(1, timeout=20) == ("timed-out", 0)
    assert time.monotonic() - started >= 10
    for pid in pids:
        lab.wait_for(lambda: is_gone(pid), 5, "the end of the hook")


def test_rate(l):
    "six may run at once, the seventh waits ten seconds, and of a crowd sixteen wait"
    h = Hook(l)
    started = time.monotonic()
    for number in range(1, 7):
        h.run(number, h.show)
        assert h.result(number) == ("exited", 3)
    for number in range(7, 24):
        h.run(number, h.show)
    outcome = h.result(23)
    if time.monotonic() - started > 8:
        raise lab.Skip("this machine is too slow: the rate allows the next one already")
    assert outcome == ("held-back", 0), outcome
    assert h.result(7, timeout=20) == ("exited", 3)
    assert time.monotonic() - started > 9
    assert len([o for o in h.daemon.json() if "outcome" in o]) == 8, h.daemon.json()


def test_queue(l):
    "sixteen wait for a hook that takes its time, the next one is not run"
    h = Hook(l)
    h.run(1, h.stay)
    h.pids()
    for number in range(2, 19):
        h.run(number, h.show)
    assert h.result(18) == ("queue-full", 0)
    assert not [o for o in h.daemon.json() if o.get("id") in range(1, 18)], h.daemon.json()


def test_end(l):
    "it ignores the signals of a daemon, and ends with it, the running hook too"
    h = Hook(l)
    h.run(1, h.stay)
    pids = h.pids()
    for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        os.kill(h.pid, signo)
    lab.never(lambda: is_gone(h.pid), 0.3, "the end of the hook process")
    h.daemon.stop(signal.SIGKILL)
    for pid in (h.pid, *pids):
        lab.wait_for(lambda: is_gone(pid), 5, "the end of process %d" % pid)


if __name__ == "__main__":
    lab.main()
