/* union.c - UNION: { int is; union { … }; }, with a tag or in pydantic's smart mode.
 *
 * With a tag the field of that name tells the member; each member's own field says by one_of which values it has.
 *
 * Without, all members are tried in order. An exact fit that is no model wins at once; else the one with the most
 * fields sent, then the more exact one (text "5" fits an int less exactly than a str), then the first. When none fits,
 * the problems of all of them are told, each under its member's name. As a union in a union is tried again and again,
 * nested tries are limited. */
#include "core/arena.h"
#include "schema/class.h"
#include "schema/decode_expected.h"
#include "schema/json_write.h"
#include "schema/node_yyjson.h"
#include "schema/types/label.h"

#define MAX_NESTED_TRIES ((size_t)1000000)

/* ---- with a tag ---- */

/** The literals of the member's tag field, or NULL. */
static const brisk_literal *tags_of(const brisk_type *type, const brisk_union_member *member)
{
    const brisk_type *model = brisk_type_resolve(member->type);
    brisk_str tag = brisk_str_view(type->tag);

    for (size_t i = 0; i < model->field_count; i++) {
        const brisk_field *field = &model->fields[i];
        if (!brisk_str_equal(brisk_field_wire_in(field), tag)) {
            continue;
        }
        for (const brisk_rule *rule = field->rules; rule != NULL && rule->is != NULL; rule++) {
            if (rule->is == &brisk_rule_one_of) {
                return rule->as.literals;
            }
        }
        for (const brisk_type *named = field->type; named->kind == BRISK_KIND_NAMED; named = named->item) {
            for (const brisk_rule *rule = named->rules; rule != NULL && rule->is != NULL; rule++) {
                if (rule->is == &brisk_rule_one_of) {
                    return rule->as.literals;
                }
            }
        }
    }
    return NULL;
}

/** True where the node is the literal, as Python's == has it: 1, 1.0 and True are one. */
static bool is_tag(const brisk_literal *literal, const brisk_node *node)
{
    const yyjson_val *val = brisk_node_val(node);

    if (literal->kind == BRISK_LITERAL_TEXT) {
        return brisk_val_type(val) == YYJSON_TYPE_STR && brisk_val_is_text(val, brisk_str_view(literal->text));
    }
    switch (brisk_node_kind_of(node)) {
    case BRISK_NODE_BOOL:
        return literal->i == (brisk_node_get_bool(node) ? 1 : 0);
    case BRISK_NODE_UINT:
        return literal->i >= 0 && (uint64_t)literal->i == val->uni.u64;
    case BRISK_NODE_INT:
        return literal->i == val->uni.i64;
    case BRISK_NODE_REAL:
        return (double)literal->i == val->uni.f64;
    default:
        return false;
    }
}

static brisk_str tag_context(brisk_decoder *decoder, const brisk_type *type)
{
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, decoder->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&buffer, "\"discriminator\":\"'");
    brisk_json_write_escaped(&buffer, brisk_str_view(type->tag));
    BRISK_BUFFER_APPEND_LITERAL(&buffer, "'\"");
    return brisk_buffer_view(&buffer);
}

/** A tag that was sent, as Python's str() writes it in the message. */
static brisk_str tag_text(brisk_decoder *decoder, const brisk_node *node)
{
    brisk_buffer buffer;

    switch (brisk_node_kind_of(node)) {
    case BRISK_NODE_TEXT:
        return brisk_node_get_text(node);
    case BRISK_NODE_NULL:
        return BRISK_S("None");
    case BRISK_NODE_BOOL:
        return brisk_node_get_bool(node) ? BRISK_S("True") : BRISK_S("False");
    default:
        brisk_buffer_init(&buffer, decoder->arena, 0);
        brisk_json_write_node(&buffer, node);
        return brisk_buffer_view(&buffer);
    }
}

static void write_expected_tags(brisk_buffer *buffer, const brisk_type *type)
{
    const char *between = "";

    for (const brisk_union_member *member = type->members; member->name != NULL; member++) {
        const brisk_literal *tags = tags_of(type, member);
        for (; tags != NULL && tags->kind != BRISK_LITERAL_END; tags++) {
            brisk_buffer_append_c_string(buffer, between);
            brisk_expected_write(buffer, tags);
            between = ", ";
        }
    }
}

static brisk_status refuse_tag(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site,
                               const brisk_node *tag)
{
    brisk_problem_text text = {.type = "union_tag_invalid"};
    brisk_str sent = tag_text(decoder, tag);
    brisk_str discriminator = tag_context(decoder, type);
    brisk_buffer expected;
    brisk_buffer message;
    brisk_buffer context;

    brisk_buffer_init(&expected, decoder->arena, 0);
    write_expected_tags(&expected, type);
    brisk_buffer_init(&message, decoder->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&message, "Input tag '");
    brisk_buffer_append_str(&message, sent);
    BRISK_BUFFER_APPEND_LITERAL(&message, "' found using '");
    brisk_buffer_append_c_string(&message, type->tag);
    BRISK_BUFFER_APPEND_LITERAL(&message, "' does not match any of the expected tags: ");
    brisk_buffer_append_str(&message, brisk_buffer_view(&expected));
    brisk_buffer_init(&context, decoder->arena, 0);
    brisk_buffer_append_str(&context, discriminator);
    BRISK_BUFFER_APPEND_LITERAL(&context, ",\"tag\":");
    brisk_json_write_text(&context, sent);
    BRISK_BUFFER_APPEND_LITERAL(&context, ",\"expected_tags\":");
    brisk_json_write_text(&context, brisk_buffer_view(&expected));
    text.message = brisk_buffer_view(&message);
    text.context = brisk_buffer_view(&context);
    return brisk_problems_add(&decoder->problems, site->loc, site->node, text);
}

