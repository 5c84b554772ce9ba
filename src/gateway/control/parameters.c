/* parameters.c - see parameters.h. */
#include "gateway/control/parameters.h"

#include "core/number.h"
#include "core/str.h"
#include "http/query.h"

brisk_str brisk_control_segment(brisk_str *path)
{
    brisk_str rest = brisk_str_from(*path, path->len > 0 && path->ptr[0] == '/');
    size_t end = brisk_str_find_char(rest, '/');
    brisk_str segment = brisk_str_slice(rest, 0, end);
    *path = brisk_str_from(rest, segment.len);
    return segment;
}

brisk_str brisk_control_parameter(const brisk_control_call *call, const char *name)
{
    return brisk_query_value(brisk_request_arena(call->request), brisk_request_query(call->request), name);
}

size_t brisk_control_number(const brisk_control_call *call, const char *name, size_t max, size_t otherwise)
{
    uint64_t number;
    brisk_str text = brisk_control_parameter(call, name);
    bool is_number = text.len > 0 && brisk_digits_parse(text, max, &number) == BRISK_NUMBER_OK && number > 0;
    return is_number ? (size_t)number : otherwise;
}

bool brisk_control_page_takes(brisk_control_page *page)
{
    size_t at = page->at++;
    return at >= page->from && at - page->from < page->count;
}

bool brisk_control_page_has_more(const brisk_control_page *page)
{
    return page->at > page->from && page->at - page->from > page->count;
}
