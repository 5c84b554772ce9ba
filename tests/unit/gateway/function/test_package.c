/* test_package.c - code as it comes: SHA-256, zips good and bad, folders, single files. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "gateway/function/package.h"
#include "gateway/function/zip.h"
#include "gateway/sha256.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* ---- zips, made by hand ---- */

typedef struct maker {
    uint8_t bytes[65536], directory[16384];
    size_t len, directory_len;
    unsigned count;
} maker;

/* One file: what may be wrong with it is said beside. */
typedef struct entry {
    const char *name, *text;
    unsigned mode; /* with the type: 0100755, 0120777 … */
    unsigned method, flags;
    uint32_t crc_error, claimed; /* claimed: another size than it has */
} entry;

static void put(uint8_t *at, size_t *len, uint32_t value, int size)
{
    for (int i = 0; i < size; i++) {
        at[(*len)++] = (uint8_t)(value >> (8 * i));
    }
}

static size_t pack(const entry *e, uint8_t *out, size_t size)
{
    size_t len = strlen(e->text);
    if (e->method != 8) {
        memcpy(out, e->text, len);
        return len;
    }
    char text[4096];
    memcpy(text, e->text, len);
    z_stream stream = {.next_in = (uint8_t *)text, .avail_in = (uInt)len, .next_out = out, .avail_out = (uInt)size};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t packed = stream.total_out;
    (void)deflateEnd(&stream);
    return packed;
}

static void add(maker *zip, const entry *e)
{
    uint8_t data[8192];
    size_t packed = pack(e, data, sizeof data), name = strlen(e->name), text = strlen(e->text), at = zip->len;
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)e->text, (uInt)text) + e->crc_error;
    uint32_t size = e->claimed != 0 ? e->claimed : (uint32_t)text;
    const uint32_t head[][2] = {{0x04034b50, 4},       {20, 2},   {e->flags, 2},       {e->method, 2}, {0, 4}, {crc, 4},
                                {(uint32_t)packed, 4}, {size, 4}, {(uint32_t)name, 2}, {0, 2}};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        put(zip->bytes, &zip->len, head[i][0], (int)head[i][1]);
    }
    memcpy(zip->bytes + zip->len, e->name, name);
    memcpy(zip->bytes + zip->len + name, data, packed);
    zip->len += name + packed;
    const uint32_t line[][2] = {{0x02014b50, 4},
                                {0x031e, 2},
                                {20, 2},
                                {e->flags, 2},
                                {e->method, 2},
                                {0, 4},
                                {crc, 4},
                                {(uint32_t)packed, 4},
                                {size, 4},
                                {(uint32_t)name, 2},
                                {0, 2},
                                {0, 2},
                                {0, 2},
                                {0, 2},
                                {(uint32_t)e->mode << 16, 4},
                                {(uint32_t)at, 4}};
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        put(zip->directory, &zip->directory_len, line[i][0], (int)line[i][1]);
    }
    memcpy(zip->directory + zip->directory_len, e->name, name);
    zip->directory_len += name;
    zip->count++;
}

static brisk_bytes end(maker *zip)
{
    size_t start = zip->len;
    memcpy(zip->bytes + zip->len, zip->directory, zip->directory_len);
    zip->len += zip->directory_len;
    const uint32_t tail[][2] = {{0x06054b50, 4},      {0, 2},          {0, 2},
                                {zip->count, 2},      {zip->count, 2}, {(uint32_t)zip->directory_len, 4},
                                {(uint32_t)start, 4}, {0, 2}};
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
        put(zip->bytes, &zip->len, tail[i][0], (int)tail[i][1]);
    }
    return (brisk_bytes){(const char *)zip->bytes, zip->len};
}

/* ---- tests ---- */

static char dir[64];

static int make_dir(void **state)
{
    (void)snprintf(dir, sizeof dir, "/tmp/brisk-package-XXXXXX");
    return mkdtemp(dir) != NULL ? 0 : -1;
}

static int remove_dir(void **state)
{
    return brisk_folder_remove(dir) ? 0 : -1;
}

