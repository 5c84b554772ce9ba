/* commands.h - the commands of an app's program beside `serve`. Each returns what main should. */
#ifndef BRISK_MAIN_COMMANDS_H
#define BRISK_MAIN_COMMANDS_H

#include "main/command_line.h"

int brisk_command_openapi(const brisk_app *app);
int brisk_command_routes(const brisk_app *app);
int brisk_command_check(const brisk_app *app);
/** GET /path [-H 'name: value'] [-d body]: one request without a socket. */
int brisk_command_invoke(const brisk_app *app, int count, char **arguments);
/** serve --reload: a supervisor that builds and starts the program anew when its sources change. */
int brisk_command_reload(const brisk_command_line *line, char **argv);

#endif
