/* test_describe.c - what the macros of describe.h write into the tables, member by member, and their thunks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rich.h"

#include <string.h>

/* ---- the functions that the descriptions name ---- */

brisk_status check_text(brisk_check *check, const str *value)
{
    return !check && value->len ? BRISK_OK : BRISK_INVALID;
}
brisk_status check_sku(brisk_check *check, const Sku *value)
{
    return !check && value->len == 3 ? BRISK_OK : BRISK_INVALID;
}
brisk_status check_author(brisk_check *check, const Author *value)
{
    return !check && value->name.len ? BRISK_OK : BRISK_INVALID;
}
int64_t count_books(const Author *model)
{
    return (int64_t)model->books.count;
}
static brisk_status number(brisk_request *req, const number_in *in, int64_t *out)
{
    *out = in->base + (req != NULL);
    return BRISK_OK;
}
static int the_handle;
static brisk_status handle(brisk_request *req, const handle_in *in, Handle *out)
{
    *out = &the_handle;
    return !req && in->item_id == 7 && in->page == 3 && in->who.given && in->by.given ? BRISK_OK : BRISK_FAILED;
}
static brisk_status closed_with;
void close_handle(brisk_request *req, handle_out *out, brisk_status outcome)
{
    closed_with = !req && *out == &the_handle ? outcome : BRISK_INTERNAL;
}
static brisk_status everything(brisk_request *req, const everything_in *in, map_list_Author *out)
{
    out->count = (size_t)in->item_id;
    return !req && in->opened == &the_handle && in->who.given ? BRISK_OK : BRISK_FAILED;
}
static brisk_status said(brisk_request *req, const said_in *in, Author *out)
{
    return !req && in && out ? BRISK_OK : BRISK_FAILED;
}
static brisk_status multi(brisk_request *req, const multi_in *in, bool *out)
{
    *out = in->upload.given;
    return req ? BRISK_FAILED : BRISK_OK;
}
static brisk_status no_answer(brisk_request *req, const no_answer_in *in)
{
    return !req && in->n == 5 ? BRISK_OK : BRISK_FAILED;
}
#define RAW(name)                                                                                                      \
    static brisk_status name(brisk_request *req, const name##_in *in)                                                  \
    {                                                                                                                  \
        return !req && in ? BRISK_OK : BRISK_FAILED;                                                                   \
    }
RAW(raw_answer)
RAW(options)
RAW(trace)
RAW(patch)

/* ---- asserting ---- */

static void same_str(brisk_str actual, const char *text)
{
    assert_non_null(actual.ptr);
    assert_int_equal(actual.len, strlen(text));
    assert_memory_equal(actual.ptr, text, actual.len);
}

static const brisk_field *field_of(const brisk_type *type, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (brisk_str_is(type->fields[i].name, name)) {
            return &type->fields[i];
        }
    }
    fail_msg("%s has no field %s", type->name, name);
    return NULL;
}

static void literal_is(const brisk_literal *literal, brisk_literal_kind kind, int64_t i, double d, const char *text)
{
    assert_int_equal(literal->kind, kind);
    assert_true(literal->i == i);
    assert_true(literal->d >= d && literal->d <= d);
    if (text) {
        assert_string_equal(literal->text, text);
    } else {
        assert_null(literal->text);
    }
}

static void composite_is(const brisk_type *type, brisk_kind kind, const brisk_type_class *is, size_t size,
                         size_t item_size)
{
    assert_int_equal(type->kind, kind);
    assert_ptr_equal(type->is, is);
    assert_null(type->name);
    assert_int_equal(type->size, size);
    assert_int_equal(type->item_size, item_size);
    assert_non_null(type->item);
}

/* ---- types ---- */

static void test_scalars(void **state)
{
    (void)state;
    const brisk_type *expected[] = {
        &brisk_type_bool,           &brisk_type_int32, &brisk_type_int64,    &brisk_type_uint32, &brisk_type_uint64,
        &brisk_type_double,         &brisk_type_str,   &brisk_type_bytes,    &brisk_type_date,   &brisk_type_datetime,
        &brisk_type_aware_datetime, &brisk_type_time,  &brisk_type_duration, &brisk_type_uuid,   &brisk_type_decimal,
        &brisk_type_email,          &brisk_type_url,   &brisk_type_http_url, &brisk_type_ipv4,   &brisk_type_ipv6,
        &brisk_type_json,           &brisk_type_file};
    const brisk_type *model = &brisk_type_Scalars;
    assert_int_equal(model->kind, BRISK_KIND_MODEL);
    assert_ptr_equal(model->is, &brisk_class_model);
    assert_string_equal(model->name, "Scalars");
    assert_int_equal(model->size, sizeof(Scalars));
    assert_int_equal(model->field_count, sizeof expected / sizeof *expected);
    assert_null(model->rules);
    assert_null(model->doc);
    assert_null(model->title);
    assert_false(model->forbid_extra);
    assert_false(model->is_strict);
    for (size_t i = 0; i < model->field_count; i++) {
        assert_ptr_equal(model->fields[i].type, expected[i]);
        assert_null(model->fields[i].rules);
    }
    assert_null(model->fields[model->field_count].name.ptr);
    assert_int_equal(field_of(model, "id")->offset, offsetof(Scalars, id));
    const brisk_field *b = field_of(model, "b");
    assert_true(b->has_default);
    literal_is(&b->defaults[0], BRISK_LITERAL_BOOL, 1, 1.0, NULL);
    assert_int_equal(b->defaults[1].kind, BRISK_LITERAL_END);
}

