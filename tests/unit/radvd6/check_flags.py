#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""radvd6 -c, --lint, --print-config and -o as a program sees them: status, stdout, stderr."""
import json
import os
import subprocess
import sys
import tempfile

RADVD6 = os.path.abspath(sys.argv[1])
failed = 0
number = 0


def check(good, sentence):
    global failed, number
    number += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", number, sentence))


def run(*flags):
    r = subprocess.run([RADVD6, *flags], capture_output=True, timeout=20, check=False)
    return r.returncode, r.stdout.decode("ascii"), r.stderr.decode("ascii")


def write(name, text):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "w", encoding="ascii") as f:
        f.write(text)
    os.chmod(name, 0o600)


def main():
    write("good.conf", 'include "d/*.conf";\ndefaults { AdvSendAdvert on; };\n')
    write("d/1.conf", "interface eth0 { MaxRtrAdvInterval 60; };\n")
    write("bad.conf", 'include "d/*.conf"; include "e";\ninterface eth1 { AdvCurHopLimit 300; };\n')

    status, out, err = run("-C", "good.conf", "-c")
    check((status, out, err) == (0, "good.conf: good\n", ""), "a good file is one line")
    status, out, err = run("-C", "good.conf", "--lint")
    check(status == 0 and out == "good.conf: good\n" and
          err.startswith("d/1.conf:1:36: advice: "), "advice is no error")
    status, out, err = run("-C", "bad.conf", "-c")
    check(status == 1 and out == "" and "bad.conf:1:29: error: cannot include e: " in err and
          "bad.conf:2:33: error: 300 is out of range" in err and
          "bad.conf is refused: 2 errors" in err, "every fault is said on stderr")

    status, out, err = run("-C", "bad.conf", "-c", "-o", "json")
    found = [json.loads(line) for line in out.splitlines()]
    check(status == 1 and [(f["file"], f["line"], f["column"], f["severity"]) for f in found] ==
          [("bad.conf", 1, 29, "error"), ("bad.conf", 2, 33, "error")] and
          all(f["message"] in err for f in found), "faults as JSON stand on stdout, one a line")
    status, out, err = run("-C", "good.conf", "--lint", "-o", "json")
    check(status == 0 and json.loads(out)["severity"] == "advice" and
          json.loads(out)["hint"] in err, "advice as JSON has its hint")
    status, out, err = run("-C", "gone.conf", "-c", "-ojson")
    check(status == 1 and "line" not in json.loads(out), "a fault of the whole file has no line")

    status, first, err = run("-C", "good.conf", "--print-config")
    write("printed.conf", first)
    again = run("-C", "printed.conf", "--print-config")
    check(status == 0 and err == "" and 'interface "eth0" {\n' in first and
          "AdvSendAdvert on;\n" in first and "defaults" not in first,
          "the printed configuration has all values and needs no defaults")
    check(again == (0, first, ""), "what is printed prints the same again")
    check(run("-C", "bad.conf", "--print-config")[:2] == (1, ""), "a bad file is not printed")

    check(run("-o", "json")[0] == 1 and run("-c", "-o", "xml")[0] == 1,
          "-o needs a check and a format that is known")
    os.chmod("d/1.conf", 0o606)
    status, out, err = run("-C", "good.conf", "-c")
    check(status == 1 and "good.conf:1:9: error: cannot include d/1.conf: everybody may write" in err,
          "the mode of an included file counts")
    with open("/dev/full", "w", encoding="ascii") as full:
        r = subprocess.run([RADVD6, "-C", "printed.conf", "--print-config"], stdout=full,
                           stderr=subprocess.PIPE, timeout=20, check=False)
    check(r.returncode == 1 and b"stdout" in r.stderr, "a full disk is an error")
    print("1..%d" % number)
    return failed > 0


with tempfile.TemporaryDirectory() as directory:
    os.chdir(directory)
    result = main()
    os.chdir("/")
sys.exit(result)
