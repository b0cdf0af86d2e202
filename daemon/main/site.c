/* congd site: what the portal says of itself is shown, changed, given pictures, listed as it was, or brought
 * back: by the daemon that runs, else by one within this command. What may be said the API judges. */
#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "site_file.h"
#include "site_print.h"
#include "text/number.h"
#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_MEMBER = 0x200, /* and on: the texts */
    KEY_PICTURE = 0x300,
    KEY_SOCIAL = 0x400,
    KEY_EMBLEM,
    KEY_FOCUS,
    KEY_BANNER_FORM,
    KEY_HISTORY,
    KEY_REVERT,
    ANSWER_MAX = 4 * 1024 * 1024,
    SOCIAL_MOST = 12,
    STATUS_OK = 200,
    STATUS_CREATED = 201,
};

/* Texts of the API that an option sets; then pictures, of files. */
static const char *const member_names[] = {
    "name",    "name_en", "superior", "superior_en", "agency",  "address",      "phone",
    "hotline", "email",   "licence",  "responsible", "map_url", "colour_first", "colour_second"};
static const char *const picture_names[] = {"logo", "logo_dark", "banner", "share"};

enum {
    MEMBERS = sizeof member_names / sizeof *member_names,
    PICTURES = sizeof picture_names / sizeof *picture_names
};
enum { BANNER = 2 };

struct site_arguments {
    struct invocation invocation;
    const char *members[MEMBERS];   /* NULL: not given; "": to be taken away */
    const char *pictures[PICTURES]; /* likewise; files */
    const char *social[SOCIAL_MOST];
    size_t social_count;
    const char *emblem, *banner_form;
    double focus_x, focus_y;
    int64_t reverts; /* the version, 0: none */
    bool has_focus, lists;
};

/* "0.5,0.3": from the left, from the top. */
static void site_take_focus(struct command_use *use, struct site_arguments *arguments, const char *text)
{
    char *end = NULL;
    arguments->focus_x = strtod(text, &end);
    arguments->has_focus = end > text && *end == ',';
    const char *second = end + 1;
    if (arguments->has_focus)
        arguments->focus_y = strtod(second, &end);
    if (!arguments->has_focus || end == second || *end)
        use_wrong(use,
                  SAID("--focus cần hai số từ 0 đến 1 như 0.5,0.3: từ trái, từ trên",
                       "--focus wants two numbers from 0 to 1 such as 0.5,0.3: from the left, from the top"));
}

static void site_take_one(struct command_use *use, struct site_arguments *arguments, int key, char *text)
{
    switch (key) {
    case KEY_SOCIAL:
        if (arguments->social_count == SOCIAL_MOST)
            use_wrong(use, SAID("nhiều nhất %d --social", "at most %d --social"), SOCIAL_MOST);
        else
            arguments->social[arguments->social_count++] = text;
        break;
    case KEY_EMBLEM:
        arguments->emblem = text;
        break;
    case KEY_BANNER_FORM:
        arguments->banner_form = text;
        break;
    case KEY_FOCUS:
        site_take_focus(use, arguments, text);
        break;
    case KEY_HISTORY:
        arguments->lists = true;
        break;
    case KEY_REVERT:
        if (number_parse(text, 1, INT64_MAX, &arguments->reverts))
            use_wrong(use, SAID("--revert cần số phiên bản, như trong congd site --history",
                                "--revert wants the number of a version, as congd site --history shows it"));
        break;
    default:
        break;
    }
}

static bool site_changes(const struct site_arguments *arguments)
{
    bool changes =
        arguments->social_count || arguments->emblem || arguments->has_focus || arguments->banner_form;
    for (size_t i = 0; i < MEMBERS; i++)
        changes = changes || arguments->members[i];
    for (size_t i = 0; i < PICTURES; i++)
        changes = changes || arguments->pictures[i];
    return changes;
}

