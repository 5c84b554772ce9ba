/* stream.h - an answer in pieces: Lambda's response streaming.
 *
 *     POST response, Lambda-Runtime-Function-Response-Mode: streaming, chunked
 *     │ prelude (status, headers, cookies as JSON) │ eight NUL bytes │ first piece │     one write with the head
 *     │ piece │ … as they are pulled, one write each
 *     │ end │, or where the stream broke off │ end │ trailers: type and body of the error │
 *
 * What has gone out cannot be taken back, so that a stream is never begun twice: where the connection breaks it is given
 * up, and the client sees an answer that was cut off. Only where nothing of it went out is it begun anew. An answer that
 * is there as a whole goes the same way in one write, and again like any other, since the host knows it by its id.
 *
 * Sources: the Lambda guide, "Custom runtimes, response streaming"; RFC 9112, 7.1 (chunks and trailers). */
#ifndef BRISK_LAMBDA_STREAM_H
#define BRISK_LAMBDA_STREAM_H

#include "lambda/exchange.h"

/** Ends the prelude. */
#define BRISK_STREAM_SEPARATOR     "\0\0\0\0\0\0\0\0"
#define BRISK_STREAM_SEPARATOR_LEN ((size_t)8)

/**
 * Posts a reply with is_streamed, up to the end of its stream (which is not closed here). *accepted: all of it was sent,
 * and the host took it. A stream that breaks off, outlives the deadline or is over the limit ends with trailers.
 * Returns BRISK_OK, also where it was given up (which was logged); BRISK_FAILED where the host's answer ends the loop.
 */
BRISK_MUST_CHECK brisk_status brisk_stream_post(brisk_runtime *runtime, const brisk_lambda_reply *reply,
                                                bool *accepted);

#endif
