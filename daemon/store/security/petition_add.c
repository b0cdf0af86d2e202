/* Taking in what citizens send: its code, whether it came before, and whether it looks like a question. Must
 * not know what a form is. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "petition_file.h"
#include "petition_inner.h"

#include "text/date.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { TEXT_KNOWN_DAYS = 30 };

/* What a petition is compared by: all that was sent, its text alone (of a comment with its sender and its
 * place, for many say the same few words of a draft), and the way to its sender, by which senders are
 * counted; hashed with the key. */
struct petition_digests {
    unsigned char all[SECRET_HASH_SIZE], text[SECRET_HASH_SIZE], sender[SECRET_HASH_SIZE];
};

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

/* Addresses in small letters, numbers as their digits: however it was typed, it is one sender. */
static const char *petition_sender(struct arena *arena, const struct petition_person *person)
{
    const char *way = text_or_empty(person->mail ? person->mail : person->phone);
    char *sender = arena_alloc(arena, strlen(way) + 1), *end = sender;
    for (; sender && *way; way++)
        if (person->mail)
            *end++ = (char)(*way >= 'A' && *way <= 'Z' ? *way - 'A' + 'a' : *way);
        else if (*way >= '0' && *way <= '9')
            *end++ = *way;
    if (!sender)
        return "";
    *end = '\0';
    return sender;
}

static enum err petition_digest(struct conn *conn, const struct petition *petition,
                                struct petition_digests *ret_digests)
{
    const struct petition_person *person = &petition->person;
    const char *all =
        arena_printf(conn->arena, "%d\x1f%d\x1f%lld\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s", petition->purpose,
                     petition->may_publish, (long long)petition->article_id, petition->field,
                     text_or_empty(person->name), text_or_empty(person->mail), text_or_empty(person->phone),
                     text_or_empty(person->subject), person->text);
    for (size_t i = 0; i < petition->file_count; i++)
        all = petition_file_digest(conn, all, &petition->files[i]);
    secret_hash(conn->store, "petition digest", all, ret_digests->all);
    const char *sender = petition_sender(conn->arena, person), *text = person->text;
    if (petition->purpose == PETITION_COMMENT)
        text = arena_printf(conn->arena, "%s\x1f%lld\x1f%s\x1f%s", sender, (long long)petition->article_id,
                            petition->field, person->text);
    secret_hash(conn->store, "petition text", text, ret_digests->text);
    secret_hash(conn->store, "petition sender", sender, ret_digests->sender);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

/* The code of a mark, so that who sends the same form twice gets the same one; without a mark any. */
static void petition_draw_code(const struct conn *conn, const char *mark, char ret_code[RECEIPT_SIZE])
{
    unsigned char bytes[SECRET_HASH_SIZE];
    static_assert((int)SECRET_HASH_SIZE == (int)RECEIPT_BYTES, "a hash makes a code");
    if (mark)
        secret_hash(conn->store, "petition mark", mark, bytes);
    else
        randombytes_buf(bytes, sizeof bytes);
    receipt_write(bytes, ret_code);
    sodium_memzero(bytes, sizeof bytes);
}

/* OK: the same was taken in under this code. Errors: NOT_FOUND (nothing was), CONFLICT (another). */
static enum err petition_same(struct conn *conn, const unsigned char code_hash[SECRET_HASH_SIZE],
                              const struct petition_digests *digests)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_DIGEST);
    size_t size = 0;
    bind_blob(&q, code_hash, SECRET_HASH_SIZE);
    enum err err = query_row(&q);
    if (err)
        return err;
    const void *digest = column_blob(&q, &size);
    bool is_same = size == SECRET_HASH_SIZE && memcmp(digest, digests->all, SECRET_HASH_SIZE) == 0;
    return is_same ? ERR_OK : ERR_CONFLICT;
}

/* Whether there is room for one more today, and whether it goes beyond what staff see at once. */
static enum err petition_judge_wave(struct conn *conn, const struct petition *petition, int64_t a_day,
                                    bool *suspect)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_COUNT_NEW);
    bind_integer(&q, conn->now_ms - DATE_DAY_MS);
    bind_integer(&q, (int64_t)petition->purpose);
    enum err err = query_row(&q);
    if (err)
        return err;
    if (column_integer(&q) >= PETITIONS_A_DAY)
        return ERR_TOO_MANY;
    *suspect = *suspect || column_integer(&q) >= a_day;
    return ERR_OK;
}

static enum err petition_judge_text(struct conn *conn, const struct petition_digests *digests, bool *suspect)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_TEXT_KNOWN);
    bind_blob(&q, digests->text, sizeof digests->text);
    bind_integer(&q, conn->now_ms - TEXT_KNOWN_DAYS * DATE_DAY_MS);
    enum err err = query_row(&q);
    if (!err && column_integer(&q))
        *suspect = true;
    return err;
}

static enum err petition_add_row(struct conn *conn, const struct petition *petition,
                                 const unsigned char code_hash[SECRET_HASH_SIZE], int64_t *ret_id)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_ADD);
    bind_integer(&q, (int64_t)petition->purpose);
    bind_integer(&q, petition->may_publish);
    bind_integer(&q, petition->is_suspect);
    bind_id(&q, petition->article_id);
    bind_text(&q, petition->field);
    bind_blob(&q, code_hash, SECRET_HASH_SIZE);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, petition->due_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    return query_run(&q);
}

static enum err petition_add_person(struct conn *conn, const struct petition *petition,
                                    const struct petition_digests *digests)
{
    auto_query struct query q = query_of(conn, STMT_PETITION_PERSON_ADD);
    bind_integer(&q, petition->id);
    bind_integer(&q, conn->now_ms);
    bind_blob(&q, digests->all, sizeof digests->all);
    bind_blob(&q, digests->text, sizeof digests->text);
    bind_blob(&q, digests->sender, sizeof digests->sender);
    petition_bind_sealed(&q, petition->person.name);
    petition_bind_sealed(&q, petition->person.mail);
    petition_bind_sealed(&q, petition->person.phone);
    petition_bind_sealed(&q, petition->person.subject);
    petition_bind_sealed(&q, petition->person.text);
    if (arena_failed(conn->arena))
        return ERR_MEMORY;
    return query_run(&q);
}

enum err petition_add(struct conn *conn, const struct petition *petition, const struct petition_rules *rules,
                      const char *mark, char ret_code[RECEIPT_SIZE], bool *ret_is_new)
{
    struct petition added = *petition;
    struct petition_digests digests;
    unsigned char code_hash[SECRET_HASH_SIZE];
    assert(conn->is_writer && petition->person.text && petition->field);
    assert(petition->file_count <= PETITION_FILES_MAX);
    enum err err = petition_digest(conn, petition, &digests);
    if (err)
        return err;
    petition_draw_code(conn, mark, ret_code);
    petition_code_hash(conn, ret_code, code_hash);
    err = petition_same(conn, code_hash, &digests);
    *ret_is_new = err == ERR_NOT_FOUND;
    if (err != ERR_NOT_FOUND)
        return err;
    err = petition_judge_wave(conn, petition, rules->a_day, &added.is_suspect);
    if (!err)
        err = petition_judge_text(conn, &digests, &added.is_suspect);
    if (!err)
        err = petition_files_judge(conn, &added, rules->files_most);
    if (!err)
        err = petition_add_row(conn, &added, code_hash, &added.id);
    if (!err)
        err = petition_add_person(conn, &added, &digests);
    if (!err)
        err = petition_files_add(conn, &added);
    return err ? err : petition_audit(conn, &added, "receive", 1);
}
