/* json_schema_type.c - the schema of one type or field, in pydantic's words.
 *
 *     field ─► { schema of its type with its rules ─┬► $ref          model, enum
 *                                                   ├► anyOf […]     opt, plain union, decimal as input
 *                                                   └► "type": …     the rest
 *                , title, description, default, deprecated, examples }
 *
 * Rules stand where the value is: of opt(str) in the first alternative. Those of a TYPE and those of the field that uses
 * it are in a chain. */
#include "core/str.h"
#include "schema/class.h"
#include "schema/encode.h"
#include "schema/encode_text.h"
#include "schema/json_schema_set.h"
#include "schema/json_write.h"

#include <string.h>

#define LITERAL BRISK_BUFFER_APPEND_LITERAL

typedef struct writer {
    brisk_schema_set *set;
    brisk_buffer *out;
    brisk_schema_mode mode;
} writer;

static void write_schema(const writer *w, const brisk_type *type, const brisk_rule_chain *rules);
static void write_members(const writer *w, const brisk_type *type, const brisk_rule_chain *rules);

void brisk_schema_write_comma(brisk_buffer *out)
{
    if (out->len > 0 && out->data[out->len - 1] != '{' && out->data[out->len - 1] != '[') {
        brisk_buffer_append_char(out, ',');
    }
}

static void write_key(brisk_buffer *out, const char *key)
{
    brisk_schema_write_comma(out);
    brisk_buffer_append_char(out, '"');
    brisk_buffer_append_c_string(out, key);
    LITERAL(out, "\":");
}

static void write_text_member(brisk_buffer *out, const char *key, const char *text)
{
    if (text) {
        write_key(out, key);
        (void)brisk_encode_text(out, brisk_str_view(text));
    }
}

void brisk_schema_write_title(brisk_buffer *out, brisk_str name)
{
    bool is_inside = false; /* of a word: Python's title() capitalises each letter behind a non-letter */
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_lower = c >= 'a' && c <= 'z', is_upper = c >= 'A' && c <= 'Z';
        if (is_lower && !is_inside) {
            c = (char)(c - 'a' + 'A');
        } else if (is_upper && is_inside) {
            c = (char)(c - 'A' + 'a');
        }
        is_inside = is_lower || is_upper || (unsigned char)c >= 0x80;
        if (c == '"' || c == '\\') {
            brisk_buffer_append_char(out, '\\');
        }
        brisk_buffer_append_char(out, c == '_' || (unsigned char)c < 0x20 ? ' ' : c);
    }
}

/* pydantic strips the spaces that underscores at the ends become; FastAPI, which titles parameters, does not. */
static brisk_str without_outer_underscores(brisk_str name)
{
    while (name.len > 0 && name.ptr[0] == '_') {
        name = brisk_str_from(name, 1);
    }
    while (name.len > 0 && name.ptr[name.len - 1] == '_') {
        name.len--;
    }
    return name;
}

static void write_title_member(brisk_buffer *out, const char *title, brisk_str name)
{
    write_key(out, "title");
    if (title) {
        (void)brisk_encode_text(out, brisk_str_view(title));
    } else {
        brisk_buffer_append_char(out, '"');
        brisk_schema_write_title(out, name);
        brisk_buffer_append_char(out, '"');
    }
}

/* ---- rules ---- */

static const brisk_rule *find_rule(const brisk_rule_chain *rules, const brisk_rule_class *is)
{
    for (; rules; rules = rules->more) {
        for (const brisk_rule *rule = rules->own; rule && rule->is; rule++) {
            if (rule->is == is) {
                return rule;
            }
        }
    }
    return NULL;
}

/* Rules write their keywords with a comma before them: the first member of a schema drops it. */
static void describe_rule(brisk_buffer *out, const brisk_rule *rule, const brisk_type *type)
{
    size_t start = out->len;
    bool is_first = start > 0 && out->data[start - 1] == '{';
    rule->is->describe(out, rule, type);
    if (is_first && out->len > start && out->data[start] == ',') {
        memmove(out->data + start, out->data + start + 1, out->len - start - 1);
        brisk_buffer_truncate(out, out->len - 1);
    }
}

