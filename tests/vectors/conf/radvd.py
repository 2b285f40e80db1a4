#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The same files before radvd and before radvd6.

usage: radvd.py FOLDER RADVD6

Each file of FOLDER/bad is refused by radvd 2.19 as well, each of FOLDER/good
accepted, unless its first lines have `# radvd: accepts`, `refuses` or
`crashes`: so the list of differences cannot grow unseen. The examples that
radvd brings along must be accepted by radvd6. Prints TAP; what is not
installed, or another version, is skipped.
"""
import glob
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile

VERSION = "2.19"
EXAMPLES = "/usr/share/doc/radvd/examples/*"
MANUAL = "/usr/share/man/man5/radvd.conf.5.gz"
IN_MANUAL = re.compile(r"^interface \w+\n\{\n.*?^\};$", re.M | re.S)
TIMEOUT_S = 20


def run(*argv):
    return subprocess.run(argv, capture_output=True, timeout=TIMEOUT_S, check=False,
                          stdin=subprocess.DEVNULL)


def is_installed():
    if not shutil.which("radvd"):
        return False
    done = run("radvd", "-v")
    return "Version: %s\n" % VERSION in (done.stdout + done.stderr).decode(errors="replace")


def expected_of(text, kind):
    head = re.match(rb"(#.*\n)*", text).group().decode(errors="replace")
    said = re.search(r"^# radvd: (\w+)$", head, re.M)
    return said.group(1) if said else {"bad": "refuses", "good": "accepts"}[kind]


def judge(folder, kind, work):
    """Differences between what the files say of radvd and what it does."""
    for path in sorted(glob.glob(os.path.join(folder, kind, "*.conf"))):
        with open(path, "rb") as f:
            text = f.read()
        copy = os.path.join(work, "radvd.conf")     # with a mode that radvd likes
        with open(copy, "wb") as f:
            f.write(text)
        code = run("radvd", "-c", "-C", copy).returncode
        does = {0: "accepts", 1: "refuses"}.get(code, "crashes")
        if does != expected_of(text, kind):
            yield "%s/%s: radvd %s it" % (kind, os.path.basename(path), does)


def examples():
    for path in sorted(glob.glob(EXAMPLES)):
        with open(path, "rb") as f:
            yield os.path.basename(path), f.read()
    if os.path.exists(MANUAL):
        with gzip.open(MANUAL, "rt", errors="replace") as f:
            for number, text in enumerate(IN_MANUAL.findall(f.read()), 1):
                yield "radvd.conf(5), example %d" % number, text.encode() + b"\n"


def try_examples(radvd6, work):
    """Faults that radvd6 finds in them."""
    for name, text in examples():
        path = os.path.join(work, "example.conf")
        with open(path, "wb") as f:
            f.write(text)
        done = run(radvd6, "-c", "-C", path)
        if done.returncode != 0:
            yield "%s: %s" % (name, done.stderr.decode(errors="replace").split("\n", 1)[0])


def main():
    folder, radvd6 = sys.argv[1:]
    if not is_installed():
        print("1..0 # SKIP radvd %s is not installed" % VERSION)
        return 0
    with tempfile.TemporaryDirectory() as work:
        checks = [
            ("radvd accepts bad files just where they say so", judge(folder, "bad", work)),
            ("radvd refuses good files just where they say so", judge(folder, "good", work)),
            ("the examples that radvd brings along are accepted", try_examples(radvd6, work)),
        ]
        failed = 0
        for number, (sentence, faults) in enumerate(checks, 1):
            found = list(faults)
            failed += bool(found)
            print("%s %d - %s" % ("not ok" if found else "ok", number, sentence))
            for fault in found:
                print("# " + fault)
        if not list(examples()):
            print("# no examples are installed")
        print("1..%d" % len(checks))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
