/* What the confined daemon keeps of files, and the order of giving up. */
#include "confinement.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/said.h"
#include "base/sandbox.h"
#include "confinement_calls.h"
#include "work/restore.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* Above the number of calls of keep_path() below; a path beyond it would only be out of reach. */
enum { PATHS_MAX = 24 };

/* With the texts, since the paths are made here; too large for a stack, some 100 KiB. */
struct kept_paths {
    struct sandbox_path items[PATHS_MAX];
    char texts[PATHS_MAX][PATH_MAX];
    size_t count;
};

/* Notes a path, copied, with what may be done below it. "" is a setting that was not given. */
static void keep_path(struct kept_paths *kept, const char *path, enum sandbox_access access)
{
    if (!*path || kept->count == PATHS_MAX)
        return;
    char *text = kept->texts[kept->count];
    snprintf(text, PATH_MAX, "%s", path);
    kept->items[kept->count++] = (struct sandbox_path){text, access};
}

/* The folder that a file lies in. */
static void keep_parent(struct kept_paths *kept, const char *path, enum sandbox_access access)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    if (*path)
        keep_path(kept, dirname(copy), access);
}

/* A file that is replaced by another under its name is another to Landlock; so its folder is kept, and, where
 * the name is a link as certbot makes them, that of what it leads to. */
static void keep_file(struct kept_paths *kept, const char *path)
{
    char whole[PATH_MAX];
    if (!path || !*path)
        return;
    keep_parent(kept, path, SANDBOX_READ);
    /* A file that is not there yet may come later, and then by a name that is kept. */
    if (realpath(path, whole))
        keep_parent(kept, whole, SANDBOX_READ);
}

/* What libraries look at while they serve. */
static void keep_system(struct kept_paths *kept)
{
    /* Random numbers for old libraries, GnuTLS's own settings, and what malloc() and sysconf() look up
     * when threads are made. */
    static const char *const paths[] = {"/dev/urandom", "/etc/gnutls", "/proc/sys/vm/overcommit_memory",
                                        "/sys/devices/system/cpu/online"};
    /* Sanitizers read their own process, and programs and libraries to name the lines of a report. */
    static const char *const sanitizers[] = {"/proc", "/usr", "/lib"};
    char program[PATH_MAX];
    /* Paths that this machine lacks are passed over when the ruleset is made. */
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        keep_path(kept, paths[i], SANDBOX_READ);
    if (SANDBOX_IS_SANITIZED) {
        for (size_t i = 0; i < sizeof sanitizers / sizeof *sanitizers; i++)
            keep_path(kept, sanitizers[i], SANDBOX_READ);
        if (realpath("/proc/self/exe", program))
            keep_path(kept, program, SANDBOX_READ);
    }
#ifdef CONG_COVERAGE /* a build that notes at its end which lines ran */
    keep_path(kept, CONG_COVERAGE, SANDBOX_WRITE);
#endif
}

/* All that is left of files. The media folder is named too, for it may be a link to a larger disk. */
static bool limit_files(const struct confinement *confinement, int *ret_version)
{
    const struct settings *settings = confinement->settings;
    char media[PATH_MAX], source[RESTORE_PATH_SIZE];
    auto_free struct kept_paths *kept = memory_new(1, sizeof *kept);
    if (!kept)
        return false;
    snprintf(media, sizeof media, "%s/media", settings->data);
    /* The only places that can be written at all. */
    keep_path(kept, settings->data, SANDBOX_WRITE);
    keep_path(kept, media, SANDBOX_WRITE);
    /* Within the data folder, or on a disk of its own. */
    keep_path(kept, settings->backup_folder, SANDBOX_WRITE);
    /* The backup whose media are still on their way may lie anywhere. */
    if (restore_source(settings->data, source))
        keep_path(kept, source, SANDBOX_READ);
    keep_path(kept, settings->assets, SANDBOX_READ);
    keep_file(kept, confinement->config);
    /* A renewed certificate is read by the confined daemon. */
    keep_file(kept, settings->tls_cert);
    keep_file(kept, settings->tls_key);
    keep_path(kept, settings->acme_folder, SANDBOX_READ);
    /* demo_remove() runs at the end, in this very process; the data folder itself is an entry of its
     * parent. */
    if (confinement->removes_own_data)
        keep_parent(kept, settings->data, SANDBOX_REMOVE_FOLDERS);
    keep_system(kept);
    return sandbox_limit_files(kept->items, kept->count, SANDBOX_FILES_AND_OTHERS, ret_version);
}

/* One line with the means that failed; errno says why. */
static enum err not_confined(struct buf *fault, const char *what)
{
    buf_printf(fault, SAID("không giam được tiến trình: %s: %s", "the process cannot be confined: %s: %s"),
               what, said_errno(errno));
    return ERR_INTERNAL;
}

/* What holds, or what this kernel has not. */
static void tell_confined(int landlock, bool has_filters)
{
    if (!landlock)
        log_warning(
            "confinement",
            LOG_SAYS("Landlock is not in this kernel; files are guarded by the rights of the user alone"),
            LOG_NUMBER("landlock", 0));
    if (!has_filters)
        log_warning("confinement", LOG_SAYS("seccomp is not in this kernel; system calls are not limited"),
                    LOG_FLAG("seccomp", false));
    if (landlock && has_filters)
        log_info("confinement", LOG_SAYS("the process has given up what it does not need"),
                 LOG_NUMBER("landlock", landlock), LOG_FLAG("seccomp", true));
}

/* In the order in which each step still finds what it needs. */
enum err confinement_enter(const struct confinement *confinement, struct buf *fault)
{
    int landlock;
    bool has_filters = sandbox_knows_filters();
    /* First: without it neither of the others is open to a process without rights. It can never be taken
     * back. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return not_confined(fault, "no_new_privs");
    if (!limit_files(confinement, &landlock))
        return not_confined(fault, "Landlock");
    /* Last, because the filter forbids the calls by which files are limited. */
    if (has_filters && !confinement_limit_calls())
        return not_confined(fault, "seccomp");
    tell_confined(landlock, has_filters);
    return ERR_OK;
}
