/* What is said of a redaction. Never a word of what went. Thread: one worker. */
#ifndef VIEW_REDACTION_H
#define VIEW_REDACTION_H

#include "store/redaction.h"
#include "view/view.h"

/* Which article and version, since when, and whether it is erased from every file. */
void view_redaction(struct view view, const struct redaction *redaction);

/* The same of a person's request. */
void view_person_erasure(struct view view, const struct person_erasure *erasure);

/* What the redaction did beside: media that went, media that stay because something else shows them, a new
 * address. */
void view_redacted(struct view view, const struct redacted *redacted);

#endif
