/* How a portal on several machines goes, as this one sees it. */
#include "work/check.h"
#include "work/follow_log.h"

enum { BEHIND_MS = 10000 };

void check_replication(const struct check_scope *scope, struct check_list *list)
{
    struct follow_lag lag = follow_log_lag(scope->store, scope->ordered);
    const char *writer = *lag.log.writer ? lag.log.writer : "-";
    if (!lag.log.is_reached)
        check_add(
            list, CHECK_FAILURE, "replication",
            "không ghi được: nhật ký chung không trả lời (%s); đã áp dụng đến mục %lld, trang vẫn đọc được",
            "nothing can be written: the common log does not answer (%s); applied up to entry %lld, pages "
            "can be read",
            lag.log.fault, (long long)lag.applied);
    else if (lag.ms > BEHIND_MS)
        check_add(
            list, CHECK_WARNING, "replication",
            "chậm %lld mục, %lld mili giây so với nhật ký chung; đã áp dụng đến mục %lld, ghi sau cùng: %s",
            "%lld entries and %lld milliseconds behind the common log; applied up to entry %lld, written "
            "last by %s",
            (long long)lag.entries, (long long)lag.ms, (long long)lag.applied, writer);
    else
        check_add(
            list, CHECK_OK, "replication",
            "đã áp dụng đến mục %lld của nhật ký chung, chậm %lld mục (%lld mili giây); ghi sau cùng: %s",
            "applied up to entry %lld of the common log, %lld entries behind (%lld milliseconds); written "
            "last by %s",
            (long long)lag.applied, (long long)lag.entries, (long long)lag.ms, writer);
}
