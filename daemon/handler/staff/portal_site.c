/* /quan-tri/cong/nhan-dien and /quan-tri/cong/menu: who the portal is, and where its menu leads. Both are
 * members of one thing of the API, which keeps one history for them. */
#include "formset_page.h"
#include "portal_offer.h"
#include "store/site.h"

#include <string.h>

#define TEXT(name, flags)                                             \
    {                                                                 \
        name, FORMSET_TEXT, NULL, NULL, SITE_TEXT_MAX, flags, NULL, 0 \
    }
#define PLAIN(name, type)                     \
    {                                         \
        name, type, NULL, NULL, 0, 0, NULL, 0 \
    }
#define HEADING(name) PLAIN(name, FORMSET_HEADING)
#define LIST(name, flags, most, fields)                                                     \
    {                                                                                       \
        name, FORMSET_LIST, NULL, NULL, most, flags, fields, sizeof fields / sizeof *fields \
    }

static const struct formset_field accounts[] = {
    {"kind", FORMSET_CHOICE, NULL, "facebook,zalo,youtube,tiktok,x,other", 0, FORMSET_REQUIRED, NULL, 0},
    TEXT("title", 0),
    {"url", FORMSET_TEXT, NULL, NULL, SITE_URL_MAX, FORMSET_REQUIRED, NULL, 0},
};

static const struct formset_field palettes[] = {
    {"kind", FORMSET_KIND, NULL, "mourning,festive,own", 0, FORMSET_REQUIRED, NULL, 0},
    {"from", FORMSET_DAY, NULL, NULL, 0, FORMSET_REQUIRED, NULL, 0},
    {"to", FORMSET_DAY, NULL, NULL, 0, FORMSET_REQUIRED, NULL, 0},
    {"colour_first", FORMSET_COLOUR, "own", NULL, 0, 0, NULL, 0},
    {"colour_second", FORMSET_COLOUR, "own", NULL, 0, 0, NULL, 0},
};

static const struct formset_field identity_fields[] = {
    HEADING("names"),
    TEXT("name", FORMSET_REQUIRED),
    TEXT("name_en", 0),
    TEXT("superior", 0),
    TEXT("superior_en", 0),
    TEXT("agency", 0),
    HEADING("contact"),
    TEXT("hotline", 0),
    TEXT("phone", 0),
    TEXT("email", 0),
    TEXT("address", 0),
    {"map_url", FORMSET_TEXT, NULL, NULL, SITE_URL_MAX, 0, NULL, 0},
    LIST("social", 0, SITE_SOCIAL_MAX, accounts),
    HEADING("legal"),
    TEXT("licence", 0),
    TEXT("responsible", 0),
    HEADING("pictures"),
    {"emblem", FORMSET_CHOICE, NULL, "none,drawn,logo", 0, FORMSET_REQUIRED, NULL, 0},
    PLAIN("logo", FORMSET_PICTURE),
    PLAIN("logo_dark", FORMSET_PICTURE),
    {"banner/image", FORMSET_PICTURE, NULL, "banner/", 0, FORMSET_FOCUSES, NULL, 0},
    PLAIN("banner/x", FORMSET_PART),
    PLAIN("banner/y", FORMSET_PART),
    {"banner/form", FORMSET_CHOICE, NULL, "auto,cut,whole,colour", 0, FORMSET_REQUIRED, NULL, 0},
    PLAIN("share", FORMSET_PICTURE),
    HEADING("colours"),
    PLAIN("colour_first", FORMSET_COLOUR),
    PLAIN("colour_second", FORMSET_COLOUR),
    LIST("palettes", 0, SITE_PALETTES_MAX, palettes),
};
static const struct formset identity = {"identity", identity_fields,
                                        sizeof identity_fields / sizeof *identity_fields};

static const struct formset_field below[] = {
    TEXT("title", FORMSET_REQUIRED),
    {"url", FORMSET_ADDRESS, NULL, NULL, SITE_TEXT_MAX, FORMSET_REQUIRED, NULL, 0},
};
static const struct formset_field entries[] = {
    TEXT("title", FORMSET_REQUIRED),
    {"url", FORMSET_ADDRESS, NULL, NULL, SITE_TEXT_MAX, 0, NULL, 0},
    LIST("items", 0, SITE_NAV_BELOW_MAX, below),
};
static const struct formset_field menu_fields[] = {LIST("nav", FORMSET_INDENTS, SITE_NAV_MAX, entries)};
static const struct formset menu = {"nav", menu_fields, sizeof menu_fields / sizeof *menu_fields};

/* A banner is one thing, with the place in it that must be seen; without a picture there is none. */
static void identity_finish(struct formset_state *state, json_t *body)
{
    json_t *banner = json_object_get(body, "banner");
    (void)state;
    if (json_is_null(json_object_get(banner, "image"))) {
        json_object_set_new(body, "banner", json_null());
        return;
    }
    /* A part that was emptied is the middle. */
    if (json_is_null(json_object_get(banner, "x")))
        json_object_del(banner, "x");
    if (json_is_null(json_object_get(banner, "y")))
        json_object_del(banner, "y");
    if (json_is_null(json_object_get(banner, "form")))
        json_object_del(banner, "form");
}

#define SITE_PAGE                                                                                        \
    .read = api_site_show, .save = api_site_change, .method = METHOD_PATCH, .preview = api_site_preview, \
    .revisions = api_site_revision_list, .revision = api_site_revision_show, .revert = api_site_revert,  \
    .revision_member = "site"

static const struct formset_page identity_page = {
    .formset = &identity, .path = "/cong/nhan-dien", SITE_PAGE, .finish = identity_finish};
static const struct formset_page menu_page = {
    .formset = &menu, .path = "/cong/menu", SITE_PAGE, .offer = offer_addresses};

enum err staff_identity_show(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_show(app, request, reply, &identity_page);
}

enum err staff_identity_send(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_send(app, request, reply, &identity_page);
}

enum err staff_menu_show(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_show(app, request, reply, &menu_page);
}

enum err staff_menu_send(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_send(app, request, reply, &menu_page);
}
