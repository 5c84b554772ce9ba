/* client.h - one HTTP request to a running gateway, blocking: what `brisk logs` and `brisk invoke` need of a client. */
#ifndef BRISK_CLI_CLIENT_H
#define BRISK_CLI_CLIENT_H

#include "core/buffer.h"
#include "http/headers.h"

typedef struct brisk_client_request {
    brisk_str method, path;
    const brisk_header *headers;
    size_t header_count;
    brisk_str body;
} brisk_client_request;

#define BRISK_CLIENT_HEADERS 32

/** Texts are views of the buffer that the answer was read into. */
typedef struct brisk_client_answer {
    int status;
    brisk_header headers[BRISK_CLIENT_HEADERS]; /* the first ones */
    size_t header_count;
    brisk_str body;
} brisk_client_answer;

/**
 * Sends request to url ("http://127.0.0.1:9000") and reads the whole answer into buffer, which is rewound. False with a sentence
 * in problem: nobody listens there, the connection broke, no HTTP came.
 */
bool brisk_client_send(const char *url, const brisk_client_request *request, brisk_buffer *buffer,
                       brisk_client_answer *answer, char *problem, size_t problem_size);

/** The header's value; ptr NULL where there is none. */
brisk_str brisk_client_header(const brisk_client_answer *answer, const char *name);

#endif
