/* run_markdown.c - the HTTP tests are Markdown: prose, bytes, the answer. This runs them over a connection in memory.
 *
 *     ## A title begins a test, with a connection of its own
 *     ```limits            "body 10": members of brisk_limits, one a line
 *     ```request           what the client sends. A line ends with CR LF, one that ends in \ with nothing.
 *                          Escapes: \r \n \t \0 \\ \xNN, and \{N*c} for N times the character c
 *     ```wait 500          the clock goes on by so many ms
 *     ```drain 100         the socket takes so many more bytes; "```slow 20" lets it take no more of each write
 *     ```eof               the client ends its side
 *     ```answer            what came since the last answer, without Date. The last line may be [closed] (ended in
 *                          order), [shut] (ended, still reading), or [reset]; without one the connection is open
 *
 * Each test runs twice: with the request in one piece, and one byte at a time. */
#include "app.h"

#include "unit/net/fake_transport.h"

#include <stdio.h>

#define BLOCK_MAX 65536

typedef struct test {
    const char *file;
    char title[200];
    int line;
    bool one_byte, has_opened, has_failed;
    brisk_limits limits;
    fake_connection fake;
    size_t seen; /* of fake.out, compared already */
    size_t slow;
} test;

typedef struct block {
    char kind[32];
    long number;
    char text[BLOCK_MAX];
    size_t len;
} block;

static int failures, tests;

static void fail(test *t, const char *what, const char *wanted, const char *got)
{
    t->has_failed = true;
    printf("%s:%d: %s%s: %s\n", t->file, t->line, t->title, t->one_byte ? " (one byte at a time)" : "", what);
    if (wanted != NULL) {
        printf("--- wanted\n%s\n--- got\n%s\n---\n", wanted, got);
    }
}

static void open_connection(test *t)
{
    if (!t->has_opened) {
        t->has_opened = true;
        fake_open(&t->fake, &t->limits, &test_handler);
        if (t->slow != 0) {
            t->fake.takes = t->slow;
        }
    }
}

static void set_limit(test *t, const char *text)
{
    char name[32];
    unsigned long long value;
    if (sscanf(text, "%31s %llu", name, &value) != 2) {
        fail(t, "a limit is written `name number`", NULL, NULL);
    } else if (strcmp(name, "body") == 0) {
        t->limits.body_bytes = (size_t)value;
    } else if (strcmp(name, "header") == 0) {
        t->limits.header_bytes = (size_t)value;
    } else if (strcmp(name, "headers") == 0) {
        t->limits.header_count = (size_t)value;
    } else if (strcmp(name, "url") == 0) {
        t->limits.url_bytes = (size_t)value;
    } else if (strcmp(name, "requests") == 0) {
        t->limits.requests = value;
    } else {
        fail(t, "there is no such limit", NULL, NULL);
    }
}

static void set_limits(test *t, block *b)
{
    for (char *row = strtok(b->text, "\n"); row != NULL; row = strtok(NULL, "\n")) {
        set_limit(t, row);
    }
}

/* One escape behind a backslash; returns how many characters it had. */
static size_t unescape(const char *in, brisk_buffer *out)
{
    unsigned value, consumed = 0;
    char c;
    if (sscanf(in, "{%u*%c}", &value, &c) == 2) {
        brisk_buffer_append_repeated(out, c, value);
        return strcspn(in, "}") + 1;
    }
    if (sscanf(in, "x%2x%n", &value, (int *)&consumed) == 1) {
        brisk_buffer_append_char(out, (char)value);
        return consumed;
    }
    switch (in[0]) {
    case 'r':
        brisk_buffer_append_char(out, '\r');
        break;
    case 'n':
        brisk_buffer_append_char(out, '\n');
        break;
    case 't':
        brisk_buffer_append_char(out, '\t');
        break;
    case '0':
        brisk_buffer_append_char(out, '\0');
        break;
    default:
        brisk_buffer_append_char(out, in[0]);
        break;
    }
    return 1;
}

static void to_bytes(const block *b, brisk_buffer *out)
{
    for (size_t i = 0; i < b->len; i++) {
        if (b->text[i] == '\n') {
            BRISK_BUFFER_APPEND_LITERAL(out, "\r\n");
        } else if (b->text[i] == '\\' && b->text[i + 1] == '\n') {
            i++;
        } else if (b->text[i] == '\\') {
            i += unescape(b->text + i + 1, out);
        } else {
            brisk_buffer_append_char(out, b->text[i]);
        }
    }
}

static void send_request(test *t, const block *b)
{
    brisk_buffer bytes;
    brisk_buffer_init(&bytes, NULL, 0);
    to_bytes(b, &bytes);
    open_connection(t);
    size_t step = t->one_byte ? 1 : bytes.len;
    for (size_t i = 0; i < bytes.len; i += step) {
        /* A copy of exact size, so that a read behind its end is found. */
        char *piece = malloc(step);
        if (piece != NULL) {
            memcpy(piece, bytes.data + i, step);
            (void)fake_push(&t->fake, piece, step);
        }
        free(piece);
    }
    brisk_buffer_clear(&bytes);
}

