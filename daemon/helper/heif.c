/* Walks over the boxes of `meta`: which picture is shown first (pitm), what it has (ipma), how large it is
 * and which way up (ispe, irot in ipco). Knows no item's bytes. */
#include "heif.h"

#include "boxes.h"
#include "helper/recording.h"

#include <string.h>

/* Numbers of properties have 15 bits (ipma), and one item has at most 255. */
enum { PROPERTIES_MAX = 0x7FFF, OF_ITEM_MAX = 255, FULL = 4 };

/* What `meta` holds of use here. */
struct heif_head {
    uint32_t primary; /* the item that is shown first */
    struct span items, properties, associations;
};

/* Which properties an item has, by their place among all, from 1. */
struct heif_associated {
    uint16_t places[OF_ITEM_MAX];
    size_t count;
};

bool heif_begins(struct span file, bool *ret_is_avif)
{
    struct box box;
    if (!recording_is_photograph(file.at, file.size) || !box_next(&file, &box))
        return false;
    /* By its own brand; what else may read it is no sign. */
    *ret_is_avif = memcmp(box.data.at, "avi", 3) == 0;
    return true;
}

/* A number of 16 bits or of 32, as the version of the box around it says. False when it is not there whole;
 * `rest` steps behind it. */
static bool heif_number(struct span *rest, bool is_long, uint32_t *ret_number)
{
    size_t size = is_long ? 4 : 2;
    if (rest->size < size)
        return false;
    *ret_number = is_long ? be32(rest->at) : be16(rest->at);
    *rest = (struct span){rest->at + size, rest->size - size};
    return true;
}

/* Behind version and flags; false when the box is shorter. */
static bool heif_unwrap(const struct box *box, unsigned *ret_version, struct span *ret_data)
{
    if (box->data.size < FULL)
        return false;
    *ret_version = box->data.at[0];
    *ret_data = (struct span){box->data.at + FULL, box->data.size - FULL};
    return true;
}

/* The parts of `meta`, each the first of its kind. False when one that is needed is missing. */
static bool heif_read_head(struct span file, struct heif_head *ret_head)
{
    struct box meta, box;
    struct span inside, data;
    unsigned version;
    struct heif_head head = {0};
    if (!box_find(file, "meta", &meta) || !heif_unwrap(&meta, &version, &inside))
        return false;
    if (!box_find(inside, "pitm", &box) || !heif_unwrap(&box, &version, &data) ||
        !heif_number(&data, version > 0, &head.primary))
        return false;
    if (box_find(inside, "iinf", &box))
        head.items = box.data;
    if (!box_find(inside, "iprp", &box))
        return false;
    data = box.data;
    if (!box_find(data, "ipco", &box))
        return false;
    head.properties = box.data;
    if (!box_find(data, "ipma", &box))
        return false;
    head.associations = box.data;
    *ret_head = head;
    return true;
}

/* One item's line of `ipma`; false when it is not there whole. */
static bool heif_read_line(struct span *rest, bool is_wide, struct heif_associated *ret_associated)
{
    if (rest->size < 1)
        return false;
    size_t count = rest->at[0], size = is_wide ? 2 : 1;
    *rest = (struct span){rest->at + 1, rest->size - 1};
    if (rest->size < count * size)
        return false;
    /* The highest bit says whether a reader has to know it. */
    for (size_t i = 0; i < count; i++)
        ret_associated->places[i] =
            (uint16_t)(is_wide ? be16(rest->at + 2 * i) & PROPERTIES_MAX : rest->at[i] & 0x7FU);
    ret_associated->count = count;
    *rest = (struct span){rest->at + count * size, rest->size - count * size};
    return true;
}

/* What the picture that is shown first has. */
static bool heif_associated(const struct heif_head *head, struct heif_associated *ret_associated)
{
    const struct box box = {NULL, head->associations};
    struct span rest;
    unsigned version;
    uint32_t count, item;
    if (!heif_unwrap(&box, &version, &rest) || !heif_number(&rest, true, &count))
        return false;
    bool is_wide = box.data.at[3] & 1;
    for (uint32_t i = 0; i < count; i++) {
        if (!heif_number(&rest, version > 0, &item) || !heif_read_line(&rest, is_wide, ret_associated))
            return false;
        if (item == head->primary)
            return true;
    }
    return false;
}

