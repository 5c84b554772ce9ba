/* inputs.c - from the request to the x_in struct: what was sent is gathered into nodes, and decoded by the descriptors.
 *
 *     query "id=1&id=2" ─► pairs ─► node ["1","2"] ─► brisk_decode_parameter ─► in->id
 *     a parameter model ─► node {"limit":"5","tags":["a"]} ─► the same
 *
 * Rules (fastapi-facts.md 3 and 4): the body is read and parsed before anything is validated; a query, form or cookie
 * name sent twice gives its last value, a header its first; form text "" counts as absent. */
#include "app/dispatch.h"
#include "core/arena.h"
#include "core/str.h"
#include "core/utf8.h"
#include "http/cookie.h"
#include "http/media.h"
#include "schema/default.h"
#include "schema/json_text.h"

#include <string.h>

/* ---- the body, before all ---- */

static brisk_status bad_body(brisk_request *req, const char *why)
{
    return brisk_fail(req, 400, "%s", why);
}

static bool content_media(const brisk_request *req, brisk_media *media)
{
    brisk_str text = brisk_headers_get(&req->headers, BRISK_S("Content-Type"));
    return brisk_media_parse(text, media);
}

static brisk_status parse_urlencoded(brisk_request *req)
{
    const char *why = "";
    brisk_status status = brisk_form_parse(req->arena, req->body, &req->dispatch->form, &why);
    return status == BRISK_LIMIT ? bad_body(req, why) : status;
}

/* Parts that are files and those that are texts are searched apart, each in the order sent. */
static brisk_status parse_multipart(brisk_request *req, const brisk_media *media)
{
    brisk_dispatch *dispatch = req->dispatch;
    brisk_parts parts;
    const char *why = "";
    brisk_status status = brisk_multipart_parse(req->arena, media, req->body, &parts, &why);
    if (status != BRISK_OK) {
        return status == BRISK_NO_MEMORY ? status : bad_body(req, why);
    }
    dispatch->form.items = brisk_arena_alloc_array(req->arena, parts.count, sizeof *dispatch->form.items);
    dispatch->files.items = brisk_arena_alloc_array(req->arena, parts.count, sizeof *dispatch->files.items);
    if (!dispatch->form.items || !dispatch->files.items) {
        return BRISK_NO_MEMORY;
    }
    for (size_t i = 0; i < parts.count; i++) {
        const brisk_part *part = &parts.items[i];
        if (part->is_file) {
            dispatch->files.items[dispatch->files.count++] = *part;
        } else {
            dispatch->form.items[dispatch->form.count++] = (brisk_pair){part->name, part->content};
        }
    }
    return BRISK_OK;
}

static brisk_status parse_form(brisk_request *req)
{
    brisk_media media;
    if (!content_media(req, &media)) {
        return BRISK_OK;
    }
    if (brisk_media_is(&media, "application", "x-www-form-urlencoded")) {
        return parse_urlencoded(req);
    }
    return brisk_media_is(&media, "multipart", "form-data") ? parse_multipart(req, &media) : BRISK_OK;
}

static brisk_status parse_json(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    brisk_json_fault fault = {0};
    brisk_status status = brisk_json_text_parse(req->arena, req->body, 0, &dispatch->body, &fault);
    if (status == BRISK_SYNTAX) {
        const brisk_loc place = brisk_loc_key(NULL, BRISK_S("body"));
        return brisk_problems_add_json(&dispatch->decoder.problems, &place, fault.text, fault.offset);
    }
    bool is_refused = status == BRISK_INVALID || status == BRISK_LIMIT; /* no UTF-8, or nested too deeply */
    return is_refused ? bad_body(req, "There was an error parsing the body") : status;
}

/* True where a body input takes the bytes as they are, whatever they are. */
static bool takes_bytes(const brisk_plan *plan)
{
    for (size_t i = 0; i < plan->input_count; i++) {
        const brisk_plan_input *input = &plan->inputs[i];
        if (input->input->place == BRISK_PLACE_BODY &&
            brisk_type_behind_opt(input->input->field.type)->kind == BRISK_KIND_BYTES) {
            return true;
        }
    }
    return false;
}

