/* gateway_command.c - brisk gateway: configuration, start, what is said of it, end. */
#include "cli/commands.h"
#include "cli/gateway_options.h"
#include "cli/terminal.h"
#include "gateway/gateway.h"

#include <stdlib.h>
#include <unistd.h>

static void note(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "note: %s\n", text);
}

static int fail(const char *problem, int code)
{
    fprintf(stderr, "brisk gateway: %s\n", problem);
    return code;
}

static void show_help(void)
{
    printf(
        "usage: brisk gateway [CODE] [option …]\n\n"
        "Plays API Gateway, Lambda and CloudWatch Logs for the function whose code is CODE: a zip, a folder that holds\n"
        "bootstrap, or the bootstrap itself; api/build/lambda.zip where nothing is said.\n\n");
    brisk_cli_gateway_options_help(stdout);
    printf("\nStops with CTRL+C; a second one does not wait for running requests.\n");
}

static int run(const brisk_cli_gateway_options *options, const brisk_gateway_config *config)
{
    char problem[1024];
    brisk_gateway *gateway;
    brisk_terminal terminal;
    bool has_color = !options->no_color && getenv("NO_COLOR") == NULL && isatty(STDOUT_FILENO);
    brisk_terminal_init(&terminal, stdout, options->wants_json, has_color, options->is_quiet);
    brisk_gateway_listener listener = brisk_terminal_listener(&terminal);
    brisk_status status = brisk_gateway_new(config, &listener, &gateway, problem, sizeof(problem));
    if (status != BRISK_OK) {
        brisk_terminal_clear(&terminal);
        return fail(problem, status == BRISK_USAGE || status == BRISK_INVALID ? 2 : 1);
    }
    brisk_terminal_start(&terminal, config, brisk_gateway_url(gateway));
    status = brisk_gateway_run(gateway);
    brisk_gateway_free(gateway);
    brisk_terminal_clear(&terminal);
    return status == BRISK_OK ? 0 : 1;
}

int brisk_cli_gateway(int count, char **arguments)
{
    static brisk_cli_gateway_options options; /* large, and zeroed */
    char problem[1024];
    if (!brisk_cli_gateway_options_parse(&options, count, arguments, problem, sizeof(problem))) {
        return fail(problem, 2);
    }
    if (options.wants_help) {
        show_help();
        return 0;
    }
    brisk_arena *arena = brisk_arena_new(0);
    if (arena == NULL) {
        return fail("there is no memory", 1);
    }
    brisk_gateway_config config;
    int code = brisk_cli_gateway_configure(&options, arena, &config, note, NULL, problem, sizeof(problem))
                   ? run(&options, &config)
                   : fail(problem, 2);
    brisk_arena_free(arena);
    return code;
}
