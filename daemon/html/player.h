/* Sounds and films of the portal's own within a body. Private to this floor. Thread: one. */
#ifndef HTML_PLAYER_H
#define HTML_PLAYER_H

#include "cleaning.h"

/* Writes the player of a sound or film that the element shows (an img by its address, a video, an audio);
 * false when it shows none that is kept here by its address, and nothing is written. One that nobody knows
 * leaves its name. */
bool cleaning_player(struct cleaning *cleaning, const GumboNode *node);

#endif
