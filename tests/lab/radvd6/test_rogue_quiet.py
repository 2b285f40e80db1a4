#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Normal life is no alarm: routers that are described, renumbering, failover, reflections, Thread."""

import signal
import time

import roguelan
from roguelan import (BAD_ADDR, BAD_MAC, OUR_ADDR, OUR_MAC, PEER_ADDR, PEER_MAC, VRRP_ADDR,
                      VRRP_MAC, RogueLan, config, lab, prefix, ra, sllao)
from scapy.layers.inet6 import ICMPv6ND_RA, ICMPv6NDOptRDNSS, ICMPv6NDOptRouteInfo, IPv6

STRANGER = "ra6 -i att0 -d ff02::1 -s %s -S %s -e " % (BAD_ADDR, BAD_MAC)

RADVD = """
interface peer0 {
    AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 1800;
    AdvLinkMTU 1500;
    prefix 2001:db8:2::/64 { };
    route 2001:db8:20::/48 { };
    RDNSS 2001:db8:2::53 { };
    DNSSL peer.example { };
};
"""
BIRD = """
log stderr all;
router id 192.0.2.1;
protocol device { }
protocol radv {
    interface "peer0" {
        min ra interval 3; max ra interval 4; default lifetime 1800; link mtu 1500;
        prefix 2001:db8:2::/64 { };
        rdnss 2001:db8:2::53;
        dnssl "peer.example";
    };
}
"""


def reflected(lan, log):
    """An exact copy of what we have just sent comes in from the attacker's port."""
    lan.attacker.send("att0", bytes(lan.own_ra))
    return log.wait(lambda l: l["event"] in ("own-ra-reflected", "rogue-ra"), timeout=2)


def test_reflection(l):
    "our own RA, come back unchanged, has a word of its own and never names us as rogue"
    for inside in (False, True):
        with lab.Lab() as fresh:
            lan = RogueLan(fresh, inside)
            log = lan.start(config(json_lines=True))
            line = reflected(lan, log)
            assert line["event"] == "own-ra-reflected" and line["severity"] == "info", line
            assert line["src"] is None and line["mac"] == OUR_MAC, line
            assert line["port"] is None, line      # the bridge knows our MAC as its own
            log.sit(0.5)
            assert not [x for x in log.lines if x["event"] == "rogue-ra"], log.lines


def test_reflection_changed(l):
    "our own RA with another lifetime is no reflection but a spoof"
    lan = RogueLan(l)
    log = lan.start(config(json_lines=True))
    frame = lan.own_ra.copy()
    frame[ICMPv6ND_RA].routerlifetime = 0
    del frame[ICMPv6ND_RA].cksum
    lan.expect(log, [frame], reason="self-spoof", severity="crit", also=["router-killed"],
               src=OUR_ADDR, mac=OUR_MAC)


def second_router(lan, command):
    """A namespace with the allowed router on the same switch; the program runs there."""
    roguelan.need(lab.words(command)[0])
    peer = lan.lab.netns("peer")
    for key, value in (("addr_gen_mode", 1), ("dad_transmits", 0), ("accept_ra", 0)):
        peer.sysctl("net.ipv6.conf.default." + key, value)
    peer.sysctl("net.ipv6.conf.all.forwarding", 1)
    lan.lab.veth(peer, "peer0", lan.switch, "swp-peer", mac_a=PEER_MAC)
    lan.switch.ip(["link", "set", "swp-peer", "master", lan.bridge])
    peer.ip("addr add %s/64 dev peer0 nodad" % PEER_ADDR)
    peer.ip("addr add 2001:db8:2::1/64 dev peer0 nodad")
    since = time.time()
    program = peer.start(command)
    lab.wait_for(lambda: [f for _, f in lan.wire.ras(since=since) if f[IPv6].src == PEER_ADDR], 10,
                 "an advertisement of the second router; it said: " + program.log())
    return program


def quiet(lan, log, seconds, mark=0):
    log.sit(seconds)
    assert not log.alerts(mark), log.alerts(mark)


def test_radvd_is_no_alarm(l):
    "radvd, described, gives no line, neither at its start nor at its end"
    lan = RogueLan(l)
    log = lan.start(config(iface=roguelan.OFTEN))
    mark = log.mark()
    conf = l.file("radvd.conf", RADVD)
    other = second_router(lan, "radvd -C %s -n -m stderr -p %s/radvd.pid" % (conf, l.dir))
    log.sit(5)
    other.stop()
    log.sit(1)
    about = [x for x in log.lines[mark:] if PEER_ADDR in x.text]
    assert not about, about
    assert not log.alerts(), log.alerts()


def test_bird_is_no_alarm(l):
    "BIRD, described, gives no line"
    lan = RogueLan(l)
    log = lan.start(config(iface=roguelan.OFTEN))
    mark = log.mark()
    conf = l.file("bird.conf", BIRD)
    second_router(lan, "bird -f -c %s -s %s/bird.ctl -P %s/bird.pid" % (conf, l.dir, l.dir))
    log.sit(5)
    about = [x for x in log.lines[mark:] if PEER_ADDR in x.text]
    assert not about, about


