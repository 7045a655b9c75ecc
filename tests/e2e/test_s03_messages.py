# SPDX-License-Identifier: GPL-3.0-or-later
"""TCKT-S03: what the form says, and what the console makes of it."""
import time

from backend import Backend
from driver import Console
from tap import check, equal, run

backend = Backend()
customers = backend.customers()
console = Console(backend)


def created():
    """TCKT-S03-AC-1/panel-closes-list-refreshes-toast-names-the-ticket"""
    customer = customers[1]
    before = len(backend.tickets_of(customer))
    console.sign_in()
    console.open_customer(customer)
    console.create_ticket("Refund <b>not</b> received & more")
    console.expect_text("Ticket “Refund <b>not</b> received & more” created and linked")
    console.expect_no_form()
    console.expect("list item", starts="Refund <b>not</b> received & more, TCK-")
    console.picture_if_wanted("s03-created")
    tickets = backend.tickets_of(customer)
    equal(len(tickets), before + 1, "tickets")
    equal(tickets[0]["name"], "Refund <b>not</b> received & more", "stored as typed")
    equal(tickets[0]["data_source"], "embed-web-cdp", "TCKT-S05-AC-1")
    equal(tickets[0]["qontak_customer_ids"], [customer["contact_id"]], "linked once")


def cancelled():
    """TCKT-S03-AC-2/user-cancel-tears-the-panel-down"""
    console.open_form()
    console.form_press("Cancel")
    console.expect_no_form()
    check(console.button("Add a ticket"), "the section is as before")


def closing_asks():
    """TCKT-S03-AC-2/closing-with-unsaved-input-asks"""
    console.open_form()
    console.form_type("Title", "half a thought")
    console.press("Close the form")
    console.form_expect("button", "Keep editing")
    time.sleep(2.5)  # longer than a form that says nothing is given
    check(console.button("Close the form"), "the question is not answered for the agent")
    console.picture_if_wanted("s03-closing-asks")
    console.form_press("Keep editing")
    equal(console.form_expect("text box", "Title").text, "half a thought", "what was typed")
    console.press("Close the form")
    console.form_press("Discard")
    console.expect_no_form()


def height_follows_the_form():
    """TCKT-S03-AC-3/resize-sets-the-height"""
    def height():
        panel = next((node for node in console.application.find_all("group", f"New ticket for {customers[1]['name']}")), None)
        return panel.extents[3] if panel else 0
    console.open_form()
    console.wait(lambda: height() > 450, f"the panel to grow to its form, not {height()}")
    console.form_press("Cancel")
    console.expect_no_form()


def error_keeps_what_was_typed():
    """TCKT-S03-ERR-2/error-inline-and-another-try"""
    console.open_form()
    console.form_type("Title", "Second try")
    backend.ctl("flag", "set", "1", "cdp_create_ticket", "off")
    console.form_press("Create ticket")
    console.expect("alert")
    console.expect_text("Creating tickets from a customer is switched off")
    console.picture_if_wanted("s03-error")
    equal(console.form_expect("text box", "Title").text, "Second try", "what was typed")
    backend.ctl("flag", "set", "1", "cdp_create_ticket", "on")
    console.form_press("Create ticket")
    console.expect_text("Ticket “Second try” created and linked")
    equal(len([t for t in backend.tickets_of(customers[1]) if t["name"] == "Second try"]), 1, "tickets")


try:
    run(created, cancelled, closing_asks, height_follows_the_form, error_keeps_what_was_typed)
finally:
    console.end()
    backend.end()
