/* What a portal's condition is judged by, as the settings say it. */
#ifndef MAIN_CONDITION_H
#define MAIN_CONDITION_H

#include "base/setting.h"
#include "work/check.h"

/* Folders, certificate and host; store, visits and helper stay NULL, for the caller to add. `base_url` may be
 * "". Texts are those of the settings, or made in the arena. */
void condition_of(const struct settings *settings, const char *base_url, struct arena *arena,
                  struct check_scope *ret_scope);

/* Adds how this process, which is about to serve, can be reached. Before it is confined. */
void condition_note_reach(const struct settings *settings, struct arena *arena, struct check_scope *scope);

#endif
