// No comma between a field's type and name.
// gcc: A: no name behind the type, as in (type, name, rules...): int64 x
// clang: A: no name behind the type, as in (type, name, rules...): int64 x
// lines: gcc 10, clang 46
#include <brisk/brisk.h>

MODEL(A, (int64 x), (str, y));
