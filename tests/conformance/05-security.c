/* 05-security.c - API keys, Basic, Bearer, Digest, OAuth2 and OpenID Connect; scopes, optional and combined schemes. */
#include "runner.h"

#include <brisk/brisk.h>

#include <string.h>

/* A scheme's C name is its name in the document: those of FastAPI's classes where it has no other. */
SECURITY(HTTPBasic, basic);
SECURITY(VaultBasic, basic, realm("vault"), doc("Vault login"));
SECURITY(OptBasic, basic, optional);
SECURITY(HTTPBearer, bearer, format("JWT"));
SECURITY(OptBearer, bearer, optional);
SECURITY(HTTPDigest, digest);
SECURITY(APIKeyHeader, api_key_header("X-API-Key"));
SECURITY(OptKey, api_key_header("X-API-Key"), optional);
SECURITY(APIKeyQuery, api_key_query("api_key"), doc("in the query"));
SECURITY(APIKeyCookie, api_key_cookie("key"));
SECURITY(OAuth2PasswordBearer, oauth2_password("token"), scope("me", "Read me"), scope("items", "Read items"),
    scope("admin", "All"));
SECURITY(PlainOAuth, oauth2_password("/token"), refresh_url("/refresh"));
SECURITY(OptOAuth, oauth2_password("token"), optional);
SECURITY(OAuth2AuthorizationCodeBearer, oauth2_code("https://auth.test/authorize", "https://auth.test/token"),
    scope("x", "X"));
SECURITY(OpenIdConnect, openid("/.well-known/openid-configuration"));

/* ---- users ---- */

MODEL(Token, (str, access_token), (str, token_type));
MODEL(User, (str, username), (bool, disabled), (list(str), scopes));

static brisk_str some_scopes[] = {STR("me"), STR("items"), STR("admin")};

static const struct {
    const char *password;
    User user;
} users[] = {
    {"wonder", {STR("alice"), false, {some_scopes, 2}}},
    {"builder", {STR("bob"), true, {some_scopes, 1}}},
    {"toor", {STR("root"), false, {some_scopes, 3}}},
};

/* The index of a user, or -1. */
static int find_user(brisk_str name)
{
    for (int i = 0; i < (int)(sizeof users / sizeof *users); i++) {
        if (brisk_str_equal(users[i].user.username, name)) {
            return i;
        }
    }
    return -1;
}

/* The next of the words that white space parts, NULL pointer at the end. */
static brisk_str next_word(brisk_str *text)
{
    while (text->len > 0 && (*text->ptr == ' ' || *text->ptr == '\t' || *text->ptr == '\n')) {
        *text = (brisk_str){text->ptr + 1, text->len - 1};
    }
    brisk_str word = {text->len > 0 ? text->ptr : NULL, 0};
    while (text->len > 0 && *text->ptr != ' ' && *text->ptr != '\t' && *text->ptr != '\n') {
        *text = (brisk_str){text->ptr + 1, text->len - 1};
        word.len++;
    }
    return word;
}

static bool has_scope(const User *user, brisk_str scope)
{
    for (size_t i = 0; i < user->scopes.count; i++) {
        if (brisk_str_equal(user->scopes.items[i], scope)) {
            return true;
        }
    }
    return false;
}

static brisk_status unauthorized(brisk_request *req, const char *why)
{
    brisk_str scopes = brisk_request_scopes(req);
    brisk_status status = brisk_fail(req, 401, "%s", why);
    brisk_set_header(req, S("WWW-Authenticate"),
                     scopes.len > 0 ? brisk_strf(req, "Bearer scope=\"%.*s\"", (int)scopes.len, scopes.ptr)
                                    : S("Bearer"));
    return status;
}

DEPENDENCY(current_user, User, security(OAuth2PasswordBearer, token));
static brisk_status current_user(brisk_request *req, const current_user_in *in, User *out)
{
    brisk_str token = in->token.value;
    bool is_ours = token.len > 4 && memcmp(token.ptr, "tok-", 4) == 0;
    int found = is_ours ? find_user((brisk_str){token.ptr + 4, token.len - 4}) : -1;
    if (found < 0) {
        return unauthorized(req, "Could not validate credentials");
    }
    *out = users[found].user;
    brisk_str wanted = brisk_request_scopes(req);
    for (brisk_str scope = next_word(&wanted); scope.ptr; scope = next_word(&wanted)) {
        if (!has_scope(out, scope)) {
            return unauthorized(req, "Not enough permissions");
        }
    }
    return BRISK_OK;
}

