/* congd alert: the emergency line above every page is put there, shown or taken away, as the API does it: by
 * the daemon that runs, else by one within this command. What texts and links may say the API judges. */
#include "store/alert.h"
#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "duration.h"
#include "text/date.h"
#include "transfer.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    KEY_LEVEL = 'l',
    KEY_UNTIL = 'u',
    KEY_FROM = 'f',
    KEY_LINK = 'k',
    KEY_EN = 'n',
    KEY_SHOW = 's',
    KEY_FINISH = 'e',
    ANSWER_MAX = 64 * 1024,
    STATUS_OK = 200,
    STATUS_NO_CONTENT = 204,
};

struct alert_arguments {
    struct invocation invocation;
    const char *level, *link, *en; /* NULL: not given */
    int64_t from_ms, until_ms;     /* 0: not given */
    bool shows, ends;
};

/* A time ahead, noted unless it is over. */
static void alert_take_time(struct command_use *use, const char *name, const char *text, int64_t *ret_ms)
{
    int64_t now_ms = clock_now_ms(&clock_system);
    if (duration_ahead(text, now_ms, ret_ms))
        use_wrong(
            use,
            SAID("--%s cần giờ như 18:00, ngày giờ như \"2026-12-01 18:00\", hoặc khoảng thời gian như 6h",
                 "--%s wants a time such as 18:00, a day and time such as \"2026-12-01 18:00\", or a while "
                 "such as 6h"),
            name);
    else if (*ret_ms <= now_ms)
        use_wrong(use,
                  SAID("--%s: %s đã qua; nếu là ngày khác, hãy ghi cả ngày, như \"2026-12-01 18:00\"",
                       "--%s: %s is over; of another day, write the day too, such as \"2026-12-01 18:00\""),
                  name, text);
}

/* A level by its name in the API. */
static void alert_take_level(struct command_use *use, struct alert_arguments *arguments, const char *text)
{
    for (const char *const *name = alert_level_names; *name; name++)
        if (strcmp(text, *name) == 0)
            arguments->level = *name;
    if (!arguments->level)
        use_wrong(use, SAID("--level là info, warning hoặc danger", "--level wants info, warning or danger"));
}

/* One of three things: a text, --show, --end. */
static void alert_check(struct command_use *use, const struct alert_arguments *arguments)
{
    const char *word = arguments->invocation.word;
    bool says = word && *word;
    bool has_more =
        arguments->level || arguments->link || arguments->en || arguments->from_ms || arguments->until_ms;
    if (says + arguments->shows + arguments->ends != 1)
        use_wrong(use, SAID("cần một trong ba: nội dung thông báo, --show, --end",
                            "one of three is needed: the text, --show, --end"));
    else if (has_more && !says)
        use_wrong(use, SAID("các tùy chọn khác chỉ đi cùng nội dung thông báo",
                            "the other options go with a text alone"));
}

static void alert_take(struct command_use *use, void *input, int key, char *text)
{
    struct alert_arguments *arguments = input;
    switch (key) {
    case KEY_LEVEL:
        alert_take_level(use, arguments, text);
        break;
    case KEY_UNTIL:
        alert_take_time(use, "until", text, &arguments->until_ms);
        break;
    case KEY_FROM:
        alert_take_time(use, "from", text, &arguments->from_ms);
        break;
    case KEY_LINK:
        arguments->link = text;
        break;
    case KEY_EN:
        arguments->en = text;
        break;
    case KEY_SHOW:
        arguments->shows = true;
        break;
    case KEY_FINISH:
        arguments->ends = true;
        break;
    case KEY_END:
        alert_check(use, arguments);
        break;
    default:
        break;
    }
}

static bool alert_gather(void *context, int status, const char *bytes, size_t size)
{
    struct buf *answer = context;
    (void)status;
    buf_add(answer, bytes, size);
    return !buf_failed(answer);
}

/* One call; `body` may be NULL. *ret_json is the answer, NULL where it has none. */
static enum err alert_call(const struct alert_arguments *arguments, const char *method,
                           const struct buf *body, int wanted, struct buf *fault, json_t **ret_json)
{
    auto_buf struct buf answer = BUF(ANSWER_MAX);
    struct control_call call = {.method = method,
                                .path = "/api/alert",
                                .type = body ? "application/json" : NULL,
                                .body = body,
                                .take = alert_gather,
                                .context = &answer};
    int status = 0;
    enum err err = transfer_send(&arguments->invocation, PORTAL_IS_THERE, &call, fault, &status);
    if (!err && status != wanted)
        err = transfer_refused(status, &answer, fault);
    if (!err && answer.length)
        *ret_json = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    return err;
}

