/* runner.c - themes, cases, counts; runner.h draws the way of a case. */
#include "runner.h"

#include "document.h"
#include "exchange.h"
#include "grade.h"

#include "core/base64.h"
#include "core/buffer.h"
#include "core/str.h"

#include <brisk/serve.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct options {
    bool is_verbose;
    const char *only;
} options;

typedef struct runner {
    const options *options;
    const brisk_app *app;
    brisk_service *service;  /* of the way in process */
    exchange_server *server; /* of the way over a socket; NULL: in process */
    brisk_arena *arena;      /* of one case */
    yyjson_doc *cases, *description;
    char *exempt; /* text of exempt.txt; NULL: none */
    size_t total, exempt_count, failed;
    size_t reached[GRADE_BYTES + 1];
} runner;

static const char *way(const runner *self)
{
    return self->server ? "over a socket" : "in process";
}

/* ---- reading a theme ---- */

static yyjson_doc *read_json(brisk_arena *arena, const char *folder, const char *name)
{
    const char *path = brisk_arena_printf(arena, "%s/%s%c", folder, name, 0).ptr;
    yyjson_read_err error;
    yyjson_doc *doc = yyjson_read_file(path, GRADE_READ, NULL, &error);
    if (!doc) {
        fprintf(stderr, "%s: %s at byte %zu\n", path, error.msg, error.pos);
    }
    return doc;
}

/* The text of a file, NUL-terminated, on the heap; NULL where there is none. */
static char *read_text(brisk_arena *arena, const char *folder, const char *name)
{
    const char *path = brisk_arena_printf(arena, "%s/%s%c", folder, name, 0).ptr;
    FILE *file = fopen(path, "rb");
    brisk_buffer text;
    brisk_buffer_init(&text, NULL, 0);
    char piece[4096];
    size_t got;
    while (file && (got = fread(piece, 1, sizeof piece, file)) > 0) {
        brisk_buffer_append(&text, piece, got);
    }
    if (file) {
        fclose(file);
        brisk_buffer_append_char(&text, '\0');
    }
    return text.data;
}

/* ---- one case ---- */

static bool is_exempt(const runner *self, yyjson_val *test)
{
    yyjson_val *tags = yyjson_obj_get(test, "tags");
    for (size_t i = 0; i < yyjson_arr_size(tags); i++) {
        const char *tag = yyjson_get_str(yyjson_arr_get(tags, i));
        if (strncmp(tag, "quirk:", 6) == 0 || strcmp(tag, "bigint") == 0) {
            return true;
        }
    }
    const char *id = yyjson_get_str(yyjson_obj_get(test, "id"));
    size_t len = strlen(id);
    for (const char *line = self->exempt; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
        if (strncmp(line, id, len) == 0 && line[len] == ' ') {
            return true;
        }
    }
    return false;
}

static bool has_tag(yyjson_val *test, const char *wanted)
{
    yyjson_val *tags = yyjson_obj_get(test, "tags");
    for (size_t i = 0; i < yyjson_arr_size(tags); i++) {
        if (yyjson_equals_str(yyjson_arr_get(tags, i), wanted)) {
            return true;
        }
    }
    return false;
}

/* The request as the recording client sent it: it adds Host, Content-Length and Connection where they are not given. */
static void build_request(brisk_arena *arena, yyjson_val *want, exchange_request *request)
{
    yyjson_val *coded = yyjson_obj_get(want, "body_b64"), *headers = yyjson_obj_get(want, "headers");
    *request = (exchange_request){.method = grade_latin1(arena, yyjson_obj_get(want, "method")),
                                  .target = grade_latin1(arena, yyjson_obj_get(want, "target")),
                                  .has_body = yyjson_is_str(coded)};
    if (request->has_body) {
        brisk_str text = brisk_str_make(yyjson_get_str(coded), yyjson_get_len(coded));
        if (brisk_base64_decode(arena, text, BRISK_BASE64_STANDARD, &request->body) != BRISK_OK) {
            fprintf(stderr, "body_b64 is not base64\n");
        }
    }
    brisk_headers given = {0};
    for (size_t i = 0; i < yyjson_arr_size(headers); i++) {
        yyjson_val *pair = yyjson_arr_get(headers, i);
        (void)brisk_headers_add(&given, arena, grade_latin1(arena, yyjson_arr_get(pair, 0)),
                                grade_latin1(arena, yyjson_arr_get(pair, 1)));
    }
    if (!brisk_headers_get(&given, BRISK_S("host")).ptr) {
        (void)brisk_headers_add(&request->headers, arena, BRISK_S("Host"), BRISK_S("api.test"));
    }
    for (size_t i = 0; i < given.count; i++) {
        (void)brisk_headers_add(&request->headers, arena, given.items[i].name, given.items[i].value);
    }
    if (request->has_body && !brisk_headers_get(&given, BRISK_S("content-length")).ptr &&
        !brisk_headers_get(&given, BRISK_S("transfer-encoding")).ptr) {
        (void)brisk_headers_add(&request->headers, arena, BRISK_S("Content-Length"),
                                brisk_arena_printf(arena, "%zu", request->body.len));
    }
    if (!brisk_headers_get(&given, BRISK_S("connection")).ptr) {
        (void)brisk_headers_add(&request->headers, arena, BRISK_S("Connection"), BRISK_S("close"));
    }
}

