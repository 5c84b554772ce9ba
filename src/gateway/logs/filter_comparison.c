/* filter_comparison.c - one comparison of a filter pattern. A number is compared as a number with what reads as one, anything
 * else as text, where "*" stands for any text. */
#include "gateway/logs/filter_comparison.h"

#include "core/number.h"
#include "core/str.h"

#include <string.h>

static const struct {
    const char *word;
    brisk_log_operator kind;
} operators[] = {
    {"!=", BRISK_LOG_UNEQUAL}, {"<=", BRISK_LOG_LESS_EQUAL}, {">=", BRISK_LOG_GREATER_EQUAL},
    {"=", BRISK_LOG_EQUAL},    {"<", BRISK_LOG_LESS},        {">", BRISK_LOG_GREATER},
};

static bool parse_number(brisk_str text, double *out)
{
    bool has_digit = false;
    for (size_t i = 0; i < text.len; i++) { /* no "inf", no "nan", no hexadecimal */
        char c = text.ptr[i];
        has_digit = has_digit || brisk_char_is_digit(c);
        if (!brisk_char_is_digit(c) && strchr("+-.eE", c) == NULL) {
            return false;
        }
    }
    return has_digit && text.len < 64 && brisk_double_parse(text, out) == BRISK_NUMBER_OK;
}

static bool read_operand(brisk_log_reader *reader, const char *stops, brisk_log_comparison *out)
{
    brisk_log_reader_skip_spaces(reader);
    if (!brisk_log_word_read(reader, stops, "a value is missing", &out->word)) {
        return false;
    }
    out->is_number = out->word.is_plain && parse_number(out->word.text, &out->number);
    return true;
}

bool brisk_log_comparison_read(brisk_log_reader *reader, const char *stops, brisk_log_comparison *out)
{
    *out = (brisk_log_comparison){0};
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (brisk_log_reader_take(reader, operators[i].word)) {
            out->kind = operators[i].kind;
            if (!read_operand(reader, stops, out)) {
                return false;
            }
            bool is_order = out->kind != BRISK_LOG_EQUAL && out->kind != BRISK_LOG_UNEQUAL;
            return !is_order || out->is_number || brisk_log_reader_fail(reader, "a number is missing");
        }
    }
    return false;
}

/* "*" in pattern stands for any text. Greedy with one way back: at a "*" all before it is settled, so that this is at most
 * the product of the lengths. */
static bool wildcard_matches(brisk_str pattern, brisk_str text)
{
    size_t p = 0, t = 0, star = BRISK_STR_NONE, resumed = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            resumed = t;
        } else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
            p++;
            t++;
        } else if (star != BRISK_STR_NONE) {
            p = star + 1;
            t = ++resumed;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*') {
        p++;
    }
    return p == pattern.len;
}

static bool compare(brisk_log_operator kind, double a, double b)
{
    switch (kind) {
    case BRISK_LOG_LESS:
        return a < b;
    case BRISK_LOG_LESS_EQUAL:
        return a <= b;
    case BRISK_LOG_GREATER:
        return a > b;
    case BRISK_LOG_GREATER_EQUAL:
        return a >= b;
    case BRISK_LOG_UNEQUAL:
        return a < b || a > b;
    case BRISK_LOG_EQUAL:
        break;
    }
    return !(a < b) && !(a > b);
}

static bool passes_as_text(const brisk_log_comparison *comparison, brisk_str text)
{
    bool is_equal = comparison->word.regex != NULL ? brisk_log_regex_finds(comparison->word.regex, text)
                                                   : wildcard_matches(comparison->word.text, text);
    return is_equal == (comparison->kind == BRISK_LOG_EQUAL);
}

bool brisk_log_comparison_passes_number(const brisk_log_comparison *comparison, double number, brisk_str text)
{
    return comparison->is_number ? compare(comparison->kind, number, comparison->number)
                                 : passes_as_text(comparison, text);
}

bool brisk_log_comparison_passes_text(const brisk_log_comparison *comparison, brisk_str text)
{
    double number;
    if (comparison->is_number && parse_number(text, &number)) {
        return compare(comparison->kind, number, comparison->number);
    }
    bool is_order = comparison->kind != BRISK_LOG_EQUAL && comparison->kind != BRISK_LOG_UNEQUAL;
    return !is_order && passes_as_text(comparison, text);
}
