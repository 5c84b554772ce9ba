/* format.h - what the parsers of the text formats (dates, ids, decimals, e-mail, URL, IP) answer.
 *
 * Each parser is `brisk_format_result brisk_<x>_parse(brisk_str text, <x> *out, brisk_arena *arena)`. The answer is
 * what pydantic 2.13 says of the same text: an error type (one row of the list below) and, where that row has a place for
 * it, a reason. The 422 item is made of both:
 *
 *     row           UUID_PARSING, "uuid_parsing", "Input should be a valid UUID, ", "error"
 *     reason        "input is too short"
 *     422 item      {"type": "uuid_parsing", "msg": "Input should be a valid UUID, input is too short",
 *                    "ctx": {"error": "input is too short"}}
 *
 * Rules that hold for all of them: *out is written only on success; any bytes are allowed as input (NUL inside, broken
 * UTF-8, megabytes) and cost linear time; arena takes the reasons that have to be built and the texts that had to be
 * normalised; where it is NULL or exhausted a built reason is cut short to its constant part. Nothing looks at the
 * locale, the time zone or the clock of the machine. Any thread. */
#ifndef BRISK_CORE_FORMAT_H
#define BRISK_CORE_FORMAT_H

#include <brisk/arena.h>
#include <brisk/types.h>

/* name, pydantic's type, message (the reason follows where the key is not NULL), key of the reason in ctx */
#define BRISK_FORMAT_LIST(X)                                                                                           \
    X(OK, "", "", NULL)                                                                                                \
    X(DATE_PARSING, "date_parsing", "Input should be a valid date in the format YYYY-MM-DD, ", "error")                \
    X(DATE_FROM_DATETIME_PARSING, "date_from_datetime_parsing", "Input should be a valid date or datetime, ", "error") \
    X(DATE_FROM_DATETIME_INEXACT, "date_from_datetime_inexact",                                                        \
      "Datetimes provided to dates should have zero time - e.g. be exact dates", NULL)                                 \
    X(DATETIME_PARSING, "datetime_parsing", "Input should be a valid datetime, ", "error")                             \
    X(DATETIME_FROM_DATE_PARSING, "datetime_from_date_parsing", "Input should be a valid datetime or date, ", "error") \
    X(TIMEZONE_AWARE, "timezone_aware", "Input should have timezone info", NULL)                                       \
    X(TIME_PARSING, "time_parsing", "Input should be in a valid time format, ", "error")                               \
    X(TIME_DELTA_PARSING, "time_delta_parsing", "Input should be a valid timedelta, ", "error")                        \
    X(UUID_PARSING, "uuid_parsing", "Input should be a valid UUID, ", "error")                                         \
    X(DECIMAL_PARSING, "decimal_parsing", "Input should be a valid decimal", NULL)                                     \
    X(FINITE_NUMBER, "finite_number", "Input should be a finite number", NULL)                                         \
    X(EMAIL, "value_error", "value is not a valid email address: ", "reason")                                          \
    X(URL_PARSING, "url_parsing", "Input should be a valid URL, ", "error")                                            \
    X(URL_SCHEME, "url_scheme", "URL scheme should be ", "expected_schemes")                                           \
    X(URL_TOO_LONG, "url_too_long", "URL should have at most 2083 characters", NULL)                                   \
    X(IP_V4_ADDRESS, "ip_v4_address", "Input is not a valid IPv4 address", NULL)                                       \
    X(IP_V6_ADDRESS, "ip_v6_address", "Input is not a valid IPv6 address", NULL)                                       \
    X(NO_MEMORY, "", "out of memory", NULL)

typedef enum brisk_format_error {
#define BRISK_FORMAT_ENUM(name, type, message, key) BRISK_FORMAT_##name,
    BRISK_FORMAT_LIST(BRISK_FORMAT_ENUM)
#undef BRISK_FORMAT_ENUM
} brisk_format_error;

/** One row of the list above, as data. reason_key is NULL where the error carries no reason. */
typedef struct brisk_format_row {
    const char *type;
    const char *message;
    const char *reason_key;
} brisk_format_row;

/** What a parser answers. error is BRISK_FORMAT_OK (0) on success; BRISK_FORMAT_NO_MEMORY where the arena is exhausted
 *  (the arena is marked failed then, and the request is answered with 503). reason: constant, or in the arena. */
typedef struct brisk_format_result {
    brisk_format_error error;
    brisk_str reason;
} brisk_format_result;

/** The row of an error. Never NULL; an error that is none gives the row of OK. url_too_long has the ctx
 *  {"max_length": 2083}, a number, which the caller writes itself. */
const brisk_format_row *brisk_format_row_of(brisk_format_error error);

/** The whole message of a result, "Input should be a valid UUID, input is too short", built in arena.
 *  Returns a constant text where the error has no reason; the empty text on exhaustion. */
brisk_str brisk_format_message(brisk_format_result result, brisk_arena *arena);

#endif
