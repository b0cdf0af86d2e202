/* What pages of the staff share: their frame, their forms, and how they ask the API.
 *
 * A staff page reads and writes through the API's handlers (staff_ask()), so that nothing is possible there
 * that the API cannot do, and refuses with the same faults. A form is a table of fields: what was typed
 * becomes the JSON of an operation (staff_form_body()), and a refusal's JSON pointers become faults at fields
 * (staff_form_show()). Words stand in assets/text under "staff", one object a part: "desk.title" is
 * {{t.staff.desk.title}}. Thread: one worker each. */
#ifndef HANDLER_STAFF_H
#define HANDLER_STAFF_H

#include "handler/handler.h"
#include "http/submission.h"
#include "store/session.h"
#include "view/view.h"

enum { STAFF_PARAMETERS_MAX = 12 };

/* Begins the view of a staff page: `template` is "staff/desk.html", `title` a ready text. The frame adds
 * menu, form_token, addresses and, after a 303, the notice. */
struct view staff_begin(const struct request *request, struct reply *reply, const char *template,
                        const char *title);

/* A text of the staff's words in the page's language: "desk.title". "" when there is none, which tests find.
 */
const char *staff_word(const struct app *app, const struct request *request, const char *key);

/* The same with {0} and {1} filled, in the arena. */
const char *staff_says(const struct app *app, const struct request *request, const char *key,
                       const char *first, const char *second);

/* A path below /quan-tri in the page's language, in the arena: staff_path(request, "/nguoi/%lld", id). */
__attribute__((format(printf, 2, 3))) const char *staff_path(const struct request *request,
                                                             const char *format, ...);

/* Ends a POST: 303 to `path` (of staff_path()), where the words "notice.NOTICE" are shown once; NULL none. */
enum err staff_done(const struct request *request, struct reply *reply, const char *path, const char *notice);

/* ---- asking the API */

/* What is asked; zeros where nothing is said. All is borrowed. */
struct staff_question {
    handler *handle;    /* api_…, of a row of the API's */
    enum method method; /* as that row has it */
    const char *args[ROUTE_ARGS_MAX];
    struct field parameters[STAFF_PARAMETERS_MAX];
    size_t parameter_count;
    const json_t *body; /* JSON, or NULL */
    const char *text;   /* in place of it a text of that type, with nothing behind its NUL; or NULL */
    const char *text_type;
    int64_t version;               /* If-Match; 0 not sent */
    const struct file_part *files; /* beside the body: the names of their fields are the API's */
    size_t file_count;
    /* Idempotency-Key, or NULL: a POST that was done under it already is answered as then, and done once. */
    const char *key;
};

/* What came of it. Texts and faults lie in the request's arena; the view is owned: auto_answer. */
struct staff_answer {
    json_t *view; /* as the API would send it; NULL without one */
    int status;
    const char *location;
    const char *detail;         /* of a refusal: a sentence, or NULL */
    const struct fault *faults; /* and what is wrong where */
    size_t fault_count;
    const struct fault *warnings; /* of what was done */
    size_t warning_count;
    int64_t version;         /* ETag's */
    int64_t current_version; /* of a 412 */
};

/* Does it with the page's own actor, who needs the role that the API asks for. Errors: those of the operation
 * (ret_answer then has detail and faults, in the page's language), FORBIDDEN. */
enum err staff_ask(struct app *app, const struct request *request, const struct staff_question *question,
                   struct staff_answer *ret_answer);
void staff_answer_done(struct staff_answer *answer);
#define auto_answer CLEANUP(staff_answer_done)

/* The same where the answer is a page that is to be shown in place of this one: a preview. */
enum err staff_lend(struct app *app, const struct request *request, const struct staff_question *question,
                    struct reply *reply, struct staff_answer *ret_answer);

/* The same of a GET without parameters; `arg` may be NULL. */
enum err staff_read(struct app *app, const struct request *request, handler *handle, const char *arg,
                    struct staff_answer *ret_answer);

