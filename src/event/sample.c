/* sample.c - sample.h: events in the shapes of live captures and of AWS's guides.
 *
 * Each kind is told by a table of a few choices (what is decoded, how repeats are written), and a function that writes
 * what only it has. A sender does to a request what stands in fill.c's table, the other way round. */
#include "event/sample.h"

#include "core/base64.h"
#include "core/str.h"
#include "core/utf8.h"
#include "http/query.h"
#include "http/url.h"
#include "schema/encode_text.h"

#include <brisk/json.h>

#include <string.h>

#define ACCOUNT    "123456789012"
#define API        "a1b2c3d4e5"
#define REGION     "eu-central-1"
#define API_DOMAIN API ".execute-api." REGION ".amazonaws.com"
#define URL_ID     "2cxn22odiwguak4feg4jtt7cwm0ziblr"
#define URL_DOMAIN URL_ID ".lambda-url." REGION ".on.aws"
#define STAGE      "prod"
#define CLIENT_IP  "203.0.113.17"
#define AGENT      "curl/8.7.1"
#define REQUEST_ID "7c2af7db-31f3-42b5-8a6d-9ffc74e3b9e0"
#define TRACE      "Root=1-67c2f5c0-0123456789abcdef01234567"

/* ---- JSON, indented ---- */

typedef struct writer {
    brisk_buffer *out;
    const brisk_request *req;
    const char *domain;
    unsigned depth;
    bool is_open;   /* the innermost object or array has no member yet */
    bool is_broken; /* a text that is no UTF-8 */
} writer;

static void line(writer *w)
{
    brisk_buffer_append_c_string(w->out, w->is_open ? "\n" : ",\n");
    brisk_buffer_append_repeated(w->out, ' ', (size_t)w->depth * 2);
    w->is_open = false;
}

static void open(writer *w, char bracket)
{
    brisk_buffer_append_char(w->out, bracket);
    w->depth++;
    w->is_open = true;
}

static void close(writer *w, char bracket)
{
    bool is_empty = w->is_open;
    w->depth--;
    if (!is_empty) {
        w->is_open = true;
        line(w);
    }
    w->is_open = false;
    brisk_buffer_append_char(w->out, bracket);
}

static void text(writer *w, brisk_str value)
{
    w->is_broken = !brisk_encode_text(w->out, value.ptr ? value : BRISK_S("")) || w->is_broken;
}

static void key(writer *w, brisk_str name)
{
    line(w);
    text(w, name);
    BRISK_BUFFER_APPEND_LITERAL(w->out, ": ");
}

static void object(writer *w, const char *name)
{
    key(w, brisk_str_view(name));
    open(w, '{');
}

static void member(writer *w, const char *name, brisk_str value)
{
    key(w, brisk_str_view(name));
    text(w, value);
}

static void member_of(writer *w, const char *name, const char *value)
{
    member(w, name, brisk_str_view(value));
}

/* null, true, a number … */
static void word(writer *w, const char *name, const char *json)
{
    key(w, brisk_str_view(name));
    brisk_buffer_append_c_string(w->out, json);
}

/* ---- maps of names that may repeat ---- */

typedef struct pairs {
    brisk_pair *items;
    size_t count;
    bool ignores_case;
} pairs;

typedef enum map_form {
    MAP_LAST,   /* "name": "its last value" */
    MAP_JOINED, /* "name": "a,b" */
    MAP_LISTS,  /* "name": ["a", "b"] */
    MAP_KEYS    /* "name": [{"key": "Name", "value": "a"}, …] */
} map_form;

static bool is_same(const pairs *all, size_t a, size_t b)
{
    brisk_str one = all->items[a].key, other = all->items[b].key;
    return all->ignores_case ? brisk_str_equal_ignore_case(one, other) : brisk_str_equal(one, other);
}

static bool is_repeat(const pairs *all, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (is_same(all, i, index)) {
            return true;
        }
    }
    return false;
}

static void list_of(writer *w, const pairs *all, size_t index, bool has_keys)
{
    bool is_first = true;
    brisk_buffer_append_char(w->out, '[');
    for (size_t i = index; i < all->count; i++) {
        if (!is_same(all, i, index)) {
            continue;
        }
        brisk_buffer_append_c_string(w->out, is_first ? "" : ", ");
        is_first = false;
        if (has_keys) {
            BRISK_BUFFER_APPEND_LITERAL(w->out, "{\"key\": ");
            text(w, all->items[i].key);
            BRISK_BUFFER_APPEND_LITERAL(w->out, ", \"value\": ");
        }
        text(w, all->items[i].value);
        brisk_buffer_append_c_string(w->out, has_keys ? "}" : "");
    }
    brisk_buffer_append_char(w->out, ']');
}

