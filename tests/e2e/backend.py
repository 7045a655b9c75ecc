# SPDX-License-Identifier: GPL-3.0-or-later
"""A real bilikd on its own database, and what a test asks of it over HTTP."""
import atexit
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Backend:
    def __init__(self, *options, beside=None):
        """@beside: another daemon, whose database and keys this one shares: the CRM's embed on an origin of its own."""
        self.folder = beside.folder if beside else tempfile.mkdtemp(prefix="bilik-e2e-")
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)  # also where a test goes wrong
        self.database = os.path.join(self.folder, "bilik.db")
        self.options = options
        self.process = None
        self.port = 0
        self.tokens = {}
        self.bots = {}
        self.start()

    def start(self):
        """On the port it had before, so that a console finds it again."""
        self.log = open(os.path.join(self.folder, "bilikd.log"), "ab")
        self.process = subprocess.Popen(
            [os.environ["BILIKD"], "--database", self.database, "--port", str(self.port), "--sample-data",
             "--exit-with-parent", *self.options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.url = line.split()[-1]
                self.port = int(self.url.rsplit(":", 1)[1])
                self.password = open(os.path.join(self.folder, "sample-password")).read().strip()
                return
        raise AssertionError(f"bilikd did not start: {open(self.log.name).read()}")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        self.log.close()

    def freeze(self):
        """Alive, and silent: what a server does that hangs."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        if self.process.poll() is None:
            self.thaw()
            self.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def sql(self, statement, *values):
        """Straight into the database, to make faults and to see what is stored."""
        with sqlite3.connect(self.database, timeout=10) as database:
            return database.execute(statement, values).fetchall()

    def ctl(self, *arguments):
        """bilikctl, as an administrator would."""
        run = subprocess.run([os.environ["BILIKCTL"], "--database", self.database, *arguments],
                             capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def request(self, method, path, body=None, email="agent@nusantara.test"):
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        if email:
            headers["Authorization"] = "Bearer " + self.token(email)
        request = urllib.request.Request(self.url + path, method=method, headers=headers,
                                         data=json.dumps(body).encode() if body is not None else None)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                text = reply.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def token(self, email):
        if email not in self.tokens:
            reply = self.request("POST", "/v1/session", {"email": email, "password": self.password}, email=None)
            self.tokens[email] = reply["access_token"]
        return self.tokens[email]

    def customers(self, query="", email="agent@nusantara.test"):
        return self.request("GET", "/v1/leads?limit=50&query=" + urllib.parse.quote(query), email=email)["items"]

    def count_customers(self, query, email):
        return self.request("GET", "/v1/leads?limit=1&query=" + urllib.parse.quote(query), email=email)["total"]

    def tickets_of(self, customer, email="agent@nusantara.test"):
        """All of them, newest first."""
        items, cursor = [], ""
        while cursor is not None:
            page = self.request("GET", f"/v1/leads/{customer['contact_id']}/tickets?limit=100&cursor={cursor}", email=email)
            items += page["items"]
            cursor = page["next_cursor"]
        return items

    def bot(self, scope, *arguments):
        """bilikctl as a bot or an AI agent, over HTTP with a credential of its own. Returns: what it printed"""
        if scope not in self.bots:
            self.bots[scope] = self.ctl("token", "create", "--organization", "1", "--scope", scope).split()[-1]
        run = subprocess.run([os.environ["BILIKCTL"], "bot", *arguments, "--server", self.url, "--as", scope.replace("-", "_")],
                             env={**os.environ, "BILIK_BOT_TOKEN": self.bots[scope]}, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.strip()

    def rooms(self, email="agent@nusantara.test"):
        """Latest message first."""
        return self.request("GET", "/omnichannel/v1/rooms?limit=50", email=email)["items"]

    def count_requests(self, endpoint):
        """How often an endpoint of the table was called, whatever the answer."""
        with urllib.request.urlopen(self.url + "/metrics", timeout=10) as reply:
            lines = reply.read().decode().splitlines()
        start = f'bilikd_requests_total{{endpoint="{endpoint}",'
        return sum(int(line.split()[-1]) for line in lines if line.startswith(start))

    def events(self, name):
        return [json.loads(row[0]) for row in self.sql("SELECT properties FROM events WHERE name = ? ORDER BY at", name)]
