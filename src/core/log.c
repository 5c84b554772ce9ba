/* log.c - levels, sinks, and the line for stderr (log.h).
 *
 * Level and sink are atomics: set at the start, read by all threads, without a lock. Nothing is allocated: the message
 * is formatted into an array on the stack, the line into another. */
#include "core/log.h"

#include "core/clock.h"
#include "core/str.h"
#include "core/utf8.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ELLIPSIS "\xE2\x80\xA6"

static atomic_int least_level = BRISK_LOG_INFO;
static _Atomic(const brisk_log_sink *) current_sink;

/* ---- the line ---- */

/* A line in the making; text that does not fit is left out and is_cut set. */
typedef struct line {
    char *text;
    size_t len;
    size_t capacity;
    bool is_cut;
} line;

static void put(line *out, const char *text, size_t len)
{
    if (out->is_cut || len > out->capacity - out->len) {
        out->is_cut = true;
        return;
    }
    memcpy(out->text + out->len, text, len);
    out->len += len;
}

static void put_c_string(line *out, const char *text)
{
    put(out, text, strlen(text));
}

/* "\n" and its like; all else that is not printable as "\u009b", or "\xff" for a byte that is no UTF-8. */
static void put_escape(line *out, uint32_t value, bool is_byte)
{
    char escape[16];
    switch (value) {
    case '\n':
        put(out, "\\n", 2);
        return;
    case '\r':
        put(out, "\\r", 2);
        return;
    case '\t':
        put(out, "\\t", 2);
        return;
    default:
        (void)snprintf(escape, sizeof(escape), is_byte ? "\\x%02x" : "\\u%04x", (unsigned)value);
        put_c_string(out, escape);
    }
}

/* Text that was made by others must not break the line or steer a terminal: controls (C0, DEL, C1), line separators. */
static void put_text(line *out, brisk_str text, bool in_quotes)
{
    while (text.len > 0 && !out->is_cut) {
        uint32_t code_point = 0;
        size_t len = brisk_utf8_decode(text, &code_point);
        if (len == 0) {
            put_escape(out, (unsigned char)text.ptr[0], true);
            len = 1;
        } else if (code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) || code_point == 0x2028 ||
                   code_point == 0x2029) {
            put_escape(out, code_point, false);
        } else if (in_quotes && (code_point == '"' || code_point == '\\')) {
            put(out, code_point == '"' ? "\\\"" : "\\\\", 2);
        } else {
            put(out, text.ptr, len);
        }
        text = brisk_str_from(text, len);
    }
}

static void put_time(line *out, int64_t time_us)
{
    int64_t rest_us = time_us % 1000000;
    rest_us = rest_us < 0 ? rest_us + 1000000 : rest_us;
    time_t seconds = (time_t)((time_us - rest_us) / 1000000);
    struct tm utc;
    char text[64];
    if (gmtime_r(&seconds, &utc) != NULL && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc) != 0) {
        put_c_string(out, text);
        (void)snprintf(text, sizeof(text), ".%03dZ ", (int)(rest_us / 1000));
        put_c_string(out, text);
    }
}

static bool needs_quotes(brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ' ' || text.ptr[i] == '"' || text.ptr[i] == '=' || text.ptr[i] == '\\') {
            return true;
        }
    }
    return text.len == 0;
}

static void put_field(line *out, const brisk_log_field *field)
{
    put(out, " ", 1);
    put_c_string(out, field->name);
    put(out, "=", 1);
    bool quoted = needs_quotes(field->value);
    if (quoted) {
        put(out, "\"", 1);
    }
    put_text(out, field->value, quoted);
    if (quoted) {
        put(out, "\"", 1);
    }
}

size_t brisk_log_format(const brisk_log_record *record, char *out, size_t capacity)
{
    const size_t end_len = sizeof(ELLIPSIS); /* the ellipsis and, in place of its NUL, the newline */
    if (capacity < end_len) {
        return 0;
    }
    line text = {.text = out, .capacity = capacity - end_len};
    put_time(&text, record->time_us);
    put_c_string(&text, brisk_log_level_name(record->level));
    put(&text, " ", 1);
    put_text(&text, record->message, false);
    for (size_t i = 0; i < record->field_count; i++) {
        put_field(&text, &record->fields[i]);
    }
    if (text.is_cut) {
        memcpy(out + text.len, ELLIPSIS, end_len - 1);
        text.len += end_len - 1;
    }
    out[text.len] = '\n';
    return text.len + 1;
}

