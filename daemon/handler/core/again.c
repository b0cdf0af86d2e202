/* When a handler begins anew. Knows nothing of what it does. */
#include "handler/again.h"

#include "handler/app.h"
#include "store/replication.h"

struct again again_begin(void)
{
    return (struct again){.saved = store_saved_here()};
}

bool again_is_due(struct app *app, struct again *again, enum err *err)
{
    int64_t applied;
    if (*err != REPLICATION_OVERTAKEN || again->times > REPLICATION_AGAIN_MOST ||
        store_saved_here() != again->saved)
        return false;
    again->times++;
    if (again->times > REPLICATION_AGAIN_MOST)
        again->is_ordered = !replication_order(app->portal->store, true);
    enum err caught_up = replication_catch_up(app->portal->store, &applied);
    /* What others saved is none of it. */
    again->saved = store_saved_here();
    /* Why not, the log says; whoever asks can only wait. */
    if (caught_up)
        *err = ERR_UNAVAILABLE;
    return !caught_up;
}

void again_end(struct app *app, const struct again *again)
{
    if (again->is_ordered)
        replication_order(app->portal->store, false);
}
