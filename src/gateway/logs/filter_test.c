/* filter_test.c - one comparison of a filter pattern. A number is compared as a number with what reads as one, anything
 * else as text, where "*" stands for any text. */
#include "gateway/logs/filter_parts.h"

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

static bool read_operand(brisk_log_reader *reader, const char *stops, brisk_log_test *out)
{
    brisk_log_reader_skip_spaces(reader);
    char c = brisk_log_reader_peek(reader);
    if (c == '"') {
        return brisk_log_read_quoted(reader, &out->text);
    }
    if (c == '%') {
        reader->at++;
        out->regex = brisk_log_regex_read(reader);
        return out->regex != NULL;
    }
    size_t start = reader->at;
    while ((c = brisk_log_reader_peek(reader)) != '\0' && !brisk_char_is_space(c) && strchr(stops, c) == NULL) {
        reader->at++;
    }
    out->text = brisk_str_slice(reader->text, start, reader->at - start);
    if (out->text.len == 0) {
        return brisk_log_reader_fail(reader, "a value is missing");
    }
    out->is_number = parse_number(out->text, &out->number);
    return true;
}

bool brisk_log_test_read(brisk_log_reader *reader, const char *stops, brisk_log_test *out)
{
    *out = (brisk_log_test){0};
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

/* Greedy with one way back: at a "*" all before it is settled, so that this is at most the product of the lengths. */
bool brisk_log_wildcard_matches(brisk_str pattern, brisk_str text)
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

static bool test_as_text(const brisk_log_test *test, brisk_str text)
{
    bool is_equal =
        test->regex != NULL ? brisk_log_regex_finds(test->regex, text) : brisk_log_wildcard_matches(test->text, text);
    return is_equal == (test->kind == BRISK_LOG_EQUAL);
}

bool brisk_log_test_number(const brisk_log_test *test, double number, brisk_str text)
{
    return test->is_number ? compare(test->kind, number, test->number) : test_as_text(test, text);
}

bool brisk_log_test_text(const brisk_log_test *test, brisk_str text)
{
    double number;
    if (test->is_number && parse_number(text, &number)) {
        return compare(test->kind, number, test->number);
    }
    bool is_order = test->kind != BRISK_LOG_EQUAL && test->kind != BRISK_LOG_UNEQUAL;
    return !is_order && test_as_text(test, text);
}
