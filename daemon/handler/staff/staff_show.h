/* What staff pages that show lists have in common: moments and numbers as people say them, ways to pages that
 * are there. Thread: one worker each. */
#ifndef HANDLER_STAFF_SHOW_H
#define HANDLER_STAFF_SHOW_H

#include "staff.h"

/* A moment of the API's ("2026-11-24T05:00:00Z") as short as it can be told from another: "08:15" of today,
 * "hôm qua 08:15", "22/11", "22/11/2025"; "" of null. In the arena. */
const char *staff_moment(const struct app *app, const struct request *request, const json_t *time);

/* The same in full, "24/11/2026 08:15". */
const char *staff_instant(const struct request *request, const json_t *time);

/* The day alone, "24/11/2026". */
const char *staff_day(const struct request *request, const json_t *time);

/* A number of the API's under a name, grouped as the language does it. */
void staff_number(const struct request *request, struct view view, const char *name, const json_t *number);

/* A text of the API's under a name; null stays null. */
void staff_text(struct view view, const char *name, const json_t *text);

/* A path of the portal as one sends it to somebody: with the public address, or that which the page was
 * opened at, before it. In the arena. */
const char *staff_address(const struct app *app, const struct request *request, const char *path);

/* Whether there is a page of that pattern ("/bai/{id}", below /quan-tri) which whoever asks may see. */
bool staff_leads(const struct app *app, const struct request *request, const char *pattern);

/* The address of such a page under a name: `path` is what staff_path() made; null where it is not for who
 * asks. */
void staff_way(const struct app *app, const struct request *request, struct view view, const char *name,
               const char *pattern, const char *path);

/* A word for each form of a number: PART.WORD_one, PART.WORD_other, in which {0} is the number. */
const char *staff_counted(const struct app *app, const struct request *request, const char *key,
                          int64_t count);

/* A word of the API's, such as "review", in the page's language by PART.WORD; the word itself where there is
 * none. */
const char *staff_named(const struct app *app, const struct request *request, const char *part,
                        const json_t *word);

/* When and where one signed in before ("signed_in", null at the first time), and how often others tried since
 * ("failures", "failed"; null of none), of what the API says of a session (view_sign_in()). */
void staff_sign_in_said(const struct app *app, const struct request *request, struct view view,
                        const json_t *seen);

/* A page that shows a list of the API's by fifties, under `rows`, with the way to the next ones. */
struct staff_list {
    enum err (*handle)(struct app *app, const struct request *request, struct reply *reply);
    const char *template, *title; /* a word's key */
    const char *path;             /* below /quan-tri */
    void (*row)(const struct app *app, const struct request *request, struct view view, const json_t *item);
};

/* Fills the reply with it. Errors: those of the API's list. Thread: the request's. */
enum err staff_list_show(struct app *app, const struct request *request, struct reply *reply,
                         const struct staff_list *page);

#endif