DEPENDENCY(active_user, User, depends(current_user, user, "me"));
static brisk_status active_user(brisk_request *req, const active_user_in *in, User *out)
{
    *out = in->user;
    return in->user.disabled ? brisk_fail(req, 400, "Inactive user") : BRISK_OK;
}

/* ---- Basic, Bearer, Digest ---- */

MODEL(Login, (str, username), (str, password));

ENDPOINT(use_basic, GET, "/basic", Login, untyped, security(HTTPBasic, c));
static brisk_status use_basic(brisk_request *req, const use_basic_in *in, Login *out)
{
    *out = (Login){in->c.username, in->c.password};
    return BRISK_OK;
}

MODEL(RealmLogin, (str, username), (int64, n));

ENDPOINT(use_basic_realm, GET, "/basic-realm", RealmLogin, untyped,
    security(VaultBasic, c), query(int64, n, defaults(1)));
static brisk_status use_basic_realm(brisk_request *req, const use_basic_realm_in *in, RealmLogin *out)
{
    *out = (RealmLogin){in->c.username, in->n};
    return BRISK_OK;
}

MODEL(MaybeLogin, (opt(str), user));

ENDPOINT(use_basic_opt, GET, "/basic-opt", MaybeLogin, untyped, security(OptBasic, c));
static brisk_status use_basic_opt(brisk_request *req, const use_basic_opt_in *in, MaybeLogin *out)
{
    out->user = (opt_str){.value = in->c.username, .given = in->c.given};
    return BRISK_OK;
}

MODEL(Credentials, (str, scheme), (str, credentials));

ENDPOINT(use_bearer, GET, "/bearer", Credentials, untyped, security(HTTPBearer, c));
static brisk_status use_bearer(brisk_request *req, const use_bearer_in *in, Credentials *out)
{
    *out = (Credentials){in->c.scheme, in->c.value};
    return BRISK_OK;
}

MODEL(MaybeCredentials, (opt(str), credentials));

ENDPOINT(use_bearer_opt, GET, "/bearer-opt", MaybeCredentials, untyped, security(OptBearer, c));
static brisk_status use_bearer_opt(brisk_request *req, const use_bearer_opt_in *in, MaybeCredentials *out)
{
    out->credentials = (opt_str){.value = in->c.value, .given = in->c.given};
    return BRISK_OK;
}

ENDPOINT(use_digest, GET, "/digest", Credentials, untyped, security(HTTPDigest, c));
static brisk_status use_digest(brisk_request *req, const use_digest_in *in, Credentials *out)
{
    *out = (Credentials){in->c.scheme, in->c.value};
    return BRISK_OK;
}

/* ---- keys, and more than one scheme ---- */

MODEL(Key, (str, key));

ENDPOINT(use_key_header, GET, "/key-header", Key, untyped, security(APIKeyHeader, k));
static brisk_status use_key_header(brisk_request *req, const use_key_header_in *in, Key *out)
{
    out->key = in->k.value;
    return BRISK_OK;
}

MODEL(KeyAndNumber, (str, key), (int64, q));

ENDPOINT(use_key_query, GET, "/key-query", KeyAndNumber, untyped,
    security(APIKeyQuery, k), query(int64, q, defaults(0)));
static brisk_status use_key_query(brisk_request *req, const use_key_query_in *in, KeyAndNumber *out)
{
    *out = (KeyAndNumber){in->k.value, in->q};
    return BRISK_OK;
}

ENDPOINT(use_key_cookie, GET, "/key-cookie", Key, untyped, security(APIKeyCookie, k));
static brisk_status use_key_cookie(brisk_request *req, const use_key_cookie_in *in, Key *out)
{
    out->key = in->k.value;
    return BRISK_OK;
}

MODEL(Either, (opt(str), key), (opt(str), token));

ENDPOINT(use_either, GET, "/either", Either, untyped, security(OptKey, k), security(OptOAuth, t));
static brisk_status use_either(brisk_request *req, const use_either_in *in, Either *out)
{
    if (!in->k.given && !in->t.given) {
        return brisk_fail(req, 403, "no credentials");
    }
    out->key = (opt_str){.value = in->k.value, .given = in->k.given};
    out->token = (opt_str){.value = in->t.value, .given = in->t.given};
    return BRISK_OK;
}

MODEL(Both, (str, key), (str, credentials));

