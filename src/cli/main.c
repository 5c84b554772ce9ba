/* main.c - the `brisk` command: which of its commands is meant. */
#include "cli/commands.h"
#include "core/options.h"

#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name, *help;
    int (*run)(int count, char **arguments);
} commands[] = {
    {"gateway", "play API Gateway, Lambda and CloudWatch Logs on this machine", brisk_cli_gateway},
    {"logs", "show what a running gateway's functions logged", brisk_cli_logs},
    {"invoke", "invoke a function of a running gateway", brisk_cli_invoke},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void show_help(FILE *out)
{
    fputs("usage: brisk COMMAND [option …]\n\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help);
    }
    fputs("\n`brisk COMMAND --help` shows a command's options; `brisk --version` the version.\n", out);
}

static int unknown(const char *word)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i].name;
    }
    const char *nearest = brisk_nearest_name(word, names, COMMAND_COUNT);
    if (nearest != NULL) {
        fprintf(stderr, "brisk: there is no command %s: did you mean %s?\n", word, nearest);
    } else {
        fprintf(stderr, "brisk: there is no command %s: --help shows all\n", word);
    }
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        show_help(stderr);
        return 2;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        show_help(stdout);
        return 0;
    }
    if (strcmp(word, "--version") == 0) {
        printf("brisk %s\n", BRISK_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(word, commands[i].name) == 0) {
            return commands[i].run(argc - 2, argv + 2);
        }
    }
    return unknown(word);
}
