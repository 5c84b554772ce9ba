// Two fields of one name.
// gcc: duplicate member 'name'
// clang: duplicate member 'name'
// lines: gcc 3, clang 20
#include <brisk/brisk.h>

MODEL(A, (str, name), (int64, name));
