/* listen.h - sockets that wait for connections: bound here, given to loops as file descriptors. */
#ifndef BRISK_NET_LISTEN_H
#define BRISK_NET_LISTEN_H

#include <brisk/status.h>

#include <stdbool.h>
#include <stddef.h>

typedef struct brisk_listen_options {
    const char *host; /* name or address; required without uds */
    int port;         /* 0: any free one */
    const char *uds;  /* path of a Unix socket, instead of host and port */
    size_t count;     /* sockets wanted, one a worker: they share the port by SO_REUSEPORT */
} brisk_listen_options;

/**
 * Opens options->count sockets into fds, bound and not yet listening. *port: the real one (0 for a Unix socket).
 * BRISK_BUSY where the address is in use, BRISK_INVALID for a bad host or path, BRISK_IO for all else; problem (of
 * problem_size bytes) then says what in a sentence. A Unix socket is opened once, and its descriptor copied.
 */
BRISK_MUST_CHECK brisk_status brisk_listen_open(const brisk_listen_options *options, int *fds, int *port, char *problem,
                                                size_t problem_size);

/** Closes what was opened; removes the socket's file where uds is not NULL. */
void brisk_listen_close(int *fds, size_t count, const char *uds);

/**
 * Lets a listening TCP socket take no further connections, while those that the kernel has taken already can still be
 * accepted: without it, one that comes between the last accept and the close is reset. Who connects meanwhile is not
 * refused at once: he asks again a second later (RFC 9293, 3.8.1). Where the system cannot do that (it needs Linux's
 * socket filters), nothing is done. Not for a socket that another process listens on, too: it would be shut for both.
 */
void brisk_listen_shut(int fd);

/** The address of a bound socket as text, "127.0.0.1:8000", "[::1]:8000"; of a Unix socket the empty text. */
void brisk_listen_name(int fd, char *out, size_t size);

/** The port of a bound socket; 0 for a Unix socket. */
int brisk_listen_port(int fd);

#endif
