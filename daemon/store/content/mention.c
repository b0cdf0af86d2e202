/* The walk through everything that may name a person, a hundred rows at a time, and what is done where it
 * does. */
#include "store/mention.h"

#include "engine/rows.h"
#include "engine/store_state.h"
#include "erase_part.h"
#include "erased_name.h"
#include "erased_part.h"
#include "media/media_text.h"
#include "old_address.h"
#include "search/miss_erase.h"
#include "security/petition_seal.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/working_copy.h"

#include <assert.h>
#include <string.h>

/* Of a hundred articles with four megabytes each at the very most; bytes of a file that are read. */
enum { STEP_ARENA = 512 * 1024 * 1024, FILE_MOST = 4 * 1024 * 1024, FIELDS_MOST = 14 };

struct mention_table {
    const char *name;
    enum statement statement;
    const char *fields[FIELDS_MOST + 1];
};

static const struct mention_table tables[MENTION_KINDS] = {
    [MENTION_ARTICLE] = {"article",
                         STMT_MENTION_ARTICLES,
                         {"title", "lead", "body", "author", "source_name", "source_url", "alt", "caption",
                          "credit", "external_id", "withdrawn_reason", "change_note", "facts",
                          "attachments"}},
    [MENTION_REVISION] = {"revision",
                          STMT_MENTION_REVISIONS,
                          {"title", "lead", "body", "author", "source_name", "source_url", "alt", "caption",
                           "credit", "change_note", "facts", "attachments"}},
    [MENTION_MEDIA] = {"media", STMT_MENTION_MEDIA, {"alt", "caption", "credit", "file_name"}},
    [MENTION_FILE] = {"file", STMT_MENTION_FILES, {"text"}},
    [MENTION_REPORT] = {"report", STMT_MENTION_REPORTS, {"text", "contact"}},
    [MENTION_COMMENT] = {"comment", STMT_MENTION_COMMENTS, {"text"}},
    [MENTION_TAG] = {"tag", STMT_MENTION_TAGS, {"name"}},
    [MENTION_BOX] = {"box", STMT_MENTION_BOXES, {"title", "alt"}},
    [MENTION_HOME] = {"home", STMT_MENTION_HOME, {"blocks", "tiles"}},
    [MENTION_HOME_REVISION] = {"home-revision", STMT_MENTION_HOME_REVISIONS, {"blocks", "tiles"}},
    [MENTION_NOTE] = {"note", STMT_MENTION_NOTES, {"note"}},
    [MENTION_ALERT] = {"alert", STMT_MENTION_ALERTS, {"text", "text_en", "url"}},
    [MENTION_SITE] = {"site",
                      STMT_MENTION_SITE,
                      {"name", "name_en", "superior", "superior_en", "agency", "address", "phone", "hotline",
                       "email", "licence", "responsible", "map_url", "social", "nav"}},
    [MENTION_SITE_REVISION] = {"site-revision", STMT_MENTION_SITE_REVISIONS, {"state"}},
    [MENTION_WORKING_COPY] = {"working-copy", STMT_MENTION_WORKING_COPIES, {"title", "fields"}},
    [MENTION_KEPT_FORM] = {"kept-form", STMT_MENTION_KEPT_FORMS, {"fields"}},
    [MENTION_THING_STATE] = {"thing-state", STMT_MENTION_THING_STATES, {"state"}},
    [MENTION_PETITION] = {"question",
                          STMT_MENTION_PETITIONS,
                          {"name", "email", "phone", "subject", "text", "reply", "file", "file", "file"}},
};

const char *mention_kind_name(enum mention_kind kind)
{
    return tables[kind].name;
}

/* Where the walk is, and what it found. */
struct mention_walk {
    struct arena *arena; /* of the places */
    const struct mention *mention;
    struct mention_place *places;
    size_t count, limit;
    int64_t id, version; /* behind which the next rows are */
};

