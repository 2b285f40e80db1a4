#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Multicast memberships on UDP sockets; `ip maddr` is the judge."""

import errno
import os

from common import Probe, host, lab

ALL_ROUTERS = "ff02::2"


def start(l, nobody=False):
    ours, other = host(l)
    p = Probe(ours, "probe_socket")
    if nobody:
        p.must("nobody")
    return ours, other, p


def groups(ns, dev):
    return {g["address"] for link in ns.ip_json("-6 maddr show dev %s" % dev)
            for g in link["maddr"] if "address" in g}


def udp_sockets(p):
    found = 0
    for fd in os.listdir("/proc/%d/fd" % p.process.pid):
        try:
            found += os.readlink("/proc/%d/fd/%s" % (p.process.pid, fd)).startswith("socket:")
        except OSError:
            pass
    return found


def test_join_and_leave(l):
    "a joined group is listened to on that interface until it is left"
    ours, _, p = start(l)
    index = ours.ifindex("r0")
    assert "ff02::abc" not in groups(ours, "r0")
    p.must("join %d ff02::abc" % index)
    assert "ff02::abc" in groups(ours, "r0") and "ff02::abc" not in groups(ours, "lo")
    p.must("leave %d ff02::abc" % index)
    assert "ff02::abc" not in groups(ours, "r0")
    assert p.ask("leave %d ff02::abc" % index)["r"] == -errno.ENOENT
    assert udp_sockets(p) == 0


def test_twice(l):
    "joining twice is fine, and one leave ends it"
    ours, _, p = start(l)
    index = ours.ifindex("r0")
    p.must("join %d ff02::abc" % index)
    p.must("join %d ff02::abc" % index)
    assert p.must("members") == 1
    p.must("leave %d ff02::abc" % index)
    assert "ff02::abc" not in groups(ours, "r0")


def test_many(l):
    "six hundred groups take three sockets, which close as they empty"
    ours, _, p = start(l)
    index = ours.ifindex("r0")
    names = ["ff02::1:%x" % n for n in range(1, 601)]
    for name in names:
        p.must("join %d %s" % (index, name))
    assert set(names) <= groups(ours, "r0")
    assert udp_sockets(p) == 3
    for name in names[:300]:
        p.must("leave %d %s" % (index, name))
    assert not set(names[:300]) & groups(ours, "r0")
    assert set(names[300:]) <= groups(ours, "r0")
    assert udp_sockets(p) == 2
    p.must("forget %d" % index)
    assert not set(names) & groups(ours, "r0") and udp_sockets(p) == 0


def test_small_optmem(l):
    "where a socket holds fewer groups than we want, the next one takes the rest"
    ours, _, p = start(l)
    index = ours.ifindex("r0")
    with ours.inside():
        path = "/proc/sys/net/core/optmem_max"
        if not os.path.exists(path):
            raise lab.Skip("net.core.optmem_max is not of this namespace")
        try:
            with open(path, "w") as f:
                f.write("2048")
        except OSError:
            raise lab.Skip("net.core.optmem_max cannot be set in a namespace")
    for n in range(1, 101):
        p.must("join %d ff02::1:%x" % (index, n))
    assert len([g for g in groups(ours, "r0") if g.startswith("ff02::1:")]) >= 100
    assert 1 < udp_sockets(p) < 50
    with ours.inside(), open(path, "w") as f:
        f.write("16")
    got = p.ask("join %d ff02::2:1" % index)["r"]
    assert got in (-errno.ENOMEM, -errno.ENOBUFS), got


def test_no_interface(l):
    "joining on an interface that is not there is refused and leaves no socket open"
    _, _, p = start(l)
    assert p.ask("join 9999 ff02::abc")["r"] == -errno.ENODEV
    assert p.must("members") == 0 and udp_sockets(p) == 0


def test_reused_index(l):
    "a group is joined again on a new interface that got the index of a deleted one"
    ours, other, p = start(l)
    ours.ip("link add name x0 index 77 type veth peer name x1")
    ours.ip("link set x0 up")
    p.must("join 77 ff02::abc")
    p.must("join %d ff02::abc" % ours.ifindex("r0"))
    ours.ip("link del x0")
    p.must("forget 77")
    assert p.must("members") == 1 and "ff02::abc" in groups(ours, "r0")
    ours.ip("link add name x0 index 77 type veth peer name x1")
    ours.ip("link set x0 up")
    assert "ff02::abc" not in groups(ours, "x0")
    p.must("join 77 ff02::abc")
    assert "ff02::abc" in groups(ours, "x0")


def test_unprivileged(l):
    "no privilege is needed"
    ours, _, p = start(l, nobody=True)
    p.must("join %d ff02::abc" % ours.ifindex("r0"))
    assert "ff02::abc" in groups(ours, "r0")


if __name__ == "__main__":
    lab.main()
