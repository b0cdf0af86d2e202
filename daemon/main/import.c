/* congd import FILE: articles from JSON lines, through the daemon. The daemon does the work and answers
 * with one line for each; this command counts them and shows what was wrong, kept or warned of. */
#include "base/json_text.h"
#include "base/said.h"
#include "coming_all.h"
#include "command.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* A result repeats no article; the longest is a problem with a hundred faults. */
enum {
    LINE_MAX_SIZE = 4 * 1024 * 1024,
    STATUS_OK = 200,
    KEY_ATOMIC = 'a',
    KEY_TRY = 'n',
    KEY_OVERWRITE = 'o',
    KEY_STRICT = 's',
    KEY_ALL = 'A',
    KEY_REPORT = 'r',
    KEY_PREVIEW = 'p'
};

struct import_arguments {
    struct invocation invocation;
    const char *report;
    bool is_atomic, is_trial, is_strict, overwrites, is_all, is_preview;
};

/* What the results said so far. */
struct tally {
    struct buf line; /* the one that is coming, or a refusal */
    long created, updated, unchanged, kept, not_saved, wrong;
    time_t shown;
};

/* One line on stderr: the number of the line in the file, and all that is wrong with it. */
static void command_import_print_fault(const json_t *result)
{
    auto_buf struct buf fault = BUF(64 * 1024);
    json_t *problem = json_object_get(result, "problem"), *error;
    size_t index;
    /* All faults of the line, each with its place. */
    json_array_foreach(json_object_get(problem, "errors"), index, error)
    {
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        const char *detail = json_string_value(json_object_get(error, "detail"));
        buf_printf(&fault, "%s%s%s%s", index ? "; " : "", pointer ? pointer : "",
                   pointer && *pointer ? " " : "", detail ? detail : "");
    }
    /* For problems that name no place. */
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    fprintf(stderr, SAID("congd: dòng %lld: %s\n", "congd: line %lld: %s\n"),
            (long long)json_integer_value(json_object_get(result, "line")),
            fault.length ? buf_str(&fault)
            : detail     ? detail
                         : SAID("không nhận", "refused"));
}

/* The result that stands in tally->line, whole and without its line's end. What cannot be read is wrong. */
static void count_result(struct tally *tally)
{
    json_auto_t *result = json_text_read(buf_str(&tally->line), tally->line.length, 0, NULL);
    const char *word = json_string_value(json_object_get(result, "result"));
    /* What is no result at all counts as a line that is wrong. */
    word = word ? word : "error";
    if (strcmp(word, "created") == 0)
        tally->created++;
    else if (strcmp(word, "updated") == 0)
        tally->updated++;
    else if (strcmp(word, "unchanged") == 0)
        tally->unchanged++;
    else if (strcmp(word, "kept") == 0)
        tally->kept++;
    else if (strcmp(word, "not_saved") == 0)
        tally->not_saved++;
    else
        tally->wrong++;
    if (strcmp(word, "error") == 0)
        command_import_print_fault(result);
    char place[40];
    snprintf(place, sizeof place, SAID("dòng %lld: ", "line %lld: "),
             (long long)json_integer_value(json_object_get(result, "line")));
    transfer_print_warnings(result, place);
}

/* On a terminal, how far it has come, once a second. */
static void show_progress(struct tally *tally)
{
    time_t now = time(NULL);
    /* Not where the output goes to a file. */
    if (now == tally->shown || !isatty(STDERR_FILENO))
        return;
    tally->shown = now;
    fprintf(stderr, SAID("\r%ld dòng ", "\r%ld lines "),
            tally->created + tally->updated + tally->unchanged + tally->kept + tally->wrong);
}

/* Cuts the answer into lines; what is behind the last one waits for more. A refusal, of another status,
 * has no lines of results and is gathered whole. */
static bool command_import_take(void *context, int status, const char *bytes, size_t size)
{
    struct tally *tally = context;
    /* As many lines as are whole by now. */
    for (const char *end; status == STATUS_OK && (end = memchr(bytes, '\n', size));) {
        buf_add(&tally->line, bytes, (size_t)(end - bytes));
        count_result(tally);
        buf_cut(&tally->line, 0);
        size -= (size_t)(end + 1 - bytes);
        bytes = end + 1;
    }
    buf_add(&tally->line, bytes, size);
    show_progress(tally);
    return !buf_failed(&tally->line);
}

