/* Chooses the language of the command line; see said.h. */
#include "base/said.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* LANG_COUNT: nothing, as every thread begins. */
static _Thread_local enum lang chosen = LANG_COUNT;

void said_choose(enum lang lang)
{
    chosen = lang;
}

enum lang said_lang(void)
{
    if (chosen != LANG_COUNT)
        return chosen;
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        /* Language, then perhaps a country, a character set, a variant. "vie" would be another. */
        if (value && *value)
            return strncmp(value, "vi", 2) == 0 && strchr("_.@", value[2]) ? LANG_VI : LANG_EN;
    }
    return LANG_EN;
}

/* Those that files, sockets and processes meet. */
static const struct {
    int number;
    const char *text;
} errno_rows[] = {
    {ENOENT, "không có tệp hay thư mục này"},
    {EACCES, "không có quyền truy cập"},
    {EPERM, "không được phép"},
    {ENOTDIR, "không phải thư mục"},
    {EISDIR, "đây là một thư mục"},
    {EEXIST, "đã có sẵn"},
    {ENOTEMPTY, "thư mục không trống"},
    {ENOSPC, "đĩa đã đầy"},
    {EDQUOT, "đã hết hạn mức đĩa"},
    {EFBIG, "tệp quá lớn"},
    {EROFS, "hệ thống tệp chỉ cho đọc"},
    {EIO, "lỗi đọc, ghi đĩa"},
    {ELOOP, "liên kết tệp vòng vo quá nhiều"},
    {ENAMETOOLONG, "tên tệp quá dài"},
    {EXDEV, "nằm trên hai hệ thống tệp khác nhau"},
    {EBUSY, "đang được dùng"},
    {ETXTBSY, "tệp chương trình đang chạy"},
    {EMFILE, "chương trình đã mở quá nhiều tệp"},
    {ENFILE, "máy đã mở quá nhiều tệp"},
    {ENOMEM, "không đủ bộ nhớ"},
    {EAGAIN, "tạm thời chưa được, hãy thử lại"},
    {EINTR, "bị ngắt giữa chừng"},
    {EINVAL, "giá trị không hợp lệ"},
    {EPIPE, "phía nhận đã đóng"},
    {ECONNREFUSED, "không có ai nghe ở địa chỉ này"},
    {ECONNRESET, "kết nối bị cắt"},
    {ETIMEDOUT, "chờ quá lâu, không có trả lời"},
    {EHOSTUNREACH, "không tới được máy này"},
    {ENETUNREACH, "không tới được mạng này"},
    {EADDRINUSE, "địa chỉ hoặc cổng đã có chương trình khác dùng"},
    {EADDRNOTAVAIL, "máy này không có địa chỉ ấy"},
    {EAFNOSUPPORT, "máy này không dùng loại địa chỉ ấy"},
    {ENOSYS, "hệ điều hành không làm được việc này"},
    {EOPNOTSUPP, "việc này không được hỗ trợ"},
    {ESTALE, "tệp không còn ở máy chủ lưu trữ"},
    {ENOTCONN, "chưa có kết nối"},
};

const char *errno_title(int number, enum lang lang)
{
    if (lang != LANG_VI)
        return strerror(number);
    for (size_t i = 0; i < sizeof errno_rows / sizeof *errno_rows; i++)
        if (errno_rows[i].number == number)
            return errno_rows[i].text;
    /* Its name is the same in every language, and what a search finds. */
    const char *name = strerrorname_np(number);
    return name ? name : "lỗi không rõ";
}

const char *said_errno(int number)
{
    return errno_title(number, said_lang());
}
