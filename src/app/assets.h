/*
 * assets.h - the files of the docs pages (Swagger UI, ReDoc), built into the program.
 *
 * The build compresses each file once and makes one object of it (cmake/BriskAssets.cmake, cmake/embed.cmake): a program
 * that names none of them holds none of them. They exist only where BRISK_DOCS_OFFLINE is 1 (npm's packages were there
 * at build time); otherwise the pages link to the CDN.
 */
#ifndef BRISK_APP_ASSETS_H
#define BRISK_APP_ASSETS_H

#include "http/asset.h"

extern const brisk_asset brisk_asset_swagger_ui_css;
extern const brisk_asset brisk_asset_swagger_ui_bundle_js;
extern const brisk_asset brisk_asset_favicon_png;
extern const brisk_asset brisk_asset_oauth2_redirect_html;
extern const brisk_asset brisk_asset_redoc_js;

#endif