static const char *state_of(const fake_connection *fake)
{
    return fake->is_reset ? "[reset]\n" : fake->is_closing ? "[closed]\n" : fake->is_shut ? "[shut]\n" : "";
}

/* The answer with plain line ends and without its Date lines. */
static void normalise(const char *bytes, size_t len, brisk_buffer *out)
{
    for (size_t start = 0; start < len;) {
        const char *newline = memchr(bytes + start, '\n', len - start);
        size_t end = newline == NULL ? len : (size_t)(newline - bytes) + 1;
        if (end - start < 6 || memcmp(bytes + start, "date: ", 6) != 0) {
            for (size_t i = start; i < end; i++) {
                if (bytes[i] != '\r') {
                    brisk_buffer_append_char(out, bytes[i]);
                }
            }
        }
        start = end;
    }
}

static void check_answer(test *t, const block *b)
{
    brisk_buffer got, wanted;
    open_connection(t);
    brisk_buffer_init(&got, NULL, 0);
    brisk_buffer_init(&wanted, NULL, 0);
    normalise(t->fake.out.data + t->seen, t->fake.out.len - t->seen, &got);
    t->seen = t->fake.out.len;
    if (got.len > 0 && got.data[got.len - 1] != '\n') {
        brisk_buffer_append_char(&got, '\n');
    }
    brisk_buffer_append_c_string(&got, state_of(&t->fake));
    to_bytes(b, &wanted);
    brisk_buffer plain;
    brisk_buffer_init(&plain, NULL, 0);
    normalise(wanted.data, wanted.len, &plain);
    if (got.len != plain.len || (got.len > 0 && memcmp(got.data, plain.data, got.len) != 0)) {
        brisk_buffer_append_char(&got, '\0');
        brisk_buffer_append_char(&plain, '\0');
        fail(t, "the answer differs", plain.data, got.data);
    }
    brisk_buffer_clear(&got);
    brisk_buffer_clear(&wanted);
    brisk_buffer_clear(&plain);
}

static void run_block(test *t, block *b)
{
    if (strcmp(b->kind, "limits") == 0) {
        set_limits(t, b);
    } else if (strcmp(b->kind, "slow") == 0) {
        t->slow = (size_t)b->number;
    } else if (strcmp(b->kind, "request") == 0) {
        send_request(t, b);
    } else if (strcmp(b->kind, "answer") == 0) {
        check_answer(t, b);
    } else {
        open_connection(t);
        if (strcmp(b->kind, "wait") == 0) {
            fake_wait(&t->fake, (uint64_t)b->number);
        } else if (strcmp(b->kind, "drain") == 0) {
            fake_drain(&t->fake, (size_t)b->number);
        } else if (strcmp(b->kind, "eof") == 0) {
            brisk_http1_eof(&t->fake.http);
        } else if (b->kind[0] != '\0') {
            fail(t, "there is no such block", NULL, NULL);
        }
    }
}

static void begin_test(test *t, const char *title)
{
    const brisk_limits standard = BRISK_LIMITS_DEFAULT;
    snprintf(t->title, sizeof(t->title), "%.*s", (int)strcspn(title, "\n"), title);
    t->limits = standard;
    t->has_opened = false;
    t->has_failed = false;
    t->seen = 0;
    t->slow = 0;
}

static void end_test(test *t)
{
    if (t->title[0] == '\0') {
        return;
    }
    if (t->has_opened) {
        fake_close(&t->fake);
    }
    tests++;
    failures += t->has_failed;
    t->title[0] = '\0';
}

static void read_block(FILE *in, test *t, const char *fence, block *b)
{
    char row[4096];
    b->kind[0] = '\0';
    b->number = 0;
    b->len = 0;
    (void)sscanf(fence, "```%31s %ld", b->kind, &b->number);
    while (fgets(row, sizeof(row), in) != NULL) {
        size_t len = strlen(row);
        t->line++;
        if (strncmp(row, "```", 3) == 0) {
            break;
        }
        if (b->len + len < BLOCK_MAX) {
            memcpy(b->text + b->len, row, len);
            b->len += len;
        }
    }
    b->text[b->len] = '\0';
}

static bool run_file(const char *path, bool one_byte)
{
    static test t;
    static block b;
    char row[4096];
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        perror(path);
        return false;
    }
    memset(&t, 0, sizeof(t));
    t.file = path;
    t.one_byte = one_byte;
    while (fgets(row, sizeof(row), in) != NULL) {
        t.line++;
        if (strncmp(row, "## ", 3) == 0) {
            end_test(&t);
            begin_test(&t, row + 3);
        } else if (strncmp(row, "```", 3) == 0) {
            read_block(in, &t, row, &b);
            if (t.title[0] != '\0') {
                run_block(&t, &b);
            }
        }
    }
    end_test(&t);
    fclose(in);
    return true;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (!run_file(argv[i], false) || !run_file(argv[i], true)) {
            return 2;
        }
    }
    printf("%d tests, %d failed\n", tests, failures);
    return failures == 0 && tests > 0 ? 0 : 1;
}
