#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F-07: submit → card visible, and Create New → linked and visible, by the embed and natively, side by side.

Runs under with-display --a11y: the real console is filled in over the accessibility bus and by real keys; when a card is painted
and when Ctrl+Return came, it says itself (create-probe.c). From the press of the form's button the bus is part of the figure.
"""
import json
import os
import statistics
import sys
import time
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


def embed_once(console, title):
    """From Create New, and from the press on Create ticket, until the card is painted."""
    started = time.monotonic()
    console.open_form()
    console.form_type("Title", title)
    button = console.form_expect("button", "Create ticket")
    submitted = time.monotonic()
    button.act()
    card = painted(console, title)
    return card - started, card - submitted


def native_once(console, title):
    started = time.monotonic()
    console.do("win.new-ticket")
    field = console.expect("text box", starts="Title")
    console.enter(field, title)
    screen.key("ctrl+Return")
    card = painted(console, title)
    return card - started, card - told(console, "submit")


def create_body(backend, customer, number):
    pipeline = backend.request("GET", "/v2.8/tickets/pipelines")["items"][0]["id"]
    layout = backend.request("GET", f"/v2.8/tickets/layouts?pipeline_id={pipeline}")["items"][0]["id"]
    properties = [{"name": "name", "value": f"Round trip {number}"},
                  {"name": "qontak_customer_ids", "value": [customer["contact_id"]]}]
    return {"id": None, "pipeline_id": pipeline, "layout_id": layout, "data_source": "Desktop GTK", "crm_properties": properties}


def timed(backend, method, path, body=None):
    begun = time.monotonic()
    reply = backend.request(method, path, body)
    return time.monotonic() - begun, reply


def round_trips(backend, customer):
    """What the requests of one submit cost by themselves: create, read the ticket, read the list."""
    totals = []
    for number in range(ROUNDS):
        body = create_body(backend, customer, number)
        create, ticket = timed(backend, "POST", "/v2.8/tickets", body)
        read, _ = timed(backend, "GET", f"/v2.8/tickets/{ticket['id']}")
        listing, _ = timed(backend, "GET", f"/v1/leads/{customer['contact_id']}/tickets?limit=50")
        totals.append(create + read + listing)
    return statistics.median(totals) * 1000


def measure(backend, customer, surface, once):
    """Medians in ms, without the first: that one starts the engine and fills the caches."""
    backend.ctl("setting", "set", "1", "ticket_create_surface", surface)
    with Console(backend) as console:
        console.sign_in()
        console.open_customer(customer)
        # Words of its own each time: the duplicate guard would ask otherwise.
        seconds = [once(console, f"{chr(97 + number) * 5} {surface} {chr(109 + number) * 7}") for number in range(ROUNDS)]
    return [statistics.median(column) * 1000 for column in zip(*seconds[1:])]


def main():
    with Backend() as backend:
        customer = next(c for c in backend.customers() if c["n_tickets"] >= 3 and c["permission"]["update"])
        embed = measure(backend, customer, "embed", embed_once)
        native = measure(backend, customer, "native", native_once)
        trips = round_trips(backend, customer)
    for name, (_, submit) in (("embed", embed), ("native", native)):
        figure(id="F-07", what=f"submit → card visible, {name}", value=submit - trips, unit="ms over its round trips",
               goal=50, better="lower")
    figure(id="F-07", what="context: those round trips", value=trips, unit="ms")
    figure(id="F-07", what="Create New → linked and visible, embed (median)", value=embed[0], unit="ms", reference=native[0],
           reference_what="native", ratio=embed[0] / native[0])


main()
