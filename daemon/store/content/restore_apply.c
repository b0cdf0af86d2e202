/* A copy made the portal's database: what was taken back since is taken back in it too, by the same functions
 * as at first, and nobody who followed the former database goes on with this one as if nothing had been. */
#include "article_inner.h"
#include "engine/conn.h"
#include "erased_part.h"
#include "redaction_list.h"
#include "restore_access.h"
#include "restore_sweep.h"

#include "store/audit.h"
#include "store/redaction.h"
#include "store/restore.h"

#include "base/said.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of one article with its versions; of the audit's line. */
enum { ITEM_ARENA = 256 * 1024 * 1024, LINE_ARENA = 1024 * 1024, NOTE_SIZE = 400 };

/* In place of words that went. */
static const char nothing_said[] = "—";

static enum err restore_asks(struct conn *conn, enum statement statement, const struct former_redaction *item,
                             bool with_time, bool *ret_answer)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, item->article_id);
    bind_integer(&q, item->version);
    if (with_time)
        bind_integer(&q, item->at_ms);
    enum err err = query_row(&q);
    *ret_answer = !err && column_integer(&q);
    return err;
}

/* What the copy shows is what was taken back. Nobody knows here what was to be said instead, so the article
 * says nothing and is withdrawn, until somebody writes it. */
static enum err restore_withdraw(struct conn *conn, const struct former_redaction *item)
{
    struct article article;
    int64_t id = item->article_id, version;
    enum err err = article_by_id(conn, id, &article);
    if (err)
        return err;
    /* One that the article gave up since may say the words. */
    bool keeps_external =
        article.external_id && item->external_id && strcmp(article.external_id, item->external_id) == 0;
    bool is_public = article.status == STATUS_PUBLISHED;
    const struct article bare = {
        .id = id,
        .slug = article.slug,
        .lang = article.lang,
        .kind = article.kind,
        .status = is_public                            ? STATUS_WITHDRAWN
                  : article.status == STATUS_SCHEDULED ? STATUS_DRAFT
                                                       : article.status,
        .audience = article.audience,
        .once_public = article.once_public,
        .title = nothing_said,
        .body_format = "text",
        .body = "",
        .body_html = "",
        .body_text = "",
        .category = article.category,
        .external_id = keeps_external ? article.external_id : NULL,
        .published_ms = article.published_ms,
        .deleted_ms = article.deleted_ms,
    };
    return article_update(conn, &bare, is_public ? ACTION_WITHDRAW : ACTION_EDIT, 0, &version);
}

/* One that the copy has not taken back: as at first, but for a version that is the copy's present state. */
static enum err restore_redact(struct conn *conn, const struct former_redaction *item,
                               struct restore_counts *counts, int64_t *ret_id)
{
    const char *note = item->note ? item->note : nothing_said;
    struct redacted redacted = {0};
    enum err err = item->version ? revision_redact(conn, item->article_id, item->version, note, &redacted)
                                 : article_erase(conn, item->article_id, note, &redacted);
    if (err == ERR_CONFLICT) {
        err = restore_withdraw(conn, item);
        if (!err)
            err = revision_redact(conn, item->article_id, item->version, note, &redacted);
        counts->withdrawn += !err;
    }
    *ret_id = redacted.id;
    return err;
}

/* It stays in the list with the time at which it was taken back, whether or not the copy ever had it: the
 * list is for other copies too. */
static enum err restore_item(struct conn *conn, const struct former_redaction *item, bool is_there,
                             struct restore_counts *counts)
{
    int64_t id = 0;
    enum err err = is_there ? restore_redact(conn, item, counts, &id) : ERR_NOT_FOUND;
    counts->redacted += !err;
    /* It went with another of the list. */
    if (err == ERR_NOT_FOUND)
        err = redaction_add(conn, item->article_id, item->version, &id);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_RESTORE_DATE);
    bind_integer(&q, item->at_ms);
    bind_integer(&q, id);
    return query_run(&q);
}

