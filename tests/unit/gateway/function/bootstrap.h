/* bootstrap.h - the function under test, in C: the test program itself, run by the service as its own function's bootstrap.
 *
 * What it does at an event is its "do", with a number "n"; what it does before, the variable MODE. Blocking sockets, no
 * library: it may also send what no client would. */
#ifndef BRISK_TEST_FUNCTION_BOOTSTRAP_H
#define BRISK_TEST_FUNCTION_BOOTSTRAP_H

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct boot_answer {
    int status;
    char id[80], extension[64];
    char *body; /* NUL-terminated; of the last exchange only */
    size_t len;
} boot_answer;

typedef struct boot {
    int fd;
    char *bytes; /* read and not used yet */
    size_t len, capacity;
    boot_answer answer;
} boot;

static volatile int boot_ticks; /* of a thread in the background */
static volatile sig_atomic_t boot_terms;

static inline void boot_sleep(long ms)
{
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0) {
    }
}

/* A process of another session and another parent, that counts in a file of /tmp. */
static inline void boot_daemon(void)
{
    const char *tmp = getenv("TMPDIR");
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/beats", tmp != NULL ? tmp : "/tmp");
    if (fork() == 0) {
        (void)setsid();
        if (fork() != 0) {
            _exit(0);
        }
        for (int i = 0; i < 10000; i++) {
            FILE *file = fopen(path, "a");
            (void)fputc('.', file);
            (void)fclose(file);
            boot_sleep(2);
        }
        _exit(0);
    }
}

