#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The table of links against `ip -j`: the first dump, events, lost events."""

import itertools
import random
import socket
import struct
import time

from common import Probe, host, lab

RTM_NEWLINK, IFLA_IFNAME = 16, 3


def start(ns):
    p = Probe(ns, "probe_links")
    p.wait(lambda o: o.get("event") == "loaded")
    return p


def dump(p):
    """{name: link} as the probe sees it now."""
    mark = p.mark()
    p.ask("dump")
    return p.events("dump", mark)[-1]


def table(p):
    return {link["name"]: link for link in dump(p)["links"]}


def truth(ns):
    """The same from ip(8), with only what it can tell."""
    links = {}
    for link in ns.ip_json("-d link show"):
        up = {"UP", "LOWER_UP"} <= set(link["flags"]) and link["operstate"] in ("UP", "UNKNOWN")
        mac = link.get("address", "").replace("00:00:00:00:00:00", "")
        links[link["ifname"]] = {
            "ifindex": link["ifindex"], "up": int(up),
            "multicast": int("MULTICAST" in link["flags"]),
            "p2p": int("POINTOPOINT" in link["flags"]), "mtu": link["mtu"],
            "lladdr": "" if link["link_type"] in ("loopback", "none", "ppp", "sit") else mac,
        }
    addrs = {}
    for link in ns.ip_json("addr show"):
        # A blank object stands for what a filter left out.
        for a in link.get("addr_info", []):
            if a.get("family") == "inet":
                addrs.setdefault(link["ifname"], set()).add((
                    "::ffff:" + a["local"], 96 + a["prefixlen"], 0, 0, 0))
            elif "local" in a:
                addrs.setdefault(link["ifname"], set()).add((
                    a["local"], a["prefixlen"], int(a.get("tentative", False)),
                    int(a.get("dadfailed", False)), int(a.get("deprecated", False))))
    forwarding = {o["interface"]: o["forwarding"] for o in ns.ip_json("-6 netconf show")
                  if "interface" in o}
    for name, link in links.items():
        link["addrs"] = addrs.get(name, set())
        link["forwarding"] = int(bool(forwarding.get(name) and forwarding.get("all")))
    return links


def seen(p):
    """The probe's table in the shape of truth()."""
    got = {}
    for name, o in table(p).items():
        got[name] = {k: o[k] for k in ("ifindex", "up", "multicast", "p2p", "mtu", "lladdr",
                                       "forwarding")}
        got[name]["addrs"] = {(a["addr"], a["plen"], a["tentative"], a["dadfailed"],
                               a["deprecated"]) for a in o["addrs"]}
    return got


def difference(p, ns):
    a, b = seen(p), truth(ns)
    return {n: (a.get(n), b.get(n)) for n in a.keys() | b.keys() if a.get(n) != b.get(n)}


def wait_truth(p, ns, timeout=20):
    """Until the table is what ip(8) shows: both may be on their way."""
    last = {}

    def same():
        last["difference"] = difference(p, ns)
        return not last["difference"]
    try:
        lab.wait_for(same, timeout, "the truth")
    except AssertionError as e:
        some = dict(list(last["difference"].items())[:3])
        raise AssertionError("%s; %d differ, such as %s" % (
            e, len(last["difference"]), some)) from None


def replay(events):
    """What somebody knows who heard only the events; they must fit together."""
    known = {}
    for o in events:
        index = o["link"]["ifindex"]
        if o["event"] == "new":
            assert index not in known, o
        else:
            assert index in known, o
        if o["event"] == "changed":
            assert known[index] != o["link"], "nothing changed: %s" % o
        known[index] = o["link"]
        if o["event"] == "gone":
            del known[index]
    return known


def no_seconds(link):
    """Without the remaining lifetimes, which differ from second to second."""
    return {**link, "addrs": [{k: v for k, v in a.items() if k not in ("preferred", "valid")}
                              for a in link["addrs"]]}


def told(p):
    return [o for o in p.objects() if o.get("event") in ("new", "changed", "gone")]


