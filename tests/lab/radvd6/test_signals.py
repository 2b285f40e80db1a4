#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Signals that arrive when nobody expects them, and files that are not as they should be."""

import os
import signal
import time

import ralan
from ralan import ALL_NODES, Lan, lab
from scapy.layers.inet6 import ICMPv6ND_RA

PLAIN = "interface lan0 { AdvSendAdvert on; };\n"
SLOW_END = "interface lan0 { AdvSendAdvert on; FinalRAs 3; };\n"


def test_hangup_while_stopping(l):
    "SIGHUP between its final advertisements does not keep it from ending"
    lan = Lan(l)
    watch = lan.watch()
    daemon = lan.start(SLOW_END)
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "the first advertisement")
    told = time.time()
    daemon.send_signal(signal.SIGTERM)
    watch.wait(ALL_NODES, since=told)
    daemon.send_signal(signal.SIGHUP)
    lab.wait_for(lambda: not daemon.running(), 10, "its end")
    assert daemon.stop() == 0, daemon.log()
    lifetimes = [f[ICMPv6ND_RA].routerlifetime for _, f in watch.ras(ALL_NODES, since=told)]
    assert lifetimes == [0, 0, 0], lifetimes


def test_rotated_log(l):
    "it says so when its user cannot open a new log file where the old one was"
    lan = Lan(l)
    path, away = l.dir / "log", l.dir / "log.1"
    daemon = lan.start(PLAIN, "-m", "logfile", "-l", path)
    lab.wait_for(lambda: path.exists() and "advertising" in path.read_text(), 10, "its log")
    os.rename(path, away)
    daemon.send_signal(signal.SIGHUP)
    lab.wait_for(lambda: "reloaded" in away.read_text(), 10, "the reload")
    assert "log-not-reopened" in away.read_text(), away.read_text()


def test_log_to_a_device(l):
    "a log file may be a device"
    lan = Lan(l)
    watch = lan.watch()
    daemon = lan.start(PLAIN, "-m", "logfile", "-l", "/dev/null")
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "the first advertisement")


def test_unusable_log(l):
    "a log file that cannot be used ends the start, and no pid file is left"
    lan = Lan(l)
    conf, pid = l.file("radvd6.conf", PLAIN), l.dir / "radvd6.pid"
    for path in (l.dir / "missing" / "log", l.dir):
        r = lan.router.run([ralan.RADVD6, "-C", conf, "-n", "-u", ralan.USER, "-p", pid,
                            "-m", "logfile", "-l", path], check=False, timeout=20)
        said = r.stdout + r.stderr
        assert r.returncode == 1 and str(path) in said, said
        assert not pid.exists()


def test_unusable_pidfile(l):
    "a pid file that cannot be used ends the start with one line, which names it"
    lan = Lan(l)
    conf, pid = l.file("radvd6.conf", PLAIN), l.dir / "missing" / "radvd6.pid"
    r = lan.router.run([ralan.RADVD6, "-C", conf, "-n", "-u", ralan.USER, "-p", pid],
                       check=False, timeout=20)
    said = r.stdout + r.stderr
    assert r.returncode == 1 and str(pid) in said and len(said.splitlines()) == 1, said


if __name__ == "__main__":
    lab.main()