static void test_sha256(void **state)
{
    static const struct {
        const char *text, *sum;
    } CASES[] = {{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                 {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
                 {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        brisk_sha256 sum;
        uint8_t value[BRISK_SHA256_SIZE];
        char text[65];
        brisk_sha256_init(&sum);
        for (const char *at = CASES[i].text; *at != '\0'; at++) {
            brisk_sha256_add(&sum, at, 1);
        }
        brisk_sha256_end(&sum, value);
        for (size_t j = 0; j < sizeof value; j++) {
            (void)snprintf(text + 2 * j, 3, "%02x", value[j]);
        }
        assert_string_equal(text, CASES[i].sum);
    }
    brisk_sha256 million;
    uint8_t value[BRISK_SHA256_SIZE];
    brisk_sha256_init(&million);
    for (int i = 0; i < 1000; i++) {
        char piece[1000];
        memset(piece, 'a', sizeof piece);
        brisk_sha256_add(&million, piece, sizeof piece);
    }
    brisk_sha256_end(&million, value);
    assert_memory_equal(value, "\xcd\xc7\x6e\x5c\x99\x14\xfb\x92", 8);
}

static void expect_file(const char *name, const char *text, mode_t mode)
{
    char path[256], got[4096] = "";
    struct stat info;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, mode);
    int fd = open(path, O_RDONLY);
    ssize_t len = read(fd, got, sizeof got - 1);
    (void)close(fd);
    got[len > 0 ? len : 0] = '\0';
    assert_string_equal(got, text);
}

static void test_zip(void **state)
{
    maker zip = {.len = 0};
    char problem[256] = "", path[128], target[64] = "";
    char text[3000];
    memset(text, 'z', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    add(&zip, &(entry){.name = "lib/deep/", .text = "", .mode = 040755});
    add(&zip, &(entry){.name = "link", .text = "lib/data", .mode = 0120777});
    add(&zip, &(entry){.name = "lib/up", .text = "../bootstrap", .mode = 0120777});
    add(&zip, &(entry){.name = "bootstrap", .text = "#!/bin/sh\n", .mode = 0100755});
    add(&zip, &(entry){.name = "lib/data", .text = text, .mode = 0100640, .method = 8});
    add(&zip, &(entry){.name = "plain..name", .text = "", .mode = 0});
    assert_int_equal(brisk_zip_unpack(end(&zip), dir, 1000000, problem, sizeof problem), BRISK_OK);
    expect_file("bootstrap", "#!/bin/sh\n", 0755);
    expect_file("lib/data", text, 0640);
    expect_file("link", text, 0640);
    expect_file("lib/up", "#!/bin/sh\n", 0755);
    expect_file("plain..name", "", 0644);
    (void)snprintf(path, sizeof path, "%s/link", dir);
    assert_int_equal(readlink(path, target, sizeof target), 8);
}

static void expect_bad(const entry *first, const entry *second, brisk_status status, const char *problem_part)
{
    maker zip = {.len = 0};
    char problem[256] = "";
    add(&zip, first);
    if (second != NULL) {
        add(&zip, second);
    }
    assert_int_equal(brisk_zip_unpack(end(&zip), dir, 1000, problem, sizeof problem), status);
    if (strstr(problem, problem_part) == NULL) {
        fail_msg("%s: %s", problem_part, problem);
    }
    brisk_folder_sweep(dir, NULL, NULL);
}

static void test_bad_zips(void **state)
{
    static const char *const OUTSIDE[] = {"../x", "/x", "a/../../x", "a/..", ".."};
    for (size_t i = 0; i < sizeof OUTSIDE / sizeof *OUTSIDE; i++) {
        expect_bad(&(entry){.name = OUTSIDE[i], .text = "x", .mode = 0100644}, NULL, BRISK_INVALID, "leads out");
    }
    static const char *const LINKS[] = {"/etc/passwd", "..", "../x", "a/../../x", "b/.."};
    for (size_t i = 0; i < sizeof LINKS / sizeof *LINKS; i++) {
        expect_bad(&(entry){.name = "link", .text = LINKS[i], .mode = 0120777}, NULL, BRISK_INVALID,
                   "link that leads out");
    }
    entry good = {.name = "a", .text = "x", .mode = 0100644}, again = {.name = "a", .text = "y", .mode = 0100644};
    expect_bad(&good, &again, BRISK_INVALID, "twice");
    /* A link cannot stand in the way of a file: links come last. */
    expect_bad(&(entry){.name = "d", .text = "e", .mode = 0120777},
               &(entry){.name = "d/f", .text = "x", .mode = 0100644}, BRISK_IO, "d");
    expect_bad(&good, &(entry){.name = "a/b", .text = "x", .mode = 0100644}, BRISK_INVALID, "one name");
    expect_bad(&(entry){.name = "a", .text = "x", .crc_error = 1}, NULL, BRISK_INVALID, "check sum");
    expect_bad(&(entry){.name = "a", .text = "x", .flags = 1}, NULL, BRISK_INVALID, "encrypted");
    expect_bad(&(entry){.name = "a", .text = "x", .method = 12}, NULL, BRISK_INVALID, "method");
    expect_bad(&(entry){.name = "a", .text = "x", .claimed = 2}, NULL, BRISK_INVALID, "damaged");
    expect_bad(&(entry){.name = "a", .text = "xyz", .method = 8, .claimed = 2}, NULL, BRISK_INVALID, "damaged");
    expect_bad(&(entry){.name = "a", .text = "xyz", .method = 8, .claimed = 9}, NULL, BRISK_INVALID, "damaged");
    expect_bad(&(entry){.name = "a", .text = "x", .claimed = 1001}, NULL, BRISK_LIMIT, "250 MB");
    expect_bad(&(entry){.name = "a", .text = "x", .claimed = UINT32_MAX}, NULL, BRISK_INVALID, "zip64");
}

/* Cut anywhere, and with any byte changed: an answer, and nothing outside. */
static void test_damaged_zips(void **state)
{
    maker zip = {.len = 0};
    char problem[256];
    add(&zip, &(entry){.name = "bootstrap", .text = "some text, some text, some text", .mode = 0100755, .method = 8});
    add(&zip, &(entry){.name = "l", .text = "bootstrap", .mode = 0120777});
    brisk_bytes whole = end(&zip);
    for (size_t len = 0; len < whole.len; len++) {
        char *copy = malloc(len + 1);
        memcpy(copy, whole.ptr, len);
        assert_int_not_equal(brisk_zip_unpack((brisk_bytes){copy, len}, dir, 100000, problem, sizeof problem),
                             BRISK_OK);
        free(copy);
    }
    for (size_t i = 0; i < whole.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            zip.bytes[i] ^= (uint8_t)(1 << bit);
            (void)!brisk_zip_unpack(whole, dir, 100000, problem, sizeof problem);
            zip.bytes[i] ^= (uint8_t)(1 << bit);
            brisk_folder_sweep(dir, NULL, NULL);
        }
    }
}

static void write_file(const char *path, const void *bytes, size_t len, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, len) == (ssize_t)len && fchmod(fd, mode) == 0);
    (void)close(fd);
}