static brisk_status decode_member(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, size_t index,
                                  const brisk_loc *loc, void *out)
{
    const brisk_union_member *member = &type->members[index];
    brisk_site inner = {.node = site->node, .loc = loc, .is_strict = site->is_strict};

    *(int *)out = (int)index + 1;
    return brisk_decode_site(decoder, member->type, &inner, (char *)out + member->offset);
}

static brisk_status decode_tagged(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    if (brisk_node_kind_of(site->node) != BRISK_NODE_OBJECT) {
        return brisk_site_problem(decoder, site, "model_attributes_type",
                                  BRISK_S("Input should be a valid dictionary or object to extract fields from"));
    }
    const brisk_node *tag = brisk_node_get(site->node, brisk_str_view(type->tag));
    if (tag == NULL) {
        brisk_problem_text text = {
            "union_tag_not_found",
            brisk_arena_printf(decoder->arena, "Unable to extract tag using discriminator '%s'", type->tag),
            tag_context(decoder, type)};
        return brisk_problems_add(&decoder->problems, site->loc, site->node, text);
    }
    for (size_t i = 0; type->members[i].name != NULL; i++) {
        const brisk_literal *tags = tags_of(type, &type->members[i]);
        for (; tags != NULL && tags->kind != BRISK_LITERAL_END; tags++) {
            if (is_tag(tags, tag)) {
                brisk_loc loc = tags->kind == BRISK_LITERAL_TEXT ? brisk_loc_key(site->loc, brisk_str_view(tags->text))
                                                                 : brisk_loc_index(site->loc, (size_t)tags->i);
                return decode_member(decoder, type, site, i, &loc, out);
            }
        }
    }
    return refuse_tag(decoder, type, site, tag);
}

/* ---- without ---- */

/** How well a member fits. */
typedef struct fit {
    brisk_exactness exactness;
    bool has_fields_set;
    size_t fields_set;
} fit;

static bool is_better(fit now, fit best)
{
    if (now.has_fields_set && best.has_fields_set && now.fields_set != best.fields_set) {
        return now.fields_set > best.fields_set;
    }
    return now.exactness > best.exactness;
}

static brisk_status try_member(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, size_t index,
                               fit *result, void *out)
{
    brisk_loc loc = brisk_loc_key(site->loc, brisk_label_of(decoder->arena, type->members[index].type));

    decoder->exactness = BRISK_EXACTNESS_EXACT;
    decoder->has_fields_set = false;
    decoder->fields_set = 0;
    memset(out, 0, type->size);
    brisk_status status = decode_member(decoder, type, site, index, &loc, out);
    *result = (fit){decoder->exactness, decoder->has_fields_set, decoder->fields_set};
    return status;
}

/** Tries all members. *found: one fits, it is in *best; *spare is another place of type->size bytes. */
static brisk_status try_all(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void **best,
                            void **spare, fit *best_fit, bool *found)
{
    for (size_t i = 0; type->members[i].name != NULL; i++) {
        brisk_problems_mark mark = brisk_problems_mark_now(&decoder->problems);
        fit now;
        if (decoder->union_depth > 1 && ++decoder->union_tries > MAX_NESTED_TRIES) {
            return BRISK_LIMIT;
        }
        brisk_status status = try_member(decoder, type, site, i, &now, *spare);
        if (status != BRISK_OK && status != BRISK_INVALID) {
            return status;
        }
        if (status == BRISK_INVALID) {
            if (*found) {
                brisk_problems_rewind(&decoder->problems, mark);
            }
            continue;
        }
        if (!*found || is_better(now, *best_fit) || (now.exactness == BRISK_EXACTNESS_EXACT && !now.has_fields_set)) {
            void *swap = *best;
            *best = *spare;
            *spare = swap;
            *best_fit = now;
        }
        *found = true;
        if (now.exactness == BRISK_EXACTNESS_EXACT && !now.has_fields_set) {
            break;
        }
    }
    return BRISK_OK;
}

static brisk_status decode_plain(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    fit before = {decoder->exactness, decoder->has_fields_set, decoder->fields_set};
    brisk_problems_mark mark = brisk_problems_mark_now(&decoder->problems);
    fit best_fit = before;
    bool found = false;
    void *best = brisk_arena_alloc(decoder->arena, type->size);
    void *spare = out;

    if (best == NULL) {
        return BRISK_NO_MEMORY;
    }
    decoder->union_depth++;
    brisk_status status = try_all(decoder, type, site, &best, &spare, &best_fit, &found);
    decoder->union_depth--;
    decoder->exactness = before.exactness;
    decoder->has_fields_set = before.has_fields_set;
    decoder->fields_set = before.fields_set;
    if (status == BRISK_LIMIT) {
        brisk_problems_rewind(&decoder->problems, mark);
        return brisk_site_problem(decoder, site, "recursion_loop",
                                  BRISK_S("Input is nested too deeply to find the member that it fits"));
    }
    if (status != BRISK_OK || !found) {
        return status != BRISK_OK ? status : BRISK_INVALID;
    }
    brisk_problems_rewind(&decoder->problems, mark);
    brisk_decoder_floor(decoder, best_fit.exactness);
    decoder->has_fields_set = before.has_fields_set || best_fit.has_fields_set;
    decoder->fields_set += best_fit.fields_set;
    if (best != out) {
        memcpy(out, best, type->size);
    }
    return BRISK_OK;
}

static brisk_status decode_union(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_status status =
        type->tag != NULL ? decode_tagged(decoder, type, site, out) : decode_plain(decoder, type, site, out);

    return status == BRISK_OK ? brisk_rules_apply(decoder, type, site, out) : status;
}

const brisk_type_class brisk_class_union = {.name = "union", .decode = decode_union};
