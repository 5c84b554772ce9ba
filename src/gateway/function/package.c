/* package.c - loads a function's code. A temporary folder is filled and renamed to its sum: two gateways, or a crash, never
 * leave half a function behind. */
#define _XOPEN_SOURCE 700 /* realpath */

#include "gateway/function/package.h"

#include "core/base64.h"
#include "core/hash.h"
#include "core/heap.h"
#include "core/str.h"
#include "gateway/function/zip.h"
#include "gateway/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { MAX_FILES = 20000, MAX_DEPTH = 40 }; /* of a folder that is walked */

#define MAX_FILE_BYTES ((size_t)300 * 1024 * 1024)

/* ---- a folder's sum ---- */

typedef struct folder_walk {
    brisk_sha256 sum;
    int64_t size, modified_ms;
    int files;
} folder_walk;

static int64_t modified_ms(const struct stat *info)
{
    return (int64_t)info->st_mtim.tv_sec * 1000 + info->st_mtim.tv_nsec / 1000000;
}

static void walk_entry(folder_walk *walk, int parent, const char *name, int depth);

static void walk_folder(folder_walk *walk, int fd, int depth)
{
    DIR *folder = fdopendir(fd);
    if (folder == NULL) {
        (void)close(fd);
        return;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') { /* an editor's and git's own come and go */
            walk_entry(walk, fd, entry->d_name, depth);
        }
    }
    (void)closedir(folder);
}

static void walk_entry(folder_walk *walk, int parent, const char *name, int depth)
{
    struct stat info;
    if (walk->files >= MAX_FILES || fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        return;
    }
    if (S_ISDIR(info.st_mode)) {
        int fd = depth < MAX_DEPTH ? openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (fd >= 0) {
            walk_folder(walk, fd, depth + 1);
        }
        return;
    }
    int64_t figures[] = {(int64_t)info.st_ino, (int64_t)info.st_size, (int64_t)info.st_mode,
                         (int64_t)info.st_mtim.tv_sec, (int64_t)info.st_mtim.tv_nsec};
    walk->files++;
    walk->size += (int64_t)info.st_size;
    walk->modified_ms = modified_ms(&info) > walk->modified_ms ? modified_ms(&info) : walk->modified_ms;
    brisk_sha256_add(&walk->sum, name, strlen(name) + 1);
    brisk_sha256_add(&walk->sum, figures, sizeof figures);
}

static void walk_path(folder_walk *walk, const char *path)
{
    *walk = (folder_walk){0};
    brisk_sha256_init(&walk->sum);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        walk_folder(walk, fd, 0);
    }
}

uint64_t brisk_package_fingerprint(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return 0;
    }
    uint64_t hash = brisk_hash_mix((uint64_t)info.st_ino, (uint64_t)info.st_mtim.tv_sec);
    hash = brisk_hash_mix(brisk_hash_mix(hash, (uint64_t)info.st_mtim.tv_nsec), (uint64_t)info.st_size);
    if (S_ISDIR(info.st_mode)) {
        folder_walk walk;
        uint8_t sum[BRISK_SHA256_SIZE];
        walk_path(&walk, path);
        brisk_sha256_end(&walk.sum, sum);
        hash = brisk_hash((brisk_str){(const char *)sum, sizeof sum}, hash);
    }
    return hash != 0 ? hash : 1;
}

/* ---- loading ---- */

static void name_package(brisk_package *package, const uint8_t sum[BRISK_SHA256_SIZE])
{
    for (size_t i = 0; i < BRISK_SHA256_SIZE; i++) {
        (void)snprintf(package->name + 2 * i, 3, "%02x", sum[i]);
    }
    size_t len =
        brisk_base64_write(package->sha256, (brisk_bytes){(const char *)sum, BRISK_SHA256_SIZE}, BRISK_BASE64_STANDARD);
    package->sha256[len] = '\0';
}

