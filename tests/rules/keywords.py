#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: ISC
"""The schema of radvd.conf, its manual and the examples say the same.

The manual keeps a form that this can read. The keywords of a block stand in
the section that names it (`.Sh INTERFACE`, `.Ss The prefix block`), each as

    .It Ic KEYWORD <what it takes, with the range>
    Default VALUE.

"Default:" and words in place of a value is for defaults that follow from other
settings, "Required." for what has none, "No default." for what may be left
out. `.It Ic A , B , C` followed by "As in INTERFACE." repeats keywords.
"""
import argparse
import json
import os
import re
import subprocess

import tap

MANUAL = "man/radvd6.conf.5"
EXAMPLES = "conf"
EVERYTHING = "all-keywords.conf"
SECTIONS = {"TOP LEVEL": "file", "INTERFACE": "interface"}
# The same words as in another block, and so not written down again.
SAME_AS = {"defaults": "interface"}
BLOCK_TITLE = re.compile(r"The (\S+) block\b")
NUMBERS = ("number", "seconds", "millis")
EMPTY = ("", '""', "::", "::/0")
WITHOUT_VALUE = ("block", "ignored", "include")
WORDS = {"switch": "Cm on | off", "preference": "Cm low | medium | high"}


# ---- what the manual must say ----------------------------------------------

def shown(row, value):
    """A number of the schema as people write it: MILLIS are given in seconds."""
    if row["kind"] != "millis":
        return str(value)
    whole, rest = divmod(value, 1000)
    return ("%d.%03d" % (whole, rest)).rstrip("0") if rest else str(whole)


def argument_of(row):
    """What stands behind the keyword; None = any words."""
    if row["kind"] in WORDS:
        return WORDS[row["kind"]]
    if row["kind"] == "choice":
        return "Cm " + " | ".join(row["words"])
    if row["kind"] not in NUMBERS:
        return None
    text = "Ar %s..%s" % (shown(row, row["min"]), shown(row, row["max"]))
    if row["unit"]:
        text += " No " + row["unit"]
    return text + " | Cm infinity" if row["infinity"] else text


def default_of(row):
    """How the first line of the entry begins."""
    if row["derived"]:
        return "Default: "
    if row["required"]:
        return "Required."
    return "No default." if row["default"] in EMPTY else "Default %s." % row["default"]


# ---- reading ----------------------------------------------------------------

def block_of(macro, title, block):
    """The block whose keywords a section describes; None for other sections."""
    title = title.strip('"')
    found = BLOCK_TITLE.match(title)
    if found:
        return found.group(1)
    return SECTIONS.get(title) if macro == ".Sh" else block


def manual_entries(text):
    """{block: {keyword: (argument, first line)}}, faults."""
    entries, faults, block = {}, [], None
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith((".Sh ", ".Ss ")):
            block = block_of(line[:3], line[4:], block if line[:3] == ".Ss" else None)
        if not line.startswith(".It Ic ") or block is None:
            continue
        keyword, _, argument = line[len(".It Ic "):].partition(" ")
        keywords = [keyword]
        if argument.startswith(", "):
            keywords, argument = line[len(".It Ic "):].split(" , "), ""
        for keyword in keywords:
            if keyword in entries.setdefault(block, {}):
                faults.append("%s:%d: %s stands twice in the section of %s"
                              % (MANUAL, number + 1, keyword, block))
            entries[block][keyword] = (argument, lines[number + 1], number + 1)
    return entries, faults


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|#[^\n]*|"(?:\\.|[^"\\])*"|\'[^\']*\'|[{};]|[^\s{};]+', re.S)


def example_keywords(text):
    """(block, keyword) of everything that an example file says."""
    stack, statement = ["file"], []
    for found in TOKEN.finditer(text):
        token = found.group()
        if token.startswith(("//", "/*", "#")):
            continue
        if token not in "{};":
            if not statement:
                yield stack[-1], token
                statement.append(token)
        elif token == "{":
            stack.append(statement[0] if statement else "?")
            statement = []
        else:
            if token == "}":
                stack.pop()
            statement = []


# ---- comparing --------------------------------------------------------------

def canonical(rows):
    """The rows under the names of the blocks that the manual describes, each once."""
    seen = {}
    for row in rows:
        row = dict(row, block=SAME_AS.get(row["block"], row["block"]))
        seen.setdefault(json.dumps(row, sort_keys=True), row)
    return list(seen.values())


def entry_faults(row, entry):
    where = "%s:%d: %s" % (MANUAL, entry[2], row["keyword"])
    if row["kind"] in WITHOUT_VALUE:
        return
    if entry[1] == "As in INTERFACE.":
        return
    wanted = argument_of(row)
    if wanted is not None and entry[0] != wanted:
        yield "%s takes \"%s\" in the manual and \"%s\" in the schema" % (where, entry[0], wanted)
    if entry[0].endswith(" | Cm off") != row["off"]:
        yield "%s: \"off\" in place of a value is as the schema says %s" % (where, row["off"])
    if not entry[1].startswith(default_of(row)):
        yield "%s: \"%s\" where \"%s\" is the schema's default" % (where, entry[1], default_of(row))


