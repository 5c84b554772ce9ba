/* writer.h - the head of an answer as bytes (RFC 9112, 4 and 6): status line, the server's headers, the app's headers,
 * and how the body ends. No socket. */
#ifndef BRISK_NET_WRITER_H
#define BRISK_NET_WRITER_H

#include "core/buffer.h"
#include "http/response.h"

/** How the client learns where the body ends. */
typedef enum brisk_framing {
    BRISK_FRAMING_NONE,    /* no body and no length: 204, 304 */
    BRISK_FRAMING_LENGTH,  /* Content-Length */
    BRISK_FRAMING_CHUNKED, /* Transfer-Encoding: chunked */
    BRISK_FRAMING_CLOSE    /* the end of the connection: HTTP/1.0 */
} brisk_framing;

typedef struct brisk_head_options {
    brisk_framing framing;
    uint64_t length;      /* with LENGTH */
    brisk_str date;       /* "Sun, 06 Nov 1994 08:49:37 GMT"; empty: no Date */
    brisk_str server;     /* empty: no Server header */
    bool is_head;         /* of a HEAD request: a Content-Length of the app's own is kept where it gave no body */
    bool closes;          /* says "connection: close" */
    bool says_keep_alive; /* says "connection: keep-alive": for HTTP/1.0 */
    bool is_capitalised; /* "Date", "Content-Length", "Connection" …, where else they are in lower case as uvicorn's */
} brisk_head_options;

#define BRISK_DATE_LEN 29

/** Writes the Date of a wall clock (microseconds since 1970) as IMF-fixdate (RFC 9110, 5.6.7): 29 bytes. */
void brisk_write_date(char out[BRISK_DATE_LEN], int64_t wall_us);

/** Appends the head with its blank line to out. Content-Length, Transfer-Encoding, Connection and Keep-Alive are the
 *  server's: those of the app are left out. */
void brisk_write_head(brisk_buffer *out, const brisk_response *response, const brisk_head_options *options);

/** True where the app asked for the end of the connection: a Connection header with "close". */
bool brisk_response_closes(const brisk_response *response);

/** Writes the line before a chunk of len bytes ("1f\r\n") to out, which has room for 20. Returns its length. */
size_t brisk_write_chunk_size(char *out, size_t len);

#endif
