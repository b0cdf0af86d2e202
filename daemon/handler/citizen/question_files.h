/* Files that citizens send with a question: looked into by the helper, pictures made anew, kept by nobody but
 * the store's sealed rows, and never among the media. */
#ifndef HANDLER_QUESTION_FILES_H
#define HANDLER_QUESTION_FILES_H

#include "core/input.h"
#include "handler/app.h"
#include "store/petition.h"

/* Most bytes of a picture as it is sent; what is kept of it is smaller. */
enum { QUESTION_PICTURE_MAX = 10 * 1024 * 1024 };

/* Notes at member `name` when there are more than may be, or something that is no file. Cheap. */
void question_files_judge(const struct input *input, const char *name);

/* Makes of those that were sent what is kept: of a picture a JPEG without anything but what is seen, a
 * document as it is. What is wrong with one is a fault at member `name`; then they are not all there. They
 * live in the reply's arena. It takes seconds. Errors: INPUT (a fault was noted), those of the helper. */
enum err question_files_prepare(struct app *app, struct reply *reply, const struct submission *submission,
                                const char *name, struct petition *petition);

#endif
