/* docs.c - the pages /docs (Swagger UI) and /redoc (ReDoc), and their files.
 *
 *     GET /docs                        the page: names everything by relative URLs, so that it works behind any prefix
 *     GET /docs/swagger-ui.css?v=…     its files, out of the program (assets.h), gzip as they are stored
 *     GET /docs/oauth2-redirect        where an OAuth2 provider sends the browser back to
 *     GET /redoc, /redoc/redoc.js      the same for ReDoc
 *
 * A page asks for its files with their entity tag as version, so these may be cached for a year. Built without the npm
 * packages the pages link to the CDN that FastAPI's pages use. Nothing outside names this file but brisk_docs_pages. */
#include "app/docs.h"

#include "app/docs_html.h"
#include "core/str.h"
#include "http/request.h"

#include <string.h>

#ifndef BRISK_DOCS_OFFLINE
#define BRISK_DOCS_OFFLINE 0
#endif

#if BRISK_DOCS_OFFLINE
#include "app/assets.h"

#include <zlib.h>

/* clang-format off */
#define SWAGGER_CSS {"swagger-ui.css", &brisk_asset_swagger_ui_css}
#define SWAGGER_JS {"swagger-ui-bundle.js", &brisk_asset_swagger_ui_bundle_js}
#define REDOC_JS {"redoc.js", &brisk_asset_redoc_js}
#define FAVICON {"favicon.png", &brisk_asset_favicon_png}
#else
typedef struct brisk_asset brisk_asset;
#define SWAGGER_CSS {"https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui.css", NULL}
#define SWAGGER_JS {"https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js", NULL}
#define REDOC_JS {"https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js", NULL}
#define FAVICON {"https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/favicon-32x32.png", NULL}
#endif
/* clang-format on */

/* A file of a page: its name below the page, or its address on the CDN. */
typedef struct page_file {
    const char *name;
    const brisk_asset *asset;
} page_file;

enum { STYLE, SCRIPT, ICON, FILES };

static const page_file swagger_files[FILES] = {SWAGGER_CSS, SWAGGER_JS, FAVICON};
static const page_file redoc_files[FILES] = {{NULL, NULL}, REDOC_JS, FAVICON};

/* ---- where the pages are ---- */

typedef enum page_kind { PAGE_NONE, PAGE_SWAGGER, PAGE_REDOC, PAGE_REDIRECT, PAGE_FILE, PAGE_SLASH } page_kind;

typedef struct page {
    page_kind kind;
    const brisk_asset *asset; /* of PAGE_FILE */
    brisk_str url;            /* of the page, or the page that the file belongs to */
} page;

static brisk_str url_or(const char *url, const char *otherwise)
{
    return brisk_str_view(url ? url : otherwise);
}

/* What stands behind url and a slash; ptr NULL where path is not below url. */
static brisk_str path_below(brisk_str path, brisk_str url)
{
    if (url.len > 0 && url.ptr[url.len - 1] == '/') {
        url.len--;
    }
    if (path.len <= url.len || path.ptr[url.len] != '/' || memcmp(path.ptr, url.ptr, url.len) != 0) {
        return (brisk_str){NULL, 0};
    }
    return (brisk_str){path.ptr + url.len + 1, path.len - url.len - 1};
}

static bool find_in(brisk_str path, brisk_str url, page_kind kind, const page_file *files, page *out)
{
    out->url = url;
    if (url.len == 0) {
        return false;
    }
    if (brisk_str_equal(path, url)) {
        out->kind = kind;
        return true;
    }
    brisk_str below = path_below(path, url);
    if (!below.ptr) {
        return false;
    }
    for (size_t i = 0; i < FILES; i++) {
        if (files[i].asset && brisk_str_is(below, files[i].name)) {
            out->kind = PAGE_FILE;
            out->asset = files[i].asset;
            return true;
        }
    }
    if (kind == PAGE_SWAGGER && brisk_str_is(below, "oauth2-redirect")) {
        out->kind = PAGE_REDIRECT;
        return true;
    }
    out->kind = PAGE_SLASH; /* "/docs/": its relative URLs would lead nowhere */
    return below.len == 0;
}

static bool find_page(const brisk_service *service, brisk_str path, page *out)
{
    const brisk_app *app = brisk_service_app(service);
    *out = (page){.kind = PAGE_NONE};
    if (url_or(app->openapi_url, "/openapi.json").len == 0) {
        return false; /* pages of no document */
    }
    return find_in(path, url_or(app->docs_url, "/docs"), PAGE_SWAGGER, swagger_files, out) ||
           find_in(path, url_or(app->redoc_url, "/redoc"), PAGE_REDOC, redoc_files, out);
}

