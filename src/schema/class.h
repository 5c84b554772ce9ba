/* class.h - what a kind of type and a kind of rule can do: the code behind the descriptors.
 *
 * A descriptor points at its class, `brisk_type_int64.is`, and each class stands in an object file of its own
 * (types/<kind>.c, rules/<rule>.c). So a program holds the code of those kinds and rules that its tables name, and an
 * app without `pattern` no PCRE2. Nothing outside names a class but the descriptors and the macros.
 *
 * The rules on one value come from two places, the TYPE and the field, in a chain; they are applied in the order of
 * their classes (pydantic's: first what changes the text, then sizes, then bounds, then checks), and the first that
 * fails is the one told. */
#ifndef BRISK_SCHEMA_CLASS_H
#define BRISK_SCHEMA_CLASS_H

#include "core/buffer.h"
#include "core/format.h"
#include "schema/decode.h"

/** The rules on a value: those of the innermost TYPE name first (own), those of the field last. */
typedef struct brisk_rule_chain {
    const brisk_rule *own; /* NULL: none; else ends where `is` is NULL */
    const struct brisk_rule_chain *more;
} brisk_rule_chain;

/** A value on its way from node to C. */
typedef struct brisk_site {
    const brisk_node *node; /* never NULL */
    const brisk_loc *loc;
    const brisk_rule_chain *rules; /* NULL: none */
    bool is_strict;
    bool is_not_null; /* opt only: null is refused */
} brisk_site;

/** Decodes site->node to *out (zeroed, type->size bytes) and applies the rules of the site. */
typedef brisk_status brisk_type_decode_call(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                            void *out);

struct brisk_type_class {
    const char *name; /* how pydantic calls it in the loc of a plain union, "int"; composites: NULL or "list" */
    brisk_type_decode_call *decode;
    /** Orders a value against the bound of a rule: < 0, 0, > 0, or BRISK_UNORDERED (NaN, or a bound that is none for
     *  this type). NULL: values of this kind have no order. */
    int (*compare)(const brisk_type *type, const void *value, const brisk_literal *bound);
    /** True where value is a multiple of step. NULL: that means nothing for this kind. */
    bool (*is_multiple)(const brisk_type *type, const void *value, const brisk_literal *step);
    /** Writes a bound as it stands in a message, or (is_json) as a JSON value in ctx. */
    void (*write_bound)(brisk_buffer *buffer, const brisk_literal *bound, bool is_json);
};

enum { BRISK_UNORDERED = 2 };

/** A value that a rule looks at. */
typedef struct brisk_subject {
    brisk_decoder *decoder;
    const brisk_type *type; /* without TYPE names and opt */
    const brisk_site *site;
    void *value; /* the C value; rules that change text (strip, lower, upper) write it */
} brisk_subject;

struct brisk_rule_class {
    const char *name; /* the word in MODEL, "max_length" */
    int order;        /* BRISK_RULE_ORDER_…: lower ones first */
    /** BRISK_OK, or what recording the problem returned. */
    brisk_status (*apply)(const brisk_subject *subject, const brisk_rule *rule);
    /** Before the items of a list are decoded, and while a set grows: may refuse their number. NULL: nothing. */
    brisk_status (*apply_count)(const brisk_subject *subject, const brisk_rule *rule, size_t count);
    /** For each key of a map: value is the brisk_str, site->node the key as sent. NULL: nothing. */
    brisk_status (*apply_key)(const brisk_subject *subject, const brisk_rule *rule);
    /** Takes the place of decoding the type (one_of: a wrong type is a literal_error as well). NULL: nothing. */
    brisk_status (*decode)(const brisk_subject *subject, const brisk_rule *rule);
    /** Writes the JSON Schema keywords for a type, each with a comma BEFORE it: `,"minLength":1`. NULL: none. */
    void (*describe)(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type);
    /** Looks for a mistake in the rule itself, for the `check` command. Returns NULL, or what is wrong, in problem
     *  (size bytes). NULL: cannot be wrong. */
    const char *(*verify)(const brisk_rule *rule, const brisk_type *type, char *problem, size_t size);
};

enum {
    BRISK_RULE_ORDER_STRIP = 10,
    BRISK_RULE_ORDER_LENGTH = 20,
    BRISK_RULE_ORDER_PATTERN = 30,
    BRISK_RULE_ORDER_CASE = 40,
    BRISK_RULE_ORDER_FINITE = 50,
    BRISK_RULE_ORDER_DIGITS = 60,
    BRISK_RULE_ORDER_MULTIPLE = 70,
    BRISK_RULE_ORDER_LE = 80,
    BRISK_RULE_ORDER_LT = 81,
    BRISK_RULE_ORDER_GE = 82,
    BRISK_RULE_ORDER_GT = 83,
    BRISK_RULE_ORDER_ONE_OF = 90,
    BRISK_RULE_ORDER_CHECK = 100
};

/** Decodes a value by its class; strictness of the type and the depth limit are looked after here. */
brisk_status brisk_decode_site(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out);

/** Applies the rules of a site to a decoded value. */
brisk_status brisk_rules_apply(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *value);

/** Asks the rules of a site whether a list may have so many items. */
brisk_status brisk_rules_apply_count(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                     size_t count);

/** Applies the rules of a map's site to one of its keys. loc: the key's entry. */
brisk_status brisk_rules_apply_key(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                   const brisk_site *entry, brisk_str *key);

/** Records a problem of a site without context. Returns BRISK_INVALID or BRISK_NO_MEMORY. */
brisk_status brisk_site_problem(brisk_decoder *decoder, const brisk_site *site, const char *type, brisk_str message);

/** Records a problem of a site with the members of ctx given by printf. JSON texts in it must be escaped already. */
brisk_status brisk_site_problem_context(brisk_decoder *decoder, const brisk_site *site, const char *type,
                                        brisk_str message, const char *format, ...) BRISK_PRINTF(5, 6);

/** Records the problem of a text format's parser. Returns BRISK_INVALID or BRISK_NO_MEMORY. */
brisk_status brisk_site_format_problem(brisk_decoder *decoder, const brisk_site *site, brisk_format_result result);

/** Lowers how exactly the value fits (plain unions). */
static inline void brisk_decoder_floor(brisk_decoder *decoder, brisk_exactness exactness)
{
    if (exactness < decoder->exactness) {
        decoder->exactness = exactness;
    }
}

/** What a custom check is handed, to reject with. */
struct brisk_check {
    brisk_decoder *decoder;
    const brisk_site *site;
    bool has_rejected;
};

#endif
