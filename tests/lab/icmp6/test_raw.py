#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The raw ICMPv6 socket against the kernel: what it receives, sends, and reports."""

import errno

from common import ND_NS, ND_RA, ND_RS, Probe, host, lab

from scapy.layers.inet6 import (ICMPv6EchoRequest, ICMPv6ND_NS, ICMPv6ND_RA, ICMPv6ND_RS,
                                ICMPv6NDOptSrcLLAddr, ICMPv6PacketTooBig, IPv6,
                                IPv6ExtHdrFragment, fragment6)
from scapy.layers.l2 import Ether

RS = "8500000000000000"
RA = "86000000400000b4" + "00000000" * 2
ALL_NODES, ALL_ROUTERS = "ff02::1", "ff02::2"
HOST_LL, HOST_MAC = "fe80::ff:fe00:2", "02:00:00:00:00:02"
OUR_LL = "fe80::ff:fe00:1"


def ip6(dst=ALL_ROUTERS, src=HOST_LL, hlim=255):
    mac = "33:33:00:00:00:02" if dst.startswith("ff") else "02:00:00:00:00:01"
    return Ether(src=HOST_MAC, dst=mac) / IPv6(src=src, dst=dst, hlim=hlim)


def start(l, types=(ND_RS, ND_RA), nobody=False):
    ours, other = host(l)
    ours.wait_link_local("r0")
    other.wait_link_local("h0")
    p = Probe(ours, "probe_socket")
    p.must("raw " + " ".join(map(str, types)))
    if nobody:
        p.must("nobody")
    p.must("join %d %s" % (ours.ifindex("r0"), ALL_ROUTERS))
    return ours, other, p


def received(p, after=0):
    return p.events("packet", after)


def test_metadata(l):
    "a received packet tells interface, addresses, hop limit and octets"
    ours, other, p = start(l)
    other.send("h0", ip6(hlim=64) / ICMPv6ND_RS())
    got = p.wait(lambda o: o.get("event") == "packet")
    assert got["ifindex"] == ours.ifindex("r0")
    assert (got["src"], got["dst"]) == (HOST_LL, ALL_ROUTERS)
    assert (got["hop_limit"], got["fragmented"], got["truncated"]) == (64, 0, 0)
    assert got["icmp"][:2] == "85" and got["len"] == 8


def test_filter(l):
    "types that were not asked for stay in the kernel"
    ours, other, p = start(l)
    other.send("h0", ip6() / ICMPv6EchoRequest(), ip6() / ICMPv6ND_NS(tgt="fe80::9"),
               ip6(ALL_NODES) / ICMPv6ND_RA(), ip6() / ICMPv6ND_RS())
    p.wait(lambda o: o.get("icmp", "")[:2] == "85")
    assert [o["icmp"][:2] for o in received(p)] == ["86", "85"]


def test_checksum(l):
    "a packet with a wrong checksum stays in the kernel"
    ours, other, p = start(l)
    other.send("h0", ip6() / ICMPv6ND_RS(cksum=0x1234), ip6(hlim=77) / ICMPv6ND_RS())
    assert p.wait(lambda o: o.get("event") == "packet")["hop_limit"] == 77
    assert len(received(p)) == 1


def test_atomic_fragment(l):
    "an atomic fragment is marked as fragmented (RFC 6980)"
    ours, other, p = start(l)
    other.send("h0", ip6() / IPv6ExtHdrFragment(m=0, offset=0, id=7) / ICMPv6ND_RS())
    assert p.wait(lambda o: o.get("event") == "packet")["fragmented"] == 1


def test_reassembled(l):
    "a reassembled solicitation is marked as fragmented, the next plain one is not"
    ours, other, p = start(l)
    rs = IPv6(src=HOST_LL, dst=ALL_ROUTERS, hlim=255) / IPv6ExtHdrFragment(id=9) / ICMPv6ND_RS()
    rs = rs / ICMPv6NDOptSrcLLAddr(lladdr=HOST_MAC) / (b"\0" * 2000)
    pieces = fragment6(rs, 1280)
    assert len(pieces) == 2
    other.send("h0", *[Ether(src=HOST_MAC, dst="33:33:00:00:00:02") / f for f in pieces])
    got = p.wait(lambda o: o.get("event") == "packet")
    assert got["fragmented"] == 1 and got["len"] == 2016, got
    mark = p.mark()
    other.send("h0", ip6() / ICMPv6ND_RS())
    assert p.wait(lambda o: o.get("event") == "packet", after=mark)["fragmented"] == 0


def test_batch(l):
    "solicitations that waited are received in order, more than one batch of them"
    ours, other, p = start(l)
    p.must("pause")
    frames = [ip6() / ICMPv6ND_RS(res=n) for n in range(150)]
    other.send("h0", *frames)
    p.must("resume")
    lab.wait_for(lambda: len(received(p)) == 150, 10, "150 packets")
    assert [int(o["icmp"][8:16], 16) for o in received(p)] == list(range(150))


