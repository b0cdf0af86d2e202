/* The reader's own display: /tuy-chon.css, a stylesheet made from a cookie, and /tuy-chon, the form
 * of the accessibility bar that sets it. Pages stay the same bytes for everyone. */
#include "handler/handler.h"
#include "http/submission.h"

#include <string.h>

enum { SIZES = 5, SIZE_NORMAL = 1 };

static const char palettes[] = "lnm"; /* less, normal, more contrast */
enum { PALETTE_NORMAL = 1, PALETTES = 3 };

struct display {
    int size;    /* 0 smallest to SIZES - 1 */
    int palette; /* place in `palettes` */
};

/* The cookie hien-thi=SIZE.PALETTE; anything else is the normal display. */
static struct display display_of(const struct request *request)
{
    struct display display = {SIZE_NORMAL, PALETTE_NORMAL};
    const char *cookie = request_cookie(request, "hien-thi");
    if (!cookie || strlen(cookie) != 3 || cookie[0] < '0' || cookie[0] >= '0' + SIZES || cookie[1] != '.')
        return display;
    const char *palette = strchr(palettes, cookie[2]);
    if (palette)
        display = (struct display){cookie[0] - '0', (int)(palette - palettes)};
    return display;
}

static const char *style_part(struct app *app, const char *name)
{
    const struct asset *asset = assets_find(app->assets, name);
    return asset ? (const char *)asset->bytes : "";
}

enum err file_options_style(struct app *app, const struct request *request, struct reply *reply)
{
    struct display display = display_of(request);
    const char *size = arena_printf(reply->arena, "style/option-size-%d.css", display.size);
    const char *palette =
        arena_printf(reply->arena, "style/option-palette-%c.css", palettes[display.palette]);
    reply->text = arena_printf(reply->arena, "%s%s", style_part(app, size), style_part(app, palette));
    reply->text_type = "text/css; charset=utf-8";
    return ERR_OK;
}

static int stepped(int value, const char *step, int most)
{
    if (step && strcmp(step, "tang") == 0)
        return value < most ? value + 1 : value;
    if (step && strcmp(step, "giam") == 0)
        return value > 0 ? value - 1 : value;
    return value;
}

/* Where to go back to: a path of this site, else the home page. */
static const char *way_back(const struct submission *submission)
{
    const char *path = json_string_value(json_object_get(submission->fields, "ve"));
    bool own = path && path[0] == '/' && path[1] != '/' && path[1] != '\\' && strlen(path) <= 2000;
    for (const char *p = own ? path : ""; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7F || *p == '\\')
            own = false;
    return own ? path : "/";
}

enum err form_options_set(struct app *app, const struct request *request, struct reply *reply)
{
    enum { YEAR_S = 365 * 24 * 3600 };
    auto_submission struct submission submission = {0};
    struct display display = display_of(request);
    (void)app;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    const char *size = json_string_value(json_object_get(submission.fields, "co"));
    const char *contrast = json_string_value(json_object_get(submission.fields, "tuong-phan"));
    display.size = size && strcmp(size, "vua") == 0 ? SIZE_NORMAL : stepped(display.size, size, SIZES - 1);
    display.palette = stepped(display.palette, contrast, PALETTES - 1);
    reply->status = 303;
    reply->location = arena_text(reply->arena, way_back(&submission));
    reply->set_cookie =
        arena_printf(reply->arena, "hien-thi=%d.%c; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly%s",
                     display.size, palettes[display.palette], YEAR_S, request->tls ? "; Secure" : "");
    return ERR_OK;
}
