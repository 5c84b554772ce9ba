/* json_write.c - pieces of JSON text. See json_write.h. */
#include "schema/json_write.h"

#include "schema/json_text.h"
#include "schema/node_yyjson.h"

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

/* True where none of eight bytes needs an escape. Bytes beyond ASCII and some others may say "perhaps" (false). */
static bool is_plain_word(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof(word));
    uint64_t quote = word ^ (ONES * '"');
    uint64_t slash = word ^ (ONES * '\\');
    return (((word - ONES * 0x20) | (quote - ONES) | (slash - ONES) | word) & HIGHS) == 0;
}

static void write_escape(brisk_buffer *buffer, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
    char letter = c < sizeof(letters) ? letters[c] : '\0';

    if (letter != '\0') {
        char text[2] = {'\\', letter};
        brisk_buffer_append(buffer, text, sizeof(text));
    } else {
        char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        brisk_buffer_append(buffer, text, sizeof(text));
    }
}

/* How many bytes at the front need no escape. The last word may overlap the one before. */
static size_t plain_run(const char *p, size_t len)
{
    size_t i = 0;

    while (len - i >= sizeof(uint64_t) && is_plain_word(p + i)) {
        i += sizeof(uint64_t);
    }
    if (len >= sizeof(uint64_t) && len - i < sizeof(uint64_t) && is_plain_word(p + len - sizeof(uint64_t))) {
        return len;
    }
    while (i < len && !needs_escape((unsigned char)p[i])) {
        i++;
    }
    return i;
}

void brisk_json_write_escaped(brisk_buffer *buffer, brisk_str text)
{
    for (size_t from = 0; from < text.len;) {
        size_t run = plain_run(text.ptr + from, text.len - from);
        brisk_buffer_append(buffer, text.ptr + from, run);
        from += run;
        if (from < text.len) {
            write_escape(buffer, (unsigned char)text.ptr[from++]);
        }
    }
}

void brisk_json_write_text(brisk_buffer *buffer, brisk_str text)
{
    brisk_buffer_append_char(buffer, '"');
    brisk_json_write_escaped(buffer, text);
    brisk_buffer_append_char(buffer, '"');
}

static void write_node(brisk_buffer *buffer, const brisk_node *node, unsigned depth);

static void write_members(brisk_buffer *buffer, const brisk_node *node, unsigned depth)
{
    brisk_node_walk walk = brisk_node_walk_of(node);

    brisk_buffer_append_char(buffer, walk.is_object ? '{' : '[');
    while (brisk_node_next(&walk) && !brisk_buffer_failed(buffer)) {
        if (walk.index > 0) {
            brisk_buffer_append_char(buffer, ',');
        }
        if (walk.is_object) {
            brisk_json_write_text(buffer, walk.key);
            brisk_buffer_append_char(buffer, ':');
        }
        write_node(buffer, walk.value, depth + 1);
    }
    brisk_buffer_append_char(buffer, walk.is_object ? '}' : ']');
}

static void write_node(brisk_buffer *buffer, const brisk_node *node, unsigned depth)
{
    switch (brisk_node_kind_of(node)) {
    case BRISK_NODE_BOOL:
        brisk_buffer_append_c_string(buffer, brisk_node_get_bool(node) ? "true" : "false");
        return;
    case BRISK_NODE_UINT:
        brisk_buffer_append_u64(buffer, brisk_node_get_uint(node));
        return;
    case BRISK_NODE_INT:
        brisk_buffer_append_i64(buffer, brisk_node_get_int(node));
        return;
    case BRISK_NODE_REAL:
        brisk_buffer_append_double(buffer, brisk_node_get_real(node));
        return;
    case BRISK_NODE_BIG:
        brisk_buffer_append_str(buffer, brisk_node_get_text(node));
        return;
    case BRISK_NODE_TEXT:
        brisk_json_write_text(buffer, brisk_node_get_text(node));
        return;
    case BRISK_NODE_FILE:
        brisk_json_write_text(buffer, brisk_node_get_file(node)->filename);
        return;
    case BRISK_NODE_ARRAY:
    case BRISK_NODE_OBJECT:
        if (depth < BRISK_JSON_MAX_DEPTH) {
            write_members(buffer, node, depth);
            return;
        }
        break;
    case BRISK_NODE_NULL:
        break;
    }
    BRISK_BUFFER_APPEND_LITERAL(buffer, "null");
}

void brisk_json_write_node(brisk_buffer *buffer, const brisk_node *node)
{
    write_node(buffer, node, 0);
}

void brisk_json_write_literal(brisk_buffer *buffer, const brisk_literal *literal)
{
    switch (literal->kind) {
    case BRISK_LITERAL_BOOL:
        brisk_buffer_append_c_string(buffer, literal->i ? "true" : "false");
        break;
    case BRISK_LITERAL_INT:
        brisk_buffer_append_i64(buffer, literal->i);
        break;
    case BRISK_LITERAL_REAL:
        brisk_buffer_append_double(buffer, literal->d);
        break;
    case BRISK_LITERAL_TEXT:
        brisk_json_write_text(buffer, brisk_str_view(literal->text));
        break;
    case BRISK_LITERAL_END:
    case BRISK_LITERAL_NULL:
        BRISK_BUFFER_APPEND_LITERAL(buffer, "null");
        break;
    }
}
