# SPDX-License-Identifier: ISC
"""A list of checks as TAP, for the rule checkers."""
import os
import sys
import tempfile


class Tap:
    """Collects results; finish() prints the plan and ends the program."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def check(self, faults, sentence):
        """One line of TAP: ok if the list of faults is empty."""
        self.number += 1
        self.failed += bool(faults)
        print("%s %d - %s" % ("not ok" if faults else "ok", self.number, sentence))
        for fault in faults:
            print("# " + fault)

    def finish(self):
        print("1..%d" % self.number)
        sys.exit(self.failed > 0)


class Tree:
    """A small source tree in a directory of its own, for self-tests."""

    def __init__(self, files):
        self.files = files

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory()
        for name, text in self.files.items():
            path = os.path.join(self.directory.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        return self.directory.name

    def __exit__(self, *exc):
        self.directory.cleanup()


def self_test(cases, judge):
    """Each case: sentence, files, a part of the one fault expected (None = no fault)."""
    tap = Tap()
    for sentence, files, expected in cases:
        with Tree(files) as root:
            faults = judge(root)
        if expected is None:
            tap.check(faults, sentence)
        else:
            seen = len(faults) == 1 and expected in faults[0]
            tap.check([] if seen else ["expected one fault with %r, got %r" % (expected, faults)],
                      sentence)
    tap.finish()
