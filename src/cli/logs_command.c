/* logs_command.c - brisk logs: what functions and API logged, by the gateway's own FilterLogEvents.
 *
 *     brisk logs [GROUP or function] [--follow] [--filter PATTERN] [--since 10m] [--json]
 *
 * --follow asks twice a second for what came since; events are known by their ids, so that none is shown twice. */
#include "cli/client.h"
#include "cli/commands.h"
#include "core/clock.h"
#include "core/number.h"
#include "core/options.h"
#include "core/str.h"
#include "gateway/json.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <yyjson.h>

enum { FOLLOW_MS = 500, GROUPS_MAX = 256, PROBLEM_LEN = 512 };

#define ANSWER_MAX ((size_t)64 << 20)

typedef struct logs_options {
    bool wants_help, follows, wants_json;
    const char *url, *filter, *since, *stream;
    const char *group; /* the word that is no option */
} logs_options;

#define ROW(...) BRISK_OPTION_ROW(logs_options, __VA_ARGS__)

static const brisk_option rows[] = {
    ROW("follow", NULL, FLAG, follows, "go on with what comes"),
    ROW("filter", "PATTERN", TEXT, filter,
        "only what matches, in CloudWatch's syntax: ERROR, '?a ?b', '{ $.level = \"WARN\" }'"),
    ROW("since", "TIME", TEXT, since, "how far back: 30s, 10m, 2h, 1d; 10m"),
    ROW("stream", "PREFIX", TEXT, stream, "only streams whose name begins so"),
    ROW("url", "URL", TEXT, url, "the gateway; http://127.0.0.1:9000"),
    ROW("json", NULL, FLAG, wants_json, "an object a line"),
    ROW("help", NULL, FLAG, wants_help, "show this"),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

typedef struct logs_command {
    const logs_options *options;
    brisk_buffer body, answer, line;
    brisk_arena *arena;
    brisk_str groups[GROUPS_MAX];
    int64_t from_ms[GROUPS_MAX];
    brisk_str last_id[GROUPS_MAX]; /* the greatest that was shown, in last_text */
    char last_text[GROUPS_MAX][96];
    size_t group_count;
    char problem[PROBLEM_LEN];
} logs_command;

/* ---- asking ---- */

/* The answer's JSON, to be freed by yyjson_doc_free; NULL with a problem. */
static yyjson_doc *ask(logs_command *self, const char *operation)
{
    char target[64];
    (void)snprintf(target, sizeof(target), "Logs_20140328.%s", operation);
    const brisk_header headers[] = {{BRISK_S("x-amz-target"), brisk_str_view(target)},
                                    {BRISK_S("content-type"), BRISK_S("application/x-amz-json-1.1")}};
    brisk_client_request request = {
        .method = BRISK_S("POST"), .path = BRISK_S("/"), .headers = headers, .header_count = 2};
    request.body = brisk_buffer_view(&self->body);
    const char *url = self->options->url == NULL ? "http://127.0.0.1:9000" : self->options->url;
    brisk_client_answer answer;
    if (!brisk_client_send(url, &request, &self->answer, &answer, self->problem, sizeof(self->problem))) {
        return NULL;
    }
    yyjson_doc *document = yyjson_read(answer.body.ptr, answer.body.len, 0);
    if (answer.status == 200 && document != NULL) {
        return document;
    }
    const char *message = yyjson_get_str(yyjson_obj_get(yyjson_doc_get_root(document), "message"));
    (void)snprintf(self->problem, sizeof(self->problem), "the gateway answered %d: %s", answer.status,
                   message == NULL ? "(no message)" : message);
    yyjson_doc_free(document);
    return NULL;
}

static void begin_body(logs_command *self)
{
    brisk_buffer_rewind(&self->body);
    brisk_buffer_append_c_string(&self->body, "{");
}

static brisk_str text_of(yyjson_val *value)
{
    return yyjson_is_str(value) ? (brisk_str){yyjson_get_str(value), yyjson_get_len(value)} : (brisk_str){0};
}

/* Where the next page begins; empty: this was the last. */
static void read_token(yyjson_val *root, char *out, size_t size)
{
    brisk_str next = text_of(yyjson_obj_get(root, "nextToken"));
    (void)snprintf(out, size, "%.*s", (int)next.len, next.len > 0 ? next.ptr : "");
}

/* ---- which groups ---- */

static brisk_str copy_text(logs_command *self, brisk_str text)
{
    char *copy = brisk_arena_alloc(self->arena, text.len + 1);
    if (copy == NULL) {
        return (brisk_str){0};
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (brisk_str){copy, text.len};
}

/* "hello" is the function's group, "/aws/…" a group as it stands, nothing: all. */
static bool is_wanted(const logs_options *options, brisk_str group)
{
    brisk_str wanted = brisk_str_view(options->group);
    return options->group == NULL || brisk_str_equal(group, wanted) ||
           (brisk_str_starts_with(group, BRISK_S("/aws/lambda/")) &&
            brisk_str_equal(brisk_str_from(group, 12), wanted));
}

static void add_groups(logs_command *self, yyjson_val *list, int64_t from_ms)
{
    size_t index, count;
    yyjson_val *group;
    yyjson_arr_foreach(list, index, count, group)
    {
        brisk_str name = text_of(yyjson_obj_get(group, "logGroupName"));
        bool is_known = !is_wanted(self->options, name) || self->group_count == GROUPS_MAX;
        for (size_t i = 0; i < self->group_count && !is_known; i++) {
            is_known = brisk_str_equal(self->groups[i], name);
        }
        if (!is_known) {
            self->groups[self->group_count] = copy_text(self, name);
            self->from_ms[self->group_count++] = from_ms;
        }
    }
}

/* Groups may appear while one follows: this is asked anew each time. */
static bool find_groups(logs_command *self, int64_t from_ms)
{
    char token[1024] = "";
    do {
        begin_body(self);
        if (token[0] != '\0') {
            brisk_json_add_text(&self->body, "nextToken", brisk_str_view(token));
        }
        brisk_buffer_append_c_string(&self->body, "}");
        yyjson_doc *document = ask(self, "DescribeLogGroups");
        if (document == NULL) {
            return false;
        }
        yyjson_val *root = yyjson_doc_get_root(document);
        add_groups(self, yyjson_obj_get(root, "logGroups"), from_ms);
        read_token(root, token, sizeof(token));
        yyjson_doc_free(document);
    } while (token[0] != '\0');
    return true;
}

/* ---- showing ---- */

static void show(logs_command *self, brisk_str group, yyjson_val *event)
{
    brisk_str message = text_of(yyjson_obj_get(event, "message"));
    brisk_str stream = text_of(yyjson_obj_get(event, "logStreamName"));
    int64_t at_ms = yyjson_get_sint(yyjson_obj_get(event, "timestamp"));
    if (self->options->wants_json) {
        brisk_buffer_rewind(&self->body);
        begin_body(self);
        brisk_json_add_text(&self->body, "group", group);
        brisk_json_add_text(&self->body, "stream", stream);
        brisk_json_add_text(&self->body, "message", message);
        brisk_json_add_integer(&self->body, "timestamp", at_ms);
        printf("%.*s}\n", (int)self->body.len, self->body.data);
        return;
    }
    time_t seconds = (time_t)(at_ms / 1000);
    struct tm parts = {0};
    char date[32];
    (void)gmtime_r(&seconds, &parts);
    (void)strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts);
    while (message.len > 0 && message.ptr[message.len - 1] == '\n') {
        message.len--;
    }
    printf("%s.%03dZ ", date, (int)(at_ms % 1000));
    if (self->options->group == NULL) {
        printf("%.*s ", (int)group.len, group.ptr);
    }
    printf("%.*s\n", (int)message.len, message.ptr);
}

/* Ids ascend, as decimal numbers of equal length or longer. */
static bool is_behind(brisk_str id, brisk_str last)
{
    if (id.len != last.len) {
        return id.len > last.len;
    }
    return memcmp(id.ptr, last.ptr, id.len) > 0;
}

static void show_events(logs_command *self, size_t at, yyjson_val *list)
{
    size_t index, count;
    yyjson_val *event;
    yyjson_arr_foreach(list, index, count, event)
    {
        brisk_str id = text_of(yyjson_obj_get(event, "eventId"));
        if (!is_behind(id, self->last_id[at])) {
            continue;
        }
        show(self, self->groups[at], event);
        if (id.len < sizeof(self->last_text[at])) {
            memcpy(self->last_text[at], id.ptr, id.len);
            self->last_id[at] = (brisk_str){self->last_text[at], id.len};
        }
    }
}

/* All that a group has from its time on, page by page. */
static bool show_group(logs_command *self, size_t at)
{
    const logs_options *options = self->options;
    char token[1024] = "";
    do {
        begin_body(self);
        brisk_json_add_text(&self->body, "logGroupName", self->groups[at]);
        if (options->filter != NULL) {
            brisk_json_add_text(&self->body, "filterPattern", brisk_str_view(options->filter));
        }
        if (options->stream != NULL) {
            brisk_json_add_text(&self->body, "logStreamNamePrefix", brisk_str_view(options->stream));
        }
        if (token[0] != '\0') {
            brisk_json_add_text(&self->body, "nextToken", brisk_str_view(token));
        }
        brisk_json_add_integer(&self->body, "startTime", self->from_ms[at]);
        brisk_buffer_append_c_string(&self->body, "}");
        yyjson_doc *document = ask(self, "FilterLogEvents");
        if (document == NULL) {
            return false;
        }
        yyjson_val *root = yyjson_doc_get_root(document);
        show_events(self, at, yyjson_obj_get(root, "events"));
        read_token(root, token, sizeof(token));
        yyjson_doc_free(document);
    } while (token[0] != '\0');
    return true;
}

/* ---- the command ---- */

static bool read_since(const char *text, int64_t *ms)
{
    brisk_str rest = brisk_str_view(text == NULL ? "10m" : text);
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    uint64_t number;
    for (size_t i = 0; rest.len > 0 && i < sizeof(units) / sizeof(units[0]); i++) {
        if (rest.ptr[rest.len - 1] == units[i].unit) {
            rest.len--;
            *ms = units[i].ms;
            if (brisk_digits_parse(rest, 1000000, &number) != BRISK_NUMBER_OK) {
                return false;
            }
            *ms *= (int64_t)number;
            return true;
        }
    }
    return false;
}

static int fail(const char *problem, int code)
{
    fprintf(stderr, "brisk logs: %s\n", problem);
    return code;
}

static int run(logs_command *self, int64_t since_ms)
{
    int64_t from_ms = brisk_clock_wall_us() / 1000 - since_ms;
    do {
        if (!find_groups(self, from_ms)) {
            return fail(self->problem, 1);
        }
        if (self->group_count == 0 && !self->options->follows) {
            return self->options->group == NULL ? 0 : fail("there is no such log group yet", 1);
        }
        for (size_t i = 0; i < self->group_count; i++) {
            if (!show_group(self, i)) {
                return fail(self->problem, 1);
            }
        }
        if (fflush(stdout) != 0) {
            return 1;
        }
        if (self->options->follows) {
            (void)nanosleep(&(struct timespec){.tv_nsec = FOLLOW_MS * 1000000L}, NULL);
        }
    } while (self->options->follows);
    return 0;
}

int brisk_cli_logs(int count, char **arguments)
{
    static logs_command self; /* large */
    logs_options options = {0};
    int64_t since_ms;
    brisk_option_words words = {&options.group, 0, 1};
    if (!brisk_options_parse(rows, ROW_COUNT, &options, &words, count, arguments, self.problem, sizeof(self.problem))) {
        return fail(self.problem, 2);
    }
    if (options.wants_help) {
        printf("usage: brisk logs [GROUP or FUNCTION] [option …]\n\n");
        brisk_options_help(rows, ROW_COUNT, stdout);
        return 0;
    }
    if (!read_since(options.since, &since_ms)) {
        return fail("--since takes a time such as 30s, 10m, 2h or 1d", 2);
    }
    self.options = &options;
    self.arena = brisk_arena_new(0);
    brisk_buffer_init(&self.body, NULL, ANSWER_MAX);
    brisk_buffer_init(&self.answer, NULL, ANSWER_MAX);
    int code = self.arena == NULL ? fail("there is no memory", 1) : run(&self, since_ms);
    brisk_buffer_clear(&self.body);
    brisk_buffer_clear(&self.answer);
    brisk_arena_free(self.arena);
    return code;
}
