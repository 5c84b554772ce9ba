/* file.c - file: a part of a multipart form that has a filename. */
#include "schema/class.h"
#include "schema/node.h"

static const char *python_type(brisk_node_kind kind)
{
    switch (kind) {
    case BRISK_NODE_TEXT:
        return "str";
    case BRISK_NODE_ARRAY:
        return "list";
    case BRISK_NODE_OBJECT:
        return "dict";
    case BRISK_NODE_NULL:
        return "NoneType";
    case BRISK_NODE_BOOL:
        return "bool";
    case BRISK_NODE_REAL:
        return "float";
    default:
        return "int";
    }
}

static brisk_status decode_file(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    brisk_node_kind kind = brisk_node_kind_of(site->node);

    if (kind != BRISK_NODE_FILE) {
        brisk_str message = brisk_arena_printf(
            decoder->arena, "Value error, Expected UploadFile, received: <class '%s'>", python_type(kind));
        return brisk_site_problem_context(decoder, site, "value_error", message, "\"error\":{}");
    }
    *(brisk_file *)out = *brisk_node_get_file(site->node);
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class file_class = {.name = "file", .decode = decode_file};

const brisk_type brisk_type_file = {.kind = BRISK_KIND_FILE, .is = &file_class, .size = sizeof(brisk_file)};