static bool load_folder(brisk_package *package, const char *path, char *problem, size_t problem_size)
{
    folder_walk walk;
    uint8_t sum[BRISK_SHA256_SIZE];
    char *real = realpath(path, NULL);
    bool is_done = real != NULL && brisk_path_print(package->dir, sizeof package->dir, "%s", real);
    free(real);
    if (!is_done) {
        (void)snprintf(problem, problem_size, "%s: %s", path, strerror(errno));
        return false;
    }
    walk_path(&walk, path);
    brisk_sha256_end(&walk.sum, sum);
    name_package(package, sum);
    package->size = walk.size;
    package->modified_ms = walk.modified_ms;
    return true;
}

/* The whole file; free with brisk_heap_free. */
static char *read_file(int fd, size_t size)
{
    char *bytes = brisk_heap_alloc(size + 1);
    size_t len = 0;
    while (bytes != NULL && len < size) {
        ssize_t count = read(fd, bytes + len, size - len);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) { /* cut while it was read: it is being written */
            brisk_heap_free(bytes);
            return NULL;
        }
        len += (size_t)count;
    }
    return bytes;
}

static bool write_bootstrap(const char *dir, brisk_bytes code, mode_t mode)
{
    char path[BRISK_PATH_MAX];
    if (!brisk_path_print(path, sizeof path, "%s/bootstrap", dir)) {
        return false;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    bool is_done = fd >= 0;
    for (size_t at = 0; is_done && at < code.len;) {
        ssize_t count = write(fd, code.ptr + at, code.len - at);
        is_done = count > 0 || (count < 0 && errno == EINTR);
        at += count > 0 ? (size_t)count : 0;
    }
    is_done = is_done && fchmod(fd, (mode & 0777) | 0400) == 0;
    return fd >= 0 && close(fd) == 0 && is_done;
}

/* Fills a temporary folder and renames it. */
static bool store(brisk_package *package, brisk_bytes code, mode_t mode, const char *data_dir, char *problem,
                  size_t problem_size)
{
    char temporary[BRISK_PATH_MAX], folder[BRISK_PATH_MAX];
    struct stat info;
    if (!brisk_path_print(folder, sizeof folder, "%s/code", data_dir) ||
        !brisk_path_print(package->dir, sizeof package->dir, "%s/%s", folder, package->name) ||
        !brisk_path_print(temporary, sizeof temporary, "%s/.new-XXXXXX", folder)) {
        (void)snprintf(problem, problem_size, "the data folder's path is too long");
        return false;
    }
    package->is_stored = true;
    if (stat(package->dir, &info) == 0) {
        return true;
    }
    if (!brisk_folder_make(folder, false) || mkdtemp(temporary) == NULL || chmod(temporary, 0755) != 0) {
        (void)snprintf(problem, problem_size, "%s: %s", folder, strerror(errno));
        return false;
    }
    bool is_done = false;
    if (brisk_zip_is(code)) {
        is_done = brisk_zip_unpack(code, temporary, BRISK_ZIP_MAX_UNPACKED, problem, problem_size) == BRISK_OK;
    } else {
        is_done = write_bootstrap(temporary, code, mode);
        if (!is_done) {
            (void)snprintf(problem, problem_size, "%s: %s", temporary, strerror(errno));
        }
    }
    if (is_done && rename(temporary, package->dir) != 0 && stat(package->dir, &info) != 0) {
        (void)snprintf(problem, problem_size, "%s: %s", package->dir, strerror(errno));
        is_done = false;
    }
    (void)brisk_folder_remove(temporary); /* there still where another was faster, or something failed */
    return is_done;
}

static bool load_file(brisk_package *package, const char *path, int fd, const struct stat *info, const char *data_dir,
                      char *problem, size_t problem_size)
{
    if (info->st_size <= 0 || (uint64_t)info->st_size > MAX_FILE_BYTES) {
        (void)snprintf(problem, problem_size, info->st_size <= 0 ? "the file is empty" : "the file is too large");
        return false;
    }
    size_t size = (size_t)info->st_size;
    char *bytes = read_file(fd, size);
    if (bytes == NULL) {
        (void)snprintf(problem, problem_size, BRISK_PACKAGE_PASSING ", or the file was cut while it was read");
        return false;
    }
    if (!brisk_zip_is((brisk_bytes){bytes, size}) && brisk_str_ends_with(brisk_str_view(path), BRISK_S(".zip"))) {
        (void)snprintf(problem, problem_size, "the file is no zip"); /* nor meant to be the bootstrap itself */
        brisk_heap_free(bytes);
        return false;
    }
    brisk_sha256 sum;
    uint8_t value[BRISK_SHA256_SIZE];
    brisk_sha256_init(&sum);
    brisk_sha256_add(&sum, bytes, size);
    if (!brisk_zip_is((brisk_bytes){bytes, size})) { /* the same file with other rights is another function */
        brisk_sha256_add(&sum, (info->st_mode & 0111) != 0 ? "x" : "-", 1);
    }
    brisk_sha256_end(&sum, value);
    name_package(package, value);
    package->size = (int64_t)size;
    package->modified_ms = modified_ms(info);
    bool is_done = store(package, (brisk_bytes){bytes, size}, info->st_mode, data_dir, problem, problem_size);
    brisk_heap_free(bytes);
    return is_done;
}

brisk_package *brisk_package_load(const char *path, const char *data_dir, char *problem, size_t problem_size)
{
    brisk_package *package = brisk_heap_alloc_zeroed(1, sizeof *package);
    if (package == NULL) {
        (void)snprintf(problem, problem_size, BRISK_PACKAGE_PASSING);
        return NULL;
    }
    package->users = 1;
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_done = false;
    if (fd < 0 || fstat(fd, &info) != 0) {
        (void)snprintf(problem, problem_size, "%s: %s", path, strerror(errno));
    } else if (S_ISDIR(info.st_mode)) {
        is_done = load_folder(package, path, problem, problem_size);
    } else if (S_ISREG(info.st_mode)) {
        is_done = load_file(package, path, fd, &info, data_dir, problem, problem_size);
    } else {
        (void)snprintf(problem, problem_size, "%s: neither a file nor a folder", path);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    if (!is_done) {
        brisk_package_release(package);
        return NULL;
    }
    return package;
}

void brisk_package_release(brisk_package *package)
{
    if (package != NULL && --package->users == 0) {
        brisk_heap_free(package);
    }
}

/* ---- for people ---- */

bool brisk_package_is_foreign(const char *dir, char *problem, size_t problem_size)
{
    static const struct {
        unsigned machine; /* e_machine of ELF */
        const char *name, *uname;
    } MACHINES[] = {
        {62, "x86-64", "x86_64"}, {183, "arm64", "aarch64"}, {3, "32-bit x86", "i686"}, {40, "32-bit arm", "armv7l"}};
    char path[BRISK_PATH_MAX];
    uint8_t head[20] = {0};
    struct utsname here;
    if (!brisk_path_print(path, sizeof path, "%s/bootstrap", dir) || uname(&here) != 0) {
        return false;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t count = fd >= 0 ? read(fd, head, sizeof head) : -1;
    if (fd >= 0) {
        (void)close(fd);
    }
    if (count < (ssize_t)sizeof head) {
        return false;
    }
    if (memcmp(head, "\177ELF", 4) != 0) {
        bool is_script = memcmp(head, "#!", 2) == 0;
        (void)snprintf(problem, problem_size,
                       "bootstrap is neither a Linux program nor a script that begins with #! and an interpreter");
        return !is_script;
    }
    unsigned machine = head[18] | (unsigned)head[19] << 8;
    for (size_t i = 0; i < sizeof MACHINES / sizeof *MACHINES; i++) {
        if (MACHINES[i].machine == machine && strcmp(MACHINES[i].uname, here.machine) != 0) {
            (void)snprintf(problem, problem_size, "bootstrap is built for %s, and this machine is %.40s",
                           MACHINES[i].name, here.machine);
            return true;
        }
    }
    return false;
}
