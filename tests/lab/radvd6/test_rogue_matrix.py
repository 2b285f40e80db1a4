#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What a rogue RA can say: each kind is named within a second, with the right reason.

Each attack is made twice, against a daemon that writes text and one that writes
JSON: text names the first reason, JSON all of them.
"""

import roguelan
from roguelan import (ATTACKER_ADDR, BAD_ADDR, BAD_MAC, OUR_ADDR, OUR_MAC, PEER_ADDR, PEER_MAC,
                      VICTIM_ADDR, VICTIM_MAC, RogueLan, config, lab, ra, rows, sllao)
from scapy.layers.inet6 import ICMPv6NDOptDNSSL, ICMPv6NDOptUnknown

RA6 = "ra6 -i att0 -d ff02::1 "
STRANGER = RA6 + "-s %s -S %s -e " % (BAD_ADDR, BAD_MAC)
# The allowed router's address and MAC: what is wrong is then the value alone.
AS_PEER = RA6 + "-s %s -S %s -e -p 0 -c 64 -r 0 -x 0 -t 1800 " % (PEER_ADDR, PEER_MAC)
FAKE = "atk6-fake_router26 -n 1 "


def pref64(text="fd00:64::"):
    """RFC 8781 s. 4: lifetime 600 s, a /96; scapy 2.5 has no such option."""
    octets = lab.socket.inet_pton(lab.socket.AF_INET6, text)
    return ICMPv6NDOptUnknown(type=38, len=2, data=bytes.fromhex("0258") + octets[:12])


def captive(uri=b"https://evil.example/x"):
    """RFC 8910 s. 2.3, filled up with zeroes."""
    data = uri + bytes(-(2 + len(uri)) % 8)
    return ICMPv6NDOptUnknown(type=37, len=(2 + len(data)) // 8, data=data)


def of_stranger(*also, **more):
    """What is said about somebody who is not described."""
    return dict({"reason": "unknown-router", "severity": "err", "src": BAD_ADDR, "mac": BAD_MAC,
                 "also": also}, **more)


def of_peer(reason, severity="warning", **more):
    return dict({"reason": reason, "severity": severity, "src": PEER_ADDR, "mac": PEER_MAC}, **more)


def by_tool(*also, **more):
    """The same by a tool that uses the attacker's own address."""
    return of_stranger(*also, **dict({"src": ATTACKER_ADDR}, **more))


def peer_says(*options, **header):
    return [ra(sllao(PEER_MAC), *options, src=PEER_ADDR, mac=PEER_MAC, **header)]


