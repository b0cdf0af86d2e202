/* What is said of media and attachments. Thread: one worker. */
#ifndef VIEW_MEDIA_H
#define VIEW_MEDIA_H

#include "store/article.h"
#include "store/media.h"
#include "store/media_text.h"
#include "view/view.h"

/* The path of a file of the media folder. Lives in the arena. */
const char *media_path(struct arena *arena, const char *name);

/* The API's medium: id, version, url, type, size, pages, width, height, alt, caption, credit, file_name,
 * slug, created_at. */
void view_media(struct view view, const struct media *media);

/* By what it is shown: `uses` of {articles, former, boxes, home, site}. */
void view_media_uses(struct view view, const struct media_uses *uses);

/* The words of its file: `text` of {state, reason, pages, characters, truncated}; null for NULL, a kind of
 * file that has none. */
void view_media_text(struct view view, const struct media_text *text);

/* The forms of a picture as a srcset has them (HTML 4.8.4.2.1), of one type and at most `most` pixels wide;
 * "" when there are none. */
const char *media_srcset(struct arena *arena, const struct media *media, const char *type, int most);

/* The place that must be seen, as names of classes of site.css ("x4 y10"), for no page may say a style of its
 * own: tenths of the picture, to the nearest fifth. */
const char *focus_classes(struct arena *arena, struct media_focus focus);

/* What a file is called in short, by its name's extension: "PDF". */
const char *media_label(struct arena *arena, const char *name);

/* Members of what shows a picture: url (its widest JPEG), width, height of that, sizes by width. */
void view_media_forms(struct view view, const struct media *media);

/* The same for pages: url, width, height, jpeg_srcset, webp_srcset, alt, focus (classes, null where nobody
 * chose it), and the smaller ones that rows of a list show (row_url, row_width, row_height, row_srcset).
 * False, and nothing said, when it has no forms. */
bool view_page_picture(struct view parent, const char *name, const struct media *media, const char *alt,
                       struct view *ret_view);

/* The API's attachment: id, title, url, type, size, pages. */
void view_attachment(struct view view, const struct attachment *attachment);

#endif
