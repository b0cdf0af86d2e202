/* Feeds: the newest articles for feed readers, in the shapes of RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.
 *
 * What identifies a feed or an item is a tag URI (RFC 4151) made of the portal's host and an id, so that it
 * stays when slugs and paths change. Thread: one worker. */
#ifndef VIEW_SYNDICATION_H
#define VIEW_SYNDICATION_H

#include "store/alert.h"
#include "store/article.h"
#include "store/site.h"
#include "view/view.h"

/* What a feed says of itself. Texts are borrowed. */
struct channel {
    const char *base; /* the portal's public address without a slash at its end; "" unknown */
    const struct site *site;
    const char *lang;      /* "vi" or "en" */
    const char *title;     /* of a category or tag; NULL for the whole portal */
    const char *thing;     /* "site/vi", "category/3": what identifies it */
    const char *page_path; /* the page that the feed is of */
    const char *self_path; /* the feed's own */
    const char *icon_path;
    const char *hub;    /* whom subscribers ask to be told (WebSub); "" nobody */
    int64_t changed_ms; /* of the newest change in it; 0 for an empty one */
};

/* One article of a feed. */
struct entry {
    const struct article *article;
    const char *body_html; /* its clean HTML when the feed carries whole texts, or NULL */
};

/* The emergency line as an item. */
struct alert_entry {
    const struct alert *alert;
    const char *label; /* what its level is called */
};

/* For the templates of RSS and Atom: the channel, and each item at the end of list `items`. */
void view_channel(struct view view, const struct channel *channel);
void view_entry(struct view items, const struct channel *channel, const struct entry *entry);
void view_alert_entry(struct view items, const struct channel *channel, const struct alert_entry *entry);

/* The members of JSON Feed. */
void view_json_channel(struct view view, const struct channel *channel);
void view_json_entry(struct view items, const struct channel *channel, const struct entry *entry);
void view_json_alert_entry(struct view items, const struct channel *channel, const struct alert_entry *entry);

#endif
