/* The newest backup: how old it is, and whether the disk that holds the portal holds it too. How a backup is
 * made is not known here; it counts when its manifest is there, which is written when all was verified. */
#include "work/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What every good backup has, written last. */
static const char manifest[] = "manifest.json";

enum err backup_newest(const char *backups, const char *data, struct backup_found *ret_found)
{
    struct backup_found found = {.at_ms = 0};
    struct stat st, here;
    const struct dirent *entry;
    DIR *directory = opendir(backups);
    if (!directory)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL;
    while ((entry = readdir(directory))) {
        char name[sizeof manifest + 260];
        snprintf(name, sizeof name, "%.255s/%s", entry->d_name, manifest);
        if (entry->d_name[0] == '.' || fstatat(dirfd(directory), name, &st, AT_SYMLINK_NOFOLLOW) ||
            !S_ISREG(st.st_mode))
            continue;
        int64_t at_ms = (int64_t)st.st_mtim.tv_sec * 1000;
        if (at_ms > found.at_ms)
            found = (struct backup_found){at_ms, stat(data, &here) == 0 && here.st_dev != st.st_dev};
    }
    closedir(directory);
    *ret_found = found;
    return found.at_ms ? ERR_OK : ERR_NOT_FOUND;
}

void check_backup(const struct check_scope *scope, struct check_list *list)
{
    enum { HOUR_MS = 3600000 };
    struct backup_found found;
    enum err err = backup_newest(scope->backups, scope->data, &found);
    if (err) {
        check_add(list, CHECK_WARNING, "backup",
                  err == ERR_NOT_FOUND ? "chưa có bản sao lưu tốt nào trong %s"
                                       : "không xem được thư mục sao lưu %s",
                  err == ERR_NOT_FOUND ? "there is no good backup in %s" : "%s cannot be looked into",
                  scope->backups);
        return;
    }
    int64_t hours = (clock_now_ms(scope->clock) - found.at_ms) / HOUR_MS;
    bool is_old = hours > CHECK_BACKUP_HOURS;
    check_add(
        list, is_old || !found.is_elsewhere ? CHECK_WARNING : CHECK_OK, "backup",
        found.is_elsewhere ? "bản tốt gần nhất cách đây %lld giờ, trên ổ đĩa khác"
                           : "bản tốt gần nhất cách đây %lld giờ, trên cùng ổ đĩa với dữ liệu: hỏng ổ là "
                             "mất cả hai",
        found.is_elsewhere ? "the last good one is %lld hours old, on another device"
                           : "the last good one is %lld hours old, on the same device as the data: both "
                             "go with it",
        (long long)hours);
}
