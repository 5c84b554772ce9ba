/* logs_command.c - brisk logs: what functions and API logged, by the gateway's own FilterLogEvents.
 *
 *     brisk logs [GROUP or function] [--follow] [--filter PATTERN] [--since 10m] [--json]
 *
 * Groups are read a page at a time and shown as one list: ids ascend over the whole store, in the order in which events
 * came. --follow asks twice a second for what is behind the last id that was shown, of the last minute or so. */
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

enum { FOLLOW_MS = 500, LATE_MS = 60000, GROUPS_MAX = 256, PROBLEM_LEN = 512, TOKEN_LEN = 96 };

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

typedef struct logs_group {
    brisk_str name;
    bool is_there; /* groups may be deleted while one follows */
    int64_t from_ms;
    char token[TOKEN_LEN];   /* where the next page begins; empty: there is none */
    char last_id[TOKEN_LEN]; /* that was shown; empty: none yet */
    yyjson_doc *page;        /* NULL: none */
    yyjson_arr_iter at;      /* in the page */
    yyjson_val *next;        /* the event to be shown next; NULL: no more */
} logs_group;

typedef struct logs_command {
    const logs_options *options;
    brisk_buffer body, answer;
    brisk_arena *arena;
    logs_group groups[GROUPS_MAX];
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

static bool add_groups(logs_command *self, yyjson_val *list, int64_t from_ms)
{
    size_t index, count;
    yyjson_val *group;
    yyjson_arr_foreach(list, index, count, group)
    {
        brisk_str name = text_of(yyjson_obj_get(group, "logGroupName"));
        if (!is_wanted(self->options, name)) {
            continue;
        }
        size_t at = 0;
        while (at < self->group_count && !brisk_str_equal(self->groups[at].name, name)) {
            at++;
        }
        if (at == GROUPS_MAX) {
            (void)snprintf(self->problem, sizeof(self->problem), "there are more than %d log groups: name one",
                           GROUPS_MAX);
            return false;
        }
        if (at == self->group_count) {
            self->groups[self->group_count++] = (logs_group){.name = copy_text(self, name), .from_ms = from_ms};
        }
        self->groups[at].is_there = true;
    }
    return true;
}

/* Groups may come and go while one follows: this is asked anew each time. */
static bool find_groups(logs_command *self, int64_t from_ms)
{
    char token[1024] = "";
    for (size_t i = 0; i < self->group_count; i++) {
        self->groups[i].is_there = false;
    }
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
        bool has_room = add_groups(self, yyjson_obj_get(root, "logGroups"), from_ms);
        read_token(root, token, sizeof(token));
        yyjson_doc_free(document);
        if (!has_room) {
            return false;
        }
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

/* ---- groups as one list ---- */

static void end_page(logs_group *group)
{
    yyjson_doc_free(group->page);
    group->page = NULL;
    group->next = NULL;
}

static bool ask_page(logs_command *self, logs_group *group)
{
    const logs_options *options = self->options;
    end_page(group);
    begin_body(self);
    brisk_json_add_text(&self->body, "logGroupName", group->name);
    if (options->filter != NULL) {
        brisk_json_add_text(&self->body, "filterPattern", brisk_str_view(options->filter));
    }
    if (options->stream != NULL) {
        brisk_json_add_text(&self->body, "logStreamNamePrefix", brisk_str_view(options->stream));
    }
    if (group->token[0] != '\0') {
        brisk_json_add_text(&self->body, "nextToken", brisk_str_view(group->token));
    }
    brisk_json_add_integer(&self->body, "startTime", group->from_ms);
    brisk_buffer_append_c_string(&self->body, "}");
    group->page = ask(self, "FilterLogEvents");
    if (group->page == NULL) {
        return false;
    }
    yyjson_val *root = yyjson_doc_get_root(group->page);
    (void)yyjson_arr_iter_init(yyjson_obj_get(root, "events"), &group->at);
    read_token(root, group->token, sizeof(group->token));
    return true;
}

/* Goes on to the group's next event. A page may be empty and not the last. */
static bool move_on(logs_command *self, logs_group *group)
{
    group->next = yyjson_arr_iter_next(&group->at);
    while (group->next == NULL && group->token[0] != '\0') {
        if (!ask_page(self, group)) {
            return false;
        }
        group->next = yyjson_arr_iter_next(&group->at);
    }
    return true;
}

/* Ids are as long as each other, or longer. */
static bool is_before(const logs_group *group, const logs_group *other)
{
    brisk_str id = text_of(yyjson_obj_get(group->next, "eventId"));
    brisk_str other_id = text_of(yyjson_obj_get(other->next, "eventId"));
    return id.len != other_id.len ? id.len < other_id.len : brisk_str_compare(id, other_id) < 0;
}

static bool show_next(logs_command *self, logs_group *group)
{
    brisk_str id = text_of(yyjson_obj_get(group->next, "eventId"));
    show(self, group->name, group->next);
    (void)snprintf(group->last_id, sizeof(group->last_id), "%.*s", (int)id.len, id.len > 0 ? id.ptr : "");
    return move_on(self, group);
}

static bool show_all(logs_command *self)
{
    for (size_t i = 0; i < self->group_count; i++) {
        logs_group *group = &self->groups[i];
        memcpy(group->token, group->last_id, sizeof(group->token));
        if (group->is_there && (!ask_page(self, group) || !move_on(self, group))) {
            return false;
        }
    }
    for (;;) {
        logs_group *first = NULL;
        for (size_t i = 0; i < self->group_count; i++) {
            logs_group *group = &self->groups[i];
            first = group->next != NULL && (first == NULL || is_before(group, first)) ? group : first;
        }
        if (first == NULL) {
            return true;
        }
        if (!show_next(self, first)) {
            return false;
        }
    }
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
        int64_t asked_ms = brisk_clock_wall_us() / 1000;
        if (!find_groups(self, from_ms)) {
            return fail(self->problem, 1);
        }
        if (self->group_count == 0 && !self->options->follows) {
            return self->options->group == NULL ? 0 : fail("there is no such log group yet", 1);
        }
        if (!show_all(self)) {
            return fail(self->problem, 1);
        }
        /* What is looked at anew stays as little as it was, however long one follows. */
        for (size_t i = 0; i < self->group_count; i++) {
            logs_group *group = &self->groups[i];
            group->from_ms = asked_ms - LATE_MS > group->from_ms ? asked_ms - LATE_MS : group->from_ms;
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
    for (size_t i = 0; i < self.group_count; i++) {
        end_page(&self.groups[i]);
    }
    brisk_buffer_clear(&self.body);
    brisk_buffer_clear(&self.answer);
    brisk_arena_free(self.arena);
    return code;
}
