#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: ISC
"""The flags, event words, severities and reasons of radvd6(8) are those of the sources.

The section EVENTS of the manual has one entry for each word or group of words,
`.It Cm word , word`, with `.Pq severity , severity` in the next line; reasons
stand in lists within, `.It Em reason , reason`. Flags are `.It Fl c , -config`.
"""
import argparse
import os
import re

import tap

MANUAL = "man/radvd6.8"
FOLDERS = ("radvd6", "lib/daemon")
EVENT = re.compile(r"(?:log_say|actions_note|note_init)\(\s*[^,()]+(?:\([^()]*\))?,\s*((?:[^,;]|\n)*?),"
                   r"\s*(NOTE_\w+|[^,;]*?NOTE_\w+ : NOTE_\w+|severity)", re.S)
WORD = re.compile(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"')
REASON = re.compile(r"(?:->|\.)reason = ([^;]*);")
REASON_ROW = re.compile(r'\{ "([a-z][a-z0-9-]*)",\s*"')
FAULT = re.compile(r'\[ND_\w+\] = "([a-z][a-z0-9-]*)"')
SEVERITY = re.compile(r"NOTE_(\w+)")
OF_OTHER_MESSAGES = {"target", "destination", "solicited"}   # radvd6 hears RS and RA only
OPTION = re.compile(r"\{ \"([a-z-]+)\", (no|required)_argument, NULL, '?(\w+)'? \}")
FLAG = re.compile(r"^\.It Fl (?:(\w) , )?-([a-z-]+)( Ar | Cm )?", re.M)


def sources(root):
    for folder in FOLDERS:
        where = os.path.join(root, folder)
        for name in sorted(os.listdir(where)) if os.path.isdir(where) else []:
            if name.endswith(".c"):
                with open(os.path.join(where, name), encoding="utf-8") as f:
                    yield "%s/%s" % (folder, name), f.read()


def code_events(root):
    """{word: {severities}} of all places where something is said."""
    events = {}
    for _, text in sources(root):
        for words, severities in EVENT.findall(text):
            found = SEVERITY.findall(severities)
            for number, word in enumerate(WORD.findall(words)):
                # `error ? "a" : "b", error ? NOTE_X : NOTE_Y` goes by pairs.
                level = found[min(number, len(found) - 1)] if found else ""
                events.setdefault(word, set()).add(level.lower())
    return events


def code_reasons(root):
    """Reasons as constants; a reason that is the name of an errno is not one of ours."""
    reasons = set()
    for _, text in sources(root):
        for value in REASON.findall(text):
            reasons.update(WORD.findall(value))
            if "words[" in value:
                reasons.update(REASON_ROW.findall(text))
    path = os.path.join(root, "lib/nd/nd_check.c")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            reasons.update(FAULT.findall(f.read()))
    return reasons - {"valid"} - OF_OTHER_MESSAGES


def code_flags(root):
    """(letter, long name, takes a value?) of the option table; without letter: a name of ours."""
    path = os.path.join(root, "radvd6/args.c")
    if not os.path.exists(path):
        return set()
    with open(path, encoding="utf-8") as f:
        return {(letter if len(letter) == 1 else "", name, argument == "required")
                for name, argument, letter in OPTION.findall(f.read())}


def manual_text(root):
    with open(os.path.join(root, MANUAL), encoding="utf-8") as f:
        return f.read()


def manual_section(root):
    return manual_text(root).partition("\n.Sh EVENTS\n")[2].partition("\n.Sh ")[0].split("\n")


def flag_faults(root):
    code = code_flags(root)
    manual = {(letter, name, bool(argument))
              for letter, name, argument in FLAG.findall(manual_text(root))}
    faults = ["%s: --%s is not there, or not as in args.c" % (MANUAL, f[1]) for f in code - manual]
    return faults + ["%s: args.c has no such --%s" % (MANUAL, f[1]) for f in manual - code]


def manual_events(lines):
    """{word: severities}, {reasons}."""
    events, reasons = {}, set()
    for number, line in enumerate(lines):
        if line.startswith(".It Cm "):
            after = lines[number + 1] if number + 1 < len(lines) else ""
            severity = after[len(".Pq "):] if after.startswith(".Pq ") else ""
            for word in line[len(".It Cm "):].split(" , "):
                events[word] = severity
        elif line.startswith(".It Em "):
            reasons.update(line[len(".It Em "):].split(" , "))
    return events, reasons


def all_faults(root):
    said, reasons = code_events(root), code_reasons(root)
    written, explained = manual_events(manual_section(root))
    faults = ["%s: the event %s is not in EVENTS" % (MANUAL, w) for w in said.keys() - written.keys()]
    faults += ["%s: nothing says the event %s" % (MANUAL, w) for w in written.keys() - said.keys()]
    faults += ["%s: the reason %s is not in EVENTS" % (MANUAL, r) for r in reasons - explained]
    faults += ["%s: nothing gives the reason %s" % (MANUAL, r) for r in explained - reasons]
    for word in said.keys() & written.keys():
        levels = said[word] - {""}
        wanted = " , ".join(sorted(levels))
        if written[word] != wanted:
            faults.append("%s: %s is \"%s\" in the manual and \"%s\" in the sources"
                          % (MANUAL, word, written[word], wanted))
    return sorted(faults) + sorted(flag_faults(root))


def self_test():
    code = 'void f(void)\n{\n\tlog_say(&p->log, "some-event", NOTE_INFO,\n\t\t"words");\n}\n'
    two = code.replace('"some-event", NOTE_INFO', 'e ? "some-event" : "other", e ? NOTE_ERR : NOTE_INFO')
    page = ".Dd x\n.Sh EVENTS\n.Bl\n.It Cm some-event\n.Pq info\nIt is.\n.El\n.Sh FILES\n"
    reason = code + '\tn->reason = "too-late";\n'
    rows = code + '\t= { "too-late", "words" },\n\tn->reason = words[o].reason;\n'

    def tree(text, manual, args="", flags=""):
        return {"radvd6/a.c": text, "radvd6/args.c": args, MANUAL: flags + manual}

    more = page.replace(".El", ".It Cm other\n.Pq err\nElse.\n.El")
    tap.self_test([
        ("an event that is documented is good", tree(code, page), None),
        ("an event that is not is found", tree(code.replace("some-", "a-"),
                                               page.replace(".It Cm some-event", ".It Cm a-event , b")),
         "nothing says the event b"),
        ("an event of the sources must be there", tree(code + two, page.replace("info", "err , info")),
         "the event other is not"),
        ("a note of the core counts",
         tree(code + 'actions_note(out, "other", NOTE_ERR, a->name);', page), "event other"),
        ("another severity is found", tree(code.replace("INFO", "ERR"), page), '"err" in the sources'),
        ("several severities are all said",
         tree(code + code.replace("INFO", "ERR"), page.replace("info", "err , info")), None),
        ("two words of one place have each their severity",
         tree(two, more.replace("info", "err").replace("other\n.Pq err", "other\n.Pq info")), None),
        ("a reason must be explained", tree(reason, page), "the reason too-late is not"),
        ("a reason in a table counts", tree(rows, page), "the reason too-late is not"),
        ("an explained reason is good", tree(reason, page.replace("It is.", ".It Em too-late")), None),
        ("a reason of nobody is found", tree(code, page.replace("It is.", ".It Em never")),
         "nothing gives the reason never"),
        ("a flag that is documented is good",
         tree(code, page, "{ \"config\", required_argument, NULL, 'C' },",
              ".It Fl C , -config Ar file\n"), None),
        ("a flag that is not is found",
         tree(code, page, "{ \"help\", no_argument, NULL, 'h' },"), "--help is not there"),
        ("a flag of nobody is found", tree(code, page, "", ".It Fl -lint\n"),
         "args.c has no such --lint"),
    ], all_faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", default=".")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    result = tap.Tap()
    count = len(code_events(arguments.root))
    result.check([] if count > 15 else ["%d events" % count], "there are events to look for")
    result.check([] if len(code_flags(arguments.root)) > 10 else ["too few"],
                 "there are flags to look for")
    result.check(all_faults(arguments.root),
                 "flags, events, severities and reasons in radvd6(8) are those of the sources")
    result.finish()


main()