static void site_take(struct command_use *use, void *input, int key, char *text)
{
    struct site_arguments *arguments = input;
    if (key >= KEY_MEMBER && key < KEY_MEMBER + MEMBERS)
        arguments->members[key - KEY_MEMBER] = text;
    else if (key >= KEY_PICTURE && key < KEY_PICTURE + PICTURES)
        arguments->pictures[key - KEY_PICTURE] = text;
    else if (key != KEY_END)
        site_take_one(use, arguments, key, text);
    else if (site_changes(arguments) + arguments->lists + (arguments->reverts != 0) > 1)
        use_wrong(use, SAID("--history và --revert đứng một mình", "--history and --revert stand alone"));
}

static bool site_gather(void *context, int status, const char *bytes, size_t size)
{
    (void)status;
    buf_add(context, bytes, size);
    return !buf_failed(context);
}

/* One call; `body` may be NULL. *ret_json is the answer, the caller's. */
static enum err site_call(struct transfer *transfer, const struct control_call *call, struct buf *fault,
                          json_t **ret_json)
{
    auto_buf struct buf answer = BUF(ANSWER_MAX);
    int status = 0;
    struct control_call gathered = *call;
    gathered.take = site_gather;
    gathered.context = &answer;
    enum err err = transfer_call(transfer, &gathered, fault, &status);
    if (!err && status != STATUS_OK && status != STATUS_CREATED)
        err = transfer_refused(status, &answer, fault);
    if (!err)
        *ret_json = json_text_read(buf_str(&answer), answer.length, 0, NULL);
    return err || *ret_json ? err : ERR_UNAVAILABLE;
}

/* The id of the medium that the file is or becomes; the same bytes are kept once. */
static enum err site_upload(struct transfer *transfer, const struct buf *bytes, struct buf *fault,
                            json_t **ret_id)
{
    json_auto_t *answer = NULL;
    struct control_call call = {
        .method = "POST", .path = "/api/media", .type = "application/octet-stream", .body = bytes};
    enum err err = site_call(transfer, &call, fault, &answer);
    if (!err)
        *ret_id = json_incref(json_object_get(answer, "id"));
    return err;
}

/* What is said in words. Errors: UTF8. */
static enum err site_texts(const struct site_arguments *arguments, json_t *body)
{
    int failed = 0;
    for (size_t i = 0; i < MEMBERS; i++)
        if (arguments->members[i])
            failed |= json_object_set_new(body, member_names[i],
                                          *arguments->members[i] ? json_string(arguments->members[i])
                                                                 : json_null());
    if (arguments->emblem)
        failed |= json_object_set_new(body, "emblem", json_string(arguments->emblem));
    json_t *social = arguments->social_count ? json_array() : NULL;
    /* One empty address says that there are none. */
    for (size_t i = 0; i < arguments->social_count; i++)
        if (*arguments->social[i])
            failed |= json_array_append_new(social, json_pack("{s:s}", "url", arguments->social[i]));
    if (social)
        failed |= json_object_set_new(body, "social", social);
    return failed ? ERR_UTF8 : ERR_OK;
}

/* Where of the banner is what must be seen, and how it is shown; NULL without memory, or when that is no
 * text. */
static json_t *site_banner_parts(const struct site_arguments *arguments)
{
    json_t *banner = arguments->has_focus
                         ? json_pack("{s:f, s:f}", "x", arguments->focus_x, "y", arguments->focus_y)
                         : json_object();
    /* What is no text cannot be sent, and must not go missing. */
    if (banner && arguments->banner_form &&
        json_object_set_new(banner, "form", json_string(arguments->banner_form))) {
        json_decref(banner);
        return NULL;
    }
    return banner;
}

/* What is shown; the files were read before. */
static enum err site_pictures(struct transfer *transfer, const struct site_arguments *arguments,
                              const struct buf files[static PICTURES], json_t *body, struct buf *fault)
{
    json_t *banner = site_banner_parts(arguments);
    enum err err = banner ? ERR_OK : arguments->banner_form ? ERR_UTF8 : ERR_MEMORY;
    bool has_parts = json_object_size(banner) > 0, takes_banner = has_parts;
    for (size_t i = 0; !err && i < PICTURES; i++) {
        json_t *id = NULL;
        if (!arguments->pictures[i])
            continue;
        if (*arguments->pictures[i])
            err = site_upload(transfer, &files[i], fault, &id);
        else if (i != BANNER || !has_parts)
            id = json_null();
        bool is_banner = i == BANNER && json_is_integer(id);
        takes_banner |= is_banner;
        if (!err && is_banner)
            json_object_set_new(banner, "image", id);
        else if (!err && id)
            json_object_set_new(body, picture_names[i], id);
    }
    if (!err && takes_banner)
        json_object_set(body, "banner", banner);
    json_decref(banner);
    return err;
}

