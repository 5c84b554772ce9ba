/* invoke.c - one request to the app from the command line, without server and socket: what curl -i would show.
 *
 *     app invoke POST /items -d '{"name": "Hammer", "price": 9.5}'
 *
 * Ends with 0 for an answer below 400, with 1 above, with 2 for a command line that is not understood. */
#include "main/commands.h"

#include "app/service.h"
#include "core/str.h"

#include <string.h>
#include <time.h>

#define HEADERS_MAX 64

typedef struct invocation {
    const char *method, *target, *body;
    brisk_header headers[HEADERS_MAX];
    size_t header_count;
    bool has_type, has_host;
} invocation;

static int usage(const char *problem)
{
    fprintf(stderr, "%s\nusage: invoke METHOD /path [-H 'name: value'] [-d body]\n", problem);
    return 2;
}

static bool add_header(invocation *what, const char *text)
{
    brisk_header *header = &what->headers[what->header_count];
    brisk_str name, value;
    if (what->header_count + 2 >= HEADERS_MAX || !brisk_str_cut(brisk_str_view(text), ':', &name, &value)) {
        return false;
    }
    *header = (brisk_header){name, brisk_str_trim(value)};
    what->header_count++;
    what->has_type = what->has_type || brisk_str_is_ignore_case(name, "content-type");
    what->has_host = what->has_host || brisk_str_is_ignore_case(name, "host");
    return brisk_header_is_valid(name, header->value);
}

static const char *parse(invocation *what, int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        const char *word = arguments[i];
        bool is_header = strcmp(word, "-H") == 0 || strcmp(word, "--header") == 0;
        bool is_body = strcmp(word, "-d") == 0 || strcmp(word, "--data") == 0;
        if ((is_header || is_body) && i + 1 == count) {
            return "a value is missing behind the last word";
        }
        if (is_header) {
            if (!add_header(what, arguments[++i])) {
                return "a header is written 'name: value'";
            }
        } else if (is_body) {
            what->body = arguments[++i];
        } else if (word[0] == '-') {
            return "there is no such option";
        } else if (what->method == NULL) {
            what->method = word;
        } else if (what->target == NULL) {
            what->target = word;
        } else {
            return "there is a word too many";
        }
    }
    return what->target == NULL ? "method and path are missing" : NULL;
}

static bool fill(brisk_request *req, invocation *what)
{
    if (what->body != NULL && !what->has_type) {
        what->headers[what->header_count++] = (brisk_header){BRISK_S("content-type"), BRISK_S("application/json")};
    }
    if (!what->has_host) {
        what->headers[what->header_count++] = (brisk_header){BRISK_S("host"), BRISK_S("localhost")};
    }
    req->method_text = brisk_str_view(what->method);
    req->method = brisk_method_parse(req->method_text);
    req->headers = (brisk_headers){what->headers, what->header_count, HEADERS_MAX};
    req->body = brisk_str_view(what->body);
    req->server = BRISK_S("localhost");
    return brisk_request_set_target(req, brisk_str_view(what->target)) == BRISK_OK;
}

static bool print_body(brisk_response *response)
{
    if (!response->is_stream) {
        return fwrite(response->body.ptr == NULL ? "" : response->body.ptr, 1, response->body.len, stdout) ==
               response->body.len;
    }
    for (;;) {
        brisk_str piece = {0};
        brisk_pulled pulled = response->stream.pull(response->stream.context, &piece);
        if (pulled == BRISK_PULLED_FAILED) {
            return false;
        }
        if (pulled == BRISK_PULLED_WAIT) {
            nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
            continue;
        }
        if (piece.len > 0 && fwrite(piece.ptr, 1, piece.len, stdout) != piece.len) {
            return false;
        }
        fflush(stdout);
        if (pulled == BRISK_PULLED_END) {
            return true;
        }
    }
}

static bool print_answer(brisk_response *response)
{
    const char *reason = brisk_status_reason(response->status);
    printf("HTTP/1.1 %d %s\n", response->status, reason == NULL ? "" : reason);
    for (size_t i = 0; i < response->headers.count; i++) {
        const brisk_header *header = &response->headers.items[i];
        printf("%.*s: %.*s\n", (int)header->name.len, header->name.ptr, (int)header->value.len, header->value.ptr);
    }
    putchar('\n');
    bool is_ok = print_body(response);
    if (!response->is_stream && response->body.len > 0 && response->body.ptr[response->body.len - 1] != '\n') {
        putchar('\n');
    }
    return is_ok && fflush(stdout) == 0;
}

static int invoke(brisk_service *service, brisk_arena *arena, invocation *what)
{
    brisk_response response = {0};
    brisk_request request;
    brisk_response_clear(&response);
    brisk_request_init(&request, arena, &response);
    if (!fill(&request, what)) {
        return usage("the path is not valid");
    }
    if (brisk_service_start(service) != BRISK_OK) {
        fprintf(stderr, "the app's start function failed\n");
        return 1;
    }
    brisk_handle(service, &request);
    bool is_ok = print_answer(&response);
    int status = response.status;
    brisk_finish(service, &request, is_ok);
    brisk_service_stop(service);
    return is_ok && status < 400 ? 0 : 1;
}

int brisk_command_invoke(const brisk_app *app, int count, char **arguments)
{
    invocation what = {0};
    const char *problem = parse(&what, count, arguments);
    if (problem != NULL) {
        return usage(problem);
    }
    char text[1024];
    brisk_service *service;
    if (brisk_service_new(app, &service, text, sizeof(text)) != BRISK_OK) {
        fprintf(stderr, "%s\n", text);
        return 1;
    }
    brisk_arena *arena = brisk_arena_new(0);
    int result = 1;
    if (arena == NULL) {
        fprintf(stderr, "there is no memory\n");
    } else {
        result = invoke(service, arena, &what);
    }
    brisk_arena_free(arena);
    brisk_service_free(service);
    return result;
}
