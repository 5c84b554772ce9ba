/* bounds.c - gt, ge, lt, le, multiple_of. How a value is compared with a bound, and how a bound is written, is the
 * type's to say (brisk_type_class). What cannot be compared, such as NaN, is outside of any bound. */
#include "schema/class.h"

#include <stdio.h>

/** The words of a bound. */
typedef struct wording {
    const char *type, *key, *phrase;
} wording;

static const wording words_gt = {"greater_than", "gt", "greater than"};
static const wording words_ge = {"greater_than_equal", "ge", "greater than or equal to"};
static const wording words_lt = {"less_than", "lt", "less than"};
static const wording words_le = {"less_than_equal", "le", "less than or equal to"};
static const wording words_multiple = {"multiple_of", "multiple_of", "a multiple of"};

static brisk_status refuse(const brisk_subject *subject, const brisk_rule *rule, const wording *words)
{
    brisk_buffer message;
    brisk_buffer context;

    brisk_buffer_init(&message, subject->decoder->arena, 0);
    brisk_buffer_append_printf(&message, "Input should be %s ", words->phrase);
    subject->type->is->write_bound(&message, &rule->as.bound, false);
    brisk_buffer_init(&context, subject->decoder->arena, 0);
    brisk_buffer_append_printf(&context, "\"%s\":", words->key);
    subject->type->is->write_bound(&context, &rule->as.bound, true);
    return brisk_problems_add(
        &subject->decoder->problems, subject->site->loc, subject->site->node,
        (brisk_problem_text){words->type, brisk_buffer_view(&message), brisk_buffer_view(&context)});
}

static int compare(const brisk_subject *subject, const brisk_rule *rule)
{
    const brisk_type_class *is = subject->type->is;

    return is->compare ? is->compare(subject->type, subject->value, &rule->as.bound) : BRISK_UNORDERED;
}

/** A rule on a type that has no order is a mistake that the macros do not let through. */
static brisk_status decide(const brisk_subject *subject, const brisk_rule *rule, bool is_fine, const wording *words)
{
    if (is_fine) {
        return BRISK_OK;
    }
    return subject->type->is->write_bound ? refuse(subject, rule, words) : BRISK_USAGE;
}

static brisk_status apply_gt(const brisk_subject *subject, const brisk_rule *rule)
{
    return decide(subject, rule, compare(subject, rule) == 1, &words_gt);
}

static brisk_status apply_ge(const brisk_subject *subject, const brisk_rule *rule)
{
    int order = compare(subject, rule);

    return decide(subject, rule, order == 0 || order == 1, &words_ge);
}

static brisk_status apply_lt(const brisk_subject *subject, const brisk_rule *rule)
{
    return decide(subject, rule, compare(subject, rule) == -1, &words_lt);
}

static brisk_status apply_le(const brisk_subject *subject, const brisk_rule *rule)
{
    int order = compare(subject, rule);

    return decide(subject, rule, order == 0 || order == -1, &words_le);
}

static brisk_status apply_multiple(const brisk_subject *subject, const brisk_rule *rule)
{
    const brisk_type_class *is = subject->type->is;
    bool is_multiple = is->is_multiple && is->is_multiple(subject->type, subject->value, &rule->as.bound);

    return decide(subject, rule, is_multiple, &words_multiple);
}

/** JSON Schema has bounds of numbers only; pydantic tells none for dates. */
static void describe(brisk_buffer *members, const char *key, const brisk_rule *rule, const brisk_type *type)
{
    if (rule->as.bound.kind != BRISK_LITERAL_TEXT && type->is->write_bound) {
        brisk_buffer_append_printf(members, ",\"%s\":", key);
        type->is->write_bound(members, &rule->as.bound, true);
    }
}

static void describe_gt(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    describe(members, "exclusiveMinimum", rule, type);
}

static void describe_ge(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    describe(members, "minimum", rule, type);
}

static void describe_lt(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    describe(members, "exclusiveMaximum", rule, type);
}

static void describe_le(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    describe(members, "maximum", rule, type);
}

static void describe_multiple(brisk_buffer *members, const brisk_rule *rule, const brisk_type *type)
{
    describe(members, "multipleOf", rule, type);
}

static const char *verify(const brisk_rule *rule, const brisk_type *type, char *problem, size_t size)
{
    if (!type->is->compare) {
        snprintf(problem, size, "%s: values of this type have no order", rule->is->name);
        return problem;
    }
    return NULL;
}

static const char *verify_multiple(const brisk_rule *rule, const brisk_type *type, char *problem, size_t size)
{
    if (!type->is->is_multiple || (rule->as.bound.i == 0 && rule->as.bound.d == 0 && !rule->as.bound.text)) {
        snprintf(problem, size, "multiple_of: a number that is not 0, on a number");
        return problem;
    }
    return NULL;
}

const brisk_rule_class brisk_rule_gt = {
    .name = "gt", .order = BRISK_RULE_ORDER_GT, .apply = apply_gt, .describe = describe_gt, .verify = verify};
const brisk_rule_class brisk_rule_ge = {
    .name = "ge", .order = BRISK_RULE_ORDER_GE, .apply = apply_ge, .describe = describe_ge, .verify = verify};
const brisk_rule_class brisk_rule_lt = {
    .name = "lt", .order = BRISK_RULE_ORDER_LT, .apply = apply_lt, .describe = describe_lt, .verify = verify};
const brisk_rule_class brisk_rule_le = {
    .name = "le", .order = BRISK_RULE_ORDER_LE, .apply = apply_le, .describe = describe_le, .verify = verify};
const brisk_rule_class brisk_rule_multiple_of = {.name = "multiple_of",
                                                 .order = BRISK_RULE_ORDER_MULTIPLE,
                                                 .apply = apply_multiple,
                                                 .describe = describe_multiple,
                                                 .verify = verify_multiple};
