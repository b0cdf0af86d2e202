/* A data folder that is given another database: what was taken back since the copy is taken back again, and
 * the files are exchanged, in steps that can be killed anywhere and go on with the next start.
 *
 * The new files are made ready in DATA/RESTORE_UNFINISHED, a data folder of its own; a rename to
 * DATA/RESTORE_READY decides, and whoever holds the lock next carries it out. The former files go to
 * DATA/former/…, which nothing here ever removes. Nothing here knows folders of backups: work/restore.h does.
 *
 * Thread: one at a time a folder, by who holds its lock. Errors: the common ones of store.h. */
#ifndef STORE_RESTORE_H
#define STORE_RESTORE_H

#include "store/backup.h"

#define RESTORE_UNFINISHED ".restore-unfinished"
#define RESTORE_READY ".restore-ready"
/* Beside the database from the exchange on, until all media have come: see work/restore.h. */
#define RESTORE_PENDING "restore.pending"
/* In the folder that is ready: one line, the former files' place within the data folder. */
#define RESTORE_FORMER ".former"

/* Takes DIR/lock, making the folder (0750) when it is missing, for one who opens no store. Errors: CONFLICT
 * (another process has it; `fault` says which). The lock ends with the descriptor, which is the caller's. */
enum err store_hold(const char *directory, struct buf *fault, int *ret_fd);

/* Carries out an exchange that is ready, or goes on with one; does nothing when there is none. The lock must
 * be held. *ret_done (or NULL): there was one. */
enum err restore_exchange(const char *directory, bool *ret_done, struct buf *fault);

/* One thing that was taken back. */
struct former_redaction {
    int64_t article_id, version; /* 0: the whole article */
    int64_t at_ms;
    const char *note;        /* why, as its history shows; or NULL */
    const char *external_id; /* that the article has now; or NULL */
};

/* A hash of a name that was taken back, with its kind. */
struct former_hash {
    const char *kind;
    const void *bytes;
    size_t size;
};

/* What a person's request took beside articles: "media", "tag", "report" or "note". */
struct former_part {
    const char *kind;
    int64_t id, at_ms;
};

/* A person's request, by its number. */
struct former_erasure {
    int64_t id, at_ms;
};

/* The highest number that a table ever gave. */
struct former_number {
    const char *table;
    int64_t last;
};

/* A token as it is now: what it was good for, not what it says. */
struct former_token {
    int64_t id, created_ms;
    const void *hash, *grace_hash; /* of its secret; of the one before, good until grace_ms, or NULL */
    size_t size, grace_size;
    int64_t grace_ms, revoked_ms, expires_ms; /* 0: none */
};

/* An account as it is now. */
struct former_account {
    int64_t id;
    const char *name;
    int64_t password_ms, disabled_ms;     /* when its password was set; 0: it is not disabled */
    int64_t role, is_limited, needs_totp; /* as the database has them */
    const char *categories; /* the ids of those it is limited to, with a comma before and behind each */
    int64_t unproved_ms;    /* when its one-time codes were ended last; 0: never */
};

/* One-time codes that an account has now; their secret is sealed. */
struct former_factor {
    int64_t account_id, kind;
    const void *secret;
    size_t size;
    int64_t last_step, created_ms, confirmed_ms;
};

/* A recovery code that is good still. */
struct former_recovery {
    int64_t account_id;
    const char *selector, *hash;
};

/* A key that signs seals, or signed them: its public half. */
struct former_key {
    const void *key;
    size_t size;
    int64_t from_ms, until_ms; /* until_ms 0: it signs now */
};

