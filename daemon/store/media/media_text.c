/* Rows of the words of media: written in steps, read a page at a time. What is searched of them is the
 * index's of pages; where the words come from this file does not know. */
#include "media_text.h"

#include "engine/rows.h"
#include "search/page_index.h"
#include "store/media_text.h"

#include <assert.h>
#include <libdeflate.h>
#include <string.h>

/* Beyond it deflate gains little on a page of text. */
enum { PACK_LEVEL = 6 };

enum err media_text_read(struct conn *conn, int64_t media_id, struct media_text *ret_text)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_TEXT);
    bind_integer(&q, media_id);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_text->state = (enum media_text_state)column_integer(&q);
    ret_text->fault = (int)column_integer(&q);
    ret_text->pages = (int)column_integer(&q);
    ret_text->characters = column_integer(&q);
    ret_text->is_cut = column_integer(&q);
    return ERR_OK;
}

/* Errors: NOT_FOUND, when it waits for nothing. */
static enum err media_text_must_wait(struct conn *conn, int64_t media_id)
{
    struct media_text text;
    enum err err = media_text_read(conn, media_id, &text);
    return err ? err : text.state == MEDIA_TEXT_WAITING ? ERR_OK : ERR_NOT_FOUND;
}

enum err media_page_ids(struct conn *conn, int64_t media_id, int64_t **ret_ids, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_PAGES);
    bind_integer(&q, media_id);
    return query_integers(&q, ret_ids, ret_count);
}

/* The index is told what goes by the same words that came; in an arena of its own, as all pages are much. */
static enum err media_page_drop(struct conn *conn, int64_t id)
{
    auto_arena struct arena *arena = arena_new(8 * MEDIA_TEXT_PART_MAX);
    struct arena *own = conn->arena;
    struct media_page page;
    if (!arena)
        return ERR_MEMORY;
    conn->arena = arena;
    enum err err = media_page_read(conn, id, &page);
    if (!err)
        err = page_index_drop(conn, id, page.text);
    conn->arena = own;
    return err;
}

enum err media_text_remove(struct conn *conn, int64_t media_id)
{
    assert(conn->is_writer);
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err = media_page_ids(conn, media_id, &ids, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = media_page_drop(conn, ids[i]);
    return err ? err : run_by(conn, STMT_MEDIA_PAGES_DROP, media_id);
}

enum err media_text_remove_some(struct conn *conn, int64_t media_id, bool *ret_any)
{
    enum { PAGES_AT_ONCE = 8 };
    assert(conn->is_writer);
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_MEDIA_PAGES_SOME);
        bind_integer(&q, media_id);
        bind_integer(&q, PAGES_AT_ONCE);
        err = query_integers(&q, &ids, &count);
    }
    *ret_any = count > 0;
    for (size_t i = 0; !err && i < count; i++) {
        err = media_page_drop(conn, ids[i]);
        if (!err)
            err = run_by(conn, STMT_MEDIA_PAGE_DROP, ids[i]);
    }
    return err || !count ? err : run_by(conn, STMT_MEDIA_TEXT_AGAIN, media_id);
}

enum err media_text_forget(struct conn *conn, int64_t media_id)
{
    enum err err = media_text_remove(conn, media_id);
    return err ? err : run_by(conn, STMT_MEDIA_TEXT_DROP, media_id);
}

enum err media_text_begin(struct conn *conn, int64_t media_id)
{
    enum err err = media_text_must_wait(conn, media_id);
    return err ? err : media_text_remove(conn, media_id);
}

/* One page, or a part of it, into table and index. */
static enum err media_page_add(struct conn *conn, int64_t media_id, int page, const char *text, size_t size,
                               struct libdeflate_compressor *compressor)
{
    size_t room = libdeflate_deflate_compress_bound(compressor, size);
    void *packed = arena_alloc(conn->arena, room);
    const char *copy = arena_copy(conn->arena, text, size);
    if (!packed || arena_failed(conn->arena))
        return ERR_MEMORY;
    size_t packed_size = libdeflate_deflate_compress(compressor, text, size, packed, room);
    auto_query struct query q = query_of(conn, STMT_MEDIA_PAGE_ADD);
    bind_integer(&q, media_id);
    bind_integer(&q, page);
    bind_integer(&q, (int64_t)size);
    bind_blob(&q, packed, packed_size);
    enum err err = query_row(&q);
    int64_t id = err ? 0 : column_integer(&q);
    /* RETURNING gives the id as a row; this step ends the statement. */
    if (!err)
        err = query_run(&q);
    return err ? err : page_index_add(conn, id, copy);
}

