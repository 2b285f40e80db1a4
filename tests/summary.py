#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Count what a run of `meson test` showed: every TAP line of every program.

    summary.py BUILDDIR      counts; the last line is "N passed, N failed[, N skipped]"
    summary.py --self-test   tries the counting on small made-up logs, in TAP

meson counts programs; a person wants to know how many things were tried. What
the lines do not tell is counted as one failure of the program: it crashed, ran
out of time, ended with an error though no line says "not ok", or showed more
or fewer lines than its plan. The exit status is 1 if something failed or if
nothing ran at all.
"""

import json
import os
import re
import sys
from collections import namedtuple

Tally = namedtuple("Tally", "passed failed skipped faults")

TAP_LINE = re.compile(r"(not )?ok\b\s*(\d+)?\s*(?:-\s*)?([^#]*)(?:#\s*(\w+)\s*(.*))?")
TAP_PLAN = re.compile(r"1\.\.(\d+)\s*(?:#\s*skip\S*\s*(.*))?$", re.IGNORECASE)
SKIP_STATUS = 77        # what a program without TAP returns for "cannot run here"
CLEAN = ("OK", "SKIP", "EXPECTEDFAIL")


def tally_tap(record):
    """Counts of one program that speaks TAP."""
    passed = failed = skipped = seen = 0
    plans, faults = [], []
    for line in record.get("stdout", "").splitlines():
        if plan := TAP_PLAN.match(line):
            plans.append(int(plan[1]))
            skipped += plan[2] is not None and plan[1] == "0"
        elif line.startswith("Bail out!"):
            faults.append(line)
        elif result := TAP_LINE.match(line):
            seen += 1
            directive = (result[4] or "").lower()
            if directive.startswith("skip"):
                skipped += 1
            elif directive == "todo":
                # A known gap is no failure; one that was closed unnoticed is.
                skipped += bool(result[1])
                failed += not result[1]
                if not result[1]:
                    faults.append(f"passes, though marked TODO: {result[3].strip()}")
            elif result[1]:
                failed += 1
                faults.append(result[3].strip() or f"number {result[2]}")
            else:
                passed += 1
    status = record.get("returncode", 0)
    broken = []
    if status < 0:
        broken.append(f"killed by signal {-status}")
    if record["result"] in ("TIMEOUT", "INTERRUPT"):
        broken.append(record["result"].lower())
    if len(plans) != 1:
        broken.append(f"{len(plans) or 'no'} plan lines, not one")
    elif plans[0] != seen:
        broken.append(f"planned {plans[0]}, showed {seen}")
    if status > 0 and not failed:
        broken.append(f"ended with status {status}")
    if not failed and not broken and not faults and record["result"] not in CLEAN:
        broken.append(f"meson says {record['result']}")
    bailed = any(f.startswith("Bail out!") for f in faults)
    failed += bool(broken) or bailed
    return Tally(passed, failed, skipped, faults + broken)


def tally_status(record):
    """Counts of one program that speaks by its exit status alone."""
    status = record.get("returncode", 0)
    if record["result"] == "SKIP" or status == SKIP_STATUS:
        return Tally(0, 0, 1, [])
    if record["result"] in CLEAN:
        return Tally(1, 0, 0, [])
    return Tally(0, 1, 0, [f"{record['result'].lower()}, status {status}"])


def tally_all(records, protocols):
    """Sum over @records; @protocols maps a command line to meson's protocol word."""
    total = Tally(0, 0, 0, [])
    for record in records:
        speaks_tap = protocols.get(tuple(record.get("command", ())), "tap") == "tap"
        one = (tally_tap if speaks_tap else tally_status)(record)
        total = Tally(total.passed + one.passed, total.failed + one.failed,
                      total.skipped + one.skipped,
                      total.faults + [f"{record['name']}: {f}" for f in one.faults])
    return total


def last_line(total):
    line = f"{total.passed} passed, {total.failed} failed"
    return line + (f", {total.skipped} skipped" if total.skipped else "")


def exit_status(total):
    return 1 if total.failed or not total.passed + total.skipped else 0


def read_run(build):
    """The records and protocols of the last `meson test` in @build."""
    records, protocols = [], {}
    try:
        with open(os.path.join(build, "meson-logs", "testlog.json"), encoding="utf-8",
                  errors="replace") as log:
            records = [json.loads(line) for line in log if line.strip()]
    except FileNotFoundError:
        pass
    with open(os.path.join(build, "meson-info", "intro-tests.json"), encoding="utf-8") as intro:
        for test in json.load(intro):
            protocols[tuple(test["cmd"])] = test["protocol"]
    return records, protocols


