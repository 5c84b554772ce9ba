// An enum's default is its C constant.
// gcc: A.e: in defaults(\"red\"), \"red\" does not fit the type E
// clang: A.e: in defaults(\"red\"), \"red\" does not fit the type E
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENUM(E, red, blue);
MODEL(A, (E, e, defaults("red")));
