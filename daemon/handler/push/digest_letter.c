/* Letters to citizens, as text and as HTML. Sends none. */
#include "digest_letter.h"

#include "base/json_text.h"
#include "helper/mail.h"
#include "store/article.h"
#include "store/site.h"
#include "text/date.h"
#include "text/mail_letter.h"
#include "view/article.h"
#include "view/view.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { ARTICLES_MOST = 30, TEXT_MAX = 24 * 1024 };

/* A word of the interface. */
static const char *digest_word(const struct app *app, enum lang lang, const char *key)
{
    const char *text = json_string_value(json_object_get(app->interface.words[lang], key));
    return text ? text : "";
}

/* A whole address of this portal, in the language. */
static const char *digest_address(const struct app *app, struct arena *arena, enum lang lang,
                                  const char *path)
{
    return arena_printf(arena, "%s%s%s", app->portal->base_url, lang == LANG_EN ? "/en" : "", path);
}

/* The whole letter, with a Message-ID of its own. Errors: MEMORY, also for one that is too long. */
static enum err digest_whole(struct conn *conn, const struct app *app, const struct site *site,
                             enum lang lang, struct mail_letter *letter, const char **ret_letter)
{
    struct arena *arena = conn_arena(conn);
    auto_buf struct buf out = BUF(MAIL_LETTER_MAX);
    letter->from = app->mail_from;
    letter->from_name = site_name_in(site, lang == LANG_EN ? "en" : "vi", NULL);
    letter->date_ms = conn_now_ms(conn);
    letter->id = arena_printf(arena, "congd.%" PRId64 ".%08x%08x", letter->date_ms, randombytes_random(),
                              randombytes_random());
    mail_letter_write(letter, &out);
    if (buf_failed(&out) || arena_failed(arena))
        return ERR_MEMORY;
    *ret_letter = arena_copy(arena, buf_str(&out), out.length);
    return *ret_letter ? ERR_OK : ERR_MEMORY;
}

enum err digest_link_letter(const struct app *app, struct conn *conn, const char *to, enum lang lang,
                            const char *code, const char **ret_letter)
{
    struct arena *arena = conn_arena(conn);
    auto_buf struct buf text = BUF(TEXT_MAX);
    struct site site;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    buf_printf(&text, "%s\n\n%s\n\n%s\n", digest_word(app, lang, "digest_link_text"),
               digest_address(app, arena, lang, arena_printf(arena, "/dang-ky-nhan-tin/xac-nhan/%s", code)),
               digest_word(app, lang, "digest_link_else"));
    struct mail_letter letter = {
        .to = to, .subject = digest_word(app, lang, "digest_link_subject"), .text = buf_str(&text)};
    return buf_failed(&text) ? ERR_MEMORY : digest_whole(conn, app, &site, lang, &letter, ret_letter);
}

/* ---- what is new */

struct digest_news {
    struct article items[ARTICLES_MOST];
    size_t count;
};

/* Adds those that are not there yet, as long as there is room. */
static void digest_add(struct digest_news *news, const struct article_list *list)
{
    for (size_t i = 0; i < list->count && news->count < ARTICLES_MOST; i++) {
        bool is_there = false;
        for (size_t k = 0; k < news->count; k++)
            is_there = is_there || news->items[k].id == list->items[i].id;
        if (!is_there)
            news->items[news->count++] = list->items[i];
    }
}

/* The latest first. */
static int digest_by_time(const void *a, const void *b)
{
    const struct article *x = a, *y = b;
    if (x->published_ms != y->published_ms)
        return x->published_ms < y->published_ms ? 1 : -1;
    return x->id < y->id ? 1 : -1;
}

/* What they want of what was published in between. */
static enum err digest_gather(struct conn *conn, const struct subscriber *to, int64_t until_ms,
                              struct digest_news *news)
{
    struct article_query query = {.limit = ARTICLES_MOST,
                                  .lang = to->choice.lang == LANG_EN ? "en" : "vi",
                                  .from_ms = to->told_ms,
                                  .to_ms = until_ms,
                                  .kinds = kinds_with(KIND_IS_FED)};
    const char *text = to->choice.categories;
    json_auto_t *wanted = text ? json_text_read(text, strlen(text), 0, NULL) : NULL;
    const size_t count = text ? json_array_size(wanted) : 1;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count && news->count < ARTICLES_MOST; i++) {
        struct article_list list = {.count = 0};
        query.category_id = text ? json_integer_value(json_array_get(wanted, i)) : 0;
        err = article_list(conn, &query, &list);
        if (!err)
            digest_add(news, &list);
    }
    qsort(news->items, news->count, sizeof *news->items, digest_by_time);
    return err;
}

