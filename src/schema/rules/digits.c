/* digits.c - digits(total, places): pydantic's max_digits and decimal_places, in its order. */
#include "core/decimal.h"
#include "schema/class.h"

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static brisk_status apply(const brisk_subject *subject, const brisk_rule *rule)
{
    brisk_arena *arena = subject->decoder->arena;
    int64_t total = rule->as.digits.total;
    int64_t places = rule->as.digits.places;
    int64_t whole = total - places;

    if (subject->type->kind != BRISK_KIND_DECIMAL) {
        return BRISK_USAGE;
    }
    brisk_decimal_counts counts = brisk_decimal_count(*(const brisk_decimal *)subject->value);
    if (total >= 0 && counts.digits > (uint64_t)total) {
        return brisk_site_problem_context(
            subject->decoder, subject->site, "decimal_max_digits",
            brisk_arena_printf(arena, "Decimal input should have no more than %lld digit%s in total", (long long)total,
                               plural(total)),
            "\"max_digits\":%lld", (long long)total);
    }
    if (places >= 0 && counts.decimals > (uint64_t)places) {
        return brisk_site_problem_context(
            subject->decoder, subject->site, "decimal_max_places",
            brisk_arena_printf(arena, "Decimal input should have no more than %lld decimal place%s", (long long)places,
                               plural(places)),
            "\"decimal_places\":%lld", (long long)places);
    }
    if (whole >= 0 && counts.whole > (uint64_t)whole) {
        return brisk_site_problem_context(
            subject->decoder, subject->site, "decimal_whole_digits",
            brisk_arena_printf(arena, "Decimal input should have no more than %lld digit%s before the decimal point",
                               (long long)whole, plural(whole)),
            "\"whole_digits\":%lld", (long long)whole);
    }
    return BRISK_OK;
}

const brisk_rule_class brisk_rule_digits = {.name = "digits", .order = BRISK_RULE_ORDER_DIGITS, .apply = apply};
