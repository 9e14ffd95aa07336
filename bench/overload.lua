-- Asks for addresses of a file, one after the other, and counts what is answered by status.
local addresses = {}
local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    counts = {}
    without = 0
    for line in io.lines(args[1]) do table.insert(addresses, line) end
    wrk.headers["Cookie"] = args[2]
    place = 0
end

function request()
    place = place % #addresses + 1
    return wrk.format("GET", addresses[place])
end

function response(status, headers, body)
    counts[status] = (counts[status] or 0) + 1
    if (status == 429 or status == 503) and not (headers["retry-after"] or headers["Retry-After"])
    then
        without = without + 1
    end
end

function done(summary, latency, requests)
    local all, missing = {}, 0
    for _, thread in ipairs(threads) do
        for status, count in pairs(thread:get("counts")) do
            all[status] = (all[status] or 0) + count
        end
        missing = missing + thread:get("without")
    end
    local parts = {}
    for status, count in pairs(all) do
        table.insert(parts, string.format('"%d": %d', status, count))
    end
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"statuses": {%s}, "without_retry_after": %d, "connect": %d, "read": %d, '
            .. '"write": %d, "timeout": %d, "seconds": %.3f, "p50": %.2f, "p99": %.2f}\n',
        table.concat(parts, ", "), missing, errors.connect, errors.read, errors.write,
        errors.timeout, summary.duration / 1e6, latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3))
end
