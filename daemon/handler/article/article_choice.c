/* Members with a closed set of values. Knows no text but the reason of a withdrawal. */
#include "article_choice.h"

#include <string.h>

static const char *const langs[] = {"vi", "en", NULL};
static const char *const audiences[] = {"public", "staff", NULL};
static const char *const statuses[] = {"draft", "review", "published", NULL};
static const enum article_status status_of[] = {STATUS_DRAFT, STATUS_REVIEW, STATUS_PUBLISHED};
/* An import, and who makes an article anew, bring it as it was elsewhere. */
static const char *const import_statuses[] = {"draft", "review", "scheduled", "published", "withdrawn", NULL};
static const enum article_status import_status_of[] = {STATUS_DRAFT, STATUS_REVIEW, STATUS_SCHEDULED,
                                                       STATUS_PUBLISHED, STATUS_WITHDRAWN};

static void read_choices(const struct input *input, const struct article_draft *draft,
                         struct article *article)
{
    int lang = strcmp(article->lang, "en") == 0, audience = (int)article->audience, status = -1;
    input_choice(input, "lang", langs, &lang);
    input_choice(input, "audience", audiences, &audience);
    bool takes_all = draft->is_import || draft->is_new;
    input_choice(input, "status", takes_all ? import_statuses : statuses, &status);
    article->lang = langs[lang];
    article->audience = (enum article_audience)audience;
    if (status >= 0)
        article->status = takes_all ? import_status_of[status] : status_of[status];
}

/* What the public reads where a withdrawn article was. Nobody else has a use for it. */
static void article_input_read_reason(const struct input *input, struct article *article)
{
    const char *reason = article->status == STATUS_WITHDRAWN ? article->withdrawn_reason : NULL;
    input_text(input, "withdrawn_reason", TEXT_LINE, ARTICLE_NOTE_MAX, &reason);
    if (reason && article->status != STATUS_WITHDRAWN)
        input_fault(input, "withdrawn_reason", MESSAGE_WITHDRAWN_ONLY, NULL);
    article->withdrawn_reason = article->status == STATUS_WITHDRAWN ? reason : NULL;
}

/* The kind, which is kept once the article was published. A retired kind is none that can be chosen. */
static void read_kind(const struct input *input, struct article *article, bool ever_published)
{
    const char *names[KIND_COUNT + 1];
    int places[KIND_COUNT], choice = -1;
    size_t count = 0;
    for (enum article_kind kind = 0; kind < KIND_COUNT; kind++) {
        if (kind_has(kind, KIND_IS_RETIRED) && kind != article->kind)
            continue;
        places[count] = (int)kind;
        names[count++] = kind_of(kind)->name;
    }
    names[count] = NULL;
    input_choice(input, "kind", names, &choice);
    if (choice < 0 || places[choice] == (int)article->kind)
        return;
    if (ever_published)
        input_fault(input, "kind", MESSAGE_KIND_KEPT, NULL);
    else
        article->kind = (enum article_kind)places[choice];
}

void article_choices_read(const struct input *input, struct article_draft *draft, bool is_kind_kept)
{
    read_kind(input, &draft->article, is_kind_kept);
    read_choices(input, draft, &draft->article);
    article_input_read_reason(input, &draft->article);
}
