/* What an article is one of a few of: kind, language, audience, status, and what belongs to the last. */
#ifndef HANDLER_ARTICLE_CHOICE_H
#define HANDLER_ARTICLE_CHOICE_H

#include "article_input.h"
#include "core/input.h"

/* Reads them into the draft; `is_kind_kept` when it was published once. Faults are noted in the reply. */
void article_choices_read(const struct input *input, struct article_draft *draft, bool is_kind_kept);

#endif
