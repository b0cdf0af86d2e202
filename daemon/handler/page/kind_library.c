/* The page of a recording: players for its files, each with its captions, and what whoever does not hear it
 * reads. */
#include "kind_library.h"

#include "media/captions.h"
#include "page.h"
#include "store/roster.h"
#include "text/date.h"
#include "view/article.h"
#include "view/media.h"

#include <string.h>
#include <strings.h>

static bool is_of_type(const struct media *media, const char *type)
{
    return media->file_count && strncmp(media->type, type, strlen(type)) == 0;
}

/* Captions in English say so in their name: "hop-bao.en.vtt". */
static const char *captions_lang(const struct media *media, const char *lang)
{
    static const char ending[] = ".en.vtt";
    const char *name = media->file_name ? media->file_name : "";
    size_t length = strlen(name);
    return length > strlen(ending) && strcasecmp(name + length - strlen(ending), ending) == 0 ? "en" : lang;
}

/* Those between this recording and the next. */
static void fill_captions(struct view view, const struct article *article, size_t at)
{
    struct view list = view_list(view, "tracks");
    for (size_t i = at + 1; i < article->attachment_count; i++) {
        const struct media *media = &article->attachments[i].media;
        if (is_of_type(media, "video/") || is_of_type(media, "audio/"))
            return;
        if (!is_of_type(media, "text/vtt"))
            continue;
        struct view track = view_append(list);
        view_url(track, "url", safe_url_trusted(media_path(view.arena, media->files[0].name)));
        view_text(track, "lang", captions_lang(media, article->lang));
        view_text(track, "label", article->attachments[i].title);
    }
}

/* A width that will do before it is played. */
static const char *poster_path(struct arena *arena, const struct article *article)
{
    const struct media_file *file =
        article->image ? media_widest(&article->image->media, "image/jpeg") : NULL;
    return file ? media_path(arena, file->name) : NULL;
}

/* What captions in the article's language say, where it is not written out: whoever neither hears nor plays
 * it reads it. */
static enum err fill_said(const struct app *app, const struct request *request, struct view view,
                          const struct article *article)
{
    enum { CAPTIONS_MOST = 2 * 1024 * 1024 };
    struct view list = view_list(view, "said");
    const struct media *found = NULL;
    const char **paragraphs;
    size_t count;
    for (size_t i = 0; i < article->attachment_count && !found; i++) {
        const struct media *media = &article->attachments[i].media;
        if (is_of_type(media, "text/vtt") && strcmp(captions_lang(media, article->lang), article->lang) == 0)
            found = media;
    }
    /* Files are read where one may wait; library_is_slow() has the page made there. */
    if (!found || !request->may_wait)
        return ERR_OK;
    auto_buf struct buf text = BUF(CAPTIONS_MOST);
    enum err err = media_read(app->portal->store, found->files[0].name, CAPTIONS_MOST, &text);
    if (!err)
        err = captions_said(buf_str(&text), text.length, view.arena, &paragraphs, &count);
    for (size_t i = 0; !err && i < count; i++)
        view_append_text(list, paragraphs[i]);
    /* A file that is lost, or far too long, is told by the list of files and the inspector; the page stands.
     */
    return err == ERR_MEMORY ? err : ERR_OK;
}

bool library_is_slow(const struct article *article)
{
    bool is_recording = article->kind == KIND_VIDEO || article->kind == KIND_AUDIO;
    for (size_t i = 0; is_recording && i < article->attachment_count; i++)
        if (is_of_type(&article->attachments[i].media, "text/vtt"))
            return true;
    return false;
}

enum err library_fill(const struct app *app, const struct request *request, struct view view,
                      const struct article *article)
{
    bool is_film = article->kind == KIND_VIDEO;
    const char *type = is_film ? "video/" : "audio/", *poster = poster_path(view.arena, article);
    const char *speech = article_fact(article, is_film ? FACT_VIDEO_SPEECH : FACT_AUDIO_SPEECH);
    struct view list = view_list(view, "recordings");
    bool is_written = speech && strcmp(speech, "transcript") == 0;
    for (size_t i = 0; i < article->attachment_count; i++) {
        const struct attachment *attachment = &article->attachments[i];
        if (!is_of_type(&attachment->media, type))
            continue;
        struct view item = view_append(list);
        view_url(item, "url", safe_url_trusted(media_path(view.arena, attachment->media.files[0].name)));
        view_text(item, "name", attachment->title);
        view_flag(item, "is_film", is_film);
        view_url(item, "poster_url", is_film && poster ? safe_url_trusted(poster) : (struct safe_url){NULL});
        fill_captions(item, article, i);
    }
    view_text(view, "speech",
              !speech                           ? NULL
              : strcmp(speech, "none") == 0     ? page_word(app, request, "recording_silent")
              : strcmp(speech, "captions") == 0 ? page_word(app, request, "recording_captions")
                                                : NULL);
    bool has_words = is_written && article->body_text && *article->body_text;
    enum err err = fill_said(app, request, view, article);
    view_flag(view, "has_transcript", has_words || json_array_size(json_object_get(view.json, "said")) > 0);
    return err;
}
