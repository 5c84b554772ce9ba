/* function.c - the function behind the gateway in its tests, in C: plays a case of tests/conformance/gateway, or does what a
 * path says.
 *
 *     PLAY=return|error|exit|sleep|generate|script     a case: what the README of the cases says under `lambda`; long texts are
 *                                                       files of the code's folder: `answer`, `stdout`
 *     otherwise                                         the last words of the event's path: /sleep/500, /exit/3, /stream/5 …
 *
 * Each event is sent to the TCP address RECORD before anything is done with it, a line each. */
#include "unit/gateway/function/bootstrap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

typedef struct text {
    char *bytes;
    size_t len;
} text;

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL ? value : "";
}

static void post(boot *b, const char *id, const char *what, const char *body)
{
    (void)boot_post(b, id, what, "", body, strlen(body));
}

/* A file of the code's folder; empty where it is not there. */
static text read_code(const char *name)
{
    text out = {calloc(1, 1), 0};
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", variable("LAMBDA_TASK_ROOT"), name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return out;
    }
    (void)fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    if (size > 0) {
        out.bytes = realloc(out.bytes, (size_t)size + 1);
        out.len = fread(out.bytes, 1, (size_t)size, file);
        out.bytes[out.len] = '\0';
    }
    (void)fclose(file);
    return out;
}

static void record(const char *event, size_t len)
{
    const char *address = variable("RECORD"), *colon = strchr(address, ':');
    if (colon == NULL) {
        return;
    }
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    boot line = {.fd = socket(AF_INET, SOCK_STREAM, 0)};
    if (connect(line.fd, (struct sockaddr *)&to, sizeof to) == 0) {
        char answer;
        (void)boot_send(&line, event, len);
        (void)shutdown(line.fd, SHUT_WR);
        (void)!recv(line.fd, &answer, 1, 0); /* it was written down */
    }
    (void)close(line.fd);
}

/* ---- the cases ---- */

static void tmp_path(char *out, size_t size)
{
    const char *tmp = variable("TMPDIR");
    (void)snprintf(out, size, "%s/f", tmp[0] != '\0' ? tmp : "/tmp");
}

/* "write": into /tmp/f; "set_number": into memory; "sleepMs"; "read": both. */
static void play_script(boot *b, const char *event, const char *id)
{
    static long number;
    char path[4096], content[256] = "", answer[512];
    const char *at = strstr(event, "\"write\":\"");
    tmp_path(path, sizeof path);
    FILE *file = fopen(path, at != NULL ? "w" : "r");
    if (file != NULL) {
        if (at != NULL) {
            (void)fprintf(file, "%.*s", (int)strcspn(at + 9, "\""), at + 9);
        } else {
            (void)!fgets(content, sizeof content, file);
        }
        (void)fclose(file);
    }
    if (strstr(event, "\"set_number\"") != NULL) {
        number = boot_number(event, "set_number");
    }
    boot_sleep(boot_number(event, "sleepMs"));
    (void)snprintf(answer, sizeof answer, "{\"number\":%ld,\"content\":\"%s\"}", number, content);
    post(b, id, "response", answer);
}

static void play_generate(boot *b, const char *id)
{
    static const char start[] = "{\"statusCode\":200,\"body\":\"";
    size_t len = (size_t)atol(variable("PLAY_NUMBER")), head = sizeof start - 1;
    char *answer = malloc(head + len + 2);
    memcpy(answer, start, head);
    memset(answer + head, 'x', len);
    memcpy(answer + head + len, "\"}", 2);
    (void)boot_post(b, id, "response", "", answer, head + len + 2);
    free(answer);
}

