// required on a type that is required anyway.
// gcc: A.name: the rule required does not fit the type str
// clang: A.name: the rule required does not fit the type str
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name, required));
