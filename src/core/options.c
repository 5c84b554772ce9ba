/* options.c - see options.h. */
#include "core/options.h"

#include "core/number.h"
#include "core/str.h"

#include <math.h>
#include <string.h>

void brisk_options_help(const brisk_option *rows, size_t row_count, FILE *out)
{
    for (size_t i = 0; i < row_count; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s%s%s", rows[i].name, rows[i].value == NULL ? "" : " ",
                 rows[i].value == NULL ? "" : rows[i].value);
        fprintf(out, "  %-30s %s\n", name, rows[i].help);
    }
}

/* ---- the nearest name ---- */

#define NAME_MAX_LEN 48

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Levenshtein's distance. */
static size_t distance_of(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    size_t row[NAME_MAX_LEN + 1];
    if (a_len > NAME_MAX_LEN || b_len > NAME_MAX_LEN) {
        return NAME_MAX_LEN;
    }
    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_len];
}

const char *brisk_nearest_name(const char *word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t best = strlen(word) / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = distance_of(word, names[i]);
        if (distance <= best) {
            best = distance == 0 ? 0 : distance - 1;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- values ---- */

typedef struct problem_text {
    char *text;
    size_t size;
} problem_text;

static bool read_number(const char *name, const char *value, uint64_t max, int *out, problem_text problem)
{
    uint64_t number;
    if (brisk_digits_parse(brisk_str_view(value), max, &number) != BRISK_NUMBER_OK) {
        snprintf(problem.text, problem.size, "%s takes a number from 0 to %llu, not \"%s\"", name,
                 (unsigned long long)max, value);
        return false;
    }
    *out = (int)number;
    return true;
}

/* 4096, 16K, 10M, 1G; 0 is none. */
static bool read_limit(const char *name, const char *value, long long *out, problem_text problem)
{
    brisk_str text = brisk_str_view(value);
    unsigned shift = 0;
    if (text.len > 0) {
        switch (brisk_char_upper(text.ptr[text.len - 1])) {
        case 'K':
            shift = 10;
            break;
        case 'M':
            shift = 20;
            break;
        case 'G':
            shift = 30;
            break;
        default:
            break;
        }
    }
    text.len -= shift != 0;
    uint64_t number;
    if (brisk_digits_parse(text, (uint64_t)INT64_MAX >> shift, &number) != BRISK_NUMBER_OK) {
        snprintf(problem.text, problem.size, "%s takes a number such as 500, 16K, 10M or (none) 0, not \"%s\"", name,
                 value);
        return false;
    }
    *out = number == 0 ? -1 : (long long)(number << shift);
    return true;
}

static bool read_seconds(const char *name, const char *value, double *out, problem_text problem)
{
    double number;
    if (brisk_double_parse(brisk_str_view(value), &number) != BRISK_NUMBER_OK || !isfinite(number) || number < 0) {
        snprintf(problem.text, problem.size, "%s takes seconds such as 5, 0.5 or (none) 0, not \"%s\"", name, value);
        return false;
    }
    *out = number == 0 ? -1 : number;
    return true;
}

static bool add_text(const brisk_option *row, const char *value, const char **texts, problem_text problem)
{
    for (int i = 0; i < row->max; i++) {
        if (texts[i] == NULL) {
            texts[i] = value;
            return true;
        }
    }
    snprintf(problem.text, problem.size, "%s may come %d times", row->name, row->max);
    return false;
}

/* 0 is a real wish where ports are asked for, and "the default" in a zeroed struct. */
static bool read_port(const char *name, const char *value, int *out, problem_text problem)
{
    if (!read_number(name, value, 65535, out, problem)) {
        return false;
    }
    *out = *out == 0 ? -1 : *out;
    return true;
}

bool brisk_option_read(const brisk_option *row, const char *name, const char *value, void *out, char *problem,
                       size_t problem_size)
{
    problem_text text = {problem, problem_size};
    void *member = (char *)out + row->offset;
    switch (row->kind) {
    case BRISK_OPTION_FLAG:
        *(bool *)member = true;
        return true;
    case BRISK_OPTION_TEXT:
        *(const char **)member = value;
        return true;
    case BRISK_OPTION_PORT:
        return read_port(name, value, member, text);
    case BRISK_OPTION_COUNT:
        return read_number(name, value, (uint64_t)row->max, member, text);
    case BRISK_OPTION_LIMIT:
        return read_limit(name, value, member, text);
    case BRISK_OPTION_SECONDS:
        return read_seconds(name, value, member, text);
    case BRISK_OPTION_TEXTS:
        return add_text(row, value, member, text);
    }
    return false;
}

/* ---- parsing ---- */

typedef struct option_table {
    const brisk_option *rows;
    size_t count;
} option_table;

static const brisk_option *find_row(const option_table *table, const char *word, size_t len)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strlen(table->rows[i].name) == len && memcmp(table->rows[i].name, word, len) == 0) {
            return &table->rows[i];
        }
    }
    return NULL;
}

#define NAMES_MAX 128

static bool unknown(const option_table *table, const char *word, problem_text problem)
{
    const char *names[NAMES_MAX];
    char name[NAME_MAX_LEN + 1];
    size_t count = table->count < NAMES_MAX ? table->count : NAMES_MAX;
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
    for (size_t i = 0; i < count; i++) {
        names[i] = table->rows[i].name;
    }
    const char *nearest = brisk_nearest_name(name, names, count);
    if (nearest != NULL) {
        snprintf(problem.text, problem.size, "there is no option %s: did you mean %s?", name, nearest);
    } else {
        snprintf(problem.text, problem.size, "there is no option %s: --help shows all", name);
    }
    return false;
}

static bool add_word(brisk_option_words *words, const char *word, problem_text problem)
{
    if (words->count == words->capacity) {
        snprintf(problem.text, problem.size, "%s is a word too many", word);
        return false;
    }
    words->items[words->count++] = word;
    return true;
}

bool brisk_options_parse(const brisk_option *rows, size_t row_count, void *out, brisk_option_words *words, int count,
                         char **arguments, char *problem, size_t problem_size)
{
    const option_table table = {rows, row_count};
    problem_text text = {problem, problem_size};
    bool only_words = false;
    for (int i = 0; i < count; i++) {
        const char *word = arguments[i];
        if (words != NULL && !only_words && strcmp(word, "--") == 0) {
            only_words = true;
            continue;
        }
        if (words != NULL && (only_words || word[0] != '-' || word[1] == '\0')) {
            if (!add_word(words, word, text)) {
                return false;
            }
            continue;
        }
        size_t len = strcspn(word, "=");
        const brisk_option *row = strcmp(word, "-h") == 0 ? find_row(&table, "--help", 6) : find_row(&table, word, len);
        if (row == NULL) {
            return unknown(&table, word, text);
        }
        const char *value = word[len] == '=' ? word + len + 1 : NULL;
        if (row->kind == BRISK_OPTION_FLAG && value != NULL) {
            snprintf(problem, problem_size, "%s takes no value", row->name);
            return false;
        }
        if (row->kind != BRISK_OPTION_FLAG && value == NULL) {
            if (i + 1 == count) {
                snprintf(problem, problem_size, "%s needs a value: %s", row->name, row->value);
                return false;
            }
            value = arguments[++i];
        }
        if (!brisk_option_read(row, row->name, value, out, problem, problem_size)) {
            return false;
        }
    }
    return true;
}
