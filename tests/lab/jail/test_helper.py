#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The helper does what it is for, and refuses everything else; the kernel is the judge. R-391"""

import json
import os
import signal
import socket

from common import NET_ADMIN, NET_RAW, check_process, descriptors, is_gone, lab, probe

RS_RA, NS_NA, WATCH, NS_CAPTURE = range(4)      # enum jail_socket
MTU, HOP_LIMIT, REACHABLE, RETRANS = range(4)   # enum jail_variable
OPEN, VARIABLE, ADD, REMOVE = range(4)          # enum helper_op
PROTOCOL = 110                                  # of the routes; nobody's in rt_protos
HOST = "2001:db8::1"


class Helper:
    """A namespace with lan0, and a daemon of which only the helper is real."""

    def __init__(self, l, protocol=PROTOCOL):
        self.ns = l.netns("jail")
        l.veth(self.ns, "lan0", self.ns, "far0")
        self.ifindex = self.ns.ifindex("lan0")
        self.daemon = self.ns.start([probe(l, "probe_helper"), protocol], stdin=True)
        hello = self.daemon.wait_json(lambda o: "helper" in o)
        self.pid, self.size = hello["helper"], hello["size"]
        self.said = 1

    def ask(self, line):
        self.daemon.tell(line)
        answer = lab.wait_for(lambda: self.daemon.json()[self.said:], 10, "an answer to " + line)[0]
        self.said += 1
        return answer

    def result(self, *words):
        return self.ask(" ".join(str(w) for w in words))["result"]

    def set(self, variable, value, ifindex=None):
        return self.result("set", self.ifindex if ifindex is None else ifindex, variable, value)

    def route(self, op, address=HOST, plen=128, ifindex=None, expires=0, metric=0, table=0):
        return self.result(op, address, plen, self.ifindex if ifindex is None else ifindex,
                           expires, metric, table)

    def routes(self, address=HOST, table="main"):
        return json.loads(self.ns.run(["ip", "-j", "-d", "-6", "route", "show", "table", table,
                                       address], check=False).stdout or "[]")


def test_process(l):
    "it is the daemon's user, keeps two capabilities, and has no descriptor of the daemon"
    h = Helper(l)
    check_process(h.pid, NET_ADMIN | NET_RAW)
    check_process(h.daemon.pid)
    got = descriptors(h.pid)
    assert {got[n] for n in (0, 1, 2)} == {"/dev/null"}, got
    others = sorted(v.split(":")[0] for n, v in got.items() if n > 2)
    # The pair, the socket for names, netlink, and the folder of the variables.
    assert others == ["/proc/sys/net/ipv6", "socket", "socket", "socket"], got


def test_sockets(l):
    "it opens the kinds of sockets that this daemon uses, their filters locked, and no others"
    h = Helper(l)
    for kind, domain, protocol in ((RS_RA, socket.AF_INET6, 58), (NS_NA, socket.AF_INET6, 58),
                                   (WATCH, socket.AF_PACKET, 0)):
        got = h.ask("open %d" % kind)
        assert got["result"] == "done" and got["type"] == socket.SOCK_RAW, got
        assert (got["domain"], got["protocol"]) == (domain, protocol), got
        assert kind != WATCH or not got["unlocked"], got
    assert h.result("open", NS_CAPTURE) == "EPERM"      # no opener was given for it
    for kind in (4, 5, 4294967295):
        assert h.result("open", kind) == "EINVAL", kind
    assert len(descriptors(h.pid)) == 7, descriptors(h.pid)     # it keeps none


def test_variables(l):
    "it writes the four variables of an interface, from the least to the greatest value"
    h = Helper(l)
    for variable, path, values in (
            (MTU, "conf/lan0/mtu", (1280, 1500)), (HOP_LIMIT, "conf/lan0/hop_limit", (1, 255)),
            (REACHABLE, "neigh/lan0/base_reachable_time_ms", (100, 3600000)),
            (RETRANS, "neigh/lan0/retrans_time_ms", (10, 3600000))):
        for value in values:
            assert h.set(variable, value) == "done", (path, value)
            got = int(h.ns.sysctl("net/ipv6/" + path))
            # Times are kept in ticks of at most 10 ms.
            assert got == value or (variable == RETRANS and value <= got < value + 10), (path, got)


def test_bad_variables(l):
    "it refuses other variables, values out of range, and what is no interface"
    h = Helper(l)
    for variable, values in ((MTU, (0, 1279, 65536)), (HOP_LIMIT, (0, 256)),
                             (REACHABLE, (0, 99, 3600001)), (RETRANS, (0, 9, 4294967295))):
        for value in values:
            assert h.set(variable, value) == "ERANGE", (variable, value)
    assert h.set(4, 64) == "EINVAL"
    assert h.set(MTU, 1501) == "EINVAL"                 # said by the kernel: more than the link's
    assert h.set(HOP_LIMIT, 64, ifindex=0) == "EINVAL"
    assert h.set(HOP_LIMIT, 64, ifindex=2147483648) == "EINVAL"
    assert h.set(HOP_LIMIT, 64, ifindex=4711) == "ENODEV"


