# SPDX-License-Identifier: GPL-3.0-or-later
"""REL-06: the way to the server is gone while an agent looks at a conversation, and comes back."""
import time

from backend import Backend
from driver import Console
from tap import check, run

OFFLINE = "The server can't be reached."

backend = Backend()
elsewhere = Backend(beside=backend)  # where the others work meanwhile
room = backend.rooms()[2]
console = Console(backend)


def say(text):
    elsewhere.request("POST", f"/omnichannel/v1/rooms/{room['id']}/messages", {"type": "text", "contents": text},
                      email="admin@nusantara.test")


def is_offline():
    """What a revealer hides keeps its extents; the revealer does not."""
    banner = console.find("status", starts=OFFLINE)
    return banner is not None and banner.parent.parent.is_shown


def expect_offline():
    since = time.monotonic()
    console.wait(is_offline, "the banner", 12)
    check(time.monotonic() - since <= 10, f"said after {time.monotonic() - since:.1f} s")
    check(console.text_shown(room["title"]), "the conversation stays")


def expect_caught_up(*texts):
    console.wait(lambda: not is_offline(), "no banner", 5)
    for text in texts:
        console.expect_text(text, 5)


def comes_to_rest():
    console.settle()
    check(not is_offline(), "nothing is said while the server is there")


def half_open():
    """REL-06-REL-10/a-silent-server-is-said-in-time-and-nothing-is-missed"""
    console.sign_in()
    console.open_link(f"bilik://room/{room['id']}")
    console.expect_text("No deal yet")
    comes_to_rest()
    backend.freeze()
    expect_offline()
    console.picture_if_wanted("offline")
    elsewhere.bot("bot", "create", "deal", "Dibuat selagi diam", "--room", room["id"])
    say("Ditulis selagi diam")
    backend.thaw()
    expect_caught_up("Dibuat selagi diam", "Ditulis selagi diam")


def cut():
    """REL-06-REL-10/a-server-that-ends-and-comes-back"""
    comes_to_rest()
    backend.stop()
    expect_offline()
    elsewhere.bot("agentic-ai", "create", "deal", "Dibuat selagi mati", "--room", room["id"])
    say("Ditulis selagi mati")
    backend.start()
    expect_caught_up("Dibuat selagi mati", "Ditulis selagi mati")


try:
    run(half_open, cut)
finally:
    console.end()
    elsewhere.end()
    backend.end()
