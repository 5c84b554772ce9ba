/* commands.c - openapi, routes, check: what an app's tables say, without serving it. */
#include "main/commands.h"

#include "app/service.h"
#include "main/check.h"

#include <string.h>

static brisk_service *open_service(const brisk_app *app)
{
    char problem[1024];
    brisk_service *service;
    if (brisk_service_new(app, &service, problem, sizeof(problem)) != BRISK_OK) {
        fprintf(stderr, "%s\n", problem);
        return NULL;
    }
    return service;
}

int brisk_command_openapi(const brisk_app *app)
{
    brisk_service *service = open_service(app);
    if (service == NULL) {
        return 1;
    }
    brisk_str document = brisk_service_openapi(service);
    bool is_ok = document.ptr != NULL && fwrite(document.ptr, 1, document.len, stdout) == document.len &&
                 putchar('\n') != EOF && fflush(stdout) == 0;
    if (!is_ok) {
        fprintf(stderr, "the document could not be written\n");
    }
    brisk_service_free(service);
    return is_ok ? 0 : 1;
}

static const struct method_name {
    unsigned method;
    const char *name;
} method_names[] = {
    {BRISK_METHOD_GET, "GET"},         {BRISK_METHOD_HEAD, "HEAD"},   {BRISK_METHOD_POST, "POST"},
    {BRISK_METHOD_PUT, "PUT"},         {BRISK_METHOD_PATCH, "PATCH"}, {BRISK_METHOD_DELETE, "DELETE"},
    {BRISK_METHOD_OPTIONS, "OPTIONS"}, {BRISK_METHOD_TRACE, "TRACE"},
};

static void join_methods(unsigned methods, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < sizeof(method_names) / sizeof(method_names[0]); i++) {
        if ((methods & method_names[i].method) != 0) {
            size_t len = strlen(out);
            snprintf(out + len, size - len, "%s%s", len > 0 ? "," : "", method_names[i].name);
        }
    }
}

int brisk_command_routes(const brisk_app *app)
{
    brisk_service *service = open_service(app);
    if (service == NULL) {
        return 1;
    }
    size_t count = brisk_service_route_count(service), width = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = brisk_service_route_at(service, i)->path.len;
        width = len > width ? len : width;
    }
    for (size_t i = 0; i < count; i++) {
        const brisk_service_route *route = brisk_service_route_at(service, i);
        char methods[64];
        join_methods(route->endpoint->methods, methods, sizeof(methods));
        printf("%-8s %-*.*s  %s\n", methods, (int)width, (int)route->path.len, route->path.ptr, route->endpoint->name);
    }
    brisk_service_free(service);
    return fflush(stdout) == 0 ? 0 : 1;
}

int brisk_command_check(const brisk_app *app)
{
    brisk_service *service = open_service(app);
    if (service == NULL) {
        return 1;
    }
    bool has_document = brisk_service_openapi(service).ptr != NULL;
    bool is_ok = brisk_check_routes(service, stderr) == 0 && has_document;
    if (is_ok) {
        size_t count = brisk_service_route_count(service);
        printf("%zu route%s, no mistakes\n", count, count == 1 ? "" : "s");
    } else if (!has_document) {
        fprintf(stderr, "the OpenAPI document could not be made\n");
    }
    brisk_service_free(service);
    return is_ok && fflush(stdout) == 0 ? 0 : 1;
}
