/* What citizens sent: read and changed. Must not know what it is about, nor say anything of who
 * sent it to anybody but who asks for just that. */
#include "store/petition.h"

#include "engine/store_state.h"
#include "petition_inner.h"

#include "store/audit.h"

#include <assert.h>

/* The purpose of keys and seals. */
static const char sealed_as[] = "petition";

const char *petition_state_name(enum petition_state state)
{
    static const char *const names[PETITION_STATES] = {"received", "assigned", "answered", "refused",
                                                       "forwarded"};
    return names[state];
}

enum err petition_audit(struct conn *conn, const struct petition *petition, const char *act, int64_t version)
{
    const char *object = petition->purpose == PETITION_QUESTION ? "question" : "opinion";
    const char *action = arena_printf(conn->arena, "%s.%s", object, act);
    return audit_add(conn, action, object, petition->id, petition->version, version, NULL);
}

void petition_read_row(struct query *q, struct petition *petition)
{
    *petition = (struct petition){.id = column_integer(q)};
    petition->version = column_integer(q);
    petition->purpose = (enum petition_purpose)column_integer(q);
    petition->state = (enum petition_state)column_integer(q);
    petition->may_publish = column_integer(q);
    petition->is_suspect = column_integer(q);
    petition->article_id = column_integer(q);
    petition->answer_id = column_integer(q);
    petition->field = column_text(q);
    petition->unit = column_text(q);
    petition->received_ms = column_integer(q);
    petition->due_ms = column_integer(q);
    petition->assigned_ms = column_integer(q);
    petition->closed_ms = column_integer(q);
    petition->erased_ms = column_integer(q);
}

void petition_bind_sealed(struct query *q, const char *text)
{
    size_t size = 0;
    const void *sealed = text ? secret_seal(q->conn, sealed_as, text, &size) : NULL;
    bind_blob(q, sealed, size);
}

const char *petition_column_sealed(struct query *q)
{
    size_t size = 0;
    const void *sealed = column_blob(q, &size);
    return sealed ? secret_unseal(q->conn, sealed_as, sealed, size) : NULL;
}

/* ---- reading */

/* The row that a bound query gives. */
static enum err petition_one(struct query *q, struct petition *ret_petition)
{
    enum err err = query_row(q);
    if (!err)
        petition_read_row(q, ret_petition);
    return err;
}

enum err petition_read_person(struct conn *conn, int64_t id, struct petition_person *ret_person)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_PERSON);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    ret_person->name = petition_column_sealed(&q);
    ret_person->mail = petition_column_sealed(&q);
    ret_person->phone = petition_column_sealed(&q);
    ret_person->subject = petition_column_sealed(&q);
    ret_person->text = petition_column_sealed(&q);
    ret_person->reply = petition_column_sealed(&q);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

void petition_code_hash(const struct conn *conn, const char *code, unsigned char ret_hash[SECRET_HASH_SIZE])
{
    secret_hash(conn->store, "petition code", code, ret_hash);
}

enum err petition_of_code(struct conn *conn, const char *code, struct petition *ret_petition)
{
    unsigned char code_hash[SECRET_HASH_SIZE];
    struct petition_person person = {.reply = NULL};
    enum err err;
    petition_code_hash(conn, code, code_hash);
    {
        auto_query struct query q = query_of(conn, STMT_PETITION_OF_CODE);
        bind_blob(&q, code_hash, sizeof code_hash);
        err = petition_one(&q, ret_petition);
    }
    if (!err)
        err = petition_read_person(conn, ret_petition->id, &person);
    ret_petition->person = (struct petition_person){.reply = person.reply};
    return err;
}

enum err petition_find(struct conn *conn, int64_t id, struct petition *ret_petition)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_FIND);
    bind_integer(&q, id);
    return petition_one(&q, ret_petition);
}

enum err petition_open(struct conn *conn, int64_t id, struct petition *ret_petition)
{
    assert(conn->is_writer);
    enum err err = petition_find(conn, id, ret_petition);
    if (!err)
        err = petition_read_person(conn, id, &ret_petition->person);
    return err ? err : petition_audit(conn, ret_petition, "read", ret_petition->version);
}

/* ---- changing */

static enum err petition_save_reply(struct conn *conn, int64_t id, const char *reply)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_REPLY);
    petition_bind_sealed(&q, reply);
    bind_integer(&q, id);
    return arena_failed(conn->arena) ? ERR_MEMORY : query_run(&q);
}

enum err petition_change(struct conn *conn, const struct petition *petition, const char *act)
{
    assert(conn->is_writer);
    bool is_closed = petition->state >= PETITION_ANSWERED, is_assigned = petition->state == PETITION_ASSIGNED;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_PETITION_CHANGE);
        bind_integer(&q, (int64_t)petition->state);
        bind_integer(&q, petition->is_suspect && petition->state == PETITION_REFUSED);
        bind_id(&q, petition->answer_id);
        bind_text(&q, petition->unit);
        bind_integer(&q, is_assigned && !petition->assigned_ms ? conn->now_ms : petition->assigned_ms);
        bind_integer(&q, !is_closed ? 0 : petition->closed_ms ? petition->closed_ms : conn->now_ms);
        bind_integer(&q, petition->id);
        bind_integer(&q, petition->version);
        err = query_run(&q);
    }
    if (!err && conn_changes(conn) == 0)
        err = ERR_CONFLICT;
    /* Pages count what became of them. */
    conn_mark_changed(conn);
    /* What was said of another decision is not to be read under this one. */
    if (!err && (petition->person.reply || petition->purpose == PETITION_COMMENT))
        err = petition_save_reply(conn, petition->id, petition->person.reply);
    if (!err && is_closed && !petition->closed_ms)
        err = run_pair(conn, STMT_PETITION_LETTER_PUT, conn->now_ms, petition->id);
    return err ? err : petition_audit(conn, petition, act, petition->version + 1);
}

enum err petition_note_published(struct conn *conn, int64_t article_id)
{
    int64_t id = 0;
    assert(conn->is_writer);
    {
        auto_query struct query q = query_of(conn, STMT_PETITION_LETTER_ANSWERED);
        bind_integer(&q, article_id);
        enum err err = query_row(&q);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_OK : err;
        id = column_integer(&q);
    }
    enum err err = run_pair(conn, STMT_PETITION_PUBLISHED, conn->now_ms, article_id);
    return err ? err : run_pair(conn, STMT_PETITION_LETTER_PUT, conn->now_ms, id);
}
