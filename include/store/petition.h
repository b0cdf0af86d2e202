/* What citizens send: a question, or a comment on a draft. What says who it is and what they wrote (struct
 * petition_person) stands in a table of its own, sealed with the portal's key: never in search, export,
 * feeds, change feed, log or audit, and erased by a clock. The rest says what became of it. Whoever sent it
 * holds a code (text/receipt.h), of which a hash is kept. Errors: see store.h; thread: the connection's. */
#ifndef STORE_PETITION_H
#define STORE_PETITION_H

#include "store/store.h"
#include "text/receipt.h"

#include <stddef.h>

enum petition_purpose { PETITION_QUESTION, PETITION_COMMENT, PETITION_PURPOSES };

/* Numbers of the database. From ANSWERED on it is closed. */
enum petition_state {
    PETITION_RECEIVED,
    PETITION_ASSIGNED,
    PETITION_ANSWERED,
    PETITION_REFUSED,
    PETITION_FORWARDED,
    PETITION_STATES
};

/* "received", "assigned" …; static. */
const char *petition_state_name(enum petition_state state);

/* Greatest lengths in bytes of UTF-8; PETITION_TEXT_LETTERS in characters, which whoever reads input counts.
 */
enum {
    PETITION_NAME_MAX = 400,
    PETITION_MAIL_MAX = 254,
    PETITION_PHONE_MAX = 40,
    PETITION_SUBJECT_MAX = 800,
    PETITION_TEXT_LETTERS = 5000,
    PETITION_TEXT_MAX = 4 * PETITION_TEXT_LETTERS,
    PETITION_REPLY_MAX = 32 * 1024,
    PETITION_UNIT_MAX = 400,
    PETITION_FIELD_MAX = 40,
    PETITION_FILES_MAX = 3,
    PETITION_FILE_MAX = 5 * 1024 * 1024, /* bytes of one file */
    PETITION_FILE_NAME_MAX = 120,
};

/* More than these are not taken within 24 hours, whatever they are; who sends more only fills the disk. */
enum { PETITIONS_A_DAY = 1000 };

/* Likewise bytes of the files that come with them. Of what all may come to (petition_rules) each takes
 * PETITION_FILE_SHARE at least, so that there is a bound of how many they are, too. */
enum { PETITION_FILES_A_DAY = 200 * 1024 * 1024, PETITION_FILE_SHARE = 256 * 1024 };

/* A file that came with it. It lies sealed beside the person and goes with it. */
struct petition_file {
    const char *name;  /* as people save it; NULL: it was sealed with another key */
    const char *type;  /* "image/jpeg" … */
    const void *bytes; /* NULL in a list; and what was sealed with another key */
    size_t size;       /* 1 to PETITION_FILE_MAX */
};

/* Texts are NULL where there is none, and all are once it was erased, or when it was sealed with another key.
 */
struct petition_person {
    const char *name, *mail, *phone;
    const char *subject, *text;
    const char *reply; /* of the staff, to them alone: the answer that is not public, why it was refused */
};

struct petition {
    int64_t id, version;
    enum petition_purpose purpose;
    enum petition_state state;
    bool may_publish;   /* they agreed that question and answer become public */
    bool is_suspect;    /* the machine thinks that it is no question; staff find it in a list of its own */
    int64_t article_id; /* of a comment: on which article; 0 none, or gone */
    int64_t answer_id;  /* the article that answers it; 0 none, or gone */
    const char *field;  /* of life: a choice of FACT_QUESTION_FIELD, or "" */
    const char *unit;   /* who answers it; of one that was forwarded, to whom; "" nobody yet */
    int64_t received_ms, due_ms /* 0 none */, assigned_ms, closed_ms, erased_ms; /* 0: not */
    struct petition_person person;     /* only where a function says so */
    const struct petition_file *files; /* of one that is taken in; NULL in what is read */
    size_t file_count;
};

struct petition_rules {
    int64_t a_day;      /* of a purpose, within 24 hours, before the others are suspect; 0 none may */
    int64_t files_most; /* bytes that the files of all may come to which are not erased yet */
};

