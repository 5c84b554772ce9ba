/* run_lambda_events.c - all recorded Lambda events of a directory through Brisk (README.md).
 *
 *     case: event text ─► brisk_event_open ─► brisk_event_fill ─► brisk_handle ─► brisk_event_write
 *                                                                  the app below, which answers as the case says */
#include "compare.h"

#include "app/service.h"
#include "core/base64.h"
#include "core/buffer.h"
#include "core/str.h"
#include "event/event.h"
#include "schema/encode_text.h"

#include <brisk/brisk.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CASES = 10000, MAX_NAMES = 16, MAX_EXEMPTIONS = 32 };

static brisk_json current; /* the case that is run */

/* ---- an app that takes every path, and answers as the case says ---- */

typedef struct chunks {
    brisk_arena *arena;
    brisk_json_iter iter;
    bool is_broken; /* at the end */
} chunks;

static brisk_pulled pull(void *context, brisk_str *piece)
{
    chunks *c = context;
    brisk_json chunk;
    brisk_str text = {"", 0};
    if (!brisk_json_next(&c->iter, NULL, &chunk)) {
        return c->is_broken ? BRISK_PULLED_FAILED : BRISK_PULLED_END;
    }
    (void)brisk_json_str(chunk, &text);
    return brisk_base64_decode(c->arena, text, BRISK_BASE64_STANDARD, piece) == BRISK_OK ? BRISK_PULLED_MORE
                                                                                         : BRISK_PULLED_FAILED;
}

static brisk_str bytes_of(brisk_request *req, brisk_json value)
{
    brisk_str text = {"", 0}, bytes = {"", 0};
    (void)brisk_json_str(value, &text);
    if (brisk_base64_decode(brisk_request_arena(req), text, BRISK_BASE64_STANDARD, &bytes) != BRISK_OK) {
        return S("");
    }
    return bytes;
}

static void set_headers(brisk_request *req, brisk_json answer)
{
    bool is_encoded = brisk_json_find(answer, S("headers_base64"), NULL);
    brisk_json_iter iter = brisk_json_iterate(member(answer, is_encoded ? "headers_base64" : "headers"));
    brisk_json pair;
    while (brisk_json_next(&iter, NULL, &pair)) {
        brisk_str name = {"", 0}, value = {"", 0};
        (void)brisk_json_str(brisk_json_at(pair, 0), &name);
        (void)brisk_json_str(brisk_json_at(pair, 1), &value);
        brisk_add_header(req, is_encoded ? bytes_of(req, brisk_json_at(pair, 0)) : name,
                         is_encoded ? bytes_of(req, brisk_json_at(pair, 1)) : value);
    }
}

ENDPOINT(any, (GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE), "/{rest:path}", raw, path(str, rest));

static brisk_status any(brisk_request *req, const any_in *in)
{
    brisk_json answer = member(current, "app_response"), list;
    brisk_str raise = text_of(answer, "raise");
    int64_t status = 200;
    (void)brisk_json_int(member(answer, "status"), &status);
    if (str_is(raise, "before-start")) {
        return BRISK_INTERNAL;
    }
    set_headers(req, answer);
    if (str_is(raise, "after-start")) {
        brisk_set_status(req, (int)status);
        return BRISK_INTERNAL;
    }
    if (str_is(raise, "no-response")) {
        return BRISK_OK;
    }
    if (brisk_json_find(answer, S("chunks_base64"), &list)) {
        chunks *context = brisk_arena_alloc(brisk_request_arena(req), sizeof *context);
        *context = (chunks){brisk_request_arena(req), brisk_json_iterate(list), str_is(raise, "mid-body")};
        return brisk_respond_stream(req, (int)status, NULL, (brisk_stream){pull, NULL, context, -1});
    }
    return brisk_respond(req, (int)status, NULL, bytes_of(req, member(answer, "body_base64")));
}

ROUTER(everything, "", any);
APP(app, no_docs, openapi_url(""), include(everything));

/* ---- exemptions ---- */

static struct {
    char quirk[64], field[32];
} exemptions[MAX_EXEMPTIONS];
static size_t exemption_count;

