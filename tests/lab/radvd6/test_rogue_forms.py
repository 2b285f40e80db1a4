#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""How a rogue RA can hide: extension headers, fragments, tags; and what is malformed."""

import roguelan
from roguelan import (ATTACKER_ADDR, BAD_ADDR, BAD_MAC, PEER_ADDR, PEER_MAC, RogueLan, config, lab,
                      prefix, ra, rows, sllao)
from scapy.layers.inet6 import (ICMPv6ND_RA, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment,
                                IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN, RouterAlert)
from scapy.layers.ipsec import AH
from scapy.layers.l2 import Dot1AD, Dot1Q, Ether
from scapy.packet import Raw

RA6 = "ra6 -i att0 -s %s -S %s -d ff02::1 -t 1800 -e " % (BAD_ADDR, BAD_MAC)
FAKE = "atk6-fake_router26 -n 1 -A 2001:db8:bad::/64 "
HEADER = {IPv6ExtHdrHopByHop: 0, IPv6ExtHdrDestOpt: 60, IPv6ExtHdrRouting: 43, AH: 51}


def dst(octets=10):
    """Destination options with one PadN of @octets."""
    return IPv6ExtHdrDestOpt(options=[PadN(optdata=bytes(octets - 4))])


def bare(*options, before=(), **header):
    """The packet that is to be cut: IPv6 header, number of the first header behind it, the rest."""
    whole = ra(*(options or (sllao(), prefix())), before=before, **header)
    octets = bytes(whole[IPv6])
    return octets[6], octets[40:]


