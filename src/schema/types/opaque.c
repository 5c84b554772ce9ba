/* opaque.c - a C type that never meets JSON: it cannot be decoded, which the decoder answers with BRISK_USAGE. */
#include "schema/class.h"

const brisk_type_class brisk_class_opaque = {.name = "opaque", .decode = NULL};
