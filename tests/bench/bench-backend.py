#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F-12, F-13, F-14: bilikd against nginx, node, raw SQLite and fastify with better-sqlite3, in turns."""
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
REFERENCE = HERE / "reference"
SHORT = "--short" in sys.argv
SECONDS = 1 if SHORT else 4
ROUNDS = 1 if SHORT else 5
SERVER_CPU, CLIENT_CPU = ("0", "1") if os.cpu_count() > 1 else ("0", "0")
PASSWORD = "bench-password-1"


def figure(**fields):
    print(json.dumps(fields), flush=True)


@contextmanager
def server(command, marker="http://", cpus=None):
    """Starts a server, on the processors named if any are; gives its base URL and its process."""
    pinned = ["taskset", "-c", cpus] if cpus else []
    process = subprocess.Popen([*pinned, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = process.stdout.readline()
        while line and marker not in line:
            line = process.stdout.readline()
        yield line[line.index(marker):].strip(), process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def nginx(folder):
    """Its address; None where it is not installed, which only the short version puts up with."""
    if SHORT and not shutil.which("nginx"):
        print("nginx is not installed: that reference was not measured")
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "www").mkdir()
    (folder / "www" / "healthz.json").write_text('{"status":"ok","version":"0.1.0"}')
    config = (REFERENCE / "nginx.conf").read_text().replace("@FOLDER@", str(folder)).replace("@PORT@", str(port))
    (folder / "nginx.conf").write_text(config)
    process = subprocess.Popen(["taskset", "-c", SERVER_CPU, "nginx", "-c", folder / "nginx.conf"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def load(url, script, arguments, connections=64, cpus=None):
    """One round of wrk: requests a second, p99 in ms, requests. Who is slow, as fastify's commits are on a slow disk, has not failed."""
    pinned = ["taskset", "-c", cpus] if cpus else []
    run = subprocess.run([*pinned, "wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "--timeout", "10s",
                          "-s", REFERENCE / script, url, "--", *arguments], capture_output=True, text=True, check=True)
    words = next(line for line in run.stdout.splitlines() if line.startswith("RESULT")).split()[1:]
    if float(words[1]) > 0:
        raise SystemExit(f"{words[1]} failed requests at {url}")
    return float(words[0]), float(words[2]), int(words[3])


def call(base, method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(base + path, json.dumps(body).encode() if body is not None else None, headers, method=method)
    return json.load(urllib.request.urlopen(request))


def sign_in(base):
    reply = call(base, "POST", "/v1/session", {"email": "agent@nusantara.test", "password": PASSWORD})
    return reply["access_token"]


def bilikd(folder, name, cpus=None):
    return server([os.environ["BILIKD"], "--database", folder / name / "bilik.db", "--port", "0", "--sample-data",
                   "--sample-password", PASSWORD], cpus=cpus)


def get_json(folder):
    ours, nginxs, nodes, authorized = [], [], [], []
    with bilikd(folder, "get", SERVER_CPU) as (base, _), nginx(Path(tempfile.mkdtemp(dir=folder))) as static, \
            server(["node", REFERENCE / "node-static.cjs"], cpus=SERVER_CPU) as (node, _):
        token = sign_in(base)
        for _ in range(ROUNDS):
            ours.append(load(base + "/healthz", "get.lua", [], cpus=CLIENT_CPU)[0])
            if static:
                nginxs.append(load(static + "/healthz.json", "get.lua", [], cpus=CLIENT_CPU)[0])
            nodes.append(load(node, "get.lua", [], cpus=CLIENT_CPU)[0])
            authorized.append(load(base + "/v2.8/tickets/1", "get.lua", [token], cpus=CLIENT_CPU)[0])
    value = statistics.median(ours)
    for samples, what, goal in ((nginxs, "nginx static JSON", 0.5), (nodes, "node http", 2)):
        if not samples:
            continue
        reference = statistics.median(samples)
        figure(id="F-12", what="bilikd GET JSON, one core", value=value, unit="req/s", reference=reference,
               reference_what=what, ratio=value / reference, goal=goal, better="higher")
    figure(id="F-12", what="context: GET a ticket, with token and database", value=statistics.median(authorized), unit="req/s")


def create_body(base, token):
    pipeline = call(base, "GET", "/v2.8/tickets/pipelines", token=token)["items"][0]["id"]
    layout = call(base, "GET", f"/v2.8/tickets/layouts?pipeline_id={pipeline}", token=token)["items"][0]["id"]
    fields = call(base, "GET", f"/v2.8/tickets/crm_properties?layout_id={layout}&pipeline_id={pipeline}", token=token)["fields"]
    customer = call(base, "GET", "/v1/leads?limit=1", token=token)["items"][0]["contact_id"]
    values = {"name": "Refund not received", "qontak_customer_ids": [customer]}
    properties = [{"name": "name", "value": values["name"]}]
    for field in fields:
        if field["name"] == "name":
            continue
        value = values.get(field["name"], field["default"])
        if value is None and field["required"]:
            value = field["options"][0]["id"] if field["options"] else "1"
        properties.append({"name": field["name"], "value": value})
    return {"id": None, "pipeline_id": pipeline, "layout_id": layout, "data_source": "Desktop GTK", "crm_properties": properties}


def durable_create(folder):
    modules = node_modules()
    ours, p99s, raws, fastifies = [], [], [], []
    with bilikd(folder, "create") as (base, _):
        token = sign_in(base)
        body = json.dumps(create_body(base, token))
        for number in range(ROUNDS):
            rate, p99, _ = load(base, "create.lua", ["/v2.8/tickets", token, body])
            ours.append(rate)
            p99s.append(p99)
            raw = subprocess.run([Path(os.environ["BILIK_BENCH_DIR"]) / "raw-sqlite", folder / f"raw-{number}.db", str(6400 if SHORT else 64000)], capture_output=True, text=True, check=True)
            raws.append(float(raw.stdout))
            if modules:
                with server(["node", REFERENCE / "fastify-create.cjs", modules, folder / f"fastify-{number}.db"]) as (node, _):
                    fastifies.append(load(node, "create.lua", ["/v2.8/tickets", "none", body])[0])
    value = statistics.median(ours)
    figure(id="F-13", what="durable create, 64 clients", value=value, unit="creates/s", reference=statistics.median(raws),
           reference_what="raw SQLite, 64 a transaction", ratio=value / statistics.median(raws), goal=0.5, better="higher")
    if fastifies:
        figure(id="F-13", what="durable create, 64 clients", value=value, unit="creates/s", reference=statistics.median(fastifies),
               reference_what="fastify + better-sqlite3", ratio=value / statistics.median(fastifies), goal=10, better="higher")
    else:
        print("fastify and better-sqlite3 are not installed: that reference was not measured")
    figure(id="F-13", what="durable create, p99", value=statistics.median(p99s), unit="ms", goal=15, better="lower")


def node_modules():
    """fastify and better-sqlite3, installed once beside the build; the short version takes them only where they are."""
    folder = Path(os.environ["BILIK_BENCH_DIR"]) / "node"
    modules = folder / "node_modules"
    if not SHORT and not (modules / "better-sqlite3" / "build").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "dependencies": {"fastify": "5.12.8", "better-sqlite3": "12.11.1"}}\n')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return modules if (modules / "better-sqlite3" / "build").exists() else None


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_connections(folder):
    """CPU a GET with many idle keep-alive connections, against the same with none."""
    n_idle = 500 if SHORT else 5000
    resource_limit(n_idle + 500)
    costs = {0: [], n_idle: []}
    with bilikd(folder, "idle", SERVER_CPU) as (base, process):
        process_id = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        assert not process_id, "taskset replaces itself by the server"
        host, port = base.removeprefix("http://").split(":")
        for _ in range(ROUNDS):
            for idle in costs:
                sockets = [open_idle(host, int(port)) for _ in range(idle)]
                before = cpu_seconds(process)
                _, _, requests = load(base + "/healthz", "get.lua", [], connections=16, cpus=CLIENT_CPU)
                costs[idle].append((cpu_seconds(process) - before) / requests * 1e6)
                for opened in sockets:
                    opened.close()
    value, reference = statistics.median(costs[n_idle]), statistics.median(costs[0])
    figure(id="F-14", what=f"CPU a GET with {n_idle} idle connections", value=value, unit="µs", reference=reference,
           reference_what="with none", ratio=value / reference, goal=1.2, better="lower")


def open_idle(host, port):
    opened = socket.create_connection((host, port))
    opened.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    opened.recv(4096)
    return opened


def resource_limit(wanted):
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, wanted)), hard))


def main():
    folder = Path(tempfile.mkdtemp(prefix="bilik-bench-"))
    try:
        get_json(folder)
        durable_create(folder)
        idle_connections(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