def test_long(l):
    "a packet longer than the buffer is cut and says so"
    ours, other, p = start(l)
    for ns, dev in ((ours, "r0"), (other, "h0")):
        ns.ip("link set %s mtu 12000" % dev)
    for extra in (9216 - 8, 9216 - 7):
        other.send("h0", ip6() / ICMPv6ND_RS() / (b"\0" * extra))
    lab.wait_for(lambda: len(received(p)) == 2, 10, "two packets")
    assert [(o["len"], o["truncated"]) for o in received(p)] == [(9216, 0), (9216, 1)]


def send(p, index, src, dst, octets=RA, n=1):
    for _ in range(n):
        p.must("send %d %s %s %s" % (index, src, dst, octets))
    failed = p.must("flush")
    results = [o for o in p.events("results")][-1]["results"]
    return failed, results[:n]


def test_sent(l):
    "what is sent leaves the given interface, from the given source, with hop limit 255"
    ours, other, p = start(l)
    ours.ip("addr add fe80::77/64 dev r0 nodad")
    wire = other.sniff("h0")
    assert send(p, ours.ifindex("r0"), "fe80::77", ALL_NODES) == (0, [0])
    ra = wire.wait(lambda f: ICMPv6ND_RA in f.scapy()).scapy()
    assert (ra[IPv6].src, ra[IPv6].dst, ra[IPv6].hlim) == ("fe80::77", ALL_NODES, 255)
    assert ra.dst == "33:33:00:00:00:01"
    checksum = ra[ICMPv6ND_RA].cksum
    del ra[ICMPv6ND_RA].cksum
    assert Ether(bytes(ra))[ICMPv6ND_RA].cksum == checksum


def test_loop(l):
    "nothing sent to a group comes back to this host"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    send(p, ours.ifindex("r0"), OUR_LL, ALL_ROUTERS, RS)
    wire.wait(lambda f: ICMPv6ND_RS in f.scapy())
    other.send("h0", ip6(hlim=99) / ICMPv6ND_RS())
    assert p.wait(lambda o: o.get("event") == "packet")["hop_limit"] == 99
    assert len(received(p)) == 1


def test_batch_sent(l):
    "sixty-four messages leave with one flush, in order; the sixty-fifth must wait"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    for n in range(64):
        p.must("send %d %s %s 860000%02x400000b40000000000000000" % (index, OUR_LL, ALL_NODES, 0))
    assert p.ask("send %d %s %s %s" % (index, OUR_LL, ALL_NODES, RA))["r"] == -errno.ENOSPC
    assert p.must("flush") == 0
    lab.wait_for(lambda: sum(ICMPv6ND_RA in f.scapy() for f in wire.frames()) == 64, 5, "64 RAs")


def test_failures(l):
    "a message that fails does not hold up those behind it, and says why"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    p.must("send %d %s %s %s" % (index, OUR_LL, ALL_NODES, RA))
    p.must("send %d %s %s %s" % (index, "fe80::dead", ALL_NODES, RA))       # not ours
    p.must("send %d %s %s %s" % (index, OUR_LL, ALL_NODES, RA))
    p.must("send %d %s %s %s" % (9999, OUR_LL, ALL_NODES, RA))              # no such interface
    p.must("send %d %s %s %s" % (index, OUR_LL, ALL_NODES, RA))
    assert p.must("flush") == 2
    results = p.events("results")[-1]["results"][:5]
    assert results[0] == results[2] == results[4] == 0, results
    assert results[1] == -errno.EINVAL and results[3] == -errno.ENODEV, results
    lab.wait_for(lambda: sum(ICMPv6ND_RA in f.scapy() for f in wire.frames()) == 3, 5, "3 RAs")
    assert send(p, index, OUR_LL, ALL_NODES) == (0, [0])


def test_down(l):
    "sending on an interface that is down fails and leaves no trace behind"
    ours, other, p = start(l)
    index = ours.ifindex("r0")
    ours.ip("link set r0 down")
    failed, results = send(p, index, OUR_LL, ALL_NODES)
    assert failed == 1 and results[0] < 0, results
    ours.ip("link set r0 up")
    ours.wait_link_local("r0")
    other.wait_link_local("h0")
    assert send(p, index, OUR_LL, ALL_NODES) == (0, [0])


def fragments(wire):
    return [f for f in wire.frames() if IPv6ExtHdrFragment in f.scapy()]


def test_no_fragments(l):
    "a message longer than the MTU is refused; no fragment leaves"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    fits, too_long = RA + "00" * (1500 - 40 - 16), RA + "00" * (1500 - 40 - 15)
    assert send(p, index, OUR_LL, ALL_NODES, fits) == (0, [0])
    wire.wait(lambda f: len(f.octets) == 14 + 1500)
    for dst in (ALL_NODES, HOST_LL):
        assert send(p, index, OUR_LL, dst, too_long) == (1, [-errno.EMSGSIZE])
    # An IPv6 MTU below the device's, as a router advertised it, changes nothing about that.
    ours.sysctl("net/ipv6/conf/r0/mtu", 1280)
    for dst in (ALL_NODES, HOST_LL):
        send(p, index, OUR_LL, dst, RA + "00" * 1300)
    assert send(p, index, OUR_LL, ALL_NODES) == (0, [0])
    wire.wait(lambda f: ICMPv6ND_RA in f.scapy() and len(f.octets) == 14 + 56)
    assert not fragments(wire)


