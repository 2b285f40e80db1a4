#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""radvd6 itself in its jail: its processes, and what they can still do in normal life. R-391"""

import ctypes
import os
import re
import signal
import socket

from common import NET_ADMIN, NET_RAW, check_process, children, descriptors, is_gone, lab, status
import ralan
from ralan import ALL_NODES, Lan

PLAIN = "interface lan0 { AdvSendAdvert on; prefix 2001:db8:1::/64 { }; };\n"
HOOKED = PLAIN.replace("prefix", 'watch { Hook "/bin/true"; }; prefix')


def needs_watch(l):
    r = l.netns("check").run([ralan.RADVD6, "-c", "-C", l.file("watch.conf", HOOKED)], check=False)
    if r.returncode != 0:
        raise lab.Skip("this radvd6 has no watch block")


def served(l, text=PLAIN, *more):
    """A LAN, the daemon once it has advertised, and {name: pid} of its processes."""
    lan = Lan(l)
    watch = lan.watch()
    daemon = lan.start(text, *more)
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "an advertisement")
    return lan, daemon, children(daemon.pid)


def has_landlock():
    version = 1         # LANDLOCK_CREATE_RULESET_VERSION
    return ctypes.CDLL(None).syscall(444, None, 0, version) > 0


def complaints(daemon):
    return [s for s in daemon.lines() if re.search("sandbox|helper|hook|refused|denied", s)]


def test_processes(l):
    "three processes, each with what it needs: no capability, two, and none"
    needs_watch(l)
    _, daemon, others = served(l, HOOKED)
    assert set(others) == {"radvd6-helper", "radvd6-hook"}, others
    check_process(daemon.pid)
    check_process(others["radvd6-helper"], NET_ADMIN | NET_RAW)
    check_process(others["radvd6-hook"])
    for pid in others.values():
        held = [v for v in descriptors(pid).values() if "radvd6.pid" in v or "pipe" in v]
        assert not held, held       # neither the lock nor anybody's standard error
    assert not complaints(daemon), complaints(daemon)


def test_no_hook(l):
    "without a hook there is no process that could execute one"
    _, _, others = served(l)
    assert set(others) == {"radvd6-helper"}, others


def test_end(l):
    "all of them end with it, after SIGTERM and after SIGKILL"
    needs_watch(l)
    for signo in (signal.SIGTERM, signal.SIGKILL):
        lan, daemon, others = served(l, HOOKED) if signo == signal.SIGTERM else (lan, *again(lan))
        daemon.stop(signo)
        for name, pid in others.items():
            lab.wait_for(lambda: is_gone(pid), 5, "the end of " + name)
        assert signo == signal.SIGKILL or daemon.popen.returncode == 0, daemon.log()


def again(lan):
    watch = lan.watch()
    daemon = lan.start(HOOKED)
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "an advertisement")
    return daemon, children(daemon.pid)


def test_normal_life(l):
    "reloads, good and bad, included files, a rotated log and late interfaces need nothing else"
    state = l.dir / "state"
    log = l.dir / "log" / "radvd6.log"
    for folder in (state, log.parent):
        folder.mkdir()
        folder.chmod(0o777)
    (l.dir / "more").mkdir()
    text = 'StateDirectory "%s";\ninclude "more/*.conf";\n%s' % (state, PLAIN)
    lan = Lan(l)
    watch = lan.watch()
    daemon = lan.start(text, "-m", "logfile", "-l", log)
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "an advertisement")

    def said(word):
        lab.wait_for(lambda: log.exists() and word in log.read_text(), 10, word)

    l.file("more/late.conf", "interface late0 { AdvSendAdvert on; };\n")
    log.rename(log.with_suffix(".1"))
    daemon.send_signal(signal.SIGHUP)
    said("reloaded")
    assert log.stat().st_uid == lab.nobody()[0]
    l.veth(lan.router, "late0", lan.host, "late1")
    said("advertising severity=info iface=late0")
    l.file("radvd6.conf", "interface lan0 { NoSuchWord; };\n")
    daemon.send_signal(signal.SIGHUP)
    said("reload-refused")
    lan.router.ip("link del late0")
    daemon.send_signal(signal.SIGUSR1)
    said("lifetimes-reset")
    assert daemon.stop() == 0
    said("stopped")
    text = log.read_text() + log.with_suffix(".1").read_text()
    assert "sandbox" not in text and "denied" not in text, text
    assert not (l.dir / "radvd6.pid").exists() or not (l.dir / "radvd6.pid").read_text()


