// An option that does not exist.
// gcc: A: neither a field (type, name, rules...) nor an option of a model: forbid_extras
// clang: A: neither a field (type, name, rules...) nor an option of a model: forbid_extras
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

MODEL(A, (str, name), forbid_extras);
