#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint.py CHECK — one rule of the house over the whole tree, as TAP.

Every rule is a function that yields (where, what is wrong); a rule that finds nothing passes.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*suffixes, under="src"):
    return sorted(p for p in (ROOT / under).rglob("*") if p.suffix in suffixes and p.is_file())


def name(path):
    return str(path.relative_to(ROOT))


# --- who may include whom (src/README.md) ---------------------------------------------------

LAYERS = {
    "contract": set(),
    "client": {"contract"},
    "flows": {"client", "contract"},
    "embed": {"contract", "flows"},
    "console": {"embed", "flows", "client", "contract"},
    "backend": {"contract"},
    "tools": {"flows", "client", "contract", "backend"},
}
LIBRARIES = [
    (r"gtk/|adwaita\.h|gdk/|gsk/", {"console", "embed"}),
    (r"webkit/", {"embed"}),
    (r"libsoup/", {"client"}),
    (r"libsecret/", {"client"}),
    (r"microhttpd\.h|wslay/", {"backend"}),
]


def layers():
    home = {p.name: p.relative_to(ROOT / "src").parts[0] for p in files(".h")}
    for path in files(".c", ".h"):
        layer = path.relative_to(ROOT / "src").parts[0]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if not match:
                continue
            header = match[1]
            target = home.get(os.path.basename(header))
            if target and target != layer and target not in LAYERS[layer]:
                yield f"{name(path)}:{number}", f"{layer} may not include {target} ({header})"
            for pattern, allowed in LIBRARIES:
                if re.match(pattern, header) and layer not in allowed:
                    yield f"{name(path)}:{number}", f"{header} belongs in {', '.join(sorted(allowed))}"


# --- sizes and habits -----------------------------------------------------------------------

FORBIDDEN_NAMES = re.compile(r"(^|[-_])(util|utils|helper|helpers|common|manager|misc)([-_.]|$)")


def sizes():
    for path in files(".c", ".js", ".ui", ".h", ".py") + files(".c", ".py", ".mjs", under="tests"):
        lines = path.read_text().count("\n")
        limit = 200 if path.suffix == ".ui" else 600
        if lines > limit:
            yield name(path), f"{lines} lines, {limit} at most"
        if FORBIDDEN_NAMES.search(path.stem):
            yield name(path), "a name that says nothing"


def functions():
    """A function of src fits a screen: 40 lines from brace to brace, class_init aside."""
    for path in files(".c"):
        start = signature = None
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line == "{":
                start = number
            elif re.match(r"[A-Za-z_].*\(", line) and start is None:
                signature = line
            elif line.startswith("}") and start is not None:
                length = number - start - 1
                if length > 40 and signature and "class_init" not in signature and line == "}":
                    yield f"{name(path)}:{start}", f"{signature.split('(')[0].strip()} has {length} lines, 40 at most"
                start = signature = None


def headers():
    for path in files(".c", ".h", ".js", ".sql") + files(".c", ".h", ".py", ".mjs", under="tests"):
        text = path.read_text()
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
            yield name(path), "no SPDX line at the top"
        if path.suffix == ".h" and "#pragma once" not in text:
            yield name(path), "no #pragma once"
        if re.search(r"\bget_default \(", text) and "src/" in str(path) and "gdk_display_get_default" not in text \
                and "g_application_get_default" in text:
            yield name(path), "services are handed down, not fetched"


def potfiles():
    """Every source with a translatable string is in po/POTFILES, and nothing else is."""
    listed = {line for line in (ROOT / "po/POTFILES").read_text().splitlines() if line and line[0] != "#"}
    marked = set()
    for path in files(".c", ".h"):
        if re.search(r'\b(N?_|C_|ngettext|g_dngettext|NC_) \("', path.read_text()):
            marked.add(name(path))
    for path in files(".ui"):
        if 'translatable="yes"' in path.read_text():
            marked.add(name(path))
    for path in files(".in", ".xml", under="data"):
        if path.name.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml")):
            marked.add(name(path))
    for missing in sorted(marked - listed):
        yield missing, "has translatable strings and is not in po/POTFILES"
    for extra in sorted(listed - marked):
        yield extra, "is in po/POTFILES and has no translatable string"


