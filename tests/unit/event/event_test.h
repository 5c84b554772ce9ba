/* event_test.h - an event opened and made a request, for the tests of event. Include cmocka first. */
#ifndef TESTS_EVENT_TEST_H
#define TESTS_EVENT_TEST_H

#include "event/event.h"
#include "http/text.h"

typedef struct world {
    brisk_arena *arena;
    brisk_event event;
    brisk_request req;
    brisk_response response;
    brisk_buffer out;
} world;

/** Opens and fills; the status of what failed first. */
static inline brisk_status start(world *w, const char *text, const brisk_event_options *options)
{
    if (!w->arena) {
        w->arena = brisk_arena_new(0);
    }
    brisk_arena_reset(w->arena, SIZE_MAX);
    brisk_request_init(&w->req, w->arena, &w->response);
    brisk_buffer_init(&w->out, w->arena, 0);
    brisk_status status = brisk_event_open(w->arena, brisk_str_view(text), options, &w->event);
    return status == BRISK_OK && w->event.kind != BRISK_EVENT_OTHER ? brisk_event_fill(&w->event, &w->req) : status;
}

/* What is common to events of a kind; parts: further members, each with a "," in front. */
#define REST(path, outer, parts)                                                                                       \
    "{\"resource\":\"/{proxy+}\",\"path\":\"" path "\",\"httpMethod\":\"GET\",\"requestContext\":{\"apiId\":\"abc\","  \
    "\"path\":\"" outer "\",\"stage\":\"prod\",\"domainName\":\"abc.execute-api.eu-west-1.amazonaws.com\","            \
    "\"identity\":{\"sourceIp\":\"192.0.2.1\"}}" parts "}"
#define HTTP2(path, stage, domain, parts)                                                                              \
    "{\"version\":\"2.0\",\"rawPath\":\"" path "\",\"rawQueryString\":\"\",\"requestContext\":{\"apiId\":\"abc\","     \
    "\"domainPrefix\":\"" domain "\",\"domainName\":\"" domain ".example.com\",\"stage\":\"" stage "\","               \
    "\"http\":{\"method\":\"GET\",\"path\":\"" path "\",\"sourceIp\":\"192.0.2.1\"}}" parts "}"
#define URL                                                                                                            \
    "{\"version\":\"2.0\",\"rawPath\":\"/\",\"requestContext\":{\"domainName\":\"x.lambda-url.eu-west-1.on.aws\","     \
    "\"http\":{\"method\":\"GET\"}}}"
#define ALB(parts)  "{\"requestContext\":{\"elb\":{}},\"httpMethod\":\"GET\",\"path\":\"/\"" parts "}"
#define EDGE(parts) "{\"Records\":[{\"cf\":{\"request\":{\"method\":\"GET\",\"uri\":\"/a%20b\"" parts "}}}]}"
#define LATTICE(parts)                                                                                                 \
    "{\"version\":\"2.0\",\"path\":\"/\",\"method\":\"GET\",\"requestContext\":{\"serviceArn\":\"arn\"}" parts "}"

#endif
