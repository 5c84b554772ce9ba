/* openapi_answers.c - the responses of an operation: the normal one, those told by raises and respond, and the 422.
 *
 * Answers of one status are one response: their texts are told one below the other, their bodies by media type. What
 * the endpoint says about a status takes the place of what its routers say. */
#include "app/openapi_build.h"

#include "core/number.h"
#include "core/str.h"
#include "http/response.h"
#include "schema/encode_text.h"

#include <string.h>

#define LITERAL BRISK_BUFFER_APPEND_LITERAL

/* One response: the answers told of one status. */
typedef struct response {
    brisk_str status; /* "200", "4XX", "default" */
    bool is_normal;   /* the endpoint's own answer is of this status */
    brisk_pointers answers;
} response;

typedef struct responses {
    response *items;
    size_t count, capacity;
} responses;

static brisk_str status_key(brisk_openapi *doc, const char *status)
{
    brisk_str text = brisk_str_view(status);
    return brisk_str_is_ignore_case(text, "default") ? BRISK_S("default") : brisk_str_upper(doc->arena, text);
}

static response *find_response(responses *list, brisk_str status)
{
    for (size_t i = 0; i < list->count; i++) {
        if (brisk_str_equal(list->items[i].status, status)) {
            return &list->items[i];
        }
    }
    return NULL;
}

