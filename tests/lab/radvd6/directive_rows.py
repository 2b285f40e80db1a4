# SPDX-License-Identifier: ISC
"""The table of test_directives.py: what each word of the language does to an advertisement.

A row names the block and the keyword, a fragment of configuration, and what must
be seen. The fragment goes out twice, on two interfaces: as it stands, and without
what is in [brackets]. What must be seen of the first must not be seen of the
second, so that no row is right by accident.
"""

import dataclasses

from scapy.layers.inet6 import ICMPv6ND_RS, ICMPv6NDOptSrcLLAddr

A, B = "fe80::aa", "fe80::bb"       # addresses that every interface of the host has
CROWD = ["fe80::c:%x" % n for n in range(8)]        # and these
ROUTER_LL = ["fe80::98", "fe80::99"]     # and these those of the router
WATCHED_S = 10.3                    # from the first advertisements on


@dataclasses.dataclass
class Row:
    block: str
    keyword: str
    text: str
    seen: callable              # (Iface) -> bool
    kernel: callable = None     # (host, iface) -> bool, or None where it has no opinion
    ask: callable = None        # (Iface) -> frames that the host sends
    alone: str = None           # why there is no second interface
    send: bool = True           # AdvSendAdvert on

    def config(self, name, whole):
        head, _, rest = self.text.partition("[")
        inner, _, tail = rest.rpartition("]")
        text = head + (inner if whole else "") + tail
        return "interface %s { %s%s };\n" % (name, "AdvSendAdvert on; " if self.send else "", text)


# ---- what may be seen: functions that make a predicate -----------------------

def header(field, value):
    "a field of the header, as tshark shows it"
    return lambda i: all(ra.fields.get("icmpv6.nd.ra." + field) == value for ra in i.first)


def option(kind, number=1, **fields):
    "one option of that type that has all these fields; X__y stands for icmpv6.opt.X.y"
    want = {"icmpv6.opt." + k.replace("__", "."): v for k, v in fields.items()}

    def look(i):
        got = [o.fields for ra in i.first for o in ra.of_type(kind)]
        return len(got) == number and any(
            all(f.get(k) == v for k, v in want.items()) for f in got)
    return look


def prefix(**fields):
    return option(3, **{"prefix__" + k: v for k, v in fields.items()})


def octets(text):
    "an option with just these octets, written by hand from the section named beside"
    want = bytes.fromhex(text)
    return lambda i: any(o.octets == want for ra in i.first for o in ra.options)


def without(kind):
    return lambda i: not any(ra.of_type(kind) for ra in i.first)


def both(*seen):
    return lambda i: all(s(i) for s in seen)


def at_stop(kind, **fields):
    "the same of the first advertisement after SIGTERM"
    want = {"icmpv6.opt." + k.replace("__", "."): v for k, v in fields.items()}
    return lambda i: any(all(o.fields.get(k) == v for k, v in want.items())
                         for ra in i.final for o in ra.of_type(kind))


# ---- what the kernel of the host makes of it ---------------------------------

def sysctl(key, value):
    return lambda host, name: host.sysctl("net/ipv6/" + key.replace("IF", name)) == value


def address(start, least=0, most=1 << 32):
    "an address that begins like that, formed with a valid lifetime in that range"
    return lambda host, name: any(
        a["local"].startswith(start) and least <= a["valid_life_time"] <= most
        for a in host.addrs(name, "global"))


def preferred(start, least, most):
    return lambda host, name: any(
        a["local"].startswith(start) and least <= a["preferred_life_time"] <= most
        for a in host.addrs(name, "global"))


def no_address(start):
    return lambda host, name: not address(start)(host, name)


def route(dst, **want):
    "a route with these words of ip(8); expires: within a minute below"
    def look(host, name):
        for r in host.ip_json(["-6", "route", "show", dst, "dev", name]):
            left = want.get("expires", 0) - r.get("expires", 0)
            if all(r.get(k) == v for k, v in want.items() if k != "expires") and 0 <= left <= 60:
                return True
        return False
    return look


def no_route(dst):
    return lambda host, name: not host.ip_json(["-6", "route", "show", dst, "dev", name])


