/* node.h - a JSON value as input of validation: parsed from a body, or made of the texts of a parameter.
 *
 * FastAPI validates a JSON body after json.loads, and a query, path, header, cookie or form text as a Python str. A str
 * is what a JSON string is, so here both are nodes and one decoder serves them:
 *
 *     body      {"limit": 5}        ─► object ─► number 5
 *     query     limit=5             ─► text "5"
 *     query     id=1&id=2           ─► list of texts "1", "2"
 *     form or parameter model       ─► object of texts, lists and files
 *
 * Behind the name a node is a yyjson value, in one run of memory with its children (yyjson's own form, offsets inside
 * are relative): nodes are read in place, and made here by plain copies of 16 bytes. Nodes are constant once made, live
 * in an arena, and borrow their texts. No function here needs more than the arena; all of them return NULL when that is
 * exhausted (the arena is marked failed then). Any thread. */
#ifndef BRISK_SCHEMA_NODE_H
#define BRISK_SCHEMA_NODE_H

#include <brisk/arena.h>
#include <brisk/types.h>

typedef struct brisk_json_node brisk_node;

typedef enum brisk_node_kind {
    BRISK_NODE_NULL,
    BRISK_NODE_BOOL,
    BRISK_NODE_UINT, /* 0 to 2^64 - 1 */
    BRISK_NODE_INT,  /* below 0, down to -2^63 */
    BRISK_NODE_REAL, /* written with fraction or exponent; finite */
    BRISK_NODE_BIG,  /* a number beyond those: its text as written */
    BRISK_NODE_TEXT,
    BRISK_NODE_ARRAY,
    BRISK_NODE_OBJECT,
    BRISK_NODE_FILE /* an uploaded file: only in nodes made of forms */
} brisk_node_kind;

/** One key of an object to be made. value must not be NULL. */
typedef struct brisk_node_member {
    brisk_str key;
    const brisk_node *value;
} brisk_node_member;

/* ---- making ---- */

/** A text. Borrows it: text must be valid UTF-8 and live as long as the node. */
const brisk_node *brisk_node_text(brisk_arena *arena, brisk_str text);
/** An array of texts. texts itself may go away after the call. */
const brisk_node *brisk_node_texts(brisk_arena *arena, const brisk_str *texts, size_t count);
/** An uploaded file. Borrows it. */
const brisk_node *brisk_node_file(brisk_arena *arena, const brisk_file *file);
/** An array of nodes, which are copied (not what their texts point at). */
const brisk_node *brisk_node_array(brisk_arena *arena, const brisk_node *const *items, size_t count);
/** An object of members in this order; the values are copied as brisk_node_array does. */
const brisk_node *brisk_node_object(brisk_arena *arena, const brisk_node_member *members, size_t count);
/** The constants null, false, true, and {} and []. */
const brisk_node *brisk_node_null(void);
const brisk_node *brisk_node_bool(bool value);
const brisk_node *brisk_node_empty_object(void);
const brisk_node *brisk_node_empty_array(void);
/** Numbers, for defaults and tests. */
const brisk_node *brisk_node_int(brisk_arena *arena, int64_t value);
const brisk_node *brisk_node_real(brisk_arena *arena, double value);

/* ---- reading; NULL counts as null ---- */

brisk_node_kind brisk_node_kind_of(const brisk_node *node);
/** The text of TEXT and BIG nodes; of others the empty text. A view. */
brisk_str brisk_node_get_text(const brisk_node *node);
/** The values of BOOL, UINT, INT, REAL and FILE nodes; 0 or NULL for others. */
bool brisk_node_get_bool(const brisk_node *node);
uint64_t brisk_node_get_uint(const brisk_node *node);
int64_t brisk_node_get_int(const brisk_node *node);
double brisk_node_get_real(const brisk_node *node);
const brisk_file *brisk_node_get_file(const brisk_node *node);
/** Items of an array, members of an object (a key that came twice counts twice); 0 for others. */
size_t brisk_node_count(const brisk_node *node);
/** The value of a key; where it came twice the last one, as in Python. NULL where there is none, or no object. Linear. */
const brisk_node *brisk_node_get(const brisk_node *object, brisk_str key);

/** Walks an array or object: `brisk_node_walk walk = brisk_node_walk_of(node); while (brisk_node_next(&walk)) …`.
 *  key is empty in arrays. */
typedef struct brisk_node_walk {
    brisk_str key;
    const brisk_node *value;
    size_t index;                /* of value, from 0 */
    size_t left;                 /* private: members not yet seen */
    const brisk_node *following; /* private */
    bool is_object;              /* private */
} brisk_node_walk;

brisk_node_walk brisk_node_walk_of(const brisk_node *node);
bool brisk_node_next(brisk_node_walk *walk);

#endif
