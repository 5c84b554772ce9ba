/* compare.h - whether what Brisk made of an event is what the case wants. Each function prints what differs and returns
 * how many fields do. */
#ifndef LAMBDA_EVENTS_COMPARE_H
#define LAMBDA_EVENTS_COMPARE_H

#include "http/request.h"

#include <brisk/json.h>

/** Says that a field of a case is not compared. */
typedef bool exempted(brisk_json testcase, const char *field);

/** The request as brisk_handle left it, against the members of wanted; those of recommended go before, {"__any__":
 *  true} is anything. Only fields that one of them has are compared. */
int compare_request(brisk_json testcase, brisk_json wanted, brisk_json recommended, brisk_request *req,
                    exempted *is_exempted);

/** The answer as JSON, by the rules that AWS reads it with. */
int compare_answer(brisk_json testcase, brisk_json answer, brisk_arena *arena);

/** Host and port of req->server; the port of the scheme where it has none. */
void split_server(const brisk_request *req, brisk_str *host, int64_t *port);

/** A member of an object that is a text; else empty. */
brisk_str text_of(brisk_json object, const char *key);
/** A member of an object. */
brisk_json member(brisk_json object, const char *key);

#endif
