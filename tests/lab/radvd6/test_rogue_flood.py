#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A flood of RAs from ever new sources: few lines, little memory, and the service goes on.

It takes both cores, and what gets past spare_the_kernel() fills the neighbour
table that all namespaces share: it runs alone.
"""

import random
import re
import time

import ralan
import roguelan
from roguelan import (BAD_ADDR, BAD_MAC, OUR_ADDR, PEER_ADDR, PEER_MAC, VICTIM_MAC, RogueLan, config,
                      lab, prefix, ra, sllao)
from scapy.layers.inet6 import ICMPv6ND_RA, ICMPv6ND_RS, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.l2 import Ether

FLOOD = 100000
PER_SECOND = 10000
STRANGER = "ra6 -i att0 -d ff02::1 -s %s -S %s -e -t 1800" % (BAD_ADDR, BAD_MAC)
MIB = 1024


def words_sum(octets):
    return sum(int.from_bytes(octets[n:n + 2], "big") for n in range(0, len(octets), 2))


class Forger:
    """RAs of random sources and MACs, made from one that scapy has built."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.template = bytes(ra(sllao("00:00:00:00:00:00"), prefix(), src="fe80::",
                                 mac="00:00:00:00:00:00"))
        at = self.template.index(bytes.fromhex("8600"), 54)
        assert at == 54
        self.base = 0xffff ^ int.from_bytes(self.template[56:58], "big")
        assert self.template[70:72] == b"\x01\x01"      # its SLLAO

    def frame(self):
        iid = self.random.randbytes(8)
        mac = b"\x02" + self.random.randbytes(5)
        total = self.base + words_sum(iid) + words_sum(mac)
        while total > 0xffff:
            total = (total & 0xffff) + (total >> 16)
        f = bytearray(self.template)
        f[6:12], f[30:38], f[72:78] = mac, iid, mac
        f[56:58] = (0xffff ^ total).to_bytes(2, "big")
        return bytes(f)

    def check(self, frame):
        """Is the checksum what scapy computes?"""
        again = Ether(frame)
        said = again[ICMPv6ND_RA].cksum
        del again[ICMPv6ND_RA].cksum
        assert Ether(bytes(again))[ICMPv6ND_RA].cksum == said, frame.hex()


def spare_the_kernel(lan):
    """The kernels behind the packet sockets hear nothing of the flood.

    Linux remembers the sender of each RA as a neighbour, whatever accept_ra says. Once
    that table is full (gc_thresh3, 1024 for all namespaces together) nothing leaves that
    needs a new entry, ours neither: EINVAL. That is a matter of the host, not of radvd6.
    """
    roguelan.need("nft")
    for ns in (lan.router, lan.victim):
        ns.run(["nft", "add table ip6 t; add chain ip6 t c { type filter hook prerouting"
                " priority -300; }; add rule ip6 t c icmpv6 type nd-router-advert drop"])


def rss_kib(pid):
    with open("/proc/%d/smaps_rollup" % pid) as f:
        return int(re.search(r"^Rss:\s+(\d+) kB", f.read(), re.M).group(1))


def solicit(n):
    source = "fe80::aa:%x" % n
    return source, (Ether(src=VICTIM_MAC, dst=ralan.ALL_ROUTERS_MAC)
                    / IPv6(src=source, dst=ralan.ALL_ROUTERS, hlim=255)
                    / ICMPv6ND_RS() / ICMPv6NDOptSrcLLAddr(lladdr=VICTIM_MAC))


class Flood:
    """Sends @frames at an even pace from the attacker; calls each second(n) in between."""

    def __init__(self, lan, frames, per_second):
        self.lan, self.frames, self.per_second = lan, frames, per_second

    def run(self, each_second):
        with self.lan.attacker.inside():
            sock = lab.socket.socket(lab.socket.AF_PACKET, lab.socket.SOCK_RAW, 0)
            sock.bind(("att0", 0))
        started, batch = time.monotonic(), self.per_second // 100
        self.times = [time.time()]
        for n in range(0, len(self.frames), batch):
            for f in self.frames[n:n + batch]:
                sock.send(f)
            if n % self.per_second == 0:
                each_second(n // self.per_second)
            ahead = n / self.per_second - (time.monotonic() - started)
            if ahead > 0:
                time.sleep(ahead)
        self.times.append(time.time())
        self.took = time.monotonic() - started
        sock.close()


def own(watch, since, before):
    return [t for t, f in watch.ras(ralan.ALL_NODES, since, before) if f[IPv6].src == OUR_ADDR]


def test_flood(l):
    "100,000 RAs of as many routers: ten lines, 1 MiB, and nobody waits for us"
    forger = Forger(20)
    frames = [forger.frame() for _ in range(FLOOD)]
    for f in frames[:20]:
        forger.check(f)
    lan = RogueLan(l)
    lan.victim.ip_batch(["addr add fe80::aa:%x/64 dev vic0 nodad" % n for n in range(20)])
    spare_the_kernel(lan)
    log = lan.start(config(iface=roguelan.OFTEN))
    lan.attacker.send("att0", ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0))
    log.sit(1)
    mark, before = log.mark(), rss_kib(log.daemon.pid)
    asked = {}

    def each_second(n):
        source, rs = solicit(n)
        asked[source] = time.time()
        lan.victim.send("vic0", rs)
        log.read()

    flood = Flood(lan, frames, PER_SECOND)
    flood.run(each_second)
    ended = time.time()
    after = rss_kib(log.daemon.pid)
    log.sit(1)
    judge_service(log, lan.wire, asked, flood.times)
    judge_newcomer(lan, log)
    judge_lines(log, mark)
    assert after - before <= MIB, "%d KiB more" % (after - before)
    judge_allowed(lan, log)
    print("# %d RAs in %.1f s, RSS %d -> %d KiB, %d lines, ended %.0f" % (
        FLOOD, flood.took, before, after, len(log.lines) - mark, ended - flood.times[0]))


