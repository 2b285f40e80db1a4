# SPDX-License-Identifier: ISC
"""A link with radvd6 that watches it, somebody who attacks, and a victim.

The attacks are made by tools that know nothing of radvd6: thc-ipv6 (atk6-*), the
SI6 toolkit (ra6), scapy for the shapes that these cannot make. What is judged is
the line that the daemon writes: which words, about whom, and how soon.
"""

import ctypes
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import time

import ralan
from ralan import Ether, IPv6, lab
from scapy.layers.inet6 import (ICMPv6EchoRequest, ICMPv6ND_RA, ICMPv6NDOptMTU, ICMPv6NDOptPrefixInfo,
                                ICMPv6NDOptSrcLLAddr)

OUR_MAC, OUR_ADDR = "02:00:00:00:0b:01", "fe80::ff:fe00:b01"
BAD_MAC, BAD_ADDR = "02:00:00:00:0a:01", "fe80::bad"
VICTIM_MAC, VICTIM_ADDR = "02:00:00:00:0c:01", "fe80::ff:fe00:c01"
PEER_MAC, PEER_ADDR = "02:00:00:00:0d:01", "fe80::ff:fe00:d01"     # the router that is allowed
VRRP_MAC, VRRP_ADDR = "00:00:5e:00:02:01", "fe80::1"
MLD_MAC = bytes.fromhex("333300000016")
ALL_NODES_MAC = "33:33:00:00:00:01"
ATTACKER_ADDR = "fe80::ff:fe00:a01"     # the attacker's own, which some tools insist on

SO_ATTACH_FILTER = 26
LIMIT_S = 1.0                   # reported within a second
SEVERITIES = ["crit", "err", "warning", "notice", "info", "debug"]
# Keys of a line, in this order in every format (ROGUE 5.2).
KEYS = ["event", "severity", "iface", "vlan", "port", "src", "mac", "sllao", "reason", "field",
        "expected", "got", "impact", "incident", "count"]
# Those that stand behind them in JSON alone.
MORE_KEYS = ["reasons", "ifindex", "hop_limit", "lifetime", "preference", "flags", "prefixes",
             "rdnss", "dnssl", "routes", "pref64", "captive_portal", "mtu"]

OURS = """
    AdvSendAdvert on;
    MinRtrAdvInterval 300;
    MaxRtrAdvInterval 900;
    AdvDefaultLifetime 2700;
    AdvLinkMTU 1500;
    AdvCurHopLimit 64;
    AdvReachableTime 30000;
    AdvRetransTimer 1000;
    prefix 2001:db8:1::/64 { };
    RDNSS 2001:db8:1::53 { };
    DNSSL lan.example { };
"""
OFTEN = OURS.replace("300;", "3;").replace("900;", "4;")
PEER = """
        router %s {
            LinkLayerAddress %s;
            prefix 2001:db8:2::/64 { };
            route 2001:db8:20::/48 { };
            RDNSS 2001:db8:2::53 { };
            DNSSL peer.example { };
            nat64prefix 64:ff9b::/96 { };
            AdvLinkMTU 1500;
            MaxLifetime 1800;
            MaxPreference medium;
        };
""" % (PEER_ADDR, PEER_MAC)


def config(watch=PEER, iface=OURS, top="", json_lines=False):
    """A whole configuration: what lan0 advertises, and its `watch` block."""
    form = "LogFormat json;\n" if json_lines else ""
    return "%s%sinterface lan0 {%s    watch {%s    };\n};\n" % (form, top, iface, watch)