static void one_of_name(writer *w, const pairs *all, size_t index, bool is_joined)
{
    brisk_str value = all->items[index].value;
    for (size_t i = index + 1; i < all->count; i++) {
        if (is_same(all, i, index)) {
            value = is_joined ? brisk_str_concat(w->req->arena, value, BRISK_S(","), all->items[i].value)
                              : all->items[i].value;
        }
    }
    text(w, value);
}

static void map(writer *w, const char *name, const pairs *all, map_form form)
{
    object(w, name);
    for (size_t i = 0; i < all->count; i++) {
        if (is_repeat(all, i)) {
            continue;
        }
        key(w, form == MAP_KEYS ? brisk_str_lower(w->req->arena, all->items[i].key) : all->items[i].key);
        if (form == MAP_LISTS || form == MAP_KEYS) {
            list_of(w, all, i, form == MAP_KEYS);
        } else {
            one_of_name(w, all, i, form == MAP_JOINED);
        }
    }
    close(w, '}');
}

static void map_or_null(writer *w, const char *name, const pairs *all, map_form form)
{
    if (all->count == 0) {
        word(w, name, "null");
    } else {
        map(w, name, all, form);
    }
}

/* ---- headers, query, body ---- */

static const struct {
    const char *name, *value; /* value NULL: the domain */
    bool is_edge;             /* CloudFront has it, too */
} added[] = {
    {"Accept", "*/*", true},
    {"Host", NULL, true},
    {"User-Agent", AGENT, true},
    {"X-Amzn-Trace-Id", TRACE, false},
    {"X-Forwarded-For", CLIENT_IP, true},
    {"X-Forwarded-Port", "443", false},
    {"X-Forwarded-Proto", "https", false},
};

enum { ADDED = sizeof added / sizeof *added };

/* What the sender adds, then what the client sent. skips: a name that is left out, NULL: none. */
static pairs headers_of(writer *w, bool is_lower, bool is_edge, const char *skips)
{
    const brisk_headers *sent = &w->req->headers;
    brisk_arena *arena = w->req->arena;
    pairs all = {brisk_arena_alloc(arena, (ADDED + sent->count) * sizeof(brisk_pair)), 0, true};
    for (size_t i = 0; all.items && i < ADDED; i++) {
        brisk_str name = brisk_str_view(added[i].name);
        if ((!is_edge || added[i].is_edge) && brisk_headers_find(sent, name, 0) == SIZE_MAX) {
            brisk_str value = brisk_str_view(added[i].value ? added[i].value : w->domain);
            all.items[all.count++] = (brisk_pair){name, value};
        }
    }
    for (size_t i = 0; all.items && i < sent->count; i++) {
        if (!skips || !brisk_str_is_ignore_case(sent->items[i].name, skips)) {
            all.items[all.count++] = (brisk_pair){sent->items[i].name, sent->items[i].value};
        }
    }
    for (size_t i = 0; is_lower && i < all.count; i++) {
        all.items[i].key = brisk_str_lower(arena, all.items[i].key);
    }
    return all;
}

/* The parameters of the query, decoded or as they came. */
static pairs query_of(const writer *w, bool is_decoded)
{
    brisk_pairs parsed = {NULL, 0};
    brisk_str rest = w->req->query, part;
    pairs all = {NULL, 0, false};
    if (brisk_query_parse(w->req->arena, w->req->query, 0, &parsed) != BRISK_OK) {
        return all;
    }
    all.items = brisk_arena_alloc(w->req->arena, (parsed.count + 1) * sizeof(brisk_pair));
    for (size_t i = 0; all.items && i < parsed.count; i++) {
        all.items[i] = parsed.items[i];
    }
    all.count = all.items ? parsed.count : 0;
    for (size_t i = 0; !is_decoded && i < all.count && rest.len > 0;) {
        (void)brisk_str_cut(rest, '&', &part, &rest);
        if (part.len > 0) {
            (void)brisk_str_cut(part, '=', &all.items[i].key, &all.items[i].value);
            i++;
        }
    }
    return all;
}

static bool is_text_body(brisk_str body)
{
    return brisk_utf8_is_valid(body) && (body.len == 0 || memchr(body.ptr, '\0', body.len) == NULL);
}

