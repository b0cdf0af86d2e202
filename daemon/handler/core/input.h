/* Reading typed values out of what an editor sent, noting every fault with its JSON pointer.
 *
 * A member that is absent leaves the value as it was; null (or an empty text) makes it NULL, 0 or
 * false; what is wrong notes a fault and leaves the value. Outside JSON every scalar comes as text and is
 * converted. After reading all members the caller asks input_end() whether there was a fault. */
#ifndef HANDLER_INPUT_H
#define HANDLER_INPUT_H

#include "http/reply.h"
#include "http/submission.h"
#include "text/normalize.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct input {
    json_t *fields;      /* the object that is read; borrowed */
    const char *pointer; /* JSON pointer of that object, "" for the whole */
    struct reply *reply;
    const struct submission *whole; /* of which `fields` are the outermost; NULL further in */
    bool from_text;                 /* scalars come as text */
    bool is_form;                   /* and lists by repeating a name, or with commas */
    bool converts_legacy;           /* texts in an old encoding are converted; else they are warned of */
};

struct input input_of(const struct submission *submission, struct reply *reply);

/* The object at place `index` of the list `name`, or of the member `name` itself (index < 0). */
struct input input_inside(const struct input *input, const char *name, int index, json_t *fields);

/* Notes a fault at a member. */
void input_fault(const struct input *input, const char *name, enum message message,
                 const struct message_args *args);

/* What was sent as the member, or as any value, to be named in a fault: as JSON, its beginning alone. */
const char *input_sent(const struct input *input, const char *name);
const char *input_shown(struct reply *reply, const json_t *value);

/* Warns of a member that was sent, unless it is null, and that nothing is done with. */
void input_unused(const struct input *input, const char *name);

/* Says all that was collected about a member. */
void input_warnings(const struct input *input, const char *name, const struct warnings *warnings);

/* Refuses members that are not in `names`, which ends with NULL, and files that none of them takes or that
 * come twice where one is taken; those that take any are called file, image, images, attachments and, on a
 * page, tep. */
void input_only(const struct input *input, const char *const *names);

bool input_has(const struct input *input, const char *name);

/* Normalised text of at most `most` bytes. One that seems to be in an old encoding notes a warning, or is
 * converted. */
void input_text(const struct input *input, const char *name, enum text_kind kind, size_t most,
                const char **text);
/* The same of several lines, where blanks alone say nothing: a reason, a comment. */
void input_words(const struct input *input, const char *name, size_t most, const char **text);
void input_slug(const struct input *input, const char *name, const char **slug);
/* Says that `text` is no slug, and which one could be sent. */
void input_slug_fault(const struct input *input, const char *name, const char *text);
/* An address for links (html/safe.h URL_LINK); http and https only with URL_WEB. */
void input_url(const struct input *input, const char *name, int use, size_t most, const char **url);
void input_integer(const struct input *input, const char *name, int64_t least, int64_t most, int64_t *number);
/* A number from 0 to 1, kept in thousandths: a place in a picture. null is the middle. */
void input_thousandths(const struct input *input, const char *name, int *thousandths);
void input_flag(const struct input *input, const char *name, bool *flag);
/* A moment; a bare day is its beginning, which is warned of. input_until() takes the day's end. */
void input_time(const struct input *input, const char *name, int64_t *at_ms);
void input_until(const struct input *input, const char *name, int64_t *at_ms);
/* A day such as 2026-11-24, which must be there; as it was after a fault. */
void input_day(const struct input *input, const char *name, int32_t *day);
/* One of `names` (ended by NULL); *choice becomes its place, and stays when absent. */
void input_choice(const struct input *input, const char *name, const char *const *names, int *choice);

/* Notes that a member which must be there is missing or empty. */
void input_require(const struct input *input, const char *name, const char *value);

/* The array under a name, NULL when absent, null or wrong; at most `most` items. */
json_t *input_list(const struct input *input, const char *name, size_t most);
/* The object under a name, NULL likewise. */
json_t *input_object(const struct input *input, const char *name);

/* ERR_INPUT when anything noted a fault in this reply, ERR_MEMORY when the arena failed. */
enum err input_end(const struct input *input);

#endif
