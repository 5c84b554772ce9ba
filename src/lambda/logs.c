/* logs.c - JSON lines, text lines, and the frames of the telemetry descriptor (logs.h).
 *
 *     frame   u32 type | u32 length | u64 µs since 1970 | the text, without its newline        big-endian
 *     type    0xa55a0003 text, 0xa55a0002 JSON; the level is added: DEBUG 08, INFO 0c, WARN 10, ERROR 14 */
#include "lambda/logs.h"

#include "core/number.h"
#include "core/str.h"
#include "core/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* A message of BRISK_LOG_MAX_MESSAGE bytes fits, be each of them escaped. */
enum { MAX_LINE = 16 * 1024, FRAME_HEAD = 16, MAX_FIELDS = BRISK_LOG_MAX_FIELDS + 1 };

static _Thread_local brisk_str current_request, current_tenant;

void brisk_lambda_logs_set_request(brisk_str request_id, brisk_str tenant_id)
{
    current_request = request_id;
    current_tenant = tenant_id;
}

/* ---- JSON ---- */

typedef struct line {
    char *text;
    size_t len, capacity;
    bool is_full;
} line;

static void put(line *out, const char *text, size_t len)
{
    if (out->is_full || len > out->capacity - out->len) {
        out->is_full = true;
        return;
    }
    memcpy(out->text + out->len, text, len);
    out->len += len;
}

static void put_c_string(line *out, const char *text)
{
    put(out, text, strlen(text));
}

/* RFC 8259, 7; what is no UTF-8 becomes U+FFFD, so that the line stays JSON. */
static void put_json_text(line *out, brisk_str text)
{
    put_c_string(out, "\"");
    while (text.len > 0 && !out->is_full) {
        uint32_t code_point = 0;
        size_t len = brisk_utf8_decode(text, &code_point);
        if (len == 0) {
            put_c_string(out, "\xEF\xBF\xBD");
            len = 1;
        } else if (code_point == '"' || code_point == '\\') {
            char escape[2] = {'\\', text.ptr[0]};
            put(out, escape, 2);
        } else if (code_point == '\n') {
            put_c_string(out, "\\n");
        } else if (code_point < 0x20 || code_point == 0x7F) {
            char escape[8];
            (void)snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)code_point);
            put_c_string(out, escape);
        } else {
            put(out, text.ptr, len);
        }
        text = brisk_str_from(text, len);
    }
    put_c_string(out, "\"");
}

/* A member that does not fit as a whole is left out: the line stays JSON. */
static void put_member(line *out, const char *name, brisk_str value)
{
    size_t start = out->len;
    put_c_string(out, out->len == 1 ? "" : ",");
    put_json_text(out, brisk_str_view(name));
    put_c_string(out, ":");
    put_json_text(out, value);
    if (out->is_full) {
        out->len = start;
        out->is_full = false;
    }
}

static const char *aws_level(brisk_log_level level)
{
    return level == BRISK_LOG_WARNING ? "WARN" : brisk_log_level_name(level);
}

static size_t format_time(int64_t time_us, char *out, size_t capacity)
{
    time_t seconds = (time_t)(time_us / 1000000);
    struct tm utc;
    size_t len = gmtime_r(&seconds, &utc) != NULL ? strftime(out, capacity, "%Y-%m-%dT%H:%M:%S", &utc) : 0;
    int more = snprintf(out + len, capacity - len, ".%03dZ", (int)(time_us / 1000 % 1000));
    return more > 0 ? len + (size_t)more : len;
}

static size_t format_json(const brisk_log_record *record, char *text, size_t capacity)
{
    const size_t end = 2; /* "}\n" */
    char time[64];
    line out = {.text = text, .capacity = capacity - end};
    put_c_string(&out, "{");
    put_member(&out, "timestamp", (brisk_str){time, format_time(record->time_us, time, sizeof(time))});
    put_member(&out, "level", brisk_str_view(aws_level(record->level)));
    put_member(&out, "message", brisk_str_slice(record->message, 0, BRISK_LOG_MAX_MESSAGE + sizeof("…")));
    if (current_request.len > 0) {
        put_member(&out, "requestId", current_request);
    }
    if (current_tenant.len > 0) {
        put_member(&out, "tenantId", current_tenant);
    }
    for (size_t i = 0; i < record->field_count; i++) {
        put_member(&out, record->fields[i].name, record->fields[i].value);
    }
    memcpy(text + out.len, "}\n", end);
    return out.len + end;
}

/* ---- text ---- */

/* The usual line of the log, with the request among its fields. */
static size_t format_text(const brisk_log_record *record, char *text, size_t capacity)
{
    brisk_log_field fields[MAX_FIELDS + 2];
    brisk_log_record more = *record;
    more.fields = fields;
    more.field_count = record->field_count < MAX_FIELDS ? record->field_count : MAX_FIELDS;
    if (more.field_count > 0) {
        memcpy(fields, record->fields, more.field_count * sizeof(fields[0]));
    }
    if (current_request.len > 0) {
        fields[more.field_count++] = (brisk_log_field){"requestId", current_request};
    }
    if (current_tenant.len > 0) {
        fields[more.field_count++] = (brisk_log_field){"tenantId", current_tenant};
    }
    return brisk_log_format(&more, text, capacity);
}

