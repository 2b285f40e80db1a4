# SPDX-License-Identifier: ISC
"""Which source file belongs to which level of the house (lib/*, core, shell)."""
import os
import re

DAEMONS = ("radvd6", "ndproxy")
LIST = re.compile(r"^(\w+)_sources\s*=\s*(?:files\(|\[)([^\])]*)[\])]", re.M)
LIBRARY = re.compile(r"static_library\(\s*'(\w+)'\s*,([^)]*)\)")
SOURCE = re.compile(r"'([\w-]+)\.c'")
CORE_LISTS = ("core", "conf")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def without_comments(meson):
    return re.sub(r"#.*", "", meson)


def meson_of(root, folder):
    path = os.path.join(root, folder, "meson.build")
    return without_comments(read(path)) if os.path.exists(path) else ""


def lists_of(meson):
    """(core, shell): the stems in core_sources, conf_sources and in libraries; in the other lists."""
    core, shell = set(), set()
    for name, body in LIST.findall(meson):
        (core if name in CORE_LISTS else shell).update(SOURCE.findall(body))
    for _, body in LIBRARY.findall(meson):
        core.update(SOURCE.findall(body))
    return core - shell, shell


def pure_libraries(meson):
    """Names of a daemon's static libraries that hold no shell source."""
    return [name for name, body in LIBRARY.findall(meson) if "shell_sources" not in body]


def in_folder(root, folder):
    path = os.path.join(root, folder)
    if not os.path.isdir(path):
        return []
    return sorted(n for n in os.listdir(path) if n.endswith((".c", ".h")))


def levels(root):
    """{path: level}, faults. A daemon's header goes with its source; one without is core."""
    level, faults = {}, []
    lib = os.path.join(root, "lib")
    for name in sorted(os.listdir(lib)) if os.path.isdir(lib) else []:
        for file in in_folder(root, "lib/" + name):
            level["lib/%s/%s" % (name, file)] = name
    for daemon in DAEMONS:
        core, shell = lists_of(meson_of(root, daemon))
        for file in in_folder(root, daemon):
            stem, path = file[:-2], "%s/%s" % (daemon, file)
            level[path] = "shell" if stem in shell else "core"
            if file.endswith(".c") and stem not in core | shell:
                faults.append("%s: in none of the lists of %s/meson.build" % (path, daemon))
    return level, faults