class Line:
    """One line of the daemon: its keys as strings, in their order, and when we read it."""

    def __init__(self, text, at):
        self.text, self.at = text, at
        self.keys = self._json() if text.startswith("{") else self._words()

    def _json(self):
        self.whole = json.loads(self.text)
        return {k: str(v) for k, v in self.whole.items()}

    def _words(self):
        """`WHEN PROGRAM[PID]: EVENT key=value key="value with \\"quotes\\""`"""
        m = re.match(r"\S+ \S+\[\d+\]: ([a-z0-9-]+)((?: .*)?)$", self.text)
        if not m:
            return {}
        keys = {"event": m.group(1)}
        for word in re.finditer(r' ([a-z_]+)=("(?:[^"\\]|\\.)*"|\S*)', m.group(2)):
            keys[word.group(1)] = word.group(2).strip('"')
        self.whole = keys
        return keys

    def __getitem__(self, key):
        return self.keys.get(key)

    def reasons(self):
        """All that is wrong, as far as the line tells: the text names the first only."""
        first = [self["reason"]] if self["reason"] else []
        more = self.whole.get("reasons", []) if self.keys else []
        return first + [r for r in more if r not in first]

    def is_alert(self):
        """Above notice: somebody would be woken."""
        return (self["severity"] or "info") in SEVERITIES[:3]

    def __repr__(self):
        return self.text


class Log:
    """The lines of a daemon, each with the time at which it was there to read.

    Like ralan.Watch it notes by how much this machine oversleeps meanwhile.
    """

    def __init__(self, daemon):
        self.daemon, self.lines, self.lateness = daemon, [], 0.0
        self.read()

    def read(self):
        now = time.monotonic()
        for text in self.daemon.lines()[len(self.lines):]:
            self.lines.append(Line(text, now))
        return self.lines

    def pause(self, seconds=0.005):
        before = time.monotonic()
        time.sleep(seconds)
        self.lateness = max(self.lateness, time.monotonic() - before - seconds)

    def mark(self):
        """Where the log ends now."""
        return len(self.read())

    def sit(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            self.pause()

    def wait(self, match, since=0, timeout=5.0, what="such a line"):
        """The first line from mark @since on for which match(line) is true."""
        end = time.monotonic() + timeout
        while True:
            for line in self.read()[since:]:
                if line.keys and match(line):
                    return line
            assert self.daemon.running(), "the daemon ended (%s)" % self.daemon.popen.returncode
            assert time.monotonic() < end, "no %s within %.1f s" % (what, timeout)
            self.pause()

    def alerts(self, since=0):
        return [line for line in self.read()[since:] if line.is_alert()]

    def fair(self, limit):
        """@limit, and what this machine was seen to oversleep: once there, once here."""
        return limit + 2 * self.lateness


def need(program):
    """Skip the test where a tool is not there."""
    if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
        raise lab.Skip("there is no " + program)


def only_from(sock, *macs):
    """The kernel hands @sock frames from these addresses alone: the others may be many."""
    load_half, load_word, equal, ret = 0x28, 0x20, 0x15, 0x06
    code = []
    for mac in macs:
        octets = bytes.fromhex(mac.replace(":", ""))
        code += [(load_half, 0, 0, 6), (equal, 0, 3, int.from_bytes(octets[:2], "big")),
                 (load_word, 0, 0, 8), (equal, 0, 1, int.from_bytes(octets[2:], "big")),
                 (ret, 0, 0, 0x40000)]
    code.append((ret, 0, 0, 0))
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *c) for c in code))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack("HP", len(code), ctypes.addressof(program)))


class Leaving:
    """IPv6 frames that leave an interface, with the time at which each did."""

    def __init__(self, ns, iface):
        with ns.inside():
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(lab.ETH_P_ALL))
            self.sock.setsockopt(socket.SOL_SOCKET, ralan.SO_TIMESTAMPNS, 1)
            self.sock.bind((iface, lab.ETH_P_ALL))
        self.sock.setblocking(False)

    def frames(self):
        """(time by time.monotonic(), octets) of each so far; ends the capture.

        What the kernel of this namespace sends by itself (MLD, neighbours) is left out.
        """
        got, offset = [], time.monotonic() - time.time()
        while True:
            try:
                octets, ancillary, _, addr = self.sock.recvmsg(65536, 256)
            except BlockingIOError:
                self.sock.close()
                return got
            stamp = next(struct.unpack("qq", data[:16]) for level, kind, data in ancillary
                         if (level, kind) == (socket.SOL_SOCKET, ralan.SO_TIMESTAMPNS))
            if addr[2] == lab.PACKET_OUTGOING and octets[:6] != MLD_MAC:
                got.append((stamp[0] + stamp[1] * 1e-9 + offset, octets))


