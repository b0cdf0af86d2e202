/* One address as somebody is about to publish it: what the portal knows of it already. Asks nobody. */
#include "link_inner.h"

#include "engine/rows.h"

enum { LOOKED_UP_OK = 200, LOOKED_UP_WRONG = 400 };

/* Nobody can say by this alone what the portal serves of itself, nor what its forerunner did. */
static bool looked_up_is_served(const char *path)
{
    (void)path;
    return true;
}

static const char *looked_up_former_key(struct arena *arena, const char *url)
{
    (void)arena, (void)url;
    return NULL;
}

enum err link_look_up(struct conn *conn, const char *base_url, const char *address,
                      struct link_known *ret_known)
{
    const struct link_rules rules = {base_url, looked_up_is_served, looked_up_former_key};
    struct hyperlink link = hyperlink_read(address, base_url, conn->arena);
    struct link_known known = {.status = LOOKED_UP_OK};
    enum err err = ERR_OK;
    if (link.kind == HYPERLINK_INSIDE) {
        err = link_inside_status(conn, &rules, link.url, &known.status);
        known.is_dead = known.status >= LOOKED_UP_WRONG;
    } else if (link.kind == HYPERLINK_OUTWARD) {
        auto_query struct query q = query_of(conn, STMT_LINK_DEAD_BY_URL);
        bind_text(&q, link.url);
        err = query_row(&q);
        if (!err) {
            known.is_dead = true;
            known.fault = (enum link_fault)column_integer(&q);
            known.status = (int)column_integer(&q);
        }
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    *ret_known = known;
    return err;
}