/* ---- relative URLs ---- */

/* The last segment of a page's URL: what relative URLs to the files below it begin with. */
static brisk_str last_segment(brisk_str url)
{
    size_t slash = brisk_str_find_last_char(url, '/');
    return slash == BRISK_STR_NONE ? url : (brisk_str){url.ptr + slash + 1, url.len - slash - 1};
}

/* The URL of a file as the page writes it: "docs/swagger-ui.css?v=0123", or the one on the CDN. */
static brisk_str file_url(brisk_arena *arena, brisk_str page_url, const page_file *file)
{
#if BRISK_DOCS_OFFLINE
    brisk_str last = last_segment(page_url), tag = brisk_str_view(file->asset->etag);
    return brisk_arena_printf(arena, "%.*s%s%s?v=%.*s", (int)last.len, last.ptr, last.len > 0 ? "/" : "", file->name,
                              (int)tag.len - 2, tag.ptr + 1); /* the tag without its quotes */
#else
    (void)arena, (void)page_url;
    return brisk_str_view(file->name);
#endif
}

/* From a page to another URL of the app: one ".." for each directory that the page stands in. */
static brisk_str relative_url(brisk_arena *arena, brisk_str page_url, brisk_str target)
{
    brisk_buffer out;
    brisk_buffer_init(&out, arena, 0);
    for (size_t i = 1; i < page_url.len; i++) {
        if (page_url.ptr[i] == '/') {
            BRISK_BUFFER_APPEND_LITERAL(&out, "../");
        }
    }
    brisk_buffer_append(&out, target.ptr + 1, target.len - 1);
    return brisk_buffer_view(&out);
}

/* ---- answers ---- */

static void answer_page(const brisk_service *service, brisk_request *req, const page *found)
{
    const brisk_app *app = brisk_service_app(service);
    const page_file *files = found->kind == PAGE_SWAGGER ? swagger_files : redoc_files;
    brisk_str below = last_segment(found->url);
    brisk_docs_html html = {
        .title = brisk_str_view(app->title ? app->title : "Brisk"),
        .openapi_url = relative_url(req->arena, found->url, url_or(app->openapi_url, "/openapi.json")),
        .script_url = file_url(req->arena, found->url, &files[SCRIPT]),
        .icon_url = file_url(req->arena, found->url, &files[ICON]),
    };
    brisk_buffer out;
    brisk_buffer_init(&out, req->arena, 0);
    if (found->kind == PAGE_SWAGGER) {
        html.style_url = file_url(req->arena, found->url, &files[STYLE]);
        html.redirect_url = brisk_arena_printf(req->arena, "%.*s%soauth2-redirect", (int)below.len, below.ptr,
                                               below.len > 0 ? "/" : "");
        brisk_docs_write_swagger(&out, &html);
    } else {
        brisk_docs_write_redoc(&out, &html);
    }
    (void)brisk_respond_html(req, 200, brisk_buffer_view(&out));
}

#if BRISK_DOCS_OFFLINE
/* ";q=0", "q=0.000": the coding is refused. */
static bool is_zero_weight(brisk_str weight)
{
    if (!brisk_str_starts_with(weight, BRISK_S("q=0"))) {
        return false;
    }
    for (size_t i = 3; i < weight.len; i++) {
        if (weight.ptr[i] != '.' && weight.ptr[i] != '0') {
            return false;
        }
    }
    return true;
}

/* True where Accept-Encoding takes gzip (RFC 9110, 12.5.3): named, or covered by "*", and not with a weight of 0. */
static bool accepts_gzip(const brisk_request *req)
{
    brisk_str rest = brisk_request_header(req, "accept-encoding"), part;
    bool more = true, takes_gzip = false, takes_any = false, names_gzip = false;
    while (rest.ptr && brisk_str_split(&rest, ',', &more, &part)) {
        brisk_str coding, weight;
        brisk_str_cut(part, ';', &coding, &weight);
        coding = brisk_str_trim_ows(coding);
        bool is_refused = is_zero_weight(brisk_str_trim_ows(weight));
        if (brisk_str_is_ignore_case(coding, "gzip") || brisk_str_is_ignore_case(coding, "x-gzip")) {
            names_gzip = true;
            takes_gzip = !is_refused;
        } else if (brisk_str_is(coding, "*")) {
            takes_any = !is_refused;
        }
    }
    return names_gzip ? takes_gzip : takes_any;
}

