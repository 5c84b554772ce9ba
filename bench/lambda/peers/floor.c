/* floor.c - what cannot be undercut: a loop over the Runtime API that answers a constant, with as few system calls as
 * the protocol takes. PIPELINE=1: the answer and the wish for the next event in one write.
 *
 * It reads as much of HTTP as it needs: the id, the length, and that many bytes. It knows no error. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef PIPELINE
#define PIPELINE 0
#endif

#define NEXT "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define ANSWER                                                                                                         \
    "{\"statusCode\":200,\"multiValueHeaders\":{\"content-type\":[\"application/json\"]},\"isBase64Encoded\":false,"   \
    "\"body\":\"{\\\"id\\\":42,\\\"name\\\":\\\"Tea pot\\\",\\\"description\\\":\\\"A pot for two cups\\\","           \
    "\\\"price\\\":19.5,\\\"tax\\\":null,\\\"tags\\\":[\\\"kitchen\\\",\\\"tea\\\"]}\"}"
#define ID "00000000-0000-0000-0000-000000000000"

_Static_assert(sizeof ANSWER - 1 == 240, "the length that is said below");

static char out[] = "POST /2018-06-01/runtime/invocation/" ID "/response HTTP/1.1\r\nHost: localhost\r\n"
                    "Content-Length: 240\r\n\r\n" ANSWER
#if PIPELINE
                        NEXT
#endif
    ;
static char *const id_in_out = out + sizeof "POST /2018-06-01/runtime/invocation/" - 1; /* the only bytes that change */
static char in[65536];
static size_t in_len;

/* Reads one answer, and takes it off the input. Its id goes into ours, if it has one. */
static void receive(int fd)
{
    for (;;) {
        const char *end = strstr(in, "\r\n\r\n");
        if (end) {
            const char *length = strstr(in, "Content-Length: "), *name = strstr(in, "Aws-Request-Id: ");
            size_t len = (size_t)(end - in) + 4 + (length ? strtoul(length + 16, NULL, 10) : 0);
            if (in_len >= len) {
                if (name && name < end) {
                    memcpy(id_in_out, name + 16, sizeof ID - 1);
                }
                memmove(in, in + len, in_len - len + 1);
                in_len -= len;
                return;
            }
        }
        ssize_t got = recv(fd, in + in_len, sizeof in - 1 - in_len, 0);
        if (got <= 0) {
            exit(1);
        }
        in_len += (size_t)got;
        in[in_len] = '\0';
    }
}

int main(void)
{
    const char *api = getenv("AWS_LAMBDA_RUNTIME_API"), *port = api ? strchr(api, ':') : NULL;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((in_port_t)(port ? atoi(port + 1) : 0));
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) != 0 ||
        send(fd, NEXT, sizeof NEXT - 1, 0) != sizeof NEXT - 1) {
        return 1;
    }
    for (;;) {
        receive(fd);
        if (send(fd, out, sizeof out - 1, 0) != sizeof out - 1) {
            return 1;
        }
        receive(fd);
        if (!PIPELINE && send(fd, NEXT, sizeof NEXT - 1, 0) != sizeof NEXT - 1) {
            return 1;
        }
    }
}
