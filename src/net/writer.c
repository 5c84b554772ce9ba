/* writer.c - the head of an answer, appended piece by piece to a buffer that the connection keeps. */
#include "net/writer.h"

#include "core/number.h"
#include "core/str.h"

#include <time.h>

#define APPEND BRISK_BUFFER_APPEND_LITERAL

/* The server's own headers, in both spellings. Clients may not care (RFC 9110, 5.1); people who compare dumps do. */
typedef struct own_headers {
    brisk_str date, server, length, chunked, close, keep_alive;
} own_headers;

static const own_headers own[2] = {
    {BRISK_STR("date: "), BRISK_STR("server: "), BRISK_STR("content-length: "),
     BRISK_STR("transfer-encoding: chunked\r\n"), BRISK_STR("connection: close\r\n"),
     BRISK_STR("connection: keep-alive\r\n")},
    {BRISK_STR("Date: "), BRISK_STR("Server: "), BRISK_STR("Content-Length: "),
     BRISK_STR("Transfer-Encoding: chunked\r\n"), BRISK_STR("Connection: close\r\n"),
     BRISK_STR("Connection: keep-alive\r\n")},
};

static void write_two(char *out, int value)
{
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
}

void brisk_write_date(char out[BRISK_DATE_LEN], int64_t wall_us)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm utc = {0};
    gmtime_r(&seconds, &utc); /* strftime would follow the locale */
    memcpy(out, "Xxx, 00 Xxx 0000 00:00:00 GMT", BRISK_DATE_LEN);
    memcpy(out, days + 3 * utc.tm_wday, 3);
    write_two(out + 5, utc.tm_mday);
    memcpy(out + 8, months + 3 * utc.tm_mon, 3);
    int year = (utc.tm_year + 1900) % 10000;
    write_two(out + 12, year / 100);
    write_two(out + 14, year % 100);
    write_two(out + 17, utc.tm_hour);
    write_two(out + 20, utc.tm_min);
    write_two(out + 23, utc.tm_sec);
}

static void write_status_line(brisk_buffer *out, int status)
{
    if (status == 200) {
        APPEND(out, "HTTP/1.1 200 OK\r\n");
        return;
    }
    APPEND(out, "HTTP/1.1 ");
    brisk_buffer_append_u64(out, (uint64_t)status);
    brisk_buffer_append_char(out, ' ');
    const char *reason = brisk_status_reason(status);
    if (reason != NULL) {
        brisk_buffer_append_c_string(out, reason);
    }
    APPEND(out, "\r\n");
}

/* Told by length first: nearly all names miss there. */
static bool is_servers_own(brisk_str name)
{
    switch (name.len) {
    case 10:
        return brisk_str_is_ignore_case(name, "connection") || brisk_str_is_ignore_case(name, "keep-alive");
    case 14:
        return brisk_str_is_ignore_case(name, "content-length");
    case 17:
        return brisk_str_is_ignore_case(name, "transfer-encoding");
    default:
        return false;
    }
}

typedef struct given_headers {
    bool date, server;
    brisk_str length;
} given_headers;

static given_headers write_app_headers(brisk_buffer *out, const brisk_headers *headers)
{
    given_headers given = {0};
    for (size_t i = 0; i < headers->count; i++) {
        brisk_str name = headers->items[i].name;
        brisk_str value = headers->items[i].value;
        if (is_servers_own(name)) {
            if (name.len == 14) {
                given.length = value;
            }
            continue;
        }
        given.date = given.date || (name.len == 4 && brisk_str_is_ignore_case(name, "date"));
        given.server = given.server || (name.len == 6 && brisk_str_is_ignore_case(name, "server"));
        brisk_buffer_append_str(out, name);
        APPEND(out, ": ");
        brisk_buffer_append_str(out, value);
        APPEND(out, "\r\n");
    }
    return given;
}

static void write_framing(brisk_buffer *out, const brisk_head_options *options, brisk_str given_length)
{
    const own_headers *names = &own[options->is_capitalised];
    uint64_t length = options->length;
    switch (options->framing) {
    case BRISK_FRAMING_LENGTH:
        if (options->is_head && length == 0 && given_length.len > 0) {
            (void)brisk_digits_parse(given_length, UINT64_MAX, &length);
        }
        brisk_buffer_append_str(out, names->length);
        brisk_buffer_append_u64(out, length);
        APPEND(out, "\r\n");
        break;
    case BRISK_FRAMING_CHUNKED:
        brisk_buffer_append_str(out, names->chunked);
        break;
    case BRISK_FRAMING_NONE:
    case BRISK_FRAMING_CLOSE:
        break;
    }
}

void brisk_write_head(brisk_buffer *out, const brisk_response *response, const brisk_head_options *options)
{
    const own_headers *names = &own[options->is_capitalised];
    write_status_line(out, response->status);
    given_headers given = write_app_headers(out, &response->headers);
    if (!given.date && options->date.len > 0) {
        brisk_buffer_append_str(out, names->date);
        brisk_buffer_append_str(out, options->date);
        APPEND(out, "\r\n");
    }
    if (!given.server && options->server.len > 0) {
        brisk_buffer_append_str(out, names->server);
        brisk_buffer_append_str(out, options->server);
        APPEND(out, "\r\n");
    }
    write_framing(out, options, given.length);
    if (options->closes) {
        brisk_buffer_append_str(out, names->close);
    } else if (options->says_keep_alive) {
        brisk_buffer_append_str(out, names->keep_alive);
    }
    APPEND(out, "\r\n");
}

bool brisk_response_closes(const brisk_response *response)
{
    for (size_t i = 0; i < response->headers.count; i++) {
        const brisk_header *header = &response->headers.items[i];
        if (header->name.len == 10 && brisk_str_is_ignore_case(header->name, "connection") &&
            brisk_str_is_ignore_case(header->value, "close")) {
            return true;
        }
    }
    return false;
}

size_t brisk_write_chunk_size(char *out, size_t len)
{
    char digits[2 * sizeof(len)];
    size_t count = 0;
    do {
        digits[count++] = "0123456789abcdef"[len & 15];
        len >>= 4;
    } while (len > 0);
    for (size_t i = 0; i < count; i++) {
        out[i] = digits[count - 1 - i];
    }
    memcpy(out + count, "\r\n", 2);
    return count + 2;
}