/* Which of the list the copy has is asked before anything is done: what is done makes versions. */
static enum err restore_redactions(struct conn *conn, const struct former *former,
                                   struct restore_counts *counts)
{
    struct arena *own = conn_arena(conn);
    unsigned char *states = arena_zero(own, former->redaction_count + 1, 1);
    enum { IS_KNOWN = 1, IS_THERE = 2 };
    enum err err = states ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i < former->redaction_count; i++) {
        bool is_known = false, is_there = false;
        err = restore_asks(conn, STMT_RESTORE_IS_KNOWN, &former->redactions[i], true, &is_known);
        if (!err)
            err = restore_asks(conn, STMT_RESTORE_HAS, &former->redactions[i], false, &is_there);
        states[i] = (unsigned char)((is_known ? IS_KNOWN : 0) | (is_there ? IS_THERE : 0));
    }
    for (size_t i = 0; !err && i < former->redaction_count; i++) {
        auto_arena struct arena *arena = arena_new(ITEM_ARENA);
        if (states[i] & IS_KNOWN)
            continue;
        if (!arena)
            return ERR_MEMORY;
        store_use_arena(conn, arena);
        err = restore_item(conn, &former->redactions[i], states[i] & IS_THERE, counts);
        if (!err && arena_failed(arena))
            err = ERR_MEMORY;
        store_use_arena(conn, own);
    }
    return err;
}

static enum err restore_names(struct conn *conn, const struct former *former, struct restore_counts *counts)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->name_count; i++) {
        auto_query struct query q = query_of(conn, STMT_RESTORE_NAME);
        bind_text(&q, former->names[i].kind);
        bind_blob(&q, former->names[i].bytes, former->names[i].size);
        err = query_run(&q);
        counts->names += err ? 0 : conn_changes(conn);
    }
    return err;
}

static enum err restore_parts(struct conn *conn, const struct former *former, struct restore_counts *counts)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->part_count; i++) {
        const struct former_part *part = &former->parts[i];
        bool was_there = false;
        err = erased_part_again(conn, part->kind, part->id, part->at_ms, &was_there);
        counts->parts += !err && was_there;
    }
    return err;
}

/* A request of which the copy does not know: what it took without noting an id may stand there still. */
static enum err restore_erasures(struct conn *conn, const struct former *former)
{
    bool has_new = false;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->erasure_count; i++) {
        bool is_new = false;
        err = person_erasure_again(conn, former->erasures[i].id, former->erasures[i].at_ms, &is_new);
        has_new |= is_new;
    }
    /* Which queries named the person is not known any more. */
    if (!err && has_new)
        err = run_plain(conn, STMT_SWEEP_MISSES);
    /* Which former states of the site and of the home page named a person nobody noted, nor which texts that
     * were being written. */
    if (err || !has_new)
        return err;
    err = run_plain(conn, STMT_SITE_REVISION_ERASE_ALL);
    if (!err)
        err = run_plain(conn, STMT_WORKING_COPY_ERASE_ALL);
    if (!err)
        err = run_plain(conn, STMT_THING_STATES_ERASE_ALL);
    return err ? err : run_plain(conn, STMT_HOME_REVISIONS_FORGET);
}

/* An id that the former database gave is never another's, in feeds, in apps, and in the list of what was
 * taken back. */
static enum err restore_numbers(struct conn *conn, const struct former *former)
{
    static const enum statement statements[] = {STMT_RESTORE_NUMBER, STMT_RESTORE_NUMBER_ADD};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < 2 * former->number_count; i++) {
        const struct former_number *number = &former->numbers[i / 2];
        auto_query struct query q = query_of(conn, statements[i % 2]);
        bind_integer(&q, number->last);
        bind_text(&q, number->table);
        err = query_run(&q);
    }
    return err;
}

static enum err restore_audit(struct conn *conn, const struct restore_terms *terms,
                              const struct restore_counts *counts)
{
    char note[NOTE_SIZE];
    snprintf(note, sizeof note,
             SAID("%s; gỡ lại %" PRId64 " bản, rút xuống %" PRId64 " bài, xóa lại %" PRId64 " phần, %" PRId64
                  " tên, thu hồi %" PRId64 " mã, khóa %" PRId64 " tài khoản",
                  "%s; redacted %" PRId64 ", withdrawn %" PRId64 ", parts %" PRId64 ", names %" PRId64
                  ", revoked %" PRId64 ", disabled %" PRId64),
             terms->name, counts->redacted, counts->withdrawn, counts->parts, counts->names, counts->revoked,
             counts->disabled);
    return audit_add(conn, terms->only_forgets ? "backup.forget" : "backup.restore", "backup", 0, 0, 0, note);
}

/* What a copy of before loses: articles and versions, what persons' requests took, and names. */
static enum err restore_forget(struct conn *conn, const struct former *former,
                               const struct restore_terms *terms, struct restore_counts *counts)
{
    enum err err = restore_redactions(conn, former, counts);
    if (!err)
        err = restore_parts(conn, former, counts);
    if (!err)
        err = restore_erasures(conn, former);
    if (!err && terms->keeps_names)
        err = restore_names(conn, former, counts);
    /* Of those that the copy knew itself it has none. */
    if (!err && counts->names)
        err = restore_sweep(conn, &counts->swept);
    return err;
}