static void describe_rules(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    for (; rules; rules = rules->more) {
        for (const brisk_rule *rule = rules->own; rule && rule->is; rule++) {
            if (rule->is != &brisk_rule_one_of && rule->is != &brisk_rule_digits && rule->is->describe) {
                describe_rule(w->out, rule, type);
            }
        }
    }
}

/* The type word that all literals have in common; NULL for a mixture. */
static const char *literals_type(const brisk_literal *literals)
{
    static const char *const words[] = {
        [BRISK_LITERAL_NULL] = "null",   [BRISK_LITERAL_BOOL] = "boolean", [BRISK_LITERAL_INT] = "integer",
        [BRISK_LITERAL_REAL] = "number", [BRISK_LITERAL_TEXT] = "string",
    };
    for (const brisk_literal *l = literals; l->kind != BRISK_LITERAL_END; l++) {
        if (l->kind != literals->kind) {
            return NULL;
        }
    }
    return literals->kind == BRISK_LITERAL_END ? NULL : words[literals->kind];
}

/* one_of: `const` for one literal, else `enum`. */
static void write_literals(brisk_buffer *out, const brisk_literal *literals)
{
    write_text_member(out, "type", literals_type(literals));
    bool is_single = literals->kind != BRISK_LITERAL_END && literals[1].kind == BRISK_LITERAL_END;
    if (is_single) {
        write_key(out, "const");
        brisk_json_write_literal(out, literals);
        return;
    }
    write_key(out, "enum");
    brisk_buffer_append_char(out, '[');
    for (; literals->kind != BRISK_LITERAL_END; literals++) {
        brisk_schema_write_comma(out);
        brisk_json_write_literal(out, literals);
    }
    brisk_buffer_append_char(out, ']');
}

/* ---- scalars ---- */

/* kind, type word, the members behind it */
static const struct {
    const char *type, *more;
} SCALARS[] = {
    [BRISK_KIND_BOOL] = {"boolean", ""},
    [BRISK_KIND_INT32] = {"integer", ",\"format\":\"int32\""},
    [BRISK_KIND_INT64] = {"integer", ""}, /* as Python's int: no format */
    [BRISK_KIND_UINT32] = {"integer", ",\"format\":\"uint32\""},
    [BRISK_KIND_UINT64] = {"integer", ",\"format\":\"uint64\""},
    [BRISK_KIND_DOUBLE] = {"number", ""},
    [BRISK_KIND_STR] = {"string", ""},
    [BRISK_KIND_BYTES] = {"string", ",\"contentMediaType\":\"application/octet-stream\""},
    [BRISK_KIND_DATE] = {"string", ",\"format\":\"date\""},
    [BRISK_KIND_DATETIME] = {"string", ",\"format\":\"date-time\""},
    [BRISK_KIND_AWARE_DATETIME] = {"string", ",\"format\":\"date-time\""},
    [BRISK_KIND_TIME] = {"string", ",\"format\":\"time\""},
    [BRISK_KIND_DURATION] = {"string", ",\"format\":\"duration\""},
    [BRISK_KIND_UUID] = {"string", ",\"format\":\"uuid\""},
    [BRISK_KIND_EMAIL] = {"string", ",\"format\":\"email\""},
    [BRISK_KIND_URL] = {"string", ",\"minLength\":1,\"format\":\"uri\""},
    [BRISK_KIND_HTTP_URL] = {"string", ",\"maxLength\":2083,\"minLength\":1,\"format\":\"uri\""},
    [BRISK_KIND_IPV4] = {"string", ",\"format\":\"ipv4\""},
    [BRISK_KIND_IPV6] = {"string", ",\"format\":\"ipv6\""},
    [BRISK_KIND_FILE] = {"string", ",\"contentMediaType\":\"application/octet-stream\""},
};

static void write_scalar(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    const brisk_rule *literals = find_rule(rules, &brisk_rule_one_of);
    if (literals && literals->as.literals) {
        write_literals(w->out, literals->as.literals);
        return;
    }
    size_t kind = (size_t)type->kind;
    if (kind < sizeof SCALARS / sizeof SCALARS[0] && SCALARS[kind].type) {
        write_text_member(w->out, "type", SCALARS[kind].type);
        brisk_buffer_append_c_string(w->out, SCALARS[kind].more);
    }
    describe_rules(w, type, rules);
}

