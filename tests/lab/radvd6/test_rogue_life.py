#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The life of an incident, what is no incident at all, and what is done with one."""

import glob
import json
import os
import signal
import stat
import time

import roguelan
from roguelan import (BAD_ADDR, BAD_MAC, OUR_ADDR, OUR_MAC, PEER_ADDR, PEER_MAC, VRRP_ADDR,
                      VRRP_MAC, RogueLan, config, lab, prefix, ra, sllao)
from scapy.layers.inet6 import ICMPv6ND_RA, ICMPv6NDOptRDNSS, ICMPv6NDOptRouteInfo, IPv6
from scapy.utils import rdpcap

STRANGER = "ra6 -i att0 -d ff02::1 -s %s -S %s -e " % (BAD_ADDR, BAD_MAC)
OFTEN = roguelan.OURS.replace("300;", "3;").replace("900;", "4;")

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


def test_it_ends_by_itself(l):
    "a rogue that stops is over once its lifetime has ended, with duration and count"
    lan = RogueLan(l)
    log = lan.start(config(json_lines=True))
    opened = lan.expect(log, STRANGER + "-t 2 -M 1280", reason="unknown-router")
    for _ in range(2):
        log.sit(0.5)
        left = lan.attack(STRANGER + "-t 2 -M 1280")
    line = log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=10)
    roguelan.check_line(line, "rogue-ra-ceased", severity="notice", src=BAD_ADDR, mac=BAD_MAC,
                        incident=opened["incident"], count=3)
    took = line.at - left
    assert 2.0 - 0.1 <= took <= log.fair(2.0 + 2.0), took
    assert "1 s" in line.text, line     # from the first to the last one


def test_it_ends_when_told(l):
    "CeaseAfter says how long a rogue must be silent, whatever its lifetime"
    lan = RogueLan(l)
    log = lan.start(config("CeaseAfter 2;"))
    opened = lan.expect(log, STRANGER + "-t 9000 -P 2001:db8:bad::/64#LA#86400#14400",
                        reason="unknown-router")
    line = log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=8)
    assert 2.0 <= line.at - opened.at <= log.fair(4.0), line.at - opened.at
    assert line["incident"] == opened["incident"] and line["count"] == "1", line
    assert "harm" in line.keys or "86" in line.text, line   # when hosts' bad state ends


def test_it_comes_back(l):
    "a rogue that comes back after its end is an incident of its own"
    lan = RogueLan(l)
    log = lan.start(config("CeaseAfter 1;"))
    first = lan.expect(log, STRANGER + "-t 1800", reason="unknown-router")
    log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=8)
    second = lan.expect(log, STRANGER + "-t 1800", reason="unknown-router")
    assert int(second["incident"]) > int(first["incident"]), (first, second)


def test_it_goes_on(l):
    "what goes on is summed up, not repeated: 60 RAs are at most 4 lines"
    lan = RogueLan(l)
    log = lan.start(config("AlertInterval 2;"))
    mark = log.mark()
    lan.expect(log, STRANGER + "-t 1800", reason="unknown-router", count=1)
    for _ in range(59):
        lan.attacker.send("att0", ra(sllao()))
        log.sit(0.04)
    log.sit(2.5)
    lines = [x for x in log.lines[mark:] if x["event"] == "rogue-ra"]
    assert 2 <= len(lines) <= 4, lines
    assert len({x["incident"] for x in lines}) == 1, lines
    assert int(lines[-1]["count"]) >= 50, lines


def test_it_rises(l):
    "an incident that becomes graver says so in a line more"
    lan = RogueLan(l)
    log = lan.start()
    mild = lan.expect(log, [ra(routerlifetime=0)], severity="notice")
    mark = log.mark()
    lan.attack(STRANGER + "-t 1800 -N 3600#2001:db8:bad::53")
    worse = log.wait(lambda l: l["event"] == "rogue-ra" and l["severity"] == "err", mark, 2)
    assert worse.at - mild.at < 5 and worse["src"] == BAD_ADDR, worse


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
            assert line["port"] == ("swp-att" if inside else None), line
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
    log = lan.start(config(iface=OFTEN))
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
    log = lan.start(config(iface=OFTEN))
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
    log = lan.start(config(iface=OFTEN))
    conf = l.file("radvd.conf", RADVD)
    second_router(lan, "radvd -C %s -n -m stderr -p %s/radvd.pid" % (conf, l.dir))
    lan.lab.file("radvd6.conf", config(iface=OFTEN.replace("2001:db8:1::/64", "2001:db8:9::/64")))
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
    ours = OFTEN + "    AdvRASrcAddress { %s; };\n" % VRRP_ADDR
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
                   thread(prefix()), thread(prf=1)):
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
    log = lan.start(config("NoRouterExpected on;", WATCH_ONLY), silent=True)
    lan.expect(log, thread(), reason="no-router-expected", src=BAD_ADDR, mac=BAD_MAC)


def test_probe_without_an_address(l):
    "a watch needs no address on its interface"
    lan = RogueLan(l)
    lan.router.ip("addr flush dev lan0")
    log = lan.start(config(iface=WATCH_ONLY), silent=True)
    lan.expect(log, STRANGER + "-t 1800", reason="unknown-router", severity="err",
               src=BAD_ADDR, mac=BAD_MAC)


def test_reannounce(l):
    "with Reannounce our own RA follows one that disagrees, and not without"
    for wanted in (True, False):
        with lab.Lab() as fresh:
            lan = RogueLan(fresh)
            log = lan.start(config("Reannounce on;" if wanted else ""))
            log.sit(3.1)                    # three seconds between two of ours
            since = time.time()
            lan.attack(STRANGER + "-t 1800 -M 1280")
            log.sit(2)
            ours = [f for _, f in lan.wire.ras(since=since) if f[IPv6].src == OUR_ADDR]
            assert len(ours) == (1 if wanted else 0), (wanted, ours)


