#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: ISC
"""The flags, event words, severities and reasons of radvd6(8) are those of the sources.

The section EVENTS of the manual has one entry for each word or group of words,
`.It Cm word , word`, with `.Pq severity , severity` in the next line; reasons
stand in lists within, `.It Em reason , reason`. Flags are `.It Fl c , -config`.

The words of the watch are one table of the sources, and have a page of their
own: there an event is `### `word``, a reason `#### `word`, `word`` or an item
`- `word`, `word`: ...`, and `Severity: x, y` stands below the heading, the one of
the table first. The manual lists its events, not its reasons.
"""
import argparse
import os
import re

import tap

MANUAL = "man/radvd6.8"
ALERTS = "conf/ALERTS.md"
WATCH_TABLE = "radvd6/judge_words.c"
FOLDERS = ("radvd6", "lib/daemon")
EVENT = re.compile(r"(?:log_say|actions_note|note_init)\(\s*[^,()]+(?:\([^()]*\))?,\s*((?:[^,;]|\n)*?),"
                   r"\s*(NOTE_\w+|[^,;]*?NOTE_\w+ : NOTE_\w+|severity)", re.S)
WORD = re.compile(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"')
REASON = re.compile(r"(?:->|\.)reason = ([^;]*);")
REASON_ROW = re.compile(r'\{ "([a-z][a-z0-9-]*)",\s*"')
FAULT = re.compile(r'\[ND_\w+\] = "([a-z][a-z0-9-]*)"')
SEVERITY = re.compile(r"NOTE_(\w+)")
OF_OTHER_MESSAGES = {"target", "destination", "solicited"}   # radvd6 hears RS and RA only
ROW_MACRO = re.compile(r'#define (\w+)\(\w+(?:, \w+)?\) \{ "([a-z-]+)", \w+, (\w+) \}')
ROW_CALL = re.compile(r'\] = (\w+)\("([a-z0-9-]+)"(?:, NOTE_(\w+))?\)')
ROW_PLAIN = re.compile(r'\] = \{ "([a-z-]+)", NULL, NOTE_(\w+) \}')
PAGE_WORDS = re.compile(r"^(###|####|-) (`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*)(:|$)")
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


def watch_table(root):
    """{(event, reason or ""): severity} of the sources; empty where there is no watch."""
    path = os.path.join(root, WATCH_TABLE)
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as f:
        text = f.read()
    macros = {name: (event, level) for name, event, level in ROW_MACRO.findall(text)}
    rows = {(word, ""): level.lower() for word, level in ROW_PLAIN.findall(text)}
    for name, word, level in ROW_CALL.findall(text):
        event, fixed = macros[name]
        rows[event, word] = (level or fixed.replace("NOTE_", "")).lower()
    return rows


def alerts_page(root):
    """{(event, reason or ""): [severity]} of the page for the operator, in its order."""
    path, page, event, entries = os.path.join(root, ALERTS), {}, None, []
    if not os.path.exists(path):
        return page
    with open(path, encoding="utf-8") as f:
        part = f.read().partition("\n## Events\n")[2].partition("\n## ")[0]
    for line in part.split("\n"):
        found = PAGE_WORDS.match(line)
        if found and (found.group(1) == "-") == (found.group(3) == ":"):
            words = re.findall("`([^`]+)`", found.group(2))
            if found.group(1) == "###":
                event, words = words[0], [""]
            entries = [(event, word) for word in words]
            inherited = page.get((event, ""), []) if found.group(1) == "-" else []
            page.update((entry, list(inherited)) for entry in entries)
        elif line.startswith("Severity: "):
            page.update((entry, line[len("Severity: "):].split(", ")) for entry in entries)
    return page


def alerts_faults(table, page):
    if not table:
        return
    events = {event for event, _ in table}
    for event, reason in sorted(table.keys() - page.keys()):
        yield "%s: %s %s is not there" % (ALERTS, event, reason)
    for event, reason in sorted(page.keys() - table.keys()):
        if reason or event not in events:
            yield "%s: nothing says %s %s" % (ALERTS, event, reason)
    for entry in sorted(table.keys() & page.keys()):
        if page[entry][:1] != [table[entry]]:
            yield "%s: %s %s is \"%s\" there and \"%s\" in the sources" \
                  % (ALERTS, *entry, ", ".join(page[entry]), table[entry])


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
    page = alerts_page(root)
    for (event, reason), severities in page.items():
        if not reason:
            said.setdefault(event, set()).update(severities)
    written, explained = manual_events(manual_section(root))
    faults = ["%s: the event %s is not in EVENTS" % (MANUAL, w) for w in said.keys() - written.keys()]
    faults += ["%s: nothing says the event %s" % (MANUAL, w) for w in written.keys() - said.keys()]
    faults += ["%s: the reason %s is not in EVENTS" % (MANUAL, r)
               for r in reasons - explained - {word for entry in page for word in entry}]
    faults += ["%s: nothing gives the reason %s" % (MANUAL, r) for r in explained - reasons]
    for word in said.keys() & written.keys():
        levels = said[word] - {""}
        wanted = " , ".join(sorted(levels))
        if written[word] != wanted:
            faults.append("%s: %s is \"%s\" in the manual and \"%s\" in the sources"
                          % (MANUAL, word, written[word], wanted))
    faults += alerts_faults(watch_table(root), page)
    return sorted(faults) + sorted(flag_faults(root))


def self_test():
    code = 'void f(void)\n{\n\tlog_say(&p->log, "some-event", NOTE_INFO,\n\t\t"words");\n}\n'
    two = code.replace('"some-event", NOTE_INFO', 'e ? "some-event" : "other", e ? NOTE_ERR : NOTE_INFO')
    page = ".Dd x\n.Sh EVENTS\n.Bl\n.It Cm some-event\n.Pq info\nIt is.\n.El\n.Sh FILES\n"
    reason = code + '\tn->reason = "too-late";\n'
    rows = code + '\t= { "too-late", "words" },\n\tn->reason = words[o].reason;\n'

    def tree(text, manual, args="", flags=""):
        return {"radvd6/a.c": text, "radvd6/args.c": args, MANUAL: flags + manual}

    table = '#define R(w, l) { "rogue-ra", w, l }\n[A] = R("bad", NOTE_ERR),\n' \
            '[B] = { "ra-flood", NULL, NOTE_ERR },\n'
    alerts = "# A\n\n## Events\n\n### `rogue-ra`\nSeverity: err\n\n#### `bad`\nSeverity: err\n\n" \
             "### `ra-flood`\nSeverity: err\n\n- Do: `not-a-word` here.\n\n## End\n\n### `no`\n"
    watched = page.replace(".El", ".It Cm rogue-ra , ra-flood\n.Pq err\nElse.\n.El")

    def watch(rows, words, manual=watched):
        return dict(tree(code, manual), **{WATCH_TABLE: rows, ALERTS: words})

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
        ("a page of alerts with all words of the table is good", watch(table, alerts), None),
        ("an alert that the page lacks is found",
         watch(table + '[C] = R("worse", NOTE_ERR),', alerts), "rogue-ra worse is not there"),
        ("an alert of nobody is found", watch(table, alerts.replace("`bad`", "`bad`, `odd`")),
         "nothing says rogue-ra odd"),
        ("another severity of an alert is found",
         watch(table.replace("bad\", NOTE_ERR", "bad\", NOTE_CRIT"), alerts), '"crit" in the sources'),
        ("a reason in a list takes the severity of its event",
         watch(table, alerts.replace("#### `bad`\nSeverity: err", "- `bad`: it is.")), None),
        ("the manual has the events of the page", watch(table, alerts, page.replace(
            ".El", ".It Cm rogue-ra\n.Pq err\nElse.\n.El")), "the event ra-flood is not"),
        ("a reason of the page need not stand in the manual as well",
         dict(watch(table, alerts), **{"radvd6/b.c": 'n->reason = "ra-flood";'}), None),
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
                 "flags, events, severities and reasons in radvd6(8) and ALERTS.md are those of the sources")
    result.check([] if len(alerts_page(arguments.root)) > 30 else ["too few"],
                 "there are alerts to look for")
    result.finish()


main()
