# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl+K by the keyboard alone: typing, choosing, going; and what a taken back text leaves."""
import time

import screen
from backend import Backend
from driver import Console
from tap import check, equal, run

QUERY = "agus"

backend = Backend()
console = Console(backend)


def rows():
    found = console.find("list", "Found")
    return list(found.find_all("list item", shown=False)) if found else []


def chosen():
    return next((row for row in rows() if row.has("selected")), None)


def type_query(text):
    console.focus_window()
    screen.key("ctrl+k")
    console.expect("search box", "Go to")
    console.focus_window("Go to")
    screen.type_text(text)


def first_is_chosen():
    """ux/go-to-chooses-the-first-and-shows-every-kind"""
    console.sign_in()
    type_query(QUERY)
    console.wait(lambda: len(rows()) >= 10, "rows of several kinds")
    equal(chosen().name, rows()[0].name, "chosen")
    check(console.text_shown(" · Agus"), "a ticket says whose it is")
    console.picture_if_wanted("go-to")


def arrows_scroll():
    """ux/go-to-scrolls-with-the-choice"""
    last = len(rows()) - 1
    for _ in range(last + 3):  # past the end: nothing further
        screen.key("Down")
    console.wait(lambda: chosen() and chosen().name == rows()[last].name, "the last row chosen")
    window = next(node for node in console.application.children if node.name == "Go to")
    _, y, _, height = chosen().extents
    check(y + height <= window.extents[3], f"the chosen row is in sight: it ends at {y + height} of {window.extents[3]}")
    console.picture_if_wanted("go-to-end")


def return_goes():
    """ux/go-to-opens-what-is-chosen"""
    wanted = chosen().name
    screen.key("Return")
    console.wait(lambda: console.find("search box", "Go to") is None, "the switcher to be gone")
    console.wait(lambda: console.find("heading", wanted) or console.text_shown(wanted), f"{wanted} open")


def taken_back():
    """ux/go-to-keeps-its-hint-when-the-text-is-taken-back"""
    type_query("")
    backend.freeze()
    screen.type_text("a")
    time.sleep(0.3)  # the question is out
    screen.key("BackSpace")
    time.sleep(0.3)
    backend.thaw()
    time.sleep(1)  # an answer to it would have come by now
    check(console.text_shown("Type a name, a phone number"), "the hint")
    check(console.find("list", "Found") is None, "nothing found for a text that is gone")
    screen.key("Escape")
    console.wait(lambda: console.find("search box", "Go to") is None, "the switcher to be gone")


try:
    run(first_is_chosen, arrows_scroll, return_goes, taken_back)
finally:
    console.end()
    backend.end()
