/* command_line.h - the options of an app's program. */
#ifndef BRISK_MAIN_COMMAND_LINE_H
#define BRISK_MAIN_COMMAND_LINE_H

#include "core/options.h"

#include <brisk/serve.h>

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

#endif
