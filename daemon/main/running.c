/* Opens what a portal needs in the one order that works, and closes it in the opposite one. Knows the
 * settings; what it opens does not. */
#include "running.h"

#include "app_settings.h"
#include "base/log.h"
#include "base/said.h"
#include "broken_disk.h"
#include "condition.h"
#include "handler/live_assets.h"
#include "handler/ratings.h"
#include "http/response.h"
#include "mail_settings.h"
#include "public_address.h"
#include "replication_settings.h"
#include "route/route.h"
#include "start_look.h"
#include "store/health.h"
#include "store/miss.h"
#include "store/token.h"
#include "work/backup_job.h"
#include "work/redaction.h"
#include "work/restore.h"
#include "work/slow_pool.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A read of the store may take five seconds on the slow pool, where people wait; requests have half a
 * minute. The patience at the end is well below the 90 s that systemd waits. */
enum {
    ARENA_LIMIT = 1024 * 1024,
    BACKUP_FOLDER_MODE = 0750,
    READ_LIMIT_MS = 5000,
    READERS = 24, /* for the slow pool and for what runs by itself */
    THREADS_LEAST = 2,
    PATIENCE_MS = 25000,
    PICTURES_AT_ONCE_MAX = 4,
    OTHER_FILES = 256, /* descriptors beside connections: database, files being sent, lingering sockets */
};

/* Two at least, so that one who holds a thread for its ten milliseconds does not hold everybody. */
static unsigned thread_count(const struct settings *settings)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (settings->threads)
        return (unsigned)settings->threads;
    return processors > THREADS_LEAST ? (unsigned)processors : THREADS_LEAST;
}

/* Those of each socket, one for each that is for monitoring, and that of the control socket. More sockets
 * than these may be handed over by systemd: their threads' readers are opened when they come. */
static unsigned serving_thread_count(const struct settings *settings)
{
    return thread_count(settings) * (unsigned)settings->listen.count +
           (unsigned)settings->metrics_listen.count + 1;
}

/* Opens store and statistics, in that order. */
static enum err open_store(struct running *running, struct buf *fault)
{
    /* slow_pool_wait() lets a writer that waits give its place away. */
    const struct store_options options = {.directory = running->settings->data,
                                          .clock = &clock_system,
                                          .readers = READERS,
                                          .read_limit_ms = READ_LIMIT_MS,
                                          .own_readers = (int)serving_thread_count(running->settings),
                                          .tends_ballast = true,
                                          .ballast = running->settings->ballast,
                                          .on_wait = slow_pool_wait,
                                          .on_broken_disk = broken_disk_end,
                                          .replication = running->ordered ? &running->replication : NULL,
                                          .snapshot_is_optional =
                                              strcmp(running->settings->migration_snapshot, "optional") == 0};
    start_look(running->settings);
    /* The lock is taken here: a second daemon on the folder fails now. */
    enum err err = store_open(&options, fault, &running->store);
    if (!err)
        err = replication_refuse_stranger(running->store, running->ordered, fault);
    if (err)
        return err;
    store_look_at_disk(running->store);
    /* Behind the store, whose transactions say how far the journal was folded. */
    err = visits_open(running->store, &clock_system, &running->visits);
    if (err)
        buf_printf(fault, SAID("không dùng được %s/visits.journal", "%s/visits.journal cannot be used"),
                   running->settings->data);
    return err;
}

/* From the settings; 0 is no limit. */
static struct throttle *new_throttle(const struct settings *settings)
{
    const unsigned rates[THROTTLE_KINDS] = {[THROTTLE_SEARCH] = (unsigned)settings->search_rate,
                                            [THROTTLE_WRITE] = (unsigned)settings->write_rate,
                                            [THROTTLE_ERROR] = (unsigned)settings->error_rate,
                                            [THROTTLE_MISS] = (unsigned)settings->miss_rate};
    return throttle_new(rates);
}

/* Read once, since every view is compared with them. */
static enum err read_uncounted(struct running *running)
{
    const char *text = setting_joined(running->arena, &running->settings->uncounted, " ");
    return address_blocks_read(running->arena, text, &running->portal.uncounted);
}

