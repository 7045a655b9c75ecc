# SPDX-License-Identifier: GPL-3.0-or-later
"""TCKT-S07 and TCKT-S01 perms: what is not allowed is not there, in the console and in the backend."""
import screen
from backend import Backend
from driver import Console
from tap import check, run

backend = Backend()
customer = backend.customers()[1]


def expect_associate_only(email):
    with Console(backend) as console:
        console.sign_in(email)
        console.open_customer(customer)
        console.press("Add a ticket")
        console.wait(lambda: console.button("From Existing"), "From Existing")
        check(console.button("Create New") is None, "Create New is not built")
        console.picture_if_wanted(f"s07-{email.split('@')[0]}")
        screen.key("Escape")
        console.do("win.new-ticket")
        check(console.button("Close the form") is None, "the shortcut opens nothing")


def no_permission():
    """TCKT-S07-NEG-1/TCKT-S01-perms/associate-existing-only"""
    expect_associate_only("associate@nusantara.test")


def flag_off():
    """TCKT-S07-NEG-2/a-flag-is-off"""
    backend.ctl("flag", "set", "1", "cdp_native_create_ticket", "off")  # or Create New would open the native form
    for flag in ("cdp_create_ticket", "unify_ticket_omnichannel_view"):
        backend.ctl("flag", "set", "1", flag, "off")
        expect_associate_only("agent@nusantara.test")
        backend.ctl("flag", "set", "1", flag, "on")


def no_view_of_tickets():
    """MTCK-S05-NEG-2/no-tickets-section"""
    with Console(backend) as console:
        console.sign_in("inbox@nusantara.test")
        console.picture_if_wanted("s07-inbox")
        check(console.find("heading", "Tickets") is None, "no Tickets section")


try:
    run(no_permission, flag_off, no_view_of_tickets)
finally:
    backend.end()
