// A router names an endpoint that is not there.
// gcc: 'brisk_endpoint_read_itme' undeclared here (not in a function)
// clang: use of undeclared identifier 'brisk_endpoint_read_itme'
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ROUTER(r, "", read_itme);
