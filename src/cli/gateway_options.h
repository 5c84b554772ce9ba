/* gateway_options.h - the options of `brisk gateway`, and the configuration that they make. */
#ifndef BRISK_CLI_GATEWAY_OPTIONS_H
#define BRISK_CLI_GATEWAY_OPTIONS_H

#include "core/options.h"
#include "gateway/config/config.h"

#include <stdio.h>

#define BRISK_CLI_TEXTS_MAX 64

/** Members are zero where nothing was said. */
typedef struct brisk_cli_gateway_options {
    bool wants_help, watches, no_key, has_public_docs, has_root_method, has_cdn, is_streaming, no_freeze, no_isolation;
    bool wants_json, no_color, is_quiet, has_execution_logs;
    int port, memory_mb, concurrency, burst, stage_burst, quota, retention_days;
    double timeout_s, integration_timeout_s, idle_s, rate, stage_rate;
    const char *host, *stage, *front, *name, *handler, *key, *data_dir, *log_format, *access_log, *region, *config_file,
        *plan_file, *quota_period;
    const char *environment[BRISK_CLI_TEXTS_MAX + 1], *binary_types[BRISK_CLI_TEXTS_MAX + 1];
    const char *code; /* the word that is no option */
} brisk_cli_gateway_options;

/** False with a sentence in problem. */
bool brisk_cli_gateway_options_parse(brisk_cli_gateway_options *options, int count, char **arguments, char *problem,
                                     size_t problem_size);
void brisk_cli_gateway_options_help(FILE *out);

/** Makes the configuration: defaults, then the plan or the file, then the options. Texts are borrowed from options or live in arena.
 *  note: as for a plan. False with a sentence in problem. */
bool brisk_cli_gateway_configure(const brisk_cli_gateway_options *options, brisk_arena *arena,
                                 brisk_gateway_config *config, void (*note)(void *context, const char *text),
                                 void *context, char *problem, size_t problem_size);

#endif