def rio(*args, **want):
    "a specific route, judged where the kernel takes any"
    look = route(*args, **want)
    return lambda host, name: not host.takes_routes or look(host, name)


# ---- solicitations ------------------------------------------------------------

def rs(*sources, times=1, lladdr=True):
    def frames(i):
        body = ICMPv6ND_RS() / ICMPv6NDOptSrcLLAddr(lladdr=i.mac) if lladdr else ICMPv6ND_RS()
        return [i.solicit(s, body) for s in sources for _ in range(times)]
    return frames


def answered(to, number=1):
    return lambda i: len(i.answers(to)) >= number


def within(*sources, limit):
    "each source was answered so soon"
    return lambda i: all(i.answers(s) and i.answers(s)[0].when - i.asked <= i.fair(limit)
                         for s in sources)


def gap(least, most):
    "the time between the first two advertisements"
    return lambda i: len(i.multicast) > 1 and (
        least - 0.005 <= i.multicast[1].when - i.multicast[0].when <= i.fair(most))


def falls(i):
    "each prefix has a lifetime that is lower by the time that passed, to the second"
    first, last = i.first[0], i.normal[-1]
    left = [int(ra.of_type(3)[0].fields["icmpv6.opt.prefix.valid_lifetime"])
            for ra in (first, last)]
    return abs(left[0] - left[1] - (last.when - first.when)) <= 1.01 and left[1] < left[0]


# ---- the table ------------------------------------------------------------------

P = "prefix 2001:db8:1::/64 { %s };"
MOBILE = "prefix 2001:db8:5::1/64 { AdvRouterAddr on; };"
HOME = "AdvHomeAgentFlag on; " + MOBILE + " AdvHomeAgentInfo on; "

HEADER = [
    Row("interface", "AdvSendAdvert", "[AdvSendAdvert on;]", lambda i: bool(i.normal), send=False),
    Row("interface", "AdvCurHopLimit", "[AdvCurHopLimit 77;]", header("cur_hop_limit", "77"),
        sysctl("conf/IF/hop_limit", "77")),
    Row("interface", "AdvManagedFlag", "[AdvManagedFlag on;]", header("flag", "0x80")),
    Row("interface", "AdvOtherConfigFlag", "[AdvOtherConfigFlag on;]", header("flag", "0x40")),
    Row("interface", "AdvHomeAgentFlag", MOBILE + "[AdvHomeAgentFlag on;]",
        header("flag.h", "1")),
    Row("interface", "AdvDefaultPreference", "[AdvDefaultPreference low;]",
        header("flag", "0x18"), route("default", pref="low", expires=1800)),
    Row("interface", "AdvDefaultPreference", "[AdvDefaultPreference high;]",
        header("flag", "0x08"), route("default", pref="high", expires=1800)),
    # draft-ietf-6man-snac-router-ra-flag: bit 6 of the flags, which tshark 4.0 counts as reserved.
    Row("interface", "AdvSNACRouterFlag", "[AdvSNACRouterFlag on;]", header("flag", "0x02")),
    Row("interface", "AdvDefaultLifetime", "[AdvDefaultLifetime 1234;]",
        header("router_lifetime", "1234"), route("default", expires=1234)),
    Row("interface", "AdvDefaultLifetime", "[AdvDefaultLifetime 0;]",
        header("router_lifetime", "0"), no_route("default")),
    # RFC 4191 s. 2.2: no preference beside a lifetime of 0.
    Row("interface", "AdvDefaultPreference", "AdvDefaultPreference high; [AdvDefaultLifetime 0;]",
        header("flag", "0x00")),
    Row("interface", "AdvReachableTime", "[AdvReachableTime 41000;]",
        header("reachable_time", "41000"), sysctl("neigh/IF/base_reachable_time_ms", "41000")),
    Row("interface", "AdvRetransTimer", "[AdvRetransTimer 2100;]",
        header("retrans_timer", "2100"), sysctl("neigh/IF/retrans_time_ms", "2100")),
    Row("interface", "AdvLinkMTU", "[AdvLinkMTU 1404;]", option(5, mtu="1404"),
        sysctl("conf/IF/mtu", "1404")),
    Row("interface", "AdvLinkMTU", "[AdvLinkMTU 9000;]", option(5, mtu="1500")),
    Row("interface", "AdvRAMTU",
        "".join("prefix 2001:db8:f:%x::/64 { };" % n for n in range(39)) + "[AdvRAMTU 1500;]",
        lambda i: len(i.first) == 1),
    Row("interface", "AdvSourceLLAddress", "[AdvSourceLLAddress off;]", without(1)),
    Row("interface", "AdvCaptivePortalAPI", '[AdvCaptivePortalAPI "https://portal.example/api";]',
        option(37, captive_portal="https://portal.example/api")),
] + [
    Row("interface", "AdvRASrcAddress", "[AdvRASrcAddress { %s; };]" % address,
        lambda i, address=address: i.first[0].source == address,
        route("default", gateway=address, expires=1800), alone="one of the two is the default")
    for address in ROUTER_LL
] + [
    Row("interface", "AdvIntervalOpt", "[AdvIntervalOpt on;]",
        option(7, advertisement_interval="600000")),
    Row("interface", "AdvHomeAgentInfo",
        "AdvHomeAgentFlag on; HomeAgentPreference 3;" + MOBILE + "[AdvHomeAgentInfo on;]",
        option(8, home_agent_preference="3", home_agent_lifetime="1800")),
    Row("interface", "HomeAgentPreference", HOME + "HomeAgentLifetime 99; [HomeAgentPreference 7;]",
        option(8, home_agent_preference="7")),
    Row("interface", "HomeAgentLifetime", HOME + "HomeAgentPreference 7; [HomeAgentLifetime 999;]",
        option(8, home_agent_lifetime="999")),
    # RFC 3963 s. 4.3: the first of the two reserved octets of the option, mask 0x80.
    Row("interface", "AdvMobRtrSupportFlag", HOME + "[AdvMobRtrSupportFlag on;]",
        octets("08 01 8000 0000 0708")),
]

