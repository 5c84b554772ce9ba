/* access.c - INFO:     127.0.0.1:5000 - "GET /hello HTTP/1.1" 200 OK */
#include "server/access.h"

#include "core/number.h"
#include "http/response.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES  2048u
#define TARGET_MAX_SENT 1024u /* of a target, the rest is cut */

void brisk_access_log_init(brisk_access_log *log, int fd, bool has_color)
{
    log->fd = fd;
    log->has_color = has_color;
    log->len = 0;
}

bool brisk_terminal_has_color(int fd)
{
    const char *terminal = getenv("TERM");
    const char *no_color = getenv("NO_COLOR");
    return isatty(fd) == 1 && (no_color == NULL || no_color[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

void brisk_access_log_flush(brisk_access_log *log)
{
    size_t done = 0;
    while (done < log->len) {
        ssize_t written = write(log->fd, log->bytes + done, log->len - done);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            break;
        }
        done += (size_t)written;
    }
    log->len = 0;
}

static void add(brisk_access_log *log, const char *text, size_t len)
{
    memcpy(log->bytes + log->len, text, len);
    log->len += len;
}

static void add_text(brisk_access_log *log, const char *text)
{
    add(log, text, strlen(text));
}

/* Nothing that a client sends may forge a line or reach the terminal as a command. */
static void add_escaped(brisk_access_log *log, brisk_str text, size_t max)
{
    static const char hex[] = "0123456789abcdef";
    size_t end = log->len + max;
    for (size_t i = 0; i < text.len && log->len + 4 <= end; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c > 0x20 && c < 0x7f && c != '"' && c != '\\') {
            log->bytes[log->len++] = (char)c;
        } else {
            const char escaped[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
            add(log, escaped, sizeof(escaped));
        }
    }
}

static const char *color_of(int status)
{
    switch (status / 100) {
    case 2:
        return "\033[32m";
    case 3:
        return "\033[33m";
    case 4:
        return "\033[31m";
    case 5:
        return "\033[91m";
    default:
        return "\033[37m";
    }
}

static void add_client(brisk_access_log *log, const brisk_access_line *line)
{
    if (line->client.len == 0) {
        add_text(log, "unix");
        return;
    }
    add_escaped(log, line->client, 64);
    log->bytes[log->len++] = ':';
    log->len += brisk_int64_format(log->bytes + log->len, line->client_port);
}

static void add_request(brisk_access_log *log, const brisk_access_line *line)
{
    add_text(log, log->has_color ? " - \"\033[1m" : " - \"");
    if (line->target.len == 0) {
        log->bytes[log->len++] = '-';
    } else {
        add_escaped(log, line->method, 32);
        log->bytes[log->len++] = ' ';
        add_escaped(log, line->target, TARGET_MAX_SENT);
        add_text(log, line->is_http_1_0 ? " HTTP/1.0" : " HTTP/1.1");
    }
    add_text(log, log->has_color ? "\033[0m\" " : "\" ");
}

void brisk_access_log_add(brisk_access_log *log, const brisk_access_line *line)
{
    if (log->fd < 0) {
        return;
    }
    if (sizeof(log->bytes) - log->len < LINE_MAX_BYTES) {
        brisk_access_log_flush(log);
    }
    add_text(log, log->has_color ? "\033[32mINFO\033[0m:     " : "INFO:     ");
    add_client(log, line);
    add_request(log, line);
    if (log->has_color) {
        add_text(log, color_of(line->status));
    }
    log->len += brisk_int64_format(log->bytes + log->len, line->status);
    const char *reason = brisk_status_reason(line->status);
    if (reason != NULL) {
        log->bytes[log->len++] = ' ';
        add_text(log, reason);
    }
    add_text(log, log->has_color ? "\033[0m\n" : "\n");
}
