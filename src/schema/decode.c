/* decode.c - what is common to all kinds: the chain of rules, recording problems, the way of a value to its class. The
 * kinds themselves are in types/, one file each; fields are in decode_field.c. See decode.h and class.h. */
#include "schema/decode.h"

#include "core/arena.h"
#include "schema/class.h"
#include "schema/json_text.h"

#include <stdarg.h>

void brisk_decoder_init(brisk_decoder *decoder, brisk_arena *arena, const brisk_decoder_options *options)
{
    static const brisk_decoder_options none = {0};

    options = options ? options : &none;
    *decoder = (brisk_decoder){.arena = arena, .exactness = BRISK_EXACTNESS_EXACT};
    /* TYPE names and opt take a step each, but no depth of the text. */
    decoder->max_depth = 4 * (options->max_depth ? options->max_depth : BRISK_JSON_MAX_DEPTH);
    brisk_problems_init(&decoder->problems, arena, options->max_problems);
}

/* ---- types ---- */

const brisk_type *brisk_type_resolve(const brisk_type *type)
{
    while (type->kind == BRISK_KIND_NAMED) {
        type = type->item;
    }
    return type;
}

const brisk_type *brisk_type_behind_opt(const brisk_type *type)
{
    while (type->kind == BRISK_KIND_NAMED || type->kind == BRISK_KIND_OPT) {
        type = type->item;
    }
    return type;
}

bool brisk_type_is_sequence(const brisk_type *type)
{
    brisk_kind kind = brisk_type_behind_opt(type)->kind;

    return kind == BRISK_KIND_LIST || kind == BRISK_KIND_SET || kind == BRISK_KIND_TUPLE;
}

bool brisk_field_is_required(const brisk_field *field)
{
    return !field->has_default && (field->is_required || brisk_type_resolve(field->type)->kind != BRISK_KIND_OPT);
}

/* ---- problems ---- */

brisk_status brisk_site_problem(brisk_decoder *decoder, const brisk_site *site, const char *type, brisk_str message)
{
    return brisk_problems_add(&decoder->problems, site->loc, site->node,
                              (brisk_problem_text){.type = type, .message = message});
}

brisk_status brisk_site_problem_context(brisk_decoder *decoder, const brisk_site *site, const char *type,
                                        brisk_str message, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    brisk_str context = brisk_arena_vprintf(decoder->arena, format, args);
    va_end(args);
    return brisk_problems_add(&decoder->problems, site->loc, site->node,
                              (brisk_problem_text){.type = type, .message = message, .context = context});
}

/* ---- rules ---- */

enum { MAX_RULES = 64 };

/** The rules of a type and a chain, stably sorted by the order of their classes. */
typedef struct rule_list {
    const brisk_rule *rules[MAX_RULES];
    size_t count;
} rule_list;

static void insert_rules(rule_list *list, const brisk_rule *rules)
{
    for (; rules != NULL && rules->is != NULL && list->count < MAX_RULES; rules++) {
        size_t at = list->count++;
        while (at > 0 && list->rules[at - 1]->is->order > rules->is->order) {
            list->rules[at] = list->rules[at - 1];
            at--;
        }
        list->rules[at] = rules;
    }
}

static bool has_rules(const brisk_type *type, const brisk_rule_chain *chain)
{
    for (; chain != NULL; chain = chain->more) {
        if (chain->own != NULL) {
            return true;
        }
    }
    return type->rules != NULL;
}

brisk_status brisk_rules_apply(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *value)
{
    brisk_subject subject = {decoder, type, site, value};
    rule_list list;

    if (!has_rules(type, site->rules)) {
        return BRISK_OK;
    }
    list.count = 0;
    insert_rules(&list, type->rules);
    for (const brisk_rule_chain *chain = site->rules; chain != NULL; chain = chain->more) {
        insert_rules(&list, chain->own);
    }
    for (size_t i = 0; i < list.count; i++) {
        brisk_status status = list.rules[i]->is->apply ? list.rules[i]->is->apply(&subject, list.rules[i]) : BRISK_OK;
        if (status != BRISK_OK) {
            return status;
        }
    }
    return BRISK_OK;
}

brisk_status brisk_rules_apply_key(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                   const brisk_site *entry, brisk_str *key)
{
    brisk_loc loc = brisk_loc_key(entry->loc, BRISK_S("[key]"));
    brisk_site at_key = {.node = entry->node, .loc = &loc};
    brisk_subject subject = {decoder, type, &at_key, key};

    for (const brisk_rule_chain *chain = site->rules; chain != NULL; chain = chain->more) {
        for (const brisk_rule *rule = chain->own; rule != NULL && rule->is != NULL; rule++) {
            brisk_status status = rule->is->apply_key ? rule->is->apply_key(&subject, rule) : BRISK_OK;
            if (status != BRISK_OK) {
                return status;
            }
        }
    }
    return BRISK_OK;
}

brisk_status brisk_rules_apply_count(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                                     size_t count)
{
    brisk_subject subject = {decoder, type, site, NULL};

    for (const brisk_rule_chain *chain = site->rules; chain != NULL; chain = chain->more) {
        for (const brisk_rule *rule = chain->own; rule != NULL && rule->is != NULL; rule++) {
            brisk_status status = rule->is->apply_count ? rule->is->apply_count(&subject, rule, count) : BRISK_OK;
            if (status != BRISK_OK) {
                return status;
            }
        }
    }
    return BRISK_OK;
}

/** The rule that takes the place of decoding (one_of), or NULL. */
static const brisk_rule *find_decoding_rule(const brisk_site *site)
{
    for (const brisk_rule_chain *chain = site->rules; chain != NULL; chain = chain->more) {
        for (const brisk_rule *rule = chain->own; rule != NULL && rule->is != NULL; rule++) {
            if (rule->is->decode != NULL) {
                return rule;
            }
        }
    }
    return NULL;
}

/* ---- values ---- */

brisk_status brisk_decode_site(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_status status;

    if (decoder->depth >= decoder->max_depth) {
        return brisk_site_problem(decoder, site, "recursion_loop",
                                  BRISK_S("Recursion error - cyclic reference detected"));
    }
    if (type->is == NULL || type->is->decode == NULL) {
        return BRISK_USAGE;
    }
    decoder->depth++;
    /* opt and TYPE hand the rules on; the value behind them is what a rule means. */
    const brisk_rule *rule =
        type->kind == BRISK_KIND_OPT || type->kind == BRISK_KIND_NAMED ? NULL : find_decoding_rule(site);
    if (rule != NULL) {
        brisk_subject subject = {decoder, type, site, out};
        status = rule->is->decode(&subject, rule);
        status = status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
    } else {
        status = type->is->decode(decoder, type, site, out);
    }
    decoder->depth--;
    return status;
}

brisk_status brisk_decode(brisk_decoder *decoder, const brisk_type *type, const brisk_node *node, const brisk_loc *loc,
                          void *out)
{
    brisk_site site = {.node = node ? node : brisk_node_null(), .loc = loc, .is_strict = decoder->is_strict};

    return brisk_decode_site(decoder, type, &site, out);
}
