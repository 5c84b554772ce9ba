/* email.c - email: a text that is an e-mail address. */
#include "core/email.h"
#include "schema/class.h"
#include "schema/node.h"

static brisk_status decode_email(brisk_decoder *decoder, const brisk_type *type, const brisk_site *site, void *out)
{
    if (brisk_node_kind_of(site->node) != BRISK_NODE_TEXT) {
        return brisk_site_problem(decoder, site, "string_type", BRISK_S("Input should be a valid string"));
    }
    brisk_format_result result = brisk_email_parse(brisk_node_get_text(site->node), out, decoder->arena);
    if (result.error != BRISK_FORMAT_OK) {
        return brisk_site_format_problem(decoder, site, result);
    }
    return brisk_rules_apply(decoder, type, site, out);
}

static const brisk_type_class email_class = {.name = "email", .decode = decode_email};

const brisk_type brisk_type_email = {.kind = BRISK_KIND_EMAIL, .is = &email_class, .size = sizeof(brisk_email)};
