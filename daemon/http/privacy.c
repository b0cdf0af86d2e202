/* Who asks, from what the request brought. It knows nothing of routes and replies. */
#include "http/privacy.h"

enum privacy privacy_of(const struct request *request)
{
    if (request->console || request->actor.role >= ROLE_READER)
        return PRIVACY_STAFF;
    /* Also to who is not signed in yet: the form bears what is the browser's own. */
    if (request->is_staff)
        return PRIVACY_PERSONAL;
    /* Sent and not valid, or not verified yet: the answer is none of everybody's. */
    return request->authorization ? PRIVACY_PERSONAL : PRIVACY_PUBLIC;
}
