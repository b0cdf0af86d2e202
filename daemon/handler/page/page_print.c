/* /bai-viet/{slug}/in, /luu and /ma-qr: an article on paper, as one file to keep, and the code of its
 * address. Both stand alone: paper has no links, and a file is opened where there is no portal. The copy
 * holds all that it shows and refers to nothing. */
#include "base/json_text.h"
#include "core/look.h"
#include "handler/handler.h"
#include "page.h"
#include "store/media.h"
#include "store/seal.h"
#include "text/date.h"
#include "text/qr.h"
#include "view/article.h"
#include "view/media.h"
#include "view/seal.h"

#include <string.h>

/* A copy of an article with all of an editor's largest pictures would be too large to mail. */
enum { PICTURE_MAX = 6 * 1024 * 1024, PICTURES_MAX = 8 * 1024 * 1024 };

/* As people would type it. */
static const char *address_of(const struct app *app, struct arena *arena, const struct article *article)
{
    return page_absolute(app, arena, article_path(arena, article)).url;
}

/* Where the article is to be found, and when this page was made. */
static void fill_imprint(const struct app *app, const struct request *request, struct view view,
                         const struct article *article)
{
    char text[DATE_TEXT_SIZE];
    /* The article itself is what is to be found. */
    view_text(view, "robots", "noindex");
    view_text(view, "address", address_of(app, view.arena, article));
    view_url(view, "address_url", page_absolute(app, view.arena, article_path(view.arena, article)));
    view_text(view, "made_text", date_long(request->now_ms, page_lang(request), text));
    view_text(view, "made_at", date_rfc3339_local(request->now_ms, text));
}

/* The verification code, and where it is looked up; null where the version has none. */
static enum err fill_seal(const struct app *app, struct conn *conn, struct view view,
                          const struct article *article, const char **ret_address)
{
    const char *shown;
    enum err err = seal_present_code(conn, article->id, &shown);
    *ret_address = NULL;
    if (err || !shown) {
        view_null(view, "seal");
        return err;
    }
    const char *prefix = strcmp(article->lang, "en") == 0 ? "/en" : "";
    const char *path = arena_printf(view.arena, "%s/xac-thuc/%s", prefix, shown);
    *ret_address = page_absolute(app, view.arena, path).url;
    struct view seal = view_object(view, "seal");
    view_text(seal, "code", shown);
    view_text(seal, "address", *ret_address);
    return ERR_OK;
}

/* A code of a path alone would lead nowhere. */
static enum err fill_code(struct view view, const char *address)
{
    /* Modules of white around the code (ISO/IEC 18004). */
    enum { QUIET = 4 };
    struct qr code;
    if (*address == '/') {
        view_null(view, "code");
        return ERR_OK;
    }
    enum err err = qr_code(address, view.arena, &code);
    /* The address is longer than a code can hold; it is printed in letters anyway. */
    if (err == ERR_INPUT)
        view_null(view, "code");
    if (err)
        return err == ERR_INPUT ? ERR_OK : err;
    struct view object = view_object(view, "code");
    view_integer(object, "side", code.size + 2 * QUIET);
    view_integer(object, "start", -QUIET);
    view_text(object, "path", code.path);
    return ERR_OK;
}

/* The code alone, as a picture: an article's page loads it when somebody unfolds it. */
enum err page_article_code(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/ma-qr", &article);
    if (err || reply->location)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->page = "pages/code.svg";
    reply->text_type = "image/svg+xml";
    err = fill_code(view, address_of(app, reply->arena, &article));
    if (!err && json_is_null(json_object_get(view.json, "code")))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    return err;
}

/* The article with its imprint and a code that leads back to it. */
enum err page_article_print(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/in", &article);
    if (!err && !reply->location)
        err = reply_length(request, reply, strlen(article.body_html));
    if (err || reply->location)
        return err;
    /* The lead is the description, as a printed page has no other use for one. */
    struct view view = page_begin(request, reply, "pages/print.html", article.title, article.lead);
    struct view body = view_object(view, "article");
    view_page_article(body, &article, page_lang(request));
    fill_imprint(app, request, view, &article);
    const char *verify = NULL;
    err = page_article_edited(conn, body, &article, page_lang(request));
    if (!err)
        err = fill_seal(app, conn, view, &article, &verify);
    /* Paper is verified, and the page of its code leads to the article. */
    return err ? err : fill_code(view, verify ? verify : address_of(app, reply->arena, &article));
}

