#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""First light: radvd6 advertises, and the kernel of a real host believes it."""

import pathlib
import re
import signal
import time

import ralan
from ralan import ALL_NODES, USER, Lan, lab
from scapy.layers.inet6 import (ICMPv6ND_RS, ICMPv6NDOptMTU, ICMPv6NDOptSrcLLAddr,
                                ICMPv6NDOptUnknown, ICMPv6Unknown, IPv6, IPv6ExtHdrFragment)
from scapy.packet import Raw

# Every value differs from its default and from every other, so that none is right by accident.
CONFIG = """
interface lan0 {
    AdvSendAdvert on;
    MinRtrAdvInterval 200;
    MaxRtrAdvInterval 600;
    AdvDefaultLifetime 1234;
    AdvDefaultPreference high;
    AdvCurHopLimit 77;
    AdvLinkMTU 1400;
    AdvReachableTime 40000;
    AdvRetransTimer 2000;
    prefix 2001:db8:1::/64 { AdvValidLifetime 7000; AdvPreferredLifetime 3000; };
    route 2001:db8:feed::/48 { AdvRouteLifetime 999; AdvRoutePreference low; };
    RDNSS 2001:db8:1::53 2001:db8:1::54 { AdvRDNSSLifetime 888; };
    DNSSL home.example lab.example { AdvDNSSLLifetime 777; };
};
"""
PLAIN = "interface lan0 { AdvSendAdvert on; prefix 2001:db8:1::/64 { }; };\n"
SLACK_S = 60        # a lifetime may have run for so long when we look at it


def about(left, advertised):
    return advertised - SLACK_S <= left <= advertised


def global_address(ns, prefix="2001:db8:1:"):
    return next((a for a in ns.addrs("eth0", "global")
                 if a["local"].startswith(prefix) and not a.get("tentative")), None)


def route(ns, dst):
    return next(iter(ns.ip_json(["-6", "route", "show", dst])), None)


def configured(l):
    """A LAN whose host has taken what CONFIG says, and the daemon."""
    lan = Lan(l)
    daemon = lan.start(CONFIG)
    lan.wait_for(daemon, lambda: global_address(lan.host) and route(lan.host, "default"),
                 "an address and a default route on the host")
    return lan, daemon


def test_address(l):
    "the kernel of a host forms an address with the advertised lifetimes"
    lan, _ = configured(l)
    address = global_address(lan.host)
    assert address["prefixlen"] == 64 and address["dynamic"], address
    assert about(address["valid_life_time"], 7000), address
    assert about(address["preferred_life_time"], 3000), address
    on_link = route(lan.host, "2001:db8:1::/64")
    assert on_link and "gateway" not in on_link, on_link


def test_default_route(l):
    "it takes a default route with the advertised preference and lifetime"
    lan, _ = configured(l)
    got = route(lan.host, "default")
    assert got["gateway"] == lan.router.wait_link_local("lan0"), got
    assert got["pref"] == "high" and got["protocol"] == "ra", got
    assert about(got["expires"], 1234), got


def test_specific_route(l):
    "it takes a specific route with a preference and a lifetime of its own"
    lan, _ = configured(l)
    if not lan.takes_routes:
        raise lab.Skip("this kernel takes no routes from advertisements (IPV6_ROUTE_INFO)")
    got = lab.wait_for(lambda: route(lan.host, "2001:db8:feed::/48"), 5)
    assert got["gateway"] == lan.router.wait_link_local("lan0"), got
    assert got["pref"] == "low", got
    assert about(got["expires"], 999), got


def test_link_parameters(l):
    "it takes MTU, hop limit, reachable time and retransmission time"
    lan, _ = configured(l)
    conf, neigh = "net.ipv6.conf.eth0.", "net.ipv6.neigh.eth0."
    for key, value in ((conf + "mtu", 1400), (conf + "hop_limit", 77),
                       (neigh + "base_reachable_time_ms", 40000),
                       (neigh + "retrans_time_ms", 2000)):
        got = lan.host.sysctl(key)
        assert int(got) == value, (key, got)


