// A comma is missing between two values.
// gcc: E: a comma is missing between values: (a, \"x\") (b, \"y\")
// clang: E: a comma is missing between values: (a, \"x\") (b, \"y\")
// lines: gcc 6, clang 13
#include <brisk/brisk.h>

ENUM(E, (a, "x") (b, "y"));
