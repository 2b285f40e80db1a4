# SPDX-License-Identifier: ISC
"""A laboratory of network namespaces, and a small TAP runner.

A test file looks like this:

    #!/usr/bin/python3
    import lab

    def test_a_ping_is_answered(l):
        "a host answers a ping over a veth pair"
        a, b = l.netns("a"), l.netns("b")
        l.veth(a, "eth0", b, "eth0")
        b.ip("addr add fd00::2/64 dev eth0 nodad")
        a.ip("addr add fd00::1/64 dev eth0 nodad")
        daemon = a.start(["sleep", "100"])
        lab.wait_for(lambda: a.run(["ping", "-c1", "fd00::2"], check=False).returncode == 0, 5)
        daemon.stop()

    if __name__ == "__main__":
        lab.main()

Functions named test_* of the calling file run in the order they stand there. One
that takes an argument gets a Lab of its own, which is taken down afterwards.
Everything runs in namespaces with names of their own; nothing else is touched.
Needs root; without it the whole file is one skip.
"""

import contextlib
import ctypes
import inspect
import itertools
import json
import os
import pathlib
import pwd
import re
import select
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import traceback

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 0x0003
SOL_PACKET, PACKET_AUXDATA = 263, 8
PACKET_HOST, PACKET_BROADCAST, PACKET_MULTICAST, PACKET_OTHERHOST, PACKET_OUTGOING = range(5)

_libc = ctypes.CDLL(None, use_errno=True)
_serial = itertools.count(1)


class Skip(Exception):
    """Raise it in a test that cannot run on this machine; the text says why."""


