/* command_line.c - `--name value`, `--name=value`, and flags. An option that is not known is an error with the nearest
 * known one as a hint; nothing is guessed. */
#include "main/command_line.h"

#include "core/number.h"
#include "core/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum option_kind { FLAG, TEXT, PORT, COUNT, LIMIT, SECONDS, DIRECTORIES } option_kind;

typedef struct option_row {
    const char *name, *value; /* value: what --help calls it; NULL for a flag */
    option_kind kind;
    size_t offset;
    const char *help;
} option_row;

#define ROW(name, value, kind, member, help)                                                                           \
    {                                                                                                                  \
        "--" name, value, kind, offsetof(brisk_command_line, member), help                                             \
    }

static const option_row rows[] = {
    ROW("host", "ADDRESS", TEXT, serve.host, "listen on this address; HOST, or 127.0.0.1"),
    ROW("port", "NUMBER", PORT, serve.port, "listen on this port, 0: any free one; PORT, or 8000"),
    ROW("uds", "PATH", TEXT, serve.uds, "listen on a Unix socket instead"),
    ROW("workers", "NUMBER", COUNT, serve.workers, "threads that serve; 1"),
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
    ROW("reload-dir", "PATH", DIRECTORIES, reload_dirs, "watch this folder, may come often; the project's"),
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
    for (size_t i = 0; i < ROW_COUNT; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s%s%s", rows[i].name, rows[i].value == NULL ? "" : " ",
                 rows[i].value == NULL ? "" : rows[i].value);
        fprintf(out, "  %-30s %s\n", name, rows[i].help);
    }
}

/* ---- the nearest name ---- */

#define NAME_MAX_LEN 48

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Levenshtein's distance. */
static size_t distance_of(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    size_t row[NAME_MAX_LEN + 1];
    if (a_len > NAME_MAX_LEN || b_len > NAME_MAX_LEN) {
        return NAME_MAX_LEN;
    }
    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_len];
}

const char *brisk_nearest_name(const char *word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t best = strlen(word) / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = distance_of(word, names[i]);
        if (distance <= best) {
            best = distance == 0 ? 0 : distance - 1;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- parsing ---- */

typedef struct problem_text {
    char *text;
    size_t size;
} problem_text;

static const option_row *find_row(const char *word, size_t len)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strlen(rows[i].name) == len && memcmp(rows[i].name, word, len) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool unknown(const char *word, problem_text problem)
{
    const char *names[ROW_COUNT];
    char name[NAME_MAX_LEN + 1];
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        names[i] = rows[i].name;
    }
    const char *nearest = brisk_nearest_name(name, names, ROW_COUNT);
    if (nearest != NULL) {
        snprintf(problem.text, problem.size, "there is no option %s: did you mean %s?", name, nearest);
    } else {
        snprintf(problem.text, problem.size, "there is no option %s: --help shows all", name);
    }
    return false;
}

static bool read_number(const char *name, const char *value, uint64_t max, int *out, problem_text problem)
{
    uint64_t number;
    if (brisk_digits_parse(brisk_str_view(value), max, &number) != BRISK_NUMBER_OK) {
        snprintf(problem.text, problem.size, "%s takes a number from 0 to %llu, not \"%s\"", name,
                 (unsigned long long)max, value);
        return false;
    }
    *out = (int)number;
    return true;
}

/* 4096, 16K, 10M, 1G; 0 is none. */
static bool read_limit(const char *name, const char *value, long long *out, problem_text problem)
{
    brisk_str text = brisk_str_view(value);
    unsigned shift = 0;
    if (text.len > 0) {
        switch (brisk_char_upper(text.ptr[text.len - 1])) {
        case 'K':
            shift = 10;
            break;
        case 'M':
            shift = 20;
            break;
        case 'G':
            shift = 30;
            break;
        default:
            break;
        }
    }
    text.len -= shift != 0;
    uint64_t number;
    if (brisk_digits_parse(text, (uint64_t)INT64_MAX >> shift, &number) != BRISK_NUMBER_OK) {
        snprintf(problem.text, problem.size, "%s takes a number such as 500, 16K, 10M or (none) 0, not \"%s\"", name,
                 value);
        return false;
    }
    *out = number == 0 ? -1 : (long long)(number << shift);
    return true;
}

static bool read_seconds(const char *name, const char *value, double *out, problem_text problem)
{
    double number;
    if (brisk_double_parse(brisk_str_view(value), &number) != BRISK_NUMBER_OK || !isfinite(number) || number < 0) {
        snprintf(problem.text, problem.size, "%s takes seconds such as 5, 0.5 or (none) 0, not \"%s\"", name, value);
        return false;
    }
    *out = number == 0 ? -1 : number;
    return true;
}

static bool add_directory(const char **directories, const char *value, problem_text problem)
{
    for (size_t i = 0; i < BRISK_RELOAD_DIRS_MAX; i++) {
        if (directories[i] == NULL) {
            directories[i] = value;
            return true;
        }
    }
    snprintf(problem.text, problem.size, "--reload-dir may come %d times", BRISK_RELOAD_DIRS_MAX);
    return false;
}

/* The brisk_main's view of ports: 0 is a real wish there, and "the default" in the options. */
static bool read_port(const char *name, const char *value, int *out, problem_text problem)
{
    if (!read_number(name, value, 65535, out, problem)) {
        return false;
    }
    *out = *out == 0 ? -1 : *out;
    return true;
}

static bool set_value(brisk_command_line *line, const option_row *row, const char *value, problem_text problem)
{
    void *member = (char *)line + row->offset;
    switch (row->kind) {
    case FLAG:
        *(bool *)member = true;
        return true;
    case TEXT:
        *(const char **)member = value;
        return true;
    case PORT:
        return read_port(row->name, value, member, problem);
    case COUNT:
        return read_number(row->name, value, 256, member, problem);
    case LIMIT:
        return read_limit(row->name, value, member, problem);
    case SECONDS:
        return read_seconds(row->name, value, member, problem);
    case DIRECTORIES:
        return add_directory(member, value, problem);
    }
    return false;
}

static bool read_environment(brisk_command_line *line, problem_text problem)
{
    const char *host = getenv("HOST"), *port = getenv("PORT");
    if (host != NULL && host[0] != '\0') {
        line->serve.host = host;
    }
    return port == NULL || port[0] == '\0' || read_port("PORT in the environment", port, &line->serve.port, problem);
}

bool brisk_command_line_parse(brisk_command_line *line, int count, char **arguments, char *problem, size_t problem_size)
{
    problem_text text = {problem, problem_size};
    *line = (brisk_command_line){0};
    if (!read_environment(line, text)) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        const char *word = arguments[i];
        size_t len = strcspn(word, "=");
        const option_row *row = strcmp(word, "-h") == 0 ? find_row("--help", 6) : find_row(word, len);
        if (row == NULL) {
            return unknown(word, text);
        }
        const char *value = word[len] == '=' ? word + len + 1 : NULL;
        if (row->kind == FLAG && value != NULL) {
            snprintf(problem, problem_size, "%s takes no value", row->name);
            return false;
        }
        if (row->kind != FLAG && value == NULL) {
            if (i + 1 == count) {
                snprintf(problem, problem_size, "%s needs a value: %s", row->name, row->value);
                return false;
            }
            value = arguments[++i];
        }
        if (!set_value(line, row, value, text)) {
            return false;
        }
    }
    return true;
}
