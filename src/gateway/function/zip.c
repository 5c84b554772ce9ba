/* zip.c - the reader of zips. Links are made last, when all folders are real ones, and may climb ("../") only at their
 * beginning: so no path of the zip, and no link either, ever leads out of the folder. */
#include "gateway/function/zip.h"

#include "gateway/function/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    END_SIZE = 22,   /* APPNOTE 4.3.16 */
    ENTRY_SIZE = 46, /* 4.3.12 */
    LOCAL_SIZE = 30, /* 4.3.7 */
    MAX_NAME = 1024, /* bytes of a path inside */
    MAX_ENTRIES = 50000,
    STORED = 0,
    DEFLATED = 8,
    MADE_BY_UNIX = 3
};

/* One line of the central directory. */
typedef struct zip_entry {
    char name[MAX_NAME + 1];
    size_t name_len;
    const uint8_t *data; /* packed */
    uint32_t packed, size, crc;
    unsigned method;
    mode_t mode;
} zip_entry;

typedef struct zip_reader {
    const uint8_t *bytes;
    size_t size;
    const char *dir;
    uint64_t left; /* bytes that may still be unpacked */
    char *problem;
    size_t problem_size;
} zip_reader;

static uint32_t u16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t u32(const uint8_t *at)
{
    return u16(at) | u16(at + 2) << 16;
}

static brisk_status refuse(zip_reader *zip, brisk_status status, const char *what, const char *name)
{
    (void)snprintf(zip->problem, zip->problem_size, "%s%s%s", what, name == NULL ? "" : ": ", name == NULL ? "" : name);
    return status;
}

bool brisk_zip_is(brisk_bytes zip)
{
    return zip.len >= END_SIZE && (memcmp(zip.ptr, "PK\003\004", 4) == 0 || memcmp(zip.ptr, "PK\005\006", 4) == 0);
}

/* The end record: behind it is a comment of up to 65535 bytes, so it is looked for from the end. */
static const uint8_t *find_end(const zip_reader *zip)
{
    for (size_t back = END_SIZE; back <= zip->size && back <= END_SIZE + 65535; back++) {
        const uint8_t *at = zip->bytes + zip->size - back;
        if (u32(at) == 0x06054b50 && u16(at + 20) == back - END_SIZE) {
            return at;
        }
    }
    return NULL;
}

/* Relative, and never upwards. */
static bool is_inside(const char *name, size_t len)
{
    if (len == 0 || name[0] == '/' || memchr(name, '\0', len) != NULL) {
        return false;
    }
    for (size_t start = 0, i = 0; i <= len; i++) {
        if (i == len || name[i] == '/') {
            if (i - start == 2 && memcmp(name + start, "..", 2) == 0) {
                return false;
            }
            start = i + 1;
        }
    }
    return true;
}

/* A link may climb as far as the root of the zip, at its beginning only. */
static bool is_link_inside(const zip_entry *entry, const char *target, size_t len)
{
    size_t depth = 0;
    for (size_t i = 0; i < entry->name_len; i++) {
        depth += entry->name[i] == '/' && i + 1 < entry->name_len ? 1 : 0;
    }
    while (len >= 3 && memcmp(target, "../", 3) == 0 && depth > 0) {
        target += 3;
        len -= 3;
        depth--;
    }
    if (len == 2 && memcmp(target, "..", 2) == 0) {
        return depth > 0;
    }
    return is_inside(target, len);
}

