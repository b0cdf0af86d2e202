/* Many writers in one commit: what stays, what goes, who is told; with faults of the machine at each step. */
#include "engine_fixture.h"
#include "fault_sqlite.h"

#include "store/audit.h"
#include "store/change.h"
#include "store/search.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>

enum { MEMBERS = 4, WRITERS = 8, ROUNDS = 25 };

/* One transaction of a batch, in a thread of its own. */
struct member {
    struct fixture *f;
    int number, round;
    bool stays_back; /* and cannot be rolled back alone */
    bool fails;      /* it meets an error of its own and is rolled back */
    enum fault_kind kind;
    int fault_step;        /* > 0: the machine fails at this step from its beginning on */
    enum err own, outcome; /* of its work; of its commit or abort */
    enum err noted;        /* by store_watch() */
    int64_t id;
    char slug[40];
    pthread_t thread;
    struct gate *gate;
};

/* In its place stands one that fails, until mend_statement(). */
static void break_statement(struct conn *conn, enum statement statement)
{
    sqlite3_finalize(conn->statements[statement]);
    assert_int_equal(sqlite3_prepare_v2(conn->db, "SELECT abs(-9223372036854775807 - 1)", -1,
                                        &conn->statements[statement], NULL),
                     SQLITE_OK);
}

static void mend_statement(struct conn *conn, enum statement statement)
{
    sqlite3_finalize(conn->statements[statement]);
    conn->statements[statement] = NULL;
}

/* Keeps the first in its transaction until all others wait for the writer. */
struct gate {
    atomic_bool is_open;
};

static bool writer_is_taken(struct fixture *f)
{
    pthread_mutex_lock(&f->store->batch_lock);
    bool is_taken = f->store->batch.is_taken;
    pthread_mutex_unlock(&f->store->batch_lock);
    return is_taken;
}

static size_t queue_length(struct fixture *f)
{
    size_t length = 0;
    pthread_mutex_lock(&f->store->batch_lock);
    for (struct batch_wait *wait = f->store->batch.queue; wait; wait = wait->next)
        length++;
    pthread_mutex_unlock(&f->store->batch_lock);
    return length;
}

static void *run_member(void *context)
{
    struct member *m = context;
    auto_arena struct arena *arena = arena_new(16 * 1024 * 1024);
    struct conn *conn = NULL;
    struct article article = sample(m->slug);
    const char *words = "Số hiệu riêng của bài";
    article.title = arena_printf(arena, "%s %d vòng %d", words, m->number, m->round);
    m->own = m->outcome = store_begin(m->f->store, arena, &editor, &conn);
    if (m->own)
        return NULL;
    store_watch(conn, &m->noted);
    while (m->number == 0 && !atomic_load(&m->gate->is_open))
        sched_yield();
    if (m->fault_step)
        fault_arm(m->kind, m->fault_step);
    m->own = article_insert(conn, &article, 0, &m->id);
    if (m->stays_back)
        break_statement(conn, STMT_JOIN_BACK);
    if (m->own || m->fails) {
        store_end(conn);
        m->outcome = ERR_CONFLICT;
    } else {
        m->outcome = store_commit(&conn);
    }
    return NULL;
}

/* What the log says of faults that are meant is not shown. Gives what is to be restored. */
static int silence(void)
{
    int shown = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
    return shown;
}

static void speak(int shown)
{
    dup2(shown, STDERR_FILENO);
    close(shown);
}

/* Runs the members in the order of their numbers, all in one batch as far as the clock lets them. */
static void run_batch(struct fixture *f, struct member members[MEMBERS], int round)
{
    struct gate gate = {false};
    for (int i = 0; i < MEMBERS; i++) {
        struct member *m = &members[i];
        m->f = f;
        m->number = i;
        m->round = round;
        m->gate = &gate;
        snprintf(m->slug, sizeof m->slug, "bai-%d-%d", round, i);
        assert_int_equal(pthread_create(&m->thread, NULL, run_member, m), 0);
        while (i > 0 && queue_length(f) < (size_t)i)
            sched_yield();
        while (i == 0 && !writer_is_taken(f))
            sched_yield();
    }
    int shown = silence();
    atomic_store(&gate.is_open, true);
    for (int i = 0; i < MEMBERS; i++)
        assert_int_equal(pthread_join(members[i].thread, NULL), 0);
    fault_disarm();
    speak(shown);
}

static bool is_kept(struct fixture *f, const char *slug)
{
    struct article article;
    struct conn *conn = fixture_lease(f);
    enum err err = article_by_slug(conn, slug, &article);
    store_end(conn);
    assert_true(!err || err == ERR_NOT_FOUND);
    return !err;
}

