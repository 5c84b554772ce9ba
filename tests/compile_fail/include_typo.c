// A word within include(...) that does not exist.
// gcc: r: include(...) has no option prefx(\"/x\")
// clang: r: include(...) has no option prefx(\"/x\")
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ROUTER(a, "");
ROUTER(r, "", include(a, prefx("/x")));
