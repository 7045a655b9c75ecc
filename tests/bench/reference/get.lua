-- SPDX-License-Identifier: GPL-3.0-or-later
-- wrk: the same GET again and again. Argument: token, or nothing.
function init (arguments)
  if arguments[1] then wrk.headers["Authorization"] = "Bearer " .. arguments[1] end
end
function done (summary, latency, requests)
  io.write (string.format ("RESULT %.1f %d %.3f %d\n", summary.requests / (summary.duration / 1e6),
    summary.errors.status + summary.errors.read + summary.errors.timeout, latency:percentile (99) / 1000, summary.requests))
end
