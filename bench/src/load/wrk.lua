-- Sends each delivery of a file once. Arguments: the file, how many of its deliveries were sent before, requests per second (0: as fast
-- as they are answered). Prints one line of JSON at the end.
local ffi = require("ffi")
ffi.cdef[[
typedef struct { long tv_sec; long tv_nsec; } bench_timespec;
int clock_gettime(int clock, bench_timespec *time);
]]
local MONOTONIC = jit.os == "OSX" and 6 or 1
local time = ffi.new("bench_timespec")
local function now_ms()
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.tv_sec) * 1000 + tonumber(time.tv_nsec) / 1e6
end

local requests = {}
local place, rate, next_at

function init(args)
  local handle = assert(io.open(args[1], "rb"))
  rate = tonumber(args[3])
  while true do
    local signature = handle:read("*l")
    if signature == nil then break end
    local body = handle:read(tonumber(handle:read("*l")))
    handle:read(1)
    requests[#requests + 1] = wrk.format("POST", wrk.path, {
      ["Content-Type"] = "application/json; charset=utf-8",
      ["Stripe-Signature"] = signature,
      ["User-Agent"] = "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }, body)
  end
  handle:close()
  place = tonumber(args[2])
end

-- An even schedule over all connections. wrk starts its clock when it sends, after the delay.
function delay()
  if rate == 0 then return 0 end
  local now = now_ms()
  if next_at == nil then next_at = now end
  next_at = next_at + 1000 / rate
  local wait = next_at - now
  if wait < 0 then return 0 end
  return wait
end

function request()
  place = place + 1
  return requests[(place - 1) % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"refused":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status + errors.timeout + errors.connect + errors.read + errors.write))
end
