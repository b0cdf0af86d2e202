/* The data folder and the disk it lies on: who may look into it, and how much is free. */
#include "base/said.h"
#include "store/folder.h"
#include "text/number.h"
#include "work/check.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

/* So many faults are told; the others are counted out by `doctor`. */
enum { FAULTS_TOLD = 20 };

/* Below the first nothing can be written soon, below the second it is time to make room. */
static const int64_t space_least = INT64_C(64) << 20, space_wanted = INT64_C(1) << 30;
enum { FILES_LEAST = 100, FILES_WANTED = 10000 };

static void tell_fault(const struct folder_fault *fault, struct check_list *list)
{
    const char *name = *fault->name ? fault->name : ".";
    if (fault->what == FOLDER_OPEN)
        check_add(list, CHECK_WARNING, "permissions",
                  "%s: người khác xem được (%04o, cần %04o); `congd doctor --fix` sửa",
                  "%s: others may look into it (%04o, should be %04o); `congd doctor --fix` mends it", name,
                  (unsigned)fault->mode, (unsigned)fault->wanted);
    else if (fault->what == FOLDER_FOREIGN)
        check_add(list, CHECK_FAILURE, "permissions",
                  "%s: thuộc về người dùng số %u chứ không phải %u; `sudo congd doctor --fix` sửa",
                  "%s: belongs to user number %u and not to %u; `sudo congd doctor --fix` mends it", name,
                  (unsigned)fault->uid, (unsigned)fault->owner);
    else
        check_add(list, CHECK_WARNING, "permissions",
                  "%s: có tên khác ở ngoài và quyền không đúng; hãy xem và sửa bằng tay",
                  "%s: has another name elsewhere and the wrong rights; look at it and mend it by hand",
                  name);
}

void check_permissions(const struct check_scope *scope, struct check_list *list)
{
    struct folder_fault *faults;
    size_t count;
    bool more;
    enum err err = folder_faults(scope->data, list->arena, FAULTS_TOLD, &faults, &count, &more);
    if (err) {
        check_add(list, CHECK_FAILURE, "permissions", "không xem được thư mục dữ liệu %s: %s",
                  "the data folder %s cannot be looked into: %s", scope->data, err_title(err, list->lang));
        return;
    }
    for (size_t i = 0; i < count; i++)
        tell_fault(&faults[i], list);
    if (more)
        check_add(list, CHECK_WARNING, "permissions", "và còn nữa", "and more");
    if (!count)
        check_add(list, CHECK_OK, "permissions", "chỉ chủ của thư mục dữ liệu xem được",
                  "nobody but its owner may look into the data folder");
}

void check_space(const struct check_scope *scope, struct check_list *list)
{
    struct statvfs disk;
    char free_text[NUMBER_TEXT_SIZE];
    if (statvfs(scope->data, &disk)) {
        check_add(list, CHECK_FAILURE, "space", "%s: %s", "%s: %s", scope->data,
                  errno_title(errno, list->lang));
        return;
    }
    int64_t bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    int64_t part = disk.f_blocks ? (int64_t)(disk.f_bavail * 100 / disk.f_blocks) : 100;
    /* Some file systems count no files, and say 0 of 0. */
    int64_t files = disk.f_files ? (int64_t)disk.f_favail : INT64_MAX;
    enum check_level level = CHECK_OK;
    if (bytes < space_least || files < FILES_LEAST)
        level = CHECK_FAILURE;
    else if (bytes < space_wanted || files < FILES_WANTED)
        level = CHECK_WARNING;
    number_size(bytes, list->lang, free_text);
    check_add(list, level, "space", "còn trống %s (%lld %%)", "%s free (%lld %%)", free_text,
              (long long)part);
    if (files < FILES_WANTED)
        check_add(list, level, "space", "chỉ tạo được thêm %lld tệp", "room for %lld more files only",
                  (long long)files);
}

void check_ballast(const struct store_health *health, struct check_list *list)
{
    if (health->ballast == BALLAST_KEPT)
        check_add(list, CHECK_OK, "ballast", "phần dự trữ còn đủ", "the reserve is whole");
    else if (health->ballast == BALLAST_RELEASED)
        check_add(list, CHECK_WARNING, "ballast",
                  "ổ đĩa đầy nên phần dự trữ đã được thả ra: chỉ quản trị viên ghi được và ai cũng xóa được; "
                  "hãy giải phóng chỗ",
                  "the disk is full, so the reserve was let go: only administrators write, and everybody may "
                  "delete; make room");
    else if (health->ballast == BALLAST_MISSING)
        check_add(list, CHECK_WARNING, "ballast", "không đủ chỗ để giữ phần dự trữ",
                  "there is no room to hold the reserve");
}