TIMES = [
    Row("interface", "MaxRtrAdvInterval", "[MaxRtrAdvInterval 4;]",
        both(gap(3, 4), header("router_lifetime", "12"))),
    Row("interface", "MinRtrAdvInterval", "MaxRtrAdvInterval 10; [MinRtrAdvInterval 7.5;]",
        gap(7.5, 10), alone="the default may draw such an interval too"),
    Row("interface", "MinDelayBetweenRAs", "[MinDelayBetweenRAs 5;]", gap(5, 5.5),
        ask=rs("::", lladdr=False)),
    Row("interface", "MaxSolicitedDelay", "[MaxSolicitedDelay 0;]",
        within(*CROWD, limit=0.1), ask=rs(*CROWD)),
    Row("interface", "MaxUnicastRate", "MaxSolicitedDelay 0; [MaxUnicastRate 0;]",
        answered(A, 40), ask=rs(A, times=40)),
]

HOSTS = [
    Row("interface", "UnicastOnly", "[UnicastOnly on;]",
        lambda i: not i.multicast and i.answers(A), ask=rs(A)),
    Row("interface", "AdvRASolicitedUnicast", "[AdvRASolicitedUnicast off;]",
        lambda i: not i.answers(A) and len(i.multicast) > 1, ask=rs(A)),
    Row("interface", "RequireSourceLLAddress", "[RequireSourceLLAddress on;]",
        lambda i: not i.answers(A) and len(i.multicast) > 1, ask=rs(A, lladdr=False)),
    Row("interface", "clients", "[clients { %s; };]" % A,
        lambda i: not i.multicast and i.answers(A) and not i.answers(B), ask=rs(B)),
    Row("interface", "clients", "UnrestrictedUnicast on; clients { %s; [!%s;] };" % (A, B),
        lambda i: not i.answers(B), ask=rs(B)),
    Row("interface", "UnrestrictedUnicast", "clients { %s; }; [UnrestrictedUnicast on;]" % A,
        answered(B), ask=rs(B)),
]

