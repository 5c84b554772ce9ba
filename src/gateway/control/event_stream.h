/* event_stream.h - application/vnd.amazon.eventstream: the messages that AWS streams answers in.
 *
 *     u32 length of all │ u32 length of headers │ u32 CRC of these │ headers │ payload │ u32 CRC of all before
 *     a header          u8 length │ name │ 7 (a string) │ u16 length │ value
 *
 * Numbers in network order; CRC-32 as in zip. Source: the event stream encoding of the AWS SDKs (Smithy, "Amazon Event
 * Stream"). */
#ifndef BRISK_GATEWAY_CONTROL_EVENT_STREAM_H
#define BRISK_GATEWAY_CONTROL_EVENT_STREAM_H

#include "core/buffer.h"

/** The most bytes of one message's payload that SDKs take. */
#define BRISK_EVENT_STREAM_PAYLOAD ((size_t)16 * 1024 * 1024)

/** Appends a message of :message-type event. type: "PayloadChunk"; media: "application/octet-stream". */
void brisk_event_stream_append(brisk_buffer *out, const char *type, const char *media, brisk_str payload);

#endif
