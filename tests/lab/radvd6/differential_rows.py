# SPDX-License-Identifier: ISC
"""The table of test_differential.py: fragments of configuration, and where radvd6 says something else.

A fragment without a Difference must give the same octets from both daemons.
Where they differ on purpose, the difference is a function that makes of radvd's
packets those that radvd6 must send, no more and no less.
"""

import dataclasses

RA_LEN = 16
PREFIX, HOME_AGENT, ROUTE, RDNSS, DNSSL, CONTEXT, PREF64 = 3, 8, 24, 25, 31, 34, 38


@dataclasses.dataclass
class Difference:
    reason: str
    change: callable        # packets of radvd (ICMPv6 octets, checksum 0) -> those of radvd6


@dataclasses.dataclass
class Row:
    text: str
    first: Difference = None        # of the first advertisement
    final: Difference = None        # of the one after SIGTERM
    addresses: tuple = ()           # that the interface has


def split(packet):
    """Header and options of a packet."""
    options, at = [], RA_LEN
    while at < len(packet):
        options.append(packet[at:at + 8 * packet[at + 1]])
        at += 8 * packet[at + 1]
    return packet[:RA_LEN], options


def each(change):
    """A change of single packets."""
    return lambda packets: [change(p) for p in packets]


def replace(old, new):
    """A change of octets that must be there."""
    old, new = bytes.fromhex(old), bytes.fromhex(new)

    def change(packet):
        assert old in packet, "no %s in %s" % (old.hex(), packet.hex())
        return packet.replace(old, new)
    return each(change)


def options(change):
    """A change of single options; one that becomes empty is left out."""
    return each(lambda p: split(p)[0] + b"".join(change(o) for o in split(p)[1]))


def drop(unwanted):
    return options(lambda o: b"" if unwanted(o) else o)


def once(packet):
    """Each option once."""
    head, found = split(packet)
    return head + b"".join(dict.fromkeys(found))


def repack(limit):
    """The same options in packets of another size; SLLAO and MTU in each."""
    def change(packets):
        out, repeated = [], []
        for p in packets:
            head, found = split(p)
            for o in found:
                if o[0] not in (1, 5):
                    out.append(o)
                elif o not in repeated:
                    repeated.append(o)
        tail = b"".join(repeated)
        full, room = [head], limit - 40 - len(tail)
        for o in out:
            if len(full[-1]) + len(o) > room:
                full.append(head)
            full[-1] += o
        return [p + tail for p in full]
    return change


