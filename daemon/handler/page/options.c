/* The reader's own display: /tuy-chon.css, a stylesheet made from a cookie, and /tuy-chon, the form of
 * the accessibility bar that sets it. Pages stay the same bytes for everyone. Works without a script.
 * The cookie is read for the stylesheet alone, so pages stay the same bytes for everybody and are kept
 * once. */
#include "core/look.h"
#include "handler/handler.h"
#include "http/submission.h"

#include <string.h>

/* As many as there are files style/option-size-N.css; the second is the size that pages are drawn for. */
enum { SIZES = 5, SIZE_NORMAL = 1 };

static const char palettes[] = "lnm"; /* less, normal, more contrast */
enum { PALETTE_USUAL = 1, PALETTES = 3 };

/* What the cookie says, judged. */
struct display {
    int size;    /* 0 smallest to SIZES - 1 */
    int palette; /* place in `palettes` */
};

/* The cookie hien-thi=SIZE.PALETTE; anything else is the normal display. */
static struct display display_of(const struct request *request)
{
    struct display display = {SIZE_NORMAL, PALETTE_USUAL};
    const char *cookie = request_cookie(request, "hien-thi");
    /* A cookie is whatever somebody sends; only the exact form becomes part of an asset's name. */
    if (!cookie || strlen(cookie) != 3 || cookie[0] < '0' || cookie[0] >= '0' + SIZES || cookie[1] != '.')
        return display;
    const char *palette = strchr(palettes, cookie[2]);
    if (palette)
        display = (struct display){cookie[0] - '0', (int)(palette - palettes)};
    return display;
}

/* "" for a part that is not there. Assets end with a NUL, as they are read here as text. */
static const char *style_part(struct app *app, struct arena *arena, const char *name)
{
    const struct asset *asset = assets_find(app->assets, name);
    const char *text = asset ? (const char *)asset_bytes(asset, arena) : NULL;
    return text ? text : "";
}

/* The sheet of the reader's palette: the interface's file, or what is derived from the authority's colours.
 */
static const char *palette_part(struct app *app, const struct request *request, struct reply *reply,
                                int palette)
{
    struct look *look = arena_zero(reply->arena, 1, sizeof *look);
    /* A store that cannot be read is no reason to refuse a style. */
    bool is_own = palette != PALETTE_USUAL && look && !look_now(app, reply->arena, request->now_ms, look) &&
                  !look->is_built_in;
    if (is_own)
        return palette < PALETTE_USUAL ? look->less : look->more;
    return style_part(app, reply->arena,
                      arena_printf(reply->arena, "style/option-palette-%c.css", palettes[palette]));
}

/* Two small sheets behind each other, those of the reader's size and palette. */
enum err file_options_style(struct app *app, const struct request *request, struct reply *reply)
{
    struct display display = display_of(request);
    const char *size = arena_printf(reply->arena, "style/option-size-%d.css", display.size);
    reply->text = arena_printf(reply->arena, "%s%s", style_part(app, reply->arena, size),
                               palette_part(app, request, reply, display.palette));
    reply->text_type = "text/css; charset=utf-8";
    return ERR_OK;
}

/* "tang" is one more, "giam" one less; at the ends, and with anything else, the value stays. */
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
    /* "//host" and "/\host" are other sites to a browser. */
    bool own = path && path[0] == '/' && path[1] != '/' && path[1] != '\\' && strlen(path) <= 2000;
    /* Browsers drop control characters within an address, which would bring "//" about again. */
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
    /* A form without one of the fields leaves that as it is. */
    const char *size = json_string_value(json_object_get(submission.fields, "co"));
    const char *contrast = json_string_value(json_object_get(submission.fields, "tuong-phan"));
    display.size = size && strcmp(size, "vua") == 0 ? SIZE_NORMAL : stepped(display.size, size, SIZES - 1);
    display.palette = stepped(display.palette, contrast, PALETTES - 1);
    /* So that going back or reloading sends no form again (RFC 9110 section 15.4.4). */
    reply->status = 303;
    reply->location = arena_text(reply->arena, way_back(&submission));
    /* HttpOnly, for no script needs it; Secure only where the request came by TLS, since without it a
     * portal on plain HTTP could not remember anything. */
    reply->set_cookie =
        arena_printf(reply->arena, "hien-thi=%d.%c; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly%s",
                     display.size, palettes[display.palette], YEAR_S, request->tls ? "; Secure" : "");
    return ERR_OK;
}
