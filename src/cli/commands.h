/* commands.h - the commands of `brisk`; each takes the words behind its name and returns the process's exit code: 0 done, 1 it
 * failed, 2 the command line is not understood. */
#ifndef BRISK_CLI_COMMANDS_H
#define BRISK_CLI_COMMANDS_H

/** brisk gateway: API Gateway, Lambda and CloudWatch Logs on this machine. */
int brisk_cli_gateway(int count, char **arguments);
/** brisk logs: what functions and API logged, of a running gateway. */
int brisk_cli_logs(int count, char **arguments);
/** brisk invoke: one invocation of a function of a running gateway. */
int brisk_cli_invoke(int count, char **arguments);

#endif
