/* event.c - `app event`: a sample of an AWS event, to be looked at, kept, changed, and given to `app invoke`.
 *
 *     app event apigw-http POST /items -d '{"name": "Hammer", "price": 9.5}' | app invoke - */
#include "core/arena.h"
#include "core/str.h"
#include "event/sample.h"
#include "main/commands.h"
#include "main/request_words.h"

#include <string.h>

enum { KINDS_MAX = 32 };

static void list_kinds(FILE *to)
{
    size_t count;
    const brisk_sample_kind *kinds = brisk_sample_kinds(&count);
    fprintf(to, "requests:\n");
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && kinds[i - 1].is_http && !kinds[i].is_http) {
            fprintf(to, "other events:\n");
        }
        fprintf(to, "  %-16s %s\n", kinds[i].name, kinds[i].help);
    }
}

void brisk_event_help(FILE *to, const char *program)
{
    fprintf(to,
            "usage: %s event KIND [METHOD /path] [-H 'name: value'] [-d body] [--query name=value]\n\n"
            "Prints a sample event: the request as AWS would hand it to a function. GET / where none is told.\n\n",
            program);
    list_kinds(to);
    fprintf(to,
            "\n  %s event apigw-rest GET '/items?limit=2' | %s invoke -\n"
            "  %s event function-url POST /items -d '{\"name\": \"Tea pot\", \"price\": 19.5}' > event.json\n"
            "  %s event sqs -d '{\"order\": 1}'\n",
            program, program, program, program);
}

static int wrong(const char *program, const char *problem)
{
    fprintf(stderr, "%s\n%s event --help shows the kinds, and how to write a request\n", problem, program);
    return 2;
}

static const brisk_sample_kind *find_kind(const char *name)
{
    size_t count;
    const brisk_sample_kind *kinds = brisk_sample_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

static int unknown_kind(const char *program, const char *name)
{
    const char *names[KINDS_MAX];
    char problem[160];
    size_t count;
    const brisk_sample_kind *kinds = brisk_sample_kinds(&count);
    for (size_t i = 0; i < count && i < KINDS_MAX; i++) {
        names[i] = kinds[i].name;
    }
    const char *nearest = brisk_nearest_name(name, names, count);
    for (size_t i = 0; nearest == NULL && i < count; i++) { /* "rest" is a part of one */
        nearest = name[0] != '\0' && strstr(names[i], name) != NULL ? names[i] : NULL;
    }
    snprintf(problem, sizeof(problem), "there is no kind of event %.60s%s%s%s", name,
             nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
    return wrong(program, problem);
}

static const char *parse(brisk_request_words *what, int count, char **words)
{
    for (int i = 0; i < count; i++) {
        bool is_option;
        const char *problem = brisk_request_words_option(what, count, words, &i, &is_option);
        if (problem != NULL) {
            return problem;
        }
        if (is_option) {
            continue;
        }
        if (words[i][0] == '-') {
            return "there is no such option";
        }
        if (what->method == NULL) {
            what->method = words[i];
        } else if (what->target == NULL) {
            what->target = words[i];
        } else {
            return "there is a word too many";
        }
    }
    return what->method != NULL && what->target == NULL ? "the path is missing behind the method" : NULL;
}

static int print(const brisk_sample_kind *kind, brisk_request_words *what, brisk_arena *arena, const char *program)
{
    brisk_response response = {0};
    brisk_request request;
    brisk_buffer out;
    brisk_request_init(&request, arena, &response);
    if (!brisk_request_words_fill(what, &request)) {
        return wrong(program, "the method or the path is not valid");
    }
    brisk_buffer_init(&out, arena, 0);
    brisk_status status = brisk_sample_write(&out, kind, &request);
    if (status == BRISK_INVALID) {
        return wrong(program, "the words make no event: a text is no UTF-8, or the detail is no JSON");
    }
    if (status != BRISK_OK) {
        fprintf(stderr, "there is no memory\n");
        return 1;
    }
    return fwrite(out.data, 1, out.len, stdout) == out.len && fflush(stdout) == 0 ? 0 : 1;
}

int brisk_command_event(const char *program, int count, char **words)
{
    brisk_request_words what = {0};
    if (count == 0 || strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0) {
        brisk_event_help(stdout, program);
        return 0;
    }
    const brisk_sample_kind *kind = find_kind(words[0]);
    if (kind == NULL) {
        return unknown_kind(program, words[0]);
    }
    const char *problem = parse(&what, count - 1, words + 1);
    if (problem == NULL && !kind->is_http && (what.method != NULL || what.header_count > 0 || what.query_count > 0)) {
        problem = "an event of this kind is no request: it takes no METHOD /path, header or query";
    }
    if (problem != NULL) {
        return wrong(program, problem);
    }
    brisk_arena *arena = brisk_arena_new(0);
    if (arena == NULL) {
        fprintf(stderr, "there is no memory\n");
        return 1;
    }
    int result = print(kind, &what, arena, program);
    brisk_arena_free(arena);
    return result;
}