/* A time of the API's in the portal's zone; "-" where there is none. */
static const char *alert_local(const json_t *line, const char *name, char text[static DATE_TEXT_SIZE])
{
    int64_t ms;
    const char *sent = json_string_value(json_object_get(line, name));
    return sent && !date_parse(sent, &ms) ? date_rfc3339_local(ms, text) : "-";
}

/* One line, with tabs: level, from when, until when, text. */
static void alert_print(const json_t *line)
{
    char from[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
    const char *level = json_string_value(json_object_get(line, "level"));
    const char *text = json_string_value(json_object_get(line, "text"));
    const char *begins = alert_local(line, "from", from), *ends = alert_local(line, "until", until);
    printf("%s\t%s\t%s\t%s\n", level ? level : "-", begins, ends, text ? text : "-");
}

static void alert_add_time(json_t *input, const char *name, int64_t at_ms)
{
    char text[DATE_TEXT_SIZE];
    if (at_ms)
        json_object_set_new(input, name, json_string(date_rfc3339(at_ms, text)));
}

/* What PUT is sent. Errors: UTF8, of what the terminal gave. */
static enum err alert_body(const struct alert_arguments *arguments, struct buf *out)
{
    json_auto_t *input = json_pack("{s:s, s:s*, s:s*, s:s*}", "text", arguments->invocation.word, "level",
                                   arguments->level, "url", arguments->link, "text_en", arguments->en);
    if (!input)
        return ERR_UTF8;
    alert_add_time(input, "from", arguments->from_ms);
    alert_add_time(input, "until", arguments->until_ms);
    auto_free char *json = json_text_write(input, JSON_COMPACT);
    if (!json)
        return ERR_MEMORY;
    buf_text(out, json);
    return buf_failed(out) ? ERR_TOO_LARGE : ERR_OK;
}

/* Prints what stands afterwards. */
static enum err alert_run_command(void *input, struct buf *fault)
{
    const struct alert_arguments *arguments = input;
    auto_buf struct buf body = BUF(ANSWER_MAX);
    json_auto_t *answer = NULL;
    enum err err = ERR_OK;
    if (arguments->ends)
        return alert_call(arguments, "DELETE", NULL, STATUS_NO_CONTENT, fault, &answer);
    if (!arguments->shows)
        err = alert_body(arguments, &body);
    if (!err)
        err = alert_call(arguments, arguments->shows ? "GET" : "PUT", arguments->shows ? NULL : &body,
                         STATUS_OK, fault, &answer);
    if (err)
        return err;
    const json_t *line = json_object_get(answer, "alert");
    if (json_is_object(line))
        alert_print(line);
    else
        puts(SAID("đang không có thông báo khẩn nào", "there is no emergency line"));
    transfer_print_warnings(answer, "");
    return ERR_OK;
}

static const struct option_row alert_options[] = {
    {"level",
     KEY_LEVEL,
     {"MỨC", "LEVEL"},
     {"info (thông báo), warning (cảnh báo) hoặc danger (khẩn cấp); không ghi: warning",
      "info, warning or danger; not given: warning"}},
    {"until",
     KEY_UNTIL,
     {"LÚC", "TIME"},
     {"hiện đến lúc nào: 18:00, \"2026-12-01 18:00\", 6h; không ghi: một ngày; nhiều nhất 30 ngày",
      "until when it shows: 18:00, \"2026-12-01 18:00\", 6h; not given: a day; at most 30 days"}},
    {"from",
     KEY_FROM,
     {"LÚC", "TIME"},
     {"hiện từ lúc nào; không ghi: ngay bây giờ", "from when on; not given: now"}},
    {"link", KEY_LINK, {"ĐỊA-CHỈ", "URL"}, {"nơi đọc thêm", "where more is to be read"}},
    {"en", KEY_EN, {"CHỮ", "TEXT"}, {"nội dung cho trang tiếng Anh", "the text of English pages"}},
    {"show", KEY_SHOW, {0}, {"xem thông báo đang hiện hoặc đang chờ", "show the line that stands or waits"}},
    {"end", KEY_FINISH, {0}, {"gỡ ngay khỏi mọi trang", "take it away from every page at once"}},
    {0},
};

const struct command alert_command = {
    .name = "alert",
    .word = {"NỘI-DUNG", "TEXT"},
    .breadth = BREADTH_DATA,
    .help =
        {"Đặt một dòng thông báo khẩn ở đầu mọi trang, thay cho dòng đang có, và in ra: mức, từ lúc nào, đến "
         "lúc nào, nội dung.",
         "Puts an emergency line above every page, in place of the one that stands, and prints it: level, "
         "from when, until when, text."},
    .options = alert_options,
    .size = sizeof(struct alert_arguments),
    .take = alert_take,
    .run = alert_run_command,
};
