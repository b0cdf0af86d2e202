/* Boxes, categories, tags and abbreviations: a list of each, and a formset for one of it. */
#include "formset_page.h"
#include "portal_offer.h"
#include "store/abbreviation.h"
#include "store/box.h"
#include "store/category.h"
#include "thing_list.h"

#define LANG                                                                \
    {                                                                       \
        "lang", FORMSET_CHOICE, NULL, "vi,en", 0, FORMSET_REQUIRED, NULL, 0 \
    }

static const struct formset_field items[] = {
    {"kind", FORMSET_KIND, NULL, "link,banner,article", 0, FORMSET_REQUIRED, NULL, 0},
    {"title", FORMSET_TEXT, "link,banner", NULL, BOX_TITLE_MAX, FORMSET_REQUIRED, NULL, 0},
    {"url", FORMSET_ADDRESS, "link,banner", NULL, BOX_URL_MAX, FORMSET_REQUIRED, NULL, 0},
    {"image", FORMSET_PICTURE, "banner", NULL, 0, 0, NULL, 0},
    {"alt", FORMSET_TEXT, "banner", NULL, MEDIA_ALT_MAX, FORMSET_REQUIRED, NULL, 0},
    {"article_id", FORMSET_ARTICLE, "article", NULL, 0, 0, NULL, 0},
    {"starts_at", FORMSET_TIME, NULL, NULL, 0, 0, NULL, 0},
    {"ends_at", FORMSET_TIME, NULL, NULL, 0, 0, NULL, 0},
};
static const struct formset_field box_fields[] = {
    {"title", FORMSET_TEXT, NULL, NULL, BOX_TITLE_MAX, FORMSET_REQUIRED, NULL, 0},
    LANG,
    {"items", FORMSET_LIST, NULL, NULL, BOX_ITEMS_MAX, 0, items, sizeof items / sizeof *items},
};
static const struct formset box = {"box", box_fields, sizeof box_fields / sizeof *box_fields};

static const struct formset_field category_fields[] = {
    {"name", FORMSET_TEXT, NULL, NULL, TERM_NAME_MAX, FORMSET_REQUIRED, NULL, 0},
    {"slug", FORMSET_TEXT, NULL, NULL, TERM_SLUG_MAX, 0, NULL, 0},
    {"parent_id", FORMSET_CHOICE, NULL, NULL, 0, FORMSET_IS_NUMBER, NULL, 0},
    LANG,
};
static const struct formset category = {"category", category_fields,
                                        sizeof category_fields / sizeof *category_fields};

static const struct formset_field tag_fields[] = {
    {"name", FORMSET_TEXT, NULL, NULL, TERM_NAME_MAX, FORMSET_REQUIRED, NULL, 0},
    {"slug", FORMSET_TEXT, NULL, NULL, TERM_SLUG_MAX, 0, NULL, 0},
    LANG,
};
static const struct formset tag = {"tag", tag_fields, sizeof tag_fields / sizeof *tag_fields};

static const struct formset_field abbreviation_fields[] = {
    {"short", FORMSET_TEXT, NULL, NULL, ABBREVIATION_SHORT_SIZE, FORMSET_REQUIRED, NULL, 0},
    {"long", FORMSET_TEXT, NULL, NULL, ABBREVIATION_LONG_SIZE, FORMSET_REQUIRED, NULL, 0},
    {"beside", FORMSET_TEXT, NULL, NULL, ABBREVIATION_BESIDE_SIZE, 0, NULL, 0},
};
static const struct formset abbreviation = {"abbreviation", abbreviation_fields,
                                            sizeof abbreviation_fields / sizeof *abbreviation_fields};

static enum err category_offer(struct formset_state *state)
{
    return offer_categories(state, "parent_id", "id");
}

static enum err category_merges(struct formset_state *state)
{
    return offer_categories(state, "into", "slug");
}

#define THING_PAGE(formset_of, path_of, name)                                                   \
    .formset = &(formset_of), .path = path_of, .is_thing = true, .read = api_##name##_show,     \
    .save = api_##name##_change, .method = METHOD_PATCH, .create = api_##name##_create,         \
    .remove = api_##name##_remove, .revisions = api_thing_history, .revision = api_thing_state, \
    .revision_member = "state"

static const struct formset_page box_page = {THING_PAGE(box, "/cong/khoi", box), .preview = api_box_preview,
                                             .offer = offer_addresses};
static const struct formset_page category_page = {
    THING_PAGE(category, "/cong/chuyen-muc", category), .preview = api_category_preview,
    .merge = api_category_merge, .offer = category_offer, .merges = category_merges};
static const struct formset_page tag_page = {THING_PAGE(tag, "/cong/the", tag), .preview = api_tag_preview,
                                             .merge = api_tag_merge};
static const struct formset_page abbreviation_page = {
    THING_PAGE(abbreviation, "/cong/viet-tat", abbreviation)};

static const struct thing_list box_list_page = {.part = "box",
                                                .path = "/cong/khoi",
                                                .list = api_box_list,
                                                .change = api_box_change,
                                                .name = "title",
                                                .is_ordered = true};
static const struct thing_list category_list_page = {.part = "category",
                                                     .path = "/cong/chuyen-muc",
                                                     .list = api_category_list,
                                                     .change = api_category_change,
                                                     .name = "name",
                                                     .parent = "parent_id",
                                                     .page = "/chuyen-muc",
                                                     .is_ordered = true};
static const struct thing_list tag_list_page = {.part = "tag",
                                                .path = "/cong/the",
                                                .list = api_tag_list,
                                                .name = "name",
                                                .page = "/the",
                                                .is_searched = true};
static const struct thing_list abbreviation_list_page = {.part = "abbreviation",
                                                         .path = "/cong/viet-tat",
                                                         .list = api_abbreviation_list,
                                                         .name = "short",
                                                         .more = "long"};

/* Four addresses of each: the list, and the thing. */
#define THING(name)                                                                                   \
    enum err staff_##name##_list(struct app *app, const struct request *request, struct reply *reply) \
    {                                                                                                 \
        return thing_list_show(app, request, reply, &name##_list_page);                               \
    }                                                                                                 \
    enum err staff_##name##_show(struct app *app, const struct request *request, struct reply *reply) \
    {                                                                                                 \
        return formset_page_show(app, request, reply, &name##_page);                                  \
    }                                                                                                 \
    enum err staff_##name##_send(struct app *app, const struct request *request, struct reply *reply) \
    {                                                                                                 \
        return formset_page_send(app, request, reply, &name##_page);                                  \
    }

THING(box)
THING(category)
THING(tag)
THING(abbreviation)

enum err staff_box_order(struct app *app, const struct request *request, struct reply *reply)
{
    return thing_list_order(app, request, reply, &box_list_page);
}

enum err staff_category_order(struct app *app, const struct request *request, struct reply *reply)
{
    return thing_list_order(app, request, reply, &category_list_page);
}