def check_events(p):
    known = {i: no_seconds(v) for i, v in replay(told(p)).items()}
    now = {v["ifindex"]: no_seconds(v) for v in table(p).values()}
    assert known == now, [(known.get(i), now.get(i)) for i in known.keys() | now.keys()
                          if known.get(i) != now.get(i)][:3]


def quick(ns):
    """No router solicitations, and addresses are there at once."""
    ns.sysctl("net.ipv6.conf.default.accept_dad", 0)
    ns.sysctl("net.ipv6.conf.default.router_solicitations", 0)


def many_veths(ns, pairs, first=0):
    ns.ip_batch(["link add name v%d type veth peer name w%d" % (n, n)
                 for n in range(first, first + pairs)])


def test_two_thousand(l):
    "2,000 links with addresses are read right, completely told, and take little memory"
    ns = l.netns("router")
    quick(ns)
    many_veths(ns, 1000)
    ns.ip_batch(["link set v%d up" % n for n in range(1000)]
                + ["link set w%d up" % n for n in range(1000)]
                + ["addr add 2001:db8:%x::1/64 dev v%d" % (n, n) for n in range(0, 1000, 2)])
    t = time.monotonic()
    p = start(ns)
    print("# read and told in %.0f ms (start of the program included)"
          % ((time.monotonic() - t) * 1e3))
    wait_truth(p, ns)
    check_events(p)
    loaded = p.events("loaded")[0]
    new = [o for o in told(p) if o["event"] == "new"]
    assert len(new) == 2001 and loaded["calls"] > 10, (len(new), loaded)
    memory = dump(p)["memory"] / 2001
    print("# %.0f octets a link with its 1 or 2 addresses" % memory)
    assert memory < 400


def test_rename(l):
    "a renamed interface is changed, not a new one"
    ours, _ = host(l)
    p = start(ours)
    index, mark = ours.ifindex("r0"), len(told(p))
    ours.ip("link set r0 name wan0")
    o = lab.wait_for(lambda: next((o for o in told(p)[mark:] if o["link"]["name"] == "wan0"), None))
    assert (o["event"], o["link"]["ifindex"]) == ("changed", index)
    wait_truth(p, ours)
    check_events(p)


def test_attributes(l):
    "MTU, MAC address, up, down and carrier are followed"
    ours, other = host(l)
    p = start(ours)
    wait_truth(p, ours)
    for change in ("mtu 1400", "down", "address 02:00:00:00:00:aa", "up"):
        ours.ip("link set r0 " + change)
        wait_truth(p, ours)
    other.ip("link set h0 down")
    lab.wait_for(lambda: not table(p)["r0"]["up"])
    other.ip("link set h0 up")
    lab.wait_for(lambda: table(p)["r0"]["up"])
    wait_truth(p, ours)
    check_events(p)


def test_kinds_of_links(l):
    "loopback and tun have no link-layer address; tun is point-to-point"
    ns = l.netns("router")
    ns.ip("tuntap add mode tun name t0")
    ns.ip("link add name br0 type bridge")
    p = start(ns)
    t = table(p)
    assert t["lo"]["lladdr"] == "" and t["t0"]["lladdr"] == ""
    assert t["t0"]["p2p"] == 1 and t["lo"]["p2p"] == 0 and len(t["br0"]["lladdr"]) == 17
    assert (t["lo"]["type"], t["t0"]["type"], t["br0"]["type"]) == (772, 65534, 1)
    wait_truth(p, ns)


def test_mtu_of_ipv6(l):
    "where IPv6 has a lower MTU than the device, that one counts"
    ours, _ = host(l)
    ours.sysctl("net/ipv6/conf/r0/mtu", 1300)
    p = start(ours)
    assert table(p)["r0"]["mtu"] == 1300
    ours.ip("link set r0 mtu 1290")
    lab.wait_for(lambda: table(p)["r0"]["mtu"] == 1290)


