/* What is said of media and attachments. Thread: one worker. */
#ifndef VIEW_MEDIA_H
#define VIEW_MEDIA_H

#include "store/article.h"
#include "store/media.h"
#include "view/view.h"

/* The API's medium: id, version, url, type, size, width, height, alt, caption, credit, file_name, created_at.
 */
void view_media(struct view view, const struct media *media);

/* The API's attachment: id, title, url, type, size. */
void view_attachment(struct view view, const struct attachment *attachment);

#endif
