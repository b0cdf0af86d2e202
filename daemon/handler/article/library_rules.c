/* Albums, films and sound. Files of a recording are its attachments: films, sound, and behind each its
 * captions. */
#include "library_rules.h"

#include "html/survey.h"
#include "store/roster.h"
#include "text/play_time.h"

#include <string.h>

/* Whether a file of a type that begins so is attached. */
static bool library_has_file(const struct article *article, const char *type)
{
    for (size_t i = 0; i < article->attachment_count; i++)
        if (strncmp(article->attachments[i].media.type, type, strlen(type)) == 0)
            return true;
    return false;
}

static enum err require_pictures(struct reply *reply, const struct article *article)
{
    struct survey_item *items;
    size_t count;
    enum err err = html_survey(article->body_html ? article->body_html : "", reply->arena, &items, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (items[i].kind == SURVEY_PICTURE)
            return ERR_OK;
    return err ? err : reply_fault(reply, "/body", MESSAGE_ALBUM_EMPTY, NULL);
}

/* The file, and beside it what whoever does not hear it reads. */
static enum err require_recording(struct reply *reply, const struct article *article, const char *type,
                                  enum fact speech)
{
    const char *said = article_fact(article, speech);
    bool is_said = article->body_text && *article->body_text;
    enum err err = ERR_OK;
    if (!library_has_file(article, type))
        err = reply_fault(reply, "/attachments", MESSAGE_RECORDING_FILE, NULL);
    if (said && strcmp(said, "transcript") == 0 && !is_said)
        err = reply_fault(reply, "/body", MESSAGE_TRANSCRIPT_MISSING, NULL);
    if (said && strcmp(said, "captions") == 0 && !library_has_file(article, "text/vtt"))
        err = reply_fault(reply, "/attachments", MESSAGE_CAPTIONS_MISSING, NULL);
    return err;
}

enum err library_require(struct reply *reply, const struct article *article)
{
    if (article->kind == KIND_ALBUM)
        return require_pictures(reply, article);
    if (article->kind == KIND_VIDEO)
        return require_recording(reply, article, "video/", FACT_VIDEO_SPEECH);
    if (article->kind == KIND_AUDIO)
        return require_recording(reply, article, "audio/", FACT_AUDIO_SPEECH);
    return ERR_OK;
}

void library_check_duration(struct reply *reply, const struct article *article)
{
    const char *duration = article_duration(article);
    if (duration && !play_time_read(duration))
        reply_fault(reply, "/facts/duration", MESSAGE_DURATION, NULL);
}