static void test_enums(void **state)
{
    (void)state;
    const brisk_type *type = &brisk_type_Color;
    assert_int_equal(type->kind, BRISK_KIND_ENUM);
    assert_ptr_equal(type->is, &brisk_class_enum);
    assert_string_equal(type->name, "Color");
    assert_string_equal(type->doc, "A colour");
    assert_string_equal(type->title, "Colour");
    assert_int_equal(type->size, sizeof(Color));
    assert_int_equal(Color_red, 1);
    assert_int_equal(Color_dark_blue, 2);
    assert_int_equal(Color_green, 3);
    assert_string_equal(type->values[1].name, "dark_blue");
    assert_int_equal(type->values[1].value, 2);
    literal_is(&type->values[1].wire, BRISK_LITERAL_TEXT, 0, 0, "dark-blue");
    literal_is(&type->values[0].wire, BRISK_LITERAL_TEXT, 0, 0, "red");
    assert_null(type->values[3].name);
    assert_int_equal(Level_high, 30);
    assert_int_equal(Level_below, -5);
    literal_is(&brisk_type_Level.values[2].wire, BRISK_LITERAL_INT, -5, -5, NULL);
    assert_int_equal(brisk_type_Level.values[2].value, -5);
}

static void test_named_types(void **state)
{
    (void)state;
    const brisk_type *type = &brisk_type_Sku;
    assert_int_equal(type->kind, BRISK_KIND_NAMED);
    assert_ptr_equal(type->is, &brisk_class_named);
    assert_string_equal(type->name, "Sku");
    assert_string_equal(type->doc, "A stock keeping unit");
    assert_string_equal(type->title, "SKU");
    assert_true(type->is_strict);
    assert_int_equal(type->size, sizeof(brisk_str));
    assert_ptr_equal(type->item, &brisk_type_str);
    assert_ptr_equal(type->rules[0].is, &brisk_rule_pattern);
    assert_string_equal(type->rules[0].as.pattern, "^[A-Z]+$");
    assert_ptr_equal(type->rules[1].is, &brisk_rule_length);
    assert_int_equal(type->rules[1].as.range.max, 10);
    assert_ptr_equal(type->rules[2].is, &brisk_rule_strip);
    assert_null(type->rules[3].is);
    composite_is(brisk_type_Words.item, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_Sku), sizeof(Sku));
    assert_ptr_equal(brisk_type_Words.item->item, type);
    assert_null(brisk_type_Grid.rules);
    assert_ptr_equal(brisk_type_Grid.item->item->item, &brisk_type_double);
    assert_int_equal(brisk_type_Handle.kind, BRISK_KIND_OPAQUE);
    assert_int_equal(brisk_type_Handle.size, sizeof(int *));
}