/* PATCH with all that was given. */
static enum err site_change(struct transfer *transfer, const struct site_arguments *arguments,
                            const struct buf files[static PICTURES], struct buf *fault, json_t **ret_json)
{
    json_auto_t *body = json_object();
    auto_buf struct buf text = BUF(ANSWER_MAX);
    enum err err = body ? site_texts(arguments, body) : ERR_MEMORY;
    if (!err)
        err = site_pictures(transfer, arguments, files, body, fault);
    if (err)
        return err;
    auto_free char *json = json_text_write(body, JSON_COMPACT);
    buf_text(&text, json ? json : "");
    struct control_call call = {
        .method = "PATCH", .path = "/api/site", .type = "application/json", .body = &text};
    return json ? site_call(transfer, &call, fault, ret_json) : ERR_MEMORY;
}

/* The newest hundred: version, when, what was done, by whom. */
static enum err site_history(struct transfer *transfer, struct buf *fault)
{
    json_auto_t *answer = NULL;
    struct control_call call = {.method = "GET", .path = "/api/site/revisions?limit=100"};
    enum err err = site_call(transfer, &call, fault, &answer);
    const json_t *row;
    size_t index;
    json_array_foreach(json_object_get(answer, "items"), index, row)
    {
        const char *at = json_string_value(json_object_get(row, "at"));
        const char *actor = json_string_value(json_object_get(row, "actor"));
        long long of = json_integer_value(json_object_get(row, "reverted"));
        printf("%lld\t%s\t%s", (long long)json_integer_value(json_object_get(row, "version")), at ? at : "-",
               json_string_value(json_object_get(row, "action")));
        if (of)
            printf(" %lld", of);
        printf("\t%s\n", actor ? actor : "-");
    }
    return err;
}

static enum err site_act(struct transfer *transfer, const struct site_arguments *arguments,
                         const struct buf files[static PICTURES], struct buf *fault)
{
    json_auto_t *answer = NULL;
    char path[64] = "/api/site";
    struct control_call call = {.method = arguments->reverts ? "POST" : "GET", .path = path};
    enum err err;
    if (arguments->lists)
        return site_history(transfer, fault);
    if (arguments->reverts)
        snprintf(path, sizeof path, "/api/site/revisions/%lld/revert", (long long)arguments->reverts);
    if (site_changes(arguments))
        err = site_change(transfer, arguments, files, fault, &answer);
    else
        err = site_call(transfer, &call, fault, &answer);
    if (err)
        return err;
    site_print(answer);
    transfer_print_warnings(answer, "");
    return ERR_OK;
}

static enum err site_run(void *input, struct buf *fault)
{
    const struct site_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.needs_helper = site_changes(arguments) || arguments->reverts};
    struct buf files[PICTURES];
    enum err err = ERR_OK;
    for (size_t i = 0; i < PICTURES; i++) {
        const char *path = arguments->pictures[i];
        files[i] = (struct buf)BUF(SITE_FILE_MAX);
        /* As whoever gave the command, who need not be the data's owner. */
        if (!err && path && *path)
            err = site_file_read(path, &files[i], fault);
    }
    if (!err)
        err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = site_act(&transfer, arguments, files, fault);
    for (size_t i = 0; i < PICTURES; i++)
        buf_done(&files[i]);
    return err;
}

#define TEXT_ROW(place, option, vi, en)                \
    {                                                  \
        option, KEY_MEMBER + (place), {"CHỮ", "TEXT"}, \
        {                                              \
            vi, en                                     \
        }                                              \
    }
#define FILE_ROW(place, option, vi, en)                 \
    {                                                   \
        option, KEY_PICTURE + (place), {"TỆP", "FILE"}, \
        {                                               \
            vi, en                                      \
        }                                               \
    }

