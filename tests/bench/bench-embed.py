#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host of the CRM's form beside Chromium: until EMBED_READY, and memory (F-03, F-06).

Runs in with-display. Both show the real form of a real bilikd, inside a page of another origin where the engine is Chromium.
"""
import http.server
import json
import os
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
ROUNDS = 1 if SHORT else 9
SETTLE = 0.3 if SHORT else 2  # seconds until nothing stirs any more
PROBE = Path(os.environ["BILIK_BENCH_DIR"]) / "embed-probe"
HOST = """<!doctype html><meta charset="utf-8"><title>Host</title>
<script>addEventListener('message', (event) => { if (event.data.type === 'EMBED_READY')
  navigator.sendBeacon('/ready', String(performance.timeOrigin + performance.now())); });</script>
<iframe src="%s/embed/ticket/create" sandbox="allow-scripts allow-forms allow-same-origin"></iframe>"""


def figure(**members):
    print(json.dumps(members), flush=True)


class Host(http.server.BaseHTTPRequestHandler):
    """The page around the form where the engine is Chromium; told by it when the form is ready."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    ready = []
    base = origin = None

    def do_GET(self):
        body = (HOST % Host.base).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        Host.ready.append(float(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def form(folder):
    """bilikd, which serves the form, and the page of another origin around it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.daemon_threads = True
    Host.origin = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    daemon = subprocess.Popen([os.environ["BILIKD"], "--database", Path(folder) / "bilik.db", "--port", "0", "--exit-with-parent",
                               "--embed-host", "bilik-embed://host=embed-web-cdp", "--embed-host", f"{Host.origin}=embed-web-cdp"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        Host.base = next(line for line in daemon.stdout if line.startswith("listening on ")).split()[-1]
        yield
    finally:
        daemon.terminate()
        daemon.wait()
        server.shutdown()


def wait_for(condition, what):
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain for {what}")
        time.sleep(0.005)


def pss(session):
    """MiB of every process of the session."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == session:
                text = (entry / "smaps_rollup").read_text()
                total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])
        except (OSError, StopIteration):
            continue
    return total / 1024


# --- Chromium -----------------------------------------------------------------------------------

@contextmanager
def chromium(profile):
    """A running browser with an empty tab; gives its process and the address that opens tabs."""
    port_file = Path(profile) / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)  # of the last one
    process = subprocess.Popen(["chromium", "about:blank", f"--user-data-dir={profile}", "--remote-debugging-port=0",
                                "--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking",
                                "--disable-sync", "--no-proxy-server", "--disable-component-update", "--disable-extensions",
                                "--disable-dev-shm-usage"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(lambda: port_file.exists() and port_file.read_text().strip(), "Chromium")
        time.sleep(SETTLE)
        yield process, f"http://127.0.0.1:{port_file.read_text().split()[0]}/json/new?"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def open_tab(address):
    """ms until the form says EMBED_READY to the page around it."""
    Host.ready.clear()
    started = time.time() * 1000
    urllib.request.urlopen(urllib.request.Request(f"{address}{Host.origin}/", method="PUT")).read()
    wait_for(lambda: Host.ready, "EMBED_READY in Chromium")
    return Host.ready[0] - started


# --- ours ---------------------------------------------------------------------------------------

def probe(mode, **options):
    return subprocess.Popen([PROBE, f"{Host.base}/embed/ticket/create", Host.base, mode, str(int(SETTLE * 1000))], stdout=subprocess.PIPE,
                            stdin=subprocess.PIPE, text=True, start_new_session=True, **options)


def ready(mode):
    out, _ = probe(mode).communicate(timeout=60)
    return float(out)


def memory():
    """MiB before the form, with it, and after it was closed and given up."""
    process = probe("memory")
    measured = {}
    for line in process.stdout:
        measured[line.strip()] = pss(process.pid)
        process.stdin.write("\n")
        process.stdin.flush()
    process.wait()
    return measured


# --- the figures --------------------------------------------------------------------------------

def main():
    cold, preheated, tabs, ours, theirs = [], [], [], [], []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, form(folder):
        profile = Path(folder) / "profile"
        with chromium(profile) as (_, address):
            open_tab(address)  # warm
        for _ in range(ROUNDS):
            with chromium(profile) as (process, address):
                tabs.append(open_tab(address))
                time.sleep(SETTLE)
                theirs.append(pss(process.pid))
            cold.append(ready("cold"))
            preheated.append(ready("preheated"))
            ours.append(memory())

    tab = statistics.median(tabs)
    for what, samples, goal in (("first in the process", cold, 0.9), ("preheated", preheated, 0.25)):
        value = statistics.median(samples)
        figure(id="F-06", what=f"Create New to EMBED_READY, {what}", value=value, unit="ms", reference=tab,
               reference_what="Chromium, new tab", ratio=value / tab, goal=goal)
    tree = statistics.median(theirs)
    value = statistics.median(m["open"] for m in ours)
    figure(id="F-03", what="memory with the embed open (host alone)", value=value, unit="MiB", reference=tree,
           reference_what="Chromium's processes", ratio=value / tree, goal=0.60)
    figure(id="F-03", what="more than before, after it was closed and given up", unit="MiB", goal=40,
           value=statistics.median(m["closed"] - m["before"] for m in ours))


main()