/* The beginning of a file of the media folder as text; "" when it is not there. */
static const char *mention_file_text(struct conn *conn, const char *name)
{
    auto_close int fd = -1;
    int64_t size, modified_ms;
    if (media_open(conn->store, name, &fd, &size, &modified_ms))
        return "";
    size_t most = size < FILE_MOST ? (size_t)size : FILE_MOST;
    char *text = arena_zero(conn->arena, most + 1, 1);
    ssize_t got = text ? read(fd, text, most) : 0;
    /* Of a file with a NUL what stands before it. */
    return got > 0 ? text : "";
}

/* Whether a page of a document names it; in an arena of its own, for all pages are much. */
static enum err mention_in_pages(struct conn *conn, const struct mention *mention, int64_t id,
                                 bool *ret_is_in)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    struct arena *own = conn->arena;
    int64_t *ids = NULL;
    size_t count = 0;
    if (!arena)
        return ERR_MEMORY;
    conn->arena = arena;
    *ret_is_in = false;
    enum err err = media_page_ids(conn, id, &ids, &count);
    for (size_t i = 0; !err && !*ret_is_in && i < count; i++) {
        struct media_page page;
        err = media_page_read(conn, ids[i], &page);
        *ret_is_in = !err && mention_is_in(mention, page.text);
    }
    conn->arena = own;
    return err;
}

/* One row: the first field that names it makes it a place. */
static enum err mention_row(struct conn *conn, struct mention_walk *walk, enum mention_kind kind,
                            struct query *q)
{
    const char *found = NULL;
    walk->id = column_integer(q);
    walk->version = column_integer(q);
    for (const char *const *field = tables[kind].fields; *field && !found; field++) {
        const char *text = kind == MENTION_PETITION ? petition_column_sealed(q) : column_text(q);
        bool is_in = false;
        if (kind == MENTION_FILE && text)
            text = mention_file_text(conn, text);
        enum err err =
            kind == MENTION_FILE && !text ? mention_in_pages(conn, walk->mention, walk->id, &is_in) : ERR_OK;
        if (err)
            return err;
        if (is_in || mention_is_in(walk->mention, text))
            found = *field;
    }
    if (!found)
        return ERR_OK;
    if (walk->count == walk->limit)
        return ERR_TOO_LARGE;
    struct mention_place *place = array_add(walk->arena, &walk->places, &walk->count, sizeof *place);
    if (!place)
        return ERR_MEMORY;
    *place = (struct mention_place){kind, walk->id, walk->version, found};
    return ERR_OK;
}

/* Some rows; NOT_FOUND: there are no more. */
static enum err mention_step(struct store *store, struct mention_walk *walk, enum mention_kind kind)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    bool is_empty = true;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    auto_query struct query q = query_of(conn, tables[kind].statement);
    bind_integer(&q, walk->id);
    /* A table without versions begins behind the id alone. */
    bool has_versions = kind == MENTION_REVISION || kind == MENTION_SITE_REVISION;
    bind_integer(&q, has_versions ? walk->version : 0);
    while (!(err = query_row(&q))) {
        is_empty = false;
        err = mention_row(conn, walk, kind, &q);
        if (err)
            return err;
    }
    if (arena_failed(arena))
        return ERR_MEMORY;
    return err == ERR_NOT_FOUND && !is_empty ? ERR_OK : err;
}

enum err mention_places(struct store *store, struct arena *arena, const struct mention *mention, size_t limit,
                        struct mention_place **ret_places, size_t *ret_count)
{
    struct mention_walk walk = {.arena = arena, .mention = mention, .limit = limit};
    for (enum mention_kind kind = 0; kind < MENTION_KINDS; kind++) {
        enum err err = ERR_OK;
        walk.id = walk.version = 0;
        while (!err)
            err = mention_step(store, &walk, kind);
        if (err != ERR_NOT_FOUND)
            return err;
    }
    *ret_places = walk.places;
    *ret_count = walk.count;
    return ERR_OK;
}

