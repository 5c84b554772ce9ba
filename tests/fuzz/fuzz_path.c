/* Fuzzes request targets and routes: up to the first line feed the input is a template, behind it a target. Checked: the
 * decoded path is UTF-8, the values of a match are parts of the path in order, and the same template as text matches. */
#include "core/str.h"
#include "core/utf8.h"
#include "fuzz.h"
#include "http/request.h"
#include "http/route.h"
#include "http/url.h"

static void check_match(const brisk_route_match *match, brisk_str path)
{
    const char *at = path.ptr;
    CHECK(match->value_count <= BRISK_ROUTE_PARAMETERS);
    for (size_t i = 0; i < match->value_count; i++) {
        brisk_str value = match->values[i].value;
        CHECK(value.ptr >= at && value.ptr + value.len <= path.ptr + path.len);
        CHECK(brisk_utf8_is_valid(value));
        at = value.ptr + value.len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_str template, target;
    if (!brisk_str_cut(fuzz_text(data, size), '\n', &template, &target)) {
        target = template;
    }
    brisk_response response;
    brisk_request req;
    brisk_request_init(&req, arena, &response);
    if (brisk_request_set_target(&req, target) != BRISK_OK) {
        return 0;
    }
    CHECK(brisk_utf8_is_valid(req.path));
    brisk_str again = brisk_percent_decode(arena, brisk_percent_encode(arena, req.path, "/"), BRISK_DECODE_PATH);
    CHECK(brisk_arena_failed(arena) || brisk_str_equal(again, req.path));

    const brisk_route routes[] = {{template, BRISK_METHOD_POST, NULL},
                                  {BRISK_STR("/{a}-{b:int}{c}/{d:path}x{e:float}"), BRISK_METHOD_GET, NULL},
                                  {template, BRISK_METHOD_GET, NULL},
                                  {BRISK_STR("/{id:uuid}/{name}"), BRISK_METHOD_GET, NULL}};
    brisk_routes *built;
    size_t wrong;
    const char *why;
    brisk_status status = brisk_routes_build(arena, routes, 4, &built, &wrong, &why);
    if (status == BRISK_SYNTAX) {
        CHECK(wrong == 0);
        status = brisk_routes_build(arena, routes + 1, 1, &built, &wrong, &why);
    }
    if (status != BRISK_OK) {
        return 0;
    }
    brisk_route_match match;
    brisk_routes_match(built, req.path, BRISK_METHOD_GET, &match);
    check_match(&match, req.path);
    brisk_routes_match(built, req.path, BRISK_METHOD_POST, &match);
    check_match(&match, req.path);
    return 0;
}
