/* What the jobs of background.c are told before they run: what they work on, by which settings. Starts
 * nothing. */
#include "background.h"

#include "http/address_key.h"
#include "link_served.h"
#include "running.h"
#include "work/link_check.h"

#include <string.h>

/* What the job that checks links is told; it exists whether links are checked or not, so that none that were
 * gathered stay when they no longer are. */
static enum err background_begin_links(struct background *background)
{
    struct running *running = background->running;
    background->links = (struct link_check_options){
        .store = running->store,
        .helper = running->helper,
        .fetch_rules = &running->fetch_rules,
        .rules = &background->link_rules,
        .agent = link_agent(running->arena, running->portal.base_url),
        .clock = &clock_system,
        .stopping = &running->app.stopping,
        .is_wanted = strcmp(running->settings->check_links, "yes") == 0,
    };
    background->link_rules = (struct link_rules){running->portal.base_url, link_is_served, address_key_of};
    background->link_check = link_check_new(&background->links);
    return background->link_check ? ERR_OK : ERR_MEMORY;
}

/* What is scheduled, and tokens that end. */
static void background_begin_timer(struct background *background)
{
    struct store *store = background->running->store;
    schedule_begin(&background->schedule, store);
    background->token_expiry = (struct token_expiry_job){store, &clock_system, 0};
    background->petition_clock =
        (struct petition_clock){store, (int)background->running->settings->questions_kept, false};
}

/* What is made of media behind the answers to uploads. */
static void background_begin_media(struct background *background)
{
    struct running *running = background->running;
    background->crops = (struct crop_job){
        .store = running->store, .helper = running->helper, .stopping = &running->app.stopping};
    background->renditions = (struct rendition_job){.store = running->store,
                                                    .helper = running->helper,
                                                    .stopping = &running->app.stopping,
                                                    .is_wanted = &running->app.pictures_due};
    background->texts = (struct text_job){.store = running->store,
                                          .helper = running->helper,
                                          .pdf_reader = running->settings->pdf_reader,
                                          .stopping = &running->app.stopping};
    background->site_files = (struct site_files_job){running->store, running->helper};
}

static int64_t background_certificate(const void *context)
{
    const struct app *app = context;
    struct server_figures figures = {0};
    if (app->server.read)
        app->server.read(app->server.context, &figures);
    return figures.certificate_until_ms;
}

/* Letters to the staff, where mail is set up. */
static void background_begin_mail(struct background *background)
{
    struct running *running = background->running;
    background->mail.options = (struct daily_mail_options){
        .store = running->store,
        .helper = running->helper,
        .backups = running->app.backups,
        .clock = &clock_system,
        .stopping = &running->app.stopping,
        .from = running->app.mail_from,
        .base_url = running->portal.base_url,
        .hour = running->settings->mail_hour,
        .checks_links = running->app.checks_links,
        .certificate_until_ms = background_certificate,
        .context = &running->app,
    };
}

/* What other machines are told, where anybody is. */
static void background_begin_push(struct background *background)
{
    struct running *running = background->running;
    background->push.options = (struct push_job_options){
        .store = running->store,
        .helper = running->helper,
        .rules = running->app.post_rules,
        .sends_webhooks = running->app.sends_webhooks,
        .hub = running->app.hub,
        .base_url = running->portal.base_url,
        .agent = link_agent(running->arena, running->portal.base_url),
        .clock = &clock_system,
        .stopping = &running->app.stopping,
    };
}

enum err background_begin(struct background *background)
{
    enum err err = background_begin_links(background);
    background_begin_media(background);
    background_begin_timer(background);
    background_begin_mail(background);
    background_begin_push(background);
    background->redaction =
        (struct redaction_job){background->running->store, &background->running->app.stopping};
    background->digest = (struct digest_job){.app = &background->running->app,
                                             .hour = background->running->settings->digest_hour,
                                             .rate = background->running->settings->digest_rate};
    background->answers = (struct answer_job){.app = &background->running->app,
                                              .rate = background->running->settings->digest_rate};
    return err;
}
