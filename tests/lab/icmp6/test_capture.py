#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The packet sockets and their filters: scapy makes the frames, the kernel runs the filter."""

import errno
import fcntl
import os
import struct

from common import Probe, host, lab

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import (ICMPv6EchoRequest, ICMPv6MLReport2, ICMPv6ND_NA, ICMPv6ND_NS,
                                ICMPv6ND_RA, ICMPv6ND_RS, ICMPv6NDOptMTU, IPv6, IPv6ExtHdrDestOpt,
                                IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN)
from scapy.layers.ipsec import AH
from scapy.layers.l2 import ARP, Dot1AD, Dot1Q, Ether
from scapy.packet import Raw

SRC, DST = "fe80::bad", "ff02::1"
BAD_MAC, VICTIM = "02:00:5e:10:00:01", "02:00:00:00:00:99"
SENTINEL = 0xfffff          # flow label of the frame that ends a series
OTHERHOST, OUTGOING, MULTICAST = lab.PACKET_OTHERHOST, lab.PACKET_OUTGOING, lab.PACKET_MULTICAST


def ether(dst="33:33:00:00:00:01"):
    return Ether(src=BAD_MAC, dst=dst)


def ip(**kw):
    return IPv6(**{**dict(src=SRC, dst=DST, hlim=255), **kw})


def ra():
    return ICMPv6ND_RA() / ICMPv6NDOptMTU(mtu=1400)


def whole(upper, nh=58):
    """The octets of an upper layer with its checksum."""
    return bytes((ip(nh=nh) / upper).build())[40:]


def piece(octets, offset, more, nh=58, ident=1):
    return IPv6ExtHdrFragment(nh=nh, offset=offset // 8, m=more, id=ident) / Raw(octets)


def dest_opts(n, size=6):
    chain = IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * (size - 2))])
    for _ in range(n - 1):
        chain = chain / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 4)])
    return chain


def hidden_ras():
    """Name and frame of every shape in which an RA may come."""
    octets = whole(ra())
    behind = bytes(IPv6ExtHdrDestOpt(nh=58, options=[PadN(optdata=b"\0" * 4)])) + octets
    yield "plain", ether() / ip() / ra()
    yield "hop limit 64", ether() / ip(hlim=64) / ra()
    yield "bad checksum", ether() / ip() / ICMPv6ND_RA(cksum=1)
    yield "code 1", ether() / ip() / ICMPv6ND_RA(code=1)
    yield "global source", ether() / ip(src="2001:db8::1") / ra()
    yield "type only", ether() / ip(nh=58) / Raw(b"\x86")
    yield "hop-by-hop", ether() / ip() / IPv6ExtHdrHopByHop() / ra()
    yield "destination options", ether() / ip() / dest_opts(1) / ra()
    yield "destination options, 1200 octets", (ether() / ip() / IPv6ExtHdrDestOpt(
        options=[PadN(optdata=b"\0" * 236)] * 5) / ra())
    yield "PadN of more than 7 octets", ether() / ip() / dest_opts(1, 30) / ra()
    for n in (4, 7, 8, 9, 20):
        yield "chain of %d" % n, ether() / ip() / dest_opts(n) / ra()
    yield "routing header 253", ether() / ip() / IPv6ExtHdrRouting(type=253) / ra()
    yield "authentication header", (ether() / ip() / AH(nh=58, payloadlen=4, icv=b"\0" * 12)
                                    / Raw(octets))
    yield "atomic fragment", ether() / ip() / piece(octets, 0, 0)
    yield "first of three fragments", ether() / ip() / piece(octets[:8], 0, 1, ident=2)
    yield "second of three fragments", ether() / ip() / piece(octets[8:16], 8, 1, ident=2)
    yield "last of three fragments", ether() / ip() / piece(octets[16:], 16, 0, ident=2)
    yield "type not in the first fragment", ether() / ip() / piece(behind[:8], 0, 1, 60, 3)
    yield "type in the second fragment", ether() / ip() / piece(behind[8:], 8, 0, 60, 3)
    yield "overlap, first", ether() / ip() / piece(octets[:16], 0, 1, ident=4)
    yield "overlap, second", ether() / ip() / piece(octets[8:], 8, 0, ident=4)
    yield "fragment behind options", ether() / ip() / dest_opts(2) / piece(octets, 0, 0)
    yield "VLAN 0", ether() / Dot1Q(vlan=0, prio=3) / ip() / ra()
    yield "VLAN 100", ether() / Dot1Q(vlan=100) / ip() / ra()
    yield "VLAN 100, options", ether() / Dot1Q(vlan=100) / ip() / dest_opts(3) / ra()
    yield "802.1ad", ether() / Dot1AD(vlan=7) / ip() / ra()
    yield "QinQ", ether() / Dot1AD(vlan=7) / Dot1Q(vlan=100) / ip() / ra()
    yield "0x8100 twice", ether() / Dot1Q(vlan=7) / Dot1Q(vlan=100) / ip() / ra()
    yield "four tags", ether() / Dot1AD(vlan=1) / Dot1Q(vlan=2) / Dot1Q(vlan=3) / Dot1Q(vlan=4) \
        / ip() / ra()
    yield "to another host", ether(VICTIM) / ip(dst="fe80::99") / ra()
    yield "all nodes in a unicast frame", ether(VICTIM) / ip() / ra()
    yield "another group", ether("33:33:00:00:00:77") / ip(dst="ff02::77") / ra()