/* What a copy may still take in. */
struct copy_budget {
    const struct store *store;
    struct conn *conn;
    int64_t left;
};

/* The medium's bytes as an address; NULL when it is no picture, too large, or gone. */
static const char *carry(void *context, const char *url)
{
    static const char folder[] = "/media/";
    struct copy_budget *budget = context;
    struct media_served served;
    /* Whatever comes first gets in; the pictures behind it are left out once the budget is spent. */
    int64_t most = budget->left < PICTURE_MAX ? budget->left : PICTURE_MAX;
    auto_buf struct buf bytes = BUF(PICTURE_MAX);
    /* Also another site's picture, which an old body may have, is left out, so that opening the file
     * tells nobody. */
    if (strncmp(url, folder, sizeof folder - 1) != 0 ||
        media_serve(budget->conn, url + sizeof folder - 1, &served) || !served.file.width ||
        media_read(budget->store, served.file.name, most, &bytes))
        return NULL;
    budget->left -= (int64_t)bytes.length;
    return safe_url_picture(conn_arena(budget->conn), served.file.type, bytes.bytes, bytes.length).url;
}

/* The article's own picture becomes part of the file, or is left out. */
static void carry_image(struct view view, struct copy_budget *budget, const struct article *article)
{
    const struct media_file *file =
        article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    if (!file)
        return;
    /* NULL when the budget is spent or the file has gone; the template then leaves the picture out. */
    const char *data = carry(budget, media_path(view.arena, file->name));
    struct view image = {view.arena, json_object_get(view.json, "image")};
    view_flag(image, "is_inside", data != NULL);
    view_url(image, "url", (struct safe_url){data});
}

/* The copy's own stylesheet, which stands within the file, behind the colours of the day. */
static enum err style_of(struct app *app, const struct request *request, struct arena *arena,
                         const char **ret_style)
{
    const struct asset *asset = assets_find(app->assets, "style/copy.css");
    struct look *look = arena_zero(arena, 1, sizeof *look);
    const char *own = asset ? (const char *)asset_bytes(asset, arena) : "";
    enum err err = look && own ? look_now(app, arena, request->now_ms, look) : ERR_MEMORY;
    if (!err)
        *ret_style = arena_printf(arena, "%s%s", look_tokens(arena, look), own);
    return err;
}

/* The whole proof goes with the file, so that it can be verified where there is no portal (congd verify). */
static enum err copy_seal(const struct app *app, struct conn *conn, struct view view,
                          const struct article *article)
{
    const char *shown;
    char code[SEAL_CODE_LENGTH + 1];
    struct seal seal = {.is_taken = false};
    enum err err = seal_present_code(conn, article->id, &shown);
    if (!err && shown && !(err = seal_code_read(shown, code)))
        err = seal_by_code(conn, code, &seal);
    if (err || !shown || seal.is_taken) {
        view_null(view, "seal");
        return err;
    }
    struct view object = view_object(view, "seal");
    view_text(object, "code", shown);
    view_url(object, "address_url",
             page_absolute(app, view.arena, seal_path(view.arena, code, article->lang)));
    json_auto_t *document = json_object();
    view_seal_document((struct view){view.arena, document}, &seal, article->lang, app->portal->base_url);
    auto_free char *text = document ? json_text_write(document, JSON_COMPACT) : NULL;
    view_text(object, "document", text);
    return text ? ERR_OK : ERR_MEMORY;
}

/* Slow by its row in the route table, as pictures are read from the disk and written as text. */
enum err file_article_copy(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    const char *style = "";
    enum err err = style_of(app, request, reply->arena, &style);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/luu", &article);
    if (err || reply->location)
        return err;
    struct copy_budget budget = {app->portal->store, conn, PICTURES_MAX};
    struct view view = page_begin(request, reply, "pages/copy.html", article.title, article.lead);
    struct view body = view_object(view, "article");
    view_page_article(body, &article, page_lang(request));
    err = page_article_edited(conn, body, &article, page_lang(request));
    if (!err)
        err = copy_seal(app, conn, view, &article);
    carry_image(body, &budget, &article);
    view_html(body, "body_html",
              html_portable(safe_html_stored(article.body_html), carry, &budget, reply->arena));
    fill_imprint(app, request, view, &article);
    view_text(view, "style_css", style);
    /* It gets a policy of its own, since a file has no origin to load anything from. */
    reply->is_copy = true;
    reply->disposition = arena_printf(reply->arena, "attachment; filename=\"%s.html\"", article.slug);
    return err;
}
