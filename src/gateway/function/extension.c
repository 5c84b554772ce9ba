/* extension.c - the Extensions API: register, event/next, and the events INVOKE and SHUTDOWN.
 *
 * On AWS external extensions are programs of layers, which do not exist here; every extension is a part of the function, as AWS's
 * internal ones. Those may not ask for SHUTDOWN there; here they may where their name is that of a program in the code's
 * extensions/, so that what would be in a layer can be tried. With any extension registered, the runtime gets SIGTERM before
 * the end. Source: AWS's "Extensions API". */
#include "gateway/function/extension.h"

#include "core/clock.h"
#include "core/str.h"
#include "gateway/function/random.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <yyjson.h>

#define OK_BODY "{\"status\":\"OK\"}\n"

static brisk_extension *find(brisk_environment *environment, brisk_str id)
{
    for (int i = 0; i < environment->extension_count; i++) {
        if (brisk_str_is(id, environment->extensions[i].id)) {
            return &environment->extensions[i];
        }
    }
    return NULL;
}

static bool is_external(const brisk_environment *environment, const char *name)
{
    char path[BRISK_PATH_MAX];
    return strchr(name, '/') == NULL && strcmp(name, "..") != 0 && strcmp(name, ".") != 0 &&
           brisk_path_print(path, sizeof path, "%s/extensions/%s", environment->package->dir, name) &&
           access(path, X_OK) == 0;
}

/* False: answered with an error. */
static bool read_events(const brisk_environment *environment, brisk_api_conn *conn, brisk_extension *extension)
{
    size_t len = conn->body_len;
    yyjson_doc *doc = yyjson_read(conn->values + conn->values_len - len, len, YYJSON_READ_NOFLAG);
    yyjson_val *events = yyjson_obj_get(yyjson_doc_get_root(doc), "events"), *event = NULL;
    size_t at = 0, count = 0;
    const char *wrong = NULL;
    yyjson_arr_foreach(events, at, count, event)
    {
        const char *name = yyjson_get_str(event);
        if (name != NULL && strcmp(name, "INVOKE") == 0) {
            extension->wants_invoke = true;
        } else if (name != NULL && strcmp(name, "SHUTDOWN") == 0 && is_external(environment, extension->name)) {
            extension->wants_shutdown = true;
        } else {
            wrong = name != NULL && strcmp(name, "SHUTDOWN") == 0
                        ? "SHUTDOWN: Shutdown event is not allowed for internal extensions"
                        : "unknown event";
        }
    }
    bool is_json = doc != NULL;
    yyjson_doc_free(doc);
    if (!is_json || conn->verdict != 0) {
        brisk_api_answer_error(conn, "403 Forbidden", "InvalidRequestFormat", "the body is not valid JSON");
    } else if (wrong != NULL) {
        brisk_api_answer_error(conn, "403 Forbidden", "Extension.InvalidEventType", wrong);
    }
    return is_json && conn->verdict == 0 && wrong == NULL;
}

static void answer_registered(const brisk_environment *environment, brisk_api_conn *conn, const char *id)
{
    const brisk_function_config *config = environment->function->config;
    brisk_str handler = config->handler.len != 0 ? config->handler : BRISK_S("bootstrap");
    brisk_str account = environment->function->lambda->config->account_id;
    char head[256], body[512];
    int len = snprintf(body, sizeof body,
                       "{\"functionName\":\"%.*s\",\"functionVersion\":\"$LATEST\",\"handler\":\"%.*s\","
                       "\"accountId\":\"%.*s\"}",
                       (int)config->name.len, config->name.ptr, (int)(handler.len < 128 ? handler.len : 128),
                       handler.ptr, (int)account.len, account.ptr);
    int head_len = snprintf(head, sizeof head,
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Extension-Identifier: %s\r\n"
                            "Content-Length: %d\r\n\r\n",
                            id, len);
    brisk_api_answer(conn, (brisk_str){head, (size_t)head_len}, (brisk_str){body, (size_t)len});
}

static void end_register(brisk_environment *environment, brisk_api_conn *conn)
{
    brisk_str name = brisk_api_header_value(conn, BRISK_API_HEADER_EXTENSION_NAME);
    brisk_extension extension = {0};
    if (name.len == 0 || name.len >= sizeof extension.name) {
        brisk_api_answer_error(conn, "403 Forbidden", "Extension.InvalidExtensionName", "Empty extension name");
        return;
    }
    memcpy(extension.name, name.ptr, name.len);
    if (environment->phase != BRISK_PHASE_STARTING && environment->phase != BRISK_PHASE_RESTARTING) {
        brisk_api_answer_error(conn, "403 Forbidden", "Extension.RegistrationClosed",
                               "Extension registration closed already");
        return;
    }
    for (int i = 0; i < environment->extension_count; i++) {
        if (strcmp(environment->extensions[i].name, extension.name) == 0) {
            brisk_api_answer_error(conn, "403 Forbidden", "Extension.InvalidState",
                                   "Extension with this name already registered");
            return;
        }
    }
    if (environment->extension_count == BRISK_EXTENSIONS_MAX) {
        brisk_api_answer_error(conn, "403 Forbidden", "Extension.TooManyExtensions", "Extension limit (10) reached");
        return;
    }
    if (!read_events(environment, conn, &extension)) {
        return;
    }
    brisk_lambda_uuid(environment->function->lambda, extension.id);
    environment->extensions[environment->extension_count++] = extension;
    answer_registered(environment, conn, extension.id);
}

