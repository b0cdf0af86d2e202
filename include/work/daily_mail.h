/* The daily mail: what waits for each of the staff who wants it (work/notice.h), made once a day at the hour
 * of the settings, put into the queue (store/letter.h) and handed to the relay (helper/mail.h), with a
 * letter's own Message-ID at each attempt. A letter that fails is tried again after five minutes, ten, twenty
 * … six hours, and given up after LETTER_DAYS. Nothing is written to whom nothing waits for.
 *
 * Letters tell of counts and of pages of the staff; no word of an article, no name of a person.
 * Thread: a job (work/worker.h), which waits for the relay. */
#ifndef WORK_DAILY_MAIL_H
#define WORK_DAILY_MAIL_H

#include "base/clock.h"
#include "helper/mail.h"
#include "store/account.h"
#include "work/backup_job.h"

/* All borrowed. */
struct daily_mail_options {
    struct store *store;
    struct helper *helper;
    struct backup_job *backups; /* or NULL */
    const struct clock *clock;
    const atomic_bool *stopping;
    const char *from; /* mail_address_valid(); "" : no mail is set up, and nothing is done */
    const char *base_url;
    int64_t hour;
    bool checks_links;
    int64_t (*certificate_until_ms)(const void *context); /* 0: TLS is not spoken here */
    const void *context;
};

struct daily_mail {
    struct daily_mail_options options;
    int64_t quiet_ms; /* monotonic: nobody is asked before */
};

enum err daily_mail_run(void *context);
int64_t daily_mail_rest_ms(void *context);

/* The letter to an account of what waits for it, in the connection's arena; NULL: nothing waits. */
enum err daily_letter(const struct daily_mail_options *options, struct conn *conn,
                      const struct account *account, int64_t now_ms, const char **ret_letter);

/* A letter that says no more than that letters arrive; for `congd mail test`. */
enum err mail_trial_letter(struct conn *conn, const char *from, const char *to, enum lang lang,
                           int64_t now_ms, const char **ret_letter);

#endif
