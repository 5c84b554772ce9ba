/* 01-path-query.c - a weather service: path and query parameters of every kind, all handlers echo what they got. */
#include "runner.h"

#include <brisk/brisk.h>

#include <stdlib.h>

ENUM(Kind, temp, wind, rain);
ENUM(Level, (low, 1), (mid, 2), (high, 3));
UNION(IntOrText, int64, str);

/* ---- stations, readings, files ---- */

MODEL(StationName, (str, station_id));
MODEL(Station, (json, station_id, whole)); /* longer than int64, as a Python int may be */

ENDPOINT(my_station, GET, "/stations/me", StationName, untyped);
static brisk_status my_station(brisk_request *req, const my_station_in *in, StationName *out)
{
    out->station_id = S("me");
    return BRISK_OK;
}

ENDPOINT(read_station, GET, "/stations/{station_id}", Station, untyped, path(json, station_id, whole));
static brisk_status read_station(brisk_request *req, const read_station_in *in, Station *out)
{
    out->station_id = in->station_id;
    return BRISK_OK;
}

MODEL(Reading, (Kind, kind), (str, unit));

ENDPOINT(read_kind, GET, "/readings/{kind}", Reading, untyped, path(Kind, kind));
static brisk_status read_kind(brisk_request *req, const read_kind_in *in, Reading *out)
{
    out->kind = in->kind;
    out->unit = in->kind == Kind_temp ? S("C") : in->kind == Kind_wind ? S("m/s") : S("mm");
    return BRISK_OK;
}

MODEL(FilePath, (str, file_path));

ENDPOINT(read_file, GET, "/files/{file_path:path}", FilePath, untyped, path(str, file_path));
static brisk_status read_file(brisk_request *req, const read_file_in *in, FilePath *out)
{
    out->file_path = in->file_path;
    return BRISK_OK;
}

MODEL(LevelOut, (int64, level), (str, sub_id), (bool, short_, alias("short")));

ENDPOINT(read_level, GET, "/levels/{level}/sub/{sub_id}", LevelOut, untyped,
    path(int64, level, title("The level"), ge(1), le(10)),
    path(str, sub_id),
    query(bool, short_, alias("short"), defaults(false)));
static brisk_status read_level(brisk_request *req, const read_level_in *in, LevelOut *out)
{
    *out = (LevelOut){.level = in->level, .sub_id = in->sub_id, .short_ = in->short_};
    return BRISK_OK;
}

MODEL(Ratio, (double, value));

ENDPOINT(read_ratio, GET, "/ratios/{value}", Ratio, untyped, path(double, value, gt(0), lt(1.5)));
static brisk_status read_ratio(brisk_request *req, const read_ratio_in *in, Ratio *out)
{
    out->value = in->value;
    return BRISK_OK;
}

MODEL(Code, (str, code), (int64, length));

ENDPOINT(read_code, GET, "/codes/{code}", Code, untyped, path(str, code, length(2, 5), pattern("^[a-z]+$")));
static brisk_status read_code(brisk_request *req, const read_code_in *in, Code *out)
{
    out->code = in->code;
    out->length = (int64_t)in->code.len;
    return BRISK_OK;
}

MODEL(Flag, (bool, flag));

ENDPOINT(read_flag, GET, "/flags/{flag}", Flag, untyped, path(bool, flag));
static brisk_status read_flag(brisk_request *req, const read_flag_in *in, Flag *out)
{
    out->flag = in->flag;
    return BRISK_OK;
}

/* ---- queries ---- */

MODEL(Search, (str, q), (int64, limit), (int64, offset), (bool, verbose), (opt(double), ratio));

ENDPOINT(search, GET, "/search", Search, untyped,
    query(str,         q),
    query(int64,       limit,   ge(1), le(100), defaults(10)),
    query(int64,       offset,  defaults(0)),
    query(bool,        verbose, defaults(false)),
    query(opt(double), ratio));
static brisk_status search(brisk_request *req, const search_in *in, Search *out)
{
    *out = (Search){in->q, in->limit, in->offset, in->verbose, in->ratio};
    return BRISK_OK;
}

MODEL(Lists, (list(int64), ids), (list(str), tag), (opt(list(int64)), uniq));

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

ENDPOINT(lists, GET, "/lists", Lists, untyped,
    query(list(int64),     ids, length(1, 3)),
    query(list(str),       tag, defaults("none")),
    query(opt(set(int64)), uniq));
