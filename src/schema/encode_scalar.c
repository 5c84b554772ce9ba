/* encode_scalar.c - scalars to JSON in the forms of pydantic's JSON mode: ISO 8601, decimals as text, bytes UTF-8. */
#include "schema/encode_scalar.h"

#include "core/date.h"
#include "core/datetime.h"
#include "core/decimal.h"
#include "core/duration.h"
#include "core/uuid.h"
#include "schema/encode_text.h"
#include "schema/json_write.h"

#include <string.h>

#define DAY_US (INT64_C(86400) * 1000000)
/* 0001-01-01T00:00:00 and 9999-12-31T23:59:59.999999, in microseconds of 1970 */
#define DATETIME_MIN_US (INT64_C(-62135596800) * 1000000)
#define DATETIME_MAX_US (INT64_C(253402300800) * 1000000 - 1)

static void append_quoted(brisk_buffer *out, brisk_str text)
{
    brisk_buffer_append_char(out, '"');
    brisk_buffer_append_str(out, text);
    brisk_buffer_append_char(out, '"');
}

static bool is_offset(int32_t offset_s)
{
    return offset_s > -86400 && offset_s < 86400;
}

static const char *write_text(brisk_buffer *out, const void *value)
{
    brisk_str text;
    memcpy(&text, value, sizeof text);
    if (text.len > 0 && !text.ptr) {
        return "a text of some length without a pointer";
    }
    return brisk_encode_text(out, text) ? NULL : "invalid UTF-8";
}

/* Checked texts: e-mail, URL, address. The empty one was never set. */
static const char *write_checked_text(brisk_buffer *out, const void *value)
{
    brisk_str text;
    memcpy(&text, value, sizeof text);
    return text.len == 0 ? "the text is empty (is it set?)" : write_text(out, value);
}

static const char *write_decimal(brisk_buffer *out, const void *value)
{
    brisk_decimal text;
    brisk_decimal_parts parts;
    memcpy(&text, value, sizeof text);
    if (!text.ptr || !brisk_decimal_split(text, &parts)) {
        return "no decimal number (is it set?)";
    }
    append_quoted(out, text);
    return NULL;
}

static const char *write_date(brisk_buffer *out, const void *value)
{
    brisk_date date;
    char buf[BRISK_DATE_TEXT];
    memcpy(&date, value, sizeof date);
    if (!brisk_date_is_valid(date)) {
        return "no day of the calendar (is it set?)";
    }
    append_quoted(out, brisk_date_format(buf, date));
    return NULL;
}

static const char *write_datetime(brisk_buffer *out, const void *value, bool is_aware)
{
    brisk_datetime datetime;
    char buf[BRISK_DATETIME_TEXT];
    memcpy(&datetime, value, sizeof datetime);
    if (datetime.us < DATETIME_MIN_US || datetime.us > DATETIME_MAX_US || !is_offset(datetime.offset_s)) {
        return "a datetime outside of the years 1 to 9999";
    }
    if (is_aware && !datetime.has_offset) {
        return "an aware_datetime without an offset (is it set?)";
    }
    append_quoted(out, brisk_datetime_format(buf, datetime));
    return NULL;
}

static const char *write_time(brisk_buffer *out, const void *value)
{
    brisk_time time;
    char buf[BRISK_TIME_TEXT];
    memcpy(&time, value, sizeof time);
    if (time.us < 0 || time.us >= DAY_US || !is_offset(time.offset_s)) {
        return "a time outside of the day";
    }
    append_quoted(out, brisk_time_format(buf, time));
    return NULL;
}

static void write_duration(brisk_buffer *out, const void *value)
{
    brisk_duration duration;
    char buf[BRISK_DURATION_TEXT];
    memcpy(&duration, value, sizeof duration);
    append_quoted(out, brisk_duration_format(buf, duration));
}

static void write_uuid(brisk_buffer *out, const void *value)
{
    brisk_uuid uuid;
    char buf[BRISK_UUID_TEXT];
    memcpy(&uuid, value, sizeof uuid);
    append_quoted(out, brisk_uuid_format(buf, uuid));
}

static const char *write_enum(brisk_buffer *out, const brisk_type *type, const void *value)
{
    int number;
    memcpy(&number, value, sizeof number);
    for (const brisk_enum_value *v = type->values; v && v->name; v++) {
        if (v->value == number) {
            brisk_json_write_literal(out, &v->wire);
            return NULL;
        }
    }
    return "no value of its enum (is it set?)";
}

