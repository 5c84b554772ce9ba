/* link.c - connecting, sending, and llhttp's callbacks (link.h).
 *
 * Answers are read straight into the caller's buffer and stay there. llhttp's views become offsets, since the buffer
 * moves when it grows:
 *
 *     [ head ............ ][ body, joined ][ chunk line, being read … room ]
 *                                         ^ body.start + body.len: what comes next is read to here
 *
 * Of two answers that came in one read the second one is parsed where it stands:
 *
 *     [ head ][ body ][ head ........ ][ body ][ room ]
 *                     ^ parsed */
#include "lambda/link.h"

#include "core/number.h"
#include "core/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SOCK_CLOEXEC
#define SOCK_CLOEXEC 0 /* macOS */
#endif
#define FIRST_ROOM ((size_t)32 * 1024) /* a usual event and its head in one read */
#define LEAST_ROOM ((size_t)4 * 1024)

/* ---- the address ---- */

/* What the environment holds in practice is an IPv4 address, for which the resolver's set-up would be the most of the
 * time before the first event. */
static bool is_ipv4(brisk_link *link, const char *host, uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        return false;
    }
    memcpy(&link->address, &address, sizeof(address));
    link->address_len = sizeof(address);
    return true;
}

static brisk_status resolve(brisk_link *link, const char *host, const char *port)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        return BRISK_NOT_FOUND;
    }
    memcpy(&link->address, found->ai_addr, found->ai_addrlen);
    link->address_len = found->ai_addrlen;
    freeaddrinfo(found);
    return BRISK_OK;
}

brisk_status brisk_link_init(brisk_link *link, const char *address)
{
    memset(link, 0, sizeof(*link));
    link->fd = -1;
    brisk_str text = brisk_str_view(address);
    size_t colon = brisk_str_find_last_char(text, ':');
    if (colon == BRISK_STR_NONE || colon == 0 || text.len >= sizeof(link->host)) {
        return BRISK_INVALID;
    }
    uint64_t port = 0;
    if (brisk_digits_parse(brisk_str_from(text, colon + 1), 65535, &port) != BRISK_NUMBER_OK || port == 0) {
        return BRISK_INVALID;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] == 0x7F) {
            return BRISK_INVALID; /* it becomes a header */
        }
    }
    memcpy(link->host, text.ptr, text.len + 1);
    char host[sizeof(link->host)];
    brisk_str name = brisk_str_slice(text, 0, colon);
    if (name.len > 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']') {
        name = brisk_str_slice(name, 1, name.len - 2); /* IPv6 */
    }
    memcpy(host, name.ptr, name.len);
    host[name.len] = '\0';
    return is_ipv4(link, host, (uint16_t)port) ? BRISK_OK : resolve(link, host, address + colon + 1);
}

/* ---- the connection ---- */

void brisk_link_close(brisk_link *link)
{
    int fd = link->fd;
    link->fd = -1; /* first: a signal handler must not meet a number that is somebody else's by now */
    link->was_used = false;
    link->expected = 0;
    if (fd >= 0) {
        (void)close(fd);
    }
}

brisk_status brisk_link_connect(brisk_link *link)
{
    if (link->fd >= 0) {
        return BRISK_OK;
    }
    int fd = socket(link->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return BRISK_IO;
    }
    int one = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    int result;
    do {
        result = connect(fd, (const struct sockaddr *)&link->address, link->address_len);
    } while (result != 0 && errno == EINTR);
    if (result != 0 && errno != EISCONN) { /* EISCONN: the interrupted call went on by itself */
        (void)close(fd);
        return BRISK_IO;
    }
    link->fd = fd;
    link->was_used = false;
    return BRISK_OK;
}

/* Moves the vector on by what was sent. Returns how many parts are left. */
static size_t advance(struct iovec *parts, size_t count, size_t sent)
{
    size_t done = 0;
    while (done < count && sent >= parts[done].iov_len) {
        sent -= parts[done++].iov_len;
    }
    memmove(parts, parts + done, (count - done) * sizeof(*parts));
    if (done < count) {
        parts[0].iov_base = (char *)parts[0].iov_base + sent;
        parts[0].iov_len -= sent;
    }
    return count - done;
}