static void test_composites(void **state)
{
    (void)state;
    const brisk_type *m = &brisk_type_Composites;
    const brisk_type *t = field_of(m, "o")->type;
    composite_is(t, BRISK_KIND_OPT, &brisk_class_opt, sizeof(opt_int32), sizeof(int32_t));
    assert_int_equal(offsetof(opt_int32, given), t->item_size);
    assert_int_equal(offsetof(opt_int32, null), t->item_size + 1);
    assert_false(t->is_indirect);
    composite_is(field_of(m, "l")->type, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_str), sizeof(brisk_str));
    composite_is(field_of(m, "s")->type, BRISK_KIND_SET, &brisk_class_set, sizeof(set_str), sizeof(brisk_str));
    t = field_of(m, "m")->type;
    composite_is(t, BRISK_KIND_MAP, &brisk_class_map, sizeof(map_int32), sizeof(brisk_entry_int32));
    assert_int_equal(offsetof(brisk_entry_int32, value), sizeof(brisk_str));
    t = field_of(m, "ol")->type;
    composite_is(t, BRISK_KIND_OPT, &brisk_class_opt, sizeof(opt_list_bool), sizeof(list_bool));
    assert_int_equal(offsetof(opt_list_bool, given), t->item_size);
    assert_ptr_equal(t->item->item, &brisk_type_bool);
    composite_is(t->item, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_bool), sizeof(bool));
    assert_int_equal(field_of(m, "os")->type->item->kind, BRISK_KIND_SET);
    assert_int_equal(field_of(m, "om")->type->item->kind, BRISK_KIND_MAP);
    t = field_of(m, "ll")->type;
    composite_is(t, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_list_double), sizeof(list_double));
    composite_is(t->item, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_double), sizeof(double));
    t = field_of(m, "lo")->type;
    composite_is(t, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_opt_str), sizeof(opt_str));
    composite_is(t->item, BRISK_KIND_OPT, &brisk_class_opt, sizeof(opt_str), sizeof(brisk_str));
    t = field_of(m, "lm")->type;
    composite_is(t, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_map_str), sizeof(map_str));
    t = field_of(m, "ml")->type;
    composite_is(t, BRISK_KIND_MAP, &brisk_class_map, sizeof(map_list_str), sizeof(brisk_str) + sizeof(list_str));
    t = field_of(m, "mm")->type;
    composite_is(t, BRISK_KIND_MAP, &brisk_class_map, sizeof(map_map_str), sizeof(brisk_str) + sizeof(map_str));
    t = field_of(m, "mo")->type;
    composite_is(t, BRISK_KIND_MAP, &brisk_class_map, sizeof(map_opt_Author), sizeof(brisk_str) + sizeof(opt_Author));
    assert_true(t->item->is_indirect);
    t = field_of(m, "oa")->type;
    composite_is(t, BRISK_KIND_OPT, &brisk_class_opt, sizeof(opt_Author), sizeof(Author *));
    assert_true(t->is_indirect);
    assert_ptr_equal(t->item, &brisk_type_Author);
    t = field_of(m, "ow")->type;
    composite_is(t, BRISK_KIND_OPT, &brisk_class_opt, sizeof(opt_Words), sizeof(Words));
    assert_false(t->is_indirect);
    assert_ptr_equal(field_of(m, "g")->type, &brisk_type_Grid);
    composite_is(field_of(m, "la")->type, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_Author), sizeof(Author));
}

static void test_unions_and_tuples(void **state)
{
    (void)state;
    const brisk_type *type = &brisk_type_Pet;
    assert_int_equal(type->kind, BRISK_KIND_UNION);
    assert_ptr_equal(type->is, &brisk_class_union);
    assert_string_equal(type->name, "Pet");
    assert_string_equal(type->tag, "kind");
    assert_string_equal(type->doc, "A pet");
    assert_string_equal(type->title, "A Pet");
    assert_int_equal(type->size, sizeof(Pet));
    assert_int_equal(Pet_none, 0);
    assert_int_equal(Pet_Cat, 1);
    assert_int_equal(Pet_Dog, 2);
    assert_string_equal(type->members[1].name, "Dog");
    assert_ptr_equal(type->members[1].type, &brisk_type_Dog);
    assert_int_equal(type->members[1].offset, offsetof(Pet, as_Dog));
    assert_null(type->members[2].name);
    assert_null(brisk_type_Loose.tag);
    assert_ptr_equal(brisk_type_Loose.members[1].type, &brisk_type_int64);
    assert_ptr_equal(brisk_type_Loose.members[2].type, &brisk_type_Words);
    assert_int_equal(brisk_type_Point.kind, BRISK_KIND_TUPLE);
    assert_ptr_equal(brisk_type_Point.is, &brisk_class_tuple);
    assert_int_equal(brisk_type_Point.field_count, 2);
    assert_string_equal(brisk_type_Point.doc, "A point");
}

/* ---- fields ---- */