/* pydantic's get_decimal_pattern: by digits(total, places), as JSON text. */
static void write_decimal_text(const writer *w, const brisk_rule_chain *rules)
{
    const brisk_rule *digits = find_rule(rules, &brisk_rule_digits);
    LITERAL(w->out, "\"type\":\"string\",\"pattern\":\"^(?!^[-+.]*$)[+-]?0*");
    if (digits) {
        long long total = (long long)digits->as.digits.total, places = (long long)digits->as.digits.places;
        long long whole = total > places ? total - places : 0;
        brisk_buffer_append_printf(w->out,
                                   "(?:\\\\d{0,%lld}|(?=[\\\\d.]{1,%lld}0*$)\\\\d{0,%lld}\\\\.\\\\d{0,%lld}0*$)\"",
                                   whole, total + 1, whole, places);
    } else {
        LITERAL(w->out, "\\\\d*\\\\.?\\\\d*$\"");
    }
}

static void write_enum_values(brisk_buffer *out, const brisk_type *type)
{
    const char *word = NULL;
    bool is_mixed = false;
    for (const brisk_enum_value *v = type->values; v && v->name; v++) {
        const char *own = v->wire.kind == BRISK_LITERAL_TEXT ? "string" : "integer";
        is_mixed = is_mixed || (word && strcmp(word, own) != 0);
        word = own;
    }
    write_text_member(out, "type", is_mixed ? NULL : word);
    write_key(out, "enum");
    brisk_buffer_append_char(out, '[');
    for (const brisk_enum_value *v = type->values; v && v->name; v++) {
        brisk_schema_write_comma(out);
        brisk_json_write_literal(out, &v->wire);
    }
    brisk_buffer_append_char(out, ']');
}

/* ---- alternatives ---- */

static bool is_anyof(const writer *w, const brisk_type *type)
{
    return type->kind == BRISK_KIND_OPT || (type->kind == BRISK_KIND_UNION && !type->tag) ||
           (type->kind == BRISK_KIND_DECIMAL && w->mode == BRISK_SCHEMA_INPUT);
}

static void write_alternatives(const writer *w, const brisk_type *type, const brisk_rule_chain *rules);

/* Appends the alternatives that an anyOf type (is_anyof) is made of. */
static void write_parts(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    if (type->kind == BRISK_KIND_OPT) {
        write_alternatives(w, type->item, rules);
        LITERAL(w->out, ",{\"type\":\"null\"}");
    } else if (type->kind == BRISK_KIND_DECIMAL) {
        brisk_schema_write_comma(w->out);
        LITERAL(w->out, "{\"type\":\"number\"");
        describe_rules(w, &brisk_type_double, rules);
        LITERAL(w->out, "},{");
        write_decimal_text(w, rules);
        brisk_buffer_append_char(w->out, '}');
    } else {
        for (const brisk_union_member *member = type->members; member && member->name; member++) {
            write_alternatives(w, member->type, NULL);
        }
    }
}

/* Appends a type as alternatives, flattened as pydantic does: opt of a union is one list with null at its end. */
static void write_alternatives(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    brisk_rule_chain chain = {type->rules, rules};
    bool is_component = brisk_schema_find(w->set, type) != NULL;
    if (type->kind == BRISK_KIND_NAMED && !type->doc && !type->title && !is_component) {
        write_alternatives(w, type->item, &chain);
    } else if (is_anyof(w, type) && !is_component) {
        write_parts(w, type, rules);
    } else {
        brisk_schema_write_comma(w->out);
        write_schema(w, type, rules);
    }
}

static const brisk_literal *tag_literals(const brisk_type *model, const char *tag)
{
    model = brisk_type_resolve(model);
    for (size_t i = 0; model->fields && i < model->field_count; i++) {
        const brisk_field *field = &model->fields[i];
        if (brisk_str_is(brisk_field_wire_in(field), tag)) {
            brisk_rule_chain of_type = {brisk_type_resolve(field->type) == field->type ? NULL : field->type->rules,
                                        NULL};
            brisk_rule_chain chain = {field->rules, &of_type};
            const brisk_rule *rule = find_rule(&chain, &brisk_rule_one_of);
            return rule ? rule->as.literals : NULL;
        }
    }
    return NULL;
}

