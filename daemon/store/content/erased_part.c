/* What persons' requests took beside articles: noted, and taken again. In a copy the words are not known, so
 * what bore them loses all of them. */
#include "erased_part.h"

#include "old_address.h"
#include "store/alert.h"
#include "store/media.h"
#include "store/petition.h"
#include "store/report.h"
#include "store/review.h"

#include <assert.h>
#include <string.h>

const char *erased_part_name(enum mention_kind kind)
{
    switch (kind) {
    case MENTION_MEDIA:
        return "media";
    case MENTION_TAG:
        return "tag";
    case MENTION_REPORT:
        return "report";
    case MENTION_COMMENT:
        return "comment";
    case MENTION_NOTE:
        return "note";
    case MENTION_ALERT:
        return "alert";
    case MENTION_PETITION:
        return "question";
    default:
        return NULL;
    }
}

enum err erased_part_add(struct conn *conn, const char *kind, int64_t id, int64_t at_ms)
{
    assert(conn->is_writer);
    auto_query struct query q = query_of(conn, STMT_ERASED_PART_ADD);
    bind_text(&q, kind);
    bind_integer(&q, id);
    bind_integer(&q, at_ms);
    return query_run(&q);
}

/* All its words: which of them named the person is not known any more. */
static enum err erased_part_medium(struct conn *conn, int64_t id)
{
    struct media media;
    enum err err = media_by_id(conn, id, &media);
    if (err)
        return err;
    /* Where it lay on a former portal was mostly named after it. */
    const struct old_address of = {.media_id = id};
    err = old_addresses_erase(conn, &of, NULL, NULL);
    media.alt = media.caption = media.credit = media.file_name = NULL;
    return err ? err : media_update(conn, &media);
}

static enum err erased_part_alert(struct conn *conn, int64_t version)
{
    return alert_reword(conn, &(struct alert){.version = version, .text = "—"});
}

static enum err erased_part_take(struct conn *conn, const char *kind, int64_t id)
{
    if (strcmp(kind, "media") == 0)
        return erased_part_medium(conn, id);
    if (strcmp(kind, "tag") == 0)
        return mention_drop_tag(conn, id);
    if (strcmp(kind, "alert") == 0)
        return erased_part_alert(conn, id);
    if (strcmp(kind, "question") == 0)
        return petition_erase(conn, id);
    if (strcmp(kind, "comment") == 0)
        return review_comment_delete(conn, id);
    return strcmp(kind, "report") == 0 ? report_delete(conn, id) : mention_drop_note(conn, id);
}

/* Whether the copy has what was taken: something of this id, no younger, whose taking it does not know of. */
static enum err erased_part_is_there(struct conn *conn, const char *kind, int64_t id, int64_t at_ms,
                                     bool *ret_there)
{
    auto_query struct query q = query_of(conn, STMT_ERASED_PART_IS_THERE);
    bind_text(&q, kind);
    bind_integer(&q, id);
    bind_integer(&q, at_ms);
    enum err err = query_row(&q);
    *ret_there = !err && column_integer(&q);
    return err;
}

enum err erased_part_again(struct conn *conn, const char *kind, int64_t id, int64_t at_ms, bool *ret_done)
{
    enum err err = erased_part_is_there(conn, kind, id, at_ms, ret_done);
    if (!err && *ret_done)
        err = erased_part_take(conn, kind, id);
    return err ? err : erased_part_add(conn, kind, id, at_ms);
}
