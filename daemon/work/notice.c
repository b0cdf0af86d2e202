/* From facts to sentences. What a fact is measured by stands with those who measure it; who is told where
 * stands above. */
#include "work/notice.h"

#include "store/health.h"
#include "store/letter.h"
#include "store/link.h"
#include "store/petition.h"
#include "store/token.h"
#include "text/date.h"
#include "text/number.h"
#include "work/check.h"

#include <stdarg.h>
#include <string.h>

enum { ROOM_FIRST = 16, HOUR_MS = 3600000, HOURS_A_DAY = 24 };

static const char review_path[] = "/quan-tri/duyet", articles_path[] = "/quan-tri/bai",
                  check_path[] = "/quan-tri/suc-khoe", backup_path[] = "/quan-tri/sao-luu",
                  people_path[] = "/quan-tri/nguoi", questions_path[] = "/quan-tri/hoi-dap";

const char *notice_level_name(enum notice_level level)
{
    static const char *const names[] = {"fine", "waits", "warns", "fails"};
    return names[level];
}

/* The next free place, NULL when there is no memory. */
static struct notice *notice_place(struct notice_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : ROOM_FIRST;
        struct notice *items = arena_zero(list->arena, capacity, sizeof *items);
        if (!items)
            return NULL;
        if (list->count)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    return &list->items[list->count++];
}

