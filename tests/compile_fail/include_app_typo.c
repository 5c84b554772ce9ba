// The same in an APP.
// gcc: app: include(...) has no option titel(\"x\")
// clang: app: include(...) has no option titel(\"x\")
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ROUTER(a, "");
APP(app, include(a, titel("x")));