/* ---- events ---- */

static void send_event(brisk_environment *environment, brisk_extension *extension, const char *body, int len)
{
    brisk_api_conn *conn = extension->waiting;
    char head[256], id[40];
    brisk_lambda_uuid(environment->function->lambda, id);
    int head_len =
        snprintf(head, sizeof head,
                 "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Extension-Event-Identifier: %s\r\n"
                 "Content-Length: %d\r\n\r\n",
                 id, len);
    extension->waiting = NULL;
    extension->is_ready = extension->has_event = false;
    brisk_api_answer(conn, (brisk_str){head, (size_t)head_len}, (brisk_str){body, (size_t)len});
}

static void send_invoke(brisk_environment *environment, brisk_extension *extension)
{
    const brisk_lambda_invocation *current = environment->current;
    char body[1024];
    int64_t deadline = brisk_clock_wall_us() / 1000 + (int64_t)environment->function->config->timeout_ms;
    int len =
        snprintf(body, sizeof body,
                 "{\"eventType\":\"INVOKE\",\"deadlineMs\":%lld,\"requestId\":\"%s\",\"invokedFunctionArn\":\"%s\","
                 "\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",\"value\":\"%s\"}}",
                 (long long)deadline, current->request_id, environment->function->arn, current->trace_id);
    send_event(environment, extension, body, len);
}

static void send_shutdown(brisk_environment *environment, brisk_extension *extension)
{
    char body[160];
    int64_t deadline = brisk_clock_wall_us() / 1000 + 2000;
    int len =
        snprintf(body, sizeof body, "{\"eventType\":\"SHUTDOWN\",\"shutdownReason\":\"spindown\",\"deadlineMs\":%lld}",
                 (long long)deadline);
    send_event(environment, extension, body, len);
}

void brisk_extension_deliver(brisk_environment *environment)
{
    for (int i = 0; i < environment->extension_count; i++) {
        brisk_extension *extension = &environment->extensions[i];
        if (extension->wants_invoke) {
            extension->is_ready = false;
            extension->has_event = true;
            if (extension->waiting != NULL) {
                send_invoke(environment, extension);
            }
        }
    }
}

bool brisk_extension_shutdown(brisk_environment *environment)
{
    bool is_wanted = false;
    for (int i = 0; i < environment->extension_count; i++) {
        brisk_extension *extension = &environment->extensions[i];
        if (extension->wants_shutdown) {
            is_wanted = true;
            extension->has_event = true;
            if (extension->waiting != NULL) {
                send_shutdown(environment, extension);
            }
        }
    }
    return is_wanted;
}

bool brisk_extension_gone(brisk_environment *environment, const brisk_api_conn *conn)
{
    for (int i = 0; i < environment->extension_count; i++) {
        if (environment->extensions[i].waiting == conn) {
            environment->extensions[i].waiting = NULL;
            return true;
        }
    }
    return false;
}

/* True: it waits, and has no event left. */
static bool end_event_next(brisk_environment *environment, brisk_api_conn *conn)
{
    brisk_str id = brisk_api_header_value(conn, BRISK_API_HEADER_EXTENSION_ID);
    brisk_extension *extension = find(environment, id);
    if (extension == NULL) {
        brisk_api_answer_error(conn, "403 Forbidden",
                               id.len == 0 ? "Extension.MissingExtensionIdentifier"
                                           : "Extension.UnknownExtensionIdentifier",
                               id.len == 0 ? "Missing Lambda-Extension-Identifier header" : "Unknown extension");
        return false;
    }
    if (extension->waiting != NULL && extension->waiting != conn) {
        brisk_api_end(extension->waiting);
    }
    brisk_api_wait(conn);
    extension->waiting = conn;
    if (extension->has_event && environment->phase == BRISK_PHASE_ENDING) {
        send_shutdown(environment, extension);
        return false;
    }
    if (extension->has_event && environment->current != NULL) {
        send_invoke(environment, extension);
        return false;
    }
    extension->has_event = false;
    extension->is_ready = true;
    return true;
}

bool brisk_extension_request(brisk_environment *environment, brisk_api_conn *conn)
{
    switch (conn->call) {
    case BRISK_API_REGISTER:
        end_register(environment, conn);
        return false;
    case BRISK_API_EVENT_NEXT:
        return end_event_next(environment, conn);
    default: /* init/error, exit/error: the process ends next, and that is what counts */
        if (find(environment, brisk_api_header_value(conn, BRISK_API_HEADER_EXTENSION_ID)) == NULL) {
            brisk_api_answer_error(conn, "403 Forbidden", "Extension.UnknownExtensionIdentifier", "Unknown extension");
        } else {
            brisk_api_answer_json(conn, "202 Accepted", BRISK_S(OK_BODY));
        }
        return false;
    }
}
