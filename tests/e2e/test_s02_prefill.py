# SPDX-License-Identifier: GPL-3.0-or-later
"""TCKT-S02: the form knows the customer it was opened on."""
import json

import screen
from backend import Backend
from driver import Console
from tap import check, equal, run

backend = Backend()
customers = backend.customers()
console = Console(backend)


def init_carries_the_customer():
    """TCKT-S02-AC-1/init-to-the-exact-origin-with-the-open-customer"""
    customer = customers[2]
    console.sign_in()
    console.open_customer(customer)
    console.open_form()
    console.do("win.inspector")
    console.expect("label", "EMBED_INIT")
    rows = [node.name for node in console.application.find_all("label") if node.name.startswith("EMBED_")]
    equal(rows[0], "EMBED_READY", "the form speaks first")
    console.focus_window("Message inspector")
    screen.key("Tab", "Down", "Down")

    def shown():
        for node in console.application.find_all("text box", "Message"):
            if "EMBED_INIT" in node.text:
                return node.text
        return None
    text = console.wait(shown, "EMBED_INIT in full")
    console.picture_if_wanted("s02-inspector")
    message = json.loads(text)
    equal(message["qontakCustomerId"], customer["contact_id"], "the open customer")
    equal(message["roomId"], None, "no room from a customer")
    check("eyJ" not in text, "no token in the inspector (SEC-20)")
    screen.key("Escape")
    console.focus_window()


def contact_is_prefilled():
    """TCKT-S02-AC-2/contact-is-prefilled-and-editable"""
    console.form_expect("button", f"Change: {customers[2]['name']}").act()
    console.form_expect("combo box", "Contact")
    console.press("Close the form")
    console.expect_no_form()


def unknown_customer_is_left_empty():
    """TCKT-S02-ERR-2/contact-empty-and-submit-works"""
    customer = customers[4]
    console.open_customer(customer)
    backend.sql("UPDATE customers SET deleted_at = 1 WHERE contact_id = ?", customer["contact_id"])
    try:
        console.open_form()
        console.form_expect("combo box", "Contact")
        console.picture_if_wanted("s02-unknown")
        check(console.form_find("button", f"Change: {customer['name']}") is None, "Contact is empty")
        console.form_type("Title", "Raised for nobody yet")
        console.form_press("Create ticket")
        console.expect_no_form()
    finally:
        backend.sql("UPDATE customers SET deleted_at = NULL WHERE contact_id = ?", customer["contact_id"])
    equal(backend.sql("SELECT count(*) FROM tickets WHERE name = 'Raised for nobody yet'"), [(1,)], "the ticket exists")


try:
    run(init_carries_the_customer, contact_is_prefilled, unknown_customer_is_left_empty)
finally:
    console.end()
    backend.end()
