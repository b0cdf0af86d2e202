/* What the helper makes of the site's pictures: the rows of store/site_use.def. */
#ifndef HELPER_SITE_CUT_H
#define HELPER_SITE_CUT_H

#include "helper/helper.h"
#include "store/site_use.h"

/* At most this for what stands beside the name on every page, where that can be reached. */
enum { SITE_MARK_BYTES_MAX = 6 * 1024 };

/* One of them: WebP or PNG as its row says, of its size, or narrower where the picture is. */
struct site_cut {
    enum site_use use;
    int width, height; /* pixels */
    const void *bytes;
    size_t size;
};

struct site_cuts {
    struct site_cut items[SITE_USES];
    size_t count;
};

/* Makes all that is made of `image` from a picture that picture_measure() gave `facts` of, around `focus`; in
 * the arena. Waits for its turn. Errors: those of helper_render(). */
enum err helper_site_cut(struct helper *helper, const struct picture_facts *facts, enum site_image image,
                         struct focus focus, const void *bytes, size_t size, struct arena *arena,
                         struct site_cuts *ret_cuts);

#endif
