#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console's list of customers beside Chromium: start, memory, length, scrolling, searching (F-01, F-02, F-04, F-05, F-08).

Runs in with-display. Every console is the real window on a real bilikd (console-probe.c); Chromium shows a page with 50 rows.
"""
import http.server
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

SHORT = "--short" in sys.argv
ROUNDS = 1 if SHORT else 7
LARGE, MIDDLE, SMALL = (4_000, 3_000, 2_000) if SHORT else (1_000_000, 100_000, 10_000)
BUILT = Path(os.environ["BILIK_BENCH_DIR"])


def figure(**members):
    print(json.dumps(members), flush=True)


# --- the backend ------------------------------------------------------------------------------

class Backend:
    def __init__(self, folder, n_customers):
        self.folder = Path(folder) / str(n_customers)
        self.folder.mkdir()
        database = self.folder / "bilik.db"
        subprocess.run([os.environ["BILIKCTL"], "--database", database, "seed", "--customers", str(n_customers)],
                       check=True, stdout=subprocess.DEVNULL)
        self.password = (self.folder / "sample-password").read_text().strip()
        self.process = subprocess.Popen([os.environ["BILIKD"], "--database", database, "--port", "0", "--exit-with-parent"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = next(line for line in self.process.stdout if line.startswith("listening on ")).split()[-1]

    def sign_in(self):
        body = json.dumps({"email": "agent@nusantara.test", "password": self.password}).encode()
        request = urllib.request.Request(self.url + "/v1/session", body, {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))["refresh_token"]

    def probe(self, mode):
        environment = os.environ | {"GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": str(BUILT.parents[1] / "data")}
        token = self.sign_in()
        environment["BILIK_BENCH_STARTED"] = str(time.monotonic_ns() // 1000)
        run = subprocess.run([BUILT / "console-probe", self.url, token, mode], env=environment, check=True,
                             stdout=subprocess.PIPE, text=True, timeout=300)
        return json.loads(run.stdout)

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


# --- Chromium -----------------------------------------------------------------------------------

ROW = "<li><b>Siti Rahmawati {0}</b><small>Toko Melati · +62 812-5550-{0:04}</small></li>"
PAGE = """<!doctype html><meta charset="utf-8"><title>Customers</title><ul>%s</ul><script>
new PerformanceObserver(list => { for (const entry of list.getEntriesByName('first-contentful-paint'))
  navigator.sendBeacon('/painted', String(performance.timeOrigin + entry.startTime));
}).observe({ type: 'paint', buffered: true });</script>""" % "".join(ROW.format(n) for n in range(50))


class Site(http.server.BaseHTTPRequestHandler):
    painted = None

    def do_GET(self):
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        Site.painted.append(float(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def pss(group):
    """KiB of every process of the group."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                text = (entry / "smaps_rollup").read_text()
                total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])
        except (OSError, StopIteration):
            continue
    return total


@contextmanager
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def chromium(url, profile):
    """ms until the first contentful paint, and the memory of the tree."""
    Site.painted = []
    started = time.time() * 1000
    process = subprocess.Popen(["chromium", f"--app={url}", f"--user-data-dir={profile}", "--no-sandbox", "--no-first-run",
                                "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-proxy-server",
                                "--disable-component-update", "--disable-extensions", "--disable-dev-shm-usage"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        while not Site.painted:
            if time.time() * 1000 - started > 60_000:
                raise SystemExit("Chromium painted nothing in a minute")
            time.sleep(0.01)
        time.sleep(1.5)
        return Site.painted[0] - started, pss(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


# --- the figures --------------------------------------------------------------------------------

def start_and_memory(backend, folder):
    profile = Path(folder) / "profile"
    ours, theirs = [], []
    with site() as url:
        chromium(url, profile)  # warm: files read, profile made
        backend.probe("start")
        for _ in range(ROUNDS):
            ours.append(backend.probe("start"))
            theirs.append(chromium(url, profile))
    first = statistics.median(o["first_frame"] for o in ours)
    painted = statistics.median(t[0] for t in theirs)
    figure(id="F-01", what=f"start to first frame, {MIDDLE:,} customers", value=first, unit="ms", reference=painted,
           reference_what="Chromium --app, 50 rows", ratio=first / painted, goal=0.35)
    memory = statistics.median(o["pss_kib"] for o in ours) / 1024
    tree = statistics.median(t[1] for t in theirs) / 1024
    figure(id="F-02", what="memory with that list, software rendering", value=memory, unit="MiB", reference=tree,
           reference_what="Chromium's processes", ratio=memory / tree, goal=0.10)


def length(large, small):
    pairs = [(large.probe("start"), small.probe("start")) for _ in range(ROUNDS)]
    times = [statistics.median(pair[i]["first_frame"] for pair in pairs) for i in (0, 1)]
    memory = [statistics.median(pair[i]["pss_kib"] for pair in pairs) / 1024 for i in (0, 1)]
    figure(id="F-04", what=f"first frame, {LARGE:,} customers", value=times[0], unit="ms", reference=times[1],
           reference_what=f"{SMALL:,} customers", ratio=times[0] / times[1], goal=1.1)
    figure(id="F-04", what="further memory of it", value=memory[0] - memory[1], unit="MiB", goal=2)


def scroll(backend):
    runs = [backend.probe("scroll") for _ in range(ROUNDS)]
    figure(id="F-05", what="scroll frame, p99", value=statistics.median(r["frame_p99"] for r in runs), unit="ms", goal=16.7)
    figure(id="F-05", what="random jump, p95", value=statistics.median(r["jump_p95"] for r in runs), unit="ms", goal=12)


def search(backend):
    runs = [backend.probe("search") for _ in range(1 if SHORT else 3)]
    for quantile, goal in (("p50", 30), ("p99", 60)):
        figure(id="F-08", what=f"keystroke to results painted, {LARGE:,} customers, {quantile}", unit="ms", goal=goal,
               value=statistics.median(r[f"search_{quantile}"] for r in runs))


def main():
    with tempfile.TemporaryDirectory() as folder:
        backends = [Backend(folder, n) for n in (LARGE, MIDDLE, SMALL)]
        try:
            start_and_memory(backends[1], folder)
            length(backends[0], backends[2])
            scroll(backends[1])
            search(backends[0])
        finally:
            for backend in backends:
                backend.end()


main()
