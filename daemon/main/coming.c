/* congd import nukeviet DUMP.sql, wordpress FILE.xml: reads what another portal had and sends it to the
 * daemon, or to one of its own where none runs. The reading is the floor coming's; here are the command line,
 * the files and the conversation. */
#include "coming/coming.h"
#include "base/said.h"
#include "coming_all.h"
#include "coming_fetch.h"
#include "command.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    KEY_MEDIA = 'm',
    KEY_FETCH = 'f',
    KEY_SITE = 'w',
    KEY_REPORT = 'r',
    KEY_TRY = 'n',
    KEY_OVERWRITE = 'o'
};

/* What the command line says; NULL where it says nothing. */
struct coming_arguments {
    struct invocation invocation;
    const char *media, *site, *report;
    bool is_trial, overwrites, fetches;
};

/* How a kind of former portal is read. */
typedef enum err coming_bring(const struct coming_portal *portal, const struct coming_options *options,
                              int source, const char *name, struct buf *fault,
                              struct coming_counts *ret_counts);

/* The answer of one call. */
struct gathering {
    struct buf *answer;
    int status;
};

static bool coming_gather(void *context, int status, const char *bytes, size_t size)
{
    struct gathering *gathering = context;
    (void)status;
    buf_add(gathering->answer, bytes, size);
    return !buf_failed(gathering->answer);
}

static enum err coming_send(void *context, const struct coming_call *call, struct buf *answer,
                            int *ret_status, struct buf *fault)
{
    struct gathering gathering = {.answer = answer};
    struct control_call sent = {.method = call->method,
                                .path = call->path,
                                .type = call->type,
                                .body = call->body,
                                .file = call->file,
                                .take = coming_gather,
                                .context = &gathering};
    enum err err = transfer_call(context, &sent, fault, ret_status);
    if (err == ERR_NOT_FOUND || err == ERR_UNAVAILABLE) {
        buf_cut(fault, 0);
        buf_text(fault,
                 SAID("máy chủ congd đã dừng giữa chừng; phần đã nhập vẫn còn, chạy lại lệnh này để đi tiếp",
                      "the daemon went away; what came stays, run this again to go on"));
        err = ERR_UNAVAILABLE;
    }
    return err;
}

static int coming_open(const char *path, int flags, struct buf *fault)
{
    int fd = path ? open(path, flags | O_CLOEXEC) : -1;
    if (path && fd < 0)
        buf_printf(fault, "%s: %s", path, said_errno(errno));
    return fd;
}

/* A file that was packed in a way that nothing here reads; gzip is read where it is a dump. */
static bool coming_is_packed(int source, const char *path, bool takes_gzip, struct buf *fault)
{
    static const struct {
        const char *begin, *name;
        size_t size;
    } kinds_packed[] = {{"PK\3\4", "ZIP", 4},
                        {"BZh", "bzip2", 3},
                        {"\xFD"
                         "7zXZ",
                         "xz", 5},
                        {"7z\xBC\xAF", "7-Zip", 4},
                        {"Rar!", "RAR", 4},
                        {"\x28\xB5\x2F\xFD", "zstd", 4},
                        {"\x1F\x8B", "gzip", 2}};
    char begin[8] = "";
    if (pread(source, begin, sizeof begin, 0) <= 0)
        return false;
    for (size_t i = 0; i < sizeof kinds_packed / sizeof *kinds_packed; i++) {
        bool is_gzip = kinds_packed[i].size == 2;
        if (memcmp(begin, kinds_packed[i].begin, kinds_packed[i].size) != 0 || (is_gzip && takes_gzip))
            continue;
        buf_printf(fault, SAID("%s: tệp nén (%s); hãy giải nén trước", "%s is packed (%s); unpack it first"),
                   path, kinds_packed[i].name);
        return true;
    }
    return false;
}

