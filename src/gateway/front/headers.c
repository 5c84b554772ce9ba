/* headers.c - see headers.h. The tables are those of the recorded header_remapping_aws runs; where the known-issues
 * page says otherwise (Expect, Host, Proxy-Authenticate, Trailer and Upgrade in answers), the recordings win. */
#include "gateway/front/headers.h"

#include "core/str.h"

typedef struct name_list {
    const brisk_str *names;
    size_t count;
} name_list;

#define LIST(names) ((name_list){names, sizeof(names) / sizeof *(names)})

static bool is_in(name_list list, brisk_str name)
{
    for (size_t i = 0; i < list.count; i++) {
        if (list.names[i].len == name.len && brisk_str_equal_ignore_case(list.names[i], name)) {
            return true;
        }
    }
    return false;
}

static const brisk_str dropped[] = {
    BRISK_STR("Connection"),   BRISK_STR("Content-Length"),     BRISK_STR("Content-MD5"), BRISK_STR("Expect"),
    BRISK_STR("Max-Forwards"), BRISK_STR("Proxy-Authenticate"), BRISK_STR("Server"),      BRISK_STR("TE"),
    BRISK_STR("Trailer"),      BRISK_STR("Transfer-Encoding"),  BRISK_STR("Upgrade"),     BRISK_STR("WWW-Authenticate"),
};

bool brisk_header_is_dropped(brisk_str name, brisk_str value)
{
    /* A signature was for the gateway, not for the function. */
    return is_in(LIST(dropped), name) || (brisk_str_is_ignore_case(name, "authorization") &&
                                          brisk_str_starts_with(value, BRISK_S("AWS4-HMAC-SHA256 ")));
}

static const brisk_str canonical[] = {
    BRISK_STR("Host"),
    BRISK_STR("User-Agent"),
    BRISK_STR("Authorization"),
    BRISK_STR("X-Amzn-Trace-Id"),
};

static bool is_forwarded(brisk_str name)
{
    return name.len > 12 && brisk_str_equal_ignore_case(brisk_str_make(name.ptr, 12), BRISK_S("x-forwarded-"));
}

brisk_str brisk_header_canonical(brisk_arena *arena, brisk_str name)
{
    for (size_t i = 0; i < sizeof canonical / sizeof *canonical; i++) {
        if (canonical[i].len == name.len && brisk_str_equal_ignore_case(canonical[i], name)) {
            return canonical[i];
        }
    }
    if (!is_forwarded(name)) {
        return name;
    }
    char *text = brisk_arena_alloc_raw(arena, name.len);
    if (text == NULL) {
        return BRISK_S("");
    }
    for (size_t i = 0; i < name.len; i++) {
        bool is_start = i == 0 || name.ptr[i - 1] == '-';
        text[i] = is_start ? brisk_char_upper(name.ptr[i]) : brisk_char_lower(name.ptr[i]);
    }
    return brisk_str_make(text, name.len);
}

static const brisk_str renamed[] = {
    BRISK_STR("Authorization"),
    BRISK_STR("Connection"),
    BRISK_STR("Content-Length"),
    BRISK_STR("Content-MD5"),
    BRISK_STR("Date"),
    BRISK_STR("Expect"),
    BRISK_STR("Host"),
    BRISK_STR("Max-Forwards"),
    BRISK_STR("Proxy-Authenticate"),
    BRISK_STR("Server"),
    BRISK_STR("Trailer"),
    BRISK_STR("Upgrade"),
    BRISK_STR("User-Agent"),
    BRISK_STR("WWW-Authenticate"),
    BRISK_STR("x-amzn-RequestId"),
    BRISK_STR("x-amz-apigw-id"),
};

static const brisk_str removed[] = {
    BRISK_STR("TE"),         BRISK_STR("Transfer-Encoding"), BRISK_STR("Via"),
    BRISK_STR("Keep-Alive"), BRISK_STR("X-Amzn-Trace-Id"),
};

brisk_remap brisk_header_remap(brisk_str name)
{
    return is_in(LIST(renamed), name)   ? BRISK_REMAP_RENAME
           : is_in(LIST(removed), name) ? BRISK_REMAP_DROP
                                        : BRISK_REMAP_KEEP;
}

static const brisk_str connections[] = {
    BRISK_STR("Connection"),        BRISK_STR("Content-Length"), BRISK_STR("Date"),    BRISK_STR("Keep-Alive"),
    BRISK_STR("Transfer-Encoding"), BRISK_STR("Trailer"),        BRISK_STR("Upgrade"), BRISK_STR("TE"),
};

static const brisk_str hops[] = {
    BRISK_STR("Connection"),
    BRISK_STR("Keep-Alive"),
    BRISK_STR("Transfer-Encoding"),
    BRISK_STR("Trailer"),
    BRISK_STR("Upgrade"),
    BRISK_STR("TE"),
    BRISK_STR("Expect"),
    BRISK_STR("Proxy-Authorization"),
    BRISK_STR("Proxy-Authenticate"),
};

bool brisk_header_is_dropped_http(brisk_str name)
{
    return is_in(LIST(hops), name);
}

brisk_remap brisk_header_remap_http(brisk_str name)
{
    return is_in(LIST(connections), name) ? BRISK_REMAP_DROP : BRISK_REMAP_KEEP;
}