static bool heif_has_place(const struct heif_associated *associated, unsigned place)
{
    for (size_t i = 0; i < associated->count; i++)
        if (associated->places[i] == place)
            return true;
    return false;
}

static bool heif_begins_with(struct span data, const char *type)
{
    return data.size >= 4 && memcmp(data.at, type, 4) == 0;
}

unsigned heif_primaries(struct span file)
{
    struct heif_head head;
    struct heif_associated associated = {.count = 0};
    struct box box;
    unsigned primaries = 0;
    if (!heif_read_head(file, &head) || !heif_associated(&head, &associated))
        return 0;
    for (unsigned place = 1; place <= PROPERTIES_MAX && box_next(&head.properties, &box); place++) {
        if (!box_is(&box, "colr") || !heif_has_place(&associated, place))
            continue;
        /* A profile, which the program that converts passes on. */
        if (heif_begins_with(box.data, "prof") || heif_begins_with(box.data, "rICC"))
            return 0;
        if (heif_begins_with(box.data, "nclx") && box.data.size >= 6)
            primaries = be16(box.data.at + 4);
    }
    return primaries;
}

/* Size and turn of one property; the first size counts. */
static void heif_take_property(const struct box *box, uint32_t size[2], bool *is_turned)
{
    /* Version and flags, width, height. */
    if (box_is(box, "ispe") && box->data.size >= FULL + 8 && !size[0]) {
        size[0] = be32(box->data.at + FULL);
        size[1] = be32(box->data.at + FULL + 4);
    }
    /* Quarters of a turn. */
    if (box_is(box, "irot") && box->data.size >= 1 && box->data.at[0] & 1)
        *is_turned = !*is_turned;
}

enum err heif_measure(struct span file, struct picture_facts *facts)
{
    struct heif_head head;
    struct heif_associated associated = {.count = 0};
    struct box box;
    uint32_t size[2] = {0, 0};
    bool is_turned = false;
    if (!heif_read_head(file, &head) || !heif_associated(&head, &associated))
        return ERR_INPUT;
    for (unsigned place = 1; place <= PROPERTIES_MAX && box_next(&head.properties, &box); place++)
        if (heif_has_place(&associated, place))
            heif_take_property(&box, size, &is_turned);
    if (!size[0] || !size[1])
        return ERR_INPUT;
    /* As for PNG: beyond every limit of pixels. */
    bool is_beyond = size[0] > PICTURE_SIDE_MAX || size[1] > PICTURE_SIDE_MAX;
    facts->width = is_beyond ? PICTURE_SIDE_MAX : (int)size[is_turned];
    facts->height = is_beyond ? PICTURE_SIDE_MAX : (int)size[!is_turned];
    return ERR_OK;
}

bool heif_has_alpha(struct span file)
{
    /* What HEVC, AV1 and newer writers call it. */
    static const char *const names[] = {"urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:avc:2015:auxid:1",
                                        "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"};
    struct heif_head head;
    struct box box;
    if (!heif_read_head(file, &head))
        return false;
    for (unsigned place = 1; place <= PROPERTIES_MAX && box_next(&head.properties, &box); place++)
        for (size_t i = 0; box_is(&box, "auxC") && i < sizeof names / sizeof *names; i++)
            /* With the NUL at its end. */
            if (box.data.size >= FULL + strlen(names[i]) + 1 &&
                memcmp(box.data.at + FULL, names[i], strlen(names[i]) + 1) == 0)
                return true;
    return false;
}

void heif_hide_others(unsigned char *bytes, size_t size)
{
    struct heif_head head;
    struct box box = {NULL, {NULL, 0}};
    struct span rest, data;
    unsigned version;
    uint32_t number;
    if (!heif_read_head((struct span){bytes, size}, &head))
        return;
    box.data = head.items;
    /* The count in front is not asked: the boxes end by themselves. */
    if (!heif_unwrap(&box, &version, &rest) || !heif_number(&rest, version > 0, &number))
        return;
    while (box_next(&rest, &box)) {
        /* Version 2 has numbers of 16 bits, 3 of 32; older ones are of no picture. The lowest of the flags
         * says that it is hidden. */
        if (!box_is(&box, "infe") || !heif_unwrap(&box, &version, &data) || version < 2 ||
            !heif_number(&data, version > 2, &number) || number == head.primary)
            continue;
        bytes[box.data.at + FULL - 1 - bytes] |= 1;
    }
}
