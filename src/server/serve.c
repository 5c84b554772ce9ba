/* serve.c - brisk_serve: from an app to a running server, and what it says on the way. */
#include "server/server.h"

#include "server/access.h"

#include <stdio.h>
#include <unistd.h>

static void say_error(const char *problem)
{
    bool has_color = brisk_terminal_has_color(STDERR_FILENO);
    fprintf(stderr, has_color ? "\033[31mERROR\033[0m:    %s\n" : "ERROR:    %s\n", problem);
}

static void say_start(const brisk_app *app, const brisk_server *server)
{
    bool has_color = brisk_terminal_has_color(STDERR_FILENO);
    const char *info = has_color ? "\033[32mINFO\033[0m:     " : "INFO:     ";
    const char *url = brisk_server_url(server);
    fprintf(stderr,
            has_color ? "%sBrisk running on \033[1m%s\033[0m (Press CTRL+C to quit)\n"
                      : "%sBrisk running on %s (Press CTRL+C to quit)\n",
            info, url);
    const char *docs = app->docs_url == NULL ? "/docs" : app->docs_url;
    bool has_document = app->openapi_url == NULL || app->openapi_url[0] != '\0';
    if (docs[0] != '\0' && has_document && brisk_server_port(server) != 0) {
        fprintf(stderr, "%sDocs at %s%s\n", info, url, docs);
    }
}

static brisk_status run(const brisk_app *app, brisk_service *service, const brisk_serve_options *options)
{
    char problem[512];
    brisk_server *server;
    brisk_status status = brisk_server_new(service, options, &server, problem, sizeof(problem));
    if (status != BRISK_OK) {
        say_error(problem);
        return status;
    }
    status = brisk_service_start(service);
    if (status == BRISK_OK) {
        say_start(app, server);
        status = brisk_server_run(server);
        brisk_service_stop(service);
    } else {
        say_error("the app's start function failed");
    }
    brisk_server_free(server);
    return status;
}

brisk_status brisk_serve_with(const brisk_app *app, const brisk_serve_options *options)
{
    char problem[1024];
    brisk_service *service;
    brisk_status status = brisk_service_new(app, &service, problem, sizeof(problem));
    if (status != BRISK_OK) {
        say_error(problem);
        return status;
    }
    status = run(app, service, options);
    brisk_service_free(service);
    return status;
}
