/* streaming.c - answers that are made while they are sent: a CSV of any length, and server-sent events that wait.
 *
 *     curl localhost:8000/numbers.csv?rows=1000000
 *     curl -N localhost:8000/clock
 *
 * A stream's context lives in the request's arena, which stays until the stream is closed. */
#include <brisk/brisk.h>

#include <stdio.h>
#include <time.h>

typedef struct Rows {
    int64_t next, count;
    char line[64];
} Rows;

static brisk_pulled pull_rows(void *context, brisk_str *piece)
{
    Rows *rows = context;
    if (rows->next == rows->count) {
        return BRISK_PULLED_END;
    }
    long long n = rows->next++;
    int len = snprintf(rows->line, sizeof rows->line, "%lld,%lld\n", n, n * n);
    *piece = (str){rows->line, (size_t)len};
    return BRISK_PULLED_MORE;
}

ENDPOINT(numbers, GET, "/numbers.csv", raw,
    summary("Numbers and their squares"), media("text/csv"),
    query(int64, rows, ge(0), le(10000000), defaults(10)));

static brisk_status numbers(brisk_request *req, const numbers_in *in)
{
    Rows *rows = brisk_arena_alloc(brisk_request_arena(req), sizeof *rows);
    if (!rows) {
        return BRISK_NO_MEMORY;
    }
    rows->count = in->rows;
    brisk_set_header(req, S("Content-Disposition"), S("attachment; filename=numbers.csv"));
    return brisk_respond_stream(req, 200, "text/csv", (brisk_stream){.pull = pull_rows, .context = rows, .length = -1});
}

typedef struct Clock {
    time_t last;
    int left;
    char event[64];
} Clock;

/* Says WAIT until the next second has begun: the server asks again, and nobody is held up meanwhile. */
static brisk_pulled pull_clock(void *context, brisk_str *piece)
{
    Clock *clock = context;
    time_t now = time(NULL);
    if (clock->left == 0) {
        return BRISK_PULLED_END;
    }
    if (now == clock->last) {
        return BRISK_PULLED_WAIT;
    }
    clock->last = now;
    clock->left--;
    int len = snprintf(clock->event, sizeof clock->event, "event: tick\ndata: %lld\n\n", (long long)now);
    *piece = (str){clock->event, (size_t)len};
    return BRISK_PULLED_MORE;
}

static void close_clock(void *context)
{
    const Clock *clock = context;
    fprintf(stderr, "clock: closed with %d ticks to go\n", clock->left);
}

ENDPOINT(ticks, GET, "/clock", raw,
    summary("A tick a second"), media("text/event-stream"), query(int32, count, ge(1), le(3600), defaults(5)));

static brisk_status ticks(brisk_request *req, const ticks_in *in)
{
    Clock *clock = brisk_arena_alloc(brisk_request_arena(req), sizeof *clock);
    if (!clock) {
        return BRISK_NO_MEMORY;
    }
    clock->left = in->count;
    brisk_set_header(req, S("Cache-Control"), S("no-store"));
    return brisk_respond_stream(
        req, 200, "text/event-stream",
        (brisk_stream){.pull = pull_clock, .close = close_clock, .context = clock, .length = -1});
}

ROUTER(streams, "", numbers, ticks);
APP(app, title("Streams"), version("1.0.0"), include(streams));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}
