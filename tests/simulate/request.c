/* The requests of request.h. */
#include "request.h"

#include "fiber.h"

#include "engine/conn.h"
#include "store/article.h"
#include "store/audit.h"
#include "store/category.h"
#include "store/home.h"
#include "store/site.h"
#include "store/tag.h"
#include "store/visit_rows.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {"lúa", "mùa", "ngô", "đông", "khoai", "lang",
                                    "sắn", "dây", "họp", "dân",  "xã",    "thôn"};

bool request_leaves_line(enum request_kind kind)
{
    return kind != REQUEST_FOLD && kind != REQUEST_REFUSED && kind != REQUEST_TOO_LARGE;
}

/* Chance of one purpose. */
static uint32_t draw(const struct request *request, uint32_t purpose, uint32_t below)
{
    uint64_t mixed = (request->drawn + purpose) * 0x9E3779B97F4A7C15u;
    return (uint32_t)((mixed ^ mixed >> 29) % below);
}

static const char *sentence(struct conn *conn, const struct request *request, uint32_t purpose)
{
    return arena_printf(conn_arena(conn), "%s %s %s %lld", words[draw(request, purpose, 12)],
                        words[draw(request, purpose + 1, 12)], words[draw(request, purpose + 2, 12)],
                        (long long)request->number);
}

/* The first of some rows, by a number that was drawn. Errors: NOT_FOUND. */
static enum err pick(struct conn *conn, const char *sql, uint32_t drawn, int64_t *ret_id)
{
    sqlite3_stmt *statement = NULL;
    enum err err = ERR_INTERNAL;
    if (sqlite3_prepare_v2(conn->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 1, drawn) == SQLITE_OK) {
        int code = sqlite3_step(statement);
        *ret_id = sqlite3_column_int64(statement, 0);
        err = code == SQLITE_ROW ? ERR_OK : code == SQLITE_DONE ? ERR_NOT_FOUND : conn_error(conn, code, sql);
    }
    sqlite3_finalize(statement);
    return err;
}

static enum err pick_article(struct conn *conn, const struct request *request, int64_t *ret_id)
{
    return pick(conn,
                "SELECT id FROM articles WHERE id >= ?1 % (SELECT max(id) FROM articles) ORDER BY id LIMIT 1",
                draw(request, 40, 1000), ret_id);
}

static enum err pick_category(struct conn *conn, const struct request *request, struct term *ret_term)
{
    return pick(
        conn,
        "SELECT id FROM categories WHERE id >= ?1 % (SELECT max(id) FROM categories) ORDER BY id LIMIT 1",
        draw(request, 50, 1000), &ret_term->id);
}

static enum err insert_article(struct conn *conn, const struct request *request, size_t body_size)
{
    struct term category = {0}, tags[2] = {{.id = 1 + draw(request, 60, 3)}};
    int64_t id, next = 0;
    tags[1].id = tags[0].id % 3 + 1;
    enum err err = pick_category(conn, request, &category);
    if (!err)
        err = pick(conn, "SELECT coalesce(max(id), 0) + ?1 FROM articles", 1, &next);
    char *body = err ? NULL : arena_alloc(conn_arena(conn), body_size + 1);
    if (!body)
        return err ? err : ERR_MEMORY;
    const char *line = sentence(conn, request, 70);
    for (size_t at = 0; at < body_size; at++)
        body[at] = line[at % strlen(line)] >= 0 ? line[at % strlen(line)] : 'a';
    body[body_size] = '\0';
    /* By what is there, so that the same request twice would be two articles. */
    const struct article article = {.slug = arena_printf(conn_arena(conn), "bai-%lld", (long long)next),
                                    .lang = "vi",
                                    .kind = KIND_ARTICLE,
                                    .status = draw(request, 80, 4) ? STATUS_PUBLISHED : STATUS_DRAFT,
                                    .title = sentence(conn, request, 90),
                                    .lead = sentence(conn, request, 95),
                                    .body_format = "text",
                                    .body = body,
                                    .body_html = body,
                                    .body_text = body,
                                    .category = &category,
                                    .tags = tags,
                                    .tag_count = 2};
    return article_insert(conn, &article, 0, &id);
}

static enum err edit_article(struct conn *conn, const struct request *request, bool moves)
{
    struct article article;
    struct term category = {0}, tags[2];
    int64_t id, version;
    enum err err = pick_article(conn, request, &id);
    if (!err)
        err = article_by_id(conn, id, &article);
    if (!err && moves)
        err = pick_category(conn, request, &category);
    if (err)
        return err;
    article.title = sentence(conn, request, 100);
    if (moves)
        article.category = &category;
    /* Each has the other's place, which is unique. */
    if (article.tag_count == 2) {
        tags[0] = article.tags[1];
        tags[1] = article.tags[0];
        article.tags = tags;
    }
    return article_update(conn, &article, ACTION_EDIT, 0, &version);
}