static void test_packages(void **state)
{
    maker zip = {.len = 0};
    char problem[256] = "", path[128], data[128];
    (void)snprintf(path, sizeof path, "%s/fn.zip", dir);
    (void)snprintf(data, sizeof data, "%s/data", dir);
    add(&zip, &(entry){.name = "bootstrap", .text = "#!/bin/sh\n", .mode = 0100755});
    brisk_bytes bytes = end(&zip);
    write_file(path, bytes.ptr, bytes.len, 0644);
    brisk_package *package = brisk_package_load(path, data, problem, sizeof problem);
    assert_non_null(package);
    assert_int_equal(package->size, bytes.len);
    assert_int_equal(strlen(package->sha256), 44);
    char inner[BRISK_PATH_MAX];
    (void)snprintf(inner, sizeof inner, "%.200s/bootstrap", strstr(package->dir, "data/code"));
    expect_file(inner, "#!/bin/sh\n", 0755);
    uint64_t seen = brisk_package_fingerprint(path);
    assert_int_equal(seen, brisk_package_fingerprint(path));
    brisk_package *again = brisk_package_load(path, data, problem, sizeof problem);
    assert_string_equal(again->dir, package->dir);
    brisk_package_release(again);
    brisk_package_release(package);

    write_file(path, "PK\003\004", 4, 0644); /* below a zip's size: a file of its own */
    assert_true(brisk_package_fingerprint(path) != seen);
    write_file(path, "#!/bin/sh\n", 10, 0755); /* who names a zip so means no script */
    assert_null(brisk_package_load(path, data, problem, sizeof problem));
    assert_non_null(strstr(problem, "no zip"));
    (void)snprintf(path, sizeof path, "%s/fn", dir);
    write_file(path, "#!/bin/sh\n", 10, 0755); /* the bootstrap itself */
    package = brisk_package_load(path, data, problem, sizeof problem);
    assert_non_null(package);
    assert_true(package->is_stored);
    brisk_package_release(package);
    package = brisk_package_load(dir, data, problem, sizeof problem); /* a folder */
    assert_non_null(package);
    assert_string_equal(package->dir, dir);
    assert_false(package->is_stored);
    brisk_package_release(package);
    write_file(path, "", 0, 0644);
    assert_null(brisk_package_load(path, data, problem, sizeof problem));
    assert_non_null(strstr(problem, "empty"));
    assert_null(brisk_package_load("/dev/null", data, problem, sizeof problem));
    assert_null(brisk_package_load("/no/such", data, problem, sizeof problem));
    assert_int_equal(brisk_package_fingerprint("/no/such"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256),
        cmocka_unit_test_setup_teardown(test_zip, make_dir, remove_dir),
        cmocka_unit_test_setup_teardown(test_bad_zips, make_dir, remove_dir),
        cmocka_unit_test_setup_teardown(test_damaged_zips, make_dir, remove_dir),
        cmocka_unit_test_setup_teardown(test_packages, make_dir, remove_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
