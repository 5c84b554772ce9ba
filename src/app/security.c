/* security.c - reads credentials as FastAPI's security classes do: they parse, the app's dependency decides.
 *
 * Where nothing usable was sent: 401 {"detail":"Not authenticated"} with the scheme's WWW-Authenticate (RFC 9110,
 * 11.6.1), or, for a scheme marked optional, given = false. */
#include "app/dispatch.h"
#include "core/base64.h"
#include "core/str.h"
#include "http/cookie.h"

static brisk_status refuse(brisk_request *req, const brisk_security *security)
{
    static const brisk_str api_key = BRISK_STR("APIKey"), basic = BRISK_STR("Basic"), digest = BRISK_STR("Digest"),
                           bearer = BRISK_STR("Bearer");
    brisk_str challenge = bearer;
    switch (security->scheme) {
    case BRISK_SCHEME_API_KEY_HEADER:
    case BRISK_SCHEME_API_KEY_QUERY:
    case BRISK_SCHEME_API_KEY_COOKIE:
        challenge = api_key;
        break;
    case BRISK_SCHEME_BASIC:
        challenge = security->realm ? brisk_strf(req, "Basic realm=\"%s\"", security->realm) : basic;
        break;
    case BRISK_SCHEME_DIGEST:
        challenge = digest;
        break;
    case BRISK_SCHEME_BEARER:
    case BRISK_SCHEME_OAUTH2_PASSWORD:
    case BRISK_SCHEME_OAUTH2_CODE:
    case BRISK_SCHEME_OPENID:
        break;
    }
    brisk_status status = brisk_fail(req, 401, "Not authenticated");
    brisk_set_header(req, BRISK_S("WWW-Authenticate"), challenge);
    return status;
}

static brisk_status absent(brisk_request *req, const brisk_security *security)
{
    return security->is_optional ? BRISK_OK : refuse(req, security);
}

static brisk_str read_key(brisk_request *req, const brisk_security *security)
{
    brisk_str name = brisk_str_view(security->parameter);
    if (security->scheme == BRISK_SCHEME_API_KEY_HEADER) {
        return brisk_headers_get(&req->headers, name);
    }
    if (security->scheme == BRISK_SCHEME_API_KEY_QUERY) {
        return brisk_pairs_get(&req->dispatch->query, name);
    }
    return brisk_request_cookie(req, security->parameter);
}

static brisk_status read_basic(brisk_request *req, const brisk_security *security, brisk_str scheme, brisk_str encoded,
                               brisk_basic *out)
{
    if (!brisk_str_is_ignore_case(scheme, "basic")) {
        return absent(req, security);
    }
    brisk_str decoded = {0};
    bool is_ascii = brisk_base64_decode(req->arena, encoded, BRISK_BASE64_STANDARD, &decoded) == BRISK_OK;
    for (size_t i = 0; is_ascii && i < decoded.len; i++) {
        is_ascii = (unsigned char)decoded.ptr[i] < 0x80;
    }
    /* What claims to be Basic and is not is refused even where the scheme is optional. */
    if (!is_ascii || !brisk_str_cut(decoded, ':', &out->username, &out->password)) {
        return refuse(req, security);
    }
    out->given = true;
    return BRISK_OK;
}

static brisk_status read_authorization(brisk_request *req, const brisk_security *security, void *out)
{
    brisk_str header = brisk_headers_get(&req->headers, BRISK_S("Authorization"));
    if (header.len == 0) {
        return absent(req, security);
    }
    brisk_str scheme, value;
    (void)brisk_str_cut(header, ' ', &scheme, &value);
    value = brisk_str_trim(value); /* one or more spaces stand between them (RFC 9110, 11.4) */
    if (security->scheme == BRISK_SCHEME_BASIC) {
        return read_basic(req, security, scheme, value, out);
    }
    brisk_credentials *credentials = out;
    if (security->scheme == BRISK_SCHEME_OPENID) {
        *credentials = (brisk_credentials){.given = true, .scheme = scheme, .value = header};
        return BRISK_OK;
    }
    const char *wanted = security->scheme == BRISK_SCHEME_DIGEST ? "digest" : "bearer";
    bool is_oauth2 = security->scheme == BRISK_SCHEME_OAUTH2_PASSWORD || security->scheme == BRISK_SCHEME_OAUTH2_CODE;
    if (!brisk_str_is_ignore_case(scheme, wanted) || (value.len == 0 && !is_oauth2)) {
        return absent(req, security);
    }
    *credentials = (brisk_credentials){.given = true, .scheme = scheme, .value = value};
    return BRISK_OK;
}

brisk_status brisk_security_read(brisk_request *req, const brisk_security *security, void *out)
{
    if (security->scheme != BRISK_SCHEME_API_KEY_HEADER && security->scheme != BRISK_SCHEME_API_KEY_QUERY &&
        security->scheme != BRISK_SCHEME_API_KEY_COOKIE) {
        return read_authorization(req, security, out);
    }
    brisk_str key = read_key(req, security);
    if (key.len == 0) {
        return absent(req, security);
    }
    *(brisk_credentials *)out = (brisk_credentials){.given = true, .value = key};
    return BRISK_OK;
}
