/* 20-nested-routers.c - routers in routers, included twice, with prefixes, tags, dependencies and answers. */
#include "runner.h"

#include <brisk/brisk.h>

MODEL(Book, (int64, id), (str, title));
MODEL(Review, (int64, stars, ge(1), le(5)), (opt(str), text));
MODEL(Problem, (int64, code), (str, why));
MODEL(Seen, (int64, skip), (int64, limit));

/* ---- dependencies ---- */

DEPENDENCY(paging, Seen,
    query(int64, skip, ge(0), defaults(0)),
    query(int64, limit, ge(1), le(50), doc("At most"), defaults(10)));
static brisk_status paging(brisk_request *req, const paging_in *in, Seen *out)
{
    *out = (Seen){in->skip, in->limit};
    return BRISK_OK;
}

DEPENDENCY(need_token, bool, header(str, x_token));
static brisk_status need_token(brisk_request *req, const need_token_in *in, bool *out)
{
    *out = str_is(in->x_token, "s3");
    return *out ? BRISK_OK : brisk_fail(req, 403, "bad token");
}

DEPENDENCY(shop_of, int64, path(int64, shop_id, ge(1)), depends(paging, paging));
static brisk_status shop_of(brisk_request *req, const shop_of_in *in, int64_t *out)
{
    if (in->shop_id > 100) {
        brisk_status status = brisk_fail(req, 404, "no such shop");
        brisk_set_header(req, S("X-Shop"), S("none"));
        return status;
    }
    *out = in->shop_id;
    return BRISK_OK;
}

DEPENDENCY(trace, bool, query(opt(str), trace, max_length(3)));
static brisk_status trace(brisk_request *req, const trace_in *in, bool *out)
{
    *out = in->trace.given && in->trace.value.len > 0;
    if (*out) {
        brisk_set_header(req, S("X-Trace"), in->trace.value);
    }
    return BRISK_OK;
}

/* ---- reviews, below books and papers ---- */

ENDPOINT(list_reviews, GET, "", list(Review), prefix_path(int64, book_id), depends(paging, p));
static brisk_status list_reviews(brisk_request *req, const list_reviews_in *in, list_Review *out)
{
    for (int64_t i = 0; i < in->p.limit && i < 2; i++) {
        Review *review = brisk_push(req, out);
        review->stars = 5;
        brisk_give(review->text, brisk_strf(req, "%lld", (long long)in->book_id));
    }
    return BRISK_OK;
}

ENDPOINT(add_review, POST, "/", Review, status(201), respond(409, Problem, "Reviewed before"),
    prefix_path(int64, book_id), body(Review, review));
static brisk_status add_review(brisk_request *req, const add_review_in *in, Review *out)
{
    *out = in->review;
    return BRISK_OK;
}

ROUTER(reviews, "/{book_id}/reviews", tags("reviews"), list_reviews, add_review);

/* ---- books ---- */

ENDPOINT(list_books, GET, "", list(Book), summary("All books"), depends(paging, p));
static brisk_status list_books(brisk_request *req, const list_books_in *in, list_Book *out)
{
    for (int64_t i = 0; i < in->p.limit && i < 3; i++) {
        *brisk_push(req, out) = (Book){in->p.skip + i, S("t")};
    }
    return BRISK_OK;
}

ENDPOINT(read_book, GET, "/{book_id}", Book, tags("one"), respond(404, Problem, "Gone"), path(int64, book_id));
static brisk_status read_book(brisk_request *req, const read_book_in *in, Book *out)
{
    *out = (Book){in->book_id, S("t")};
    return BRISK_OK;
}

ENDPOINT(delete_book, DELETE, "/{book_id}", nothing, status(204), deprecated, path(int64, book_id));
static brisk_status delete_book(brisk_request *req, const delete_book_in *in)
{
    return BRISK_OK;
}

ROUTER(books, "/books", tags("books", "all"), respond(404, nothing, "No such book"),
    list_books, read_book, delete_book, include(reviews, requires(need_token)));

/* ---- shops ---- */

ENDPOINT(count, GET, "/count", int64, depends(shop_of, shop_id));
static brisk_status count(brisk_request *req, const count_in *in, int64_t *out)
{
    *out = in->shop_id;
    return BRISK_OK;
}

ENDPOINT(put_count, PUT, "/count/{n:int}", Seen, operation_id("put_the_count"),
    path(int64, n), depends(shop_of, shop_id), depends(paging, p));
static brisk_status put_count(brisk_request *req, const put_count_in *in, Seen *out)
{
    *out = (Seen){in->n + in->shop_id, in->p.limit};
    return BRISK_OK;
}

ROUTER(stock, "/stock", requires(need_token), deprecated, count, put_count);

ENDPOINT(read_shop, GET, "/", map(int64), depends(shop_of, shop_id));
static brisk_status read_shop(brisk_request *req, const read_shop_in *in, map_int64 *out)
{
    *brisk_map_put(req, out, S("id")) = in->shop_id;
    return BRISK_OK;
}

ROUTER(shops, "/shops/{shop_id}", tags("shops"), include(stock, tags("stock")), read_shop);

/* ---- hidden, root ---- */

ENDPOINT(ping, GET, "/ping", str);
static brisk_status ping(brisk_request *req, const ping_in *in, brisk_str *out)
{
    *out = S("pong");
    return BRISK_OK;
}

ROUTER(inner, "", hidden, ping);

ENDPOINT(root, GET, "/", map(str), tags("root"), doc("The root.\n\nSays *hello*."));
static brisk_status root(brisk_request *req, const root_in *in, map_str *out)
{
    *brisk_map_put(req, out, S("hello")) = S("world");
    return BRISK_OK;
}

APP(app, title("Shops"), version("1.0"), requires(trace), respond(500, nothing, "Broken"),
    include(books),
    include(books, prefix("/v2"), tags("v2"), deprecated, respond(418, nothing, "A teapot")),
    include(shops),
    include(inner),
    include(reviews, prefix("/papers"), hidden),
    root);

int main(int argc, char **argv)
{
    return conformance_main(&app, CONFORMANCE_THEME, argc, argv);
}
