#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F-07: submit → card visible, and Create New → linked and visible, by the embed and natively, side by side.

Runs under with-display --a11y: the real console is filled in over the accessibility bus and sent by real keys; when Ctrl+Return
came to its window and when a card is painted, it says itself (create-probe.c). The bus has no part in the figure.
"""
import http.client
import json
import os
import statistics
import sys
import time
import urllib.parse
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

import screen  # noqa: E402
from backend import Backend  # noqa: E402
from driver import Console  # noqa: E402

ROUNDS = 2 if "--short" in sys.argv else 9
os.environ["BILIK"] = str(Path(os.environ["BILIK_BENCH_DIR"]) / "create-probe")


def figure(**fields):
    print(json.dumps(fields), flush=True)


def told(console, kind, title=""):
    """When the console last said so, in seconds; None if it did not."""
    lines = [line for line in console.read_log().splitlines() if line.startswith(kind + " ") and line.endswith(title)]
    return int(lines[-1].split()[1]) / 1e6 if lines else None


def painted(console, title):
    return console.wait(lambda: told(console, "card", title), f"the card of {title}")


def submit(console, started, title):
    """From Create New, and from Ctrl+Return, until the card is painted."""
    screen.key("ctrl+Return")
    card = painted(console, title)
    return card - started, card - told(console, "submit")


def embed_once(console, title):
    started = time.monotonic()
    console.open_form()
    console.form_type("Title", title)
    return submit(console, started, title)


def native_once(console, title):
    started = time.monotonic()
    console.do("win.new-ticket")
    console.enter(console.expect("text box", starts="Title"), title)
    return submit(console, started, title)


class RoundTrips:
    """The requests of one submit by themselves, over one connection that stays, as the console's does."""

    def __init__(self, backend, customer):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(backend.url).netloc)
        self.token = backend.token("agent@nusantara.test")
        self.contact = customer["contact_id"]
        self.list = f"/v1/leads/{self.contact}/tickets?limit=50"
        pipeline = backend.request("GET", "/v2.8/tickets/pipelines")["items"][0]["id"]
        layout = backend.request("GET", f"/v2.8/tickets/layouts?pipeline_id={pipeline}")["items"][0]["id"]
        self.ticket = {"id": None, "pipeline_id": pipeline, "layout_id": layout, "data_source": "Desktop GTK",
                       "crm_properties": [{"name": "name", "value": "Round trip"}]}

    def request(self, method, path, body=None, **headers):
        headers |= {"Authorization": "Bearer " + self.token, "Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body).encode() if body else None, headers)
        reply = self.connection.getresponse()
        text = reply.read()
        assert reply.status < 300, text
        return json.loads(text)

    def embed(self):
        """Create, read, list."""
        ticket = self.request("POST", "/v2.8/tickets", self.ticket)
        self.request("GET", f"/v2.8/tickets/{ticket['id']}")
        self.request("GET", self.list)

    def native(self):
        """Look for similar ones, create, link, list."""
        self.request("GET", self.list + "&status=open")
        ticket = self.request("POST", "/v2.8/tickets", self.ticket)
        customers = {"crm_properties": [{"name": "qontak_customer_ids", "value": [self.contact]}]}
        self.request("PUT", f"/v2.8/tickets/{ticket['id']}", customers, **{"If-Match": f'"{ticket["revision"]}"'})
        self.request("GET", self.list)


def timed(trips):
    begun = time.monotonic()
    trips()
    return time.monotonic() - begun


def measure(backend, customer, surface, once):
    """Medians in ms of from Create New, from submit, and its round trips, without the first: that one starts the engine and
    fills the caches. The round trips take turns with the console: the disk of a server that rests is slower."""
    backend.ctl("setting", "set", "1", "ticket_create_surface", surface)
    trips = getattr(RoundTrips(backend, customer), surface)
    seconds = []
    with Console(backend) as console:
        console.sign_in()
        console.open_customer(customer)
        for number in range(ROUNDS):
            # Words of its own each time: the duplicate guard would ask otherwise.
            seconds.append((*once(console, f"{chr(97 + number) * 5} {surface} {chr(109 + number) * 7}"), timed(trips)))
    return [statistics.median(column) * 1000 for column in zip(*seconds[1:])]


def main():
    with Backend() as backend:
        customer = next(c for c in backend.customers() if c["n_tickets"] >= 3 and c["permission"]["update"])
        figures = {"embed": measure(backend, customer, "embed", embed_once),
                   "native": measure(backend, customer, "native", native_once)}
    for name, (_, visible, trips) in figures.items():
        figure(id="F-07", what=f"submit → card visible, {name}", value=visible - trips, unit="ms over its round trips", goal=50)
        figure(id="F-07", what=f"context: those round trips, {name}", value=trips, unit="ms")
    embed, native = figures["embed"][0], figures["native"][0]
    figure(id="F-07", what="Create New → linked and visible, embed (median)", value=embed, unit="ms", reference=native,
           reference_what="native", ratio=embed / native)


main()
