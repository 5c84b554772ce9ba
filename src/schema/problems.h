/* problems.h - what is wrong with a request: the list behind the 422 answer.
 *
 *     {"detail":[{"type":"greater_than","loc":["body","lines",0,"qty"],"msg":"…","input":0,"ctx":{"gt":0}}, …]}
 *
 * While values are decoded, their place is a list on the stack, from the innermost part to the outermost; only when a
 * problem is recorded it is copied to the arena. So a request without problems pays nothing for it.
 *
 *     loc ["body","lines",0]:   { index 0 } ─parent─► { key "lines" } ─parent─► { key "body" } ─parent─► NULL
 *
 * The list is for one thread; all it holds lives in the arena. */
#ifndef BRISK_SCHEMA_PROBLEMS_H
#define BRISK_SCHEMA_PROBLEMS_H

#include "core/buffer.h"
#include "schema/node.h"

#include <brisk/status.h>

/** A part of a place. */
typedef struct brisk_loc {
    const struct brisk_loc *parent; /* NULL: this is the outermost part, such as "query" */
    brisk_str key;                  /* ptr NULL: it is an index */
    size_t index;
} brisk_loc;

/** `brisk_loc body = brisk_loc_key(NULL, BRISK_S("body"));` A key of length 0 is fine, its ptr is made non-NULL. */
static inline brisk_loc brisk_loc_key(const brisk_loc *parent, brisk_str key)
{
    return (brisk_loc){parent, {key.ptr ? key.ptr : "", key.len}, 0};
}

static inline brisk_loc brisk_loc_index(const brisk_loc *parent, size_t index)
{
    return (brisk_loc){parent, {NULL, 0}, index};
}

/** One problem. Texts are constant or in the arena. */
typedef struct brisk_problem {
    struct brisk_problem *next;
    const char *type;        /* "missing" */
    brisk_str message;       /* "Field required" */
    const brisk_loc *loc;    /* a copy in the arena */
    const brisk_node *input; /* the value as received; NULL is written as null */
    brisk_str context;       /* the members of ctx as JSON, "\"gt\":0"; ptr NULL: no ctx, empty: {} */
} brisk_problem;

typedef struct brisk_problems {
    brisk_arena *arena;
    brisk_problem *first, **last;
    size_t count; /* of problems kept */
    size_t limit; /* further ones are not kept */
    bool is_cut;  /* there were more than limit */
} brisk_problems;

/** How many problems a 422 tells of where nothing else is said. */
#define BRISK_PROBLEMS_MAX 1000

/** Makes an empty list. limit: 0 for BRISK_PROBLEMS_MAX. */
void brisk_problems_init(brisk_problems *problems, brisk_arena *arena, size_t limit);

/** What a problem is made of, without its loc and input. Use {.type = …, .message = …}. */
typedef struct brisk_problem_text {
    const char *type;
    brisk_str message;
    brisk_str context;
} brisk_problem_text;

/**
 * Records a problem. loc is copied, all else borrowed. input: NULL for null.
 * Returns BRISK_INVALID, or BRISK_NO_MEMORY when the arena is exhausted.
 */
brisk_status brisk_problems_add(brisk_problems *problems, const brisk_loc *loc, const brisk_node *input,
                                brisk_problem_text text);

/** The common "Field required". */
brisk_status brisk_problems_add_missing(brisk_problems *problems, const brisk_loc *loc, const brisk_node *input);

/** The problem of a body that is no JSON: loc [place, offset], input {}, ctx {"error": fault}. */
brisk_status brisk_problems_add_json(brisk_problems *problems, const brisk_loc *place, const char *fault,
                                     size_t offset);

/** Remembers how far the list goes, and cuts it off there again: for tries whose problems may not count. */
typedef struct brisk_problems_mark {
    brisk_problem **last;
    size_t count;
    bool is_cut;
} brisk_problems_mark;

static inline brisk_problems_mark brisk_problems_mark_now(const brisk_problems *problems)
{
    return (brisk_problems_mark){problems->last, problems->count, problems->is_cut};
}

static inline void brisk_problems_rewind(brisk_problems *problems, brisk_problems_mark mark)
{
    problems->last = mark.last;
    problems->count = mark.count;
    problems->is_cut = mark.is_cut;
    *mark.last = NULL;
}

/** The problem at index, NULL past the last. Linear. */
const brisk_problem *brisk_problems_at(const brisk_problems *problems, size_t index);

/** Writes loc as JSON, ["body","lines",0]. */
void brisk_problems_write_loc(brisk_buffer *buffer, const brisk_loc *loc);

/** Writes the array of problems, [{…},{…}]: what stands behind "detail" in the answer. Look at the buffer's status. */
void brisk_problems_write_list(brisk_buffer *buffer, const brisk_problems *problems);

/** Writes the whole answer, {"detail":[…]}. */
void brisk_problems_write(brisk_buffer *buffer, const brisk_problems *problems);

#endif