static void write_json(brisk_buffer *out, const void *value)
{
    brisk_json json;
    memcpy(&json, value, sizeof json);
    brisk_json_write_node(out, json.node);
}

/* The integers of C as one; false for other kinds. uint64 above INT64_MAX: *is_big. */
static bool read_integer(const brisk_type *type, const void *value, int64_t *out, bool *is_big)
{
    int32_t i32;
    uint32_t u32;
    uint64_t u64;
    *is_big = false;
    switch (type->kind) {
    case BRISK_KIND_BOOL:
        *out = *(const unsigned char *)value != 0;
        return true;
    case BRISK_KIND_INT32:
        memcpy(&i32, value, sizeof i32);
        *out = i32;
        return true;
    case BRISK_KIND_UINT32:
        memcpy(&u32, value, sizeof u32);
        *out = u32;
        return true;
    case BRISK_KIND_INT64:
        memcpy(out, value, sizeof *out);
        return true;
    case BRISK_KIND_UINT64:
        memcpy(&u64, value, sizeof u64);
        *is_big = u64 > INT64_MAX;
        *out = *is_big ? INT64_MAX : (int64_t)u64;
        return true;
    default:
        return false;
    }
}

static void write_number(brisk_buffer *out, const brisk_type *type, const void *value)
{
    int64_t number;
    bool is_big;
    if (type->kind == BRISK_KIND_DOUBLE) {
        double real;
        memcpy(&real, value, sizeof real);
        brisk_buffer_append_double(out, real); /* not finite: null, as pydantic writes it */
    } else if (read_integer(type, value, &number, &is_big) && !is_big) {
        brisk_buffer_append_i64(out, number);
    } else {
        uint64_t big;
        memcpy(&big, value, sizeof big);
        brisk_buffer_append_u64(out, big);
    }
}

const char *brisk_encode_scalar(brisk_buffer *out, const brisk_type *type, const void *value)
{
    switch (type->kind) {
    case BRISK_KIND_BOOL:
        brisk_buffer_append_c_string(out, *(const unsigned char *)value ? "true" : "false");
        return NULL;
    case BRISK_KIND_INT32:
    case BRISK_KIND_INT64:
    case BRISK_KIND_UINT32:
    case BRISK_KIND_UINT64:
    case BRISK_KIND_DOUBLE:
        write_number(out, type, value);
        return NULL;
    case BRISK_KIND_STR:
    case BRISK_KIND_BYTES:
        return write_text(out, value);
    case BRISK_KIND_EMAIL:
    case BRISK_KIND_URL:
    case BRISK_KIND_HTTP_URL:
    case BRISK_KIND_IPV4:
    case BRISK_KIND_IPV6:
        return write_checked_text(out, value);
    case BRISK_KIND_DECIMAL:
        return write_decimal(out, value);
    case BRISK_KIND_DATE:
        return write_date(out, value);
    case BRISK_KIND_DATETIME:
    case BRISK_KIND_AWARE_DATETIME:
        return write_datetime(out, value, type->kind == BRISK_KIND_AWARE_DATETIME);
    case BRISK_KIND_TIME:
        return write_time(out, value);
    case BRISK_KIND_DURATION:
        write_duration(out, value);
        return NULL;
    case BRISK_KIND_UUID:
        write_uuid(out, value);
        return NULL;
    case BRISK_KIND_ENUM:
        return write_enum(out, type, value);
    case BRISK_KIND_JSON:
        write_json(out, value);
        return NULL;
    default:
        return "a value of a type that has no JSON form";
    }
}

bool brisk_encode_has_literals(const brisk_type *type)
{
    return type->kind == BRISK_KIND_STR || (type->kind >= BRISK_KIND_BOOL && type->kind <= BRISK_KIND_UINT64);
}

bool brisk_encode_is_literal(const brisk_type *type, const void *value, const brisk_literal *literal)
{
    int64_t number;
    bool is_big;
    if (type->kind == BRISK_KIND_STR) {
        brisk_str text;
        memcpy(&text, value, sizeof text);
        return literal->kind == BRISK_LITERAL_TEXT && brisk_str_is(text, literal->text);
    }
    return (literal->kind == BRISK_LITERAL_INT || literal->kind == BRISK_LITERAL_BOOL) &&
           read_integer(type, value, &number, &is_big) && !is_big && number == literal->i;
}
