/* The API's shapes of what was taken back. */
#include "view/redaction.h"

void view_redaction(struct view view, const struct redaction *redaction)
{
    view_integer(view, "id", redaction->id);
    view_integer(view, "article_id", redaction->article_id);
    /* Null: the article as a whole. */
    if (redaction->version)
        view_integer(view, "version", redaction->version);
    else
        view_null(view, "version");
    view_time(view, "at", redaction->at_ms);
    view_text(view, "state", redaction->erased_ms ? "erased" : "erasing");
    view_time(view, "erased_at", redaction->erased_ms);
}

void view_person_erasure(struct view view, const struct person_erasure *erasure)
{
    view_integer(view, "id", erasure->id);
    view_time(view, "at", erasure->at_ms);
    view_text(view, "state", erasure->erased_ms ? "erased" : "erasing");
    view_time(view, "erased_at", erasure->erased_ms);
}

/* One that stays, by its id and original's name, and for whom. */
static void view_kept_medium(struct view view, const struct kept_medium *kept)
{
    view_integer(view, "id", kept->media.id);
    view_text(view, "name", kept->media.name);
    struct view articles = view_list(view, "article_ids");
    for (size_t i = 0; i < kept->article_count; i++)
        view_append_json(articles, json_integer(kept->article_ids[i]));
}

void view_redacted(struct view view, const struct redacted *redacted)
{
    view_text(view, "new_slug", redacted->new_slug);
    view_integer(view, "media_removed", (int64_t)redacted->removed_count);
    view_integer(view, "working_copies_removed", (int64_t)redacted->copy_count);
    struct view kept = view_list(view, "media_kept");
    for (size_t i = 0; i < redacted->kept_count; i++)
        view_kept_medium(view_append(kept), &redacted->kept[i]);
}
