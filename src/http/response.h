/* response.h - one answer: a status, headers, and a body that is whole or a stream that is pulled.
 *
 * Who serves it (server, Lambda, test client) adds what its transport needs: Content-Length or chunks, Date, Server.
 * Nothing here is written to a socket before the answer is complete. */
#ifndef BRISK_HTTP_RESPONSE_H
#define BRISK_HTTP_RESPONSE_H

#include "http/headers.h"

#include <brisk/request.h>

typedef struct brisk_response {
    int status;            /* 0: not set yet */
    brisk_headers headers; /* Content-Type among them */
    brisk_str body;        /* whole body, where not is_stream */
    brisk_stream stream;
    bool is_stream;
    bool is_answered;   /* a body (maybe empty) was chosen: brisk_respond and its kin, or the typed answer */
    brisk_header spare; /* the one header of an answer that must be made without memory (brisk_refuse) */
    bool is_broken;     /* a header that HTTP does not allow was set: the answer becomes a 500 */
    bool is_redirect;   /* of brisk_redirect: status 0 then stands for the endpoint's where that is 3xx, else 307 */
} brisk_response;

/** Clears to "nothing answered yet". Memory belongs to the request's arena. A stream must have been closed before. */
void brisk_response_clear(brisk_response *response);

/** Takes the body back, closing a stream; status and headers stay. */
void brisk_response_drop_body(brisk_response *response);

/** The status to send: the one set, else what the endpoint declares (0: 200), save that a redirect's is 3xx. */
int brisk_response_final_status(const brisk_response *response, int endpoint_status);

/** True where HTTP allows no body: 1xx, 204, 205, 304 (RFC 9110, 6.4.1; 205 as FastAPI). */
bool brisk_status_has_no_body(int status);

/** The reason phrase, "Not Found", with Python 3.11's texts; NULL for a number that has none. Constant. */
const char *brisk_status_reason(int status);

#endif
