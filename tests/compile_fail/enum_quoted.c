// An enum's value in quotes.
// gcc: E: a value is name or (name, \"text\"), not \"red\"
// clang: E: a value is name or (name, \"text\"), not \"red\"
// lines: gcc 17, clang 86
#include <brisk/brisk.h>

ENUM(E, "red");