STOP = [
    Row("interface", "RemoveAdvOnExit", "[RemoveAdvOnExit off;]", lambda i: not i.final),
    Row("interface", "FinalRAs", "[FinalRAs 3;]",
        lambda i: len(i.final) == 3 and all(
            ra.fields["icmpv6.nd.ra.router_lifetime"] == "0" for ra in i.final)),
    Row("prefix", "DeprecatePrefix", P % "[DeprecatePrefix on;]",
        at_stop(3, prefix__preferred_lifetime="0", prefix__valid_lifetime="7200")),
    Row("route", "RemoveRoute", "route 2001:db8:8::/48 { [RemoveRoute off;] };",
        at_stop(24, route_lifetime="1800")),
    Row("RDNSS", "FlushRDNSS", "RDNSS 2001:db8::53 { [FlushRDNSS off;] };",
        at_stop(25, rdnss__lifetime="1800")),
    Row("DNSSL", "FlushDNSSL", "DNSSL a.example { [FlushDNSSL off;] };",
        at_stop(31, dnssl__lifetime="1800")),
]

PREFIX = [
    Row("interface", "prefix", "[%s]" % P % "", prefix(length="64", valid_lifetime="86400",
        preferred_lifetime="14400", flag="0xc0"), address("2001:db8:1:", 86340, 86400)),
    # RFC 4862 s. 5.5.3 d: nothing is formed from 63 bits.
    Row("interface", "prefix", "[prefix 2001:db8:62::/63 { };]",
        prefix(length="63"), no_address("2001:db8:62:")),
    Row("prefix", "AdvOnLink", P % "[AdvOnLink off;]", prefix(flag="0x40"),
        no_route("2001:db8:1::/64")),
    Row("prefix", "AdvAutonomous", P % "[AdvAutonomous off;]", prefix(flag="0x80"),
        no_address("2001:db8:1:")),
    Row("prefix", "AdvRouterAddr", "prefix 2001:db8:1::1/64 { [AdvRouterAddr on;] };",
        both(prefix(flag__r="1"), option(3, prefix="2001:db8:1::1"))),
    # RFC 9762 s. 4: mask 0x10, which tshark 4.0 counts as reserved.
    Row("prefix", "AdvDHCPv6PDPreferred", "AdvManagedFlag on;" + P % "[AdvDHCPv6PDPreferred on;]",
        prefix(flag="0xd0")),
    Row("prefix", "AdvValidLifetime", P % "[AdvValidLifetime 20000;]",
        prefix(valid_lifetime="20000"), address("2001:db8:1:", 19940, 20000)),
    Row("prefix", "AdvValidLifetime", P % "[AdvValidLifetime infinity;]",
        prefix(valid_lifetime="4294967295"), address("2001:db8:1:", 4294967295)),
    Row("prefix", "AdvPreferredLifetime", P % "[AdvPreferredLifetime 3000;]",
        prefix(preferred_lifetime="3000"), preferred("2001:db8:1:", 2940, 3000)),
    Row("prefix", "DecrementLifetimes", "MaxRtrAdvInterval 4;" + P % "[DecrementLifetimes on;]",
        falls),
    # The router's base0 has 2001:db8:ba5e::1/64 and 192.0.2.1 (RFC 3056 s. 2).
    Row("prefix", "Base6Interface", "prefix ::/64 { [Base6Interface base0;] };",
        option(3, prefix="2001:db8:ba5e::")),
    Row("prefix", "Base6to4Interface", "prefix 0:0:0:1234::/64 { [Base6to4Interface base0;] };",
        option(3, prefix="2002:c000:201:1234::")),
    # Every interface of the router has an address in 2001:db8:a::/64 and in 2001:db8:b::/64.
    Row("interface", "autoignoreprefixes",
        "prefix ::/64 { }; [autoignoreprefixes { 2001:db8:b::/64; };]",
        option(3, prefix="2001:db8:a::")),
]

