// A word that only an APP has.
// gcc: r: only an APP has title(\"x\")
// clang: r: only an APP has title(\"x\")
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ROUTER(r, "", title("x"));