def check_manual(rows, text):
    entries, faults = manual_entries(text)
    known = {(row["block"], row["keyword"]) for row in rows}
    for row in rows:
        entry = entries.get(row["block"], {}).get(row["keyword"])
        if entry:
            faults += entry_faults(row, entry)
            if entry[1] == "As in INTERFACE.":
                faults += repeated_faults(row, rows, entry)
        else:
            faults.append("%s: %s is not in the section of %s"
                          % (MANUAL, row["keyword"], row["block"]))
    for block, keywords in entries.items():
        faults += ["%s:%d: the schema has no %s in %s" % (MANUAL, entry[2], keyword, block)
                   for keyword, entry in keywords.items() if (block, keyword) not in known]
    return faults


def repeated_faults(row, rows, entry):
    for other in rows:
        if other["block"] == "interface" and other["keyword"] == row["keyword"] and \
                dict(other, block=row["block"]) == row:
            return
    yield "%s:%d: %s of %s is not as in the interface" % (MANUAL, entry[2], row["keyword"],
                                                          row["block"])


def check_examples(rows, files):
    """Each keyword stands in the file that is to hold them all, obsolete ones do not."""
    given, faults = set(), []
    for block, keyword in example_keywords(files.get(EVERYTHING, "")):
        given.add((SAME_AS.get(block.lower(), block.lower()), keyword.lower()))
    for row in rows:
        key = (row["block"].lower(), row["keyword"].lower())
        if row["kind"] == "ignored":
            if key in given:
                faults.append("%s: %s is obsolete" % (EVERYTHING, row["keyword"]))
        elif key not in given:
            faults.append("%s: no %s in a block %s" % (EVERYTHING, row["keyword"], row["block"]))
    return sorted(set(faults))


# ---- running ----------------------------------------------------------------

def read_rows(program):
    out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return canonical(json.loads(line) for line in out.splitlines())


