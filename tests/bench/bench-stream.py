#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F-15, F-16, F-17: the stream of bilikd beside node with ws, in turns.

A message is two events for both. bilikd stores it, durably, before it tells of it; ws stores nothing. So what an event costs
beside the request (F-15) is the difference to the same messages with nobody listening, sent in turns; the delivery (F-16)
counts from the answer, the broadcast from the request.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "reference"
BUILT = Path(os.environ["BILIK_BENCH_DIR"])
SHORT = "--short" in sys.argv
ROUNDS = 1 if SHORT else 3
FEW, MANY, CROWD = (50, 200, 200) if SHORT else (1000, 10000, 10000)
MESSAGES = 50 if SHORT else 1000
PASSWORD = "bench-password-1"


def figure(**fields):
    print(json.dumps(fields), flush=True)


def modules():
    """ws, installed once beside the build."""
    folder = BUILT / "node-ws"
    if not (folder / "node_modules" / "ws").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "dependencies": {"ws": "8.18.3"}}\n')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / "node_modules" if (folder / "node_modules" / "ws").exists() else None


@contextmanager
def server(command):
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = process.stdout.readline()
        while line and "http://" not in line:
            line = process.stdout.readline()
        yield line[line.index("http://"):].strip(), process
    finally:
        process.terminate()
        process.wait()


def sign_in(base, email):
    body = json.dumps({"email": email, "password": PASSWORD}).encode()
    request = urllib.request.Request(base + "/v1/session", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["access_token"]


@contextmanager
def bilikd(database):
    with server([os.environ["BILIKD"], "--database", database, "--port", "0", "--sample-data",
                 "--sample-password", PASSWORD]) as (base, process):
        yield base, process, sign_in(base, "agent@senja.test"), sign_in(base, "agent@nusantara.test")


@contextmanager
def node(folder):
    with server(["node", REFERENCE / "ws-stream.cjs", folder]) as (base, process):
        yield base, process, "idle", "active"


def probe(held, n_idle, n_active, n_messages):
    base, process, idle, active = held
    run = subprocess.run([BUILT / "stream-probe", base.rsplit(":", 1)[1], str(process.pid), idle, str(n_idle), active,
                          str(n_active), str(n_messages)], capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(run.stderr)
    return json.loads(run.stdout)


def measure(make):
    """One round on a server of its own: name → what the probe found."""
    found = {}
    with make() as held:
        probe(held, 0, 2, MESSAGES // 4)
        found["few"] = probe(held, FEW, 2, MESSAGES)
        found["many"] = probe(held, MANY, 2, MESSAGES)
        found["crowd"] = probe(held, 0, CROWD, 5 if SHORT else 10)
    # Memory of what has just been started: nothing that was freed before is used again.
    with make() as held:
        found["fresh"] = probe(held, MANY, 0, 0)
    return found


def median(rounds, name, field):
    return statistics.median(found[name][field] for found in rounds)


def show(ours, theirs):
    def peer(name, field, what):
        return {"reference": median(theirs, name, field), "reference_what": what} if theirs else {}

    few, many = median(ours, "few", "cpu_us"), median(ours, "many", "cpu_us")
    figure(id="F-15", what=f"CPU a message, {MANY} idle sockets", value=many, unit="µs", reference=few,
           reference_what=f"with {FEW}", ratio=many / few, goal=1.2, better="lower")
    if theirs:
        value, reference = median(ours, "many", "events_us"), median(theirs, "many", "events_us")
        figure(id="F-15", what=f"CPU of its events alone, {MANY} idle", value=value, unit="µs", reference=reference,
               reference_what="node ws", ratio=value / reference, goal=0.5, better="lower")
    figure(id="F-16", what=f"event delivery p99, {MANY} idle", value=median(ours, "many", "late_p99"), unit="ms after the answer",
           goal=0.3, better="lower")
    figure(id="F-16", what="context: from the request, p50", value=median(ours, "many", "whole_p50"), unit="ms",
           **peer("many", "whole_p50", "node ws, nothing stored"))
    value = median(ours, "crowd", "whole_p50")
    if theirs:
        figure(id="F-16", what=f"broadcast to {CROWD}", value=value, unit="ms", **peer("crowd", "whole_p50", "node ws"),
               ratio=value / median(theirs, "crowd", "whole_p50"), goal=0.6, better="lower")
    figure(id="F-17", what="memory an idle socket", value=median(ours, "fresh", "kib_per_socket"), unit="KiB", goal=1,
           better="lower")
    figure(id="F-17", what=f"{MANY} reconnect (REL-12: 10 s)", value=median(ours, "fresh", "again_s"), unit="s", goal=2.5,
           better="lower")
    figure(id="F-17", what=f"peak memory with {MANY} (REL-12)", value=median(ours, "fresh", "peak_mib"), unit="MiB", goal=200,
           better="lower")
    if theirs:
        figure(id="F-17", what="context: node ws, memory an idle socket", value=median(theirs, "fresh", "kib_per_socket"), unit="KiB")


def main():
    folder = Path(tempfile.mkdtemp(prefix="bilik-bench-"))
    installed = modules()
    ours, theirs = [], []
    try:
        for number in range(ROUNDS):
            ours.append(measure(lambda: bilikd(folder / str(number) / "bilik.db")))
            if installed:
                theirs.append(measure(lambda: node(installed)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not installed:
        print("ws could not be installed: that reference was not measured")
    show(ours, theirs)


main()