class RogueLan:
    """Router, attacker and victim on a bridge.

    The bridge is a switch of its own, or with @inside the router's lan0 itself,
    whose ports swp-att and swp-vic are then known to the daemon.
    """

    def __init__(self, laboratory, inside=False):
        self.lab, self.inside = laboratory, inside
        self.router = laboratory.netns("router")
        self.attacker, self.victim = laboratory.netns("attacker"), laboratory.netns("victim")
        self.switch = self.router if inside else laboratory.netns("switch")
        self.router.sysctl("net.ipv6.conf.all.forwarding", 1)
        for ns in {self.router, self.attacker, self.victim, self.switch}:
            for key, value in (("addr_gen_mode", 1), ("dad_transmits", 0), ("accept_ra", 0)):
                ns.sysctl("net.ipv6.conf.default." + key, value)
        self._plug()
        for ns, iface, addr in ((self.router, "lan0", OUR_ADDR), (self.victim, "vic0", VICTIM_ADDR),
                                (self.attacker, "att0", ATTACKER_ADDR)):
            ns.ip("addr add %s/64 dev %s nodad" % (addr, iface))
        # What the routers say to everybody, and to the victim.
        self.wire = ralan.Watch(self.victim, "vic0")
        only_from(self.wire.sock, OUR_MAC, PEER_MAC, VRRP_MAC)

    def _plug(self):
        self.lab.veth(self.attacker, "att0", self.switch, "swp-att", mac_a=BAD_MAC)
        self.lab.veth(self.victim, "vic0", self.switch, "swp-vic", mac_a=VICTIM_MAC)
        ports = ["swp-att", "swp-vic"]
        if not self.inside:
            self.lab.veth(self.router, "lan0", self.switch, "swp-rtr", mac_a=OUR_MAC)
            ports.append("swp-rtr")
        self.bridge = "lan0" if self.inside else "br0"
        self.lab.bridge(self.switch, self.bridge, ports)
        if not self.inside:
            self.switch.sysctl("net.ipv6.conf.br0.disable_ipv6", 1)     # it is but a switch
        if self.inside:
            self.router.ip("link set lan0 address " + OUR_MAC)

    def start(self, text=None, *more, user=ralan.USER, env=None, silent=False):
        """Start radvd6, and wait until it listens and has advertised; a Log of its lines.

        @silent: it is not expected to advertise
        """
        path = self.lab.file("radvd6.conf", text or config())
        started = time.time()
        daemon = self.router.start([ralan.RADVD6, "-C", path, "-n", "-d", "1", "-m", "stderr",
                                    "-p", self.lab.dir / "radvd6.pid", "-u", user, *more],
                                   name="radvd6", env=env)
        log = Log(daemon)
        self.wait_listening(daemon)
        if not silent:
            self.own_ra = self.wait_own(daemon, started)
        return log

    def wait_listening(self, daemon):
        """Until there is a packet socket for all protocols in the router's namespace."""
        def look():
            assert daemon.running(), "the daemon ended: " + daemon.log()
            with self.router.inside():
                table = pathlib.Path("/proc/thread-self/net/packet").read_text().split("\n")[1:]
            return [line for line in table if line.split()[3:4] == ["0003"]]
        return lab.wait_for(look, 5, "a packet socket of the daemon")

    def wait_own(self, daemon, since, timeout=5.0):
        """The first advertisement of the router itself after @since."""
        def look():
            assert daemon.running(), "the daemon ended: " + daemon.log()
            return next((f for t, f in self.wire.ras(since=since) if f[IPv6].src == OUR_ADDR), None)
        return lab.wait_for(look, timeout, "our own advertisement")

    def attack(self, what, log=None):
        """Carry out an attack; the monotonic time at which its first frame left.

        @log is read meanwhile: some tools take their time to end.

        @what: a command line for the attacker, or frames (a list), or a function
               of this LAN that returns either

        The frames that were on the wire are in self.sent.
        """
        left = Leaving(self.attacker, "att0")
        if callable(what):
            what = what(self)
        if isinstance(what, str):
            need(lab.words(what)[0])
            # Exit 124: some tools go on until they are stopped.
            tool = self.attacker.start(["timeout", "1"] + lab.words(what))
            while tool.running():
                if log:
                    log.read()
                time.sleep(0.005)
            assert tool.stop() in (0, 124), (what, tool.log())
        else:
            self.attacker.send("att0", *what)
        stamped = left.frames()
        self.sent = [octets for _, octets in stamped]
        assert stamped, "the attack put nothing on the wire: %r" % (what,)
        return stamped[0][0]

    def expect(self, log, what, limit=LIMIT_S, **want):
        """Attack, and judge the line that says so (R-270): see check_line() for @want."""
        mark = log.mark()
        left = self.attack(what, log)
        line = log.wait(lambda l: l["event"] == want.get("event", "rogue-ra"), mark, limit + 4,
                        want.get("event", "rogue-ra") + " line")
        check_line(line, **want)
        took = line.at - left
        assert took <= log.fair(limit), "%.3f s for %r" % (took, line)
        return line


