/* Rows of the desk. What is told and to whom is decided below and above. */
#include "view/desk.h"

#include "base/calendar.h"
#include "store/schedule.h"
#include "view/article.h"

void view_notice(struct view view, const struct notice *notice)
{
    view_text(view, "name", notice->name);
    view_text(view, "level", notice_level_name(notice->level));
    view_integer(view, "count", notice->count);
    view_time(view, "at", notice->at_ms);
    view_text(view, "text", notice->text);
}

void view_sign_in(struct view view, const struct sign_ins *known, int64_t began_ms)
{
    bool is_newest = known->last.at_ms == began_ms;
    const struct sign_in_seen *other = is_newest ? &known->before : &known->last;
    view_time(view, "at", other->at_ms);
    view_text(view, "device", other->at_ms ? other->device : NULL);
    view_integer(view, "failures", known->failures);
    view_time(view, "failed_at", known->failures ? known->failed.at_ms : 0);
    view_text(view, "failed_device", known->failures ? known->failed.device : NULL);
}

void view_desk_row(struct view view, const struct article *article, const struct review_state *sent)
{
    view_integer(view, "id", article->id);
    view_integer(view, "version", article->version);
    view_text(view, "title", article->title);
    view_text(view, "url", article_path(view.arena, article));
    view_text(view, "lang", article->lang);
    view_text(view, "kind", kind_of(article->kind)->name);
    view_text(view, "status", article_status_name(article->status));
    view_text(view, "author", article->author);
    if (article->category) {
        struct view category = view_object(view, "category");
        view_text(category, "slug", article->category->slug);
        view_text(category, "name", article->category->name);
    } else {
        view_null(view, "category");
    }
    view_time(view, "updated_at", article->updated_ms);
    view_time(view, "due_at", article->status == STATUS_SCHEDULED ? article->due_ms : 0);
    view_text(view, "sent_by", sent ? sent->actor : NULL);
    view_time(view, "sent_at", sent ? sent->sent_ms : 0);
}

void view_trashed(struct view view, const struct trashed *item)
{
    view_desk_row(view, &item->article, NULL);
    view_text(view, "deleted_by", item->actor);
    view_time(view, "deleted_at", item->article.deleted_ms);
    view_time(view, "purge_at", item->article.deleted_ms + (int64_t)TRASH_KEPT_DAYS * DATE_DAY_MS);
}