/* Whether the words stand in the address one behind the other; addresses have no marks. */
static bool mention_address_names(const void *context, const char *address)
{
    const struct mention *mention = context;
    size_t found = 0;
    struct word word;
    for (size_t at = 0; found < mention->word_count && word_next(address, strlen(address), &at, &word);) {
        found = strcmp(word.fold, mention->words[found].fold) == 0 ? found + 1
                : strcmp(word.fold, mention->words[0].fold) == 0   ? 1
                                                                   : 0;
    }
    return mention->word_count && found == mention->word_count;
}

enum err mention_mask_medium(struct conn *conn, const struct mention *mention, int64_t id)
{
    struct media media;
    enum err err = media_by_id(conn, id, &media);
    if (err)
        return err;
    if (mention_is_in(mention, media.file_name))
        media.file_name = NULL;
    media.alt = mention_masked(mention, media.alt, conn->arena);
    media.caption = mention_masked(mention, media.caption, conn->arena);
    media.credit = mention_masked(mention, media.credit, conn->arena);
    err = media_update(conn, &media);
    const struct old_address of = {.media_id = id};
    if (!err)
        err = old_addresses_erase(conn, &of, mention_address_names, mention);
    return err;
}

enum err mention_drop_note(struct conn *conn, int64_t number)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_MENTION_NOTE_DROP, number);
}

enum err mention_drop_site_revision(struct conn *conn, int64_t version)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_SITE_REVISION_TAKE_BACK, version);
}

enum err mention_read_copy(struct conn *conn, int64_t id, const char **ret_title, const char **ret_fields)
{
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_FIELDS);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_title = column_text(&q);
    *ret_fields = column_text(&q);
    return *ret_title && *ret_fields ? ERR_OK : ERR_MEMORY;
}

enum err mention_reword_copy(struct conn *conn, int64_t id, const char *title, const char *fields)
{
    assert(conn->is_writer);
    /* Masks may be longer than what they hide. */
    if (!fields || strlen(fields) > WORKING_COPY_MAX || strlen(title) > WORKING_COPY_TITLE_MAX)
        return run_by(conn, STMT_WORKING_COPY_REMOVE, id);
    auto_query struct query q = query_of(conn, STMT_WORKING_COPY_REWORD);
    bind_text(&q, title);
    bind_text(&q, fields);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err mention_drop_tag(struct conn *conn, int64_t id)
{
    enum err err = article_touch_tag(conn, id);
    if (!err)
        err = run_by(conn, STMT_TAG_OFF_ALL, id);
    conn_mark_changed(conn);
    return err ? err : erase_tags(conn, &id, 1);
}

enum err mention_mask_alert(struct conn *conn, const struct mention *mention, int64_t version)
{
    struct alert alert;
    enum err err = alert_by_version(conn, version, &alert);
    if (err)
        return err;
    alert.text = mention_masked(mention, alert.text, conn->arena);
    alert.text_en = mention_masked(mention, alert.text_en, conn->arena);
    if (alert.url && (mention_is_in(mention, alert.url) || mention_address_names(mention, alert.url)))
        alert.url = NULL;
    return alert_reword(conn, &alert);
}

enum err mention_drop_addresses(struct conn *conn, const struct mention *mention, int64_t article_id)
{
    const struct old_address of = {.article_id = article_id};
    return old_addresses_erase(conn, &of, mention_address_names, mention);
}

enum err mention_drop_external(struct conn *conn, const char *external_id)
{
    return erased_name_add(conn, ERASED_EXTERNAL, external_id);
}

enum err mention_drop_misses(struct conn *conn, const char *find)
{
    struct miss_words words = {.arena = conn->arena};
    miss_words_add(&words, find);
    return misses_erase(conn, &words);
}

enum err mention_note(struct conn *conn, const struct mention_place *place)
{
    const char *kind = erased_part_name(place->kind);
    return kind ? erased_part_add(conn, kind, place->id, conn->now_ms) : ERR_OK;
}

enum err mention_record(struct conn *conn, int64_t articles, const char *note)
{
    return audit_add(conn, "person.erase", "erasure", articles, 0, 0, note);
}
