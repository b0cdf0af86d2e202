/* A feed that changed, as a hub hears of it: hub.mode=publish with the address of each form, in one request.
 * The feed itself is fetched by the hub. */
#include "hub_ping.h"

#include "base/log.h"
#include "http/url.h"
#include "push_pace.h"
#include "store/category.h"
#include "store/feed_ping.h"
#include "store/kind.h"
#include "store/tag.h"
#include "store/webhook.h"
#include "text/date.h"
#include "view/article.h"

enum { ARENA_SIZE = 1024 * 1024, BODY_MAX = 32 * 1024, PACE_MS = 60 * 1000 };

static const struct actor hub_actor = {.role = ROLE_ADMIN, .name = "keeper"};

/* The path of the page that the feed is of. Errors: NOT_FOUND (it has none any more). */
static enum err hub_ping_path(struct conn *conn, const struct feed_ping *ping, const char **ret_path)
{
    struct arena *arena = conn_arena(conn);
    const char *lang = ping->thing_id % 2 ? "en" : "vi";
    struct category category;
    struct tag tag;
    enum err err = ERR_OK;
    switch (ping->kind) {
    case FEED_CATEGORY:
        err = category_by_id(conn, ping->thing_id, &category);
        *ret_path = err ? NULL : category_path(arena, category.slug, category.lang);
        return err;
    case FEED_TAG:
        err = tag_by_id(conn, ping->thing_id, &tag);
        *ret_path = err ? NULL : tag_path(arena, tag.slug, tag.lang);
        return err;
    case FEED_KIND:
        if (!kind_has((enum article_kind)(ping->thing_id / 2), KIND_HAS_LIST | KIND_SHARES_WORD))
            return ERR_NOT_FOUND;
        *ret_path = kind_path(arena, (enum article_kind)(ping->thing_id / 2), lang);
        return ERR_OK;
    case FEED_SITE:
    default:
        *ret_path = ping->thing_id ? "/en" : "";
        return ERR_OK;
    }
}

static enum err hub_ping_body(struct conn *conn, const struct feed_ping *ping, const char *base_url,
                              struct buf *body)
{
    static const char *const files[] = {"rss.xml", "atom.xml", "feed.json"};
    const char *path;
    enum err err = hub_ping_path(conn, ping, &path);
    if (err)
        return err;
    buf_text(body, "hub.mode=publish");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        buf_text(body, "&hub.url=");
        url_escape(body, arena_printf(conn_arena(conn), "%s%s/%s", base_url, path, files[i]), "");
    }
    return buf_failed(body) || arena_failed(conn_arena(conn)) ? ERR_MEMORY : ERR_OK;
}

/* The first that is due, and what the hub hears of it; a feed that is gone has no body. Errors: NOT_FOUND. */
static enum err hub_ping_read(const struct push_job_options *options, struct arena *arena,
                              struct feed_ping *ping, struct buf *body)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(options->store, arena, &conn);
    if (!err)
        err = feed_ping_find_due(conn, clock_now_ms(options->clock), ping);
    if (err)
        return err;
    err = hub_ping_body(conn, ping, options->base_url, body);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What came of it. */
static enum err hub_ping_save(const struct push_job_options *options, struct arena *arena,
                              const struct feed_ping *ping, const struct probed *probed)
{
    auto_conn struct conn *conn = NULL;
    int64_t now_ms = clock_now_ms(options->clock);
    int64_t next_ms = now_ms + push_backoff_ms(ping->attempts);
    bool is_told = push_judge(probed) == PUSH_IS_TAKEN;
    bool is_over = next_ms - ping->changed_ms > (int64_t)PUSH_DAYS * DATE_DAY_MS;
    enum err err = store_begin(options->store, arena, &hub_actor, &conn);
    if (!err)
        err = is_told || is_over ? feed_ping_done(conn, ping, now_ms + PACE_MS)
                                 : feed_ping_failed(conn, ping, next_ms);
    if (!err)
        err = store_commit(&conn);
    if (!err && !is_told)
        log_warning("hub", LOG_SAYS("the hub was not told of a feed"),
                    LOG_NUMBER("attempts", ping->attempts + 1), LOG_NUMBER("status", probed->status),
                    LOG_NUMBER("fault", probed->fault), LOG_FLAG("given_up", is_over));
    return err;
}

enum err hub_ping_send(const struct push_job_options *options)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    auto_buf struct buf body = BUF(BODY_MAX);
    struct feed_ping ping;
    /* A feed that is gone needs no telling. */
    struct probed probed = {.status = 204};
    enum err err = !*options->hub ? ERR_NOT_FOUND : arena ? ERR_OK : ERR_MEMORY;
    if (!err)
        err = hub_ping_read(options, arena, &ping, &body);
    const struct post post = {.address = options->hub,
                              .agent = options->agent,
                              .is_form = true,
                              .id = "",
                              .signature = "",
                              .body = buf_str(&body),
                              .size = body.length,
                              .time_ms = FETCH_TIME_MS,
                              .stopping = options->stopping};
    if (!err && body.length)
        err = helper_post(options->helper, options->rules, &post, &probed);
    if (err || atomic_load(options->stopping))
        return err;
    return hub_ping_save(options, arena, &ping, &probed);
}