def self_test():
    def run(stdout, result="OK", status=0, command=("t",)):
        return {"name": "t", "stdout": stdout, "result": result, "returncode": status,
                "command": list(command)}

    cases = [
        ("every_ok_line_counts", [run("1..2\nok 1 - a\nok 2 - b\n")], "2 passed, 0 failed", 0),
        ("a_plan_may_stand_at_the_end", [run("ok 1\n1..1\n")], "1 passed, 0 failed", 0),
        ("a_not_ok_line_counts_once_with_its_exit_status",
         [run("1..2\nok 1 - a\nnot ok 2 - b\n", "FAIL", 1)], "1 passed, 1 failed", 1),
        ("a_skipped_line_is_told_apart",
         [run("1..2\nok 1 - a\nok 2 - b # SKIP no kernel\n")], "1 passed, 0 failed, 1 skipped", 0),
        ("a_program_that_skips_all_counts_once",
         [run("1..0 # SKIP needs root\n", "SKIP")], "0 passed, 0 failed, 1 skipped", 0),
        ("a_known_gap_is_no_failure",
         [run("1..2\nok 1 - a\nnot ok 2 - b # TODO later\n")],
         "1 passed, 0 failed, 1 skipped", 0),
        ("a_known_gap_that_passes_is_a_failure",
         [run("1..1\nok 1 - b # TODO later\n", "UNEXPECTEDPASS")], "0 passed, 1 failed", 1),
        ("a_crash_is_a_failure", [run("1..2\nok 1 - a\n", "FAIL", -11)], "1 passed, 1 failed", 1),
        ("a_crash_after_the_last_line_is_a_failure",
         [run("1..1\nok 1 - a\n", "FAIL", -6)], "1 passed, 1 failed", 1),
        ("a_crash_adds_to_what_failed_before_it",
         [run("1..2\nnot ok 1 - a\n", "FAIL", -6)], "0 passed, 2 failed", 1),
        ("running_out_of_time_is_a_failure",
         [run("1..2\nok 1 - a\n", "TIMEOUT", -9)], "1 passed, 1 failed", 1),
        ("a_missing_plan_is_a_failure", [run("ok 1 - a\n", "ERROR")], "1 passed, 1 failed", 1),
        ("two_plans_are_a_failure",
         [run("1..1\nok 1 - a\n1..1\nok 1 - b\n", "ERROR")], "2 passed, 1 failed", 1),
        ("silence_is_a_failure", [run("", "ERROR")], "0 passed, 1 failed", 1),
        ("fewer_lines_than_planned_are_a_failure",
         [run("1..3\nok 1\nok 2\n", "ERROR")], "2 passed, 1 failed", 1),
        ("an_error_status_without_a_word_is_a_failure",
         [run("1..1\nok 1 - a\n", "FAIL", 1)], "1 passed, 1 failed", 1),
        ("bailing_out_is_a_failure",
         [run("1..2\nok 1 - a\nBail out! no kernel\n", "ERROR")], "1 passed, 1 failed", 1),
        ("talk_between_the_lines_does_not_count",
         [run("1..1\n# ok - comment\nokay\n    ok 1 - inner\nok 1 - a\n")],
         "1 passed, 0 failed", 0),
        ("programs_without_tap_count_once",
         [run("", command=("plain",)), run("", "FAIL", 2, ("plain",)),
          run("", "SKIP", 77, ("plain",))], "1 passed, 1 failed, 1 skipped", 1),
        ("programs_add_up", [run("1..1\nok 1\n"), run("1..1\nnot ok 1\n", "FAIL", 1)],
         "1 passed, 1 failed", 1),
        ("nothing_run_is_not_a_success", [], "0 passed, 0 failed", 1),
    ]
    wrong = 0
    print(f"1..{len(cases)}")
    for number, (name, records, line, status) in enumerate(cases, 1):
        total = tally_all(records, {("plain",): "exitcode", ("t",): "tap"})
        good = last_line(total) == line and exit_status(total) == status
        wrong += not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        if not good:
            print(f"# wanted {line!r} and {status}, got {last_line(total)!r}"
                  f" and {exit_status(total)}")
    return 1 if wrong else 0


def main(argv):
    if argv[1:] == ["--self-test"]:
        return self_test()
    if len(argv) != 2 or argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    total = tally_all(*read_run(argv[1]))
    for fault in total.faults:
        print(f"FAILED {fault}")
    print(last_line(total))
    return exit_status(total)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