static brisk_status lists(brisk_request *req, const lists_in *in, Lists *out)
{
    out->ids = in->ids;
    out->tag = in->tag;
    out->uniq.given = in->uniq.given;
    for (size_t i = 0; in->uniq.given && i < in->uniq.value.count; i++) {
        *brisk_push(req, &out->uniq.value) = in->uniq.value.items[i];
    }
    if (out->uniq.value.count > 0) {
        qsort(out->uniq.value.items, out->uniq.value.count, sizeof(int64_t), by_value);
    }
    return BRISK_OK;
}

MODEL(Optional, (opt(int64), a), (opt(str), b), (opt(double), c), (opt(bool), d));

ENDPOINT(optional, GET, "/optional", Optional, untyped,
    query(opt(int64),  a),
    query(opt(str),    b, length(3, 6)),
    query(opt(double), c),
    query(opt(bool),   d));
static brisk_status optional(brisk_request *req, const optional_in *in, Optional *out)
{
    *out = (Optional){in->a, in->b, in->c, in->d};
    return BRISK_OK;
}

MODEL(Alias, (opt(str), item_query), (opt(str), hidden), (str, pat));

ENDPOINT(alias, GET, "/alias", Alias, untyped,
    query(opt(str), item_query, alias("item-query"), title("Item query"), doc("Dashed name"), deprecated),
    query(opt(str), hidden, hidden),
    query(str,      pat, pattern("^\\d{3}-[a-z]$"), example("123-a"), defaults("000-a")));
static brisk_status alias(brisk_request *req, const alias_in *in, Alias *out)
{
    *out = (Alias){in->item_query, in->hidden, in->pat};
    return BRISK_OK;
}

MODEL(Numbers, (int64, five), (double, half), (double, finite), (int64, neg), (double, pos));

ENDPOINT(numbers, GET, "/numbers", Numbers, untyped,
    query(int64,  five,   multiple_of(5), defaults(0)),
    query(double, half,   multiple_of(0.5), defaults(0.0)),
    query(double, finite, finite, defaults(0.0)),
    query(int64,  neg,    lt(0), defaults(-1)),
    query(double, pos,    gt(0), defaults(1.0)));
static brisk_status numbers(brisk_request *req, const numbers_in *in, Numbers *out)
{
    *out = (Numbers){in->five, in->half, in->finite, in->neg, in->pos};
    return BRISK_OK;
}

/* ---- parameter models ---- */

MODEL(Filter, forbid_extra,
    (int64,     limit,    gt(0), le(100), defaults(100)),
    (int64,     offset,   ge(0), defaults(0)),
    (str,       order_by, one_of("created_at", "updated_at"), defaults("created_at")),
    (list(str), tags,     defaults()));

ENDPOINT(filtered, GET, "/filter", Filter, untyped, query(Filter, f));
static brisk_status filtered(brisk_request *req, const filtered_in *in, Filter *out)
{
    *out = in->f;
    return BRISK_OK;
}

MODEL(Loose,
    (str,        name,      min_length(2), doc("Who is asking")),
    (opt(int64), age),
    (opt(str),   nick_name, alias("nickName")));
MODEL(LooseOut, (str, name), (opt(int64), age), (opt(str), nick));

ENDPOINT(loose, GET, "/loose", LooseOut, untyped, query(Loose, p));
static brisk_status loose(brisk_request *req, const loose_in *in, LooseOut *out)
{
    *out = (LooseOut){in->p.name, in->p.age, in->p.nick_name};
    return BRISK_OK;
}

MODEL(Choice, (str, mode), (Level, level), (opt(IntOrText), v), (bool, v_is_int), (list(Kind), kinds));

ENDPOINT(choice, GET, "/choice", Choice, untyped,
    query(str,            mode, one_of("fast", "slow")),
    query(Level,          level, defaults(Level_mid)),
    query(opt(IntOrText), v),
    query(list(Kind),     kinds, defaults()));
static brisk_status choice(brisk_request *req, const choice_in *in, Choice *out)
{
    *out = (Choice){.mode = in->mode, .level = in->level, .v = in->v, .kinds = in->kinds};
    out->v_is_int = in->v.given && in->v.value->is == IntOrText_int64;
    return BRISK_OK;
}

ROUTER(stations, "", my_station, read_station, read_kind, read_file, read_level, read_ratio, read_code, read_flag,
    search, lists, optional, alias, numbers, filtered, loose, choice);

APP(app, title("Weather stations"), version("1.2.0"), include(stations));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