def check_line(line, event="rogue-ra", reason=None, severity=None, also=(), **keys):
    """Judge a line: event, first reason, severity, further keys.

    @also: what JSON must list besides the first reason
    """
    assert line["event"] == event, line
    if reason:
        assert line.reasons()[:1] == [reason], (reason, line)
    if severity:
        assert line["severity"] == severity, (severity, line)
    assert line["iface"] == "lan0", line
    for key, value in keys.items():
        assert line[key] == (None if value is None else str(value)), (key, value, line)
    if line.text.startswith("{"):
        missing = [r for r in also if r not in line.reasons()]
        assert not missing, (missing, line)
    known = KEYS + MORE_KEYS
    rank = [known.index(k) for k in line.keys if k in known]
    assert rank == sorted(rank), "keys in another order: %r" % line


def ra(*options, src=BAD_ADDR, mac=BAD_MAC, dst="ff02::1", to=ALL_NODES_MAC, before=(), tags=(),
       hlim=255, nh=None, **header):
    """A frame with an RA by scapy; @before: extension headers, @tags: VLAN tags."""
    frame = Ether(src=mac, dst=to)
    for tag in tags:
        frame /= tag
    ip = {"src": src, "dst": dst, "hlim": hlim}
    if nh is not None:
        ip["nh"] = nh
    frame /= IPv6(**ip)
    for ext in before:
        frame /= ext
    header.setdefault("routerlifetime", 1800)
    header.setdefault("prf", 0)         # scapy's default is high
    header.setdefault("chlim", 64)
    frame /= ICMPv6ND_RA(**header)
    for o in options:
        frame /= o
    return frame


def echo():
    """A frame of the victim to everybody, which tells a bridge where it is."""
    return (Ether(src=VICTIM_MAC, dst=ALL_NODES_MAC) / IPv6(src=VICTIM_ADDR, dst="ff02::1")
            / ICMPv6EchoRequest())


def sllao(mac=BAD_MAC):
    return ICMPv6NDOptSrcLLAddr(lladdr=mac)


def prefix(p="2001:db8:bad::", plen=64, valid=86400, preferred=14400, **flags):
    return ICMPv6NDOptPrefixInfo(prefix=p, prefixlen=plen, validlifetime=valid,
                                 preferredlifetime=preferred, **flags)


def mtu(octets):
    return ICMPv6NDOptMTU(mtu=octets)


def rows(module, table, make):
    """Make a test of each row of @table: @make(row) returns a function of a Lab.

    A row begins with a name (for the command line) and a sentence (for the report).
    """
    for row in table:
        fn = make(row)
        fn.__name__, fn.__doc__ = "test_" + row[0], row[1]
        assert fn.__name__ not in module, fn.__name__
        module[fn.__name__] = fn