static void coming_print(const struct coming_counts *counts, bool is_trial)
{
    if (is_trial)
        fputs(SAID("chạy thử, chưa lưu gì: ", "a trial, nothing was saved: "), stdout);
    printf(SAID("bài: %" PRId64 " mới, %" PRId64 " cập nhật, %" PRId64 " không đổi, %" PRId64
                " giữ nguyên, %" PRId64 " không nhận\n",
                "articles: %" PRId64 " created, %" PRId64 " updated, %" PRId64 " unchanged, %" PRId64
                " kept, %" PRId64 " refused\n"),
           counts->created, counts->updated, counts->unchanged, counts->kept, counts->refused);
    printf(SAID("chuyên mục mới: %" PRId64 ", hộp mới: %" PRId64 ", ảnh và tệp đã gửi: %" PRId64
                ", tải về: %" PRId64 ", thiếu: %" PRId64 "; dòng trong báo cáo: %" PRId64 "\n",
                "new categories: %" PRId64 ", new boxes: %" PRId64 ", pictures and files sent: %" PRId64
                ", fetched: %" PRId64 ", missing: %" PRId64 "; lines of the report: %" PRId64 "\n"),
           counts->categories, counts->boxes, counts->media, counts->fetched, counts->missing, counts->told);
}

/* Everything is opened before the rights to it are given up. */
static enum err coming_run(coming_bring *bring, const struct coming_arguments *arguments, struct buf *fault)
{
    const char *name = arguments->invocation.word;
    auto_transfer struct transfer transfer = {.needs_helper = true, .need = PORTAL_MAY_BE_NEW};
    auto_close int source = coming_open(name, O_RDONLY, fault);
    auto_close int media = coming_open(arguments->media, O_RDONLY | O_DIRECTORY, fault);
    struct coming_counts counts = {.created = 0};
    if (fault->length || coming_is_packed(source, name, bring == coming_nukeviet, fault))
        return ERR_INPUT;
    FILE *report = arguments->report ? fopen(arguments->report, "we") : stdout;
    if (!report) {
        buf_printf(fault, "%s: %s", arguments->report, said_errno(errno));
        return ERR_INPUT;
    }
    auto_coming_fetcher struct coming_fetcher fetcher = {.helper = NULL};
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err && arguments->fetches)
        err = coming_fetcher_begin(&fetcher, &transfer, fault);
    const struct coming_portal portal = {coming_send, &transfer};
    const struct coming_options options = {.lang = said_lang(),
                                           .is_trial = arguments->is_trial,
                                           .overwrites = arguments->overwrites,
                                           .shows_progress = true,
                                           .media = media,
                                           .site = arguments->site,
                                           .fetch = arguments->fetches ? coming_fetcher_fetch : NULL,
                                           .fetch_context = &fetcher,
                                           .directory = err ? "" : transfer.settings->data,
                                           .report = report};
    if (!err)
        err = bring(&portal, &options, source, name, fault, &counts);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    bool is_written = report == stdout ? fflush(stdout) == 0 : fclose(report) == 0;
    coming_print(&counts, arguments->is_trial);
    if (!err && !is_written) {
        buf_printf(fault, "%s: %s",
                   arguments->report ? arguments->report : SAID("thiết bị chuẩn", "standard output"),
                   said_errno(errno));
        err = ERR_STORAGE_FULL;
    }
    if (!err && counts.refused) {
        buf_printf(fault,
                   SAID("%" PRId64 " bài không nhận được; xem báo cáo",
                        "%" PRId64 " articles were not taken; see the report"),
                   counts.refused);
        err = ERR_INPUT;
    }
    return err;
}

enum err coming_all(const struct invocation *invocation, const char *report, bool is_trial, bool overwrites,
                    struct buf *fault)
{
    const struct coming_arguments arguments = {
        .invocation = *invocation, .report = report, .is_trial = is_trial, .overwrites = overwrites};
    return coming_run(coming_whole, &arguments, fault);
}

static void coming_take(struct command_use *use, void *input, int key, char *text)
{
    struct coming_arguments *arguments = input;
    (void)use;
    if (key == KEY_MEDIA)
        arguments->media = text;
    else if (key == KEY_FETCH)
        arguments->fetches = true;
    else if (key == KEY_SITE)
        arguments->site = text;
    else if (key == KEY_REPORT)
        arguments->report = text;
    else if (key == KEY_TRY)
        arguments->is_trial = true;
    else if (key == KEY_OVERWRITE)
        arguments->overwrites = true;
}