/* All of an answer. */
static bool command_import_gather(void *context, int status, const char *bytes, size_t size)
{
    struct tally *tally = context;
    (void)status;
    buf_add(&tally->line, bytes, size);
    return !buf_failed(&tally->line);
}

/* What of a table was understood, for a person. */
static void command_import_print_preview(const json_t *preview)
{
    json_t *item;
    size_t index;
    printf(SAID("%lld dòng, mã %s, ô cách nhau bằng «%s»\n", "%lld rows, %s, fields parted by “%s”\n"),
           (long long)json_integer_value(json_object_get(preview, "rows")),
           json_string_value(json_object_get(preview, "encoding")),
           json_string_value(json_object_get(preview, "separator")));
    json_array_foreach(json_object_get(preview, "columns"), index, item)
    {
        const char *member = json_string_value(json_object_get(item, "member"));
        printf("  %s: %s\n", json_string_value(json_object_get(item, "header")),
               member ? member : SAID("bỏ qua", "left out"));
    }
    json_array_foreach(json_object_get(preview, "first"), index, item)
    {
        const json_t *facts = json_object_get(item, "facts");
        printf("  %s | %s | %s | %s\n", json_string_value(json_object_get(facts, "number")),
               json_string_value(json_object_get(facts, "issued")),
               json_string_value(json_object_get(facts, "type")),
               json_string_value(json_object_get(item, "title")));
    }
    json_array_foreach(json_object_get(preview, "errors"), index, item)
        fprintf(stderr, SAID("congd: dòng %lld: %s\n", "congd: line %lld: %s\n"),
                (long long)json_integer_value(json_object_get(item, "line")),
                json_string_value(json_object_get(item, "detail")));
}

/* Shows what of a table would be imported, and saves nothing. */
static enum err command_import_preview(const struct import_arguments *arguments, struct control_call *call,
                                       struct tally *tally, struct buf *fault)
{
    int status = 0;
    call->path = "/api/documents/preview";
    call->take = command_import_gather;
    enum err err = transfer_send(&arguments->invocation, PORTAL_MAY_BE_NEW, call, fault, &status);
    if (!err && status != STATUS_OK)
        err = transfer_refused(status, &tally->line, fault);
    json_auto_t *preview = err ? NULL : json_text_read(buf_str(&tally->line), tally->line.length, 0, NULL);
    if (err)
        return err;
    command_import_print_preview(preview);
    long wrong = (long)json_integer_value(json_object_get(preview, "faults"));
    if (wrong)
        buf_printf(
            fault,
            SAID("%ld lỗi; nhập như vậy sẽ không lưu gì", "%ld faults; imported so nothing would be saved"),
            wrong);
    return wrong ? ERR_INPUT : ERR_OK;
}

/* A table by its name. */
static bool command_import_is_table(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcasecmp(name + length - 4, ".csv") == 0;
}

/* The settings of the run are parameters of the address. */
static void command_import_path(const struct import_arguments *arguments, struct buf *path)
{
    buf_printf(path, "/api/import?atomic=%s&dry_run=%s", arguments->is_atomic ? "true" : "false",
               arguments->is_trial ? "true" : "false");
    buf_printf(path, "&strict=%s&overwrite=%s", arguments->is_strict ? "true" : "false",
               arguments->overwrites ? "true" : "false");
}

/* Sends the file, counts what comes back, and says the sum whatever came of it. */
static enum err command_import_run(void *input, struct buf *fault)
{
    const struct import_arguments *arguments = input;
    const char *name = arguments->invocation.word;
    if (arguments->is_all)
        return coming_all(&arguments->invocation, arguments->report, arguments->is_trial,
                          arguments->overwrites, fault);
    auto_close int file = open(name, O_RDONLY | O_CLOEXEC);
    struct tally tally = {.line = BUF(LINE_MAX_SIZE)};
    auto_buf struct buf path = BUF(256);
    command_import_path(arguments, &path);
    /* The file goes as it is; its lines are read by the daemon. */
    struct control_call call = {.method = "POST",
                                .path = buf_str(&path),
                                .type = command_import_is_table(name) ? "text/csv" : "application/x-ndjson",
                                .file = file,
                                .take = command_import_take,
                                .context = &tally};
    int status = 0;
    /* Before the daemon is disturbed. */
    if (file < 0) {
        buf_printf(fault, "%s: %s", name, said_errno(errno));
        return ERR_INPUT;
    }
    if (arguments->is_preview) {
        enum err seen = command_import_preview(arguments, &call, &tally, fault);
        buf_done(&tally.line);
        return seen;
    }
    enum err err = transfer_send(&arguments->invocation, PORTAL_MAY_BE_NEW, &call, fault, &status);
    if (!err && status != STATUS_OK)
        err = transfer_refused(status, &tally.line, fault);
    /* Over the line of progress. */
    if (isatty(STDERR_FILENO))
        fputc('\r', stderr);
    printf(SAID("%ld mới, %ld cập nhật, %ld không đổi, %ld giữ nguyên, %ld sai, %ld chưa lưu\n",
                "%ld created, %ld updated, %ld unchanged, %ld kept, %ld wrong, %ld not saved\n"),
           tally.created, tally.updated, tally.unchanged, tally.kept, tally.wrong, tally.not_saved);
    buf_done(&tally.line);
    /* What is right was saved all the same, unless --atomic was said. */
    if (!err && tally.wrong) {
        buf_printf(fault, SAID("%ld dòng sai", "%ld lines were wrong"), tally.wrong);
        err = ERR_INPUT;
    }
    return err;
}