static void test_rules(void **state)
{
    (void)state;
    const brisk_type *m = &brisk_type_Ruled;
    const brisk_rule *r = field_of(m, "text")->rules;
    assert_ptr_equal(r[0].is, &brisk_rule_length);
    assert_int_equal(r[0].as.range.min, 1);
    assert_int_equal(r[0].as.range.max, 100);
    assert_ptr_equal(r[1].is, &brisk_rule_pattern);
    assert_string_equal(r[1].as.pattern, "^a");
    assert_ptr_equal(r[2].is, &brisk_rule_strip);
    assert_ptr_equal(r[3].is, &brisk_rule_lower);
    assert_ptr_equal(r[4].is, &brisk_rule_upper);
    assert_ptr_equal(r[5].is, &brisk_rule_check);
    assert_null(r[6].is);
    const brisk_str nothing_sent = STR("");
    const brisk_str full = STR("x");
    assert_int_equal(r[5].as.check(NULL, &nothing_sent), BRISK_INVALID);
    assert_int_equal(r[5].as.check(NULL, &full), BRISK_OK);
    r = field_of(m, "shortest")->rules;
    assert_int_equal(r->as.range.min, 2);
    assert_true(r->as.range.max == INT64_MAX);
    r = field_of(m, "longest")->rules;
    assert_int_equal(r->as.range.min, 0);
    assert_int_equal(r->as.range.max, 3);
    r = field_of(m, "whole")->rules;
    assert_ptr_equal(r[0].is, &brisk_rule_gt);
    literal_is(&r[0].as.bound, BRISK_LITERAL_INT, 1, 1, NULL);
    assert_ptr_equal(r[1].is, &brisk_rule_ge);
    assert_ptr_equal(r[2].is, &brisk_rule_lt);
    literal_is(&r[2].as.bound, BRISK_LITERAL_INT, 9007199254740993, 9007199254740992.0, NULL);
    assert_ptr_equal(r[3].is, &brisk_rule_le);
    assert_ptr_equal(r[4].is, &brisk_rule_multiple_of);
    r = field_of(m, "real")->rules;
    literal_is(&r[0].as.bound, BRISK_LITERAL_REAL, 0, 0.5, NULL);
    assert_ptr_equal(r[1].is, &brisk_rule_finite);
    r = field_of(m, "money")->rules;
    assert_ptr_equal(r[0].is, &brisk_rule_digits);
    assert_int_equal(r[0].as.digits.total, 10);
    assert_int_equal(r[0].as.digits.places, 2);
    literal_is(&r[1].as.bound, BRISK_LITERAL_TEXT, 0, 0, "1000.00");
    literal_is(&field_of(m, "day")->rules[0].as.bound, BRISK_LITERAL_TEXT, 0, 0, "2000-01-01");
    r = field_of(m, "kind")->rules;
    assert_ptr_equal(r[0].is, &brisk_rule_one_of);
    literal_is(&r[0].as.literals[1], BRISK_LITERAL_TEXT, 0, 0, "b");
    assert_int_equal(r[0].as.literals[2].kind, BRISK_LITERAL_END);
    const brisk_literal *l = field_of(m, "mixed")->rules[0].as.literals;
    literal_is(&l[0], BRISK_LITERAL_INT, 1, 1, NULL);
    literal_is(&l[1], BRISK_LITERAL_TEXT, 0, 0, "one");
    literal_is(&l[2], BRISK_LITERAL_BOOL, 1, 1, NULL);
    literal_is(&l[3], BRISK_LITERAL_REAL, 0, 2.5, NULL);
    literal_is(&l[4], BRISK_LITERAL_NULL, 0, 0, NULL);
    assert_int_equal(l[5].kind, BRISK_LITERAL_END);
}

static void test_field_members(void **state)
{
    (void)state;
    const brisk_type *m = &brisk_type_Said;
    const brisk_field *f = field_of(m, "aliased");
    same_str(f->alias_in, "full-name");
    same_str(f->alias_out, "full-name");
    assert_string_equal(f->title, "Title");
    assert_string_equal(f->doc, "Doc");
    literal_is(&f->examples[0], BRISK_LITERAL_TEXT, 0, 0, "Ada");
    assert_int_equal(f->examples[1].kind, BRISK_LITERAL_END);
    assert_null(f->rules);
    f = field_of(m, "both");
    same_str(f->alias_in, "in");
    same_str(f->alias_out, "out");
    assert_true(f->is_strict && f->is_deprecated && f->is_hidden);
    f = field_of(m, "needed");
    assert_true(f->is_required && !f->is_not_null && !f->has_default);
    f = field_of(m, "kept");
    assert_true(!f->is_required && f->is_not_null && f->has_default);
    literal_is(&f->defaults[0], BRISK_LITERAL_INT, 1900, 1900, NULL);
    assert_true(field_of(m, "in_only")->is_input_only);
    assert_true(field_of(m, "out_only")->is_output_only);
    assert_true(field_of(m, "rest")->is_extras);
    f = field_of(m, "tags");
    literal_is(&f->defaults[1], BRISK_LITERAL_TEXT, 0, 0, "b");
    assert_int_equal(f->defaults[2].kind, BRISK_LITERAL_END);
    literal_is(&f->examples[2], BRISK_LITERAL_TEXT, 0, 0, "z");
    f = field_of(m, "none");
    assert_true(f->has_default);
    assert_int_equal(f->defaults[0].kind, BRISK_LITERAL_END);
    literal_is(&field_of(m, "color")->defaults[0], BRISK_LITERAL_INT, Color_dark_blue, 2, NULL);
    literal_is(&field_of(m, "maybe")->defaults[0], BRISK_LITERAL_BOOL, 0, 0, NULL);
    literal_is(&field_of(m, "real")->defaults[0], BRISK_LITERAL_INT, 1, 1, NULL);
    f = field_of(m, "plain");
    assert_null(f->alias_in.ptr);
    assert_null(f->alias_out.ptr);
    assert_null(f->defaults);
    assert_null(f->examples);
    assert_false(f->has_default || f->is_required || f->is_not_null || f->is_strict || f->is_deprecated ||
                 f->is_hidden || f->is_input_only || f->is_output_only || f->is_extras || f->is_embedded ||
                 f->keeps_underscores);
    /* The check of an opt gets the value within. */
    const Sku sku = STR("ABC");
    assert_int_equal(field_of(m, "sku")->rules[0].as.check(NULL, &sku), BRISK_OK);
}

