/* commands.h - the commands of an app's program beside `serve`. Each returns what main should. */
#ifndef BRISK_MAIN_COMMANDS_H
#define BRISK_MAIN_COMMANDS_H

#include "app/service.h"
#include "main/command_line.h"

int brisk_command_openapi(const brisk_app *app);
int brisk_command_routes(const brisk_app *app);
int brisk_command_check(const brisk_app *app);
/** METHOD /path …: one request without a socket; FILE …: one AWS event. program: as the help calls it. */
int brisk_command_invoke(const brisk_app *app, const char *program, int count, char **words);
void brisk_invoke_help(FILE *to, const char *program);
/** The second. path: "-" is standard input. Prints the answer; says on stderr what went wrong. */
int brisk_invoke_event(brisk_service *service, brisk_arena *arena, const char *path, bool streams, int64_t timeout_ms);
/** KIND [METHOD /path …]: prints a sample event. */
int brisk_command_event(const char *program, int count, char **words);
void brisk_event_help(FILE *to, const char *program);
/** serve --reload: a supervisor that builds and starts the program anew when its sources change. */
int brisk_command_reload(const brisk_command_line *line, char **argv);

#endif
