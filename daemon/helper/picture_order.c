/* The arithmetic between a picture as shown, which its facts are about, and as stored, which decoders see. */
#include "picture_order.h"

#include "exif.h"
#include "helper/helper.h"

/* The size to reduce to, as stored: 1,280 pixels wide when upright, and no side longer than WebP can say. */
static void picture_order_size(const struct picture_facts *facts, struct order *order)
{
    /* As shown, in which sense facts has its sizes. */
    int width = facts->width < RENDITION_WIDTH_MAX ? facts->width : RENDITION_WIDTH_MAX;
    int64_t height = ((int64_t)facts->height * width + facts->width / 2) / facts->width;
    /* A very high picture, such as a poster of one column. */
    if (height > RENDITION_SIDE_MAX) {
        width = (int)((int64_t)facts->width * RENDITION_SIDE_MAX / facts->height);
        height = RENDITION_SIDE_MAX;
    }
    order->to_width = width < 1 ? 1 : width;
    order->to_height = height < 1 ? 1 : (int)height;
    /* Decoders reduce before the picture is turned. */
    exif_turn(facts->orientation, &order->to_width, &order->to_height);
}

void picture_order(const struct picture_facts *facts, struct order *order)
{
    order->kind = facts->kind;
    order->orientation = facts->orientation;
    order->width = facts->width;
    order->height = facts->height;
    exif_turn(facts->orientation, &order->width, &order->height);
    picture_order_size(facts, order);
}
