/* The backup that the daemon makes: one at a time, by whoever asked, and what is known of it meanwhile. */
#include "store/fixture.h"
#include "store/redaction.h"
#include "work/backup_job.h"

static struct backup_job *make_job(struct fixture *f, const char *folder, const atomic_bool *stopping)
{
    const struct backup_job_options options = {
        .store = f->store, .clock = &f->clock, .data = f->folder, .folder = folder, .stopping = stopping};
    struct backup_job *job = backup_job_new(&options);
    assert_non_null(job);
    return job;
}

static void count_wake(void *context)
{
    ++*(int *)context;
}

static void one_is_made_at_a_time(void **state)
{
    struct fixture *f = *state;
    atomic_bool stopping = false;
    struct backup_run run;
    char folder[400];
    int64_t number = 0;
    int woken = 0;
    fixture_path(f, "backup", folder);
    struct backup_job *job = make_job(f, folder, &stopping);
    backup_job_listen(job, count_wake, &woken);
    backup_job_look(job, &run);
    assert_int_equal(run.state, BACKUP_RUN_NONE);
    assert_true(backup_job_rest_ms(job) > 0);
    assert_int_equal(backup_job_newest_ms(job), -1); /* nobody has looked yet */
    assert_ok(backup_job_start(job, &editor, "mot", LANG_EN, &number));
    assert_int_equal(number, 1);
    assert_int_equal(woken, 1);
    assert_int_equal(backup_job_rest_ms(job), 0);
    assert_int_equal(backup_job_start(job, &editor, "hai", LANG_EN, &number), ERR_CONFLICT);
    assert_false(backup_job_hold(job));
    assert_ok(backup_job_run(job));
    backup_job_look(job, &run);
    assert_int_equal(run.state, BACKUP_RUN_DONE);
    assert_string_equal(run.name, "mot");
    assert_true(backup_job_newest_ms(job) > 0);
    /* Nothing is asked for, and nothing made. */
    assert_ok(backup_job_run(job));
    assert_true(backup_job_hold(job));
    assert_false(backup_job_hold(job));
    assert_int_equal(backup_job_start(job, &editor, NULL, LANG_EN, &number), ERR_CONFLICT);
    backup_job_release(job);
    assert_ok(backup_job_start(job, &editor, "mot", LANG_EN, &number));
    assert_int_equal(number, 2);
    assert_ok(backup_job_run(job));
    backup_job_look(job, &run);
    assert_int_equal(run.state, BACKUP_RUN_FAILED);
    assert_int_equal(run.err, ERR_CONFLICT);
    assert_string_equal(run.fault, "there is a backup mot already");
    backup_job_free(job);
}

static void a_stop_ends_it(void **state)
{
    struct fixture *f = *state;
    atomic_bool stopping = true;
    struct backup_run run;
    char folder[400];
    int64_t number = 0;
    fixture_path(f, "backup", folder);
    add_media(f, "một ảnh");
    struct backup_job *job = make_job(f, folder, &stopping);
    assert_ok(backup_job_start(job, &editor, NULL, LANG_EN, &number));
    assert_ok(backup_job_run(job));
    backup_job_look(job, &run);
    assert_int_equal(run.state, BACKUP_RUN_FAILED);
    assert_string_equal(run.fault, "it was ended before the backup was whole");
    backup_job_free(job);
}

/* How many copies hold what was taken back, as the job last saw them. */
static size_t copies_that_hold(struct fixture *f, struct backup_job *job, int64_t redaction)
{
    const struct copies_asked asked = {.redaction = redaction};
    struct copy *items;
    size_t count = 0;
    int64_t looked_ms = 0;
    assert_ok(copies_job_of(backup_job_copies(job), &asked, f->arena, &items, &count, &looked_ms));
    assert_true(looked_ms > 0);
    return count;
}

static void copies_are_made_to_forget_and_the_run_says_what_came_of_it(void **state)
{
    struct fixture *f = *state;
    atomic_bool stopping = false;
    struct backup_run run;
    struct redacted redacted;
    char folder[400];
    int64_t number = 0;
    fixture_path(f, "backup", folder);
    struct article article = sample("ten-nguoi");
    article.id = add_article(f, &article);
    struct backup_job *job = make_job(f, folder, &stopping);
    assert_ok(backup_job_start(job, &editor, "mot", LANG_EN, &number));
    assert_ok(backup_job_run(job));
    struct conn *conn = fixture_begin(f);
    assert_ok(article_erase(conn, article.id, "Theo yêu cầu", &redacted));
    assert_ok(store_commit(&conn));
    /* Of what came since the look every copy is taken to be. */
    assert_int_equal(copies_that_hold(f, job, redacted.id), 1);
    assert_true(backup_job_hold(job));
    backup_job_start_forget(job, &editor, LANG_EN, &number);
    assert_int_equal(number, 2);
    assert_false(backup_job_hold(job));
    assert_ok(backup_job_run(job));
    backup_job_look(job, &run);
    assert_int_equal(run.state, BACKUP_RUN_DONE);
    assert_true(run.forgets);
    assert_int_equal(run.report.rewritten, 1);
    assert_int_equal(run.report.kept_count, 0);
    assert_int_equal(copies_that_hold(f, job, redacted.id), 0);
    assert_true(backup_job_hold(job));
    backup_job_release(job);
    backup_job_free(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(one_is_made_at_a_time),
        store_test(copies_are_made_to_forget_and_the_run_says_what_came_of_it),
        store_test(a_stop_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