/* Takes it in, of `petition` purpose, may_publish, is_suspect, article_id, field, due_ms, files and person
 * (without reply). One whose text came before within 30 days (a comment's by the same sender to the same
 * place), or beyond what the rules let pass, becomes suspect. `mark` is an unguessable text under which the
 * same petition may be sent again (NULL: none): what was taken in under it already gives its code once more,
 * and *ret_is_new is false. Writer only. Errors: TOO_MANY (of all, today), TOO_LARGE (its files, with those
 * of all, today), FORBIDDEN (its files, with all that there are), CONFLICT (another was taken in under the
 * mark). */
enum err petition_add(struct conn *conn, const struct petition *petition, const struct petition_rules *rules,
                      const char *mark, char ret_code[RECEIPT_SIZE], bool *ret_is_new);

/* What became of it, for who holds its code, in the form of receipt_read(); of the person the reply alone.
 * Errors: NOT_FOUND. */
enum err petition_of_code(struct conn *conn, const char *code, struct petition *ret_petition);

/* Without the person. Errors: NOT_FOUND. */
enum err petition_find(struct conn *conn, int64_t id, struct petition *ret_petition);

/* With the person, for the staff; that somebody looked is a line of the audit. Writer only.
 * Errors: NOT_FOUND. */
enum err petition_open(struct conn *conn, int64_t id, struct petition *ret_petition);

/* The files that came with it, in their order, without their bytes; *ret_count 0 once it was erased. */
enum err petition_files(struct conn *conn, int64_t id, struct petition_file **ret_files, size_t *ret_count);

/* One of them with its bytes, `place` from 1, for the staff; a line of the audit says that somebody looked.
 * Writer only. Errors: NOT_FOUND. */
enum err petition_file_open(struct conn *conn, int64_t id, int64_t place, struct petition_file *ret_file);

/* Saves state, unit, answer_id and person.reply of one that petition_find() gave; the times follow from the
 * state. A question's reply stays where there is no new one; a comment's goes with its decision. What staff
 * deal with is suspect no more, unless it is refused. The audit says `act` ("assign" …), and nothing of the
 * person. A letter waits for whoever asked and left an address, when a question is closed that is not suspect
 * (store/petition_letter.h). Writer only. Errors: CONFLICT (it is not as it was: `version`). */
enum err petition_change(struct conn *conn, const struct petition *petition, const char *act);

/* An article became public: what it answers is answered. Writer only. */
enum err petition_note_published(struct conn *conn, int64_t article_id);

struct petition_query {
    enum petition_purpose purpose;
    unsigned states;    /* bits 1u << PETITION_… */
    bool is_suspect;    /* those that are, or those that are not */
    int64_t article_id; /* comments on this one; 0 all */
    int64_t before;     /* ids below; 0 all */
    int limit;          /* 1 to 1000 */
};

/* Newest first, without the persons. */
enum err petition_list(struct conn *conn, const struct petition_query *query, struct petition **ret_items,
                       size_t *ret_count);

/* Bytes that the files of all petitions take, each counted as PETITION_FILE_SHARE at least. */
enum err petition_files_in_all(struct conn *conn, int64_t *ret_bytes);

/* How many wait: open ones, and suspects that nobody dealt with. */
enum err petition_count_open(struct conn *conn, enum petition_purpose purpose, int64_t *ret_open,
                             int64_t *ret_suspect);

/* Erases the persons of what was closed at or before `until_ms`, and of suspects and comments that came
 * before and nobody dealt with since; a line of the audit each. At most `limit`. Writer only. */
enum err petition_forget(struct conn *conn, int64_t until_ms, int limit, int *ret_count);

/* Erases the person of one, whatever its state, for who has a right to it. Writer only. Errors: NOT_FOUND. */
enum err petition_erase(struct conn *conn, int64_t id);

/* A mark of a form: when it was given out, signed with the portal's key, and what makes it another than all
 * others. Any thread. Errors of reading: INPUT (it is none of ours). */
enum { PETITION_MARK_SIZE = 64 };
void petition_mark_make(const struct store *store, int64_t now_ms, char ret_mark[PETITION_MARK_SIZE]);
enum err petition_mark_read(const struct store *store, const char *mark, int64_t *ret_made_ms);

#endif