def test_mtu_while_down(l):
    "an MTU that is raised while the link is down counts, though IPv6 is told late"
    ours, _ = host(l)
    ours.ip("link set r0 mtu 1300")
    p = start(ours)
    ours.ip("link set r0 down")
    ours.ip("link set r0 mtu 1400")
    lab.wait_for(lambda: table(p)["r0"]["mtu"] == 1400)
    check_events(p)


def test_bridge_port(l):
    "an interface that leaves a bridge is not gone"
    ours, _ = host(l)
    ours.ip("link add name br0 type bridge")
    p = start(ours)
    ours.ip("link set r0 master br0")
    ours.ip("link set r0 nomaster")
    ours.ip("link set r0 mtu 1401")
    lab.wait_for(lambda: table(p)["r0"]["mtu"] == 1401)
    assert not [o for o in told(p) if o["event"] == "gone"]
    wait_truth(p, ours)


def test_nothing_changed(l):
    "events that change nothing we keep are not told"
    ours, _ = host(l)
    ours.wait_link_local("r0")
    p = start(ours)
    ours.ip("addr add 2001:db8::1/64 dev r0 valid_lft 1000 preferred_lft 500")
    # The end of DAD is a change, too: it must be over.
    lab.wait_for(lambda: [a["tentative"] for a in table(p)["r0"]["addrs"]] == [0, 0])
    mark = len(told(p))
    ours.ip("link set r0 txqueuelen 77")
    ours.ip("link set r0 promisc on")
    ours.ip("link set r0 promisc off")
    ours.ip("link set r0 alias xyz")
    ours.ip("addr change 2001:db8::1/64 dev r0 valid_lft 1000 preferred_lft 500")
    ours.ip("link set lo mtu 65000")
    lab.wait_for(lambda: table(p)["lo"]["mtu"] == 65000)
    assert [o["link"]["name"] for o in told(p)[mark:]] == ["lo"], told(p)[mark:]


def test_addresses(l):
    "addresses come and go with their lifetimes; a refresh is a change"
    ours, _ = host(l)
    p = start(ours)
    ours.ip("addr add 2001:db8::1/64 dev r0 valid_lft 1000 preferred_lft 500")
    ours.ip("addr add 2001:db8::2/48 dev r0")
    ours.ip("addr add 2001:db8::3/64 peer 2001:db8::4/128 dev r0")
    wait = lambda match: lab.wait_for(lambda: match({a["addr"]: a for a in
                                                     table(p)["r0"]["addrs"]}))
    wait(lambda a: {"2001:db8::1", "2001:db8::2", "2001:db8::3"} <= set(a))
    a = {a["addr"]: a for a in table(p)["r0"]["addrs"]}
    assert 997 <= a["2001:db8::1"]["valid"] <= 1000 and 497 <= a["2001:db8::1"]["preferred"] <= 500
    assert (a["2001:db8::2"]["valid"], a["2001:db8::2"]["plen"]) == (-1, 48)
    mark = len(told(p))
    ours.ip("addr change 2001:db8::1/64 dev r0 valid_lft 2000 preferred_lft 0")
    wait(lambda a: a["2001:db8::1"]["valid"] > 1900 and a["2001:db8::1"]["deprecated"])
    assert told(p)[mark:][0]["event"] == "changed"
    ours.ip("addr del 2001:db8::1/64 dev r0")
    wait(lambda a: "2001:db8::1" not in a)
    check_events(p)


def test_dad(l):
    "an address is tentative until duplicate address detection is over, and may fail it"
    ours, other = l.netns("router"), l.netns("host")
    for ns in (ours, other):
        ns.sysctl("net.ipv6.conf.default.router_solicitations", 0)
    l.veth(ours, "r0", other, "h0")
    other.ip("addr add 2001:db8::5/64 dev h0 nodad")
    ours.wait_link_local("r0")
    p = start(ours)
    ours.ip("addr add 2001:db8::5/64 dev r0")       # somebody has it
    ours.ip("addr add 2001:db8::6/64 dev r0")
    state = lambda a, k: [x[k] for o in told(p) for x in o["link"]["addrs"] if x["addr"] == a]
    lab.wait_for(lambda: 1 in state("2001:db8::5", "dadfailed"))
    lab.wait_for(lambda: state("2001:db8::6", "tentative")[-1:] == [0])
    assert state("2001:db8::6", "tentative")[0] == 1
    wait_truth(p, ours)
    check_events(p)


