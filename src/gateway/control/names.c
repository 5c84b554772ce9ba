/* names.c - see names.h. */
#include "gateway/control/names.h"

#include "core/str.h"

/* ---- functions ---- */

/* An ARN: arn:aws:lambda:us-east-1:123456789012:function:hello:1; or its end from the account or "function:" on. */
bool brisk_control_function_name(brisk_str text, brisk_str *name, brisk_str *qualifier)
{
    size_t at = brisk_str_find(text, BRISK_S("function:"));
    if (at != BRISK_STR_NONE && (at == 0 || text.ptr[at - 1] == ':')) {
        text = brisk_str_from(text, at + sizeof("function:") - 1);
    }
    (void)brisk_str_cut(text, ':', name, qualifier);
    bool is_name = name->len > 0 && name->len <= 64 && brisk_str_find_char(*qualifier, ':') == BRISK_STR_NONE;
    for (size_t i = 0; i < name->len && is_name; i++) {
        is_name = brisk_char_is_alnum(name->ptr[i]) || name->ptr[i] == '-' || name->ptr[i] == '_';
    }
    return is_name;
}

brisk_str brisk_control_function_arn(const brisk_gateway_config *config, brisk_arena *arena, brisk_str name,
                                     brisk_str qualifier)
{
    return brisk_arena_printf(arena, "arn:aws:lambda:%.*s:%.*s:function:%.*s%s%.*s", (int)config->region.len,
                              config->region.ptr, (int)config->account_id.len, config->account_id.ptr, (int)name.len,
                              name.ptr, qualifier.len > 0 ? ":" : "", (int)qualifier.len,
                              qualifier.len > 0 ? qualifier.ptr : "");
}

/* ---- log groups ---- */

/* "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/hello:*" */
brisk_str brisk_control_group_name(brisk_str text)
{
    size_t at = brisk_str_find(text, BRISK_S(":log-group:"));
    if (!brisk_str_starts_with(text, BRISK_S("arn:")) || at == BRISK_STR_NONE) {
        return text;
    }
    brisk_str name = brisk_str_from(text, at + sizeof(":log-group:") - 1);
    return brisk_str_ends_with(name, BRISK_S(":*")) ? brisk_str_slice(name, 0, name.len - 2) : name;
}

brisk_str brisk_control_group_arn(const brisk_gateway_config *config, brisk_arena *arena, brisk_str name)
{
    return brisk_arena_printf(arena, "arn:aws:logs:%.*s:%.*s:log-group:%.*s", (int)config->region.len,
                              config->region.ptr, (int)config->account_id.len, config->account_id.ptr, (int)name.len,
                              name.len > 0 ? name.ptr : "");
}