/* Both forms say the same. */
static struct view digest_view(const struct app *app, struct conn *conn, const struct site *site,
                               const struct subscriber *to, const struct digest_news *news, struct buf *text)
{
    struct arena *arena = conn_arena(conn);
    enum lang lang = to->choice.lang;
    char day[DATE_TEXT_SIZE];
    struct view view = view_new(arena);
    const char *leave =
        digest_address(app, arena, lang, arena_printf(arena, "/dang-ky-nhan-tin/thoi/%s", to->leave_code));
    const char *name = site_name_in(site, lang == LANG_EN ? "en" : "vi", NULL);
    json_object_set(view.json, "t", app->interface.words[lang]);
    view_text(view, "lang", lang == LANG_EN ? "en" : "vi");
    view_text(view, "title", name);
    view_text(view, "leave_url", leave);
    struct view items = view_list(view, "items");
    buf_printf(text, "%s\n%s\n\n", name, digest_word(app, lang, "digest_intro"));
    for (size_t i = 0; i < news->count; i++) {
        const struct article *article = &news->items[i];
        const char *url = arena_printf(arena, "%s%s", app->portal->base_url, article_path(arena, article));
        struct view item = view_append(items);
        view_text(item, "url", url);
        view_text(item, "title", article->title);
        view_text(item, "lead", article->lead);
        view_text(item, "day", date_day(article->published_ms, lang, day));
        buf_printf(text, "%s (%s)\n%s%s%s\n\n", article->title, day, article->lead ? article->lead : "",
                   article->lead ? "\n" : "", url);
    }
    buf_printf(text, "--\n%s\n%s\n", digest_word(app, lang, "digest_foot"), leave);
    return view;
}

/* The HTML of a view. Errors: MEMORY, INTERNAL. */
static enum err digest_html(const struct app *app, const struct view view, struct buf *html)
{
    auto_buf struct buf fault = BUF(1024);
    const struct template *template = templates_find(app->interface.templates, "pages/letter.html");
    return template ? template_render(template, view.json, html, &fault) : ERR_INTERNAL;
}

/* One of so many articles. Errors: MEMORY, also for one that is too long. */
static enum err digest_write(const struct app *app, struct conn *conn, const struct site *site,
                             const struct subscriber *to, const struct digest_news *news,
                             const char **ret_letter)
{
    struct arena *arena = conn_arena(conn);
    auto_buf struct buf text = BUF(TEXT_MAX), html = BUF(TEXT_MAX);
    enum lang lang = to->choice.lang;
    struct view view = digest_view(app, conn, site, to, news, &text);
    enum err err = digest_html(app, view, &html);
    json_decref(view.json);
    struct mail_letter letter = {
        .to = to->address,
        .subject = arena_printf(arena, "%s (%zu)", digest_word(app, lang, "digest_subject"), news->count),
        .text = buf_str(&text),
        .html = buf_str(&html),
        .unsubscribe = digest_address(app, arena, lang,
                                      arena_printf(arena, "/dang-ky-nhan-tin/thoi/%s", to->leave_code))};
    if (!err && (buf_failed(&text) || buf_failed(&html)))
        err = ERR_MEMORY;
    return err ? err : digest_whole(conn, app, site, lang, &letter, ret_letter);
}

enum err digest_letter(const struct app *app, struct conn *conn, const struct subscriber *to,
                       int64_t until_ms, const char **ret_letter)
{
    struct arena *arena = conn_arena(conn);
    struct digest_news *news = arena_zero(arena, 1, sizeof *news);
    struct site site;
    *ret_letter = NULL;
    enum err err = news ? site_get(conn, &site) : ERR_MEMORY;
    if (!err)
        err = digest_gather(conn, to, until_ms, news);
    if (err || !news->count)
        return err;
    /* A letter holds so much; of what does not fit the portal has the rest. */
    do {
        err = digest_write(app, conn, &site, to, news, ret_letter);
        news->count = news->count * 2 / 3;
    } while (err == ERR_MEMORY && news->count && !arena_failed(arena));
    return err;
}
