/* How letters to the staff go. Sends none: `congd mail test` does. */
#include "work/check.h"

#include "helper/mail.h"
#include "store/letter.h"

#include <unistd.h>

void check_mail_queue(const struct check_scope *scope, struct conn *conn, struct check_list *list)
{
    struct letter_counts counts;
    enum err err = letter_count(conn, clock_now_ms(scope->clock), &counts);
    const bool is_known = counts.fault > 0 && counts.fault < MAIL_FAULTS;
    const char *why = !err && is_known ? mail_fault_text((enum mail_fault)counts.fault, list->lang) : "";
    if (err)
        check_add(list, CHECK_FAILURE, "mail", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
    else if (access(scope->mail_program, X_OK))
        check_add(list, CHECK_WARNING, "mail", "không có %s (apt install msmtp): thư không gửi được",
                  "%s is not there (apt install msmtp): no mail can be sent", scope->mail_program);
    else if (is_known)
        check_add(list, CHECK_WARNING, "mail",
                  "%lld thư chờ gửi, %lld thư không gửi được trong 7 ngày; lần thử gần nhất: %s%s%s",
                  "%lld letters wait, %lld were given up in 7 days; the last attempt: %s%s%s",
                  (long long)counts.waiting, (long long)counts.given_up, why, *counts.answer ? ": " : "",
                  counts.answer);
    else
        check_add(list, CHECK_OK, "mail", "%lld thư chờ gửi; congd mail test gửi một thư thử",
                  "%lld letters wait; congd mail test sends one to try", (long long)counts.waiting);
}
