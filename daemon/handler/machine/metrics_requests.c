/* The metrics of requests. A route is labelled by its pattern, never by a path: what people read is nobody's
 * business here. Routes that nobody asked for are left out. */
#include "metrics_inner.h"

#include "view/exposition.h"
#include "work/slow_pool.h"

static const char *const class_names[STATUS_CLASSES] = {"2xx", "3xx", "4xx", "5xx"};

/* All routes together; these are always there, so that a first failure shows as one more and not as a new
 * line. */
static void show_responses(const struct metrics *metrics, struct buf *out)
{
    static const char name[] = "congd_http_responses_total";
    exposition_family(out, name, FAMILY_COUNTER, "Answers, by class of status.");
    for (enum status_class class = 0; class < STATUS_CLASSES; class ++) {
        struct histogram_state state = {0};
        for (size_t route = 0; route <= metrics_route_count(metrics); route++)
            metrics_read_time(metrics, route, class, &state);
        const struct label labels[] = {{"status", class_names[class]}, {0}};
        exposition_integer(out, name, labels, (int64_t)histogram_total(&state));
    }
}

static void show_times(const struct metrics *metrics, struct buf *out)
{
    static const char name[] = "congd_http_request_seconds";
    exposition_family(
        out, name, FAMILY_HISTOGRAM,
        "Time from a whole request to its ready answer, by route (its pattern) and class of status.");
    for (size_t i = 0; i <= metrics_route_count(metrics); i++) {
        struct metrics_route route = metrics_route(metrics, i);
        for (enum status_class class = 0; class < STATUS_CLASSES; class ++) {
            struct histogram_state state = {0};
            metrics_read_time(metrics, i, class, &state);
            const struct label labels[] = {
                {"method", route.method}, {"route", route.pattern}, {"status", class_names[class]}, {0}};
            if (histogram_total(&state))
                exposition_times(out, name, labels, &state);
        }
    }
}

static void show_cpu(const struct metrics *metrics, struct buf *out)
{
    static const char name[] = "congd_http_making_cpu_seconds";
    exposition_family(
        out, name, FAMILY_HISTOGRAM,
        "Processor time of making an answer, by route and by who made it (a serving thread or the "
        "slow pool); what the page cache holds is not made.");
    for (size_t i = 0; i < metrics_route_count(metrics); i++) {
        struct metrics_route route = metrics_route(metrics, i);
        for (int is_on_pool = 0; is_on_pool <= 1; is_on_pool++) {
            struct histogram_state state = {0};
            metrics_read_cpu(metrics, i, is_on_pool, &state);
            const struct label labels[] = {{"method", route.method},
                                           {"route", route.pattern},
                                           {"by", is_on_pool ? "pool" : "server"},
                                           {0}};
            if (histogram_total(&state))
                exposition_times(out, name, labels, &state);
        }
    }
}

/* Before the server serves there is nothing to ask, as in tests of handlers. */
static void show_connections(struct app *app, struct buf *out)
{
    struct server_figures figures = {0};
    if (!app->server.read)
        return;
    app->server.read(app->server.context, &figures);
    exposition_gauge(out, "congd_http_requests_in_flight", "Requests being read or answered.",
                     figures.in_flight);
    exposition_gauge(out, "congd_connections_open", "Open connections.", figures.open);
    exposition_gauge(out, "congd_connections_limit", "Most connections that may be open.", figures.open_most);
    exposition_family(out, "congd_connections", FAMILY_GAUGE, "Open connections, by what they are at.");
    for (size_t i = 0; i < figures.state_count; i++) {
        const struct label labels[] = {{"state", figures.states[i].name}, {0}};
        exposition_integer(out, "congd_connections", labels, figures.states[i].count);
    }
    exposition_counter(out, "congd_connections_accepted_total", "Connections that were accepted.",
                       (int64_t)figures.accepted);
    const struct {
        const char *reason;
        uint64_t count;
    } refused[] = {{"full", figures.refused_full},
                   {"address", figures.refused_address},
                   {"shortage", figures.refused_shortage}};
    exposition_family(
        out, "congd_connections_refused_total", FAMILY_COUNTER,
        "Connections that were not accepted: as many as may be were open, as many of that address, "
        "or descriptors or memory were short.");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const struct label labels[] = {{"reason", refused[i].reason}, {0}};
        exposition_integer(out, "congd_connections_refused_total", labels, (int64_t)refused[i].count);
    }
    exposition_gauge(out, "congd_streams",
                     "Answers that go on: followers of the change feed, exports, imports.",
                     streams_count(app->streams));
}

/* What one class has of a thing. */
static void show_class(struct buf *out, const char *name, const struct slow_figures *figures, int64_t value)
{
    const struct label labels[] = {{"class", figures->name}, {0}};
    exposition_integer(out, name, labels, value);
}

