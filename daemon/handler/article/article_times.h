/* When an article appears and when it ends, as it was sent. */
#ifndef HANDLER_ARTICLE_TIMES_H
#define HANDLER_ARTICLE_TIMES_H

#include "article_input.h"
#include "core/input.h"

/* Lays published_at and expires_at over the draft, whose status and kind were read; `ever_published` is of
 * the state before. */
void article_times_read(const struct input *input, struct article_draft *draft, bool ever_published,
                        int64_t now_ms);

#endif
