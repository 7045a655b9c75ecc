# SPDX-License-Identifier: GPL-3.0-or-later
"""The real console as an agent uses it: what is read comes over the accessibility bus, what is typed from the keyboard."""
import os
import subprocess
import tempfile

import a11y
import screen
from backend import PASSWORD
from tap import wait_for

WIDTH, HEIGHT = 1280, 800


class Console:
    def __init__(self, backend, environment=None):
        self.backend = backend
        self.bus = a11y.open_bus()
        self.log = tempfile.NamedTemporaryFile("w+", prefix="bilik-console-", suffix=".log")
        self.process = subprocess.Popen([os.environ["BILIK"], "--server", backend.url], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})})
        self.application = self.wait(lambda: a11y.find_application(self.bus, self.process.pid), "the console on the bus", 20)
        self.frame = self.wait(lambda: self.application.find("frame"), "the window", 20)
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

    def press(self, name, timeout=10.0):
        button = self.wait(lambda: self.find("push button", name) or self.find("toggle button", name) or
                           self.find("menu item", name), f"the button “{name}”", timeout)
        button.act()

    def do(self, action):
        """An action of the window, as its shortcut would start it."""
        self.wait(lambda: action in self.frame.actions(), f"the action {action}")
        self.frame.act(action)

    def enter(self, field, text):
        field.focus()
        self.wait(lambda: field.has("focused"), f"the focus in {field.name}")
        screen.key("ctrl+a")
        screen.type_text(text)

    # --- the form: a document of the web process -------------------------------------------------------

    def form(self):
        """The form's document: the innermost one, which is the frame's."""
        documents = list(a11y.find_web_documents(self.bus))
        return documents[-1] if documents else None

    def form_find(self, role=None, name=None, starts=None):
        for document in a11y.find_web_documents(self.bus):
            found = document.find(role, name, starts, shown=False)
            if found:
                return found
        return None

    def form_expect(self, role=None, name=None, starts=None, timeout=15.0):
        return self.wait(lambda: self.form_find(role, name, starts), f"in the form: {role} “{name or starts}”", timeout)

    # --- the walk --------------------------------------------------------------------------------------

    def sign_in(self, email="agent@nusantara.test"):
        self.enter(self.expect("text", "E-mail address"), email)
        self.enter(self.expect("password text", "Password"), PASSWORD)
        screen.key("Return")
        self.expect("frame")
        return self

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
