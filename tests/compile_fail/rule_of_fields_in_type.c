// A word of fields in a TYPE.
// gcc: Age: the rule alias(\"age\") does not fit the type int64
// clang: Age: the rule alias(\"age\") does not fit the type int64
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

TYPE(Age, int64, alias("age"));
