#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Configurations of several files and for many interfaces: include, defaults, patterns, printing."""

import json
import os
import pathlib
import subprocess
import time

import ralan
import wire
from ralan import Lan, lab

RICH = pathlib.Path(__file__).resolve().parents[3] / "conf" / "all-keywords.conf"


def router_and_host(l):
    """Two namespaces without a cable, and what arrives in the second."""
    lan = Lan(l, plug=False)
    lan.quiet_host()
    return lan, wire.Capture(lan.host)


def plug(lan, name):
    lan.lab.veth(lan.router, name, lan.host, name)


def lifetime(parts):
    return parts[0].fields["icmpv6.nd.ra.router_lifetime"]


def prefixes(parts):
    return wire.fields(parts, 3, "prefix")


def printed(lan, path):
    r = lan.router.run([ralan.RADVD6, "-C", path, "--print-config"])
    assert "error" not in r.stderr, r.stderr
    return r.stdout


def test_include_and_defaults(l):
    "included files add interfaces, defaults reach all of them, a value of its own counts more"
    lan, capture = router_and_host(l)
    l.dir.joinpath("lans").mkdir()
    l.file("lans/1.conf", "interface lan1 { prefix 2001:db8:1::/64 { }; };\n")
    l.file("lans/2.conf", "interface lan2 { AdvDefaultLifetime 1111; };\n")
    l.file("lans/3.off", "interface lan3 { };\n")
    for name in ("lan1", "lan2", "lan3"):
        plug(lan, name)
    lan.start("""include "lans/*.conf"; include "nothing/*.conf";
        defaults { AdvSendAdvert on; AdvDefaultLifetime 2222; RDNSS 2001:db8::53 { }; };""")
    one, two = capture.first("lan1"), capture.first("lan2")
    assert lifetime(one) == "2222" and prefixes(one) == ["2001:db8:1::"], one
    assert lifetime(two) == "1111" and prefixes(two) == [], two
    for parts in (one, two):
        assert wire.fields(parts, 25, "rdnss") == ["2001:db8::53"]
    assert not capture.of("lan3")


def test_pattern(l):
    "a pattern serves what matches it: now, later, and again; an exact name wins"
    lan, capture = router_and_host(l)
    plug(lan, "lan1")
    plug(lan, "lan2")
    plug(lan, "wan1")
    daemon = lan.start("""interface "lan*" { AdvSendAdvert on; AdvDefaultLifetime 1111; };
        interface lan2 { AdvSendAdvert on; AdvDefaultLifetime 2222; };
        interface "*2" { AdvSendAdvert on; AdvDefaultLifetime 3333; };""")
    assert lifetime(capture.first("lan1")) == "1111"
    assert lifetime(capture.first("lan2")) == "2222"
    plug(lan, "lan7")
    assert lifetime(capture.first("lan7")) == "1111"
    lan.router.ip("link del lan7")
    gone = time.time()
    capture.sit(gone + 0.5)
    plug(lan, "lan7")
    assert lifetime(capture.first("lan7", since=gone)) == "1111"
    # What matches later by its new name is served as well.
    renamed = time.time()
    lan.router.ip("link set wan1 down")
    lan.router.ip("link set wan1 name lan9")
    lan.router.ip("link set lan9 up")
    assert lifetime(capture.first("wan1", since=renamed)) == "1111"     # the host's end
    assert not [ra for ra in capture.of("wan1") if ra.when < renamed]
    assert daemon.running()


def test_print_config(l):
    "what --print-config prints loads again, prints the same, and says the same on the wire"
    lan, capture = router_and_host(l)
    plug(lan, "lan1")
    text = """defaults { MinDelayBetweenRAs 4; route 2001:db8:7::/48 { }; };
        interface "lan*" { AdvSendAdvert on; MaxRtrAdvInterval 30.5; AdvDefaultPreference low;
        prefix 2001:db8:1::/64 { AdvValidLifetime infinity; AdvPreferredLifetime 99; };
        RDNSS :: 2001:db8::53 { }; DNSSL a.example { }; nat64prefix 64:ff9b::/96;
        DNR dns.example { AdvDNRAddr 2001:db8::53; AdvDNRSvcAlpn dot h2; };
        AdvCaptivePortalAPI "https://portal.example/"; AdvOption 253 "010203040506";
        pvd "example.org" { prefix 2001:db8:2::/64 { }; }; };"""
    once = printed(lan, l.file("once.conf", text))
    assert printed(lan, l.file("twice.conf", once)) == once
    said = []
    for text in (text, once):
        started = time.time()
        daemon = lan.start(text)
        said.append([ra.octets for ra in capture.first("lan1", since=started)])
        daemon.send_signal(12)      # SIGUSR2: no final advertisement
        lab.wait_for(lambda: not daemon.running(), 5, "the end")
    assert said[0] == said[1] and len(said[0]) == 2, [[o.hex() for o in s] for s in said]


def test_print_all(l):
    "the example with every keyword prints to something that loads and prints the same"
    lan, _ = router_and_host(l)
    once = printed(lan, RICH)
    assert printed(lan, l.file("once.conf", once)) == once
    program = os.environ.get("SCHEMA")
    if not program:
        return
    lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    words = {o["keyword"] for o in map(json.loads, lines.splitlines())}
    silent = {"include", "defaults", "AdvRDNSSPreference", "AdvRDNSSOpen"}
    missing = {w for w in words - silent if w not in once.split()}
    assert not missing, missing


def test_missing_interface(l):
    "IgnoreIfMissing off and no such interface end the start with 1; on, it is waited for"
    lan, _ = router_and_host(l)
    path = l.file("radvd6.conf", "interface lan1 { AdvSendAdvert on; IgnoreIfMissing off; };")
    r = lan.router.run([ralan.RADVD6, "-C", path, "-n", "-m", "stderr", "-u", ralan.USER],
                       check=False, timeout=20)
    assert r.returncode == 1 and "lan1" in r.stderr, (r.returncode, r.stderr)
    daemon = lan.start("interface lan1 { AdvSendAdvert on; };")
    lab.never(lambda: not daemon.running(), 1.0, "the end of the daemon")


def test_log_format(l):
    "LogFormat json: each line of the log is one object"
    lan, capture = router_and_host(l)
    plug(lan, "lan1")
    daemon = lan.start("LogFormat json; interface lan1 { AdvSendAdvert on; };")
    capture.first("lan1")
    daemon.stop()
    objects = [json.loads(line) for line in daemon.lines()]
    assert any(o.get("event") == "advertising" and o.get("iface") == "lan1" for o in objects)


if __name__ == "__main__":
    lab.main()