def test_evidence(l):
    "the first frame of an incident is kept as a capture file that tshark reads"
    lan = RogueLan(l)
    state = l.dir / "state"
    state.mkdir()
    os.chown(state, *lab.nobody())
    log = lan.start(config("Evidence on;", top='StateDirectory "%s";\n' % state))
    line = lan.expect(log, STRANGER + "-t 1800 -P 2001:db8:bad::/64#LA", reason="unknown-router")
    first = lan.sent[0]
    lan.attack(STRANGER + "-t 900")
    kept = lab.wait_for(lambda: glob.glob(str(state / "**" / "*.pcap"), recursive=True), 2,
                        "a capture file")
    assert len(kept) == 1, (kept, line)
    assert [bytes(p) for p in rdpcap(kept[0])] == [first], kept
    said = lan.router.run(["tshark", "-r", kept[0], "-T", "fields", "-e", "eth.src", "-e",
                           "ipv6.src", "-e", "icmpv6.nd.ra.router_lifetime"]).stdout.split()
    assert said == [BAD_MAC, BAD_ADDR, "1800"], said
    mode = stat.S_IMODE(os.stat(kept[0]).st_mode)
    assert not mode & 0o022, oct(mode)


HOOK = """#!/bin/sh
{ env; echo ---; cat; } > "%s/$$.part" && mv "%s/$$.part" "%s/$$.done"
"""
OF_THE_SHELL = {"PWD", "OLDPWD", "SHLVL", "_"}
OF_RAMOND = {"PREFIX", "PREFIX_LEN", "SOURCE_ADDR", "SOURCE_MAC", "INTERFACE"}


def hook_runs(where):
    """(environment, object on standard input) of each run, in their order."""
    got = []
    for f in sorted(where.glob("*.done"), key=lambda p: p.stat().st_mtime_ns):
        env, _, stdin = f.read_text().partition("---\n")
        pairs = dict(line.split("=", 1) for line in env.splitlines() if "=" in line)
        got.append((pairs, json.loads(stdin)))
    return got


def test_hook(l):
    "a hook gets the incident on standard input and a clean environment, when it opens and ends"
    lan = RogueLan(l)
    out = l.dir / "out"
    out.mkdir()
    out.chmod(0o777)
    hook = l.file("hook", HOOK % (out, out, out), 0o755)
    log = lan.start(config('Hook "%s"; CeaseAfter 2;' % hook), env={"SECRET_OF_OURS": "x"})
    lan.expect(log, STRANGER + "-t 1800 -P 2001:db8:bad::/64#LA", reason="unknown-router")
    for _ in range(20):
        lan.attacker.send("att0", ra(sllao()))
    lab.wait_for(lambda: hook_runs(out), 3, "the hook to run")
    log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=8)
    runs = lab.wait_for(lambda: len(r := hook_runs(out)) >= 2 and r, 3, "the hook to run again")
    assert len(runs) == 2, runs
    for (env, note), event in zip(runs, ("rogue-ra", "rogue-ra-ceased")):
        assert note["event"] == event and note["src"] == BAD_ADDR, note
        assert env["RADVD6_SRC"] == BAD_ADDR and env["RADVD6_MAC"] == BAD_MAC, env
        assert env["PATH"] == "/usr/bin:/bin", env
        strange = {k for k in env if not k.startswith("RADVD6_")} - OF_THE_SHELL - OF_RAMOND - {"PATH"}
        assert not strange, strange
    env = runs[0][0]
    assert (env["PREFIX"], env["PREFIX_LEN"]) == ("2001:db8:bad::", "64"), env
    assert (env["SOURCE_MAC"], env["INTERFACE"]) == (BAD_MAC, "lan0"), env
    assert env["SOURCE_ADDR"].split("%")[0] == BAD_ADDR, env


def test_hook_that_hangs(l):
    "a hook that hangs delays neither our advertisements nor the next line"
    lan = RogueLan(l)
    hook = l.file("hook", "#!/bin/sh\nexec sleep 30\n", 0o755)
    log = lan.start(config('Hook "%s";' % hook, OFTEN))
    lan.expect(log, STRANGER + "-t 1800", reason="unknown-router")
    lan.expect(log, [ra(src="fe80::2bad", mac="02:00:00:00:0a:02")], reason="unknown-router",
               src="fe80::2bad")
    since = time.time()
    lan.wait_own(log.daemon, since, timeout=6)


def test_trusted_router_silent(l):
    "an allowed router that falls silent is missed"
    lan = RogueLan(l)
    log = lan.start()
    for _ in range(3):
        lan.attacker.send("att0", ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0,
                                     routerlifetime=4))
        log.sit(0.5)
    line = log.wait(lambda l: l["event"] == "trusted-router-silent", timeout=8)
    roguelan.check_line(line, "trusted-router-silent", severity="warning", src=PEER_ADDR)


def test_router_changed(l):
    "an allowed router that suddenly says something else is noted"
    lan = RogueLan(l)
    log = lan.start()
    mark = log.mark()
    lan.attacker.send("att0", ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0))
    log.sit(0.5)
    assert not [x for x in log.lines[mark:] if x["src"]], log.lines[mark:]
    lan.expect(log, [ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0, H=1)],
               reason="router-changed", severity="warning", src=PEER_ADDR, mac=PEER_MAC)


if __name__ == "__main__":
    lab.main()
