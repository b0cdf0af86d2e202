/* A dead link and where it stands, member by member. */
#include "view/link.h"

#include "view/article.h"

static void view_place(struct view view, const struct dead_link_place *place)
{
    bool is_article = place->place == LINK_IN_ARTICLE && place->article.slug;
    view_text(view, "kind", link_place_name(place->place));
    /* The menu is one, and has neither number nor title. */
    if (place->id)
        view_integer(view, "id", place->id);
    else
        view_null(view, "id");
    view_text(view, "title", place->title);
    view_text(view, "url", is_article ? article_path(view.arena, &place->article) : NULL);
}

void view_dead_link(struct view view, const struct dead_link *link)
{
    view_integer(view, "id", link->id);
    view_text(view, "url", link->url);
    view_flag(view, "inside", link->is_inside);
    view_text(view, "reason", link_fault_name(link->fault));
    if (link->status)
        view_integer(view, "status", link->status);
    else
        view_null(view, "status");
    view_time(view, "failing_since", link->failing_ms);
    view_time(view, "dead_since", link->dead_ms);
    view_time(view, "checked", link->checked_ms);
    view_integer(view, "place_count", link->place_count);
    struct view places = view_list(view, "places");
    for (size_t i = 0; i < link->shown_count; i++)
        view_place(view_append(places), &link->places[i]);
}
