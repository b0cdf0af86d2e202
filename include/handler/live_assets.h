/* The workshop: with --assets DIR somebody works on templates, styles and words, and sees each change at the
 * next request. A template that is wrong gives a page that says what and where, made by the interface that is
 * built in; the process goes on, and with the next change all is well again.
 *
 * Whoever uses app->assets or app->interface does it between live_assets_enter() and live_assets_leave(), so
 * that neither is exchanged meanwhile; without a workshop both cost nothing. Nothing that refers to an
 * asset's bytes outlives that, and nothing is kept ready. Thread: any; enter does not nest. */
#ifndef HANDLER_LIVE_ASSETS_H
#define HANDLER_LIVE_ASSETS_H

#include "handler/app.h"

/* Opens the workshop of `folder`, whose assets and interface the app has already. Ended by
 * live_assets_close(). Errors: MEMORY, and those of interface_open(). */
enum err live_assets_open(struct app *app, const char *folder, struct buf *fault);
void live_assets_close(struct app *app);

void live_assets_enter(struct app *app);
void live_assets_leave(struct app *app);

/* What is wrong with the interface as it lies in the folder, "pages/home.html:12: …"; NULL when nothing is.
 * Between enter and leave. */
const char *live_assets_fault(const struct app *app);

/* The interface that is built in. */
const struct interface *live_assets_built_in(const struct app *app);

#endif