def test_rdisc6(l):
    "rdisc6 reads the same values, name servers and search domains included"
    lan, _ = configured(l)
    said = lan.host.run(["rdisc6", "-1", "-w", "5000", "eth0"], timeout=30).stdout
    found = re.sub(r" +", " ", said)
    for want in ("Hop limit : 77 ", "Router preference : high", "Router lifetime : 1234 ",
                 "Reachable time : 40000 ", "Retransmit time : 2000 ",
                 "Prefix : 2001:db8:1::/64", "Valid time : 7000 ", "Pref. time : 3000 ",
                 "Route : 2001:db8:feed::/48", "Route preference : low", "Route lifetime : 999 ",
                 "Recursive DNS server : 2001:db8:1::53", "Recursive DNS server : 2001:db8:1::54",
                 "DNS servers lifetime : 888 ", "DNS search list : home.example lab.example",
                 "DNS search list lifetime: 777 ", "MTU : 1400 ",
                 "Source link-layer address: " + lan.router.mac("lan0").upper(),
                 "from " + lan.router.wait_link_local("lan0")):
        assert want in found, "no %r in:\n%s" % (want, said)


def test_stop(l):
    "after SIGTERM the host has no default route within a second, and keeps its address"
    lan, daemon = configured(l)
    watch = lan.watch()
    told = time.time()
    daemon.send_signal(signal.SIGTERM)
    when, _ = watch.wait(ALL_NODES, since=told)
    assert when - told <= watch.fair(1.0), "%.3f s" % (when - told)
    lab.wait_for(lambda: not route(lan.host, "default"), 2, "the default route to go")
    lab.wait_for(lambda: not route(lan.host, "2001:db8:feed::/48"), 2, "the route to go")
    assert daemon.stop() == 0, daemon.log()
    assert global_address(lan.host)


def test_answers_in_time(l):
    "each of 20 solicitations is answered to its sender within half a second"
    lan = Lan(l, plug=False)
    lan.quiet_host()
    lan.plug()
    # A few senders in turn, so that no budget of one sender is in the way.
    senders = ["fe80::aa:%x" % n for n in range(1, 6)]
    lan.host.ip_batch(["addr add %s/64 dev eth0 nodad" % a for a in senders])
    watch = lan.watch()
    daemon = lan.start(PLAIN)
    lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "the first advertisement")
    for n in range(20):
        source = senders[n % len(senders)]
        started = time.time()
        lan.host.send("eth0", lan.solicit(source))
        answered, _ = watch.wait(source, since=started, timeout=5)
        asked = next(t for t, f in watch.sent if t >= started - 0.001 and f[IPv6].src == source)
        delay = answered - asked
        assert 0 <= delay < watch.fair(ralan.ANSWER_LIMIT_S), (
            "number %d took %.3f s; this machine is late by up to %.3f s"
            % (n, delay, watch.lateness))


def test_privileges(l):
    "started by root it runs as its own user, without capabilities, for good"
    _, daemon = configured(l)
    uid, gid = lab.nobody()
    got = ralan.status(daemon.pid)
    assert got["Uid"].split() == [str(uid)] * 4, got["Uid"]
    assert got["Gid"].split() == [str(gid)] * 4, got["Gid"]
    assert set(got["Groups"].split()) <= {str(gid)}, got["Groups"]
    for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(got[key], 16) == 0, (key, got[key])
    assert got["NoNewPrivs"] == "1", got["NoNewPrivs"]


def test_ambient_capability(l):
    "started without root but with CAP_NET_RAW it serves the link, and gives that up too"
    lan = Lan(l)
    path = l.file("radvd6.conf", PLAIN)
    uid, _ = lab.nobody()
    daemon = lan.router.start([*ralan.without_root(l), "-C", path, "-n", "-d", "1", "-m", "stderr"])
    lan.wait_for(daemon, lambda: global_address(lan.host), "an address on the host")
    got = ralan.status(daemon.pid)
    assert got["Uid"].split() == [str(uid)] * 4, got["Uid"]
    for key in ("CapInh", "CapPrm", "CapEff", "CapAmb"):    # the bounding set needs CAP_SETPCAP
        assert int(got[key], 16) == 0, (key, got[key])
    assert got["NoNewPrivs"] == "1", got["NoNewPrivs"]


def test_late_interface(l):
    "an interface that appears after the start is served without being asked"
    lan = Lan(l, plug=False)
    lan.quiet_host()
    daemon = lan.start(PLAIN)
    lab.never(lambda: not daemon.running(), 1.0, "the end of the daemon")
    lan.plug()
    lan.wait_for(daemon, lambda: global_address(lan.host), "an address on the host")