static void play(boot *b, const char *mode, const char *event, const char *id)
{
    text answer = read_code("answer"), output = read_code("stdout");
    (void)fwrite(output.bytes, 1, output.len, stdout);
    (void)fflush(stdout);
    if (strcmp(mode, "exit") == 0) {
        _exit(atoi(variable("PLAY_NUMBER")));
    } else if (strcmp(mode, "script") == 0) {
        play_script(b, event, id);
    } else if (strcmp(mode, "generate") == 0) {
        play_generate(b, id);
    } else {
        bool is_error = strcmp(mode, "error") == 0;
        boot_sleep(atol(variable("PLAY_NUMBER")));
        (void)boot_post(b, id, is_error ? "error" : "response", "", answer.bytes, answer.len);
    }
    free(answer.bytes);
    free(output.bytes);
}

/* ---- what a path says ---- */

/* The answer of a REST API, an HTTP API and a function URL. text needs no escapes but those of lines. */
static void say(boot *b, const char *id, const char *body)
{
    char *answer = malloc(2 * strlen(body) + 200), *at = answer;
    at += sprintf(at, "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"text/plain\"},\"body\":\"");
    for (const char *c = body; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            *at++ = '\\';
        }
        if (*c == '\n') {
            *at++ = '\\';
        }
        *at++ = *c == '\n' ? 'n' : *c;
    }
    (void)strcpy(at, "\"}");
    post(b, id, "response", answer);
    free(answer);
}

static void say_environment(boot *b, const char *id)
{
    extern char **environ;
    static char out[65536];
    size_t len = 0;
    for (char **at = environ; *at != NULL; at++) {
        len += (size_t)snprintf(out + len, sizeof out - len, "%s\n", *at);
    }
    say(b, id, out);
}

