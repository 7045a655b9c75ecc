# SPDX-License-Identifier: GPL-3.0-or-later
"""A record whose address is not the console's server: the browser, where that is allowed."""
import os
import pathlib

from backend import Backend
from driver import Console
from tap import equal, run

ELSEWHERE = "https://crm.elsewhere.test"
HOME = pathlib.Path(os.environ["HOME"])


def install_browser():
    """One that writes down where it is sent."""
    folder = HOME / ".local/share/applications"
    folder.mkdir(parents=True)
    browser = HOME / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >>{HOME}/visited\n')
    browser.chmod(0o700)
    (folder / "browser.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Browser\nExec={browser} %u\nMimeType=x-scheme-handler/https;\n")
    (folder / "mimeapps.list").write_text("[Default Applications]\nx-scheme-handler/https=browser.desktop\n")


def visited():
    return (HOME / "visited").read_text().split() if (HOME / "visited").exists() else []


backend = Backend("--embed-url", ELSEWHERE)  # what the CRM calls itself, and all that is allowed beside the server
room = backend.rooms()[2]
install_browser()
console = Console(backend)


def allowed():
    """CDTC-S02-SEC-13/an-allowed-address-elsewhere-goes-to-the-browser"""
    console.sign_in()
    console.open_link(f"bilik://room/{room['id']}")
    deal = backend.bot("bot", "create", "deal", "Meja bundar", "--room", room["id"])
    console.press("Meja bundar")
    console.wait(visited, "the browser")
    equal(visited(), [f"{ELSEWHERE}/crm/deals/{deal}"], "where it was sent")


def hostile():
    """CDTC-S02-SEC-12/any-other-address-is-a-notice"""
    for address in ("https://evil.test/crm/deals/1", f"{ELSEWHERE}.evil.test/", f"{ELSEWHERE}@evil.test/", "javascript:alert(1)"):
        deal = backend.bot("bot", "create", "deal", f"Leads to {address}", "--room", room["id"])
        console.wait(lambda: backend.sql("SELECT 1 FROM room_records WHERE external_id = ?", deal), "the room's record")
        backend.sql("UPDATE room_records SET external_url = ? WHERE external_id = ?", address, deal)
        console.expect_text(f"Leads to {address}")
        console.do("win.refresh")
        console.settle()
        console.press(f"Leads to {address}")
        console.expect("alert", starts="This can't be opened: its address is missing or not allowed")
    equal(len(visited()), 1, "times that the browser was opened")


try:
    run(allowed, hostile)
finally:
    console.end()
    backend.end()