/* ---- records ---- */

static void write_to_stderr(const brisk_log_record *record)
{
    char text[BRISK_LOG_MAX_LINE];
    size_t len = brisk_log_format(record, text, sizeof(text));
    int saved_errno = errno; /* who logs an error may still want its errno */
    while (write(STDERR_FILENO, text, len) < 0 && errno == EINTR) {
    }
    errno = saved_errno;
}

void brisk_log_fields(brisk_log_level level, brisk_str message, const brisk_log_field *fields, size_t count)
{
    if (!brisk_log_enabled(level)) {
        return;
    }
    brisk_log_record record = {
        .level = level,
        .time_us = brisk_clock_wall_us(),
        .message = message,
        .fields = fields,
        .field_count = count,
    };
    const brisk_log_sink *sink = atomic_load_explicit(&current_sink, memory_order_acquire);
    if (sink != NULL) {
        sink->write(sink->context, &record);
    } else {
        write_to_stderr(&record);
    }
}

void brisk_log(brisk_log_level level, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    brisk_log_v(level, NULL, 0, format, args);
    va_end(args);
}

void brisk_log_v(brisk_log_level level, const brisk_log_field *fields, size_t count, const char *format, va_list args)
{
    if (!brisk_log_enabled(level)) {
        return;
    }
    char text[BRISK_LOG_MAX_MESSAGE + sizeof(ELLIPSIS)];
    int wanted = vsnprintf(text, BRISK_LOG_MAX_MESSAGE + 1, format, args);
    if (wanted < 0) {
        return;
    }
    size_t len = (size_t)wanted;
    if (len > BRISK_LOG_MAX_MESSAGE) {
        /* Cut between characters: no half of one stays at the end. */
        len = BRISK_LOG_MAX_MESSAGE;
        while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80) {
            len--;
        }
        len -= len > 0 && (unsigned char)text[len - 1] >= 0xC0;
        memcpy(text + len, ELLIPSIS, sizeof(ELLIPSIS) - 1);
        len += sizeof(ELLIPSIS) - 1;
    }
    brisk_log_fields(level, (brisk_str){text, len}, fields, count);
}

/* ---- settings ---- */

bool brisk_log_enabled(brisk_log_level level)
{
    return (int)level >= atomic_load_explicit(&least_level, memory_order_relaxed) && level < BRISK_LOG_OFF;
}

void brisk_log_set_level(brisk_log_level level)
{
    atomic_store_explicit(&least_level, (int)level, memory_order_relaxed);
}

brisk_log_level brisk_log_get_level(void)
{
    return (brisk_log_level)atomic_load_explicit(&least_level, memory_order_relaxed);
}

bool brisk_log_level_parse(brisk_str name, brisk_log_level *level)
{
    for (brisk_log_level i = BRISK_LOG_DEBUG; i <= BRISK_LOG_OFF; i++) {
        if (brisk_str_is_ignore_case(name, brisk_log_level_name(i))) {
            *level = i;
            return true;
        }
    }
    if (brisk_str_is_ignore_case(name, "warn")) {
        *level = BRISK_LOG_WARNING;
        return true;
    }
    return false;
}

const char *brisk_log_level_name(brisk_log_level level)
{
    switch (level) {
    case BRISK_LOG_DEBUG:
        return "DEBUG";
    case BRISK_LOG_INFO:
        return "INFO";
    case BRISK_LOG_WARNING:
        return "WARNING";
    case BRISK_LOG_ERROR:
        return "ERROR";
    case BRISK_LOG_OFF:
        break;
    }
    return "OFF";
}

void brisk_log_set_sink(const brisk_log_sink *sink)
{
    atomic_store_explicit(&current_sink, sink, memory_order_release);
}
