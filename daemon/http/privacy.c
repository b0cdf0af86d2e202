/* Who asks, from what the request brought. It knows nothing of routes and replies. */
#include "http/privacy.h"

enum privacy privacy_of(const struct request *request)
{
    if (request->console || request->actor.role >= ROLE_READER)
        return PRIVACY_STAFF;
    /* Sent and not valid, or not verified yet: the answer is none of everybody's. */
    return request->authorization ? PRIVACY_PERSONAL : PRIVACY_PUBLIC;
}
