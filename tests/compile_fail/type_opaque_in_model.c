// An OPAQUE type never meets JSON.
// gcc: A.h: Handle is OPAQUE, which only results of dependencies can be
// clang: A.h: Handle is OPAQUE, which only results of dependencies can be
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

OPAQUE(Handle, void *);
MODEL(A, (Handle, h));
