#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: ISC
"""Includes go down the ladder only, header names are unambiguous, and there are no circles."""
import argparse
import json
import os
import re
import shlex
import subprocess

import sources
import tap

BENEATH = {
    "base": {"base"},
    "nd": {"base", "nd"},
    "config": {"base", "nd", "config"},
    "report": {"base", "nd", "report"},
    "icmp6": {"base", "icmp6"},
    "daemon": {"base", "report", "daemon"},
    "jail": {"base", "jail"},
    "core": {"base", "nd", "config", "report", "core"},
    "shell": {"base", "nd", "config", "report", "icmp6", "daemon", "jail", "core", "shell"},
}
RECEIVED_PACKET = "lib/nd/nd_check.h"   # all of nd that icmp6 may see, with what it includes
QUOTED = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
ANGLED = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)
EITHER = re.compile(r'^\s*#\s*include(?:_next)?\s+[<"]([^>"]+)[>"]', re.M)


class House:
    """All sources with their levels, and who includes whom."""

    def __init__(self, root):
        self.root = root
        self.level, self.faults = sources.levels(root)
        self.text = {p: sources.read(os.path.join(root, p)) for p in self.level}
        self.headers = {}
        for path in self.level:
            if path.endswith(".h"):
                self.headers.setdefault(os.path.basename(path), []).append(path)

    def visible(self, path, name):
        """Headers called @name among the libraries and the including file's own daemon."""
        own = path.split("/")[0]
        return [h for h in self.headers.get(name, []) if h.split("/")[0] in ("lib", own)]

    def includes(self, path):
        for name in QUOTED.findall(self.text[path]):
            found = self.visible(path, name)
            yield name, found[0] if found else None

    def reach(self, path, seen=None):
        seen = set() if seen is None else seen
        for _, target in self.includes(path):
            if target and target not in seen:
                seen.add(target)
                self.reach(target, seen)
        return seen


def check_ladder(house):
    faults = list(house.faults)
    packet = {RECEIVED_PACKET}
    if RECEIVED_PACKET in house.level:
        packet |= house.reach(RECEIVED_PACKET)
    for path, level in sorted(house.level.items()):
        if level not in BENEATH:
            faults.append("%s: level %s has no place on the ladder" % (path, level))
            continue
        for name, target in house.includes(path):
            if not target:
                faults.append('%s: "%s" is no header that it may see' % (path, name))
            elif house.level[target] not in BENEATH[level] and not (
                    level == "icmp6" and target in packet):
                faults.append("%s (%s) includes %s (%s)"
                              % (path, level, target, house.level[target]))
    return faults


def check_names(house):
    faults = []
    for name, paths in sorted(house.headers.items()):
        homes = [p.split("/")[0] for p in paths]
        if homes.count("lib") > 1 or ("lib" in homes and len(paths) > 1) \
                or len(set(homes)) < len(homes):
            faults.append("%s: several headers of this name: %s" % (name, ", ".join(paths)))
    return faults


def check_circles(house):
    faults, done = [], set()

    def walk(path, trail):
        if path in trail:
            faults.append("circle: " + " -> ".join(trail[trail.index(path):] + [path]))
        elif path not in done:
            for _, target in house.includes(path):
                if target:
                    walk(target, trail + [path])
            done.add(path)

    for path in sorted(house.level):
        if path.endswith(".h"):
            walk(path, [])
    return faults


def system_folders(build):
    """Where the compiler looks for <...>: its own folders and the libraries'."""
    compiler, folders = "cc", []
    commands = os.path.join(build, "compile_commands.json") if build else ""
    if os.path.exists(commands):
        with open(commands, encoding="utf-8") as f:
            entries = json.load(f)
        for entry in entries:
            words = shlex.split(entry["command"])
            compiler = next((w for w in words if "ccache" not in w), compiler)
            for at, word in enumerate(words):
                if word == "-isystem":
                    folders.append(words[at + 1])
                elif word.startswith(("-I/", "-isystem/")):
                    folders.append(word[word.index("/"):])
    told = subprocess.run([compiler, "-E", "-v", "-x", "c", os.devnull], capture_output=True,
                          check=True, text=True).stderr
    folders += [line.strip() for line in told.splitlines() if line.startswith(" /")]
    return list(dict.fromkeys(f for f in folders if os.path.isdir(f)))


