/* command_line.c - the options of `serve`: their table, and what the environment says. */
#include "main/command_line.h"

#include <stdlib.h>
#include <string.h>

enum { WORKERS_MAX = 256 };

#define ROW(...) BRISK_OPTION_ROW(brisk_command_line, __VA_ARGS__)

static const brisk_option rows[] = {
    ROW("host", "ADDRESS", TEXT, serve.host, "listen on this address; HOST, or 127.0.0.1"),
    ROW("port", "NUMBER", PORT, serve.port, "listen on this port, 0: any free one; PORT, or 8000"),
    ROW("uds", "PATH", TEXT, serve.uds, "listen on a Unix socket instead"),
    ROW("workers", "NUMBER", COUNT(WORKERS_MAX), serve.workers, "threads that serve; 1"),
    ROW("root-path", "PATH", TEXT, serve.root_path, "the prefix under which a proxy mounts the app"),
    ROW("proxy-headers", NULL, FLAG, serve.proxy_headers, "believe X-Forwarded-For and -Proto of trusted proxies"),
    ROW("forwarded-allow-ips", "LIST", TEXT, serve.forwarded_allow_ips,
        "who is such a proxy: addresses, networks, or *; 127.0.0.1"),
    ROW("limit-header", "BYTES", LIMIT, serve.limit_header, "names and values of a request's headers; 16K"),
    ROW("limit-headers", "NUMBER", LIMIT, serve.limit_headers, "headers of a request; 100"),
    ROW("limit-url", "BYTES", LIMIT, serve.limit_url, "the target of a request; 8K"),
    ROW("limit-body", "BYTES", LIMIT, serve.limit_body, "the body of a request; 10M"),
    ROW("limit-memory", "BYTES", LIMIT, serve.limit_memory, "what one request may allocate; 64M"),
    ROW("limit-connections", "NUMBER", LIMIT, serve.limit_connections, "connections of a worker; 4096"),
    ROW("limit-requests", "NUMBER", LIMIT, serve.limit_requests, "requests on one connection; none"),
    ROW("timeout-header", "SECONDS", SECONDS, serve.timeout_header_s, "for the head of a request; 10"),
    ROW("timeout-body", "SECONDS", SECONDS, serve.timeout_body_s, "for each 64 KiB of a body; 30"),
    ROW("timeout-keep-alive", "SECONDS", SECONDS, serve.timeout_keep_alive_s, "between two requests; 5"),
    ROW("timeout-write", "SECONDS", SECONDS, serve.timeout_write_s, "without progress while sending; 30"),
    ROW("timeout-request", "SECONDS", SECONDS, serve.timeout_request_s, "the deadline of handlers; none"),
    ROW("timeout-graceful", "SECONDS", SECONDS, serve.timeout_graceful_s, "for running requests at the end; 10"),
    ROW("reload", NULL, FLAG, reload, "build and start again when a source file changes"),
    ROW("reload-dir", "PATH", TEXTS(BRISK_RELOAD_DIRS_MAX), reload_dirs,
        "watch this folder, may come often; the project's"),
    ROW("reload-command", "TEXT", TEXT, reload_command,
        "what builds the program; BRISK_RELOAD_COMMAND, or cmake --build"),
    ROW("log-level", "NAME", TEXT, serve.log_level, "debug, info, warning, error or off; info"),
    ROW("no-access-log", NULL, FLAG, serve.no_access_log, "no line for each request"),
    ROW("no-server-header", NULL, FLAG, serve.no_server_header, "no \"server: brisk\" in answers"),
    ROW("version", NULL, FLAG, wants_version, "say the versions of app and library"),
    ROW("help", NULL, FLAG, wants_help, "show this"),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

void brisk_command_line_help(FILE *out)
{
    brisk_options_help(rows, ROW_COUNT, out);
}

static bool read_environment(brisk_command_line *line, char *problem, size_t problem_size)
{
    static const brisk_option port_row = ROW("port", "NUMBER", PORT, serve.port, "");
    const char *host = getenv("HOST"), *port = getenv("PORT");
    if (host != NULL && host[0] != '\0') {
        line->serve.host = host;
    }
    return port == NULL || port[0] == '\0' ||
           brisk_option_read(&port_row, "PORT in the environment", port, line, problem, problem_size);
}

bool brisk_command_line_parse(brisk_command_line *line, int count, char **arguments, char *problem, size_t problem_size)
{
    *line = (brisk_command_line){0};
    return read_environment(line, problem, problem_size) &&
           brisk_options_parse(rows, ROW_COUNT, line, NULL, count, arguments, problem, problem_size);
}
