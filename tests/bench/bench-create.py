#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""F-07: submit → card visible, and Create New → linked and visible, by the embed and natively, side by side.

Runs under with-display --a11y: the real console, what is shown is read from the accessibility bus. Reading it costs some
milliseconds a look, so the figures are upper bounds.
"""
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

import screen  # noqa: E402
from backend import Backend  # noqa: E402
from driver import Console  # noqa: E402

ROUNDS = 2 if "--short" in sys.argv else 7


def figure(**fields):
    print(json.dumps(fields), flush=True)


def milliseconds(seconds):
    return statistics.median(seconds) * 1000


def card(console, title):
    console.expect("list item", starts=title)


def embed_once(console, title):
    """From Create New, and from the press on Create ticket, until the card is shown."""
    started = time.monotonic()
    console.open_form()
    console.form_type("Title", title)
    button = console.form_expect("button", "Create ticket")
    submitted = time.monotonic()
    button.act()
    card(console, title)
    return time.monotonic() - started, time.monotonic() - submitted


def native_once(console, title):
    started = time.monotonic()
    console.do("win.new-ticket")
    field = console.expect("text box", starts="Title")
    console.enter(field, title)
    submitted = time.monotonic()
    screen.key("ctrl+Return")
    card(console, title)
    return time.monotonic() - started, time.monotonic() - submitted


def round_trips(backend, customer, paths):
    """What the requests of one submit cost by themselves."""
    total = 0.0
    for path in paths:
        times = []
        for _ in range(ROUNDS):
            begun = time.monotonic()
            backend.request("GET", path)
            times.append(time.monotonic() - begun)
        total += statistics.median(times)
    return total * 1000


def measure(backend, customer, surface, once):
    backend.ctl("setting", "set", "1", "ticket_create_surface", surface)
    whole, submit = [], []
    with Console(backend) as console:
        console.sign_in()
        console.open_customer(customer)
        for number in range(ROUNDS):
            # Words of its own each time: the duplicate guard would ask otherwise.
            seconds = once(console, f"{chr(97 + number) * 5} {surface} {chr(109 + number) * 7}")
            whole.append(seconds[0])
            submit.append(seconds[1])
    return milliseconds(whole), milliseconds(submit)


def main():
    with Backend() as backend:
        customer = next(c for c in backend.customers() if c["n_tickets"] >= 3 and c["permission"]["update"])
        tickets = f"/v1/leads/{customer['contact_id']}/tickets"
        trips = round_trips(backend, customer, ["/v2.8/tickets/1", "/v2.8/tickets/1", tickets, tickets])
        embed = measure(backend, customer, "embed", embed_once)
        native = measure(backend, customer, "native", native_once)
    for name, (_, submit) in (("embed", embed), ("native", native)):
        figure(id="F-07", what=f"submit → card visible, {name}", value=submit - trips, unit="ms over its round trips",
               goal=50, better="lower")
    figure(id="F-07", what="Create New → linked and visible, embed (median)", value=embed[0], unit="ms", reference=native[0],
           reference_what="native", ratio=embed[0] / native[0])


main()
