/* length.c - length, min_length, max_length: characters of texts, bytes, items of lists, sets and maps. */
#include "core/utf8.h"
#include "schema/class.h"

#include <stdio.h>

/** What list, set and map have in common in C: the count behind a pointer. */
typedef struct counted {
    void *items;
    size_t count;
} counted;

/** The words of a kind. */
typedef struct wording {
    const char *short_type, *long_type; /* problem types */
    const char *subject, *unit;         /* "String should have", "character" */
} wording;

static const char *container_name(const brisk_type *type)
{
    switch (type->kind) {
    case BRISK_KIND_LIST:
        return "List";
    case BRISK_KIND_SET:
        return "Set";
    case BRISK_KIND_MAP:
        return "Dictionary";
    default:
        return NULL;
    }
}

static bool is_bytes(const brisk_type *type)
{
    return type->kind == BRISK_KIND_BYTES || type->kind == BRISK_KIND_FILE;
}

static brisk_status refuse_container(const brisk_subject *subject, bool is_long, int64_t limit, size_t count,
                                     bool is_growing)
{
    brisk_arena *arena = subject->decoder->arena;
    const char *name = container_name(subject->type);
    char actual[24];
    brisk_str message;

    snprintf(actual, sizeof(actual), "%zu", count);
    message = brisk_arena_printf(arena, "%s should have at %s %lld item%s after validation, not %s", name,
                                 is_long ? "most" : "least", (long long)limit, limit == 1 ? "" : "s",
                                 is_growing ? "more" : actual);
    return brisk_site_problem_context(subject->decoder, subject->site, is_long ? "too_long" : "too_short", message,
                                      "\"field_type\":\"%s\",\"%s\":%lld,\"actual_length\":%s", name,
                                      is_long ? "max_length" : "min_length", (long long)limit,
                                      is_growing ? "null" : actual);
}

static brisk_status refuse_text(const brisk_subject *subject, bool is_long, int64_t limit)
{
    static const wording text = {"string_too_short", "string_too_long", "String", "character"};
    static const wording bytes = {"bytes_too_short", "bytes_too_long", "Data", "byte"};
    const wording *words = is_bytes(subject->type) ? &bytes : &text;
    brisk_str message =
        brisk_arena_printf(subject->decoder->arena, "%s should have at %s %lld %s%s", words->subject,
                           is_long ? "most" : "least", (long long)limit, words->unit, limit == 1 ? "" : "s");

    return brisk_site_problem_context(subject->decoder, subject->site, is_long ? words->long_type : words->short_type,
                                      message, "\"%s\":%lld", is_long ? "max_length" : "min_length", (long long)limit);
}

static brisk_status apply_text(const brisk_subject *subject, const brisk_rule *rule)
{
    brisk_str text = subject->type->kind == BRISK_KIND_FILE ? ((const brisk_file *)subject->value)->content
                                                            : *(const brisk_str *)subject->value;
    uint64_t min = rule->as.range.min > 0 ? (uint64_t)rule->as.range.min : 0;
    uint64_t max = rule->as.range.max > 0 ? (uint64_t)rule->as.range.max : 0;
    size_t len = text.len;

    /* A character is one to four bytes: often the bytes decide. */
    if (!is_bytes(subject->type) && !(len <= max && len / 4 >= min)) {
        len = brisk_utf8_count(text);
    }
    if (len > max) {
        return refuse_text(subject, true, rule->as.range.max);
    }
    return len < min ? refuse_text(subject, false, rule->as.range.min) : BRISK_OK;
}

static brisk_status apply(const brisk_subject *subject, const brisk_rule *rule)
{
    if (container_name(subject->type) == NULL) {
        return apply_text(subject, rule);
    }
    size_t count = ((const counted *)subject->value)->count;
    if (rule->as.range.max >= 0 && count > (uint64_t)rule->as.range.max) {
        return refuse_container(subject, true, rule->as.range.max, count, false);
    }
    if (rule->as.range.min > 0 && count < (uint64_t)rule->as.range.min) {
        return refuse_container(subject, false, rule->as.range.min, count, false);
    }
    return BRISK_OK;
}

/** Only what is too long is refused early; of a set that still grows the length is not told, as in pydantic. */
static brisk_status apply_count(const brisk_subject *subject, const brisk_rule *rule, size_t count)
{
    if (container_name(subject->type) == NULL || rule->as.range.max < 0 || count <= (uint64_t)rule->as.range.max) {
        return BRISK_OK;
    }
    return refuse_container(subject, true, rule->as.range.max, count, subject->type->kind == BRISK_KIND_SET);
}

static void describe(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    const char *unit = type->kind == BRISK_KIND_MAP ? "Properties" : container_name(type) ? "Items" : "Length";

    if (rule->as.range.min > 0) {
        brisk_buffer_append_printf(members, ",\"min%s\":%lld", unit, (long long)rule->as.range.min);
    }
    if (rule->as.range.max != INT64_MAX) {
        brisk_buffer_append_printf(members, ",\"max%s\":%lld", unit, (long long)rule->as.range.max);
    }
}

static const char *verify(const brisk_rule *rule, const brisk_type *type, char *problem, size_t size)
{
    (void)type;
    if (rule->as.range.min < 0 || rule->as.range.max < rule->as.range.min) {
        snprintf(problem, size, "length(%lld, %lld): the smaller one comes first, and none is negative",
                 (long long)rule->as.range.min, (long long)rule->as.range.max);
        return problem;
    }
    return NULL;
}

const brisk_rule_class brisk_rule_length = {.name = "length",
                                            .order = BRISK_RULE_ORDER_LENGTH,
                                            .apply = apply,
                                            .apply_count = apply_count,
                                            .describe = describe,
                                            .verify = verify};
