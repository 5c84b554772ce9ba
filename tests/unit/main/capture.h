/* capture.h - a command of the program run in this process, with what it prints. Include cmocka first. */
#ifndef TESTS_MAIN_CAPTURE_H
#define TESTS_MAIN_CAPTURE_H

#include "main/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char printed[64 * 1024], complaint[8 * 1024];

typedef int command_call(const brisk_app *app, int count, char **words);

/* Runs command with stdout and stderr in printed and complaint. */
static inline int capture(const brisk_app *of, command_call *command, int count, char **words)
{
    FILE *files[2] = {tmpfile(), tmpfile()};
    char *texts[2] = {printed, complaint};
    size_t sizes[2] = {sizeof printed - 1, sizeof complaint - 1};
    int saved[2];
    assert_true(files[0] && files[1]);
    fflush(NULL);
    for (int i = 0; i < 2; i++) {
        saved[i] = dup(i + 1);
        assert_true(saved[i] >= 0 && dup2(fileno(files[i]), i + 1) >= 0);
    }
    int result = command(of, count, words);
    fflush(NULL);
    for (int i = 0; i < 2; i++) {
        assert_true(dup2(saved[i], i + 1) >= 0);
        close(saved[i]);
        rewind(files[i]);
        texts[i][fread(texts[i], 1, sizes[i], files[i])] = '\0';
        fclose(files[i]);
    }
    return result;
}

#define MAX_WORDS 16

/* command with the words of text, separated by "|". */
static inline int capture_words(const brisk_app *of, command_call *command, const char *text)
{
    static char copy[4096];
    char *words[MAX_WORDS];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok(copy, "|"); word && count < MAX_WORDS; word = strtok(NULL, "|")) {
        words[count++] = word;
    }
    return capture(of, command, count, words);
}

static inline int run_invoke(const brisk_app *of, int count, char **words)
{
    return brisk_command_invoke(of, "app", count, words);
}

static inline int run_event(const brisk_app *of, int count, char **words)
{
    (void)of;
    return brisk_command_event("app", count, words);
}

#endif
