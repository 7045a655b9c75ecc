# SPDX-License-Identifier: GPL-3.0-or-later
"""The native form by the keyboard alone: Ctrl+Return sends, Escape leaves, and what was typed is there again."""
import os
import shutil
import signal

import screen
from backend import Backend
from driver import Console
from tap import check, equal, run

STATE = os.path.join(os.environ["HOME"], ".local", "state", "bilik")

backend = Backend()
backend.ctl("setting", "set", "1", "ticket_create_surface", "native")
customer = next(c for c in backend.customers() if c["n_tickets"] >= 1 and c["permission"]["update"])


def title_field(console):
    return console.expect("text box", starts="Title")


def open_form(console):
    console.do("win.new-ticket")
    return title_field(console)


def at_customer(console):
    console.sign_in()
    console.open_customer(customer)


def tickets_called(title):
    return [ticket["id"] for ticket in backend.tickets_of(customer) if ticket["name"] == title]


def ctrl_return():
    """MTCK-S03-AC-1/MTCK-S03-AC-2/ctrl-return-creates-and-links"""
    with Console(backend) as console:
        at_customer(console)
        console.enter(open_form(console), "By the keyboard <b>alone</b>")
        screen.key("ctrl+Return", "ctrl+Return")  # an impatient finger is the same intent
        console.expect("list item", starts="By the keyboard <b>alone</b>")
        console.expect_gone("text box", starts="Title")
        equal(len(tickets_called("By the keyboard <b>alone</b>")), 1, "tickets")


def escape_keeps():
    """MTCK-S03-ERR-2/escape-keeps-the-draft-and-asks-nothing"""
    with Console(backend) as console:
        at_customer(console)
        console.enter(open_form(console), "Half a thought")
        screen.key("Escape")
        console.expect_gone("text box", starts="Title")
        check(console.find("heading", "Discard the new ticket?") is None, "nothing is asked")
        open_form(console)
        equal(console.wait(lambda: title_field(console).text, "the draft"), "Half a thought", "the draft")
        equal(tickets_called("Half a thought"), [], "tickets")


def killed():
    """MTCK-S03-ERR-2/REL-02/a-killed-console-has-the-draft"""
    console = Console(backend)
    at_customer(console)
    console.enter(open_form(console), "Typed before the end")
    console.expect_text("Draft kept")
    console.process.send_signal(signal.SIGKILL)
    console.process.wait()
    with Console(backend) as console:
        at_customer(console)
        open_form(console)
        equal(console.wait(lambda: title_field(console).text, "the draft"), "Typed before the end", "the draft")


def escape_asks():
    """MTCK-S03-ERR-2/escape-asks-where-the-draft-cannot-be-kept"""
    shutil.rmtree(os.path.join(STATE, "drafts"))
    open(os.path.join(STATE, "drafts"), "w").close()  # no folder: nothing can be kept in it
    with Console(backend) as console:
        at_customer(console)
        console.enter(open_form(console), "Nowhere to go")
        screen.key("Escape")
        console.expect_text("Discard the new ticket?")
        console.press("Keep Editing")
        console.expect_text_gone("Discard the new ticket?")
        equal(title_field(console).text, "Nowhere to go", "what was typed")


try:
    run(ctrl_return, escape_keeps, killed, escape_asks)
finally:
    backend.end()