/* What was acknowledged is there, what was not is not, and every count and chain is exact. */
static void assert_exact(struct fixture *f)
{
    struct audit_report report = {0};
    int64_t articles = fixture_integer(f, "SELECT count(*) FROM articles");
    struct conn *conn = fixture_lease(f);
    assert_ok(audit_verify(conn, &report));
    store_end(conn);
    assert_int_equal(report.first_bad, 0);
    assert_int_equal(report.lines, articles);
    assert_int_equal(fixture_sequence(f), articles);
    assert_int_equal(fixture_integer(f, "SELECT count(DISTINCT sequence) FROM articles"), articles);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM revisions"), articles);
    assert_index_is_right(f);
    /* "hiệu" is in every title, and in no other word of theirs. */
    assert_int_equal(fixture_integer(f, "SELECT coalesce(sum(uses), 0) FROM search_syllables WHERE exact = "
                                        "(SELECT exact FROM search_syllables WHERE fold = 'hieu')"),
                     articles);
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM search_title WHERE search_title MATCH 'hieu'"),
                     articles);
}

static void assert_truthful(struct fixture *f, const struct member members[MEMBERS])
{
    for (int i = 0; i < MEMBERS; i++)
        assert_int_equal(is_kept(f, members[i].slug), members[i].outcome == ERR_OK);
    assert_exact(f);
}

static void members_of_a_batch_are_all_kept(void **state)
{
    struct fixture *f = *state;
    uint64_t generation = store_generation(f->store);
    struct member members[MEMBERS] = {0};
    run_batch(f, members, 0);
    for (int i = 0; i < MEMBERS; i++)
        assert_int_equal(members[i].outcome, ERR_OK);
    assert_truthful(f, members);
    assert_true(store_generation(f->store) > generation);
}

static void member_that_fails_goes_alone(void **state)
{
    struct fixture *f = *state;
    for (int k = 0; k < MEMBERS; k++) {
        struct member members[MEMBERS] = {0};
        members[k].fails = true;
        run_batch(f, members, k);
        for (int i = 0; i < MEMBERS; i++)
            assert_int_equal(members[i].outcome == ERR_OK, i != k);
        assert_int_equal(members[k].noted, ERR_OK);
        assert_truthful(f, members);
    }
}

/* The fault happens at a step that wanders from the beginning of the k-th to the end of the commit. Whoever
 * was in a batch that failed was not acknowledged; the next batch is fine. Gives how many batches failed. */
static int inject(struct fixture *f, enum fault_kind kind, int k, int *round)
{
    int failed = 0;
    bool happened = true;
    for (int step = 1; happened; step += 1 + step / 3) {
        struct member members[MEMBERS] = {0};
        members[k].kind = kind;
        members[k].fault_step = step;
        run_batch(f, members, ++*round);
        happened = atomic_load(&injected.happened);
        bool has_failed = false;
        for (int i = 0; i < MEMBERS; i++)
            has_failed |= members[i].outcome != ERR_OK;
        failed += has_failed;
        assert_truthful(f, members);
        struct member next[MEMBERS] = {0};
        run_batch(f, next, ++*round);
        for (int i = 0; i < MEMBERS; i++)
            assert_int_equal(next[i].outcome, ERR_OK);
        assert_truthful(f, next);
    }
    return failed;
}

static void inject_everywhere(struct fixture *f, enum fault_kind kind)
{
    int round = 100 * (int)kind, failed = 0;
    /* Pages go to the log before the commit, so that a write can fail within each transaction. */
    sqlite3_exec(f->store->writer->db, "PRAGMA cache_size=5; PRAGMA cache_spill=5", NULL, NULL, NULL);
    if (kind == FAULT_INTERRUPT)
        sqlite3_progress_handler(f->store->writer->db, 20, faulty_progress, NULL);
    for (int k = 0; k < MEMBERS; k++)
        failed += inject(f, kind, k, &round);
    assert_true(failed > MEMBERS);
}

static void full_disk_at_any_step_acknowledges_nobody_of_the_batch(void **state)
{
    inject_everywhere(*state, FAULT_FULL);
}

static void broken_disk_at_any_step_acknowledges_nobody_of_the_batch(void **state)
{
    inject_everywhere(*state, FAULT_IOERR);
}

static void memory_that_ends_at_any_step_acknowledges_nobody_of_the_batch(void **state)
{
    inject_everywhere(*state, FAULT_NOMEM);
}

static void interruption_at_any_step_acknowledges_nobody_of_the_batch(void **state)
{
    inject_everywhere(*state, FAULT_INTERRUPT);
}

/* A refusal that rests on what others had not yet committed is void when they are lost. */
static void answer_that_saw_a_lost_batch_is_void(void **state)
{
    struct fixture *f = *state;
    bool was_void = false;
    /* On a machine that is slow the second may come too late to join; then it saw nothing. */
    for (int round = 0; round < 50 && !was_void; round++) {
        struct member members[MEMBERS] = {0};
        members[1].fails = true;
        members[0].kind = FAULT_IOERR;
        members[0].fault_step = 1; /* without spilling: the first write of the commit */
        run_batch(f, members, round);
        was_void = members[1].noted == ERR_INTERNAL;
        assert_truthful(f, members);
    }
    assert_true(was_void);
}