static brisk_status parse_body(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (req->body.len == 0) {
        return BRISK_OK;
    }
    brisk_media media;
    bool has_media = content_media(req, &media);
    bool is_json = has_media ? brisk_media_is_json(&media) : dispatch->service->app->no_strict_content_type;
    if (is_json) {
        return parse_json(req);
    }
    dispatch->is_body_text = true;
    if (dispatch->entry->plan.is_body_embedded) {
        return BRISK_OK; /* bodies with keys of their own find nothing in it */
    }
    /* Any other body goes to validation as a text. */
    if (!brisk_utf8_is_valid(req->body) && !takes_bytes(&dispatch->entry->plan.endpoint)) {
        return bad_body(req, "There was an error parsing the body");
    }
    dispatch->body = brisk_node_text(req->arena, req->body);
    return dispatch->body ? BRISK_OK : BRISK_NO_MEMORY;
}

brisk_status brisk_inputs_prepare(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    const brisk_route_plan *plan = &dispatch->entry->plan;
    if (plan->wants_form || plan->wants_body) {
        brisk_status status = brisk_request_read_body(req);
        if (status == BRISK_LIMIT) {
            return brisk_fail(req, 413, "The body is larger than %zu bytes", req->body_limit);
        }
        if (status == BRISK_OK) {
            status = plan->wants_form ? parse_form(req) : parse_body(req);
        }
        if (status != BRISK_OK) {
            return status;
        }
    }
    if (plan->wants_query || dispatch->service->overrides) {
        brisk_status status = brisk_query_parse(req->arena, req->query, 0, &dispatch->query);
        return status == BRISK_LIMIT ? brisk_fail(req, 400, "Too many query parameters") : status;
    }
    return BRISK_OK;
}

/* ---- one name's value as a node ---- */

