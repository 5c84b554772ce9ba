// one_of with a literal of another kind.
// gcc: A.kind: in one_of(\"a\", 2), 2 does not fit the type str
// clang: A.kind: in one_of(\"a\", 2), 2 does not fit the type str
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, kind, one_of("a", 2)));
