/* invoke.c - one request to the app from the command line, without server and socket: what curl -i would show.
 *
 *     app invoke POST /items -d '{"name": "Hammer", "price": 9.5}'
 *     app invoke event.json                                          invoke_event.c
 *
 * Ends with 0 for an answer below 400, with 1 above, with 2 for a command line that is not understood. */
#include "main/commands.h"
#include "main/request_words.h"

#include "app/service.h"
#include "core/number.h"
#include "core/str.h"

#include <string.h>
#include <time.h>

typedef struct invocation {
    brisk_request_words request;
    const char *file; /* an event; NULL: the request */
    bool streams;
    int64_t timeout_ms; /* 0: none */
} invocation;

static void show_usage(FILE *to, const char *program)
{
    fprintf(to,
            "usage: %s invoke METHOD /path [-H 'name: value'] [-d body] [--query name=value]\n"
            "       %s invoke FILE [--stream] [--deadline MS]\n",
            program, program);
}

void brisk_invoke_help(FILE *to, const char *program)
{
    show_usage(to, program);
    fprintf(to,
            "\nOne request, or one AWS event (FILE, or - for standard input), without a server.\n\n"
            "  -H, --header 'name: value'   a header; may be repeated\n"
            "  -d, --data BODY              the body; JSON, unless a content-type says otherwise\n"
            "  --query NAME=VALUE           a query parameter, encoded for you; may be repeated\n"
            "  --stream                     what a function URL in mode RESPONSE_STREAM sends: a line of JSON, an\n"
            "                               empty line, and the body as it comes\n"
            "  --deadline MS                milliseconds that the invocation has\n\n"
            "A request prints status, headers and body; an event the JSON that Lambda would be given.\n"
            "AWS_LAMBDA_FUNCTION_NAME and its like are taken from the environment.\n\n"
            "  %s invoke POST /items -d '{\"name\": \"Tea pot\", \"price\": 19.5}'\n"
            "  %s event apigw-rest GET /items/1 | %s invoke -\n\n"
            "Ends with 0 for an answer (of a request: below 400), with 1 for none, with 2 for words, a file or\n"
            "JSON that are not understood.\n",
            program, program, program);
}

static int usage(const char *program, const char *problem)
{
    fprintf(stderr, "%s\n", problem);
    show_usage(stderr, program);
    return 2;
}

static const char *parse_option(invocation *what, int count, char **words, int *index)
{
    static const char *const names[] = {"--header", "--data", "--query", "--stream", "--deadline"};
    static char text[160];
    const char *word = words[*index];
    uint64_t timeout_ms = 0;
    bool is_option;
    const char *problem = brisk_request_words_option(&what->request, count, words, index, &is_option);
    if (is_option) {
        return problem;
    }
    if (strcmp(word, "--stream") == 0) {
        what->streams = true;
        return NULL;
    }
    if (strcmp(word, "--deadline") == 0) {
        if (*index + 1 == count) {
            return "a value is missing behind the last word";
        }
        if (brisk_digits_parse(brisk_str_view(words[++*index]), INT32_MAX, &timeout_ms) != BRISK_NUMBER_OK ||
            timeout_ms == 0) {
            return "--deadline takes milliseconds, such as 3000";
        }
        what->timeout_ms = (int64_t)timeout_ms;
        return NULL;
    }
    const char *nearest = brisk_nearest_name(word, names, sizeof names / sizeof *names);
    snprintf(text, sizeof text, "there is no such option: %.60s%s%s%s", word, nearest ? "; did you mean " : "",
             nearest ? nearest : "", nearest ? "?" : "");
    return text;
}

static bool is_of_request(const brisk_request_words *request)
{
    return request->header_count > 0 || request->body != NULL || request->query_count > 0;
}

/* One word is a file, two are method and path. */
static const char *parse(invocation *what, int count, char **words)
{
    brisk_request_words *request = &what->request;
    for (int i = 0; i < count; i++) {
        if (words[i][0] == '-' && words[i][1] != '\0') {
            const char *problem = parse_option(what, count, words, &i);
            if (problem != NULL) {
                return problem;
            }
        } else if (request->method == NULL) {
            request->method = words[i];
        } else if (request->target == NULL) {
            request->target = words[i];
        } else {
            return "there is a word too many";
        }
    }
    bool is_method =
        request->method != NULL && brisk_method_parse(brisk_str_view(request->method)) != BRISK_METHOD_OTHER;
    if (request->method == NULL || (request->target == NULL && is_method)) {
        return "method and path are missing, or an event's file";
    }
    if (request->target == NULL) {
        what->file = request->method;
        return is_of_request(request) ? "-H, -d and --query belong to METHOD /path, not to an event" : NULL;
    }
    return what->streams || what->timeout_ms ? "--stream and --deadline belong to an event, not to METHOD /path" : NULL;
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

static int invoke_request(brisk_service *service, brisk_arena *arena, brisk_request_words *what, const char *program)
{
    brisk_response response = {0};
    brisk_request request;
    brisk_response_clear(&response);
    brisk_request_init(&request, arena, &response);
    if (!what->has_host) {
        what->headers[what->header_count++] = (brisk_header){BRISK_S("host"), BRISK_S("localhost")};
    }
    request.server = BRISK_S("localhost");
    if (!brisk_request_words_fill(what, &request)) {
        return usage(program, "the path is not valid");
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

int brisk_command_invoke(const brisk_app *app, const char *program, int count, char **words)
{
    invocation what = {.streams = false};
    char text[1024];
    brisk_service *service;
    if (count > 0 && (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)) {
        brisk_invoke_help(stdout, program);
        return 0;
    }
    const char *problem = parse(&what, count, words);
    if (problem != NULL) {
        return usage(program, problem);
    }
    if (brisk_service_new(app, &service, text, sizeof(text)) != BRISK_OK) {
        fprintf(stderr, "%s\n", text);
        return 1;
    }
    brisk_arena *arena = brisk_arena_new(0);
    int result = 1;
    if (arena == NULL) {
        fprintf(stderr, "there is no memory\n");
    } else if (what.file != NULL) {
        result = brisk_invoke_event(service, arena, what.file, what.streams, what.timeout_ms);
    } else {
        result = invoke_request(service, arena, &what.request, program);
    }
    brisk_arena_free(arena);
    brisk_service_free(service);
    return result;
}
