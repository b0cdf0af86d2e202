/* The order in which things are looked at. What is right for each stands beside it. */
#include "work/check.h"

#include "helper/converter.h"
#include "helper/page_text.h"
#include "store/link.h"
#include "text/date.h"

#include <string.h>
#include <sys/stat.h>

/* Of the rows read from the store on the way; nothing large. */
enum { ARENA_LIMIT = 256 * 1024 };

void check_schema(const struct schema_state *schema, struct check_list *list)
{
    if (schema->version == schema->newest)
        check_add(list, CHECK_OK, "schema", "phiên bản %lld, mới nhất", "version %lld, the newest",
                  (long long)schema->version);
    else
        check_add(list, CHECK_WARNING, "schema",
                  "phiên bản %lld; lần khởi động tới sẽ nâng lên %lld, hãy sao lưu trước",
                  "version %lld; the next start brings it to %lld, back up before",
                  (long long)schema->version, (long long)schema->newest);
}

/* By the last look; one is under way soon after the start. */
static void check_integrity(const struct check_scope *scope, struct check_list *list)
{
    struct integrity last;
    char at[DATE_TEXT_SIZE];
    integrity_last(scope->store, &last);
    if (!last.at_ms) {
        check_add(list, CHECK_OK, "integrity", "đang kiểm tra", "being looked at");
        return;
    }
    date_moment(last.at_ms, list->lang, at);
    if (last.is_damaged)
        check_add(
            list, CHECK_FAILURE, "integrity",
            "cơ sở dữ liệu hỏng: %s (kiểm tra lúc %s); hãy dừng congd, giữ một bản của thư mục dữ liệu rồi "
            "phục hồi bản sao lưu tốt gần nhất",
            "the database is damaged: %s (looked at %s); stop congd, keep a copy of the data folder, restore "
            "the last good backup",
            last.fault, at);
    else
        check_add(list, CHECK_OK, "integrity",
                  last.depth == INTEGRITY_WHOLE ? "nguyên vẹn, kiểm tra toàn bộ lúc %s"
                                                : "nguyên vẹn, kiểm tra nhanh lúc %s",
                  last.depth == INTEGRITY_WHOLE ? "whole, every index too, at %s" : "whole, looked at %s",
                  at);
}

