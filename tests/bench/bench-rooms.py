#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening conversations, long beside short, and what 200 switches leave (F-11).

Runs in with-display. The rooms are opened by the console's own view on a real bilikd (room-probe.c).
"""
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

SHORT = "--short" in sys.argv
N_LONG, N_SHORT = (2_000, 100) if SHORT else (100_000, 100)
ROUNDS = 5 if SHORT else 40
RUNS = 1 if SHORT else 5
SWITCHES = 10 if SHORT else 200
BUILT = Path(os.environ["BILIK_BENCH_DIR"])
ROOMS = {"room-1-0002": N_LONG, "room-1-0003": N_SHORT}

FILL = """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
INSERT INTO messages (organization_id, room_id, speaker, name, type, contents, delivery, created_at)
SELECT 1, ?1, CASE i % 3 WHEN 0 THEN 'bot' WHEN 1 THEN 'agent' ELSE 'customer' END, 'Siti', 'text',
       'Pesanan nomor ' || i || ' sedang dalam perjalanan', 'read', 1780000000000 + i * 1000 FROM n"""


def figure(**members):
    print(json.dumps(members), flush=True)


def fill(database):
    with sqlite3.connect(database) as connection:
        for room, n in ROOMS.items():
            connection.execute("DELETE FROM messages WHERE organization_id = 1 AND room_id = ?", (room,))
            connection.execute(FILL, (room, n))


def sign_in(url, password):
    body = json.dumps({"email": "agent@nusantara.test", "password": password}).encode()
    request = urllib.request.Request(url + "/v1/session", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["refresh_token"]


def probe(url, password):
    run = subprocess.run([BUILT / "room-probe", url, sign_in(url, password), *ROOMS, str(ROUNDS), str(SWITCHES)],
                         env=os.environ | {"GSETTINGS_BACKEND": "memory"}, check=True, stdout=subprocess.PIPE, text=True,
                         timeout=300)
    return json.loads(run.stdout)


def report(runs):
    long, short = (statistics.median(r[key] for r in runs) for key in ("long", "short"))
    figure(id="F-11", what=f"opening a room of {N_LONG:,} messages", value=long, unit="ms", reference=short,
           reference_what=f"{N_SHORT:,} messages", ratio=statistics.median(r["long"] / r["short"] for r in runs), goal=1.1)
    figure(id="F-11", what=f"memory that {SWITCHES} room switches leave", unit="MiB", goal=2,
           value=statistics.median(r["after_kib"] - r["before_kib"] for r in runs) / 1024)


def main():
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bilik.db"
        subprocess.run([os.environ["BILIKCTL"], "--database", database, "seed", "--customers", "1000"], check=True,
                       stdout=subprocess.DEVNULL)
        fill(database)
        password = (Path(folder) / "sample-password").read_text().strip()
        daemon = subprocess.Popen([os.environ["BILIKD"], "--database", database, "--port", "0", "--exit-with-parent"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            url = next(line for line in daemon.stdout if line.startswith("listening on ")).split()[-1]
            report([probe(url, password) for _ in range(RUNS)])
        finally:
            daemon.terminate()
            daemon.wait()


main()
