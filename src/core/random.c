/* random.c - see random.h. getrandom and arc4random are not POSIX; the file is on all systems that Brisk runs on. */
#include "core/random.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool brisk_random_bytes(void *out, size_t size)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    size_t done = 0;
    while (fd >= 0 && done < size) {
        ssize_t count = read(fd, (char *)out + done, size - done);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            break;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return done == size;
}
