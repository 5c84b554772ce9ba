/* 13-dates-ids.c - dates, times, durations, UUIDs, decimals, e-mail, URL, IPv4, bytes. */
#include "runner.h"

#include <brisk/brisk.h>

MODEL(Event,
    (opt(uuid),           id),
    (opt(datetime),       start),
    (opt(date),           day),
    (opt(time),           clock),
    (opt(duration),       length),
    (opt(aware_datetime), utc),
    (opt(decimal),        fee, ge(0), digits(5, 2)),
    (opt(email),          mail),
    (opt(http_url),       link),
    (opt(ipv4),           host),
    (opt(bytes),          key, min_length(2)));

ENDPOINT(add_event, POST, "/events", Event, body(Event, e));
static brisk_status add_event(brisk_request *req, const add_event_in *in, Event *out)
{
    *out = in->e;
    return BRISK_OK;
}

ENDPOINT(add_event_set, POST, "/events-set", Event, omit_unset, body(Event, e));
static brisk_status add_event_set(brisk_request *req, const add_event_set_in *in, Event *out)
{
    *out = in->e;
    return BRISK_OK;
}

MODEL(EventRead, (uuid, event_id), (opt(date), on), (opt(datetime), after), (opt(duration), wait), (opt(decimal), fee));

ENDPOINT(read_event, GET, "/events/{event_id}", EventRead, untyped,
    path(uuid,           event_id),
    query(opt(date),     on),
    query(opt(datetime), after),
    query(opt(duration), wait),
    query(opt(decimal),  fee, gt(0)));
static brisk_status read_event(brisk_request *req, const read_event_in *in, EventRead *out)
{
    *out = (EventRead){in->event_id, in->on, in->after, in->wait, in->fee};
    return BRISK_OK;
}

MODEL(DayRead, (date, day), (int64, weekday));

/* ISO 8601: Monday is 1, Sunday 7 (Sakamoto's method). */
static int64_t weekday_of(brisk_date day)
{
    static const int32_t shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int32_t year = day.month < 3 ? day.year - 1 : day.year;
    int32_t sunday_based = (year + year / 4 - year / 100 + year / 400 + shift[day.month - 1] + day.day) % 7;
    return sunday_based == 0 ? 7 : sunday_based;
}

ENDPOINT(read_day, GET, "/days/{day}", DayRead, untyped, path(date, day, ge("2000-01-01")));
static brisk_status read_day(brisk_request *req, const read_day_in *in, DayRead *out)
{
    *out = (DayRead){in->day, weekday_of(in->day)};
    return BRISK_OK;
}

ROUTER(events, "", add_event, add_event_set, read_event, read_day);

APP(app, title("Dates and ids"), version("1.0"), include(events));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