MORE = [
    Row("interface", "route", "[route 2001:db8:8::/48 { };]",
        option(24, route_lifetime="1800", prefix="2001:db8:8::", length="2"),
        rio("2001:db8:8::/48", expires=1800, pref="medium")),
    Row("route", "AdvRouteLifetime", "route 2001:db8:8::/48 { [AdvRouteLifetime 999;] };",
        option(24, route_lifetime="999"), rio("2001:db8:8::/48", expires=999)),
    Row("route", "AdvRoutePreference", "route 2001:db8:8::/48 { [AdvRoutePreference high;] };",
        option(24, route_info__flag="0x08"), rio("2001:db8:8::/48", expires=1800, pref="high")),
    Row("interface", "RDNSS", "[RDNSS 2001:db8::53 2001:db8::54 { };]",
        option(25, rdnss=["2001:db8::53", "2001:db8::54"], rdnss__lifetime="1800")),
    Row("RDNSS", "AdvRDNSSLifetime", "RDNSS 2001:db8::53 { [AdvRDNSSLifetime 888;] };",
        option(25, rdnss__lifetime="888")),
    Row("interface", "DNSSL", "[DNSSL a.example b.example { };]",
        option(31, dnssl=["a.example", "b.example"], dnssl__lifetime="1800")),
    Row("DNSSL", "AdvDNSSLLifetime", "DNSSL a.example { [AdvDNSSLLifetime 777;] };",
        option(31, dnssl__lifetime="777")),
    Row("interface", "nat64prefix", "[nat64prefix 64:ff9b:1::/48;]",
        option(38, pref64__plc="0x0003", pref64__scaled_lifetime="225")),
    # RFC 8781 s. 4.1: 603 s are 76 units of 8 s.
    Row("nat64prefix", "AdvValidLifetime", "nat64prefix 64:ff9b::/96 { [AdvValidLifetime 603;] };",
        option(38, pref64__scaled_lifetime="76", pref64__prefix="64:ff9b::")),
    Row("interface", "lowpanco", "[lowpanco { AdvLifeTime 0; };]",
        octets("22 02 00 00 0000 0000 00000000 00000000")),         # RFC 6775 s. 4.2
    Row("lowpanco", "AdvContextPrefix",
        "lowpanco { AdvContextLength 48; [AdvContextPrefix 2001:db8:6::;] };",
        option(34, **{"6co__context_prefix": "2001:db8:6::"})),
    Row("lowpanco", "AdvContextLength",
        "lowpanco { AdvContextPrefix ::; [AdvContextLength 65;] };",
        option(34, length="3", **{"6co__context_length": "65"})),
    Row("lowpanco", "AdvContextCompressionFlag", "lowpanco { [AdvContextCompressionFlag on;] };",
        option(34, **{"6co__flag__c": "1"})),
    Row("lowpanco", "AdvContextID", "lowpanco { [AdvContextID 5;] };",
        option(34, **{"6co__flag__cid": "5"})),
    Row("lowpanco", "AdvLifeTime", "lowpanco { [AdvLifeTime 44;] };",
        option(34, **{"6co__valid_lifetime": "44"})),
    Row("interface", "abro", "[abro fe80::6 { };]", option(35, abro__6lbr_address="fe80::6")),
    Row("abro", "AdvVersionLow", "abro fe80::6 { [AdvVersionLow 11;] };",
        option(35, abro__version_low="11")),
    Row("abro", "AdvVersionHigh", "abro fe80::6 { [AdvVersionHigh 12;] };",
        option(35, abro__version_high="12")),
    Row("abro", "AdvValidLifetime", "abro fe80::6 { [AdvValidLifetime 13;] };",
        option(35, abro__valid_lifetime="13")),
    Row("interface", "AdvOption", '[AdvOption 253 "010203040506";]', octets("fd 01 010203040506")),
    # RFC 5175 s. 4: 48 more flags. tshark 4.0 takes only the first 16 of them.
    Row("interface", "AdvOption", '[AdvOption 26 "800000000001";]', octets("1a 01 800000000001")),
]