static void base64(writer *w, const char *name, brisk_str body)
{
    size_t len = brisk_base64_encoded_len(body.len, BRISK_BASE64_STANDARD);
    key(w, brisk_str_view(name));
    brisk_buffer_append_char(w->out, '"');
    char *room = brisk_buffer_reserve(w->out, len);
    if (room) {
        brisk_base64_write(room, body, BRISK_BASE64_STANDARD);
        brisk_buffer_commit(w->out, len);
    }
    brisk_buffer_append_char(w->out, '"');
}

/* none: the JSON of an absent body; NULL: no member. */
static void body(writer *w, const char *none)
{
    brisk_str bytes = w->req->body;
    bool is_text = is_text_body(bytes);
    if (bytes.len == 0 && none) {
        word(w, "body", none);
    } else if (bytes.len > 0 && is_text) {
        member(w, "body", bytes);
    } else if (bytes.len > 0) {
        base64(w, "body", bytes);
    }
    word(w, "isBase64Encoded", is_text ? "false" : "true");
}

/* As a URL has it: visible ASCII. */
static brisk_str encoded_path(const writer *w)
{
    return brisk_percent_encode(w->req->arena, w->req->raw_path, "/!$&'()*+,;=:@~%");
}

/* ---- API Gateway ---- */

static void identity(writer *w)
{
    static const char *const empty[] = {"accessKey",
                                        "accountId",
                                        "apiKey",
                                        "apiKeyId",
                                        "caller",
                                        "cognitoAuthenticationProvider",
                                        "cognitoAuthenticationType",
                                        "cognitoIdentityId",
                                        "cognitoIdentityPoolId",
                                        "principalOrgId"};
    object(w, "identity");
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        word(w, empty[i], "null");
    }
    member_of(w, "sourceIp", CLIENT_IP);
    word(w, "user", "null");
    member_of(w, "userAgent", AGENT);
    word(w, "userArn", "null");
    close(w, '}');
}

static void write_v1(writer *w, bool is_rest)
{
    pairs headers = headers_of(w, !is_rest, false, NULL), query = query_of(w, true);
    brisk_str path = is_rest ? encoded_path(w) : w->req->path;
    brisk_str outer = is_rest ? brisk_str_concat(w->req->arena, BRISK_S("/" STAGE), path, BRISK_S("")) : path;
    const char *resource = is_rest ? "/{proxy+}" : "$default";
    if (!is_rest) {
        member_of(w, "version", "1.0");
    }
    member_of(w, "resource", resource);
    member(w, "path", path);
    member(w, "httpMethod", w->req->method_text);
    map(w, "headers", &headers, MAP_LAST);
    map(w, "multiValueHeaders", &headers, MAP_LISTS);
    map_or_null(w, "queryStringParameters", &query, MAP_LAST);
    map_or_null(w, "multiValueQueryStringParameters", &query, MAP_LISTS);
    if (is_rest) {
        object(w, "pathParameters");
        member(w, "proxy", brisk_str_from(path, 1));
        close(w, '}');
    } else {
        word(w, "pathParameters", "null");
    }
    word(w, "stageVariables", "null");
    object(w, "requestContext");
    member_of(w, "accountId", ACCOUNT);
    member_of(w, "apiId", API);
    word(w, "authorizer", "null");
    member_of(w, "domainName", API_DOMAIN);
    member_of(w, "domainPrefix", API);
    member_of(w, "extendedRequestId", "ATfSdF7nPHcErRA=");
    member(w, "httpMethod", w->req->method_text);
    identity(w);
    member(w, "path", outer);
    member_of(w, "protocol", "HTTP/1.1");
    member_of(w, "requestId", REQUEST_ID);
    member_of(w, "requestTime", "01/Mar/2025:12:00:00 +0000");
    word(w, "requestTimeEpoch", "1740830400000");
    member_of(w, "resourceId", is_rest ? "al6gqb" : "$default");
    member_of(w, "resourcePath", resource);
    member_of(w, "stage", is_rest ? STAGE : "$default");
    close(w, '}');
    body(w, "null");
}

static void write_rest(writer *w)
{
    write_v1(w, true);
}

static void write_http_v1(writer *w)
{
    write_v1(w, false);
}

