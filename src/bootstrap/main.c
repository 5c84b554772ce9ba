/* main.c - brisk_main of programs that link brisk::lambda: the Runtime API's loop and nothing else.
 *
 * The other brisk_main, of brisk::brisk, is in src/main: it has a server and commands. This one is in a library of its own,
 * so that no server, no libuv and no command comes into a bootstrap. The same main() links either. */
#include <brisk/lambda.h>
#include <brisk/serve.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_hand(const brisk_app *app, const char *program, bool wants_version)
{
    const char *title = app->title == NULL ? "Brisk" : app->title;
    if (wants_version) {
        printf("%s %s (Brisk %s, AWS Lambda)\n", title, app->version == NULL ? "0.1.0" : app->version, BRISK_VERSION);
        return 0;
    }
    fprintf(stderr,
            "%s: this is the bootstrap of an AWS Lambda function, the app \"%s\". It takes its events from\n"
            "AWS_LAMBDA_RUNTIME_API, which is not set. To serve the app over HTTP, link brisk::brisk.\n",
            program == NULL ? "bootstrap" : program, title);
    return 2;
}

/* Under the Runtime API arguments say nothing: some hosts pass the handler's name. */
int brisk_main(const brisk_app *app, int argc, char **argv)
{
    if (getenv("AWS_LAMBDA_RUNTIME_API") != NULL) {
        return brisk_lambda_main(app);
    }
    return by_hand(app, argc > 0 ? argv[0] : NULL, argc > 1 && strcmp(argv[1], "--version") == 0);
}
