/* Fuzzes query strings, forms and media types. Checked: all texts are UTF-8, and what is encoded again is read again. */
#include "core/buffer.h"
#include "core/str.h"
#include "core/utf8.h"
#include "fuzz.h"
#include "http/media.h"
#include "http/query.h"
#include "http/url.h"

/* Writes the pairs as a query string. */
static brisk_str encode(brisk_arena *arena, const brisk_pairs *pairs)
{
    brisk_buffer text;
    brisk_buffer_init(&text, arena, 0);
    for (size_t i = 0; i < pairs->count; i++) {
        brisk_buffer_append_str(&text, brisk_percent_encode(arena, pairs->items[i].key, ""));
        brisk_buffer_append_char(&text, '=');
        brisk_buffer_append_str(&text, brisk_percent_encode(arena, pairs->items[i].value, ""));
        brisk_buffer_append_char(&text, '&');
    }
    return brisk_buffer_view(&text);
}

static void check_media(brisk_arena *arena, brisk_str text)
{
    brisk_media media;
    brisk_str value;
    if (brisk_media_parse(text, &media)) {
        CHECK(media.type.len > 0 && media.subtype.len > 0);
    } else {
        CHECK(!brisk_media_is_json(&media));
    }
    if (brisk_media_parameter(text, "boundary", arena, &value)) {
        CHECK(value.len <= text.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_str text = fuzz_text(data, size);
    check_media(arena, text);
    brisk_pairs pairs, again;
    if (brisk_query_parse(arena, text, 0, &pairs) != BRISK_OK) {
        return 0;
    }
    for (size_t i = 0; i < pairs.count; i++) {
        CHECK(brisk_utf8_is_valid(pairs.items[i].key) && brisk_utf8_is_valid(pairs.items[i].value));
    }
    brisk_str encoded = encode(arena, &pairs);
    if (brisk_arena_failed(arena) || brisk_query_parse(arena, encoded, 0, &again) != BRISK_OK) {
        return 0;
    }
    CHECK(again.count == pairs.count);
    for (size_t i = 0; i < pairs.count; i++) {
        CHECK(brisk_str_equal(pairs.items[i].key, again.items[i].key));
        CHECK(brisk_str_equal(pairs.items[i].value, again.items[i].value));
    }
    brisk_status status = brisk_form_parse(arena, text, &again, NULL);
    CHECK(status != BRISK_OK || again.count == pairs.count);
    return 0;
}
