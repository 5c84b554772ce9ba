/* page.c - see page.h. The build compresses each file of page/ once (cmake/embed.cmake); every browser takes gzip. */
#include "gateway/console/page.h"

#include "core/str.h"
#include "http/asset.h"

extern const brisk_asset brisk_asset_console_html;
extern const brisk_asset brisk_asset_console_css;
extern const brisk_asset brisk_asset_console_js;

static const struct page_file {
    const char *name;
    const brisk_asset *asset;
} files[] = {
    {"", &brisk_asset_console_html},
    {"console.css", &brisk_asset_console_css},
    {"console.js", &brisk_asset_console_js},
};

/* Nothing from elsewhere, no inline script: what a function logs or answers is text here, whatever it holds. */
#define POLICY                                                                                                         \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "              \
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

bool brisk_page_answer(brisk_console_call *call, brisk_str name)
{
    brisk_request *request = call->request;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const brisk_asset *asset = files[i].asset;
        if (!brisk_str_is(name, files[i].name)) {
            continue;
        }
        brisk_set_header(request, BRISK_S("etag"), brisk_str_view(asset->etag));
        brisk_set_header(request, BRISK_S("cache-control"), BRISK_S("no-cache"));
        brisk_set_header(request, BRISK_S("content-security-policy"), BRISK_S(POLICY));
        brisk_set_header(request, BRISK_S("x-content-type-options"), BRISK_S("nosniff"));
        if (brisk_str_is(brisk_request_header(request, "if-none-match"), asset->etag)) {
            (void)brisk_respond(request, 304, NULL, (brisk_str){0});
            return true;
        }
        brisk_set_header(request, BRISK_S("content-encoding"), BRISK_S("gzip"));
        (void)brisk_respond(request, 200, asset->media_type, (brisk_str){(const char *)asset->gzip, asset->gzip_len});
        return true;
    }
    return false;
}
