/* json_text.h - JSON text to nodes, and where a text is none, the words and the offset that FastAPI's user would see.
 *
 * yyjson parses (RFC 8259, strictly). Only where it refuses, a second scan of ours follows the rules of CPython's json
 * module to find its message and its offset in characters, as in
 *
 *     {"type":"json_invalid","loc":["body",9],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}
 *
 * Otherwise than CPython: NaN and Infinity are refused ("Expecting value"), lone surrogates (\ud800) too, nesting is limited.
 * Numbers that fit neither 64 bits nor a double keep their digits (BRISK_NODE_BIG). */
#ifndef BRISK_SCHEMA_JSON_TEXT_H
#define BRISK_SCHEMA_JSON_TEXT_H

#include "schema/node.h"

#include <brisk/status.h>

/** How deep arrays and objects may be nested where nothing else is said. */
#define BRISK_JSON_MAX_DEPTH 200

/** Where and why a text is no JSON. */
typedef struct brisk_json_fault {
    const char *text; /* constant, "Expecting value" */
    size_t offset;    /* in characters (code points) from the beginning */
} brisk_json_fault;

/**
 * Parses text. max_depth: 0 for BRISK_JSON_MAX_DEPTH. *out: the root; it borrows nothing of text. *fault is written for
 * BRISK_SYNTAX only (may be NULL).
 * A byte order mark at the beginning is skipped.
 * Returns BRISK_OK; BRISK_SYNTAX (the 422 json_invalid); BRISK_INVALID where the bytes are no UTF-8, and BRISK_LIMIT where
 * they are nested too deeply (for both FastAPI answers 400, "There was an error parsing the body"); BRISK_NO_MEMORY.
 */
BRISK_MUST_CHECK brisk_status brisk_json_text_parse(brisk_arena *arena, brisk_str text, unsigned max_depth,
                                                    const brisk_node **out, brisk_json_fault *fault);

/** Bytes behind a text that brisk_json_text_parse_in_place writes to. */
#define BRISK_JSON_PADDING 4

/**
 * Parses text, len bytes with BRISK_JSON_PADDING more behind them, and writes into it: its strings are unescaped where they
 * stand, and *out borrows them, so that nothing is copied. What text held is lost, also where it is no JSON. No byte order mark.
 * Returns BRISK_OK, BRISK_SYNTAX (no JSON, or no UTF-8), BRISK_LIMIT, BRISK_NO_MEMORY.
 */
BRISK_MUST_CHECK brisk_status brisk_json_text_parse_in_place(brisk_arena *arena, char *text, size_t len,
                                                             unsigned max_depth, const brisk_node **out);

#endif
