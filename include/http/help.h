/* What a problem type means and what to do about it. Thread: any. */
#ifndef HTTP_HELP_H
#define HTTP_HELP_H

#include "base/err.h"

/* The error whose type (the last part of its address) this is, or ERR_OK. */
enum err help_find(const char *type);

/* Its explanation; static text. */
const char *help_text(enum err err, enum lang lang);

#endif
