/* parser.h - one HTTP/1.x request out of bytes: llhttp in its strict mode, and the checks that it leaves to its user.
 *
 * The parser copies nothing: method, target and headers are views of the bytes that were fed, so these must stay where
 * they are until the request is answered, and what is fed next must follow in memory (the connection's input buffer
 * gives both). A body that comes in one piece is a view, too; one that does not is gathered in a buffer.
 *
 *     [ head: views ............ ][ body: a view ]             one read, or several into the same buffer
 *     [ head: views ............ ][ piece ][ piece ] ─► body   chunks, or more than the input buffer holds
 *
 * Any refusal is a status with a constant text. Rules: RFC 9112 (framing), RFC 9110 (fields). No socket, no clock. */
#ifndef BRISK_NET_PARSER_H
#define BRISK_NET_PARSER_H

#include "core/buffer.h"
#include "http/headers.h"
#include "net/limits.h"

#include <brisk/descriptor.h>

struct llhttp__internal_s; /* llhttp_t: who includes this header need not find llhttp's */

typedef enum brisk_parse_result {
    BRISK_PARSE_MORE,  /* all bytes were taken; the request is not complete */
    BRISK_PARSE_DONE,  /* the request is complete; bytes behind it were left */
    BRISK_PARSE_FAILED /* status and detail say why; nothing more can be read from this connection */
} brisk_parse_result;

typedef struct brisk_parser {
    struct llhttp__internal_s *llhttp; /* the caller's, brisk_parser_state_size() bytes */
    const brisk_limits *limits;
    brisk_header *headers; /* the caller's array, brisk_parser_header_room() items */
    size_t header_count;
    size_t header_bytes;
    size_t head_bytes; /* fed so far; with the blank lines before the request line */
    brisk_str url;
    brisk_str body;         /* valid once DONE */
    brisk_buffer *gathered; /* the caller's: where a body goes that is no single piece */
    size_t body_fed;        /* bytes fed behind the head: the body, and its chunk lines and trailers */
    int status;             /* of a refusal */
    const char *detail;
    bool head_done;
    bool field_done; /* the name of the last header is complete */
    bool is_gathering;
    bool is_complete;
    bool expects_continue; /* Expect: 100-continue */
    bool keep_alive;       /* what the client asks for; valid once head_done */
    bool is_http_1_0;
} brisk_parser;

/** How many headers the array of a parser must hold under these limits. */
size_t brisk_parser_header_room(const brisk_limits *limits);
/** How many bytes of a head can come under these limits: the size an input buffer needs. */
size_t brisk_parser_head_room(const brisk_limits *limits);

/** Bytes of memory that llhttp's state takes. */
size_t brisk_parser_state_size(void);

/** Prepares for the next request. parser->llhttp, limits, headers and gathered (an initialised buffer on the heap,
 *  rewound here) are borrowed and must stay as long as the parser is used. */
void brisk_parser_init(brisk_parser *parser, const brisk_limits *limits, brisk_header *headers, brisk_buffer *gathered);

/** Parses len bytes (more than 0). *consumed: how many belong to this request; with MORE all of them. */
brisk_parse_result brisk_parser_feed(brisk_parser *parser, const char *bytes, size_t len, size_t *consumed);

/** Moves what is there of the body out of the input buffer, so that its place can be used again. Returns the end of the
 *  head: the bytes from there on are free. To be called between feeds once head_done. NULL without memory. */
const char *brisk_parser_release_body(brisk_parser *parser);

/** The bytes fed so far were moved by distance bytes: all views follow. */
void brisk_parser_rebase(brisk_parser *parser, ptrdiff_t distance);

/** Bytes of the body that were read. */
size_t brisk_parser_body_len(const brisk_parser *parser);

/** True where all characters are those of an authority without user information; also for an empty one. */
bool brisk_parser_host_is_valid(brisk_str host);

/** The method of the request, and its token as text (constant). */
brisk_method brisk_parser_method(const brisk_parser *parser);
brisk_str brisk_parser_method_text(const brisk_parser *parser);

#endif
