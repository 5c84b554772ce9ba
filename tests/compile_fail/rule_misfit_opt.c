// A rule that does not fit what an opt holds.
// gcc: A.n: the rule gt(1) does not fit the type opt(_Bool)
// clang: A.n: the rule gt(1) does not fit the type opt(_Bool)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (opt(bool), n, gt(1)));
