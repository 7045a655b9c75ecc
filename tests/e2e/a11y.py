# SPDX-License-Identifier: GPL-3.0-or-later
"""What assistive technology sees, asked over the accessibility bus.

WebKit's web process stands on that bus by itself, below no application that the registry knows, so that everything here
goes over D-Bus and not through a library that starts from the registry.
"""
import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ROOT = "/org/a11y/atspi/accessible/root"
NAMES = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
STATES = {"checked": 4, "editable": 7, "focused": 12, "selected": 23, "sensitive": 24}
# WebKit says the number of a role and leaves its name empty; the names are those that GTK uses.
WEB_ROLES = {2: "alert", 7: "check box", 11: "combo box", 16: "dialog", 32: "list item", 43: "button", 44: "radio button",
             62: "toggle button", 79: "text box", 83: "heading", 95: "document", 116: "static"}


def open_bus():
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, 5000, None)
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address.unpack()[0], flags, None, None)


class Node:
    """One accessible object. Answers are always fresh; one that is gone answers with nothing."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path

    def call(self, interface, method, parameters=None):
        reply = self.bus.call_sync(self.owner, self.path, f"org.a11y.atspi.{interface}", method, parameters, None, 0, 5000,
                                   None)
        return reply.unpack()

    def get(self, interface, name):
        reply = self.bus.call_sync(self.owner, self.path, "org.freedesktop.DBus.Properties", "Get",
                                   GLib.Variant("(ss)", (f"org.a11y.atspi.{interface}", name)), None, 0, 5000, None)
        return reply.unpack()[0]

    @property
    def name(self):
        try:
            return self.get("Accessible", "Name")
        except GLib.Error:
            return ""

    @property
    def role(self):
        try:
            name = self.call("Accessible", "GetRoleName")[0]
            return name or WEB_ROLES.get(self.call("Accessible", "GetRole")[0], "")
        except GLib.Error:
            return ""

    @property
    def children(self):
        try:
            return [Node(self.bus, owner, path) for owner, path in self.call("Accessible", "GetChildren")[0]]
        except GLib.Error:
            return []

    def has(self, state):
        try:
            low, high = self.call("Accessible", "GetState")[0]
        except GLib.Error:
            return False
        return bool((low | high << 32) >> STATES[state] & 1)

    @property
    def parent(self):
        return Node(self.bus, *self.get("Accessible", "Parent"))

    @property
    def extents(self):
        """x, y, width, height in the window."""
        try:
            return self.call("Component", "GetExtents", GLib.Variant("(u)", (1,)))[0]
        except GLib.Error:
            return (0, 0, 0, 0)

    @property
    def is_shown(self):
        """Pages of a stack that are not shown look visible to GTK 4.8, but have no extents."""
        return self.extents[2] > 0 and self.extents[3] > 0

    @property
    def text(self):
        """WebKit knows -1 for the end; GTK 4.8 gives nothing then."""
        try:
            ends = (-1, 10_000)
            return next(filter(None, (self.call("Text", "GetText", GLib.Variant("(ii)", (0, end)))[0] for end in ends)), "")
        except GLib.Error:
            return ""

    def actions(self):
        try:
            return [row[0] for row in self.call("Action", "GetActions")[0]]
        except GLib.Error:
            return []

    def act(self, action=None):
        """WebKit never answers GetActions: its first action is not asked for by name."""
        index = self.actions().index(action) if action else 0
        self.call("Action", "DoAction", GLib.Variant("(i)", (index,)))

    def focus(self):
        self.call("Component", "GrabFocus")

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def find_all(self, role=None, name=None, starts=None, shown=True):
        for node in self.walk():
            if role and node.role != role:
                continue
            found = node.name
            if (name is None or found == name) and (starts is None or found.startswith(starts)):
                if not shown or node.is_shown:
                    yield node

    def find(self, role=None, name=None, starts=None, shown=True):
        return next(self.find_all(role, name, starts, shown), None)


def find_application(bus, process_id):
    registry = Node(bus, "org.a11y.atspi.Registry", ROOT)
    for application in registry.children:
        owner = bus.call_sync(*NAMES, "GetConnectionUnixProcessID", GLib.Variant("(s)", (application.owner,)), None, 0, 5000,
                              None).unpack()[0]
        if owner == process_id:
            return application
    return None


def find_web_roots(bus):
    """The root of every web process on the bus: the first of its cache, because nothing leads down to it."""
    names = bus.call_sync(*NAMES, "ListNames", None, None, 0, 5000, None).unpack()[0]
    for name in names:
        if "WebProcess" not in name:
            continue
        try:
            items = bus.call_sync(name, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", None, None, 0, 5000,
                                  None).unpack()[0]
            yield Node(bus, *items[0][0])
        except (GLib.Error, IndexError):
            continue


class Events:
    """What an application says of itself from now on: (path, member, detail, value)."""

    def __init__(self, application):
        self.application, self.seen = application, []
        self.subscription = application.bus.signal_subscribe(
            application.owner, "org.a11y.atspi.Event.Object", None, None, None, Gio.DBusSignalFlags.NONE, self.on_event)

    def on_event(self, _bus, _sender, path, _interface, member, parameters):
        detail, _one, _two, value = parameters.unpack()[:4]
        self.seen.append((path, member, detail, value))

    def find(self, matches):
        while GLib.MainContext.default().iteration(False):
            pass
        return next((event for event in self.seen if matches(*event)), None)

    def end(self):
        self.application.bus.signal_unsubscribe(self.subscription)
