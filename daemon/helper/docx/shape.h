/* What is told of a document by the way it looks: its title, which tables only place words, what its head
 * says. Private to this floor. */
#ifndef HELPER_DOCX_SHAPE_H
#define HELPER_DOCX_SHAPE_H

#include "model.h"

/* Finds title and lead, and takes them out of the text where they are paragraphs of their own. */
void docx_find_title(struct docx_model *model, struct arena *arena, struct docx *docx);

/* Whether a table without lines only puts words beside each other. */
bool docx_is_layout(const struct docx_styles *styles, const struct docx_table *table, struct arena *arena);

/* The number and the date that the head of an official document bears; noted as warnings, for an editor to
 * take. */
void docx_find_facts(const struct docx_model *model, struct arena *arena, struct warnings *warnings);

#endif
