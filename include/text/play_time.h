/* How long a recording is, as people write it: "3:25", "1:02:03" (minutes and seconds of two digits behind a
 * colon). Thread: any. */
#ifndef TEXT_PLAY_TIME_H
#define TEXT_PLAY_TIME_H

#include <stdint.h>

/* "PT1H2M3S", its NUL included. */
enum { PLAY_TIME_SIZE = 24 };

/* In seconds, 1 to 359,999; 0 for anything that is not so written. */
int32_t play_time_read(const char *text);

/* As ISO 8601 has it, of 1 second or more: "PT3M25S". Returns `text`. */
const char *play_time_iso(int32_t seconds, char text[static PLAY_TIME_SIZE]);

#endif
