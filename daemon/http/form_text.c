/* The encoding of what came as text, by its mark and its Content-Type. What the text says is the readers'
 * affair. */
#include "forms.h"

#include "text/decode.h"

#include <string.h>

/* The value of Content-Type's charset, or NULL. */
static const char *charset_declared(const char *content_type, struct arena *arena)
{
    const char *name = content_type ? strcasestr(content_type, "charset=") : NULL;
    if (!name)
        return NULL;
    name += strlen("charset=");
    name += *name == '"' || *name == '\'';
    return arena_copy(arena, name, strcspn(name, "\"'; \t"));
}

/* What a page says of itself in a meta element at its beginning, as browsers ask it; NULL for none. */
static const char *charset_of_page(const char *content_type, const char *bytes, size_t size,
                                   struct arena *arena)
{
    enum { LOOKED_AT = 1024 };
    static const char html[] = "text/html";
    if (!content_type || strncasecmp(content_type, html, sizeof html - 1) != 0)
        return NULL;
    const char *head = arena_copy(arena, bytes, strnlen(bytes, size < LOOKED_AT ? size : LOOKED_AT));
    for (const char *meta = head; (meta = strcasestr(meta, "meta")); meta++) {
        const char *end = strchr(meta, '>'), *charset = charset_declared(meta, arena);
        bool is_tag = meta > head && meta[-1] == '<';
        if (is_tag && charset && strcasestr(meta, "charset=") < (end ? end : meta + strlen(meta)))
            return arena_copy(arena, charset, strcspn(charset, ">/"));
    }
    return NULL;
}

enum err form_text(const char *content_type, const char *pointer, const char *bytes, size_t size,
                   struct reply *reply, const char **ret_text, size_t *ret_size)
{
    enum decode_fault fault;
    const char *charset = charset_declared(content_type, reply->arena);
    if (!charset)
        charset = charset_of_page(content_type, bytes, size, reply->arena);
    const char *shown = charset ? reply_name(reply, charset) : "UTF-16";
    enum err err = text_decode(bytes, size, charset, reply->arena, ret_text, ret_size, &fault);
    if (err != ERR_INPUT)
        return err;
    enum message message = fault == DECODE_FAULT_NO_MARK   ? MESSAGE_BODY_UTF16
                           : fault == DECODE_FAULT_CHARSET ? MESSAGE_BODY_CHARSET
                                                           : MESSAGE_BODY_CHARSET_BROKEN;
    if (pointer)
        reply_fault(reply, pointer, message, MESSAGE_ARGS(shown));
    return reply_problem(reply, fault == DECODE_FAULT_BROKEN ? ERR_UTF8 : ERR_MEDIA_TYPE, message,
                         MESSAGE_ARGS(shown));
}
