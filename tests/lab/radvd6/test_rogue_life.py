#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The life of an incident, and what is done with one: hooks, evidence, re-announcement."""

import glob
import json
import os
import stat
import time

import roguelan
from roguelan import (BAD_ADDR, BAD_MAC, OUR_ADDR, PEER_ADDR, PEER_MAC, RogueLan, config, lab, ra,
                      sllao)
from scapy.layers.inet6 import ICMPv6NDOptUnknown, IPv6
from scapy.utils import rdpcap

STRANGER = "ra6 -i att0 -d ff02::1 -s %s -S %s -e " % (BAD_ADDR, BAD_MAC)

def test_json_tells_all(l):
    "a line of JSON has all that the rogue said"
    roguelan.need("atk6-fake_router26")
    lan = RogueLan(l)
    log = lan.start(config(json_lines=True))
    line = lan.expect(log, "atk6-fake_router26 -A 2001:db8:bad::/64 -D 2001:db8:bad::53 "
                      "-L evil.example -R 2001:db8:f00::/48 -M 1280 -l 1800 -p high -F managed "
                      "-n 1 att0", reason="unknown-router", src=roguelan.ATTACKER_ADDR)
    told = line.whole
    for key, value in (("lifetime", 1800), ("hop_limit", 255), ("preference", "high"), ("mtu", 1280),
                       ("prefixes", ["2001:db8:bad::/64"]), ("routes", ["2001:db8:f00::/48"]),
                       ("rdnss", ["2001:db8:bad::53"]), ("dnssl", ["evil.example"]),
                       ("flags", "M"), ("dst", "ff02::1"), ("count", 1),
                       ("ifindex", lan.router.ifindex("lan0"))):
        assert told.get(key) == value, (key, value, line)
    assert told["impact"], line


def test_what_is_escaped(l):
    "a search domain full of quotes and control characters breaks no line"
    evil = b'\x0ba"b\\\nc=d\x1b\x00\xff\x07example\x00'
    option = ICMPv6NDOptUnknown(type=31, len=1 + (len(evil) + 7) // 8,
                                data=bytes(2) + (600).to_bytes(4, "big")
                                + evil + bytes(-len(evil) % 8))
    for json_lines in (False, True):
        with lab.Lab() as fresh:
            lan = RogueLan(fresh)
            log = lan.start(config(json_lines=json_lines))
            mark = log.mark()
            lan.expect(log, [ra(option)], src=BAD_ADDR)
            log.sit(0.3)
            for line in log.lines[mark:]:
                assert line["event"], line
                assert line.text.isascii() and line.text.isprintable(), line


def test_it_ends_by_itself(l):
    "a rogue that stops is over after a minute at the latest, with duration and count"
    lan = RogueLan(l)
    log = lan.start(config(json_lines=True))
    opened = lan.expect(log, STRANGER + "-t 2", reason="unknown-router")
    for _ in range(2):
        log.sit(0.5)
        left = lan.attack(STRANGER + "-t 2")
    line = log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=70)
    roguelan.check_line(line, "rogue-ra-ceased", severity="notice", src=BAD_ADDR, mac=BAD_MAC,
                        incident=opened["incident"], count=3)
    took = line.at - left
    assert 60.0 - 0.1 <= took <= log.fair(60.0 + 4.0), took     # its lifetime is shorter
    assert "1 s" in line.text, line     # from the first to the last one


def test_it_ends_when_told(l):
    "CeaseAfter says how long a rogue must be silent, whatever its lifetime"
    lan = RogueLan(l)
    log = lan.start(config("CeaseAfter 2;"))
    opened = lan.expect(log, STRANGER + "-t 9000 -P 2001:db8:bad::/64#LA#86400#14400",
                        reason="unknown-router")
    line = log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=8)
    # From line to line: the RA itself came a little before the first.
    assert 2.0 - 0.2 <= line.at - opened.at <= log.fair(4.0), line.at - opened.at
    assert line["incident"] == opened["incident"] and line["count"] == "1", line
    assert "harm" in line.keys or "86" in line.text, line   # when hosts' bad state ends