/* What was sealed with a key that is not here says nothing any more. Nobody could sign in with a one-time
 * code again, administrators neither, so none is asked for until it is set up anew. */
static enum err restore_unseal(struct conn *conn, struct restore_counts *counts)
{
    static const enum statement statements[] = {STMT_RESTORE_FACTORS, STMT_RESTORE_RECOVERY,
                                                STMT_RESTORE_MAILS, STMT_RESTORE_LETTERS};
    {
        auto_query struct query q = query_of(conn, STMT_RESTORE_SEALED);
        enum err err = query_row(&q);
        if (err)
            return err;
        counts->factors = column_integer(&q);
        counts->mails = column_integer(&q);
    }
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof statements / sizeof *statements; i++)
        err = run_plain(conn, statements[i]);
    return err;
}

/* Citizens who have left since the copy was made stay away, and nothing is sent twice. What no key opens any
 * more is of no use. */
static enum err restore_citizens(struct conn *conn, const struct former *former,
                                 const struct restore_terms *terms)
{
    enum err err = run_plain(conn, STMT_RESTORE_ASKS);
    if (!err)
        err = run_plain(conn, STMT_RESTORE_CITIZEN_LETTERS);
    if (!err)
        err = run_plain(conn, STMT_PETITION_LETTERS_DROP);
    if (err || (terms->knows_own_names && !former->subscribers))
        return err;
    auto_query struct query q = query_of(conn, STMT_RESTORE_CITIZENS);
    bind_text(&q, terms->knows_own_names ? former->subscribers : "[]");
    return query_run(&q);
}

/* What makes it another database than the one that it is a copy of. */
static enum err restore_go_on(struct conn *conn, const struct former *former,
                              const struct restore_terms *terms, struct restore_counts *counts)
{
    enum err err = restore_tokens(conn, former, counts);
    if (!err)
        err = terms->knows_own_names ? restore_proofs(conn, former, terms, counts)
                                     : restore_unseal(conn, counts);
    if (!err)
        err = restore_signing_keys(conn, former);
    if (!err)
        err = restore_accounts(conn, former, counts);
    /* Nobody is told anything of a copy until somebody wants it so again. */
    if (!err)
        err = run_plain(conn, STMT_RESTORE_WEBHOOKS);
    if (!err)
        err = run_by(conn, STMT_PUSHES_END, conn->now_ms);
    if (!err)
        err = run_plain(conn, STMT_FEED_PINGS_CLEAR);
    if (!err)
        err = restore_citizens(conn, former, terms);
    /* Who was signed in then may be nobody's now. */
    if (!err)
        err = run_plain(conn, STMT_RESTORE_SESSIONS);
    if (!err)
        err = run_plain(conn, STMT_RESTORE_LINKS);
    if (!err)
        err = run_plain(conn, STMT_RESTORE_PREVIEW_LINKS);
    /* Nor is what they sent too late asked for any more, and what it says was looked through by nobody. */
    if (!err)
        err = run_plain(conn, STMT_RESTORE_KEPT_FORMS);
    /* What was of a cluster then fits no log now. */
    if (!err)
        err = run_plain(conn, STMT_RESTORE_ALONE);
    return err ? err : run_plain(conn, STMT_RESTORE_EPOCH);
}

enum err restore_apply(struct store *store, const struct former *former, const struct restore_terms *terms,
                       struct restore_counts *ret_counts)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    auto_arena struct arena *arena = arena_new(LINE_ARENA + former->redaction_count);
    auto_conn struct conn *conn = NULL;
    struct restore_counts counts = {0};
    enum err err = arena ? store_begin_alone(store, arena, &console, &conn) : ERR_MEMORY;
    /* Before those of the former database join them. */
    if (!err && !terms->knows_own_names) {
        auto_query struct query q = query_of(conn, STMT_RESTORE_NAMES);
        err = query_row(&q);
        counts.unknown = err ? 0 : column_integer(&q);
    }
    if (!err && !terms->only_forgets)
        err = restore_numbers(conn, former);
    if (!err)
        err = restore_forget(conn, former, terms, &counts);
    if (!err && !terms->only_forgets)
        err = restore_go_on(conn, former, terms, &counts);
    if (!err)
        err = restore_audit(conn, terms, &counts);
    if (err)
        return err;
    conn_mark_changed(conn);
    *ret_counts = counts;
    return store_commit(&conn);
}