/* What each descriptor leads to; the connection to the Runtime API and the folder's own are told as well. */
static void say_descriptors(boot *b, const char *id)
{
    static char out[65536];
    size_t len = 0;
    DIR *folder = opendir("/proc/self/fd");
    for (struct dirent *entry = folder != NULL ? readdir(folder) : NULL; entry != NULL; entry = readdir(folder)) {
        char path[300], target[512] = "";
        int value = 0;
        socklen_t size = sizeof value;
        (void)snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        if (readlink(path, target, sizeof target - 1) < 0) {
            continue;
        }
        bool listens = getsockopt(atoi(entry->d_name), SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0;
        len += (size_t)snprintf(out + len, sizeof out - len, "%s %s%s\n", entry->d_name, target,
                                listens ? " listens" : "");
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    say(b, id, out);
}

/* Pieces with time between them; the gateway's client has the first long before the last. */
static void stream_pieces(boot *b, const char *id, long count)
{
    static const char prelude[] = "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"text/plain\"}}\0\0\0\0\0\0\0\0";
    char head[512];
    int len = snprintf(head, sizeof head,
                       "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\n"
                       "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
                       "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n",
                       id, sizeof prelude - 1);
    (void)boot_send(b, head, (size_t)len);
    (void)boot_send(b, prelude, sizeof prelude - 1);
    for (long i = 0; i < count; i++) {
        char piece[64];
        len = snprintf(head, sizeof head, "piece %ld\n", i);
        len = snprintf(piece, sizeof piece, "\r\n%x\r\n%s", (unsigned)len, head);
        (void)boot_send(b, piece, (size_t)len);
        boot_sleep(100);
    }
    (void)boot_send(b, "\r\n0\r\n\r\n", 7);
    (void)boot_read(b);
}

/* What no runtime says, over connections of its own and over the one in use. */
static void send_garbage(boot *b, const char *id)
{
    static const char *const words[] = {
        "\x16\x03\x01\x02\x00\x01",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /2018-06-01/runtime/invocation/x/response HTTP/1.1\r\n",
        "GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /2018-06-01/runtime/invocation/%00/response HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        boot other = {0};
        boot_connect(&other);
        (void)boot_send(&other, words[i], strlen(words[i]));
        (void)shutdown(other.fd, SHUT_WR);
        while (boot_more(&other)) {
        }
        (void)close(other.fd);
        free(other.bytes);
    }
    (void)boot_post(b, "00000000-0000-0000-0000-000000000000", "response", "", "{}", 2);
    (void)boot_post(b, id, "response", "", "{\"statusCode\":200,\"body\":\"garbage sent\"}", 40);
}

static void make_children(boot *b, const char *id, long count)
{
    for (long i = 0; i < count; i++) {
        if (fork() == 0) {
            if (i % 2 != 0) {
                (void)setsid(); /* a daemon: out of the group */
            }
            for (;;) {
                boot_sleep(1000);
            }
        }
    }
    say(b, id, "forked");
}

/* Things to try to read: what a function should not find. */
static void say_files(boot *b, const char *id)
{
    static char out[65536];
    size_t len = 0;
    const char *folders[] = {variable("LAMBDA_TASK_ROOT"), variable("TMPDIR")};
    for (size_t i = 0; i < 2; i++) {
        DIR *folder = opendir(folders[i][0] != '\0' ? folders[i] : "/tmp");
        for (struct dirent *entry = folder != NULL ? readdir(folder) : NULL; entry != NULL; entry = readdir(folder)) {
            len += (size_t)snprintf(out + len, sizeof out - len, "%s\n", entry->d_name);
        }
        if (folder != NULL) {
            (void)closedir(folder);
        }
    }
    say(b, id, out);
}

static bool ends_process(const char *word, long n)
{
    if (strcmp(word, "exit") == 0) {
        _exit((int)n);
    } else if (strcmp(word, "kill") == 0) {
        (void)signal((int)n, SIG_DFL);
        (void)kill(getpid(), (int)n);
    } else {
        return false;
    }
    return true;
}

static void flood(boot *b, const char *id, long lines)
{
    for (long i = 0; i < lines; i++) {
        (void)!printf("line %ld of a flood that goes on and on and on\n", i);
    }
    (void)fflush(stdout);
    say(b, id, "flooded");
}

static void obey(boot *b, const char *event, const char *id)
{
    char word[64] = "", answer[256];
    long n = 0;
    static long count;
    const char *at = strstr(event, "\"rawPath\":\"");
    at = at != NULL ? at + 11 : strstr(event, "\"path\":\"") != NULL ? strstr(event, "\"path\":\"") + 8 : "";
    (void)sscanf(at, "/%63[a-z]/%ld", word, &n);
    count++;
    if (ends_process(word, n)) {
        return;
    }
    if (strcmp(word, "sleep") == 0) {
        boot_sleep(n);
        say(b, id, "slept");
    } else if (strcmp(word, "flood") == 0) {
        flood(b, id, n);
    } else if (strcmp(word, "env") == 0) {
        say_environment(b, id);
    } else if (strcmp(word, "descriptors") == 0) {
        say_descriptors(b, id);
    } else if (strcmp(word, "files") == 0) {
        say_files(b, id);
    } else if (strcmp(word, "stream") == 0) {
        stream_pieces(b, id, n);
    } else if (strcmp(word, "garbage") == 0) {
        send_garbage(b, id);
    } else if (strcmp(word, "fork") == 0) {
        make_children(b, id, n);
    } else if (strcmp(word, "error") == 0) {
        post(b, id, "error", "{\"errorMessage\":\"as asked\",\"errorType\":\"Oops\"}");
    } else if (strcmp(word, "print") == 0) {
        (void)!printf("printed %ld\n", n);
        (void)fflush(stdout);
        say(b, id, "printed");
    } else {
        (void)snprintf(answer, sizeof answer, "%s %ld", VERSION, count);
        say(b, id, answer);
    }
}

int main(void)
{
    const char *mode = variable("PLAY");
    boot b = {0};
    boot_connect(&b);
    boot_init(&b, variable("MODE"));
    while (boot_next(&b) == 200) {
        char id[80], *event = strdup(b.answer.body);
        memcpy(id, b.answer.id, sizeof id);
        record(event, b.answer.len);
        if (mode[0] != '\0') {
            play(&b, mode, event, id);
        } else {
            obey(&b, event, id);
        }
        free(event);
    }
    return 5;
}
