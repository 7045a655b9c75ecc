# SPDX-License-Identifier: GPL-3.0-or-later
"""TCKT-S06: one pipeline opens its form at once, several are offered first."""
import screen
from backend import Backend
from driver import Console
from tap import check, equal, run

backend = Backend()


def one_pipeline():
    """TCKT-S06-AC-1/its-layout-at-once"""
    with Console(backend) as console:
        console.sign_in()
        console.open_customer(backend.customers()[0])
        console.do("win.new-ticket")
        console.form_expect("text box", "Title")
        check(console.form_find("combo box", "Pipeline") is None, "no choice of one")


def several_pipelines():
    """TCKT-S06-AC-2/choice-first-then-the-layout"""
    email = "agent@senja.test"
    customer = backend.customers(email=email)[0]
    pipelines = backend.request("GET", "/v2.8/tickets/pipelines", email=email)["items"]
    equal(len(pipelines), 3, "pipelines of the sample")
    with Console(backend) as console:
        console.sign_in(email)
        console.open_customer(customer)
        console.do("win.new-ticket")
        choice = console.form_expect("combo box", "Pipeline")
        check(console.form_find("text box", "Title") is None, "no form before the choice")
        console.picture_if_wanted("s06-choice")
        choice.focus()
        console.wait(lambda: choice.has("focused"), "the focus in Pipeline")
        screen.type_text(pipelines[1]["name"][0])  # the choice is made at once, the rest would go into the form
        console.form_type("Title", "In the second pipeline")
        console.picture_if_wanted("s06-layout")
        stages = [node.name for node in console.form_expect("combo box", "Stage").children[0].children]
        equal(stages, [stage["name"] for stage in pipelines[1]["stages"]], "the stages of that pipeline")


try:
    run(one_pipeline, several_pipelines)
finally:
    backend.end()