static void send_request(const runner *self, const exchange_request *request, exchange_answer *answer)
{
    if (self->server) {
        exchange_socket(self->server, self->arena, request, answer);
    } else {
        exchange_in_process(self->service, self->arena, request, answer);
    }
}

static void tell_case(const runner *self, yyjson_val *test, const char *verdict, brisk_str why)
{
    yyjson_val *request = yyjson_obj_get(test, "request");
    printf("  %s %s %s: %s %s (%s)\n      %.*s\n", verdict, yyjson_get_str(yyjson_obj_get(test, "id")), way(self),
           yyjson_get_str(yyjson_obj_get(request, "method")), yyjson_get_str(yyjson_obj_get(request, "target")),
           yyjson_get_str(yyjson_obj_get(test, "note")), (int)why.len, why.ptr ? why.ptr : "");
}

static void run_case(runner *self, yyjson_val *test)
{
    exchange_request request;
    exchange_answer answer;
    brisk_str why;
    brisk_arena_reset(self->arena, 0);
    build_request(self->arena, yyjson_obj_get(test, "request"), &request);
    send_request(self, &request, &answer);
    grade reached = grade_answer(self->arena, yyjson_obj_get(test, "response"), &answer, &why);
    bool exempt = is_exempt(self, test);
    bool is_passed = exempt ? answer.status >= 200 && answer.status <= 599 : reached >= GRADE_FULL;
    self->failed += !is_passed;
    self->exempt_count += exempt;
    self->total += !exempt;
    for (int level = GRADE_STATUS; !exempt && level <= (int)reached; level++) {
        self->reached[level]++;
    }
    if (!is_passed) {
        tell_case(self, test, "FAILED", why);
    } else if (self->options->is_verbose && reached < GRADE_BYTES) {
        tell_case(self, test, exempt ? "exempt" : "bytes", why);
    }
}

/* ---- a theme ---- */

static void run_document(runner *self, const char *folder)
{
    yyjson_val *about = yyjson_obj_get(yyjson_doc_get_root(self->description), "app");
    const char *url = yyjson_get_str(yyjson_obj_get(about, "openapi_url"));
    brisk_arena_reset(self->arena, 0);
    exchange_request request = {.method = BRISK_S("GET"), .target = brisk_str_view(url ? url : "/openapi.json")};
    (void)brisk_headers_add(&request.headers, self->arena, BRISK_S("Host"), BRISK_S("api.test"));
    exchange_answer answer;
    send_request(self, &request, &answer);
    yyjson_doc *want = read_json(self->arena, folder, "openapi.json");
    yyjson_doc *got = yyjson_read(answer.body.ptr ? answer.body.ptr : "", answer.body.len, YYJSON_READ_BIGNUM_AS_RAW);
    size_t differences = 1;
    if (answer.status == 200 && want && got) {
        yyjson_val *ignore = yyjson_obj_get(yyjson_doc_get_root(self->description), "openapi_ignore");
        differences = document_compare(self->arena, yyjson_doc_get_root(want), yyjson_doc_get_root(got), ignore);
    } else {
        printf("  document: status %d, %zu bytes, not JSON\n", answer.status, answer.body.len);
    }
    printf("  document %s: %zu differences\n", way(self), differences);
    self->failed += differences > 0;
    yyjson_doc_free(want);
    yyjson_doc_free(got);
}

