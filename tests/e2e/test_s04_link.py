# SPDX-License-Identifier: GPL-3.0-or-later
"""TCKT-S04: a ticket that was created is linked, by the CRM or else by the console."""
from backend import Backend
from driver import Console
from tap import check, equal, run

backend = Backend()
customers = backend.customers()
console = Console(backend)


def linked_by_the_crm():
    """TCKT-S04-AC-1/no-association-call-is-made"""
    console.sign_in()
    console.open_customer(customers[1])
    console.create_ticket("Linked by the CRM")
    console.expect_text("Ticket “Linked by the CRM” created and linked")
    equal(backend.count_requests("lead_tickets_add"), 0, "association calls")
    equal(backend.tickets_of(customers[1])[0]["name"], "Linked by the CRM", "newest")


def linked_by_the_console():
    """TCKT-S04-AC-2/fallback-association-then-refresh"""
    backend.ctl("setting", "set", "1", "crm_auto_associate", "off")
    console.create_ticket("Linked by the console")
    console.expect_text("Ticket “Linked by the console” created and linked")
    console.expect("list item", starts="Linked by the console, TCK-")
    equal(backend.count_requests("lead_tickets_add"), 1, "association calls")
    equal(backend.tickets_of(customers[1])[0]["name"], "Linked by the console", "newest")


def failed_and_retried():
    """TCKT-S04-ERR-1/retry-is-offered-and-the-ticket-exists"""
    backend.sql("CREATE TRIGGER refuse BEFORE INSERT ON ticket_customers BEGIN SELECT RAISE (ABORT, 'refused'); END")
    console.create_ticket("Not linked yet")
    console.expect_text("“Not linked yet” was created, but is not linked yet.", 40)
    console.picture_if_wanted("s04-unlinked")
    equal(backend.sql("SELECT count(*) FROM tickets WHERE name = 'Not linked yet'"), [(1,)], "the ticket exists")
    check(all(t["name"] != "Not linked yet" for t in backend.tickets_of(customers[1])), "and is not linked")

    backend.sql("DROP TRIGGER refuse")
    console.press("Retry linking")
    console.expect_text("Ticket “Not linked yet” created and linked")
    equal(backend.tickets_of(customers[1])[0]["name"], "Not linked yet", "newest")
    console.wait(lambda: backend.events("cdp_ticket_embed_associate_failed"), "the event of the failure", 40)
    event = backend.events("cdp_ticket_embed_associate_failed")[0]
    equal(event["contact_id"], customers[1]["contact_id"], "of the customer")
    check("Not linked" not in str(event), "SEC-27: no title in telemetry")


try:
    run(linked_by_the_crm, linked_by_the_console, failed_and_retried)
finally:
    console.end()
    backend.end()