/* An index that is being built finds less, and nothing needs to be done. */
static void check_index(struct conn *conn, struct check_list *list)
{
    int64_t pending_id = 0;
    bool is_current = false;
    enum err err = search_backlog(conn, &pending_id, &is_current);
    if (err)
        check_add(list, CHECK_FAILURE, "index", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
    else if (!is_current)
        check_add(list, CHECK_WARNING, "index", "của phiên bản khác; lần khởi động tới sẽ lập lại",
                  "of another version; the next start builds it anew");
    else if (pending_id)
        check_add(list, CHECK_WARNING, "index", "đang lập lại; còn các bài đến số %lld",
                  "being built; articles up to number %lld are left", (long long)pending_id);
    else
        check_add(list, CHECK_OK, "index", "đầy đủ", "complete");
}

/* Somebody has to mend them, and nothing is wrong with the portal meanwhile: so all is well, with a number.
 */
static void check_links(struct conn *conn, struct check_list *list)
{
    int64_t dead = 0;
    enum err err = link_count_dead(conn, &dead);
    if (err)
        check_add(list, CHECK_FAILURE, "links", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
    else if (dead)
        check_add(list, CHECK_OK, "links", "%lld liên kết hỏng; congd links dead liệt kê chúng",
                  "%lld lead nowhere; congd links dead lists them", (long long)dead);
    else
        check_add(list, CHECK_OK, "links", "không có liên kết nào được biết là hỏng",
                  "none is known to be dead");
}

void check_store(const struct check_scope *scope, struct check_list *list)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    struct schema_state schema;
    int64_t last_ms = 0;
    enum err err = arena ? store_schema(scope->store, &schema) : ERR_MEMORY;
    if (!err)
        check_schema(&schema, list);
    if (!err)
        err = store_lease(scope->store, arena, &conn);
    if (!err)
        err = audit_last_ms(conn, &last_ms);
    if (err)
        check_add(list, CHECK_FAILURE, "schema", "không đọc được cơ sở dữ liệu: %s",
                  "the database cannot be read: %s", err_title(err, list->lang));
    check_integrity(scope, list);
    if (!err)
        check_index(conn, list);
    if (!err)
        check_links(conn, list);
    if (!err)
        check_tokens(scope, conn, list);
    if (!err && scope->mail_program && *scope->mail_program)
        check_mail_queue(scope, conn, list);
    if (!err)
        check_webhooks(scope, conn, list);
    if (!err)
        check_digests(scope, conn, list);
    if (!err)
        check_question_files(scope, conn, list);
    check_clock(scope, last_ms, list);
}

void check_clock(const struct check_scope *scope, int64_t last_ms, struct check_list *list)
{
    enum { SLACK_MS = 60000 };
    char now[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    int64_t now_ms = clock_now_ms(scope->clock);
    date_moment(now_ms, list->lang, now);
    if (!clock_is_plausible(now_ms))
        check_add(
            list, CHECK_FAILURE, "clock",
            "đồng hồ của máy sai: %s; những gì công bố, đếm và ghi lại bây giờ mang ngày này",
            "the machine's clock is wrong: %s; what is published, counted and logged now bears this date",
            now);
    else if (last_ms > now_ms + SLACK_MS)
        check_add(list, CHECK_FAILURE, "clock", "là %s, trước thao tác ghi gần nhất (%s): đồng hồ bị vặn lùi",
                  "is %s, before the last thing that was written (%s): it was set back", now,
                  date_moment(last_ms, list->lang, last));
    else
        check_add(list, CHECK_OK, "clock", "%s", "%s", now);
}

/* Without a daemon: what it holds is counted at the next start. */
static void look_at_journal(const struct check_scope *scope, struct check_list *list)
{
    struct stat st;
    const char *path = arena_printf(list->arena, "%s/visits.journal", scope->data);
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
        check_add(list, CHECK_OK, "visits", "sổ ghi %lld byte; lần khởi động tới sẽ đếm nốt",
                  "a journal of %lld bytes; the next start counts what is left in it", (long long)st.st_size);
    else
        check_add(list, CHECK_OK, "visits", "chưa có sổ ghi; lần khởi động tới sẽ tạo",
                  "no journal yet; the next start makes it");
}

void check_visits(const struct check_scope *scope, struct check_list *list)
{
    struct visits_figures figures;
    if (!scope->visits) {
        look_at_journal(scope, list);
        return;
    }
    visits_figures(scope->visits, &figures);
    long long waiting = (long long)figures.records + (long long)figures.in_memory;
    if (figures.in_memory || figures.records > figures.records_most / 2)
        check_add(list, CHECK_WARNING, "visits",
                  "%lld lượt xem chờ ghi vào cơ sở dữ liệu, trong đó %lld chỉ ở trong bộ nhớ",
                  "%lld views wait to be written into the database, %lld of them in memory alone", waiting,
                  (long long)figures.in_memory);
    else
        check_add(list, CHECK_OK, "visits", "%lld lượt xem trong sổ ghi, đủ chỗ cho %lld",
                  "%lld views in the journal, room for %lld", (long long)figures.records,
                  (long long)figures.records_most);
}

static void check_helper(const struct check_scope *scope, struct check_list *list)
{
    if (!scope->helper)
        return;
    if (helper_is_alive(scope->helper))
        check_add(list, CHECK_OK, "helper", "đang chạy", "runs");
    else
        check_add(list, CHECK_FAILURE, "helper",
                  "tiến trình phụ đã chết: không nhận được ảnh và tài liệu; hãy khởi động lại congd",
                  "the helper process has ended: no picture and no document can be taken; restart congd");
}

void check_converter(const struct check_scope *scope, struct check_list *list)
{
    const char *path = converter_path(scope->converter);
    if (path)
        check_add(list, CHECK_OK, "heic", "ảnh HEIC và AVIF của điện thoại được nhận, nhờ %s",
                  "HEIC and AVIF pictures of phones are taken, by %s", path);
    else if (strcmp(scope->converter, "none") == 0)
        check_add(list, CHECK_OK, "heic", "ảnh HEIC và AVIF của điện thoại bị từ chối theo cài đặt",
                  "HEIC and AVIF pictures of phones are refused, as the settings want it");
    else
        check_add(list, CHECK_WARNING, "heic",
                  "ảnh HEIC và AVIF của điện thoại bị từ chối: không có chương trình chuyển ảnh (apt install "
                  "libheif-examples)",
                  "HEIC and AVIF pictures of phones are refused: there is no program that converts them (apt "
                  "install libheif-examples)");
}

void check_pdf_reader(const struct check_scope *scope, struct check_list *list)
{
    const char *path = pdf_reader_path(scope->pdf_reader);
    if (path)
        check_add(list, CHECK_OK, "pdf", "chữ trong tệp PDF đính kèm tìm được, nhờ %s",
                  "words in attached PDFs are found, by %s", path);
    else if (strcmp(scope->pdf_reader, "none") == 0)
        check_add(list, CHECK_OK, "pdf", "không tìm trong tệp PDF đính kèm, theo cài đặt",
                  "attached PDFs are not searched, as the settings want it");
    else
        check_add(
            list, CHECK_WARNING, "pdf",
            "không tìm được chữ trong tệp PDF đính kèm: thiếu chương trình đọc (apt install poppler-utils)",
            "words in attached PDFs are not found: there is no program that reads them (apt install "
            "poppler-utils)");
}

void check_portal(const struct check_scope *scope, struct check_list *list)
{
    check_permissions(scope, list);
    if (scope->store)
        check_store(scope, list);
    else
        check_clock(scope, 0, list);
    check_space(scope, list);
    if (scope->store) {
        struct store_health health;
        store_health(scope->store, &health);
        check_ballast(&health, list);
    }
    check_visits(scope, list);
    check_certificate(scope, list);
    check_acme(scope, list);
    check_listen(scope, list);
    if (scope->store && scope->ordered)
        check_replication(scope, list);
    check_backup(scope, list);
    if (scope->store)
        check_copies(scope, list);
    check_restore(scope, list);
    check_helper(scope, list);
    check_converter(scope, list);
    check_pdf_reader(scope, list);
}