/* A header's or cookie's text: UTF-8 as it is; other bytes are ISO 8859-1, as Starlette reads them. */
static brisk_str header_text(brisk_request *req, brisk_str raw)
{
    if (brisk_utf8_is_valid(raw)) {
        return raw;
    }
    char *out = brisk_arena_alloc_raw(req->arena, raw.len * 2);
    if (!out) {
        return (brisk_str){"", 0};
    }
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.ptr[i];
        if (c < 0x80) {
            out[len++] = (char)c;
        } else {
            out[len++] = (char)(0xC0 | (c >> 6));
            out[len++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return (brisk_str){out, len};
}

static const brisk_node *path_node(brisk_request *req, brisk_str wire)
{
    const brisk_route_match *match = &req->dispatch->match;
    for (size_t i = 0; i < match->value_count; i++) {
        if (brisk_str_equal(match->values[i].name, wire)) {
            return brisk_node_text(req->arena, match->values[i].value);
        }
    }
    return NULL;
}

/* Walks the values of a header or of a name among pairs. */
typedef struct source {
    const brisk_pairs *pairs;     /* NULL: the headers count */
    const brisk_headers *headers; /* never NULL */
} source;

static size_t source_find(const source *from, brisk_str name, size_t start)
{
    return from->pairs ? brisk_pairs_find(from->pairs, name, start) : brisk_headers_find(from->headers, name, start);
}

static brisk_str source_at(brisk_request *req, const source *from, size_t index)
{
    return from->pairs ? from->pairs->items[index].value : header_text(req, from->headers->items[index].value);
}

static size_t source_count(const source *from)
{
    return from->pairs ? from->pairs->count : from->headers->count;
}

/* All values of a name as an array node; NULL where there is none. */
static const brisk_node *all_values(brisk_request *req, const source *from, brisk_str name)
{
    size_t count = 0;
    for (size_t i = source_find(from, name, 0); i != SIZE_MAX; i = source_find(from, name, i + 1)) {
        count++;
    }
    brisk_str *texts = count > 0 ? brisk_arena_alloc_raw(req->arena, count * sizeof *texts) : NULL;
    if (!texts) {
        return NULL;
    }
    size_t at = 0;
    for (size_t i = source_find(from, name, 0); i != SIZE_MAX; i = source_find(from, name, i + 1)) {
        texts[at++] = source_at(req, from, i);
    }
    return brisk_node_texts(req->arena, texts, count);
}

static const brisk_node *one_value(brisk_request *req, const source *from, brisk_str name, bool is_form)
{
    brisk_str text = {0};
    if (from->pairs) {
        text = brisk_pairs_get(from->pairs, name);
    } else {
        size_t index = brisk_headers_find(from->headers, name, 0);
        text = index == SIZE_MAX ? (brisk_str){0} : source_at(req, from, index);
    }
    if (!text.ptr || (is_form && text.len == 0)) {
        return NULL;
    }
    return brisk_node_text(req->arena, text);
}

static const brisk_pairs *cookies_of(brisk_request *req)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (!dispatch->has_cookies) {
        dispatch->has_cookies = true;
        if (brisk_cookies_parse(&req->headers, req->arena, &dispatch->cookies) != BRISK_OK) {
            dispatch->cookies = (brisk_pairs){0}; /* the arena is marked failed: the answer is 503 */
        }
        for (size_t i = 0; i < dispatch->cookies.count; i++) {
            brisk_pair *pair = &dispatch->cookies.items[i];
            pair->key = header_text(req, pair->key);
            pair->value = header_text(req, pair->value);
        }
    }
    return &dispatch->cookies;
}

static source source_of(brisk_request *req, brisk_place place)
{
    switch (place) {
    case BRISK_PLACE_QUERY:
        return (source){.pairs = &req->dispatch->query, .headers = &req->headers};
    case BRISK_PLACE_COOKIE:
        return (source){.pairs = cookies_of(req), .headers = &req->headers};
    case BRISK_PLACE_FORM:
    case BRISK_PLACE_FILE:
        return (source){.pairs = &req->dispatch->form, .headers = &req->headers};
    case BRISK_PLACE_PATH:
    case BRISK_PLACE_HEADER:
    case BRISK_PLACE_BODY:
        break;
    }
    return (source){.headers = &req->headers};
}

static const brisk_node *file_node(brisk_request *req, const brisk_part *part)
{
    brisk_file *file = brisk_arena_alloc(req->arena, sizeof *file);
    if (!file) {
        return NULL;
    }
    *file = (brisk_file){part->filename, part->content_type, part->content};
    return brisk_node_file(req->arena, file);
}

/* The last file of a name, or all of them as an array; NULL where there is none. */
static const brisk_node *file_values(brisk_request *req, const brisk_plan_name *name)
{
    const brisk_parts *files = &req->dispatch->files;
    const brisk_node **nodes = brisk_arena_alloc_array(req->arena, files->count, sizeof *nodes);
    size_t count = 0;
    for (size_t i = 0; nodes && i < files->count; i++) {
        const brisk_node *node =
            brisk_str_equal(files->items[i].name, name->wire) ? file_node(req, &files->items[i]) : NULL;
        if (node) {
            nodes[count++] = node;
        }
    }
    if (count == 0) {
        return NULL;
    }
    return name->is_sequence ? brisk_node_array(req->arena, nodes, count) : nodes[count - 1];
}

/* keeps_empty: of a parameter model, whose empty form texts are values (FastAPI's rule is for single ones). */
static const brisk_node *parameter_node(brisk_request *req, brisk_place place, const brisk_plan_name *name,
                                        bool keeps_empty)
{
    if (place == BRISK_PLACE_PATH) {
        return path_node(req, name->wire);
    }
    if (place == BRISK_PLACE_FILE) {
        return file_values(req, name);
    }
    source from = source_of(req, place);
    return name->is_sequence ? all_values(req, &from, name->wire)
                             : one_value(req, &from, name->wire, place == BRISK_PLACE_FORM && !keeps_empty);
}

/* ---- parameter models ---- */

/* Also where key is what a member is called in problems: of headers that is another name than on the wire. */
static bool is_member(const brisk_plan_input *input, brisk_str key)
{
    for (size_t i = 0; i < input->member_count; i++) {
        if (brisk_str_equal(input->members[i].wire, key) || brisk_str_equal(input->members[i].key, key)) {
            return true;
        }
    }
    return false;
}

/* True where another input of the plan, or of one that it uses, is a parameter of this name. */
static bool is_parameter(const brisk_plan *plan, brisk_place place, brisk_str key)
{
    for (size_t i = 0; i < plan->input_count; i++) {
        const brisk_plan_input *input = &plan->inputs[i];
        bool is_named = input->members ? is_member(input, key) : brisk_str_equal(input->name.wire, key);
        if (input->input->place == place && is_named) {
            return true;
        }
    }
    for (size_t i = 0; i < plan->use_count; i++) {
        const brisk_security *scheme = plan->uses[i].use->security;
        bool is_key = scheme && ((scheme->scheme == BRISK_SCHEME_API_KEY_QUERY && place == BRISK_PLACE_QUERY) ||
                                 (scheme->scheme == BRISK_SCHEME_API_KEY_COOKIE && place == BRISK_PLACE_COOKIE));
        if ((is_key && brisk_str_is(key, scheme->parameter)) ||
            (plan->uses[i].plan && is_parameter(plan->uses[i].plan, place, key))) {
            return true;
        }
    }
    return false;
}

/* The name of a value, of headers in lower case; ptr NULL without memory. */
static brisk_str source_name(brisk_request *req, const source *from, size_t index)
{
    return from->pairs ? from->pairs->items[index].key : brisk_str_lower(req->arena, from->headers->items[index].name);
}

/* Adds the values that neither the model nor any other input of the route names, each name once, at its first place. */
static size_t add_extras(brisk_request *req, const brisk_plan_input *input, const source *from,
                         brisk_node_member *members, size_t count)
{
    for (size_t i = 0; i < source_count(from); i++) {
        const brisk_route_plan *plan = &req->dispatch->entry->plan;
        brisk_place place = input->input->place;
        brisk_str key = source_name(req, from, i);
        if (!key.ptr || source_find(from, key, 0) != i || is_parameter(&plan->endpoint, place, key) ||
            is_parameter(&plan->before, place, key)) {
            continue;
        }
        bool is_repeated = source_find(from, key, i + 1) != SIZE_MAX;
        bool keeps_all = is_repeated && place != BRISK_PLACE_COOKIE;
        const brisk_node *value = keeps_all ? all_values(req, from, key) : one_value(req, from, key, false);
        if (value) {
            members[count++] = (brisk_node_member){.key = key, .value = value};
        }
    }
    return count;
}

/* The object that a parameter model is decoded from. for_problems: as the `input` of FastAPI's problems shows it, with
 * the defaults of what was not sent, and with what was sent beside. But no headers and cookies beside: they hold what
 * the scripts of a page must not read. */
static const brisk_node *model_node(brisk_request *req, const brisk_plan_input *input, bool for_problems)
{
    brisk_place place = input->input->place;
    source from = source_of(req, place);
    bool is_secret = place == BRISK_PLACE_HEADER || place == BRISK_PLACE_COOKIE;
    bool keeps_extras = input->keeps_extras || (for_problems && !is_secret);
    size_t most = input->member_count + (keeps_extras ? source_count(&from) : 0);
    brisk_node_member *members = brisk_arena_alloc_raw(req->arena, (most + 1) * sizeof *members);
    if (!members) {
        return NULL;
    }
    size_t count = 0;
    for (size_t i = 0; i < input->member_count; i++) {
        const brisk_plan_name *name = &input->members[i];
        const brisk_node *value = parameter_node(req, place, name, true);
        if (!value && for_problems) {
            value = brisk_default_node(req->arena, name->field);
        }
        if (value) {
            members[count++] = (brisk_node_member){.key = name->key, .value = value};
        }
    }
    if (keeps_extras) {
        count = add_extras(req, input, &from, members, count);
    }
    return brisk_node_object(req->arena, members, count);
}

static brisk_status read_model(brisk_request *req, const brisk_plan_input *input, const brisk_loc *loc, void *out)
{
    brisk_decoder *decoder = &req->dispatch->decoder;
    brisk_problems before = decoder->problems;
    const brisk_node *node = model_node(req, input, false);
    if (!node) {
        return BRISK_NO_MEMORY;
    }
    brisk_status status = brisk_decode_parameter(decoder, &input->input->field, node, loc, out);
    if (status != BRISK_INVALID) {
        return status;
    }
    /* Once more for the problems' sake: their input shows more. */
    decoder->problems = before;
    *decoder->problems.last = NULL;
    memset(out, 0, input->input->field.type->size);
    node = model_node(req, input, true);
    return node ? brisk_decode_parameter(decoder, &input->input->field, node, loc, out) : BRISK_NO_MEMORY;
}

/* ---- inputs ---- */

static brisk_status read_body(brisk_request *req, const brisk_plan_input *input, const brisk_loc *place, void *out)
{
    brisk_dispatch *dispatch = req->dispatch;
    if (!dispatch->entry->plan.is_body_embedded) {
        return brisk_decode_parameter(&dispatch->decoder, &input->input->field, dispatch->body, place, out);
    }
    const brisk_loc loc = brisk_loc_key(place, input->name.key);
    if (dispatch->is_body_text || (dispatch->body && brisk_node_kind_of(dispatch->body) == BRISK_NODE_NULL)) {
        return brisk_decode_parameter(&dispatch->decoder, &input->input->field, NULL, &loc, out);
    }
    if (dispatch->body && brisk_node_kind_of(dispatch->body) != BRISK_NODE_OBJECT) {
        return brisk_problems_add_missing(&dispatch->decoder.problems, &loc, NULL);
    }
    const brisk_node *node = dispatch->body ? brisk_node_get(dispatch->body, input->name.key) : NULL;
    return brisk_decode_parameter(&dispatch->decoder, &input->input->field, node, &loc, out);
}

static brisk_str place_name(brisk_place place)
{
    static const brisk_str names[] = {BRISK_STR(""),       BRISK_STR("path"), BRISK_STR("query"), BRISK_STR("header"),
                                      BRISK_STR("cookie"), BRISK_STR("body"), BRISK_STR("body"),  BRISK_STR("body")};
    return names[place];
}

static brisk_status read_input(brisk_request *req, const brisk_plan_input *input, void *out)
{
    const brisk_loc place = brisk_loc_key(NULL, place_name(input->input->place));
    if (input->input->place == BRISK_PLACE_BODY) {
        return read_body(req, input, &place, out);
    }
    if (input->members) {
        return read_model(req, input, &place, out);
    }
    const brisk_loc loc = brisk_loc_key(&place, input->name.key);
    const brisk_node *node = parameter_node(req, input->input->place, &input->name, false);
    if (!node && brisk_arena_failed(req->arena)) {
        return BRISK_NO_MEMORY;
    }
    return brisk_decode_parameter(&req->dispatch->decoder, &input->input->field, node, &loc, out);
}

brisk_status brisk_inputs_read(brisk_request *req, const brisk_plan *plan, void *in)
{
    brisk_status result = BRISK_OK;
    for (size_t i = 0; i < plan->input_count; i++) {
        const brisk_plan_input *input = &plan->inputs[i];
        brisk_status status = read_input(req, input, (char *)in + input->input->field.offset);
        if (status == BRISK_INVALID) {
            result = BRISK_INVALID;
        } else if (status != BRISK_OK) {
            return status;
        }
    }
    return result;
}
