/* Reads all categories, or the first tags, only when one was named that is not there. Must not know what it
 * was named for. */
#include "term_fault.h"

#include "base/nearest.h"
#include "text/slug.h"

/* So many slugs stand in a sentence, and among so many tags a like one is looked for. */
enum { SHOWN_MAX = 40, TAGS_LOOKED_AT = 1000 };

static void term_fault(struct reply *reply, const char *pointer, const char *parameter, enum message message,
                       const struct message_args *args)
{
    if (pointer)
        reply_fault(reply, pointer, message, args);
    else
        reply_fault_parameter(reply, parameter, message, args);
}

/* The slug that may be meant, also by whoever sent a name. */
static const char *slug_near(struct arena *arena, const char *sent, const char *const *slugs, size_t count)
{
    const char *near = nearest_name(slug_from_title(sent, arena), slugs, count);
    return near ? near : nearest_name(sent, slugs, count);
}

/* "a, b, c", with … when there are more. */
static const char *slugs_joined(struct arena *arena, const char *const *slugs, size_t count)
{
    const char *joined = "";
    for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
        joined = arena_printf(arena, "%s%s%s", joined, i ? ", " : "", slugs[i]);
    return count > SHOWN_MAX ? arena_printf(arena, "%s, …", joined) : joined;
}

enum err term_fault_category(struct conn *conn, struct reply *reply, const char *pointer,
                             const char *parameter, const char *slug, enum category_scope scope)
{
    struct category *items;
    size_t count;
    enum err err = category_list(conn, NULL, scope, &items, &count);
    const char **slugs = err ? NULL : arena_zero(reply->arena, count + 1, sizeof *slugs);
    if (!slugs)
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        slugs[i] = items[i].slug;
    const char *near = slug_near(reply->arena, slug, slugs, count);
    const char *all = slugs_joined(reply->arena, slugs, count);
    if (near)
        term_fault(reply, pointer, parameter, MESSAGE_CATEGORY_NEAR, MESSAGE_ARGS(slug, near, all));
    else
        term_fault(reply, pointer, parameter, count ? MESSAGE_CATEGORY_CHOICE : MESSAGE_CATEGORY_EMPTY,
                   MESSAGE_ARGS(slug, all));
    return ERR_OK;
}

enum err term_fault_tag(struct conn *conn, struct reply *reply, const char *pointer, const char *parameter,
                        const char *slug, enum tag_scope scope)
{
    struct tag *items;
    size_t count;
    enum err err = tag_list(conn, NULL, scope, NULL, NULL, TAGS_LOOKED_AT, &items, &count);
    const char **slugs = err ? NULL : arena_zero(reply->arena, count + 1, sizeof *slugs);
    if (!slugs)
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        slugs[i] = items[i].slug;
    const char *near = slug_near(reply->arena, slug, slugs, count);
    if (near)
        term_fault(reply, pointer, parameter, MESSAGE_TAG_NEAR, MESSAGE_ARGS(slug, near));
    else
        term_fault(reply, pointer, parameter, MESSAGE_TAG_UNKNOWN, MESSAGE_ARGS(slug));
    return ERR_OK;
}
