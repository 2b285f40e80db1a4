#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The same file to radvd and to radvd6: the same octets, but for what differs on purpose.

radvd comes from the distribution's package, which would start a service; `sudo
./bootstrap bench` installs it without. A fragment that the installed radvd is too
old for is left out, and counted.
"""

import pathlib
import shutil
import subprocess
import time

import differential_rows as table
import ralan
import wire
from ralan import ALL_NODES, lab

RADVD = shutil.which("radvd") or shutil.which("radvd", path="/usr/sbin:/usr/local/sbin")
EXAMPLES = pathlib.Path("/usr/share/doc/radvd/examples")


class Side:
    """One of the daemons with a namespace of its own, and the hosts of its links."""

    def __init__(self, l, label, rows, argv):
        self.router, self.host = l.netns(label), l.netns(label + "-host")
        self.router.sysctl("net.ipv6.conf.all.forwarding", 1)
        self.router.sysctl("net.ipv6.conf.default.dad_transmits", 0)
        # Hosts only listen. All namespaces share one neighbour table: take little of it.
        self.host.sysctl("net.ipv6.conf.default.disable_ipv6", 1)
        here = ["link add base0 type veth peer name base1", "link set base0 up",
                "addr add 2001:db8:ba5e::1/64 dev base0 nodad", "addr add 192.0.2.1/24 dev base0"]
        for n, row in rows:
            # The same link-layer address on both sides: the same link-local address, too.
            here += ["link add lan%d address 02:00:5e:00:%02x:01 type veth peer name lan%d netns %s"
                     % (n, n, n, self.host.name), "link set lan%d up" % n]
            here += ["addr add %s dev lan%d nodad" % (a, n) for a in row.addresses]
        self.router.ip_batch(here)
        self.host.ip_batch(["link set lan%d up" % n for n, _ in rows])
        for n, _ in rows:
            self.router.wait_link_local("lan%d" % n)
        self.capture = wire.Capture(self.host)
        path = l.file(label + ".conf", "".join(text_of(n, row) for n, row in rows))
        self.daemon = self.router.start(argv(l, path), name=label)

    def speaks(self, rows):
        # radvd tries a send that failed again with its next one, after 16 s.
        self.capture.wait(lambda: {ra.iface for ra in self.capture.ras} >=
                          {"lan%d" % n for n, _ in rows}, "advertisements", 50)
        self.capture.sit(time.time() + wire.BATCH_S)
        self.first = self.sorted(0.0, time.time())

    def ends(self):
        stopped = time.time()
        self.daemon.send_signal(15)
        lab.wait_for(lambda: self.capture.read() is not None and not self.daemon.running(), 20,
                     "the end")
        self.capture.sit(time.time() + 0.2)
        self.final = self.sorted(stopped, float("inf"))

    def sorted(self, since, until):
        """By interface: source and packets (checksum 0) of the first advertisement to all."""
        got = {}
        for ra in self.capture.ras:
            if since <= ra.when < until and ra.dst == ALL_NODES:
                got.setdefault(ra.iface, []).append(ra)
        return {name: (ras[0].source, [ra.octets[:2] + b"\0\0" + ra.octets[4:]
                                       for ra in wire.batches(ras)[0]])
                for name, ras in got.items()}


def text_of(n, row):
    return "interface lan%d { AdvSendAdvert on; %s };\n" % (n, row.text)


def radvd_argv(l, path):
    return [RADVD, "-C", path, "-n", "-m", "stderr", "-p", l.dir / "radvd.pid"]


def radvd6_argv(l, path):
    return [ralan.RADVD6, "-C", path, "-n", "-m", "stderr", "-u", ralan.USER]


def known(l):
    """(number, row) of what the installed radvd knows."""
    if not RADVD:
        raise lab.Skip("radvd is not installed (./bootstrap bench installs it)")
    rows = []
    for n, row in enumerate(table.ROWS):
        path = l.file("row.conf", text_of(n, row))
        if subprocess.run([RADVD, "-c", "-C", path], capture_output=True).returncode == 0:
            rows.append((n, row))
    return rows


def run(label, rows, argv):
    with lab.Lab() as l:
        side = Side(l, label, rows, argv)
        try:
            side.speaks(rows)
            side.ends()
        except AssertionError as e:
            raise AssertionError("%s\n%s" % (e, l.logs())) from None
        return side


def faults_of(rows, phase, ours, theirs):
    for n, row in rows:
        name, difference = "lan%d" % n, getattr(row, phase)
        source, packets = ours.get(name, (None, []))
        their_source, want = theirs.get(name, (None, []))
        for d in [difference, *table.ALWAYS] if difference else table.ALWAYS:
            want = d.change(want)
        if packets != want or source != their_source:
            yield "%s of %s: %s%s\n  radvd  %s %s\n  radvd6 %s %s" % (
                phase, name, row.text[:300], " (%s)" % difference.reason if difference else "",
                their_source, [p.hex() for p in want], source, [p.hex() for p in packets])


def test_same_octets(l):
    "one file to radvd and to radvd6: the same advertisements, but for the intended differences"
    rows = known(l)
    theirs, ours = run("radvd", rows, radvd_argv), run("radvd6", rows, radvd6_argv)
    faults = [*faults_of(rows, "first", ours.first, theirs.first),
              *faults_of(rows, "final", ours.final, theirs.final)]
    print("# %d of %d fragments are known to this radvd" % (len(rows), len(table.ROWS)))
    assert len(rows) >= 40, "too few"
    assert not faults, "\n".join([*faults, "%d differ" % len(faults)])


def test_examples(l):
    "the examples of radvd's package load"
    if not EXAMPLES.is_dir():
        raise lab.Skip("no " + str(EXAMPLES))
    ns = l.netns("check")
    for example in sorted(EXAMPLES.iterdir()):
        path = l.file("example.conf", example.read_text())
        r = ns.run([ralan.RADVD6, "-C", path, "-c"], check=False)
        assert r.returncode == 0, "%s:\n%s" % (example, r.stdout + r.stderr)


if __name__ == "__main__":
    lab.main()