#define JOINED_MAX 2048u

/* Puts parts that are small into one: a copy costs less than a vector does in the kernel. */
static bool join(char *joined, const brisk_str *parts, size_t count, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > JOINED_MAX - *len) {
            return false;
        }
        if (parts[i].len > 0) {
            memcpy(joined + *len, parts[i].ptr, parts[i].len);
        }
        *len += parts[i].len;
    }
    return true;
}

/* False where the connection broke; an answer may have come all the same (413 before all was sent). */
static bool send_parts(brisk_link *link, const brisk_str *parts, size_t count)
{
    struct iovec vector[BRISK_LINK_PARTS_MAX];
    char joined[JOINED_MAX];
    if (join(joined, parts, count, &vector[0].iov_len)) {
        vector[0].iov_base = joined;
        count = 1;
    } else {
        for (size_t i = 0; i < count; i++) {
            /* iov_base is not const, though sendmsg only reads. */
            memcpy(&vector[i].iov_base, &parts[i].ptr, sizeof(parts[i].ptr));
            vector[i].iov_len = parts[i].len;
        }
    }
    int fd = link->fd;
    while ((count = advance(vector, count, 0)) > 0) {
        struct msghdr message = {.msg_iov = vector, .msg_iovlen = count};
        ssize_t sent = count == 1 ? send(fd, vector[0].iov_base, vector[0].iov_len, MSG_NOSIGNAL)
                                  : sendmsg(fd, &message, MSG_NOSIGNAL);
        if (sent > 0) {
            link->is_begun = true;
            count = advance(vector, count, (size_t)sent);
        } else if (sent < 0 && errno != EINTR) {
            return false;
        }
        if (count == 0) {
            break;
        }
    }
    return true;
}

brisk_status brisk_link_send(brisk_link *link, const brisk_str *parts, size_t count)
{
    if (count > BRISK_LINK_PARTS_MAX || brisk_link_connect(link) != BRISK_OK) {
        return BRISK_IO;
    }
    return send_parts(link, parts, count) ? BRISK_OK : BRISK_IO;
}

brisk_status brisk_link_ask(brisk_link *link, const brisk_str *parts, size_t count, unsigned answers,
                            brisk_buffer *into)
{
    brisk_buffer_rewind(into);
    link->into = into;
    link->parsed = 0;
    link->expected = 0;
    link->is_begun = link->is_cut_off = link->was_refused = false;
    if (count > BRISK_LINK_PARTS_MAX || brisk_link_connect(link) != BRISK_OK) {
        return BRISK_IO;
    }
    link->expected = answers;
    link->is_cut_off = !send_parts(link, parts, count);
    return BRISK_OK;
}

brisk_status brisk_link_more(brisk_link *link, const brisk_str *parts, size_t count)
{
    if (link->fd < 0 || link->is_cut_off || count > BRISK_LINK_PARTS_MAX) {
        return BRISK_IO;
    }
    link->is_cut_off = !send_parts(link, parts, count);
    return link->is_cut_off ? BRISK_IO : BRISK_OK;
}

bool brisk_link_wait(const brisk_link *link, int timeout_ms)
{
    struct pollfd entry = {.fd = link->fd, .events = POLLIN};
    return poll(&entry, 1, timeout_ms) > 0;
}

/* ---- llhttp's callbacks ---- */

static size_t offset_of(const brisk_link *link, const char *at)
{
    return (size_t)(at - link->into->data);
}

/* Pieces of one text lie side by side: head bytes are never moved among themselves. */
static void extend(const brisk_link *link, brisk_link_span *span, const char *at, size_t len)
{
    if (span->len == 0) {
        span->start = offset_of(link, at);
    }
    span->len += len;
}

