/* 02-body-models.c - orders: JSON bodies of every shape, from a bare number to trees and unions. */
#include "runner.h"

#include <brisk/brisk.h>

#include <string.h>

/* ---- orders ---- */

ENUM(Status, draft, paid, sent);

TUPLE(Place, (double, latitude), (double, longitude));

MODEL(Address,
    (str,        street, length(1, 40)),
    (str,        city),
    (str,        zip, pattern("^\\d{5}$")),
    (opt(Place), geo));

MODEL(Customer, doc("Who buys."),
    (str,          name, length(2, 10), title("Full name"), example("Ada")),
    (opt(int64),   age, ge(0), lt(150)),
    (list(str),    emails, max_length(2), defaults(), untold),
    (opt(Address), address));

MODEL(Line,
    (str,      sku, pattern("^[A-Z]{3}-[0-9]{2,4}$"), doc("Stock code")),
    (int64,    qty, ge(1), le(999), defaults(1)),
    (double,   price, gt(0)),
    (set(str), tags, defaults()));

MODEL(Order,
    (Customer,   customer),
    (list(Line), lines, length(1, 3)),
    (Status,     status, defaults(Status_draft)),
    (opt(str),   note),
    (map(int64), meta, defaults()));

MODEL(Created, (double, total), (Order, order));

ENDPOINT(create_order, POST, "/orders", Created, untyped, body(Order, order));
static brisk_status create_order(brisk_request *req, const create_order_in *in, Created *out)
{
    for (size_t i = 0; i < in->order.lines.count; i++) {
        out->total += (double)in->order.lines.items[i].qty * in->order.lines.items[i].price;
    }
    out->order = in->order;
    return BRISK_OK;
}

MODEL(Replaced, (int64, order_id), (bool, notify), (str, name), (int64, n_lines));

ENDPOINT(put_order, PUT, "/orders/{order_id}", Replaced, untyped,
    path(int64, order_id), body(Order, order), query(bool, notify, defaults(false)));
static brisk_status put_order(brisk_request *req, const put_order_in *in, Replaced *out)
{
    *out = (Replaced){in->order_id, in->notify, in->order.customer.name, (int64_t)in->order.lines.count};
    return BRISK_OK;
}

/* ---- a PATCH that tells what was sent ---- */

MODEL(Profile,
    (opt(str),       nick),
    (opt(int64),     score, not_null, defaults(0)),
    (opt(list(str)), langs, not_null, defaults("en")));
MODEL(FullProfile, (opt(str), nick), (int64, score), (list(str), langs));
MODEL(ProfileChange, (list(str), set), (Profile, changes), (FullProfile, full));

ENDPOINT(patch_profile, PATCH, "/profile", ProfileChange, untyped, omit_unset, body(Profile, p));
static brisk_status patch_profile(brisk_request *req, const patch_profile_in *in, ProfileChange *out)
{
    const Profile *p = &in->p;
    if (p->langs.given) {
        *brisk_push(req, &out->set) = S("langs");
    }
    if (p->nick.given || p->nick.null) {
        *brisk_push(req, &out->set) = S("nick");
    }
    if (p->score.given) {
        *brisk_push(req, &out->set) = S("score");
    }
    out->changes = *p;
    out->full = (FullProfile){p->nick, p->score.value, p->langs.value};
    out->full.nick.null = !p->nick.given; /* told also where it was not sent */
    return BRISK_OK;
}

/* ---- several bodies, bare bodies ---- */

MODEL(Circle, (double, radius));
MODEL(Rect, (double, w), (double, h));

ENDPOINT(embed, POST, "/embed", Line, untyped, body(Line, line, embed));
static brisk_status embed(brisk_request *req, const embed_in *in, Line *out)
{
    *out = in->line;
    return BRISK_OK;
}

MODEL(Pair, (str, sku), (double, radius), (int64, importance), (opt(bool), flag), (opt(str), comment));

ENDPOINT(pair, POST, "/pair", Pair, untyped,
    body(Line,       line),
    body(Circle,     circle),
    body(int64,      importance, gt(0)),
    query(opt(bool), flag),
    body(opt(str),   comment));
static brisk_status pair(brisk_request *req, const pair_in *in, Pair *out)
{
    *out = (Pair){in->line.sku, in->circle.radius, in->importance, in->flag, in->comment};
    return BRISK_OK;
}

