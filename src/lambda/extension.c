/* extension.c - the two calls of an extension that only waits (extension.h). */
#include "lambda/extension.h"

#include "core/log.h"

#include <stdio.h>

#define REPLY_MAX ((size_t)64 * 1024)

static brisk_status wait_for_ever(brisk_link *link, brisk_str id)
{
    char head[1024];
    int len = snprintf(head, sizeof(head),
                       "GET /2020-01-01/extension/event/next HTTP/1.1\r\nHost: %s\r\n"
                       "Lambda-Extension-Identifier: %.*s\r\n\r\n",
                       link->host, (int)id.len, id.ptr);
    if (len < 0 || (size_t)len >= sizeof(head)) {
        return BRISK_LIMIT;
    }
    brisk_str part = {head, (size_t)len};
    return brisk_link_send(link, &part, 1);
}

brisk_status brisk_extension_register(brisk_link *link)
{
    static const char body[] = "{\"events\":[]}";
    char head[1024];
    brisk_buffer reply;
    brisk_link_answer answer;
    int len = snprintf(head, sizeof(head),
                       "POST /2020-01-01/extension/register HTTP/1.1\r\nHost: %s\r\n"
                       "Lambda-Extension-Name: brisk-shutdown\r\nContent-Type: application/json\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       link->host, sizeof(body) - 1, body);
    if (len < 0 || (size_t)len >= sizeof(head)) {
        return BRISK_LIMIT;
    }
    brisk_str part = {head, (size_t)len};
    brisk_buffer_init(&reply, NULL, REPLY_MAX);
    brisk_status status = brisk_link_exchange(link, &part, 1, &reply, &answer);
    if (status == BRISK_OK && (answer.status != 200 || answer.headers[BRISK_LINK_EXTENSION_ID].len == 0)) {
        brisk_log(BRISK_LOG_WARNING, "no notice of shutdown: the host answered %d to the extension", answer.status);
        status = BRISK_FAILED;
    }
    if (status == BRISK_OK) {
        status = wait_for_ever(link, answer.headers[BRISK_LINK_EXTENSION_ID]);
    }
    brisk_buffer_clear(&reply);
    return status;
}