def wait_for(predicate, timeout=10.0, what=None):
    """Ask predicate() again and again until it answers something true; return that.

    An AssertionError names @what when @timeout seconds have passed in vain.
    """
    end, pause = time.monotonic() + timeout, 0.002
    while True:
        got = predicate()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError("waited %.1f s in vain for %s"
                                 % (timeout, what or inspect.getsource(predicate).strip()))
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def never(predicate, seconds, what=None):
    """Watch predicate() for @seconds; an AssertionError as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = predicate()
        assert not got, "%s happened: %r" % (what or "what must not", got)
        time.sleep(0.02)


def words(cmd):
    """A command line as a list: a string is split as a shell would."""
    return shlex.split(cmd) if isinstance(cmd, str) else [str(w) for w in cmd]


class Process:
    """A program that runs in a namespace, its output (both streams) in self.logfile."""

    def __init__(self, argv, logfile, stdin=False, env=None):
        self.argv, self.logfile = argv, pathlib.Path(logfile)
        with open(self.logfile, "wb") as log:
            self.popen = subprocess.Popen(
                argv, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=log, stderr=log, env=dict(os.environ, **(env or {})))
        self.pid = self.popen.pid

    def log(self):
        """All it has written so far."""
        return self.logfile.read_text(errors="replace")

    def lines(self):
        """The complete lines it has written so far."""
        return self.log().split("\n")[:-1]

    def json(self):
        """Its complete lines that are JSON objects, parsed."""
        return [json.loads(s) for s in self.lines() if s.startswith("{")]

    def tell(self, line):
        """Write a line to its standard input (started with stdin=True)."""
        self.popen.stdin.write(line.encode() + b"\n")
        self.popen.stdin.flush()

    def running(self):
        return self.popen.poll() is None

    def wait_line(self, pattern, timeout=10.0, after=0):
        """The match of the first line (from line number @after on) that matches @pattern."""
        def look():
            for line in self.lines()[after:]:
                m = re.search(pattern, line)
                if m:
                    return m
            if not self.running():
                raise AssertionError("%s ended (%s) before it said %r:\n%s" % (
                    self.argv, self.popen.returncode, pattern, self.log()))
            return None
        try:
            return wait_for(look, timeout, "a line like %r" % pattern)
        except AssertionError as e:
            raise AssertionError("%s; it said:\n%s" % (e, self.log())) from None

    def wait_json(self, match, timeout=10.0, after=0):
        """The first object of json()[after:] for which match(object) is true."""
        def look():
            for o in self.json()[after:]:
                if match(o):
                    return o
            if not self.running():
                raise AssertionError("%s ended (%s):\n%s" % (
                    self.argv, self.popen.returncode, self.log()))
            return None
        try:
            return wait_for(look, timeout, inspect.getsource(match).strip())
        except AssertionError as e:
            raise AssertionError("%s; it said:\n%s" % (e, self.log()[-3000:])) from None

    def send_signal(self, sig):
        self.popen.send_signal(sig)

    def stop(self, sig=signal.SIGTERM, timeout=10.0):
        """Signal it if it still runs and return its exit status; SIGKILL after @timeout."""
        if self.running():
            self.popen.send_signal(sig)
        try:
            self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        if self.popen.stdin:
            with contextlib.suppress(OSError):
                self.popen.stdin.close()
        return self.popen.returncode


class Frame:
    """One captured frame: octets, pkttype (PACKET_*), and the VLAN tag the kernel took off."""

    def __init__(self, octets, pkttype, tci):
        self.octets, self.pkttype, self.tci = octets, pkttype, tci

    def scapy(self):
        from scapy.layers.l2 import Ether
        return Ether(self.octets)


class Sniffer:
    """A packet socket on one interface that keeps every frame seen since it was made."""

    def __init__(self, ns, iface):
        with ns.inside():
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            self.sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
            with contextlib.suppress(OSError):
                self.sock.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)    # SO_RCVBUFFORCE
            self.sock.bind((iface, ETH_P_ALL))
        self.sock.setblocking(False)
        self.seen = []

    def frames(self):
        """All frames so far, the ones sent by the interface itself (PACKET_OUTGOING) included."""
        while select.select([self.sock], [], [], 0)[0]:
            try:
                octets, anc, _, addr = self.sock.recvmsg(65536, 256)
            except (BlockingIOError, InterruptedError):
                break
            tci = None
            for level, kind, data in anc:
                if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                    status, _, _, _, _, value, _ = struct.unpack("IIIHHHH", data[:20])
                    tci = value if status & 0x10 else None      # TP_STATUS_VLAN_VALID
            self.seen.append(Frame(octets, addr[2], tci))
        return self.seen

    def wait(self, match, timeout=10.0):
        """The first frame for which match(frame) is true."""
        return wait_for(lambda: next((f for f in self.frames() if match(f)), None), timeout,
                        "a frame: " + inspect.getsource(match).strip())

    def close(self):
        self.sock.close()


class Netns:
    """One network namespace; commands run inside it."""

    def __init__(self, lab, label):
        self.lab, self.label = lab, label
        self.name = "r6-%d-%d-%s" % (os.getpid(), next(_serial), label)
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        self.ip("link set lo up")

    def argv(self, cmd):
        """@cmd as a command line for use outside; ip(8) execs it, so the pid is the program's."""
        return ["ip", "netns", "exec", self.name] + words(cmd)

    def run(self, cmd, check=True, timeout=60, **kw):
        """Run @cmd (list or string) to its end: a CompletedProcess with text in stdout, stderr."""
        r = subprocess.run(self.argv(cmd), text=True, capture_output=True, timeout=timeout, **kw)
        if check and r.returncode != 0:
            raise AssertionError("%s in %s: exit %d\n%s%s" % (
                cmd, self.label, r.returncode, r.stdout, r.stderr))
        return r

    def ip(self, args, check=True):
        """ip -n THIS @args; the text it prints."""
        r = subprocess.run(["ip", "-n", self.name] + words(args), text=True, capture_output=True)
        if check and r.returncode != 0:
            raise AssertionError("ip %s in %s: %s" % (args, self.label, r.stderr))
        return r.stdout

    def ip_batch(self, commands):
        """Many ip commands in one process."""
        r = subprocess.run(["ip", "-n", self.name, "-batch", "-"], text=True, capture_output=True,
                           input="\n".join(commands) + "\n")
        if r.returncode != 0:
            raise AssertionError("ip -batch in %s: %s" % (self.label, r.stderr))

    def ip_json(self, args):
        """ip -j -n THIS @args, parsed."""
        r = subprocess.run(["ip", "-j", "-n", self.name] + words(args), text=True,
                           capture_output=True, check=True)
        return json.loads(r.stdout or "[]")

    def ifindex(self, iface):
        return self.ip_json(["link", "show", "dev", iface])[0]["ifindex"]

    def mac(self, iface):
        return self.ip_json(["link", "show", "dev", iface])[0]["address"]

    def addrs(self, iface, scope=None):
        """IPv6 addresses of @iface as ip(8) shows them (dicts: local, prefixlen, scope, ...)."""
        got = self.ip_json(["-6", "addr", "show", "dev", iface])
        return [a for link in got for a in link.get("addr_info", [])
                if "local" in a and (scope is None or a["scope"] == scope)]

    def wait_link_local(self, iface, timeout=10.0):
        """The link-local address of @iface, once duplicate address detection is over."""
        def look():
            return next((a["local"] for a in self.addrs(iface, "link")
                         if not a.get("tentative")), None)
        return wait_for(look, timeout, "a link-local address on " + iface)

    def sysctl(self, key, value=None):
        """Read or set a variable. Dots separate; an interface name with dots needs slashes."""
        path = pathlib.Path("/proc/sys") / (key if "/" in key else key.replace(".", "/"))
        with self.inside():
            if value is not None:
                path.write_text(str(value))
            return path.read_text().strip()

    def start(self, cmd, name=None, stdin=False, env=None):
        """Start @cmd in this namespace and return its Process; stopped with the Lab at the latest.

        Its output goes to NAME.log in the lab's directory (@name: the program's by default).
        """
        argv = words(cmd)
        name = name or "%s-%s-%d" % (self.label, os.path.basename(argv[0]), next(_serial))
        p = Process(self.argv(argv), self.lab.dir / (name + ".log"), stdin, env)
        self.lab.processes.append(p)
        return p

    @contextlib.contextmanager
    def inside(self):
        """The calling thread is in this namespace meanwhile: sockets opened here belong to it."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        there = os.open("/run/netns/" + self.name, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if _libc.setns(there, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            yield self
        finally:
            if _libc.setns(home, CLONE_NEWNET) != 0:
                os._exit(99)
            os.close(there)
            os.close(home)

    def sniff(self, iface):
        """A Sniffer on @iface; closed with the Lab."""
        s = Sniffer(self, iface)
        self.lab.closing.append(s)
        return s

    def send(self, iface, *frames):
        """Put whole frames (octets or scapy packets) on the wire of @iface."""
        with self.inside(), socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as s:
            s.bind((iface, 0))
            for f in frames:
                s.send(bytes(f))


class Lab:
    """Namespaces, cables and processes of one test; a context manager takes all of it down."""

    def __init__(self):
        self.spaces, self.processes, self.closing = [], [], []
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="r6-lab-"))
        self.dir.chmod(0o755)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def netns(self, label="ns"):
        """A new namespace, lo up. @label shows up in its name and in log file names."""
        ns = Netns(self, label)
        self.spaces.append(ns)
        return ns

    def veth(self, ns_a, if_a, ns_b, if_b, mac_a=None, mac_b=None, up=True):
        """A cable between two interfaces; without @mac the kernel chooses."""
        mac = lambda m: ["address", m] if m else []
        ns_a.ip(["link", "add", "name", if_a] + mac(mac_a) + ["type", "veth", "peer", "name", if_b]
                + mac(mac_b) + ["netns", ns_b.name])
        if up:
            ns_a.ip(["link", "set", if_a, "up"])
            ns_b.ip(["link", "set", if_b, "up"])

    def bridge(self, ns, name, ports=()):
        """A bridge in @ns with the given interfaces as ports, snooping off, up."""
        ns.ip(["link", "add", "name", name, "type", "bridge", "mcast_snooping", "0"])
        for port in ports:
            ns.ip(["link", "set", port, "master", name, "up"])
        ns.ip(["link", "set", name, "up"])

    def file(self, name, text, mode=0o644):
        """A file in the lab's directory; returns its path."""
        path = self.dir / name
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def check_sandbox(self):
        """No program made a system call that its sandbox does not know. R-391"""
        said = [s for p in self.processes for s in p.lines() if "sandbox-refused" in s]
        assert not said, said

    def logs(self):
        """What all processes have written, for the report of a failure."""
        return "".join("--- %s\n%s" % (p.logfile.name, p.log()[-4000:]) for p in self.processes)

    def close(self):
        for p in reversed(self.processes):
            p.stop()
        for c in self.closing:
            c.close()
        for ns in reversed(self.spaces):
            subprocess.run(["ip", "netns", "del", ns.name], check=False)
        self.spaces, self.processes, self.closing = [], [], []
        shutil.rmtree(self.dir, ignore_errors=True)


