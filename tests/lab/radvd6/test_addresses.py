#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What radvd6 takes from the router's own addresses, and how it follows them."""

import time

import ralan
import wire
from ralan import Lan, lab

PIO, SERVERS = 3, 25
FOLLOWS_S = 6.0     # 3 s between two advertisements, and some for a busy machine


def lan_of(l):
    lan = Lan(l)
    lan.quiet_host()
    return lan, wire.Capture(lan.host)


def prefixes(parts):
    """What is advertised for use: a prefix that is taken back has lifetime 0 (R-222)."""
    both = zip(wire.fields(parts, PIO, "prefix"), wire.fields(parts, PIO, "prefix.valid_lifetime"))
    return [p for p, valid in both if valid != "0"]


def lifetimes(parts, prefix):
    return next((int(o.fields["icmpv6.opt.prefix.preferred_lifetime"]),
                 int(o.fields["icmpv6.opt.prefix.valid_lifetime"]))
                for ra in parts for o in ra.of_type(PIO)
                if o.fields["icmpv6.opt.prefix"] == prefix)


def servers(parts):
    return wire.fields(parts, SERVERS, "rdnss")


def temporary(lan):
    """Addresses of the router that last a day and are nobody's to know."""
    return [a["local"] for a in lan.router.addrs("lan0", "global") if a.get("temporary")]


def say(want, what):
    """A predicate: that is what the advertisement says."""
    return lambda parts: what(parts) == want


def test_one_prefix_each(l):
    "::/64: one prefix however many addresses it has, none of another length"
    lan, capture = lan_of(l)
    lan.router.sysctl("net.ipv6.conf.lan0.use_tempaddr", 2)
    lan.router.ip_batch(["addr add %s dev lan0 nodad" % a for a in (
        "2001:db8:a::1/64", "2001:db8:a::2/64", "2001:db8:a::3/64", "2001:db8:b::1/128",
        "2001:db8:c::1/56", "fd00:d::1/64", "2001:db8:e::1/64 mngtmpaddr")])
    lab.wait_for(lambda: temporary(lan), 5, "a temporary address")
    lan.start("interface lan0 { AdvSendAdvert on; prefix ::/64 { }; };")
    parts = capture.first("eth0")
    assert sorted(prefixes(parts)) == ["2001:db8:a::", "2001:db8:e::", "fd00:d::"], prefixes(parts)
    assert set(wire.fields(parts, PIO, "prefix.length")) == {"64"}


def test_kernel_lifetimes(l):
    "lifetimes are never above the kernel's; a deprecated address gives preferred 0"
    lan, capture = lan_of(l)
    lan.router.ip_batch([
        "addr add 2001:db8:a::1/64 dev lan0 nodad valid_lft 5000 preferred_lft 3000",
        "addr add 2001:db8:b::1/64 dev lan0 nodad valid_lft 7000 preferred_lft 0",
        "addr add 2001:db8:c::1/64 dev lan0 nodad valid_lft 900 preferred_lft 800",
        "addr add 2001:db8:d::1/64 dev lan0 nodad"])
    lan.start("""interface lan0 { AdvSendAdvert on; prefix ::/64 { };
        prefix 2001:db8:c::/64 { AdvValidLifetime 2000; AdvPreferredLifetime 100; }; };""")
    parts = capture.first("eth0")
    for prefix, preferred, valid in (("2001:db8:a::", 3000, 5000), ("2001:db8:b::", 0, 7000),
                                     ("2001:db8:c::", 100, 900), ("2001:db8:d::", 14400, 86400)):
        got = lifetimes(parts, prefix)
        assert preferred - 30 <= got[0] <= preferred and valid - 30 <= got[1] <= valid, (prefix, got)


