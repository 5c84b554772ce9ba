/* docs_html.c - the pages themselves, with the settings of FastAPI's get_swagger_ui_html and get_redoc_html.
 *
 * Texts of the app are escaped for the place they stand in: HTML, or a JavaScript string in a script element. */
#include "app/docs_html.h"

#define LITERAL BRISK_BUFFER_APPEND_LITERAL

static void append_html(brisk_buffer *out, brisk_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            LITERAL(out, "&amp;");
            break;
        case '<':
            LITERAL(out, "&lt;");
            break;
        case '>':
            LITERAL(out, "&gt;");
            break;
        case '"':
            LITERAL(out, "&quot;");
            break;
        default:
            brisk_buffer_append_char(out, text.ptr[i]);
        }
    }
}

/* As a quoted JavaScript string: what could end the string or the script element is written as \u00xx. */
static void append_script(brisk_buffer *out, brisk_str text)
{
    brisk_buffer_append_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
            brisk_buffer_append_printf(out, "\\u%04x", c);
        } else {
            brisk_buffer_append_char(out, (char)c);
        }
    }
    brisk_buffer_append_char(out, '"');
}

static void write_head(brisk_buffer *out, const brisk_docs_html *html, const char *what)
{
    LITERAL(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    append_html(out, html->title);
    brisk_buffer_append_printf(out, " - %s</title>\n<link rel=\"shortcut icon\" href=\"", what);
    append_html(out, html->icon_url);
    LITERAL(out, "\">\n");
}

void brisk_docs_write_swagger(brisk_buffer *out, const brisk_docs_html *html)
{
    write_head(out, html, "Swagger UI");
    LITERAL(out, "<link rel=\"stylesheet\" href=\"");
    append_html(out, html->style_url);
    LITERAL(out, "\">\n</head>\n<body>\n<div id=\"swagger-ui\"></div>\n<script src=\"");
    append_html(out, html->script_url);
    LITERAL(out, "\"></script>\n<script>\nconst ui = SwaggerUIBundle({\n  url: ");
    append_script(out, html->openapi_url);
    LITERAL(out, ",\n  dom_id: \"#swagger-ui\",\n  layout: \"BaseLayout\",\n  deepLinking: true,\n"
                 "  showExtensions: true,\n  showCommonExtensions: true,\n"
                 "  oauth2RedirectUrl: new URL(");
    append_script(out, html->redirect_url);
    LITERAL(out, ", window.location.href).href,\n"
                 "  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],\n"
                 "});\n</script>\n</body>\n</html>\n");
}

void brisk_docs_write_redoc(brisk_buffer *out, const brisk_docs_html *html)
{
    write_head(out, html, "ReDoc");
    LITERAL(out, "<style>body { margin: 0; padding: 0; }</style>\n</head>\n<body>\n"
                 "<noscript>ReDoc needs JavaScript to show the documentation.</noscript>\n<redoc spec-url=\"");
    append_html(out, html->openapi_url);
    LITERAL(out, "\"></redoc>\n<script src=\"");
    append_html(out, html->script_url);
    LITERAL(out, "\"></script>\n</body>\n</html>\n");
}

brisk_str brisk_docs_redirect_page(void)
{
    /* Swagger UI leaves {auth, state, redirectUrl, callback, errCb} in its window under this name. A code comes in the
     * query, a token of the implicit flow in the fragment. */
    static const char page[] =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Swagger UI: OAuth2 redirect</title>"
        "<link rel=\"icon\" href=\"data:,\"></head>\n<body>\n<script>\n"
        "\"use strict\";\n"
        "const waiting = window.opener && window.opener.swaggerUIRedirectOauth2;\n"
        "if (waiting) {\n"
        "  const inHash = /code|token|error/.test(window.location.hash);\n"
        "  const given = new URLSearchParams((inHash ? window.location.hash : window.location.search).slice(1));\n"
        "  const answer = Object.fromEntries(given.entries());\n"
        "  const isValid = answer.state === waiting.state;\n"
        "  const flow = waiting.auth.schema.get(\"flow\");\n"
        "  const wantsCode = [\"accessCode\", \"authorizationCode\", \"authorization_code\"].includes(flow);\n"
        "  const tell = (level, message) =>\n"
        "    waiting.errCb({authId: waiting.auth.name, source: \"auth\", level, message});\n"
        "  if (!wantsCode || waiting.auth.code) {\n"
        "    waiting.callback({auth: waiting.auth, token: answer, isValid, redirectUrl: waiting.redirectUrl});\n"
        "  } else {\n"
        "    if (!isValid) {\n"
        "      tell(\"warning\", \"The state that came back is not the one that was sent: this may be unsafe.\");\n"
        "    }\n"
        "    if (answer.code) {\n"
        "      delete waiting.state;\n"
        "      waiting.auth.code = answer.code;\n"
        "      waiting.callback({auth: waiting.auth, redirectUrl: waiting.redirectUrl});\n"
        "    } else {\n"
        "      tell(\"error\", \"Authorization failed: \" +\n"
        "           [answer.error, answer.error_description, answer.error_uri].filter(Boolean).join(\": \"));\n"
        "    }\n"
        "  }\n"
        "  window.close();\n"
        "}\n"
        "</script>\n</body>\n</html>\n";
    return (brisk_str){page, sizeof page - 1};
}
