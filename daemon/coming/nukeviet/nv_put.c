/* The members of a line that articles and pages share. */
#include "nv_article.h"

#include "core/media.h"
#include "core/rewrite.h"
#include "store/article.h"
#include "store/media.h"
#include "text/slug.h"

#include <string.h>
#include <strings.h>

void nv_put(json_t *line, const char *name, const char *text)
{
    if (text && *text)
        json_object_set_new(line, name, json_string(text));
}

bool nv_put_title(struct nukeviet *nv, json_t *line, const char *title, const char *alias, int64_t id,
                  const char *label, struct arena *arena, const char **ret_other_slug)
{
    int64_t known;
    const char *text = coming_fit(nv->coming, arena, label, coming_line_of(arena, title), ARTICLE_TITLE_MAX);
    const char *slug = coming_slug(arena, alias, text);
    *ret_other_slug = *slug ? slug_numbered(slug, id, arena) : NULL;
    /* Two articles could have the same name there, which their numbers told apart. */
    if (*slug && coming_map_find(&nv->slugs, slug, &known))
        slug = *ret_other_slug;
    if (*slug && !coming_map_put(&nv->slugs, nv->arena, slug, id))
        arena_fail(arena);
    nv_put(line, "title", text);
    nv_put(line, "slug", slug);
    return *text;
}

/* A picture's file lies in the folder of the module, whatever is before it. */
static const char *nv_file_address(const struct nv_module *module, const char *file, struct arena *arena)
{
    if (strncasecmp(file, "http://", 7) == 0 || strncasecmp(file, "https://", 8) == 0 || *file == '/')
        return file;
    return arena_printf(arena, "uploads/%s/%s", module->upload, file);
}

enum err nv_put_image(struct nukeviet *nv, const struct nv_module *module, json_t *line, const char *image,
                      const char *alt, const char *label, struct arena *arena)
{
    struct coming *coming = nv->coming;
    struct coming_medium medium;
    if (!*image)
        return ERR_OK;
    const char *address = nv_file_address(module, image, arena);
    enum err err = coming_picture_at(coming, address, label, &medium);
    if (err || (medium.state == MEDIUM_TAKEN && !medium.id))
        return err;
    if (medium.state != MEDIUM_TAKEN || !medium.is_picture) {
        coming->counts.missing++;
        if (medium.state != MEDIUM_REFUSED)
            coming_tell(coming, label,
                        COMING_SAID(coming, "không có ảnh đại diện %s", "its picture %s is not there"),
                        address);
        return ERR_OK;
    }
    const char *words = coming_fit(coming, arena, label, coming_line_of(arena, alt), MEDIA_ALT_MAX);
    json_object_set_new(line, "image", json_integer((json_int_t)medium.id));
    /* Nobody said what it shows. */
    if (*words)
        nv_put(line, "alt", words);
    else
        json_object_set_new(line, "decorative", json_true());
    return ERR_OK;
}

static bool nv_has_element(const char *html, const char *name)
{
    for (const char *at = html; (at = strchr(at, '<')); at++)
        if (strncasecmp(at + 1, name, strlen(name)) == 0)
            return true;
    return false;
}

enum err nv_put_body(struct nukeviet *nv, json_t *line, const char *lead, const char *body, const char *label,
                     struct arena *arena)
{
    bool is_empty = !*body || !*coming_plain(arena, body);
    const char *words = coming_plain(arena, lead);
    const char *html = "";
    /* A picture alone has no words and is a body all the same. */
    bool has_body = !is_empty || nv_has_element(body, "img") || nv_has_element(body, "iframe");
    enum err err = coming_rewrite(nv->coming, has_body ? body : lead, label, arena, &html);
    if (has_body)
        nv_put(line, "lead", coming_fit(nv->coming, arena, label, words, ARTICLE_LEAD_MAX));
    nv_put(line, "body", html);
    json_object_set_new(line, "body_format", json_string("html"));
    return err;
}
