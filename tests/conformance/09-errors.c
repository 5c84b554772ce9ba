/* 09-errors.c - 404, 405, redirects of slashes, converters in paths, errors of Brisk's and of the app's own kinds. */
#include "runner.h"

#include <brisk/brisk.h>

#include <string.h>

MODEL(Item, (str, title), (int64, size));

/* ---- failing ---- */

ENDPOINT(http, GET, "/http/{code}", json, untyped, path(int64, code));
static brisk_status http(brisk_request *req, const http_in *in, brisk_json *out)
{
    return brisk_fail(req, (int)in->code, NULL);
}

static const struct {
    const char *kind, *json;
} details[] = {
    {"text", "\"plain text\""}, {"object", "{\"code\":7,\"why\":[\"a\",null]}"},
    {"empty", "\"\""},          {"list", "[1,{\"a\":\"\xC3\xA9\"}]"},
    {"number", "42"},
};

ENDPOINT(detail, GET, "/detail/{kind}", json, untyped, path(str, kind));
static brisk_status detail(brisk_request *req, const detail_in *in, brisk_json *out)
{
    brisk_status status = brisk_fail(req, 400, NULL);
    for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
        if (str_is(in->kind, details[i].kind)) {
            status = brisk_fail_json(req, 400, brisk_str_view(details[i].json));
        }
    }
    brisk_set_header(req, S("X-Error"), in->kind);
    brisk_set_header(req, S("X-Second"), S("2"));
    return status;
}

ERROR(TeaError);
ERROR(SubTea, TeaError);
MODEL(TeaAnswer, (str, message), (str, path));

static brisk_status on_tea(brisk_request *req, const brisk_error *error)
{
    const brisk_str *name = error->data;
    TeaAnswer answer = {brisk_strf(req, "no %.*s today", (int)name->len, name->ptr), brisk_request_path(req)};
    brisk_set_header(req, S("X-Tea"), *name);
    return brisk_answer(req, 418, TeaAnswer, &answer);
}

ENDPOINT(tea, GET, "/tea/{name}", json, untyped, path(str, name));
static brisk_status tea(brisk_request *req, const tea_in *in, brisk_json *out)
{
    static const brisk_str sub = STR("subtea");
    return str_is(in->name, "sub") ? brisk_raise(req, &SubTea, &sub) : brisk_raise(req, &TeaError, &in->name);
}

ENDPOINT(crash, GET, "/crash", json, untyped);
static brisk_status crash(brisk_request *req, const crash_in *in, brisk_json *out)
{
    return BRISK_INTERNAL;
}

/* ---- slashes, methods ---- */

MODEL(Slash, (bool, slash), (opt(str), q));

ENDPOINT(with_slash, GET, "/slash/", Slash, untyped, query(opt(str), q));
static brisk_status with_slash(brisk_request *req, const with_slash_in *in, Slash *out)
{
    *out = (Slash){true, in->q};
    return BRISK_OK;
}

ENDPOINT(without_slash, GET, "/noslash", Slash, untyped, query(opt(str), q));
static brisk_status without_slash(brisk_request *req, const without_slash_in *in, Slash *out)
{
    *out = (Slash){false, in->q};
    return BRISK_OK;
}

ENDPOINT(post_noslash, POST, "/noslash", Item, untyped, body(Item, item));
static brisk_status post_noslash(brisk_request *req, const post_noslash_in *in, Item *out)
{
    *out = in->item;
    return BRISK_OK;
}

MODEL(Method, (str, method));

ENDPOINT(multi, (GET, POST), "/multi", Method, untyped);
static brisk_status multi(brisk_request *req, const multi_in *in, Method *out)
{
    out->method = brisk_request_method(req);
    return BRISK_OK;
}

MODEL(Split, (str, m));

ENDPOINT(put_split, PUT, "/split", Split, untyped);
static brisk_status put_split(brisk_request *req, const put_split_in *in, Split *out)
{
    out->m = S("put");
    return BRISK_OK;
}

ENDPOINT(del_split, DELETE, "/split", Split, untyped);
static brisk_status del_split(brisk_request *req, const del_split_in *in, Split *out)
{
    out->m = S("delete");
    return BRISK_OK;
}

MODEL(Big, (str, big));

