/* What the modules of documents share with articles and the store. */
#ifndef STORE_DOCUMENT_INNER_H
#define STORE_DOCUMENT_INNER_H

#include "engine/conn.h"
#include "store/document.h"

/* Adds to an article that was read the facts that follow from the others, as of today. */
enum err document_read_state(struct conn *conn, struct article *article);

/* The day that a kept fact says; 0 for none. */
int32_t document_day(const struct article *article, enum fact fact);

#endif
