-- What wrk measured, as one line of JSON behind its own report. The request is told by the environment.
wrk.method = os.getenv("BENCH_METHOD")
wrk.body = os.getenv("BENCH_BODY")
if wrk.body then
    wrk.headers["Content-Type"] = "application/json"
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\nRESULT {"requests": %d, "us": %d, "p50_us": %d, "p99_us": %d, "bytes": %d, "not_2xx": %d, "failed": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.bytes,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