def nobody():
    """The uid and gid of an account without rights."""
    who = pwd.getpwnam("nobody")
    return who.pw_uid, who.pw_gid


def _run_one(fn):
    with contextlib.ExitStack() as stack:
        args = []
        if inspect.signature(fn).parameters:
            args = [stack.enter_context(Lab())]
        try:
            fn(*args)
            for laboratory in args:
                laboratory.check_sandbox()
        except (Exception, SystemExit) as e:
            if args and not isinstance(e, Skip):
                e.lab_logs = args[0].logs()
            raise


def _comment(text, lines=60, columns=300):
    """Print the end of @text as a TAP comment."""
    for line in text.rstrip().split("\n")[-lines:]:
        print("# " + line[:columns])


def main(module=None):
    """Run the tests of the calling file, or those named on the command line, and exit."""
    module = module or sys.modules["__main__"]
    tests = [f for n, f in vars(module).items() if n.startswith("test_") and callable(f)]
    wanted = [a for a in sys.argv[1:] if a.startswith("test_")]
    if wanted:
        tests = [f for f in tests if f.__name__ in wanted]
    if os.geteuid() != 0:
        print("1..0 # SKIP needs root")
        sys.exit(0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.stdout.reconfigure(line_buffering=True)
    print("1..%d" % len(tests))
    failed = 0
    for n, fn in enumerate(tests, 1):
        title = (fn.__doc__ or fn.__name__[5:].replace("_", " ")).strip().split("\n")[0]
        title = title
        try:
            _run_one(fn)
            print("ok %d - %s" % (n, title))
        except Skip as e:
            print("ok %d - %s # SKIP %s" % (n, title, e))
        except Exception as e:
            failed += 1
            print("not ok %d - %s" % (n, title))
            _comment(traceback.format_exc())
            _comment(getattr(e, "lab_logs", ""))
    sys.exit(1 if failed else 0)
