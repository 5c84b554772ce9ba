/* openapi_security.c - components.securitySchemes (OpenAPI 3.1.0, 4.8.27). */
#include "app/openapi_build.h"

#include "schema/encode_text.h"

#define LITERAL BRISK_BUFFER_APPEND_LITERAL

/* API Gateway takes its key from this header; the app itself never looks at it. */
const brisk_security brisk_openapi_gateway_key = {
    .name = "GatewayKey",
    .scheme = BRISK_SCHEME_API_KEY_HEADER,
    .parameter = "x-api-key",
    .doc = "The key of a usage plan of API Gateway",
};

static void write_text(brisk_buffer *out, const char *key, const char *text)
{
    if (text) {
        brisk_schema_write_comma(out);
        brisk_buffer_append_printf(out, "\"%s\":", key);
        (void)brisk_encode_text(out, brisk_str_view(text));
    }
}

static void write_key_scheme(brisk_buffer *out, const brisk_security *security, const char *place)
{
    write_text(out, "type", "apiKey");
    write_text(out, "description", security->doc);
    write_text(out, "in", place);
    write_text(out, "name", security->parameter);
}

static void write_http_scheme(brisk_buffer *out, const brisk_security *security, const char *scheme)
{
    write_text(out, "type", "http");
    write_text(out, "description", security->doc);
    write_text(out, "scheme", scheme);
    write_text(out, "bearerFormat", security->format);
}

static void write_oauth2(brisk_buffer *out, const brisk_security *security, const char *flow)
{
    write_text(out, "type", "oauth2");
    write_text(out, "description", security->doc);
    brisk_buffer_append_printf(out, ",\"flows\":{\"%s\":{", flow);
    write_text(out, "refreshUrl", security->refresh_url);
    brisk_schema_write_comma(out);
    LITERAL(out, "\"scopes\":{");
    for (const brisk_scope_doc *scope = security->scopes; scope && scope->name; scope++) {
        brisk_schema_write_comma(out);
        (void)brisk_encode_text(out, brisk_str_view(scope->name));
        brisk_buffer_append_char(out, ':');
        (void)brisk_encode_text(out, brisk_str_view(scope->doc));
    }
    brisk_buffer_append_char(out, '}');
    write_text(out, "authorizationUrl", security->authorize_url);
    write_text(out, "tokenUrl", security->token_url);
    LITERAL(out, "}}");
}

void brisk_openapi_write_scheme(brisk_openapi *doc, const brisk_security *security)
{
    brisk_buffer *out = doc->out;
    brisk_schema_write_comma(out);
    (void)brisk_encode_text(out, brisk_str_view(security->name));
    LITERAL(out, ":{");
    switch (security->scheme) {
    case BRISK_SCHEME_API_KEY_HEADER:
        write_key_scheme(out, security, "header");
        break;
    case BRISK_SCHEME_API_KEY_QUERY:
        write_key_scheme(out, security, "query");
        break;
    case BRISK_SCHEME_API_KEY_COOKIE:
        write_key_scheme(out, security, "cookie");
        break;
    case BRISK_SCHEME_BASIC:
        write_http_scheme(out, security, "basic");
        break;
    case BRISK_SCHEME_BEARER:
        write_http_scheme(out, security, "bearer");
        break;
    case BRISK_SCHEME_DIGEST:
        write_http_scheme(out, security, "digest");
        break;
    case BRISK_SCHEME_OAUTH2_PASSWORD:
        write_oauth2(out, security, "password");
        break;
    case BRISK_SCHEME_OAUTH2_CODE:
        write_oauth2(out, security, "authorizationCode");
        break;
    case BRISK_SCHEME_OPENID:
        write_text(out, "type", "openIdConnect");
        write_text(out, "description", security->doc);
        write_text(out, "openIdConnectUrl", security->openid_url);
        break;
    default:
        break;
    }
    brisk_buffer_append_char(out, '}');
}
