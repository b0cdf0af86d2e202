/* What a redaction takes beside the texts of the article: names, tags, media, queries. It knows no order of
 * doing so; erasure.c and revision.c have it. */
#include "erase_part.h"

#include "engine/rows.h"
#include "erased_name.h"
#include "old_address.h"
#include "search/miss_erase.h"
#include "store/audit.h"
#include "store/kind.h"
#include "store/tag.h"
#include "text/word.h"

#include <assert.h>
#include <string.h>

/* The ids that a statement with one parameter gives. */
static enum err erase_ids_of(struct conn *conn, enum statement statement, int64_t id, int64_t **ret_ids,
                             size_t *ret_count)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, id);
    return query_integers(&q, ret_ids, ret_count);
}

/* A statement with one text. */
static enum err erase_by_text(struct conn *conn, enum statement statement, const char *text)
{
    auto_query struct query q = query_of(conn, statement);
    bind_text(&q, text);
    return query_run(&q);
}

/* Also where something else bore the slug before, and was deleted. */
static enum err erase_gone_slug(struct conn *conn, const char *kind, const char *slug)
{
    auto_query struct query q = query_of(conn, STMT_ERASE_GONE_SLUG);
    bind_text(&q, kind);
    bind_text(&q, slug);
    return query_run(&q);
}

/* After entries of the menu went: headings over nothing go too. */
static enum err erase_nav_end(struct conn *conn)
{
    enum err err = run_plain(conn, STMT_ERASE_NAV_EMPTY);
    return err ? err : run_plain(conn, STMT_ERASE_SITE_RAISE);
}

/* Tiles and banners of the home page, in its former versions too. Banners of the present one may have been
 * what kept a medium. */
static enum err erase_home_links(struct conn *conn, const char *pattern)
{
    enum err err = erase_by_text(conn, STMT_HOME_ERASE_TILES, pattern);
    int64_t changes = conn_changes(conn);
    if (!err)
        err = erase_by_text(conn, STMT_HOME_ERASE_BANNERS, pattern);
    changes += conn_changes(conn);
    if (err || !changes)
        return err;
    err = run_plain(conn, STMT_HOME_RAISE);
    if (!err)
        err = run_plain(conn, STMT_HOME_USES_CLEAR);
    return err ? err : run_plain(conn, STMT_HOME_USES_ADD);
}

/* The menu and the boxes' own links say the title beside the address. */
static enum err erase_links(struct conn *conn, const char *slug)
{
    enum err err = ERR_OK;
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++) {
        /* A slug holds no character that a pattern knows. */
        const char *pattern = arena_printf(conn->arena, "*/%s/%s", kind_of(kind)->word, slug);
        err = erase_by_text(conn, STMT_ERASE_BOX_LINKS_RAISE, pattern);
        if (!err)
            err = erase_by_text(conn, STMT_ERASE_BOX_LINKS, pattern);
        if (!err)
            err = erase_by_text(conn, STMT_THING_STATES_ERASE_LINKS, pattern);
        if (!err)
            err = erase_by_text(conn, STMT_LINK_ERASE_PLACES, pattern);
        if (!err)
            err = erase_by_text(conn, STMT_ERASE_NAV, pattern);
        if (!err && conn_changes(conn))
            err = erase_nav_end(conn);
        if (!err)
            err = erase_by_text(conn, STMT_SITE_REVISION_ERASE, pattern);
        if (!err)
            err = erase_home_links(conn, pattern);
    }
    return err;
}

enum err erase_article_slug(struct conn *conn, int64_t article_id, const char *slug)
{
    int64_t owner;
    enum err err = article_slug_owner(conn, slug, &owner);
    if (err || (owner > 0 && owner != article_id))
        return err;
    err = erased_name_add(conn, ERASED_ARTICLE, slug);
    if (!err)
        err = erase_by_text(conn, STMT_ERASE_ARTICLE_SLUG, slug);
    if (!err)
        err = erase_gone_slug(conn, "article", slug);
    return err ? err : erase_links(conn, slug);
}

/* The slugs that a statement gives, in the arena. */
static enum err erase_slugs_read(struct conn *conn, enum statement statement, int64_t id,
                                 const char ***ret_slugs, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, statement);
    const char **slugs = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, id);
    while (!(err = query_row(&q))) {
        const char **slug = array_add(conn->arena, &slugs, &count, sizeof *slug);
        if (!slug)
            return ERR_MEMORY;
        *slug = column_text(&q);
    }
    *ret_slugs = slugs;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err erase_article_slugs(struct conn *conn, int64_t article_id)
{
    const char **slugs;
    size_t count = 0;
    enum err err = erase_slugs_read(conn, STMT_ERASE_SLUGS_OF_ARTICLE, article_id, &slugs, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = erase_article_slug(conn, article_id, slugs[i]);
    return err;
}

enum err erase_old_addresses(struct conn *conn, int64_t article_id)
{
    const struct old_address of = {.article_id = article_id};
    return old_addresses_erase(conn, &of, NULL, NULL);
}

/* What an address must not hold any more. */
struct erase_words {
    const char *gone_slug, *past, *present;
};

/* Whether a text has the word, be it with other marks or none. */
static bool erase_text_has(const char *text, const struct word *wanted)
{
    struct word word;
    for (size_t at = 0; word_next(text, strlen(text), &at, &word);)
        if (strcmp(word.fold, wanted->fold) == 0)
            return true;
    return false;
}

/* Addresses are made of titles, with whatever between the words. */
static bool erase_address_says(const void *context, const char *address)
{
    const struct erase_words *words = context;
    struct word word;
    if (words->gone_slug && strstr(address, words->gone_slug))
        return true;
    for (size_t at = 0; word_next(address, strlen(address), &at, &word);)
        if (erase_text_has(words->past, &word) && !erase_text_has(words->present, &word))
            return true;
    return false;
}

enum err erase_old_addresses_of(struct conn *conn, int64_t article_id, const char *past_slug,
                                const char *past_title, const char *present_title)
{
    const struct old_address of = {.article_id = article_id};
    const struct erase_words words = {past_slug, past_title, present_title};
    return old_addresses_erase(conn, &of, erase_address_says, &words);
}

enum err erase_tags_of(struct conn *conn, int64_t article_id, int64_t version, int64_t **ret_ids,
                       size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_ERASE_TAGS_OF);
    bind_integer(&q, article_id);
    bind_integer(&q, version);
    return query_integers(&q, ret_ids, ret_count);
}

