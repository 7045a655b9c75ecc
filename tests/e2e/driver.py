# SPDX-License-Identifier: GPL-3.0-or-later
"""The real console as an agent uses it: what is read comes over the accessibility bus, what is typed from the keyboard."""
import os
import subprocess
import tempfile

import a11y
import screen
from tap import wait_for

WIDTH, HEIGHT = 1280, 800
SHADOW = 5  # what GTK draws around a window that no window manager frames


class Console:
    def __init__(self, backend, environment=None):
        self.backend = backend
        self.bus = a11y.open_bus()
        self.log = tempfile.NamedTemporaryFile("w+", prefix="bilik-console-", suffix=".log")
        self.process = subprocess.Popen([os.environ["BILIK"], "--server", backend.url], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})})
        self.application = self.wait(lambda: a11y.find_application(self.bus, self.process.pid), "the console on the bus", 20)
        self.frame = self.wait(lambda: next(iter(self.application.children), None), "the window", 20)
        self.window = self.wait(lambda: screen.xdotool("search", "--onlyvisible", "--pid", self.process.pid).split(),
                                "the window on the display")[0]
        screen.xdotool("windowfocus", "--sync", self.window)

    # --- looking ---------------------------------------------------------------------------------

    def wait(self, condition, what, timeout=10.0):
        def alive():
            assert self.process.poll() is None, f"the console ended ({self.process.poll()}):\n{self.read_log()[-4000:]}"
            return condition()
        return wait_for(alive, what, timeout)

    def read_log(self):
        return open(self.log.name).read()

    def find(self, role=None, name=None, starts=None):
        """The shown thing of that kind in any window of the console."""
        return self.application.find(role, name, starts)

    def expect(self, role=None, name=None, starts=None, timeout=10.0):
        return self.wait(lambda: self.find(role, name, starts), f"{role or 'anything'} “{name or starts}”", timeout)

    def expect_gone(self, role=None, name=None, starts=None, timeout=10.0):
        self.wait(lambda: self.find(role, name, starts) is None, f"no {role or 'thing'} “{name or starts}”", timeout)

    def text_shown(self, part):
        return any(part in node.name for node in self.application.find_all("label"))

    def expect_text(self, part, timeout=10.0):
        return self.wait(lambda: self.text_shown(part), f"the text “{part}”", timeout)

    # --- doing ------------------------------------------------------------------------------------

    def button(self, label):
        """GTK 4.8 names a button by its label with the underscore, and once more by what stands in it."""
        names = (label, f"{label} {label}")
        return next((node for role in ("button", "toggle button", "menu item")
                     for node in self.application.find_all(role) if node.name.replace("_", "") in names), None)

    def press(self, label, timeout=10.0):
        self.wait(lambda: self.button(label), f"the button “{label}”", timeout).act()

    def click(self, node):
        x, y, width, height = node.extents
        screen.xdotool("mousemove", "--window", self.window, x + width // 2 + SHADOW, y + height // 2 + SHADOW, "click", 1)

    def do(self, action):
        """An action of the window, as its shortcut would start it."""
        self.wait(lambda: action in self.frame.actions(), f"the action {action}")
        self.frame.act(action)

    def enter(self, field, text):
        self.click(field)
        screen.key("ctrl+a")
        screen.type_text(text)

    # --- the form: the accessible tree of the web process ----------------------------------------------

    def form_find(self, role=None, name=None, starts=None):
        for root in a11y.find_web_roots(self.bus):
            found = root.find(role, name, starts, shown=False)
            if found:
                return found
        return None

    def form_expect(self, role=None, name=None, starts=None, timeout=15.0):
        return self.wait(lambda: self.form_find(role, name, starts), f"in the form: {role or ''} “{name or starts}”", timeout)

    def form_type(self, name, text):
        field = self.form_expect("text box", name)
        field.focus()
        self.wait(lambda: field.has("focused"), f"the focus in {name}")
        screen.type_text(text)
        self.wait(lambda: field.text == text, f"{text} in {name}, not {field.text}")

    def form_press(self, name):
        self.form_expect("button", name).act()

    # --- the walk --------------------------------------------------------------------------------------

    def sign_in(self, email="agent@nusantara.test"):
        self.enter(self.expect("text box", "E-mail"), email)
        self.enter(self.expect("text box", "Password"), self.backend.password)
        screen.key("Return")
        self.wait(lambda: "win.search" in self.frame.actions(), "to be signed in")

    def open_customer(self, customer):
        """By the search, as an agent would: the name, and the row that it leaves."""
        def row():
            return next((node for node in self.application.find_all("list item", starts=customer["name"])
                         if (customer["phone"] or customer["email"] or "") in node.name), None)
        self.do("win.search")
        screen.key("ctrl+a")
        screen.type_text(customer["name"])
        self.wait(lambda: len(list(self.application.find_all("list item"))) < 12, "the list to be searched")
        self.click(self.wait(row, f"{customer['name']} in the list"))
        self.expect("heading", customer["name"])
        self.expect("heading", "Tickets")

    def picture(self, path):
        screen.save_picture(path, 0, 0, WIDTH, HEIGHT)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
