/* The kinds of accounts elsewhere. Knows no rows; they are the site's. */
#include "store/site.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name, *title, *host;
} kinds[SOCIAL_KINDS] = {
#define SOCIAL(code, name, title, host) {name, title, host},
#include "store/social.def"
#undef SOCIAL
};

const char *social_name(enum social_kind kind)
{
    return kinds[kind].name;
}

const char *social_title(enum social_kind kind)
{
    return kinds[kind].title;
}

/* The name itself, or one below it: "facebook.com" and "vi-vn.facebook.com", but not "notfacebook.com". */
static bool host_is(const char *host, size_t length, const char *name)
{
    size_t own = strlen(name);
    return length >= own && strncasecmp(host + length - own, name, own) == 0 &&
           (length == own || host[length - own - 1] == '.');
}

enum social_kind social_of_url(const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    size_t length = strcspn(host, ":/?#");
    for (enum social_kind i = 0; i < SOCIAL_KINDS; i++)
        if (kinds[i].host && host_is(host, length, kinds[i].host))
            return i;
    return SOCIAL_OTHER;
}