static void write_reference(const writer *w, const brisk_schema_entry *entry)
{
    LITERAL(w->out, "\"#/components/schemas/");
    brisk_schema_write_name(entry, w->out, w->mode);
    brisk_buffer_append_char(w->out, '"');
}

/* A tagged union: which value of the tag leads to which component. */
static void write_discriminator(const writer *w, const brisk_type *type)
{
    write_key(w->out, "discriminator");
    LITERAL(w->out, "{\"propertyName\":");
    (void)brisk_encode_text(w->out, brisk_str_view(type->tag));
    LITERAL(w->out, ",\"mapping\":{");
    for (const brisk_union_member *member = type->members; member && member->name; member++) {
        const brisk_schema_entry *entry = brisk_schema_find(w->set, brisk_type_resolve(member->type));
        const brisk_literal *literal = tag_literals(member->type, type->tag);
        for (; entry && literal && literal->kind != BRISK_LITERAL_END; literal++) {
            brisk_schema_write_comma(w->out);
            if (literal->kind == BRISK_LITERAL_TEXT) {
                brisk_json_write_literal(w->out, literal);
            } else {
                brisk_buffer_append_char(w->out, '"');
                brisk_json_write_literal(w->out, literal);
                brisk_buffer_append_char(w->out, '"');
            }
            brisk_buffer_append_char(w->out, ':');
            write_reference(w, entry);
        }
    }
    LITERAL(w->out, "}}");
}

static void write_tagged_union(const writer *w, const brisk_type *type)
{
    write_key(w->out, "oneOf");
    brisk_buffer_append_char(w->out, '[');
    for (const brisk_union_member *member = type->members; member && member->name; member++) {
        brisk_schema_write_comma(w->out);
        write_schema(w, member->type, NULL);
    }
    brisk_buffer_append_char(w->out, ']');
    write_discriminator(w, type);
}

/* ---- composites ---- */

static void write_list(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    LITERAL(w->out, "\"type\":\"array\"");
    if (type->kind == BRISK_KIND_SET) {
        LITERAL(w->out, ",\"uniqueItems\":true");
    }
    LITERAL(w->out, ",\"items\":");
    write_schema(w, type->item, NULL);
    describe_rules(w, type, rules);
}

static void write_map(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    LITERAL(w->out, "\"type\":\"object\",\"additionalProperties\":");
    if (brisk_type_resolve(type->item)->kind == BRISK_KIND_JSON) {
        LITERAL(w->out, "true");
    } else {
        write_schema(w, type->item, NULL);
    }
    describe_rules(w, type, rules);
}

static void write_tuple(const writer *w, const brisk_type *type)
{
    LITERAL(w->out, "\"type\":\"array\",\"prefixItems\":[");
    for (size_t i = 0; i < type->field_count; i++) {
        const brisk_field *field = &type->fields[i];
        brisk_rule_chain chain = {field->rules, NULL};
        brisk_schema_write_comma(w->out);
        brisk_buffer_append_char(w->out, '{');
        write_members(w, field->type, &chain);
        write_text_member(w->out, "title", field->title);
        write_text_member(w->out, "description", field->doc);
        brisk_buffer_append_char(w->out, '}');
    }
    brisk_buffer_append_printf(w->out, "],\"minItems\":%zu,\"maxItems\":%zu", type->field_count, type->field_count);
}

static void write_model(const writer *w, const brisk_type *type)
{
    const brisk_field **fields = brisk_arena_alloc(w->set->arena, (type->field_count + 1) * sizeof *fields);
    bool keeps_extras = false;
    if (!fields) {
        w->set->is_failed = true;
        return;
    }
    for (size_t i = 0; i < type->field_count; i++) {
        fields[i] = &type->fields[i];
        keeps_extras = keeps_extras || fields[i]->is_extras;
    }
    brisk_schema_write_properties(w->set, w->out, fields, type->field_count, w->mode);
    if (keeps_extras || type->forbid_extra) {
        write_key(w->out, "additionalProperties");
        brisk_buffer_append_c_string(w->out, keeps_extras ? "true" : "false");
    }
}

