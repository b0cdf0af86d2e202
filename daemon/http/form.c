/* Plain forms, and what all forms share: adding a text field. */
#include "forms.h"
#include "text/normalize.h"
#include "text/number.h"

#include <string.h>

/* A new list of a value that stays where it is and one that is taken over. */
static json_t *list_of_two(json_t *first, json_t *second)
{
    return json_pack("[O, o]", first, second);
}

/* Puts a value under a name, beside those that are there already. */
static enum err form_put(json_t *object, const char *name, json_t *value)
{
    json_t *present = json_object_get(object, name);
    /* jansson's functions give 0 or -1. */
    int failed;
    /* jansson refuses NULL, so a value for which there was no memory ends up as ERR_MEMORY here. */
    if (!present)
        failed = json_object_set_new(object, name, value);
    else if (json_is_array(present))
        failed = json_array_append_new(present, value);
    else
        failed = json_object_set_new(object, name, list_of_two(present, value));
    return failed ? ERR_MEMORY : ERR_OK;
}

/* The name is repeated as far as it can be shown, so that the sender finds it among many. */
static enum err refuse_name(struct reply *reply, const char *name)
{
    return reply_problem(
        reply, ERR_BAD_REQUEST, MESSAGE_FORM_NAME,
        MESSAGE_ARGS(reply_name(reply, name), arena_printf(reply->arena, "%d", FIELD_NAME_MAX)));
}

/* Names become parts of JSON pointers in faults and keys of jansson, which takes UTF-8 alone. */
enum err form_check_name(struct reply *reply, const char *name)
{
    size_t length = strlen(name);
    bool is_good = length && length <= FIELD_NAME_MAX && text_is_utf8(name, length);
    return is_good ? ERR_OK : refuse_name(reply, name);
}

/* Of names, not of values: a list may be as long as the body. */
static enum err check_room(struct reply *reply, json_t *object)
{
    if (json_object_size(object) < FIELDS_MAX)
        return ERR_OK;
    return reply_problem(reply, ERR_BAD_REQUEST, MESSAGE_FORM_FIELDS,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", FIELDS_MAX)));
}

enum err form_add(json_t *fields, struct reply *reply, const char *name, const char *value, size_t size)
{
    char outer[FIELD_NAME_MAX + 1];
    enum err err = form_check_name(reply, name);
    if (!err)
        err = check_room(reply, fields);
    if (err)
        return err;
    /* A film sent as a field is none; the longest text is the body, before it is cleaned. */
    if (size > FIELD_SIZE_MAX) {
        const char *pointer = arena_printf(reply->arena, "/%s", name);
        return reply_fault(reply, pointer, MESSAGE_FIELD_TOO_LONG,
                           MESSAGE_ARGS(arena_printf(reply->arena, "%d", FIELD_SIZE_MAX),
                                        arena_printf(reply->arena, "%zu", size)));
    }
    /* Named by its field, which a check of the whole body could not do; files stand in the same body and
     * need not be text. */
    if (!text_is_utf8(value, size)) {
        const char *pointer = arena_printf(reply->arena, "/%s", name);
        struct text_fault fault;
        const char *unused;
        enum err bad = text_normalize(value, size, TEXT_BLOCK, reply->arena, &unused, &fault);
        const char *words = bad == ERR_UTF8 ? text_fault_words(&fault, reply->lang, reply->arena) : "UTF-8";
        reply_fault(reply, pointer, MESSAGE_FIELD_TEXT, MESSAGE_ARGS(words));
        return reply_problem(reply, ERR_UTF8, MESSAGE_FIELD_TEXT, MESSAGE_ARGS(words));
    }
    /* The same as JSON's reader refuses, lest the form decide what passes. */
    if (memchr(value, '\0', size)) {
        const char *pointer = arena_printf(reply->arena, "/%s", name);
        reply_fault(reply, pointer, MESSAGE_FIELD_TEXT, MESSAGE_ARGS("U+0000"));
        return ERR_INPUT;
    }
    const char *dot = strchr(name, '.');
    /* Only a dot between two names divides. Further dots belong to the inner one. */
    if (!dot || !dot[1] || dot == name)
        return form_put(fields, name, json_stringn(value, size));
    /* It fits, for form_check_name() has seen the whole. */
    memcpy(outer, name, (size_t)(dot - name));
    outer[dot - name] = '\0';
    json_t *inner = json_object_get(fields, outer);
    /* Made at the first field of its name; jansson takes the new object over in any case. */
    if (!inner && !json_object_set_new(fields, outer, json_object()))
        inner = json_object_get(fields, outer);
    /* "source" came as a plain field before, and cannot be both. */
    if (!json_is_object(inner))
        return refuse_name(reply, name);
    err = check_room(reply, inner);
    return err ? err : form_put(inner, dot + 1, json_stringn(value, size));
}

/* A broken escape stays as it is, as browsers' own parsers have it. */
const char *form_decode(struct arena *arena, const char *text, size_t size, size_t *ret_size)
{
    char *out = arena_alloc(arena, size + 1);
    size_t length = 0;
    if (!out)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        /* Both digits must lie within the text, which need not end with NUL. */
        int high = text[i] == '%' && i + 2 < size ? number_hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? number_hex_digit(text[i + 2]) : -1;
        if (low >= 0) {
            out[length++] = (char)(high << 4 | low);
            i += 2;
        } else {
            out[length++] = text[i] == '+' ? ' ' : text[i];
        }
    }
    /* Only for names, which are C strings; values may hold a NUL and have a length. */
    out[length] = '\0';
    *ret_size = length;
    return out;
}

/* Pairs name=value between ampersands, as a browser sends them for a form without files; each becomes a
 * text of `fields`. A name without an equals sign has an empty value. */
enum err form_read_urlencoded(const char *text, size_t size, struct reply *reply, json_t *fields)
{
    const char *end = text + size;
    while (text < end) {
        /* Pairs are divided before anything is decoded, or an escaped & would divide too. */
        const char *stop = memchr(text, '&', (size_t)(end - text));
        stop = stop ? stop : end;
        const char *equals = memchr(text, '=', (size_t)(stop - text));
        const char *name_end = equals ? equals : stop, *value = equals ? equals + 1 : stop;
        size_t name_size, value_size;
        const char *name = form_decode(reply->arena, text, (size_t)(name_end - text), &name_size);
        const char *decoded = form_decode(reply->arena, value, (size_t)(stop - value), &value_size);
        if (!name || !decoded)
            return ERR_MEMORY;
        /* A pair without a name is nothing, as in "a=1&&b=2". */
        enum err err = name_end > text ? form_add(fields, reply, name, decoded, value_size) : ERR_OK;
        if (err)
            return err;
        /* One past the end at last, which the loop's comparison bears. */
        text = stop + 1;
    }
    return ERR_OK;
}
