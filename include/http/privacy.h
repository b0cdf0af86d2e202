/* Whose answer it is: the one place that decides what a reply may contain and how it may be cached.
 *
 * Whatever tells who asks, a token, the control socket or the cookie of a staff page, has to be looked at
 * here: what is public is kept in the page cache, shared by proxies and counted as a view. Thread: any. */
#ifndef HTTP_PRIVACY_H
#define HTTP_PRIVACY_H

#include "http/request.h"

enum privacy {
    PRIVACY_PUBLIC,   /* equal for all who ask: may be kept and shared */
    PRIVACY_PERSONAL, /* for who asked alone, who has no rights of the staff */
    PRIVACY_STAFF,    /* may show what is not published */
};

enum privacy privacy_of(const struct request *request);

#endif