static int on_name(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_link *link = llhttp->data;
    extend(link, &link->name, at, len);
    return 0;
}

static int on_value(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_link *link = llhttp->data;
    extend(link, &link->value, at, len);
    return 0;
}

/* Hosts spell the names as AWS does: the bytes are compared before the letters. */
static bool is_name(brisk_str name, brisk_str wanted)
{
    return name.len == wanted.len &&
           (brisk_bytes_equal(name.ptr, wanted.ptr, name.len) || brisk_str_equal_ignore_case(name, wanted));
}

static void keep_value(brisk_link *link, brisk_link_span *header)
{
    brisk_str value = brisk_str_trim_ows((brisk_str){link->into->data + link->value.start, link->value.len});
    if (header->len == 0 && value.len > 0) {
        *header = (brisk_link_span){offset_of(link, value.ptr), value.len};
    }
}

static int on_value_complete(llhttp_t *llhttp)
{
    static const brisk_str names[BRISK_LINK_HEADER_COUNT] = {
#define HEADER_NAME(name, text) BRISK_STR(text),
        BRISK_LINK_HEADER_LIST(HEADER_NAME)
#undef HEADER_NAME
    };
    brisk_link *link = llhttp->data;
    brisk_str name = {link->into->data + link->name.start, link->name.len};
    /* All that count begin so, and most others do not. */
    bool may_count = !link->head_done && name.len > sizeof("Lambda-") && (name.ptr[0] | 0x20) == 'l';
    for (size_t i = 0; may_count && i < BRISK_LINK_HEADER_COUNT; i++) {
        if (is_name(name, names[i])) {
            keep_value(link, &link->headers[i]);
            break;
        }
    }
    link->name = link->value = (brisk_link_span){0, 0};
    return 0;
}

static int on_head(llhttp_t *llhttp)
{
    brisk_link *link = llhttp->data;
    link->is_interim = llhttp->status_code < 200;
    link->head_done = !link->is_interim;
    if (llhttp->status_code == 101) {
        return HPE_USER; /* nobody asked for another protocol */
    }
    if ((llhttp->flags & F_CONTENT_LENGTH) != 0 && llhttp->content_length > link->into->limit) {
        link->was_refused = true;
        return HPE_USER;
    }
    return 0;
}

static int on_body(llhttp_t *llhttp, const char *at, size_t len)
{
    brisk_link *link = llhttp->data;
    if (link->body.start == 0) {
        link->body.start = offset_of(link, at);
    }
    char *end = link->into->data + link->body.start + link->body.len;
    if (end != at) {
        memmove(end, at, len);
    }
    link->body.len += len;
    return 0;
}

static int on_complete(llhttp_t *llhttp)
{
    brisk_link *link = llhttp->data;
    link->is_complete = !link->is_interim;
    link->may_stay = llhttp_should_keep_alive(llhttp) != 0;
    return HPE_PAUSED;
}

static void expect_message(brisk_link *link)
{
    static const llhttp_settings_t callbacks = {
        .on_header_field = on_name,
        .on_header_value = on_value,
        .on_header_value_complete = on_value_complete,
        .on_headers_complete = on_head,
        .on_body = on_body,
        .on_message_complete = on_complete,
    };
    llhttp_init(&link->llhttp, HTTP_RESPONSE, &callbacks);
    link->llhttp.data = link;
    link->name = link->value = link->body = (brisk_link_span){0, 0};
    memset(link->headers, 0, sizeof(link->headers));
    link->head_done = link->is_complete = link->is_interim = link->may_stay = false;
}

/* ---- reading answers ---- */