def test_waits_for_dad(l):
    "it is silent until its link-local address is proven unique, and speaks within a second"
    lan = Lan(l, plug=False)
    lan.quiet_host()
    l.veth(lan.router, "lan0", lan.host, "eth0", up=False)
    lan.host.ip("link set eth0 up")
    lan.router.sysctl("net.ipv6.conf.lan0.dad_transmits", 4)    # some 4 s
    lan.host.ip("addr add fe80::aa/64 dev eth0 nodad")
    watch = lan.watch()
    lan.router.ip("link set lan0 up")
    daemon = lan.start(PLAIN)

    def tentative():
        return any(a.get("tentative") for a in lan.router.addrs("lan0", "link"))

    lab.wait_for(tentative, 5, "a tentative address")
    still, asked, end = time.time(), 0.0, time.time() + 20
    while True:
        looked = time.time()
        if not tentative():
            break
        still = looked      # then it was tentative for sure
        if looked - asked > 0.5:
            asked = looked
            lan.host.send("eth0", lan.solicit("fe80::aa"))
        assert looked < end, "duplicate address detection does not end"
        assert daemon.running(), "the daemon ended"
        watch.pause(0.01)
    over = time.time()
    when, ra = watch.wait(ALL_NODES, timeout=10)
    early = watch.ras(before=still)
    assert not early, "%d advertisements while the address was tentative" % len(early)
    assert ra[IPv6].src == lan.router.wait_link_local("lan0"), ra[IPv6].src
    assert when - over <= watch.fair(ralan.FIRST_RA_LIMIT_S), "%.3f s" % (when - over)


def bad_solicitations(lan, source):
    """Name and frames of solicitations that RFC 4861 s. 6.1.1 and RFC 6980 s. 5 discard.

    @source: gives a link-local address of the host that no other one has.
    """
    mac = lan.host.mac("eth0")
    sllao = ICMPv6NDOptSrcLLAddr(lladdr=mac)
    rs = ICMPv6ND_RS() / sllao
    yield "hop limit 254", [lan.solicit(source(), hlim=254)]
    yield "hop limit 1", [lan.solicit(source(), hlim=1)]
    yield "code 1", [lan.solicit(source(), body=ICMPv6ND_RS(code=1) / sllao)]
    yield "bad checksum", [lan.solicit(source(), body=ICMPv6ND_RS(cksum=0xdead) / sllao)]
    yield "6 octets", [lan.solicit(source(), body=ICMPv6Unknown(type=133, msgbody=b"\0\0"))]
    yield "zero-length option", [lan.solicit(source(), body=ICMPv6ND_RS() / Raw(bytes(8)))]
    yield "unknown zero-length option after a good one", [
        lan.solicit(source(), body=rs / Raw(b"\xfd" + bytes(7)))]
    yield "option past the end", [
        lan.solicit(source(), body=ICMPv6ND_RS() / Raw(b"\x01\x02" + bytes(6)))]
    yield "one octet of an option", [lan.solicit(source(), body=rs / Raw(b"\x01"))]
    yield "atomic fragment", [
        lan.solicit(source(), body=IPv6ExtHdrFragment(nh=58, offset=0, m=0, id=7) / rs)]
    yield "two fragments", fragments(lan, source(), rs)


def fragments(lan, source, rs):
    whole = lan.solicit(source, body=rs / ICMPv6NDOptUnknown(type=253, len=8, data=bytes(62)))
    octets = bytes(whole[IPv6])[40:]
    first = IPv6ExtHdrFragment(nh=58, offset=0, m=1, id=8) / Raw(octets[:48])
    last = IPv6ExtHdrFragment(nh=58, offset=6, m=0, id=8) / Raw(octets[48:])
    return [lan.solicit(source, body=first), lan.solicit(source, body=last)]


def good_solicitations(lan, source):
    """Name, frame and where the answer goes of solicitations that look odd and are fine."""
    mac = lan.host.mac("eth0")
    sllao = ICMPv6NDOptSrcLLAddr(lladdr=mac)
    a = source()
    yield "plain", lan.solicit(a), a
    a = source()
    yield "no option", lan.solicit(a, body=ICMPv6ND_RS()), a
    a = source()
    yield "reserved octets", lan.solicit(a, body=ICMPv6ND_RS(res=0xffffffff) / sllao), a
    a = source()
    yield "unknown and foreign options", lan.solicit(a, body=ICMPv6ND_RS() / ICMPv6NDOptMTU()
        / ICMPv6NDOptUnknown(type=253, len=1, data=bytes(6)) / sllao), a
    a = source()
    yield "to the router alone", lan.solicit(a, dst=lan.router.wait_link_local("lan0")), a


