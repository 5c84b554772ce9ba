/* media.c - see media.h. */
#include "http/media.h"

#include "core/str.h"
#include "http/headers.h"

#include <string.h>

bool brisk_media_parse(brisk_str text, brisk_media *out)
{
    brisk_str name, parameters;
    if (!brisk_str_cut(text, ';', &name, &parameters)) {
        parameters = BRISK_S("");
    }
    *out = (brisk_media){BRISK_S(""), BRISK_S(""), BRISK_S("")};
    brisk_media media = {.parameters = parameters};
    if (!brisk_str_cut(brisk_str_trim_ows(name), '/', &media.type, &media.subtype) || !brisk_is_token(media.type) ||
        !brisk_is_token(media.subtype)) {
        return false;
    }
    *out = media;
    return true;
}

bool brisk_media_is(const brisk_media *media, const char *type, const char *subtype)
{
    return brisk_str_is_ignore_case(media->type, type) && brisk_str_is_ignore_case(media->subtype, subtype);
}

bool brisk_media_is_json(const brisk_media *media)
{
    static const char suffix[] = "+json";
    size_t len = sizeof suffix - 1;
    if (!brisk_str_is_ignore_case(media->type, "application")) {
        return false;
    }
    return brisk_str_is_ignore_case(media->subtype, "json") ||
           (media->subtype.len >= len &&
            brisk_str_is_ignore_case(brisk_str_from(media->subtype, media->subtype.len - len), suffix));
}

/* Cuts the next parameter off rest: up to a ";" that does not stand in quotes. False at the end. */
static bool next_parameter(brisk_str *rest, brisk_str *part)
{
    if (rest->len == 0) {
        return false;
    }
    bool is_quoted = false;
    size_t end = 0;
    for (; end < rest->len && (is_quoted || rest->ptr[end] != ';'); end++) {
        char c = rest->ptr[end];
        if (c == '"') {
            is_quoted = !is_quoted;
        } else if (c == '\\' && is_quoted && end + 1 < rest->len) {
            end++;
        }
    }
    *part = brisk_str_slice(*rest, 0, end);
    *rest = brisk_str_from(*rest, end < rest->len ? end + 1 : end);
    return true;
}

/* Takes off the quotes and the backslashes before '"' and '\'; others are kept, since old browsers send file names with
 * a path in them ("C:\x.txt"). */
static brisk_str unquote(brisk_str value, brisk_arena *arena)
{
    if (value.len < 2 || value.ptr[0] != '"' || value.ptr[value.len - 1] != '"') {
        return value;
    }
    value = brisk_str_slice(value, 1, value.len - 2);
    if (brisk_str_find_char(value, '\\') == BRISK_STR_NONE) {
        return value;
    }
    char *out = brisk_arena_alloc_raw(arena, value.len);
    if (out == NULL) {
        return BRISK_S("");
    }
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\\' && i + 1 < value.len && (value.ptr[i + 1] == '\\' || value.ptr[i + 1] == '"')) {
            i++;
        }
        out[len++] = value.ptr[i];
    }
    return brisk_str_make(out, len);
}

bool brisk_media_parameter(brisk_str parameters, const char *name, brisk_arena *arena, brisk_str *value)
{
    brisk_str rest = parameters, part, key, text;
    brisk_str last = BRISK_S("");
    bool is_found = false;
    while (next_parameter(&rest, &part)) {
        if (brisk_str_cut(part, '=', &key, &text) && brisk_str_is_ignore_case(brisk_str_trim_ows(key), name)) {
            last = text;
            is_found = true;
        }
    }
    if (is_found) {
        *value = unquote(brisk_str_trim_ows(last), arena);
    }
    return is_found;
}