def check_shadows(house, folders):
    """No header of ours may be found in place of a system header that is really included."""
    waiting = sorted({n for t in house.text.values() for n in ANGLED.findall(t)})
    by = {name: "our sources" for name in waiting}
    faults = []
    while waiting:
        name = waiting.pop()
        path = next((p for p in (os.path.join(f, name) for f in folders)
                     if os.path.isfile(p)), None)
        if path and name in house.headers:
            faults.append("%s hides <%s>, which is included by %s"
                          % (house.headers[name][0], name, by[name]))
        if not path:
            continue
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read()
        for inner in EITHER.findall(text):
            if inner not in by:
                by[inner] = path
                waiting.append(inner)
    return sorted(faults)


def all_faults(root, folders):
    house = House(root)
    return (check_ladder(house) + check_names(house) + check_circles(house) +
            check_shadows(house, folders))


def self_test():
    meson = {"radvd6/meson.build": "core_sources = files('adv.c')\nshell_sources = ['main.c']\n"}
    empty = {"lib/base/text.h": "", "lib/nd/nd_msg.h": '#include "text.h"\n',
             "lib/nd/nd_check.h": '#include "nd_msg.h"\n', "lib/nd/nd_opt.h": "",
             "lib/daemon/log.h": "", "lib/icmp6/icmp6.h": '#include "nd_check.h"\n'}

    def house(**files):
        names = {k.replace("__", "/").replace("_h", ".h").replace("_c", ".c"): v
                 for k, v in files.items()}
        return {**empty, **meson, **names}

    tap.self_test([
        ("a good house has no fault", house(radvd6__main_c='#include "log.h"\n'), None),
        ("going up is found", house(lib__base__rbuf_c='#include "nd_opt.h"\n'),
         "lib/base/rbuf.c (base) includes lib/nd/nd_opt.h (nd)"),
        ("a core that sees daemon is found", house(radvd6__adv_c='#include "log.h"\n'),
         "radvd6/adv.c (core) includes"),
        ("icmp6 sees the received packet only", house(lib__icmp6__raw_c='#include "nd_opt.h"\n'),
         "lib/icmp6/raw.c (icmp6) includes"),
        ("a source in no list is found", house(radvd6__stray_c=""), "in none of the lists"),
        ("a core that sees the shell is found",
         house(radvd6__adv_c='#include "main.h"\n', radvd6__main_h="", radvd6__main_c=""),
         "radvd6/adv.c (core) includes radvd6/main.h (shell)"),
        ("the other daemon is out of sight",
         {**house(radvd6__main_c='#include "rule.h"\n'), "ndproxy/rule.h": ""},
         '"rule.h" is no header that it may see'),
        ("the two daemons may use one name",
         {**house(radvd6__adv_h=""), "ndproxy/adv.h": ""}, None),
        ("two headers of one name are found", house(lib__daemon__text_h=""),
         "several headers of this name"),
        ("a circle is found",
         house(lib__base__a_h='#include "b.h"\n', lib__base__b_h='#include "a.h"\n'),
         "circle: lib/base/a.h -> lib/base/b.h -> lib/base/a.h"),
        ("a new level must be given a place", house(lib__other__x_h=""), "no place on the ladder"),
        ("a header that hides a system header is found",
         house(lib__base__outer_h="", lib__base__x_c="#include <errno.h>\n",
               lib__base__errno_h=""), "lib/base/errno.h hides <errno.h>"),
        ("a header that hides one of a library's is found",
         house(lib__base__features_h="", lib__base__x_c="#include <stdio.h>\n"),
         "lib/base/features.h hides <features.h>"),
        ("a name that nobody includes hides nothing",
         house(lib__base__link_h="", lib__base__x_c="#include <stddef.h>\n"), None),
    ], lambda root: all_faults(root, system_folders(None)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=".")
    parser.add_argument("--build")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    house = House(arguments.root)
    result = tap.Tap()
    result.check([] if len(house.level) > 20 else ["found %d sources" % len(house.level)],
                 "there are sources to look at")
    result.check(check_ladder(house), "includes go down the ladder only")
    result.check(check_names(house), "a header's name says which one is meant")
    result.check(check_circles(house), "headers do not include each other in a circle")
    result.check(check_shadows(house, system_folders(arguments.build)),
                 "no header hides a system header that is included")
    result.finish()


main()
