// A rule that does not exist.
// gcc: A.name: there is no rule lenght(1, 100)
// clang: A.name: there is no rule lenght(1, 100)
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name, lenght(1, 100)));
