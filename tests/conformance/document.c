/* document.c - a walk over two documents at once, with the JSON pointer (RFC 6901) of where it stands. */
#include "document.h"

#include "grade.h"

#include "core/buffer.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct walk {
    brisk_arena *arena;
    yyjson_val *ignore;
    size_t differences;
} walk;

static void tell(walk *self, const char *what, const char *pointer, yyjson_val *want, yyjson_val *got)
{
    for (size_t i = 0; i < yyjson_arr_size(self->ignore); i++) {
        if (yyjson_equals_str(yyjson_arr_get(self->ignore, i), pointer)) {
            return;
        }
    }
    char *mine = want ? yyjson_val_write(want, 0, NULL) : NULL;
    char *other = got ? yyjson_val_write(got, 0, NULL) : NULL;
    printf("  document: %s %s\n", what, pointer);
    if (mine) {
        printf("      want %.300s\n", mine);
    }
    if (other) {
        printf("      got  %.300s\n", other);
    }
    free(mine);
    free(other);
    self->differences++;
}

static const char *pointer_to(walk *self, const char *pointer, yyjson_val *key)
{
    brisk_buffer out;
    brisk_buffer_init(&out, self->arena, 0);
    brisk_buffer_append_printf(&out, "%s/", pointer);
    for (const char *c = yyjson_get_str(key); *c; c++) {
        if (*c == '~' || *c == '/') {
            brisk_buffer_append_c_string(&out, *c == '~' ? "~0" : "~1");
        } else {
            brisk_buffer_append_char(&out, *c);
        }
    }
    brisk_buffer_append_char(&out, '\0');
    return brisk_buffer_failed(&out) ? "?" : out.data;
}

static void compare(walk *self, yyjson_val *a, yyjson_val *b, const char *pointer);

static void compare_objects(walk *self, yyjson_val *a, yyjson_val *b, const char *pointer)
{
    size_t i, count;
    yyjson_val *key, *item;
    yyjson_obj_foreach(a, i, count, key, item)
    {
        yyjson_val *other = yyjson_obj_getn(b, yyjson_get_str(key), yyjson_get_len(key));
        const char *place = pointer_to(self, pointer, key);
        if (other) {
            compare(self, item, other, place);
        } else {
            tell(self, "missing", place, item, NULL);
        }
    }
    yyjson_obj_foreach(b, i, count, key, item)
    {
        if (!yyjson_obj_getn(a, yyjson_get_str(key), yyjson_get_len(key))) {
            tell(self, "extra", pointer_to(self, pointer, key), NULL, item);
        }
    }
}

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), size = strlen(end);
    return len >= size && strcmp(text + len - size, end) == 0;
}

/* The item of an array that stands for item where order does not count: of the same text, or in and name. */
static yyjson_val *counterpart(yyjson_val *array, yyjson_val *item)
{
    for (size_t i = 0; i < yyjson_arr_size(array); i++) {
        yyjson_val *other = yyjson_arr_get(array, i);
        bool is_same = !yyjson_is_obj(item)
                           ? grade_same_json(item, other)
                           : yyjson_equals(yyjson_obj_get(item, "in"), yyjson_obj_get(other, "in")) &&
                                 yyjson_equals(yyjson_obj_get(item, "name"), yyjson_obj_get(other, "name"));
        if (is_same) {
            return other;
        }
    }
    return NULL;
}

static void compare_arrays(walk *self, yyjson_val *a, yyjson_val *b, const char *pointer)
{
    bool is_unordered = ends_in(pointer, "/parameters") || ends_in(pointer, "/required");
    if (yyjson_arr_size(a) != yyjson_arr_size(b)) {
        tell(self, "length", pointer, a, b);
        return;
    }
    for (size_t i = 0; i < yyjson_arr_size(a); i++) {
        yyjson_val *item = yyjson_arr_get(a, i);
        yyjson_val *other = is_unordered ? counterpart(b, item) : yyjson_arr_get(b, i);
        const char *place = brisk_arena_printf(self->arena, "%s/%zu%c", pointer, i, 0).ptr;
        if (other) {
            compare(self, item, other, place);
        } else {
            tell(self, "missing", place, item, NULL);
        }
    }
}

static void compare(walk *self, yyjson_val *a, yyjson_val *b, const char *pointer)
{
    if (yyjson_is_obj(a) && yyjson_is_obj(b)) {
        compare_objects(self, a, b, pointer);
    } else if (yyjson_is_arr(a) && yyjson_is_arr(b)) {
        compare_arrays(self, a, b, pointer);
    } else if (!grade_same_json(a, b)) {
        tell(self, "differs", pointer, a, b);
    }
}

size_t document_compare(brisk_arena *arena, yyjson_val *want, yyjson_val *got, yyjson_val *ignore)
{
    walk self = {.arena = arena, .ignore = ignore};
    compare(&self, want, got, "");
    return self.differences;
}