/* Parses what was read and has not been parsed. */
static brisk_status parse(brisk_link *link)
{
    brisk_buffer *into = link->into;
    for (;;) {
        llhttp_errno_t error = llhttp_execute(&link->llhttp, into->data + link->parsed, into->len - link->parsed);
        if (error == HPE_OK) {
            if (link->body.len > 0) {
                brisk_buffer_truncate(into, link->body.start + link->body.len); /* a chunk's line has been read */
            }
            link->parsed = into->len;
            return BRISK_OK;
        }
        if (error != HPE_PAUSED) {
            return BRISK_SYNTAX;
        }
        link->parsed = offset_of(link, llhttp_get_error_pos(&link->llhttp));
        if (link->is_complete) {
            return BRISK_OK;
        }
        expect_message(link); /* behind an interim answer */
    }
}

/* How much room the next read should have: all that is to come where that is known. */
static size_t wanted_room(const brisk_link *link)
{
    const brisk_buffer *into = link->into;
    size_t left = into->limit > into->len ? into->limit - into->len : 1; /* 1: the buffer says that it is full */
    size_t wanted = into->capacity == 0 ? FIRST_ROOM : LEAST_ROOM;
    if (link->head_done && (link->llhttp.flags & F_CONTENT_LENGTH) != 0 && link->llhttp.content_length > 0) {
        uint64_t rest = link->llhttp.content_length; /* llhttp counts it down; on_head looked at its size */
        wanted = (size_t)rest;
    }
    return wanted < left ? wanted : left;
}

static brisk_status read_some(brisk_link *link, bool *at_end)
{
    brisk_buffer *into = link->into;
    char *room = brisk_buffer_reserve(into, wanted_room(link));
    if (room == NULL) {
        return into->status;
    }
    ssize_t count;
    do {
        count = recv(link->fd, room, into->capacity - into->len, 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return BRISK_IO;
    }
    into->len += (size_t)count;
    *at_end = count == 0;
    return BRISK_OK;
}

static brisk_status read_answer(brisk_link *link)
{
    for (;;) {
        bool at_end = false;
        brisk_status status = link->parsed < link->into->len ? parse(link) : BRISK_OK;
        if (status != BRISK_OK || link->is_complete) {
            return status;
        }
        status = read_some(link, &at_end);
        if (status != BRISK_OK) {
            return status;
        }
        if (at_end) {
            /* A body without a length ends with the connection (RFC 9112, 6.3); anything else was cut off. */
            (void)llhttp_finish(&link->llhttp);
            link->may_stay = false;
            return link->is_complete ? BRISK_OK : BRISK_IO;
        }
    }
}

static void fill_answer(const brisk_link *link, brisk_link_answer *answer)
{
    const char *base = link->into->data;
    answer->status = link->llhttp.status_code;
    answer->is_whole = link->is_complete;
    for (size_t i = 0; i < BRISK_LINK_HEADER_COUNT; i++) {
        answer->headers[i] = (brisk_str){base + link->headers[i].start, link->headers[i].len};
    }
    answer->body = (brisk_str){base + link->body.start, link->body.len};
}

/* Bytes behind the last answer belong to none: whatever they are, the next answer must not begin with them. */
static bool can_stay(const brisk_link *link)
{
    bool has_rest = link->parsed < link->into->len;
    return link->is_complete && link->may_stay && !link->is_cut_off && (link->expected > 0 || !has_rest);
}

brisk_status brisk_link_receive(brisk_link *link, brisk_link_answer *answer)
{
    *answer = (brisk_link_answer){0};
    if (link->expected == 0 || link->fd < 0) {
        return BRISK_IO;
    }
    link->expected--;
    expect_message(link);
    brisk_status status = read_answer(link);
    if (link->head_done) {
        fill_answer(link, answer);
        status = BRISK_OK;
    }
    if (can_stay(link)) {
        link->was_used = true;
    } else {
        brisk_link_close(link);
    }
    return status;
}

brisk_status brisk_link_exchange(brisk_link *link, const brisk_str *parts, size_t count, brisk_buffer *into,
                                 brisk_link_answer *answer)
{
    brisk_status status = brisk_link_ask(link, parts, count, 1, into);
    if (status != BRISK_OK) {
        *answer = (brisk_link_answer){0};
        return status;
    }
    return brisk_link_receive(link, answer);
}