/* What it did could not be told from what the others did. */
static void member_that_cannot_be_taken_back_takes_the_batch_with_it(void **state)
{
    struct fixture *f = *state;
    bool was_lost = false;
    for (int round = 0; round < 50 && !was_lost; round++) {
        struct member members[MEMBERS] = {0};
        members[1].fails = members[1].stays_back = true;
        run_batch(f, members, round);
        mend_statement(f->store->writer, STMT_JOIN_BACK);
        was_lost = members[0].outcome == ERR_INTERNAL && members[1].noted == ERR_INTERNAL;
        assert_truthful(f, members);
    }
    assert_true(was_lost);
}

struct writer {
    struct fixture *f;
    int number;
    int kept;
    pthread_t thread;
};

/* Saves, refuses itself, changes and takes to the trash, each in a transaction of its own. */
static void *write_much(void *context)
{
    struct writer *w = context;
    for (int round = 0; round < ROUNDS; round++) {
        auto_arena struct arena *arena = arena_new(16 * 1024 * 1024);
        auto_conn struct conn *conn = NULL;
        struct article article = sample(arena_printf(arena, "nhieu-%d-%d", w->number, round));
        article.title = arena_printf(arena, "Số hiệu bài %d của người %d", round, w->number);
        int64_t id = 0;
        if (store_begin(w->f->store, arena, &editor, &conn) || article_insert(conn, &article, 0, &id))
            return NULL;
        if (round % 3 == 1)
            continue; /* rolled back */
        if (!store_commit(&conn))
            w->kept++;
    }
    return NULL;
}

static void concurrent_writers_leave_no_hole_in_any_chain(void **state)
{
    struct fixture *f = *state;
    struct writer writers[WRITERS] = {0};
    int kept = 0;
    for (int i = 0; i < WRITERS; i++) {
        writers[i].f = f;
        writers[i].number = i;
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_much, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_join(writers[i].thread, NULL), 0);
        kept += writers[i].kept;
    }
    assert_int_equal(kept, WRITERS * (ROUNDS - ROUNDS / 3));
    assert_int_equal(fixture_integer(f, "SELECT count(*) FROM articles"), kept);
    assert_exact(f);
}

static void long_transaction_is_not_joined(void **state)
{
    struct fixture *f = *state;
    struct conn *conn = NULL;
    struct member members[1] = {{.f = f, .number = 1, .slug = "cho-doi"}};
    struct article article = sample("dai");
    int64_t id;
    assert_ok(store_begin_alone(f->store, f->arena, &editor, &conn));
    assert_int_equal(pthread_create(&members[0].thread, NULL, run_member, &members[0]), 0);
    while (queue_length(f) == 0)
        sched_yield();
    assert_ok(article_insert(conn, &article, 0, &id));
    assert_ok(store_commit(&conn));
    assert_int_equal(pthread_join(members[0].thread, NULL), 0);
    assert_int_equal(members[0].outcome, ERR_OK);
    assert_true(is_kept(f, "dai") && is_kept(f, "cho-doi"));
}

static void turn_of_the_writer_has_a_number_until_it_ends(void **state)
{
    struct fixture *f = *state;
    struct conn *conn = NULL;
    assert_int_equal(store_turn(f->store), 0);
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    uint64_t turn = store_turn(f->store);
    assert_true(turn);
    assert_int_equal(store_turn(f->store), turn);
    assert_ok(store_abort(&conn));
    assert_int_equal(store_turn(f->store), 0);
    assert_ok(store_begin(f->store, f->arena, &editor, &conn));
    assert_true(store_turn(f->store) > turn);
    assert_ok(store_abort(&conn));
}

int main(void)
{
    faults_install();
    const struct CMUnitTest tests[] = {
        store_test(members_of_a_batch_are_all_kept),
        store_test(member_that_fails_goes_alone),
        store_test(full_disk_at_any_step_acknowledges_nobody_of_the_batch),
        store_test(broken_disk_at_any_step_acknowledges_nobody_of_the_batch),
        store_test(memory_that_ends_at_any_step_acknowledges_nobody_of_the_batch),
        store_test(interruption_at_any_step_acknowledges_nobody_of_the_batch),
        store_test(answer_that_saw_a_lost_batch_is_void),
        store_test(member_that_cannot_be_taken_back_takes_the_batch_with_it),
        store_test(concurrent_writers_leave_no_hole_in_any_chain),
        store_test(long_transaction_is_not_joined),
        store_test(turn_of_the_writer_has_a_number_until_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