def test_it_comes_back(l):
    "a rogue that comes back after its end is an incident of its own"
    lan = RogueLan(l)
    log = lan.start(config("CeaseAfter 1;"))
    first = lan.expect(log, STRANGER + "-t 1800", reason="unknown-router")
    log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=8)
    second = lan.expect(log, STRANGER + "-t 1800", reason="unknown-router")
    assert int(second["incident"]) > int(first["incident"]), (first, second)


def test_it_goes_on(l):
    "what goes on is summed up, not repeated: 60 RAs are at most 4 lines"
    lan = RogueLan(l)
    log = lan.start(config("AlertInterval 2;"))
    mark = log.mark()
    lan.expect(log, STRANGER + "-t 1800", reason="unknown-router", count=1)
    for _ in range(59):
        lan.attacker.send("att0", ra(sllao()))
        log.sit(0.04)
    log.sit(2.5)
    lines = [x for x in log.lines[mark:] if x["event"] == "rogue-ra"]
    assert 2 <= len(lines) <= 4, lines
    assert len({x["incident"] for x in lines}) == 1, lines
    assert int(lines[-1]["count"]) >= 50, lines


def test_it_rises(l):
    "an incident that becomes graver says so in a line more"
    lan = RogueLan(l)
    log = lan.start()
    mild = lan.expect(log, [ra(routerlifetime=0)], severity="notice")
    mark = log.mark()
    lan.attack(STRANGER + "-t 1800 -N 3600#2001:db8:bad::53")
    worse = log.wait(lambda l: l["event"] == "rogue-ra" and l["severity"] == "err", mark, 2)
    assert worse.at - mild.at < 5 and worse["src"] == BAD_ADDR, worse


def test_reannounce(l):
    "with Reannounce our own RA follows one that disagrees, and not without"
    for wanted in (True, False):
        with lab.Lab() as fresh:
            lan = RogueLan(fresh)
            log = lan.start(config("Reannounce on;" if wanted else ""))
            log.sit(3.1)                    # three seconds between two of ours
            since = time.time()
            lan.attack(STRANGER + "-t 1800 -M 1280")
            log.sit(2)
            ours = [f for _, f in lan.wire.ras(since=since) if f[IPv6].src == OUR_ADDR]
            assert len(ours) == (1 if wanted else 0), (wanted, ours)


def test_evidence(l):
    "the first frame of an incident is kept as a capture file that tshark reads"
    lan = RogueLan(l)
    state = l.dir / "state"
    state.mkdir()
    os.chown(state, *lab.nobody())
    log = lan.start(config("Evidence on;", top='StateDirectory "%s";\n' % state))
    line = lan.expect(log, STRANGER + "-t 1800 -P 2001:db8:bad::/64#LA", reason="unknown-router")
    first = lan.sent[0]
    lan.attack(STRANGER + "-t 900")
    kept = lab.wait_for(lambda: glob.glob(str(state / "**" / "*.pcap"), recursive=True), 2,
                        "a capture file")
    assert len(kept) == 1, (kept, line)
    assert [bytes(p) for p in rdpcap(kept[0])] == [first], kept
    said = lan.router.run(["tshark", "-r", kept[0], "-T", "fields", "-e", "eth.src", "-e",
                           "ipv6.src", "-e", "icmpv6.nd.ra.router_lifetime"]).stdout.split()
    assert said == [BAD_MAC, BAD_ADDR, "1800"], said
    mode = stat.S_IMODE(os.stat(kept[0]).st_mode)
    assert not mode & 0o022, oct(mode)


HOOK = """#!/bin/sh
{ env; echo ---; cat; } > "%s/$$.part" && mv "%s/$$.part" "%s/$$.done"
"""
OF_THE_SHELL = {"PWD", "OLDPWD", "SHLVL", "_"}
OF_RAMOND = {"PREFIX", "PREFIX_LEN", "SOURCE_ADDR", "SOURCE_MAC", "INTERFACE"}


