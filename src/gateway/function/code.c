/* code.c - a function's code as it is now (code.h). Code that cannot be loaded is tried again only when it
 * has changed: each request would wait for it. */
#include "gateway/function/code.h"

#include "gateway/function/function.h"

#include <stdio.h>
#include <string.h>

bool brisk_code_path(const brisk_function *function, char *out, size_t size)
{
    brisk_str code = function->config->code;
    return code.len != 0 && brisk_path_print(out, size, "%.*s", (int)code.len, code.ptr);
}

bool brisk_code_ensure(brisk_function *function)
{
    char path[BRISK_PATH_MAX];
    if (function->is_loaded && !function->is_broken) {
        return true;
    }
    if (!brisk_code_path(function, path, sizeof path)) {
        (void)snprintf(function->problem, sizeof function->problem, "the path of the code is empty or too long");
        function->is_loaded = function->is_broken = true;
        return false;
    }
    uint64_t now = brisk_package_fingerprint(path);
    if (function->is_loaded && now == function->fingerprint) {
        return false; /* as bad as it was */
    }
    function->is_loaded = true;
    function->seen_fingerprint = now;
    function->package =
        brisk_package_load(path, function->lambda->data_dir, function->problem, sizeof function->problem);
    function->is_broken = function->package == NULL;
    bool is_passing = strncmp(function->problem, BRISK_PACKAGE_PASSING, sizeof BRISK_PACKAGE_PASSING - 1) == 0;
    function->fingerprint = function->is_broken && is_passing ? 0 : now;
    if (function->is_broken) {
        brisk_function_tell(function, BRISK_CHANGE_BROKEN, function->problem);
    }
    return !function->is_broken;
}
