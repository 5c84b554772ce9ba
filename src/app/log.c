/* log.c - the log of handlers (brisk/log.h): core's records, with the id of the request among their fields.
 *
 * Where Lambda runs the request its sink adds Lambda's id, requestId; that of the middleware brisk_request_id, which may
 * have come from the client, is named request_id, so that both can stand in one line. */
#include "core/log.h"

#include "core/str.h"
#include "http/request.h"

#include <brisk/log.h>
#include <brisk/middleware.h>

#include <stdarg.h>

void brisk_log_values(const brisk_request *req, brisk_log_level level, const char *message,
                      const brisk_log_field *fields, size_t count)
{
    if (!brisk_log_enabled(level)) {
        return;
    }
    brisk_log_field all[BRISK_LOG_MAX_FIELDS + 1];
    size_t used = 0;
    brisk_str id = req ? brisk_request_id_of(req) : (brisk_str){0};
    if (id.len > 0) {
        all[used++] = (brisk_log_field){"request_id", id};
    }
    for (size_t i = 0; i < count && i < BRISK_LOG_MAX_FIELDS; i++) {
        all[used++] = fields[i];
    }
    brisk_log_fields(level, brisk_str_view(message), all, used);
}

static void log_v(const brisk_request *req, brisk_log_level level, const char *format, va_list args) BRISK_PRINTF(3, 0);

static void log_v(const brisk_request *req, brisk_log_level level, const char *format, va_list args)
{
    if (brisk_log_enabled(level)) {
        brisk_str id = req ? brisk_request_id_of(req) : (brisk_str){0};
        const brisk_log_field field = {"request_id", id};
        brisk_log_v(level, &field, id.len > 0, format, args);
    }
}

void brisk_log_debug(const brisk_request *req, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_v(req, BRISK_LOG_DEBUG, format, args);
    va_end(args);
}

void brisk_log_info(const brisk_request *req, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_v(req, BRISK_LOG_INFO, format, args);
    va_end(args);
}

void brisk_log_warning(const brisk_request *req, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_v(req, BRISK_LOG_WARNING, format, args);
    va_end(args);
}

void brisk_log_error(const brisk_request *req, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    log_v(req, BRISK_LOG_ERROR, format, args);
    va_end(args);
}