/* Hands the text or the stream that the API answers with on as the page's own answer, as a file of that name
 * (NULL: as the API calls it). Errors: the operation's. */
enum err staff_hand_on(struct app *app, const struct request *request, const struct staff_question *question,
                       struct reply *reply, const char *file_name);

/* Answers a script of the page: a view (borrowed) as JSON with that status. Errors: MEMORY. */
enum err staff_tell_script(struct reply *reply, const json_t *view, int status);

/* Whether a refusal is one that the form itself should show; other errors are the page's. */
bool staff_is_of_form(enum err err);

/* ---- forms */

enum staff_type {
    STAFF_TEXT,
    STAFF_AREA,     /* several lines */
    STAFF_NUMBER,   /* JSON number */
    STAFF_FLAG,     /* a box to tick: JSON true, or false when it was not */
    STAFF_CHOICE,   /* one of staff_form_choice() */
    STAFF_LIST,     /* one line, separated by commas: JSON array of texts */
    STAFF_LINES,    /* several lines, each a text of a JSON array */
    STAFF_CHECKS,   /* boxes to tick of staff_form_choice(): JSON array of texts */
    STAFF_NUMBERS,  /* the same: JSON array of numbers */
    STAFF_PASSWORD, /* never shown again */
    STAFF_CODE,     /* digits of a one-time code: never shown again */
    STAFF_FILE,
    STAFF_HIDDEN,
};

struct staff_field {
    const char *name;    /* in the form, and the id of its control; no dots */
    const char *pointer; /* where its value stands in the operation's JSON: "/title", "/source/name"; NULL: it
                            is the page's own */
    enum staff_type type;
    const char *word; /* its label is PART.WORD, its hint PART.WORD_hint where there is one */
    bool is_required;
    int most;                 /* maxlength; 0 none */
    const char *autocomplete; /* or NULL */
};

/* A form: an operation of the API as it stands on a page. */
struct staff_form {
    const char *part; /* of the words */
    const struct staff_field *fields;
    size_t count;
};

/* The operation's JSON out of what was sent; an empty text is null, what the form has no field of is left
 * out. A new reference, NULL without memory. */
json_t *staff_form_body(const struct request *request, const struct staff_form *form);

/* What was sent in a field of that name, or NULL; of several the first. Borrowed from the request. */
const char *staff_sent(const struct request *request, const char *name);

/* Puts the form under `form` of the view: its fields in order (part/staff-field.html shows one) and each by
 * its name, and the faults of a refusal (NULL: none) at theirs and as a list. Shown is what was typed, else
 * what `values`, the thing as the API shows it (or NULL), has. `action` is where it goes (of staff_path()).
 * Its button (part/staff-form.html) is PART.submit, or "Lưu" where there is no such word. */
struct view staff_form_show(const struct app *app, const struct request *request, struct view view,
                            const struct staff_form *form, const char *action, const json_t *values,
                            const struct staff_answer *refusal);

/* One more choice of a field of type CHOICE, CHECKS or NUMBERS. */
void staff_form_choice(struct view form, const char *name, const char *value, const char *label);

/* What no other page has, to stand in a form as its field "lan"; in the arena. */
const char *staff_press_mark(struct arena *arena);

/* What makes two presses on a form that has such a mark one: a question's key, out of the mark and of `body`,
 * which is asked for. In the arena; NULL without a mark. */
const char *staff_press_key(const struct request *request, const json_t *body);

/* A fault that the page itself finds, at a field or (NULL) of the whole. */
void staff_form_fault(struct view form, const char *name, const char *detail);

/* What was sent, to be sent again by a press or after sign-in: an object of texts and lists of texts, without
 * form token, passwords and codes (fields that begin with "mat-khau" or "ma-"), and files. A new reference.
 */
json_t *staff_form_held(const struct request *request);

/* Puts that (taken over) into the view, for part/staff-held.html. */
void staff_form_hold(struct view view, json_t *held);

/* Behind the last choice and fault: the page's status and title say that there are faults. */
void staff_form_end(const struct app *app, const struct request *request, struct reply *reply,
                    struct view form);

#endif
