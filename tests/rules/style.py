#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: ISC
"""Cheap checks of every source file; what takes judgement is left to people."""
import argparse
import os
import re

import tap

COLUMNS = 110
FOLDERS = ("lib", "radvd6", "ndproxy", "tests", "conf", "man", ".ci")
AS_THEY_ARE = os.path.join("tests", "vectors", "conf")  # odd on purpose, octet by octet
CODE = (".c", ".h", ".py", ".sh")
TEXT = CODE + ("meson.build", "meson_options.txt", ".conf", ".service", ".8", ".5")
# Spelled in parts, so that this file is in order itself.
LEFT_OVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
# In Python a comment only: TAP has one of these words in its language.
IN_PYTHON = re.compile("^[^\"']*#.*" + LEFT_OVER.pattern)
WORKPLACE = re.compile(r"(?<![\w.}$/])/(t" r"mp|wo" r"rk)(?=/|\b)")


def is_script(path):
    with open(path, "rb") as f:
        return f.read(2) == b"#!"


def files_of(root):
    for name in sorted(os.listdir(root)):
        path = os.path.join(root, name)
        if os.path.isfile(path) and (name.endswith(TEXT) or is_script(path)):
            yield name
    for folder in FOLDERS:
        for where, folders, names in os.walk(os.path.join(root, folder)):
            folders[:] = sorted(f for f in folders if not f.startswith(("build", "__")))
            for name in sorted(names):
                path = os.path.join(where, name)
                if name.endswith(".conf") and AS_THEY_ARE in where:
                    continue
                if os.path.isfile(path) and (name.endswith(TEXT) or is_script(path)):
                    yield os.path.relpath(path, root)


def check_file(path, text, is_code):
    lines = text.split("\n")
    if is_code and not any("SPDX-License-Identifier: ISC" in line for line in lines[:3]):
        yield "%s: no SPDX line at the top" % path
    if text and not text.endswith("\n"):
        yield "%s: no newline at the end" % path
    for number, line in enumerate(lines, 1):
        where = "%s:%d: " % (path, number)
        if line != line.rstrip():
            yield where + "blanks at the end"
        if len(line.expandtabs(8)) > COLUMNS:
            yield where + "longer than %d columns" % COLUMNS
        left_over = (IN_PYTHON if path.endswith(".py") else LEFT_OVER).search(line)
        if left_over:
            yield where + "says %s" % left_over.group(1)
        if WORKPLACE.search(line):
            yield where + "names %s" % WORKPLACE.search(line).group(0)


def all_faults(root):
    faults = []
    for path in files_of(root):
        full = os.path.join(root, path)
        with open(full, encoding="utf-8", errors="replace") as f:
            faults += check_file(path, f.read(), path.endswith(CODE) or is_script(full))
    return faults


def self_test():
    head = "/* SPDX-License-Identifier: ISC */\n"
    cases = [
        ("a good file has no fault", head + "int a;\n", None),
        ("a missing licence is found", "int a;\n", "lib/base/a.c: no SPDX line"),
        ("blanks at the end are found", head + "int a; \n", "lib/base/a.c:2: blanks"),
        ("a long line is found", head + "x" * 111 + "\n", "longer than 110"),
        ("110 columns are fine", head + "x" * 110 + "\n", None),
        ("tabs count as eight", head + "\t" * 13 + "x" * 7 + "\n", "longer than 110"),
        ("what is left to do is found", head + "/* TO" "DO */\n", "says TO" "DO"),
        ("a template for temporary names is fine", head + '"a-XX' 'XXXX"\n', None),
        ("a path of some machine is found", head + '"/t' 'mp/x"\n', "names /t" "mp"),
        ("a word with a slash is fine", head + "/* net/wo" "rk, a/t" "mp */\n", None),
        ("a missing newline is found", head + "int a;", "no newline"),
    ]
    tap.self_test([(s, {"lib/base/a.c": text}, e) for s, text, e in cases], all_faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=".")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    result = tap.Tap()
    count = len(list(files_of(arguments.root)))
    result.check([] if count > 20 else ["found %d files" % count], "there are files to look at")
    result.check(all_faults(arguments.root), "every file keeps the cheap rules of style")
    result.finish()


main()
