/* key.c - see key.h. */
#include "cli/key.h"

#include "core/random.h"
#include "core/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_LEN = 40, KEY_MAX_LEN = 128, PATH_LEN = 4096 };

static bool make_value(char *out)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    unsigned char bytes[KEY_LEN * 2] = {0};
    bool is_random = brisk_random_bytes(bytes, sizeof(bytes));
    for (size_t i = 0; is_random && i < KEY_LEN; i++) {
        out[i] = alphabet[(bytes[2 * i] * 256u + bytes[2 * i + 1]) % (sizeof(alphabet) - 1)];
    }
    return is_random;
}

static bool make_file(const char *path, char *value)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    bool is_ok = make_value(value) && write(fd, value, KEY_LEN) == KEY_LEN;
    is_ok = close(fd) == 0 && is_ok;
    if (!is_ok) {
        (void)unlink(path); /* nothing half done */
    }
    return is_ok;
}

/* The length of what is in the file, without its last newline; 0 where there is no key. */
static size_t read_file(const char *path, char *value)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? -1 : read(fd, value, KEY_MAX_LEN + 1);
    if (fd >= 0) {
        (void)close(fd);
    }
    while (count > 0 && (value[count - 1] == '\n' || value[count - 1] == '\r')) {
        count--;
    }
    return count < 20 || count > KEY_MAX_LEN ? 0 : (size_t)count;
}

bool brisk_cli_key(brisk_arena *arena, brisk_str data_dir, brisk_str *key, char *problem, size_t problem_size)
{
    char path[PATH_LEN];
    char *value = brisk_arena_alloc(arena, KEY_MAX_LEN + 1);
    int len = snprintf(path, sizeof(path), "%.*s", (int)data_dir.len, data_dir.ptr);
    if (value == NULL || len <= 0 || (size_t)len + sizeof("/api-key") > sizeof(path)) {
        (void)snprintf(problem, problem_size,
                       value == NULL ? "there is no memory" : "the data folder's path is too long");
        return false;
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        (void)snprintf(problem, problem_size, "the data folder %s cannot be made: %s", path, strerror(errno));
        return false;
    }
    memcpy(path + len, "/api-key", sizeof("/api-key"));
    size_t key_len = read_file(path, value);
    if (key_len == 0 && make_file(path, value)) {
        key_len = KEY_LEN;
    }
    if (key_len == 0) {
        (void)snprintf(problem, problem_size, "%s holds no API key of 20 to 128 characters, and cannot be made: %s",
                       path, strerror(errno));
        return false;
    }
    *key = (brisk_str){value, key_len};
    return true;
}
