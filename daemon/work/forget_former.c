/* Data that a restore put aside: a portal's data folder that nobody serves. It is opened as one, and what was
 * taken back is taken from it by transactions, so that it is whole whenever the process is killed. */
#include "forget_inner.h"

#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_MAX = 256 * 1024 * 1024 };

static void former_path(const struct forgetting *forgetting, const char *name,
                        char path[static BACKUP_PATH_SIZE])
{
    snprintf(path, BACKUP_PATH_SIZE, "%s/%s", forgetting->order->scope->data, name);
}

enum err forget_former(struct forgetting *forgetting, const char *name, struct buf *fault)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    char folder[BACKUP_PATH_SIZE], key[BACKUP_PATH_SIZE + 16], own[BACKUP_HASH_SIZE], its[BACKUP_HASH_SIZE];
    struct stat st;
    former_path(forgetting, name, folder);
    snprintf(key, sizeof key, "%s/cong.db", folder);
    /* A store would be made where there is none. */
    if (stat(key, &st) || !st.st_size) {
        buf_printf(fault,
                   SAID("không đọc được %s; hãy tự xóa thư mục khi không cần đến nữa",
                        "%s cannot be read; remove the folder by hand when it is not needed"),
                   key);
        return ERR_NOT_FOUND;
    }
    snprintf(key, sizeof key, "%s/secret.key", folder);
    backup_key_check(forgetting->order->scope->store, own);
    bool keeps_names = !restore_key_check(key, its) && strcmp(own, its) == 0;
    enum err err =
        arena ? forget_database(forgetting, folder, name, keeps_names, NULL, arena, NULL, fault) : ERR_MEMORY;
    if (err && err != ERR_MEMORY && err != ERR_TIMEOUT)
        buf_text(fault, SAID("; hãy tự xóa thư mục khi không cần đến nữa",
                             "; remove the folder by hand when it is not needed"));
    return err;
}

/* ---- media */

struct former_media {
    struct backup_copy *copy;
    int folder;
    struct forget_report *report;
    enum err err;
};

/* A file that no row needs goes. */
static void former_medium(void *context, const char *name)
{
    struct former_media *media = context;
    struct stat st;
    bool needs = true;
    if (media->err || *name == '.' || fstatat(media->folder, name, &st, AT_SYMLINK_NOFOLLOW) ||
        !S_ISREG(st.st_mode))
        return;
    media->err = backup_copy_needs(media->copy, name, &needs);
    if (!media->err && !needs && unlinkat(media->folder, name, 0) == 0 && st.st_nlink == 1)
        media->report->removed_bytes += st.st_size;
}

/* Where they are: in the folder, or, when the media lie on another disk, beside those of today. */
static enum err former_media_in(struct forgetting *forgetting, struct backup_copy *copy, const char *path)
{
    auto_close int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct former_media media = {.copy = copy, .folder = folder, .report = &forgetting->report};
    if (folder < 0)
        return ERR_OK;
    enum err err = backup_each_name(path, former_medium, &media);
    return err ? err : media.err;
}

enum err forget_former_media(struct forgetting *forgetting, const char *name, struct buf *fault)
{
    auto_backup_copy struct backup_copy *copy = NULL;
    char folder[BACKUP_PATH_SIZE], path[BACKUP_PATH_SIZE + 16], aside[BACKUP_PATH_SIZE + 16];
    former_path(forgetting, name, folder);
    snprintf(path, sizeof path, "%s/cong.db", folder);
    enum err err = backup_copy_open(path, fault, &copy);
    if (err)
        return err;
    snprintf(path, sizeof path, "%s/media", folder);
    snprintf(aside, sizeof aside, "%s/media/.former-%s", forgetting->order->scope->data,
             strchr(name, '/') + 1);
    err = former_media_in(forgetting, copy, path);
    return err ? err : former_media_in(forgetting, copy, aside);
}
