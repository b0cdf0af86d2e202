/* What settings are to the app: the values that handlers look at. */
#ifndef MAIN_APP_SETTINGS_H
#define MAIN_APP_SETTINGS_H

#include "base/setting.h"
#include "handler/app.h"

/* The kinds that a text names, with commas between, as a bit set of 1u << KIND_…; false: it names what is no
 * kind. */
bool rated_kinds_read(const char *text, unsigned *ret_kinds);

/* Copies them into the app. Texts are those of the settings, or made in the arena, which shows when one could
 * not be. */
void app_settings_take(const struct settings *settings, struct arena *arena, struct app *app);

/* The items of a list with `between` between them, in the arena. */
const char *setting_joined(struct arena *arena, const struct setting_list *list, const char *between);

/* Whom else something may be told: `rules`, which the app then borrows where anybody is told anything.
 * Errors: INPUT. */
enum err app_settings_push(const struct settings *settings, const char *base_url, struct fetch_rules *rules,
                           struct app *app);

#endif
