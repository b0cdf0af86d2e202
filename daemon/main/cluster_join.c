/* congd cluster join: an empty data folder becomes a node's. The newest snapshot and its media are brought
 * into a folder within it, compared with their hashes, and take their places by renames, the database last:
 * so a folder has a portal whole or none. */
#include "cluster.h"

#include "backup.h"
#include "base/cleanup.h"
#include "base/folder.h"
#include "base/said.h"
#include "command.h"
#include "offline.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_KEY = 0x2200, FOLDER_MODE = 0750, FILE_MODE = 0640, KEY_MODE = 0600 };

struct join_arguments {
    struct invocation invocation;
    const char *key; /* --key, or NULL */
};

struct joining {
    struct cluster_work work;
    unsigned char key[RESTORE_KEY_SIZE];
    bool has_key; /* it was given */
    struct cluster_row cluster;
    struct snapshot_row snapshot;
    struct beside_facts facts;
    char made[CLUSTER_PATH_SIZE], media[CLUSTER_PATH_SIZE];
    struct cluster_media brought;
};

static enum err join_failed(struct joining *joining, const char *path)
{
    buf_printf(joining->work.fault, "%s: %s", path, said_errno(errno));
    return errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* Nothing that is there is written over. */
static enum err join_check_folder(struct joining *joining)
{
    char path[CLUSTER_PATH_SIZE];
    const char *data = joining->work.settings->data;
    struct stat st;
    snprintf(path, sizeof path, "%s/cong.db", data);
    if (lstat(path, &st)) {
        snprintf(path, sizeof path, "%s/media", data);
        /* One that is empty is as good as none. */
        if (!rmdir(path) || errno == ENOENT)
            return ERR_OK;
    }
    buf_printf(
        joining->work.fault,
        SAID("%s: đã có sẵn; máy vào cụm bắt đầu từ thư mục dữ liệu trống, hãy cất thư mục cũ đi trước",
             "%s: is there already; a machine that joins begins with an empty data folder: put the old one "
             "aside first"),
        path);
    return ERR_CONFLICT;
}

/* The key is every node's, and goes from machine to machine by hand: it is not in PostgreSQL. */
static enum err join_check_key(struct joining *joining)
{
    char path[CLUSTER_PATH_SIZE], check[BACKUP_HASH_SIZE] = "";
    snprintf(path, sizeof path, "%s/secret.key", joining->work.settings->data);
    enum err err = joining->has_key ? restore_key_name(joining->key, check) : restore_key_check(path, check);
    if (err == ERR_NOT_FOUND) {
        buf_printf(
            joining->work.fault,
            SAID("cần secret.key của cụm: chép từ máy %s sang rồi thêm --key TỆP",
                 "the secret.key of the cluster is needed: copy it from the machine %s and add --key FILE"),
            joining->cluster.node);
        return ERR_INPUT;
    }
    if (err || strcmp(check, joining->cluster.key_check) == 0)
        return err;
    buf_text(joining->work.fault,
             SAID("secret.key này không phải của cụm", "this secret.key is not the cluster's"));
    return ERR_INPUT;
}

static enum err join_make_folder(struct joining *joining)
{
    const char *data = joining->work.settings->data;
    snprintf(joining->made, sizeof joining->made, "%s/.joining", data);
    snprintf(joining->media, sizeof joining->media, "%s/.joining/media", data);
    if ((mkdir(joining->made, FOLDER_MODE) && errno != EEXIST) ||
        (mkdir(joining->media, FOLDER_MODE) && errno != EEXIST))
        return join_failed(joining, joining->made);
    return ERR_OK;
}

/* The database, whole, of this cluster, and of no newer program. */
static enum err join_get_database(struct joining *joining)
{
    char path[CLUSTER_PATH_SIZE];
    struct cluster_work *work = &joining->work;
    snprintf(path, sizeof path, "%s/.joining/cong.db", work->settings->data);
    auto_close int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0)
        return join_failed(joining, path);
    enum err err = snapshot_get(work->database, &joining->snapshot, fd, work->fault);
    if (err == ERR_NOT_FOUND)
        buf_text(work->fault, SAID("bản chụp vừa được thay bằng bản mới hơn, hãy chạy lại",
                                   "the snapshot was just replaced by a newer one: run it again"));
    if (!err && fsync(fd))
        err = join_failed(joining, path);
    if (!err)
        err = beside_look(joining->made, work->fault, &joining->facts);
    if (err || strcmp(joining->facts.membership.cluster, joining->cluster.name) == 0)
        return err;
    buf_text(work->fault, SAID("bản chụp không phải của cụm này", "the snapshot is not of this cluster"));
    return ERR_CONFLICT;
}

/* Those that the rows of the snapshot need. One that PostgreSQL has no more lost its rows since. */
static enum err join_media(struct joining *joining)
{
    char path[CLUSTER_PATH_SIZE];
    auto_backup_copy struct backup_copy *copy = NULL;
    snprintf(path, sizeof path, "%s/.joining/cong.db", joining->work.settings->data);
    enum err err = backup_copy_open(path, joining->work.fault, &copy);
    if (!err)
        err = backup_copy_check(copy, NULL, joining->work.fault);
    if (!err)
        err = cluster_get_media(&joining->work, &(struct cluster_rows){.copy = copy}, joining->media,
                                &joining->brought);
    if (!err && (folder_sync(joining->media) || folder_sync(joining->made)))
        err = join_failed(joining, joining->media);
    return err;
}