def test_addresses_come_and_go(l):
    "::/64 follows addresses that come, are deprecated, and go; the host's kernel with it"
    lan, capture = lan_of(l)
    daemon = lan.start("interface lan0 { AdvSendAdvert on; prefix ::/64 { }; };")
    assert prefixes(capture.first("eth0")) == []

    def hosts(start):
        return [a for a in lan.host.addrs("eth0", "global") if a["local"].startswith(start)]

    lan.router.ip("addr add 2001:db8:a::1/64 dev lan0 nodad")
    lan.wait_for(daemon, lambda: hosts("2001:db8:a:"), "an address on the host", FOLLOWS_S)
    changed = time.time()
    lan.router.ip("addr change 2001:db8:a::1/64 dev lan0 valid_lft 9000 preferred_lft 0")
    capture.until("eth0", lambda parts: prefixes(parts) and
                  lifetimes(parts, "2001:db8:a::")[0] == 0, "preferred 0", changed)
    lan.wait_for(daemon, lambda: all(a.get("deprecated") for a in hosts("2001:db8:a:")),
                 "a deprecated address on the host", 2)
    changed = time.time()
    lan.router.ip("addr add 2001:db8:b::1/64 dev lan0 nodad")
    lan.router.ip("addr del 2001:db8:a::1/64 dev lan0")
    capture.until("eth0", say(["2001:db8:b::"], prefixes), "only the new prefix", changed)
    lan.wait_for(daemon, lambda: hosts("2001:db8:b:"), "the new address on the host", 2)


def test_ignored_and_own_blocks(l):
    "what autoignoreprefixes lists is not taken, and a block for one prefix beats ::/64"
    lan, capture = lan_of(l)
    lan.router.ip_batch(["addr add 2001:db8:%s::1/64 dev lan0 nodad" % p for p in "abc"])
    lan.start("""interface lan0 { AdvSendAdvert on; prefix ::/64 { };
        autoignoreprefixes { 2001:db8:b::/64; };
        prefix 2001:db8:c::/64 { AdvPreferredLifetime 77; }; };""")
    parts = capture.first("eth0")
    assert sorted(prefixes(parts)) == ["2001:db8:a::", "2001:db8:c::"], prefixes(parts)
    assert lifetimes(parts, "2001:db8:c::")[0] == 77


def test_base_interfaces(l):
    "Base6Interface and Base6to4Interface follow the addresses of another interface"
    lan, capture = lan_of(l)
    lan.router.ip("link add wan0 type veth peer name wan1")
    lan.router.ip("link set wan0 up")
    lan.start("""interface lan0 { AdvSendAdvert on; prefix ::/64 { Base6Interface wan0; };
        prefix 0:0:0:1234::/64 { Base6to4Interface wan0; }; };""")
    parts = capture.first("eth0")
    assert "2002:c000:201:1234::" not in prefixes(parts), prefixes(parts)
    changed = time.time()
    lan.router.ip("addr add 192.0.2.1/24 dev wan0")
    lan.router.ip("addr add 2001:db8:5::1/64 dev wan0 nodad")
    capture.until("eth0", lambda parts: {"2001:db8:5::", "2002:c000:201:1234::"} ==
                  set(prefixes(parts)), "both prefixes", changed)
    changed = time.time()
    lan.router.ip("addr del 192.0.2.1/24 dev wan0")
    capture.until("eth0", say(["2001:db8:5::"], prefixes), "no 6to4 prefix", changed)
    changed = time.time()
    lan.router.ip("link del wan0")
    capture.until("eth0", say([], prefixes), "no prefix", changed)


def test_own_name_server(l):
    "RDNSS :: is the router's own address, never a temporary one, and follows it"
    lan, capture = lan_of(l)
    lan.router.sysctl("net.ipv6.conf.lan0.use_tempaddr", 2)
    lan.start("interface lan0 { AdvSendAdvert on; RDNSS 2001:db8::53 :: { }; };")
    parts = capture.first("eth0")
    said = servers(parts)
    assert said == ["2001:db8::53", parts[0].source], said
    for command, address in (("addr add 2001:db8:a::1/64 dev lan0 nodad mngtmpaddr",
                              "2001:db8:a::1"),
                             ("addr del 2001:db8:a::1/64 dev lan0", parts[0].source)):
        changed = time.time()
        lan.router.ip(command)
        parts = capture.until("eth0", lambda parts: servers(parts) != said, address, changed)
        said = servers(parts)
        assert said == ["2001:db8::53", address], said


