/* Pages of one article that is being written: reading it, showing its form, and keeping what was typed.
 * Thread: one worker each. */
#ifndef HANDLER_STAFF_WRITE_H
#define HANDLER_STAFF_WRITE_H

#include "staff_article.h"

/* One that is read, with all that belongs to it; write_done() releases. */
struct write_page {
    struct writing writing;
    struct staff_answer article; /* as the API shows it; its view NULL of a new one */
    struct staff_answer copy;    /* the person's working copy; its view NULL: there is none */
    json_t *values;              /* owned; writing.values is the same, or the copy's */
    bool of_copy;                /* the form begins with the working copy */
};
void write_done(struct write_page *page);
#define auto_write CLEANUP(write_done)

/* Reads the article of the route's number, its working copy, and which of both the form begins with (?ban=1).
 * Errors: NOT_FOUND, and those of the API. */
enum err write_open(struct app *app, const struct request *request, struct reply *reply,
                    struct write_page *page);

/* The same of a new one, of the kind and working copy that were sent or asked for. */
enum err write_open_new(struct app *app, const struct request *request, struct reply *reply,
                        struct write_page *page);

/* Shows the form: what stands in it, or after a refusal what was typed. */
enum err write_show(struct app *app, const struct request *request, struct reply *reply,
                    const struct write_page *page, const struct staff_answer *refusal);

/* Keeps what a save left out or changed for the page of that article as it is now (`article`, as the API
 * shows it); finds it again, as the answer's warnings, where another press made that save (ret_saved: its
 * view is the article); and shows it there, for part/staff-warned.html. */
void write_keep_warnings(struct app *app, const struct request *request, const json_t *article,
                         const struct staff_answer *saved);
void write_find_warnings(struct app *app, const struct request *request, struct staff_answer *ret_saved);
void write_show_warnings(struct app *app, const struct request *request, struct view view,
                         const json_t *article);

/* Between a save and the publication that was pressed with it: leads to the step that shows what was found,
 * where something has to be answered and was not (*ret_is_asked; the reply is made). */
enum err write_before_public(struct app *app, const struct request *request, struct reply *reply,
                             const struct staff_answer *saved, bool *ret_is_asked);

/* The address of that step, with the day and time that were typed (or NULL), in the arena. */
const char *write_public_path(const struct request *request, int64_t id, const char *day, const char *time);

/* Publishes a version with what was typed beside it (day, time, note, reasons), now or at that moment.
 * Errors: those of the API. */
enum err write_publish(struct app *app, const struct request *request, int64_t id, int64_t version,
                       struct staff_answer *ret_answer);

/* Whether a publication that was refused with `err` is made all the same, by somebody who was faster: by a
 * second press, mostly. `article` is the article as it is now. */
bool write_is_out(enum err err, const json_t *article);

/* Whether the day and time that were typed are a moment, or none. */
bool write_moment_is_fine(const struct request *request);

/* Behind a save that was made (`done`, or what followed it): leads on to the article's form, which also shows
 * what `warned` left out; NULL: what was kept of it already. */
enum err write_after(struct app *app, const struct request *request, struct reply *reply,
                     const struct staff_answer *done, const struct staff_answer *warned);

/* Keeps a body as the person's working copy, of the article or of what is none yet. Errors: those of the API.
 */
enum err write_keep_copy(struct app *app, const struct request *request, const struct writing *writing,
                         const json_t *body, struct staff_answer *ret_answer);

/* The mark of the form that was sent; NULL: none, or nothing that is one. */
const char *write_mark_sent(const struct request *request);

/* Reads into `page` the working copy of the form that was sent, or that the address names; else the one of
 * the article (its number is `name`) that was kept last. None is no fault. */
enum err write_read_copy(struct app *app, const struct request *request, const char *name,
                         struct write_page *page);

/* Lists under `copies` what this person left of the article in other forms, the latest first. */
enum err write_show_copies(struct app *app, const struct request *request, struct view view,
                           const struct write_page *page);

/* Says to a question about the article which form's working copy is meant; nothing where there is none. */
void write_name_writing(struct staff_question *question, const struct writing *writing);

/* Puts into the write page's view what its script and the rich editor ask for; `editor_url` is null in a
 * build without it. */
void write_show_editor(const struct app *app, const struct request *request, struct view view,
                       const struct writing *writing);

/* A member of an answer's view as a number; 0 for none. */
int64_t write_integer(const json_t *view, const char *name);

#endif
