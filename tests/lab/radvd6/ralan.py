# SPDX-License-Identifier: ISC
"""What the tests of radvd6 share: a LAN with one router, solicitations, and their answers.

The program under test is $RADVD6. All judging is left to the kernel of the
host, to rdisc6 and to scapy; nothing here decodes an advertisement itself.
"""

import logging
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import lab  # noqa: E402

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.layers.inet6 import ICMPv6ND_RA, ICMPv6ND_RS, ICMPv6NDOptSrcLLAddr, IPv6  # noqa: E402
from scapy.layers.l2 import Ether  # noqa: E402

RADVD6 = os.environ.get("RADVD6", "radvd6")
USER = "nobody"                 # exists everywhere and owns nothing
ALL_NODES, ALL_ROUTERS = "ff02::1", "ff02::2"
ALL_ROUTERS_MAC = "33:33:00:00:00:02"
ANSWER_LIMIT_S = 0.5            # RFC 4861 s. 6.2.6, MAX_RA_DELAY_TIME
FIRST_RA_LIMIT_S = 1.0
SO_TIMESTAMPNS = 35


class Lan:
    """A router (lan0) and a host (eth0), each in a namespace, on one cable."""

    def __init__(self, laboratory, plug=True):
        self.lab = laboratory
        self.router, self.host = laboratory.netns("router"), laboratory.netns("host")
        self.router.sysctl("net.ipv6.conf.all.forwarding", 1)
        for ns in (self.router, self.host):
            # The link-local address is usable at once; what DAD does has a test of its own.
            ns.sysctl("net.ipv6.conf.default.dad_transmits", 0)
        for key, value in (("accept_ra", 1), ("accept_ra_rtr_pref", 1)):
            self.host.sysctl("net.ipv6.conf.default." + key, value)
        self.takes_routes = os.path.exists("/proc/sys/net/ipv6/conf/all/accept_ra_rt_info_max_plen")
        if self.takes_routes:
            self.host.sysctl("net.ipv6.conf.default.accept_ra_rt_info_max_plen", 64)
        if plug:
            self.plug()

    def plug(self):
        """Make the cable and bring both ends up."""
        self.lab.veth(self.router, "lan0", self.host, "eth0", up=False)
        self.host.ip("link set eth0 up")
        self.router.ip("link set lan0 up")

    def quiet_host(self):
        """The host's kernel asks for nothing: each solicitation is the test's own."""
        self.host.sysctl("net.ipv6.conf.default.router_solicitations", 0)

    def start(self, text, *more, user=USER):
        """Start radvd6 on the router with configuration @text."""
        path = self.lab.file("radvd6.conf", text)
        return self.router.start([RADVD6, "-C", path, "-n", "-d", "1", "-m", "stderr",
                                  "-p", self.lab.dir / "radvd6.pid", "-u", user, *more],
                                 name="radvd6")

    @staticmethod
    def wait_for(daemon, predicate, what, timeout=20):
        """lab.wait_for(), given up at once when the daemon has ended."""
        def look():
            assert daemon.running(), "the daemon ended while waiting for " + what
            return predicate()
        return lab.wait_for(look, timeout, what)

    def router_pids(self):
        """What runs in the router's namespace."""
        return subprocess.run(["ip", "netns", "pids", self.router.name], text=True, check=True,
                              capture_output=True).stdout.split()

    def watch(self):
        return Watch(self.host, "eth0")

    def solicit(self, source, dst=ALL_ROUTERS, body=None, **ip):
        """A solicitation as a frame of the host; @ip overrides fields of the IPv6 header."""
        mac = self.host.mac("eth0")
        if body is None:
            body = ICMPv6ND_RS() / ICMPv6NDOptSrcLLAddr(lladdr=mac)
        to = ALL_ROUTERS_MAC if dst == ALL_ROUTERS else self.router.mac("lan0")
        return Ether(src=mac, dst=to) / IPv6(**{"src": source, "dst": dst, "hlim": 255, **ip}) / body


class Watch:
    """Advertisements that arrive at an interface, with the kernel's time stamps.

    While it waits it also notes by how much this machine oversleeps, so that a
    limit can be judged fairly on a busy one.
    """

    def __init__(self, ns, iface):
        with ns.inside():
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(lab.ETH_P_ALL))
            self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            self.sock.bind((iface, lab.ETH_P_ALL))
        self.sock.setblocking(False)
        self.seen = []          # (time, frame) of each RA
        self.sent = []          # (time, frame) of each RS, ours included
        self.lateness = 0.0
        ns.lab.closing.append(self)

    def close(self):
        self.sock.close()

    def read(self):
        while True:
            try:
                octets, ancillary, _, _ = self.sock.recvmsg(65536, 256)
            except BlockingIOError:
                return self.seen
            when = time.time()
            for level, kind, data in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
                    seconds, nanoseconds = struct.unpack("qq", data[:16])
                    when = seconds + nanoseconds * 1e-9
            frame = Ether(octets)
            if ICMPv6ND_RA in frame:
                self.seen.append((when, frame))
            elif ICMPv6ND_RS in frame:
                self.sent.append((when, frame))

    def pause(self, seconds=0.005):
        before = time.monotonic()
        time.sleep(seconds)
        self.lateness = max(self.lateness, time.monotonic() - before - seconds)

    def ras(self, to=None, since=0.0, before=float("inf")):
        """(time, frame) of the advertisements with destination @to in that time."""
        return [(t, f) for t, f in self.read()
                if since <= t < before and (to is None or f[IPv6].dst == to)]

    def wait(self, to=None, since=0.0, timeout=10.0):
        """The first such advertisement."""
        end = time.monotonic() + timeout
        while not (got := self.ras(to, since)):
            assert time.monotonic() < end, (
                "no advertisement to %s within %.1f s" % (to or "anybody", timeout))
            self.pause()
        return got[0]

    def sit(self, until):
        """Keep watching until the clock (time.time()) says @until."""
        while time.time() < until:
            self.read()
            self.pause(0.02)

    def fair(self, limit):
        """@limit, and what this machine was seen to oversleep: once there, once here."""
        return limit + 2 * self.lateness


def without_root(laboratory):
    """The words that start radvd6 as somebody else whose only right is CAP_NET_RAW.

    That user may be unable to reach the build directory, so it gets a copy.
    """
    copy = laboratory.dir / "radvd6"
    shutil.copy(RADVD6, copy)
    copy.chmod(0o755)
    uid, gid = lab.nobody()
    return ["setpriv", "--reuid", uid, "--regid", gid, "--clear-groups",
            "--inh-caps", "+net_raw", "--ambient-caps", "+net_raw", copy]


def status(pid):
    """/proc/PID/status as a dict."""
    lines = pathlib.Path("/proc/%d/status" % pid).read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)
