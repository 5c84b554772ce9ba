// An endpoint without the type of its answer.
// gcc: f: no type of the answer before path(int64, id)
// clang: f: no type of the answer before path(int64, id)
// lines: gcc 24, clang 57
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/{id}", path(int64, id));
