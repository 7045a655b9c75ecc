# SPDX-License-Identifier: GPL-3.0-or-later
"""The real console as an agent uses it: what is read comes over the accessibility bus, what is typed from the keyboard."""
import os
import subprocess
import tempfile

import a11y
import screen
from tap import wait_for

WIDTH, HEIGHT = 1280, 800
STILL = 4  # pictures in a row; more would wait for the caret, which blinks
BUTTONS = ("button", "toggle button", "menu item")
SHADOW = 5  # what GTK draws around a window that no window manager frames


class Console:
    def __init__(self, backend, environment=None, process=None):
        """@process: a console that was started by somebody else"""
        self.backend = backend
        self.bus = a11y.open_bus()
        self.log = tempfile.NamedTemporaryFile("w+", prefix="bilik-console-", suffix=".log")
        self.process = process or self.start(environment or {})
        self.application = self.wait(lambda: a11y.find_application(self.bus, self.process.pid), "the console on the bus", 20)
        self.frame = self.wait(lambda: next(iter(self.application.children), None), "the window", 20)
        self.window = self.wait(lambda: screen.xdotool("search", "--onlyvisible", "--pid", self.process.pid).split(),
                                "the window on the display")[0]
        screen.xdotool("windowfocus", "--sync", self.window)

    def start(self, environment):
        return subprocess.Popen([os.environ["BILIK"], "--server", self.backend.url], stdin=subprocess.DEVNULL,
                                stdout=self.log, stderr=self.log, env={**os.environ, **environment})

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

    def expect_text_gone(self, part, timeout=10.0):
        self.wait(lambda: not self.text_shown(part), f"no text “{part}”", timeout)

    def text_shown(self, part):
        return any(part in node.name for node in self.application.find_all("label"))

    def expect_text(self, part, timeout=10.0):
        return self.wait(lambda: self.text_shown(part), f"the text “{part}”", timeout)

    # --- doing ------------------------------------------------------------------------------------

    @property
    def section(self):
        return self.expect("region", "Tickets")

    def button(self, label, within=None):
        """GTK 4.8 names a button by its label with the underscore, and once more by what stands in it."""
        names = (label, f"{label} {label}")
        return next((node for node in (within or self.application).find_all()
                     if node.name.replace("_", "") in names and node.role in BUTTONS and node.actions()), None)

    def press(self, label, within=None, timeout=10.0):
        self.wait(lambda: self.button(label, within), f"the button “{label}”", timeout).act()

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
        screen.key("ctrl+a")
        screen.type_text(text)
        self.wait(lambda: field.text == text, f"{text} in {name}, not {field.text}")

    def form_press(self, name):
        self.form_expect("button", name).act()

    def open_form(self):
        """Create New, until the form is there to be filled in."""
        self.do("win.new-ticket")
        self.form_expect("text box", "Title")

    def create_ticket(self, title):
        self.open_form()
        self.form_type("Title", title)
        self.form_press("Create ticket")

    def expect_no_form(self):
        self.wait(lambda: self.button("Close the form") is None, "the panel to be gone")

    # --- the walk --------------------------------------------------------------------------------------

    def sign_in(self, email="agent@nusantara.test"):
        self.email = email
        self.enter(self.expect("text box", "E-mail"), email)
        self.enter(self.expect("text box", "Password"), self.backend.password)
        screen.key("Return")
        self.expect("button", starts="Account and menu: ", timeout=20)

    def open_customer(self, customer):
        """By the search, as an agent would: by what tells this customer from others of the name."""
        query = customer["phone"] or customer["email"] or customer["name"]
        found = self.backend.count_customers(query, self.email)

        def row():
            if not self.find("label", f"{found} customer" + ("s" if found > 1 else "")):
                return None  # still those of before
            return self.expect("list", "Customers").find("list item", starts=customer["name"])
        self.do("win.search")
        screen.key("ctrl+a")
        screen.type_text(query)
        self.click(self.wait(row, f"{customer['name']} in the list"))
        self.expect("heading", customer["name"])
        self.expect("heading", "Tickets")

    def open_link(self, link):
        """As a browser or a notification would: another start of the program."""
        subprocess.run([os.environ["BILIK"], link], check=True, timeout=20)

    def focus_window(self, title="Bilik"):
        """There is no window manager that would do it."""
        window = self.wait(lambda: screen.xdotool("search", "--onlyvisible", "--name", f"^{title}$").split(), title)[-1]
        screen.xdotool("windowraise", window, "windowfocus", "--sync", window)

    def resize(self, width, height):
        screen.xdotool("windowsize", "--sync", self.window, width, height)

    def settle(self):
        """Until nothing has moved for a while."""
        seen = []

        def same():
            seen.append(screen.grab(0, 0, WIDTH, HEIGHT))
            return len(seen) > STILL and all(picture == seen[-1] for picture in seen[-STILL:])
        wait_for(same, "the window to come to rest")

    def picture(self, path, width=WIDTH, height=HEIGHT, below=None):
        screen.save_picture(path, 0, 0, width, height, below)

    def picture_if_wanted(self, name):
        """BILIK_TEST_PICTURES names a folder for whoever wants to look."""
        if os.environ.get("BILIK_TEST_PICTURES"):
            self.picture(os.path.join(os.environ["BILIK_TEST_PICTURES"], f"{name}.png"))

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        complaints = [line for line in self.read_log().splitlines() if "WARNING" in line or "CRITICAL" in line]
        self.log.close()
        assert not complaints, "\n".join(complaints)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            self.end()
        except AssertionError:
            if kind is None:
                raise
