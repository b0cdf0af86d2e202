/* Blocks of WordPress's editor: HTML between comments that name them. Knows no short code. */
#include "wp_text.h"

#include <stdlib.h>
#include <string.h>

enum { WP_NAME_MAX = 80, WP_SHARED_DEPTH_MAX = 4 };

/* One mark of a block. */
struct wp_mark {
    const char *end; /* behind it */
    char name[WP_NAME_MAX + 1];
    const char *members; /* its JSON, until `end` */
    bool is_end, is_alone;
};

static const char wp_mark_begin[] = "<!"
                                    "--";

/* The mark that stands there; false: it is none, or a comment of people. */
static bool wp_mark_read(const char *at, struct wp_mark *ret_mark)
{
    if (strncmp(at, wp_mark_begin, 4) != 0)
        return false;
    const char *end = strstr(at + 4, "--"
                                     ">");
    at += 4 + strspn(at + 4, " \t\n");
    *ret_mark = (struct wp_mark){.is_end = *at == '/'};
    at += ret_mark->is_end;
    size_t size = strncmp(at, "wp:", 3) == 0 ? strcspn(at + 3, " \t\n{-/") : 0;
    /* A name may have the sign itself. */
    if (size)
        size = strspn(at + 3, "abcdefghijklmnopqrstuvwxyz0123456789-/");
    if (!end || !size || size > WP_NAME_MAX || at + 3 + size > end)
        return false;
    memcpy(ret_mark->name, at + 3, size);
    ret_mark->members = at + 3 + size;
    ret_mark->is_alone = end[-1] == '/';
    ret_mark->end = end + 3;
    return true;
}

/* Behind the end of the block of that name, which holds none of its own kind. */
static const char *wp_block_end(const char *text, const char *name, const char **ret_inside_end)
{
    struct wp_mark mark;
    for (const char *at = text; (at = strchr(at, '<')); at++)
        if (wp_mark_read(at, &mark) && mark.is_end && strcmp(mark.name, name) == 0) {
            *ret_inside_end = at;
            return mark.end;
        }
    *ret_inside_end = text + strlen(text);
    return *ret_inside_end;
}

/* A block without anything of its own in the export. */
static void wp_block_alone(struct buf *out, const struct wp_mark *mark, const struct wp_codes *codes,
                           int depth)
{
    static const char *const silent[] = {"more", "nextpage", "separator", "spacer", "paragraph"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (strcmp(mark->name, silent[i]) == 0)
            return;
    if (strcmp(mark->name, "block") != 0)
        return codes->lost(codes->context, mark->name);
    const char *ref = strstr(mark->members, "\"ref\":");
    const char *text = ref && ref < mark->end
                           ? codes->shared(codes->context, strtoll(ref + strlen("\"ref\":"), NULL, 10))
                           : NULL;
    if (text && depth < WP_SHARED_DEPTH_MAX)
        wp_blocks(out, text, codes, depth + 1);
}

void wp_blocks(struct buf *out, const char *text, const struct wp_codes *codes, int depth)
{
    int inside = 0;
    while (*text) {
        struct wp_mark mark;
        const char *stop = strchr(text + 1, '<'), *inside_end;
        if (!wp_mark_read(text, &mark)) {
            size_t size = stop ? (size_t)(stop - text) : strlen(text);
            /* Between blocks stands what was written before there were any. */
            if (!inside && *text != '<')
                wp_paragraphs(out, text, size);
            else
                buf_add(out, text, size);
            text += size;
            continue;
        }
        bool is_old = strcmp(mark.name, "freeform") == 0 && !mark.is_end;
        if (mark.is_alone) {
            wp_block_alone(out, &mark, codes, depth);
        } else if (is_old) {
            const char *from = mark.end;
            mark.end = wp_block_end(from, mark.name, &inside_end);
            wp_paragraphs(out, from, (size_t)(inside_end - from));
        } else {
            inside += mark.is_end ? (inside > 0 ? -1 : 0) : 1;
        }
        text = mark.end;
    }
}