def templates():
    """Templates are valid against GTK's schema, and every visible string in them is translatable."""
    schema = Path("/usr/share/gtk-4.0/gtk4builder.rng")
    visible = re.compile(r'<property name="(label|title|subtitle|tooltip-text|placeholder-text|description)"([^>]*)>([^<]*[A-Za-z][^<]*)<')
    for path in files(".ui"):
        if schema.exists() and shutil.which("xmllint"):
            run = subprocess.run(["xmllint", "--noout", "--relaxng", schema, path], capture_output=True, text=True)
            if run.returncode != 0:
                yield name(path), run.stderr.strip().splitlines()[0]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = visible.search(line)
            if match and "translatable" not in match[2] and "bind-" not in match[2]:
                yield f"{name(path)}:{number}", f"“{match[3]}” is not translatable"


def format():
    sources = [str(p) for under in ("src", "tests") for p in files(".c", ".h", under=under)]
    run = subprocess.run(["clang-format", "--dry-run", "--Werror", *sources], cwd=ROOT, capture_output=True, text=True)
    seen = set()
    for line in run.stderr.splitlines():
        match = re.match(r"(\S+?):\d+:\d+: error:", line)
        if match and match[1] not in seen:
            seen.add(match[1])
            yield os.path.relpath(match[1], ROOT), "not formatted: build-aux/format"


def prepared_sql():
    """SQL lives in store and journal, and no statement is pasted together (SEC-23)."""
    for path in files(".c", ".h"):
        text = path.read_text()
        here = name(path)
        if re.search(r"#include <sqlite3\.h>", text) and not re.search(r"src/backend/store/|journal|telemetry", here):
            yield here, "SQLite belongs in store and journal"
        for match in re.finditer(r'(printf|strconcat|g_strdup_printf)[^;]{0,80}"\s*(SELECT|INSERT|UPDATE|DELETE) ', text):
            yield f"{here}:{text[:match.start()].count(chr(10)) + 1}", "a statement put together from strings"


def launching():
    """One function opens anything outside the console; nothing else hands an address to the system (SEC-13)."""
    launcher = "src/console/bilik-launcher.c"
    calls = re.compile(r"\b(gtk_show_uri\w*|gtk_(uri|file)_launcher_\w+|g_app_info_launch\w*|xdg-open)\b")
    for path in files(".c", ".h", ".js", ".ui"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if name(path) != launcher and calls.search(line):
                yield f"{name(path)}:{number}", f"opens something outside; that is for {launcher}"


def metadata():
    """The desktop file and the metainfo are what software centres accept."""
    desktop = ROOT / "data/io.github.bilik.Bilik.desktop.in"
    metainfo = ROOT / "data/io.github.bilik.Bilik.metainfo.xml.in"
    for path, command in ((desktop, ["desktop-file-validate"]), (metainfo, ["appstreamcli", "validate", "--no-net"])):
        copy = Path(os.environ.get("TMPDIR", "/tmp")) / path.name.removesuffix(".in")
        shutil.copy(path, copy)
        run = subprocess.run([*command, copy], capture_output=True, text=True)
        copy.unlink()
        if run.returncode != 0:
            yield name(path), (run.stdout + run.stderr).strip().replace("\n", " · ")


# The criteria that a rule proves.
PROVES = {"launching": "SEC-13/", "prepared-sql": "SEC-23/"}


def main():
    check = sys.argv[1]
    found = list(globals()[check.replace("-", "_")]())
    print("1..1")
    for where, what in found:
        print(f"# {where}: {what}")
    print(f"{'not ok' if found else 'ok'} 1 - lint/{PROVES.get(check, '')}{check}")
    return 0


sys.exit(main())