# RFC 9463 s. 6.1: type, length, priority, lifetime, length of the name, name; then, if there
# are addresses, their length, they, and the length of the parameters (RFC 9460 s. 2.2), padded.
NAME = "000d 03 646e73 07 6578616d706c65 00"                # dns.example
ADDR = "0010 20010db8 00000000 00000000 00000053"
D = "DNR dns.example { AdvDNRAddr 2001:db8::53; %s };"
RESOLVER = [
    Row("interface", "DNR", "[DNR dns.example { };]",
        octets("90 03 0001 00000708" + NAME + "00")),
    Row("DNR", "AdvDNRPriority", "DNR dns.example { [AdvDNRPriority 9;] };",
        octets("90 03 0009 00000708" + NAME + "00")),
    Row("DNR", "AdvDNRLifetime", "DNR dns.example { [AdvDNRLifetime 2000;] };",
        octets("90 03 0001 000007d0" + NAME + "00")),
    Row("DNR", "AdvDNRAddr", "DNR dns.example { [AdvDNRAddr 2001:db8::53;] };",
        octets("90 06 0001 00000708" + NAME + ADDR + "0000 0000000000")),
    Row("DNR", "AdvDNRSvcAlpn", D % "[AdvDNRSvcAlpn dot h2;]",
        octets("90 07 0001 00000708" + NAME + ADDR + "000b 0001 0007 03 646f74 02 6832 0000")),
    Row("DNR", "AdvDNRSvcPort", D % "[AdvDNRSvcPort 8853;]",
        octets("90 07 0001 00000708" + NAME + ADDR + "0006 0003 0002 2295 00000000000000")),
    # key 7 (RFC 9461 s. 5): /q{?dns}
    Row("DNR", "AdvDNRSvcDohpath", D % '[AdvDNRSvcDohpath "/q{?dns}";]',
        octets("90 07 0001 00000708" + NAME + ADDR + "000c 0007 0008 2f717b3f646e737d 00")),
    Row("DNR", "AdvDNRSvcParams", D % '[AdvDNRSvcParams "0001 0004 03646f74";]',
        octets("90 07 0001 00000708" + NAME + ADDR + "0008 0001 0004 03 646f74 0000000000")),
]

# RFC 8801 s. 3.1: type, length, flags, delay, sequence number, name, padding to 8 octets;
# with flag 0x20 the header of an advertisement without checksum; then options.
ID = "07 6578616d706c65 03 6f7267 00 0000000000"            # example.org, padded from 19 to 24
V = 'pvd "example.org" { %s };'
VH = V % "AdvPvDRouterHeader on; %s"


