/* congd cluster init: the portal of this machine becomes the beginning of a cluster. Its media and a snapshot
 * of its database are in PostgreSQL, read back and compared, before it is said to be done; what is
 * interrupted is gone on with by doing it again. The portal itself loses nothing by it. */
#include "cluster.h"

#include "base/said.h"
#include "command.h"
#include "offline.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { CLUSTER_DIGITS = (CLUSTER_NAME_SIZE - 1) / 2 };

/* One that is there already is gone on with when this folder is its, and nobody begins from it yet. */
static enum err init_go_on(struct cluster_work *work, const struct membership *own,
                           const struct cluster_row *row)
{
    struct snapshot_row newest;
    enum err err = snapshot_newest(work->database, work->fault, &newest);
    if (err == ERR_NOT_FOUND && (strcmp(own->cluster, row->name) == 0 || strcmp(row->node, work->node) == 0))
        return ERR_OK;
    if (err && err != ERR_NOT_FOUND)
        return err;
    buf_printf(work->fault,
               SAID("trong PostgreSQL đã có một cụm, do máy %s lập; để máy này vào cụm: congd cluster join",
                    "PostgreSQL has a cluster already, made by %s; to have this machine join it: congd "
                    "cluster join"),
               row->node);
    return ERR_CONFLICT;
}

/* The cluster that there is, or a new one. */
static enum err init_cluster(struct cluster_work *work, struct store *store, const struct membership *own,
                             struct cluster_row *row)
{
    unsigned char name[CLUSTER_DIGITS];
    enum err err = cluster_look(work->database, work->fault, row);
    if (!err)
        return init_go_on(work, own, row);
    if (err != ERR_NOT_FOUND)
        return err;
    if (own->cluster[0]) {
        buf_text(work->fault, SAID("thư mục này đã thuộc một cụm khác; hãy chạy congd cluster leave trước",
                                   "this folder is part of another cluster; run congd cluster leave first"));
        return ERR_CONFLICT;
    }
    randombytes_buf(name, sizeof name);
    sodium_bin2hex(row->name, sizeof row->name, name, sizeof name);
    backup_key_check(store, row->key_check);
    snprintf(row->node, sizeof row->node, "%s", work->node);
    return cluster_found(work->database, row, work->fault);
}

/* On the open store, so that nobody serves it meanwhile: media first, then that it is part of the cluster. */
static enum err init_store(struct cluster_work *work, int64_t *ret_missing)
{
    const struct store_options options = {.directory = work->settings->data,
                                          .clock = &clock_system,
                                          .readers = 2,
                                          .read_limit_ms = CLUSTER_READ_LIMIT_MS};
    auto_store struct store *store = NULL;
    struct membership own;
    struct cluster_row row = {.name = ""};
    struct cluster_media put = {.files = 0};
    enum err err = store_open(&options, work->fault, &store);
    if (!err)
        err = membership_read(store, &own);
    if (!err)
        err = init_cluster(work, store, &own, &row);
    if (!err)
        err = cluster_put_media(work, store, &put);
    *ret_missing = put.missing;
    if (!err)
        printf(SAID("%" PRId64 " ảnh và tệp, %" PRId64 " MiB, đã vào PostgreSQL\n",
                    "%" PRId64 " media, %" PRId64 " MiB, are in PostgreSQL\n"),
               put.files, (put.bytes + (1 << 20) - 1) >> 20);
    if (!err && strcmp(own.cluster, row.name) != 0) {
        own = (struct membership){.applied = 0};
        snprintf(own.cluster, sizeof own.cluster, "%s", row.name);
        err = membership_set(store, &own);
    }
    return err;
}

static enum err init_work(struct cluster_work *work)
{
    struct snapshot_row snapshot;
    int64_t missing = 0;
    enum err err = cluster_connect_first(work);
    if (!err)
        err = init_store(work, &missing);
    if (!err)
        err = cluster_snapshot(work, &snapshot);
    if (!err)
        err = cluster_note_node(work->database, work->node, snapshot.seq, snapshot.schema, work->fault);
    if (err)
        return err;
    if (missing)
        fprintf(stderr,
                SAID("congd: máy này thiếu %" PRId64 " ảnh và tệp; xem congd media check\n",
                     "congd: this machine lacks %" PRId64 " media; see congd media check\n"),
                missing);
    printf(SAID("cụm đã lập, bắt đầu từ cổng của máy này (%s); có thể khởi động lại cổng.\n"
                "Trên mỗi máy khác: chép %s/secret.key sang, rồi congd cluster join --key TỆP\n",
                "the cluster is made and begins with this machine's portal (%s); the portal can be started.\n"
                "On each other machine: copy %s/secret.key to it, then congd cluster join --key FILE\n"),
           work->node, work->settings->data);
    return ERR_OK;
}

static enum err init_run(void *input, struct buf *fault)
{
    const struct invocation *invocation = input;
    auto_settings struct settings *settings = NULL;
    struct cluster_work work = {.fault = fault};
    enum err err = sodium_init() >= 0 ? invocation_settings(invocation, fault, &settings) : ERR_MEMORY;
    work.settings = settings;
    if (!err)
        err = cluster_settings(&work);
    if (!err)
        err = portal_enter_folder(settings, PORTAL_IS_THERE, fault);
    if (!err)
        err = init_work(&work);
    cluster_end(&work);
    return err;
}

const struct command cluster_init_command = {
    .name = "cluster init",
    .breadth = BREADTH_DATA,
    .help = {"Lập một cụm nhiều máy từ cổng của máy này: ảnh, tệp và một bản chụp cơ sở dữ liệu được đưa vào "
             "PostgreSQL "
             "của thiết lập replication. Cổng phải đang dừng.",
             "Makes a cluster of the portal of this machine: media and a snapshot of the database are put "
             "into the "
             "PostgreSQL of the setting replication. The portal must not run."},
    .size = sizeof(struct invocation),
    .run = init_run,
};