/* Adds a row; both sentences are formats of the same arguments. */
static void notice_add(struct notice_list *list, struct notice notice, const char *vi, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
static void notice_add(struct notice_list *list, struct notice notice, const char *vi, const char *en, ...)
{
    struct notice *place = notice_place(list);
    va_list args;
    if (!place)
        return;
    va_start(args, en);
    notice.text = arena_vprintf(list->arena, list->lang == LANG_VI ? vi : en, args);
    va_end(args);
    *place = notice;
}

/* What waits for those who may do it. */
static void notice_work(const struct notice_scope *scope, const struct desk_counts *counts,
                        struct notice_list *list)
{
    char at[DATE_TEXT_SIZE];
    if (scope->role < ROLE_EDITOR)
        return;
    if (counts->review)
        notice_add(list, (struct notice){"review", NOTICE_WAITS, counts->review, 0, .path = review_path},
                   "%lld bài chờ duyệt.",
                   counts->review == 1 ? "%lld article waits for review." : "%lld articles wait for review.",
                   (long long)counts->review);
    if (counts->reports)
        notice_add(list, (struct notice){"reports", NOTICE_WAITS, counts->reports, 0, .path = articles_path},
                   "%lld lời báo sai sót của người đọc chưa xử lý.",
                   counts->reports == 1 ? "%lld error that a reader reported is not dealt with."
                                        : "%lld errors that readers reported are not dealt with.",
                   (long long)counts->reports);
    if (counts->scheduled)
        notice_add(list,
                   (struct notice){"scheduled", NOTICE_FINE, counts->scheduled, counts->due_ms,
                                   .path = articles_path},
                   "%lld bài hẹn giờ đăng, bài gần nhất: %s.",
                   counts->scheduled == 1 ? "%lld article is scheduled, for %s."
                                          : "%lld articles are scheduled, the next for %s.",
                   (long long)counts->scheduled, date_long(counts->due_ms, list->lang, at));
}

/* What citizens asked, and nobody has answered. */
static enum err notice_questions(const struct notice_scope *scope, struct conn *conn,
                                 struct notice_list *list)
{
    int64_t open = 0, suspect = 0;
    enum err err =
        scope->role < ROLE_EDITOR ? ERR_OK : petition_count_open(conn, PETITION_QUESTION, &open, &suspect);
    if (!err && open)
        notice_add(list, (struct notice){"questions", NOTICE_WAITS, open, 0, .path = questions_path},
                   "%lld câu hỏi của người dân chưa trả lời.",
                   open == 1 ? "%lld question of a citizen is not answered."
                             : "%lld questions of citizens are not answered.",
                   (long long)open);
    return err;
}

/* Those that readers come upon. */
static enum err notice_links(const struct notice_scope *scope, struct conn *conn, struct notice_list *list)
{
    int64_t dead = 0;
    enum err err = link_count_dead(conn, &dead);
    if (!err && dead && scope->role >= ROLE_AUTHOR)
        notice_add(list, (struct notice){"links", NOTICE_WARNS, dead, 0, .path = check_path},
                   "%lld liên kết hỏng.", dead == 1 ? "%lld link leads nowhere." : "%lld links lead nowhere.",
                   (long long)dead);
    return err;
}

/* Days where there are any, else hours. */
static const char *notice_age(struct notice_list *list, int64_t age_ms)
{
    long long hours = (long long)(age_ms > 0 ? age_ms / HOUR_MS : 0);
    if (hours >= 2 * HOURS_A_DAY)
        return arena_printf(list->arena, list->lang == LANG_VI ? "%lld ngày" : "%lld days",
                            hours / HOURS_A_DAY);
    return arena_printf(list->arena,
                        list->lang == LANG_VI ? "%lld giờ"
                        : hours == 1          ? "%lld hour"
                                              : "%lld hours",
                        hours);
}

/* The last run that was asked for, when it came to nothing; then the age of the newest good one. */
static void notice_backup(const struct notice_scope *scope, struct notice_list *list)
{
    struct backup_run run;
    char at[DATE_TEXT_SIZE];
    int64_t newest_ms = scope->backups ? backup_job_newest_ms(scope->backups) : -1;
    /* Not looked yet, just behind the start. */
    if (newest_ms < 0)
        return;
    backup_job_look(scope->backups, &run);
    if (run.state == BACKUP_RUN_FAILED && run.verifies)
        notice_add(list, (struct notice){"backup", NOTICE_FAILS, 0, 0, .path = backup_path},
                   "Bản sao lưu %s bị hỏng: %s.", "The backup %s is damaged: %s.", run.name, run.fault);
    else if (run.state == BACKUP_RUN_FAILED && run.forgets)
        notice_add(list, (struct notice){"backup", NOTICE_FAILS, 0, 0, .path = backup_path},
                   "Không bỏ được những lời đã gỡ khỏi các bản sao lưu: %s.",
                   "What was taken back could not be taken out of the backups: %s.", run.fault);
    else if (run.state == BACKUP_RUN_FAILED)
        notice_add(list, (struct notice){"backup", NOTICE_FAILS, 0, 0, .path = backup_path},
                   "Lần sao lưu gần nhất không thành: %s.", "The last backup failed: %s.", run.fault);
    if (!newest_ms)
        notice_add(list, (struct notice){"backup", NOTICE_FAILS, 0, 0, .path = backup_path},
                   "Chưa có bản sao lưu tốt nào. Hỏng máy là mất tất cả.",
                   "There is no good backup. If the machine breaks, all is lost.");
    else if (scope->now_ms - newest_ms > (int64_t)CHECK_BACKUP_HOURS * HOUR_MS)
        notice_add(list, (struct notice){"backup", NOTICE_WARNS, 0, newest_ms, .path = backup_path},
                   "Bản sao lưu tốt gần nhất đã cũ %s.", "The last good backup is %s old.",
                   notice_age(list, scope->now_ms - newest_ms));
    else if (run.state != BACKUP_RUN_FAILED)
        notice_add(list, (struct notice){"backup", NOTICE_FINE, 0, newest_ms, .path = backup_path},
                   "Sao lưu gần nhất: %s, đã kiểm tra.", "The last backup: %s, verified.",
                   date_long(newest_ms, list->lang, at));
}

static void notice_certificate(const struct notice_scope *scope, struct notice_list *list)
{
    char at[DATE_TEXT_SIZE];
    int64_t until_ms = scope->certificate_until_ms, left = (until_ms - scope->now_ms) / DATE_DAY_MS;
    if (!until_ms || left >= NOTICE_CERTIFICATE_DAYS)
        return;
    date_short(until_ms, list->lang, at);
    if (until_ms <= scope->now_ms)
        notice_add(list, (struct notice){"certificate", NOTICE_FAILS, 0, until_ms, .path = check_path},
                   "Chứng thư bảo mật của cổng đã hết hạn ngày %s: trình duyệt của người dân báo cổng không "
                   "an toàn.",
                   "The portal's certificate ended on %s: readers' browsers call the portal unsafe.", at);
    else
        notice_add(list, (struct notice){"certificate", NOTICE_WARNS, left, until_ms, .path = check_path},
                   "Chứng thư bảo mật của cổng còn %lld ngày, đến %s. Báo người phụ trách kỹ thuật gia hạn.",
                   "The portal's certificate has %lld days left, until %s. Tell your technician to renew it.",
                   (long long)left, at);
}

/* Whether what is written is kept. */
static void notice_disk(const struct notice_scope *scope, struct notice_list *list)
{
    enum { PART_WANTED = 20 /* a twentieth */ };
    struct store_health health;
    char left[NUMBER_TEXT_SIZE];
    store_health(scope->store, &health);
    if (health.is_damaged)
        notice_add(list, (struct notice){"database", NOTICE_FAILS, 0, 0, .path = check_path},
                   "Cơ sở dữ liệu của cổng bị hỏng. Báo ngay người phụ trách kỹ thuật, đừng viết thêm.",
                   "The portal's database is damaged. Tell your technician at once, and write nothing more.");
    if (health.is_full)
        notice_add(list, (struct notice){"disk", NOTICE_FAILS, 0, 0, .path = check_path},
                   "Ổ đĩa của máy chủ đã đầy: không lưu được gì. Báo ngay người phụ trách kỹ thuật.",
                   "The server's disk is full: nothing can be saved. Tell your technician at once.");
    else if (health.data.bytes > 0 && health.data.free_bytes < health.data.bytes / PART_WANTED)
        notice_add(list, (struct notice){"disk", NOTICE_WARNS, 0, 0, .path = check_path},
                   "Ổ đĩa của máy chủ sắp đầy, còn %s.", "The server's disk is nearly full, %s are left.",
                   number_size(health.data.free_bytes, list->lang, left));
}

/* Secrets by which programs come: an administrator's. */
static enum err notice_secrets(const struct notice_scope *scope, struct conn *conn, struct notice_list *list)
{
    struct token *tokens;
    size_t count;
    int64_t ending = 0;
    enum err err = token_list(conn, &tokens, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count && i < NOTICE_TOKENS_MOST; i++)
        ending += token_ends_soon(&tokens[i], scope->now_ms);
    if (ending)
        notice_add(list, (struct notice){"tokens", NOTICE_WARNS, ending, 0, .path = people_path},
                   "%lld mã truy cập của chương trình sắp hết hạn.",
                   ending == 1 ? "%lld token of a program ends soon." : "%lld tokens of programs end soon.",
                   (long long)ending);
    return ERR_OK;
}

/* Letters that did not arrive are somebody's who waits for them. */
static enum err notice_mail(const struct notice_scope *scope, struct conn *conn, struct notice_list *list)
{
    struct letter_counts counts;
    enum err err = letter_count(conn, scope->now_ms, &counts);
    if (!err && counts.given_up)
        notice_add(list, (struct notice){"mail", NOTICE_WARNS, counts.given_up, 0, .path = check_path},
                   "%lld thư hằng ngày không gửi được trong 7 ngày qua. Báo người phụ trách kỹ thuật.",
                   counts.given_up == 1
                       ? "%lld daily letter could not be sent in the last 7 days. Tell your technician."
                       : "%lld daily letters could not be sent in the last 7 days. Tell your technician.",
                   (long long)counts.given_up);
    return err;
}

/* The worst first; within a level as they were added. */
static void notice_sort(struct notice_list *list)
{
    struct notice *sorted = arena_zero(list->arena, list->count + 1, sizeof *sorted);
    size_t count = 0;
    if (!sorted)
        return;
    for (int level = NOTICE_FAILS; level >= NOTICE_FINE; level--)
        for (size_t i = 0; i < list->count; i++)
            if (list->items[i].level == (enum notice_level)level)
                sorted[count++] = list->items[i];
    list->items = sorted;
    list->capacity = list->count + 1;
}

enum err notice_gather(const struct notice_scope *scope, struct conn *conn, const struct desk_counts *counts,
                       struct notice_list *list)
{
    notice_work(scope, counts, list);
    enum err err = notice_questions(scope, conn, list);
    if (!err && scope->checks_links)
        err = notice_links(scope, conn, list);
    if (!err && scope->role >= ROLE_EDITOR) {
        notice_backup(scope, list);
        notice_certificate(scope, list);
        notice_disk(scope, list);
    }
    if (!err && scope->role >= ROLE_ADMIN)
        err = notice_secrets(scope, conn, list);
    if (!err && scope->role >= ROLE_ADMIN && scope->sends_mail)
        err = notice_mail(scope, conn, list);
    notice_sort(list);
    return err;
}
