// An option that a middleware does not have.
// gcc: has no member named 'origins'
// clang: field designator 'origins' does not refer to any field
// lines: gcc 3, clang 7
#include <brisk/brisk.h>

APP(app, use(brisk_cors, .origins = "*"));