def test_interface_called_default(l):
    "an interface that somebody calls `default` or `all` opens no way to the others' variables"
    h = Helper(l)
    before = h.ns.sysctl("net.ipv6.conf.default.hop_limit")
    for name in ("default", "all"):
        if "Error" in h.ns.run("ip link set lan0 down", check=False).stderr:
            raise lab.Skip("the interface cannot be renamed")
        if h.ns.run(["ip", "link", "set", "lan0", "name", name], check=False).returncode != 0:
            continue        # this kernel does not let it happen
        assert h.set(HOP_LIMIT, 99) == "EPERM", name
        h.ns.ip(["link", "set", name, "name", "lan0"])
    assert h.ns.sysctl("net.ipv6.conf.default.hop_limit") == before


def test_renamed_interface(l):
    "the number of an interface counts, whatever its name has become"
    h = Helper(l)
    h.ns.ip("link set lan0 down")
    h.ns.ip("link set lan0 name lan0.77")
    h.ns.ip("link set lan0.77 up")
    assert h.set(HOP_LIMIT, 33) == "done"
    assert h.ns.sysctl("net/ipv6/conf/lan0.77/hop_limit") == "33"


def test_routes(l):
    "it adds a host route with the daemon's protocol number, and removes it again"
    h = Helper(l)
    assert h.route("add", expires=600, metric=77) == "done"
    got = h.routes()
    assert len(got) == 1 and got[0]["protocol"] == str(PROTOCOL), got
    assert got[0]["dev"] == "lan0" and got[0]["metric"] == 77 and 0 < got[0]["expires"] <= 600, got
    assert h.route("add", expires=600, metric=77) == "EEXIST"
    assert h.route("remove", metric=77) == "done"
    assert not h.routes()
    assert h.route("remove", metric=77) == "ESRCH"
    assert h.route("add", table=1000) == "done"
    assert h.routes(table="1000") and not h.routes()


def test_foreign_routes(l):
    "it neither replaces nor removes a route of somebody else"
    h = Helper(l)
    h.ns.ip("-6 route add %s/128 dev lan0 proto static" % HOST)
    assert h.route("remove") == "ESRCH"
    assert h.route("add") == "EEXIST"
    got = h.routes()
    assert len(got) == 1 and got[0]["protocol"] == "static", got


def test_bad_routes(l):
    "it refuses prefixes, addresses that are no host's, tables and times that are not for it"
    h = Helper(l)
    for plen in (0, 64, 127, 129, 384):
        assert h.route("add", plen=plen) == "EINVAL", plen
    for address in ("::", "::1", "ff02::1", "ff0e::1", "fe80::1", "febf::1", "::ffff:192.0.2.1"):
        assert h.route("add", address) == "EINVAL", address
    assert h.route("add", ifindex=0) == "EINVAL"
    assert h.route("add", ifindex=4711) == "ENODEV"
    assert h.route("add", table=255) == "EPERM"
    assert h.route("add", expires=604801) == "ERANGE"
    assert not [r for r in h.routes("::/0") if r.get("protocol") == str(PROTOCOL)]
    without = Helper(l, protocol=0)
    assert without.route("add") == "EPERM" and without.route("remove") == "EPERM"


def test_bad_messages(l):
    "a message that is too short, too long or asks for something else is refused, and it goes on"
    h = Helper(l)
    for length in (1, 4, h.size - 1, h.size + 1, 4000):
        assert h.result("send", OPEN, RS_RA, length) == "EBADMSG", length
    for op in (4, 4294967295):
        assert h.result("send", op, 0, h.size) == "EINVAL", op
    assert h.set(HOP_LIMIT, 64) == "done"


def test_signals(l):
    "signals that end or reload a daemon do not end it, the end of the daemon does"
    h = Helper(l)
    for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        os.kill(h.pid, signo)
    assert h.set(HOP_LIMIT, 65) == "done"
    h.daemon.stop(signal.SIGKILL)
    lab.wait_for(lambda: is_gone(h.pid), 5, "the end of the helper")


def test_lost_helper(l):
    "a daemon whose helper is gone is told so once, and then that there is none"
    h = Helper(l)
    os.kill(h.pid, signal.SIGKILL)
    lab.wait_for(lambda: is_gone(h.pid), 5, "the end of the helper")
    assert h.set(HOP_LIMIT, 64) == "EPIPE"
    assert h.set(HOP_LIMIT, 64) == "EPERM"
    assert h.result("open", RS_RA) == "EPERM"


if __name__ == "__main__":
    lab.main()
