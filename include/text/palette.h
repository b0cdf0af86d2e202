/* The colours that pages are drawn with, derived from the two of an authority: three palettes (normal, more
 * and less contrast), each light and dark. Hue and chroma come from the brand; lightness moves until every
 * text reaches its contrast with the worst surface that it may lie on. The figures stand in palette.c. Pure
 * and the same everywhere; some 2 ms for all six. Thread: any. */
#ifndef TEXT_PALETTE_H
#define TEXT_PALETTE_H

#include "text/colour.h"

enum palette_contrast { PALETTE_NORMAL, PALETTE_MORE, PALETTE_LESS, PALETTE_CONTRASTS };
enum palette_scheme { PALETTE_LIGHT, PALETTE_DARK, PALETTE_SCHEMES };

/* What a colour is for. In style sheets each is a custom property under the name of palette_role_name(). */
enum palette_role {
    PALETTE_PAGE,         /* --nen: the page */
    PALETTE_CARD,         /* --the: cards and controls; also the text on LINK and ACCENT */
    PALETTE_TINT,         /* --khung: a surface tinted with the first colour */
    PALETTE_WARM,         /* --am: a warm surface */
    PALETTE_TEXT,         /* --chu */
    PALETTE_META,         /* --nhat: dates, captions */
    PALETTE_LINK,         /* --moc: links, the first colour */
    PALETTE_ACCENT,       /* --nhan: the second colour */
    PALETTE_HEAD,         /* --tren: the head */
    PALETTE_FOOT,         /* --sau: the foot */
    PALETTE_HEAD_TEXT,    /* --tren-chu: text on both */
    PALETTE_LINE,         /* --vien: hairlines, which say nothing that is not said otherwise */
    PALETTE_EDGE,         /* --vien-dam: edges of controls */
    PALETTE_MARK,         /* --danh: found words */
    PALETTE_MARK_TEXT,    /* --danh-chu */
    PALETTE_WARNING,      /* --canh */
    PALETTE_WARNING_TEXT, /* --canh-chu */
    PALETTE_ROLES
};

struct palette {
    struct colour roles[PALETTE_ROLES];
};

struct palettes {
    struct palette of[PALETTE_CONTRASTS][PALETTE_SCHEMES];
};

/* What they are derived from. */
struct brand {
    struct colour first, second;
    bool is_mourning; /* no warmth in paper and marks */
};

/* Those the interface is drawn with while an authority has chosen none, on days of mourning, and on feast
 * days. */
extern const struct brand brand_built_in, brand_mourning, brand_festive;

bool brand_equal(const struct brand *one, const struct brand *other);

void palettes_make(const struct brand *brand, struct palettes *ret_palettes);

/* "nen", "tren-chu": the custom property without its dashes. Static text. */
const char *palette_role_name(enum palette_role role);

/* A text or an edge, and a surface that it may lie on. */
struct palette_pair {
    enum palette_role above, ground;
};

/* All pairs there are; PALETTE_EDGE is the one that is no text. Static. */
const struct palette_pair *palette_pairs(size_t *ret_count);

/* Contrast that a colour must have with paper to be an authority's, ENHANCED of WCAG 2.2 (1.4.6). */
#define BRAND_CONTRAST 7.0

/* Least contrast of a colour with the surfaces of a light page. */
double brand_contrast(struct colour colour);

/* The colour of the same hue that is nearest to it and reaches BRAND_CONTRAST: itself, where it does. */
struct colour brand_nearest(struct colour colour);

#endif
