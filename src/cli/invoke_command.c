/* invoke_command.c - brisk invoke: one invocation of a function of a running gateway, as `aws lambda invoke` makes it.
 *
 *     brisk invoke hello --payload '{"a": 1}' | @event.json | -
 *
 * The answer goes to stdout, the invocation's log to stderr. Ends with 1 where the function failed. */
#include "cli/client.h"
#include "cli/commands.h"
#include "core/base64.h"
#include "core/options.h"
#include "core/str.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yyjson.h>

#define PAYLOAD_MAX ((size_t)6 << 20)
#define ANSWER_MAX  ((size_t)16 << 20)

typedef struct invoke_options {
    bool wants_help, is_event, is_quiet;
    const char *url, *payload;
    const char *function; /* the word that is no option */
} invoke_options;

#define ROW(...) BRISK_OPTION_ROW(invoke_options, __VA_ARGS__)

static const brisk_option rows[] = {
    ROW("payload", "JSON", TEXT, payload, "the event; @FILE reads it from a file, - from standard input; {}"),
    ROW("async", NULL, FLAG, is_event, "do not wait for an answer (invocation type Event)"),
    ROW("quiet", NULL, FLAG, is_quiet, "without the invocation's log"),
    ROW("url", "URL", TEXT, url, "the gateway; http://127.0.0.1:9000"),
    ROW("help", NULL, FLAG, wants_help, "show this"),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static int fail(const char *problem, int code)
{
    fprintf(stderr, "brisk invoke: %s\n", problem);
    return code;
}

static bool read_stream(FILE *file, brisk_buffer *out)
{
    char bytes[16384];
    size_t count;
    while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        brisk_buffer_append(out, bytes, count);
    }
    return ferror(file) == 0 && !brisk_buffer_failed(out);
}

static bool read_payload(const char *text, brisk_buffer *out, char *problem, size_t size)
{
    if (text == NULL) {
        brisk_buffer_append_c_string(out, "{}");
        return true;
    }
    bool is_stdin = strcmp(text, "-") == 0;
    if (!is_stdin && text[0] != '@') {
        brisk_buffer_append_c_string(out, text);
        return !brisk_buffer_failed(out);
    }
    FILE *file = is_stdin ? stdin : fopen(text + 1, "rb");
    if (file == NULL) {
        (void)snprintf(problem, size, "%s: %s", text + 1, strerror(errno));
        return false;
    }
    bool is_ok = read_stream(file, out);
    if (!is_ok) {
        (void)snprintf(problem, size, "%s: %s", is_stdin ? "standard input" : text + 1,
                       brisk_buffer_failed(out) ? "it is above 6 MB" : strerror(errno));
    }
    if (!is_stdin) {
        (void)fclose(file);
    }
    return is_ok;
}

static void show_log(const brisk_client_answer *answer)
{
    brisk_str tail = brisk_client_header(answer, "x-amz-log-result");
    brisk_arena *arena = brisk_arena_new(0);
    brisk_bytes text;
    if (arena != NULL && tail.len > 0 && brisk_base64_decode(arena, tail, BRISK_BASE64_STANDARD, &text) == BRISK_OK) {
        fprintf(stderr, "%.*s", (int)text.len, (const char *)text.ptr);
    }
    brisk_arena_free(arena);
}

/* What the service says of a request that it refuses; standard output is for what functions answer. */
static int refuse(const brisk_client_answer *answer)
{
    yyjson_doc *document = yyjson_read(answer->body.ptr, answer->body.len, 0);
    yyjson_val *root = yyjson_doc_get_root(document);
    const char *message = yyjson_get_str(yyjson_obj_get(root, "Message"));
    message = message != NULL ? message : yyjson_get_str(yyjson_obj_get(root, "message"));
    fprintf(stderr, "brisk invoke: %d: %s\n", answer->status, message != NULL ? message : "(no message)");
    yyjson_doc_free(document);
    return 1;
}

static int run(const invoke_options *options, brisk_buffer *payload, brisk_buffer *buffer)
{
    char problem[512], path[256];
    if (!read_payload(options->payload, payload, problem, sizeof(problem))) {
        return fail(problem, 2);
    }
    int len = snprintf(path, sizeof(path), "/2015-03-31/functions/%s/invocations", options->function);
    if (len <= 0 || (size_t)len >= sizeof(path) || strpbrk(options->function, " \r\n?#%") != NULL) {
        return fail("that is no function's name", 2);
    }
    const brisk_header headers[] = {
        {BRISK_S("content-type"), BRISK_S("application/json")},
        {BRISK_S("x-amz-invocation-type"), options->is_event ? BRISK_S("Event") : BRISK_S("RequestResponse")},
        {BRISK_S("x-amz-log-type"), options->is_event ? BRISK_S("None") : BRISK_S("Tail")}};
    brisk_client_request request = {.method = BRISK_S("POST"),
                                    .path = brisk_str_view(path),
                                    .headers = headers,
                                    .header_count = 3,
                                    .body = brisk_buffer_view(payload)};
    brisk_client_answer answer;
    const char *url = options->url == NULL ? "http://127.0.0.1:9000" : options->url;
    if (!brisk_client_send(url, &request, buffer, &answer, problem, sizeof(problem))) {
        return fail(problem, 1);
    }
    if (answer.status >= 300) {
        return refuse(&answer);
    }
    if (!options->is_quiet) {
        show_log(&answer);
    }
    printf("%.*s\n", (int)answer.body.len, answer.body.ptr);
    bool has_error = brisk_client_header(&answer, "x-amz-function-error").len > 0;
    return fflush(stdout) == 0 && !has_error ? 0 : 1;
}

int brisk_cli_invoke(int count, char **arguments)
{
    invoke_options options = {0};
    char problem[512];
    brisk_option_words words = {&options.function, 0, 1};
    if (!brisk_options_parse(rows, ROW_COUNT, &options, &words, count, arguments, problem, sizeof(problem))) {
        return fail(problem, 2);
    }
    if (options.wants_help) {
        printf("usage: brisk invoke FUNCTION [option …]\n\n");
        brisk_options_help(rows, ROW_COUNT, stdout);
        return 0;
    }
    if (options.function == NULL) {
        return fail("which function? brisk invoke NAME", 2);
    }
    brisk_buffer payload, buffer;
    brisk_buffer_init(&payload, NULL, PAYLOAD_MAX);
    brisk_buffer_init(&buffer, NULL, ANSWER_MAX);
    int code = run(&options, &payload, &buffer);
    brisk_buffer_clear(&payload);
    brisk_buffer_clear(&buffer);
    return code;
}