ROWS = [
    # Row 1: who is it?
    ("r01_unknown_router", "a router that nobody knows is named",
     STRANGER + "-t 1800 -P 2001:db8:bad::/64#LA#86400#14400",
     of_stranger("prefix-unknown", sllao=BAD_MAC)),
    ("r01_no_options", "one that says nothing but its lifetime is named, too",
     [ra()], of_stranger(sllao=None)),
    ("r01_lifetime_zero", "a stranger that is no default router and claims nothing is worth a notice",
     [ra(routerlifetime=0)], of_stranger(severity="notice")),
    ("r01_all_options", "one with every option at once is one line",
     FAKE + "-A 2001:db8:bad::/64 -D 2001:db8:bad::53 -L evil.example -R 2001:db8:f00::/48 "
     "-M 1280 -l 1800 -p high att0",
     by_tool("rdnss-unknown", "dnssl-unknown", "prefix-unknown", "route-unknown",
             "preference-above-ours", "mtu-out-of-range")),
    # Row 2: a known address from another MAC.
    ("r02_our_address", "our address from another MAC is a spoof",
     FAKE + "-A 2001:db8:bad::/64 -s %s -l 9000 att0" % OUR_ADDR,
     {"reason": "self-spoof", "severity": "crit", "src": OUR_ADDR, "mac": BAD_MAC}),
    ("r02_allowed_address", "an allowed router's address from another MAC is a spoof",
     RA6 + "-s %s -S %s -E %s -p 0 -c 64 -r 0 -x 0 -t 1800" % (PEER_ADDR, BAD_MAC, PEER_MAC),
     {"reason": "router-mac-mismatch", "severity": "crit", "src": PEER_ADDR, "mac": BAD_MAC,
      "sllao": PEER_MAC}),
    # Row 3: our address and our MAC, from another port.
    ("r03_our_twin", "our address and our MAC, sent by somebody else, are a spoof",
     FAKE + "-A 2001:db8:1::/64 -a 7200 -s %s -S %s -f %s -F managed,other att0"
     % (OUR_ADDR, OUR_MAC, OUR_MAC),
     {"reason": "self-spoof", "severity": "crit", "src": OUR_ADDR, "mac": OUR_MAC,
      "also": ["flags-changed"]}),
    ("r03_our_mac", "our MAC with another address is a spoof",
     RA6 + "-s %s -S %s -t 1800 -e" % (BAD_ADDR, OUR_MAC),
     {"reason": "self-spoof", "severity": "crit", "src": BAD_ADDR, "mac": OUR_MAC}),
    # Row 4: the end of a router, said by somebody else.
    ("r04_kill_us", "16 octets that end our default route are a spoof and a kill",
     "atk6-kill_router6 att0 " + OUR_ADDR,
     {"reason": "self-spoof", "severity": "crit", "src": OUR_ADDR, "mac": BAD_MAC,
      "also": ["router-killed"]}),
    ("r04_kill_us_exactly", "the same with our MAC",
     RA6 + "-s %s -S %s -t 0 -e" % (OUR_ADDR, OUR_MAC),
     {"reason": "self-spoof", "severity": "crit", "src": OUR_ADDR, "mac": OUR_MAC,
      "also": ["router-killed"]}),
    ("r04_kill_allowed", "the end of an allowed router, from another MAC, is a kill",
     "atk6-kill_router6 att0 " + PEER_ADDR,
     {"reason": "router-killed", "severity": "crit", "src": PEER_ADDR, "mac": BAD_MAC,
      "also": ["router-mac-mismatch"]}),
    # Row 5 to 16: what it says. From a stranger, and from the allowed router itself.
    ("r05_prefix", "an allowed router with a prefix that nobody described",
     AS_PEER + "-P 2001:db8:bad::/64#LA#86400#14400",
     of_peer("prefix-unknown", got="2001:db8:bad::/64")),
    ("r06_deprecated", "our prefix with preferred lifetime 0, by a stranger",
     STRANGER + "-t 0 -P 2001:db8:1::/64#LA#7200#0", of_stranger("prefix-deprecated")),
    ("r06_valid_zero", "our prefix with valid lifetime 0, by a stranger",
     STRANGER + "-t 0 -P 2001:db8:1::/64#LA#0#0", of_stranger("prefix-deprecated")),
    ("r07_preference", "a preference above ours, by a stranger",
     STRANGER + "-t 1800 -p 1", of_stranger("preference-above-ours")),
    ("r07_preference_peer", "a preference above what the allowed router may have",
     [ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=1)],
     of_peer("preference-above-ours", expected="medium", got="high")),
    ("r08_rdnss", "a name server, by a stranger",
     STRANGER + "-t 0 -N 3600#2001:db8:bad::53", of_stranger("rdnss-unknown")),
    ("r08_rdnss_peer", "a name server that the allowed router may not name",
     AS_PEER + "-N 3600#2001:db8:bad::53",
     of_peer("rdnss-unknown", "err", got="2001:db8:bad::53")),
    ("r08_many", "twenty name servers are one line",
     STRANGER + "-t 0 -W 10#2", of_stranger("rdnss-unknown")),
    ("r09_dnssl", "a search domain, by a stranger",
     [ra(ICMPv6NDOptDNSSL(lifetime=600, searchlist=["evil.example"]))],
     of_stranger("dnssl-unknown")),
    ("r09_dnssl_peer", "a search domain that the allowed router may not name",
     peer_says(ICMPv6NDOptDNSSL(lifetime=600, searchlist=["evil.example"])),
     of_peer("dnssl-unknown", "err")),
    ("r10_pref64", "a NAT64 prefix, by a stranger", [ra(pref64())], of_stranger("pref64-unknown")),
    ("r10_pref64_peer", "a NAT64 prefix that the allowed router may not name",
     peer_says(pref64()), of_peer("pref64-unknown", "err", got="fd00:64::/96")),
    ("r11_captive", "a captive portal, by a stranger",
     [ra(captive())], of_stranger("captive-portal-unknown")),
    ("r12_route", "a specific route, by a stranger",
     STRANGER + "-t 0 -R 2001:db8:f00::/48#1#3600", of_stranger("route-unknown")),
    ("r12_default", "a route to everything with preference high, by a stranger",
     STRANGER + "-t 0 -R ::/0#1#3600", of_stranger("route-unknown")),
    ("r12_route_peer", "a route that the allowed router may not name",
     AS_PEER + "-R 2001:db8:f00::/48#0#1800", of_peer("route-unknown", got="2001:db8:f00::/48")),
    ("r13_mtu_500", "an MTU of 500, by a stranger",
     STRANGER + "-t 0 -M 500", of_stranger("mtu-out-of-range")),
    ("r13_mtu_9000", "an MTU of 9000, by a stranger",
     STRANGER + "-t 0 -M 9000", of_stranger("mtu-out-of-range")),
    ("r13_mtu_peer", "an MTU that the allowed router may not name",
     AS_PEER + "-M 1280", of_peer("mtu-out-of-range", expected=1500, got=1280, field="mtu")),
    ("r14_hop_limit", "a hop limit of 1, by a stranger",
     STRANGER + "-t 0 -c 1", of_stranger("hoplimit-out-of-range")),
    ("r14_hop_limit_peer", "a hop limit of 1, by the allowed router",
     peer_says(chlim=1), of_peer("hoplimit-out-of-range", expected=64, got=1)),
    ("r15_flags", "the flags of DHCPv6, with our address and MAC",
     RA6 + "-s %s -S %s -t 1800 -m -o -e" % (OUR_ADDR, OUR_MAC),
     {"reason": "self-spoof", "severity": "crit", "src": OUR_ADDR, "mac": OUR_MAC,
      "also": ["flags-changed"]}),
    ("r15_flags_peer", "the flags of DHCPv6, by the allowed router",
     peer_says(M=1, O=1), of_peer("flags-changed")),
    ("r16_timers", "timers of a millisecond, by a stranger",
     STRANGER + "-t 0 -r 1 -x 1", of_stranger("timers-changed")),
    ("r16_timers_peer", "timers of a millisecond, by the allowed router",
     peer_says(reachabletime=1, retranstimer=1), of_peer("timers-changed")),
    ("lifetime_peer", "a lifetime above what the allowed router may have",
     peer_says(routerlifetime=9000), of_peer("lifetime-out-of-range", expected="at most 1800", got=9000)),
    # Row 26, 27, 29. What is unicast is seen where the switch floods it.
    ("r26_unicast_frame", "an RA to everybody in a frame to one host",
     FAKE + "-m %s att0" % VICTIM_MAC, by_tool("unicast")),
    ("r26_unicast", "an RA to one host",
     "ra6 -i att0 -s %s -S %s -d %s -D %s -t 1800 -e" % (BAD_ADDR, BAD_MAC, VICTIM_ADDR, VICTIM_MAC),
     of_stranger("unicast")),
    ("r27_sllao", "a source link-layer address that is not the frame's, by a stranger",
     RA6 + "-s %s -S %s -t 1800 -E 02:de:ad:be:ef:00" % (BAD_ADDR, BAD_MAC),
     of_stranger("sllao-mismatch", sllao="02:de:ad:be:ef:00")),
    ("r27_sllao_forged", "a stranger that puts our MAC into the option stays a stranger",
     RA6 + "-s %s -S %s -t 1800 -E %s" % (BAD_ADDR, BAD_MAC, OUR_MAC),
     of_stranger("sllao-mismatch", sllao=OUR_MAC)),
    ("r27_sllao_peer", "a source link-layer address that is not the frame's, by the allowed router",
     [ra(sllao("02:de:ad:be:ef:00"), src=PEER_ADDR, mac=PEER_MAC)],
     of_peer("sllao-mismatch", sllao="02:de:ad:be:ef:00")),
    ("r29_six_to_four", "a 6to4 prefix of a host that shares its connection",
     STRANGER + "-t 1800 -P 2002:c0a8:101:2::/64#LA#1800#1800 -M 1500",
     of_stranger("six-to-four", "prefix-unknown")),
    ("r29_six_to_four_peer", "a 6to4 prefix by the allowed router",
     AS_PEER + "-P 2002:c0a8:101:2::/64#LA#1800#1800", of_peer("six-to-four", "err")),
]
INSIDE = {"r01_unknown_router", "r03_our_twin", "r08_rdnss_peer"}


