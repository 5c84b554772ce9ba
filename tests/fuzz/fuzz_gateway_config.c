/* Fuzzes what a gateway's configuration is read from: the text is a configuration file, and then a Terraform plan or state.
 * Checked: what is refused says why, what is taken passes the check or is told by it, and nothing is touched that is not there. */
#include "fuzz.h"
#include "gateway/config/file.h"
#include "gateway/terraform/terraform.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/brisk-fuzz-XXXXXX";

static void remove_file(void)
{
    (void)unlink(path);
}

/* One file for all runs. */
static void write_file(const uint8_t *data, size_t size)
{
    static int fd = -1;
    if (fd < 0) {
        fd = mkstemp(path);
        CHECK(fd >= 0 && atexit(remove_file) == 0);
    }
    CHECK(ftruncate(fd, 0) == 0);
    CHECK(pwrite(fd, data, size, 0) == (ssize_t)size);
}

static void note(void *context, const char *text)
{
    (void)context;
    CHECK(strlen(text) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    brisk_arena *arena = fuzz_arena();
    brisk_gateway_config config;
    char problem[1024] = "";
    write_file(data, size);
    brisk_gateway_config_init(&config);
    if (brisk_gateway_config_read(&config, arena, path, problem, sizeof(problem)) != BRISK_OK) {
        CHECK(strlen(problem) > 0);
    } else if (!brisk_gateway_config_check(&config, problem, sizeof(problem))) {
        CHECK(strlen(problem) > 0);
    }
    arena = fuzz_arena();
    problem[0] = '\0';
    brisk_gateway_config_init(&config);
    if (brisk_gateway_config_read_plan(&config, arena, path, BRISK_S("/dev/null"), note, NULL, problem,
                                       sizeof(problem)) != BRISK_OK) {
        CHECK(strlen(problem) > 0);
    } else if (!brisk_gateway_config_check(&config, problem, sizeof(problem))) {
        CHECK(strlen(problem) > 0);
    }
    return 0;
}