def test_undescribed_radvd(l):
    "the same radvd without a description is a stranger"
    lan = RogueLan(l)
    log = lan.start(config(""))
    conf = l.file("radvd.conf", RADVD)
    second_router(lan, "radvd -C %s -n -m stderr -p %s/radvd.pid" % (conf, l.dir))
    line = log.wait(lambda l: l["event"] == "rogue-ra")
    roguelan.check_line(line, reason="unknown-router", severity="err", src=PEER_ADDR, mac=PEER_MAC)


def test_renumbering_is_no_alarm(l):
    "renumbering by reload, with a described router beside us, alarms nobody"
    lan = RogueLan(l)
    log = lan.start(config(iface=roguelan.OFTEN))
    conf = l.file("radvd.conf", RADVD)
    second_router(lan, "radvd -C %s -n -m stderr -p %s/radvd.pid" % (conf, l.dir))
    lan.lab.file("radvd6.conf", config(iface=roguelan.OFTEN.replace("2001:db8:1::/64", "2001:db8:9::/64")))
    log.daemon.send_signal(signal.SIGHUP)
    told = time.time()
    lab.wait_for(lambda: [f for _, f in lan.wire.ras(since=told)
                          if f[IPv6].src == OUR_ADDR and b"\x20\x01\x0d\xb8\x00\x09" in bytes(f)], 10,
                 "an advertisement with the new prefix")
    quiet(lan, log, 4)


def test_vrrp_failover_is_no_alarm(l):
    "a virtual router whose MAC is described may speak with our address, before and after us"
    lan = RogueLan(l)
    described = "router %s { LinkLayerAddress %s; };" % (VRRP_ADDR, VRRP_MAC)
    ours = roguelan.OFTEN + "    AdvRASrcAddress { %s; };\n" % VRRP_ADDR
    log = lan.start(config(described, ours), silent=True)
    log.wait(lambda l: l["event"] == "waiting", what="line that the address is not here")
    peer = ra(sllao(VRRP_MAC), prefix("2001:db8:1::"), src=VRRP_ADDR, mac=VRRP_MAC, prf=0)
    lan.attacker.send("att0", peer)
    log.sit(0.5)
    told = time.time()
    lan.router.ip("addr add %s/64 dev lan0 nodad" % VRRP_ADDR)      # the other one has failed
    lab.wait_for(lambda: [f for _, f in lan.wire.ras(since=told) if f[IPv6].src == VRRP_ADDR], 5,
                 "our own advertisement as virtual router")
    lan.attacker.send("att0", peer)                                 # and is back
    quiet(lan, log, 1)


def thread(*more, **header):
    """What a HomePod sends (Thread border router): no default router, a ULA, a route to a mesh."""
    header = dict({"chlim": 0, "routerlifetime": 0, "prf": 0, "res": 2}, **header)
    return [ra(prefix("fd12:3456:789a:1::", valid=1800, preferred=1800),
               ICMPv6NDOptRouteInfo(prefix="fd12:3456:789a:2::", plen=64, rtlifetime=1800),
               sllao(), *more, **header)]


def test_thread_border_router(l):
    "a Thread border router is worth a notice, and no more"
    lan = RogueLan(l)
    log = lan.start()
    lan.expect(log, thread(), severity="notice", src=BAD_ADDR, mac=BAD_MAC)
    for _ in range(3):
        lan.attacker.send("att0", *thread())
        log.sit(0.2)
    quiet(lan, log, 0.5)


def test_forged_thread_border_router(l):
    "one that claims more than a Thread border router does is none, whatever its flag"
    for forged in (thread(routerlifetime=1800),
                   thread(ICMPv6NDOptRDNSS(dns=["2001:db8:bad::53"], lifetime=600)),
                   thread(prefix()),
                   thread(ICMPv6NDOptRouteInfo(prefix="fd12::", plen=16, rtlifetime=600, prf=1))):
        with lab.Lab() as fresh:
            lan = RogueLan(fresh)
            lan.expect(lan.start(), forged, reason="unknown-router", severity="err")


def test_thread_not_allowed(l):
    "with AllowSNAC off it is a stranger as any other"
    lan = RogueLan(l)
    lan.expect(lan.start(config("AllowSNAC off;")), thread(), reason="unknown-router",
               severity="err")


WATCH_ONLY = "\n    AdvSendAdvert off;\n"


def test_no_router_expected(l):
    "where no router is expected every RA is an alarm, a Thread border router's too"
    lan = RogueLan(l)
    log = lan.start(config("NoRouterExpected on;", WATCH_ONLY, json_lines=True), silent=True)
    lan.expect(log, thread(), severity="err", src=BAD_ADDR, mac=BAD_MAC,
               also=["no-router-expected"])


def test_probe_without_an_address(l):
    "a watch needs no address on its interface"
    lan = RogueLan(l)
    lan.router.ip("addr flush dev lan0")
    log = lan.start(config(iface=WATCH_ONLY), silent=True)
    lan.expect(log, STRANGER + "-t 1800", reason="unknown-router", severity="err",
               src=BAD_ADDR, mac=BAD_MAC)


if __name__ == "__main__":
    lab.main()
