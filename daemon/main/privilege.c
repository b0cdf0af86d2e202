/* Who the process is to become, and what must be true for it; the becoming itself is base/sandbox.h. */
#include "privilege.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Others may not look into the database. */
enum { FOLDER_MODE = 0750 };

/* Who gets a folder that root makes, when the settings name nobody: the first of these that the machine has.
 */
static const char *const heirs[] = {"congd", "nobody", NULL};

/* From the list of users, which is read before confinement closes it. */
static void user_of_entry(const struct passwd *entry, struct sandbox_user *ret_user)
{
    *ret_user = (struct sandbox_user){.is_other = true, .uid = entry->pw_uid, .gid = entry->pw_gid};
    snprintf(ret_user->name, sizeof ret_user->name, "%s", entry->pw_name);
}

/* The owner of a folder, with the group of that user rather than the folder's, which may be root's. */
static void user_of_owner(const struct stat *st, struct sandbox_user *ret_user)
{
    const struct passwd *entry = getpwuid(st->st_uid);
    if (entry) {
        user_of_entry(entry, ret_user);
        return;
    }
    /* A user without an entry, as containers have them, still owns files. */
    *ret_user = (struct sandbox_user){
        .is_other = true, .uid = st->st_uid, .gid = st->st_gid ? st->st_gid : (gid_t)st->st_uid};
    snprintf(ret_user->name, sizeof ret_user->name, "uid %u", (unsigned)st->st_uid);
}

/* The user that the setting names. */
static enum err user_of_name(const char *name, struct buf *fault, struct sandbox_user *ret_user)
{
    const struct passwd *entry = getpwnam(name);
    if (!entry) {
        buf_printf(fault, SAID("máy này không có người dùng %s", "user %s does not exist on this machine"),
                   name);
        return ERR_INPUT;
    }
    user_of_entry(entry, ret_user);
    return ERR_OK;
}

/* Who gets what root makes. */
static enum err find_heir(struct buf *fault, struct sandbox_user *ret_user)
{
    for (size_t i = 0; heirs[i]; i++) {
        const struct passwd *entry = getpwnam(heirs[i]);
        if (!entry)
            continue;
        user_of_entry(entry, ret_user);
        return ERR_OK;
    }
    buf_text(fault,
             SAID("máy này không có người dùng congd hay nobody để chạy; hãy nêu một người (--user TÊN)",
                  "there is neither a user congd nor nobody to serve as; name one (--user NAME)"));
    return ERR_INPUT;
}

/* Makes the folder if it is missing, and gives it to the user. */
static enum err folder_give(const char *folder, const struct sandbox_user *user, struct buf *fault)
{
    if (mkdir(folder, FOLDER_MODE) && errno != EEXIST) {
        buf_printf(fault, "%s: %s", folder, said_errno(errno));
        return ERR_INTERNAL;
    }
    /* By descriptor, and no link followed: nobody shall make root give away another folder under this
     * name. */
    auto_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fchown(fd, user->uid, user->gid)) {
        buf_printf(fault,
                   SAID("không giao được %s cho người dùng %s: %s", "%s cannot be given to user %s: %s"),
                   folder, user->name, said_errno(errno));
        return ERR_INTERNAL;
    }
    return ERR_OK;
}

/* Tried by a process that is that user already: what stands in the way may be any folder above, a list of
 * rights, or a name space in which nobody can be become. Gives 0 or errno. */
static int try_as_user(const struct sandbox_user *user, const char *folder, bool *ret_became)
{
    enum { CANNOT_BECOME = 0x80 };
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        /* errno fits into the lower seven bits of an exit status. */
        if (!sandbox_become(user))
            _exit(errno | CANNOT_BECOME);
        /* access(2) asks for the real user, which sandbox_become() has changed too. */
        _exit(access(folder, R_OK | W_OK | X_OK) ? errno : 0);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    /* Whatever else ends the child is as good as an error of input and output. */
    int number = pid < 0 ? errno : WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
    *ret_became = !(number & CANNOT_BECOME);
    return number & ~CANNOT_BECOME;
}

/* Says now, with the reason, what would fail only after root was given up. */
static enum err folder_try(const char *folder, const struct sandbox_user *user, struct buf *fault)
{
    bool became;
    int number = try_as_user(user, folder, &became);
    if (!number)
        return ERR_OK;
    if (became)
        buf_printf(
            fault,
            SAID("người dùng %s không làm việc được trong thư mục dữ liệu %s: %s; hãy giao thư mục đó cho "
                 "người ấy (chown -R), hoặc chọn thư mục mà người ấy vào được",
                 "user %s cannot work in the data folder %s: %s; give it that folder (chown -R), or choose "
                 "one that it can reach"),
            user->name, folder, said_errno(number));
    else
        buf_printf(fault, SAID("không chuyển sang người dùng %s được: %s", "cannot become user %s: %s"),
                   user->name, said_errno(number));
    return ERR_INPUT;
}

