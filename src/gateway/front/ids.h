/* ids.h - the identifiers that API Gateway makes: request ids, extended ids, trace ids, and the ids of resources.
 *
 *     request id            0f8fad5b-d9cb-469f-a165-70867728950e     UUID version 4 (RFC 9562)
 *     extended request id   JCIudEUfPHcEhog=                         11 bytes in base64url
 *     trace                 Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;
 *                           Sampled=0;Lineage=1:a87bd80c:0
 *
 * They name, they guard nothing: the source is a fast generator that is seeded once, so that a test gets the same ones
 * again. */
#ifndef BRISK_GATEWAY_FRONT_IDS_H
#define BRISK_GATEWAY_FRONT_IDS_H

#include <brisk/arena.h>
#include <brisk/types.h>

/** xoshiro256**'s state. One thread. */
typedef struct brisk_random {
    uint64_t state[4];
} brisk_random;

#define BRISK_REQUEST_ID_LEN  36
#define BRISK_EXTENDED_ID_LEN 16
#define BRISK_RESOURCE_ID_LEN 6

void brisk_random_seed(brisk_random *random, uint64_t seed);
/** Seeds from the system; from an address and a constant where the system gives nothing. */
void brisk_random_seed_by_system(brisk_random *random);
uint64_t brisk_random_next(brisk_random *random);

/** Each returns a text in the arena; empty on exhaustion. */
brisk_str brisk_ids_request(brisk_random *random, brisk_arena *arena);
brisk_str brisk_ids_extended(brisk_random *random, brisk_arena *arena);
/** "Root=1-<seconds>-<24 hex digits>". wall_ms: since 1970. */
brisk_str brisk_ids_trace_root(brisk_random *random, brisk_arena *arena, int64_t wall_ms);
/** ";Parent=<16 hex digits>". */
brisk_str brisk_ids_trace_parent(brisk_random *random, brisk_arena *arena);
/** ";Sampled=0;Lineage=1:<8 hex digits>:0". */
brisk_str brisk_ids_trace_rest(brisk_random *random, brisk_arena *arena, bool is_sampled);

/** Writes the id of a resource (or a deployment): six of [a-z0-9], the same for the same name. No NUL. */
void brisk_ids_resource(char out[BRISK_RESOURCE_ID_LEN], brisk_str name);

/** True where text is a UUID as AWS takes it from a client: 36 characters with its four dashes. */
bool brisk_ids_is_uuid(brisk_str text);

#endif
