/* The condition of a portal, as far as the process that serves it can see, or, while none does, whoever looks
 * into its data folder: rows of base/check.h, a name for each thing looked at. Nothing is changed, and
 * nothing takes longer than a look: what needs the whole file is told as the last look at it found it.
 *
 * Names: permissions, schema, integrity, index, links, tokens, clock, space, ballast, visits, certificate,
 * backup, copies, helper, heic, pdf; restore, listen, webhooks, digests and files while there is something to
 * say of them, acme where its folder is set, mail where it is set up, replication where several machines are.
 */
#ifndef WORK_CHECK_H
#define WORK_CHECK_H

#include "base/check.h"
#include "helper/helper.h"
#include "store/condition.h"
#include "store/health.h"
#include "visits/visits.h"

/* What is looked at; texts are borrowed. */
struct check_scope {
    const char *data;               /* the data folder */
    const char *backups;            /* where backups are kept */
    const char *tls_cert, *tls_key; /* "" without TLS of our own */
    const char *converter;          /* the setting picture_converter (helper/converter.h) */
    const char *pdf_reader;         /* the setting pdf_reader (helper/page_text.h) */
    const char *host;               /* that citizens use, "" unknown */
    const char *acme_folder;        /* "" none */
    const char *mail_program;       /* that sends letters; "" none are sent */
    int64_t question_files_mb;      /* the setting question_files */
    const char *unused_listen;      /* what the setting says in vain, or ""; likewise: */
    const char *unused_redirect, *unused_metrics;
    bool is_cut_off;         /* it listens where there is no network */
    struct store *store;     /* NULL: it could not be opened, which the caller has told */
    struct visits *visits;   /* NULL where nothing is counted */
    struct helper *helper;   /* NULL where nothing is served */
    struct ordered *ordered; /* the common log of several machines; NULL: one machine */
    const struct clock *clock;
};

/* All rows. Reads the store on a lease. */
void check_portal(const struct check_scope *scope, struct check_list *list);

/* Parts of it, each with rows of one name. */
void check_permissions(const struct check_scope *scope, struct check_list *list);
void check_schema(const struct schema_state *schema, struct check_list *list);
void check_store(const struct check_scope *scope, struct check_list *list);
void check_tokens(const struct check_scope *scope, struct conn *conn, struct check_list *list);
/* What others are told: nothing is said where nobody is. */
void check_webhooks(const struct check_scope *scope, struct conn *conn, struct check_list *list);
void check_digests(const struct check_scope *scope, struct conn *conn, struct check_list *list);

/* Files of citizens beside what they may come to; nothing is said where there are none. */
void check_question_files(const struct check_scope *scope, struct conn *conn, struct check_list *list);

void check_mail_queue(const struct check_scope *scope, struct conn *conn, struct check_list *list);
void check_clock(const struct check_scope *scope, int64_t last_ms, struct check_list *list);
void check_space(const struct check_scope *scope, struct check_list *list);
void check_ballast(const struct store_health *health, struct check_list *list);
void check_visits(const struct check_scope *scope, struct check_list *list);
void check_certificate(const struct check_scope *scope, struct check_list *list);
void check_acme(const struct check_scope *scope, struct check_list *list);
void check_listen(const struct check_scope *scope, struct check_list *list);
void check_replication(const struct check_scope *scope, struct check_list *list);
void check_backup(const struct check_scope *scope, struct check_list *list);
void check_copies(const struct check_scope *scope, struct check_list *list);
void check_converter(const struct check_scope *scope, struct check_list *list);
void check_pdf_reader(const struct check_scope *scope, struct check_list *list);
void check_restore(const struct check_scope *scope, struct check_list *list);

/* Bounds below which is warned, and below which it fails. */
enum {
    CHECK_CERTIFICATE_DAYS = 14, /* that are left: who renews does it a month before */
    CHECK_BACKUP_HOURS = 36,     /* since the last good one: a daily one that was missed */
};

/* The end of a certificate's chain, the earliest of its certificates, in milliseconds since 1970. `fault`
 * receives one line. Errors: INPUT (no such file, or not one of certificates). Thread: any. */
enum err certificate_end(const char *path, struct buf *fault, int64_t *ret_ends_ms);

#endif
