/* 03-header-cookie-form.c - headers, cookies and forms, as single parameters and as parameter models. */
#include "runner.h"

#include <brisk/brisk.h>

/* ---- headers ---- */

MODEL(Headers, (opt(str), user_agent), (int64, x_count), (opt(list(str)), x_token), (opt(bool), x_flag));

ENDPOINT(headers, GET, "/headers", Headers, untyped,
    header(opt(str),       user_agent),
    header(int64,          x_count, ge(1), defaults(1)),
    header(opt(list(str)), x_token),
    header(opt(bool),      x_flag));
static brisk_status headers(brisk_request *req, const headers_in *in, Headers *out)
{
    *out = (Headers){in->user_agent, in->x_count, in->x_token, in->x_flag};
    return BRISK_OK;
}

MODEL(RequiredHeaders, (str, x_request_id), (opt(str), odd), (opt(str), raw_name));

ENDPOINT(required_headers, GET, "/required-headers", RequiredHeaders, untyped,
    header(str,      x_request_id, pattern("^[0-9a-f]{4}$"), doc("Trace id")),
    header(opt(str), odd, alias("X-Odd-Name")),
    header(opt(str), raw_name, keep_underscores));
static brisk_status required_headers(brisk_request *req, const required_headers_in *in, RequiredHeaders *out)
{
    *out = (RequiredHeaders){in->x_request_id, in->odd, in->raw_name};
    return BRISK_OK;
}

MODEL(Common,
    (bool,      save_data),
    (opt(str),  if_modified_since),
    (opt(str),  traceparent),
    (list(str), x_tag, defaults()),
    (int64,     level, ge(1), le(3), defaults(1)));

ENDPOINT(header_model, GET, "/header-model", Common, untyped, header(Common, h));
static brisk_status header_model(brisk_request *req, const header_model_in *in, Common *out)
{
    *out = in->h;
    return BRISK_OK;
}

/* ---- cookies ---- */

MODEL(Jar, (opt(str), ads_id), (int64, session), (str, theme));

ENDPOINT(cookies, GET, "/cookies", Jar, untyped,
    cookie(opt(str), ads_id),
    cookie(int64,    session, gt(0), defaults(1)),
    cookie(str,      theme, alias("ui-theme"), defaults("light")));
static brisk_status cookies(brisk_request *req, const cookies_in *in, Jar *out)
{
    *out = (Jar){in->ads_id, in->session, in->theme};
    return BRISK_OK;
}

MODEL(Token, (str, token));

ENDPOINT(cookie_required, GET, "/cookie-required", Token, untyped, cookie(str, token, min_length(3)));
static brisk_status cookie_required(brisk_request *req, const cookie_required_in *in, Token *out)
{
    out->token = in->token;
    return BRISK_OK;
}

MODEL(Cookies, forbid_extra, (str, session_id), (opt(str), fatebook_tracker), (int64, visits, defaults(0)));

ENDPOINT(cookie_model, GET, "/cookie-model", Cookies, untyped, cookie(Cookies, c));
static brisk_status cookie_model(brisk_request *req, const cookie_model_in *in, Cookies *out)
{
    *out = in->c;
    return BRISK_OK;
}

/* ---- forms ---- */

MODEL(LoggedIn, (str, username), (int64, len), (opt(int64), otp));

static int64_t count_characters(brisk_str text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80; /* UTF-8: all but continuation bytes */
    }
    return count;
}

ENDPOINT(login, POST, "/login", LoggedIn, untyped,
    form(str, username), form(str, password, min_length(3)), form(opt(int64), otp));
static brisk_status login(brisk_request *req, const login_in *in, LoggedIn *out)
{
    *out = (LoggedIn){in->username, count_characters(in->password), in->otp};
    return BRISK_OK;
}

MODEL(FormTypes, (int64, n), (opt(double), f), (bool, b), (list(str), tags), (opt(list(int64)), nums), (str, s));

ENDPOINT(form_types, POST, "/form-types", FormTypes, untyped,
    form(int64,            n, defaults(5)),
    form(opt(double),      f),
    form(bool,             b, defaults(false)),
    form(list(str),        tags, defaults()),
    form(opt(list(int64)), nums),
    form(str,              s, alias("the-text"), defaults("dflt")));
static brisk_status form_types(brisk_request *req, const form_types_in *in, FormTypes *out)
{
    *out = (FormTypes){in->n, in->f, in->b, in->tags, in->nums, in->s};
    return BRISK_OK;
}

MODEL(Login, forbid_extra,
    (str,        username, min_length(2)),
    (str,        password),
    (bool,       remember, defaults(false)),
    (list(str),  roles, defaults()),
    (opt(int64), age));

ENDPOINT(form_model, POST, "/form-model", Login, untyped, form(Login, data));
static brisk_status form_model(brisk_request *req, const form_model_in *in, Login *out)
{
    *out = in->data;
    return BRISK_OK;
}

/* ---- answers with headers and cookies ---- */

MODEL(Done, (bool, ok));

ENDPOINT(set_things, POST, "/set", Done, untyped, form(str, name));
static brisk_status set_things(brisk_request *req, const set_things_in *in, Done *out)
{
    brisk_set_cookie(req, &(brisk_cookie){.name = S("who"), .value = in->name});
    brisk_set_cookie(req, &(brisk_cookie){.name = S("sid"),
                                          .value = S("abc"),
                                          .path = "/set",
                                          .same_site = "strict",
                                          .max_age_s = 60,
                                          .has_max_age = true,
                                          .secure = true,
                                          .http_only = true});
    brisk_set_header(req, S("X-Name"), S("set"));
    out->ok = true;
    return BRISK_OK;
}

ENDPOINT(forget, POST, "/forget", Done, untyped);
static brisk_status forget(brisk_request *req, const forget_in *in, Done *out)
{
    brisk_delete_cookie(req, "who", NULL, NULL);
    out->ok = true;
    return BRISK_OK;
}

ROUTER(all, "", headers, required_headers, header_model, cookies, cookie_required, cookie_model, login, form_types,
    form_model, set_things, forget);

APP(app, title("Headers, cookies, forms"), version("1.0"), include(all));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