static void test_models(void **state)
{
    (void)state;
    const brisk_type *m = &brisk_type_Author;
    assert_string_equal(m->doc, "Who wrote it");
    assert_string_equal(m->title, "Writer");
    assert_true(m->forbid_extra && m->is_strict);
    assert_ptr_equal(m->rules[0].is, &brisk_rule_check);
    assert_null(m->rules[1].is);
    Author author = {.name = S("Ada"), .books = {NULL, 3}};
    assert_int_equal(m->rules[0].as.check(NULL, &author), BRISK_OK);
    const brisk_field *f = field_of(m, "book_count");
    assert_true(f->is_output_only);
    assert_string_equal(f->doc, "How many");
    same_str(f->alias_out, "bookCount");
    assert_ptr_equal(f->type, &brisk_type_int64);
    int64_t count = 0;
    f->compute(&author, &count);
    assert_int_equal(count, 3);
    assert_int_equal(m->field_count, 4);
    const brisk_type *books = field_of(m, "books")->type;
    composite_is(books, BRISK_KIND_LIST, &brisk_class_list, sizeof(list_Book), sizeof(Book));
    assert_ptr_equal(books->item, &brisk_type_Book);
    assert_int_equal(field_of(&brisk_type_Book, "readers")->type->item_size, sizeof(brisk_entry_Author));
}

/* ---- security and dependencies ---- */

static void test_security(void **state)
{
    (void)state;
    assert_string_equal(brisk_security_key_header.name, "key_header");
    assert_int_equal(brisk_security_key_header.scheme, BRISK_SCHEME_API_KEY_HEADER);
    assert_string_equal(brisk_security_key_header.parameter, "X-Key");
    assert_string_equal(brisk_security_key_header.doc, "A key");
    assert_true(brisk_security_key_header.is_optional);
    assert_null(brisk_security_key_header.scopes);
    assert_int_equal(brisk_security_key_query.scheme, BRISK_SCHEME_API_KEY_QUERY);
    assert_int_equal(brisk_security_key_cookie.scheme, BRISK_SCHEME_API_KEY_COOKIE);
    assert_int_equal(brisk_security_login.scheme, BRISK_SCHEME_BASIC);
    assert_string_equal(brisk_security_login.realm, "shop");
    assert_false(brisk_security_login.is_optional);
    assert_int_equal(brisk_security_token.scheme, BRISK_SCHEME_BEARER);
    assert_string_equal(brisk_security_token.format, "JWT");
    assert_int_equal(brisk_security_old.scheme, BRISK_SCHEME_DIGEST);
    assert_int_equal(brisk_security_flow.scheme, BRISK_SCHEME_OAUTH2_PASSWORD);
    assert_string_equal(brisk_security_flow.token_url, "/token");
    assert_string_equal(brisk_security_flow.refresh_url, "/refresh");
    assert_string_equal(brisk_security_flow.scopes[1].name, "write");
    assert_string_equal(brisk_security_flow.scopes[1].doc, "Write");
    assert_null(brisk_security_flow.scopes[2].name);
    assert_int_equal(brisk_security_code.scheme, BRISK_SCHEME_OAUTH2_CODE);
    assert_string_equal(brisk_security_code.authorize_url, "/authorize");
    assert_int_equal(brisk_security_oidc.scheme, BRISK_SCHEME_OPENID);
    assert_string_equal(brisk_security_oidc.openid_url, "/.well-known/openid");
}

