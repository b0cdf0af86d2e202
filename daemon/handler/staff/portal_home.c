/* /quan-tri/cong/trang-chu: what the home page is composed of; /quan-tri/cong/khan: the emergency line. */
#include "formset_page.h"
#include "portal_offer.h"
#include "store/alert.h"
#include "store/home.h"

#include <string.h>

static const struct formset_field tiles[] = {
    {"icon", FORMSET_CHOICE, NULL, NULL, 0, FORMSET_REQUIRED, NULL, 0},
    {"label", FORMSET_TEXT, NULL, NULL, HOME_LABEL_MAX, 0, NULL, 0},
    {"label_en", FORMSET_TEXT, NULL, NULL, HOME_LABEL_MAX, 0, NULL, 0},
    {"url", FORMSET_ADDRESS, NULL, NULL, HOME_URL_MAX, FORMSET_REQUIRED, NULL, 0},
    {"url_en", FORMSET_ADDRESS, NULL, NULL, HOME_URL_MAX, 0, NULL, 0},
};

#define TITLED "notices,tiles,category,album,video,links,latest,box,documents,calendar,questions"

static const struct formset_field blocks[] = {
    {"kind", FORMSET_KIND, NULL,
     "lead,notices,tiles,category,album,video,banner,links,latest,statistics,box,documents,calendar,"
     "questions",
     0, FORMSET_REQUIRED, NULL, 0},
    {"title", FORMSET_TEXT, TITLED, NULL, HOME_TITLE_MAX, 0, NULL, 0},
    {"title_en", FORMSET_TEXT, TITLED, NULL, HOME_TITLE_MAX, 0, NULL, 0},
    {"category", FORMSET_CHOICE, "notices,category", NULL, 0, 0, NULL, 0},
    {"box", FORMSET_CHOICE, "links,box", NULL, 0, 0, NULL, 0},
    {"article_id", FORMSET_ARTICLE, "lead,album,video", NULL, 0, 0, NULL, 0},
    {"image", FORMSET_PICTURE, "banner", NULL, 0, 0, NULL, 0},
    {"alt", FORMSET_TEXT, "banner", NULL, MEDIA_ALT_MAX, FORMSET_REQUIRED, NULL, 0},
    {"url", FORMSET_ADDRESS, "banner", NULL, HOME_URL_MAX, FORMSET_REQUIRED, NULL, 0},
    {"count", FORMSET_NUMBER, "notices,category,album,latest,documents,calendar,questions", NULL, 2, 0, NULL,
     0},
    {"look", FORMSET_CHOICE, "category", "stories,heads", 0, 0, NULL, 0},
    {"lang", FORMSET_CHOICE, NULL, "vi,en", 0, 0, NULL, 0},
    {"starts_at", FORMSET_TIME, NULL, NULL, 0, 0, NULL, 0},
    {"ends_at", FORMSET_TIME, NULL, NULL, 0, 0, NULL, 0},
    {"tiles", FORMSET_LIST, "tiles", NULL, HOME_TILES_MAX, 0, tiles, sizeof tiles / sizeof *tiles},
};
static const struct formset_field home_fields[] = {
    {"blocks", FORMSET_LIST, NULL, NULL, HOME_BLOCKS_MAX, 0, blocks, sizeof blocks / sizeof *blocks},
};
static const struct formset home = {"home", home_fields, 1};

/* Icons by their names, which are the API's words for them. */
static enum err home_offer(struct formset_state *state)
{
    static const char folder[] = "icon/", ending[] = ".svg";
    struct arena *arena = state->request->arena;
    const struct asset *first;
    size_t count = assets_below(state->app->assets, folder, &first);
    for (size_t i = 0; i < count; i++) {
        const char *name = first[i].name + sizeof folder - 1;
        const char *icon = arena_copy(arena, name, strlen(name) - (sizeof ending - 1));
        const char *word = staff_word(state->app, state->request, arena_printf(arena, "icon.%s", icon));
        formset_choice(state, "icon", icon, *word ? word : icon);
    }
    enum err err = offer_categories(state, "category", "slug");
    if (!err)
        err = offer_boxes(state, "box");
    return err ? err : offer_addresses(state);
}

static const struct formset_page home_page = {
    .formset = &home,
    .path = "/cong/trang-chu",
    .read = api_home_show,
    .save = api_home_change,
    .method = METHOD_PATCH,
    .preview = api_home_preview,
    .revisions = api_home_revision_list,
    .revision = api_home_revision_show,
    .revision_member = "home",
    .revert = api_home_revert,
    .offer = home_offer,
};

static const struct formset_field alert_fields[] = {
    {"level", FORMSET_CHOICE, NULL, "warning,danger,info", 0, FORMSET_REQUIRED, NULL, 0},
    {"text", FORMSET_AREA, NULL, NULL, ALERT_TEXT_MAX, FORMSET_REQUIRED, NULL, 0},
    {"text_en", FORMSET_AREA, NULL, NULL, ALERT_TEXT_MAX, 0, NULL, 0},
    {"url", FORMSET_ADDRESS, NULL, NULL, ALERT_URL_MAX, 0, NULL, 0},
    {"from", FORMSET_TIME, NULL, NULL, 0, 0, NULL, 0},
    {"until", FORMSET_TIME, NULL, NULL, 0, 0, NULL, 0},
};
static const struct formset alert = {"alert", alert_fields, sizeof alert_fields / sizeof *alert_fields};

static const struct formset_page alert_page = {
    .formset = &alert,
    .path = "/cong/khan",
    .member = "alert",
    .read = api_alert_show,
    .save = api_alert_replace,
    .method = METHOD_PUT,
    .remove = api_alert_remove,
    .revisions = api_alert_history,
    .word = "word",
    .offer = offer_addresses,
};

enum err staff_home_show(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_show(app, request, reply, &home_page);
}

enum err staff_home_send(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_send(app, request, reply, &home_page);
}

enum err staff_alert_show(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_show(app, request, reply, &alert_page);
}

enum err staff_alert_send(struct app *app, const struct request *request, struct reply *reply)
{
    return formset_page_send(app, request, reply, &alert_page);
}
