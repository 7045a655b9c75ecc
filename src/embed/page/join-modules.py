#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the page's ES modules into one, so that a browser asks for one script instead of twenty.

    join-modules.py MAIN OUTPUT [DEPFILE]

A module becomes a function that runs once and returns what it exports; nothing else is changed, so that what runs is what is
written and tested. Only the forms of import and export that the page uses are known; anything else is an error.
"""
import re
import sys
from pathlib import Path

IMPORT = re.compile(r"^import \{ ([\w, ]+) \} from '\./([\w-]+\.js)';$")
EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)")
UNKNOWN = re.compile(r"^\s*(import|export)\b|\bimport\s*\(|\bimport\.meta\b")


def name_of(file):
    return "module_" + file.removesuffix(".js").replace("-", "_")


def wrap(path, load):
    """The module as one statement, after those that it imports."""
    lines, exported = [], []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if found := IMPORT.match(line):
            load(path.parent / found[2])
            line = f"const {{ {found[1]} }} = {name_of(found[2])};"
        elif found := EXPORT.match(line):
            exported.append(found[2])
            line = line.removeprefix("export ")
        elif UNKNOWN.search(line) and not line.lstrip().startswith(("//", "*")):
            raise SystemExit(f"{path}:{number}: a form of import or export that join-modules.py does not know")
        lines.append(line)
    body = "\n".join(lines)
    return f"// --- {path.name}\nconst {name_of(path.name)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def join(main):
    joined, under_way = {}, []

    def load(path):
        if path in joined:
            return
        if path in under_way:
            raise SystemExit(f"{path} imports itself by way of {under_way[-1]}")
        under_way.append(path)
        joined[path] = wrap(path, load)
        under_way.pop()

    load(main)
    return joined


def run():
    main, output = Path(sys.argv[1]), Path(sys.argv[2])
    joined = join(main)
    output.write_text("// SPDX-License-Identifier: GPL-3.0-or-later\n" + "".join(joined.values()))
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_text(f"{output}: {' '.join(str(path) for path in joined)}\n")


run()
