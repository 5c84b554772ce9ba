/* problems.c - the list of problems and its JSON. See problems.h.
 *
 * A "missing" tells the whole object as its input, so a big body with many problems would be echoed many times. The
 * echo is limited to BRISK_PROBLEMS_ECHO bytes in all; inputs beyond are null. */
#include "schema/problems.h"

#include "core/arena.h"
#include "schema/json_write.h"

#define BRISK_PROBLEMS_ECHO ((size_t)1024 * 1024)

void brisk_problems_init(brisk_problems *problems, brisk_arena *arena, size_t limit)
{
    *problems = (brisk_problems){.arena = arena, .limit = limit == 0 ? BRISK_PROBLEMS_MAX : limit};
    problems->last = &problems->first;
}

/** A copy of the whole list that loc is, in the arena. NULL without memory. */
static const brisk_loc *copy_loc(brisk_arena *arena, const brisk_loc *loc)
{
    brisk_loc *first = NULL;
    brisk_loc *before = NULL;

    for (; loc != NULL; loc = loc->parent) {
        brisk_loc *copy = brisk_arena_copy(arena, loc, sizeof(*loc));
        if (copy == NULL) {
            return NULL;
        }
        if (before == NULL) {
            first = copy;
        } else {
            before->parent = copy;
        }
        before = copy;
    }
    return first;
}

brisk_status brisk_problems_add(brisk_problems *problems, const brisk_loc *loc, const brisk_node *input,
                                brisk_problem_text text)
{
    if (problems->count >= problems->limit) {
        problems->is_cut = true;
        return BRISK_INVALID;
    }
    brisk_problem *problem = brisk_arena_alloc(problems->arena, sizeof(*problem));
    if (problem == NULL) {
        return BRISK_NO_MEMORY;
    }
    problem->type = text.type;
    problem->message = text.message;
    problem->context = text.context;
    problem->input = input;
    problem->loc = copy_loc(problems->arena, loc);
    if (brisk_arena_failed(problems->arena)) {
        return BRISK_NO_MEMORY;
    }
    *problems->last = problem;
    problems->last = &problem->next;
    problems->count++;
    return BRISK_INVALID;
}

brisk_status brisk_problems_add_missing(brisk_problems *problems, const brisk_loc *loc, const brisk_node *input)
{
    brisk_problem_text text = {.type = "missing", .message = BRISK_S("Field required")};

    return brisk_problems_add(problems, loc, input, text);
}

brisk_status brisk_problems_add_json(brisk_problems *problems, const brisk_loc *place, const char *fault, size_t offset)
{
    brisk_loc loc = brisk_loc_index(place, offset);
    brisk_problem_text text = {.type = "json_invalid", .message = BRISK_S("JSON decode error")};
    brisk_buffer buffer;

    brisk_buffer_init(&buffer, problems->arena, 0);
    BRISK_BUFFER_APPEND_LITERAL(&buffer, "\"error\":");
    brisk_json_write_text(&buffer, brisk_str_view(fault));
    text.context = brisk_buffer_view(&buffer);
    return brisk_problems_add(problems, &loc, brisk_node_empty_object(), text);
}

const brisk_problem *brisk_problems_at(const brisk_problems *problems, size_t index)
{
    const brisk_problem *problem = problems->first;

    while (problem != NULL && index > 0) {
        problem = problem->next;
        index--;
    }
    return problem;
}

/** The parts from the outermost on. Recursion is as deep as the value was nested, which is limited. */
static void write_parts(brisk_buffer *buffer, const brisk_loc *loc)
{
    if (loc->parent != NULL) {
        write_parts(buffer, loc->parent);
        brisk_buffer_append_char(buffer, ',');
    }
    if (loc->key.ptr != NULL) {
        brisk_json_write_text(buffer, loc->key);
    } else {
        brisk_buffer_append_u64(buffer, loc->index);
    }
}

void brisk_problems_write_loc(brisk_buffer *buffer, const brisk_loc *loc)
{
    brisk_buffer_append_char(buffer, '[');
    if (loc != NULL) {
        write_parts(buffer, loc);
    }
    brisk_buffer_append_char(buffer, ']');
}

/** The input, or null where the echo is used up. */
static void write_input(brisk_buffer *buffer, const brisk_node *input, size_t *echo)
{
    size_t before = buffer->len;

    if (*echo > 0) {
        brisk_json_write_node(buffer, input);
        if (brisk_buffer_failed(buffer)) {
            return;
        }
        size_t size = buffer->len - before;
        if (size <= *echo) {
            *echo -= size;
            return;
        }
        *echo = 0;
        brisk_buffer_truncate(buffer, before);
    }
    BRISK_BUFFER_APPEND_LITERAL(buffer, "null");
}

static void write_problem(brisk_buffer *buffer, const brisk_problem *problem, size_t *echo)
{
    BRISK_BUFFER_APPEND_LITERAL(buffer, "{\"type\":");
    brisk_json_write_text(buffer, brisk_str_view(problem->type));
    BRISK_BUFFER_APPEND_LITERAL(buffer, ",\"loc\":");
    brisk_problems_write_loc(buffer, problem->loc);
    BRISK_BUFFER_APPEND_LITERAL(buffer, ",\"msg\":");
    brisk_json_write_text(buffer, problem->message);
    BRISK_BUFFER_APPEND_LITERAL(buffer, ",\"input\":");
    write_input(buffer, problem->input, echo);
    if (problem->context.ptr != NULL) {
        BRISK_BUFFER_APPEND_LITERAL(buffer, ",\"ctx\":{");
        brisk_buffer_append_str(buffer, problem->context);
        brisk_buffer_append_char(buffer, '}');
    }
    brisk_buffer_append_char(buffer, '}');
}

void brisk_problems_write_list(brisk_buffer *buffer, const brisk_problems *problems)
{
    size_t echo = BRISK_PROBLEMS_ECHO;

    brisk_buffer_append_char(buffer, '[');
    for (const brisk_problem *problem = problems->first; problem != NULL; problem = problem->next) {
        if (problem != problems->first) {
            brisk_buffer_append_char(buffer, ',');
        }
        write_problem(buffer, problem, &echo);
    }
    brisk_buffer_append_char(buffer, ']');
}

void brisk_problems_write(brisk_buffer *buffer, const brisk_problems *problems)
{
    BRISK_BUFFER_APPEND_LITERAL(buffer, "{\"detail\":");
    brisk_problems_write_list(buffer, problems);
    brisk_buffer_append_char(buffer, '}');
}