MODEL(Sum, (int64, sum), (int64, n));

ENDPOINT(numbers, POST, "/numbers", Sum, untyped, body(list(int64), nums));
static brisk_status numbers(brisk_request *req, const numbers_in *in, Sum *out)
{
    uint64_t sum = 0; /* wraps around where a Python int grows */
    for (size_t i = 0; i < in->nums.count; i++) {
        sum += (uint64_t)in->nums.items[i];
    }
    *out = (Sum){(int64_t)sum, (int64_t)in->nums.count};
    return BRISK_OK;
}

MODEL(Scalar, (int64, x));

ENDPOINT(scalar, POST, "/scalar", Scalar, untyped, body(int64, x));
static brisk_status scalar(brisk_request *req, const scalar_in *in, Scalar *out)
{
    out->x = in->x;
    return BRISK_OK;
}

MODEL(Text, (str, x));

ENDPOINT(text, POST, "/text", Text, untyped, body(str, x, min_length(2)));
static brisk_status text(brisk_request *req, const text_in *in, Text *out)
{
    out->x = in->x;
    return BRISK_OK;
}

/* ---- unions ---- */

MODEL(Card, (str, method, one_of("card")), (str, number, min_length(4)));
MODEL(Cash, (str, method, one_of("cash", "coins")), (int64, amount));
UNION(Payment, tag(method), Card, Cash);
MODEL(Bill, (Payment, pay), (str, memo, defaults("")));

ENDPOINT(payment, POST, "/payment", Payment, untyped, body(Payment, p));
static brisk_status payment(brisk_request *req, const payment_in *in, Payment *out)
{
    *out = in->p;
    return BRISK_OK;
}

ENDPOINT(bill, POST, "/bill", Bill, untyped, body(Bill, b));
static brisk_status bill(brisk_request *req, const bill_in *in, Bill *out)
{
    *out = in->b;
    return BRISK_OK;
}

UNION(Shape, Circle, Rect);
MODEL(ShapeOut, (str, kind), (Shape, shape));

ENDPOINT(shape, POST, "/shape", ShapeOut, untyped, body(Shape, s));
static brisk_status shape(brisk_request *req, const shape_in *in, ShapeOut *out)
{
    *out = (ShapeOut){.kind = in->s.is == Shape_Circle ? S("Circle") : S("Rect"), .shape = in->s};
    return BRISK_OK;
}

/* ---- extra keys, aliases, recursion ---- */

MODEL(ClosedInner, forbid_extra, (int64, b, defaults(0)));
MODEL(Closed, forbid_extra, (int64, a), (opt(ClosedInner), inner));

ENDPOINT(closed, POST, "/closed", Closed, untyped, body(Closed, c));
static brisk_status closed(brisk_request *req, const closed_in *in, Closed *out)
{
    *out = in->c;
    return BRISK_OK;
}

MODEL(Open, (int64, a), (map(json), rest, extras));

ENDPOINT(open_, POST, "/open", Open, untyped, body(Open, o));
static brisk_status open_(brisk_request *req, const open__in *in, Open *out)
{
    *out = in->o;
    return BRISK_OK;
}

MODEL(Camel, (str, first_name, alias("firstName")), (str, last_name, alias("lastName"), defaults("Doe")));

ENDPOINT(camel, POST, "/camel", Camel, body(Camel, c));
static brisk_status camel(brisk_request *req, const camel_in *in, Camel *out)
{
    *out = in->c;
    return BRISK_OK;
}

MODEL(Node, (int64, value), (list(Node), children, defaults()));
MODEL(Tree, (int64, depth), (int64, total));

/* The decoder limits how deep a body is nested. */
static Tree measure(const Node *node)
{
    Tree tree = {.total = node->value};
    for (size_t i = 0; i < node->children.count; i++) {
        Tree below = measure(&node->children.items[i]);
        tree.depth = below.depth > tree.depth ? below.depth : tree.depth;
        tree.total += below.total;
    }
    tree.depth++;
    return tree;
}

ENDPOINT(tree, POST, "/tree", Tree, untyped, body(Node, n));
static brisk_status tree(brisk_request *req, const tree_in *in, Tree *out)
{
    *out = measure(&in->n);
    return BRISK_OK;
}