/* Whence pictures may be fetched besides public addresses. */
static enum err read_import(struct running *running, struct buf *fault)
{
    const struct settings *settings = running->settings;
    /* A file of the technician's; an unreadable one would fail with each picture. */
    const char *authorities = settings->import_authorities;
    enum err err = fetch_rules_read(settings->import_from.items, settings->import_from.count, authorities,
                                    &running->fetch_rules);
    /* Tried as the user whom the helper will be, not as root. */
    if (!err && *authorities && access(authorities, R_OK)) {
        buf_printf(fault,
                   SAID("không đọc được import_authorities %s", "import_authorities %s cannot be read"),
                   authorities);
        err = ERR_INPUT;
    }
    return err;
}

/* A setting whose addresses nobody listens on. */
static void warn_of_unused(const char *setting, const char *addresses)
{
    if (*addresses)
        log_warning("listen", LOG_SAYS("systemd hands sockets over, so this setting has no effect"),
                    LOG_TEXT(setting, addresses));
}

/* What the portal is judged by when somebody asks how it is. */
static void open_condition(struct running *running)
{
    condition_of(running->settings, running->portal.base_url, running->arena, &running->condition);
    running->condition.store = running->store;
    running->condition.visits = running->visits;
    running->condition.helper = running->helper;
    running->condition.ordered = running->ordered;
    condition_note_reach(running->settings, running->arena, &running->condition);
    warn_of_unused("listen", running->condition.unused_listen);
    warn_of_unused("redirect_listen", running->condition.unused_redirect);
    warn_of_unused("metrics_listen", running->condition.unused_metrics);
}

/* Fills the app, which handlers see as const. */
static enum err open_app(struct running *running, struct buf *fault)
{
    const char *folder = running->settings->assets;
    struct app *app = &running->app;
    enum err err = assets_open(*folder ? folder : NULL, &running->assets);
    if (err) {
        buf_printf(fault, SAID("không đọc được thư mục assets %s", "assets %s cannot be read"), folder);
        return err;
    }
    running->portal.store = running->store;
    running->portal.visits = running->visits;
    app->clock = &clock_system;
    app->assets = running->assets;
    app->helper = running->helper;
    app->fetch_rules = strcmp(running->settings->import_pictures, "yes") == 0 ? &running->fetch_rules : NULL;
    app->portal = &running->portal;
    app->condition = &running->condition;
    app_settings_take(running->settings, running->arena, app);
    atomic_init(&app->stopping, false);
    /* Templates and words are checked against each other here, so a mistake in them ends the start. */
    err = app_open(app, fault);
    return err || !*folder ? err : live_assets_open(app, folder, fault);
}

/* Half of the processors at most work on pictures at once, and the readers come first on those too. */
enum err running_start_helper(struct running *running, const struct sandbox_user *user,
                              const struct settings *settings)
{
    struct mail_rules mail = {.config = ""};
    const struct helper_programs programs = {settings->out_socket, settings->picture_converter,
                                             settings->pdf_reader, &mail};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    /* At least one; four at most, as each may take CONFINED_MEMORY. */
    long at_once = processors / 2 < 1 ? 1 : processors / 2;
    /* Where another process goes out, the relay's password is none of this one's. */
    if (!*settings->out_socket)
        mail_settings_take(settings, &mail);
    enum err err = helper_start(at_once < PICTURES_AT_ONCE_MAX ? (unsigned)at_once : PICTURES_AT_ONCE_MAX,
                                user, &programs, &running->helper);
    /* The helper has its own. */
    sodium_memzero(&mail, sizeof mail);
    return err;
}

