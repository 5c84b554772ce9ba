/* log.h - what an app logs: lines with a level and, where useful, named values, in the same stream as Brisk's own.
 *
 *     brisk_log_info(req, "order %lld taken", (long long)order.id);
 *     brisk_log_with(req, BRISK_LOG_WARNING, "stock is low", {"sku", item.sku}, {"left", brisk_strf(req, "%d", left)});
 *
 *     2026-01-31T12:00:00.123Z WARNING stock is low sku=A-17 left=3                               on stderr
 *     {"timestamp":"…","level":"WARN","message":"stock is low","requestId":"…","sku":"A-17","left":"3"}
 *                                                                   on Lambda with AWS_LAMBDA_LOG_FORMAT=JSON
 *
 * A call below the level that is set (--log-level, AWS_LAMBDA_LOG_LEVEL) formats nothing. A record is one line, one event in
 * CloudWatch: newlines and other control characters in it are escaped, so that no text of a client can forge a line.
 * Messages are cut behind BRISK_LOG_MAX_MESSAGE bytes, with "…". Nothing is allocated, nothing fails.
 *
 * req names the request that the line belongs to: its id (the middleware brisk_request_id; Lambda's own) goes with it. NULL
 * outside of requests: start-up, threads of the app. Any thread, as far as the request may be used there. */
#ifndef BRISK_LOG_H
#define BRISK_LOG_H

#include <brisk/descriptor.h>
#include <brisk/status.h>
#include <brisk/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum brisk_log_level {
    BRISK_LOG_DEBUG,
    BRISK_LOG_INFO,
    BRISK_LOG_WARNING,
    BRISK_LOG_ERROR,
    BRISK_LOG_OFF /* as the least level: nothing is logged; no level of a record */
} brisk_log_level;

/** The longest message and the longest line of text, in bytes; more is cut and ends in "…". */
#define BRISK_LOG_MAX_MESSAGE 2048
#define BRISK_LOG_MAX_LINE    4096

/** The most named values of a record; those behind are left out. */
#define BRISK_LOG_MAX_FIELDS 16

/** A named value that goes with a message. name: constant, without spaces. */
typedef struct brisk_log_field {
    const char *name;
    brisk_str value;
} brisk_log_field;

/** True where a record of level would be written: asks before an expensive message is made. */
bool brisk_log_enabled(brisk_log_level level);

/** Log formatted text at their level. */
void brisk_log_debug(const brisk_request *req, const char *format, ...) BRISK_PRINTF(2, 3);
void brisk_log_info(const brisk_request *req, const char *format, ...) BRISK_PRINTF(2, 3);
void brisk_log_warning(const brisk_request *req, const char *format, ...) BRISK_PRINTF(2, 3);
void brisk_log_error(const brisk_request *req, const char *format, ...) BRISK_PRINTF(2, 3);

/** Logs a text as it is, with count named values. level: not BRISK_LOG_OFF. message: NUL-terminated. */
void brisk_log_values(const brisk_request *req, brisk_log_level level, const char *message,
                      const brisk_log_field *fields, size_t count);

#ifndef __cplusplus
/** The same with the values in place: brisk_log_with(req, BRISK_LOG_INFO, "paid", {"order", id}, {"by", who}); they are
 *  evaluated whether the level is logged or not. */
#define brisk_log_with(req_, level_, message_, ...)                                                                    \
    brisk_log_values((req_), (level_), (message_), (const brisk_log_field[]){__VA_ARGS__},                             \
                     sizeof((const brisk_log_field[]){__VA_ARGS__}) / sizeof(brisk_log_field))
#endif

#ifdef __cplusplus
}
#endif

#endif
