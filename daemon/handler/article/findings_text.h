/* What is judged by words alone when an article is looked over. Knows no store and no request. */
#ifndef HANDLER_FINDINGS_TEXT_H
#define HANDLER_FINDINGS_TEXT_H

#include "html/survey.h"
#include "text/legacy.h"
#include "text/sentence.h"

#include <stdbool.h>
#include <stdint.h>

/* A sentence of more words is hard to follow: one in twenty of what newspapers print. */
enum { SENTENCE_WORDS_MOST = 45 };

/* Whether a link's words say nothing of where it leads ("tại đây", "click here", none at all), or are a bare
 * address. */
bool findings_link_is_mute(const char *words);
bool findings_link_is_bare(const char *words);

/* The time that a sentence sets an end by ("hạn cuối", "trước ngày …") and that is before `day`
 * (base/calendar.h), in its words; NULL: there is none. */
const char *findings_past_time(const char *sentence, int32_t day, struct arena *arena);

/* Where the headings of a body stand in its plain text. */
struct findings_headings {
    size_t *at; /* bytes */
    const char **words;
    size_t count;
};

void findings_headings_read(struct findings_headings *headings, const char *body_text,
                            const struct survey_item *items, size_t count, struct arena *arena);

/* The words of the heading that a byte of the plain text stands below; NULL: of none. */
const char *findings_heading_at(const struct findings_headings *headings, size_t at);

#endif
