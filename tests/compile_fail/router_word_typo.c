// A word of a router that does not exist.
// gcc: implicit declaration of function 'brisk_endpoint_tgas'
// clang: implicit declaration of function 'brisk_endpoint_tgas'
// lines: gcc 4, clang 15
#include <brisk/brisk.h>

ROUTER(r, "", tgas("x"));
