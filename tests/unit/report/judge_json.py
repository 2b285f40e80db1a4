#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Reads the output of json_samples with Python's json module."""
import json
import subprocess
import sys

WHOLE = {"name": "eth0", "list": [1, {"on": True}], "last": 7}
failed = 0
number = 0


def check(good, sentence):
    global failed, number
    number += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", number, sentence))


def parses(line):
    try:
        return json.loads(line)
    except ValueError:
        return None


def is_part(got, whole):
    """Is everything that was written right, though some may be left out?"""
    if isinstance(whole, dict):
        return isinstance(got, dict) and all(k in whole and is_part(v, whole[k])
                                             for k, v in got.items())
    if isinstance(whole, list):
        return isinstance(got, list) and all(any(is_part(g, w) for w in whole) for g in got)
    return got == whole


lines = subprocess.run([sys.argv[1]], capture_output=True, check=True).stdout.decode("ascii")
lines = lines.split("\n")[:-1]
print("1..5")
octets = parses(lines[0])
check(octets == {str(i): chr(i) for i in range(256)}, "every octet comes back as its code point")
note = parses(lines[1])
check(note == {"event": "rogue-ra", "severity": "err", "what": "".join(map(chr, range(1, 256)))},
      "a note with every octet is one object with three members")
bounded = [parses(line) for line in lines[2:] if line]
check(len(bounded) > 70 and all(v is not None for v in bounded),
      "a value that does not fit is still valid")
check(all(is_part(v, WHOLE) for v in bounded), "what is left of it is right")
check(bounded[-1] == WHOLE, "with enough room nothing is left out")
sys.exit(failed > 0)
