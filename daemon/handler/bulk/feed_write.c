/* An answer of the feed, written entry by entry: what is kept is copied, the rest made and kept. It must say
 * what feed_view() says of the same changes. */
#include "feed.h"
#include "feed_pieces.h"
#include "http/gzip_part.h"
#include "view/article.h"

/* Of one answer; of text in one step, as in change.c of the store; of an entry's part. */
enum {
    ANSWER_MAX = 64 * 1024 * 1024,
    BYTES_ENOUGH = 4 * 1024 * 1024,
    PART_MAX = 1024 * 1024,
    END_MAX = 1024, /* of what stands behind the last entry */
};

/* An answer that is being written, and the store that it is written of. */
struct feed_writing {
    struct app *app;
    struct conn *conn;
    uint64_t generation;
    struct buf *text, *packed;
};

/* Puts the same few bytes into both. */
static void feed_write_plain(struct feed_writing *writing, const char *bytes, size_t size)
{
    buf_add(writing->text, bytes, size);
    gzip_parts_plain(writing->packed, bytes, size);
}

/* Compresses what was written behind `from` in parts that can be kept. */
static void feed_pack(struct feed_writing *writing, size_t from)
{
    struct buf *text = writing->text;
    for (size_t size; !buf_failed(text) && from < text->length; from += size) {
        size = text->length - from < PART_MAX ? text->length - from : PART_MAX;
        gzip_part(text->bytes + from, size, writing->packed);
    }
}

/* Whether its entry changes with its number alone: it shows nothing of other articles, days or files. */
static bool shows_itself_alone(const struct change *change)
{
    const struct article *article = &change->article;
    return change->kind == CHANGE_DELETE ||
           (change->kind == CHANGE_UPSERT && article->kind != KIND_DOCUMENT && !article->fact_count &&
            !article->image && !article->attachment_count && !article->translation_count);
}

/* Reads the change, writes it and keeps it. */
static enum err feed_make(struct feed_writing *writing, struct change *change)
{
    struct arena *arena = conn_arena(writing->conn);
    size_t from = writing->text->length, from_packed = writing->packed->length;
    enum err err = change->kind == CHANGE_UPSERT ? change_read(writing->conn, change) : ERR_OK;
    if (err)
        return err;
    struct view view = view_new(arena);
    json_auto_t *owned = view.json;
    view_change(view, change);
    err = arena_failed(arena) ? ERR_MEMORY : view_write(owned, writing->text);
    if (err)
        return err;
    /* The end of a line, which stands behind the whole alone. */
    buf_cut(writing->text, writing->text->length - 1);
    feed_pack(writing, from);
    if (buf_failed(writing->packed))
        return ERR_MEMORY;
    const struct feed_piece piece = {.article_id = change->article_id,
                                     .sequence = change->sequence,
                                     .generation = shows_itself_alone(change) ? 0 : writing->generation,
                                     .text = writing->text->bytes + from,
                                     .packed = writing->packed->bytes + from_packed,
                                     .size = writing->text->length - from,
                                     .packed_size = writing->packed->length - from_packed};
    /* The state of a document changes with the day. */
    bool is_of_day = change->kind == CHANGE_UPSERT && change->article.kind == KIND_DOCUMENT;
    if (change->article_id && !is_of_day)
        feed_pieces_keep(writing->app->pieces, &piece);
    return ERR_OK;
}

/* The list's entries, until there are enough bytes of them; the rest comes with the next step. */
static enum err feed_write_list(struct feed_writing *writing, struct change_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct change *change = &list->items[i];
        if (i)
            feed_write_plain(writing, ",", 1);
        bool is_kept = feed_pieces_copy(writing->app->pieces, change->article_id, change->sequence,
                                        writing->generation, writing->text, writing->packed);
        enum err err = is_kept ? ERR_OK : feed_make(writing, change);
        if (err)
            return err;
        /* The one behind which it stops is still given. */
        if (writing->text->length >= BYTES_ENOUGH && i + 1 < list->count) {
            list->count = i + 1;
            list->more = true;
        }
    }
    return ERR_OK;
}

enum err feed_write(struct app *app, struct conn *conn, const struct change_state *state,
                    struct change_token *token, const struct feed_wish *wish, struct reply *reply,
                    struct change_list *ret_list)
{
    static const char begin[] = "{\"changes\":[";
    auto_buf struct buf end = BUF(END_MAX);
    struct buf *text = &reply->body, *packed = &reply->packed;
    struct feed_writing writing = {app, conn, wish->generation, text, packed};
    struct feed_page page;
    enum err err = change_places(conn, token->sequence, token->floor, wish->limit, &page.list);
    *text = *packed = BUF(ANSWER_MAX);
    if (err)
        return err;
    feed_pieces_begin(app->pieces, state->epoch);
    gzip_parts_begin(packed);
    feed_write_plain(&writing, begin, sizeof begin - 1);
    err = feed_write_list(&writing, &page.list);
    if (err)
        return err;
    feed_move(conn, state, token, &page);
    /* Tokens are of letters, digits and points. */
    buf_printf(&end, "],\"next\":\"%s\",\"more\":%s}\n", page.next, page.list.more ? "true" : "false");
    if (buf_failed(&end))
        return ERR_MEMORY;
    feed_write_plain(&writing, buf_str(&end), end.length);
    if (buf_failed(text))
        return ERR_MEMORY;
    gzip_parts_end(packed, text->bytes, text->length);
    *ret_list = page.list;
    return buf_failed(packed) ? ERR_MEMORY : ERR_OK;
}