static bool run_theme(runner *self, const char *folder)
{
    const char *name = strrchr(folder, '/') ? strrchr(folder, '/') + 1 : folder;
    self->cases = read_json(self->arena, folder, "requests.json");
    self->description = read_json(self->arena, folder, "app.json");
    if (!self->cases || !self->description) {
        yyjson_doc_free(self->cases);
        yyjson_doc_free(self->description);
        return false;
    }
    self->exempt = read_text(self->arena, folder, "exempt.txt");
    memset(self->reached, 0, sizeof self->reached);
    self->total = self->exempt_count = self->failed = 0;
    size_t i, count;
    yyjson_val *test;
    yyjson_arr_foreach(yyjson_obj_get(yyjson_doc_get_root(self->cases), "cases"), i, count, test)
    {
        bool is_chosen = !self->options->only || yyjson_equals_str(yyjson_obj_get(test, "id"), self->options->only);
        if (is_chosen && (self->server || !has_tag(test, "wire-only"))) {
            run_case(self, test);
        }
    }
    printf("%s %s: status %zu/%zu shape %zu/%zu full %zu/%zu bytes %zu/%zu (exempt %zu)\n", name, way(self),
           self->reached[GRADE_STATUS], self->total, self->reached[GRADE_SHAPE], self->total, self->reached[GRADE_FULL],
           self->total, self->reached[GRADE_BYTES], self->total, self->exempt_count);
    if (!self->options->only) {
        run_document(self, folder);
    }
    yyjson_doc_free(self->cases);
    yyjson_doc_free(self->description);
    free(self->exempt);
    return self->failed == 0;
}

static bool run_in_process(runner *self, const char *folder)
{
    char problem[512] = "";
    if (brisk_service_new(self->app, &self->service, problem, sizeof problem) != BRISK_OK) {
        fprintf(stderr, "the app's tables: %s\n", problem);
        return false;
    }
    bool is_passed = false;
    if (brisk_service_start(self->service) == BRISK_OK) {
        is_passed = run_theme(self, folder);
        brisk_service_stop(self->service);
    }
    brisk_service_free(self->service);
    return is_passed;
}

static bool run_over_socket(runner *self, const char *folder)
{
    exchange_server server;
    if (!exchange_server_start(&server, self->app)) {
        return false;
    }
    self->server = &server;
    bool is_passed = run_theme(self, folder);
    self->server = NULL;
    return exchange_server_stop(&server) && is_passed;
}

/* The theme that an argument means: a folder of cases, or one that holds the app's own theme among others. */
static const char *resolve(brisk_arena *arena, const char *folder, const char *default_theme)
{
    const char *name = strrchr(default_theme, '/') ? strrchr(default_theme, '/') + 1 : default_theme;
    const char *inner = brisk_arena_printf(arena, "%s/%s%c", folder, name, 0).ptr;
    FILE *file = fopen(brisk_arena_printf(arena, "%s/requests.json%c", inner, 0).ptr, "rb");
    if (!file) {
        return folder;
    }
    fclose(file);
    return inner;
}

int conformance_main(const brisk_app *app, const char *default_theme, int argc, char **argv)
{
    options chosen = {0};
    const char *themes[64] = {default_theme};
    int count = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--serve") == 0) {
            argv[i] = argv[0];
            return brisk_main(app, argc - i, argv + i);
        }
        if (strcmp(argv[i], "-v") == 0) {
            chosen.is_verbose = true;
        } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
            chosen.only = argv[++i];
        } else if (argv[i][0] != '-' && count < 64) {
            themes[count++] = argv[i];
        } else {
            fprintf(stderr, "usage: %s [-v] [--only ID] [THEME…] | --serve ARGUMENTS…\n", argv[0]);
            return 2;
        }
    }
    bool is_passed = true;
    brisk_arena *names = brisk_arena_new(0);
    for (int i = 0; i == 0 || i < count; i++) {
        runner self = {.options = &chosen, .app = app, .arena = brisk_arena_new(0)};
        if (!self.arena || !names) {
            return 2;
        }
        const char *theme = resolve(names, themes[i], default_theme);
        is_passed = run_in_process(&self, theme) && is_passed;
        is_passed = run_over_socket(&self, theme) && is_passed;
        brisk_arena_free(self.arena);
    }
    brisk_arena_free(names);
    return is_passed ? 0 : 1;
}