def noise():
    """Name and frame of what must never cost anything."""
    udp = UDP(sport=9, dport=9)
    yield "echo", ether() / ip() / ICMPv6EchoRequest()
    yield "RS", ether() / ip() / ICMPv6ND_RS()
    yield "UDP", ether() / ip() / udp / Raw(b"\x86" * 100)
    yield "TCP", ether() / ip() / TCP()
    yield "hop-by-hop, MLD", ether() / ip() / IPv6ExtHdrHopByHop() / ICMPv6MLReport2()
    yield "options, UDP", ether() / ip() / dest_opts(3) / udp
    yield "options, echo", ether() / ip() / dest_opts(8) / ICMPv6EchoRequest()
    yield "UDP fragment, first", ether() / ip() / piece(b"\x86" * 64, 0, 1, nh=17)
    yield "UDP fragment, later", ether() / ip() / piece(b"\x86" * 64, 64, 0, nh=17)
    yield "TCP fragment", ether() / ip() / piece(b"\x86" * 64, 0, 1, nh=6)
    yield "no next header", ether() / ip(nh=59) / Raw(b"\x86" * 20)
    yield "unknown next header", ether() / ip(nh=253) / Raw(b"\x86" * 20)
    yield "ESP", ether() / ip(nh=50) / Raw(b"\x86" * 40)
    yield "VLAN, UDP", ether() / Dot1Q(vlan=100) / ip() / udp
    yield "QinQ, echo", ether() / Dot1AD(vlan=7) / Dot1Q(vlan=1) / ip() / ICMPv6EchoRequest()
    yield "ends behind the IPv6 header", ether() / ip(nh=58)
    yield "ends within the options", ether() / ip(nh=60) / Raw(b"\x3a\x10")
    yield "ARP", ether() / ARP(hwsrc=BAD_MAC, psrc="192.0.2.1", pdst="192.0.2.2")
    yield "IPv4", ether() / IP(dst="224.0.0.1") / UDP() / Raw(b"\x86" * 60)
    yield "version 4 in IPv6", ether() / ip(version=4) / ra()


NS, NA = ICMPv6ND_NS(tgt="fe80::1"), ICMPv6ND_NA(tgt="fe80::1")


def start(l, kind="ra", bind=True):
    ours, other = host(l)
    p = Probe(ours, "probe_socket")
    assert p.must("capture " + kind) == 0
    if bind:
        p.must("bind 0 %d" % ours.ifindex("r0"))
        p.must("listen 0 %d 0" % ours.ifindex("r0"))
    return ours, other, p


def label_of(o):
    return int(o["ip6"][3:8], 16) if o["ip6"][:1] == "6" else None


