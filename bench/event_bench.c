/* event_bench.c - an invocation of the example API without its transport: event in, answer out, in one arena.
 *
 *     event_bench COUNT FILE…      FILE: an AWS event, such as events/rest-get.json
 *
 * Prints for each file the time of an invocation and the size of its answer. Under callgrind the inclusive counts of
 * brisk_event_open, brisk_event_fill, brisk_handle and brisk_event_write say where the instructions go. */
#include "app.h"

#include "app/service.h"
#include "core/arena.h"
#include "event/event.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static char text[1024 * 1024];

static brisk_status invoke(brisk_service *service, brisk_arena *arena, brisk_str event_text, brisk_buffer *out)
{
    brisk_event event;
    brisk_request req;
    brisk_response response;
    brisk_arena_reset(arena, SIZE_MAX);
    brisk_buffer_rewind(out);
    brisk_status status = brisk_event_open(arena, event_text, NULL, &event);
    if (status == BRISK_OK) {
        brisk_request_init(&req, arena, &response);
        status = brisk_event_fill(&event, &req);
    }
    if (status == BRISK_OK) {
        brisk_handle(service, &req);
        status = brisk_event_write(out, &event, &req, &response);
        brisk_finish(service, &req, true);
    }
    return status;
}

/* The store with one item, number 1. */
static brisk_status renew_store(void)
{
    Item item = {
        .name = BRISK_STR("Tea pot"), .description = {BRISK_STR("Holds a litre"), .given = true}, .price = 19.5};
    store_close();
    brisk_status status = store_open();
    return status == BRISK_OK ? store_add(&item) : status;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool measure(brisk_service *service, const char *path, long count)
{
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(text, 1, sizeof(text), file) : 0;
    brisk_arena *arena = brisk_arena_new(0);
    brisk_buffer out;
    bool is_ok = len > 0 && arena;
    brisk_buffer_init(&out, NULL, 0);
    double start = seconds();
    for (long i = 0; is_ok && i < count; i++) {
        is_ok = invoke(service, arena, (brisk_str){text, len}, &out) == BRISK_OK;
        if (is_ok && i % 50 == 49) { /* what POST adds must not fill the store */
            is_ok = renew_store() == BRISK_OK;
        }
    }
    double each_us = (seconds() - start) * 1e6 / (double)count;
    if (is_ok) {
        printf("%-40s %6zu bytes  %8.2f us  arena %zu of %zu bytes  answer %zu bytes %.60s\n", path, len, each_us,
               brisk_arena_used(arena), brisk_arena_held(arena), out.len, out.data);
    } else {
        fprintf(stderr, "%s: cannot be read, or not invoked\n", path);
    }
    brisk_buffer_clear(&out);
    brisk_arena_free(arena);
    if (file) {
        fclose(file);
    }
    return is_ok;
}

int main(int argc, char **argv)
{
    char problem[1024];
    brisk_service *service;
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    bool is_ok = count > 0 && argc > 2;
    if (!is_ok) {
        fprintf(stderr, "usage: event_bench COUNT FILE...\n");
        return 2;
    }
    if (brisk_service_new(&app, &service, problem, sizeof(problem)) != BRISK_OK ||
        brisk_service_start(service) != BRISK_OK || renew_store() != BRISK_OK) {
        fprintf(stderr, "the app does not start\n");
        return 1;
    }
    for (int i = 2; i < argc; i++) {
        is_ok = measure(service, argv[i], count) && is_ok;
    }
    brisk_service_stop(service);
    brisk_service_free(service);
    return is_ok ? 0 : 1;
}