def short(option):
    """RIO and 6CO: no more octets than the prefix needs."""
    if option[0] == ROUTE:
        need = 8 if option[2] == 0 else 16 if option[2] <= 64 else 24
    elif option[0] == CONTEXT:
        need = 16 if option[2] <= 64 else 24
    else:
        return option
    assert not any(option[need:]), option.hex()
    return bytes([option[0], need // 8]) + option[2:need]


def three_intervals(option):
    """RDNSS and DNSSL: 600 s, the interval, was the default before radvd 2.20."""
    if option[0] in (RDNSS, DNSSL) and option[4:8] == (600).to_bytes(4, "big"):
        return option[:4] + (1800).to_bytes(4, "big") + option[8:]
    return option


# What holds for every row.
ALWAYS = [
    Difference("a context of up to 64 bits takes 16 octets (RFC 6775 s. 4.2), and so does a route,"
               " one of no bits 8 (RFC 4191 s. 2.3); radvd takes 24 for a context, and did so for"
               " a route before 2.20", options(short)),
    Difference("the default lifetime of name servers is three intervals (RFC 8106 s. 5.1), as of"
               " radvd 2.20", options(three_intervals)),
]
medium = Difference("the preference is 0 beside a router lifetime of 0 (RFC 4191 s. 2.2, R-008)",
                    each(lambda p: p[:5] + bytes([p[5] & ~0x18]) + p[6:]))
no_agent = Difference("a home agent lifetime of 0 is illegal, so the option is left out (R-056)",
                      drop(lambda o: o[0] == HOME_AGENT))
no_pref64 = Difference("a final advertisement withdraws PREF64 (R-056)", options(
    lambda o: o[:2] + bytes([0, o[3] & 7]) + o[4:] if o[0] == PREF64 else o))
no_host_bits = Difference("bits beyond the prefix length are 0 (RFC 4861 s. 4.6.2, R-077)",
                          replace("20010db8 00010077", "20010db8 00010000"))
one_each = Difference("one PIO a prefix, however many addresses are in it (R-085)", each(once))
no_128 = Difference("no PIO for an address of 128 bits (R-085)",
                    drop(lambda o: o[0] == PREFIX and o[2] == 128))
def add_contexts(*texts):
    """More of them behind the first."""
    more = b"".join(map(bytes.fromhex, texts))
    return options(lambda o: o + more if o[0] == CONTEXT else o)


all_contexts = Difference("every lowpanco block is sent, not the first one only (R-191)",
                          add_contexts("22 02 20 02 0000 0007 00000000 00000000"))
no_link_local = Difference("a link-local prefix is not sent (RFC 4861 s. 4.6.2, R-081)",
                           drop(lambda o: o[0] == PREFIX and o[16:18] == b"\xfe\x80"))
last_block = Difference("of two blocks for a prefix the later one counts (R-082)",
                        drop(lambda o: o[0] == PREFIX and o[3] == 0xc0))
full = Difference("a packet holds 1280 octets, header included, not fewer (R-214)", repack(1280))

P = "prefix 2001:db8:1::/64 { %s };"
MOBILE = "prefix 2001:db8:5::1/64 { AdvRouterAddr on; };"
HOME = "AdvHomeAgentFlag on;" + MOBILE

# Not here: what concerns single hosts (UnicastOnly, clients) and what depends on the moment
# (DecrementLifetimes). Both are judged elsewhere.
ROWS = [
    # -- the header
    Row(""),
    Row("MinRtrAdvInterval 3; MaxRtrAdvInterval 10;"),
    Row("MinRtrAdvInterval 5.5; MaxRtrAdvInterval 20.25; MinDelayBetweenRAs 4;"),
    Row("MaxRtrAdvInterval 1800;"),
    Row("AdvManagedFlag on;"),
    Row("AdvOtherConfigFlag on;"),
    Row("AdvHomeAgentFlag on;" + MOBILE),
    Row("AdvDefaultPreference low;", final=medium),
    Row("AdvDefaultPreference medium;"),
    Row("AdvDefaultPreference high;", final=medium),
    Row("AdvDefaultPreference high; AdvDefaultLifetime 0;", first=medium, final=medium),
    Row("AdvDefaultLifetime 1234;"),
    Row("AdvDefaultLifetime 0;"),
    Row("AdvDefaultLifetime 9000;"),
    Row("AdvCurHopLimit 77;"),
    Row("AdvCurHopLimit 0;"),
    Row("AdvReachableTime 41000; AdvRetransTimer 2100;"),
    Row("AdvRetransTimer 4294967295;"),
    Row("AdvLinkMTU 1400;"),
    Row("AdvLinkMTU 1280; AdvRAMTU 1500;"),
    Row("AdvSourceLLAddress off;"),
    Row("IgnoreIfMissing on; UnicastOnly off; AdvRASolicitedUnicast off;"),
    Row("AdvRASrcAddress { fe80::98; };", addresses=("fe80::98/64", "fe80::99/64")),
    Row("AdvRASrcAddress { fe80::99; };", addresses=("fe80::98/64", "fe80::99/64")),
    # -- options of the interface
    Row("AdvIntervalOpt on;"),
    Row("AdvIntervalOpt on; MinRtrAdvInterval 0.03; MaxRtrAdvInterval 3; MinDelayBetweenRAs 0.1;"),
    Row(HOME + "AdvHomeAgentInfo on;"),
    Row(HOME + "AdvHomeAgentInfo on; HomeAgentPreference 7; HomeAgentLifetime 999;",
        final=no_agent),
    Row(HOME + "AdvHomeAgentInfo on; AdvMobRtrSupportFlag on;", final=no_agent),
    Row('AdvCaptivePortalAPI "https://portal.example/api";'),
    Row("AdvSNACRouterFlag on;"),
    # -- prefixes
    Row(P % ""),
    Row("prefix 2001:db8:1::/64;"),
    Row(P % "AdvOnLink off;"),
    Row(P % "AdvAutonomous off;"),
    Row(P % "AdvOnLink off; AdvAutonomous off;"),
    Row(P % "AdvRouterAddr on;"),
    Row(P % "AdvValidLifetime 20000; AdvPreferredLifetime 3000;"),
    Row(P % "AdvValidLifetime infinity; AdvPreferredLifetime infinity;"),
    Row(P % "AdvValidLifetime 0; AdvPreferredLifetime 0;"),
    Row(P % "DeprecatePrefix on;"),
    Row(P % "AdvValidLifetime 3600; AdvPreferredLifetime 1800; DeprecatePrefix on;"),
    Row(P % "AdvDHCPv6PDPreferred on;" + "AdvManagedFlag on;"),
    Row("prefix 2001:db8:62::/63 { }; prefix 2001:db8::/32 { }; prefix 2001:db8:1::4/127 { };"),
    Row("prefix 2001:db8:1:77::/48 { };", first=no_host_bits, final=no_host_bits),
    Row(P % "" + P % "AdvOnLink off;", first=last_block, final=last_block),
    Row("prefix fe80::/64 { };" + P % "", first=no_link_local, final=no_link_local),
    Row("".join("prefix 2001:db8:%x::/64 { };" % n for n in (3, 1, 2))),
    Row("prefix ::/64 { };", addresses=("2001:db8:a::1/64",)),
    Row("prefix ::/64 { AdvOnLink off; AdvPreferredLifetime 100; AdvValidLifetime 200; };",
        addresses=("2001:db8:a::1/64", "fd00:a::1/64")),
    Row("prefix ::/64 { };", first=one_each, final=one_each,
        addresses=("2001:db8:a::1/64", "2001:db8:a::2/64")),
    Row("prefix ::/64 { };", first=no_128, final=no_128,
        addresses=("2001:db8:a::1/64", "2001:db8:b::2/128")),
    Row("prefix ::/64 { }; autoignoreprefixes { 2001:db8:b::/64; };",
        addresses=("2001:db8:a::1/64", "2001:db8:b::1/64")),
    Row("prefix ::/64 { Base6Interface base0; };"),
    Row("prefix 0:0:0:1234::/64 { Base6to4Interface base0; };"),
    # -- routes, name servers, the rest
    Row("route 2001:db8:8::/48 { };"),
    Row("route 2001:db8:8:8::8/128 { AdvRouteLifetime 999; AdvRoutePreference high; };"),
    Row("route ::/0 { AdvRoutePreference low; };"),
    Row("route 2001:db8:8:8::/64 { AdvRouteLifetime infinity; RemoveRoute off; };"),
    Row("route 2001:db8:8::/48 { AdvRouteLifetime 0; };"),
    Row("route 2001:db8:1:77::/48 { };", first=no_host_bits, final=no_host_bits),
    Row("RDNSS 2001:db8::53 { };"),
    Row("RDNSS 2001:db8::53 2001:db8::54 fe80::1 { AdvRDNSSLifetime 888; FlushRDNSS off; };"),
    Row("RDNSS 2001:db8::53 { AdvRDNSSLifetime infinity; }; RDNSS 2001:db8::54 { };"),
    Row("RDNSS 2001:db8::53 { AdvRDNSSPreference 8; AdvRDNSSOpen on; };"),
    Row("DNSSL a.example { };"),
    Row("DNSSL a.example b.example.com c { AdvDNSSLLifetime 777; FlushDNSSL off; };"),
    Row("DNSSL a.example { AdvDNSSLLifetime infinity; }; DNSSL b.example { };"),
    Row("nat64prefix 64:ff9b::/96 { };", final=no_pref64),
    Row("nat64prefix 64:ff9b:1::/48 { AdvValidLifetime 603; };", final=no_pref64),
    Row("lowpanco { AdvContextLength 64; AdvContextCompressionFlag on; AdvContextID 5;"
        " AdvLifeTime 44; };"),
    Row("lowpanco { AdvContextLength 32; AdvContextID 1; AdvLifeTime 7; };"),
    Row("lowpanco { AdvContextLength 32; AdvContextID 1; };"
        "lowpanco { AdvContextLength 32; AdvContextID 2; AdvLifeTime 7; };",
        first=all_contexts, final=all_contexts),
    Row("abro fe80::6 { AdvVersionLow 11; AdvVersionHigh 12; AdvValidLifetime 13; };"),
    Row("abro 2001:db8::6 { };"),
    # -- together
    Row(P % "" + "route 2001:db8:8::/48 { }; RDNSS 2001:db8::53 { }; DNSSL a.example { };"
        "AdvLinkMTU 1400; AdvIntervalOpt on; lowpanco { AdvLifeTime 1; }; abro fe80::6 { };"),
    Row("DNSSL a.example { }; RDNSS 2001:db8::53 { }; route 2001:db8:8::/48 { };" + P % ""),
    Row("".join("prefix 2001:db8:f:%x::/64 { };" % n for n in range(36))),
    Row("".join("prefix 2001:db8:f:%x::/64 { };" % n for n in range(39)) + "AdvLinkMTU 1400;",
        first=full, final=full),
    Row("route 2001:db8:8::/48 { AdvRoutePreference low; }; AdvDefaultPreference high;"
        "AdvManagedFlag on; AdvOtherConfigFlag on;", final=medium),
]
