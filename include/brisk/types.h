/* types.h - the C types that stand for values of an API: text, dates, ids, optional values, lists.
 *
 * All of them are plain values without ownership: what they point at belongs to an arena (for a request: its arena)
 * or is constant. Text is UTF-8, of known length and not NUL-terminated.
 *
 *     word in MODEL      C type            C value
 *     str                brisk_str         { ptr, len }
 *     opt(int64)         brisk_opt_int64   { value, given, null }
 *     list(str)          brisk_list_str    { items, count }
 *     map(double)        brisk_map_double  { entries, count }, an entry is { key, value }
 *
 * The typedefs of composites (opt_…, list_…) are made in describe.h. */
#ifndef BRISK_TYPES_H
#define BRISK_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A view of UTF-8 text. ptr may be NULL when len is 0: that is the empty text, never "null". */
typedef struct brisk_str {
    const char *ptr;
    size_t len;
} brisk_str;

typedef brisk_str brisk_bytes;    /* any bytes in C; on the wire UTF-8 text, as pydantic's bytes */
typedef brisk_str brisk_decimal;  /* a checked decimal number as text, "12.50": digits are kept as they came */
typedef brisk_str brisk_email;    /* a checked e-mail address, domain in lower case */
typedef brisk_str brisk_url;      /* a checked absolute URL, normalised as WHATWG does */
typedef brisk_str brisk_http_url; /* the same, scheme http or https */
typedef brisk_str brisk_ipv4;     /* "192.0.2.1" */
typedef brisk_str brisk_ipv6;     /* "2001:db8::1", compressed */

/** A day of the proleptic Gregorian calendar: year 1 to 9999, month 1 to 12, day 1 to 31. */
typedef struct brisk_date {
    int32_t year;
    int32_t month;
    int32_t day;
} brisk_date;

/** A time of day: microseconds since midnight as written; offset_s seconds east of UTC where has_offset. */
typedef struct brisk_time {
    int64_t us;
    int32_t offset_s;
    bool has_offset;
} brisk_time;

/** A point in time. us: microseconds since 1970-01-01T00:00:00 of the wall clock as written (local time, the offset
 *  is NOT subtracted); the instant in UTC is us - offset_s * 1000000 where has_offset. Years 1 to 9999. */
typedef struct brisk_datetime {
    int64_t us;
    int32_t offset_s;
    bool has_offset;
} brisk_datetime;

/** A datetime whose offset is required: has_offset is always true after validation. */
typedef brisk_datetime brisk_aware_datetime;

/** A span of time in microseconds; may be negative. */
typedef struct brisk_duration {
    int64_t us;
} brisk_duration;

/** An RFC 9562 UUID, bytes in network order. */
typedef struct brisk_uuid {
    uint8_t bytes[16];
} brisk_uuid;

/** Any JSON value, parsed. node is NULL for "no value" (written as null). Read it with brisk_json_… (json.h). */
typedef struct brisk_json {
    const struct brisk_json_node *node;
} brisk_json;

/** An uploaded file of a multipart form. */
typedef struct brisk_file {
    brisk_str filename;
    brisk_str content_type;
    brisk_bytes content;
} brisk_file;

/** A str of a string literal, with its length known at compile time: `brisk_str s = BRISK_S("x");` */
#define BRISK_S(literal) ((brisk_str){"" literal "", sizeof(literal) - 1})
/** The same as an initialiser of static data: `static const brisk_str s = BRISK_STR("x");` */
#define BRISK_STR(literal)                                                                                             \
    {                                                                                                                  \
        "" literal "", sizeof(literal) - 1                                                                             \
    }

/** Makes a str of a NUL-terminated string; NULL gives the empty text. Borrows: text must outlive the result. */
brisk_str brisk_str_view(const char *text);
/** True where both texts hold the same bytes. */
bool brisk_str_equal(brisk_str a, brisk_str b);
/** True where a holds the bytes of the NUL-terminated string text. */
bool brisk_str_is(brisk_str a, const char *text);

#ifdef __cplusplus
}
#endif

#endif
