/* test_check.c - the mistakes that `check` finds: each app here has one, and the line that tells it. */
#include "main/check.h"

#include <brisk/brisk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char said[4096];

static size_t check(const brisk_app *app)
{
    char problem[512] = "";
    brisk_service *service;
    assert_int_equal(brisk_service_new(app, &service, problem, sizeof(problem)), BRISK_OK);
    FILE *out = tmpfile();
    assert_non_null(out);
    size_t mistakes = brisk_check_routes(service, out);
    rewind(out);
    said[fread(said, 1, sizeof(said) - 1, out)] = '\0';
    (void)fclose(out);
    brisk_service_free(service);
    return mistakes;
}

#define HANDLER(x, Out)                                                                                                \
    static brisk_status x(brisk_request *req, const x##_in *in, Out *out)                                              \
    {                                                                                                                  \
        return BRISK_OK;                                                                                               \
    }

MODEL(Owner, (str, name), (str, mail, alias("e-mail")));
DECLARE_MODEL(Good);
DEFINE_MODEL(Good, (str, name, pattern("^a+$")), (list(Owner), owners, defaults()), (opt(Good), next),
             (int32, rank, defaults(2147483647)), (str, read, alias_in("both")), (str, write, alias_out("both")));
MODEL(Cat, (str, kind, one_of("cat")));
MODEL(Dog, (str, kind, one_of("dog")));
UNION(Pet, tag(kind), Cat, Dog);
ENDPOINT(good, POST, "/good/{id}", Good, path(int64, id), query(list(str), tags, defaults()), body(Pet, pet),
         exclude("owners.name", "owners.*.e-mail", "next.next.name"), include("name", "owners", "next"));
HANDLER(good, Good)
ENDPOINT(good_get, GET, "/good/{id}", Good, path(int64, id));
HANDLER(good_get, Good)
ROUTER(good_router, "", good, good_get);
APP(good_app, include(good_router), include(good_router, prefix("/again")));

static void good_app_has_none(void **state)
{
    assert_int_equal(check(&good_app), 0);
    assert_string_equal(said, "");
}

TYPE(Code, str, pattern("["));
MODEL(Broken, (list(Code), codes), (int32, big, defaults(3000000000)), (str, a, alias("z")), (str, b, alias("z")));
DEPENDENCY(shared, Broken, query(Broken, all), query(map(str), m));
HANDLER(shared, Broken)
ENDPOINT(deep, GET, "/deep", str, requires(shared));
HANDLER(deep, str)
ROUTER(deep_router, "", deep);
APP(deep_app, include(deep_router));

static void models_of_dependencies(void **state)
{
    assert_int_equal(check(&deep_app), 4);
    assert_non_null(strstr(said, "Code: pattern(\"[\"): missing terminating ]"));
    assert_non_null(strstr(said, "Broken.big: the default 3000000000 is not within its type\n"));
    assert_non_null(strstr(said, "Broken: a and b have the same name on the wire\n"));
    assert_non_null(strstr(said, "shared.m: a parameter is a scalar, a list of scalars, or a model\n"));
}

MODEL(Bird, (str, kind));
MODEL(Lion, (str, kind, one_of("cat", "lion")));
UNION(Zoo, tag(kind), Cat, Bird, Lion);
ENDPOINT(zoo, GET, "/zoo/{id}", Zoo, path(opt(int64), id), exclude("kin"), status(999));
HANDLER(zoo, Zoo)
ENDPOINT(later, GET, "/zoo/{id}", str, path(int64, id));
HANDLER(later, str)
ROUTER(zoo_router, "", zoo, later);
APP(zoo_app, include(zoo_router));

static void endpoints_and_unions(void **state)
{
    assert_int_equal(check(&zoo_app), 6);
    assert_non_null(strstr(said, "Zoo: tag(kind), but Bird has no field \"kind\" with one_of(...)\n"));
    assert_non_null(strstr(said, "Zoo: Cat and Lion have the same \"kind\"\n"));
    assert_non_null(strstr(said, "zoo.id: a path parameter is never absent: neither opt nor defaults\n"));
    assert_non_null(strstr(said, "zoo: exclude(\"kin\"): the answer has nothing of this name\n"));
    assert_non_null(strstr(said, "zoo: 999 is no status of HTTP\n"));
    assert_non_null(strstr(said, "later: never reached at \"/zoo/{id}\": zoo stands before it\n"));
}

APP(empty_app, title("Nothing"));
ROUTER(slashes, "/a/", good);
APP(slashes_app, include(slashes));

static void routes(void **state)
{
    assert_int_equal(check(&empty_app), 1);
    assert_non_null(strstr(said, "there are no routes"));
    assert_int_equal(check(&slashes_app), 1);
    assert_string_equal(said, "good: the path \"/a//good/{id}\" has an empty part\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_app_has_none),
        cmocka_unit_test(models_of_dependencies),
        cmocka_unit_test(endpoints_and_unions),
        cmocka_unit_test(routes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
