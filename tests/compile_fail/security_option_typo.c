// An option of SECURITY that does not exist.
// gcc: s: there is no option of SECURITY relm(\"x\")
// clang: s: there is no option of SECURITY relm(\"x\")
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

SECURITY(s, bearer, relm("x"));
