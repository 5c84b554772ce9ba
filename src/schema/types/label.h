/* label.h - the name of a type in the loc of a plain union's problems, as pydantic writes it: "int", "list[str]". */
#ifndef BRISK_SCHEMA_TYPES_LABEL_H
#define BRISK_SCHEMA_TYPES_LABEL_H

#include <brisk/arena.h>
#include <brisk/descriptor.h>

/** The label of a type: constant, of the descriptor, or built in the arena (empty on exhaustion). */
brisk_str brisk_label_of(brisk_arena *arena, const brisk_type *type);

#endif