static inline void boot_connect(boot *b)
{
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API");
    const char *colon = strchr(api, ':');
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    b->fd = socket(AF_INET, SOCK_STREAM, 0);
    b->len = 0;
    int yes = 1; /* head and body are two writes */
    (void)setsockopt(b->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (b->fd < 0 || connect(b->fd, (struct sockaddr *)&address, sizeof address) != 0) {
        _exit(99);
    }
}

static inline bool boot_send(const boot *b, const char *bytes, size_t len)
{
    while (len != 0) {
        ssize_t count = send(b->fd, bytes, len, MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        bytes += count;
        len -= (size_t)count;
    }
    return true;
}

static inline bool boot_more(boot *b)
{
    if (b->capacity - b->len < 65536) {
        b->capacity = b->capacity * 2 + 65536;
        b->bytes = realloc(b->bytes, b->capacity);
    }
    ssize_t count = recv(b->fd, b->bytes + b->len, b->capacity - b->len - 1, 0);
    b->len += count > 0 ? (size_t)count : 0;
    b->bytes[b->len] = '\0';
    return count > 0;
}

static inline void boot_header(const char *head, const char *name, char *out, size_t size)
{
    const char *at = strstr(head, name);
    out[0] = '\0';
    if (at != NULL) {
        at += strlen(name);
        (void)snprintf(out, size, "%.*s", (int)strcspn(at, "\r"), at);
    }
}

/* Reads one answer; false: the connection is over. */
static inline bool boot_read(boot *b)
{
    char length[24], *end = NULL;
    while (b->len == 0 || (end = strstr(b->bytes, "\r\n\r\n")) == NULL) {
        if (!boot_more(b)) {
            return false;
        }
    }
    *end = '\0';
    b->answer.status = atoi(b->bytes + 9);
    boot_header(b->bytes, "Aws-Request-Id: ", b->answer.id, sizeof b->answer.id);
    boot_header(b->bytes, "Extension-Identifier: ", b->answer.extension, sizeof b->answer.extension);
    boot_header(b->bytes, "Content-Length: ", length, sizeof length);
    size_t head = (size_t)(end + 4 - b->bytes), body = strtoul(length, NULL, 10);
    while (b->len < head + body) {
        if (!boot_more(b)) {
            return false;
        }
    }
    free(b->answer.body);
    b->answer.body = malloc(body + 1);
    memcpy(b->answer.body, b->bytes + head, body);
    b->answer.body[body] = '\0';
    b->answer.len = body;
    memmove(b->bytes, b->bytes + head + body, b->len - head - body);
    b->len -= head + body;
    b->bytes[b->len] = '\0';
    return true;
}

static inline int boot_call(boot *b, const char *line, const char *headers, const char *body, size_t len)
{
    char head[1024];
    int head_len =
        snprintf(head, sizeof head, "%s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n", line, headers, len);
    return boot_send(b, head, (size_t)head_len) && boot_send(b, body, len) && boot_read(b) ? b->answer.status : -1;
}

static inline int boot_post(boot *b, const char *id, const char *what, const char *headers, const char *body,
                            size_t len)
{
    char line[256];
    (void)snprintf(line, sizeof line, "POST /2018-06-01/runtime/invocation/%s/%s", id, what);
    return boot_call(b, line, headers, body, len);
}

static inline int boot_next(boot *b)
{
    return boot_call(b, "GET /2018-06-01/runtime/invocation/next", "", "", 0);
}

static inline void *boot_tick(void *context)
{
    for (;;) {
        boot_sleep(2);
        boot_ticks++;
    }
    return context;
}

static inline void boot_term(int number)
{
    (void)number;
    (void)!write(STDOUT_FILENO, "terminated\n", 11);
    _exit(0);
}

static inline long boot_number(const char *event, const char *name)
{
    char key[32];
    (void)snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(event, key);
    return at != NULL ? strtol(at + strlen(key), NULL, 10) : 0;
}

static inline bool boot_does(const char *event, const char *what)
{
    char text[64];
    (void)snprintf(text, sizeof text, "\"do\":\"%s\"", what);
    return strstr(event, text) != NULL;
}

static inline void boot_stream(boot *b, const char *id, bool fails, bool cuts)
{
    char head[512];
    static const char prelude[] = "{\"statusCode\":200}\0\0\0\0\0\0\0\0";
    int len = snprintf(head, sizeof head,
                       "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\n"
                       "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
                       "Trailer: Lambda-Runtime-Function-Error-Type\r\n\r\n%zx\r\n",
                       id, sizeof prelude - 1);
    (void)boot_send(b, head, (size_t)len);
    (void)boot_send(b, prelude, sizeof prelude - 1);
    for (int i = 0; i < 3; i++) {
        (void)boot_send(b, "\r\n5\r\nhello", 10);
        boot_sleep(25); /* so that pieces come one by one, also on a busy machine */
    }
    if (cuts) {
        _exit(3);
    }
    const char *end = fails ? "\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.Broken\r\n"
                              "Lambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJGdW5jdGlvbi5Ccm9rZW4ifQ==\r\n\r\n"
                            : "\r\n0\r\n\r\n";
    (void)boot_send(b, end, strlen(end));
    (void)boot_read(b);
}

/* What is wrong with the Runtime API is found here: each status, in the answer. */
static inline void boot_misuse(boot *b, const char *id)
{
    char text[512], body[400];
    boot other = {0};
    int len = 0, statuses[8];
    statuses[0] = boot_post(b, "no-such-id", "response", "", "{}", 2);
    statuses[1] = boot_next(b);
    statuses[2] = boot_post(b, id, "response", "Lambda-Runtime-Function-Response-Mode: odd\r\n", "{}", 2);
    statuses[3] = boot_call(b, "GET /nowhere", "", "", 0);
    statuses[4] = boot_call(b, "DELETE /2018-06-01/runtime/invocation/next", "", "", 0);
    statuses[5] = boot_post(b, id, "response", "Lambda-Runtime-Invocation-Id: another\r\n", "{}", 2);
    boot_connect(&other);
    (void)boot_send(&other, "\x16\x03\x01garbage\r\n\r\n", 14);
    statuses[6] = boot_read(&other) ? other.answer.status : -1;
    (void)close(other.fd);
    statuses[7] = boot_call(b, "PUT /2022-07-01/telemetry", "", "{}", 2);
    for (int i = 0; i < 8; i++) {
        len += snprintf(text + len, sizeof text - (size_t)len, "%d ", statuses[i]);
    }
    len = snprintf(body, sizeof body, "\"%s\"", text);
    (void)boot_post(b, id, "response", "", body, (size_t)len);
}

static inline void boot_fill(boot *b, const char *id, size_t size)
{
    char *text = malloc(size);
    memset(text, 'x', size);
    text[0] = text[size - 1] = '"';
    (void)boot_post(b, id, "response", "", text, size);
    free(text);
}

/* True: it was one of these, and is answered. */
static inline bool boot_special(boot *b, const char *event, const char *id, long n)
{
    if (boot_does(event, "connections")) {
        for (long i = 0; i < n; i++) {
            boot other = {0};
            boot_connect(&other); /* silent, and never closed */
        }
        boot_connect(b); /* the answer takes a new one */
        return false;
    }
    if (boot_does(event, "stream") || boot_does(event, "stream_error") || boot_does(event, "stream_cut")) {
        boot_stream(b, id, boot_does(event, "stream_error"), boot_does(event, "stream_cut"));
    } else if (boot_does(event, "misuse")) {
        boot_misuse(b, id);
    } else if (boot_does(event, "big")) {
        boot_fill(b, id, (size_t)n);
    } else if (boot_does(event, "error")) {
        static const char body[] = "{\"errorMessage\":\"as asked\",\"errorType\":\"Oops\"}";
        (void)boot_post(b, id, "error", "Lambda-Runtime-Function-Error-Type: Function.Oops\r\n", body, sizeof body - 1);
    } else if (boot_does(event, "twice")) {
        (void)boot_post(b, id, "response", "", "1", 1);
        (void)!printf("second: %d\n", boot_post(b, id, "response", "", "2", 1));
        (void)fflush(stdout);
    } else if (boot_does(event, "answer_exit")) {
        (void)boot_post(b, id, "response", "", "1", 1);
        _exit(4);
    } else if (boot_does(event, "late_next")) {
        (void)boot_post(b, id, "response", "", "1", 1);
        boot_sleep(n);
    } else {
        return false;
    }
    return true;
}

static inline void boot_before(const char *event, long n)
{
    if (boot_does(event, "sleep")) {
        boot_sleep(n);
    } else if (boot_does(event, "exit")) {
        _exit((int)n);
    } else if (boot_does(event, "signal")) {
        (void)signal((int)n, SIG_DFL);
        (void)raise((int)n);
    } else if (boot_does(event, "memory")) {
        size_t size = (size_t)n * 1024 * 1024;
        char *bytes = malloc(size);
        for (size_t i = 0; i < size; i += 1024) {
            ((volatile char *)bytes)[i] = 1;
        }
        boot_sleep(400);
        free(bytes);
    } else if (boot_does(event, "flood")) {
        for (long i = 0; i < n; i++) {
            (void)!printf("line %ld of a flood that goes on and on and on\n", i);
        }
        (void)fflush(stdout);
    } else if (boot_does(event, "print")) {
        (void)!printf("multi\nline\nanother\rline\nno end");
        (void)fflush(stdout);
    } else if (boot_does(event, "long")) {
        for (long i = 0; i < n; i++) {
            (void)putchar('l');
        }
        (void)fflush(stdout);
    } else if (boot_does(event, "fork") && fork() == 0) {
        for (;;) {
            boot_sleep(100);
        }
    } else if (boot_does(event, "daemon")) {
        boot_daemon();
    } else if (boot_does(event, "thread")) {
        pthread_t thread;
        (void)pthread_create(&thread, NULL, boot_tick, NULL);
    } else if (boot_does(event, "write")) {
        const char *tmp = getenv("TMPDIR");
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/kept", tmp != NULL ? tmp : "/tmp");
        FILE *file = fopen(path, "w");
        (void)fputs("some-content", file);
        (void)fclose(file);
    }
}

static inline void boot_reply(boot *b, const char *event, const char *id)
{
    static int count;
    char *text = malloc(strlen(event) + 8192), kept[64] = "", path[4096], folder[2048] = "";
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/kept", tmp != NULL ? tmp : "/tmp");
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        (void)!fgets(kept, sizeof kept, file);
        (void)fclose(file);
    }
    if (boot_does(event, "env")) {
        extern char **environ;
        int len = snprintf(text, 8192, "\"cwd=%s", getcwd(folder, sizeof folder));
        for (char **at = environ; *at != NULL && len < 8000; at++) {
            len += snprintf(text + len, 8192 - (size_t)len, "|%s", *at);
        }
        (void)snprintf(text + len, 8192 - (size_t)len, "|\"");
    } else if (boot_does(event, "descriptors")) {
        int open = 0;
        for (int fd = 0; fd < 1024; fd++) {
            open += fd != b->fd && lseek(fd, 0, SEEK_CUR) >= -1 && dup2(fd, fd) == fd ? 1 : 0;
        }
        (void)snprintf(text, 8192, "%d", open);
    } else {
        (void)snprintf(text, strlen(event) + 8192, "{\"event\":%s,\"count\":%d,\"ticks\":%d,\"kept\":\"%s\"}", event,
                       ++count, boot_ticks, kept);
    }
    (void)boot_post(b, id, "response", "", text, strlen(text));
    free(text);
}

static inline void *boot_extension(void *context)
{
    boot b = {0};
    char header[160];
    bool wants_shutdown = strstr(getenv("MODE"), "shutdown") != NULL;
    const char *body = wants_shutdown ? "{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}" : "{\"events\":[\"INVOKE\"]}";
    boot_connect(&b);
    int status =
        boot_call(&b, "POST /2020-01-01/extension/register", "Lambda-Extension-Name: inner\r\n", body, strlen(body));
    (void)!printf("registered: %d %s\n", status, status == 200 ? "" : b.answer.body);
    (void)fflush(stdout);
    *(bool *)context = true;
    (void)snprintf(header, sizeof header, "Lambda-Extension-Identifier: %s\r\n", b.answer.extension);
    while (status == 200 && boot_call(&b, "GET /2020-01-01/extension/event/next", header, "", 0) == 200) {
        (void)!printf("extension: %s\n", b.answer.body);
        (void)fflush(stdout);
    }
    return NULL;
}

static inline void boot_init(boot *b, const char *mode)
{
    if (strcmp(mode, "init_exit") == 0) {
        (void)!printf("about to go\n");
        (void)fflush(stdout);
        _exit(7);
    } else if (strcmp(mode, "init_hang") == 0 || strcmp(mode, "init_slow") == 0) {
        boot_sleep(strcmp(mode, "init_slow") == 0 ? 30 : 60000);
    } else if (strcmp(mode, "init_error") == 0) {
        static const char body[] = "{\"errorMessage\":\"no config\",\"errorType\":\"Setup\"}";
        (void)boot_call(b, "POST /2018-06-01/runtime/init/error",
                        "Lambda-Runtime-Function-Error-Type: Runtime.Setup\r\n", body, sizeof body - 1);
        _exit(1);
    } else if (strncmp(mode, "extension", 9) == 0) {
        static bool is_there;
        pthread_t thread;
        (void)signal(SIGTERM, boot_term);
        (void)pthread_create(&thread, NULL, boot_extension, &is_there);
        for (int i = 0; i < 2000 && !*(volatile bool *)&is_there; i++) {
            boot_sleep(1);
        }
    }
}

static inline int boot_main(void)
{
    const char *mode = getenv("MODE") != NULL ? getenv("MODE") : "";
    boot b = {0};
    boot_connect(&b);
    boot_init(&b, mode);
    while (boot_next(&b) == 200) {
        char id[80], *event = strdup(b.answer.body);
        memcpy(id, b.answer.id, sizeof id);
        long n = boot_number(event, "n");
        boot_before(event, n);
        if (!boot_special(&b, event, id, n)) {
            boot_reply(&b, event, id);
        }
        free(event);
    }
    return 5;
}

#endif
