# SPDX-License-Identifier: GPL-3.0-or-later
"""walk.py FOLDER — the main flow on sample data, with a picture of every step.

The pictures are what an agent sees: sign in, find the customer, Create New, fill in the form, the linked ticket; then the
same page in the dark and in a narrow window.
"""
import os
import sys

import driver
import screen
from backend import Backend
from driver import Console

TITLE = "Refund for a parcel that never arrived"


class Album:
    def __init__(self, folder):
        self.folder = folder
        self.number = 0
        os.makedirs(folder, exist_ok=True)

    def add(self, console, name, *size, below=None):
        self.number += 1
        path = os.path.join(self.folder, f"{self.number:02}-{name}.png")
        screen.xdotool("mousemove", driver.WIDTH - 2, driver.HEIGHT - 2)  # no tooltip in the picture
        console.settle()
        console.picture(path, *size, below=below)
        print(path, flush=True)


def walk_main_flow(backend, customer, album):
    with Console(backend) as console:
        console.expect("text box", "E-mail")
        album.add(console, "sign-in")
        console.sign_in()
        console.expect("list item", starts=backend.customers()[0]["name"])
        console.expect_text_gone("sign in again")  # what it says of the missing keyring is not the flow's
        album.add(console, "customers")
        console.open_customer(customer)
        album.add(console, "customer")
        closed = screen.grab(0, 0, driver.WIDTH, driver.HEIGHT)
        console.press("Add a ticket")
        console.wait(lambda: console.button("Create New"), "Create New")
        album.add(console, "create-new", below=closed)
        screen.key("Escape")
        console.open_form()
        album.add(console, "form")
        console.form_type("Title", TITLE)
        console.form_type("Description", "Paid on Monday, the courier says delivered, the customer has nothing.")
        album.add(console, "filled-in")
        console.form_press("Create ticket")
        console.expect_text(f"Ticket “{TITLE}” created and linked")
        console.expect("list item", starts=f"{TITLE}, TCK-")
        album.add(console, "linked")
        console.do("win.link-ticket")
        console.expect("search box", "Search tickets")
        album.add(console, "from-existing")


def walk_room(backend, album, name, environment, *size):
    """A conversation in the inbox, what a bot makes of it, and the record."""
    room = backend.rooms()[1]
    with Console(backend, environment) as console:
        console.sign_in()
        if size:
            console.resize(*size)
        console.expect_text_gone("sign in again")
        if not size:
            console.click(console.expect("list item", "Inbox"))
            console.expect("list", "Conversations")
            album.add(console, f"{name}-inbox")
        console.open_link(f"bilik://room/{room['id']}")
        console.expect_text(room["title"])
        backend.bot("bot", "create", "deal", "50 kursi rapat", "--room", room["id"])
        backend.bot("agentic-ai", "create", "ticket", "Minta faktur pajak", "--room", room["id"])
        if not size:
            console.expect_text("Minta faktur pajak")
        album.add(console, f"{name}-room", *size)
        if not size:
            console.press("50 kursi rapat")
            console.expect("heading", "Timeline")
            album.add(console, f"{name}-record")


def walk_once_more(backend, customer, album, name, environment, *size):
    with Console(backend, environment) as console:
        if size:
            console.resize(*size)
        console.sign_in()
        console.open_customer(customer)
        console.expect("list item", starts=f"{TITLE}, TCK-")
        console.expect_text_gone("sign in again")
        album.add(console, name, *size)
        console.open_form()
        album.add(console, f"{name}-form", *size)


def main():
    album = Album(sys.argv[1])
    with Backend() as backend:
        customer = next(c for c in backend.customers() if c["n_tickets"] >= 3)
        walk_main_flow(backend, customer, album)
        linked = backend.tickets_of(customer)[0]
        assert linked["name"] == TITLE, f"not linked: {linked}"
        walk_room(backend, album, "conversation", {})
        walk_room(backend, album, "dark", {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
        walk_room(backend, album, "narrow", {}, 360, 740)
        walk_once_more(backend, customer, album, "dark", {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
        walk_once_more(backend, customer, album, "narrow", {}, 360, 740)
    print(f"“{TITLE}” is linked to {customer['name']} as {linked['slug']}.")


main()