static void test_dependencies(void **state)
{
    (void)state;
    const brisk_dependency *d = &brisk_dependency_number;
    assert_string_equal(d->name, "number");
    assert_true(d->no_cache);
    assert_null(d->uses);
    assert_null(d->answers);
    assert_null(d->teardown);
    assert_int_equal(d->in_size, sizeof(number_in));
    assert_int_equal(d->out_size, sizeof(int64_t));
    assert_int_equal(d->inputs[0].place, BRISK_PLACE_QUERY);
    assert_int_equal(d->inputs[1].place, 0);
    number_in in = {.base = 4};
    int64_t out = 0;
    assert_int_equal(d->call(NULL, &in, &out), BRISK_OK);
    assert_int_equal(out, 4);

    d = &brisk_dependency_handle;
    assert_false(d->no_cache);
    assert_ptr_equal(d->uses[0].dependency, &brisk_dependency_number);
    assert_null(d->uses[0].security);
    assert_int_equal(d->uses[0].offset, offsetof(handle_in, page));
    assert_null(d->uses[0].scopes);
    assert_ptr_equal(d->uses[1].security, &brisk_security_login);
    assert_null(d->uses[1].dependency);
    assert_int_equal(d->uses[1].offset, offsetof(handle_in, who));
    assert_string_equal(d->uses[2].scopes[0], "read");
    assert_null(d->uses[2].scopes[1]);
    assert_true(d->uses[3].offset == BRISK_NO_MEMBER);
    assert_string_equal(d->uses[3].scopes[1], "b");
    assert_null(d->uses[4].dependency);
    assert_string_equal(d->answers[0].status, "404");
    assert_true(d->answers[0].is_detail);
    assert_string_equal(d->answers[1].status, "409");
    assert_ptr_equal(d->answers[1].type, &brisk_type_Point);
    assert_null(d->answers[2].status);
    handle_in given = {.item_id = 7, .page = 3, .who = {.given = true}, .by = {.given = true}};
    Handle opened = NULL;
    assert_int_equal(d->call(NULL, &given, &opened), BRISK_OK);
    d->teardown(NULL, &opened, BRISK_CANCELLED);
    assert_int_equal(closed_with, BRISK_CANCELLED);
}

/* ---- endpoints ---- */

static void test_endpoint(void **state)
{
    (void)state;
    const brisk_endpoint *e = &brisk_endpoint_everything;
    assert_string_equal(e->name, "everything");
    assert_int_equal(e->methods, BRISK_METHOD_POST);
    assert_string_equal(e->path, "/{item_id}/{n:int}");
    assert_int_equal(e->answer, BRISK_ANSWER_TYPED);
    composite_is(e->out, BRISK_KIND_MAP, &brisk_class_map, sizeof(map_list_Author),
                 sizeof(brisk_str) + sizeof(list_Author));
    assert_int_equal(e->in_size, sizeof(everything_in));
    assert_int_equal(e->status, 201);
    assert_string_equal(e->summary, "Summary");
    assert_string_equal(e->doc, "Doc");
    assert_string_equal(e->answer_text, "Fine");
    assert_string_equal(e->operation_id, "op");
    assert_string_equal(e->media, "application/x+json");
    assert_true(e->is_deprecated && e->is_hidden && e->is_blocking && e->omits_null);
    assert_false(e->omits_unset || e->omits_defaults || e->writes_names || e->is_untyped);
    assert_null(e->tags);
    assert_null(e->include);
    assert_null(e->exclude);

    static const brisk_place places[] = {BRISK_PLACE_PATH,   BRISK_PLACE_PATH,   BRISK_PLACE_PATH, BRISK_PLACE_QUERY,
                                         BRISK_PLACE_HEADER, BRISK_PLACE_COOKIE, BRISK_PLACE_BODY, 0};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        assert_int_equal(e->inputs[i].place, places[i]);
    }
    same_str(e->inputs[0].field.name, "item_id");
    assert_int_equal(e->inputs[0].field.offset, offsetof(everything_in, item_id));
    assert_ptr_equal(e->inputs[0].field.rules[0].is, &brisk_rule_ge);
    assert_ptr_equal(e->inputs[2].field.type, &brisk_type_uuid);
    same_str(e->inputs[3].field.alias_in, "item-query");
    assert_true(e->inputs[4].field.keeps_underscores);
    assert_int_equal(e->inputs[5].field.type->kind, BRISK_KIND_OPT);
    assert_true(e->inputs[6].field.is_embedded);
    assert_string_equal(e->inputs[6].field.media, "application/vnd.x+json");

    assert_ptr_equal(e->uses[0].dependency, &brisk_dependency_handle);
    assert_int_equal(e->uses[0].offset, offsetof(everything_in, opened));
    assert_true(e->uses[1].offset == BRISK_NO_MEMBER);
    assert_ptr_equal(e->uses[2].security, &brisk_security_token);
    assert_string_equal(e->uses[2].scopes[1], "write");

    const brisk_answer_doc *a = e->answers;
    assert_string_equal(a[0].doc, "No such item");
    assert_true(a[0].is_detail);
    assert_string_equal(a[1].status, "410");
    assert_null(a[1].doc);
    assert_ptr_equal(a[2].type, &brisk_type_Author);
    assert_string_equal(a[2].media, "text/x");
    assert_false(a[2].is_detail);
    assert_string_equal(a[3].status, "4XX");
    assert_null(a[3].type);
    assert_string_equal(a[3].doc, "Bad");
    assert_string_equal(a[4].status, "default");
    assert_int_equal(a[4].type->kind, BRISK_KIND_LIST);
    assert_null(a[4].doc);
    assert_null(a[5].status);

    everything_in in = {.item_id = 9, .opened = &the_handle, .who = {.given = true}};
    map_list_Author out = {NULL, 0};
    assert_int_equal(e->call(NULL, &in, &out), BRISK_OK);
    assert_int_equal(out.count, 9);
}

