#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Every word of the language on the wire: directive_rows.py is the table.

One daemon serves two interfaces for each row. The judges are tshark, octets
written by hand from the RFC, and the kernel of the host.
"""

import json
import os
import subprocess
import time

import directive_rows as table
import ralan
import wire
from ralan import ALL_NODES, ALL_ROUTERS, ALL_ROUTERS_MAC, lab
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether

FINALS_S = 9.0      # three final advertisements are 3 s apart


class Iface:
    """One interface and what was seen there."""

    def __init__(self, row, whole, name, capture, mac):
        self.row, self.whole, self.name, self.capture, self.mac = row, whole, name, capture, mac
        self.asked = self.stopped = float("inf")

    def fair(self, limit):
        """What must not be seen gets no time on top."""
        return self.capture.fair(limit) if self.whole else limit

    def solicit(self, source, body):
        return (Ether(src=self.mac, dst=ALL_ROUTERS_MAC)
                / IPv6(src=source, dst=ALL_ROUTERS, hlim=255) / body)

    def settle(self):
        """Nothing more will come: sort what did."""
        ras = self.capture.of(self.name)
        self.normal = [ra for ra in ras if ra.when < self.stopped]
        self.final = [ra for ra in ras if ra.when >= self.stopped]
        together = wire.batches(self.normal)
        self.first = together[0] if together else []
        self.multicast = [b[0] for b in together if b[0].dst == ALL_NODES]

    def answers(self, to):
        return [ra for ra in self.normal if ra.dst == to]


def name_of(number, whole):
    return "%s%d" % ("w" if whole else "o", number)


def interfaces():
    for number, row in enumerate(table.ROWS):
        for whole in (True, False) if row.alone is None else (True,):
            yield row, number, whole, name_of(number, whole)


def network(l):
    """Both namespaces with all their interfaces up and addressed."""
    router, host = l.netns("router"), l.netns("host")
    router.sysctl("net.ipv6.conf.all.forwarding", 1)
    for ns in (router, host):
        for key, value in (("dad_transmits", 0), ("router_solicitations", 0), ("accept_ra", 1)):
            ns.sysctl("net.ipv6.conf.default." + key, value)
    host.takes_routes = os.path.exists("/proc/sys/net/ipv6/conf/all/accept_ra_rt_info_max_plen")
    if host.takes_routes:
        host.sysctl("net.ipv6.conf.default.accept_ra_rt_info_max_plen", 64)
    # All namespaces share one neighbour table: an end that only listens takes nothing of it.
    host.sysctl("net.ipv6.conf.default.disable_ipv6", 1)
    here, there = ["link add base0 type veth peer name base1", "link set base0 up",
                   "addr add 2001:db8:ba5e::1/64 dev base0 nodad",
                   "addr add 192.0.2.1/24 dev base0"], []
    for row, _, _, name in interfaces():
        here.append("link add %s type veth peer name %s netns %s" % (name, name, host.name))
        there.append("link set %s up" % name)
        here.append("link set %s up" % name)
        if "AdvRASrcAddress" in row.text:
            here += ["addr add %s/64 dev %s nodad" % (a, name) for a in table.ROUTER_LL]
        if "prefix ::/64" in row.text:
            here += ["addr add 2001:db8:%s::1/64 dev %s nodad" % (p, name) for p in "ab"
                     if "Base6" not in row.text]
        if row.ask or "clients" in row.text:
            there += ["addr add %s/64 dev %s nodad" % (a, name)
                      for a in [table.A, table.B] + table.CROWD]
    router.ip_batch(here)
    for row, _, whole, name in interfaces():
        if (row.kernel and whole) or row.ask or "clients" in row.text:
            host.sysctl("net/ipv6/conf/%s/disable_ipv6" % name, 0)
    host.ip_batch(there)
    return router, host


def start(l, router):
    text = "".join(row.config(name, whole) for row, _, whole, name in interfaces())
    path = l.file("radvd6.conf", text)
    check = router.run([ralan.RADVD6, "-C", path, "-c"], check=False)
    assert check.returncode == 0, check.stdout + check.stderr
    lab.wait_for(lambda: all_have_addresses(router), 20, "link-local addresses")
    return router.start([ralan.RADVD6, "-C", path, "-n", "-d", "1", "-m", "stderr", "-p",
                         l.dir / "radvd6.pid", "-u", ralan.USER], name="radvd6")


def all_have_addresses(router):
    links = router.ip_json("-6 addr show scope link")
    return sum(bool(link.get("addr_info")) for link in links) >= len(list(interfaces()))


def kernel_faults(host, faces):
    """Rows of which the host's kernel thinks otherwise, given some time to think."""
    waiting = [i for i in faces if i.row.kernel and i.whole]
    end = time.monotonic() + 5
    while waiting and time.monotonic() < end:
        waiting = [i for i in waiting if not i.row.kernel(host, i.name)]
        time.sleep(0.05)
    return ["%s: the kernel of the host disagrees" % describe(i) for i in waiting]


