/* What runs by itself while a portal serves. Jobs that may not wait for each other have threads of their own:
 * the journal of views, counting (folds it; uses of tokens, queries in vain), the timer (what is scheduled,
 * what is over), the stream notifier (tells those who follow the feed), the indexer (builds the search index
 * anew when it must, and erases from it what was taken back), the keeper (clears the media folder, cuts
 * pictures for lists, makes their other forms, makes backups), the inspector (looks whether the database is
 * whole), the links (asks where they lead, which may take ten seconds each, hands letters to the relay, and
 * has the words of attached documents taken), the pushes (tells other machines, which may take as long).
 *
 * Thread: started and stopped by the main thread. */
#ifndef MAIN_BACKGROUND_H
#define MAIN_BACKGROUND_H

#include "handler/digest_job.h"
#include "handler/push_job.h"
#include "handler/rendition_job.h"
#include "handler/text_job.h"
#include "visits/visits.h"
#include "work/crop.h"
#include "work/daily_mail.h"
#include "work/follow_log.h"
#include "work/integrity.h"
#include "work/link_check.h"
#include "work/petition_clock.h"
#include "work/redaction.h"
#include "work/schedule.h"
#include "work/site_files.h"
#include "work/token_expiry.h"
#include "work/worker.h"

struct running;

enum { BACKGROUND_THREADS = 9, BACKGROUND_JOBS = 29 };

struct background {
    struct running *running;
    struct job jobs[BACKGROUND_JOBS];
    struct worker *workers[BACKGROUND_THREADS];
    bool is_sealed;           /* whatever was published before there were seals; the indexer's */
    uint64_t stream_notified; /* the generation that the stream notifier saw last; its own */
    struct schedule schedule;
    struct redaction_job redaction;
    struct integrity_job integrity;
    struct link_rules link_rules;
    struct link_check_options links;
    struct link_check *link_check;
    struct daily_mail mail;
    struct push_job push;
    struct digest_job digest;
    struct token_expiry_job token_expiry;
    struct petition_clock petition_clock;
    struct crop_job crops;
    struct rendition_job renditions;
    struct text_job texts;
    struct site_files_job site_files;
    struct visits_listener listener;
    struct follow_log follow;
    struct job follow_job;
    struct worker *follower; /* NULL: one machine */
};

/* Of background_start(): what the jobs are told, once `running` is known. Errors: MEMORY. */
enum err background_begin(struct background *background);

/* `running` must outlive it. Errors: MEMORY; what was started is stopped by background_stop(). */
enum err background_start(struct background *background, struct running *running);

/* Waits for the jobs that run. Zeroed is fine. */
void background_stop(struct background *background);

#endif