/* Reads the entry at *at and moves on. */
static brisk_status read_entry(zip_reader *zip, size_t *at, size_t end, zip_entry *entry)
{
    const uint8_t *head = zip->bytes + *at;
    if (end - *at < ENTRY_SIZE || u32(head) != 0x02014b50) {
        return refuse(zip, BRISK_INVALID, "the zip's directory is damaged", NULL);
    }
    size_t name_len = u16(head + 28), extra = u16(head + 30) + (size_t)u16(head + 32), local = u32(head + 42);
    if (end - *at - ENTRY_SIZE < name_len + extra) {
        return refuse(zip, BRISK_INVALID, "the zip's directory is damaged", NULL);
    }
    if (name_len > MAX_NAME || !is_inside((const char *)head + ENTRY_SIZE, name_len)) {
        return refuse(zip, BRISK_INVALID, "the zip holds a path that leads out of it", NULL);
    }
    memcpy(entry->name, head + ENTRY_SIZE, name_len);
    entry->name[name_len] = '\0';
    entry->name_len = name_len;
    entry->method = u16(head + 10);
    entry->crc = u32(head + 16);
    entry->packed = u32(head + 20);
    entry->size = u32(head + 24);
    entry->mode = head[5] == MADE_BY_UNIX ? (mode_t)(u32(head + 38) >> 16) : 0;
    *at += ENTRY_SIZE + name_len + extra;
    if (entry->packed == UINT32_MAX || entry->size == UINT32_MAX || local == UINT32_MAX) {
        return refuse(zip, BRISK_INVALID, "the zip is in the zip64 form, which is not supported", NULL);
    }
    if ((u16(head + 8) & 1) != 0) {
        return refuse(zip, BRISK_INVALID, "the zip is encrypted", entry->name);
    }
    if (entry->method != STORED && entry->method != DEFLATED) {
        return refuse(zip, BRISK_INVALID, "the zip is packed by a method that is not supported", entry->name);
    }
    if (zip->size < LOCAL_SIZE || local > zip->size - LOCAL_SIZE || u32(zip->bytes + local) != 0x04034b50) {
        return refuse(zip, BRISK_INVALID, "the zip is damaged", entry->name);
    }
    size_t data = local + LOCAL_SIZE + u16(zip->bytes + local + 26) + u16(zip->bytes + local + 28);
    if (data > zip->size || zip->size - data < entry->packed) {
        return refuse(zip, BRISK_INVALID, "the zip is cut off", entry->name);
    }
    entry->data = zip->bytes + data;
    return BRISK_OK;
}

/* Where unpacked bytes go: a file, or the text of a link. */
typedef struct zip_sink {
    int fd; /* -1: text */
    char *text;
    size_t len, capacity;
} zip_sink;

static bool sink_put(zip_sink *sink, const uint8_t *bytes, size_t size)
{
    if (sink->fd < 0) {
        if (size > sink->capacity - sink->len) {
            return false;
        }
        memcpy(sink->text + sink->len, bytes, size);
        sink->len += size;
        return true;
    }
    while (size != 0) {
        ssize_t count = write(sink->fd, bytes, size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

static brisk_status inflate_entry(zip_reader *zip, const zip_entry *entry, zip_sink *sink, uint32_t *crc)
{
    /* zlib's next_in is not const before 1.3, though it is never written. */
    union {
        const uint8_t *in;
        uint8_t *out;
    } data = {.in = entry->data};
    z_stream stream = {.next_in = data.out, .avail_in = entry->packed};
    uint8_t piece[32768];
    uint64_t size = 0;
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        return refuse(zip, BRISK_NO_MEMORY, "out of memory", NULL);
    }
    int result = Z_OK;
    bool is_written = true;
    while (result == Z_OK && is_written && size <= entry->size) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        size_t count = sizeof piece - stream.avail_out;
        size += count;
        *crc = (uint32_t)crc32(*crc, piece, (uInt)count);
        is_written = size <= entry->size && sink_put(sink, piece, count);
    }
    (void)inflateEnd(&stream);
    if (result == Z_STREAM_END && is_written && size == entry->size) {
        return BRISK_OK;
    }
    return is_written || size > entry->size ? refuse(zip, BRISK_INVALID, "the zip is damaged", entry->name)
                                            : refuse(zip, BRISK_IO, strerror(errno), entry->name);
}

static brisk_status unpack_data(zip_reader *zip, const zip_entry *entry, zip_sink *sink)
{
    uint32_t crc = (uint32_t)crc32(0, NULL, 0);
    if (entry->size > zip->left) {
        return refuse(zip, BRISK_LIMIT, "the zip unpacks to more than a function may have (250 MB)", NULL);
    }
    zip->left -= entry->size;
    if (entry->method == DEFLATED) {
        brisk_status status = inflate_entry(zip, entry, sink, &crc);
        if (status != BRISK_OK) {
            return status;
        }
    } else {
        if (entry->packed != entry->size) {
            return refuse(zip, BRISK_INVALID, "the zip is damaged", entry->name);
        }
        crc = (uint32_t)crc32(crc, entry->data, entry->size);
        if (!sink_put(sink, entry->data, entry->size)) {
            return refuse(zip, BRISK_IO, strerror(errno), entry->name);
        }
    }
    return crc == entry->crc ? BRISK_OK : refuse(zip, BRISK_INVALID, "the zip is damaged (check sum)", entry->name);
}

static brisk_status unpack_link(zip_reader *zip, const zip_entry *entry, const char *path)
{
    char target[MAX_NAME + 1];
    zip_sink sink = {.fd = -1, .text = target, .capacity = MAX_NAME};
    if (entry->size == 0 || entry->size > MAX_NAME) {
        return refuse(zip, BRISK_INVALID, "the zip holds a bad link", entry->name);
    }
    brisk_status status = unpack_data(zip, entry, &sink);
    if (status != BRISK_OK) {
        return status;
    }
    target[sink.len] = '\0';
    if (!is_link_inside(entry, target, sink.len)) {
        return refuse(zip, BRISK_INVALID, "the zip holds a link that leads out of it", entry->name);
    }
    return symlink(target, path) == 0 ? BRISK_OK : refuse(zip, BRISK_IO, strerror(errno), entry->name);
}

static brisk_status unpack_file(zip_reader *zip, const zip_entry *entry, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == EEXIST ? refuse(zip, BRISK_INVALID, "the zip holds a file twice", entry->name)
                               : refuse(zip, BRISK_IO, strerror(errno), entry->name);
    }
    brisk_status status = unpack_data(zip, entry, &(zip_sink){.fd = fd});
    mode_t mode = entry->mode & 0777;
    if (status == BRISK_OK && fchmod(fd, mode != 0 ? mode : 0644) != 0) {
        status = refuse(zip, BRISK_IO, strerror(errno), entry->name);
    }
    if (close(fd) != 0 && status == BRISK_OK) {
        status = refuse(zip, BRISK_IO, strerror(errno), entry->name);
    }
    return status;
}

