/* From words of the settings to values of the app. Must not open anything. */
#include "app_settings.h"

#include "public_address.h"
#include "store/kind.h"

#include <string.h>

const char *setting_joined(struct arena *arena, const struct setting_list *list, const char *between)
{
    auto_buf struct buf text = BUF(64 * 1024);
    for (size_t i = 0; i < list->count; i++)
        buf_printf(&text, "%s%s", i ? between : "", list->items[i]);
    return arena_copy(arena, buf_str(&text), text.length);
}

static bool is_yes(const char *choice)
{
    return strcmp(choice, "yes") == 0;
}

bool rated_kinds_read(const char *text, unsigned *ret_kinds)
{
    unsigned kinds = 0;
    for (const char *p = text; *p;) {
        char name[64];
        size_t length = strcspn(p, ","), from = strspn(p, " ");
        size_t size = length > from ? length - from : 0;
        while (size && p[from + size - 1] == ' ')
            size--;
        if (!size || size >= sizeof name)
            return false;
        memcpy(name, p + from, size);
        name[size] = '\0';
        enum article_kind kind = kind_named(name);
        if (kind == KIND_COUNT)
            return false;
        kinds |= 1u << kind;
        p += length + (p[length] == ',');
    }
    *ret_kinds = kinds;
    return true;
}

void app_settings_take(const struct settings *settings, struct arena *arena, struct app *app)
{
    app->https_port = public_https_port(settings);
    app->file_limits = (struct file_limits){settings->document_limit, settings->archive_limit,
                                            settings->sound_limit, settings->film_limit};
    app->security = (struct security_words){
        .contacts = settings->security_contact.items,
        .contact_count = settings->security_contact.count,
        .policy = settings->security_policy,
        .encryption = settings->security_encryption,
        .acknowledgments = settings->security_acknowledgments,
        .languages = setting_joined(arena, &settings->security_languages, ", "),
    };
    app->picture_converter = settings->picture_converter;
    app->acme_folder = settings->acme_folder;
    app->page_age_ms = settings->page_age;
    app->feeds_are_full = strcmp(settings->feed_text, "full") == 0;
    app->has_llms = is_yes(settings->llms_txt);
    app->is_kept_offline = strcmp(settings->offline, "on") == 0;
    app->checks_links = is_yes(settings->check_links);
    app->mail_from = *settings->mail_host ? settings->mail_from : "";
    rated_kinds_read(settings->rating, &app->rated_kinds);
    app->two_people = is_yes(settings->two_people);
    app->questions_daily = settings->questions_daily;
    app->questions_kept = settings->questions_kept;
    app->question_files_mb = settings->question_files;
}

enum err app_settings_push(const struct settings *settings, const char *base_url, struct fetch_rules *rules,
                           struct app *app)
{
    app->sends_webhooks = is_yes(settings->webhooks);
    app->tells_askers = *settings->mail_host && *base_url;
    app->sends_digests = is_yes(settings->digests) && *settings->mail_host && *base_url;
    /* What has no address of its own cannot be named to others. */
    app->hub = *base_url ? settings->websub_hub : "";
    app->post_rules = app->sends_webhooks || *app->hub ? rules : NULL;
    return fetch_rules_read(settings->push_to.items, settings->push_to.count, settings->import_authorities,
                            rules);
}