def test_background(l):
    "as a background daemon it is ready, names its own pid, and lets go of our standard error"
    lan = Lan(l)
    path, pidfile = l.file("radvd6.conf", PLAIN), l.dir / "radvd6.pid"
    r = lan.router.run([ralan.RADVD6, "-C", path, "-p", pidfile, "-u", "nobody", "-m", "syslog"])
    assert r.returncode == 0, r.stderr      # it came back: nobody holds the pipes
    pid = int(pidfile.read_text())
    try:
        assert status(pid)["Name"] == "radvd6", status(pid)
        check_process(pid)
        assert set(children(pid)) == {"radvd6-helper"}
    finally:
        os.kill(pid, signal.SIGTERM)
        lab.wait_for(lambda: is_gone(pid), 10, "the end of the daemon")


def test_service_manager(l):
    "READY=1 comes from the main process, and the loggers' sockets can be reached"
    lan = Lan(l)
    where = l.dir / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(where))
        where.chmod(0o777)
        manager.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        manager.settimeout(10)
        daemon = lan.router.start([ralan.RADVD6, "-C", l.file("radvd6.conf", PLAIN), "-n",
                                   "-u", "nobody"], env={"NOTIFY_SOCKET": str(where)})
        said, ancillary, _, _ = manager.recvmsg(256, 256)
        assert b"READY=1" in said, said
        assert int.from_bytes(ancillary[0][2][:4], "little") == daemon.pid
        daemon.send_signal(signal.SIGHUP)
        assert b"RELOADING=1" in manager.recv(256)
        assert b"READY=1" in manager.recv(256)


def test_no_sandbox(l):
    "--no-sandbox leaves the filters out of all processes, and says so"
    _, daemon, others = served(l, PLAIN, "--no-sandbox")
    check_process(daemon.pid, filtered=False)
    check_process(others["radvd6-helper"], NET_ADMIN | NET_RAW, filtered=False)
    daemon.wait_line("sandbox-off severity=warning")


def test_hook_of_a_reload(l):
    "a hook that comes with a reload needs a restart, which is said once for a reload"
    needs_watch(l)
    _, daemon, _ = served(l)
    l.file("radvd6.conf", HOOKED)
    daemon.send_signal(signal.SIGHUP)
    daemon.wait_line("reloaded")
    assert len(complaints(daemon)) == 1, complaints(daemon)
    daemon.wait_line("hook-unavailable severity=warning .*/bin/true.*restart")


def test_without_net_admin(l):
    "with CAP_NET_RAW alone it serves without the helper, and the lost part is a line"
    needs_watch(l)
    lan = Lan(l)
    watch = lan.watch()
    daemon = lan.router.start([*ralan.without_root(l), "-C", l.file("radvd6.conf", HOOKED), "-n",
                               "-m", "stderr"])
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "an advertisement")
    assert set(children(daemon.pid)) == {"radvd6-hook"}
    lost = [s for s in daemon.lines() if "helper-missing severity=notice" in s]
    assert len(lost) == 1, daemon.log()
    assert status(daemon.pid)["Seccomp"] == "2"


def test_files(l):
    "a configuration that has become a link out of its folder cannot be read again"
    if not has_landlock():
        raise lab.Skip("this kernel has no Landlock")
    elsewhere = l.dir / "elsewhere"
    elsewhere.mkdir()
    for more, word in (((), "reload-refused"), (("--no-sandbox",), "reloaded")):
        folder = l.dir / word
        folder.mkdir()
        lan = Lan(l)
        watch = lan.watch()
        path, other = folder / "radvd6.conf", elsewhere / (word + ".conf")
        path.write_text(PLAIN)
        other.write_text(PLAIN + "\n")
        daemon = lan.router.start([ralan.RADVD6, "-C", path, "-n", "-m", "stderr", "-u", "nobody",
                                   *more])
        lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "an advertisement")
        path.unlink()
        path.symlink_to(other)
        daemon.send_signal(signal.SIGHUP)
        daemon.wait_line(word)


if __name__ == "__main__":
    lab.main()
