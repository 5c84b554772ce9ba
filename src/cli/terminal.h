/* terminal.h - what a running gateway says: a line a request, the functions' own lines, cold starts; or all of it as JSON. */
#ifndef BRISK_CLI_TERMINAL_H
#define BRISK_CLI_TERMINAL_H

#include "core/buffer.h"
#include "gateway/gateway.h"

#include <stdio.h>

typedef struct brisk_terminal {
    FILE *out;
    bool is_json, has_color, is_quiet;
    brisk_buffer line; /* on the heap, kept */
} brisk_terminal;

/** Prepares it; out is borrowed. */
void brisk_terminal_init(brisk_terminal *terminal, FILE *out, bool is_json, bool has_color, bool is_quiet);
void brisk_terminal_clear(brisk_terminal *terminal);

/** Says where the gateway is, and how to call it: a URL, a key and a line for curl. */
void brisk_terminal_start(brisk_terminal *terminal, const brisk_gateway_config *config, const char *url);

/** What a gateway is to be told of; context is the terminal. */
brisk_gateway_listener brisk_terminal_listener(brisk_terminal *terminal);

#endif
