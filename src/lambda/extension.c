/* extension.c - the two calls of an extension that only waits (extension.h). */
#include "lambda/extension.h"

#include "core/log.h"

#include <stdio.h>
#include <string.h>

#define REPLY_MAX ((size_t)64 * 1024)

void brisk_extension_init(brisk_extension *extension)
{
    memset(extension, 0, sizeof(*extension));
    extension->link.fd = -1;
}

void brisk_extension_close(brisk_extension *extension)
{
    brisk_link_close(&extension->link);
    extension->id[0] = '\0';
}

static brisk_status wait_for_ever(brisk_extension *extension)
{
    char head[1024];
    int len = snprintf(head, sizeof(head),
                       "GET /2020-01-01/extension/event/next HTTP/1.1\r\nHost: %s\r\n"
                       "Lambda-Extension-Identifier: %s\r\n\r\n",
                       extension->link.host, extension->id);
    if (len < 0 || (size_t)len >= sizeof(head)) {
        return BRISK_LIMIT;
    }
    brisk_str part = {head, (size_t)len};
    return brisk_link_send(&extension->link, &part, 1);
}

/* Keeps the id that the host gave; what is no UUID or the like goes into no header. */
static brisk_status keep_id(brisk_extension *extension, const brisk_link_answer *answer)
{
    brisk_str id = answer->headers[BRISK_LINK_EXTENSION_ID];
    if (answer->status != 200 || id.len == 0 || id.len >= sizeof(extension->id)) {
        brisk_log(BRISK_LOG_WARNING, "the host answered %d to the extension", answer->status);
        return BRISK_FAILED;
    }
    memcpy(extension->id, id.ptr, id.len);
    extension->id[id.len] = '\0';
    return BRISK_OK;
}

static brisk_status introduce(brisk_extension *extension)
{
    static const char body[] = "{\"events\":[]}";
    char head[1024];
    brisk_buffer reply;
    brisk_link_answer answer;
    int len = snprintf(head, sizeof(head),
                       "POST /2020-01-01/extension/register HTTP/1.1\r\nHost: %s\r\n"
                       "Lambda-Extension-Name: brisk-shutdown\r\nContent-Type: application/json\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       extension->link.host, sizeof(body) - 1, body);
    if (len < 0 || (size_t)len >= sizeof(head)) {
        return BRISK_LIMIT;
    }
    brisk_str part = {head, (size_t)len};
    brisk_buffer_init(&reply, NULL, REPLY_MAX);
    brisk_status status = brisk_link_exchange(&extension->link, &part, 1, &reply, &answer);
    if (status == BRISK_OK) {
        status = keep_id(extension, &answer);
    }
    brisk_buffer_clear(&reply);
    return status;
}

brisk_status brisk_extension_register(brisk_extension *extension, const char *address)
{
    brisk_status status = brisk_link_init(&extension->link, address);
    if (status != BRISK_OK) {
        brisk_extension_init(extension);
        return status;
    }
    status = introduce(extension);
    if (status == BRISK_OK) {
        status = wait_for_ever(extension);
    }
    if (status != BRISK_OK) {
        brisk_extension_close(extension);
    }
    return status;
}

void brisk_extension_wait_again(brisk_extension *extension)
{
    if (extension->id[0] == '\0') {
        return;
    }
    brisk_link_close(&extension->link);
    if (wait_for_ever(extension) != BRISK_OK) {
        brisk_log(BRISK_LOG_WARNING,
                  "the extension has no connection behind the restore: there may be no notice of the end");
    }
}
