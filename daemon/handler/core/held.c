/* The copies of what was taken back, as the keeper last saw them. */
#include "held.h"

#include "http/message.h"

/* What somebody can do about one. */
static enum message held_remedy(const struct copy *copy)
{
    if (copy->kind == COPY_BEFORE_MIGRATION)
        return MESSAGE_COPY_BEFORE_MIGRATION;
    if (copy->is_unread)
        return MESSAGE_COPY_UNREAD;
    if (copy->kind == COPY_FORMER)
        return MESSAGE_COPY_FORMER;
    return copy->until_ms ? MESSAGE_COPY_BACKUP : MESSAGE_COPY_BACKUP_KEPT;
}

static void held_show_one(const struct reply *reply, struct view view, const struct copy *copy)
{
    view_text(view, "kind", copy_kind_name(copy->kind));
    view_text(view, "name", copy->name);
    view_time(view, "at", copy->at_ms);
    view_time(view, "until", copy->until_ms);
    view_text(view, "ends_by", copy_end_name(copy->end));
    view_text(view, "remedy", message_text(reply->arena, reply->lang, held_remedy(copy), NULL));
}

void held_show(struct app *app, const struct reply *reply, struct view view, const struct copies_asked *asked)
{
    struct copy *items = NULL;
    size_t count = 0;
    int64_t looked_ms = 0;
    if (!app->copies || copies_job_of(app->copies, asked, reply->arena, &items, &count, &looked_ms) ||
        !looked_ms) {
        view_null(view, "copies");
        return;
    }
    struct view list = view_list(view, "copies");
    for (size_t i = 0; i < count; i++)
        held_show_one(reply, view_append(list), &items[i]);
}