ENDPOINT(use_both, GET, "/both", Both, untyped, security(APIKeyHeader, k), security(HTTPBearer, c));
static brisk_status use_both(brisk_request *req, const use_both_in *in, Both *out)
{
    *out = (Both){in->k.value, in->c.value};
    return BRISK_OK;
}

/* ---- OAuth2 and OpenID Connect ---- */

MODEL(TokenOut, (str, token));

ENDPOINT(use_oauth_plain, GET, "/oauth-plain", TokenOut, untyped, security(PlainOAuth, t));
static brisk_status use_oauth_plain(brisk_request *req, const use_oauth_plain_in *in, TokenOut *out)
{
    out->token = in->t.value;
    return BRISK_OK;
}

ENDPOINT(use_code, GET, "/code", TokenOut, untyped, security(OAuth2AuthorizationCodeBearer, t, "x"));
static brisk_status use_code(brisk_request *req, const use_code_in *in, TokenOut *out)
{
    out->token = in->t.value;
    return BRISK_OK;
}

MODEL(Authorization, (str, authorization));

ENDPOINT(use_oidc, GET, "/oidc", Authorization, untyped, security(OpenIdConnect, t));
static brisk_status use_oidc(brisk_request *req, const use_oidc_in *in, Authorization *out)
{
    out->authorization = in->t.value;
    return BRISK_OK;
}

ENDPOINT(token, POST, "/token", Token,
    form(opt(str), grant_type, pattern("^password$")),
    form(str,      username),
    form(str,      password, format("password")),
    form(str,      scope, defaults("")),
    form(opt(str), client_id),
    form(opt(str), client_secret, format("password")));
static brisk_status token(brisk_request *req, const token_in *in, Token *out)
{
    int found = find_user(in->username);
    if (found < 0 || !str_is(in->password, users[found].password)) {
        return brisk_fail(req, 400, "Incorrect username or password");
    }
    *out = (Token){brisk_strf(req, "tok-%.*s", (int)in->username.len, in->username.ptr), S("bearer")};
    return BRISK_OK;
}

MODEL(StrictToken, (str, grant_type), (str, username), (list(str), scopes), (opt(str), client_id),
    (opt(str), client_secret));

ENDPOINT(token_strict, POST, "/token-strict", StrictToken, untyped,
    form(str,      grant_type, pattern("^password$")),
    form(str,      username),
    form(str,      password),
    form(str,      scope, defaults("")),
    form(opt(str), client_id),
    form(opt(str), client_secret));
static brisk_status token_strict(brisk_request *req, const token_strict_in *in, StrictToken *out)
{
    *out = (StrictToken){.grant_type = in->grant_type,
                         .username = in->username,
                         .client_id = in->client_id,
                         .client_secret = in->client_secret};
    brisk_str words = in->scope;
    for (brisk_str word = next_word(&words); word.ptr; word = next_word(&words)) {
        *brisk_push(req, &out->scopes) = word;
    }
    return BRISK_OK;
}

/* ---- scopes ---- */

ENDPOINT(me, GET, "/me", User, depends(active_user, user));
static brisk_status me(brisk_request *req, const me_in *in, User *out)
{
    *out = in->user;
    return BRISK_OK;
}

MODEL(OwnedItem, (str, owner), (int64, limit));

ENDPOINT(my_items, GET, "/me/items", list(OwnedItem), untyped,
    depends(active_user, user, "items"), query(int64, limit, defaults(5)));
static brisk_status my_items(brisk_request *req, const my_items_in *in, list_OwnedItem *out)
{
    *brisk_push(req, out) = (OwnedItem){in->user.username, in->limit};
    return BRISK_OK;
}

MODEL(Admin, (str, admin));

ENDPOINT(admin, GET, "/admin", Admin, untyped, depends(active_user, user, "admin", "items"));
static brisk_status admin(brisk_request *req, const admin_in *in, Admin *out)
{
    out->admin = in->user.username;
    return BRISK_OK;
}

ENDPOINT(whoami, GET, "/whoami", str, untyped, depends(current_user, user));
static brisk_status whoami(brisk_request *req, const whoami_in *in, brisk_str *out)
{
    *out = in->user.username;
    return BRISK_OK;
}

ROUTER(doors, "", use_basic, use_basic_realm, use_basic_opt, use_bearer, use_bearer_opt, use_digest, use_key_header,
    use_key_query, use_key_cookie, use_either, use_both, use_oauth_plain, use_code, use_oidc, token, token_strict, me,
    my_items, admin, whoami);

APP(app, title("Security"), version("1.0"), include(doors));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
