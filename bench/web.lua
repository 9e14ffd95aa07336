-- Requests of bench/web.py. Arguments: a file with one request a line, and a cookie. A line is a
-- path, or a path, a tab, and a form that is sent by POST. Prints what was measured as JSON.

local requests = {}
local place = 0

function init(arguments)
    local headers = { Cookie = arguments[2] }
    local posted = {
        Cookie = arguments[2],
        ["Content-Type"] = "application/x-www-form-urlencoded",
    }
    for line in io.lines(arguments[1]) do
        local path, form = line:match("^([^\t]+)\t(.+)$")
        if path then
            requests[#requests + 1] = wrk.format("POST", path, posted, form)
        else
            requests[#requests + 1] = wrk.format("GET", line, headers)
        end
    end
end

function request()
    place = place % #requests + 1
    return requests[place]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %.3f, "p50": %.3f, "p95": %.3f, "p99": %.3f, "most": %.3f, '
            .. '"failed": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
        latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