static void test_other_endpoints(void **state)
{
    (void)state;
    const brisk_endpoint *e = &brisk_endpoint_said;
    assert_string_equal(e->path, "");
    assert_int_equal(e->status, 0);
    assert_null(e->inputs);
    assert_null(e->uses);
    assert_null(e->answers);
    assert_string_equal(e->tags[1], "b");
    assert_null(e->tags[2]);
    assert_string_equal(e->include[1], "items.*.name");
    assert_string_equal(e->exclude[0], "b.c");
    assert_true(e->omits_unset && e->omits_defaults && e->writes_names && e->is_untyped);
    assert_false(e->omits_null || e->is_blocking);

    e = &brisk_endpoint_multi;
    assert_int_equal(e->methods, BRISK_METHOD_GET | BRISK_METHOD_POST | BRISK_METHOD_PUT);
    assert_int_equal(e->inputs[0].place, BRISK_PLACE_FORM);
    assert_int_equal(e->inputs[1].place, BRISK_PLACE_FILE);
    assert_string_equal(e->inputs[1].field.media, "image/png");
    assert_ptr_equal(e->out, &brisk_type_bool);

    e = &brisk_endpoint_no_answer;
    assert_int_equal(e->answer, BRISK_ANSWER_NOTHING);
    assert_null(e->out);
    assert_int_equal(e->call(NULL, &(no_answer_in){.n = 5}, NULL), BRISK_OK);
    assert_int_equal(brisk_endpoint_raw_answer.answer, BRISK_ANSWER_RAW);
    assert_int_equal(brisk_endpoint_raw_answer.methods, BRISK_METHOD_HEAD);
    assert_int_equal(brisk_endpoint_options.methods, BRISK_METHOD_OPTIONS);
    assert_int_equal(brisk_endpoint_trace.methods, BRISK_METHOD_TRACE);
    assert_int_equal(brisk_endpoint_patch.methods, BRISK_METHOD_PATCH);
}

/* ---- routers and the app ---- */

static void test_router(void **state)
{
    (void)state;
    assert_string_equal(outer.name, "outer");
    assert_string_equal(outer.prefix, "/shops/{shop}");
    const brisk_row *r = outer.rows;
    assert_int_equal(r[0].kind, BRISK_ROW_TAGS);
    assert_string_equal(r[0].as.texts[1], "x");
    assert_null(r[0].as.texts[2]);
    assert_int_equal(r[1].kind, BRISK_ROW_USE);
    assert_ptr_equal(r[1].as.use.dependency, &brisk_dependency_number);
    assert_true(r[1].as.use.offset == BRISK_NO_MEMBER);
    assert_null(r[1].as.use.scopes);
    assert_string_equal(r[2].as.use.scopes[0], "s");
    assert_int_equal(r[3].kind, BRISK_ROW_DEPRECATED);
    assert_int_equal(r[4].kind, BRISK_ROW_HIDDEN);
    assert_int_equal(r[5].kind, BRISK_ROW_ANSWER);
    assert_true(r[5].as.answer.is_detail);
    assert_string_equal(r[6].as.answer.status, "402");
    assert_int_equal(r[7].kind, BRISK_ROW_MIDDLEWARE);
    assert_string_equal(r[7].as.middleware.name, "timing");
    assert_true(r[7].as.middleware.call == timing);
    const timing_options *set = r[8].as.middleware.options;
    assert_string_equal(set->header, "X");
    assert_int_equal(set->digits, 3);
    set = r[7].as.middleware.options;
    assert_null(set->header);
    assert_int_equal(r[9].kind, BRISK_ROW_ENDPOINT);
    assert_ptr_equal(r[9].as.endpoint, &brisk_endpoint_everything);
    assert_int_equal(r[10].kind, BRISK_ROW_INCLUDE);
    assert_ptr_equal(r[10].as.include.router, &inner);
    assert_null(r[10].as.include.prefix);
    assert_null(r[10].as.include.rows);
    assert_string_equal(r[11].as.include.prefix, "/again");
    const brisk_row *i = r[11].as.include.rows;
    static const brisk_row_kind kinds[] = {BRISK_ROW_TAGS,   BRISK_ROW_USE,    BRISK_ROW_DEPRECATED, BRISK_ROW_HIDDEN,
                                           BRISK_ROW_ANSWER, BRISK_ROW_ANSWER, BRISK_ROW_END};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        assert_int_equal(i[k].kind, kinds[k]);
    }
    assert_string_equal(i[5].as.answer.status, "5XX");
    assert_int_equal(r[17].kind, BRISK_ROW_END);
    assert_int_equal(empty.rows[0].kind, BRISK_ROW_END);
}

