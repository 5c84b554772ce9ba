// A rule of a TYPE that does not fit its base.
// gcc: Age: the rule max_length(3) does not fit the type int64
// clang: Age: the rule max_length(3) does not fit the type int64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

TYPE(Age, int64, max_length(3));
