/* command_line.h - the options of an app's program: a table, one row an option, that parsing and --help both read. */
#ifndef BRISK_MAIN_COMMAND_LINE_H
#define BRISK_MAIN_COMMAND_LINE_H

#include <brisk/serve.h>

#include <stdio.h>

#define BRISK_RELOAD_DIRS_MAX 32

typedef struct brisk_command_line {
    brisk_serve_options serve;
    bool wants_help, wants_version, reload;
    const char *reload_dirs[BRISK_RELOAD_DIRS_MAX + 1]; /* NULL-terminated */
    const char *reload_command;
} brisk_command_line;

/**
 * Reads the options of `serve` from arguments[0 … count) over the defaults of the environment (HOST, PORT).
 * Returns false with a sentence in problem where one is unknown or its value is wrong. Borrows the texts.
 */
bool brisk_command_line_parse(brisk_command_line *line, int count, char **arguments, char *problem,
                              size_t problem_size);

/** Writes the table of options, as --help shows it. */
void brisk_command_line_help(FILE *out);

/** The one of the count names that word was likely meant to be; NULL where none is near. */
const char *brisk_nearest_name(const char *word, const char *const *names, size_t count);

#endif
