// A rule of elements on their list.
// gcc: A.tags: the rule strip does not fit the type list(str)
// clang: A.tags: the rule strip does not fit the type list(str)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (list(str), tags, strip));
