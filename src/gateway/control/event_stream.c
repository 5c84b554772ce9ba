/* event_stream.c - see event_stream.h. */
#include "gateway/control/event_stream.h"

#include <string.h>
#include <zlib.h>

enum { HEADERS_MAX = 256, PRELUDE = 12, STRING = 7 };

static void put_u32(char *out, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (char)(value >> (24 - 8 * i));
    }
}

static size_t put_header(char *out, const char *name, const char *value)
{
    size_t name_len = strlen(name), len = strlen(value);
    out[0] = (char)name_len;
    memcpy(out + 1, name, name_len);
    out[1 + name_len] = STRING;
    out[2 + name_len] = (char)(len >> 8);
    out[3 + name_len] = (char)(len & 255);
    memcpy(out + 4 + name_len, value, len);
    return 4 + name_len + len;
}

static uint32_t sum(uint32_t start, const char *bytes, size_t len)
{
    return (uint32_t)crc32(start, (const unsigned char *)bytes, (uInt)len);
}

void brisk_event_stream_append(brisk_buffer *out, const char *type, const char *media, brisk_str payload)
{
    char head[PRELUDE + HEADERS_MAX], tail[4];
    size_t len = PRELUDE;
    len += put_header(head + len, ":event-type", type);
    len += put_header(head + len, ":content-type", media);
    len += put_header(head + len, ":message-type", "event");
    put_u32(head, (uint32_t)(len + payload.len + sizeof(tail)));
    put_u32(head + 4, (uint32_t)(len - PRELUDE));
    put_u32(head + 8, sum(0, head, 8));
    put_u32(tail, sum(sum(0, head, len), payload.len > 0 ? payload.ptr : "", payload.len));
    brisk_buffer_append(out, head, len);
    brisk_buffer_append_str(out, payload);
    brisk_buffer_append(out, tail, sizeof(tail));
}
