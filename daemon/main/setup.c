/* congd setup: makes of a new data folder the portal of a usual commune: its name and facts, categories,
 * menu, boxes, draft pages, and a token to begin with. Here are the command line and the order; what is asked
 * is setup_ask.c's, what is sent setup_make.c's. */
#include "setup.h"
#include "setup_inner.h"

#include "base/asset.h"
#include "base/json_text.h"
#include "base/said.h"
#include "command.h"
#include "transfer.h"

#include <stdio.h>
#include <string.h>

/* Options of facts follow each other as the facts do, beyond what could be letters. */
enum { KEY_FACT = 0x200, KEY_TRY = KEY_FACT + SETUP_FACTS, KEY_YES };

/* The list of requests, and of one answer. */
#define SETUP_ASSET "setup/commune.json"

enum { LIST_MAX = 8 * 1024 * 1024 }; /* bytes of the list, of which a folder's file may have 4 MiB */
enum { SETUP_ANSWER_MAX = 4096 };

/* What the command line says; NULL where it says nothing. */
struct setup_arguments {
    struct invocation invocation;
    const char *facts[SETUP_FACTS];
    bool is_trial, is_agreed;
};

/* An empty fact is none: scripts pass variables on. */
static void setup_take(struct command_use *use, void *input, int key, char *text)
{
    struct setup_arguments *arguments = input;
    (void)use;
    if (key >= KEY_FACT && key < KEY_FACT + SETUP_FACTS)
        arguments->facts[key - KEY_FACT] = *text ? text : NULL;
    else if (key == KEY_TRY)
        arguments->is_trial = true;
    else if (key == KEY_YES)
        arguments->is_agreed = true;
}

/* The list of the binary, or of the folder of --set assets. */
static enum err setup_list(const char *folder, struct buf *fault, json_t **ret_list)
{
    auto_assets struct assets *assets = NULL;
    json_error_t error = {.line = 0};
    enum err err = assets_open(*folder ? folder : NULL, &assets);
    if (err) {
        buf_printf(fault, SAID("không đọc được thư mục assets %s", "assets %s cannot be read"), folder);
        return err;
    }
    const struct asset *asset = assets_find(assets, SETUP_ASSET);
    auto_arena struct arena *scratch = arena_new(LIST_MAX);
    if (!asset) {
        buf_text(fault, SAID(SETUP_ASSET ": không có", SETUP_ASSET ": missing"));
        return ERR_JSON;
    }
    const unsigned char *bytes = scratch ? asset_bytes(asset, scratch) : NULL;
    if (!bytes)
        return ERR_MEMORY;
    json_t *list = json_text_read((const char *)bytes, asset->size, 0, &error);
    if (!list) {
        buf_printf(fault, SETUP_ASSET ":%d: %s", error.line, error.text);
        return ERR_JSON;
    }
    *ret_list = list;
    return ERR_OK;
}

/* What a technician does next; five lines. `where` says the folder, where it is not the usual one. */
static void setup_tell_next(const char *where, bool is_served, const char *code)
{
    puts(SAID("Việc tiếp theo:", "What to do next:"));
    if (is_served)
        puts(SAID("1. Mở cổng trong trình duyệt để xem.", "1. Open the portal in a browser."));
    else
        printf(SAID("1. Chạy cổng: congd serve%s --set base_url=https://TÊN-MIỀN\n",
                    "1. Serve it: congd serve%s --set base_url=https://DOMAIN\n"),
               where);
    if (code)
        printf(
            SAID("2. Trong một giờ, mở /quan-tri/lan-dau và gõ mã cài đặt (chỉ hiện một lần này): %s\n",
                 "2. Within an hour open /quan-tri/lan-dau and type the set-up code (shown this once): %s\n"),
            code);
    else
        printf(SAID("2. Tạo tài khoản cho từng cán bộ: congd account add%s --role editor TÊN\n",
                    "2. Make an account for each of the staff: congd account add%s --role editor NAME\n"),
               where);
    printf(
        SAID(
            "3. Viết tiếp và đăng các trang nháp, rồi chạy lại congd setup%s: trình đơn thêm các trang ấy.\n",
            "3. Write and publish the draft pages, then run congd setup%s again: the menu takes them in.\n"),
        where);
    printf(SAID("4. Điền những gì chân trang còn thiếu: congd site%s --licence GIẤY-PHÉP --responsible TÊN\n",
                "4. Say what the foot of the pages still lacks: congd site%s --licence TEXT --responsible "
                "NAME\n"),
           where);
    printf(SAID("5. Đặt lịch congd backup%s hằng ngày; xem congd check%s có báo gì không.\n",
                "5. Have congd backup%s run daily; see what congd check%s says.\n"),
           where, where);
}

