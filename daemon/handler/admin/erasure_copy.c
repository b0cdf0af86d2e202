/* A person who is named in what somebody writes and has not saved: masked there, so that the writer loses
 * nothing else. */
#include "erasure_copy.h"

#include "base/json_text.h"

#include <string.h>

/* The strings of a value, at whatever depth (http/json.h bounds it), masked in place. False without memory.
 */
static bool erasure_mask_value(const struct mention *mention, json_t *value, struct arena *arena)
{
    const char *key;
    json_t *inner;
    size_t index;
    bool is_fine = true;
    if (json_is_string(value)) {
        const char *text = json_string_value(value), *masked = mention_masked(mention, text, arena);
        return masked && (masked == text || json_string_set(value, masked) == 0);
    }
    if (json_is_array(value))
        json_array_foreach(value, index, inner) is_fine &= erasure_mask_value(mention, inner, arena);
    else if (json_is_object(value))
        json_object_foreach(value, key, inner) is_fine &= erasure_mask_value(mention, inner, arena);
    return is_fine;
}

enum err erasure_mask_copy(struct conn *conn, const struct mention *mention, int64_t id)
{
    struct arena *arena = conn_arena(conn);
    const char *title, *fields;
    enum err err = mention_read_copy(conn, id, &title, &fields);
    if (err)
        return err;
    json_auto_t *value = json_text_read(fields, strlen(fields), 0, NULL);
    if (!value || !erasure_mask_value(mention, value, arena))
        return ERR_MEMORY;
    auto_free char *text = json_text_write(value, JSON_COMPACT);
    if (!text)
        return ERR_MEMORY;
    return mention_reword_copy(conn, id, mention_masked(mention, title, arena), text);
}