def judge_service(log, watch, asked, times):
    """Each solicitation has an answer, and no gap is longer than MaxRtrAdvInterval.

    At the latest it is one to all, three seconds after the last (RFC 4861 s. 6.2.6).
    """
    began, ended = times
    for source, when in asked.items():
        got = [t for t, f in watch.ras(since=when, before=when + log.fair(3.5))
               if f[IPv6].dst in (source, ralan.ALL_NODES)]
        assert got, "no answer to " + source
    left = own(watch, began - 5, ended + 1)
    gaps = [b - a for a, b in zip(left, left[1:])]
    assert gaps and max(gaps) <= log.fair(4.0 + 0.5), gaps


def judge_newcomer(lan, log):
    """A rogue that begins a second later is named within 10 s."""
    mark, started = log.mark(), time.monotonic()
    while not (got := [x for x in log.read()[mark:] if x["src"] == BAD_ADDR]):
        assert time.monotonic() - started < log.fair(10), "a new rogue is not named"
        lan.attack(STRANGER)
        log.sit(1)
    roguelan.check_line(got[0], reason="unknown-router", severity="err", src=BAD_ADDR, mac=BAD_MAC)


def judge_lines(log, mark):
    """One says that there is a flood, one that it is over, and all in all there are ten."""
    log.wait(is_end, mark, 15, "line that ends the flood")
    said = [x for x in log.lines[mark:] if x["src"] != BAD_ADDR]
    floods = [x for x in said if x["event"] == "ra-flood"]
    assert floods and floods[0]["severity"] == "err", said
    assert len([x for x in said if not is_end(x)]) <= 10, said


def is_end(line):
    return line["event"] in ("rogue-ra-ceased", "ra-flood-ceased") and "flood" in line.text


def judge_allowed(lan, log):
    """What an allowed router said before is still known: another flag is a change.

    Lines that open incidents have a budget (R-279), which the flood has used up.
    """
    mark = log.mark()
    lan.attack([ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, H=1)])
    line = log.wait(lambda l: l["src"] == PEER_ADDR, mark, 30, "line about the allowed router")
    roguelan.check_line(line, reason="router-changed", src=PEER_ADDR, mac=PEER_MAC)


def test_a_rogue_within_a_flood(l):
    "a rogue that goes on amid the flood of thc-ipv6 is named within 10 s"
    lan = RogueLan(l)
    spare_the_kernel(lan)
    log = lan.start(config(iface=roguelan.OFTEN))
    mark = log.mark()
    roguelan.need("atk6-flood_router26")
    flood = lan.attacker.start("timeout 6 atk6-flood_router26 att0")
    started = time.monotonic()
    log.sit(1)
    while not (got := [x for x in log.read()[mark:] if x["src"] == BAD_ADDR]):
        assert time.monotonic() - started < log.fair(10), "the rogue is not named"
        lan.attacker.send("att0", ra(sllao()))
        log.sit(0.5)
    roguelan.check_line(got[0], reason="unknown-router", src=BAD_ADDR, mac=BAD_MAC)
    flood.stop()
    log.wait(is_end, mark, 15, "line that ends the flood")
    assert len(log.lines) - mark <= 12, log.lines


def test_one_router_that_repeats_itself(l):
    "20,000 RAs of one router are one incident and no flood"
    lan = RogueLan(l)
    spare_the_kernel(lan)
    log = lan.start(config(iface=roguelan.OFTEN))
    mark = log.mark()
    Flood(lan, [bytes(ra(sllao()))] * 20000, PER_SECOND).run(lambda n: log.read())
    log.sit(1)
    said = [x for x in log.lines[mark:] if x["event"]]
    assert {x["event"] for x in said} <= {"rogue-ra", "monitor-overload"}, said
    assert 1 <= len(said) <= 8 and len({x["incident"] for x in said} - {None}) == 1, said


if __name__ == "__main__":
    lab.main()
