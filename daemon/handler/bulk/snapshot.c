/* GET /api/snapshot: everything public, line by line, so that a phone begins with one request. What
 * changes while it is being sent comes by the feed from the token of its first line on. Parts are read
 * at different moments. The token of the first line was taken before all of them, so whatever changed
 * meanwhile comes once more by the feed; nothing is missed, and a client that keeps the later of two
 * states is right. */
#include "change_token.h"
#include "core/access.h"
#include "core/lines.h"
#include "handler/handler.h"
#include "http/negotiate.h"
#include "store/alert.h"
#include "store/box.h"
#include "store/category.h"
#include "store/site.h"
#include "store/tag.h"
#include "view/alert.h"
#include "view/article.h"
#include "view/portal.h"

/* Rows of one part, on one lease. */
enum { ARTICLES_AT_ONCE = 20, TAGS_AT_ONCE = 100 };

/* The first line. Somebody who follows from this token has nothing behind them that is not in the lines
 * to come. */
static enum err write_token(struct lines *lines, struct conn *conn)
{
    struct change_state state;
    enum err err = change_state(conn, &state);
    if (err)
        return err;
    /* No floor, as the articles are told here and not by the feed. */
    const struct change_token token = {state.sequence, 0};
    struct view line = lines_begin(lines, "token");
    view_text(line, "token", change_token_write(line.arena, &state, &token));
    view_time(line, "as_of", conn_now_ms(conn));
    return lines_end(lines, line);
}

/* One line with what the portal says of itself. */
static enum err write_site(struct lines *lines, struct conn *conn)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    struct view line = lines_begin(lines, "site");
    view_site(view_object(line, "site"), &site);
    return lines_end(lines, line);
}

/* The emergency line, while one shows; how it ends comes by the feed. */
static enum err snapshot_write_alert(struct lines *lines, struct conn *conn)
{
    struct alert alert;
    int64_t until_ms = 0;
    enum err err = alert_live(conn, &alert, &until_ms);
    if (err || !alert.version)
        return err;
    struct view line = lines_begin(lines, "alert");
    view_alert(view_object(line, "alert"), &alert);
    return lines_end(lines, line);
}

/* Of both languages, parents not always before their children. */
static enum err snapshot_write_categories(struct lines *lines, struct conn *conn)
{
    struct category *items;
    size_t count;
    enum err err = category_list(conn, NULL, CATEGORIES_PUBLIC, &items, &count);
    for (size_t i = 0; !err && i < count; i++) {
        struct view line = lines_begin(lines, "category");
        view_category(view_object(line, "category"), &items[i]);
        err = lines_end(lines, line);
    }
    return err;
}

static enum err write_boxes(struct lines *lines, struct conn *conn)
{
    struct box *items;
    size_t count;
    int64_t until_ms = 0;
    enum err err = box_list(conn, NULL, &items, &count);
    for (size_t i = 0; !err && i < count; i++) {
        /* The feed tells of articles alone, so a client has to ask for boxes again now and then. */
        box_keep_live(&items[i], conn_now_ms(conn), &until_ms);
        struct view line = lines_begin(lines, "box");
        view_box(view_object(line, "box"), &items[i]);
        err = lines_end(lines, line);
    }
    return err;
}

/* Few and small: said before the articles, which may be many. */
static enum err write_head(struct lines *lines, struct conn *conn)
{
    enum err err = write_token(lines, conn);
    if (!err)
        err = write_site(lines, conn);
    if (!err)
        err = snapshot_write_alert(lines, conn);
    if (!err)
        err = snapshot_write_categories(lines, conn);
    return err ? err : write_boxes(lines, conn);
}

/* In order of the slug; the last one is remembered for the next part. */
static enum err write_tags(struct lines *lines, struct conn *conn, bool *ret_more)
{
    struct tag *items;
    size_t count = 0;
    enum err err = tag_list(conn, NULL, TAGS_PUBLIC, NULL, lines->after_slug, TAGS_AT_ONCE, &items, &count);
    for (size_t i = 0; !err && i < count; i++) {
        struct view line = lines_begin(lines, "tag");
        view_tag(view_object(line, "tag"), &items[i]);
        err = lines_end(lines, line);
        lines_after_slug(lines, items[i].slug);
    }
    *ret_more = count == TAGS_AT_ONCE;
    return err;
}

/* By id. One that is published while this goes on may be missing here and comes by the feed. */
static enum err write_articles(struct lines *lines, struct conn *conn, bool *ret_more)
{
    struct article_list list;
    enum err err = change_articles(conn, CHANGE_PUBLIC, NULL, lines->after_id, ARTICLES_AT_ONCE, &list);
    for (size_t i = 0; !err && i < list.count; i++) {
        struct view line = lines_begin(lines, "article");
        struct view article = view_object(line, "article");
        view_article_row(article, &list.items[i]);
        view_article_whole(article, &list.items[i]);
        err = lines_end(lines, line);
        lines->after_id = list.items[i].id;
        /* Told in the last line. */
        lines->count++;
    }
    *ret_more = !err && list.more;
    return err;
}

/* The last line, by which a client knows that nothing was cut off. */
static enum err write_end(struct lines *lines)
{
    struct view line = lines_begin(lines, "end");
    view_integer(line, "articles", lines->count);
    return lines_end(lines, line);
}

/* In the order in which they are written; a part may take several calls. */
enum part { PART_HEAD, PART_TAGS, PART_ARTICLES, PART_END, PART_COUNT };

static enum err snapshot_write_part(struct lines *lines, struct conn *conn, bool *ret_done)
{
    bool more = false;
    enum err err = ERR_OK;
    switch ((enum part)lines->part) {
    case PART_HEAD:
        err = write_head(lines, conn);
        break;
    case PART_TAGS:
        err = write_tags(lines, conn, &more);
        break;
    case PART_ARTICLES:
        err = write_articles(lines, conn, &more);
        break;
    case PART_END:
    case PART_COUNT:
        err = write_end(lines);
        break;
    }
    /* On to the next kind when this one has no more rows. */
    lines->part += !more;
    *ret_done = lines->part == PART_COUNT;
    return err;
}

enum err api_snapshot(struct app *app, const struct request *request, struct reply *reply)
{
    return lines_reply(app, request, reply, snapshot_write_part);
}
