# SPDX-License-Identifier: GPL-3.0-or-later
"""CDTC: a bot and an AI agent create records in a room that an agent looks at, and the way to a record and back."""
import a11y
from backend import Backend
from driver import Console
from tap import check, equal, run

backend = Backend()
room = backend.rooms()[2]
console = Console(backend)
made = {}


def empty_panel():
    """CDTC-S01-states/a-deeplink-opens-the-room-and-its-panel-is-empty"""
    console.sign_in()
    console.open_link(f"bilik://room/{room['id']}")
    console.expect_text(room["title"])
    console.expect_text("No deal yet")
    console.expect_text("No ticket yet")
    console.picture_if_wanted("room-empty")


def announced():
    """CDTC-S01/news-of-the-panel-reach-assistive-technology"""
    events = a11y.Events(console.application)
    made["first"] = backend.bot("bot", "create", "deal", "Meja bundar", "--room", room["id"])
    node = console.expect("status", name="Deal: Meja bundar")
    console.wait(lambda: events.find(lambda path, *_: path == node.path), "an event of it")
    events.end()


def bot_creates():
    """CDTC-S01-AC-1-AC-2/what-a-bot-creates-shows-without-reload"""
    made["deal"] = backend.bot("bot", "create", "deal", "50 kursi <b>rapat</b> & meja", "--room", room["id"])
    console.expect_text("50 kursi <b>rapat</b> & meja")
    made["ticket"] = backend.bot("bot", "create", "ticket", "Kursi rusak", "--room", room["id"])
    console.expect_text("Kursi rusak")
    check(console.text_shown("Bot"), "the badge")
    console.picture_if_wanted("room-bot")


def ai_replaces():
    """CDTC-S01-AC-3/an-AI-agent's-later-deal-replaces-the-bot's"""
    made["second"] = backend.bot("agentic-ai", "create", "deal", "75 lemari", "--room", room["id"])
    console.expect_text("75 lemari")
    console.expect_text_gone("50 kursi")
    console.picture_if_wanted("room-replaced")


def edited():
    """CDTC-S01-AC-4/a-change-in-the-CRM-shows"""
    backend.bot("agentic-ai", "update", "deal", made["second"], "--set", "name=80 lemari")
    console.expect_text("80 lemari")


def to_the_record_and_back():
    """CDTC-S02-AC-1-S05-AC-1-S06-AC-2/a-click-opens-the-record-in-a-tab-and-its-timeline-leads-back"""
    console.press("80 lemari")
    console.expect("heading", "Timeline")
    check(console.text_shown("AI"), "the creator")
    console.picture_if_wanted("record")
    console.press("Open conversation")
    console.expect("button", starts="80 lemari")
    console.wait(lambda: backend.events("deal_preview_clicked"), "the event of the click", 40)
    equal(backend.events("deal_preview_clicked")[0]["deal_id"], made["second"], "of the deal")


def deleted():
    """CDTC-S01-ERR-1-E2/a-deletion-clears-the-panel"""
    backend.bot("agentic-ai", "delete", "deal", made["second"])
    console.expect_text("No deal yet")
    check(console.text_shown("Kursi rusak"), "the ticket is still there")
    console.picture_if_wanted("room-deleted")


def narrow():
    """CDTC-S01/narrow-and-dark"""
    console.resize(360, 720)
    console.settle()
    console.picture_if_wanted("room-narrow")


try:
    run(empty_panel, announced, bot_creates, ai_replaces, edited, to_the_record_and_back, deleted, narrow)
finally:
    console.end()
    backend.end()
