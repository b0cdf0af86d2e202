/* The daemon's side of what is made of the site's pictures. Holds no decoder. */
#include "helper/site_cut.h"

#include "helper_inner.h"
#include "helper_work.h"
#include "picture_order.h"

#include "base/clock.h"

enum form { FORM_WEBP, FORM_PNG, FORM_ICO };

static const struct {
    enum site_image image;
    enum form form;
    int width, height;
} rows[SITE_USES] = {
#define SITE_USE(code, image, form, width, height, fit) {SITE_##image, FORM_##form, width, height},
#include "store/site_use.def"
#undef SITE_USE
};

/* As with renditions, what a child sends is believed no further than it can be checked. */
enum err take_site_cut(struct work *work, const struct frame *frame)
{
    struct site_cuts *cuts = work->cuts;
    struct picture_facts facts;
    if (!cuts || cuts->count == SITE_USES || frame->status < 0 || frame->status >= SITE_USES ||
        frame->size > ANSWER_MAX - work->received)
        return ERR_INPUT;
    enum site_use use = (enum site_use)frame->status;
    void *bytes = arena_alloc(work->arena, frame->size);
    if (!bytes)
        return ERR_MEMORY;
    work->received += frame->size;
    if (rows[use].image != work->image || rows[use].form == FORM_ICO ||
        !helper_call_receive(&work->call, bytes, frame->size) ||
        picture_measure(bytes, frame->size, &facts) ||
        facts.kind != (rows[use].form == FORM_WEBP ? PICTURE_WEBP : PICTURE_PNG) ||
        (uint32_t)facts.width != frame->width || (uint32_t)facts.height != frame->height ||
        facts.width > rows[use].width || facts.height > rows[use].height)
        return ERR_INPUT;
    cuts->items[cuts->count++] = (struct site_cut){use, facts.width, facts.height, bytes, frame->size};
    return ERR_OK;
}

enum err helper_site_cut(struct helper *helper, const struct picture_facts *facts, enum site_image image,
                         struct focus focus, const void *bytes, size_t size, struct arena *arena,
                         struct site_cuts *ret_cuts)
{
    struct site_cuts cuts = {.count = 0};
    struct work work = {.arena = arena, .cuts = &cuts, .image = image};
    struct order order = {.task = TASK_SITE, .site_image = image, .focus = focus};
    picture_order(facts, &order);
    int64_t from_us = clock_elapsed_us();
    enum err err = run_helper_call(helper, &order, bytes, size, &work);
    helper_count(helper, HELPER_RENDER, from_us, err);
    if (!err)
        *ret_cuts = cuts;
    return err;
}
