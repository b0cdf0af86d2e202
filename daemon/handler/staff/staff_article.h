/* What the pages about articles share: the write form, what it means to the API, and the article's address
 * among the staff's pages. The members of a working copy are those of the form's operation, so both are shown
 * and compared in one shape: "values". Thread: one worker each. */
#ifndef HANDLER_STAFF_ARTICLE_H
#define HANDLER_STAFF_ARTICLE_H

#include "staff.h"
#include "store/article.h"

/* Pictures that can be put into the body at once, and places behind its paragraphs that are offered. */
enum { WRITING_PICTURES = 3, WRITING_PLACES = 12 };

/* The form of one article, as one person may fill it in. */
struct writing {
    enum article_kind kind;
    int64_t id;         /* 0: it is new */
    int64_t version;    /* of the article, on which the writing began; 0 likewise */
    int64_t copy_id;    /* the working copy that it comes from, of what is no article yet; 0 none */
    const char *mark;   /* of the form, by which what is typed in it is kept ("lan"); NULL: none was sent */
    const char *status; /* as the API names it; NULL: it is new */
    json_t *values;     /* what stands in it before anybody typed; borrowed, or NULL */
    struct staff_form form;
};

/* Fills in `form` by kind and role. */
enum err writing_form(const struct request *request, struct writing *writing);

/* How a fact is typed: what leads to articles of one kind is chosen among them. */
enum staff_type writing_fact_type(const struct fact_row *row);

/* The kind's facts by their titles, with what can be chosen, as a list of the form's own fields under
 * `facts`. Errors: the store's. */
enum err writing_show_facts(struct app *app, const struct request *request, struct view view,
                            struct view form, enum article_kind kind);

/* Turns facts of the body that are typed otherwise than they are sent: numbers, days, times. What cannot be
 * read stays as it was typed, and the API names it; so does a number that can be read in two ways. */
void writing_body_facts(json_t *body, enum article_kind kind, enum lang lang);

/* Where a number that can be read in two ways stands in such a body: "1.250", more than a thousand to one and
 * little more than one to another; "1,250" likewise where `lang` is English. The pointer, in the arena; NULL:
 * nowhere. */
const char *writing_unclear_number(struct arena *arena, const json_t *body, enum article_kind kind,
                                   enum lang lang);

/* The article as the API shows it, as values. A new reference; NULL without memory. */
json_t *writing_values(struct arena *arena, const json_t *article);

/* The form's view under `form`, with its choices, and all that the template asks for beside. `refusal` may be
 * NULL.
 */
enum err writing_show(struct app *app, const struct request *request, struct reply *reply, struct view view,
                      const struct writing *writing, const struct staff_answer *refusal);

/* What was sent, as the operation's body: files are kept as media and named in it. *ret_body is a new
 * reference, also with an error. Errors: INPUT and the like, with faults in `ret_refusal` at pointers of the
 * form. */
enum err writing_body(struct app *app, const struct request *request, const struct writing *writing,
                      json_t **ret_body, struct staff_answer *ret_refusal);

/* Values as the API takes them without a word: days at whose end something ends are moments. A new reference.
 */
json_t *writing_operation(const json_t *values);

/* A day and a time of it as people type them ("2026-11-25" or "25/11/2026", "7:30", "7g30", "7h"), in the
 * portal's zone; no time is the day's beginning. False: they are none. */
bool writing_moment(const char *day, const char *time, int64_t *ret_ms);

/* "Thứ Tư, 25/11/2026 07:30 (còn 2 ngày)", in the arena. */
const char *writing_moment_said(const struct app *app, const struct request *request, int64_t at_ms);

/* The moment that the API wrote at a member; 0 for none. */
int64_t writing_time(const json_t *thing, const char *member);

/* An article's status in words, and the class of its mark. */
const char *writing_status(const struct app *app, const struct request *request, const char *status);
const char *writing_status_mark(const char *status);

/* Whether an act that was refused with `err` may be done all the same, by another press of the same button;
 * the article as it is now is in ret_now then, for the caller to look whether it is. */
bool writing_may_be_done(struct app *app, const struct request *request, const char *id, enum err err,
                         struct staff_answer *ret_now);

/* Whether the article, as the API shows it, is in that state. */
bool writing_has_status(const json_t *article, const char *status);

/* The number of the route's argument, as a text that the API takes; NULL: it is none. */
const char *writing_id(const struct request *request, int64_t *ret_id);

/* Title, lead and body of values as one text, its parts apart by line feeds; in the arena. */
const char *writing_words(struct arena *arena, const json_t *values);

/* Whether two values say the same; null, "" and an absent member are nothing. */
bool writing_is_same(json_t *a, json_t *b);

/* What differs between two texts: passages with one flag each (staff/passages.html shows them) under `name`;
 * an empty list where nothing does. `context` words stand beside each change (0: the whole text). Errors:
 * MEMORY. */
enum err writing_difference(struct view view, const char *name, const char *before, const char *after,
                            size_t context);

#endif
