/* oracle_models.h - the types of oracle.py, in Brisk's words: each model V… has one field v. Kept in the same order. */
#ifndef ORACLE_MODELS_H
#define ORACLE_MODELS_H

#include <brisk/describe.h>

brisk_status not_bad(brisk_check *check, const brisk_str *value);
brisk_status is_adult(brisk_check *check, const int64_t *value);

ENUM(Color, red, (dark_blue, "dark-blue"), (green, "it's"));
ENUM(Level, (low, 1), (mid, 2), (high, 30));
TYPE(Short, str, length(2, 4));
TYPE(Sku, str, pattern("^[A-Z]{3}-[0-9]{2,4}$"));
TYPE(Positive, int64, gt(0));
TYPE(Ints, list(int64));
TYPE(Strs, list(str));
TYPE(IntMap, map(int64));

MODEL(Circle, (double, radius));
MODEL(Rect, (double, w), (double, h));
MODEL(P, (int64, a), (int64, b, defaults(0)), (int64, c, defaults(0)));
MODEL(Q, (int64, a), (int64, d, defaults(0)));
MODEL(Card, (str, method, one_of("card")), (str, number, min_length(4)));
MODEL(Cash, (str, method, one_of("cash", "coins")), (int64, amount));
MODEL(One, (int64, kind, one_of(1)), (int64, a));
MODEL(Two, (json, kind, one_of("b", 2)), (int64, a));
UNION(Payment, tag(method), Card, Cash);
UNION(Kinds, tag(kind), One, Two);
UNION(Shape, Circle, Rect);
UNION(PQ, P, Q);
UNION(QP, Q, P);
UNION(IntStr, int64, str);
UNION(FloatBool, double, bool);
UNION(IntFloat, int64, double);
UNION(FloatInt, double, int64);
UNION(BoolIntStr, bool, int64, str);
UNION(DateStr, date, str);
UNION(Lists, Ints, Strs);
UNION(ModelMap, Circle, IntMap);
UNION(ShortPos, Short, Positive);
UNION(ColorInt, Color, Level);
UNION(Inner, int64, Circle);
UNION(OuterU, Inner, str);
TUPLE(Pair, (int64, x), (str, y));
TUPLE(Point, (double, x), (double, y));

MODEL(VInt, (int64, v));
MODEL(VIntRules, (int64, v, gt(0), lt(10), multiple_of(3)));
MODEL(VIntBounds, (int64, v, ge(1), le(0)));
MODEL(VFloat, (double, v));
MODEL(VFloatRules, (double, v, gt(0), le(1.5), multiple_of(0.1)));
MODEL(VFloatBig, (double, v, ge(1e16)));
MODEL(VFloatSmall, (double, v, ge(0.0001)));
MODEL(VFinite, (double, v, finite, gt(0)));
MODEL(VBool, (bool, v));
MODEL(VStr, (str, v));
MODEL(VStrRules, (str, v, strip, lower, length(2, 4), pattern("^a+$")));
MODEL(VStrMin, (str, v, min_length(1)));
MODEL(VUpper, (str, v, upper));
MODEL(VPattern, (str, v, pattern("\\d{2}$|^\\w+-\\bé")));
MODEL(VBytes, (bytes, v, length(2, 4)));
MODEL(VOpt, (opt(int64), v));
MODEL(VOptRules, (opt(str), v, length(2, 3)));
MODEL(VOptRequired, (opt(int64), v, required));
MODEL(VOptNotNull, (opt(int64), v, not_null));
MODEL(VDefault, (int64, v, defaults(7)));
MODEL(VList, (list(int64), v));
MODEL(VListRules, (list(int64), v, length(1, 3)));
MODEL(VListDefault, (list(str), v, defaults("a", "b")));
MODEL(VListShort, (list(Short), v));
MODEL(VListList, (list(list(int64)), v));
MODEL(VListOpt, (list(opt(int64)), v));
MODEL(VSet, (set(int64), v));
MODEL(VSetRules, (set(int64), v, length(2, 3)));
MODEL(VSetStr, (set(str), v));
MODEL(VMap, (map(int64), v));
MODEL(VMapRules, (map(int64), v, length(2, 2)));
MODEL(VMapList, (map(list(int64)), v));
MODEL(VTuple, (Pair, v));
MODEL(VColor, (Color, v));
MODEL(VLevel, (Level, v));
MODEL(VOneOf, (str, v, one_of("fast", "it's", "q\"x")));
MODEL(VOneOfInt, (int64, v, one_of(1, 2)));
MODEL(VOneOfMixed, (json, v, one_of(1, "one")));
MODEL(VModel, (Rect, v));
MODEL(VOptModel, (opt(Rect), v));
MODEL(VPayment, (Payment, v));
MODEL(VKinds, (Kinds, v));
MODEL(VShape, (Shape, v));
MODEL(VPQ, (PQ, v));
MODEL(VQP, (QP, v));
MODEL(VIntStr, (IntStr, v));
MODEL(VOptIntStr, (opt(IntStr), v));
MODEL(VFloatBool, (FloatBool, v));
MODEL(VIntFloat, (IntFloat, v));
MODEL(VFloatInt, (FloatInt, v));
MODEL(VBoolIntStr, (BoolIntStr, v));
MODEL(VDateStr, (DateStr, v));
MODEL(VLists, (Lists, v));
MODEL(VModelMap, (ModelMap, v));
MODEL(VShortPos, (ShortPos, v));
MODEL(VListUnion, (list(IntStr), v));
MODEL(VDate, (date, v));
MODEL(VDateRules, (date, v, ge("2000-01-01")));
MODEL(VDatetime, (datetime, v));
MODEL(VAware, (aware_datetime, v));
MODEL(VTime, (time, v, ge("08:00:00")));
MODEL(VDuration, (duration, v));
MODEL(VDatetimeRules, (datetime, v, lt("2000-01-01T12:30")));
MODEL(VUuid, (uuid, v));
MODEL(VDecimal, (decimal, v, ge(0), digits(5, 2)));
MODEL(VDecimalStep, (decimal, v, gt(1.5), multiple_of(0.5)));
MODEL(VIpv4, (ipv4, v));
MODEL(VIpv6, (ipv6, v));
MODEL(VEmail, (email, v));
MODEL(VUrl, (url, v));
MODEL(VHttpUrl, (http_url, v));
MODEL(VJson, (json, v));
MODEL(VNested, (Positive, v, lt(5), multiple_of(2)));
MODEL(VSku, (Sku, v));
MODEL(VCheck, (str, v, min_length(2), check(not_bad)));
MODEL(VAdult, (int64, v, check(is_adult)));
MODEL(VStrictInt, (int64, v, strict));
MODEL(VStrictFloat, (double, v, strict));
MODEL(VStrictBool, (bool, v, strict));
MODEL(VAlias, (str, v, alias("the-v"), min_length(2)));

