/* The helper and its faults in words. What is fetched, and how often somebody is asked, is the floor
 * coming's. */
#include "coming_fetch.h"

#include "base/said.h"
#include "helper/picture.h"

#include <string.h>
#include <unistd.h>

enum err coming_fetcher_begin(struct coming_fetcher *fetcher, const struct transfer *transfer,
                              struct buf *fault)
{
    const struct settings *settings = transfer->settings;
    const struct setting_list *from = &settings->import_from;
    const struct sandbox_user user = {.uid = geteuid(), .gid = getegid()};
    const struct helper_programs programs = {settings->out_socket, settings->picture_converter, "none", NULL};
    if (strcmp(settings->import_pictures, "yes") != 0) {
        buf_text(fault, SAID("--fetch cần import_pictures = yes trong cài đặt",
                             "--fetch needs import_pictures = yes in the settings"));
        return ERR_INPUT;
    }
    enum err err = fetch_rules_read(from->items, from->count, settings->import_authorities, &fetcher->rules);
    if (err)
        return err;
    fetcher->helper = transfer->running ? transfer->running->helper : NULL;
    fetcher->is_own = !fetcher->helper;
    return fetcher->is_own ? helper_start(1, &user, &programs, &fetcher->helper) : ERR_OK;
}

void coming_fetcher_end(struct coming_fetcher *fetcher)
{
    if (fetcher->is_own)
        helper_stop(fetcher->helper);
    fetcher->helper = NULL;
    fetcher->is_own = false;
}

/* Why there is no picture. */
static const char *coming_fetch_words(const struct fetched *fetched, struct arena *arena)
{
    static const char *const words[FETCH_FAULTS][LANG_COUNT] = {
        [FETCH_ADDRESS] = {"địa chỉ không đúng", "that is no address"},
        [FETCH_NAME] = {"không có tên máy ấy", "nobody has this name"},
        [FETCH_FORBIDDEN] = {"không phải địa chỉ công cộng, hoặc cổng khác 80 và 443 (xem import_from)",
                             "no public address, or another port than 80 and 443 (see import_from)"},
        [FETCH_UNREACHABLE] = {"máy ấy không trả lời", "nobody answers there"},
        [FETCH_CERTIFICATE] = {"chứng thư không đúng với tên máy",
                               "its certificate is not good for the name"},
        [FETCH_MISSING] = {"ảnh không còn ở đó", "it is not there any more"},
        [FETCH_REDIRECTS] = {"chuyển hướng quá nhiều lần", "it was sent on too often"},
        [FETCH_TOO_LARGE] = {"lớn quá 20 MiB", "it is larger than 20 MiB"},
        [FETCH_TIMEOUT] = {"quá 10 giây", "it took longer than 10 seconds"},
        [FETCH_NO_PICTURE] = {"không phải JPEG, PNG, WebP hay GIF", "it is not JPEG, PNG, WebP or GIF"},
        [FETCH_GARBLED] = {"câu trả lời không đọc được", "the answer could not be read"},
    };
    if (fetched->fault == FETCH_STATUS)
        return arena_printf(arena, SAID("máy ấy trả lời %d", "the answer was %d"), fetched->status);
    return words[fetched->fault][said_lang()];
}

enum err coming_fetcher_fetch(void *context, const char *address, struct arena *arena,
                              struct coming_fetched *ret_fetched, struct buf *fault)
{
    const struct coming_fetcher *fetcher = context;
    struct fetched fetched = {.fault = FETCH_OK};
    *ret_fetched = (struct coming_fetched){.why = NULL};
    if (strlen(address) > FETCH_ADDRESS_MAX) {
        fetched.fault = FETCH_ADDRESS;
    } else {
        enum err err = helper_fetch(fetcher->helper, &fetcher->rules, address, PICTURE_SIZE_MAX,
                                    FETCH_TIME_MS, arena, &fetched);
        if (err == ERR_UNAVAILABLE)
            buf_text(fault,
                     SAID("không ai tải ảnh được (congd-out không chạy?); chạy lại lệnh này để đi tiếp",
                          "nobody can fetch pictures (is congd-out down?); run this again to go on"));
        if (err)
            return err;
    }
    if (fetched.fault == FETCH_OK) {
        ret_fetched->bytes = fetched.bytes;
        ret_fetched->size = fetched.size;
        return ERR_OK;
    }
    ret_fetched->why = coming_fetch_words(&fetched, arena);
    ret_fetched->is_host_away = fetched.fault == FETCH_UNREACHABLE || fetched.fault == FETCH_TIMEOUT ||
                                fetched.fault == FETCH_NAME || fetched.fault == FETCH_FORBIDDEN;
    return ERR_OK;
}
