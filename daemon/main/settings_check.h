/* Whether settings make sense that are within their bounds: an address that is one, a certificate with its
 * key. What a value may be by itself is base/setting.h's matter; here stands what takes knowledge of its use.
 */
#ifndef MAIN_SETTINGS_CHECK_H
#define MAIN_SETTINGS_CHECK_H

#include "base/setting.h"

/* Looks at all of them. `fault` receives a line for each fault, which names its place ("congd.conf:12"), in
 * the command line's language. Errors: INPUT. */
enum err settings_check(const struct settings *settings, struct buf *fault);

#endif