/* How much of the page that begins at `text` is one part: all of it, or up to a line's or word's end. */
static size_t media_text_part(const char *text, size_t size)
{
    size_t part = MEDIA_TEXT_PART_MAX;
    if (size <= part)
        return size;
    while (part > MEDIA_TEXT_PART_MAX / 2 && text[part] != '\n' && text[part] != ' ')
        part--;
    if (text[part] == '\n' || text[part] == ' ')
        return part;
    /* One word without end is cut between characters. */
    for (part = MEDIA_TEXT_PART_MAX; part && ((unsigned char)text[part] & 0xC0) == 0x80; part--)
        continue;
    return part;
}

/* The parts from pages->at on, until enough are written. */
static enum err media_text_write_step(struct conn *conn, int64_t media_id, struct media_text_pages *pages,
                                      struct libdeflate_compressor *compressor)
{
    enum err err = ERR_OK;
    size_t until = pages->at + MEDIA_TEXT_STEP;
    while (!err && pages->at < pages->length && pages->at < until) {
        const char *text = pages->text + pages->at;
        if (*text == '\f') {
            pages->at++;
            pages->page += pages->page > 0;
            continue;
        }
        const char *end = memchr(text, '\f', pages->length - pages->at);
        size_t size = end ? (size_t)(end - text) : pages->length - pages->at;
        size_t part = media_text_part(text, size);
        err = media_page_add(conn, media_id, pages->page, text, part, compressor);
        pages->at += part;
    }
    return err;
}

enum err media_text_write(struct conn *conn, int64_t media_id, struct media_text_pages *pages)
{
    assert(conn->is_writer && pages->at <= pages->length);
    enum err err = media_text_must_wait(conn, media_id);
    if (err)
        return err;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(PACK_LEVEL);
    err = compressor ? media_text_write_step(conn, media_id, pages, compressor) : ERR_MEMORY;
    libdeflate_free_compressor(compressor);
    return err;
}

enum err media_text_end(struct conn *conn, int64_t media_id, const struct media_text *text)
{
    assert(conn->is_writer && text->state != MEDIA_TEXT_WAITING);
    auto_query struct query q = query_of(conn, STMT_MEDIA_TEXT_END);
    bind_integer(&q, text->state);
    bind_integer(&q, text->fault);
    bind_integer(&q, text->pages);
    bind_integer(&q, text->characters);
    bind_integer(&q, text->is_cut);
    bind_integer(&q, media_id);
    enum err err = query_run(&q);
    return !err && conn_changes(conn) == 0 ? ERR_NOT_FOUND : err;
}

enum err media_text_tried(struct conn *conn, int64_t media_id, int fault)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_MEDIA_TEXT_TRIED);
    bind_integer(&q, media_id);
    bind_integer(&q, fault);
    bind_integer(&q, MEDIA_TEXT_TRIES_MAX);
    enum err err = query_run(&q);
    return !err && conn_changes(conn) == 0 ? ERR_NOT_FOUND : err;
}

enum err media_page_read(struct conn *conn, int64_t id, struct media_page *ret_page)
{
    auto_query struct query q = query_of(conn, STMT_MEDIA_PAGE);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_page->media_id = column_integer(&q);
    ret_page->page = (int)column_integer(&q);
    size_t size = (size_t)column_integer(&q), packed_size = 0;
    const void *packed = column_blob(&q, &packed_size);
    char *text = size <= MEDIA_TEXT_PART_MAX ? arena_alloc(conn->arena, size + 1) : NULL;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    err = packed && text && decompressor ? ERR_OK : ERR_MEMORY;
    /* To just the size that was packed; another one is damage. */
    if (!err && libdeflate_deflate_decompress(decompressor, packed, packed_size, text, size, NULL))
        err = ERR_INTERNAL;
    libdeflate_free_decompressor(decompressor);
    if (err)
        return err;
    text[size] = '\0';
    ret_page->text = text;
    return ERR_OK;
}
