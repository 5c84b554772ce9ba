// No comma behind a model's name.
// gcc: a comma is missing behind the name: A (str, x)
// clang: a comma is missing behind the name: A (str, x)
// lines: gcc 184, clang 159
#include <brisk/brisk.h>

MODEL(A (str, x), (int64, y));