static response *add_response(brisk_openapi *doc, responses *list, brisk_str status)
{
    response *found = find_response(list, status);
    if (found) {
        return found;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 8;
        response *grown =
            brisk_arena_grow(doc->arena, list->items, list->count * sizeof *grown, capacity * sizeof *grown);
        if (!grown) {
            doc->is_failed = true;
            return NULL;
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count] = (response){.status = status};
    return &list->items[list->count++];
}

static void add_answer(brisk_openapi *doc, responses *list, const brisk_answer_doc *answer)
{
    response *found = add_response(doc, list, status_key(doc, answer->status));
    if (found) {
        brisk_openapi_push(doc, &found->answers, answer);
    }
}

static void collect(brisk_openapi *doc, const brisk_openapi_route *route, responses *list)
{
    const brisk_endpoint *endpoint = route->route->endpoint;
    int status = endpoint->status ? endpoint->status : endpoint->answer == BRISK_ANSWER_NOTHING ? 204 : 200;
    response *normal = add_response(doc, list, brisk_arena_printf(doc->arena, "%d", status));
    if (normal) {
        normal->is_normal = true;
    }
    for (const brisk_answer_doc *answer = endpoint->answers; answer && answer->status; answer++) {
        add_answer(doc, list, answer);
    }
    for (size_t i = 0; i < route->answers.count; i++) {
        add_answer(doc, list, route->answers.items[i]);
    }
    size_t own_count = list->count;
    for (const brisk_answer_doc *answer = route->route->answers; answer && answer->status; answer++) {
        const response *known = find_response(list, status_key(doc, answer->status));
        if (!known || known >= list->items + own_count) {
            add_answer(doc, list, answer);
        }
    }
}

/* ---- writing ---- */

/* The number of a status; 0 for a range or "default". */
static int status_number(brisk_str status)
{
    uint64_t number;
    return brisk_digits_parse(status, 999, &number) == BRISK_NUMBER_OK ? (int)number : 0;
}

static const char *range_text(brisk_str status)
{
    static const struct {
        const char *status, *text;
    } ranges[] = {
        {"1XX", "Information"},  {"2XX", "Success"},      {"3XX", "Redirection"},
        {"4XX", "Client Error"}, {"5XX", "Server Error"}, {"default", "Default Response"},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (brisk_str_is(status, ranges[i].status)) {
            return ranges[i].text;
        }
    }
    const char *reason = brisk_status_reason(status_number(status));
    return reason ? reason : "Additional Response";
}

static bool is_told_before(const response *r, size_t index, const char *text)
{
    for (size_t i = 0; i < index; i++) {
        const brisk_answer_doc *answer = r->answers.items[i];
        if (answer->doc && strcmp(answer->doc, text) == 0) {
            return true;
        }
    }
    return false;
}

static void write_description(brisk_openapi *doc, const brisk_endpoint *endpoint, const response *r)
{
    brisk_buffer text;
    brisk_buffer_init(&text, doc->arena, 0);
    for (size_t i = 0; i < r->answers.count; i++) {
        const brisk_answer_doc *answer = r->answers.items[i];
        if (answer->doc && *answer->doc && !is_told_before(r, i, answer->doc)) {
            if (text.len > 0) {
                brisk_buffer_append_char(&text, '\n');
            }
            brisk_buffer_append_c_string(&text, answer->doc);
        }
    }
    if (text.len == 0 && r->is_normal) {
        brisk_buffer_append_c_string(&text, endpoint->answer_text ? endpoint->answer_text : "Successful Response");
    } else if (text.len == 0) {
        brisk_buffer_append_c_string(&text, range_text(r->status));
    }
    LITERAL(doc->out, "\"description\":");
    (void)brisk_encode_text(doc->out, brisk_buffer_view(&text));
}

static bool is_json_media(const char *media)
{
    brisk_str text = brisk_str_view(media), type, rest;
    brisk_str_cut(text, ';', &type, &rest);
    type = brisk_str_trim(type);
    return brisk_str_is_ignore_case(type, "application/json") || brisk_str_ends_with(type, BRISK_S("+json"));
}

/* The media types written so far in one content object. */
static bool begin_media(brisk_openapi *doc, brisk_pointers *written, const char *media)
{
    for (size_t i = 0; i < written->count; i++) {
        if (strcmp(written->items[i], media) == 0) {
            return false;
        }
    }
    if (written->count == 0) {
        LITERAL(doc->out, ",\"content\":{");
    } else {
        brisk_buffer_append_char(doc->out, ',');
    }
    brisk_openapi_push(doc, written, media);
    (void)brisk_encode_text(doc->out, brisk_str_view(media));
    brisk_buffer_append_char(doc->out, ':');
    return true;
}

/* "Response 404 Read Item Items Get": what a schema in place is called. */
static brisk_str answer_title(brisk_openapi *doc, brisk_str status, brisk_str id)
{
    brisk_buffer title;
    brisk_buffer_init(&title, doc->arena, 0);
    LITERAL(&title, "Response ");
    if (status.len > 0) {
        brisk_schema_write_title(&title, status);
        brisk_buffer_append_char(&title, ' ');
    }
    brisk_schema_write_title(&title, id);
    return brisk_buffer_view(&title);
}

static void write_normal_content(brisk_openapi *doc, const brisk_endpoint *endpoint, const response *r, brisk_str id,
                                 brisk_pointers *written)
{
    bool is_typed = endpoint->answer == BRISK_ANSWER_TYPED;
    bool is_redirect = endpoint->status >= 300 && endpoint->status < 400;
    if (brisk_status_has_no_body(status_number(r->status)) ||
        (endpoint->answer == BRISK_ANSWER_NOTHING && !endpoint->is_untyped) ||
        (endpoint->answer == BRISK_ANSWER_RAW && !endpoint->media && is_redirect)) {
        return;
    }
    const char *media = endpoint->media ? endpoint->media : "application/json";
    begin_media(doc, written, media);
    LITERAL(doc->out, "{\"schema\":");
    if (is_typed && !endpoint->is_untyped && endpoint->out) {
        brisk_schema_write_type(doc->set, doc->out, endpoint->out, BRISK_SCHEMA_OUTPUT,
                                answer_title(doc, (brisk_str){NULL, 0}, id));
    } else {
        brisk_buffer_append_c_string(doc->out, is_json_media(media) ? "{}" : "{\"type\":\"string\"}");
    }
    brisk_buffer_append_char(doc->out, '}');
}

static void write_told_content(brisk_openapi *doc, const brisk_answer_doc *answer, const response *r, brisk_str id,
                               brisk_pointers *written)
{
    if (!answer->type && !answer->media && !answer->is_detail) {
        return;
    }
    if (!begin_media(doc, written, answer->media ? answer->media : "application/json")) {
        return;
    }
    if (answer->type) {
        LITERAL(doc->out, "{\"schema\":");
        brisk_schema_write_type(doc->set, doc->out, answer->type, BRISK_SCHEMA_OUTPUT,
                                answer_title(doc, r->status, id));
        brisk_buffer_append_char(doc->out, '}');
    } else if (answer->is_detail) {
        doc->has_detail = true;
        LITERAL(doc->out, "{\"schema\":{\"$ref\":\"#/components/schemas/HTTPError\"}}");
    } else {
        LITERAL(doc->out, "{}");
    }
}

static void write_response(brisk_openapi *doc, const brisk_openapi_route *route, const response *r, brisk_str id)
{
    brisk_pointers written = {NULL, 0, 0};
    brisk_schema_write_comma(doc->out);
    (void)brisk_encode_text(doc->out, r->status);
    LITERAL(doc->out, ":{");
    write_description(doc, route->route->endpoint, r);
    if (r->is_normal) {
        write_normal_content(doc, route->route->endpoint, r, id, &written);
    }
    for (size_t i = 0; i < r->answers.count; i++) {
        write_told_content(doc, r->answers.items[i], r, id, &written);
    }
    brisk_buffer_append_c_string(doc->out, written.count > 0 ? "}}" : "}");
}

void brisk_openapi_write_answers(brisk_openapi *doc, const brisk_openapi_route *route, brisk_str id)
{
    responses list = {NULL, 0, 0};
    collect(doc, route, &list);
    LITERAL(doc->out, "\"responses\":{");
    for (size_t i = 0; i < list.count; i++) {
        write_response(doc, route, &list.items[i], id);
    }
    if (route->inputs.count > 0 && !find_response(&list, BRISK_S("422")) && !find_response(&list, BRISK_S("4XX")) &&
        !find_response(&list, BRISK_S("default"))) {
        doc->has_validation = true;
        LITERAL(doc->out,
                ",\"422\":{\"description\":\"Validation Error\",\"content\":{\"application/json\":{\"schema\":"
                "{\"$ref\":\"#/components/schemas/HTTPValidationError\"}}}}");
    }
    brisk_buffer_append_char(doc->out, '}');
}