def describe(i):
    return "%s %s (%s: %s)" % (i.row.block, i.row.keyword, i.name, i.row.text[:200])


def wire_faults(faces):
    for i in faces:
        try:
            seen = bool(i.row.seen(i))
        except (IndexError, KeyError) as e:
            seen = repr(e) if i.whole else False
        if seen is not i.whole:
            yield "%s: %s\n    first: %s\n    final: %s" % (
                describe(i), seen if isinstance(seen, str) else
                "not seen" if i.whole else "seen without the directive, too",
                [(ra.dst, ra.octets.hex()) for ra in i.first[:3]],
                [ra.octets.hex() for ra in i.final[:3]])


def run(l):
    """Start, look, ask, stop: (interfaces, what the kernel disagrees with)."""
    router, host = network(l)
    capture = wire.Capture(host)
    macs = {link["ifname"]: link["address"] for link in host.ip_json("link show")}
    daemon = start(l, router)
    faces = []
    for row, _, whole, name in interfaces():
        faces.append(Iface(row, whole, name, capture, macs[name]))
    speaking = {i.name for i in faces
                if (i.whole or i.row.send) and not (i.whole and i.row.keyword == "UnicastOnly")}
    capture.wait(lambda: {ra.iface for ra in capture.ras} >= speaking,
                 "an advertisement on each interface", 15)
    asking = time.time()
    for i in (i for i in faces if i.row.ask):
        i.asked = time.time()
        host.send(i.name, *i.row.ask(i))
        capture.read()
    faults = kernel_faults(host, faces)
    capture.sit(asking + capture.fair(table.WATCHED_S))
    assert daemon.running(), "the daemon ended"
    stopped = time.time()
    daemon.send_signal(15)
    capture.sit(stopped + 1)
    lab.wait_for(lambda: capture.read() is not None and not daemon.running(), FINALS_S, "the end")
    capture.sit(time.time() + 0.2)
    for i in faces:
        i.stopped = stopped
        i.settle()
    wire.dissect(capture.ras)
    assert not capture.fragments, "fragments on the wire"
    return faces, faults


def test_directives(l):
    "each directive with a value of its own: tshark, RFC octets and the host's kernel see it"
    faces, faults = run(l)
    faults += wire_faults(faces)
    assert not faults, "%d of %d:\n%s" % (len(faults), len(table.ROWS), "\n".join(faults))


def test_no_word_is_left_out():
    "no keyword of the schema is without a row or a reason, and no row without a keyword"
    program = os.environ.get("SCHEMA")
    if not program:
        raise lab.Skip("no program $SCHEMA that prints the schema")
    lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    words = {(o["block"], o["keyword"]) for o in map(json.loads, lines.splitlines())
             if o["block"] != "defaults" and o["block"] not in table.NOT_SENT}
    have = {(row.block, row.keyword) for row in table.ROWS} | set(table.ELSEWHERE)
    assert words == have, "without a row: %s; without a keyword: %s" % (
        sorted(words - have), sorted(have - words))


if __name__ == "__main__":
    lab.main()
