// A scheme that does not exist.
// gcc: s: there is no scheme baerer
// clang: s: there is no scheme baerer
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

SECURITY(s, baerer);