def test_source_address(l):
    "AdvRASrcAddress: silent without, the first that is here is used, the next when it goes"
    lan, capture = lan_of(l)
    daemon = lan.start("""interface lan0 { AdvSendAdvert on;
        AdvRASrcAddress { fe80::5:1; fe80::5:2; 2001:db8::1; }; };""")
    lab.never(lambda: capture.of("eth0"), 1.5, "an advertisement")
    lan.router.ip("addr add fe80::5:2/64 dev lan0 nodad")
    assert capture.first("eth0")[0].source == "fe80::5:2"
    changed = time.time()
    lan.router.ip("addr add fe80::5:1/64 dev lan0 nodad")
    capture.until("eth0", lambda parts: parts[0].source == "fe80::5:1", "the first source", changed)
    lan.wait_for(daemon, lambda: [r["gateway"] for r in lan.host.ip_json("-6 route show default")]
                 == ["fe80::5:1"], "one default route", FOLLOWS_S)
    changed = time.time()
    lan.router.ip("addr del fe80::5:1/64 dev lan0")
    capture.until("eth0", lambda parts: parts[0].source == "fe80::5:2", "the second source", changed)


def test_clients(l):
    "clients: the listed host is told and answered, no other one is, and no one on the group"
    lan = Lan(l, plug=False)
    lan.quiet_host()
    lan.plug()
    lan.host.ip_batch(["addr add fe80::%s/64 dev eth0 nodad" % a for a in ("aa", "bb", "cc")])
    capture = wire.Capture(lan.host)
    lan.start("""interface lan0 { AdvSendAdvert on; clients { fe80::aa; !fe80::bb; }; };""")
    first = capture.first("eth0")
    assert [ra.dst for ra in first] == ["fe80::aa"]
    asked = time.time()
    lan.host.send("eth0", *[lan.solicit("fe80::" + a) for a in ("bb", "cc", "aa")])
    capture.sit(asked + capture.fair(ralan.ANSWER_LIMIT_S) + 0.2)
    assert {ra.dst for ra in capture.of("eth0")} == {"fe80::aa"}
    assert capture.of("eth0", asked), "no answer to the client"


def test_splitting(l):
    "39 prefixes leave in two packets of one header, with one SLLAO each, and no fragment"
    lan, capture = lan_of(l)
    wanted = ["2001:db8:f:%x::" % n for n in range(1, 40)]
    blocks = "".join("prefix %s/64 { };" % p for p in wanted)
    lan.start("interface lan0 { AdvSendAdvert on; AdvLinkMTU 0; %s };" % blocks)
    parts = capture.first("eth0")
    assert [len(ra.of_type(PIO)) for ra in parts] == [38, 1]
    assert [len(ra.of_type(1)) for ra in parts] == [1, 1]
    assert len({ra.octets[4:16] for ra in parts}) == 1
    assert prefixes(parts) == wanted
    assert len(parts[0].frame) <= 1280 + wire.ETHER_LEN
    lab.wait_for(lambda: len(lan.host.ip_json("-6 route show proto kernel root 2001:db8:f::/48"))
                 >= len(wanted), 5, "all prefixes on the host")
    assert not capture.fragments


def test_long_lists(l):
    "name servers and domains that fit no packet go out in several options, none cut"
    lan, capture = lan_of(l)
    addresses = ["2001:db8::%x" % n for n in range(1, 201)]
    names = ["%s.example" % ("d%03d" % n + "x" * 40) for n in range(60)]
    lan.start("interface lan0 { AdvSendAdvert on; RDNSS %s { }; DNSSL %s { }; };"
              % (" ".join(addresses), " ".join(names)))
    parts = capture.first("eth0")
    assert servers(parts) == addresses
    assert wire.fields(parts, 31, "dnssl") == names
    assert all(len(ra.frame) <= 1280 + wire.ETHER_LEN for ra in parts)
    assert not capture.fragments


if __name__ == "__main__":
    lab.main()
