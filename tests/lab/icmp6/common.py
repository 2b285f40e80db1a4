# SPDX-License-Identifier: ISC
"""What the tests of lib/icmp6 share: the probe programs, and lab.py on the path."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import lab  # noqa: E402

PROBES = pathlib.Path(os.environ.get("PROBES", "."))
ND_RS, ND_RA, ND_NS, ND_NA = 133, 134, 135, 136


class Probe:
    """A probe program in a namespace: ask() sends a command and returns its answer."""

    def __init__(self, ns, program):
        self.process = ns.start([PROBES / program], stdin=True)
        self.asked = 0

    def objects(self):
        return self.process.json()

    def events(self, kind=None, after=0):
        """Objects of the given event kind (None = all), from number @after of all lines on."""
        return [o for o in self.objects()[after:] if "event" in o and kind in (None, o["event"])]

    def mark(self):
        """A number to give as @after: only what comes later counts."""
        return len(self.objects())

    def wait(self, match, timeout=10.0, after=0):
        return self.process.wait_json(match, timeout, after)

    def ask(self, command, timeout=10.0):
        """Send a command and wait for its reply."""
        self.asked += 1
        self.process.tell(command)
        key = "reply" if (PROBES / "probe_socket").name in str(self.process.argv[-1]) else "command"
        word = command.split()[0]

        def replies():
            return [o for o in self.objects() if key in o]
        lab.wait_for(lambda: len(replies()) >= self.asked or not self.process.running(), timeout,
                     "an answer to %r" % command[:60])
        assert len(replies()) >= self.asked, "it ended: " + self.process.log()[-3000:]
        got = replies()[self.asked - 1]
        assert got[key] == word, got
        return got

    def must(self, command):
        """ask() for a command that must not fail; its result number."""
        r = self.ask(command)["r"]
        assert r >= 0, "%s: %s" % (command[:80], os.strerror(-r))
        return r


def host(l, label="host"):
    """Two namespaces with a cable: (ours with r0, the other one with h0)."""
    ours, other = l.netns("router"), l.netns(label)
    for ns in (ours, other):
        ns.sysctl("net.ipv6.conf.default.accept_dad", 0)
        ns.sysctl("net.ipv6.conf.default.router_solicitations", 0)
    l.veth(ours, "r0", other, "h0", "02:00:00:00:00:01", "02:00:00:00:00:02")
    return ours, other
