/* request_words.c - see request_words.h. */
#include "main/request_words.h"

#include "core/buffer.h"
#include "core/str.h"
#include "http/headers.h"
#include "http/url.h"

#include <string.h>

static bool add_header(brisk_request_words *what, const char *text)
{
    brisk_str name, value;
    /* two are kept for those that fill adds */
    if (what->header_count + 2 >= BRISK_WORDS_HEADERS_MAX || !brisk_str_cut(brisk_str_view(text), ':', &name, &value)) {
        return false;
    }
    value = brisk_str_trim(value);
    what->headers[what->header_count++] = (brisk_header){name, value};
    what->has_type = what->has_type || brisk_str_is_ignore_case(name, "content-type");
    what->has_host = what->has_host || brisk_str_is_ignore_case(name, "host");
    return brisk_header_is_valid(name, value);
}

const char *brisk_request_words_option(brisk_request_words *what, int count, char **words, int *index, bool *is_option)
{
    const char *word = words[*index];
    bool is_header = strcmp(word, "-H") == 0 || strcmp(word, "--header") == 0;
    bool is_body = strcmp(word, "-d") == 0 || strcmp(word, "--data") == 0;
    bool is_query = strcmp(word, "--query") == 0;
    *is_option = is_header || is_body || is_query;
    if (!*is_option) {
        return NULL;
    }
    if (*index + 1 == count) {
        return "a value is missing behind the last word";
    }
    const char *value = words[++*index];
    if (is_header) {
        return add_header(what, value) ? NULL : "a header is written 'name: value', and there are at most 62";
    }
    if (is_body) {
        what->body = value;
        return NULL;
    }
    if (strchr(value, '=') == NULL || what->query_count == BRISK_WORDS_QUERY_MAX) {
        return "--query is written name=value, and there are at most 64";
    }
    what->query[what->query_count++] = value;
    return NULL;
}

/* The target with the parameters of --query behind it, encoded. */
static brisk_str target_of(const brisk_request_words *what, brisk_arena *arena)
{
    brisk_str target = brisk_str_view(what->target == NULL ? "/" : what->target);
    if (what->query_count == 0) {
        return target;
    }
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    brisk_buffer_append_str(&out, target);
    for (size_t i = 0; i < what->query_count; i++) {
        brisk_str name, value;
        bool is_first = i == 0 && brisk_str_find_char(target, '?') == BRISK_STR_NONE;
        (void)brisk_str_cut(brisk_str_view(what->query[i]), '=', &name, &value);
        brisk_buffer_append_char(&out, is_first ? '?' : '&');
        brisk_buffer_append_str(&out, brisk_percent_encode(arena, name, ""));
        brisk_buffer_append_char(&out, '=');
        brisk_buffer_append_str(&out, brisk_percent_encode(arena, value, ""));
    }
    return brisk_buffer_view(&out);
}

bool brisk_request_words_fill(brisk_request_words *what, brisk_request *req)
{
    if (what->body != NULL && !what->has_type) {
        what->headers[what->header_count++] = (brisk_header){BRISK_S("content-type"), BRISK_S("application/json")};
        what->has_type = true;
    }
    req->method_text = brisk_str_view(what->method == NULL ? "GET" : what->method);
    req->method = brisk_method_parse(req->method_text);
    req->headers = (brisk_headers){what->headers, what->header_count, BRISK_WORDS_HEADERS_MAX};
    req->body = brisk_str_view(what->body);
    return brisk_is_token(req->method_text) && brisk_request_set_target(req, target_of(what, req->arena)) == BRISK_OK;
}
