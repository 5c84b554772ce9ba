/* main.c - brisk_main: which command is meant, and what serve needs before it serves. */
#include "main/commands.h"

#include <brisk/lambda.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const command_names[] = {"serve", "openapi", "routes", "check", "invoke", "event", "help"};

#define COMMAND_COUNT (sizeof(command_names) / sizeof(command_names[0]))

static void show_help(const char *program)
{
    printf("usage: %s [serve] [option …]    serve the app over HTTP\n"
           "       %s openapi               print its OpenAPI document\n"
           "       %s routes                print its routes\n"
           "       %s check                 look for mistakes in its tables\n"
           "       %s invoke METHOD /path [-H 'name: value'] [-d body]\n"
           "                                send one request, without a server\n"
           "       %s invoke FILE           give it one AWS event; - is standard input\n"
           "       %s event KIND METHOD /path\n"
           "                                print a sample of an AWS event\n"
           "       %s help COMMAND          more of invoke and event\n\n",
           program, program, program, program, program, program, program, program);
    brisk_command_line_help(stdout);
    printf("\nBytes may end in K, M or G; 0 is no limit, and no time-out.\n");
}

static void show_version(const brisk_app *app)
{
    printf("%s %s (Brisk %s)\n", app->title == NULL ? "Brisk" : app->title,
           app->version == NULL ? "0.1.0" : app->version, BRISK_VERSION);
}

static int wrong(const char *program, const char *problem)
{
    fprintf(stderr, "%s: %s\n", program, problem);
    return 2;
}

/* A descriptor that the supervisor of --reload hands over; the variable is taken away from what we start ourselves. */
static int inherited_fd(const char *name)
{
    const char *text = getenv(name);
    if (text == NULL || text[0] == '\0') {
        return 0;
    }
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    bool is_valid = errno == 0 && *end == '\0' && value > 2 && value < 65536;
    unsetenv(name);
    return is_valid ? (int)value : 0;
}

static int serve(const brisk_app *app, int count, char **arguments, char **argv)
{
    char problem[512];
    brisk_command_line line;
    if (!brisk_command_line_parse(&line, count, arguments, problem, sizeof(problem))) {
        return wrong(argv[0], problem);
    }
    if (line.wants_help) {
        show_help(argv[0]);
        return 0;
    }
    if (line.wants_version) {
        show_version(app);
        return 0;
    }
    line.serve.listen_fd = inherited_fd("BRISK_LISTEN_FD");
    line.serve.ready_fd = inherited_fd("BRISK_READY_FD");
    if (line.reload && line.serve.listen_fd == 0) {
        return brisk_command_reload(&line, argv);
    }
    if (line.serve.ready_fd != 0) {
        signal(SIGINT, SIG_IGN); /* the supervisor passes it on as SIGTERM */
    }
    brisk_status status = brisk_serve_with(app, &line.serve);
    return status == BRISK_OK ? 0 : status == BRISK_USAGE || status == BRISK_INVALID ? 2 : 1;
}

static int unknown_command(const char *program, const char *word)
{
    char problem[256];
    const char *nearest = brisk_nearest_name(word, command_names, COMMAND_COUNT);
    if (nearest != NULL) {
        snprintf(problem, sizeof(problem), "there is no command %s: did you mean %s?", word, nearest);
    } else {
        snprintf(problem, sizeof(problem), "there is no command %s: --help shows all", word);
    }
    return wrong(program, problem);
}

static int help_on(const char *program, const char *command)
{
    if (command != NULL && strcmp(command, "invoke") == 0) {
        brisk_invoke_help(stdout, program);
    } else if (command != NULL && strcmp(command, "event") == 0) {
        brisk_event_help(stdout, program);
    } else {
        show_help(program);
    }
    return 0;
}

int brisk_main(const brisk_app *app, int argc, char **argv)
{
    if (argc < 2 && getenv("AWS_LAMBDA_RUNTIME_API") != NULL) {
        return brisk_lambda_main(app);
    }
    if (argc < 2 || argv[1][0] == '-') {
        return serve(app, argc < 1 ? 0 : argc - 1, argv + 1, argv);
    }
    const char *command = argv[1];
    if (strcmp(command, "serve") == 0) {
        return serve(app, argc - 2, argv + 2, argv);
    }
    if (strcmp(command, "invoke") == 0) {
        return brisk_command_invoke(app, argv[0], argc - 2, argv + 2);
    }
    if (strcmp(command, "event") == 0) {
        return brisk_command_event(argv[0], argc - 2, argv + 2);
    }
    if (strcmp(command, "help") == 0) {
        return help_on(argv[0], argc > 2 ? argv[2] : NULL);
    }
    bool has_more = argc > 2;
    if (has_more && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0)) {
        show_help(argv[0]);
        return 0;
    }
    int (*run)(const brisk_app *) = strcmp(command, "openapi") == 0  ? brisk_command_openapi
                                    : strcmp(command, "routes") == 0 ? brisk_command_routes
                                    : strcmp(command, "check") == 0  ? brisk_command_check
                                                                     : NULL;
    if (run == NULL) {
        return unknown_command(argv[0], command);
    }
    return has_more ? wrong(argv[0], "this command takes no options") : run(app);
}
