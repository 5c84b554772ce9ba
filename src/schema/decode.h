/* decode.h - nodes to typed C values, by the descriptors, with all problems in one list.
 *
 *     brisk_decoder decoder;
 *     brisk_decoder_init(&decoder, arena, NULL);
 *     brisk_loc place = brisk_loc_key(NULL, BRISK_S("query")), loc = brisk_loc_key(&place, BRISK_S("limit"));
 *     status = brisk_decode_parameter(&decoder, &input->field, node, &loc, (char *)in + input->field.offset);
 *     … the next parameter, whatever status was …
 *     if (decoder.problems.count > 0) { brisk_problems_write(&buffer, &decoder.problems); }
 *
 * Rules followed: pydantic 2.13 in Python mode and lax unless strict, which is how FastAPI calls it. strict follows
 * pydantic's JSON mode (a date from text is fine), since in Python mode no strict date could ever be sent.
 *
 * Values must be zeroed before. Texts in them are views of what the node borrows, or in the arena; everything lives as
 * long as the arena and the texts of the nodes. After a problem the value's content is undefined.
 *
 * Statuses: BRISK_OK; BRISK_INVALID, with at least one more problem in the list; BRISK_NO_MEMORY; BRISK_USAGE where a
 * descriptor cannot be decoded (an OPAQUE type as input). One decoder is for one thread. */
#ifndef BRISK_SCHEMA_DECODE_H
#define BRISK_SCHEMA_DECODE_H

#include "schema/node.h"
#include "schema/problems.h"

#include <brisk/descriptor.h>

/** How well an input fits a member of a plain union (pydantic's exactness); higher is better. */
typedef enum brisk_exactness { BRISK_EXACTNESS_LAX, BRISK_EXACTNESS_STRICT, BRISK_EXACTNESS_EXACT } brisk_exactness;

/** Optional settings; zeros give the defaults. */
typedef struct brisk_decoder_options {
    size_t max_problems; /* 0: BRISK_PROBLEMS_MAX */
    unsigned max_depth;  /* of nested values; 0: BRISK_JSON_MAX_DEPTH */
} brisk_decoder_options;

typedef struct brisk_decoder {
    brisk_arena *arena;
    brisk_problems problems;
    /* All below is the decoder's own. */
    unsigned depth, max_depth;
    bool is_strict;       /* of the model around the value */
    bool has_fields_set;  /* a model was decoded since the union's member began */
    size_t fields_set;    /* how many of its fields were sent */
    unsigned union_depth; /* plain unions that are being tried */
    size_t union_tries;   /* members tried inside of another union's try */
    brisk_exactness exactness;
    struct brisk_pattern_memory *patterns; /* what the rule pattern keeps from match to match */
} brisk_decoder;

/** Makes a decoder with an empty list of problems. options: NULL for the defaults. */
void brisk_decoder_init(brisk_decoder *decoder, brisk_arena *arena, const brisk_decoder_options *options);

/**
 * Decodes a value of a type, without the rules of a field. node: not NULL. out: zeroed, type->size bytes.
 */
brisk_status brisk_decode(brisk_decoder *decoder, const brisk_type *type, const brisk_node *node, const brisk_loc *loc,
                          void *out);

/**
 * Decodes the value of a field that was sent. out: the address of the value (struct + field->offset), zeroed.
 */
brisk_status brisk_decode_field(brisk_decoder *decoder, const brisk_field *field, const brisk_node *node,
                                const brisk_loc *loc, void *out);

/**
 * What a field that was not sent gets: its default, or "absent", or the problem "missing" with this input (the object
 * that lacks it; NULL: null).
 */
brisk_status brisk_decode_missing(brisk_decoder *decoder, const brisk_field *field, const brisk_node *input,
                                  const brisk_loc *loc, void *out);

/**
 * Decodes a parameter, or a body, as FastAPI does it at the top: node NULL and null count as not sent, also for a
 * required opt(T); a problem "missing" has the input null.
 */
brisk_status brisk_decode_parameter(brisk_decoder *decoder, const brisk_field *field, const brisk_node *node,
                                    const brisk_loc *loc, void *out);

/** True where the field must be sent: no default, and not opt (or opt with `required`). */
bool brisk_field_is_required(const brisk_field *field);

/** The name of a field on the wire: alias_in, else name. */
static inline brisk_str brisk_field_wire_in(const brisk_field *field)
{
    return field->alias_in.ptr ? field->alias_in : field->name;
}

/** The type behind TYPE names (named) and, in the second, behind opt as well. Never NULL. */
const brisk_type *brisk_type_resolve(const brisk_type *type);
const brisk_type *brisk_type_behind_opt(const brisk_type *type);

/** True where a parameter of this type takes all its repetitions: list, set, tuple, behind opt and TYPE. */
bool brisk_type_is_sequence(const brisk_type *type);

#endif
