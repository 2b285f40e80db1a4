# SPDX-License-Identifier: ISC
"""Advertisements of many interfaces at once: captured with times, dissected by tshark.

Nothing here decodes an option: tshark says what a field holds, and where it
does not know an option a test compares that option's octets with its own.
"""

import contextlib
import dataclasses
import os
import socket
import struct
import subprocess
import time
import xml.etree.ElementTree as ET

from ralan import SO_TIMESTAMPNS, lab

ETH_P_IPV6 = 0x86dd
ICMPV6, FRAGMENT, RA = 58, 44, 134
ETHER_LEN, IP6_LEN, RA_LEN = 14, 40, 16
SO_RCVBUFFORCE = 33
BATCH_S = 0.2               # the parts of one advertisement leave within 0.1 s


@dataclasses.dataclass
class Advertisement:
    """One packet: what tshark says of it, and its octets."""

    when: float
    iface: str
    frame: bytes
    fields: dict = dataclasses.field(default_factory=dict)      # of the header: name -> show
    options: list = dataclasses.field(default_factory=list)     # of Option

    @property
    def source(self):
        return socket.inet_ntop(socket.AF_INET6, self.frame[22:38])

    @property
    def dst(self):
        return socket.inet_ntop(socket.AF_INET6, self.frame[38:54])

    @property
    def octets(self):
        """The ICMPv6 message."""
        return self.frame[ETHER_LEN + IP6_LEN:]

    def of_type(self, kind):
        return [o for o in self.options if o.kind == kind]


@dataclasses.dataclass
class Option:
    kind: int
    octets: bytes
    fields: dict                # name -> show; of a field that repeats a list


class Capture:
    """What arrives at all interfaces of a namespace: advertisements, and any fragment."""

    def __init__(self, ns):
        with ns.inside():
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_IPV6))
            self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            with contextlib.suppress(OSError):
                self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        self.sock.setblocking(False)
        self.ras = []           # of Advertisement, in the order of their arrival
        self.fragments = 0
        self.lateness = 0.0     # how much this machine was seen to oversleep
        ns.lab.closing.append(self)

    def close(self):
        self.sock.close()

    def read(self):
        while True:
            try:
                frame, ancillary, _, addr = self.sock.recvmsg(65536, 256)
            except BlockingIOError:
                return self.ras
            if addr[2] == lab.PACKET_OUTGOING or len(frame) < ETHER_LEN + IP6_LEN + RA_LEN:
                continue
            self.fragments += frame[20] == FRAGMENT
            if frame[20] == ICMPV6 and frame[ETHER_LEN + IP6_LEN] == RA:
                self.ras.append(Advertisement(_stamp(ancillary), addr[0], frame))

    def of(self, iface, since=0.0):
        return [ra for ra in self.read() if ra.iface == iface and ra.when >= since]

    def sit(self, until):
        """Keep reading until the clock (time.time()) says @until."""
        while (now := time.time()) < until:
            self.read()
            nap = min(0.02, until - now)
            time.sleep(nap)
            self.lateness = max(self.lateness, time.time() - now - nap)

    def wait(self, predicate, what, timeout=15.0):
        """lab.wait_for(), reading meanwhile."""
        return lab.wait_for(lambda: self.read() is not None and predicate(), timeout, what)

    def first(self, iface, since=0.0, timeout=10.0):
        """The parts of the first advertisement of @iface at or after @since, dissected."""
        got = self.wait(lambda: self.of(iface, since), "an advertisement on " + iface, timeout)
        self.sit(got[0].when + BATCH_S)
        return dissect(batches(self.of(iface, since))[0])

    def until(self, iface, predicate, what, since=0.0, timeout=15.0):
        """The parts of the first advertisement for which predicate(parts) is true, dissected."""
        end, looked = time.monotonic() + timeout, since
        while True:
            parts = [b for b in batches(self.of(iface)) if b[0].when > looked
                     and b[-1].when + BATCH_S < time.time()]
            for b in parts:
                looked = b[0].when
                if predicate(dissect(b)):
                    return b
            assert time.monotonic() < end, "no advertisement with %s" % what
            time.sleep(0.02)

    def fair(self, limit):
        """@limit, and what this machine was seen to oversleep: once there, once here."""
        return limit + 2 * self.lateness


def _stamp(ancillary):
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return seconds + nanoseconds * 1e-9
    return time.time()


def batches(ras):
    """@ras of one interface, the parts of one advertisement together."""
    out = []
    for ra in ras:
        if out and ra.when - out[-1][-1].when < BATCH_S and ra.dst == out[-1][-1].dst:
            out[-1].append(ra)
        else:
            out.append([ra])
    return out


def fields(parts, kind, name):
    """What tshark shows for a field of all options of a type in all @parts."""
    got = [o.fields.get("icmpv6.opt." + name) for ra in parts for o in ra.of_type(kind)]
    return [v for g in got for v in (g if isinstance(g, list) else [g])]


# ---- tshark -----------------------------------------------------------------

def _pcap(frames):
    out = [struct.pack("=IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)]
    for f in frames:
        out += [struct.pack("=IIII", 0, 0, len(f), len(f)), f]
    return b"".join(out)


def _shows(element):
    """Fields beneath @element by name: what tshark shows, a list where one repeats."""
    got = {}
    for f in element.iter("field"):
        name, show = f.get("name"), f.get("show")
        if name in got:
            got[name] = (got[name] if isinstance(got[name], list) else [got[name]]) + [show]
        else:
            got[name] = show
    return got


def _option(element, frame):
    # An option itself has no octets in PDML: they lie between its type and its length's end.
    start = int(element.find("field[@name='icmpv6.opt.type']").get("pos"))
    length = int(element.find("field[@name='icmpv6.opt.length']").get("show")) * 8
    return Option(frame[start], frame[start:start + length], _shows(element))


def dissect(ras):
    """Let one tshark fill in fields and options of all @ras; returns them."""
    if not ras:
        return ras
    r = subprocess.run(["tshark", "-r", "-", "-T", "pdml"], check=True, capture_output=True,
                       input=_pcap([ra.frame for ra in ras]),
                       env=dict(os.environ, HOME="/nonexistent", LC_ALL="C"))
    packets = ET.fromstring(r.stdout).findall("packet")
    assert len(packets) == len(ras), "tshark saw %d of %d packets" % (len(packets), len(ras))
    for ra, packet in zip(ras, packets):
        icmp = packet.find("proto[@name='icmpv6']")
        ra.fields, ra.options = {}, []
        for f in icmp.findall("field"):
            if f.get("name") == "icmpv6.opt":
                ra.options.append(_option(f, ra.frame))
            else:
                ra.fields.update({f.get("name"): f.get("show")}, **_shows(f))
        assert ra.fields.get("icmpv6.checksum.status") == "1", "tshark: bad checksum"
        assert sum(len(o.octets) for o in ra.options) + RA_LEN == len(ra.octets), (
            "tshark leaves octets of %s over" % ra.octets.hex())
    return ras
