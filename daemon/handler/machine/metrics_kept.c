/* The metrics of what is kept: the writer, files and disks, the statistics, backups. */
#include "metrics_inner.h"

#include "store/figures.h"
#include "store/health.h"
#include "store/letter.h"
#include "store/link.h"
#include "view/exposition.h"
#include "work/backup_job.h"

static void show_writer(const struct store_figures *figures, struct buf *out)
{
    exposition_family(out, "congd_writer_wait_seconds", FAMILY_HISTOGRAM,
                      "Time that transactions waited for the one writer.");
    exposition_times(out, "congd_writer_wait_seconds", NULL, &figures->wait);
    exposition_family(out, "congd_writer_hold_seconds", FAMILY_HISTOGRAM,
                      "Time that transactions had the writer, without the commit.");
    exposition_times(out, "congd_writer_hold_seconds", NULL, &figures->hold);
    exposition_family(out, "congd_writer_commit_seconds", FAMILY_HISTOGRAM,
                      "Time of a commit until it is on the disk; their count is that of commits.");
    exposition_times(out, "congd_writer_commit_seconds", NULL, &figures->commit);
    exposition_family(out, "congd_writer_batch_transactions", FAMILY_HISTOGRAM,
                      "Transactions that shared a commit.");
    exposition_sizes(out, "congd_writer_batch_transactions", NULL, &figures->batch);
    exposition_counter(out, "congd_writer_commits_failed_total", "Commits of which nothing was saved.",
                       (int64_t)figures->commits_failed);
    exposition_counter(out, "congd_writer_waits_in_vain_total",
                       "Transactions that did not get the writer in time.", (int64_t)figures->waits_in_vain);
}

/* A disk that cannot be asked is left out. */
static void show_disk(struct buf *out, const char *name, int64_t data, int64_t media)
{
    const struct label of_data[] = {{"folder", "data"}, {0}}, of_media[] = {{"folder", "media"}, {0}};
    if (data >= 0)
        exposition_integer(out, name, of_data, data);
    if (media >= 0)
        exposition_integer(out, name, of_media, media);
}

/* Both 0 where no reserve is wanted. */
static void show_ballast(const struct store_health *health, struct buf *out)
{
    static const char name[] = "congd_ballast_bytes";
    const struct label kept[] = {{"state", "kept"}, {0}}, let_go[] = {{"state", "let_go"}, {0}};
    int64_t lacking = health->ballast_wanted - health->ballast_bytes;
    exposition_family(
        out, name, FAMILY_GAUGE,
        "Bytes of the reserve on the disk: what is kept, and what was let go on a full disk so that "
        "an administrator can still sign in and delete.");
    exposition_integer(out, name, kept, health->ballast_bytes);
    exposition_integer(out, name, let_go, lacking > 0 ? lacking : 0);
}

static void show_files(const struct store_health *health, const struct store_figures *figures,
                       struct buf *out)
{
    exposition_gauge(out, "congd_database_bytes", "Size of the database's file.", figures->database_bytes);
    exposition_gauge(out, "congd_database_log_bytes", "Size of the database's log (WAL).",
                     figures->log_bytes);
    exposition_gauge(out, "congd_database_damaged", "1: damage was found in the database since the start.",
                     health->is_damaged);
    exposition_gauge(out, "congd_disk_full", "1: what is to be saved finds no room.", health->is_full);
    show_ballast(health, out);
    exposition_family(out, "congd_disk_free_bytes", FAMILY_GAUGE,
                      "Room on the disk of the data folder and of its folder media, for the daemon.");
    show_disk(out, "congd_disk_free_bytes", health->data.free_bytes, health->media.free_bytes);
    exposition_family(out, "congd_disk_bytes", FAMILY_GAUGE, "Size of these disks.");
    show_disk(out, "congd_disk_bytes", health->data.bytes, health->media.bytes);
}

static void show_folds(const struct visits_figures *figures, struct buf *out)
{
    const struct label done[] = {{"result", "done"}, {0}}, failed[] = {{"result", "failed"}, {0}};
    exposition_family(out, "congd_folds_total", FAMILY_COUNTER,
                      "Times that counted views were moved into the database, or should have been.");
    exposition_integer(out, "congd_folds_total", done, (int64_t)figures->folds);
    exposition_integer(out, "congd_folds_total", failed, (int64_t)figures->folds_failed);
}

static void show_counting(struct visits *visits, struct buf *out)
{
    struct stats stats;
    struct visits_figures figures;
    visits_stats(visits, &stats);
    visits_figures(visits, &figures);
    exposition_counter(out, "congd_views_total", "Pages that readers looked at, since the portal began.",
                       stats.views.all);
    exposition_counter(out, "congd_visits_total",
                       "Visits of readers, since the portal began, without the opening balance.",
                       stats.visits.all - stats.opening);
    exposition_counter(out, "congd_machine_views_total",
                       "Pages that machines fetched, since the portal began.", stats.machines.all);
    exposition_gauge(out, "congd_visitors_online", "Readers who looked at a page just now.", stats.online);
    exposition_gauge(out, "congd_journal_records",
                     "Counted views in the journal that are not in the database yet.",
                     (int64_t)figures.records);
    exposition_gauge(out, "congd_journal_records_limit", "Room in the journal.",
                     (int64_t)figures.records_most);
    exposition_gauge(out, "congd_journal_overflow_records",
                     "Counted views that neither journal nor database took, and memory keeps.",
                     (int64_t)figures.in_memory);
    show_folds(&figures, out);
}

/* Left out until the folder was looked at, just behind the start. */
static void show_backup(const struct app *app, struct buf *out)
{
    int64_t newest_ms = backup_job_newest_ms(app->backups);
    if (newest_ms >= 0)
        exposition_gauge(out, "congd_backup_last_success_timestamp_seconds",
                         "Of which moment the last good backup is, in seconds since 1970; 0: there is none.",
                         newest_ms / 1000);
}

/* Left out where links are not checked, or the database does not answer. */
static void show_links(const struct app *app, struct buf *out)
{
    enum { ARENA_SIZE = 4096 };
    auto_arena struct arena *arena = app->checks_links ? arena_new(ARENA_SIZE) : NULL;
    auto_conn struct conn *conn = NULL;
    int64_t dead = 0;
    if (arena && !store_lease(app->portal->store, arena, &conn) && !link_count_dead(conn, &dead))
        exposition_gauge(out, "congd_links_dead", "Links of what is published that lead nowhere.", dead);
}

/* Left out where no mail is set up, or the database does not answer. */
static void show_mail(const struct app *app, struct buf *out)
{
    enum { ARENA_SIZE = 8192 };
    auto_arena struct arena *arena = app->mail_from && *app->mail_from ? arena_new(ARENA_SIZE) : NULL;
    auto_conn struct conn *conn = NULL;
    struct letter_counts counts;
    if (!arena || store_lease(app->portal->store, arena, &conn) ||
        letter_count(conn, clock_now_ms(app->clock), &counts))
        return;
    exposition_gauge(out, "congd_mail_waiting", "Letters to the staff that wait to be handed to the relay.",
                     counts.waiting);
    exposition_gauge(out, "congd_mail_given_up", "Letters that were given up within seven days.",
                     counts.given_up);
}

void metrics_show_kept(struct app *app, struct buf *out)
{
    struct store_figures figures;
    struct store_health health;
    store_figures(app->portal->store, &figures);
    store_health(app->portal->store, &health);
    show_writer(&figures, out);
    show_files(&health, &figures, out);
    show_counting(app->portal->visits, out);
    show_backup(app, out);
    show_links(app, out);
    show_mail(app, out);
}
