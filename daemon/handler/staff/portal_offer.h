/* What formsets of the portal offer to choose: categories, boxes, addresses of this portal. Thread: one
 * worker.
 */
#ifndef HANDLER_PORTAL_OFFER_H
#define HANDLER_PORTAL_OFFER_H

#include "formset.h"

/* Choices of a field: categories by slug, or by id; boxes by slug. Errors: the store's. */
enum err offer_categories(struct formset_state *state, const char *field, const char *by);
enum err offer_boxes(struct formset_state *state, const char *field);

/* Addresses where one is typed: the home page, lists, categories, standing pages. */
enum err offer_addresses(struct formset_state *state);

#endif