/* ---- types, strictness ---- */

MODEL(Bag,
    (int64,  i, defaults(0)),
    (double, f, defaults(0.0)),
    (str,    s, defaults("")),
    (bool,   b, defaults(false)),
    (json,   a, defaults(NULL)));

ENDPOINT(bag, POST, "/bag", Bag, untyped, body(Bag, b));
static brisk_status bag(brisk_request *req, const bag_in *in, Bag *out)
{
    *out = in->b;
    return BRISK_OK;
}

MODEL(Strict,
    (int64,  i, strict, defaults(0)),
    (bool,   b, strict, defaults(false)),
    (str,    s, strict, defaults("")),
    (double, f, strict, defaults(0.0)));

ENDPOINT(strict, POST, "/strict", Strict, untyped, body(Strict, b));
static brisk_status strict(brisk_request *req, const strict_in *in, Strict *out)
{
    *out = in->b;
    return BRISK_OK;
}

UNION(IntOrText, int64, str);
UNION(NumberOrBool, double, bool);
TUPLE(Fixed, (int64, number), (str, text));

MODEL(Mixed,
    (opt(IntOrText),    u),
    (NumberOrBool,      n, defaults(0.0)),
    (list(list(int64)), grid, defaults()),
    (Fixed,             fixed, defaults(0, "")),
    (map(Line),         by_name, defaults()),
    (map(bool),         by_num, int_keys, defaults()),
    (json,              lit, one_of(1, "one", BRISK_TRUE), defaults(1)),
    (set(int64),        frozen, defaults()),
    (list(int64),       many, as_tuple, defaults()));

ENDPOINT(mixed, POST, "/mixed", Mixed, untyped, body(Mixed, m));
static brisk_status mixed(brisk_request *req, const mixed_in *in, Mixed *out)
{
    *out = in->m;
    set_int64 *set = &out->frozen;
    for (size_t i = 1; i < set->count; i++) { /* sorted by insertion: the sets of this API are small */
        int64_t value = set->items[i];
        size_t at = i;
        for (; at > 0 && set->items[at - 1] > value; at--) {
            set->items[at] = set->items[at - 1];
        }
        set->items[at] = value;
    }
    return BRISK_OK;
}

ENDPOINT(anything, POST, "/anything", map(json), untyped, body(map(json), d));
static brisk_status anything(brisk_request *req, const anything_in *in, map_json *out)
{
    *out = in->d;
    return BRISK_OK;
}

MODEL(Maybe, (opt(Circle), got));

ENDPOINT(maybe, POST, "/maybe", Maybe, untyped, body(opt(Circle), c));
static brisk_status maybe(brisk_request *req, const maybe_in *in, Maybe *out)
{
    out->got = in->c;
    return BRISK_OK;
}

/* ---- custom checks ---- */

MODEL(Signup, check(same_passwords),
    (str,   user, lower, check(without_spaces)),
    (str,   password, min_length(3)),
    (str,   password2),
    (int64, age, check(of_age), defaults(18)));

brisk_status without_spaces(brisk_check *check, const brisk_str *user)
{
    bool has_space = user->len > 0 && memchr(user->ptr, ' ', user->len);
    return has_space ? brisk_reject(check, "user must not contain spaces") : BRISK_OK;
}

brisk_status of_age(brisk_check *check, const int64_t *age)
{
    return *age < 18 ? brisk_reject_assertion(check, "too young") : BRISK_OK;
}

brisk_status same_passwords(brisk_check *check, const Signup *signup)
{
    bool is_same = brisk_str_equal(signup->password, signup->password2);
    return is_same ? BRISK_OK : brisk_reject(check, "passwords differ");
}

MODEL(User, (str, user));

ENDPOINT(signup, POST, "/signup", User, untyped, body(Signup, s));
static brisk_status signup(brisk_request *req, const signup_in *in, User *out)
{
    out->user = in->s.user;
    return BRISK_OK;
}

ROUTER(orders, "", create_order, put_order, patch_profile, embed, pair, numbers, scalar, text, payment, bill, shape,
    closed, open_, camel, tree, bag, strict, mixed, anything, maybe, signup);

APP(app, title("Orders"), version("0.3.0"), doc("Bodies of **every** shape."), include(orders));

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