def series(other, p, frames, sentinel=None):
    """Send the (name, frame) pairs; {name: captured frame} of those that came through."""
    names, mark = [], p.mark()
    for n, (name, f) in enumerate(frames):
        if IPv6 in f:
            f[IPv6].fl = n
        names.append(name)
        other.send("h0", f)
    end = sentinel or ether() / ip() / ra()
    end[IPv6].fl = SENTINEL
    other.send("h0", end)
    p.wait(lambda o: o.get("event") == "frame" and label_of(o) == SENTINEL, after=mark)
    # What the kernel itself says on these links (MLD) has no place here.
    got = [o for o in p.events("frame", mark) if label_of(o) != SENTINEL and o["src"] == BAD_MAC]
    assert all(label_of(o) is not None for o in got), got
    return {names[label_of(o)]: o for o in got}


def test_hidden(l):
    "every shape in which a Router Advertisement may come is captured"
    ours, other, p = start(l)
    shapes = list(hidden_ras())
    got = series(other, p, shapes)
    missing = [n for n, _ in shapes if n not in got]
    assert not missing, missing


def test_noise(l):
    "other traffic is not"
    ours, other, p = start(l)
    got = series(other, p, noise())
    assert not got, sorted(got)
    got = series(other, p, [("NS", ether() / ip() / NS), ("NA", ether() / ip() / NA)])
    assert not got, sorted(got)


def test_content(l):
    "a captured frame tells where, from whom, to whom and with which octets"
    ours, other, p = start(l)
    frame = ether() / ip() / ra()
    got = series(other, p, [("plain", frame), ("to another host", ether(VICTIM) / ip() / ra())])
    o = got["plain"]
    assert (o["ifindex"], o["pkttype"], o["src"]) == (ours.ifindex("r0"), MULTICAST, BAD_MAC)
    assert (o["hatype"], o["truncated"]) == (1, 0)
    assert (o["vlan"], o["tci"], o["tpid"]) == (0, 0, 0)
    assert o["frame"] == bytes(frame).hex() and o["ip6"] == bytes(frame[IPv6]).hex()
    assert got["to another host"]["pkttype"] == OTHERHOST


def test_tags(l):
    "the outermost VLAN tag is told, and the IPv6 packet is found behind all of them"
    ours, other, p = start(l)
    shapes = {n: f for n, f in hidden_ras() if Dot1Q in f or Dot1AD in f}
    got = series(other, p, list(shapes.items()))
    tag = lambda n: (got[n]["vlan"], got[n]["tci"], got[n]["tpid"])
    assert tag("VLAN 0") == (1, 3 << 13, 0x8100)
    assert tag("VLAN 100") == (1, 100, 0x8100)
    assert tag("802.1ad") == (1, 7, 0x88a8)
    assert tag("QinQ") == (1, 7, 0x88a8)
    assert tag("0x8100 twice") == (1, 7, 0x8100)
    for n, f in shapes.items():
        assert got[n]["ip6"] == bytes(f[IPv6]).hex(), n


def test_ns_na(l):
    "the other filter passes solicitations and advertisements of neighbours alone"
    ours, other, p = start(l, "ns")
    wanted = [("NS", ether() / ip() / NS), ("NA", ether() / ip() / NA),
              ("NS, options", ether() / ip() / dest_opts(2) / NS),
              ("NS, VLAN 0", ether() / Dot1Q(vlan=0) / ip() / NS),
              ("DAD", ether() / ip(src="::", dst="ff02::1:ff00:1") / NS)]
    unwanted = list(noise()) + [
        ("RA", ether() / ip() / ra()), ("NS to another host", ether(VICTIM) / ip() / NS),
        ("atomic fragment", ether() / ip() / piece(whole(NS), 0, 0)),
        ("first fragment", ether() / ip() / piece(whole(NS)[:16], 0, 1)),
        ("chain of 9", ether() / ip() / dest_opts(9) / NS)]
    got = series(other, p, wanted + unwanted, ether() / ip() / NS)
    assert set(got) == {n for n, _ in wanted}, set(got) ^ {n for n, _ in wanted}