static enum err trash_article(struct conn *conn, const struct request *request)
{
    struct article article;
    int64_t id, version;
    enum err err = pick_article(conn, request, &id);
    if (!err)
        err = article_by_id(conn, id, &article);
    if (err)
        return err;
    if (article.status == STATUS_TRASHED)
        return article_purge(conn, id);
    article.status = STATUS_TRASHED;
    return article_update(conn, &article, ACTION_TRASH, 0, &version);
}

static enum err add_category(struct conn *conn, const struct request *request)
{
    int64_t id;
    const struct category category = {
        .slug = arena_printf(conn_arena(conn), "muc-%lld", (long long)request->number),
        .name = sentence(conn, request, 110),
        .lang = "vi"};
    return category_insert(conn, &category, &id);
}

static enum err set_menu(struct conn *conn, const struct request *request)
{
    struct site site;
    struct nav_item items[4];
    const struct site_change change = {.before = "{}", .after = "{}"};
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    site.nav = items;
    site.nav_count = draw(request, 120, 4);
    for (size_t i = 0; i < site.nav_count; i++)
        items[i] = (struct nav_item){.title = sentence(conn, request, 130 + (uint32_t)i), .url = "/lich"};
    return site_update(conn, &site, &change);
}

static enum err set_home(struct conn *conn, const struct request *request)
{
    struct home_block blocks[3];
    struct term category = {0};
    struct home home = {.blocks = blocks, .block_count = draw(request, 140, 4)};
    enum err err = pick_category(conn, request, &category);
    for (size_t i = 0; !err && i < home.block_count; i++)
        blocks[i] = (struct home_block){.kind = BLOCK_CATEGORY,
                                        .title = sentence(conn, request, 150 + (uint32_t)i),
                                        .category_id = category.id};
    return err ? err : home_update(conn, &home, HOME_EDIT);
}

static enum err add_fleeting_tag(struct conn *conn, const struct request *request)
{
    int64_t id;
    const struct tag tag = {.slug = arena_printf(conn_arena(conn), "the-%lld", (long long)request->number),
                            .name = sentence(conn, request, 160),
                            .lang = "vi"};
    enum err err = tag_insert(conn, &tag, &id);
    return err ? err : tag_delete(conn, id);
}

static enum err fold_visits(struct conn *conn, const struct request *request)
{
    struct visit_state state;
    const struct day_row day = {.day = 20261124, .visits = 1, .views = 2};
    struct article_sum article = {.day = 20261124, .views = 2};
    enum err err = visit_rows_state(conn, &state);
    if (!err)
        err = pick_article(conn, request, &article.article_id);
    const struct visit_sums sums = {.days = &day, .day_count = 1, .articles = &article, .article_count = 1};
    return err ? err : visit_rows_add(conn, &sums, state.folded + 1);
}

static enum err request_act(struct conn *conn, const struct request *request)
{
    switch (request->kind) {
    case REQUEST_INSERT:
        return insert_article(conn, request, 200 + draw(request, 30, 2000));
    case REQUEST_EDIT:
        return edit_article(conn, request, false);
    case REQUEST_MOVE:
        return edit_article(conn, request, true);
    case REQUEST_TRASH:
        return trash_article(conn, request);
    case REQUEST_CATEGORY:
        return add_category(conn, request);
    case REQUEST_MENU:
        return set_menu(conn, request);
    case REQUEST_HOME:
        return set_home(conn, request);
    case REQUEST_FLEETING:
        return add_fleeting_tag(conn, request);
    case REQUEST_FOLD:
        return fold_visits(conn, request);
    case REQUEST_TOO_LARGE:
        return insert_article(conn, request, REQUEST_ENTRY_MAX);
    default:
        return insert_article(conn, request, 300);
    }
}

enum err request_run(struct conn *conn, void *context)
{
    const struct request *request = context;
    /* It has the writer, and takes its time. */
    fiber_yield();
    enum err err = request_act(conn, request);
    fiber_yield();
    /* What it meant to change is gone: it did something all the same, and says so. */
    if (err == ERR_NOT_FOUND)
        err = ERR_OK;
    if (!err && request->kind != REQUEST_FOLD)
        err = audit_add(conn, "simulate.request", "request", request->number, 0, 0, NULL);
    return err || request->kind != REQUEST_REFUSED ? err : ERR_INPUT;
}