/* "a=1; b=2" in two lists and headers: ["a=1", "b=2"]. */
static void cookies(writer *w)
{
    bool is_first = true;
    const brisk_headers *headers = &w->req->headers;
    for (size_t i = 0; (i = brisk_headers_find(headers, BRISK_S("cookie"), i)) != SIZE_MAX; i++) {
        brisk_str rest = headers->items[i].value, part;
        for (bool more = true; brisk_str_split(&rest, ';', &more, &part);) {
            if (is_first) {
                key(w, BRISK_S("cookies"));
            }
            brisk_buffer_append_c_string(w->out, is_first ? "[" : ", ");
            is_first = false;
            text(w, brisk_str_trim_ows(part));
        }
    }
    brisk_buffer_append_c_string(w->out, is_first ? "" : "]");
}

static void write_v2(writer *w, bool is_url)
{
    pairs headers = headers_of(w, true, false, is_url ? NULL : "cookie"), query = query_of(w, true);
    member_of(w, "version", "2.0");
    member_of(w, "routeKey", "$default");
    member(w, "rawPath", is_url ? encoded_path(w) : w->req->path);
    member(w, "rawQueryString", brisk_percent_encode(w->req->arena, w->req->query, "/!$&'()*+,;=:@?~%[]"));
    cookies(w);
    map(w, "headers", &headers, MAP_JOINED);
    if (query.count > 0) {
        map(w, "queryStringParameters", &query, MAP_JOINED);
    }
    object(w, "requestContext");
    member_of(w, "accountId", is_url ? "anonymous" : ACCOUNT);
    member_of(w, "apiId", is_url ? URL_ID : API);
    member_of(w, "domainName", is_url ? URL_DOMAIN : API_DOMAIN);
    member_of(w, "domainPrefix", is_url ? URL_ID : API);
    object(w, "http");
    member(w, "method", w->req->method_text);
    member(w, "path", w->req->path);
    member_of(w, "protocol", "HTTP/1.1");
    member_of(w, "sourceIp", CLIENT_IP);
    member_of(w, "userAgent", AGENT);
    close(w, '}');
    member_of(w, "requestId", is_url ? REQUEST_ID : "ATfSmjLgPHcESJw=");
    member_of(w, "routeKey", "$default");
    member_of(w, "stage", "$default");
    member_of(w, "time", "01/Mar/2025:12:00:00 +0000");
    word(w, "timeEpoch", "1740830400000");
    close(w, '}');
    body(w, NULL);
}

static void write_http(writer *w)
{
    write_v2(w, false);
}

static void write_url(writer *w)
{
    write_v2(w, true);
}

/* ---- the other senders of requests ---- */

static void write_balancer(writer *w, bool is_multi)
{
    pairs headers = headers_of(w, true, false, NULL), query = query_of(w, false);
    object(w, "requestContext");
    object(w, "elb");
    member_of(w, "targetGroupArn",
              "arn:aws:elasticloadbalancing:" REGION ":" ACCOUNT ":targetgroup/lambda/49e9d65c45c6791a");
    close(w, '}');
    close(w, '}');
    member(w, "httpMethod", w->req->method_text);
    member(w, "path", encoded_path(w));
    map(w, is_multi ? "multiValueQueryStringParameters" : "queryStringParameters", &query,
        is_multi ? MAP_LISTS : MAP_LAST);
    map(w, is_multi ? "multiValueHeaders" : "headers", &headers, is_multi ? MAP_LISTS : MAP_LAST);
    body(w, "\"\"");
}

static void write_alb(writer *w)
{
    write_balancer(w, false);
}

static void write_alb_multi(writer *w)
{
    write_balancer(w, true);
}

static void write_edge(writer *w)
{
    pairs headers = headers_of(w, false, true, NULL);
    key(w, BRISK_S("Records"));
    open(w, '[');
    line(w);
    open(w, '{');
    object(w, "cf");
    object(w, "config");
    member_of(w, "distributionDomainName", "d111111abcdef8.cloudfront.net");
    member_of(w, "distributionId", "EDFDVBD6EXAMPLE");
    member_of(w, "eventType", "viewer-request");
    member_of(w, "requestId", "4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==");
    close(w, '}');
    object(w, "request");
    if (w->req->body.len > 0) {
        object(w, "body");
        member_of(w, "action", "read-only");
        base64(w, "data", w->req->body);
        member_of(w, "encoding", "base64");
        word(w, "inputTruncated", "false");
        close(w, '}');
    }
    member_of(w, "clientIp", CLIENT_IP);
    map(w, "headers", &headers, MAP_KEYS);
    member(w, "method", w->req->method_text);
    member(w, "querystring", brisk_percent_encode(w->req->arena, w->req->query, "/!$&'()*+,;=:@?~%[]"));
    member(w, "uri", encoded_path(w));
    close(w, '}');
    close(w, '}');
    close(w, '}');
    close(w, ']');
}

