# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop is to the console: it keeps the password, shows notifications, and starts the console for a click.

Notifications come as a GNOME shell gets them (org.gtk.Notifications): they outlive the program that sent them, and a click is
an action of the application, which the bus starts where it does not run (org.freedesktop.Application).
"""
import os
import re
import select
import shutil
import signal
import subprocess
import threading

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402
from tap import check, wait_for  # noqa: E402

APPLICATION = "io.github.bilik.Bilik"
PATH = "/io/github/bilik/Bilik"
NAMES = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
START_MS = 20_000
NOTIFICATIONS = """<node><interface name='org.gtk.Notifications'>
  <method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>
  <method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>
</interface></node>"""


class StartedByBus:
    """A program that is no child of ours, with as much of Popen as a test needs."""

    def __init__(self, process_id):
        self.pid = process_id
        self.handle = os.pidfd_open(process_id)

    def poll(self):
        return 0 if select.select([self.handle], [], [], 0)[0] else None

    def terminate(self):
        signal.pidfd_send_signal(self.handle, signal.SIGTERM)

    def wait(self, timeout):
        wait_for(lambda: self.poll() is not None, "the console to end", timeout)


class Desktop:
    @staticmethod
    def is_possible():
        return shutil.which("gnome-keyring-daemon") is not None

    def __init__(self):
        self.shown = {}  # id → what was told
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(os.environ["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)
        interface = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS).interfaces[0]
        self.bus.register_object("/org/gtk/Notifications", interface, self.on_call, None, None)
        self.ask_bus("RequestName", GLib.Variant("(su)", ("org.gtk.Notifications", 0)))
        threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
        self.keyring = self.start_keyring()
        self.install()

    def ask_bus(self, method, parameters):
        reply = self.bus.call_sync(*NAMES, method, parameters, None, Gio.DBusCallFlags.NONE, 5000, None)
        return reply.unpack()[0] if reply.n_children() else None

    def is_owned(self, name):
        return self.ask_bus("NameHasOwner", GLib.Variant("(s)", (name,)))

    def start_keyring(self):
        keyring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        wait_for(lambda: self.is_owned("org.freedesktop.secrets"), "the keyring")
        return keyring

    def install(self):
        """The service file as it is installed, but for the folder that the program is in."""
        with open(os.environ["BILIK_SERVICE"]) as file:
            text, n_replaced = re.subn(r"(?m)^Exec=\S*/bilik ", f"Exec={os.environ['BILIK']} ", file.read())
        check(n_replaced == 1, f"one program in {text}")
        with open(os.path.join(os.environ["BILIK_TEST_SERVICES"], f"{APPLICATION}.service"), "w") as file:
            file.write(text)
        self.ask_bus("ReloadConfig", None)

    # --- notifications -----------------------------------------------------------------------------

    def on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        application, name = parameters.unpack()[:2]
        check(application == APPLICATION, f"{application} sends notifications")
        if method == "AddNotification":
            self.shown[name] = parameters.get_child_value(2)
        else:
            self.shown.pop(name, None)
        invocation.return_value(None)

    def read(self, name):
        """Title and body, once the notification is there."""
        told = wait_for(lambda: self.shown.get(name), f"the notification {name}").unpack()
        return told["title"], told.get("body")

    def click(self, name, button=None):
        """A click on it, or on a button of it: the notification goes, and the application hears of it."""
        told = self.shown.pop(name)
        if button:
            told = next(entry for entry in told.lookup_value("buttons", None) if entry["label"] == button)
            action, target = told["action"], GLib.Variant("s", told["target"])
        else:
            action, target = told.unpack()["default-action"], told.lookup_value("default-action-target", None)
        self.bus.call_sync(APPLICATION, PATH, "org.freedesktop.Application", "ActivateAction",
                           GLib.Variant("(sava{sv})", (action.removeprefix("app."), [target], {})), None,
                           Gio.DBusCallFlags.NONE, START_MS, None)

    # --- programs ------------------------------------------------------------------------------------

    def open(self, link):
        """A click on a link, by the desktop file of what handles it."""
        entry = Gio.DesktopAppInfo.new_from_filename(os.environ["BILIK_DESKTOP_FILE"])
        check("x-scheme-handler/bilik" in entry.get_supported_types(), "links of ours are its")
        check(entry.launch_uris([link], None), "launched")

    def find_console(self):
        """The process that the bus knows by our name."""
        wait_for(lambda: self.is_owned(APPLICATION), "the console on the bus", 20)
        return StartedByBus(self.ask_bus("GetConnectionUnixProcessID", GLib.Variant("(s)", (APPLICATION,))))

    def end(self):
        self.keyring.terminate()
        self.keyring.wait(10)
