/* route_pattern.h - matches a piece of a path against literal text and parameters, as Starlette's regular expressions
 * match it: from the left, each parameter as long as the rest allows.
 *
 * A template is cut into pieces, "/pair/{a}-{b:int}" into  "pair" (a segment) and  {a} "-" {b:int} (another). Most
 * segments are one piece and are matched by a look at their bytes. For the rest, all ends that a parameter may have are
 * computed from the right, as sets of positions, so that nothing is ever tried twice: work is bounded by
 * pieces x pieces x bytes whatever the path, where a backtracking matcher can be made to take exponential time. */
#ifndef BRISK_HTTP_ROUTE_PATTERN_H
#define BRISK_HTTP_ROUTE_PATTERN_H

#include "http/route.h"

/* A convertor of Starlette, and its regular expression. */
typedef enum brisk_piece_kind {
    BRISK_PIECE_LITERAL,
    BRISK_PIECE_STR,   /* [^/]+ */
    BRISK_PIECE_PATH,  /* .* (here any character, a line feed too) */
    BRISK_PIECE_INT,   /* [0-9]+ */
    BRISK_PIECE_FLOAT, /* [0-9]+(\.[0-9]+)? */
    BRISK_PIECE_UUID   /* [0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12} */
} brisk_piece_kind;

typedef struct brisk_piece {
    brisk_piece_kind kind;
    brisk_str text; /* the literal, or the parameter's name */
} brisk_piece;

/** Literals and parameters in turn; no two literals follow one another. */
typedef struct brisk_pattern {
    const brisk_piece *pieces;
    size_t count;
} brisk_pattern;

#define BRISK_PATTERN_PIECES (2 * BRISK_ROUTE_PARAMETERS + 1)

/** The longest text, in bytes, that a pattern of several pieces matches; a longer one does not match. */
#define BRISK_PATTERN_TEXT ((size_t)64 * 1024)

/**
 * Reads the pieces of a template up to a "/" outside of braces, or to the end of the template where to_end.
 * template: moved on behind what was read. pieces: room for BRISK_PATTERN_PIECES, filled; *count: how many.
 * Returns NULL, or what is wrong as a constant text.
 */
const char *brisk_pattern_parse(brisk_str *template, bool to_end, brisk_piece *pieces, size_t *count);

/** True where the pattern matches all of text. Allocates nothing. */
bool brisk_pattern_matches(brisk_pattern pattern, brisk_str text);

/** Writes the values of the parameters of a pattern that matches text to values. Returns their number. */
size_t brisk_pattern_values(brisk_pattern pattern, brisk_str text, brisk_route_value *values);

/** True where both match the same texts: names of parameters do not count. */
bool brisk_pattern_equal(brisk_pattern a, brisk_pattern b);

#endif