def test_bad_solicitations(l):
    "bad and fragmented solicitations draw no answer, odd but good ones do"
    lan = Lan(l, plug=False)
    lan.quiet_host()
    lan.plug()
    addresses = ["fe80::bad:%x" % n for n in range(1, 31)]
    lan.host.ip_batch(["addr add %s/64 dev eth0 nodad" % a for a in addresses])
    source = iter(addresses).__next__
    watch = lan.watch()
    daemon = lan.start(PLAIN)
    first, _ = lan.wait_for(daemon, lambda: watch.ras(ALL_NODES), "the first advertisement")[0]
    # The next multicast RA is due 16 s after the first: until then each one is an answer.
    quiet = first + 15

    sent = {}
    for name, frames in bad_solicitations(lan, source):
        lan.host.send("eth0", *frames)
        sent[frames[0][IPv6].src] = name
    lan.host.send("eth0", lan.solicit("::"))    # with a link-layer address
    # An answer to all would have to wait for the 3 s between two of them.
    watch.sit(max(first + 4.0, time.time() + 1.0))
    answered = [sent.get(f[IPv6].dst, "unspecified source with link-layer address")
                for t, f in watch.ras(before=quiet) if t > first]
    assert not answered, "answered: " + ", ".join(answered)

    for name, frame, to in good_solicitations(lan, source):
        lan.host.send("eth0", frame)
        try:
            watch.wait(to, timeout=5)
        except AssertionError as e:
            raise AssertionError("%s: %s" % (name, e)) from None
    asked = time.time()
    lan.host.send("eth0", lan.solicit("::", body=ICMPv6ND_RS()))
    watch.wait(ALL_NODES, since=asked, timeout=5)


def check_refused(lan, path, *want, program=(ralan.RADVD6, "-u", USER)):
    """radvd6 ends with 1 and says all of @want, started and with -c, and nothing is left."""
    for mode in ([], ["-c"]):
        r = lan.router.run([*program, "-C", path, "-n", "-m", "stderr", *mode],
                           check=False, timeout=20)
        said = r.stdout + r.stderr
        assert r.returncode == 1, "%s %s: exit %d\n%s" % (path, mode, r.returncode, said)
        for text in want:
            assert re.search(text, said), "%s: no %r in:\n%s" % (path, text, said)
        assert not lan.router_pids(), "left running: %s" % lan.router_pids()


def at(path, line):
    return re.escape(path) + ":%d:" % line


def test_bad_files(l):
    "a bad configuration ends the start with 1, named with its place, and nothing was started"
    lan = Lan(l)
    watch = lan.watch()
    missing = str(l.dir / "missing.conf")
    check_refused(lan, missing, re.escape(missing), "No such file")
    check_refused(lan, str(l.dir), re.escape(str(l.dir)), "directory")
    for name, text in (("empty", ""), ("blank", " \n# nothing\n\n")):
        path = l.file(name + ".conf", text)
        check_refused(lan, path, re.escape(path))
    path = l.file("binary.conf", "")
    with open(path, "wb") as f:
        f.write(bytes(range(256)) * 64)
    check_refused(lan, path, at(path, 1))
    path = l.file("open.conf", PLAIN.replace(" };\n", "\n"))
    check_refused(lan, path, re.escape(path) + r":\d+:")
    path = l.file("everybody.conf", PLAIN, mode=0o666)
    check_refused(lan, path, re.escape(path), "writ")
    path = l.file("nobody.conf", PLAIN, mode=0o000)
    check_refused(lan, path, re.escape(path), "[Pp]ermission denied",
                  program=ralan.without_root(l))
    assert not watch.ras(), "an advertisement left"


def test_every_fault(l):
    "all faults of a file are named at once, whatever their kind, with the nearest keyword"
    lan = Lan(l)
    path = l.file("faults.conf", """interface lan0 {
    AdvSendAdvert on;
    AdvCurHopLimit 300;
    MaxRtrAdvInterval 1;
    AdvSendAdverts on;
    prefix 2001:db8:1::/129 { };
    AdvDefaultPreference highest;
};
""")
    check_refused(lan, path, at(path, 3), "255", at(path, 4), at(path, 5), r"AdvSendAdvert\b",
                  at(path, 6), at(path, 7))


def test_configuration_check(l):
    "the check passes a good file and the example of README.md with one line, and starts nothing"
    lan = Lan(l)
    watch = lan.watch()
    readme = pathlib.Path(__file__).resolve().parents[3] / "README.md"
    example = re.search(r"^```\n(interface .*?)^```", readme.read_text(), re.M | re.S)[1]
    for text in (CONFIG, example):
        path = l.file("radvd6.conf", text)
        r = lan.router.run([ralan.RADVD6, "-C", path, "-c"], check=False, timeout=20)
        said = r.stdout + r.stderr
        assert r.returncode == 0, said
        assert len(said.splitlines()) == 1 and "error" not in said, said
        assert not lan.router_pids(), "left running: %s" % lan.router_pids()
    assert not watch.ras(), "an advertisement left"


if __name__ == "__main__":
    lab.main()
