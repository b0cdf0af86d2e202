/* The folder of a scratch portal, its log, and what whoever started it is told. What the portal holds is
 * demo_fill.c's. */
#include "demo.h"
#include "base/said.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* DEPTH_MAX is how many folders nftw() holds open at once. */
enum { DEPTH_MAX = 16, LOG_MODE = 0640 };

/* MiB that have to be free where it is made: what it holds, and what somebody who tries it brings. */
enum { ROOM_MIB = 64 };

/* Whether there is room for it below `top`; told here in one line, not by the first file that does not
 * fit. */
static enum err demo_room(const char *top, struct buf *fault)
{
    struct statvfs disk;
    uint64_t free_mib = statvfs(top, &disk) ? ROOM_MIB : (uint64_t)disk.f_bavail * disk.f_frsize >> 20;
    if (free_mib >= ROOM_MIB)
        return ERR_OK;
    buf_printf(fault,
               SAID("%s chỉ còn trống %llu MiB, cổng dùng thử cần %d MiB; TMPDIR=THƯ-MỤC chọn nơi khác",
                    "%s has %llu MiB free, a scratch portal needs %d; TMPDIR=FOLDER takes another place"),
               top, (unsigned long long)free_mib, ROOM_MIB);
    return ERR_STORAGE_FULL;
}

/* In TMPDIR, or /tmp; for the owner alone, as mkdtemp(3) makes it. */
enum err demo_folder(char *ret_folder, size_t size, struct buf *fault)
{
    /* As mktemp(1) chooses. */
    const char *chosen = getenv("TMPDIR"), *top = chosen && *chosen ? chosen : "/tmp";
    enum err err = demo_room(top, fault);
    if (err)
        return err;
    snprintf(ret_folder, size, "%s/cong-demo-XXXXXX", top);
    if (mkdtemp(ret_folder))
        return ERR_OK;
    buf_printf(fault, "%s: %s", ret_folder, said_errno(errno));
    return ERR_INTERNAL;
}

/* Beside the data, so that it goes with them. */
enum { PATH_SIZE = 300 };
static const char *demo_log_path(const char *folder, char path[static PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/congd.log", folder);
    return path;
}

enum err demo_log_open(const char *folder, struct buf *fault, int *ret_fd)
{
    char path[PATH_SIZE];
    int fd = open(demo_log_path(folder, path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, LOG_MODE);
    if (fd < 0) {
        buf_printf(fault, "%s: %s", path, said_errno(errno));
        return ERR_INTERNAL;
    }
    log_to(fd);
    *ret_fd = fd;
    return ERR_OK;
}

void demo_tell(const char *address, const char *token, const char *way_in, const char *folder)
{
    char path[PATH_SIZE];
    printf("admin token: %s\n", token);
    printf(SAID("trang quản trị (liên kết vào được một lần): %s%s\n",
                "the staff's pages (the link signs in once): %s%s\n"),
           address, way_in);
    printf(SAID("thử đọc: curl '%s/api/articles?limit=3&pretty=true'\n",
                "try to read: curl '%s/api/articles?limit=3&pretty=true'\n"),
           address);
    printf(SAID("thử viết: curl -H 'Authorization: Bearer %s' --json '{\"title\":\"Bài đầu "
                "tiên\",\"body\":\"Xin chào!\",\"status\":\"published\"}' %s/api/articles\n",
                "try to write: curl -H 'Authorization: Bearer %s' --json '{\"title\":\"Bài đầu "
                "tiên\",\"body\":\"Xin chào!\",\"status\":\"published\"}' %s/api/articles\n"),
           token, address);
    printf(SAID("nhật ký: %s\n", "log: %s\n"), demo_log_path(folder, path));
}

/* nftw()'s function; FTW_DP is a folder whose content is gone already. */
static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *place)
{
    (void)st, (void)place;
    return kind == FTW_DP ? rmdir(path) : unlink(path); /* remove(3) tries both, and may only do one */
}

/* What cannot be removed is told and left. */
void demo_remove(const char *folder)
{
    /* Links are removed and not followed, and nothing of another file system is touched. */
    if (nftw(folder, remove_one, DEPTH_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
        log_warning("demo_remove", LOG_SAYS("the folder of the demonstration cannot be removed"),
                    LOG_TEXT("folder", folder), LOG_TEXT("error", said_errno(errno)));
}
