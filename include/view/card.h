/* A person or unit as a card for address books: vCard 4.0 (RFC 6350). Thread: one worker. */
#ifndef VIEW_CARD_H
#define VIEW_CARD_H

#include "base/buf.h"
#include "store/article.h"

/* What a card says beside the person's own facts. */
struct card_frame {
    const char *base;   /* the portal's public address, or "" */
    const char *agency; /* whose person it is, or NULL */
};

/* The card of an article of kind UNIT or PERSON. */
void view_card(struct buf *out, struct arena *arena, const struct card_frame *frame,
               const struct article *article);

#endif