static void write_lattice(writer *w)
{
    pairs headers = headers_of(w, true, false, NULL), query = query_of(w, false);
    member_of(w, "version", "2.0");
    member(w, "path", encoded_path(w));
    member(w, "method", w->req->method_text);
    map(w, "headers", &headers, MAP_LISTS);
    if (query.count > 0) {
        map(w, "queryStringParameters", &query, MAP_LISTS);
    }
    body(w, NULL);
    object(w, "requestContext");
    member_of(w, "serviceNetworkArn", "arn:aws:vpc-lattice:" REGION ":" ACCOUNT ":servicenetwork/sn-0bf3f2882e9cc805a");
    member_of(w, "serviceArn", "arn:aws:vpc-lattice:" REGION ":" ACCOUNT ":service/svc-0a40eebed65f8d69c");
    member_of(w, "targetGroupArn", "arn:aws:vpc-lattice:" REGION ":" ACCOUNT ":targetgroup/tg-6d0ecf831eec9f09");
    object(w, "identity");
    member_of(w, "sourceVpcArn", "arn:aws:ec2:" REGION ":" ACCOUNT ":vpc/vpc-0b8276c84697e7339");
    close(w, '}');
    member_of(w, "region", REGION);
    member_of(w, "timeEpoch", "1740830400000000");
    close(w, '}');
}

/* ---- events that are no requests ---- */

static brisk_str message_of(const writer *w, const char *otherwise)
{
    return w->req->body.len > 0 ? w->req->body : brisk_str_view(otherwise);
}

static void open_record(writer *w)
{
    key(w, BRISK_S("Records"));
    open(w, '[');
    line(w);
    open(w, '{');
}

static void close_record(writer *w)
{
    close(w, '}');
    close(w, ']');
}

static void write_sqs(writer *w)
{
    open_record(w);
    member_of(w, "messageId", "059f36b4-87a3-44ab-83d2-661975830a7d");
    member_of(w, "receiptHandle", "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a");
    member(w, "body", message_of(w, "Hello from SQS"));
    object(w, "attributes");
    member_of(w, "ApproximateReceiveCount", "1");
    member_of(w, "SentTimestamp", "1740830400000");
    member_of(w, "SenderId", "AIDAIENQZJOLO23YVJ4VO");
    member_of(w, "ApproximateFirstReceiveTimestamp", "1740830400001");
    close(w, '}');
    object(w, "messageAttributes");
    close(w, '}');
    member_of(w, "eventSource", "aws:sqs");
    member_of(w, "eventSourceARN", "arn:aws:sqs:" REGION ":" ACCOUNT ":my-queue");
    member_of(w, "awsRegion", REGION);
    close_record(w);
}

static void write_sns(writer *w)
{
    open_record(w);
    member_of(w, "EventSource", "aws:sns");
    member_of(w, "EventVersion", "1.0");
    member_of(w, "EventSubscriptionArn",
              "arn:aws:sns:" REGION ":" ACCOUNT ":my-topic:21be56ed-a058-49f5-8c98-aedd2564c486");
    object(w, "Sns");
    member_of(w, "Type", "Notification");
    member_of(w, "MessageId", "95df01b4-ee98-5cb9-9903-4c221d41eb5e");
    member_of(w, "TopicArn", "arn:aws:sns:" REGION ":" ACCOUNT ":my-topic");
    member_of(w, "Subject", "A subject");
    member(w, "Message", message_of(w, "Hello from SNS"));
    member_of(w, "Timestamp", "2025-03-01T12:00:00.000Z");
    object(w, "MessageAttributes");
    close(w, '}');
    close(w, '}');
    close_record(w);
}

