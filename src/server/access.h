/* access.h - the line that each request leaves: uvicorn's form, gathered and written once a turn of the loop. */
#ifndef BRISK_SERVER_ACCESS_H
#define BRISK_SERVER_ACCESS_H

#include <brisk/types.h>

typedef struct brisk_access_log {
    int fd; /* below 0: nothing is logged */
    bool has_color;
    size_t len;
    char bytes[16384];
} brisk_access_log;

typedef struct brisk_access_line {
    brisk_str client;
    int client_port;
    brisk_str method, target; /* empty where the request could not be read */
    bool is_http_1_0;
    int status;
} brisk_access_line;

void brisk_access_log_init(brisk_access_log *log, int fd, bool has_color);
void brisk_access_log_add(brisk_access_log *log, const brisk_access_line *line);
/** Writes what was gathered. What the file does not take is lost. */
void brisk_access_log_flush(brisk_access_log *log);

/** True where fd is a terminal that shows colours (and NO_COLOR is not set). */
bool brisk_terminal_has_color(int fd);

#endif