def test_outgoing(l):
    "what this host sends is captured too, and marked"
    ours, other, p = start(l)
    ours.wait_link_local("r0")
    p.must("raw 133")
    p.must("send %d fe80::ff:fe00:1 ff02::1 86000000400000b40000000000000000" % ours.ifindex("r0"))
    assert p.must("flush") == 0
    got = p.wait(lambda o: o.get("event") == "frame")
    assert (got["pkttype"], got["src"]) == (OUTGOING, "02:00:00:00:00:01")


def test_locked(l):
    "the filter cannot be replaced"
    ours, other, p = start(l)
    assert p.ask("unlock 0")["r"] == -errno.EPERM


def test_nothing_before_bind(l):
    "nothing is heard before the socket is bound, and only that interface afterwards"
    ours, other, p = start(l, bind=False)
    l.veth(ours, "r1", other, "h1")
    other.send("h0", ether() / ip(fl=1) / ra())
    p.must("members")
    p.must("bind 0 %d" % ours.ifindex("r0"))
    other.send("h1", ether() / ip(fl=2) / ra())
    assert not series(other, p, [])
    # bound to another interface, then to none: all of them
    p.must("bind 0 %d" % ours.ifindex("r1"))
    mark = p.mark()
    other.send("h0", ether() / ip(fl=3) / ra())
    other.send("h1", ether() / ip(fl=4) / ra())
    p.wait(lambda o: o.get("event") == "frame" and label_of(o) == 4, after=mark)
    assert [label_of(o) for o in p.events("frame", mark)] == [4]
    p.must("bind 0 0")
    mark = p.mark()
    other.send("h0", ether() / ip(fl=5) / ra())
    other.send("h1", ether() / ip(fl=6) / ra())
    p.wait(lambda o: o.get("event") == "frame" and label_of(o) == 6, after=mark)
    assert [(label_of(o), o["ifindex"]) for o in p.events("frame", mark)] == [
        (5, ours.ifindex("r0")), (6, ours.ifindex("r1"))]


def test_promiscuous(l):
    "listening makes the interface promiscuous only if asked to, until it ends"
    ours, other, p = start(l)
    detail = lambda: ours.ip_json("-d link show dev r0")[0]
    assert detail()["promiscuity"] == 0 and detail().get("allmulti", 1) == 1
    p.must("listen 0 %d 1" % ours.ifindex("r0"))
    assert detail()["promiscuity"] == 1
    p.must("unlisten 0 %d 1" % ours.ifindex("r0"))
    assert detail()["promiscuity"] == 0
    assert p.ask("listen 0 9999 0")["r"] == -errno.ENODEV


def test_flap(l):
    "an interface that went down and up is heard again; a new one needs a new bind"
    ours, other, p = start(l)
    ours.ip("link set r0 down")
    p.wait(lambda o: o.get("event") == "capture-error" and o["errno"] == errno.ENETDOWN)
    ours.ip("link set r0 up")
    lab.wait_for(lambda: ours.ip_json("link show dev r0")[0]["operstate"] == "UP", 5, "carrier")
    series(other, p, [])
    ours.ip("link del r0")
    l.veth(ours, "r0", other, "h0")
    p.must("bind 0 %d" % ours.ifindex("r0"))
    p.must("listen 0 %d 0" % ours.ifindex("r0"))
    series(other, p, [])
    assert len(p.events("capture-error")) <= 2


def test_long(l):
    "a frame longer than the buffer is cut and says so"
    ours, other, p = start(l)
    for ns, dev in ((ours, "r0"), (other, "h0")):
        ns.ip("link set %s mtu 12000" % dev)
    long = ether() / ip() / ra()
    fits = 9234 - len(bytes(long))
    got = series(other, p, [("fits", long / Raw(b"\0" * fits)),
                            ("long", long / Raw(b"\0" * (fits + 1)))])
    assert (got["fits"]["len"], got["fits"]["truncated"]) == (9234, 0)
    assert (got["long"]["len"], got["long"]["truncated"]) == (9234, 1)


