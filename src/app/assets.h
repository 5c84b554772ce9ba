/*
 * assets.h - the files of the docs pages (Swagger UI, ReDoc), built into the program.
 *
 * The build compresses each file once and makes one object of it (cmake/BriskAssets.cmake, cmake/embed.cmake): a program
 * that names none of them holds none of them. They exist only where BRISK_DOCS_OFFLINE is 1 (npm's packages were there
 * at build time); otherwise the pages link to the CDN.
 */
#ifndef BRISK_APP_ASSETS_H
#define BRISK_APP_ASSETS_H

#include <stddef.h>

/* cmake/embed.cmake writes this layout: keep the two alike. */
typedef struct brisk_asset {
    const unsigned char *gzip; /* a whole gzip member (RFC 1952) */
    size_t gzip_len;
    size_t plain_len;       /* bytes when unpacked */
    const char *media_type; /* the Content-Type value */
    char etag[20];          /* a strong entity tag with its quotes, NUL-terminated */
} brisk_asset;

extern const brisk_asset brisk_asset_swagger_ui_css;
extern const brisk_asset brisk_asset_swagger_ui_bundle_js;
extern const brisk_asset brisk_asset_favicon_png;
extern const brisk_asset brisk_asset_oauth2_redirect_html;
extern const brisk_asset brisk_asset_redoc_js;

#endif
