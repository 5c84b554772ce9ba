// one_of on a type that has no literals.
// gcc: A.id: the rule one_of(\"a\") does not fit the type uuid
// clang: A.id: the rule one_of(\"a\") does not fit the type uuid
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (uuid, id, one_of("a")));
