# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification that is clicked and a link that is followed, whether the console runs or not."""
from backend import Backend
from desktop import Desktop
from driver import Console
import screen
from tap import check, equal, run

DEAL = "50 kursi <b>rapat</b> & meja di ruang"

if not Desktop.is_possible():
    print("1..0 # SKIP no gnome-keyring-daemon")
    raise SystemExit(0)

backend = Backend()
desktop = Desktop()
rooms = backend.request("GET", "/omnichannel/v1/rooms?filter=mine&limit=50")["items"]
running = []  # the console, while there is one


def console():
    return running[-1]


def name_of(room):
    return f"room-{room['id']}"


def deal_of(room):
    """A name that only the panel of this room shows."""
    return f"{DEAL} {room['id']}"


def tell_of(room):
    """What a bot does in a room that nobody looks at."""
    backend.bot("bot", "create", "deal", deal_of(room), "--room", room["id"])
    return desktop.read(name_of(room))


def quit_console():
    screen.key("ctrl+q")
    console().process.wait(10)
    running.pop()


def meet_console():
    """The one that the bus has started."""
    running.append(Console(backend, process=desktop.find_console()))
    return console()


def expect_room(room):
    console().expect_text(deal_of(room))


def told():
    """CDTC-S01-SEC-15/a-bot-s-deal-in-a-room-of-mine-is-told-with-its-names-as-typed"""
    running.append(Console(backend))
    console().sign_in()
    title, body = tell_of(rooms[0])
    equal(title, f"{rooms[0]['title']}: {deal_of(rooms[0])}")
    equal(body, "A bot created this deal")


def clicked_with_console_closed():
    """CDTC-S01/a-click-with-the-console-closed-starts-it-in-its-session-and-opens-the-room"""
    quit_console()
    check(name_of(rooms[0]) in desktop.shown, "what was told outlives the program")
    desktop.click(name_of(rooms[0]))
    meet_console().expect("button", starts="Account and menu: ", timeout=20)
    expect_room(rooms[0])
    console().picture_if_wanted("notification-opened")


def clicked_while_running():
    """CDTC-S01/Open-room-of-a-notification-opens-it-in-the-running-console"""
    tell_of(rooms[1])
    before = console().process.pid
    desktop.click(name_of(rooms[1]), "Open room")
    equal(desktop.find_console().pid, before, "the same console")
    expect_room(rooms[1])


def withdrawn():
    """CDTC-S01/read-the-room-takes-its-notification-back"""
    tell_of(rooms[2])
    desktop.open(f"bilik://room/{rooms[2]['id']}")
    expect_room(rooms[2])
    console().wait(lambda: name_of(rooms[2]) not in desktop.shown, "the notification to be withdrawn")


def withdrawn_after_restart():
    """CDTC-S01/also-one-from-the-run-before"""
    tell_of(rooms[3])
    quit_console()
    desktop.open(f"bilik://room/{rooms[3]['id']}")
    meet_console()
    expect_room(rooms[3])
    console().wait(lambda: name_of(rooms[3]) not in desktop.shown, "the notification to be withdrawn")


def room_gone():
    """CDTC-S05-ERR-1/a-click-for-a-room-that-is-gone-says-so"""
    tell_of(rooms[4])
    backend.sql("UPDATE rooms SET deleted_at = 1 WHERE id = ?", rooms[4]["id"])
    desktop.click(name_of(rooms[4]))
    console().expect_text("It was deleted, or you can't see it any more.")
    console().picture_if_wanted("notification-gone")


def signed_out():
    """SEC-14/a-click-while-signed-out-asks-to-sign-in-and-then-opens-the-room"""
    tell_of(rooms[5])
    console().do("win.sign-out")
    console().expect("text box", "E-mail")
    quit_console()
    desktop.click(name_of(rooms[5]))
    meet_console().expect("text box", "E-mail")
    check(not console().text_shown(deal_of(rooms[5])), "nothing of the room before")
    console().sign_in()
    expect_room(rooms[5])


try:
    run(told, clicked_with_console_closed, clicked_while_running, withdrawn, withdrawn_after_restart, room_gone, signed_out)
finally:
    for open_console in running:
        open_console.end()
    desktop.end()
    backend.end()