def test_forwarding(l):
    "a link forwards if its own switch and the one for all are on, whichever comes last"
    ours, _ = host(l)
    p = start(ours)
    forwards = lambda dev: table(p)[dev]["forwarding"]
    assert not forwards("r0")
    ours.sysctl("net.ipv6.conf.r0.forwarding", 1)
    p.ask("dump")
    wait_truth(p, ours)
    assert not forwards("r0")
    ours.sysctl("net.ipv6.conf.all.forwarding", 1)
    lab.wait_for(lambda: forwards("r0") and forwards("lo"))
    ours.sysctl("net.ipv6.conf.r0.forwarding", 0)
    lab.wait_for(lambda: not forwards("r0") and forwards("lo"))
    l.veth(ours, "r1", ours, "r2")
    lab.wait_for(lambda: "r2" in table(p) and forwards("r1") and forwards("r2"))
    wait_truth(p, ours)
    ours.sysctl("net.ipv6.conf.all.forwarding", 0)
    lab.wait_for(lambda: not any(forwards(d) for d in ("lo", "r0", "r1", "r2")))
    check_events(p)


def test_force_forwarding(l):
    "where the kernel has force_forwarding, it stands in for the switch for all"
    ours, _ = host(l)
    try:
        ours.sysctl("net/ipv6/conf/r0/force_forwarding")
    except FileNotFoundError:
        raise lab.Skip("this kernel has no force_forwarding")
    p = start(ours)
    ours.sysctl("net.ipv6.conf.r0.forwarding", 1)
    ours.sysctl("net.ipv6.conf.r0.force_forwarding", 1)
    lab.wait_for(lambda: table(p)["r0"]["forwarding"])
    assert not table(p)["lo"]["forwarding"]
    check_events(p)
    assert table(start(ours))["r0"]["forwarding"]          # read by a dump as well
    ours.sysctl("net.ipv6.conf.r0.force_forwarding", 0)
    lab.wait_for(lambda: not table(p)["r0"]["forwarding"])


def test_gone_and_new(l):
    "a deleted interface is gone; another one with its index is new"
    ns = l.netns("router")
    quick(ns)
    ns.ip("link add name x0 index 77 type veth peer name x1")
    ns.ip("link set x0 up")
    p = start(ns)
    mark = len(told(p))
    ns.ip("link del x0")
    ns.ip("link add name y0 index 77 type veth peer name y1")
    lab.wait_for(lambda: "y0" in table(p) and "x0" not in table(p))
    about = [(o["event"], o["link"]["name"]) for o in told(p)[mark:]
             if o["link"]["ifindex"] == 77 and o["event"] != "changed"]
    assert about == [("gone", "x0"), ("new", "y0")], about
    wait_truth(p, ns)
    check_events(p)


def test_other_namespace(l):
    "an interface that moves to another namespace is gone"
    ours, _ = host(l)
    elsewhere = l.netns("elsewhere")
    p = start(ours)
    ours.ip("link set r0 netns " + elsewhere.name)
    lab.wait_for(lambda: "r0" not in table(p))
    assert [o["event"] for o in told(p) if o["link"]["name"] == "r0"][-1] == "gone"


SERIAL = itertools.count(1)


def changes(ns, rng, names, n):
    """Random changes as one ip batch: interfaces, names, addresses, MTU. New names are unique."""
    commands = []
    for _ in range(n):
        at, what = rng.randrange(len(names)), rng.randrange(5)
        name, new = names[at], "x%d" % next(SERIAL)
        if what == 0:
            commands.append("link set %s mtu %d" % (name, rng.randrange(1280, 1500)))
        elif what == 1:
            commands.append("addr replace 2001:db8:%x::%x/64 dev %s" % (
                rng.randrange(8), rng.randrange(1, 5), name))
        elif what == 2:
            commands.append("link set %s %s" % (name, rng.choice(("up", "down"))))
        elif what == 3:
            commands += ["link set %s down" % name, "link set %s name %s" % (name, new)]
            names[at] = new
        else:
            commands += ["link del " + name, "link set %s up" % new]
            commands.insert(-1, "link add name %s type veth peer name y%s" % (new, new))
            names[at] = new
    ns.ip_batch(commands)


