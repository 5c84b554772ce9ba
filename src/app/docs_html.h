/* docs_html.h - the HTML of the docs pages; for docs.c only. */
#ifndef BRISK_APP_DOCS_HTML_H
#define BRISK_APP_DOCS_HTML_H

#include "core/buffer.h"

/** What a page is made of; all URLs as the page writes them, relative or absolute. */
typedef struct brisk_docs_html {
    brisk_str title; /* of the app */
    brisk_str openapi_url, script_url, icon_url;
    brisk_str style_url, redirect_url; /* of Swagger UI */
} brisk_docs_html;

void brisk_docs_write_swagger(brisk_buffer *out, const brisk_docs_html *html);
void brisk_docs_write_redoc(brisk_buffer *out, const brisk_docs_html *html);

/** The page that hands an OAuth2 answer back to Swagger UI. Constant. */
brisk_str brisk_docs_redirect_page(void);

#endif
