/* What is said of an article's facts: in the API, in exports, on pages, and in the API's own description.
 * Values are said by their type: numbers as numbers, dates and times as texts, an article as what leads to
 * it. Thread: one worker. */
#ifndef VIEW_FACT_H
#define VIEW_FACT_H

#include "base/err.h"
#include "store/article.h"
#include "store/document.h"
#include "view/view.h"

/* For whom. The public is not told of an article that it cannot see; an import takes slugs. */
enum facts_for { FACTS_FOR_PUBLIC, FACTS_FOR_STAFF, FACTS_TO_IMPORT };

/* The member `facts`: an object by name, a list where the fact is one; facts without a value are absent. */
void view_facts(struct view view, const struct article *article, enum facts_for whom);

/* has_facts, and facts[{label, values[{text, time, url}]}] as pages show them. */
void view_page_facts(struct view view, const struct article *article, enum lang lang);

/* has_relations, and relations[{label, values, others}] likewise: what others say of the article; `others` is
 * how many more there are than values. */
void view_page_relations(struct view view, const struct document_relation *relations, size_t count,
                         enum lang lang);

/* The member `referred_by`: by the name of their fact, the articles that say it of this one; and where there
 * are more, `referred_by_others` with how many, likewise by name. */
void view_relations(struct view view, const struct document_relation *relations, size_t count);

/* The first value of a fact as pages say it; NULL for none. In the arena, or the article's own. */
const char *view_fact_words(struct arena *arena, const struct article *article, enum fact fact,
                            enum lang lang);

/* The same as lines "label: value; value", in the arena; "" without facts. */
const char *view_facts_text(struct arena *arena, const struct article *article, enum lang lang);

/* Says in the API's description which kinds there are (schema Kind) and which facts (schema Facts). */
void view_kind_schemas(json_t *schemas);

#endif