static const struct option_row coming_options_rows[] = {
    {"media",
     KEY_MEDIA,
     {"THƯ-MỤC", "DIR"},
     {"thư mục ảnh và tệp của cổng cũ (uploads, hoặc thư mục chứa nó)",
      "the former portal's pictures and files (its folder uploads, or what that lies in)"}},
    {"fetch",
     KEY_FETCH,
     {NULL},
     {"tải về ảnh của trang khác, và ảnh của cổng cũ không có trong thư mục (cần import_pictures = yes); "
      "chạy "
      "lại chỉ tải ảnh còn thiếu",
      "fetch pictures of other sites, and those of the former portal that the folder does not have (needs "
      "import_pictures = yes); the same again fetches only what is missing"}},
    {"site",
     KEY_SITE,
     {"URL", "URL"},
     {"địa chỉ cổng cũ, để nhận ra ảnh của chính nó",
      "the former portal's address, to tell its own pictures"}},
    {"report",
     KEY_REPORT,
     {"TỆP", "FILE"},
     {"ghi vào tệp này mọi thứ không sang được, mỗi dòng một lý do (mặc định: in ra)",
      "write to this file what could not come, a line each with its reason (default: standard output)"}},
    {"dry-run",
     KEY_TRY,
     {NULL},
     {"chỉ nói sẽ làm gì, không lưu", "say what would be done, and save nothing"}},
    {"overwrite",
     KEY_OVERWRITE,
     {NULL},
     {"ghi đè cả bài mà biên tập viên đã sửa, gỡ hoặc bỏ vào thùng rác",
      "also change articles that editors changed since, withdrew or threw away"}},
    {0},
};

static enum err nukeviet_run(void *input, struct buf *fault)
{
    return coming_run(coming_nukeviet, input, fault);
}

static enum err wordpress_run(void *input, struct buf *fault)
{
    return coming_run(coming_wordpress, input, fault);
}

static enum err html_run(void *input, struct buf *fault)
{
    return coming_run(coming_html, input, fault);
}

const struct command import_nukeviet_command = {
    .name = "import nukeviet",
    .word = {"TỆP.sql", "DUMP.sql"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help = {"Nhập từ bản sao lưu MySQL của NukeViet 4 (có thể nén gzip): bài, trang, chuyên mục, từ khóa, "
             "ảnh, tệp, "
             "địa chỉ cũ (301), số lượt xem và số đầu kỳ. Chạy lại không tạo trùng.",
             "Brings in a MySQL dump of NukeViet 4, plain or gzip: articles, pages, categories, tags, "
             "pictures, files, "
             "old addresses (301), views and the counter's balance. The same again makes nothing twice."},
    .options = coming_options_rows,
    .size = sizeof(struct coming_arguments),
    .take = coming_take,
    .run = nukeviet_run,
};

const struct command import_wordpress_command = {
    .name = "import wordpress",
    .word = {"TỆP.xml", "FILE.xml"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help = {"Nhập từ tệp xuất của WordPress (WXR): bài, trang, chuyên mục, từ khóa, ảnh, tệp, địa chỉ cũ "
             "(301). Chạy lại "
             "không tạo trùng.",
             "Brings in an export of WordPress (WXR): articles, pages, categories, tags, pictures, files, "
             "old addresses "
             "(301). The same again makes nothing twice."},
    .options = coming_options_rows,
    .size = sizeof(struct coming_arguments),
    .take = coming_take,
    .run = wordpress_run,
};

const struct command import_html_command = {
    .name = "import html",
    .word = {"THƯ-MỤC", "DIR"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help = {"Nhập thư mục trang HTML đã lưu: mỗi tệp một bài, cùng ảnh và tệp bên cạnh, địa chỉ cũ (301) là "
             "đường dẫn "
             "của tệp. Chạy lại không tạo trùng.",
             "Brings in a folder of saved pages of HTML: each file an article, with the pictures and files "
             "beside it; "
             "its path is its old address (301). The same again makes nothing twice."},
    .options = coming_options_rows,
    .size = sizeof(struct coming_arguments),
    .take = coming_take,
    .run = html_run,
};