MODEL(Forbid, forbid_extra, (int64, a), (int64, b));
MODEL(Allow, (int64, a), (map(json), rest, extras));
MODEL(AllowInt, (int64, a), (map(int64), rest, extras));
MODEL(Tree, (int64, value), (list(Tree), children, defaults()));
MODEL(StrictAll, strict, (int64, i, defaults(0)), (opt(Circle), c), (list(int64), l, defaults()));
MODEL(Signup, check(same_password), (str, user), (str, password, min_length(3)), (str, password2));

/* clang-format off */
#define ORACLE_TYPES(X) \
    X(Circle) X(Rect) X(VInt) X(VIntRules) X(VIntBounds) X(VFloat) X(VFloatRules) X(VFloatBig) X(VFloatSmall) \
    X(VFinite) X(VBool) X(VStr) X(VStrRules) X(VStrMin) X(VUpper) X(VPattern) X(VBytes) X(VOpt) X(VOptRules) \
    X(VOptRequired) X(VOptNotNull) X(VDefault) X(VList) X(VListRules) X(VListDefault) X(VListShort) X(VListList) \
    X(VListOpt) X(VSet) X(VSetRules) X(VSetStr) X(VMap) X(VMapRules) X(VMapList) X(VTuple) X(VColor) X(VLevel) \
    X(VOneOf) X(VOneOfInt) X(VOneOfMixed) X(VModel) X(VOptModel) X(VPayment) X(VKinds) X(VShape) X(VPQ) X(VQP) \
    X(VIntStr) X(VOptIntStr) X(VFloatBool) X(VIntFloat) X(VFloatInt) X(VBoolIntStr) X(VDateStr) X(VLists) \
    X(VModelMap) X(VShortPos) X(VListUnion) X(VDate) X(VDateRules) X(VDatetime) X(VAware) X(VTime) X(VDuration) \
    X(VDatetimeRules) X(VUuid) X(VDecimal) X(VDecimalStep) X(VIpv4) X(VIpv6) X(VEmail) X(VUrl) X(VHttpUrl) X(VJson) \
    X(VNested) X(VSku) X(VCheck) X(VAdult) X(VStrictInt) X(VStrictFloat) X(VStrictBool) X(VAlias) X(Forbid) \
    X(Allow) X(AllowInt) X(Tree) X(StrictAll) X(Signup)
/* clang-format on */

#endif
