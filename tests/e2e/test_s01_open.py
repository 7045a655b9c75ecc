# SPDX-License-Identifier: GPL-3.0-or-later
"""TCKT-S01: the agent opens the CRM's form on a customer."""
import screen
from backend import Backend
from driver import Console
from tap import check, equal, run

# The embed is a server of its own here, so that it can fail alone.
backend = Backend()
embed = Backend(beside=backend)
backend.stop()
backend.options = ("--embed-url", embed.url)
backend.start()
backend.ctl("setting", "set", "1", "embed_ready_timeout_ms", "2500")
customers = backend.customers()
console = Console(backend)


def both_entries():
    """TCKT-S01-AC-1/from-existing-and-create-new"""
    console.sign_in()
    console.open_customer(customers[1])
    console.press("Add a ticket")
    console.wait(lambda: console.button("From Existing") and console.button("Create New"), "both entries")
    console.picture_if_wanted("s01-menu")
    screen.key("Escape")


def loading_until_ready():
    """TCKT-S01-AC-2/skeleton-until-ready"""
    embed.freeze()
    console.do("win.new-ticket")
    console.expect("label", f"New ticket for {customers[1]['name']}")
    console.expect("status", "Opening the form…")
    embed.thaw()
    console.form_expect("text box", "Title")
    console.press("Close the form")
    console.expect_no_form()


def timeout_shows_retry_and_close():
    """TCKT-S01-ERR-1/no-ready-in-time"""
    embed.freeze()
    console.do("win.new-ticket")
    console.expect("label", "The form takes too long to open")
    check(console.button("Retry", console.section) and console.button("Close", console.section), "Retry and Close")
    embed.thaw()
    console.press("Retry")
    console.form_expect("text box", "Title")
    console.press("Close the form")
    console.expect_no_form()


def load_failure_leaves_from_existing():
    """TCKT-S01-ERR-1/embed-server-stopped"""
    embed.stop()
    console.do("win.new-ticket")
    console.expect("label", "The form could not be loaded")
    console.press("From Existing")
    console.expect("search box", "Search tickets")
    screen.key("Escape")
    console.expect_gone("search box", "Search tickets")
    console.press("Close", console.section)
    console.expect_no_form()
    embed.start()


def from_existing_beside_the_form():
    """TCKT-S01-concurrency/both-stay-usable"""
    before = len(backend.tickets_of(customers[1]))
    console.open_form()
    console.form_type("Title", "typed before")
    console.do("win.link-ticket")
    console.expect("search box", "Search tickets")
    dialog = console.application.children[-1]
    console.wait(lambda: any("already linked" not in row.name for row in dialog.find_all("list item")), "tickets to link")
    console.focus_window("Link existing tickets")  # from here on the keyboard alone
    screen.key("Down")
    screen.key("space")
    console.wait(lambda: console.button("Link 1 ticket"), "a ticket to be chosen")
    screen.key("ctrl+Return")
    console.wait(lambda: len(backend.tickets_of(customers[1])) == before + 1, "the ticket to be linked")
    console.focus_window()
    equal(console.form_expect("text box", "Title").text, "typed before", "the form kept what was typed")
    console.form_press("Create ticket")
    console.expect_text("“typed before” created and linked")
    equal(len(backend.tickets_of(customers[1])), before + 2, "tickets")


def form_beside_from_existing():
    """TCKT-S01-concurrency/and-the-reverse"""
    console.do("win.link-ticket")
    console.expect("search box", "Search tickets")
    console.focus_window()
    console.open_form()
    console.form_type("Title", "typed beside the dialog")
    check(console.find("search box", "Search tickets"), "the dialog is still there")
    console.focus_window("Link existing tickets")
    screen.key("Escape")
    console.expect_gone("search box", "Search tickets")
    console.focus_window()
    console.form_press("Create ticket")
    console.expect_text("“typed beside the dialog” created and linked")


try:
    run(both_entries, loading_until_ready, timeout_shows_retry_and_close, load_failure_leaves_from_existing,
        from_existing_beside_the_form, form_beside_from_existing)
finally:
    console.end()
    embed.end()
    backend.end()
