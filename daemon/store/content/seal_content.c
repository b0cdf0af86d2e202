/* What is sealed of a version: its canonical JSON (RFC 8785), written member by member in the order of their
 * names. Only what a revision keeps as it was: no slug (a redaction may change it), no name of a category, a
 * tag or a picture's file (they are changed elsewhere). Whatever is added or taken here breaks every seal
 * that was made: then it is another SEAL_FORMAT. */
#include "seal_inner.h"

#include "base/canonical_json.h"
#include "store/kind.h"
#include "text/date.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A body of a megabyte whose every byte is escaped, and the rest. */
enum { CONTENT_MAX = 8 * 1024 * 1024 };

/* The columns of SEAL_CONTENT. */
struct sealed {
    const char *lang, *title, *lead, *body_format, *body, *author, *source_name, *source_url;
    const char *alt, *caption, *credit, *attachments, *titles, *facts;
    enum article_kind kind;
    int64_t image_id, published_ms, at_ms;
};

static enum err sealed_read(struct conn *conn, int64_t article_id, int64_t version, struct sealed *sealed)
{
    auto_query struct query q = query_of(conn, STMT_SEAL_CONTENT);
    bind_integer(&q, article_id);
    bind_integer(&q, version);
    enum err err = query_row(&q);
    if (err)
        return err;
    sealed->lang = column_text(&q);
    sealed->kind = (enum article_kind)column_integer(&q);
    sealed->title = column_text(&q);
    sealed->lead = column_text(&q);
    sealed->body_format = column_text(&q);
    sealed->body = column_text(&q);
    sealed->author = column_text(&q);
    sealed->source_name = column_text(&q);
    sealed->source_url = column_text(&q);
    sealed->image_id = column_integer(&q);
    sealed->alt = column_text(&q);
    sealed->caption = column_text(&q);
    sealed->credit = column_text(&q);
    sealed->published_ms = column_integer(&q);
    sealed->at_ms = column_integer(&q);
    sealed->attachments = column_text(&q);
    sealed->titles = column_text(&q);
    sealed->facts = column_text(&q);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

/* A member behind another; NULL is null. */
static void sealed_text(struct buf *out, const char *name, const char *text)
{
    if (buf_failed(out))
        return;
    buf_printf(out, "%s\"%s\":", out->bytes[out->length - 1] == '{' ? "" : ",", name);
    if (text)
        canonical_text(out, text);
    else
        buf_text(out, "null");
}

static void sealed_time(struct buf *out, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    sealed_text(out, name, at_ms ? date_rfc3339(at_ms, text) : NULL);
}

/* The name of an attachment's file, which is the hash of its bytes; NULL of a picture, whose files are made
 * anew. */
static enum err sealed_file(struct conn *conn, int64_t id, const char **ret_name)
{
    auto_query struct query q = query_of(conn, STMT_SEAL_FILE);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    *ret_name = err ? NULL : column_text(&q);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Each id with the title on the same line. */
static enum err sealed_attachments(struct conn *conn, const struct sealed *sealed, struct buf *out)
{
    const char *ids = sealed->attachments ? sealed->attachments : "",
               *title = sealed->titles ? sealed->titles : "";
    char *next = NULL;
    buf_text(out, ",\"attachments\":[");
    for (const char *p = ids; *p; p = next) {
        const char *file;
        size_t length = strcspn(title, "\n");
        enum err err = sealed_file(conn, strtoll(p, &next, 10), &file);
        if (err)
            return err;
        buf_text(out, p == ids ? "{" : ",{");
        sealed_text(out, "file", file);
        sealed_text(out, "title", arena_copy(conn->arena, title, length));
        buf_char(out, '}');
        title += length + (title[length] == '\n');
    }
    buf_char(out, ']');
    return ERR_OK;
}

/* Pairs of name and text in the order in which they are kept, so that several of one name are several pairs.
 */
static enum err sealed_facts(struct conn *conn, const struct sealed *sealed, struct buf *out)
{
    enum err err = ERR_NOT_FOUND;
    auto_query struct query q = query_of(conn, STMT_FACT_VALUES);
    const char *comma = "";
    buf_text(out, ",\"facts\":[");
    bind_text(&q, sealed->facts);
    while (sealed->facts && !(err = query_row(&q))) {
        const char *name = column_text(&q), *text = column_text(&q);
        buf_text(out, comma);
        buf_char(out, '[');
        canonical_text(out, name ? name : "");
        buf_char(out, ',');
        canonical_text(out, text ? text : "");
        buf_char(out, ']');
        comma = ",";
    }
    buf_char(out, ']');
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The words that the article puts beside its picture. */
static void sealed_image(const struct sealed *sealed, struct buf *out)
{
    buf_text(out, ",\"image\":");
    if (!sealed->image_id) {
        buf_text(out, "null");
        return;
    }
    buf_char(out, '{');
    sealed_text(out, "alt", sealed->alt);
    sealed_text(out, "caption", sealed->caption);
    sealed_text(out, "credit", sealed->credit);
    buf_char(out, '}');
}

enum err seal_content(struct conn *conn, int64_t article_id, int64_t version, const char **ret_content)
{
    assert(article_id > 0 && version > 0);
    struct sealed sealed = {.lang = NULL};
    auto_buf struct buf out = BUF(CONTENT_MAX);
    enum err err = sealed_read(conn, article_id, version, &sealed);
    if (err)
        return err;
    buf_printf(&out, "{\"article\":%lld", (long long)article_id);
    err = sealed_attachments(conn, &sealed, &out);
    sealed_text(&out, "author", sealed.author);
    sealed_text(&out, "body", sealed.body);
    sealed_text(&out, "body_format", sealed.body_format);
    if (!err)
        err = sealed_facts(conn, &sealed, &out);
    sealed_image(&sealed, &out);
    sealed_text(&out, "kind", kind_of(sealed.kind)->name);
    sealed_text(&out, "lang", sealed.lang);
    sealed_text(&out, "lead", sealed.lead);
    sealed_time(&out, "published_at", sealed.published_ms);
    sealed_time(&out, "saved_at", sealed.at_ms);
    sealed_text(&out, "source_name", sealed.source_name);
    sealed_text(&out, "source_url", sealed.source_url);
    sealed_text(&out, "title", sealed.title);
    buf_printf(&out, ",\"version\":%lld}", (long long)version);
    if (err || buf_failed(&out) || arena_failed(conn->arena))
        return err ? err : ERR_MEMORY;
    *ret_content = arena_copy(conn->arena, buf_str(&out), out.length);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}
