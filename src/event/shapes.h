/* shapes.h - the JSON of AWS's HTTP events and of the answers to them, each described once.
 *
 *     brisk_EventV1       REST API; HTTP API with payload 1.0; Application Load Balancer (both header modes)
 *     brisk_EventV2       HTTP API with payload 2.0; function URL
 *     brisk_EventLattice  VPC Lattice, version 2
 *     brisk_EventEdge     Records[0].cf of Lambda@Edge: viewer and origin requests
 *
 * A shape holds what an adapter reads, and no more: an event must not fail for a field that nobody looks at (handlers
 * reach all of it as JSON, brisk/lambda.h). Fields are optional where any sender, real or a local emulator, leaves them
 * out. Sources: the Lambda, API Gateway, Elastic Load Balancing, VPC Lattice and CloudFront developer guides, and live
 * captures of events. */
#ifndef BRISK_EVENT_SHAPES_H
#define BRISK_EVENT_SHAPES_H

#if !defined(BRISK_NO_SHORT_NAMES)
#define BRISK_NO_SHORT_NAMES
#endif
#include <brisk/describe.h>

#if !defined(__cppcheck__) /* which cannot expand the language (tools/lint.sh defines it) */

/* ---- parts ---- */

BRISK_TYPE(EventTexts, list(str));

/* Headers and query parameters are most of an event and are walked once, as they were parsed: typed maps of them cost
 * more than the parsing. Their values are checked where they are read: {name: text or null}, and of multi-value maps
 * {name: [text, ...] or null}. requestContext is no field: event.c finds what is looked at of it. */
BRISK_TYPE(EventAnswerMap, map(str)); /* the same of answers, without null */
BRISK_TYPE(EventAnswerMultiMap, map(EventTexts));

/* ---- requests ---- */

BRISK_MODEL(EventV1,
    (str,       http_method,         alias("httpMethod")),
    (opt(str),  path),
    (opt(json), headers),
    (opt(json), multi_value_headers, alias("multiValueHeaders")),
    (opt(json), query,               alias("queryStringParameters")),
    (opt(json), multi_value_query,   alias("multiValueQueryStringParameters")),
    (opt(str),  body),
    (opt(bool), is_base64_encoded,   alias("isBase64Encoded")));

BRISK_MODEL(EventV2,
    (opt(str),        raw_path,          alias("rawPath")),
    (opt(str),        raw_query_string,  alias("rawQueryString")),
    (opt(EventTexts), cookies),
    (opt(json),       headers),
    (opt(str),        body),
    (opt(bool),       is_base64_encoded, alias("isBase64Encoded")));

BRISK_MODEL(EventLattice,
    (opt(str),  path),
    (str,       method),
    (opt(json), headers),
    (opt(json), query,             alias("queryStringParameters")),
    (opt(str),  body),
    (opt(bool), is_base64_encoded, alias("isBase64Encoded")));

BRISK_MODEL(EventEdgeHeader, (opt(str), key), (str, value));
BRISK_TYPE(EventEdgeHeaders, list(EventEdgeHeader));
BRISK_TYPE(EventEdgeMap, map(EventEdgeHeaders)); /* {"name": [{"key": "Name", "value": "…"}, …]} */

BRISK_MODEL(EventEdgeConfig, (opt(str), distribution_domain_name, alias("distributionDomainName")));

BRISK_MODEL(EventEdgeBody, (opt(str), data), (opt(str), encoding, doc("base64 or text")));

BRISK_MODEL(EventEdgeRequest,
    (opt(str),           client_ip, alias("clientIp")),
    (opt(EventEdgeMap),  headers),
    (str,                method),
    (opt(str),           querystring),
    (opt(str),           uri),
    (opt(EventEdgeBody), body));

BRISK_MODEL(EventEdge,
    (opt(EventEdgeConfig), config),
    (EventEdgeRequest,     request));

/* ---- answers: what brisk_event_write writes, for those who read it ---- */

BRISK_MODEL(EventAnswer,
    (int32,                    status_code,         alias("statusCode")),
    (opt(str),                 status_description,  alias("statusDescription"), doc("ALB, VPC Lattice")),
    (opt(EventAnswerMap),      headers),
    (opt(EventAnswerMultiMap), multi_value_headers, alias("multiValueHeaders"), doc("REST, payload 1.0, ALB")),
    (opt(EventTexts),          cookies,             doc("Payload 2.0, function URL")),
    (opt(str),                 body),
    (opt(bool),                is_base64_encoded,   alias("isBase64Encoded")));

BRISK_MODEL(EventEdgeAnswer,
    (str,               status),
    (opt(str),          status_description, alias("statusDescription")),
    (opt(EventEdgeMap), headers),
    (opt(str),          body),
    (opt(str),          body_encoding,      alias("bodyEncoding")));

#endif

#endif