def test_overrun(l):
    "after lost events the table is the truth again, and the events lead to it"
    ns = l.netns("router")
    quick(ns)
    many_veths(ns, 50)
    ns.ip_batch(["link set v%d up" % n for n in range(50)])
    p = start(ns)
    names, rng = ["v%d" % n for n in range(50)], random.Random(6)
    p.ask("rcvbuf 2304")
    for burst in range(1, 4):
        p.ask("pause")
        changes(ns, rng, names, 60)
        p.ask("resume")
        wait_truth(p, ns)
        check_events(p)
        assert dump(p)["overruns"] >= burst
    p.ask("rcvbuf 1000000")
    ns.ip("link add name last type veth peer name tsal")
    lab.wait_for(lambda: "last" in table(p))


def test_overrun_while_reading(l):
    "a storm of changes with a tiny buffer, read all the while, ends in the truth"
    ns = l.netns("router")
    quick(ns)
    many_veths(ns, 30)
    p = start(ns)
    p.ask("rcvbuf 2304")
    names, rng = ["v%d" % n for n in range(30)], random.Random(7)
    changes(ns, rng, names, 500)
    wait_truth(p, ns)
    check_events(p)
    print("# %d overruns" % dump(p)["overruns"])


def test_forwarding_lost(l):
    "a forwarding switch that was turned while events were lost is found"
    ours, _ = host(l)
    p = start(ours)
    p.ask("rcvbuf 2304")
    p.ask("pause")
    ours.ip_batch(["link set lo mtu %d" % n for n in range(1300, 1400)])
    ours.sysctl("net.ipv6.conf.all.forwarding", 1)
    p.ask("resume")
    lab.wait_for(lambda: table(p)["r0"]["forwarding"])
    assert dump(p)["overruns"] >= 1
    check_events(p)


def test_unprivileged(l):
    "events and a new dump after an overrun need no privilege"
    ours, _ = host(l)
    p = start(ours)
    p.ask("nobody")
    ours.ip("link set r0 mtu 1402")
    lab.wait_for(lambda: table(p)["r0"]["mtu"] == 1402)
    p.ask("rcvbuf 2304")
    p.ask("pause")
    ours.ip_batch(["link set r0 mtu %d" % n for n in range(1300, 1400)])
    p.ask("resume")
    lab.wait_for(lambda: table(p)["r0"]["mtu"] == 1399)
    assert dump(p)["overruns"] >= 1
    wait_truth(p, ours)


def test_forged(l):
    "a message from another process is not believed"
    ours, _ = host(l)
    p = start(ours)
    index = ours.ifindex("r0")
    with ours.inside():
        with open("/proc/net/netlink") as f:
            ports = [int(w[2]) for w in map(str.split, f) if w[1] == "0"]
        body = struct.pack("BxHiII", 0, 1, index, 0x11043, 0)
        body += struct.pack("HH8s", 12, IFLA_IFNAME, b"forged")
        message = struct.pack("IHHII", 16 + len(body), RTM_NEWLINK, 0, 0, 0) + body
        sent = 0
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as s:
            for port in ports:
                try:
                    sent += s.sendto(message, (port, 0)) > 0 if port else 0
                except OSError:
                    pass
    ours.ip("link set r0 mtu 1403")
    lab.wait_for(lambda: any(t["mtu"] == 1403 for t in table(p).values()))
    assert not [o for o in told(p) if o["link"]["name"] == "forged"]
    if not sent:
        raise lab.Skip("the kernel lets nobody write to our sockets")


if __name__ == "__main__":
    lab.main()