static bool is_exempted(brisk_json testcase, const char *field)
{
    brisk_json_iter iter = brisk_json_iterate(member(testcase, "quirk_ids"));
    brisk_json id;
    brisk_str text = {"", 0};
    while (brisk_json_next(&iter, NULL, &id)) {
        for (size_t i = 0; brisk_json_str(id, &text) && i < exemption_count; i++) {
            if (brisk_str_is(text, exemptions[i].quirk) && strcmp(field, exemptions[i].field) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool read_exemptions(const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    if (!file) {
        return false;
    }
    while (fgets(line, sizeof line, file) && exemption_count < MAX_EXEMPTIONS) {
        if (line[0] != '#' && sscanf(line, "%63s %31[a-z_0-9]", exemptions[exemption_count].quirk,
                                     exemptions[exemption_count].field) == 2) {
            exemption_count++;
        }
    }
    return fclose(file) == 0;
}

/* ---- one case ---- */

typedef struct runner {
    brisk_service *service;
    brisk_arena *cases, *arena; /* the file; the request */
    bool is_printing;
} runner;

/* A list of texts as an array of C strings, NULL behind the last. */
static const char *const *names_of(brisk_arena *arena, brisk_json list)
{
    const char **names = brisk_arena_alloc(arena, (MAX_NAMES + 1) * sizeof *names);
    brisk_json_iter iter = brisk_json_iterate(list);
    brisk_json item;
    brisk_str text;
    for (size_t i = 0; i < MAX_NAMES && brisk_json_next(&iter, NULL, &item) && brisk_json_str(item, &text); i++) {
        names[i] = brisk_arena_printf(arena, "%.*s%c", (int)text.len, text.ptr, 0).ptr;
    }
    return names;
}

static void print_request(const brisk_request *req)
{
    brisk_buffer out;
    brisk_str host, body;
    int64_t port;
    const struct {
        const char *name;
        brisk_str text;
    } texts[] = {{"method", req->method_text}, {"path", req->path},          {"raw_path", req->raw_path},
                 {"scheme", req->scheme},      {"query_string", req->query}, {"root_path", req->root_path}};
    split_server(req, &host, &port);
    brisk_buffer_init(&out, req->arena, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        brisk_buffer_append_c_string(&out, i ? ",\"" : "{\"");
        brisk_buffer_append_c_string(&out, texts[i].name);
        brisk_buffer_append_c_string(&out, "\":");
        (void)brisk_encode_text(&out, texts[i].text);
    }
    brisk_buffer_append_c_string(&out, ",\"client\":[");
    (void)brisk_encode_text(&out, req->client);
    brisk_buffer_append_c_string(&out, ",0],\"server\":[");
    (void)brisk_encode_text(&out, host);
    brisk_buffer_append_char(&out, ',');
    brisk_buffer_append_i64(&out, port);
    brisk_buffer_append_c_string(&out, "],\"headers\":[");
    for (size_t i = 0; i < req->headers.count; i++) {
        brisk_buffer_append_c_string(&out, i ? ",[" : "[");
        (void)brisk_encode_text(&out, req->headers.items[i].name);
        brisk_buffer_append_char(&out, ',');
        (void)brisk_encode_text(&out, req->headers.items[i].value);
        brisk_buffer_append_char(&out, ']');
    }
    (void)!brisk_base64_encode(req->arena, req->body, BRISK_BASE64_STANDARD, &body);
    printf("%.*s],\"body_base64\":\"%.*s\"}", (int)out.len, out.data, (int)body.len, body.len ? body.ptr : "");
}

static void print_case(const runner *run, brisk_status status, const brisk_request *req, brisk_str answer)
{
    brisk_str name = text_of(current, "name");
    if (!run->is_printing) {
        return;
    }
    printf("{\"name\":\"%.*s\",", (int)name.len, name.ptr);
    if (status != BRISK_OK) {
        printf("\"error\":{\"message\":\"%s\"}}\n", brisk_status_text(status));
        return;
    }
    printf("\"request\":");
    print_request(req);
    printf(",\"result\":%.*s}\n", (int)answer.len, answer.ptr);
}

/* How many fields differ. status: how far the event came; the answer as JSON where it is BRISK_OK. */
static int judge(brisk_arena *arena, brisk_status status, brisk_request *req, brisk_str text)
{
    brisk_str kind = text_of(current, "kind"), name = text_of(current, "name"), note = text_of(current, "note");
    brisk_json answer, wanted = member(current, "recommended_request"), none = {NULL};
    bool is_error = brisk_str_is(kind, "error"), has_request = brisk_json_kind_of(wanted) == BRISK_JSON_OBJECT;
    if (status != BRISK_OK) {
        if (is_error && !has_request) {
            return 0;
        }
        printf("%.*s: refused: %s\n", (int)name.len, name.ptr, brisk_status_text(status));
        return 1;
    }
    if (brisk_json_parse(arena, text, &answer) != BRISK_OK) {
        printf("%.*s: the answer is no JSON: %.*s\n", (int)name.len, name.ptr, (int)text.len, text.ptr);
        return 1;
    }
    if (brisk_str_is(kind, "request")) {
        return compare_request(current, member(current, "expect_request"), member(current, "recommended"), req,
                               is_exempted);
    }
    if (brisk_str_is(kind, "response")) {
        return compare_answer(current, answer, arena);
    }
    if (has_request) {
        return compare_request(current, wanted, none, req, is_exempted);
    }
    bool is_500 = req->response->status == 500 && brisk_str_find(note, S("a 500 response")) != BRISK_STR_NONE;
    if (is_500 || brisk_json_kind_of(member(current, "expect_error")) == BRISK_JSON_NULL) {
        return 0;
    }
    printf("%.*s: taken, but should be refused\n", (int)name.len, name.ptr);
    return 1;
}

static int run_case(const runner *run)
{
    brisk_json settings = member(current, "options"), base;
    brisk_event_options options = {.base_path = S("/"),
                                   .text_types = names_of(run->cases, member(settings, "text_mime_types")),
                                   .exclude_headers = names_of(run->cases, member(settings, "exclude_headers"))};
    if (brisk_json_find(settings, S("api_gateway_base_path"), &base)) {
        (void)brisk_json_str(base, &options.base_path);
    }
    brisk_request req;
    brisk_response response;
    brisk_event event;
    brisk_buffer out;
    brisk_arena_reset(run->arena, SIZE_MAX);
    brisk_request_init(&req, run->arena, &response);
    brisk_buffer_init(&out, run->arena, 0);
    brisk_str text = brisk_json_text(run->arena, member(current, "event"));
    brisk_status status = brisk_event_open(run->arena, text, &options, &event);
    if (status == BRISK_OK) {
        status = brisk_event_fill(&event, &req);
    }
    if (status == BRISK_OK) {
        brisk_handle(run->service, &req);
        status = brisk_event_write(&out, &event, &req, &response);
        brisk_finish(run->service, &req, true);
    }
    print_case(run, status, &req, brisk_buffer_view(&out));
    return judge(run->arena, status, &req, brisk_buffer_view(&out));
}

/* ---- a directory ---- */

static brisk_str read_file(brisk_arena *arena, const char *path)
{
    brisk_buffer text;
    brisk_buffer_init(&text, arena, 0);
    FILE *file = fopen(path, "rb");
    char piece[4096];
    for (size_t len; file && (len = fread(piece, 1, sizeof piece, file)) > 0;) {
        brisk_buffer_append(&text, piece, len);
    }
    if (file) {
        (void)fclose(file);
    }
    return brisk_buffer_view(&text);
}

static int is_case(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".json") == 0 && strcmp(entry->d_name, "quirks.json") != 0;
}

static int run_directory(const runner *run, const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_case, alphasort), failed = 0;
    if (count <= 0) {
        printf("%s: no cases\n", path);
        return 1;
    }
    for (int i = 0; i < count && i < MAX_CASES; i++) {
        char file[4096];
        (void)snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        brisk_arena_reset(run->cases, SIZE_MAX);
        if (brisk_json_parse(run->cases, read_file(run->cases, file), &current) != BRISK_OK) {
            printf("%s: no JSON\n", file);
            failed++;
        } else {
            failed += run_case(run) > 0;
        }
        free(entries[i]);
    }
    free(entries);
    if (!run->is_printing) {
        printf("%s: %d of %d cases pass\n", path, count - failed, count);
    }
    return failed;
}

int main(int argc, char **argv)
{
    char problem[256];
    runner run = {.cases = brisk_arena_new(0), .arena = brisk_arena_new(0)};
    if (!run.cases || !run.arena || brisk_service_new(&app, &run.service, problem, sizeof problem) != BRISK_OK ||
        !read_exemptions(LAMBDA_EVENTS "/exemptions.txt")) {
        return 2;
    }
    int failed = 0, first = 1;
    if (argc > 1 && strcmp(argv[1], "--print") == 0) {
        run.is_printing = true;
        first++;
    }
    for (int i = first; i < argc; i++) {
        failed += run_directory(&run, argv[i]);
    }
    if (first >= argc) {
        failed += run_directory(&run, LAMBDA_EVENTS "/cases");
    }
    brisk_service_free(run.service);
    brisk_arena_free(run.arena);
    brisk_arena_free(run.cases);
    return failed > 0;
}
