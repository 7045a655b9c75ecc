-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk: every request is a new create with a key of its own. Arguments: path, token, body.
local thread_number = 0
function setup (thread)
  thread:set ("number", thread_number)
  thread_number = thread_number + 1
end
function init (arguments)
  path, body = arguments[1], arguments[3]
  headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. arguments[2] }
  count, run = 0, os.time () .. "-" .. tostring ({}):sub (8)
end
function request ()
  count = count + 1
  headers["Idempotency-Key"] = "bench-" .. run .. "-" .. number .. "-" .. count
  return wrk.format ("POST", path, headers, body)
end
function done (summary, latency, requests)
  io.write (string.format ("RESULT %.1f %d %.3f %d\n", summary.requests / (summary.duration / 1e6),
    summary.errors.status + summary.errors.read + summary.errors.timeout, latency:percentile (99) / 1000, summary.requests))
end