/* The file unpacked into the request's arena; ptr NULL without memory. */
static brisk_str unpack(brisk_arena *arena, const brisk_asset *asset)
{
    unsigned char *plain = brisk_arena_alloc_raw(arena, asset->plain_len);
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (!plain || inflateInit2(&stream, 15 + 16) != Z_OK) { /* 15: the window, +16: the gzip format */
        return (brisk_str){NULL, 0};
    }
    union {
        const unsigned char *stored;
        unsigned char *read;
    } input = {.stored = asset->gzip}; /* zlib's z_const */
    stream.next_in = input.read;
    stream.avail_in = (uInt)asset->gzip_len;
    stream.next_out = plain;
    stream.avail_out = (uInt)asset->plain_len;
    int result = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    const void *bytes = plain;
    return result == Z_STREAM_END ? (brisk_str){bytes, asset->plain_len} : (brisk_str){NULL, 0};
}

/* If-None-Match names this tag, by weak comparison (RFC 9110, 13.1.2). */
static bool is_known_to_client(const brisk_request *req, brisk_str tag)
{
    brisk_str rest = brisk_request_header(req, "if-none-match"), part;
    bool more = true;
    while (rest.ptr && brisk_str_split(&rest, ',', &more, &part)) {
        part = brisk_str_trim_ows(part);
        if (brisk_str_starts_with(part, BRISK_S("W/"))) {
            part = (brisk_str){part.ptr + 2, part.len - 2};
        }
        if (brisk_str_is(part, "*") || brisk_str_equal(part, tag)) {
            return true;
        }
    }
    return false;
}

static void answer_file(brisk_request *req, const brisk_asset *asset)
{
    bool is_packed = accepts_gzip(req);
    brisk_str tag = brisk_str_view(asset->etag);
    if (!is_packed) { /* another representation, so another strong tag (RFC 9110, 8.8.3.3) */
        tag = brisk_arena_printf(req->arena, "%.*s-plain\"", (int)tag.len - 1, tag.ptr);
    }
    brisk_set_header(req, BRISK_S("ETag"), tag);
    brisk_set_header(req, BRISK_S("Cache-Control"), BRISK_S("public, max-age=31536000, immutable"));
    brisk_set_header(req, BRISK_S("Vary"), BRISK_S("Accept-Encoding"));
    if (is_known_to_client(req, tag)) {
        (void)brisk_respond(req, 304, NULL, BRISK_S(""));
        return;
    }
    const void *packed = asset->gzip;
    brisk_str body = is_packed ? (brisk_str){packed, asset->gzip_len} : unpack(req->arena, asset);
    if (!body.ptr) {
        (void)brisk_respond_text(req, 503, BRISK_S("Service Unavailable"));
        return;
    }
    if (is_packed) {
        brisk_set_header(req, BRISK_S("Content-Encoding"), BRISK_S("gzip"));
    }
    (void)brisk_respond(req, 200, asset->media_type, body);
}
#else
static void answer_file(brisk_request *req, const brisk_asset *asset)
{
    (void)req, (void)asset; /* no file is found without assets */
}
#endif

/* ---- the hook ---- */

static bool handle(const brisk_service *service, brisk_request *req)
{
    page found;
    if ((req->method != BRISK_METHOD_GET && req->method != BRISK_METHOD_HEAD) ||
        !find_page(service, req->path, &found)) {
        return false;
    }
    brisk_str last = last_segment(found.url);
    switch (found.kind) {
    case PAGE_FILE:
        answer_file(req, found.asset);
        break;
    case PAGE_REDIRECT:
        (void)brisk_respond_html(req, 200, brisk_docs_redirect_page());
        break;
    case PAGE_SLASH:
        if (brisk_service_app(service)->no_redirect_slashes) {
            return false;
        }
        (void)brisk_redirect(req, 307, brisk_str_concat(req->arena, BRISK_S("../"), last, BRISK_S("")));
        break;
    default:
        answer_page(service, req, &found);
    }
    return true;
}

static bool is_page(const brisk_service *service, brisk_str path)
{
    page found;
    return find_page(service, path, &found);
}

const brisk_docs brisk_docs_pages = {.handle = handle, .is_page = is_page};
