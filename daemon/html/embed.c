/* A table of the sites whose players tell which page they belong to. */
#include "embed.h"

#include "link_wrap.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* What stands before a film's name in a player's address, and in that of its page. */
static const struct {
    const char *player, *page;
} players[] = {
    {"www.youtube.com/embed/", "https://www.youtube.com/watch?v="},
    {"youtube.com/embed/", "https://www.youtube.com/watch?v="},
    {"www.youtube-nocookie.com/embed/", "https://www.youtube.com/watch?v="},
    {"www.youtube.com/v/", "https://www.youtube.com/watch?v="},
    {"www.youtube.com/watch?v=", "https://www.youtube.com/watch?v="},
    {"youtu.be/", "https://youtu.be/"},
    {"player.vimeo.com/video/", "https://vimeo.com/"},
    {"www.dailymotion.com/embed/video/", "https://www.dailymotion.com/video/"},
    {"www.tiktok.com/embed/v2/", "https://www.tiktok.com/embed/v2/"},
    {"drive.google.com/file/d/", "https://drive.google.com/file/d/"},
};

/* Letters of a film's name; the names of all these sites are made of no others. */
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

static const char *without_scheme(const char *source)
{
    source += strspn(source, " \t\n\r\f");
    if (strncasecmp(source, "https:", 6) == 0)
        source += 6;
    else if (strncasecmp(source, "http:", 5) == 0)
        source += 5;
    return strncmp(source, "//", 2) == 0 ? source + 2 : NULL;
}

/* Facebook's player has the page's address as a parameter. */
static const char *facebook_page(const char *source, struct arena *arena)
{
    static const char player[] = "www.facebook.com/plugins/";
    bool is_player = strncasecmp(source, player, sizeof player - 1) == 0;
    const char *page = is_player ? link_parameter(source, "href", arena) : NULL;
    return page && strncasecmp(page, "https://www.facebook.com/", 25) == 0 ? page : NULL;
}

const char *embed_page(const char *source, struct arena *arena)
{
    const char *address = without_scheme(source);
    if (!address)
        return NULL;
    for (size_t i = 0; i < sizeof players / sizeof *players; i++) {
        size_t before = strlen(players[i].player);
        if (strncasecmp(address, players[i].player, before) != 0)
            continue;
        size_t length = strspn(address + before, name_letters);
        bool is_list = strncmp(address + before, "videoseries", 11) == 0;
        if (length && !is_list)
            return arena_printf(arena, "%s%.*s", players[i].page, (int)length, address + before);
    }
    return facebook_page(address, arena);
}

/* What stands behind the scheme in addresses of pages that show one film. */
static const struct {
    const char *page, *name;
} sites[] = {
    {"www.youtube.com/watch?", "YouTube"},
    {"youtube.com/watch?", "YouTube"},
    {"m.youtube.com/watch?", "YouTube"},
    {"www.youtube.com/live/", "YouTube"},
    {"www.youtube.com/shorts/", "YouTube"},
    {"youtube.com/live/", "YouTube"},
    {"youtube.com/shorts/", "YouTube"},
    {"youtu.be/", "YouTube"},
    {"vimeo.com/", "Vimeo"},
    {"www.dailymotion.com/video/", "Dailymotion"},
    {"www.tiktok.com/@", "TikTok"},
    {"www.tiktok.com/embed/", "TikTok"},
    {"www.facebook.com/watch", "Facebook"},
    {"www.facebook.com/reel/", "Facebook"},
    {"fb.watch/", "Facebook"},
};

/* Facebook's pages of films bear the name of who shows them first. */
static bool is_facebook_film(const char *address)
{
    static const char host[] = "www.facebook.com/";
    return strncasecmp(address, host, sizeof host - 1) == 0 && strstr(address, "/videos/");
}

const char *embed_site(const char *address)
{
    address = without_scheme(address);
    for (size_t i = 0; address && i < sizeof sites / sizeof *sites; i++) {
        size_t length = strlen(sites[i].page);
        if (strncasecmp(address, sites[i].page, length) == 0 && address[length])
            return sites[i].name;
    }
    return address && is_facebook_film(address) ? "Facebook" : NULL;
}