def fragment(first, octets, at, more, ident=0x5ec, src=BAD_ADDR, mac=BAD_MAC):
    """One fragment with @octets for offset @at."""
    assert at % 8 == 0
    return (Ether(src=mac, dst=roguelan.ALL_NODES_MAC) / IPv6(src=src, dst="ff02::1", hlim=255, nh=44)
            / IPv6ExtHdrFragment(nh=first, offset=at // 8, m=int(more), id=ident) / Raw(octets))


def cut(*places, before=(), order=None, src=BAD_ADDR, mac=BAD_MAC):
    """An RA cut at @places (octets behind the Fragment header)."""
    first, rest = bare(sllao(mac), prefix(), before=before, src=src, mac=mac)
    ends = [0, *places, len(rest)]
    pieces = [fragment(first, rest[a:b], a, b < len(rest), src=src, mac=mac)
              for a, b in zip(ends, ends[1:])]
    return [pieces[n] for n in order] if order else pieces


def overlapping(ra_first):
    """Two fragments for the same place: an RA, and an echo request of the same length.

    What a host sees depends on whose octets win.
    """
    first, rest = bare()
    head, tail = rest[:32], rest[32:]
    other = b"\x80" + head[1:]
    both = [fragment(first, head, 0, True), fragment(first, other, 0, True)]
    return (both if ra_first else both[::-1]) + [fragment(first, tail, 32, False)]


def partly_overlapping():
    """The second fragment begins inside the first, with the same octets but one."""
    first, rest = bare(before=[dst(34)])
    return [fragment(first, rest[:48], 0, True),
            fragment(first, rest[40:41] + b"\xff" + rest[42:], 40, False)]


def stranger(*also, **more):
    return dict({"reason": "unknown-router", "src": BAD_ADDR, "mac": BAD_MAC, "also": also}, **more)


def by_tool(*also, **more):
    return stranger(*also, **dict({"src": ATTACKER_ADDR}, **more))


def unseen(*also, **more):
    """What hosts that conform discard (RFC 6980): the form is what is wrong."""
    return stranger(*also, **dict({"reason": "fragmented", "severity": "err"}, **more))


def hidden(**more):
    """What hides may be reported before it is known what it is, but says whose it is."""
    return stranger("fragmented", **dict({"reason": None}, **more))


def peer(reason):
    """The allowed router and nothing wrong but the form, which is then what a line names."""
    return {"reason": reason, "severity": "err", "src": PEER_ADDR, "mac": PEER_MAC}


def peer_ra(**how):
    return [ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, **how)]


def chain(n):
    return [dst() for _ in range(n)]


ROWS = [
    # Row 18 and 19
    ("r18_hop_by_hop", "behind a hop-by-hop header", FAKE + "-E H att0", by_tool("ext-headers")),
    ("r18_hop_by_hop_padn", "behind a hop-by-hop header that Linux drops (PadN above 7)",
     RA6 + "-H 8", stranger("ext-headers")),
    ("r18_dst", "behind destination options that Linux drops (PadN above 7)",
     RA6 + "-u 8", stranger("ext-headers")),
    ("r18_dst_large", "behind 1,200 octets of destination options",
     [ra(before=[IPv6ExtHdrDestOpt(options=[PadN(optdata=bytes(200)) for _ in range(6)])])],
     stranger("ext-headers")),
    ("r18_router_alert", "behind a router alert",
     [ra(before=[IPv6ExtHdrHopByHop(options=[RouterAlert()])])], stranger("ext-headers")),
    ("r18_routing", "behind a routing header of type 253 to everybody",
     [ra(before=[IPv6ExtHdrRouting(type=253, segleft=0)])], stranger("ext-headers")),
    ("r18_ah", "behind an authentication header",
     [ra(before=[AH(nh=58, payloadlen=4, spi=1, seq=1, icv=bytes(12))])], stranger("ext-headers")),
    ("r18_peer", "the allowed router behind destination options",
     peer_ra(before=chain(1)), peer("ext-headers")),
] + [
    ("r19_chain_%d" % n, "behind a chain of %d headers" % n, [ra(before=chain(n))],
     stranger("ext-headers")) for n in (2, 4, 8, 9, 16, 20)
] + [
    ("r19_chain_20_peer", "the allowed router behind a chain of 20 headers",
     peer_ra(before=chain(20)), peer(None)),
    # Row 20: fragments that show the type
    ("r20_atomic", "in an atomic fragment", cut(), unseen("fragmented")),
    ("r20_two", "in two fragments, the type visible",
     RA6 + "-y 64 -P 2001:db8:bad::/64#LA", unseen("fragmented")),
    ("r20_backwards", "in three fragments, the last one first",
     cut(16, 40, order=[2, 1, 0]), unseen("fragmented")),
    ("r20_peer", "the allowed router in two fragments",
     cut(24, src=PEER_ADDR, mac=PEER_MAC), peer("fragmented")),
    # Row 21: the type is hidden, or differs by who reads it
    ("r21_hidden", "the type in the second fragment",
     RA6 + "-y 64 -u 128 -P 2001:db8:bad::/64#LA", hidden()),
    ("r21_hidden_by_destination", "the type behind a destination header that needs a fragment",
     FAKE + "-E D att0", hidden(src=ATTACKER_ADDR)),
    ("r21_hidden_scapy", "8 octets of a destination header, and all else later",
     cut(8, before=[dst(18)]), hidden()),
    # (thc-ipv6 3.8 repeats a piece here, so that no host gets a valid RA out of it.)
    ("r21_full_evasion", "destination, routing and destination header, hidden in fragments",
     FAKE + "-E F att0", hidden(src=ATTACKER_ADDR)),
    ("r21_overlap_first", "overlap for hosts where the first octets win",
     FAKE + "-E O att0", unseen("overlap", src=ATTACKER_ADDR)),
    ("r21_overlap_last", "overlap for hosts where the last octets win",
     FAKE + "-E o att0", unseen("overlap", src=ATTACKER_ADDR)),
    ("r21_overlap_ra_first", "an RA under an echo request of the same place",
     overlapping(True), unseen("overlap")),
    ("r21_overlap_ra_last", "an RA over an echo request of the same place",
     overlapping(False), unseen("overlap")),
    # Row 28
    ("r28_vlan", "in VLAN 100", [ra(tags=[Dot1Q(vlan=100)])], stranger("vlan-tagged", vlan=100)),
    ("r28_priority", "with a priority tag, VLAN 0", [ra(tags=[Dot1Q(vlan=0, prio=3)])],
     stranger("vlan-tagged", vlan=None)),
    ("r28_qinq", "in VLAN 100 within VLAN 200",
     [ra(tags=[Dot1AD(vlan=200, type=0x8100), Dot1Q(vlan=100)])],
     stranger("vlan-tagged", vlan=200)),
    ("r28_twice_8021q", "in VLAN 100 within VLAN 200, both tags of the same kind",
     [ra(tags=[Dot1Q(vlan=200, type=0x8100), Dot1Q(vlan=100)])],
     stranger("vlan-tagged", vlan=200)),
    ("r28_hidden_in_vlan", "all at once: a VLAN tag, headers and fragments",
     lambda lan: [tagged(f) for f in cut(16, before=[dst(18)])],
     hidden(vlan=100)),
]


def tagged(frame):
    return Ether(src=frame.src, dst=frame.dst) / Dot1Q(vlan=100) / frame[IPv6]


def malformed(octets=None, checksum=None, **how):
    """An RA that breaks a rule of RFC 4861 s. 6.1.2; @octets: its ICMPv6 message from Code on."""
    frame = ra(**how)
    if checksum is not None:
        frame[ICMPv6ND_RA].cksum = checksum
    return [frame]


def icmp(octets):
    """A packet with just these octets of ICMPv6; scapy fills in the checksum."""
    return [Ether(src=BAD_MAC, dst=roguelan.ALL_NODES_MAC)
            / IPv6(src=BAD_ADDR, dst="ff02::1", hlim=255, nh=58) / Raw(summed(octets))]


def summed(octets):
    from scapy.layers.inet6 import in6_chksum
    zeroed = octets[:2] + b"\0\0" + octets[4:]
    value = in6_chksum(58, IPv6(src=BAD_ADDR, dst="ff02::1"), zeroed)
    return octets[:2] + value.to_bytes(2, "big") + octets[4:]


HEAD = bytes.fromhex("86000000 40000708 00000000 00000000")     # RFC 4861 s. 4.2, lifetime 1800
INVALID = [
    ("r22_hop_limit", "hop limit 254", malformed(hlim=254), "hoplimit", BAD_ADDR),
    ("r23_checksum", "a wrong checksum", malformed(checksum=0xbad), "checksum", BAD_ADDR),
    ("r24_global_source", "a global source", malformed(src="2001:db8:1::bad"), "source",
     "2001:db8:1::bad"),
    ("r24_no_source", "no source at all", malformed(src="::"), "source", None),
    ("r25_code", "Code 1", malformed(code=1), "code", BAD_ADDR),
    ("r25_short", "12 octets", icmp(HEAD[:12]), "length", BAD_ADDR),
    ("r25_four_octets", "4 octets", icmp(HEAD[:4]), "length", BAD_ADDR),
    ("r25_zero_length", "an option of length zero", icmp(HEAD + bytes([1, 0]) + bytes(6)),
     "option", BAD_ADDR),
    ("r25_overrun", "an option that is longer than the packet", icmp(HEAD + bytes([1, 4]) + bytes(6)),
     "option", BAD_ADDR),
    ("r25_trailing", "an octet behind the last option", icmp(HEAD + b"\x01"), "option", BAD_ADDR),
]


def detected(row):
    _, _, what, want = row

    def test(l):
        lan = RogueLan(l)
        for json_lines in (False, True):
            log = lan.start(config(json_lines=json_lines))
            lan.expect(log, what, **want)
            log.daemon.stop()
    return test


def refused(row):
    """One line that names the rule, and the daemon goes on: it still answers for the next RA."""
    _, _, frames, rule, src = row

    def test(l):
        lan = RogueLan(l)
        for json_lines in (False, True):
            log = lan.start(config(json_lines=json_lines))
            mark = log.mark()
            line = lan.expect(log, frames, event="ra-invalid", severity="notice", reason=rule,
                              src=src, mac=BAD_MAC)
            lan.attacker.send("att0", *frames)
            log.sit(0.5)
            about = [l for l in log.lines[mark:] if l["event"] in ("ra-invalid", "rogue-ra")]
            assert about == [line], about
            lan.expect(log, [ra(src="fe80::2bad")], reason="unknown-router", src="fe80::2bad")
            log.daemon.stop()
    return test


rows(globals(), ROWS, detected)
rows(globals(), INVALID, refused)


def test_half_of_a_packet(l):
    "a first fragment that shows nothing of what it is, and nothing after it, is reported"
    lan = RogueLan(l)
    lan.expect(lan.start(config(json_lines=True)), cut(8, before=[dst(18)])[:1],
               src=BAD_ADDR, mac=BAD_MAC)


def test_partial_overlap(l):
    "two fragments that contradict each other in one octet are an overlap"
    lan = RogueLan(l)
    lan.expect(lan.start(config(json_lines=True)), partly_overlapping(), src=BAD_ADDR, mac=BAD_MAC,
               also=["overlap"])


def test_noise_is_no_finding(l):
    "neither ESP, nor fragments of other traffic, nor solicitations cause a line"
    lan = RogueLan(l)
    log = lan.start()
    mark = log.mark()
    udp = bytes.fromhex("0035003500f80000") + bytes(240)
    lan.attacker.send("att0", roguelan.echo(),
                      Ether(src=BAD_MAC, dst=roguelan.ALL_NODES_MAC)
                      / IPv6(src=BAD_ADDR, dst="ff02::1", nh=50) / Raw(bytes(32)),
                      fragment(17, udp[:120], 0, True), fragment(17, udp[120:], 120, False))
    log.sit(1)
    assert not [l for l in log.lines[mark:] if l["event"]], log.lines[mark:]


if __name__ == "__main__":
    lab.main()