static void test_app(void **state)
{
    (void)state;
    assert_string_equal(app.name, "app");
    assert_string_equal(app.title, "Shop");
    assert_string_equal(app.version, "1.0.0");
    assert_string_equal(app.summary, "Summary");
    assert_string_equal(app.doc, "Doc");
    assert_string_equal(app.docs_url, "/d");
    assert_string_equal(app.redoc_url, "");
    assert_string_equal(app.openapi_url, "/o.json");
    assert_string_equal(app.terms_url, "/terms");
    assert_string_equal(app.contact.email, "a@x.example");
    assert_string_equal(app.license.url, "/mit");
    assert_null(app.license.identifier);
    assert_string_equal(app.servers[0].doc, "Production");
    assert_string_equal(app.servers[1].url, "/");
    assert_null(app.servers[1].doc);
    assert_null(app.servers[2].url);
    assert_string_equal(app.tag_docs[1].doc, "X");
    assert_null(app.tag_docs[2].name);
    assert_true(app.no_redirect_slashes && app.no_strict_content_type && app.has_gateway_key);
    const brisk_row *r = app.rows;
    assert_int_equal(r[0].kind, BRISK_ROW_ON_STATUS);
    assert_int_equal(r[0].as.handler.status, 404);
    assert_true(r[0].as.handler.call == on_tea);
    assert_int_equal(r[1].kind, BRISK_ROW_ON_ERROR);
    assert_ptr_equal(r[1].as.handler.error, &SubTea);
    assert_int_equal(r[2].kind, BRISK_ROW_ON_INVALID);
    assert_int_equal(r[3].kind, BRISK_ROW_ON_CRASH);
    assert_int_equal(r[4].kind, BRISK_ROW_LIFESPAN);
    assert_true(r[4].as.lifespan.start == start && r[4].as.lifespan.stop == stop);
    assert_ptr_equal(r[5].as.include.router, &outer);
    assert_string_equal(r[6].as.include.prefix, "/v2");
    assert_int_equal(r[8].kind, BRISK_ROW_ON_EVENT);
    assert_true(r[8].as.event == take_event);
    assert_int_equal(r[9].kind, BRISK_ROW_ON_SNAPSHOT);
    assert_true(r[9].as.snapshot.before == NULL && r[9].as.snapshot.after == freeze);
    assert_int_equal(r[10].kind, BRISK_ROW_END);
    assert_string_equal(SubTea.name, "SubTea");
    assert_ptr_equal(SubTea.base, &TeaError);
    assert_null(TeaError.base);

    assert_null(small.title);
    assert_null(small.servers);
    assert_null(small.tag_docs);
    assert_string_equal(small.contact.name, "Ann");
    assert_null(small.contact.url);
    assert_string_equal(small.license.identifier, "MIT");
    assert_null(small.rows[0].as.lifespan.stop);
    assert_true(small.rows[1].as.snapshot.before == freeze && small.rows[1].as.snapshot.after == NULL);
    assert_false(small.no_redirect_slashes || small.has_gateway_key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_enums),
        cmocka_unit_test(test_named_types),
        cmocka_unit_test(test_composites),
        cmocka_unit_test(test_unions_and_tuples),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_field_members),
        cmocka_unit_test(test_models),
        cmocka_unit_test(test_security),
        cmocka_unit_test(test_dependencies),
        cmocka_unit_test(test_endpoint),
        cmocka_unit_test(test_other_endpoints),
        cmocka_unit_test(test_router),
        cmocka_unit_test(test_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
