/* congd import nukeviet DUMP.sql, wordpress FILE.xml: reads what another portal had and sends it to the
 * daemon, or to one of its own where none runs. The reading is the floor coming's; here are the command line,
 * the files and the conversation. */
#include "coming.h"

#include "coming/coming.h"
#include "coming_fetch.h"
#include "command.h"
#include "said.h"
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
struct arguments {
    struct invocation invocation;
    const char *file, *media, *site, *report;
    bool is_trial, overwrites, fetches;
};

/* A kind of former portal. */
struct coming_kind {
    const char *word, *called, *args;
    const char *doc[LANG_COUNT];
    enum err (*bring)(const struct coming_portal *portal, const struct coming_options *options, int source,
                      const char *name, struct buf *fault, struct coming_counts *ret_counts);
};

static const struct coming_kind kinds[] = {
    {"nukeviet",
     "congd import nukeviet",
     "DUMP.sql",
     {"Nhập từ bản sao lưu MySQL của NukeViet 4 (có thể nén gzip): bài, trang, chuyên mục, từ khóa, ảnh, "
      "tệp, địa chỉ cũ (301), "
      "số lượt xem và số đầu kỳ. Chạy lại không tạo trùng.",
      "Brings in a MySQL dump of NukeViet 4, plain or gzip: articles, pages, categories, tags, pictures, "
      "files, old addresses "
      "(301), views and the counter's balance. The same again makes nothing twice."},
     coming_nukeviet},
    {"wordpress",
     "congd import wordpress",
     "FILE.xml",
     {"Nhập từ tệp xuất của WordPress (WXR): bài, trang, chuyên mục, từ khóa, ảnh, tệp, địa chỉ cũ (301). "
      "Chạy lại không tạo trùng.",
      "Brings in an export of WordPress (WXR): articles, pages, categories, tags, pictures, files, old "
      "addresses (301). The same again makes nothing twice."},
     coming_wordpress},
    {"html",
     "congd import html",
     "DIR",
     {"Nhập thư mục trang HTML đã lưu: mỗi tệp một bài, cùng ảnh và tệp bên cạnh, địa chỉ cũ (301) là đường "
      "dẫn của tệp. Chạy lại không tạo trùng.",
      "Brings in a folder of saved pages of HTML: each file an article, with the pictures and files beside "
      "it; "
      "its path is its old address (301). The same again makes nothing twice."},
     coming_html},
    {"--all",
     "congd import --all",
     "DIR",
     {"Nhập thư mục mà congd export --all đã ghi: bài với trạng thái, bản dịch, chuyên mục, từ khóa, hộp, "
      "ảnh và "
      "tệp, địa chỉ cũ, số đếm. Chạy lại không tạo trùng.",
      "Brings in a folder that congd export --all wrote: articles with their states, translations, "
      "categories, "
      "tags, boxes, pictures and files, old addresses, counters. The same again makes nothing twice."},
     coming_whole},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct coming_kind *coming_kind_of(const char *word)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].word, word) == 0)
            return &kinds[i];
    return NULL;
}

bool coming_knows(const char *word)
{
    return coming_kind_of(word);
}

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
        buf_printf(fault, "%s: %s", path, strerror(errno));
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
static enum err coming_bring(const struct coming_kind *kind, const struct arguments *arguments,
                             struct buf *fault)
{
    auto_transfer struct transfer transfer = {.needs_helper = true};
    auto_close int source = coming_open(arguments->file, O_RDONLY, fault);
    auto_close int media = coming_open(arguments->media, O_RDONLY | O_DIRECTORY, fault);
    struct coming_counts counts = {.created = 0};
    if (fault->length || coming_is_packed(source, arguments->file, kind->bring == coming_nukeviet, fault))
        return ERR_INPUT;
    FILE *report = arguments->report ? fopen(arguments->report, "we") : stdout;
    if (!report) {
        buf_printf(fault, "%s: %s", arguments->report, strerror(errno));
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
        err = kind->bring(&portal, &options, source, arguments->file, fault, &counts);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    bool is_written = report == stdout ? fflush(stdout) == 0 : fclose(report) == 0;
    coming_print(&counts, arguments->is_trial);
    if (!err && !is_written) {
        buf_printf(fault, "%s: %s", arguments->report ? arguments->report : "stdout", strerror(errno));
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

/* Options of its own; the rest is every transfer's. */
static error_t coming_parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
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
    else
        return transfer_parse(key, text, state, &arguments->invocation, &arguments->file, "FILE");
    return 0;
}

int coming_run(int argc, char **argv)
{
    const struct coming_kind *kind = coming_kind_of(argv[1]);
    const struct argp_option options[] = {
        {"media", KEY_MEDIA, "DIR", 0,
         SAID("thư mục ảnh và tệp của cổng cũ (uploads, hoặc thư mục chứa nó)",
              "the former portal's pictures and files (its folder uploads, or what that lies in)"),
         0},
        {"fetch", KEY_FETCH, NULL, 0,
         SAID("tải về ảnh của trang khác, và ảnh của cổng cũ không có trong thư mục (cần import_pictures = "
              "yes); "
              "chạy lại chỉ tải ảnh còn thiếu",
              "fetch pictures of other sites, and those of the former portal that the folder does not have "
              "(needs "
              "import_pictures = yes); the same again fetches only what is missing"),
         0},
        {"site", KEY_SITE, "URL", 0,
         SAID("địa chỉ cổng cũ, để nhận ra ảnh của chính nó",
              "the former portal's address, to tell its own pictures"),
         0},
        {"report", KEY_REPORT, "FILE", 0,
         SAID("ghi vào tệp này mọi thứ không sang được, mỗi dòng một lý do (mặc định: in ra)",
              "write to this file what could not come, a line each with its reason (default: standard "
              "output)"),
         0},
        {"dry-run", KEY_TRY, NULL, 0,
         SAID("chỉ nói sẽ làm gì, không lưu", "say what would be done, and save nothing"), 0},
        {"overwrite", KEY_OVERWRITE, NULL, 0,
         SAID("ghi đè cả bài mà biên tập viên đã sửa, gỡ hoặc bỏ vào thùng rác",
              "also change articles that editors changed since, withdrew or threw away"),
         0},
        {0},
    };
    struct settings_argp child;
    struct arguments arguments = {.file = NULL};
    auto_buf struct buf fault = BUF(64 * 1024);
    char called[64];
    /* In place of the two words, for argp's own texts. */
    snprintf(called, sizeof called, "%s", kind->called);
    argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.options = options,
                              .parser = coming_parse,
                              .args_doc = kind->args,
                              .doc = kind->doc[said_lang()],
                              .children = child.children};
    argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &arguments);
    enum err err = coming_bring(kind, &arguments, &fault);
    return err ? command_failed(err, &fault) : command_done();
}
