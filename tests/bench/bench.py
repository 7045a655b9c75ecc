#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks and prints their figures as one table; --tap: as a test that they all still measure."""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WITH_DISPLAY = HERE.parent / "support" / "with-display"


def benchmarks():
    built = Path(os.environ["BILIK_BENCH_DIR"])
    programs = [p for p in built.glob("bench-*") if p.is_file() and os.access(p, os.X_OK)]
    scripts = [p for p in HERE.glob("bench-*.py")]
    return sorted(programs + scripts, key=lambda p: p.stem)


def declared(path):
    """The ids a benchmark measures: from its source, so that one can be asked for by its id."""
    source = path if path.suffix == ".py" else HERE / (path.name + ".c")
    text = source.read_text()
    return {f"F-{n:02}" for n in range(1, 19) if f"F-{n:02}" in text}


def measure(path, short):
    """What it printed as figures; remarks are passed on as comments, which TAP wants too."""
    command = ["/usr/bin/python3", str(path)] if path.suffix == ".py" else [str(path)]
    if short:
        command.append("--short")
    source = source_of(path)
    if "with-display" in source:
        options = ["--a11y", "--size", "1280x800"] if "with-display --a11y" in source else []
        command = [str(WITH_DISPLAY), *options, *command]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    figures = []
    for line in run.stdout.splitlines():
        if line.startswith("{"):
            figures.append(json.loads(line))
        elif line.strip():
            print(f"# {line}")
    if run.returncode != 0:
        figures.append({"id": "—", "what": f"{path.stem} failed with {run.returncode}", "failed": True})
    for missing in sorted(declared(path) - {f["id"] for f in figures}):
        figures.append({"id": missing, "what": f"{path.stem} says nothing about it", "failed": True})
    return figures


def source_of(path):
    return (path if path.suffix == ".py" else HERE / (path.name + ".c")).read_text()


def verdict(figure):
    if figure.get("failed"):
        return "FAILED"
    if "goal" not in figure:
        return ""
    measured = figure.get("ratio", figure["value"])
    good = measured <= figure["goal"] if figure.get("better", "lower") == "lower" else measured >= figure["goal"]
    return "pass" if good else "short"


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def row(figure):
    sign = "≤" if figure.get("better", "lower") == "lower" else "≥"
    reference = number(figure.get("reference"))
    if reference:
        reference += f" ({figure.get('reference_what', '')})"
    return [figure["id"], figure["what"], f"{number(figure.get('value'))} {figure.get('unit', '')}".strip(), reference,
            number(figure.get("ratio")), f"{sign} {number(figure['goal'])}" if "goal" in figure else "", verdict(figure)]


def table(figures):
    rows = [["id", "what", "figure", "reference", "ratio", "goal", ""]] + [row(f) for f in figures]
    widths = [max(len(r[i]) for r in rows) for i in range(7)]
    for cells in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())


def report(number, path, figures):
    """One line of TAP: good when everything that it declares was measured, however fast or slow."""
    failed = [f"{f['id']}: {f['what']}" for f in figures if f.get("failed")]
    ids = " ".join(sorted(declared(path)))
    for line in failed:
        print(f"# {line}")
    print(f"{'not ok' if failed else 'ok'} {number} - {path.stem} measures {ids}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="small sizes: to see that the benchmarks run")
    parser.add_argument("--tap", action="store_true", help="say only whether each benchmark measures what it declares")
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("names", nargs="*", help="F-01 … or a benchmark's name")
    options = parser.parse_args()

    figures = []
    wanted = [p for p in benchmarks() if not options.names or (declared(p) | {p.stem}) & set(options.names)]
    if options.tap:
        print(f"1..{len(wanted)}")
    for number, path in enumerate(wanted, 1):
        print(f"# {path.stem} …", flush=True)
        measured = measure(path, options.short)
        figures += measured
        if options.tap:
            report(number, path, measured)
    if not options.tap:
        print()
        table(sorted(figures, key=lambda f: f["id"]))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    return any(f.get("failed") for f in figures)


sys.exit(main())
