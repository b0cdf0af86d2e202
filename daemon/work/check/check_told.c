/* How what others are told goes: webhooks, and letters to citizens. Says nothing of who has neither. */
#include "work/check.h"

#include "store/digest.h"
#include "store/webhook.h"

void check_webhooks(const struct check_scope *scope, struct conn *conn, struct check_list *list)
{
    struct push_counts counts;
    enum err err = push_count(conn, &counts);
    (void)scope;
    if (err)
        check_add(list, CHECK_FAILURE, "webhooks", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
    else if (counts.off || counts.given_up)
        check_add(list, CHECK_WARNING, "webhooks",
                  "%lld webhook tự tắt, %lld tin không gửi được trong 7 ngày; xem /quan-tri/webhook",
                  "%lld are off by themselves, %lld messages were given up in 7 days; see /quan-tri/webhook",
                  (long long)counts.off, (long long)counts.given_up);
    else if (counts.webhooks)
        check_add(list, CHECK_OK, "webhooks", "%lld webhook, %lld tin đang chờ", "%lld, %lld messages wait",
                  (long long)counts.webhooks, (long long)counts.waiting);
}

void check_digests(const struct check_scope *scope, struct conn *conn, struct check_list *list)
{
    struct digest_counts counts;
    bool has_mail = scope->mail_program && *scope->mail_program;
    enum err err = digest_count(conn, &counts);
    if (err)
        check_add(list, CHECK_FAILURE, "digests", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
    else if (counts.subscribers && !has_mail)
        check_add(list, CHECK_WARNING, "digests",
                  "%lld người đăng ký nhận tin qua thư, nhưng chưa đặt mail_host: không ai nhận được gì",
                  "%lld citizens subscribed to news by mail, but mail_host is not set: nobody gets any",
                  (long long)counts.subscribers);
    else if (counts.subscribers || counts.waiting)
        check_add(list, CHECK_OK, "digests",
                  "%lld người nhận tin qua thư, %lld trong đó mỗi tuần; %lld thư chờ",
                  "%lld subscribers, %lld of them weekly; %lld letters wait", (long long)counts.subscribers,
                  (long long)counts.weekly, (long long)counts.waiting);
}
