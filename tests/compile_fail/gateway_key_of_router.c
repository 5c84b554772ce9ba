// The gateway stands before the whole app: its key is no word of a router.
// gcc: r: only an APP has gateway_key
// clang: r: only an APP has gateway_key
// lines: gcc 4, clang 8
#include <brisk/brisk.h>

ROUTER(r, "", gateway_key);
APP(app, include(r));