def pvd(inner="", flags="0000", sequence="0000"):
    return octets("15 %02x" % (3 + len(bytes.fromhex(inner)) // 8) + flags + sequence + ID + inner)


def inner(hop="40", flags="00", lifetime="0000", reachable="00000000", retrans="00000000"):
    return pvd("86 00 0000" + hop + flags + lifetime + reachable + retrans, "2000")


DOMAIN = [
    Row("interface", "pvd", "[%s]" % V % "", pvd()),
    Row("pvd", "AdvPvDHttpFlag", V % "[AdvPvDHttpFlag on;]", pvd(flags="8000")),
    Row("pvd", "AdvPvDLegacyFlag", V % "[AdvPvDLegacyFlag on;]", pvd(flags="4000")),
    Row("pvd", "AdvPvDDelay", V % "AdvPvDHttpFlag on; [AdvPvDDelay 9;]", pvd(flags="8009")),
    Row("pvd", "AdvPvDSequenceNumber", V % "AdvPvDHttpFlag on; [AdvPvDSequenceNumber 258;]",
        pvd(flags="8000", sequence="0102")),
    Row("pvd", "AdvPvDRouterHeader", V % "[AdvPvDRouterHeader on;]", inner()),
    Row("pvd", "AdvCurHopLimit", VH % "[AdvCurHopLimit 77;]", inner(hop="4d")),
    Row("pvd", "AdvManagedFlag", VH % "[AdvManagedFlag on;]", inner(flags="80")),
    Row("pvd", "AdvOtherConfigFlag", VH % "[AdvOtherConfigFlag on;]", inner(flags="40")),
    Row("pvd", "AdvHomeAgentFlag", VH % "[AdvHomeAgentFlag on;]", inner(flags="20")),
    Row("pvd", "AdvDefaultPreference",
        VH % "AdvDefaultLifetime 999; [AdvDefaultPreference high;]",
        inner(flags="08", lifetime="03e7")),
    Row("pvd", "AdvSNACRouterFlag", VH % "[AdvSNACRouterFlag on;]", inner(flags="02")),
    Row("pvd", "AdvDefaultLifetime", VH % "[AdvDefaultLifetime 999;]", inner(lifetime="03e7")),
    Row("pvd", "AdvReachableTime", VH % "[AdvReachableTime 41000;]", inner(reachable="0000a028")),
    Row("pvd", "AdvRetransTimer", VH % "[AdvRetransTimer 2100;]", inner(retrans="00000834")),
    Row("pvd", "AdvLinkMTU", V % "[AdvLinkMTU 1404;]", pvd("05 01 0000 0000057c")),
    # RFC 8910 s. 2.3: https://a.example
    Row("pvd", "AdvCaptivePortalAPI", V % '[AdvCaptivePortalAPI "https://a.example";]',
        pvd("25 03 68747470733a2f2f612e6578616d706c65 0000000000")),
    Row("pvd", "prefix", V % "[prefix 2001:db8:7::/64 { };]",       # RFC 4861 s. 4.6.2
        pvd("03 04 40 c0 00015180 00003840 00000000 20010db8 00070000 00000000 00000000")),
    Row("pvd", "nat64prefix", V % "[nat64prefix 64:ff9b::/96;]",    # RFC 8781 s. 4
        pvd("26 02 0708 0064ff9b 00000000 00000000")),
    Row("pvd", "route", V % "[route 2001:db8:8::/48 { };]",         # RFC 4191 s. 2.3
        pvd("18 02 30 00 00000708 20010db8 00080000")),
    Row("pvd", "RDNSS", V % "[RDNSS 2001:db8::53 { };]",            # RFC 8106 s. 5.1
        pvd("19 03 0000 00000708 20010db8 00000000 00000000 00000053")),
    Row("pvd", "DNSSL", V % "[DNSSL a.example { };]",               # RFC 8106 s. 5.2
        pvd("1f 03 0000 00000708 01 61 07 6578616d706c65 00 0000000000")),
    Row("pvd", "DNR", V % "[DNR dns.example { };]",                 # RFC 9463 s. 6.1
        pvd("90 03 0001 00000708" + NAME + "00")),
    Row("pvd", "lowpanco", V % "[lowpanco { AdvLifeTime 7; };]",    # RFC 6775 s. 4.2
        pvd("22 02 00 00 0000 0007 00000000 00000000")),
    Row("pvd", "abro", V % "[abro fe80::6 { };]",                   # RFC 6775 s. 4.3
        pvd("23 03 0000 0000 0000 fe800000 00000000 00000000 00000006")),
    Row("pvd", "AdvOption", V % '[AdvOption 253 "010203040506";]', pvd("fd 01 010203040506")),
]

ROWS = HEADER + TIMES + HOSTS + STOP + PREFIX + MORE + RESOLVER + DOMAIN

# Words without a row. The words of `defaults` are those of `interface`, and of blocks inside
# `pvd` those outside: one schema describes both.
# Blocks of which nothing is sent: what they say is held against others.
NOT_SENT = {
    "watch": "test_rogue.py and the unit tests of the judge",
    "router": "test_rogue.py and the unit tests of the judge",
}

ELSEWHERE = {
    ("interface", "watch"): "test_rogue.py",
    ("file", "interface"): "every row",
    ("file", "defaults"): "test_files.py",
    ("file", "include"): "test_files.py",
    ("file", "LogFormat"): "test_files.py: says nothing on the wire",
    ("interface", "IgnoreIfMissing"): "test_files.py: ends the start",
    ("file", "ControlSocket"): "says nothing on the wire",
    ("file", "StateDirectory"): "says nothing on the wire",
    ("interface", "KernelVariables"): "concerns the router's own kernel",
    ("interface", "StaticWithdraw"): "concerns what a reload takes away",
    ("interface", "CustomerEdge"): "concerns delegated prefixes",
    ("interface", "FollowRoute"): "concerns the router's routes",
    ("RDNSS", "AdvRDNSSPreference"): "ignored with a warning (R-117)",
    ("RDNSS", "AdvRDNSSOpen"): "ignored with a warning (R-117)",
}