def test_drops(l):
    "frames that nobody read in time are counted, once"
    ours, other, p = start(l)
    p.must("pause")
    other.send("h0", *[bytes(ether() / ip() / ra())] * 6000)
    lost = p.must("drops 0")
    assert 0 < lost < 6000, lost
    assert p.must("drops 0") == 0
    p.must("resume")
    lab.wait_for(lambda: len(p.events("frame")) == 6000 - lost, 10, "%d frames" % (6000 - lost))


def test_send(l):
    "whole frames leave by any interface, one or many; what cannot be sent says why"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    frame = bytes(ether() / ip(fl=0x77) / ra())
    seen = lambda: sum(f.octets == frame for f in wire.frames())
    assert p.ask("frame 0 %d %s" % (index, frame.hex()))["r"] == 0
    lab.wait_for(lambda: seen() == 1, 5, "the frame")
    assert p.must("frame 0 %d %s 64" % (index, frame.hex())) == 0
    lab.wait_for(lambda: seen() == 65, 5, "64 frames more")
    assert p.ask("frame 0 9999 %s" % frame.hex())["r"] == -errno.ENXIO
    assert p.ask("frame 0 %d %s" % (index, (frame + b"\0" * 1500).hex()))["r"] == -errno.EMSGSIZE
    assert p.must("frame 0 9999 %s 3" % frame.hex()) == 3
    ours.ip("link set r0 down")
    assert p.ask("frame 0 %d %s" % (index, frame.hex()))["r"] == -errno.ENETDOWN


def test_send_after_flap(l):
    "that the interface was down before fails no frame now"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    frame = bytes(ether() / ip(fl=0x77) / ra())
    seen = lambda: sum(f.octets == frame for f in wire.frames())
    sent = 0
    for n in (1, 3):
        p.must("pause")
        ours.ip("link set r0 down")
        ours.ip("link set r0 up")
        lab.wait_for(lambda: ours.ip_json("link show dev r0")[0]["operstate"] == "UP", 5, "carrier")
        assert p.ask("frame 0 %d %s %d" % (index, frame.hex(), n))["r"] == 0
        sent += n
        lab.wait_for(lambda: seen() == sent, 5, "the frames")
        p.must("resume")


def test_unprivileged(l):
    "binding, binding again, listening, receiving and sending need no privilege"
    ours, other, p = start(l, bind=False)
    l.veth(ours, "r1", other, "h1")
    p.must("nobody")
    wire = other.sniff("h0")
    for dev in ("r1", "r0"):
        p.must("bind 0 %d" % ours.ifindex(dev))
        p.must("listen 0 %d 0" % ours.ifindex(dev))
    p.must("listen 0 %d 1" % ours.ifindex("r0"))
    series(other, p, [])
    frame = bytes(ether() / ip(fl=0x77) / ra())
    assert p.ask("frame 0 %d %s" % (ours.ifindex("r0"), frame.hex()))["r"] == 0
    wire.wait(lambda f: f.octets == frame)
    assert p.ask("capture ra")["r"] == -errno.EPERM


def test_tun(l):
    "a link without a link-layer header (tun) is captured as well"
    if not os.path.exists("/dev/net/tun"):
        raise lab.Skip("no /dev/net/tun")
    ours, other, p = start(l, bind=False)
    with ours.inside(), open("/dev/net/tun", "r+b", buffering=0) as tun:
        try:
            fcntl.ioctl(tun, 0x400454ca, struct.pack("16sH22x", b"t0", 0x0001 | 0x1000))
        except OSError as e:
            raise lab.Skip("no tun device: %s" % e)
        ours.ip("link set t0 up")
        p.must("bind 0 %d" % ours.ifindex("t0"))
        for f in (ip(fl=1) / UDP(), ip(fl=2) / ICMPv6EchoRequest(), ip(fl=3) / dest_opts(2) / ra()):
            tun.write(bytes(f))
        got = p.wait(lambda o: o.get("event") == "frame")
        assert label_of(got) == 3 and got["frame"] == got["ip6"], got
        assert (got["src"], got["hatype"]) == ("", 65534)


if __name__ == "__main__":
    lab.main()
