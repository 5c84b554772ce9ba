/* name.c - names of groups and streams as names of files (name.h). */
#include "gateway/logs/name.h"

#include "core/str.h"
#include "gateway/sha256.h"

#include <string.h>

enum { ESCAPED_MAX = 180, SHORTENED = 100, SUM_DIGITS = 32 };

static const char digits[] = "0123456789ABCDEF";

static bool is_plain(char c)
{
    return brisk_char_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

bool brisk_log_group_name_is_valid(brisk_str name)
{
    bool is_valid = name.len > 0 && name.len <= BRISK_LOG_NAME_MAX;
    for (size_t i = 0; i < name.len && is_valid; i++) {
        is_valid = is_plain(name.ptr[i]) || name.ptr[i] == '/' || name.ptr[i] == '#';
    }
    return is_valid;
}

bool brisk_log_stream_name_is_valid(brisk_str name)
{
    return name.len > 0 && name.len <= BRISK_LOG_NAME_MAX && brisk_str_find_char(name, ':') == BRISK_STR_NONE &&
           brisk_str_find_char(name, '*') == BRISK_STR_NONE;
}

static size_t put_escaped(char *out, char c, bool is_first)
{
    if (is_plain(c) && !(is_first && c == '.')) {
        out[0] = c;
        return 1;
    }
    out[0] = '%';
    out[1] = digits[(unsigned char)c >> 4];
    out[2] = digits[(unsigned char)c & 15];
    return 3;
}

size_t brisk_log_name_escape(brisk_str name, char out[BRISK_LOG_FILE_NAME])
{
    char whole[3 * BRISK_LOG_NAME_MAX];
    size_t len = 0;
    for (size_t i = 0; i < name.len && i < BRISK_LOG_NAME_MAX; i++) {
        len += put_escaped(whole + len, name.ptr[i], i == 0);
    }
    if (len > ESCAPED_MAX) {
        brisk_sha256 sum;
        uint8_t bytes[BRISK_SHA256_SIZE];
        brisk_sha256_init(&sum);
        brisk_sha256_add(&sum, name.ptr, name.len);
        brisk_sha256_end(&sum, bytes);
        len = SHORTENED;
        whole[len++] = '~';
        for (size_t i = 0; i < SUM_DIGITS / 2; i++) {
            whole[len++] = digits[bytes[i] >> 4];
            whole[len++] = digits[bytes[i] & 15];
        }
    }
    memcpy(out, whole, len);
    out[len] = '\0';
    return len;
}

bool brisk_log_name_unescape(brisk_str file, char out[BRISK_LOG_NAME_MAX], size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < file.len; i++) {
        char c = file.ptr[i];
        if (*len == BRISK_LOG_NAME_MAX) {
            return false;
        }
        if (c == '%') {
            int high = i + 2 < file.len ? brisk_char_hex(file.ptr[i + 1]) : -1;
            int low = i + 2 < file.len ? brisk_char_hex(file.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high << 4 | low);
            i += 2;
        } else if (!is_plain(c) || (i == 0 && c == '.')) {
            return false;
        }
        out[(*len)++] = c;
    }
    return *len > 0;
}