/* What the database that goes aside knows and a copy of before cannot. All in one arena. */
struct former {
    const char *portal; /* as of struct backup_facts */
    struct former_redaction *redactions;
    struct former_hash *names;
    struct former_token *tokens;
    struct former_number *numbers;
    struct former_part *parts;
    struct former_erasure *erasures;
    struct former_account *accounts;
    struct former_factor *factors;
    struct former_recovery *recovery;
    struct former_key *keys;
    const char *subscribers; /* hashes of their addresses as JSON; NULL: none are known of its time */
    bool knows_recovery;     /* there are recovery codes in its time */
    size_t token_count, account_count, factor_count, recovery_count;
    size_t key_count, part_count, erasure_count, redaction_count, name_count, number_count;
};

/* Reads it off a database, which need not be settled; or off an open store, as it is on the disk. */
enum err former_read(struct backup_copy *copy, struct arena *arena, struct former *ret_former);
enum err former_read_store(struct store *store, struct arena *arena, struct former *ret_former);

/* Each adds one unless the list has it. Errors: MEMORY. */
enum err former_add(struct former *former, struct arena *arena, const struct former_redaction *redaction);
enum err former_add_part(struct former *former, struct arena *arena, const struct former_part *part);
/* Of whatever is in the list already; `hash` is hexadecimal. What is no name of a kind is left out. */
enum err former_add_name(struct former *former, struct arena *arena, const char *kind, const char *hash);
enum err former_add_erasure(struct former *former, struct arena *arena, const struct former_erasure *erasure);

/* What restore_apply() did. */
struct restore_counts {
    int64_t redacted;  /* taken back again, or known to be gone */
    int64_t withdrawn; /* of these, articles whose state in the copy was it: withdrawn, without its words */
    int64_t names;     /* known again as taken back */
    int64_t revoked;   /* tokens */
    int64_t rotated;   /* of these, tokens whose secret in the copy was exchanged since */
    int64_t disabled;  /* accounts that were disabled since the copy, and stay so */
    int64_t lessened;  /* accounts that lost rights since the copy, and are not given them again */
    int64_t
        passwords; /* accounts whose password in the copy was changed since, and is that of the copy again */
    int64_t accounts, admins; /* accounts there are; administrators of them who are not disabled */
    int64_t parts;            /* of persons' requests, taken again */
    int64_t swept;            /* names that nothing else took: slugs, tags, external ids, old addresses */
    int64_t factors, mails;   /* accounts without their one-time codes, which no key opens or which were ended
                                 or exchanged   since; without their address, which no key opens */
    int64_t proofs;  /* accounts whose one-time or recovery codes are those of now, not those of the copy */
    int64_t unknown; /* names of the copy that nobody knows any more, its key being another */
};

/* What is to become of the copy. */
struct restore_terms {
    const char *name; /* the backup's, for the audit */
    bool keeps_names; /* the store's key is the one that the names of the former database are hashed with */
    bool knows_own_names; /* and the one of the copy's own */
    bool keeps_seals;     /* and the one that secrets of the former database are sealed with */
    bool only_forgets;    /* it stays a copy of its moment: numbers, tokens and epoch are left as they are */
};

/* In one transaction of the copy's own store: takes back again, makes the names known and takes what still
 * bears one, and writes the line of the audit; unless it only forgets it revokes the tokens, disables the
 * accounts that were disabled since, takes the rights and codes that they have no more, takes away what no
 * key opens, lets no number be given twice and begins a new epoch. What was taken is then to be erased
 * (store/redaction.h). */
enum err restore_apply(struct store *store, const struct former *former, const struct restore_terms *terms,
                       struct restore_counts *ret_counts);

/* Which key a file holds, as backup_key_check() says it. Errors: NOT_FOUND, INPUT (it is no key), INTERNAL.
 */
enum err restore_key_check(const char *path, char ret_check[static BACKUP_HASH_SIZE]);

/* The same of a key itself. Errors: MEMORY. */
enum { RESTORE_KEY_SIZE = 32 };
enum err restore_key_name(const unsigned char key[static RESTORE_KEY_SIZE],
                          char ret_check[static BACKUP_HASH_SIZE]);

#endif
