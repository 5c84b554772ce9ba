/* logs.h - log records as CloudWatch wants them: one line each, with the id of the running request.
 *
 *     AWS_LAMBDA_LOG_FORMAT=JSON   {"timestamp":"2026-01-31T12:00:00.123Z","level":"WARN","message":"…","requestId":"…"}
 *     otherwise                    2026-01-31T12:00:00.123Z WARNING … requestId=…
 *     AWS_LAMBDA_LOG_LEVEL         TRACE DEBUG INFO WARN ERROR FATAL: what is less is not written
 *     _LAMBDA_TELEMETRY_LOG_FD     a descriptor that takes frames (type, length, time) in place of lines on stderr
 *
 * On Managed Instances (AWS_LAMBDA_MAX_CONCURRENCY is set) lines are always JSON, since those of several invocations mix,
 * and _LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET may name a Unix socket: the process connects to it once, and that is its
 * stdout and stderr from then on.
 *
 * Nothing is allocated. Records may come from any thread; the request is that of the thread. */
#ifndef BRISK_LAMBDA_LOGS_H
#define BRISK_LAMBDA_LOGS_H

#include "core/log.h"

/** Where lines go, and how they look. */
typedef struct brisk_lambda_logs {
    int fd;
    bool is_json;
    bool is_framed;
} brisk_lambda_logs;

/** Reads the environment, and sends the records of the process to CloudWatch from then on; takes
 *  _LAMBDA_TELEMETRY_LOG_FD and its kin out of the environment. logs must stay valid. */
void brisk_lambda_logs_open(brisk_lambda_logs *logs);

/** The request of the calling thread; borrowed until the next call. Empty texts: none. */
void brisk_lambda_logs_set_request(brisk_str request_id, brisk_str tenant_id);

/** Writes a record as the line that would be sent, newline included, to out. Returns its length, at most capacity. */
size_t brisk_lambda_logs_format(const brisk_lambda_logs *logs, const brisk_log_record *record, char *out,
                                size_t capacity);

#endif
