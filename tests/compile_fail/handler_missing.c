// A handler that was forgotten.
// gcc: 'f' used but never defined
// clang: function 'f' has internal linkage but is not defined
// lines: gcc 3, clang 11
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str);
ROUTER(r, "", f);
