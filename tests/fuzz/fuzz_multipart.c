/* Fuzzes multipart bodies, boundary X. Checked: files are views of the body, texts are UTF-8, refusals say why. */
#include "core/utf8.h"
#include "fuzz.h"
#include "http/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_str body = fuzz_text(data, size);
    brisk_media media;
    CHECK(brisk_media_parse(BRISK_S("multipart/form-data; boundary=X"), &media));
    brisk_parts parts;
    const char *why = NULL;
    brisk_status status = brisk_multipart_parse(arena, &media, body, &parts, &why);
    CHECK(status == BRISK_OK || parts.count == 0);
    CHECK(status == BRISK_OK || status == BRISK_NO_MEMORY || why != NULL);
    for (size_t i = 0; i < parts.count; i++) {
        const brisk_part *part = &parts.items[i];
        CHECK(brisk_utf8_is_valid(part->name) && brisk_utf8_is_valid(part->filename));
        if (part->is_file) {
            CHECK(part->content.ptr >= body.ptr && part->content.ptr + part->content.len <= body.ptr + body.len);
        } else {
            CHECK(brisk_utf8_is_valid(part->content));
        }
    }
    return 0;
}
