/* lambda.c - brisk/lambda.h: what handlers ask of the event behind their request. The event and the Lambda context are
 * values that go with the request (slots), so that app/ knows neither. */
#include <brisk/lambda.h>

#include "core/str.h"
#include "event/event.h"
#include "event/shapes.h"
#include "schema/decode.h"

#include <string.h>

const char brisk_event_slot = 0;
static const char context_slot = 0;

static const brisk_event *event_of(const brisk_request *req)
{
    return brisk_request_get(req, &brisk_event_slot);
}

static brisk_json member(brisk_json object, const char *key)
{
    return brisk_json_get(object, brisk_str_view(key));
}

static brisk_str text_at(brisk_json object, const char *key)
{
    brisk_str text = {NULL, 0};
    (void)brisk_json_str(member(object, key), &text);
    return text;
}

brisk_event_kind brisk_lambda_event_kind(const brisk_request *req)
{
    const brisk_event *event = event_of(req);
    return event ? event->kind : BRISK_EVENT_NONE;
}

brisk_json brisk_lambda_event(const brisk_request *req)
{
    const brisk_event *event = event_of(req);
    return event ? event->json : (brisk_json){NULL};
}

brisk_json brisk_lambda_request_context(const brisk_request *req)
{
    brisk_json event = brisk_lambda_event(req);
    if (brisk_lambda_event_kind(req) == BRISK_EVENT_EDGE) {
        return member(member(brisk_json_at(member(event, "Records"), 0), "cf"), "config");
    }
    return member(event, "requestContext");
}

brisk_str brisk_lambda_stage(const brisk_request *req)
{
    brisk_str stage = text_at(brisk_lambda_request_context(req), "stage");
    return stage.ptr ? stage : BRISK_S("");
}

brisk_str brisk_lambda_stage_variable(const brisk_request *req, const char *name)
{
    return text_at(member(brisk_lambda_event(req), "stageVariables"), name);
}

brisk_json brisk_lambda_authorizer(const brisk_request *req)
{
    return member(brisk_lambda_request_context(req), "authorizer");
}

brisk_json brisk_lambda_claims(const brisk_request *req)
{
    brisk_json authorizer = brisk_lambda_authorizer(req), found;
    if (brisk_json_find(member(authorizer, "jwt"), BRISK_S("claims"), &found) ||
        brisk_json_find(authorizer, BRISK_S("claims"), &found) ||
        brisk_json_find(authorizer, BRISK_S("lambda"), &found)) {
        return found;
    }
    return authorizer;
}

brisk_str brisk_lambda_claim(const brisk_request *req, const char *name)
{
    return text_at(brisk_lambda_claims(req), name);
}

brisk_status brisk_lambda_read(const brisk_request *req, brisk_json part, const brisk_type *type, void *out,
                               brisk_str *problems)
{
    brisk_loc loc = brisk_loc_key(NULL, BRISK_S("event"));
    const brisk_node *node = part.node ? part.node : brisk_node_null();
    brisk_decoder decoder;
    memset(out, 0, type->size);
    brisk_decoder_init(&decoder, req->arena, NULL);
    brisk_status status = brisk_decode(&decoder, type, node, &loc, out);
    if (status == BRISK_INVALID && problems) {
        brisk_buffer buffer;
        brisk_buffer_init(&buffer, req->arena, 0);
        brisk_problems_write_list(&buffer, &decoder.problems);
        *problems = brisk_buffer_view(&buffer);
    }
    return status;
}

/* ---- the Lambda context ---- */

void brisk_event_set_context(brisk_request *req, const brisk_lambda_context *context)
{
    brisk_lambda_context *copy = brisk_arena_alloc(req->arena, sizeof *copy); /* slots hold no const pointer */
    if (copy) {
        *copy = *context;
        brisk_request_set(req, &context_slot, copy);
    }
}

const brisk_lambda_context *brisk_lambda_context_of(const brisk_request *req)
{
    return brisk_request_get(req, &context_slot);
}