def examples_in(root):
    folder, files = os.path.join(root, EXAMPLES), {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".conf"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                files[name] = f.read()
    return files


def check_head(name, text):
    """An example says in its first lines for whom it is."""
    if not re.match(r"# SPDX-License-Identifier: ISC\n#\n# \w", text):
        yield "%s: no head that says for whom it is" % name


def load(program, root, name):
    """Errors and warnings of one example; the check needs no interface."""
    path = os.path.join(root, EXAMPLES, name)
    ran = subprocess.run([program, "-c", "-C", path], capture_output=True, text=True, timeout=60)
    faults = [] if ran.returncode == 0 else ["%s: exit status %d" % (name, ran.returncode)]
    return faults + ran.stderr.splitlines()


def page_examples(text):
    """The files shown in the manual, each between .Bd and .Ed in EXAMPLES."""
    part = text.partition("\n.Sh EXAMPLES\n")[2].partition("\n.Sh ")[0]
    for found in re.finditer(r"^\.Bd .*\n((?:.*\n)*?)\.Ed$", part, re.M):
        yield found.group(1).replace("\\&", "").replace("\\e", "\\")


def load_page_examples(program, text):
    with tap.Tree({"%s/%d.conf" % (EXAMPLES, n): example
                   for n, example in enumerate(page_examples(text))}) as root:
        names = sorted(os.listdir(os.path.join(root, EXAMPLES)))
        faults = [] if len(names) > 2 else ["%d examples in %s" % (len(names), MANUAL)]
        for name in names:
            faults += load(program, root, name)
    return faults


def lint(root):
    """What mandoc finds, except that pages of this project are not installed here."""
    folder = os.path.join(root, "man")
    pages = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    ran = subprocess.run(["mandoc", "-T", "lint", "-W", "style"] + pages, capture_output=True,
                         text=True)
    return [line for line in ran.stdout.splitlines()
            if line.startswith("mandoc: ") and "not found: Xr" not in line and
            "outdated mandoc.db" not in line]


def self_test():
    row = {"block": "interface", "keyword": "AdvLinkMTU", "kind": "number", "min": 0, "max": 9,
           "default": "0", "unit": "octets", "infinity": False, "off": False, "derived": False,
           "required": False, "words": []}
    page = ".Sh INTERFACE\n.Bl -tag\n.It Ic AdvLinkMTU Ar 0..9 No octets\nDefault 0.\nWords.\n.El\n"
    conf = "interface eth0 {\n\tAdvLinkMTU 5; # note\n};\n"
    inner = dict(row, block="pvd")
    life = dict(row, kind="seconds", unit="s", infinity=True, derived=True)
    time = dict(row, kind="millis", unit="s", min=70, max=65535000, default="600")
    life_page = page.replace("9 No octets", "9 No s | Cm infinity")
    twice = page + ".Ss The pvd block\n.It Ic AdvLinkMTU , Other\nAs in INTERFACE.\n"

    def case(sentence, rows, text, expected, files=None):
        def judge(_root):
            if files is not None:
                return check_examples(rows, files)
            return check_manual(rows, text)
        return sentence, judge, expected

    cases = [
        case("a page that says what the schema says is good", [row], page, None),
        case("a keyword that the page lacks is found", [row, dict(row, keyword="Else")], page,
             "Else is not in the section"),
        case("a keyword that the schema lacks is found", [], page, "the schema has no AdvLinkMTU"),
        case("the wrong section is found", [inner, row], page, "not in the section of pvd"),
        case("another maximum is found", [dict(row, max=8)], page, '0..8 No octets'),
        case("another minimum is found", [dict(row, min=1)], page, '1..9 No octets'),
        case("another unit is found", [dict(row, unit="bits")], page, '0..9 No bits'),
        case("another default is found", [dict(row, default="5")], page, '"Default 5."'),
        case("another kind is found", [dict(row, kind="switch")], page, "on | off"),
        case("a default that is computed must be explained", [dict(row, derived=True)], page,
             '"Default: "'),
        case("an explained default is good", [life],
             life_page.replace("Default 0.", "Default: 3 times"), None),
        case("a missing infinity is found", [dict(life, derived=False, infinity=False)],
             life_page, "Cm infinity"),
        case("times are given in seconds", [time],
             page.replace("0..9 No octets", "0.07..65535 No s").replace("0.\n", "600.\n"), None),
        case("the words of a choice are said", [dict(row, kind="choice", words=["a", "b"])],
             page.replace("Ar 0..9 No octets", "Cm a | b"), None),
        case("another choice is found", [dict(row, kind="choice", words=["a", "b"])],
             page.replace("Ar 0..9 No octets", "Cm a | b | c"), "Cm a | b"),
        case("a value that may be off is said", [dict(row, kind="string", off=True, default="")],
             page.replace("Default 0.", "No default."), '"off" in place'),
        case("a keyword that stands twice is found", [row],
             page + ".It Ic AdvLinkMTU Ar 0..9 No octets\nDefault 0.\n", "stands twice"),
        case("what repeats another section is good",
             [row, inner, dict(row, keyword="Other"), dict(inner, keyword="Other")],
             twice.replace(".Ss", ".It Ic Other Ar 0..9 No octets\nDefault 0.\n.Ss"), None),
        case("what claims to repeat and does not is found",
             [row, inner, dict(inner, keyword="Other")], twice, "Other of pvd is not as in"),
        case("an example with every keyword is good", [row], "", None, {EVERYTHING: conf}),
        case("a keyword in a comment is none", [row], "", "no AdvLinkMTU",
             {EVERYTHING: conf.replace("\tAdv", "\t# Adv")}),
        case("a keyword in another block is found", [inner], "", "no AdvLinkMTU in a block pvd",
             {EVERYTHING: conf}),
        case("keywords in a block of defaults count for an interface", [row], "", None,
             {EVERYTHING: conf.replace("interface eth0", "defaults")}),
        case("an obsolete keyword has no place in it", [dict(row, kind="ignored")], "", "obsolete",
             {EVERYTHING: conf}),
    ]
    result = tap.Tap()
    for sentence, judge, expected in cases:
        faults = judge(None)
        good = not faults if expected is None else len(faults) == 1 and expected in faults[0]
        result.check([] if good else ["expected %r, got %r" % (expected, faults)], sentence)
    example = "interface a {\n\tDNSSL a\\&b { };\n};\n"
    page = "x\n.Sh EXAMPLES\n.Bd -literal\n%s.Ed\n.Sh ELSE\n.Bd -literal\nno\n.Ed\n" % example
    result.check([] if list(page_examples(page)) == [example.replace("\\&", "")] else ["none"],
                 "the examples of a page are found, and only those")
    result.check(list(check_head("a", "# SPDX-License-Identifier: ISC\n#\n# For you.\n")),
                 "a head is recognised")
    result.check([] if list(check_head("a", "interface")) else ["none found"],
                 "a missing head is found")
    result.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", default=".")
    parser.add_argument("--schema", help="the program that prints the schema")
    parser.add_argument("--daemon", help="radvd6")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    rows, files = read_rows(arguments.schema), examples_in(arguments.root)
    with open(os.path.join(arguments.root, MANUAL), encoding="utf-8") as f:
        page = f.read()
    result = tap.Tap()
    result.check([] if len(rows) > 40 else ["%d rows" % len(rows)], "the schema can be read")
    result.check(check_manual(rows, page), "schema and manual have the same keywords, ranges, defaults")
    result.check(check_examples(rows, files), "every keyword stands in " + EVERYTHING)
    result.check(lint(arguments.root), "every page of the manual is clean mdoc")
    result.check(load_page_examples(arguments.daemon, page),
                 "the examples of the manual load without a warning")
    for name, text in files.items():
        result.check(list(check_head(name, text)) + load(arguments.daemon, arguments.root, name),
                     "%s says for whom it is and loads without a warning" % name)
    result.finish()


main()