static enum err join_write_key(struct joining *joining)
{
    char path[CLUSTER_PATH_SIZE];
    if (!joining->has_key)
        return ERR_OK;
    snprintf(path, sizeof path, "%s/secret.key", joining->work.settings->data);
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, KEY_MODE);
    if (fd < 0 || write(fd, joining->key, sizeof joining->key) != sizeof joining->key || fsync(fd))
        return join_failed(joining, path);
    return ERR_OK;
}

/* Into their places; with the database's the folder is a portal's. */
static enum err join_place(struct joining *joining)
{
    char from[CLUSTER_PATH_SIZE], to[CLUSTER_PATH_SIZE];
    const char *data = joining->work.settings->data;
    enum err err = join_write_key(joining);
    snprintf(to, sizeof to, "%s/media", data);
    if (!err && rename(joining->media, to))
        err = join_failed(joining, to);
    snprintf(from, sizeof from, "%s/.joining/cong.db", data);
    snprintf(to, sizeof to, "%s/cong.db", data);
    if (!err && (chmod(from, FILE_MODE) || folder_sync(data) || rename(from, to) || folder_sync(data)))
        err = join_failed(joining, to);
    if (!err && (rmdir(joining->made) || folder_sync(data)))
        err = join_failed(joining, joining->made);
    return err;
}

static void join_say_done(const struct joining *joining)
{
    printf(SAID("máy này (%s) đã vào cụm, đến mục %" PRId64 " của nhật ký chung, với %" PRId64
                " ảnh và tệp; có thể "
                "khởi động cổng\n",
                "this machine (%s) has joined the cluster, up to entry %" PRId64
                " of the common log, with %" PRId64 " media; the portal can be started\n"),
           joining->work.node, joining->facts.membership.applied, joining->brought.files);
    if (joining->brought.missing)
        fprintf(stderr,
                SAID("congd: PostgreSQL không còn %" PRId64
                     " ảnh và tệp mà bản chụp nhắc đến; cổng chạy rồi thì xem "
                     "congd media check\n",
                     "congd: PostgreSQL has not %" PRId64
                     " media that the snapshot names; once the portal runs see "
                     "congd media check\n"),
                joining->brought.missing);
}

static enum err join_work(struct joining *joining)
{
    struct cluster_work *work = &joining->work;
    auto_close int lock = -1;
    enum err err = store_hold(work->settings->data, work->fault, &lock);
    if (!err)
        err = join_check_folder(joining);
    if (!err)
        err = cluster_connect(work);
    if (!err)
        err = cluster_there(work, &joining->cluster);
    if (!err)
        err = join_check_key(joining);
    if (!err)
        err = snapshot_newest(work->database, work->fault, &joining->snapshot);
    if (err == ERR_NOT_FOUND)
        buf_text(work->fault,
                 SAID("cụm chưa có bản chụp nào: congd cluster init chưa xong, hãy chạy lại trên máy đó",
                      "the cluster has no snapshot yet: congd cluster init did not end; run it again there"));
    /* From here on the log is not trimmed in front of it. */
    if (!err)
        err = cluster_note_node(work->database, work->node, joining->snapshot.seq, joining->snapshot.schema,
                                work->fault);
    if (!err)
        err = join_make_folder(joining);
    if (!err)
        err = join_get_database(joining);
    if (!err)
        err = join_media(joining);
    if (!err)
        err = join_place(joining);
    if (!err)
        err = cluster_note_node(work->database, work->node, joining->facts.membership.applied,
                                joining->facts.schema, work->fault);
    return err;
}

static enum err join_run(void *input, struct buf *fault)
{
    const struct join_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    struct joining joining = {.work.fault = fault, .has_key = arguments->key != NULL};
    enum err err =
        sodium_init() >= 0 ? invocation_settings(&arguments->invocation, fault, &settings) : ERR_MEMORY;
    joining.work.settings = settings;
    if (!err)
        err = cluster_settings(&joining.work);
    /* Whoever owns the data may not read it. */
    if (!err && arguments->key)
        err = backup_read_key(arguments->key, joining.key, fault);
    if (!err)
        err = portal_enter_folder(settings, PORTAL_MAY_BE_NEW, fault);
    if (!err)
        err = join_work(&joining);
    if (!err)
        join_say_done(&joining);
    cluster_end(&joining.work);
    sodium_memzero(joining.key, sizeof joining.key);
    return err;
}

static void join_take(struct command_use *use, void *input, int key, char *text)
{
    struct join_arguments *arguments = input;
    (void)use;
    if (key == KEY_KEY)
        arguments->key = text;
}

static const struct option_row join_options[] = {
    {"key",
     KEY_KEY,
     {"TỆP", "FILE"},
     {"tệp chứa secret.key của cụm", "a file with the cluster's secret.key"}},
    {0},
};

const struct command cluster_join_command = {
    .name = "cluster join",
    .breadth = BREADTH_DATA,
    .help = {"Máy này vào cụm: bản chụp mới nhất và ảnh, tệp được lấy từ PostgreSQL của thiết lập "
             "replication vào thư "
             "mục dữ liệu còn trống.",
             "Has this machine join the cluster: the newest snapshot and its media are brought from the "
             "PostgreSQL of "
             "the setting replication into a data folder that is empty."},
    .options = join_options,
    .size = sizeof(struct join_arguments),
    .take = join_take,
    .run = join_run,
};
