/* The API's shapes of the things around articles. Each function says one row of the store, member by
 * member, as the API's description has it; whoever may see what is for the handlers to know. */
#include "view/portal.h"

#include "text/date.h"
#include "view/article.h"

void view_category(struct view view, const struct category *category)
{
    view_integer(view, "id", category->id);
    view_integer(view, "version", category->version);
    view_text(view, "slug", category->slug);
    view_text(view, "name", category->name);
    view_text(view, "lang", category->lang);
    /* 0 is no category; null tells that it stands at the top. */
    if (category->parent_id)
        view_integer(view, "parent_id", category->parent_id);
    else
        view_null(view, "parent_id");
    view_integer(view, "position", category->position);
    /* Published articles, kept by triggers and not counted here. */
    view_integer(view, "count", category->count);
}

void view_tag(struct view view, const struct tag *tag)
{
    view_integer(view, "id", tag->id);
    view_integer(view, "version", tag->version);
    view_text(view, "slug", tag->slug);
    view_text(view, "name", tag->name);
    view_text(view, "lang", tag->lang);
    view_integer(view, "count", tag->count);
}

/* A short form, what searches write it out as, and the words of which one must stand beside it when it
 * is ambiguous. */
void view_abbreviation(struct view view, const struct abbreviation *abbreviation)
{
    view_integer(view, "id", abbreviation->id);
    view_integer(view, "version", abbreviation->version);
    view_text(view, "short", abbreviation->short_form);
    view_text(view, "long", abbreviation->long_form);
    view_text(view, "beside", abbreviation->beside);
}

/* 0 is no id; the API says null. */
static void view_id_or_null(struct view view, const char *name, int64_t id)
{
    if (id)
        view_integer(view, name, id);
    else
        view_null(view, name);
}

/* All kinds of items have all members; those that a kind does not use are null. */
static void view_box_item(struct view view, const struct box_item *item)
{
    view_integer(view, "id", item->id);
    view_text(view, "kind", item_kind_name(item->kind));
    view_text(view, "title", item->title);
    view_text(view, "url", item->url);
    view_id_or_null(view, "image", item->media_id);
    view_text(view, "alt", item->alt);
    view_id_or_null(view, "article_id", item->article_id);
    view_integer(view, "order", item->order);
    view_time(view, "starts_at", item->starts_ms);
    view_time(view, "ends_at", item->ends_ms);
}

/* The box as it was read: whether items out of their time are among its items was the query's choice. */
void view_box(struct view view, const struct box *box)
{
    view_integer(view, "id", box->id);
    view_integer(view, "version", box->version);
    view_text(view, "slug", box->slug);
    view_text(view, "title", box->title);
    view_text(view, "lang", box->lang);
    view_integer(view, "position", box->position);
    struct view items = view_list(view, "items");
    for (size_t i = 0; i < box->item_count; i++)
        view_box_item(view_append(items), &box->items[i]);
}

/* Never the token itself, of which nothing but a hash is kept; it is shown once, when it is made. */
void view_token(struct view view, const struct token *token)
{
    view_integer(view, "id", token->id);
    view_text(view, "name", token->name);
    view_text(view, "role", role_name(token->role));
    view_text(view, "from", token->from);
    view_time(view, "created_at", token->created_ms);
    view_time(view, "expires_at", token->expires_ms);
    view_time(view, "last_used_at", token->last_used_ms);
    view_time(view, "revoked_at", token->revoked_ms);
    view_time(view, "rotated_at", token->rotated_ms);
    view_time(view, "former_until", token->former_ms);
}

/* Three sums of the same thing under one name. */
void view_counts(struct view parent, const char *name, const struct visit_counts *counts)
{
    struct view view = view_object(parent, name);
    view_integer(view, "today", counts->today);
    view_integer(view, "month", counts->month);
    view_integer(view, "all", counts->all);
}

/* The API's numbers are as they are; pages say at least one online (view_page_stats()). */
void view_stats(struct view view, const struct stats *stats)
{
    char day[DATE_TEXT_SIZE];
    view_integer(view, "online", stats->online);
    view_integer(view, "today", stats->visits.today);
    view_integer(view, "month", stats->visits.month);
    view_integer(view, "all", stats->visits.all);
    /* Part of `all` of the visits, said apart so that the counted part can be told. */
    view_integer(view, "opening", stats->opening);
    view_counts(view, "views", &stats->views);
    view_counts(view, "machines", &stats->machines);
    view_text(view, "day", day_iso(stats->day, day));
    view_time(view, "as_of", stats->as_of_ms);
}

void view_machine(struct view view, const struct machine_row *row)
{
    view_text(view, "kind", row->kind);
    /* "" stands for a kind that is not counted by name. */
    view_text(view, "name", *row->name ? row->name : NULL);
    view_integer(view, "today", row->requests.today);
    view_integer(view, "month", row->requests.month);
    view_integer(view, "all", row->requests.all);
}

/* What counts into all visits beside the days, an opening balance or a correction, with who made it and
 * why. */
void view_ledger_entry(struct view view, const struct ledger_entry *entry)
{
    view_integer(view, "id", entry->id);
    view_time(view, "at", entry->at_ms);
    view_integer(view, "visits", entry->visits);
    view_text(view, "note", entry->note);
    view_text(view, "author", entry->author);
}