def flood_unicast(lan):
    """The switch knows nobody's port, as one that is full: unicast goes everywhere."""
    lan.switch.ip("link set br0 type bridge ageing_time 0")
    lan.switch.run("bridge fdb flush dev br0")


def judged(row):
    name, _, what, want = row

    def test(l):
        lan = RogueLan(l)
        if name.startswith("r26"):
            flood_unicast(lan)
        for json_lines in (False, True):
            log = lan.start(config(json_lines=json_lines))
            lan.expect(log, what, **want)
            log.daemon.stop()
    return test


def judged_inside(row):
    """The same where the router's own interface is the bridge: its line names the port."""
    _, _, what, want = row

    def test(l):
        lan = RogueLan(l, inside=True)
        # The bridge knows its own MAC as its own, wherever a frame with it came in.
        port = None if want["mac"] == OUR_MAC else "swp-att"
        lan.expect(lan.start(), what, port=port, **want)
    return test


rows(globals(), ROWS, judged)
rows(globals(), [("inside_" + r[0], "on a bridge of ours: " + r[1], r[2], r[3])
                 for r in ROWS if r[0] in INSIDE], judged_inside)


def test_unicast_across_a_bridge(l):
    "unicast across our own bridge is seen when it listens to all, and not without"
    what = "ra6 -i att0 -s %s -S %s -d %s -D %s -t 1800 -e" % (
        BAD_ADDR, BAD_MAC, VICTIM_ADDR, VICTIM_MAC)
    lan = RogueLan(l, inside=True)
    lan.victim.send("vic0", roguelan.echo())    # now the bridge knows the victim's port
    log = lan.start(config("Promiscuous on;"))
    lan.expect(log, what, reason="unknown-router", also=["unicast"], src=BAD_ADDR, mac=BAD_MAC,
               port="swp-att")
    log.daemon.stop()
    log = lan.start(config())
    lan.attack(what)
    log.sit(1)
    assert not log.alerts(), log.alerts()


def test_another_sender_on_this_host(l):
    "an RA that leaves this host and is not ours is a second sender"
    lan = RogueLan(l)
    log = lan.start()
    lan.router.send("lan0", ra(src="fe80::5ec0:4d", mac=OUR_MAC))
    line = log.wait(lambda l: l["event"] == "second-sender")
    assert line["severity"] == "warning" and line["src"] == "fe80::5ec0:4d", line
    log.sit(0.5)
    assert not [l for l in log.lines if l["event"] == "rogue-ra"], log.lines


if __name__ == "__main__":
    lab.main()