static brisk_status hundred(brisk_request *req, Big *out)
{
    char *text = brisk_arena_alloc(brisk_request_arena(req), 100);
    if (!text) {
        return BRISK_NO_MEMORY;
    }
    memset(text, 'x', 100);
    out->big = (brisk_str){text, 100};
    return BRISK_OK;
}

ENDPOINT(headed, GET, "/headed", Big, untyped);
static brisk_status headed(brisk_request *req, const headed_in *in, Big *out)
{
    return hundred(req, out);
}

ENDPOINT(headed_head, HEAD, "/headed", Big, untyped, summary("Headed"), operation_id("headed_headed_head"));
static brisk_status headed_head(brisk_request *req, const headed_head_in *in, Big *out)
{
    return hundred(req, out);
}

MODEL(Options, (str, allow));

ENDPOINT(opts, OPTIONS, "/opts", Options, untyped);
static brisk_status opts(brisk_request *req, const opts_in *in, Options *out)
{
    out->allow = S("anything");
    return BRISK_OK;
}

MODEL(Trace, (bool, trace));

ENDPOINT(traced, TRACE, "/traced", Trace, untyped);
static brisk_status traced(brisk_request *req, const traced_in *in, Trace *out)
{
    out->trace = true;
    return BRISK_OK;
}

/* ---- paths ---- */

MODEL(Two, (str, a), (str, b));

ENDPOINT(seg, GET, "/seg/{a}/{b}", Two, untyped, path(str, a), path(str, b));
static brisk_status seg(brisk_request *req, const seg_in *in, Two *out)
{
    *out = (Two){in->a, in->b};
    return BRISK_OK;
}

ENDPOINT(pair, GET, "/pair/{a}-{b}", Two, untyped, path(str, a), path(str, b));
static brisk_status pair(brisk_request *req, const pair_in *in, Two *out)
{
    *out = (Two){in->a, in->b};
    return BRISK_OK;
}

MODEL(ConvInt, (int64, n));

ENDPOINT(conv, GET, "/conv/{n:int}", ConvInt, untyped, path(int64, n));
static brisk_status conv(brisk_request *req, const conv_in *in, ConvInt *out)
{
    out->n = in->n;
    return BRISK_OK;
}

MODEL(ConvUuid, (uuid, u));

ENDPOINT(conv_uuid, GET, "/conv/{u:uuid}/x", ConvUuid, untyped, path(uuid, u));
static brisk_status conv_uuid(brisk_request *req, const conv_uuid_in *in, ConvUuid *out)
{
    out->u = in->u;
    return BRISK_OK;
}

MODEL(ConvFloat, (double, f));

ENDPOINT(conv_float, GET, "/fconv/{f:float}", ConvFloat, untyped, path(double, f));
static brisk_status conv_float(brisk_request *req, const conv_float_in *in, ConvFloat *out)
{
    out->f = in->f;
    return BRISK_OK;
}

MODEL(Case, (int64, ok));

/* `case` is a word of C. */
ENDPOINT(case_, GET, "/case/Sensitive", Case, untyped, summary("Case"), operation_id("case_case_Sensitive_get"));
static brisk_status case_(brisk_request *req, const case__in *in, Case *out)
{
    out->ok = 1;
    return BRISK_OK;
}

/* ---- the order of problems ---- */

MODEL(Ordered, (int64, pid));

ENDPOINT(order, POST, "/order/{pid}", Ordered, untyped,
    path(int64,  pid),
    query(int64, q, ge(1)),
    body(Item,   item),
    body(int64,  n, le(3)),
    query(int64, h, alias("h-h"), defaults(0)));
static brisk_status order(brisk_request *req, const order_in *in, Ordered *out)
{
    out->pid = in->pid;
    return BRISK_OK;
}

MODEL(Root, (bool, root));

ENDPOINT(root, GET, "/", Root, untyped);
static brisk_status root(brisk_request *req, const root_in *in, Root *out)
{
    out->root = true;
    return BRISK_OK;
}

ROUTER(errors, "", http, detail, tea, crash, with_slash, without_slash, post_noslash, multi, put_split, del_split, headed,
    headed_head, opts, traced, seg, pair, conv, conv_uuid, conv_float, case_, order, root);

APP(app, title("Errors"), version("1.0"), on_error(TeaError, on_tea), include(errors));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