/* Appends the members of a schema that is written in place. */
static void write_inline(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    brisk_rule_chain chain = {type->rules, rules};
    if (is_anyof(w, type)) {
        write_key(w->out, "anyOf");
        brisk_buffer_append_char(w->out, '[');
        write_parts(w, type, rules);
        brisk_buffer_append_char(w->out, ']');
        return;
    }
    switch (type->kind) {
    case BRISK_KIND_NAMED:
        write_members(w, type->item, &chain);
        break;
    case BRISK_KIND_UNION:
        write_tagged_union(w, type);
        break;
    case BRISK_KIND_LIST:
    case BRISK_KIND_SET:
        write_list(w, type, rules);
        break;
    case BRISK_KIND_MAP:
        write_map(w, type, rules);
        break;
    case BRISK_KIND_TUPLE:
        write_tuple(w, type);
        break;
    case BRISK_KIND_MODEL:
        write_model(w, type);
        break;
    case BRISK_KIND_ENUM:
        write_enum_values(w->out, type);
        break;
    case BRISK_KIND_DECIMAL:
        write_decimal_text(w, rules);
        break;
    default:
        write_scalar(w, type, rules);
    }
}

static void write_members(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    const brisk_schema_entry *entry = brisk_schema_find(w->set, type);
    if (entry) {
        write_key(w->out, "$ref");
        write_reference(w, entry);
    } else {
        write_inline(w, type, rules);
    }
}

static void write_schema(const writer *w, const brisk_type *type, const brisk_rule_chain *rules)
{
    brisk_buffer_append_char(w->out, '{');
    write_members(w, type, rules);
    if (type->kind == BRISK_KIND_NAMED && !brisk_schema_find(w->set, type)) {
        write_text_member(w->out, "title", type->title);
        write_text_member(w->out, "description", type->doc);
    }
    brisk_buffer_append_char(w->out, '}');
}

void brisk_schema_write_body(brisk_schema_set *set, brisk_buffer *out, const brisk_type *type, brisk_schema_mode mode)
{
    writer w = {set, out, mode};
    brisk_buffer_append_char(out, '{');
    write_inline(&w, type, NULL);
    write_text_member(out, "title", type->title ? type->title : type->name);
    write_text_member(out, "description", type->doc);
    brisk_buffer_append_char(out, '}');
}

void brisk_schema_write_type(brisk_schema_set *set, brisk_buffer *out, const brisk_type *type, brisk_schema_mode mode,
                             brisk_str title)
{
    writer w = {set, out, mode};
    brisk_buffer_append_char(out, '{');
    write_members(&w, type, NULL);
    if (title.ptr && !brisk_schema_find(set, type)) {
        write_key(out, "title");
        (void)brisk_encode_text(out, title);
    }
    brisk_buffer_append_char(out, '}');
}

/* ---- fields ---- */

/* pydantic's field_title_should_be_set: not on a $ref, nor on one that may be null. */
static bool wants_title(brisk_schema_set *set, const brisk_type *type, bool is_parameter)
{
    while (!is_parameter && (type->kind == BRISK_KIND_OPT || type->kind == BRISK_KIND_NAMED)) {
        if (brisk_schema_find(set, type)) {
            return false;
        }
        type = type->item;
    }
    return !brisk_schema_find(set, type);
}

static bool is_default_written(const brisk_field *field)
{
    if (!field->has_default || !field->defaults || field->is_default_untold) {
        return false;
    }
    bool is_finite = field->defaults->kind != BRISK_LITERAL_REAL || field->defaults->d - field->defaults->d == 0;
    bool is_lone_end = field->defaults->kind == BRISK_LITERAL_END;
    brisk_kind kind = brisk_type_behind_opt(field->type)->kind;
    bool takes_none = kind == BRISK_KIND_LIST || kind == BRISK_KIND_SET || kind == BRISK_KIND_MAP ||
                      kind == BRISK_KIND_TUPLE || kind == BRISK_KIND_MODEL;
    return field->defaults->kind != BRISK_LITERAL_NULL && is_finite && (!is_lone_end || takes_none);
}