def test_forged_mtu(l):
    "a forged Packet Too Big neither makes us send fragments nor refuse what fits the link"
    ours, other, p = start(l)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    octets = RA + "00" * 1300
    assert send(p, index, OUR_LL, HOST_LL, octets) == (0, [0])
    sent = wire.wait(lambda f: ICMPv6ND_RA in f.scapy() and f.scapy()[IPv6].dst == HOST_LL)
    other.send("h0", ip6(OUR_LL) / ICMPv6PacketTooBig(mtu=1280) / sent.octets[14:1200])
    lab.wait_for(lambda: ours.ip_json("-6 route get %s oif r0" % HOST_LL)[0]
                 .get("metrics", [{}])[0].get("mtu") == 1280, 5, "the kernel to believe it")
    count = len([f for f in wire.frames() if ICMPv6ND_RA in f.scapy()])
    failed, _ = send(p, index, OUR_LL, HOST_LL, octets)
    assert failed == 0
    lab.wait_for(lambda: len([f for f in wire.frames() if ICMPv6ND_RA in f.scapy()]) > count, 5,
                 "the next RA")
    assert not fragments(wire)


def test_unreachable(l):
    "a neighbour that does not answer is reported with its address and interface"
    ours, other, p = start(l)
    index = ours.ifindex("r0")
    assert send(p, index, OUR_LL, "fe80::404") == (0, [0])
    got = p.wait(lambda o: o.get("event") == "unreachable")
    assert (got["dst"], got["ifindex"], got["errno"]) == ("fe80::404", index, errno.EHOSTUNREACH)
    # and nothing else suffers from it
    assert send(p, index, OUR_LL, ALL_NODES) == (0, [0])
    other.send("h0", ip6() / ICMPv6ND_RS())
    p.wait(lambda o: o.get("event") == "packet")
    assert not p.events("error")


def test_unreachable_while_busy(l):
    "an error that waits on the socket fails no other message and hides no packet"
    ours, other, p = start(l)
    index = ours.ifindex("r0")
    p.must("pause")
    send(p, index, OUR_LL, "fe80::404")
    send(p, index, OUR_LL, "fe80::405")
    failed = lambda a: any(n.get("dst") == a and "FAILED" in n["state"]
                           for n in ours.ip_json("-6 neigh show dev r0"))
    lab.wait_for(lambda: failed("fe80::404") and failed("fe80::405"), 10, "both neighbours to fail")
    other.send("h0", ip6() / ICMPv6ND_RS())
    assert send(p, index, OUR_LL, ALL_NODES, n=3) == (0, [0, 0, 0])
    p.must("resume")
    p.wait(lambda o: o.get("event") == "packet")
    lab.wait_for(lambda: len(p.events("unreachable")) == 2, 5, "two reports")
    assert {o["dst"] for o in p.events("unreachable")} == {"fe80::404", "fe80::405"}
    assert not p.events("error")


def test_idle_after_errors(l):
    "an error queue of our own making (too long a message) is emptied, not polled for ever"
    ours, other, p = start(l)
    send(p, ours.ifindex("r0"), OUR_LL, HOST_LL, RA + "00" * 1600)
    stat = "/proc/%d/stat" % p.process.pid
    def ticks():
        with open(stat) as f:
            return sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13]))
    p.must("members")
    before = ticks()
    lab.never(lambda: ticks() > before + 30, 1.0, "a busy loop")
    assert not p.events("unreachable")


def test_unprivileged(l):
    "all of it works after the privileges are gone"
    ours, other, p = start(l, nobody=True)
    wire = other.sniff("h0")
    index = ours.ifindex("r0")
    other.send("h0", ip6() / ICMPv6ND_RS())
    p.wait(lambda o: o.get("event") == "packet")
    assert send(p, index, OUR_LL, ALL_NODES) == (0, [0])
    wire.wait(lambda f: ICMPv6ND_RA in f.scapy())
    assert send(p, index, OUR_LL, "fe80::404") == (0, [0])
    p.wait(lambda o: o.get("event") == "unreachable")
    assert p.ask("raw 133")["r"] == -errno.EPERM


def test_ns_types(l):
    "a socket for solicitations of neighbours hears those"
    ours, other, p = start(l, types=(ND_NS, 136))
    other.send("h0", ip6(OUR_LL) / ICMPv6ND_RS(), ip6(OUR_LL) / ICMPv6ND_NS(tgt=OUR_LL))
    assert p.wait(lambda o: o.get("event") == "packet")["icmp"][:2] == "87"


if __name__ == "__main__":
    lab.main()
