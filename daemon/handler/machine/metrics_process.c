/* The metrics of the process and of those around it: the helper, the certificate, the log. */
#include "metrics_inner.h"

#include "base/log.h"
#include "base/self.h"
#include "view/exposition.h"
#include "work/follow_log.h"

static void show_orders(const struct helper_figures *figures, struct buf *out)
{
    static const char *const works[HELPER_WORKS] = {"picture", "document", "fetch"};
    static const char *const results[HELPER_RESULTS] = {"done", "refused", "failed"};
    static const char name[] = "congd_helper_orders_total";
    exposition_family(
        out, name, FAMILY_COUNTER,
        "Pictures made, documents looked into and pictures fetched; refused are those that are damaged, "
        "too large or not to be had, failed those that the helper could not do.");
    for (enum helper_work work = 0; work < HELPER_WORKS; work++)
        for (enum helper_result result = 0; result < HELPER_RESULTS; result++) {
            const struct label labels[] = {{"work", works[work]}, {"result", results[result]}, {0}};
            exposition_integer(out, name, labels, (int64_t)figures->orders[work][result]);
        }
    exposition_family(out, "congd_helper_seconds", FAMILY_HISTOGRAM,
                      "Time of each, waiting for a turn included.");
    for (enum helper_work work = 0; work < HELPER_WORKS; work++) {
        const struct label labels[] = {{"work", works[work]}, {0}};
        exposition_times(out, "congd_helper_seconds", labels, &figures->time[work]);
    }
}

static void show_helper(struct app *app, struct buf *out)
{
    struct helper_figures figures;
    helper_figures(app->helper, &figures);
    show_orders(&figures, out);
    exposition_gauge(out, "congd_helper_waiting", "Who waits for the helper's turn.", figures.waiting);
    exposition_gauge(out, "congd_helper_turns_free", "Pictures that could be begun at once.",
                     figures.turns_free);
    exposition_counter(out, "congd_helper_restarts_total", "Times that the helper died and was started anew.",
                       (int64_t)figures.restarts);
}

/* Nothing where TLS is not spoken, so that no alert fires. */
static void show_certificate(struct app *app, struct buf *out)
{
    struct server_figures figures = {0};
    if (app->server.read)
        app->server.read(app->server.context, &figures);
    if (!figures.certificate_until_ms)
        return;
    int64_t left_ms = figures.certificate_until_ms - clock_now_ms(app->clock);
    exposition_gauge(out, "congd_certificate_expiry_timestamp_seconds",
                     "When the certificate that is served ends to be valid, in seconds since 1970.",
                     figures.certificate_until_ms / 1000);
    exposition_gauge(out, "congd_certificate_remaining_seconds",
                     "Time until then; 86400 are a day, below zero it is over.", left_ms / 1000);
}

static void show_log(struct buf *out)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    exposition_family(out, "congd_log_lines_total", FAMILY_COUNTER, "Lines of the log, by level.");
    for (enum log_level level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++) {
        const struct label labels[] = {{"level", levels[level]}, {0}};
        exposition_integer(out, "congd_log_lines_total", labels, (int64_t)log_lines(level));
    }
    exposition_counter(out, "congd_log_lines_lost_total",
                       "Lines of the log that nobody took in time, or for which there was no room.",
                       (int64_t)log_lines_lost());
}

/* By the names that Prometheus's own clients use, so that its dashboards find them. */
static void show_self(struct self *self, struct buf *out)
{
    struct self_figures figures;
    if (!self)
        return;
    self_read(self, &figures);
    exposition_family(out, "process_cpu_seconds_total", FAMILY_COUNTER,
                      "Processor time of the daemon, without its helper.");
    exposition_seconds(out, "process_cpu_seconds_total", NULL, figures.cpu_us);
    exposition_family(out, "process_start_time_seconds", FAMILY_GAUGE, "When the daemon started.");
    exposition_seconds(out, "process_start_time_seconds", NULL, figures.began_ms * 1000);
    const struct {
        const char *name, *help;
        int64_t value;
    } rows[] = {
        {"process_resident_memory_bytes", "Memory that the daemon has in RAM.", figures.resident_bytes},
        {"process_virtual_memory_bytes", "Address space of the daemon.", figures.virtual_bytes},
        {"process_open_fds", "Open descriptors.", figures.descriptors},
        {"process_max_fds", "Most descriptors.", figures.descriptors_most},
    };
    /* Where there is no /proc they are left out. */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value >= 0)
            exposition_gauge(out, rows[i].name, rows[i].help, rows[i].value);
}

/* Nothing of a portal on one machine. */
static void show_replication(struct app *app, struct buf *out)
{
    if (!app->ordered)
        return;
    struct follow_lag lag = follow_log_lag(app->portal->store, app->ordered);
    exposition_gauge(out, "congd_replication_writes",
                     "1: the common log of the machines is reached, and what is sent can be saved.",
                     lag.log.is_reached);
    exposition_gauge(out, "congd_replication_applied",
                     "Number of the last entry of the common log that is part of this machine's store.",
                     lag.applied);
    exposition_gauge(out, "congd_replication_head",
                     "Number of the last entry that the log was heard to have.", lag.log.head);
    exposition_gauge(out, "congd_replication_lag_entries", "Entries that this machine has still to apply.",
                     lag.entries);
    exposition_family(out, "congd_replication_lag_seconds", FAMILY_GAUGE,
                      "Age of the last of them; 0 when there is none.");
    exposition_seconds(out, "congd_replication_lag_seconds", NULL, lag.ms * 1000);
}

void metrics_show_process(struct app *app, struct buf *out)
{
    const struct label version[] = {{"version", CONG_VERSION}, {0}};
    exposition_family(out, "congd_build_info", FAMILY_GAUGE, "Which congd this is.");
    exposition_integer(out, "congd_build_info", version, 1);
    exposition_gauge(out, "congd_ready",
                     "1: requests may be sent here, as /readyz says it, but for asking the "
                     "database.",
                     service_is_ready(app));
    show_helper(app, out);
    show_certificate(app, out);
    show_log(out);
    show_replication(app, out);
    show_self(app->self, out);
}
