/* What a letter says. Sends none. */
#include "work/daily_mail.h"

#include "store/session.h"
#include "store/site.h"
#include "text/date.h"
#include "text/mail_letter.h"
#include "work/notice.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum { TEXT_MAX = 8 * 1024 };

struct writing {
    const struct daily_mail_options *options;
    const struct account *account;
    enum lang lang;
    struct buf *text;
    int count; /* of what waits */
};

/* Formats too, so that the compiler sees both. */
#define LETTER_SAYS(lang, vi, en) ((lang) == LANG_VI ? (vi) : (en))

/* A line with the page where something can be done about it. */
static void letter_line(struct writing *writing, const char *text, const char *path)
{
    buf_printf(writing->text, "- %s\n  %s%s%s\n\n", text, writing->options->base_url,
               writing->lang == LANG_EN ? "/en" : "", path);
    writing->count++;
}

/* What waits, what is wrong, and what is published by itself within a day. */
static enum err letter_notices(struct writing *writing, struct conn *conn, int64_t now_ms)
{
    const struct daily_mail_options *options = writing->options;
    struct notice_list list = {.arena = conn_arena(conn), .lang = writing->lang};
    struct desk_counts counts;
    const struct notice_scope scope = {
        .store = options->store,
        .backups = options->backups,
        .certificate_until_ms = options->certificate_until_ms(options->context),
        .checks_links = options->checks_links,
        .sends_mail = true,
        .role = writing->account->role,
        .now_ms = now_ms,
    };
    enum err err = desk_count(conn, &counts);
    if (!err)
        err = notice_gather(&scope, conn, &counts, &list);
    for (size_t i = 0; !err && i < list.count; i++) {
        const struct notice *notice = &list.items[i];
        bool is_soon = notice->level == NOTICE_FINE && strcmp(notice->name, "scheduled") == 0 &&
                       notice->at_ms <= now_ms + DATE_DAY_MS;
        if (notice->level > NOTICE_FINE || is_soon)
            letter_line(writing, notice->text, notice->path);
    }
    return err;
}

/* Others who tried to sign in with this name since yesterday. */
static enum err letter_sign_ins(struct writing *writing, struct conn *conn, int64_t now_ms)
{
    struct sign_ins known;
    char at[DATE_TEXT_SIZE];
    enum err err = sign_ins_of(conn, writing->account->id, &known);
    if (!err && known.failures && known.failed.at_ms > now_ms - DATE_DAY_MS)
        letter_line(
            writing,
            arena_printf(conn_arena(conn),
                         LETTER_SAYS(writing->lang, "Có người đăng nhập sai bằng tên của bạn, lần cuối: %s.",
                                     "Somebody failed to sign in with your name, last at: %s."),
                         date_long(known.failed.at_ms, writing->lang, at)),
            "/quan-tri/toi");
    return err;
}

static const char *letter_site(const struct site *site, enum lang lang)
{
    return lang == LANG_EN && site->name_en ? site->name_en : site->name;
}

/* The whole, with a Message-ID of its own; NULL without memory. */
static const char *letter_whole(struct conn *conn, const struct site *site, struct mail_letter *letter,
                                enum lang lang)
{
    auto_buf struct buf out = BUF(MAIL_LETTER_MAX);
    letter->from_name = letter_site(site, lang);
    letter->id = arena_printf(conn_arena(conn), "congd.%" PRId64 ".%08x%08x", letter->date_ms,
                              randombytes_random(), randombytes_random());
    mail_letter_write(letter, &out);
    return buf_failed(&out) ? NULL : arena_copy(conn_arena(conn), buf_str(&out), out.length);
}

enum err daily_letter(const struct daily_mail_options *options, struct conn *conn,
                      const struct account *account, int64_t now_ms, const char **ret_letter)
{
    auto_buf struct buf text = BUF(TEXT_MAX);
    struct writing writing = {options, account, account->mail_lang, &text, 0};
    char day[DATE_TEXT_SIZE];
    struct site site;
    *ret_letter = NULL;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    buf_printf(&text,
               LETTER_SAYS(writing.lang, "Xin chào,\n\n%s, trên %s có những việc sau cần bạn xem:\n\n",
                           "Hello,\n\non %s these things at %s want your attention:\n\n"),
               date_day(now_ms, writing.lang, day), letter_site(&site, writing.lang));
    err = letter_notices(&writing, conn, now_ms);
    if (!err)
        err = letter_sign_ins(&writing, conn, now_ms);
    if (err || !writing.count)
        return err;
    buf_printf(&text,
               LETTER_SAYS(writing.lang,
                           "--\nBạn nhận thư này vì đã bật thư hằng ngày. Để tắt, vào Tài khoản của tôi:\n"
                           "%s%s/quan-tri/toi\n",
                           "--\nYou get this because you switched the daily mail on. Switch it off at My "
                           "account:\n%s%s/quan-tri/toi\n"),
               options->base_url, writing.lang == LANG_EN ? "/en" : "");
    const char *subject =
        arena_printf(conn_arena(conn),
                     LETTER_SAYS(writing.lang, "%d việc cần xem",
                                 writing.count == 1 ? "%d thing to see to" : "%d things to see to"),
                     writing.count);
    struct mail_letter letter = {.from = options->from,
                                 .to = account->mail,
                                 .subject = subject,
                                 .text = buf_str(&text),
                                 .date_ms = now_ms};
    *ret_letter = buf_failed(&text) ? NULL : letter_whole(conn, &site, &letter, writing.lang);
    return *ret_letter ? ERR_OK : ERR_MEMORY;
}

enum err mail_trial_letter(struct conn *conn, const char *from, const char *to, enum lang lang,
                           int64_t now_ms, const char **ret_letter)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    struct mail_letter letter = {
        .from = from,
        .to = to,
        .subject = LETTER_SAYS(lang, "Thư thử", "A trial letter"),
        .text = LETTER_SAYS(lang, "Thư thử của congd mail test. Thư hằng ngày sẽ đến như thư này.\n",
                            "A trial by congd mail test. The daily mail will arrive as this did.\n"),
        .date_ms = now_ms};
    *ret_letter = letter_whole(conn, &site, &letter, lang);
    return *ret_letter ? ERR_OK : ERR_MEMORY;
}