/* Looks, asks, makes, tells. */
static enum err setup_carry_out(struct setup *setup, const struct transfer *transfer)
{
    json_auto_t *code = NULL, *list = NULL, *site = NULL, *moved = json_object();
    struct buf answers[SETUP_FACTS];
    bool goes_on = true;
    for (int fact = 0; fact < SETUP_FACTS; fact++)
        answers[fact] = BUF(SETUP_ANSWER_MAX);
    setup->directory = transfer->settings->data;
    enum err err = setup_list(transfer->settings->assets, setup->fault, &list);
    if (!err)
        err = setup_get(setup, "/api/site", &site);
    setup->site = site;
    setup->moved = moved;
    if (!err && setup->asks)
        err = setup_ask(setup, answers, &goes_on);
    if (!err && !goes_on) {
        buf_text(setup->fault, SAID("đã dừng, chưa làm gì", "stopped, nothing was done"));
        err = ERR_INPUT;
    }
    if (!err)
        err = setup_send_facts(setup);
    if (!err)
        err = setup_make(setup, list);
    if (!err)
        err = setup_make_token(setup);
    if (!err)
        err = setup_make_code(setup, &code);
    for (int fact = 0; fact < SETUP_FACTS; fact++)
        buf_done(&answers[fact]);
    if (err)
        return err;
    printf(setup->is_trial ? SAID("chạy thử, chưa lưu gì: %u sẽ tạo, %u giữ nguyên\n",
                                  "a trial, nothing was saved: %u would be made, %u kept\n")
                           : SAID("%u đã tạo, %u giữ nguyên\n", "%u made, %u kept\n"),
           setup->made, setup->kept);
    if (!setup->is_trial) {
        auto_buf struct buf where = BUF(SETUP_ANSWER_MAX);
        if (transfer->settings->origins[SETTING_data] == ORIGIN_OPTION)
            buf_printf(&where, " --data %s", setup->directory);
        setup_tell_next(buf_str(&where), !transfer->running, setup_text(code, "code"));
    }
    return ERR_OK;
}

/* A daemon that answers, then the work. */
static enum err setup_run(void *input, struct buf *fault)
{
    const struct setup_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.need = PORTAL_MAY_BE_NEW};
    struct setup setup = {.is_trial = arguments->is_trial,
                          .asks = isatty(STDIN_FILENO) && !arguments->is_agreed,
                          .fault = fault};
    memcpy(setup.facts, arguments->facts, sizeof setup.facts);
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    return err ? err : setup_carry_out(&setup, &transfer);
}

#define SETUP_FACT_OPTION(id, member, vi, en) {member, KEY_FACT + SETUP_##id, {"CHỮ", "TEXT"}, {vi, en}},

static const struct option_row setup_options[] = {
    SETUP_FACT_ROWS(SETUP_FACT_OPTION) /* as they are asked */
    {"dry-run",
     KEY_TRY,
     {NULL},
     {"chỉ nói sẽ làm gì, không lưu", "say what would be done, and save nothing"}},
    {"yes", KEY_YES, {NULL}, {"không hỏi gì", "ask nothing"}},
    {0},
};

const struct command setup_command = {
    .name = "setup",
    .breadth = BREADTH_DATA,
    .help =
        {"Dựng một cổng mới: tên và thông tin cơ quan, chuyên mục, trình đơn, hộp, trang chủ, trang nháp của "
         "một xã, và "
         "mã "
         "quản trị. Hỏi khi chạy ở cửa sổ lệnh. Điều đã có thì giữ nguyên; chạy lại không tạo trùng.",
         "Sets up a new portal: its name and facts, the categories, menu, boxes, home page and draft pages "
         "of a "
         "commune, and "
         "an admin token. Asks at a terminal. What is there is kept; the same again makes nothing twice."},
    .options = setup_options,
    .size = sizeof(struct setup_arguments),
    .take = setup_take,
    .run = setup_run,
};