/* Files and folders in the first round, links in the second. */
static brisk_status unpack_entry(zip_reader *zip, const zip_entry *entry, bool is_link_round)
{
    char path[BRISK_PATH_MAX];
    bool is_folder = entry->name[entry->name_len - 1] == '/';
    bool is_link = !is_folder && S_ISLNK(entry->mode);
    if (is_link != is_link_round) {
        return BRISK_OK;
    }
    if (!brisk_path_print(path, sizeof path, "%s/%s", zip->dir, entry->name)) {
        return refuse(zip, BRISK_LIMIT, "the zip holds a path that is too long", NULL);
    }
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (!brisk_folder_make(path, false)) {
        return refuse(zip, BRISK_INVALID, "the zip holds a file and a folder of one name", entry->name);
    }
    *slash = '/';
    if (is_folder) {
        return BRISK_OK;
    }
    return is_link ? unpack_link(zip, entry, path) : unpack_file(zip, entry, path);
}

brisk_status brisk_zip_unpack(brisk_bytes bytes, const char *dir, uint64_t max_bytes, char *problem,
                              size_t problem_size)
{
    zip_reader zip = {.bytes = (const uint8_t *)bytes.ptr,
                      .size = bytes.len,
                      .dir = dir,
                      .left = max_bytes,
                      .problem = problem,
                      .problem_size = problem_size};
    const uint8_t *end = find_end(&zip);
    if (end == NULL) {
        return refuse(&zip, BRISK_INVALID, "the file is no zip, or is cut off", NULL);
    }
    size_t count = u16(end + 10), size = u32(end + 12), start = u32(end + 16);
    if (count == UINT16_MAX || size == UINT32_MAX || start == UINT32_MAX) {
        return refuse(&zip, BRISK_INVALID, "the zip is in the zip64 form, which is not supported", NULL);
    }
    size_t before_end = (size_t)(end - zip.bytes);
    if (u16(end + 4) != 0 || u16(end + 8) != count || start > before_end || size > before_end - start) {
        return refuse(&zip, BRISK_INVALID, "the zip's directory is damaged", NULL);
    }
    if (count > MAX_ENTRIES) {
        return refuse(&zip, BRISK_LIMIT, "the zip holds too many files", NULL);
    }
    for (int round = 0; round < 2; round++) {
        size_t at = start;
        for (size_t i = 0; i < count; i++) {
            zip_entry entry;
            brisk_status status = read_entry(&zip, &at, start + size, &entry);
            status = status == BRISK_OK ? unpack_entry(&zip, &entry, round == 1) : status;
            if (status != BRISK_OK) {
                return status;
            }
        }
    }
    return BRISK_OK;
}
