/* Which kind a file is its name's ending says, which was made here of its bytes. Whether it is there is asked
 * of whoever knows the pictures. Without a player there is a link to the file, for browsers that have none.
 */
#include "player.h"

#include "element.h"
#include "element_write.h"
#include "link.h"

#include <string.h>

enum { PLAYER_MAX = 16 * 1024, TRACKS_MAX = 4 };

/* Its element by the ending, NULL for a file that is none; "track" for captions. */
static const char *player_element(const char *address)
{
    static const struct {
        const char *ending, *element;
    } kinds[] = {{".mp4", "video"}, {".webm", "video"}, {".mp3", "audio"},
                 {".m4a", "audio"}, {".ogg", "audio"},  {".vtt", "track"}};
    size_t length = strlen(address);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t ending = strlen(kinds[i].ending);
        if (length > ending && strcmp(address + length - ending, kinds[i].ending) == 0)
            return kinds[i].element;
    }
    return NULL;
}

/* The address when it is one of the portal's media, and what is found by it is played so; NULL else. */
static const char *own_file(const GumboVector *attributes, struct arena *arena)
{
    const char *source = attribute_line(attributes, "src", arena);
    const char *url = link_checked(source, URL_MEDIA, arena);
    return url && player_element(url) ? url : NULL;
}

static bool is_child(const GumboNode *node, GumboTag tag)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

/* The element's own address, or the first within it. */
static const char *player_source(const GumboElement *element, struct arena *arena)
{
    const char *source = own_file(&element->attributes, arena);
    for (unsigned i = 0; !source && element->tag != GUMBO_TAG_IMG && i < element->children.length; i++) {
        const GumboNode *child = element->children.data[i];
        if (is_child(child, GUMBO_TAG_SOURCE))
            source = own_file(&child->v.element.attributes, arena);
    }
    return source && strcmp(player_element(source), "track") != 0 ? source : NULL;
}

/* False when somebody knows all files and this is none. */
static bool is_kept(const struct writer *writer, const char *source, const char **ret_name)
{
    const struct body_pictures *pictures = writer->pictures;
    struct body_picture found = {.alt = NULL};
    bool is_kept = !pictures || pictures->find(pictures->context, source, "-", &found);
    *ret_name = found.alt;
    return is_kept;
}

/* The address of the picture that stands for a film: its poster; in Markdown, which has no place for one, the
 * title. NULL without one, or when what stands there is no picture of the portal's. */
static const char *player_still(const GumboVector *attributes, struct arena *arena)
{
    const char *said = attribute_line(attributes, "poster", arena);
    if (!*said)
        said = attribute_line(attributes, "title", arena);
    const char *url = link_checked(said, URL_MEDIA, arena);
    return url && !player_element(url) ? url : NULL;
}

/* As the source calls it, else as the medium is called; "" for neither. */
static const char *player_name(const GumboVector *attributes, const char *known, struct arena *arena)
{
    static const char *const names[] = {"alt", "aria-label", "title"};
    const char *name = "";
    for (size_t i = 0; i < sizeof names / sizeof *names && !*name; i++)
        name = attribute_line(attributes, names[i], arena);
    /* A title that says a picture is no name. */
    if (*name && link_checked(name, URL_MEDIA, arena))
        name = "";
    return *name ? name : known ? known : "";
}

static void player_poster(struct buf *out, const struct writer *writer, const GumboVector *attributes)
{
    const char *poster = player_still(attributes, writer->arena);
    struct body_picture picture;
    /* What it shows the film's name says. */
    if (poster && writer->pictures)
        poster =
            writer->pictures->find(writer->pictures->context, poster, "-", &picture) ? picture.url : NULL;
    if (poster)
        write_attribute(out, "poster", poster);
}

/* Captions, by the language that they are in. */
static bool player_track(struct buf *out, const struct writer *writer, const GumboVector *attributes)
{
    const char *source = own_file(attributes, writer->arena), *unused,
               *kind = attribute_line(attributes, "kind", writer->arena),
               *label = attribute_line(attributes, "label", writer->arena),
               *language = element_language(attributes, "srclang");
    if (!source || strcmp(player_element(source), "track") != 0 || !is_kept(writer, source, &unused))
        return false;
    buf_printf(out, "<%s", player_element(source));
    write_attribute(out, "src", source);
    write_attribute(out, "kind", strcmp(kind, "subtitles") == 0 ? kind : "captions");
    write_attribute(out, "srclang", language ? language : "vi");
    if (!*label)
        label = language && strcmp(language, "en") == 0 ? "English" : language ? language : "Tiếng Việt";
    write_attribute(out, "label", strcmp(label, "vi") == 0 ? "Tiếng Việt" : label);
    buf_char(out, '>');
    return true;
}

/* What stands within the player: captions, and the way to the file. */
static void player_inside(struct buf *out, const struct writer *writer, const GumboElement *element,
                          const char *source, const char *name)
{
    const char *link = element_of(GUMBO_TAG_A)->name;
    int tracks = 0;
    for (unsigned i = 0; element->tag != GUMBO_TAG_IMG && i < element->children.length && tracks < TRACKS_MAX;
         i++) {
        const GumboNode *child = element->children.data[i];
        if (is_child(child, GUMBO_TAG_TRACK))
            tracks += player_track(out, writer, &child->v.element.attributes);
    }
    buf_printf(out, "<%s", link);
    write_attribute(out, "href", source);
    buf_char(out, '>');
    const char *shown = *name ? name : strrchr(source, '.') + 1;
    html_escape(out, shown, strlen(shown));
    buf_printf(out, "</%s>", link);
}

bool cleaning_player(struct cleaning *cleaning, const GumboNode *node)
{
    struct writer *writer = &cleaning->writer;
    const GumboElement *element = &node->v.element;
    auto_buf struct buf attributes = BUF(PLAYER_MAX), inside = BUF(PLAYER_MAX);
    const char *known, *source = player_source(element, writer->arena);
    if (!source)
        return false;
    bool is_known = is_kept(writer, source, &known);
    const char *name = player_name(&element->attributes, known, writer->arena);
    /* No player can stand in a link. */
    if (!is_known || writer_is_in_link(writer)) {
        writer_text(writer, name);
        return true;
    }
    write_attribute(&attributes, "src", source);
    buf_text(&attributes, " controls");
    write_attribute(&attributes, "preload", "none");
    if (strcmp(player_element(source), "video") == 0)
        player_poster(&attributes, writer, &element->attributes);
    if (*name)
        write_attribute(&attributes, "aria-label", name);
    player_inside(&inside, writer, element, source, name);
    if (buf_failed(&attributes) || buf_failed(&inside))
        arena_fail(writer->arena);
    else
        writer_player(writer, player_element(source), buf_str(&attributes), buf_str(&inside), name);
    return true;
}