static void write_s3(writer *w)
{
    open_record(w);
    member_of(w, "eventVersion", "2.1");
    member_of(w, "eventSource", "aws:s3");
    member_of(w, "awsRegion", REGION);
    member_of(w, "eventTime", "2025-03-01T12:00:00.000Z");
    member_of(w, "eventName", "ObjectCreated:Put");
    object(w, "requestParameters");
    member_of(w, "sourceIPAddress", CLIENT_IP);
    close(w, '}');
    object(w, "s3");
    member_of(w, "s3SchemaVersion", "1.0");
    member_of(w, "configurationId", "my-configuration");
    object(w, "bucket");
    member_of(w, "name", "my-bucket");
    member_of(w, "arn", "arn:aws:s3:::my-bucket");
    close(w, '}');
    object(w, "object");
    member_of(w, "key", "folder/my+file.txt");
    word(w, "size", "1024");
    member_of(w, "eTag", "0123456789abcdef0123456789abcdef");
    member_of(w, "sequencer", "0A1B2C3D4E5F678901");
    close(w, '}');
    close(w, '}');
    close_record(w);
}

static void write_bridge(writer *w, bool is_schedule)
{
    member_of(w, "version", "0");
    member_of(w, "id", "cdc73f9d-aea9-11e3-9d5a-835b769c0d9c");
    member_of(w, "detail-type", is_schedule ? "Scheduled Event" : "Order Placed");
    member_of(w, "source", is_schedule ? "aws.events" : "com.example.shop");
    member_of(w, "account", ACCOUNT);
    member_of(w, "time", "2025-03-01T12:00:00Z");
    member_of(w, "region", REGION);
    key(w, BRISK_S("resources"));
    brisk_buffer_append_c_string(w->out,
                                 is_schedule ? "[\"arn:aws:events:" REGION ":" ACCOUNT ":rule/my-schedule\"]" : "[]");
    brisk_json detail;
    brisk_str sent = is_schedule ? BRISK_S("{}") : message_of(w, "{\"order\":1}");
    w->is_broken = w->is_broken || brisk_json_parse(w->req->arena, sent, &detail) != BRISK_OK;
    key(w, BRISK_S("detail"));
    brisk_buffer_append_str(w->out, sent);
}

static void write_eventbridge(writer *w)
{
    write_bridge(w, false);
}

static void write_schedule(writer *w)
{
    write_bridge(w, true);
}

/* ---- all kinds ---- */

static const brisk_sample_kind kinds[] = {
    {"apigw-rest", "API Gateway, REST API", true},
    {"apigw-http", "API Gateway, HTTP API, payload 2.0", true},
    {"apigw-http-v1", "API Gateway, HTTP API, payload 1.0", true},
    {"function-url", "a function URL", true},
    {"alb", "Application Load Balancer", true},
    {"alb-multi", "the same with multi-value headers", true},
    {"edge", "Lambda@Edge, CloudFront's viewer request", true},
    {"lattice", "VPC Lattice, version 2", true},
    {"sqs", "a queue's message; -d: its body", false},
    {"sns", "a topic's message; -d: its text", false},
    {"s3", "an object was made in a bucket", false},
    {"eventbridge", "an event of a bus; -d: its detail, JSON", false},
    {"schedule", "EventBridge's schedule", false},
};

static const struct {
    void (*write)(writer *w);
    const char *domain;
} writers[] = {
    {write_rest, API_DOMAIN},
    {write_http, API_DOMAIN},
    {write_http_v1, API_DOMAIN},
    {write_url, URL_DOMAIN},
    {write_alb, "lambda-alb-123578498." REGION ".elb.amazonaws.com"},
    {write_alb_multi, "lambda-alb-123578498." REGION ".elb.amazonaws.com"},
    {write_edge, "d111111abcdef8.cloudfront.net"},
    {write_lattice, "svc-0a40eebed65f8d69c.7d67968.vpc-lattice-svcs." REGION ".on.aws"},
    {write_sqs, NULL},
    {write_sns, NULL},
    {write_s3, NULL},
    {write_eventbridge, NULL},
    {write_schedule, NULL},
};

_Static_assert(sizeof kinds / sizeof *kinds == sizeof writers / sizeof *writers, "each kind has its writer");

const brisk_sample_kind *brisk_sample_kinds(size_t *count)
{
    *count = sizeof kinds / sizeof *kinds;
    return kinds;
}

brisk_status brisk_sample_write(brisk_buffer *out, const brisk_sample_kind *kind, const brisk_request *req)
{
    size_t index = (size_t)(kind - kinds);
    writer w = {.out = out, .req = req, .domain = writers[index].domain};
    open(&w, '{');
    writers[index].write(&w);
    close(&w, '}');
    brisk_buffer_append_char(out, '\n');
    if (brisk_buffer_failed(out)) {
        return out->status;
    }
    return brisk_arena_failed(req->arena) ? BRISK_NO_MEMORY : w.is_broken ? BRISK_INVALID : BRISK_OK;
}
