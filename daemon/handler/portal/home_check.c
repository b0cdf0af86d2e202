/* What is to be said of blocks of the home page beside each other, and as the portal stands: two that would
 * show the same, and those that have nothing to show. */
#include "home_input.h"

#include "http/message.h"
#include "store/article.h"
#include "text/date.h"

#include <string.h>

/* Whether there is a home page and a moment at which both show. */
static bool blocks_meet(const struct home_block *a, const struct home_block *b)
{
    bool lang = !a->lang || !b->lang || strcmp(a->lang, b->lang) == 0;
    return lang && (!a->ends_ms || a->ends_ms > b->starts_ms) && (!b->ends_ms || b->ends_ms > a->starts_ms);
}

/* The member by which two blocks show the same; NULL when they do not. */
static const char *blocks_same(const struct home_block *a, const struct home_block *b)
{
    bool is_kind = a->kind == b->kind;
    return is_kind && block_kind_flags(a->kind) & BLOCK_IS_ONE             ? "kind"
           : is_kind && a->category_id && a->category_id == b->category_id ? "category"
           : a->box_id && a->box_id == b->box_id                           ? "box"
           : a->article_id && a->article_id == b->article_id               ? "article_id"
           : a->media_id && a->media_id == b->media_id                     ? "image"
                                                                           : NULL;
}

void home_input_twice(const struct input *input, const struct home *home)
{
    for (size_t i = 0; i < home->block_count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct home_block *one = &home->blocks[i], *other = &home->blocks[j];
            const char *member = blocks_meet(one, other) ? blocks_same(one, other) : NULL;
            if (!member)
                continue;
            struct input inside = input_inside(input, "blocks", (int)one->position, NULL);
            input_fault(&inside, member, MESSAGE_BLOCK_TWICE,
                        MESSAGE_ARGS(arena_printf(input->reply->arena, "%d", (int)other->position + 1)));
            break;
        }
}

/* An article that the public does not see, or one that has no pictures for an album. */
static enum err home_warn_article(struct conn *conn, struct reply *reply, const struct home_block *block,
                                  const char *pointer)
{
    struct article article;
    int64_t *pictures;
    size_t count = 0;
    const char *number = arena_printf(reply->arena, "%lld", (long long)block->article_id);
    enum err err = article_by_id(conn, block->article_id, &article);
    if (err == ERR_NOT_FOUND || (!err && !article_is_public(&article))) {
        reply_warn(reply, pointer, WARNING_ARTICLE_HIDDEN, MESSAGE_ARGS(number));
        return ERR_OK;
    }
    if (!err && block->kind == BLOCK_ALBUM)
        err = home_pictures(conn, block->article_id, 2, &pictures, &count);
    if (!err && block->kind == BLOCK_ALBUM && count < 2)
        reply_warn(reply, pointer, WARNING_FEW_PICTURES, MESSAGE_ARGS(number));
    return err;
}

enum err home_warn(struct conn *conn, struct reply *reply, const struct home *home)
{
    char text[DATE_TEXT_SIZE];
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < home->block_count; i++) {
        const struct home_block *block = &home->blocks[i];
        const char *at = arena_printf(reply->arena, "/blocks/%zu", i);
        if (block->ends_ms && block->ends_ms <= conn_now_ms(conn))
            reply_warn(reply, arena_printf(reply->arena, "%s/ends_at", at), WARNING_BLOCK_OVER,
                       MESSAGE_ARGS(date_rfc3339_local(block->ends_ms, text)));
        if (block->article_id)
            err = home_warn_article(conn, reply, block, arena_printf(reply->arena, "%s/article_id", at));
    }
    return err;
}