static const struct option_row site_options[] = {
    TEXT_ROW(0, "name", "tên cổng", "the portal's name"),
    TEXT_ROW(1, "name-en", "tên trên các trang tiếng Anh", "its name on English pages"),
    TEXT_ROW(2, "superior", "cơ quan cấp trên, như TỈNH LẠNG SƠN",
             "whom it is under, such as a province, in Vietnamese"),
    TEXT_ROW(3, "superior-en", "cơ quan cấp trên, bằng tiếng Anh", "whom it is under, in English"),
    TEXT_ROW(4, "agency", "cơ quan chủ quản", "the agency that speaks"),
    TEXT_ROW(5, "address", "địa chỉ", "its address"),
    TEXT_ROW(6, "phone", "điện thoại", "its telephone"),
    TEXT_ROW(7, "hotline", "đường dây nóng", "its hotline"),
    TEXT_ROW(8, "email", "thư điện tử", "its e-mail"),
    TEXT_ROW(9, "licence", "giấy phép", "its licence"),
    TEXT_ROW(10, "responsible", "người chịu trách nhiệm", "who is responsible"),
    TEXT_ROW(11, "map", "liên kết bản đồ", "a link to a map"),
    TEXT_ROW(12, "colour-first", "màu chính, như #0b4a3b", "its first colour, such as #0b4a3b"),
    TEXT_ROW(13, "colour-second", "màu phụ", "its second colour"),
    {"social",
     KEY_SOCIAL,
     {"ĐỊA-CHỈ", "URL"},
     {"trang Facebook, Zalo, YouTube, TikTok, X; ghi nhiều lần được, thay mọi trang đang có",
      "a page at Facebook, Zalo, YouTube, TikTok or X; may be repeated, and replaces those there are"}},
    {"emblem",
     KEY_EMBLEM,
     {"KIỂU", "KIND"},
     {"bên cạnh tên: none (không), drawn (hình vẽ sẵn), logo",
      "beside the name: none, drawn (the drawing that comes along), logo"}},
    FILE_ROW(0, "logo", "logo (PNG, WebP, JPEG, GIF)", "the logo (PNG, WebP, JPEG, GIF)"),
    FILE_ROW(1, "logo-dark", "logo cho nền tối", "the logo for dark pages"),
    FILE_ROW(2, "banner", "ảnh đầu trang", "the banner's picture"),
    {"focus",
     KEY_FOCUS,
     {"X,Y", "X,Y"},
     {"chỗ của ảnh đầu trang phải luôn thấy, như 0.5,0.3: từ trái, từ trên",
      "what of the banner must be seen, such as 0.5,0.3: from the left, from the top"}},
    {"banner-form",
     KEY_BANNER_FORM,
     {"KIỂU", "FORM"},
     {"ảnh đầu trang hiện ra sao: auto (tùy hình), cut (cắt quanh chỗ phải thấy), whole (cả ảnh, ở trang "
      "chủ), colour "
      "(chỉ màu và tên)",
      "how the banner is shown: auto (by its shape), cut (round what must be seen), whole (at home), colour "
      "(colour "
      "and name alone)"}},
    FILE_ROW(3, "share", "ảnh khi chia sẻ trang không có ảnh",
             "the picture that is shared of pages without one"),
    {"history",
     KEY_HISTORY,
     {0},
     {"xem các phiên bản: số, lúc nào, việc gì, ai", "list versions: number, when, what, who"}},
    {"revert", KEY_REVERT, {"SỐ", "VERSION"}, {"trở lại phiên bản này", "bring this version back"}},
    {0},
};

const struct command site_command = {
    .name = "site",
    .breadth = BREADTH_DATA,
    .help = {"Xem hoặc sửa những gì cổng nói về mình: tên, cơ quan, liên hệ, logo, ảnh đầu trang. Chữ hoặc "
             "tệp để "
             "trống (\"\") là bỏ. In ra mỗi mục một dòng.",
             "Shows or changes what the portal says of itself: name, agency, contact, logo, banner. An empty "
             "text or "
             "file (\"\") takes it away. Prints one member a line."},
    .options = site_options,
    .size = sizeof(struct site_arguments),
    .take = site_take,
    .run = site_run,
};