size_t brisk_lambda_logs_format(const brisk_lambda_logs *logs, const brisk_log_record *record, char *out,
                                size_t capacity)
{
    if (capacity < 64) {
        return 0;
    }
    return logs->is_json ? format_json(record, out, capacity) : format_text(record, out, capacity);
}

/* ---- writing ---- */

static void put_big_endian(unsigned char *out, size_t size, uint64_t value)
{
    for (size_t i = size; i-- > 0; value >>= 8) {
        out[i] = (unsigned char)(value & 0xFF);
    }
}

static uint32_t frame_type(const brisk_lambda_logs *logs, brisk_log_level level)
{
    uint32_t type = logs->is_json ? 0xA55A0002u : 0xA55A0003u;
    switch (level) {
    case BRISK_LOG_DEBUG:
        return type | 0x08;
    case BRISK_LOG_INFO:
        return type | 0x0C;
    case BRISK_LOG_WARNING:
        return type | 0x10;
    case BRISK_LOG_ERROR:
        return type | 0x14;
    case BRISK_LOG_OFF:
        break;
    }
    return type;
}

static void write_record(void *context, const brisk_log_record *record)
{
    const brisk_lambda_logs *logs = context;
    char bytes[FRAME_HEAD + MAX_LINE];
    int saved_errno = errno;
    char *text = bytes + FRAME_HEAD;
    size_t len = brisk_lambda_logs_format(logs, record, text, MAX_LINE);
    const char *start = text;
    if (logs->is_framed && len > 0) {
        unsigned char head[FRAME_HEAD];
        len--; /* the frame ends the record, not the newline */
        put_big_endian(head, 4, frame_type(logs, record->level));
        put_big_endian(head + 4, 4, len);
        put_big_endian(head + 8, 8, (uint64_t)record->time_us);
        memcpy(bytes, head, FRAME_HEAD);
        start = bytes;
        len += FRAME_HEAD;
    }
    while (len > 0) {
        ssize_t written = write(logs->fd, start, len);
        if (written > 0) {
            start += written;
            len -= (size_t)written;
        } else if (written < 0 && errno != EINTR) {
            break; /* a log that cannot be written is lost */
        }
    }
    errno = saved_errno;
}

/* ---- settings ---- */

static brisk_log_level level_of(brisk_str name)
{
    brisk_log_level level = BRISK_LOG_INFO;
    if (brisk_str_is_ignore_case(name, "trace")) {
        return BRISK_LOG_DEBUG;
    }
    if (brisk_str_is_ignore_case(name, "fatal")) {
        return BRISK_LOG_ERROR;
    }
    return brisk_log_level_parse(name, &level) ? level : BRISK_LOG_INFO;
}

/* Lambda's own streams in place of stdout and stderr; where it cannot be reached these stay what they are. */
static void take_streams(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(address.sun_path)) {
        return;
    }
    memcpy(address.sun_path, path, len);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) {
        return;
    }
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) {
        (void)dup2(fd, STDOUT_FILENO);
        (void)dup2(fd, STDERR_FILENO);
    }
    if (fd > STDERR_FILENO) {
        (void)close(fd);
    }
}

static void read_environment(brisk_lambda_logs *logs)
{
    const char *format = getenv("AWS_LAMBDA_LOG_FORMAT");
    const char *level = getenv("AWS_LAMBDA_LOG_LEVEL");
    const char *frames = getenv("_LAMBDA_TELEMETRY_LOG_FD");
    const char *streams = getenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET");
    uint64_t fd = 0;
    logs->is_json = (format != NULL && brisk_str_is_ignore_case(brisk_str_view(format), "json")) ||
                    getenv("AWS_LAMBDA_MAX_CONCURRENCY") != NULL;
    /* Where nothing is open under that number stderr stays. What the app starts gets none of it. */
    if (frames != NULL && brisk_digits_parse(brisk_str_view(frames), 65535, &fd) == BRISK_NUMBER_OK && fd > 2 &&
        fcntl((int)fd, F_SETFD, FD_CLOEXEC) == 0) {
        logs->fd = (int)fd;
        logs->is_framed = true;
    }
    if (streams != NULL) {
        take_streams(streams);
    }
    if (level != NULL && level[0] != '\0') {
        brisk_log_set_level(level_of(brisk_str_view(level)));
    }
}

void brisk_lambda_logs_open(brisk_lambda_logs *logs)
{
    static brisk_log_sink sink = {.write = write_record};
    *logs = (brisk_lambda_logs){.fd = STDERR_FILENO};
    read_environment(logs);
    /* They are for the runtime, not for what the app starts. */
    (void)unsetenv("_LAMBDA_TELEMETRY_LOG_FD");
    (void)unsetenv("_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET");
    sink.context = logs;
    brisk_log_set_sink(&sink);
}
