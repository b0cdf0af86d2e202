/* A page of one formset: the thing is read from the API, edited in the form, shown before it is public where
 * the API can, saved under its version, and brought back from its history. What differs between pages is a
 * table. Must not know what a thing means. Thread: one worker. */
#ifndef HANDLER_FORMSET_PAGE_H
#define HANDLER_FORMSET_PAGE_H

#include "formset.h"

struct formset_page {
    const struct formset *formset; /* its part has title, lead, and saved, made, removed, merged as notices */
    const char *template;          /* NULL: "staff/formset.html" */
    bool stays;                    /* a thing's page is shown again when it was saved */
    const char *path;              /* below /quan-tri: "/cong/menu"; of a thing that of the list */
    bool is_thing;                 /* one of many, named by the route's argument; "moi" is a new one */
    const char *member;            /* the thing within what `read` shows; NULL: that itself */
    handler *read, *save;
    enum method method; /* of `save` */
    handler *create, *remove, *merge;
    handler *preview;
    handler *revisions, *revision, *revert;
    const char *revision_member; /* the thing within a revision */
    const char *word;            /* to be typed before it is saved: a word of the part; NULL: none */
    enum err (*offer)(struct formset_state *state);            /* says choices; or NULL */
    void (*finish)(struct formset_state *state, json_t *body); /* what the API wants otherwise; or NULL */
    enum err (*around)(struct formset_state *state,
                       struct view view);            /* what the template has beside; or NULL */
    enum err (*merges)(struct formset_state *state); /* says choices of "into"; or NULL: a name is typed */
};

/* GET: the present state, or with ?ban=VERSION one of the past, to be saved anew. */
enum err formset_page_show(struct app *app, const struct request *request, struct reply *reply,
                           const struct formset_page *page);

/* POST: whatever button was pressed. */
enum err formset_page_send(struct app *app, const struct request *request, struct reply *reply,
                           const struct formset_page *page);

/* Whose history a thing's is, as the API names it ("box:3"), in the arena; NULL of what is no thing, or new.
 */
const char *formset_page_of(const struct request *request, const struct formset_page *page);

/* The page with the refusal of something that stands beside the formset. */
enum err formset_page_refused(struct app *app, const struct request *request, struct reply *reply,
                              const struct formset_page *page, const struct staff_answer *refusal);

#endif
