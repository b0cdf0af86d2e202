/* Settings that are right in themselves and yet do nothing here: the folder of the ACME client, addresses
 * that nobody can reach. Knows files; what the process was given is its caller's to know. */
#include "work/check.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether a path lies in the folder or is it; both as they are without links. */
static bool lies_within(const char *path, const char *folder)
{
    char inner[PATH_MAX], outer[PATH_MAX];
    if (!realpath(path, inner) || !realpath(folder, outer))
        return false;
    size_t length = strlen(outer);
    return strncmp(inner, outer, length) == 0 && (inner[length] == '/' || !inner[length]);
}

void check_acme(const struct check_scope *scope, struct check_list *list)
{
    const char *folder = scope->acme_folder;
    struct stat st;
    if (!*folder)
        return;
    auto_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st))
        check_add(list, CHECK_WARNING, "acme",
                  "không đọc được acme_folder %s (%s): chứng thư sẽ không gia hạn được; hãy tạo thư mục, cho "
                  "người dùng của congd đọc, rồi khởi động lại congd",
                  "acme_folder %s cannot be read (%s), so certificates cannot be renewed by it; make it, let "
                  "congd's user read it, then restart congd",
                  folder, strerror(errno));
    else if (lies_within(folder, scope->data))
        check_add(list, CHECK_WARNING, "acme",
                  "acme_folder %s nằm trong thư mục dữ liệu: chương trình ACME chạy bằng root sẽ ghi vào chỗ "
                  "của người dùng khác; hãy để ở ngoài",
                  "acme_folder %s lies within the data folder, where the ACME client, as root, would write "
                  "among another user's files; have it elsewhere",
                  folder);
    else if (st.st_mode & S_IWOTH)
        check_add(list, CHECK_WARNING, "acme",
                  "ai cũng ghi được vào acme_folder %s, nên ai ở máy này cũng xin được chứng thư cho tên của "
                  "cổng (chmod o-w)",
                  "everybody may write into acme_folder %s, and so could have certificates made for the "
                  "portal's name (chmod o-w)",
                  folder);
    else
        check_add(list, CHECK_OK, "acme", "%s đọc được", "%s can be read", folder);
}

void check_listen(const struct check_scope *scope, struct check_list *list)
{
    if (*scope->unused_listen)
        check_add(list, CHECK_WARNING, "listen",
                  "thiết lập listen (%s) không có tác dụng: systemd trao sẵn cổng cho congd; đổi cổng bằng "
                  "systemctl edit congd.socket",
                  "the setting listen (%s) has no effect: systemd hands sockets over; change them by "
                  "systemctl edit congd.socket",
                  scope->unused_listen);
    if (*scope->unused_redirect)
        check_add(list, CHECK_WARNING, "listen",
                  "thiết lập redirect_listen (%s) không có tác dụng: systemd trao sẵn cổng cho congd; bật "
                  "congd-tls.socket thì congd.socket chuyển mọi người sang https",
                  "the setting redirect_listen (%s) has no effect: systemd hands sockets over; where "
                  "congd-tls.socket is enabled congd.socket sends everybody to https",
                  scope->unused_redirect);
    if (*scope->unused_metrics)
        check_add(list, CHECK_WARNING, "listen",
                  "thiết lập metrics_listen (%s) không có tác dụng: systemd trao sẵn cổng cho congd; hãy bật "
                  "congd-metrics.socket, đổi cổng bằng systemctl edit congd-metrics.socket",
                  "the setting metrics_listen (%s) has no effect: systemd hands sockets over; enable "
                  "congd-metrics.socket, and change it by systemctl edit congd-metrics.socket",
                  scope->unused_metrics);
    if (scope->is_cut_off)
        check_add(list, CHECK_WARNING, "listen",
                  "congd không có mạng nào ngoài của chính nó (PrivateNetwork?) và không được trao cổng nào: "
                  "máy khác không truy cập được; hãy bật congd.socket",
                  "congd has no network but its own (PrivateNetwork?) and was handed no socket, so no other "
                  "machine can reach it; enable congd.socket");
}