/* As many descriptors as the connections need, or as many connections as there are descriptors. */
static unsigned connection_count(const struct settings *settings)
{
    struct rlimit files;
    /* Descriptors, of which each connection needs one. */
    rlim_t wanted = (rlim_t)settings->connections + OTHER_FILES;
    /* Where it cannot be asked the setting stands. */
    if (getrlimit(RLIMIT_NOFILE, &files))
        return (unsigned)settings->connections;
    if (files.rlim_cur < wanted) {
        /* As far as may be without root. */
        files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur >= wanted)
        return (unsigned)settings->connections;
    /* Half of what there is, where that is hardly more than the files beside. */
    bool is_small = files.rlim_cur <= 2 * OTHER_FILES;
    unsigned most = (unsigned)(is_small ? files.rlim_cur / 2 : files.rlim_cur - OTHER_FILES);
    log_warning("few_descriptors", LOG_SAYS("fewer connections than were asked for; raise LimitNOFILE"),
                LOG_NUMBER("connections", most));
    return most;
}

/* Checks what needs no store, and takes the addresses: as root, where it is root who starts. */
enum err running_bind(struct running *running, const struct settings *settings, struct buf *fault)
{
    running->settings = settings;
    running->arena = arena_new(ARENA_LIMIT);
    /* libsodium before any of its functions. */
    if (!running->arena || sodium_init() < 0)
        return ERR_MEMORY;
    /* One text, as the client's address is looked up in it. */
    const char *proxies = setting_joined(running->arena, &settings->trusted_proxies, " ");
    /* Texts are those of the settings and of the arena; both outlive it. */
    const struct server_options options = {
        .app = &running->app,
        .listen = settings->listen.items,
        .listen_count = settings->listen.count,
        .tls_cert = *settings->tls_cert ? settings->tls_cert : NULL,
        .tls_key = settings->tls_key,
        .redirect = settings->redirect_listen.items,
        .redirect_count = settings->redirect_listen.count,
        .metrics = settings->metrics_listen.items,
        .metrics_count = settings->metrics_listen.count,
        .control_path = arena_printf(running->arena, "%s/control.sock", settings->data),
        .threads = thread_count(settings),
        .connections = connection_count(settings),
        .connections_per_address = (unsigned)settings->connections_per_address,
        .idle_timeout_s = (unsigned)(settings->idle_timeout / 1000),
        .upload_memory = (size_t)settings->upload_memory,
        .proxy_header = settings->proxy_header,
        .trusted_proxies = proxies,
    };
    return arena_failed(running->arena) ? ERR_MEMORY : server_bind(&options, fault, &running->server);
}

/* The folder is there before the confinement, which leaves what is there. One that cannot be made now may be
 * a disk that is not in its place: the portal serves all the same, and each backup says so. */
static enum err open_backups(struct running *running)
{
    const struct settings *settings = running->settings;
    const char *folder = backup_folder(settings->backup_folder, settings->data, running->arena);
    const struct backup_job_options options = {
        .store = running->store,
        .visits = running->visits,
        .clock = &clock_system,
        .data = settings->data,
        .folder = folder,
        .retention = {settings->backup_daily, settings->backup_weekly, settings->backup_monthly},
        .stopping = &running->app.stopping,
    };
    if (mkdir(folder, BACKUP_FOLDER_MODE) && errno != EEXIST)
        log_warning("backup_folder",
                    LOG_SAYS(SAID("không tạo được thư mục sao lưu", "the folder for backups cannot be made")),
                    LOG_TEXT("path", folder), LOG_TEXT("error", said_errno(errno)));
    running->app.backups = backup_job_new(&options);
    running->app.restore =
        restore_job_new(running->store, &clock_system, settings->data, &running->app.stopping);
    if (running->app.backups)
        running->app.copies = backup_job_copies(running->app.backups);
    return running->app.backups && running->app.restore ? ERR_OK : ERR_MEMORY;
}