/* The folder that nobody but this start has touched. */
static enum err folder_hand_over(const struct privilege_wish *wish, const struct sandbox_user *user,
                                 struct buf *fault)
{
    enum err err = folder_give(wish->data, user, fault);
    if (!err)
        err = folder_try(wish->data, user, fault);
    /* Only an empty folder goes, which one that was just made is. */
    if (err)
        rmdir(wish->data);
    else
        log_info("data_folder", LOG_SAYS("it was made for the user that serves"),
                 LOG_TEXT("path", wish->data), LOG_TEXT("made_for_user", user->name));
    return err;
}

/* Root, where nobody else is known. */
static enum err root_stays(const struct privilege_wish *wish, struct buf *fault)
{
    if (wish->root_may_stay)
        return ERR_OK;
    buf_printf(
        fault,
        SAID("%s thuộc về root, mà chạy bằng root thì không nhận: hãy giao cho một người dùng (chown -R TÊN "
             "%s; cổng sẽ chạy bằng người ấy), hoặc thêm --allow-root",
             "%s belongs to root, and serving as root is refused: give it to a user (chown -R NAME %s; that "
             "one is then served as), or say --allow-root"),
        wish->data, wish->data);
    return ERR_INPUT;
}

/* Who is not root can only be asked to be who it is. */
static enum err only_root_can(const char *name, struct buf *fault)
{
    struct sandbox_user user;
    enum err err = *name ? user_of_name(name, fault, &user) : ERR_OK;
    if (err || !*name || user.uid == geteuid())
        return err;
    buf_printf(fault,
               SAID("chỉ root mới chuyển sang người dùng %s trong thiết lập user được",
                    "only root can become user %s, whom the setting user names"),
               name);
    return ERR_INPUT;
}

/* Decides by who runs this, who owns the folder and what the settings say; changes nothing but a folder
 * of ours. */
enum err privilege_choose(const struct privilege_wish *wish, struct buf *fault, struct sandbox_user *ret_user)
{
    struct stat st;
    struct sandbox_user user = {.is_other = false};
    *ret_user = user;
    /* Nobody else can become anybody. */
    if (geteuid() != 0)
        return only_root_can(wish->user, fault);
    /* stat() fails for other reasons too, which root would paper over. */
    bool is_missing = stat(wish->data, &st) != 0;
    if (is_missing && errno != ENOENT) {
        buf_printf(fault, "%s: %s", wish->data, said_errno(errno));
        return ERR_INPUT;
    }
    /* A demonstration's folder was made a moment ago. */
    bool is_ours = wish->is_new || is_missing;
    /* With --allow-root and no user, a folder that root makes stays root's. */
    bool stays_here = wish->root_may_stay && (!is_missing || wish->root_may_create);
    enum err err = ERR_OK;
    /* The setting, else the owner, else an heir. */
    if (*wish->user)
        err = user_of_name(wish->user, fault, &user);
    else if (!is_missing && st.st_uid != 0)
        user_of_owner(&st, &user);
    else if (is_ours && !stays_here)
        err = find_heir(fault, &user);
    if (err)
        return err;
    /* Also when the setting names root. */
    if (!user.is_other || user.uid == 0)
        return root_stays(wish, fault);
    /* A folder of somebody else's is never given away, only tried. */
    err = is_ours ? folder_hand_over(wish, &user, fault) : folder_try(wish->data, &user, fault);
    if (!err)
        *ret_user = user;
    return err;
}

enum err privilege_choose_beside(const struct privilege_wish *wish, struct buf *fault,
                                 struct sandbox_user *ret_user)
{
    struct stat st;
    struct sandbox_user user = {.is_other = false};
    *ret_user = user;
    if (geteuid() != 0)
        return only_root_can(wish->user, fault);
    enum err err = ERR_OK;
    /* The setting, else the owner, else whom the daemon will give the folder to. */
    if (*wish->user)
        err = user_of_name(wish->user, fault, &user);
    else if (stat(wish->data, &st) == 0 && st.st_uid != 0)
        user_of_owner(&st, &user);
    else if (!wish->root_may_stay)
        err = find_heir(fault, &user);
    if (err)
        return err;
    if (!user.is_other || user.uid == 0)
        return root_stays(wish, fault);
    *ret_user = user;
    return ERR_OK;
}

/* Thread: before the first, since a user belongs to a thread on Linux. */
enum err privilege_drop(const struct sandbox_user *user, struct buf *fault)
{
    if (sandbox_become(user))
        return ERR_OK;
    buf_printf(fault, SAID("không chuyển sang người dùng %s được: %s", "cannot become user %s: %s"),
               user->name, said_errno(errno));
    return ERR_INTERNAL;
}

/* In this order for every command, so that no file of the folder ever becomes root's. */
enum err privilege_take_owner(const char *user, const char *data, struct buf *fault)
{
    struct sandbox_user owner;
    /* root_may_create is not set, so a folder that is missing goes to an heir; root stays root where the
     * folder is root's already. */
    const struct privilege_wish wish = {.user = user, .data = data, .root_may_stay = true};
    enum err err = privilege_choose(&wish, fault, &owner);
    return err ? err : privilege_drop(&owner, fault);
}
