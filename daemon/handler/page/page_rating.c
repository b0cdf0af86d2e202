/* /danh-gia/{slug}: what readers thought of an article, and their saying so: three faces, without a script,
 * an account or a cookie. Who pressed is in memory alone (handler/ratings.h). */
#include "core/access.h"
#include "core/input.h"
#include "handler/handler.h"
#include "handler/ratings.h"
#include "page.h"
#include "text/number.h"
#include "view/article.h"

#include <string.h>

/* A household may press so many at once. */
enum { PRESSED_AT_ONCE = 10 };

bool page_is_rated(const struct app *app, const struct article *article)
{
    return app->rated_kinds & 1u << article->kind;
}

const char *page_rating_path(struct arena *arena, const struct article *article)
{
    return arena_printf(arena, "%s/danh-gia/%s", strcmp(article->lang, "en") == 0 ? "/en" : "",
                        article->slug);
}

/* A public article of a kind that is rated; one that is elsewhere leaves reply.location. */
static enum err rating_find(const struct app *app, struct conn *conn, const struct request *request,
                            struct reply *reply, struct article *ret_article)
{
    enum err err = article_named(conn, request, reply, ret_article);
    if (err)
        return err;
    if (!article_is_public(ret_article) || !page_is_rated(app, ret_article))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    const char *path = page_rating_path(reply->arena, ret_article);
    return strcmp(path, request->path) == 0 ? ERR_OK : page_moved(reply, path);
}

/* Which of three things came of a press, by the address that it led to. */
static void rating_fill_said(const struct request *request, struct view view)
{
    static const char *const names[] = {"is_taken", "is_twice", "is_full"};
    const char *said = request_parameter(request, "xong");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        view_flag(view, names[i], said && said[0] == (char)('0' + i) && !said[1]);
}

enum err page_rating_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct rating_counts counts;
    char number[NUMBER_TEXT_SIZE];
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = rating_find(app, conn, request, reply, &article);
    if (!err && !reply->location)
        err = rating_of(conn, article.id, &counts);
    if (err || reply->location)
        return err;
    ratings_add_waiting(app->ratings, article.id, &counts);
    const char *title = arena_printf(reply->arena, "%s: %s", page_word(app, request, "rate"), article.title);
    struct view view = page_begin(request, reply, "pages/rating.html", title, NULL);
    view_text(view, "robots", "noindex");
    struct view body = view_object(view, "article");
    view_text(body, "title", article.title);
    view_url(body, "url", safe_url_trusted(article_path(reply->arena, &article)));
    view_flag(body, "is_rated", true);
    view_url(body, "rate_url", safe_url_trusted(page_rating_path(reply->arena, &article)));
    for (size_t i = 0; i < RATING_FACES; i++) {
        number_grouped(counts.faces[i], page_lang(request), number);
        view_text(body, rating_names[i], number);
    }
    rating_fill_said(request, view);
    return ERR_OK;
}

/* Reads the face; RATING_FACES when none of the three was pressed. */
static enum err rating_form_read(const struct request *request, struct reply *reply,
                                 enum rating_face *ret_face)
{
    auto_submission struct submission submission = {0};
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    int choice = RATING_FACES;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, &own);
    input_choice(&input, "muc", rating_names, &choice);
    *ret_face = (enum rating_face)choice;
    return ERR_OK;
}

enum err rating_throttle(struct app *app, const struct request *request, struct reply *reply)
{
    int wait_s = throttle_take_part(app->throttle, THROTTLE_WRITE, request->client,
                                    clock_monotonic_ms(app->clock), PRESSED_AT_ONCE);
    if (!wait_s)
        return ERR_OK;
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, MESSAGE_TOO_MANY_REQUESTS,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", wait_s)));
}

enum err form_rating_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum rating_face face = RATING_FACES;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = rating_find(app, conn, request, reply, &article);
    if (!err && !reply->location)
        err = rating_form_read(request, reply, &face);
    if (err || reply->location)
        return err;
    const char *path = page_rating_path(reply->arena, &article);
    if (face == RATING_FACES)
        return reply_problem(reply, ERR_INPUT, MESSAGE_RATING_FACE, NULL);
    err = rating_throttle(app, request, reply);
    if (err)
        return err;
    enum rating_outcome outcome =
        ratings_take(app->ratings, article.id, face, request->client, request->user_agent, request->now_ms);
    /* So that going back or reloading sends nothing again (RFC 9110 section 15.4.4). */
    reply->status = 303;
    reply->location = arena_printf(reply->arena, "%s?xong=%d", path, (int)outcome);
    return ERR_OK;
}