/* All that serving needs, but no thread; the confinement comes behind it. */
enum err running_open(struct running *running, struct buf *fault)
{
    const struct settings *settings = running->settings;
    self_open(&running->self);
    running->app.self = &running->self;
    /* What may fail by a mistake of the settings comes before what takes time. */
    running->portal.base_url = public_address(settings, running->arena);
    enum err err = read_uncounted(running);
    if (!err)
        err = read_import(running, fault);
    if (!err)
        err = app_settings_push(settings, running->portal.base_url, &running->post_rules, &running->app);
    if (!err)
        err = open_store(running, fault);
    if (!err)
        err = open_app(running, fault);
    if (!err)
        open_condition(running);
    /* It is constant; the check costs nothing and a test alone could be left out. */
    if (!err && !route_table_is_sound()) {
        buf_text(fault,
                 SAID("bảng địa chỉ trong chương trình không đúng", "the table of addresses is not sound"));
        err = ERR_INTERNAL;
    }
    if (!err)
        err = response_begin();
    if (!err) {
        /* Streams need the pool, and the server all of these. */
        running->app.pages = page_cache_new((size_t)settings->page_cache);
        running->app.throttle = new_throttle(settings);
        running->app.slow = slow_pool_new(&clock_system);
        running->app.metrics = route_metrics_new(running->arena);
        running->app.routes = (struct route_source){route_role_of, route_role_at};
        err = running->app.pages && running->app.throttle && running->app.slow && running->app.metrics
                  ? ERR_OK
                  : ERR_MEMORY;
    }
    if (!err)
        err = open_backups(running);
    if (!err) {
        running->app.streams = streams_new(&clock_system, (unsigned)settings->streams, running->app.slow);
        /* Its own step, because it takes the pool. */
        err = running->app.streams ? ERR_OK : ERR_MEMORY;
    }
    return err;
}

/* From here on connections are taken by the kernel and wait. */
enum err running_listen(struct running *running, struct buf *fault)
{
    public_address_warn(running->settings);
    return server_listen(running->server, fault);
}

/* From here on there are threads. */
enum err running_serve(struct running *running, struct buf *fault)
{
    enum err err = server_start(running->server, fault);
    return err ? err : background_start(&running->background, running);
}

/* What was counted since the last minute, and what is to be erased; who knows more tells why it failed. */
static void end_work_on_store(struct store *store)
{
    struct log_context uses = {0}, misses = {0};
    log_enter(&uses);
    if (token_flush_uses(store) && !log_has_told())
        log_error("token_uses", LOG_SAYS("when tokens were used last could not be saved"));
    log_enter(&misses);
    if (miss_flush(store) && !log_has_told())
        log_error("search_misses", LOG_SAYS("searches in vain could not be saved"));
    log_leave(NULL);
    redaction_job_end(store);
}

/* Also of a start that failed half way: each step bears that what it closes was never opened. */
void running_close(struct running *running)
{
    /* First of all: /readyz says no, and the indexer ends. */
    atomic_store(&running->app.stopping, true);
    /* Accepting ends before streams do, so that no new one comes. */
    if (running->server) {
        server_stop_accepting(running->server);
        if (running->app.streams)
            streams_stop(running->app.streams);
        server_stop(running->server, PATIENCE_MS);
    }
    /* Behind the server, whose last requests may still wait for a commit to be told. */
    background_stop(&running->background);
    /* What it holds are responses, the last resort among them. */
    if (running->app.pages) {
        page_cache_free(running->app.pages);
        response_end();
    }
    slow_pool_stop(running->app.slow); /* there may have been no server to do it */
    slow_pool_free(running->app.slow);
    backup_job_free(running->app.backups);
    restore_job_free(running->app.restore);
    throttle_free(running->app.throttle);
    metrics_free(running->app.metrics);
    streams_free(running->app.streams);
    live_assets_close(&running->app);
    /* What was pressed in the last second; a killed process would have lost it. */
    if (running->app.ratings && running->store)
        ratings_save(running->app.ratings, running->store);
    app_close(&running->app);
    assets_free(running->assets);
    broken_disk_judge(visits_close(running->visits));
    if (running->store)
        end_work_on_store(running->store);
    /* Last of what can be written: it checkpoints the database. */
    store_close(running->store);
    /* No upload is under way any more. */
    helper_stop(running->helper);
    ordered_stop(running->ordered);
    self_close(&running->self);
    arena_free(running->arena);
}