static void show_class_gauges(const struct slow_figures figures[SLOW_CLASSES], struct buf *out)
{
    exposition_family(out, "congd_slow_pool_waiting", FAMILY_GAUGE, "Tasks in the queue.");
    for (int i = 0; i < SLOW_CLASSES; i++)
        show_class(out, "congd_slow_pool_waiting", &figures[i], figures[i].waiting);
    exposition_family(out, "congd_slow_pool_waiting_limit", FAMILY_GAUGE,
                      "Most tasks that may wait in the queue; classes without a limit are left out.");
    for (int i = 0; i < SLOW_CLASSES; i++)
        if (figures[i].waiting_most)
            show_class(out, "congd_slow_pool_waiting_limit", &figures[i], figures[i].waiting_most);
    exposition_family(out, "congd_slow_pool_running", FAMILY_GAUGE, "Tasks that run.");
    for (int i = 0; i < SLOW_CLASSES; i++)
        show_class(out, "congd_slow_pool_running", &figures[i], figures[i].running);
    exposition_family(out, "congd_slow_pool_running_limit", FAMILY_GAUGE, "Most tasks that run at once.");
    for (int i = 0; i < SLOW_CLASSES; i++)
        show_class(out, "congd_slow_pool_running_limit", &figures[i], figures[i].running_most);
    exposition_family(out, "congd_slow_pool_idling", FAMILY_GAUGE,
                      "Tasks under way that wait for something, such as the writer.");
    for (int i = 0; i < SLOW_CLASSES; i++)
        show_class(out, "congd_slow_pool_idling", &figures[i], figures[i].idling);
}

static void show_slow_pool(struct app *app, struct buf *out)
{
    struct slow_figures figures[SLOW_CLASSES] = {{0}};
    static const char name[] = "congd_slow_pool_given_up_total";
    for (enum slow_class class = 0; class < SLOW_CLASSES; class ++)
        slow_pool_figures(app->slow, class, &figures[class]);
    show_class_gauges(figures, out);
    exposition_family(
        out, name, FAMILY_COUNTER,
        "Tasks that were never begun: the queue was full, they waited too long, or nobody waited for "
        "them any more.");
    for (int i = 0; i < SLOW_CLASSES; i++) {
        const struct label refused[] = {{"class", figures[i].name}, {"reason", "full"}, {0}};
        const struct label late[] = {{"class", figures[i].name}, {"reason", "late"}, {0}};
        const struct label gone[] = {{"class", figures[i].name}, {"reason", "gone"}, {0}};
        exposition_integer(out, name, refused, (int64_t)figures[i].refused);
        exposition_integer(out, name, late, (int64_t)figures[i].late);
        exposition_integer(out, name, gone, (int64_t)figures[i].gone);
    }
    exposition_family(out, "congd_slow_pool_wait_seconds", FAMILY_HISTOGRAM,
                      "Time in the queue, of tasks that were begun.");
    for (int i = 0; i < SLOW_CLASSES; i++) {
        const struct label labels[] = {{"class", figures[i].name}, {0}};
        exposition_times(out, "congd_slow_pool_wait_seconds", labels, &figures[i].wait);
    }
}

/* One figure of both shares; `offset` is its place in struct page_figures. */
struct cache_row {
    const char *name, *help;
    enum family_kind kind;
};

static void show_cache_row(struct buf *out, const struct cache_row *row, uint64_t pages, uint64_t api)
{
    const struct label of_pages[] = {{"share", "pages"}, {0}}, of_api[] = {{"share", "api"}, {0}};
    exposition_family(out, row->name, row->kind, row->help);
    exposition_integer(out, row->name, of_pages, (int64_t)pages);
    exposition_integer(out, row->name, of_api, (int64_t)api);
}

static void show_page_cache(struct app *app, struct buf *out)
{
    static const struct cache_row
        hits = {"congd_page_cache_hits_total", "Answers that were kept ready.", FAMILY_COUNTER},
        misses = {"congd_page_cache_misses_total", "Answers that had to be made by who asked.",
                  FAMILY_COUNTER},
        waits = {"congd_page_cache_waits_total",
                 "Requests that waited for an answer which another was making.", FAMILY_COUNTER},
        evictions = {"congd_page_cache_evictions_total", "Answers that had to make room.", FAMILY_COUNTER},
        entries = {"congd_page_cache_entries", "Answers kept ready.", FAMILY_GAUGE},
        bytes = {"congd_page_cache_bytes", "Memory of answers kept ready.", FAMILY_GAUGE},
        most = {"congd_page_cache_limit_bytes", "Most memory of them.", FAMILY_GAUGE};
    struct page_figures pages, api;
    page_cache_figures(app->pages, SHARE_PAGES, &pages);
    page_cache_figures(app->pages, SHARE_API, &api);
    show_cache_row(out, &hits, pages.hits, api.hits);
    show_cache_row(out, &misses, pages.misses, api.misses);
    show_cache_row(out, &waits, pages.waits, api.waits);
    show_cache_row(out, &evictions, pages.evictions, api.evictions);
    show_cache_row(out, &entries, pages.entries, api.entries);
    show_cache_row(out, &bytes, pages.bytes, api.bytes);
    show_cache_row(out, &most, pages.bytes_most, api.bytes_most);
}

static void show_throttled(struct app *app, struct buf *out)
{
    static const char *const names[THROTTLE_KINDS] = {"search", "write", "error", "miss"};
    exposition_family(out, "congd_throttled_total", FAMILY_COUNTER,
                      "Requests that were told to come later (429), by the budget that was used up.");
    for (enum throttle_kind kind = 0; kind < THROTTLE_KINDS; kind++) {
        const struct label labels[] = {{"budget", names[kind]}, {0}};
        exposition_integer(out, "congd_throttled_total", labels,
                           (int64_t)throttle_refused(app->throttle, kind));
    }
}

void metrics_show_requests(struct app *app, struct buf *out)
{
    if (app->metrics) {
        show_responses(app->metrics, out);
        show_times(app->metrics, out);
        show_cpu(app->metrics, out);
    }
    show_connections(app, out);
    show_slow_pool(app, out);
    show_page_cache(app, out);
    show_throttled(app, out);
}
