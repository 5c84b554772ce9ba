/* options.h - the options of a command line, as a table: one row an option, that parsing and --help both read.
 *
 *     #define ROW(...) BRISK_OPTION_ROW(settings, __VA_ARGS__)
 *
 *     static const brisk_option rows[] = {
 *         ROW("port", "NUMBER", PORT, port, "listen on this port; 9000"),
 *         ROW("memory", "MB", COUNT(10240), memory_mb, "of the function; 128"),
 *         ROW("watch", NULL, FLAG, watches, "take code up anew when it changes"),
 *     };
 *
 * Understood are `--name value`, `--name=value`, flags, and `--` before words that begin with a dash. An option that is not known
 * is an error with the nearest known one as a hint; nothing is guessed. */
#ifndef BRISK_CORE_OPTIONS_H
#define BRISK_CORE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** What an option takes, and the type of the member that it sets. */
typedef enum brisk_option_kind {
    BRISK_OPTION_FLAG,    /* bool */
    BRISK_OPTION_TEXT,    /* const char *, borrowed from the arguments */
    BRISK_OPTION_PORT,    /* int, 0 to 65535; 0 is stored as -1, so that a zeroed member means "not said" */
    BRISK_OPTION_COUNT,   /* int, 0 to row->max */
    BRISK_OPTION_LIMIT,   /* long long: 500, 16K, 10M, 1G; 0 is stored as -1 */
    BRISK_OPTION_SECONDS, /* double: 5, 0.5; 0 is stored as -1 */
    BRISK_OPTION_TEXTS    /* const char *[row->max + 1], ended by NULL: may come row->max times */
} brisk_option_kind;

typedef struct brisk_option {
    const char *name, *value; /* "--port"; what --help calls its value, NULL for a flag */
    brisk_option_kind kind;
    size_t offset; /* of the member in the struct that is filled */
    int max;       /* of COUNT and TEXTS */
    const char *help;
} brisk_option;

/** A row for a member of a struct: the option without its dashes; what --help calls its value; FLAG, TEXT, PORT, COUNT(max),
 *  LIMIT, SECONDS or TEXTS(max); the member; the text of --help. */
#define BRISK_OPTION_ROW(struct_type, option, value_name, option_kind, member, help_text)                              \
    {                                                                                                                  \
        .name = "--" option, .value = value_name, .offset = offsetof(struct_type, member), .help = help_text,          \
        BRISK_OPTION_ROW_##option_kind                                                                                 \
    }
#define BRISK_OPTION_ROW_FLAG        .kind = BRISK_OPTION_FLAG
#define BRISK_OPTION_ROW_TEXT        .kind = BRISK_OPTION_TEXT
#define BRISK_OPTION_ROW_PORT        .kind = BRISK_OPTION_PORT
#define BRISK_OPTION_ROW_COUNT(most) .kind = BRISK_OPTION_COUNT, .max = (most)
#define BRISK_OPTION_ROW_LIMIT       .kind = BRISK_OPTION_LIMIT
#define BRISK_OPTION_ROW_SECONDS     .kind = BRISK_OPTION_SECONDS
#define BRISK_OPTION_ROW_TEXTS(most) .kind = BRISK_OPTION_TEXTS, .max = (most)

/** The words that are no options, in order. */
typedef struct brisk_option_words {
    const char **items;
    size_t count, capacity;
} brisk_option_words;

/**
 * Reads arguments[0 … count) into *out, whose members keep what they hold where no option says otherwise. words: where
 * other words go; NULL: there may be none. -h is --help where there is such a row. False with a sentence in problem.
 */
bool brisk_options_parse(const brisk_option *rows, size_t row_count, void *out, brisk_option_words *words, int count,
                         char **arguments, char *problem, size_t problem_size);

/** Reads value as that of a row, for values that come from the environment; name: as the problem should call it. */
bool brisk_option_read(const brisk_option *row, const char *name, const char *value, void *out, char *problem,
                       size_t problem_size);

/** Writes the table as --help shows it. */
void brisk_options_help(const brisk_option *rows, size_t row_count, FILE *out);

/** The one of the count names that word was likely meant to be; NULL where none is near. */
const char *brisk_nearest_name(const char *word, const char *const *names, size_t count);

#endif