static void import_take(struct command_use *use, void *input, int key, char *text)
{
    struct import_arguments *arguments = input;
    (void)use;
    if (key == KEY_ALL)
        arguments->is_all = true;
    else if (key == KEY_REPORT)
        arguments->report = text;
    else if (key == KEY_ATOMIC)
        arguments->is_atomic = true;
    else if (key == KEY_TRY)
        arguments->is_trial = true;
    else if (key == KEY_STRICT)
        arguments->is_strict = true;
    else if (key == KEY_OVERWRITE)
        arguments->overwrites = true;
    else if (key == KEY_PREVIEW)
        arguments->is_preview = true;
}

static const struct option_row import_options[] = {
    {"all",
     KEY_ALL,
     {NULL},
     {"nhập thư mục mà congd export --all đã ghi: bài với trạng thái, bản dịch, chuyên mục, từ khóa, hộp, "
      "ảnh và "
      "tệp, địa chỉ cũ, số đếm; chạy lại không tạo trùng",
      "bring in a folder that congd export --all wrote: articles with their states, translations, "
      "categories, "
      "tags, boxes, pictures and files, old addresses, counters; the same again makes nothing twice"}},
    {"report",
     KEY_REPORT,
     {"TỆP", "FILE"},
     {"với --all: ghi vào tệp này mọi thứ không sang được (mặc định: in ra)",
      "with --all: write to this file what could not come (default: standard output)"}},
    {"atomic",
     KEY_ATOMIC,
     {NULL},
     {"tất cả các dòng hoặc không dòng nào; nhiều nhất 10000", "all lines or none; at most 10000"}},
    {"dry-run",
     KEY_TRY,
     {NULL},
     {"chỉ nói sẽ làm gì, không lưu; nhiều nhất 10000 dòng",
      "say what would be done, and save nothing; at most 10000 lines"}},
    {"preview",
     KEY_PREVIEW,
     {NULL},
     {"với bảng .csv: chỉ cho xem hiểu được gì và dòng nào sai",
      "with a .csv table: only show what is understood, and which lines are wrong"}},
    {"strict", KEY_STRICT, {NULL}, {"không nhận dòng có lưu ý", "take no line that has warnings"}},
    {"overwrite",
     KEY_OVERWRITE,
     {NULL},
     {"ghi đè cả bài mà biên tập viên đã sửa, gỡ hoặc bỏ vào thùng rác",
      "also change articles that editors changed since, withdrew or threw away"}},
    {0},
};

const struct command import_command = {
    .name = "import",
    .word = {"TỆP", "FILE"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help =
        {"Nhập bài viết, mỗi dòng một đối tượng JSON. Dòng có external_id đã biết thì sửa bài ấy, trừ "
         "khi biên tập "
         "viên đã sửa, gỡ hoặc bỏ bài vào thùng rác: khi đó bài được giữ nguyên. Tệp có tên kết thúc bằng "
         ".csv "
         "là danh mục văn bản.",
         "Brings in articles, one JSON object a line. A line whose external_id is known changes that "
         "article, "
         "unless editors changed it since, withdrew it or threw it away: then it is kept as it is. A file "
         "whose name ends in .csv is a register of documents."},
    .options = import_options,
    .size = sizeof(struct import_arguments),
    .take = import_take,
    .run = command_import_run,
};
