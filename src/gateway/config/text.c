/* text.c - reads a file of JSON, and tells where it is wrong (text.h). */
#include "gateway/config/text.h"

#include "core/buffer.h"
#include "core/str.h"
#include "schema/json_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static brisk_status read_all(int fd, const char *path, size_t limit, brisk_buffer *text, char *problem, size_t size)
{
    char piece[16384];
    for (;;) {
        ssize_t count = read(fd, piece, sizeof(piece));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            (void)snprintf(problem, size, "%s: %s", path, strerror(errno));
            return BRISK_IO;
        }
        if (count == 0) {
            return BRISK_OK;
        }
        if (text->len + (size_t)count > limit) {
            (void)snprintf(problem, size, "%s: it is above %zu bytes", path, limit);
            return BRISK_LIMIT;
        }
        brisk_buffer_append(text, piece, (size_t)count);
        if (brisk_buffer_failed(text)) {
            (void)snprintf(problem, size, "there is no memory");
            return BRISK_NO_MEMORY;
        }
    }
}

/* Line and column, from 1, of an offset in characters. */
static void find_line(brisk_str text, size_t offset, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c & 0xC0) == 0x80) {
            continue; /* not the first byte of its character */
        }
        if (offset-- == 0) {
            break;
        }
        if (c == '\n') {
            ++*line;
            *column = 1;
        } else {
            ++*column;
        }
    }
}

static brisk_status parse(brisk_arena *arena, const char *path, brisk_str text, brisk_json *out, char *problem,
                          size_t size)
{
    brisk_json_fault fault = {0};
    size_t line, column;
    brisk_status status = brisk_json_text_parse(arena, text, 0, &out->node, &fault);
    if (status == BRISK_SYNTAX) {
        find_line(text, fault.offset, &line, &column);
        (void)snprintf(problem, size, "%s:%zu:%zu: this is no JSON: %s", path, line, column, fault.text);
    } else if (status != BRISK_OK) {
        (void)snprintf(problem, size,
                       status == BRISK_INVALID ? "%s: its text is no UTF-8"
                       : status == BRISK_LIMIT ? "%s: it is nested too deeply"
                                               : "%s: there is no memory",
                       path);
    }
    return status;
}

brisk_status brisk_config_load(brisk_arena *arena, const char *path, size_t limit, brisk_json *out, char *problem,
                               size_t problem_size)
{
    brisk_buffer text;
    bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    out->node = NULL;
    if (fd < 0) {
        (void)snprintf(problem, problem_size, "%s: %s", path, strerror(errno));
        return BRISK_IO;
    }
    brisk_buffer_init(&text, NULL, limit + 1);
    brisk_status status = read_all(fd, path, limit, &text, problem, problem_size);
    if (!is_input) {
        (void)close(fd);
    }
    if (status == BRISK_OK) {
        status = parse(arena, path, brisk_buffer_view(&text), out, problem, problem_size);
    }
    brisk_buffer_clear(&text);
    return status;
}

brisk_str brisk_config_path(brisk_arena *arena, const char *file, brisk_str path)
{
    brisk_str folder = brisk_str_view(file);
    size_t slash = brisk_str_find_last_char(folder, '/');
    if (path.len == 0 || path.ptr[0] == '/' || slash == BRISK_STR_NONE) {
        return brisk_str_copy(arena, path);
    }
    return brisk_str_concat(arena, brisk_str_slice(folder, 0, slash + 1), path, BRISK_S(""));
}
