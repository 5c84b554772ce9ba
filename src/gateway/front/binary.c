/* binary.c - see binary.h. */
#include "gateway/front/binary.h"

#include "core/str.h"

bool brisk_binary_has(const brisk_api_config *api, brisk_str media)
{
    brisk_str type, rest, family;
    (void)brisk_str_cut(media, ';', &type, &rest);
    type = brisk_str_trim(type);
    (void)brisk_str_cut(type, '/', &family, &rest);
    for (size_t i = 0; i < api->binary_type_count; i++) {
        brisk_str known = api->binary_types[i];
        bool is_family = known.len > 2 && brisk_str_ends_with(known, BRISK_S("/*")) &&
                         brisk_str_equal_ignore_case(brisk_str_make(known.ptr, known.len - 2), family);
        if (brisk_str_is(known, "*/*") || is_family || brisk_str_equal_ignore_case(known, type)) {
            return true;
        }
    }
    return false;
}
