/* The newest good backup: how old it is, and whether the disk that holds the portal holds it too. What a good
 * one is stands in work/backup.h. */
#include "work/backup.h"
#include "work/check.h"
#include "work/restore.h"

#include <stdio.h>
#include <unistd.h>

void check_restore(const struct check_scope *scope, struct check_list *list)
{
    char path[RESTORE_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", scope->data, RESTORE_READY);
    if (access(path, F_OK) == 0)
        check_add(list, CHECK_FAILURE, "restore",
                  "một lần phục hồi bị ngắt giữa chừng trong %s; hãy khởi động congd để làm nốt",
                  "a restore in %s was interrupted; start congd, which ends it", scope->data);
    else if (restore_source(scope->data, path))
        check_add(list, CHECK_WARNING, "restore",
                  "ảnh và tệp còn đang được chép từ %s; trang nào cần mà chưa có thì trả lời 503",
                  "media are still on their way from %s; who asks for one is answered 503", path);
}

void check_backup(const struct check_scope *scope, struct check_list *list)
{
    enum { HOUR_MS = 3600000 };
    struct backup_entry newest;
    enum err err = backup_newest(scope->backups, &newest);
    if (err) {
        check_add(list, CHECK_WARNING, "backup",
                  err == ERR_NOT_FOUND ? "chưa có bản sao lưu tốt nào trong %s"
                                       : "không xem được thư mục sao lưu %s",
                  err == ERR_NOT_FOUND ? "there is no good backup in %s" : "%s cannot be looked into",
                  scope->backups);
        return;
    }
    int64_t hours = (clock_now_ms(scope->clock) - newest.at_ms) / HOUR_MS;
    bool is_old = hours > CHECK_BACKUP_HOURS, is_elsewhere = backup_is_elsewhere(scope->backups, scope->data);
    check_add(
        list, is_old || !is_elsewhere ? CHECK_WARNING : CHECK_OK, "backup",
        is_elsewhere ? "bản tốt gần nhất (%s) cách đây %lld giờ, trên ổ đĩa khác"
                     : "bản tốt gần nhất (%s) cách đây %lld giờ, trên cùng ổ đĩa với dữ liệu: hỏng ổ là "
                       "mất cả hai",
        is_elsewhere ? "the last good one (%s) is %lld hours old, on another device"
                     : "the last good one (%s) is %lld hours old, on the same device as the data: both go "
                       "with it",
        newest.name, (long long)hours);
}