static void write_examples(brisk_buffer *out, const brisk_literal *examples)
{
    write_key(out, "examples");
    brisk_buffer_append_char(out, '[');
    for (; examples->kind != BRISK_LITERAL_END; examples++) {
        brisk_schema_write_comma(out);
        brisk_json_write_literal(out, examples);
    }
    brisk_buffer_append_char(out, ']');
}

/* A default whose digits are kept as text since no C number holds them: `(json, big, whole, defaults("1180…"))`. */
static bool is_number_text(const brisk_field *field)
{
    const brisk_rule *rule = field->rules;
    while (rule && rule->is && strcmp(rule->is->name, "whole") != 0) {
        rule++;
    }
    return rule && rule->is && field->defaults->kind == BRISK_LITERAL_TEXT;
}

static void write_default(brisk_buffer *out, const brisk_field *field)
{
    write_key(out, "default");
    if (is_number_text(field)) {
        brisk_buffer_append_c_string(out, field->defaults->text);
    } else {
        brisk_encode_default(out, field->type, field->defaults);
    }
}

static void write_annotations(brisk_buffer *out, const brisk_field *field)
{
    const brisk_type *type = field->type;
    const char *doc = field->doc ? field->doc : type->kind == BRISK_KIND_NAMED ? type->doc : NULL;
    write_text_member(out, "format", field->format);
    write_text_member(out, "description", doc);
    if (is_default_written(field)) {
        write_default(out, field);
    }
    if (field->is_deprecated) {
        LITERAL(out, ",\"deprecated\":true");
    }
    if (field->examples) {
        write_examples(out, field->examples);
    }
    if (field->compute) {
        write_key(out, "readOnly");
        LITERAL(out, "true");
    }
}

void brisk_schema_write_field(brisk_schema_set *set, brisk_buffer *out, const brisk_schema_field *what)
{
    writer w = {set, out, what->mode};
    const brisk_field *field = what->field;
    const brisk_type *type = field->type;
    brisk_rule_chain chain = {field->rules, NULL};
    if (type->kind == BRISK_KIND_OPT && field->is_not_null) {
        type = type->item; /* may be missing, not null */
    }
    const char *title = field->title ? field->title : type->kind == BRISK_KIND_NAMED ? type->title : NULL;
    brisk_buffer_append_char(out, '{');
    write_members(&w, type, field->rules ? &chain : NULL);
    if (title || wants_title(set, type, what->is_parameter)) {
        write_title_member(out, title, what->is_parameter ? what->name : without_outer_underscores(what->name));
    }
    write_annotations(out, field);
    brisk_buffer_append_char(out, '}');
}

static brisk_str wire_name(const brisk_field *field, brisk_schema_mode mode)
{
    brisk_str alias = mode == BRISK_SCHEMA_INPUT ? field->alias_in : field->alias_out;
    return alias.ptr ? alias : field->name;
}

static void write_required(brisk_buffer *out, const brisk_field *const *fields, size_t count, brisk_schema_mode mode)
{
    bool is_any = false;
    for (size_t i = 0; i < count; i++) {
        const brisk_field *field = fields[i];
        if (field->is_extras || field->is_hidden || !brisk_schema_sees(field, mode) ||
            !(field->compute || brisk_field_is_required(field))) {
            continue;
        }
        if (!is_any) {
            write_key(out, "required");
            brisk_buffer_append_char(out, '[');
        }
        is_any = true;
        brisk_schema_write_comma(out);
        (void)brisk_encode_text(out, wire_name(field, mode));
    }
    if (is_any) {
        brisk_buffer_append_char(out, ']');
    }
}

void brisk_schema_write_properties(brisk_schema_set *set, brisk_buffer *out, const brisk_field *const *fields,
                                   size_t count, brisk_schema_mode mode)
{
    write_key(out, "properties");
    brisk_buffer_append_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (fields[i]->is_extras || fields[i]->is_hidden || !brisk_schema_sees(fields[i], mode)) {
            continue;
        }
        brisk_str name = wire_name(fields[i], mode);
        brisk_schema_write_comma(out);
        (void)brisk_encode_text(out, name);
        brisk_buffer_append_char(out, ':');
        brisk_schema_write_field(set, out, &(brisk_schema_field){fields[i], name, mode, false});
    }
    LITERAL(out, "},\"type\":\"object\"");
    write_required(out, fields, count, mode);
}