def hook_runs(where):
    """(environment, object on standard input) of each run, in their order."""
    got = []
    for f in sorted(where.glob("*.done"), key=lambda p: p.stat().st_mtime_ns):
        env, _, stdin = f.read_text().partition("---\n")
        pairs = dict(line.split("=", 1) for line in env.splitlines() if "=" in line)
        got.append((pairs, json.loads(stdin)))
    return got


def test_hook(l):
    "a hook gets the incident on standard input and a clean environment, when it opens and ends"
    lan = RogueLan(l)
    out = l.dir / "out"
    out.mkdir()
    out.chmod(0o777)
    hook = l.file("hook", HOOK % (out, out, out), 0o755)
    log = lan.start(config('Hook "%s"; CeaseAfter 2;' % hook), env={"SECRET_OF_OURS": "x"})
    lan.expect(log, STRANGER + "-t 1800 -P 2001:db8:bad::/64#LA", reason="unknown-router")
    for _ in range(20):
        lan.attacker.send("att0", ra(sllao()))
    lab.wait_for(lambda: hook_runs(out), 3, "the hook to run")
    log.wait(lambda l: l["event"] == "rogue-ra-ceased", timeout=8)
    runs = lab.wait_for(lambda: len(r := hook_runs(out)) >= 2 and r, 3, "the hook to run again")
    assert len(runs) == 2, runs
    for (env, note), event in zip(runs, ("rogue-ra", "rogue-ra-ceased")):
        assert note["event"] == event and note["src"] == BAD_ADDR, note
        assert env["RADVD6_SRC"] == BAD_ADDR and env["RADVD6_MAC"] == BAD_MAC, env
        assert env["PATH"] == "/usr/bin:/bin", env
        strange = {k for k in env if not k.startswith("RADVD6_")} - OF_THE_SHELL - OF_RAMOND - {"PATH"}
        assert not strange, strange
    env = runs[0][0]
    assert (env["PREFIX"], env["PREFIX_LEN"]) == ("2001:db8:bad::", "64"), env
    assert (env["SOURCE_MAC"], env["INTERFACE"]) == (BAD_MAC, "lan0"), env
    assert env["SOURCE_ADDR"].split("%")[0] == BAD_ADDR, env


def test_hook_that_hangs(l):
    "a hook that hangs delays neither our advertisements nor the next line"
    lan = RogueLan(l)
    hook = l.file("hook", "#!/bin/sh\nexec sleep 30\n", 0o755)
    log = lan.start(config('Hook "%s";' % hook, roguelan.OFTEN))
    lan.expect(log, STRANGER + "-t 1800", reason="unknown-router")
    lan.expect(log, [ra(src="fe80::2bad", mac="02:00:00:00:0a:02")], reason="unknown-router",
               src="fe80::2bad")
    since = time.time()
    lan.wait_own(log.daemon, since, timeout=6)


def test_trusted_router_silent(l):
    "an allowed router that falls silent is missed"
    lan = RogueLan(l)
    log = lan.start()
    for _ in range(3):
        lan.attacker.send("att0", ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0,
                                     routerlifetime=4))
        log.sit(0.5)
    line = log.wait(lambda l: l["event"] == "trusted-router-silent", timeout=8)
    roguelan.check_line(line, "trusted-router-silent", severity="warning", src=PEER_ADDR)


def test_router_changed(l):
    "an allowed router that suddenly says something else is noted"
    lan = RogueLan(l)
    log = lan.start()
    mark = log.mark()
    lan.attacker.send("att0", ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0))
    log.sit(0.5)
    assert not [x for x in log.lines[mark:] if x["src"]], log.lines[mark:]
    lan.expect(log, [ra(sllao(PEER_MAC), src=PEER_ADDR, mac=PEER_MAC, prf=0, H=1)],
               reason="router-changed", severity="warning", src=PEER_ADDR, mac=PEER_MAC)


if __name__ == "__main__":
    lab.main()
