/* log.h - the log of the library: a line of text with a level and, where useful, named fields.
 *
 *     brisk_log(BRISK_LOG_WARNING, "cannot bind port %d", port);
 *         ─► 2026-01-31T12:00:00.123Z WARNING cannot bind port 8000
 *
 * What handlers log comes here too (brisk/log.h, app/log.c). One sink takes all records. The one at the start writes a line to stderr with one write, so that lines of several
 * threads and processes do not mix; control characters are escaped, so that nobody can forge a line. Any thread. */
#ifndef BRISK_CORE_LOG_H
#define BRISK_CORE_LOG_H

#include <brisk/log.h>

#include <stdarg.h>

/** What a sink gets; all of it is valid during the call only. */
typedef struct brisk_log_record {
    brisk_log_level level;
    int64_t time_us; /* wall clock, microseconds since 1970 UTC */
    brisk_str message;
    const brisk_log_field *fields; /* NULL where there are none */
    size_t field_count;
} brisk_log_record;

/** Where records go. write is called by any thread, also by several at once; it must not call brisk_log. */
typedef struct brisk_log_sink {
    void (*write)(void *context, const brisk_log_record *record);
    void *context;
} brisk_log_sink;

/** Logs formatted text. Does nothing below the level set. */
void brisk_log(brisk_log_level level, const char *format, ...) BRISK_PRINTF(2, 3);
/** The same with fields; fields may be NULL where count is 0. */
void brisk_log_v(brisk_log_level level, const brisk_log_field *fields, size_t count, const char *format, va_list args)
    BRISK_PRINTF(4, 0);

/** Logs a text with count fields. */
void brisk_log_fields(brisk_log_level level, brisk_str message, const brisk_log_field *fields, size_t count);

/** The least level that is logged, for the whole process. At the start BRISK_LOG_INFO. */
void brisk_log_set_level(brisk_log_level level);
brisk_log_level brisk_log_get_level(void);

/** The level of a name in any case ("debug", "info", "warning" or "warn", "error", "off"). False for another word. */
bool brisk_log_level_parse(brisk_str name, brisk_log_level *level);

/** "DEBUG", "INFO", "WARNING", "ERROR"; "OFF" for any other. Constant. */
const char *brisk_log_level_name(brisk_log_level level);

/** Sends all records to sink from now on; NULL: to stderr again. Borrows: sink must stay valid. */
void brisk_log_set_sink(const brisk_log_sink *sink);

/** Writes a record as the line that stderr gets, newline included, to out. Returns its length, at most capacity. */
size_t brisk_log_format(const brisk_log_record *record, char *out, size_t capacity);

#endif
