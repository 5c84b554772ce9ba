/* opt.c - opt(T): { T value; bool given, null; }, T * where T is a model or union. The rules of the field are T's. */
#include "schema/class.h"
#include "schema/node.h"

static brisk_status decode_opt(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    bool *flags = (bool *)(void *)((char *)out + type->item_size); /* given, null */
    brisk_site inner = *site;
    void *value = out;

    if (!site->is_not_null && brisk_node_kind_of(site->node) == BRISK_NODE_NULL) {
        flags[1] = true;
        return BRISK_OK;
    }
    inner.is_not_null = false;
    if (type->is_indirect) {
        value = brisk_arena_alloc(decoder->arena, type->item->size);
        if (value == NULL) {
            return BRISK_NO_MEMORY;
        }
        *(void **)out = value;
    }
    brisk_status status = brisk_decode_site(decoder, type->item, &inner, value);
    flags[0] = status == BRISK_OK;
    return status;
}

const brisk_type_class brisk_class_opt = {.name = "nullable", .decode = decode_opt};
