/* query.c - see query.h. By itself, since a query's pairs and a configuration's share their name. */
#include "gateway/console/query.h"

#include "core/str.h"
#include "http/query.h"

brisk_str brisk_console_parameter(brisk_request *request, const char *name)
{
    brisk_pairs pairs;
    if (brisk_query_parse(brisk_request_arena(request), brisk_request_query(request), 100, &pairs) != BRISK_OK) {
        return (brisk_str){0};
    }
    return brisk_pairs_get(&pairs, brisk_str_view(name));
}
