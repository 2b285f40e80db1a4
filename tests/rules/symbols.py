#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: ISC
"""Pure archives call nothing but each other and the functions of a short list."""
import argparse
import fnmatch
import os
import re
import subprocess
import sys
import tempfile

import sources
import tap

PURE = ("base", "nd", "config", "report")
# What compilers put in by themselves, by option: stack protector, sanitizers, coverage.
COMPILER = re.compile(r"^(__stack_chk_(fail|guard)|_GLOBAL_OFFSET_TABLE_|"
                      r"__(asan|ubsan|lsan|tsan|msan|hwasan|sanitizer|gcov|llvm|sancov)_\w+|"
                      r"__(start|stop)___sanc\w+|__tls_get_addr|_init|_fini)$")


def plain(name):
    """The function that was written: fortified and versioned variants count as it."""
    name = re.sub(r"^__isoc(99|23)_", "", name)
    fortified = re.match(r"^__(\w+)_chk$", name)
    return fortified.group(1) if fortified else name


def names_of(archive):
    """(defined, {undefined: object}) of one archive."""
    defined, undefined = set(), {}
    out = subprocess.run(["nm", "-A", "-P", archive], capture_output=True, check=True, text=True)
    for line in out.stdout.splitlines():
        where, _, rest = line.rpartition(": ")
        words = rest.split()
        if len(words) < 2:
            continue
        if words[1] in "Uwv":
            undefined[words[0]] = where
        elif words[1].isupper():
            defined.add(words[0])
    return defined, undefined


def read_list(path):
    return [line.strip() for line in sources.read(path).splitlines()
            if line.strip() and not line.startswith("#")]


def check_calls(archives, allowed):
    """Calls of anything but @allowed and what the archives define themselves."""
    all_defined, faults = set(), []
    found = {a: names_of(a) for a in archives}
    for defined, _ in found.values():
        all_defined |= defined
    for archive in archives:
        for name, where in sorted(found[archive][1].items()):
            if name in all_defined or COMPILER.match(name):
                continue
            if not any(fnmatch.fnmatchcase(plain(name), pattern) for pattern in allowed):
                faults.append("%s calls %s" % (os.path.basename(where.rstrip("]")), name))
    return faults


def check_given(root, archives):
    """Is every pure library that has sources among @archives, and does each exist and hold code?"""
    given = {os.path.basename(a) for a in archives}
    wanted = ["lib%s.a" % level for level in PURE
              if any(f.endswith(".c") for f in sources.in_folder(root, "lib/" + level))]
    for daemon in sources.DAEMONS:
        meson = sources.meson_of(root, daemon)
        wanted += ["lib%s.a" % name for name in sources.pure_libraries(meson)]
        if sources.lists_of(meson)[0] and not sources.pure_libraries(meson):
            wanted.append("lib%s_core.a" % daemon)
    faults = ["%s is not looked at" % name for name in wanted if name not in given]
    faults += ["%s is missing" % a for a in archives if not os.path.exists(a)]
    return faults + ["%s defines nothing" % a for a in archives
                     if os.path.exists(a) and not names_of(a)[0]]


def archive_of(folder, name, code):
    source, obj = os.path.join(folder, name + ".c"), os.path.join(folder, name + ".o")
    archive = os.path.join(folder, "lib%s.a" % name)
    with open(source, "w", encoding="utf-8") as f:
        f.write(code)
    subprocess.run(["cc", "-w", "-c", "-o", obj, source], check=True)
    subprocess.run(["ar", "rcs", archive, obj], check=True)
    return archive


def self_test():
    result = tap.Tap()
    with tempfile.TemporaryDirectory() as folder:
        def judge(sentence, expected, *codes):
            archives = [archive_of(folder, "t%d" % i, code) for i, code in enumerate(codes)]
            faults = check_calls(archives, ["mem*", "snprintf", "sscanf"])
            good = len(faults) == 1 and expected in faults[0] if expected else not faults
            result.check([] if good else ["got %r" % faults], sentence)

        judge("a listed function is fine", None,
              "#include <string.h>\nint f(void *a, void *b, int n) { return memcmp(a, b, n); }")
        judge("a call of open() is found", "calls open",
              "#include <fcntl.h>\nint f(void) { return open(\"x\", O_RDONLY); }")
        judge("a look at the clock is found", "calls time",
              "#include <time.h>\nlong f(void) { return time(0); }")
        judge("the fortified form of a listed function is fine", None,
              "int __snprintf_chk(char *, int); int f(void) { return __snprintf_chk(0, 0); }")
        judge("the fortified form of an unlisted function is found", "calls __read_chk",
              "int __read_chk(int); int f(void) { return __read_chk(0); }")
        judge("what a sanitizer adds is fine", None,
              "void __asan_report_load1(void); void f(void) { __asan_report_load1(); }")
        judge("another pure archive may be called", None,
              "int g(void); int f(void) { return g(); }", "int g(void) { return 1; }")
        judge("nobody's function is found", "calls g", "int g(void); int f(void) { return g(); }")
        gone = check_given(folder, [os.path.join(folder, "libgone.a")])
        result.check([] if len(gone) == 1 and "missing" in gone[0] else ["got %r" % gone],
                     "a missing archive is found")
    with tap.Tree({"lib/nd/nd_msg.c": "", "radvd6/meson.build":
                   "static_library('radvd6_core', core_sources)\n"}) as root:
        faults = check_given(root, [])
        good = faults == ["libnd.a is not looked at", "libradvd6_core.a is not looked at"]
        result.check([] if good else ["got %r" % faults], "an archive that was not given is found")
    result.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=".")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("allow", nargs="?")
    parser.add_argument("archives", nargs="*")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    if not arguments.allow or not arguments.archives:
        sys.exit("usage: symbols.py --root DIR ALLOW-LIST ARCHIVE...")
    result = tap.Tap()
    missing = check_given(arguments.root, arguments.archives)
    result.check(missing, "every pure archive is there")
    present = [a for a in arguments.archives if os.path.exists(a)]
    result.check(check_calls(present, read_list(arguments.allow)),
                 "pure code calls nothing that is not on the list")
    result.finish()


main()