/* Notes of the tag, and of those that it once took in: all say its name. */
static enum err erase_tag_notes(struct conn *conn, int64_t id)
{
    int64_t *merged;
    size_t count = 0;
    enum err err = erase_ids_of(conn, STMT_ERASE_TAGS_MERGED, id, &merged, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = audit_remove_notes(conn, "tag", merged[i], 0);
    return err ? err : audit_remove_notes(conn, "tag", id, 0);
}

static enum err erase_tag(struct conn *conn, const struct tag *tag)
{
    const char **slugs;
    size_t count = 0;
    enum err err = erase_slugs_read(conn, STMT_ERASE_SLUGS_OF_TAG, tag->id, &slugs, &count);
    for (size_t i = 0; !err && i < count; i++) {
        err = erased_name_add(conn, ERASED_TAG, slugs[i]);
        if (!err)
            err = erase_by_text(conn, STMT_ERASE_TAG_SLUG, slugs[i]);
        if (!err)
            err = erase_gone_slug(conn, "tag", slugs[i]);
    }
    const struct old_address of = {.tag_id = tag->id};
    if (!err)
        err = old_addresses_erase(conn, &of, NULL, NULL);
    if (!err)
        err = erase_tag_notes(conn, tag->id);
    if (!err)
        err = run_by(conn, STMT_TAG_DELETE, tag->id);
    return err ? err : audit_add(conn, "tag.erase", "tag", tag->id, tag->version, 0, NULL);
}

enum err erase_tags(struct conn *conn, const int64_t *ids, size_t count)
{
    assert(conn->is_writer);
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        struct tag tag;
        int64_t is_borne = 0;
        /* Of those that were merged since, the one that took them in. */
        err = tag_present(conn, ids[i], &tag);
        if (err == ERR_NOT_FOUND) {
            err = ERR_OK;
            continue;
        }
        if (!err)
            err = integer_by(conn, STMT_ERASE_TAG_IS_BORNE, tag.id, &is_borne);
        if (!err && !is_borne)
            err = erase_tag(conn, &tag);
    }
    return err;
}

/* One that stays, with the articles for which it does. */
static enum err erase_name_kept(struct conn *conn, int64_t id, struct redacted *redacted)
{
    struct kept_medium *kept = array_add(conn->arena, &redacted->kept, &redacted->kept_count, sizeof *kept);
    if (!kept)
        return ERR_MEMORY;
    *kept = (struct kept_medium){.article_count = 0};
    enum err err = media_by_id(conn, id, &kept->media);
    return err ? err
               : erase_ids_of(conn, STMT_ERASE_MEDIA_USERS, id, &kept->article_ids, &kept->article_count);
}

enum err erase_media(struct conn *conn, const int64_t *ids, size_t count, struct redacted *redacted)
{
    assert(conn->is_writer);
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        err = media_delete(conn, ids[i]);
        if (err == ERR_CONFLICT) {
            err = erase_name_kept(conn, ids[i], redacted);
            continue;
        }
        redacted->removed_count += !err;
        /* Among them the name that the file had on the editor's machine. */
        if (!err)
            err = audit_remove_notes(conn, "media", ids[i], 0);
    }
    return err;
}

enum err erase_media_left(struct conn *conn, int64_t article_id, struct redacted *redacted)
{
    int64_t *ids;
    size_t count = 0;
    enum err err = erase_ids_of(conn, STMT_ERASE_MEDIA_LEFT, article_id, &ids, &count);
    for (size_t i = 0; !err && i < count; i++) {
        auto_query struct query q = query_of(conn, STMT_ERASE_MEDIA_DETACH);
        bind_integer(&q, article_id);
        bind_integer(&q, ids[i]);
        err = query_run(&q);
    }
    return err ? err : erase_media(conn, ids, count, redacted);
}

enum err erase_misses(struct conn *conn, int64_t article_id, int64_t version)
{
    struct miss_words words = {.arena = conn->arena};
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_ERASE_TEXTS_OF);
        bind_integer(&q, article_id);
        bind_integer(&q, version);
        while (!(err = query_row(&q)))
            for (int i = 0; i < 6; i++)
                miss_words_add(&words, column_text(&q));
    }
    return err == ERR_NOT_FOUND ? misses_erase(conn, &words) : err;
}
