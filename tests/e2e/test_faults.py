# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms that misbehave: a web process that is killed, a page that says everything twice."""
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

from backend import Backend
from driver import Console
from tap import check, equal, run

PAGE = """<!DOCTYPE html><title>A form that repeats itself</title><body>
<script>
const say = (type, fields) => parent.postMessage({ type, version: 1, ...fields }, 'bilik-embed://host');
const created = () => say('TICKET_CREATED', { ticketId: '%s', ticketName: 'Said often', dueDate: null });
created();                                 // before READY
addEventListener('message', (event) => {
  if (event.data.type !== 'EMBED_INIT') return;
  for (let i = 0; i < 20; i++) created();
  say('EMBED_CLOSE', { reason: 'ticket_created' });
  setInterval(created, 20);                // and on, after the close
});
say('EMBED_READY');
</script>"""


def find_web_processes(parent):
    """Those below the console; WebKit puts its sandbox between them."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                program, rest = file.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        if int(rest.split()[1]) == parent:
            found += [int(name)] if program.startswith("WebKitWebProces") else []
            found += find_web_processes(int(name))
    return found


def web_process_killed():
    """REL-19/error-with-retry-within-two-seconds"""
    with Backend() as backend, Console(backend) as console:
        console.sign_in()
        console.open_customer(backend.customers()[1])
        console.open_form()
        processes = find_web_processes(console.process.pid)
        check(processes, "a web process")
        for process in processes:
            os.kill(process, signal.SIGKILL)
        console.expect("label", "The form stopped working", timeout=2)
        console.picture_if_wanted("rel-19")
        console.press("Retry", console.section)
        console.form_type("Title", "After the crash")
        console.form_press("Create ticket")
        console.expect_text("Ticket “After the crash” created and linked")


class RepeatingForm(BaseHTTPRequestHandler):
    ticket_id = ""

    def do_GET(self):
        body = (PAGE % self.ticket_id).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def repeated_ticket_created():
    """SEC-06/duplicates-replays-and-after-close-link-once"""
    server = HTTPServer(("127.0.0.1", 0), RepeatingForm)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Backend("--embed-url", f"http://127.0.0.1:{server.server_port}") as backend, Console(backend) as console:
        one, other = backend.customers()[1:3]
        RepeatingForm.ticket_id = backend.tickets_of(other)[0]["id"]
        before = len(backend.tickets_of(one))
        console.sign_in()
        console.open_customer(one)
        console.do("win.new-ticket")
        console.expect_text("created and linked")
        console.expect_no_form()
        time.sleep(1)  # room for the replays to do harm
        equal(len(backend.tickets_of(one)), before + 1, "tickets")
        equal(backend.count_requests("lead_tickets_add"), 1, "association calls")
        equal(len(backend.events("cdp_ticket_embed_created")) <= 1, True, "the event is not repeated")
    server.shutdown()


run(web_process_killed, repeated_ticket_created)
