/* congd mail test ADDRESS: one letter, and in one line what the relay answered; by the daemon that runs, else
 * by one within this command. */
#include "base/said.h"
#include "command.h"
#include "transfer.h"

#include "base/json_text.h"
#include "helper/mail.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { MAIL_REPLY_MAX = 64 * 1024, STATUS_REFUSED = 300 };

struct mail_arguments {
    struct invocation invocation;
};

static bool mail_gather(void *context, int status, const char *bytes, size_t size)
{
    (void)status;
    buf_add(context, bytes, size);
    return !buf_failed(context);
}

/* One line on stdout when the relay took it, else the fault. */
static enum err mail_tell(const json_t *answer, struct buf *fault)
{
    const char *result = json_string_value(json_object_get(answer, "result"));
    const char *relay = json_string_value(json_object_get(answer, "answer"));
    auto_buf struct buf line = BUF(MAIL_REPLY_MAX);
    if (!result || !relay)
        return ERR_UNAVAILABLE;
    enum mail_fault what = mail_fault_of(result);
    buf_printf(&line, "%s%s%s", mail_fault_text(what, said_lang()), *relay ? ": " : "", relay);
    if (what == MAIL_TAKEN)
        puts(buf_str(&line));
    else
        buf_text(fault, buf_str(&line));
    return what == MAIL_TAKEN ? ERR_OK : ERR_UNAVAILABLE;
}

static enum err mail_test_run(void *input, struct buf *fault)
{
    const struct mail_arguments *arguments = input;
    auto_transfer struct transfer transfer = {.need = PORTAL_IS_THERE, .needs_helper = true};
    auto_buf struct buf sent = BUF(MAIL_REPLY_MAX), reply = BUF(MAIL_REPLY_MAX);
    json_auto_t *body = json_pack("{s:s}", "address", arguments->invocation.word), *answer = NULL;
    auto_free char *text = body ? json_text_write(body, JSON_COMPACT) : NULL;
    int status = 0;
    if (!text)
        return ERR_INPUT; /* not UTF-8 */
    buf_text(&sent, text);
    struct control_call call = {.method = "POST",
                                .path = "/api/mail/test",
                                .type = "application/json",
                                .body = &sent,
                                .take = mail_gather,
                                .context = &reply};
    enum err err = transfer_begin(&transfer, &arguments->invocation, fault);
    if (!err)
        err = transfer_call(&transfer, &call, fault, &status);
    if (!err && status >= STATUS_REFUSED)
        err = transfer_refused(status, &reply, fault);
    if (err)
        return err;
    answer = json_text_read(buf_str(&reply), reply.length, 0, NULL);
    return mail_tell(answer, fault);
}

const struct command mail_test_command = {
    .name = "mail test",
    .breadth = BREADTH_DATA,
    .help = {"Gửi một thư thử qua máy chủ thư trong cài đặt, và nói máy chủ trả lời gì.",
             "Sends a trial letter through the relay of the settings, and says what that answered."},
    .word = {"ĐỊA-CHỈ", "ADDRESS"},
    .needs_word = true,
    .size = sizeof(struct mail_arguments),
    .run = mail_test_run,
};
