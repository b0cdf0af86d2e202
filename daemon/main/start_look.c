/* What a start warns of and goes on: a clock that is wrong, a data folder that others could look into, a
 * folder for certificates that is out of reach. Knows nothing of what is served. */
#include "start_look.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/said.h"
#include "store/folder.h"
#include "text/date.h"

#include <errno.h>
#include <unistd.h>

/* Pages are served by any clock; but whoever looks why all is dated wrong finds it here, once a start. */
static void look_at_clock(void)
{
    char text[DATE_TEXT_SIZE];
    int64_t now_ms = clock_now_ms(&clock_system);
    if (!clock_is_plausible(now_ms))
        log_warning(
            "clock",
            LOG_SAYS(SAID(
                "đồng hồ của máy sai; những gì được đăng, đếm và ghi lúc này mang ngày giờ ấy",
                "the machine's clock is wrong; what is published, counted and logged now bears this date")),
            LOG_TEXT("now", date_rfc3339(now_ms, text)));
}

/* Others must not look into the database; whoever made the folder may not have thought of it. */
static void look_at_folder(const char *data)
{
    bool was_open;
    enum err err = folder_tighten(data, &was_open);
    if (err)
        log_warning(
            "data_folder",
            LOG_SAYS(SAID("không xem được hoặc không sửa được việc người khác có nhìn vào được hay không",
                          "whether others may look into it could not be seen, or not be changed")),
            LOG_TEXT("path", data));
    else if (was_open)
        log_warning("data_folder",
                    LOG_SAYS(SAID("người khác đã nhìn vào được; nay thì không",
                                  "others could look into it; they no longer can")),
                    LOG_TEXT("path", data));
}

/* The confinement leaves what is there at the start, so one that is made later is never seen. */
static void look_at_acme_folder(const char *folder)
{
    if (*folder && access(folder, R_OK | X_OK))
        log_warning(
            "acme_folder",
            LOG_SAYS(
                SAID("chứng thư không gia hạn qua đây được; hãy cho đọc thư mục này rồi khởi động lại congd",
                     "certificates cannot be renewed by it; make it readable and restart congd")),
            LOG_TEXT("path", folder), LOG_TEXT("error", said_errno(errno)));
}

void start_look(const struct settings *settings)
{
    look_at_clock();
    look_at_folder(settings->data);
    look_at_acme_folder(settings->acme_folder);
}
